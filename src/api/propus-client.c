/* propus-client.c - the Gemini API over the broker's socket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-client-private.h"

#include "propus-base-url.h"
#include "propus-completion-private.h"
#include "propus-exchange.h"
#include "propus-json.h"
#include "propus-limits.h"

#include <libsoup/soup.h>

#define PAGE_SIZE  1000

struct _PropusClient
{
  GObject parent_instance;

  SoupSession     *session;
  PropusDeadlines  deadlines;
};

G_DEFINE_FINAL_TYPE (PropusClient, propus_client, G_TYPE_OBJECT)

static void
propus_client_finalize (GObject *object)
{
  PropusClient *self = PROPUS_CLIENT (object);

  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_client_parent_class)->finalize (object);
}

static void
propus_client_class_init (PropusClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = propus_client_finalize;
}

static void
propus_client_init (PropusClient *self)
{
  self->deadlines.headers_ms = PROPUS_DEADLINE_HEADERS_MS;
  self->deadlines.first_event_ms = PROPUS_DEADLINE_FIRST_EVENT_MS;
  self->deadlines.gap_ms = PROPUS_DEADLINE_GAP_MS;
}

/**
 * propus_client_new:
 * @address: the broker's Unix socket
 *
 * Makes a client. It holds no credential and adds none, keeps no cookies and no cache, uses no proxy and follows no
 * redirect. To be used on the thread that made it.
 *
 * Returns: (transfer full): the client
 */
PropusClient *
propus_client_new (GSocketAddress *address)
{
  PropusClient *self;

  g_return_val_if_fail (G_IS_SOCKET_ADDRESS (address), NULL);

  self = g_object_new (PROPUS_TYPE_CLIENT, NULL);
  self->session = soup_session_new_with_options ("remote-connectable", address,
                                                 "max-conns", PROPUS_LIMIT_CONNECTIONS,
                                                 "max-conns-per-host", PROPUS_LIMIT_CONNECTIONS,
                                                 "timeout", 0,
                                                 "idle-timeout", 1,
                                                 NULL);
  soup_session_set_proxy_resolver (self->session, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);

  return self;
}

/**
 * propus_client_set_deadlines:
 * @self: a client
 * @headers_ms: from the request to the status line, in milliseconds
 * @first_event_ms: from the status line to the first event
 * @gap_ms: from one event to the next
 *
 * Sets the clocks for what is asked from now on.
 */
void
propus_client_set_deadlines (PropusClient *self,
                             guint         headers_ms,
                             guint         first_event_ms,
                             guint         gap_ms)
{
  g_return_if_fail (PROPUS_IS_CLIENT (self));

  self->deadlines.headers_ms = headers_ms;
  self->deadlines.first_event_ms = first_event_ms;
  self->deadlines.gap_ms = gap_ms;
}

/**
 * propus_client_get_session:
 * @self: a client
 *
 * Returns: (transfer none): what sends its requests
 */
SoupSession *
propus_client_get_session (PropusClient *self)
{
  g_return_val_if_fail (PROPUS_IS_CLIENT (self), NULL);

  return self->session;
}

/**
 * propus_client_get_headers_ms:
 * @self: a client
 *
 * Returns: how long to wait for a status line, in milliseconds
 */
guint
propus_client_get_headers_ms (PropusClient *self)
{
  g_return_val_if_fail (PROPUS_IS_CLIENT (self), 0);

  return self->deadlines.headers_ms;
}

/**
 * propus_client_new_message:
 * @method: an HTTP method
 * @path: an encoded path and query
 *
 * Makes every message. The host is never looked up: all connections go to the broker's socket. One of its own for each
 * costs nothing there, and none is found dead because the broker began anew meanwhile.
 *
 * Returns: (transfer full) (nullable): the message; %NULL for a path that is none
 */
