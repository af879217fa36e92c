/* propus-exchange.c - one connection of the client with its one request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-exchange.h"

#include "propus-fault.h"
#include "propus-json.h"

/**
 * PropusExchange:
 *
 * A connection on the private socket carries one request and its reply; then it is closed, and the reply says so. An
 * idle broker thus has no connections, which lets it re-execute itself without anybody noticing.
 *
 * Wraps what is delicate about SoupServer: it reads a request's body whole before it writes; it does not notice a
 * client that goes away while it waits; and it would end a chunked reply cleanly even when the reply was cut off.
 *
 * Signals, in this order: "request" (headers are in), "chunk" any number of times, "body-end", "drained" whenever what
 * was written has left, "closed" once: the client is gone or has everything. "released" is for the owner: libsoup has
 * let go. Main thread only.
 */
struct _PropusExchange
{
  GObject            parent_instance;

  GSocket           *socket;
  SoupServerMessage *message;       /* NULL until libsoup has made it */
  GSource           *hang_up;
  char              *program;       /* whom it is for; NULL: the parent */
  PropusHolder      *holder;        /* whose limits count; NULL: nobody's */
  char              *address;       /* where that program finds the broker; NULL: the parent */
  gboolean           body_read;
  gboolean           begun;
  gboolean           headers_written;
  gboolean           chunk_under_way;
  gboolean           ended;
  gboolean           cut_wanted;
  gboolean           closed;
  gboolean           released;
};

G_DEFINE_FINAL_TYPE (PropusExchange, propus_exchange, G_TYPE_OBJECT)

enum
{
  SIGNAL_REQUEST,
  SIGNAL_CHUNK,
  SIGNAL_BODY_END,
  SIGNAL_DRAINED,
  SIGNAL_CLOSED,
  SIGNAL_RELEASED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
stop_watching (PropusExchange *self)
{
  if (self->hang_up == NULL)
    return;

  g_source_destroy (self->hang_up);
  g_clear_pointer (&self->hang_up, g_source_unref);
}

static void
close_once (PropusExchange *self)
{
  if (self->closed)
    return;

  self->closed = TRUE;
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

static void
release (PropusExchange *self)
{
  if (self->released)
    return;

  self->released = TRUE;
  stop_watching (self);
  close_once (self);
  g_signal_emit (self, signals[SIGNAL_RELEASED], 0);
}

/* Makes libsoup find out that the connection is of no use any more: it only looks when it has something to write. */
static void
wind_up (PropusExchange *self)
{
  SoupMessageBody *body;

  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  if (self->released)
    return;

  if (self->body_read || self->begun)
    {
      body = soup_server_message_get_response_body (self->message);
      if (soup_server_message_get_status (self->message) == 0)
        soup_server_message_set_status (self->message, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL);
      if (!self->ended)
        soup_message_body_append (body, SOUP_MEMORY_STATIC, "\n", 1);
      self->begun = TRUE;
      self->ended = TRUE;
    }
  soup_server_message_unpause (self->message);
}

static gboolean
hang_up_cb (GSocket      *socket,
            GIOCondition  condition,
            gpointer      user_data)
{
  g_autoptr(PropusExchange) self = g_object_ref (PROPUS_EXCHANGE (user_data));

  g_clear_pointer (&self->hang_up, g_source_unref);
  close_once (self);
  if (self->message != NULL && soup_server_message_get_method (self->message) != NULL)
    wind_up (self);

  return G_SOURCE_REMOVE;
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              PropusExchange    *self)
{
  /* After the reply is settled, the rest of the body is read only because libsoup replies no earlier. */
  if (!self->closed && !self->begun)
    g_signal_emit (self, signals[SIGNAL_CHUNK], 0, chunk);
}

static void
got_body_cb (SoupServerMessage *message,
             PropusExchange    *self)
{
  self->body_read = TRUE;

  /* A client that went away in the middle of a chunked body looks like one that came to the end. */
  if (!self->closed && (g_socket_condition_check (self->socket, 0) & (G_IO_HUP | G_IO_ERR)) != 0)
    close_once (self);
  if (self->closed && !self->begun)
    {
      wind_up (self);
      return;
    }
  if (self->begun)
    return;

  soup_server_message_pause (message);
  g_signal_emit (self, signals[SIGNAL_BODY_END], 0);
}

static void
cut_now (PropusExchange *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);

  self->cut_wanted = FALSE;

  /* The end of the connection after a whole chunk passes for a clean end with many clients, libsoup among them. One
   * that ends inside a chunk does not. */
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED)
    g_socket_send_with_blocking (self->socket, "1\r\n", 3, FALSE, NULL, NULL);

