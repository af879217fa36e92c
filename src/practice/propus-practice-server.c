/* propus-practice-server.c - an endpoint on this machine that speaks the Gemini API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-practice-server.h"

#include <libsoup/soup.h>
#include <string.h>

#include "propus-json.h"
#include "propus-practice-files.h"
#include "propus-practice-stream.h"

#define DEFAULT_PACE_MS 40u
#define SLOW_PACE_MS    500u

struct _PropusPracticeServer
{
  GObject              parent_instance;

  SoupServer          *server;
  PropusPracticeFiles *files;
  char                *key;
  char                *base_url;
  PropusPracticeFault  fault;
  guint                pace_ms;
};

G_DEFINE_FINAL_TYPE (PropusPracticeServer, propus_practice_server, G_TYPE_OBJECT)

/* One call, taken apart: "/v1beta/models/ID:METHOD". */
typedef struct
{
  PropusPracticeServer *self;
  SoupServerMessage    *message;
  GHashTable           *query;       /* (nullable) */
  char                 *version;
  char                 *model_id;    /* NULL: the list */
  char                 *method;      /* NULL: the model itself */
} Call;

static void
call_clear (Call *call)
{
  g_free (call->version);
  g_free (call->model_id);
  g_free (call->method);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

static const char *
call_get_query (Call       *call,
                const char *name)
{
  return call->query != NULL ? g_hash_table_lookup (call->query, name) : NULL;
}

static gboolean
call_wants_events (Call *call)
{
  return g_strcmp0 (call->method, "streamGenerateContent") == 0 && g_strcmp0 (call_get_query (call, "alt"), "sse") == 0;
}

/* --- answers --- */

static void
answer_text (SoupServerMessage *message,
             guint              code,
             const char        *type,
             const char        *text)
{
  soup_server_message_set_status (message, code, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

static void
answer_object (Call       *call,
               JsonObject *object)
{
  g_autofree char *text = propus_json_object_to_string (object, TRUE);

  answer_text (call->message, SOUP_STATUS_OK, "application/json; charset=UTF-8", text);
}

/* Takes @error. With alt=sse the real service labels the pretty-printed error as an event stream; so do we. */
static void
answer_error (Call       *call,
              JsonObject *error)
{
  g_autoptr(JsonObject) owned = error;
  g_autofree char *text = propus_json_object_to_string (owned, TRUE);
  g_autofree char *wrapped = NULL;

  if (g_strcmp0 (call->method, "streamGenerateContent") == 0 && !call_wants_events (call))
    wrapped = g_strdup_printf ("[%s\n]\n", text);

  answer_text (call->message, propus_practice_error_get_code (owned),
               call_wants_events (call) ? "text/event-stream" : "application/json; charset=UTF-8",
               wrapped != NULL ? wrapped : text);
}

static void
answer_hotel_page (Call *call)
{
  answer_text (call->message, SOUP_STATUS_OK, "text/html; charset=UTF-8",
               "<!DOCTYPE html>\n<html><head><title>Welcome</title></head>\n"
               "<body><h1>Please sign in to this network</h1></body></html>\n");
}

/* --- what a call carries --- */

/* The JSON object in the body, or NULL after an answer that says what is wrong with it. */
static JsonNode *
read_body (Call *call)
{
  SoupMessageBody *body = soup_server_message_get_request_body (call->message);
  g_autoptr(GBytes) bytes = soup_message_body_flatten (body);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) root = propus_json_parse (text != NULL ? text : "", (gssize) length, &error);

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);

  answer_error (call, propus_practice_error_new_argument ("Invalid JSON payload received. Expected an object value.", NULL,
                                                          error != NULL ? error->message : NULL));

  return NULL;
}

/* The API refuses fields that it does not know; so a slip of a client shows here already. */
static gboolean
check_fields (Call       *call,
              JsonObject *body)
{
  static const char *const known[] = {
    "model", "contents", "systemInstruction", "generationConfig", "safetySettings", "tools", "toolConfig",
    "cachedContent", "serviceTier", "store", "labels", "continuationToken", NULL
  };
  g_autoptr(GList) names = json_object_get_members (body);
  JsonArray *contents;

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data))
      {
        g_autofree char *message = g_strdup_printf ("Invalid JSON payload received. Unknown name \"%s\": Cannot find field.",
                                                    (const char *) l->data);

        answer_error (call, propus_practice_error_new_argument (message, NULL, NULL));
        return FALSE;
      }

  contents = propus_json_get_array (body, "contents");
  if (contents == NULL || json_array_get_length (contents) == 0)
    {
      answer_error (call, propus_practice_error_new_argument ("* GenerateContentRequest.contents: contents is not specified\n",
                                                              "contents", "contents is not specified"));
      return FALSE;
    }

  return TRUE;
}