SoupMessage *
propus_client_new_message (const char *method,
                           const char *path)
{
  g_autofree char *uri = g_strconcat (PROPUS_BASE_URL_PARENT, path, NULL);
  SoupMessage *message = soup_message_new (method, uri);

  if (message == NULL)
    return NULL;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION |
                                   SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept-Encoding", "identity");
  soup_message_headers_replace (soup_message_get_request_headers (message), "Connection", "close");

  return message;
}

/**
 * propus_client_stream_generate:
 * @self: a client
 * @request: what to ask
 *
 * Asks for an answer that is streamed. The completion has begun when this returns and ends no sooner than the caller is
 * back in the main loop.
 *
 * Returns: (transfer full): the completion
 */
PropusCompletion *
propus_client_stream_generate (PropusClient          *self,
                               PropusGenerateRequest *request)
{
  const char *model;
  g_autofree char *path = NULL;
  g_autoptr(SoupMessage) message = NULL;
  g_autoptr(GBytes) body = NULL;

  g_return_val_if_fail (PROPUS_IS_CLIENT (self), NULL);
  g_return_val_if_fail (PROPUS_IS_GENERATE_REQUEST (request), NULL);

  model = propus_generate_request_get_model (request);
  if (!propus_generate_request_is_valid_model (model))
    return propus_completion_new (self->session, NULL, &self->deadlines,
                                  propus_failure_new_with_message (PROPUS_FAILURE_NOT_FOUND, NULL,
                                                                   "The model id is not valid"));

  path = g_strdup_printf ("/v1beta/models/%s:streamGenerateContent?alt=sse", model);
  message = propus_client_new_message (SOUP_METHOD_POST, path);
  body = propus_generate_request_to_bytes (request);
  soup_message_set_request_body_from_bytes (message, "application/json", body);

  return propus_completion_new (self->session, message, &self->deadlines, NULL);
}

/* --- the model list --- */

typedef struct
{
  GPtrArray     *models;
  GHashTable    *ids;      /* borrowed from models */
  GHashTable    *tokens;   /* page tokens that were followed */
  guint          n_pages;
  PropusFailure *failure;
} ListOp;

static void
list_op_free (gpointer data)
{
  ListOp *op = data;

  g_hash_table_unref (op->ids);
  g_hash_table_unref (op->tokens);
  g_clear_pointer (&op->models, g_ptr_array_unref);
  g_clear_pointer (&op->failure, propus_failure_unref);
  g_free (op);
}

static void
list_take_models (ListOp     *op,
                  JsonObject *root)
{
  JsonArray *models = propus_json_get_array (root, "models");
  guint n_models = models != NULL ? json_array_get_length (models) : 0;

  for (guint i = 0; i < n_models && op->models->len < PROPUS_LIMIT_MODELS; i++)
    {
      g_autoptr(PropusModelInfo) model = propus_model_info_parse (propus_json_array_object (models, i));

      if (model == NULL || g_hash_table_contains (op->ids, propus_model_info_get_id (model)))
        continue;
      g_hash_table_add (op->ids, (gpointer) propus_model_info_get_id (model));
      g_ptr_array_add (op->models, g_steal_pointer (&model));
    }
}

static void list_get_page (GTask *task, const char *token);

/* The next page's token, or %NULL when that was the last page or one that has been seen. */
static const char *
list_next_token (ListOp     *op,
                 JsonObject *root)
{
  const char *token = propus_json_get_string (root, "nextPageToken");

  if (token == NULL || *token == '\0' || op->n_pages >= PROPUS_LIMIT_LIST_PAGES ||
      op->models->len >= PROPUS_LIMIT_MODELS)
    return NULL;

  return g_hash_table_add (op->tokens, g_strdup (token)) ? token : NULL;
}