  wind_up (self);
}

static void
wrote_headers_cb (SoupServerMessage *message,
                  PropusExchange    *self)
{
  self->headers_written = TRUE;
  if (self->cut_wanted && !self->chunk_under_way)
    cut_now (self);
}

static void
wrote_chunk_cb (SoupServerMessage *message,
                PropusExchange    *self)
{
  self->chunk_under_way = FALSE;
  if (self->cut_wanted)
    cut_now (self);
  else if (!self->closed)
    g_signal_emit (self, signals[SIGNAL_DRAINED], 0);
}

static void
got_headers_cb (SoupServerMessage *message,
                PropusExchange    *self)
{
  if (!self->closed && soup_server_message_get_status (message) == 0)
    g_signal_emit (self, signals[SIGNAL_REQUEST], 0);
}

static void
propus_exchange_dispose (GObject *object)
{
  PropusExchange *self = PROPUS_EXCHANGE (object);

  stop_watching (self);
  g_clear_object (&self->message);
  g_clear_object (&self->socket);
  g_clear_pointer (&self->program, g_free);
  g_clear_pointer (&self->holder, propus_holder_unref);
  g_clear_pointer (&self->address, g_free);

  G_OBJECT_CLASS (propus_exchange_parent_class)->dispose (object);
}

static void
propus_exchange_class_init (PropusExchangeClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_exchange_dispose;

  signals[SIGNAL_REQUEST] = g_signal_new ("request", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHUNK] = g_signal_new ("chunk", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
  signals[SIGNAL_BODY_END] = g_signal_new ("body-end", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DRAINED] = g_signal_new ("drained", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RELEASED] = g_signal_new ("released", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_exchange_init (PropusExchange *self)
{
}

/**
 * propus_exchange_new:
 * @socket: the accepted connection's socket
 *
 * Returns: (transfer full): an exchange that watches @socket for the client's going away
 */
PropusExchange *
propus_exchange_new (GSocket *socket)
{
  PropusExchange *self;

  g_return_val_if_fail (G_IS_SOCKET (socket), NULL);

  self = g_object_new (PROPUS_TYPE_EXCHANGE, NULL);
  self->socket = g_object_ref (socket);
  self->hang_up = g_socket_create_source (socket, G_IO_HUP, NULL);
  g_source_set_callback (self->hang_up, G_SOURCE_FUNC (hang_up_cb), self, NULL);
  g_source_attach (self->hang_up, NULL);

  return self;
}

/**
 * propus_exchange_set_message:
 * @self: an exchange without one
 * @message: libsoup's side of it, before its headers are read
 */
void
propus_exchange_set_message (PropusExchange    *self,
                             SoupServerMessage *message)
{
  g_return_if_fail (PROPUS_IS_EXCHANGE (self) && self->message == NULL);
  g_return_if_fail (SOUP_IS_SERVER_MESSAGE (message));

  self->message = g_object_ref (message);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);

  g_signal_connect_object (message, "got-headers", G_CALLBACK (got_headers_cb), self, 0);
  g_signal_connect_object (message, "got-chunk", G_CALLBACK (got_chunk_cb), self, 0);
  g_signal_connect_object (message, "got-body", G_CALLBACK (got_body_cb), self, 0);
  g_signal_connect_object (message, "wrote-headers", G_CALLBACK (wrote_headers_cb), self, 0);
  g_signal_connect_object (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), self, 0);
  g_signal_connect_object (message, "finished", G_CALLBACK (release), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "disconnected", G_CALLBACK (release), self, G_CONNECT_SWAPPED);
}

/**
 * propus_exchange_get_message:
 * @self: an exchange
 *
 * Returns: (transfer none): libsoup's message, for its method, address and headers
 */
SoupServerMessage *
propus_exchange_get_message (PropusExchange *self)
{
  g_return_val_if_fail (PROPUS_IS_EXCHANGE (self), NULL);

  return self->message;
}

/**
 * propus_exchange_set_program:
 * @self: an exchange that is new
 * @program: the name of the program that it is for
 * @address: the base URL under which that program finds the broker
 *
 * Says that the exchange is not the parent's own.
 */
void
propus_exchange_set_program (PropusExchange *self,
                             const char     *program,
                             const char     *address)
{
  g_return_if_fail (PROPUS_IS_EXCHANGE (self) && program != NULL && address != NULL);

  g_free (self->program);
  g_free (self->address);
  self->program = g_strdup (program);
  self->address = g_strdup (address);
}

/**
 * propus_exchange_get_program:
 * @self: an exchange
 *
 * Returns: (nullable): the name of the program that it is for, %NULL for the parent itself
 */
const char *
propus_exchange_get_program (PropusExchange *self)
{
  g_return_val_if_fail (PROPUS_IS_EXCHANGE (self), NULL);

  return self->program;
}

/**
 * propus_exchange_set_holder:
 * @self: an exchange that is new
 * @holder: (nullable) (transfer none): the pass, or the run, that the program belongs to
 */
void
propus_exchange_set_holder (PropusExchange *self,
                            PropusHolder   *holder)
{
  g_return_if_fail (PROPUS_IS_EXCHANGE (self));

  g_clear_pointer (&self->holder, propus_holder_unref);
  self->holder = holder != NULL ? propus_holder_ref (holder) : NULL;
}

/**
 * propus_exchange_get_holder:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): whose limits and whose key the request has, %NULL when nobody's are special
 */
PropusHolder *
propus_exchange_get_holder (PropusExchange *self)
{
  g_return_val_if_fail (PROPUS_IS_EXCHANGE (self), NULL);

  return self->holder;
}

/**
 * propus_exchange_get_address:
 * @self: an exchange
 *
 * Returns: (nullable): the base URL under which the program finds the broker, %NULL for the parent itself
 */
const char *
propus_exchange_get_address (PropusExchange *self)
{
  g_return_val_if_fail (PROPUS_IS_EXCHANGE (self), NULL);

  return self->address;
}

/**
 * propus_exchange_is_closed:
 * @self: an exchange
 *
 * Returns: whether nobody waits for a reply any more; everything written from now on is dropped
 */
gboolean
propus_exchange_is_closed (PropusExchange *self)
{
  g_return_val_if_fail (PROPUS_IS_EXCHANGE (self), TRUE);

  return self->closed;
}

/**
 * propus_exchange_hold:
 * @self: an exchange
 *
 * Reads no more of the request for now: the client's writes will block. From within "request" and "chunk".
 */
void
propus_exchange_hold (PropusExchange *self)
{
  g_return_if_fail (PROPUS_IS_EXCHANGE (self));

  if (!self->released && !self->closed && !self->body_read)
    soup_server_message_pause (self->message);
}

/**
 * propus_exchange_resume:
 * @self: an exchange
 *
 * Reads on after propus_exchange_hold().
 */
void
propus_exchange_resume (PropusExchange *self)
{
  g_return_if_fail (PROPUS_IS_EXCHANGE (self));

  if (!self->released && !self->body_read)
    soup_server_message_unpause (self->message);
}

/**
 * propus_exchange_get_headers:
 * @self: an exchange whose reply has not begun
 *
 * Returns: (transfer none): the reply's headers, to be filled in
 */
SoupMessageHeaders *
propus_exchange_get_headers (PropusExchange *self)
{
  g_return_val_if_fail (PROPUS_IS_EXCHANGE (self), NULL);

  return soup_server_message_get_response_headers (self->message);
}

/**
 * propus_exchange_begin:
 * @self: an exchange
 * @status: the HTTP status
 * @reason_phrase: (nullable): its text
 *
 * Sends the headers; what is still to come of the request's body is read and dropped.
 */
void
propus_exchange_begin (PropusExchange *self,
                       guint           status,
                       const char     *reason_phrase)
{
  g_return_if_fail (PROPUS_IS_EXCHANGE (self) && !self->begun);

  if (self->released || self->closed)
    return;

  self->begun = TRUE;
  soup_message_headers_replace (propus_exchange_get_headers (self), "Connection", "close");
  soup_server_message_set_status (self->message, status, reason_phrase);
  soup_server_message_unpause (self->message);
}

/**
 * propus_exchange_has_begun:
 * @self: an exchange
 *
 * Returns: whether the reply's headers have been settled
 */
gboolean
propus_exchange_has_begun (PropusExchange *self)
{
  g_return_val_if_fail (PROPUS_IS_EXCHANGE (self), TRUE);

  return self->begun;
}

/**
 * propus_exchange_write:
 * @self: an exchange whose reply has begun
 * @bytes: the next piece, not empty
 *
 * Sends a piece of the reply's body. Write the next one after "drained", so that a slow client slows its server down.
 */
void
propus_exchange_write (PropusExchange *self,
                       GBytes         *bytes)
{
  g_return_if_fail (PROPUS_IS_EXCHANGE (self) && self->begun && !self->ended);
  g_return_if_fail (g_bytes_get_size (bytes) > 0);

  if (self->released || self->closed)
    return;

  self->chunk_under_way = TRUE;
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), bytes);
  soup_server_message_unpause (self->message);
}

