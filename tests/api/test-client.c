/* test-client.c - the request itself, the model list and the broker's own paths
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "outcome.h"
#include "propus-json.h"
#include "propus-limits.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

#define JSON_HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"

static void
send_cb (RawConnection *connection,
         const char    *request,
         gpointer       user_data)
{
  raw_send (connection, user_data, -1);
}

/* --- requests --- */

static void
test_request_bytes (void)
{
  g_autoptr(RawServer) server = raw_server_new (send_cb, (gpointer) (RAW_SSE "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\n\n"));
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(Outcome) outcome = outcome_of_client (client);
  g_autofree char *request = raw_server_dup_request (server, 0);
  g_autofree char *lower = g_ascii_strdown (request, -1);

  g_assert_true (g_str_has_prefix (request, "POST /v1beta/models/gemini-test:streamGenerateContent?alt=sse HTTP/1.1\r\n"));
  g_assert_true (g_str_has_suffix (request, "\r\n\r\n{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}"));
  g_assert_nonnull (strstr (lower, "content-type: application/json\r\n"));
  g_assert_null (strstr (lower, "x-goog-api-key"));
  g_assert_null (strstr (lower, "authorization"));
  g_assert_null (strstr (lower, "cookie"));
  g_assert_null (strstr (lower, "gzip"));
  g_assert_null (strstr (lower, "expect"));
}

static void
test_no_cookies (void)
{
  g_autoptr(RawServer) server = raw_server_new (send_cb, (gpointer) (
    "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nCache-Control: max-age=1000\r\nConnection: close\r\n\r\ndata: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\n\n"));
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(Outcome) first = outcome_of_client (client);
  g_autoptr(Outcome) second = outcome_of_client (client);
  g_autofree char *request = raw_server_dup_request (server, 1);

  g_assert_cmpuint (raw_server_count (server), ==, 2);
  g_assert_null (strstr (request, "a=b"));
}

static void
test_redirects (void)
{
  static const guint codes[] = { 301, 302, 303, 307, 308 };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *reply = g_strdup_printf ("HTTP/1.1 %u Moved\r\nLocation: https://evil.example/x\r\nContent-Length: 0\r\n\r\n", codes[i]);
      g_autoptr(RawServer) server = raw_server_new (send_cb, reply);
      g_autoptr(PropusClient) client = raw_server_new_client (server);
      g_autoptr(Outcome) outcome = outcome_of_client (client);

      outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_REDIRECT, "");
      g_assert_cmpstr (propus_failure_get_detail (propus_completion_get_failure (outcome->completion)), ==, "evil.example");
      g_assert_cmpuint (raw_server_count (server), ==, 1);
    }
}

static void
test_no_broker (void)
{
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new ("/nonexistent/propus-socket");
  g_autoptr(PropusClient) client = propus_client_new (address);
  g_autoptr(Outcome) outcome = outcome_of_client (client);

  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_BROKER, "");
}

static void
test_broker_goes_away (void)
{
  g_autoptr(Outcome) outcome = outcome_of_bytes ("");

  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_BROKER, "");
}

static void
quit_loop_cb (PropusCompletion *completion,
              GMainLoop        *loop)
{
  g_main_loop_quit (loop);
}

static void
test_bad_model (void)
{
  g_autoptr(RawServer) server = raw_server_new (send_cb, (gpointer) RAW_SSE);
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(PropusGenerateRequest) request = propus_generate_request_new ("../keys?key=");
  g_autoptr(PropusCompletion) completion = propus_client_stream_generate (client, request);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_signal_connect (completion, "ended", G_CALLBACK (quit_loop_cb), loop);
  g_main_loop_run (loop);
  g_assert_cmpint (propus_failure_get_kind (propus_completion_get_failure (completion)), ==, PROPUS_FAILURE_NOT_FOUND);
  g_assert_cmpuint (raw_server_count (server), ==, 0);
}