/* A file that is not there, or not yet ready, is refused as the API does it. */
static gboolean
check_files (Call       *call,
             JsonObject *body)
{
  JsonArray *contents = propus_json_get_array (body, "contents");

  for (guint i = 0; i < json_array_get_length (contents); i++)
    {
      JsonObject *content = propus_json_array_object (contents, i);
      JsonArray *parts = content != NULL ? propus_json_get_array (content, "parts") : NULL;

      for (guint j = 0; parts != NULL && j < json_array_get_length (parts); j++)
        {
          JsonObject *part = propus_json_array_object (parts, j);
          JsonObject *data = part != NULL ? propus_json_get_object (part, "fileData") : NULL;
          const char *uri = data != NULL ? propus_json_get_string (data, "fileUri") : NULL;

          if (uri == NULL || propus_practice_files_has (call->self->files, uri))
            continue;
          answer_error (call, propus_practice_error_new (403, "PERMISSION_DENIED", "You do not have permission to access "
                                                         "the File or it may not exist."));
          return FALSE;
        }
    }

  return TRUE;
}

/* --- the methods --- */

static void
list_models (Call *call)
{
  g_autoptr(JsonObject) page = propus_practice_models_get_page (call_get_query (call, "pageSize"),
                                                                call_get_query (call, "pageToken"));

  if (page != NULL)
    answer_object (call, page);
  else
    answer_error (call, propus_practice_error_new_argument ("Request contains an invalid argument.", "page_token", NULL));
}

static void
get_model (Call                      *call,
           const PropusPracticeModel *model)
{
  g_autoptr(JsonObject) object = propus_practice_model_to_json (model);

  answer_object (call, object);
}

static void
count_tokens (Call *call)
{
  g_autoptr(JsonNode) root = read_body (call);
  g_autoptr(JsonObject) answer = NULL;
  JsonObject *body;
  JsonObject *inner;
  JsonObject *text;
  JsonArray *details;
  guint tokens;

  if (root == NULL)
    return;

  body = json_node_get_object (root);
  inner = propus_json_get_object (body, "generateContentRequest");
  if ((inner != NULL) == json_object_has_member (body, "contents"))
    {
      answer_error (call, propus_practice_error_new_argument ("Exactly one of contents and generate_content_request "
                                                              "must be specified.", "contents", NULL));
      return;
    }

  tokens = propus_practice_request_count_tokens (inner != NULL ? inner : body);
  answer = json_object_new ();
  text = json_object_new ();
  details = json_array_new ();
  json_object_set_int_member (answer, "totalTokens", tokens);
  json_object_set_string_member (text, "modality", "TEXT");
  json_object_set_int_member (text, "tokenCount", tokens);
  json_array_add_object_element (details, text);
  json_object_set_array_member (answer, "promptTokensDetails", details);
  answer_object (call, answer);
}

static guint
choose_pace (Call                        *call,
             const PropusPracticeRequest *request,
             const PropusPracticeModel   *model,
             PropusPracticeFault          fault)
{
  if (request->pace_ms >= 0)
    return (guint) request->pace_ms;
  if (fault == PROPUS_PRACTICE_FAULT_SLOW)
    return SLOW_PACE_MS;
  if (model->pace_ms >= 0)
    return (guint) model->pace_ms;

  return call->self->pace_ms;
}

