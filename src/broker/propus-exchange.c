/* propus-exchange.c - one connection of the client with its one request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-exchange.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "propus-base-url.h"
#include "propus-fault.h"
#include "propus-json.h"

/**
 * PropusExchange:
 *
 * A connection on the private socket carries one request and its reply; then it is closed, and the reply says so. An
 * idle broker thus has no connections, which lets it re-execute itself without anybody noticing.
 *
 * Wraps what is delicate about SoupServer, which reads: it does not notice a client that goes away while it waits. When
 * the request is whole, the connection is taken from it, and the reply is written here: libsoup would keep 16 kB for a
 * head that is long read for as long as the answer lasts, write each piece in three, and end a reply cleanly even when it
 * was cut off.
 *
 * Signals, in this order: "request" (headers are in), "chunk" any number of times, "body-end", "drained" whenever what
 * was written has left, "closed" once: the client is gone or has everything. "released" is for the owner: libsoup has
 * let go. Main thread only.
 */
struct _PropusExchange
{
  GObject            parent_instance;

  GSocket           *socket;
  SoupServerMessage *message;       /* NULL until libsoup has made it, and when the reply is on its way */
  SoupMessageHeaders *headers;      /* of the reply, from its beginning on; NULL before */
  GSource           *hang_up;
  GIOStream         *stream;        /* once it is taken from libsoup; NULL before */
  GByteArray        *out;           /* what has not left yet */
  gsize              out_sent;      /* of it */
  GSource           *writable;      /* while something is to leave */
  gboolean           chunked;       /* the reply's framing */
  gboolean           bodyless;      /* the reply has none, whatever its headers say */
  char              *program;       /* whom it is for; NULL: the parent */
  PropusHolder      *holder;        /* whose limits count; NULL: nobody's */
  char              *address;       /* where that program finds the broker; NULL: the parent */
  gboolean           body_read;
  gboolean           begun;
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

static void
stop_writing (PropusExchange *self)
{
  if (self->writable == NULL)
    return;

  g_source_destroy (self->writable);
  g_clear_pointer (&self->writable, g_source_unref);
}

/* The connection is of no use any more. */
static void
finish (PropusExchange *self)
{
  stop_writing (self);
  g_io_stream_close (self->stream, NULL, NULL);
  release (self);
}

/* The same, for a connection that may still be libsoup's: that only looks when it has something to read or to write. */
static void
wind_up (PropusExchange *self)
{
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  if (self->released)
    return;

  if (self->stream != NULL)
    {
      finish (self);
      return;
    }

  if (self->body_read)
    {
      if (soup_server_message_get_status (self->message) == 0)
        soup_server_message_set_status (self->message, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL);
      soup_message_body_append (soup_server_message_get_response_body (self->message), SOUP_MEMORY_STATIC, "\n", 1);
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
  if (self->stream != NULL || (self->message != NULL && soup_server_message_get_method (self->message) != NULL))
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

/* libsoup has done its part: what it keeps for reading a request, some 13 kB, is of no use while the answer is waited for.
 * FALSE when the connection is gone. */
static gboolean
take_connection (PropusExchange *self)
{
  g_signal_handlers_disconnect_by_data (self->message, self);
  self->stream = soup_server_message_steal_connection (self->message);
  if (self->stream == NULL)
    release (self);

  return self->stream != NULL;
}

static void start_reply (PropusExchange *self);

static void
got_body_cb (SoupServerMessage *message,
             PropusExchange    *self)
{
  self->body_read = TRUE;

  /* A client that went away in the middle of a chunked body looks like one that came to the end. */
  if (!self->closed && (g_socket_condition_check (self->socket, 0) & (G_IO_HUP | G_IO_ERR)) != 0)
    close_once (self);
  if (self->closed)
    {
      wind_up (self);
      return;
    }

  if (self->begun)
    {
      start_reply (self);
      return;
    }

  if (take_connection (self))
    g_signal_emit (self, signals[SIGNAL_BODY_END], 0);
}

/* The end of the connection after a whole chunk passes for a clean end with many clients, libsoup among them. One that
 * ends inside a chunk does not. */
static void
cut_now (PropusExchange *self)
{
  self->cut_wanted = FALSE;
  if (self->chunked)
    g_socket_send_with_blocking (self->socket, "1\r\n", 3, FALSE, NULL, NULL);

  wind_up (self);
}

/* All that was to leave has left. */
static void
written (PropusExchange *self)
{
  gboolean was_chunk = self->chunk_under_way;

  if (self->out->len > 0)   /* a piece may be large, and the next long in coming */
    {
      g_byte_array_unref (self->out);
      self->out = g_byte_array_new ();
    }
  self->out_sent = 0;
  self->chunk_under_way = FALSE;
  if (self->cut_wanted)
    cut_now (self);
  else if (self->ended)
    finish (self);
  else if (was_chunk && !self->closed)
    g_signal_emit (self, signals[SIGNAL_DRAINED], 0);
}

static gboolean
writable_cb (GSocket      *socket,
             GIOCondition  condition,
             gpointer      user_data)
{
  g_autoptr(PropusExchange) self = g_object_ref (PROPUS_EXCHANGE (user_data));
  gsize left = self->out->len - self->out_sent;
  gssize n = left > 0 ? send (g_socket_get_fd (socket), self->out->data + self->out_sent, left, MSG_NOSIGNAL | MSG_DONTWAIT) : 0;

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n < 0)
    {
      close_once (self);
      wind_up (self);
      return G_SOURCE_REMOVE;
    }

  self->out_sent += (gsize) n;
  if (self->out_sent < self->out->len)
    return G_SOURCE_CONTINUE;

  stop_writing (self);
  written (self);
  return G_SOURCE_REMOVE;
}

/* From the main loop: who writes is told later that it has left, and can write again then. */
static void
write_out (PropusExchange *self)
{
  if (self->stream == NULL || self->writable != NULL)
    return;

  self->writable = g_socket_create_source (self->socket, G_IO_OUT, NULL);
  g_source_set_callback (self->writable, G_SOURCE_FUNC (writable_cb), self, NULL);
  g_source_attach (self->writable, NULL);
}

static void
append_text (GByteArray *out,
             const char *text)
{
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

/* What fits leaves at once, without a copy; the rest waits behind what is there, the head of a reply whose request is not
 * whole yet, for instance. */
static void
push_piece (PropusExchange *self,
            GBytes         *bytes)
{
  char size[20] = "";
  struct iovec parts[] = { { size, 0 }, { NULL, 0 }, { (char *) "\r\n", self->chunked ? 2 : 0 } };
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = G_N_ELEMENTS (parts) };
  gssize n = 0;
  gsize sent;

  if (self->bodyless)
    return;

  parts[1].iov_base = (void *) g_bytes_get_data (bytes, &parts[1].iov_len);
  if (self->chunked)
    parts[0].iov_len = (gsize) g_snprintf (size, sizeof size, "%zx\r\n", parts[1].iov_len);
  if (self->stream != NULL && self->out->len == 0)
    n = sendmsg (g_socket_get_fd (self->socket), &message, MSG_NOSIGNAL | MSG_DONTWAIT);

  sent = (gsize) MAX (n, 0);   /* an error comes again at the next try */
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gsize skipped = MIN (sent, parts[i].iov_len);

      g_byte_array_append (self->out, (const guint8 *) parts[i].iov_base + skipped, (guint) (parts[i].iov_len - skipped));
      sent -= skipped;
    }
}

static void
append_head (PropusExchange *self,
             guint           status,
             const char     *reason_phrase)
{
  g_autoptr(GString) head = g_string_new (NULL);
  SoupMessageHeadersIter iter;
  const char *name, *value;

  g_string_append_printf (head, "HTTP/1.1 %u %s\r\n", status,
                          reason_phrase != NULL ? reason_phrase : soup_status_get_phrase (status));
  soup_message_headers_iter_init (&iter, propus_exchange_get_headers (self));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    g_string_append_printf (head, "%s: %s\r\n", name, value);
  g_string_append (head, "\r\n");
  append_text (self->out, head->str);
}

/* The request is whole and the reply's headers are settled. */
static void
start_reply (PropusExchange *self)
{
  int on = 1;

  if (self->stream == NULL && !take_connection (self))
    return;

  self->headers = soup_message_headers_ref (propus_exchange_get_headers (self));
  g_clear_object (&self->message);

  /* Pieces leave as they come. On the private socket there is nothing to set. */
  setsockopt (g_socket_get_fd (self->socket), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  write_out (self);
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
  stop_writing (self);
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_object (&self->socket);
  g_clear_pointer (&self->out, g_byte_array_unref);
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
  self->out = g_byte_array_new ();
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

  g_signal_connect_object (message, "got-headers", G_CALLBACK (got_headers_cb), self, 0);
  g_signal_connect_object (message, "got-chunk", G_CALLBACK (got_chunk_cb), self, 0);
  g_signal_connect_object (message, "got-body", G_CALLBACK (got_body_cb), self, 0);
  g_signal_connect_object (message, "finished", G_CALLBACK (release), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "disconnected", G_CALLBACK (release), self, G_CONNECT_SWAPPED);
}

/**
 * propus_exchange_get_message:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): libsoup's message, for its method, address and headers; %NULL once the reply has
 *   begun
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
 * Returns: the base URL under which the program, or the parent, finds the broker
 */
const char *
propus_exchange_get_address (PropusExchange *self)
{
  g_return_val_if_fail (PROPUS_IS_EXCHANGE (self), NULL);

  return self->address != NULL ? self->address : PROPUS_BASE_URL_PARENT;
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

  return self->headers != NULL ? self->headers : soup_server_message_get_response_headers (self->message);
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
  self->bodyless = status < 200 || status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_NOT_MODIFIED ||
                   g_str_equal (soup_server_message_get_method (self->message), "HEAD");
  self->chunked = soup_message_headers_get_encoding (propus_exchange_get_headers (self)) == SOUP_ENCODING_CHUNKED &&
                  !self->bodyless;
  soup_message_headers_replace (propus_exchange_get_headers (self), "Connection", "close");
  if (status < 200 || status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_NOT_MODIFIED)   /* RFC 9112 6.1 */
    soup_message_headers_remove (propus_exchange_get_headers (self), "Transfer-Encoding");
  append_head (self, status, reason_phrase);
  if (self->body_read)
    start_reply (self);
  else
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
  push_piece (self, bytes);
  write_out (self);
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
  if (self->chunked)
    append_text (self->out, "0\r\n\r\n");
  write_out (self);
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

  if (self->stream != NULL && self->out->len == 0)
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
  gboolean between_chunks;

  g_return_if_fail (PROPUS_IS_EXCHANGE (self));

  if (self->released || self->closed)
    return;

  /* First of all: whoever answers must not write any more. */
  between_chunks = self->begun && !self->ended && self->stream != NULL && self->out->len == 0;
  close_once (self);
  if (between_chunks)
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