/* --- the model list --- */

typedef struct
{
  GMainLoop     *loop;
  GPtrArray     *models;
  JsonNode      *node;
  PropusFailure *failure;
} Reply;

static void
reply_clear (Reply *reply)
{
  g_clear_pointer (&reply->loop, g_main_loop_unref);
  g_clear_pointer (&reply->models, g_ptr_array_unref);
  g_clear_pointer (&reply->node, json_node_unref);
  g_clear_pointer (&reply->failure, propus_failure_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reply, reply_clear)

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Reply *reply = user_data;

  reply->models = propus_client_list_models_finish (PROPUS_CLIENT (source), result, &reply->failure);
  g_main_loop_quit (reply->loop);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

/* Returns how many pages were asked for. */
static guint
list_models (RawReplyFunc  func,
             gpointer      user_data,
             Reply        *reply)
{
  g_autoptr(RawServer) server = raw_server_new (func, user_data);
  g_autoptr(PropusClient) client = raw_server_new_client (server);

  propus_client_set_deadlines (client, 2000, 2000, 2000);
  reply->loop = g_main_loop_new (NULL, FALSE);
  propus_client_list_models_async (client, NULL, listed_cb, reply);
  g_main_loop_run (reply->loop);
  g_timeout_add (20, quit_cb, reply->loop);
  g_main_loop_run (reply->loop);

  return raw_server_count (server);
}

static void
send_pages (RawConnection *connection,
            const char    *request,
            gpointer       user_data)
{
  if (strstr (request, "pageToken=") == NULL)
    raw_send (connection, JSON_HEAD "{\"models\":[{\"name\":\"models/gemini-a\",\"displayName\":\"A\",\"description\":\"D\","
              "\"inputTokenLimit\":1048576,\"outputTokenLimit\":\"65536\",\"thinking\":true,"
              "\"supportedGenerationMethods\":[\"generateContent\"]},{\"name\":\"models/gemini-a\"}],\"nextPageToken\":\"t/&= 2\"}", -1);
  else if (strstr (request, "pageToken=t%2F%26%3D%202 HTTP") != NULL)
    raw_send (connection, JSON_HEAD "{\"models\":[{\"name\":\"models/gemini-b-image\",\"supportedGenerationMethods\":[\"generateContent\"]}]}", -1);
}

static void
test_pages (void)
{
  g_auto(Reply) reply = { NULL };
  PropusModelInfo *first;
  PropusModelInfo *second;

  list_models (send_pages, NULL, &reply);
  g_assert_nonnull (reply.models);
  g_assert_null (reply.failure);
  g_assert_cmpuint (reply.models->len, ==, 2);
  first = g_ptr_array_index (reply.models, 0);
  second = g_ptr_array_index (reply.models, 1);
  g_assert_cmpstr (propus_model_info_get_id (first), ==, "gemini-a");
  g_assert_cmpstr (propus_model_info_get_display_name (first), ==, "A");
  g_assert_cmpstr (propus_model_info_get_description (first), ==, "D");
  g_assert_cmpint (propus_model_info_get_input_limit (first), ==, 1048576);
  g_assert_cmpint (propus_model_info_get_output_limit (first), ==, 65536);
  g_assert_true (propus_model_info_get_thinks (first));
  g_assert_true (propus_model_info_can_chat (first));
  g_assert_cmpstr (propus_model_info_get_display_name (second), ==, "gemini-b-image");
  g_assert_true (propus_model_info_can_chat (second));
  g_assert_false (propus_model_info_answers_in_words (second));
}

static void
test_page_loop (void)
{
  g_auto(Reply) reply = { NULL };
  guint n_pages = list_models (send_cb, (gpointer) (JSON_HEAD "{\"models\":[{\"name\":\"models/a\"}],\"nextPageToken\":\"again\"}"),
                               &reply);

  g_assert_cmpuint (n_pages, ==, 2);
  g_assert_cmpuint (reply.models->len, ==, 1);
}

static void
send_endless_pages (RawConnection *connection,
                    const char    *request,
                    gpointer       user_data)
{
  gint *count = user_data;
  gint page = g_atomic_int_add (count, 1);
  g_autofree char *reply = g_strdup_printf (JSON_HEAD "{\"models\":[{\"name\":\"models/m%d\"}],\"nextPageToken\":\"t%d\"}", page, page);

  raw_send (connection, reply, -1);
}

static void
test_endless_pages (void)
{
  g_auto(Reply) reply = { NULL };
  gint count = 0;

  g_assert_cmpuint (list_models (send_endless_pages, &count, &reply), ==, PROPUS_LIMIT_LIST_PAGES);
  g_assert_cmpuint (reply.models->len, ==, PROPUS_LIMIT_LIST_PAGES);
}

static void
test_bad_ids (void)
{
  g_auto(Reply) reply = { NULL };
  PropusModelInfo *model;

  list_models (send_cb, (gpointer) (JSON_HEAD "{\"models\":[{\"name\":\"models/../x\"},{\"name\":\"models/x?key=\"},{\"name\":\"models/x#\"},"
                         "{\"name\":\"tunedModels/x\"},{\"name\":null},{},null,7,[],{\"name\":\"models/\"},{\"name\":\"gemini\"},"
                         "{\"name\":\"models/good\",\"displayName\":7,\"description\":[],\"inputTokenLimit\":-5,"
                         "\"supportedGenerationMethods\":\"x\"}]}"), &reply);
  g_assert_cmpuint (reply.models->len, ==, 1);
  model = g_ptr_array_index (reply.models, 0);
  g_assert_cmpstr (propus_model_info_get_id (model), ==, "good");
  g_assert_cmpstr (propus_model_info_get_display_name (model), ==, "good");
  g_assert_cmpint (propus_model_info_get_input_limit (model), ==, 0);
  g_assert_false (propus_model_info_can_chat (model));
}

static void
send_many_models (RawConnection *connection,
                  const char    *request,
                  gpointer       user_data)
{
  g_autoptr(GString) reply = g_string_new (JSON_HEAD "{\"models\":[");
  g_autofree char *name = g_strnfill (1024 * 1024, 'N');

  g_string_append_printf (reply, "{\"name\":\"models/first\",\"displayName\":\"%s\",\"description\":\"%s\"}", name, name);
  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (reply, ",{\"name\":\"models/m%u\"}", i);
  g_string_append (reply, "]}");
  raw_send (connection, reply->str, (gssize) reply->len);
}

static void
test_many_models (void)
{
  g_auto(Reply) reply = { NULL };
  PropusModelInfo *first;

  list_models (send_many_models, NULL, &reply);
  g_assert_cmpuint (reply.models->len, ==, PROPUS_LIMIT_MODELS);
  first = g_ptr_array_index (reply.models, 0);
  g_assert_cmpint (g_utf8_strlen (propus_model_info_get_display_name (first), -1), <=, 80);
  g_assert_cmpuint (strlen (propus_model_info_get_description (first)), ==, 1000);
}

static void
assert_list_fails (const char        *reply_bytes,
                   PropusFailureKind  kind)
{
  g_auto(Reply) reply = { NULL };

  list_models (send_cb, (gpointer) reply_bytes, &reply);
  g_assert_null (reply.models);
  g_assert_nonnull (reply.failure);
  g_assert_cmpstr (propus_failure_kind_to_nick (propus_failure_get_kind (reply.failure)), ==, propus_failure_kind_to_nick (kind));
}

static void
test_list_failures (void)
{
  assert_list_fails ("HTTP/1.1 400 x\r\nConnection: close\r\n\r\n{\"error\":{\"code\":400,\"message\":\"API key not valid.\"}}",
                     PROPUS_FAILURE_KEY_INVALID);
  assert_list_fails (JSON_HEAD "{\"error\":{\"code\":503}}", PROPUS_FAILURE_OVERLOADED);
  assert_list_fails (JSON_HEAD "<html>", PROPUS_FAILURE_CAPTIVE_PORTAL);
  assert_list_fails (JSON_HEAD, PROPUS_FAILURE_EMPTY_ANSWER);
  assert_list_fails (JSON_HEAD "{\"models\":", PROPUS_FAILURE_NOT_AN_ANSWER);
  assert_list_fails (JSON_HEAD "{\"models\":7}", PROPUS_FAILURE_NOT_AN_ANSWER);
  assert_list_fails (JSON_HEAD "[]", PROPUS_FAILURE_NOT_AN_ANSWER);
  assert_list_fails ("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", PROPUS_FAILURE_TRUNCATED);
  assert_list_fails ("HTTP/1.1 302 x\r\nLocation: https://evil.example/\r\nContent-Length: 0\r\n\r\n", PROPUS_FAILURE_REDIRECT);
  assert_list_fails ("", PROPUS_FAILURE_BROKER);
}

static void
test_empty_list (void)
{
  g_auto(Reply) reply = { NULL };

  list_models (send_cb, (gpointer) (JSON_HEAD "{}"), &reply);
  g_assert_nonnull (reply.models);
  g_assert_cmpuint (reply.models->len, ==, 0);
}

static void
send_endless_body (RawConnection *connection,
                   const char    *request,
                   gpointer       user_data)
{
  g_autofree char *block = g_strnfill (65536, ' ');

  raw_send (connection, JSON_HEAD, -1);
  while (raw_send (connection, block, 65536))
    ;
}

static void
test_endless_list (void)
{
  g_auto(Reply) reply = { NULL };

  list_models (send_endless_body, NULL, &reply);
  g_assert_null (reply.models);
  g_assert_cmpint (propus_failure_get_kind (reply.failure), ==, PROPUS_FAILURE_TOO_LONG);
}

static void
send_nothing (RawConnection *connection,
              const char    *request,
              gpointer       user_data)
{
  g_usleep (1000000);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
test_list_deadline_and_cancel (void)
{
  g_autoptr(RawServer) server = raw_server_new (send_nothing, NULL);
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(Reply) late = { g_main_loop_new (NULL, FALSE) };
  g_auto(Reply) cancelled = { g_main_loop_new (NULL, FALSE) };

  propus_client_set_deadlines (client, 200, 200, 200);
  propus_client_list_models_async (client, NULL, listed_cb, &late);
  g_main_loop_run (late.loop);
  g_assert_null (late.models);
  g_assert_cmpint (propus_failure_get_kind (late.failure), ==, PROPUS_FAILURE_TIMEOUT);

  g_timeout_add (50, cancel_cb, cancellable);
  propus_client_list_models_async (client, cancellable, listed_cb, &cancelled);
  g_main_loop_run (cancelled.loop);
  g_assert_null (cancelled.models);
  g_assert_null (cancelled.failure);
}

/* --- the broker's own paths --- */

static void
controlled_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Reply *reply = user_data;

  reply->node = propus_client_control_finish (PROPUS_CLIENT (source), result, &reply->failure);
  g_main_loop_quit (reply->loop);
}

static void
test_control (void)
{
  g_autoptr(RawServer) server = raw_server_new (send_cb, (gpointer) (JSON_HEAD "{\"id\":\"k1\"}"));
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(JsonNode) body = propus_json_parse ("{\"label\":\"x\"}", -1, NULL);
  g_auto(Reply) reply = { g_main_loop_new (NULL, FALSE) };
  g_auto(Reply) text = { g_main_loop_new (NULL, FALSE) };
  g_autofree char *patch = NULL;
  g_autofree char *post = NULL;

  propus_client_control_async (client, "PATCH", "/propus/v1/keys/k1", body, NULL, controlled_cb, &reply);
  g_main_loop_run (reply.loop);
  g_assert_null (reply.failure);
  g_assert_cmpstr (propus_json_get_string (propus_json_node_object (reply.node), "id"), ==, "k1");
  patch = raw_server_dup_request (server, 0);
  g_assert_true (g_str_has_prefix (patch, "PATCH /propus/v1/keys/k1 HTTP/1.1\r\n"));
  g_assert_true (g_str_has_suffix (patch, "\r\n\r\n{\"label\":\"x\"}"));

  propus_client_control_text_async (client, "/propus/v1/scan", "some words", NULL, controlled_cb, &text);
  g_main_loop_run (text.loop);
  g_assert_nonnull (text.node);
  post = raw_server_dup_request (server, 1);
  g_assert_true (g_str_has_prefix (post, "POST /propus/v1/scan HTTP/1.1\r\n"));
  g_assert_true (g_str_has_suffix (post, "\r\n\r\nsome words"));
}

static void
test_control_failure (void)
{
  g_autoptr(PropusRpcStatus) status = propus_rpc_status_new_propus (409, "FAILED_PRECONDITION", PROPUS_REASON_KEYRING_LOCKED, "m");
  g_autoptr(JsonNode) node = propus_rpc_status_to_node (status);
  g_autofree char *json = propus_json_to_string (node, FALSE);
  g_autofree char *bytes = g_strdup_printf ("HTTP/1.1 409 Conflict\r\nConnection: close\r\n\r\n%s", json);
  g_autoptr(RawServer) server = raw_server_new (send_cb, bytes);
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_auto(Reply) reply = { g_main_loop_new (NULL, FALSE) };

  propus_client_control_async (client, "GET", "/propus/v1/keys", NULL, NULL, controlled_cb, &reply);
  g_main_loop_run (reply.loop);
  g_assert_null (reply.node);
  g_assert_cmpint (propus_failure_get_kind (reply.failure), ==, PROPUS_FAILURE_KEYRING_LOCKED);
  g_assert_nonnull (propus_failure_get_details (reply.failure));
}

static void
test_control_cancel (void)
{
  g_autoptr(RawServer) server = raw_server_new (send_nothing, NULL);
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(Reply) reply = { g_main_loop_new (NULL, FALSE) };

  propus_client_set_deadlines (client, 10, 10, 10);
  g_timeout_add (200, cancel_cb, cancellable);
  propus_client_control_async (client, "POST", "/propus/v1/unlock", NULL, cancellable, controlled_cb, &reply);
  g_main_loop_run (reply.loop);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_assert_null (reply.node);
  g_assert_null (reply.failure);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/client/request-bytes", test_request_bytes);
  g_test_add_func ("/api/client/no-cookies", test_no_cookies);
  g_test_add_func ("/api/case-36/redirects", test_redirects);
  g_test_add_func ("/api/client/no-broker", test_no_broker);
  g_test_add_func ("/api/client/broker-goes-away", test_broker_goes_away);
  g_test_add_func ("/api/client/bad-model", test_bad_model);
  g_test_add_func ("/api/models/pages", test_pages);
  g_test_add_func ("/api/models/page-loop", test_page_loop);
  g_test_add_func ("/api/models/endless-pages", test_endless_pages);
  g_test_add_func ("/api/models/bad-ids", test_bad_ids);
  g_test_add_func ("/api/models/many", test_many_models);
  g_test_add_func ("/api/models/failures", test_list_failures);
  g_test_add_func ("/api/models/empty", test_empty_list);
  g_test_add_func ("/api/models/endless-list", test_endless_list);
  g_test_add_func ("/api/models/deadline-and-cancel", test_list_deadline_and_cancel);
  g_test_add_func ("/api/control/reply", test_control);
  g_test_add_func ("/api/control/failure", test_control_failure);
  g_test_add_func ("/api/control/cancel", test_control_cancel);

  return g_test_run ();
}