/**
 * propus_exchange_end:
 * @self: an exchange whose reply has begun
 *
 * Ends the reply cleanly.
 */
void
propus_exchange_end (PropusExchange *self)
{
  g_return_if_fail (PROPUS_IS_EXCHANGE (self) && self->begun);

  if (self->released || self->closed || self->ended)
    return;

  self->ended = TRUE;
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}

/**
 * propus_exchange_cut:
 * @self: an exchange whose reply has begun
 *
 * Breaks the reply off so that the client can tell, after what was written has left.
 */
void
propus_exchange_cut (PropusExchange *self)
{
  g_return_if_fail (PROPUS_IS_EXCHANGE (self) && self->begun);

  if (self->released || self->closed || self->ended)
    return;

  if (self->headers_written && !self->chunk_under_way)
    cut_now (self);
  else
    self->cut_wanted = TRUE;
}

/**
 * propus_exchange_break_off:
 * @self: an exchange
 *
 * Ends the connection now, wherever it is, so that the client can tell: what was written and has not left yet is lost.
 */
void
propus_exchange_break_off (PropusExchange *self)
{
  g_return_if_fail (PROPUS_IS_EXCHANGE (self));

  if (self->released || self->closed)
    return;

  if (self->begun && !self->ended && self->headers_written && !self->chunk_under_way)
    cut_now (self);
  else
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);   /* which is noticed as if the client had gone */
}