/* Faults that show before the first byte of an answer; returns whether one of them has answered. */
static gboolean
misbehave_at_once (Call                *call,
                   PropusPracticeFault  fault)
{
  const char *key = soup_message_headers_get_one (soup_server_message_get_request_headers (call->message), "x-goog-api-key");
  JsonObject *error = propus_practice_fault_to_error (fault, call->model_id, key);

  if (error != NULL)
    answer_error (call, error);
  else if (fault == PROPUS_PRACTICE_FAULT_HTML)
    answer_hotel_page (call);
  else if (fault == PROPUS_PRACTICE_FAULT_SILENT)
    soup_server_message_pause (call->message);
  else
    return FALSE;

  return TRUE;
}

static void
generate (Call                      *call,
          const PropusPracticeModel *model)
{
  g_autoptr(JsonNode) root = read_body (call);
  g_autoptr(PropusPracticeRequest) request = NULL;
  g_autoptr(PropusPracticeReply) reply = NULL;
  PropusPracticeFault fault;

  if (root == NULL || !check_fields (call, json_node_get_object (root)) ||
      !check_files (call, json_node_get_object (root)))
    return;

  request = propus_practice_request_new (json_node_get_object (root));
  fault = request->fault != PROPUS_PRACTICE_FAULT_NONE ? request->fault : call->self->fault;
  if (misbehave_at_once (call, fault))
    return;

  reply = propus_practice_reply_new (request, model, fault);
  if (g_str_equal (call->method, "generateContent"))
    {
      g_autoptr(JsonObject) whole = propus_practice_reply_dup_whole (reply);

      answer_object (call, whole);
    }
  else
    propus_practice_stream_start (call->message, g_steal_pointer (&reply),
                                  call_wants_events (call) ? PROPUS_PRACTICE_FRAMING_EVENTS
                                                           : PROPUS_PRACTICE_FRAMING_ARRAY,
                                  fault, choose_pace (call, request, model, fault));
}

/* --- the way from a path to a method --- */

/* Answers and returns FALSE when the call comes without this run's key. */
static gboolean
check_key (Call *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (call->message);
  const char *key = soup_message_headers_get_one (headers, "x-goog-api-key");

  if (key == NULL || *key == '\0')
    answer_error (call, propus_practice_error_new_no_key ());
  else if (!g_str_equal (key, call->self->key))
    answer_error (call, propus_practice_error_new_key (NULL));
  else
    return TRUE;

  return FALSE;
}

/* Takes "/v1beta/models" or "/v1beta/models/ID[:METHOD]" apart. */
static gboolean
parse_path (Call       *call,
            const char *path)
{
  static const char *const versions[] = { "v1beta", "v1", "v1alpha", NULL };
  g_auto(GStrv) segments = g_strsplit (path, "/", 4);
  guint count = g_strv_length (segments);
  char *colon;

  if (count < 3 || !g_strv_contains (versions, segments[1]) || !g_str_equal (segments[2], "models"))
    return FALSE;

  call->version = g_strdup (segments[1]);
  if (count == 3 || *segments[3] == '\0')
    return TRUE;

  colon = strchr (segments[3], ':');
  if (colon != NULL)
    {
      call->method = g_strdup (colon + 1);
      *colon = '\0';
    }
  call->model_id = g_strdup (segments[3]);

  return TRUE;
}

static void
route (Call *call)
{
  const char *verb = soup_server_message_get_method (call->message);
  gboolean get = g_str_equal (verb, "GET");
  gboolean post = g_str_equal (verb, "POST");
  const PropusPracticeModel *model = call->model_id != NULL ? propus_practice_models_find (call->model_id) : NULL;

  if (call->model_id == NULL && get)
    list_models (call);
  else if (call->model_id != NULL && (model == NULL || (call->method != NULL && !model->generates)))
    answer_error (call, propus_practice_error_new_model (call->model_id, call->version, call->method));
  else if (model != NULL && call->method == NULL && get)
    get_model (call, model);
  else if (post && g_strcmp0 (call->method, "countTokens") == 0)
    count_tokens (call);
  else if (post && (g_strcmp0 (call->method, "generateContent") == 0 ||
                    g_strcmp0 (call->method, "streamGenerateContent") == 0))
    generate (call, model);
  else
    answer_error (call, propus_practice_error_new (404, "NOT_FOUND", "Requested entity was not found."));
}