static void
list_page_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ListOp *op = g_task_get_task_data (task);
  g_autoptr(PropusFailure) failure = NULL;
  g_autoptr(JsonNode) node = propus_exchange_finish (result, &failure);
  JsonObject *root = propus_json_node_object (node);
  g_autoptr(PropusRpcStatus) error = propus_rpc_status_parse (node);
  const char *token;

  if (node != NULL && error != NULL)
    failure = propus_failure_new_from_status (error);
  else if (node != NULL && (root == NULL || (json_object_get_size (root) > 0 &&
                                             propus_json_get_array (root, "models") == NULL)))
    failure = propus_failure_new (PROPUS_FAILURE_NOT_AN_ANSWER, NULL);

  if (node == NULL || failure != NULL)
    {
      op->failure = g_steal_pointer (&failure);
      g_task_return_boolean (task, FALSE);
      return;
    }

  list_take_models (op, root);
  token = list_next_token (op, root);
  if (token != NULL)
    list_get_page (g_steal_pointer (&task), token);
  else
    g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
static void
list_get_page (GTask      *task,
               const char *token)
{
  PropusClient *self = g_task_get_source_object (task);
  ListOp *op = g_task_get_task_data (task);
  g_autofree char *escaped = token != NULL ? g_uri_escape_string (token, NULL, FALSE) : NULL;
  g_autofree char *path = g_strdup_printf ("/v1beta/models?pageSize=%d%s%s", PAGE_SIZE,
                                           escaped != NULL ? "&pageToken=" : "", escaped != NULL ? escaped : "");
  g_autoptr(SoupMessage) message = propus_client_new_message (SOUP_METHOD_GET, path);

  op->n_pages++;
  propus_exchange_async (self->session, message, PROPUS_LIMIT_LIST_BYTES, self->deadlines.headers_ms,
                         g_task_get_cancellable (task), list_page_cb, task);
}

/**
 * propus_client_list_models_async:
 * @self: a client
 * @cancellable: (nullable): ends it at once
 * @callback: is called when the list is there
 * @user_data: is handed to @callback
 *
 * Reads all pages of the model list.
 */
void
propus_client_list_models_async (PropusClient        *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;
  ListOp *op;

  g_return_if_fail (PROPUS_IS_CLIENT (self));

  op = g_new0 (ListOp, 1);
  op->models = g_ptr_array_new_with_free_func (g_object_unref);
  op->ids = g_hash_table_new (g_str_hash, g_str_equal);
  op->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_client_list_models_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, op, list_op_free);
  list_get_page (task, NULL);
}

/**
 * propus_client_list_models_finish:
 * @self: a client
 * @result: what the callback was given
 * @failure: (out) (optional) (transfer full): why there is no list; %NULL when it was cancelled
 *
 * Returns: (transfer full) (nullable) (element-type PropusModelInfo): the models, no id twice
 */
GPtrArray *
propus_client_list_models_finish (PropusClient   *self,
                                  GAsyncResult   *result,
                                  PropusFailure **failure)
{
  ListOp *op;

  g_return_val_if_fail (PROPUS_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  op = g_task_get_task_data (G_TASK (result));
  if (failure != NULL)
    *failure = g_steal_pointer (&op->failure);

  return g_task_propagate_boolean (G_TASK (result), NULL) ? g_steal_pointer (&op->models) : NULL;
}

/* --- the broker's own paths --- */

typedef struct
{
  JsonNode      *node;
  PropusFailure *failure;
} ControlOp;

static void
control_op_free (gpointer data)
{
  ControlOp *op = data;

  g_clear_pointer (&op->node, json_node_unref);
  g_clear_pointer (&op->failure, propus_failure_unref);
  g_free (op);
}

static void
control_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ControlOp *op = g_task_get_task_data (task);

  op->node = propus_exchange_finish (result, &op->failure);
  g_task_return_boolean (task, op->node != NULL);
}