/**
 * propus_exchange_reply:
 * @self: an exchange whose reply has not begun
 * @status: the HTTP status
 * @node: (transfer none): the whole reply
 *
 * Answers with JSON.
 */
void
propus_exchange_reply (PropusExchange *self,
                       guint           status,
                       JsonNode       *node)
{
  g_autoptr(GBytes) bytes = NULL;
  SoupMessageHeaders *headers;
  char *text;
  gsize length;

  g_return_if_fail (PROPUS_IS_EXCHANGE (self) && !self->begun && node != NULL);

  if (self->released || self->closed)
    return;

  text = propus_json_to_string (node, FALSE);
  length = strlen (text);
  bytes = g_bytes_new_take (text, length);

  headers = propus_exchange_get_headers (self);
  soup_message_headers_replace (headers, "Content-Type", "application/json; charset=UTF-8");
  soup_message_headers_set_content_length (headers, (goffset) length);
  propus_exchange_begin (self, status, NULL);
  propus_exchange_write (self, bytes);
  propus_exchange_end (self);
}

/**
 * propus_exchange_refuse:
 * @self: an exchange whose reply has not begun
 * @status: (transfer none): what is wrong
 *
 * Answers with a failure in the API's shape.
 */
void
propus_exchange_refuse (PropusExchange  *self,
                        PropusRpcStatus *status)
{
  g_autoptr(JsonNode) node = NULL;
  guint code;

  g_return_if_fail (PROPUS_IS_EXCHANGE (self) && status != NULL);

  node = propus_rpc_status_to_node (status);
  code = propus_rpc_status_get_code (status);
  propus_exchange_reply (self, code != 0 ? code : SOUP_STATUS_INTERNAL_SERVER_ERROR, node);
}

/**
 * propus_exchange_fail:
 * @self: an exchange whose reply has not begun
 * @error: what went wrong
 *
 * Answers with a failure in the API's shape.
 */
void
propus_exchange_fail (PropusExchange *self,
                      const GError   *error)
{
  g_autoptr(PropusRpcStatus) status = propus_fault_to_status (error);

  propus_exchange_refuse (self, status);
}