static void
handler_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  g_auto(Call) call = { .self = data, .message = message, .query = query };

  if (propus_practice_files_owns (path))
    {
      if (check_key (&call))
        propus_practice_files_answer (call.self->files, message, path, query);
    }
  else if (!parse_path (&call, path))
    answer_error (&call, propus_practice_error_new (404, "NOT_FOUND", "Requested entity was not found."));
  else if (check_key (&call))
    route (&call);
}

/* --- the object --- */

static void
propus_practice_server_finalize (GObject *object)
{
  PropusPracticeServer *self = PROPUS_PRACTICE_SERVER (object);

  soup_server_disconnect (self->server);
  g_clear_object (&self->files);
  g_clear_object (&self->server);
  g_free (self->key);
  g_free (self->base_url);

  G_OBJECT_CLASS (propus_practice_server_parent_class)->finalize (object);
}

static void
propus_practice_server_class_init (PropusPracticeServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_practice_server_finalize;
}

static void
propus_practice_server_init (PropusPracticeServer *self)
{
  self->pace_ms = DEFAULT_PACE_MS;
  self->server = soup_server_new ("server-header", "propus-practice", NULL);
  soup_server_add_handler (self->server, NULL, handler_cb, self, NULL);
  self->files = propus_practice_files_new (self->server);
}

/**
 * propus_practice_server_new:
 * @key: the one key that is accepted
 *
 * Returns: (transfer full): a server that does not listen yet
 */
PropusPracticeServer *
propus_practice_server_new (const char *key)
{
  PropusPracticeServer *self;

  g_return_val_if_fail (key != NULL && *key != '\0', NULL);

  self = g_object_new (PROPUS_TYPE_PRACTICE_SERVER, NULL);
  self->key = g_strdup (key);

  return self;
}

/**
 * propus_practice_server_set_fault:
 * @self: a server
 * @fault: how to misbehave when the prompt does not say it
 */
void
propus_practice_server_set_fault (PropusPracticeServer *self,
                                  PropusPracticeFault   fault)
{
  g_return_if_fail (PROPUS_IS_PRACTICE_SERVER (self));

  self->fault = fault;
}

/**
 * propus_practice_server_set_pace:
 * @self: a server
 * @pace_ms: milliseconds between two events when neither prompt nor model says it; 0: as fast as it goes
 */
void
propus_practice_server_set_pace (PropusPracticeServer *self,
                                 guint                 pace_ms)
{
  g_return_if_fail (PROPUS_IS_PRACTICE_SERVER (self));

  self->pace_ms = pace_ms;
}

/**
 * propus_practice_server_set_breaks:
 * @self: a server
 * @breaks: how many connections break in the middle of each upload
 */
void
propus_practice_server_set_breaks (PropusPracticeServer *self,
                                   guint                 breaks)
{
  g_return_if_fail (PROPUS_IS_PRACTICE_SERVER (self));

  propus_practice_files_set_breaks (self->files, breaks);
}

/**
 * propus_practice_server_listen:
 * @self: a server
 * @port: the port, 0 for any that is free
 * @error: why it could not
 *
 * Listens on 127.0.0.1, and on no other address.
 *
 * Returns: whether it listens
 */
gboolean
propus_practice_server_listen (PropusPracticeServer  *self,
                               guint16                port,
                               GError               **error)
{
  g_autoptr(GUri) uri = NULL;
  GSList *uris;

  g_return_val_if_fail (PROPUS_IS_PRACTICE_SERVER (self), FALSE);

  if (!soup_server_listen_local (self->server, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return FALSE;

  uris = soup_server_get_uris (self->server);
  uri = g_uri_ref (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_free (self->base_url);
  self->base_url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uri));
  propus_practice_files_set_base_url (self->files, self->base_url);

  return TRUE;
}

/**
 * propus_practice_server_get_base_url:
 * @self: a server that listens
 *
 * Returns: the base URL, without a slash at the end
 */
const char *
propus_practice_server_get_base_url (PropusPracticeServer *self)
{
  g_return_val_if_fail (PROPUS_IS_PRACTICE_SERVER (self), NULL);

  return self->base_url;
}
