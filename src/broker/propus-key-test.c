/* propus-key-test.c - whether a key works
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-key-test.h"

#include <glib/gi18n.h>
#include <string.h>

#include "propus-fault.h"
#include "propus-json.h"
#include "propus-key-mask.h"
#include "propus-key-refusal.h"
#include "propus-limits.h"
#include "propus-usage-meter.h"

#define DEFAULT_MODEL "gemini-flash-latest"
#define PIECE_BYTES   (16 * 1024)

/* A list of models comes for keys that cannot generate anything, so the test is a real generation, a tiny one. It costs a
 * few tokens, which are reserved and counted like those of every other request, as the person's own. */
typedef struct
{
  PropusExchange   *exchange;
  PropusUpstream   *upstream;
  SoupMessage      *message;
  GCancellable     *cancellable;
  PropusKeySource  *keys;
  SecretValue      *key;
  char             *id;          /* of the key */
  PropusKeyMask    *mask;
  PropusUsageMeter *meter;       /* NULL: nothing is counted */
  GInputStream     *reply;
  GString          *text;        /* of the reply */
  char             *model;
  guint             deadline;    /* source id */
  gboolean          late;
} Test;

static void
test_free (Test *test)
{
  g_clear_handle_id (&test->deadline, g_source_remove);
  g_signal_handlers_disconnect_by_data (test->exchange, test);
  g_clear_object (&test->exchange);
  g_clear_object (&test->upstream);
  g_clear_object (&test->message);
  g_clear_object (&test->meter);
  g_clear_object (&test->cancellable);
  g_clear_object (&test->reply);
  g_clear_object (&test->keys);
  g_clear_pointer (&test->key, secret_value_unref);
  g_free (test->id);
  g_clear_pointer (&test->mask, propus_key_mask_free);
  g_string_free (test->text, TRUE);
  g_free (test->model);
  g_free (test);
}

static void
append_bytes (Test   *test,
              GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (length > 0)
    g_string_append_len (test->text, data, (gssize) length);
}

static char *
join_text (JsonObject *root)
{
  JsonArray *candidates = propus_json_get_array (root, "candidates");
  JsonObject *candidate = candidates != NULL ? propus_json_array_object (candidates, 0) : NULL;
  JsonObject *content = candidate != NULL ? propus_json_get_object (candidate, "content") : NULL;
  JsonArray *parts = content != NULL ? propus_json_get_array (content, "parts") : NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = propus_json_array_object (parts, i);

      if (part != NULL && propus_json_get_string (part, "text") != NULL &&
          !propus_json_get_boolean (part, "thought", FALSE))
        g_string_append (text, propus_json_get_string (part, "text"));
    }

  return g_string_free (text, FALSE);
}

static void
note_refusal (Test            *test,
              PropusRpcStatus *status)
{
  g_autoptr(GPtrArray) known = propus_key_source_dup_known (test->keys);
  g_autofree char *message = NULL;

  if (!propus_key_refusal_is_about_key (soup_message_get_status (test->message), status))
    return;

  g_ptr_array_add (known, secret_value_ref (test->key));
  message = propus_key_refusal_dup_message (status, known);
  propus_key_ledger_note_refusal (propus_key_source_get_ledger (test->keys), test->id, status, message);
}

static void
report (Test *test)
{
  g_autoptr(JsonNode) node = propus_json_parse (test->text->str, (gssize) test->text->len, NULL);
  JsonObject *root = node != NULL ? propus_json_node_object (node) : NULL;
  g_autoptr(PropusRpcStatus) status = node != NULL ? propus_rpc_status_parse (node) : NULL;

  if (status != NULL)
    {
      note_refusal (test, status);
      propus_exchange_refuse (test->exchange, status);
    }
  else if (soup_message_get_status (test->message) == SOUP_STATUS_OK && root != NULL)
    {
      g_autofree char *text = join_text (root);
      g_autoptr(JsonNode) answer = json_node_new (JSON_NODE_OBJECT);
      JsonObject *object = json_object_new ();

      propus_key_ledger_note_success (propus_key_source_get_ledger (test->keys), test->id);
      json_object_set_string_member (object, "model", test->model);
      json_object_set_string_member (object, "text", text);
      json_node_take_object (answer, object);
      propus_exchange_reply (test->exchange, SOUP_STATUS_OK, answer);
    }
  else
    {
      g_autoptr(GError) error = g_error_new_literal (PROPUS_FAULT, PROPUS_FAULT_PROTOCOL,
                                                     _("The answer is not one of the Gemini API."));

      propus_exchange_fail (test->exchange, error);
    }
}

static void
fail (Test         *test,
      const GError *error)
{
  g_autoptr(GError) late = NULL;

  if (test->late)
    late = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "no answer in time");
  propus_exchange_fail (test->exchange, test->late ? late : error);
}

static gboolean
deadline_cb (gpointer user_data)
{
  Test *test = user_data;

  test->deadline = 0;
  test->late = TRUE;
  g_cancellable_cancel (test->cancellable);
  return G_SOURCE_REMOVE;
}

static void
count_bytes (Test   *test,
             GBytes *bytes)
{
  if (test->meter != NULL)
    propus_usage_meter_push (test->meter, bytes);
}