static void
control (PropusClient        *self,
         const char          *method,
         const char          *path,
         const char          *content_type,
         GBytes              *body,
         GCancellable        *cancellable,
         GAsyncReadyCallback  callback,
         gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(SoupMessage) message = propus_client_new_message (method, path);

  g_task_set_source_tag (task, propus_client_control_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (ControlOp, 1), control_op_free);
  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, content_type, body);

  /* No deadline: a person may be looking for a password, or for a key to paste. */
  propus_exchange_async (self->session, message, PROPUS_LIMIT_CONTROL_BYTES, 0, cancellable, control_cb, task);
}

/**
 * propus_client_control_async:
 * @self: a client
 * @method: "GET", "POST", "PATCH" or "DELETE"
 * @path: a path below /propus/v1/, already escaped
 * @body: (nullable): a JSON body
 * @cancellable: (nullable): ends it at once
 * @callback: is called when the reply is there
 * @user_data: is handed to @callback
 *
 * Asks something of the broker itself. There is no deadline: it may be waiting for a person.
 */
void
propus_client_control_async (PropusClient        *self,
                             const char          *method,
                             const char          *path,
                             JsonNode            *body,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autofree char *json = NULL;
  g_autoptr(GBytes) bytes = NULL;

  g_return_if_fail (PROPUS_IS_CLIENT (self));
  g_return_if_fail (method != NULL);
  g_return_if_fail (path != NULL && g_str_has_prefix (path, "/propus/"));

  if (body != NULL)
    {
      json = propus_json_to_string (body, FALSE);
      bytes = g_bytes_new (json, strlen (json));
    }

  control (self, method, path, "application/json", bytes, cancellable, callback, user_data);
}

/**
 * propus_client_control_text_async:
 * @self: a client
 * @path: a path below /propus/v1/
 * @text: a body of plain text
 * @cancellable: (nullable): ends it at once
 * @callback: is called when the reply is there
 * @user_data: is handed to @callback
 *
 * Posts a text to the broker, for /propus/v1/scan; ends with propus_client_control_finish().
 */
void
propus_client_control_text_async (PropusClient        *self,
                                  const char          *path,
                                  const char          *text,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GBytes) bytes = NULL;

  g_return_if_fail (PROPUS_IS_CLIENT (self));
  g_return_if_fail (path != NULL && g_str_has_prefix (path, "/propus/"));
  g_return_if_fail (text != NULL);

  bytes = g_bytes_new (text, strlen (text));
  control (self, SOUP_METHOD_POST, path, "text/plain; charset=utf-8", bytes, cancellable, callback, user_data);
}

/**
 * propus_client_control_bytes_async:
 * @self: a client
 * @path: a path below /propus/v1/
 * @text: a body of plain text, any bytes
 * @cancellable: (nullable): ends it at once
 * @callback: is called when the reply is there
 * @user_data: is handed to @callback
 *
 * Like propus_client_control_text_async(), without a copy of the text.
 */
void
propus_client_control_bytes_async (PropusClient        *self,
                                   const char          *path,
                                   GBytes              *text,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_CLIENT (self));
  g_return_if_fail (path != NULL && g_str_has_prefix (path, "/propus/"));
  g_return_if_fail (text != NULL);

  control (self, SOUP_METHOD_POST, path, "text/plain; charset=utf-8", text, cancellable, callback, user_data);
}

/**
 * propus_client_control_finish:
 * @self: a client
 * @result: what the callback was given
 * @failure: (out) (optional) (transfer full): why there is no reply; %NULL when it was cancelled
 *
 * Returns: (transfer full) (nullable): the reply's root
 */
JsonNode *
propus_client_control_finish (PropusClient   *self,
                              GAsyncResult   *result,
                              PropusFailure **failure)
{
  ControlOp *op;

  g_return_val_if_fail (PROPUS_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  op = g_task_get_task_data (G_TASK (result));
  g_task_propagate_boolean (G_TASK (result), NULL);
  if (failure != NULL)
    *failure = g_steal_pointer (&op->failure);

  return g_steal_pointer (&op->node);
}
