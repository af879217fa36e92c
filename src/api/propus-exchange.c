/* propus-exchange.c - one request whose reply is read whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-exchange.h"
#include "propus-json.h"

#define READ_BYTES (64u * 1024)

/* The caller's cancellable is chained to one of our own, so that the deadline can end the transfer as well. */
typedef struct
{
  SoupMessage   *message;
  GInputStream  *stream;
  GCancellable  *own;
  GCancellable  *caller;
  gulong         cancelled_id;
  GSource       *timer;
  gboolean       timed_out;
  gsize          max_bytes;
  GByteArray    *body;
  JsonNode      *node;
  PropusFailure *failure;
} ExchangeOp;

static void
exchange_op_stop_timer (ExchangeOp *op)
{
  if (op->timer == NULL)
    return;

  g_source_destroy (op->timer);
  g_clear_pointer (&op->timer, g_source_unref);
}

/* Closes the connection, so that nobody goes on writing a reply that is not wanted. */
static void
exchange_op_close (ExchangeOp *op)
{
  exchange_op_stop_timer (op);
  if (op->stream != NULL)
    g_input_stream_close_async (op->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_clear_object (&op->stream);
}

static void
exchange_op_free (gpointer data)
{
  ExchangeOp *op = data;

  exchange_op_stop_timer (op);
  if (op->caller != NULL)
    g_cancellable_disconnect (op->caller, op->cancelled_id);
  g_clear_object (&op->message);
  g_clear_object (&op->stream);
  g_clear_object (&op->own);
  g_clear_object (&op->caller);
  g_byte_array_unref (op->body);
  g_clear_pointer (&op->node, json_node_unref);
  g_clear_pointer (&op->failure, propus_failure_unref);
  g_free (op);
}

static void
exchange_cancelled_cb (GCancellable *caller,
                       gpointer      user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

static gboolean
exchange_deadline_cb (gpointer user_data)
{
  ExchangeOp *op = user_data;

  op->timed_out = TRUE;
  g_cancellable_cancel (op->own);

  return G_SOURCE_REMOVE;
}

/* Ends the exchange; @failure (transfer full) may be %NULL. */
static void
exchange_end (GTask         *task,
              PropusFailure *failure)
{
  ExchangeOp *op = g_task_get_task_data (task);

  exchange_op_close (op);
  op->failure = failure;
  g_task_return_boolean (task, failure == NULL);
}

/* A cancelled caller hears nothing, a deadline is a failure of its own. */
static void
exchange_end_with_error (GTask         *task,
                         PropusFailure *failure)
{
  ExchangeOp *op = g_task_get_task_data (task);

  if (op->timed_out || (op->caller != NULL && g_cancellable_is_cancelled (op->caller)))
    {
      propus_failure_unref (failure);
      failure = op->timed_out ? propus_failure_new (PROPUS_FAILURE_TIMEOUT, "reply") : NULL;
    }

  exchange_op_close (op);
  op->failure = failure;
  g_task_return_boolean (task, FALSE);
}

/* libsoup takes a connection that is closed too early for the end of the body. */
static gboolean
is_cut_short (ExchangeOp *op)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (op->message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
         soup_message_headers_get_one (headers, "Content-Encoding") == NULL &&
         soup_message_headers_get_content_length (headers) > (goffset) op->body->len;
}

static void
exchange_take_body (GTask *task)
{
  ExchangeOp *op = g_task_get_task_data (task);
  const char *text = (const char *) op->body->data;
  gsize length = op->body->len;
  g_autoptr(GError) error = NULL;

  if (!propus_reply_is_success (op->message))
    {
      exchange_end (task, propus_reply_new_failure (op->message, text, length));
      return;
    }
  if (is_cut_short (op))
    {
      exchange_end (task, propus_failure_new (PROPUS_FAILURE_TRUNCATED, NULL));
      return;
    }
  if (length == 0)
    {
      exchange_end (task, propus_failure_new (PROPUS_FAILURE_EMPTY_ANSWER, NULL));
      return;
    }
  if (propus_reply_is_html (text, length))
    {
      exchange_end (task, propus_failure_new (PROPUS_FAILURE_CAPTIVE_PORTAL, NULL));
      return;
    }

  op->node = propus_json_parse (text, (gssize) length, &error);
  exchange_end (task, op->node == NULL ? propus_failure_new_from_error (error) : NULL);
}

static void
exchange_read_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ExchangeOp *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gboolean ended = bytes == NULL || g_bytes_get_size (bytes) == 0;

  if (bytes == NULL && propus_reply_is_success (op->message))
    {
      exchange_end_with_error (task, propus_failure_new_with_message (PROPUS_FAILURE_TRUNCATED, NULL, error->message));
      return;
    }

  if (!ended)
    g_byte_array_append (op->body, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  if (op->body->len > op->max_bytes)
    {
      if (propus_reply_is_success (op->message))
        {
          exchange_end (task, propus_failure_new (PROPUS_FAILURE_TOO_LONG, NULL));
          return;
        }
      ended = TRUE;
    }
  if (ended)
    {
      exchange_take_body (task);
      return;
    }

  g_input_stream_read_bytes_async (op->stream, READ_BYTES, G_PRIORITY_DEFAULT_IDLE, op->own, exchange_read_cb,
                                   g_steal_pointer (&task));
}

static void
exchange_sent_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ExchangeOp *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  op->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (op->stream == NULL)
    {
      exchange_end_with_error (task, propus_reply_failure_from_transport (error));
      return;
    }

  g_input_stream_read_bytes_async (op->stream, READ_BYTES, G_PRIORITY_DEFAULT_IDLE, op->own, exchange_read_cb,
                                   g_steal_pointer (&task));
}

/*
 * propus_exchange_async:
 * @session: the client's session
 * @message: a message that the client's factory made
 * @max_bytes: how much of a reply is read
 * @deadline_ms: for the whole exchange, 0 for none
 * @cancellable: (nullable): ends it at once
 * @callback: is called on the calling thread's main context
 * @user_data: is handed to @callback
 *
 * Sends @message and reads the reply as JSON.
 */
void
propus_exchange_async (SoupSession         *session,
                       SoupMessage         *message,
                       gsize                max_bytes,
                       guint                deadline_ms,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task = g_task_new (session, NULL, callback, user_data);
  ExchangeOp *op = g_new0 (ExchangeOp, 1);

  g_task_set_source_tag (task, propus_exchange_async);
  g_task_set_task_data (task, op, exchange_op_free);
  op->message = g_object_ref (message);
  op->own = g_cancellable_new ();
  op->max_bytes = max_bytes;
  op->body = g_byte_array_new ();

  if (cancellable != NULL)
    {
      op->caller = g_object_ref (cancellable);
      op->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (exchange_cancelled_cb),
                                                g_object_ref (op->own), g_object_unref);
    }
  if (deadline_ms > 0)
    {
      op->timer = g_timeout_source_new (deadline_ms);
      g_source_set_priority (op->timer, G_PRIORITY_LOW);
      g_source_set_callback (op->timer, exchange_deadline_cb, op, NULL);
      g_source_attach (op->timer, g_task_get_context (task));
    }

  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, op->own, exchange_sent_cb, task);
}

/*
 * propus_exchange_finish:
 * @result: what the callback was given
 * @failure: (out) (transfer full) (nullable): why there is no node; %NULL when the caller cancelled
 *
 * Returns: (transfer full) (nullable): the reply's root
 */
JsonNode *
propus_exchange_finish (GAsyncResult   *result,
                        PropusFailure **failure)
{
  ExchangeOp *op = g_task_get_task_data (G_TASK (result));

  g_task_propagate_boolean (G_TASK (result), NULL);
  *failure = g_steal_pointer (&op->failure);

  return g_steal_pointer (&op->node);
}