static void
end_count (Test     *test,
           gboolean  whole)
{
  if (test->meter != NULL)
    propus_usage_meter_finish (test->meter, whole);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Test *test = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  g_autoptr(GBytes) masked = NULL;

  if (propus_exchange_is_closed (test->exchange))
    {
      test_free (test);
      return;
    }

  if (bytes == NULL)
    {
      end_count (test, FALSE);
      fail (test, error);
      test_free (test);
      return;
    }

  if (g_bytes_get_size (bytes) > 0 && test->text->len < PROPUS_LIMIT_CONTROL_BYTES)
    {
      masked = propus_key_mask_push (test->mask, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      append_bytes (test, masked);
      count_bytes (test, masked);
      g_input_stream_read_bytes_async (test->reply, PIECE_BYTES, G_PRIORITY_DEFAULT, test->cancellable, read_cb, test);
      return;
    }

  masked = propus_key_mask_finish (test->mask);
  append_bytes (test, masked);
  count_bytes (test, masked);
  end_count (test, g_bytes_get_size (bytes) == 0);
  report (test);
  test_free (test);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Test *test = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = propus_upstream_send_finish (PROPUS_UPSTREAM (source), result, &error);
  g_autoptr(PropusRpcStatus) refusal = NULL;

  if (stream != NULL)
    refusal = propus_upstream_find_refusal (test->message);

  if (stream == NULL || refusal != NULL)
    {
      g_cancellable_cancel (test->cancellable);
      if (test->meter != NULL && stream == NULL)
        propus_usage_meter_fail (test->meter, error);
      if (propus_exchange_is_closed (test->exchange))
        ;
      else if (refusal != NULL)
        propus_exchange_refuse (test->exchange, refusal);
      else
        fail (test, error);
      test_free (test);
      return;
    }

  if (test->meter != NULL)
    propus_usage_meter_begin (test->meter, soup_message_get_status (test->message), -1);
  test->reply = propus_upstream_decode (test->message, stream);
  g_input_stream_read_bytes_async (test->reply, PIECE_BYTES, G_PRIORITY_DEFAULT, test->cancellable, read_cb, test);
}

static void
closed_cb (PropusExchange *exchange,
           Test           *test)
{
  g_cancellable_cancel (test->cancellable);
}

static void
send_up (Test *test)
{
  propus_upstream_send_async (test->upstream, test->message, test->key, test->cancellable, sent_cb, test);
}

static void
metered_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Test *test = user_data;
  g_autoptr(PropusRpcStatus) refusal = propus_usage_meter_start_finish (PROPUS_USAGE_METER (source), result);

  if (refusal == NULL && !propus_exchange_is_closed (test->exchange))
    {
      propus_usage_meter_sent (test->meter);
      send_up (test);
      return;
    }

  if (refusal != NULL && !propus_exchange_is_closed (test->exchange))
    propus_exchange_refuse (test->exchange, refusal);
  test_free (test);
}

/* Sends it, once it is written down. */
static void
count_and_send (Test       *test,
                const char *path,
                gint64      body_bytes)
{
  test->meter = propus_usage_meter_new (propus_key_source_get_guard (test->keys), "POST", path, body_bytes);
  if (test->meter != NULL)
    propus_usage_meter_start_async (test->meter, NULL, test->id, metered_cb, test);
  else
    send_up (test);
}

static gboolean
model_is_clean (const char *model)
{
  gsize length = strspn (model, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

  return length > 0 && length <= 128 && model[length] == '\0' && *model != '.';
}

/**
 * propus_key_test_start:
 * @exchange: an exchange whose request was read
 * @upstream: the API
 * @keys: where the key is from, and its outcome is noted
 * @key: the key to try
 * @id: the key's id
 * @model: (nullable): a model's id, with or without "models/"; %NULL: one that every key can use
 *
 * Generates a few words with @key and answers with them, or with the API's own error. Their tokens are counted, and a
 * limit that is reached refuses the test, too.
 */
void
propus_key_test_start (PropusExchange  *exchange,
                       PropusUpstream  *upstream,
                       PropusKeySource *keys,
                       SecretValue     *key,
                       const char      *id,
                       const char      *model)
{
  static const char body[] = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Reply with the word OK.\"}]}]}";
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new_static (body, sizeof body - 1);
  g_autoptr(SoupMessage) message = NULL;
  g_autofree char *path = NULL;
  Test *test;

  g_return_if_fail (PROPUS_IS_EXCHANGE (exchange) && PROPUS_IS_UPSTREAM (upstream) && PROPUS_IS_KEY_SOURCE (keys));
  g_return_if_fail (key != NULL && id != NULL);

  if (model == NULL || *model == '\0')
    model = DEFAULT_MODEL;
  if (g_str_has_prefix (model, "models/"))
    model += strlen ("models/");

  if (model_is_clean (model))
    {
      path = g_strdup_printf ("/v1beta/models/%s:generateContent", model);
      message = propus_upstream_new_message (upstream, "POST", path, NULL, &error);
    }
  else
    {
      error = g_error_new_literal (PROPUS_FAULT, PROPUS_FAULT_INVALID, _("This is not the name of a model."));
    }
  if (message == NULL)
    {
      propus_exchange_fail (exchange, error);
      return;
    }

  test = g_new0 (Test, 1);
  test->exchange = g_object_ref (exchange);
  test->upstream = g_object_ref (upstream);
  test->message = g_object_ref (message);
  test->cancellable = g_cancellable_new ();
  test->keys = g_object_ref (keys);
  test->key = secret_value_ref (key);
  test->id = g_strdup (id);
  test->mask = propus_key_mask_new ();
  test->text = g_string_new (NULL);
  test->model = g_strdup (model);
  propus_key_mask_add (test->mask, key);
  g_signal_connect (exchange, "closed", G_CALLBACK (closed_cb), test);
  test->deadline = g_timeout_add (PROPUS_DEADLINE_HEADERS_MS, deadline_cb, test);

  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  count_and_send (test, path, sizeof body - 1);
}
