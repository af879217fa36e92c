/* propus-relay.c - requests of the client, passed on to the API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-relay.h"

#include <glib/gi18n.h>

#include "propus-fault.h"
#include "propus-key-mask.h"
#include "propus-key-refusal.h"
#include "propus-key-take.h"
#include "propus-limits.h"
#include "propus-relay-filter.h"
#include "propus-upload.h"
#include "propus-upload-address.h"
#include "propus-usage-meter.h"

#define PIECE_BYTES (16 * 1024)

/**
 * PropusRelay:
 *
 * One request on its way up and its reply on its way down, a piece at a time: each side waits for the other, nothing
 * piles up in between. A client that goes away takes its request with it; a reply that breaks off breaks off for the
 * client too.
 *
 * Lives as long as something of it is under way: every pending call and the open exchange hold a reference.
 */
#define PROPUS_TYPE_RELAY (propus_relay_get_type ())
G_DECLARE_FINAL_TYPE (PropusRelay, propus_relay, PROPUS, RELAY, GObject)

struct _PropusRelay
{
  GObject          parent_instance;

  PropusExchange  *exchange;
  PropusUpstream  *upstream;
  PropusKeySource *keys;
  SoupMessage     *message;       /* NULL until there is a key */
  GCancellable    *cancellable;   /* of the request to the API */
  PropusUpload    *upload;        /* NULL: no body */
  PropusUsageMeter *meter;        /* NULL: it costs nothing */
  PropusTakenKey  *taken;         /* while it is not known whether the request may go up */
  PropusKeyMask   *sent_mask;     /* finds keys in what goes up */
  PropusKeyMask   *reply_mask;    /* takes keys out of what comes down */
  char            *key_id;        /* whose key the request has; NULL until there is one */
  GPtrArray       *known;         /* of SecretValue: what the replies' mask knows */
  GByteArray      *refusal;       /* the body of an answer that may be about the key, masked; NULL: no such answer */
  GInputStream    *reply;
  GSocket         *socket;        /* to the API, of a body without a length; else NULL */
  gboolean         last_piece;    /* the reply's end was seen; what was written is the last */
  gboolean         broken_off;    /* … and it was no clean end */
};

G_DEFINE_FINAL_TYPE (PropusRelay, propus_relay, G_TYPE_OBJECT)

static void read_reply (PropusRelay *self);

static void
propus_relay_dispose (GObject *object)
{
  PropusRelay *self = PROPUS_RELAY (object);

  g_clear_object (&self->upload);
  g_clear_object (&self->meter);
  g_clear_pointer (&self->taken, propus_taken_key_free);
  g_clear_object (&self->reply);
  g_clear_object (&self->socket);
  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->exchange);
  g_clear_object (&self->upstream);
  g_clear_object (&self->keys);
  g_clear_pointer (&self->sent_mask, propus_key_mask_free);
  g_clear_pointer (&self->reply_mask, propus_key_mask_free);
  g_clear_pointer (&self->key_id, g_free);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_clear_pointer (&self->refusal, g_byte_array_unref);

  G_OBJECT_CLASS (propus_relay_parent_class)->dispose (object);
}

static void
propus_relay_class_init (PropusRelayClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = propus_relay_dispose;
}

static void
propus_relay_init (PropusRelay *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
refuse_fault (PropusRelay *self,
              PropusFault  fault,
              const char  *sentence)
{
  g_autoptr(GError) error = g_error_new_literal (PROPUS_FAULT, (int) fault, sentence);

  if (!propus_exchange_has_begun (self->exchange))
    propus_exchange_fail (self->exchange, error);
}

/* --- what the answer says of the key --- */

static gboolean
is_generation (SoupMessage *message)
{
  const char *path = g_uri_get_path (soup_message_get_uri (message));

  return g_str_equal (soup_message_get_method (message), "POST") &&
         (g_str_has_suffix (path, ":generateContent") || g_str_has_suffix (path, ":streamGenerateContent"));
}

static void
note_end (PropusRelay *self)
{
  g_autoptr(GByteArray) body = g_steal_pointer (&self->refusal);
  g_autoptr(PropusRpcStatus) status = NULL;
  g_autofree char *message = NULL;

  if (body == NULL || self->broken_off)
    return;

  status = propus_key_refusal_parse (soup_message_get_status (self->message), (const char *) body->data, body->len);
  if (status == NULL)
    return;

  message = propus_key_refusal_dup_message (status, self->known);
  propus_key_ledger_note_refusal (propus_key_source_get_ledger (self->keys), self->key_id, status, message);
}

/* A client that knows the length has the whole answer with its last byte, and may ask what became of the key. */
static void
note_end_if_known (PropusRelay *self)
{
  SoupMessageHeaders *headers = propus_exchange_get_headers (self->exchange);

  if (self->refusal != NULL && soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      soup_message_headers_get_content_length (headers) <= (goffset) self->refusal->len)
    note_end (self);
}

/* Called when the reply's headers are set. */
static void
meter_status (PropusRelay *self)
{
  SoupMessageHeaders *headers = propus_exchange_get_headers (self->exchange);
  gboolean has_length = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH;

  if (self->meter != NULL)
    propus_usage_meter_begin (self->meter, soup_message_get_status (self->message),
                              has_length ? soup_message_headers_get_content_length (headers) : -1);
}

/* Called when the reply's headers are set. */
static void
note_status (PropusRelay *self)
{
  guint code = soup_message_get_status (self->message);

  if (SOUP_STATUS_IS_SUCCESSFUL (code) && is_generation (self->message))
    propus_key_ledger_note_success (propus_key_source_get_ledger (self->keys), self->key_id);
  else if (propus_key_refusal_is_possible (code))
    self->refusal = g_byte_array_new ();

  note_end_if_known (self);
}

static void
note_body (PropusRelay *self,
           GBytes      *masked)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (masked, &length);

  if (self->refusal == NULL || length == 0)
    return;

  if (self->refusal->len < PROPUS_LIMIT_ERROR_BYTES)
    g_byte_array_append (self->refusal, data, (guint) MIN (length, PROPUS_LIMIT_ERROR_BYTES - self->refusal->len));
  note_end_if_known (self);
}

/* --- down --- */

static void
end_reply (PropusRelay *self)
{
  note_end (self);
  if (self->meter != NULL)
    propus_usage_meter_finish (self->meter, !self->broken_off);
  if (self->broken_off)
    propus_exchange_cut (self->exchange);
  else
    propus_exchange_end (self->exchange);
}

static void
pass_down (PropusRelay *self,
           GBytes      *bytes)
{
  if (g_bytes_get_size (bytes) > 0)
    propus_exchange_write (self->exchange, bytes);
  else if (self->last_piece)
    end_reply (self);
  else
    read_reply (self);
}

static void
reply_drained_cb (PropusExchange *exchange,
                  PropusRelay    *self)
{
  if (self->reply == NULL)
    return;

  if (self->last_piece)
    end_reply (self);
  else
    read_reply (self);
}

/* Adds to @bytes what has already arrived behind it, masked, too: an answer in small chunks would cost a turn of the main
 * loop and a write for each. What is not there yet, and how the reply ends, is for the next read. */
static GBytes *
gather (PropusRelay *self,
        GBytes      *bytes)
{
  g_autoptr(GByteArray) piece = g_byte_array_sized_new (PIECE_BYTES);
  gssize n = 1;

  if (!G_IS_POLLABLE_INPUT_STREAM (self->reply) ||
      !g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (self->reply)))
    return propus_key_mask_push (self->reply_mask, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_byte_array_append (piece, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  while (n > 0 && piece->len < PIECE_BYTES)
    {
      guint before = piece->len;

      g_byte_array_set_size (piece, PIECE_BYTES);
      n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->reply), piece->data + before,
                                                    PIECE_BYTES - before, NULL, NULL);
      g_byte_array_set_size (piece, before + (guint) MAX (n, 0));
    }

  return propus_key_mask_push (self->reply_mask, piece->data, piece->len);
}

static void
reply_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PropusRelay) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  g_autoptr(GBytes) masked = NULL;

  if (propus_exchange_is_closed (self->exchange))
    return;

  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    {
      masked = gather (self, bytes);
    }
  else
    {
      if (error != NULL)
        g_info ("the reply broke off: %s", error->message);
      self->broken_off = bytes == NULL;
      self->last_piece = TRUE;
      masked = propus_key_mask_finish (self->reply_mask);
    }

  if (self->meter != NULL)
    propus_usage_meter_push (self->meter, masked);
  note_body (self, masked);
  pass_down (self, masked);
}

static void
read_reply (PropusRelay *self)
{
  g_input_stream_read_bytes_async (self->reply, PIECE_BYTES, G_PRIORITY_DEFAULT, self->cancellable, reply_read_cb,
                                   g_object_ref (self));
}

/* The key's bytes turn into as many asterisks, so a length that was promised stays true. */
static void
set_reply_framing (PropusRelay *self,
                   gboolean     decoded)
{
  SoupMessageHeaders *from = soup_message_get_response_headers (self->message);
  SoupMessageHeaders *to = propus_exchange_get_headers (self->exchange);

  if (soup_message_headers_get_encoding (from) == SOUP_ENCODING_CONTENT_LENGTH && !decoded)
    soup_message_headers_set_content_length (to, soup_message_headers_get_content_length (from));
  else
    soup_message_headers_set_encoding (to, SOUP_ENCODING_CHUNKED);
}

static void
begin_reply (PropusRelay  *self,
             GInputStream *stream)
{
  g_autoptr(PropusRpcStatus) refusal = propus_upstream_find_refusal (self->message);
  gboolean decoded = propus_upstream_is_encoded (self->message);
  g_autofree char *reason = NULL;

  if (refusal != NULL)
    {
      g_cancellable_cancel (self->cancellable);
      propus_exchange_refuse (self->exchange, refusal);
      return;
    }

  if (!propus_relay_filter_reply (soup_message_get_response_headers (self->message),
                                  propus_exchange_get_headers (self->exchange), decoded, self->reply_mask))
    {
      g_cancellable_cancel (self->cancellable);
      soup_message_headers_clear (propus_exchange_get_headers (self->exchange));
      refuse_fault (self, PROPUS_FAULT_PROTOCOL, _("The answer’s headers are too long."));
      return;
    }

  if (propus_exchange_get_address (self->exchange) != NULL &&
      !propus_upload_address_rewrite (propus_exchange_get_headers (self->exchange), self->upstream,
                                      propus_exchange_get_address (self->exchange)))
    {
      g_cancellable_cancel (self->cancellable);
      soup_message_headers_clear (propus_exchange_get_headers (self->exchange));
      refuse_fault (self, PROPUS_FAULT_PROTOCOL, _("The API named another host for the upload, so nothing goes there."));
      return;
    }

  /* The one line that is logged of a request: no header, no query, no body. */
  g_debug ("%s %s: %u", soup_message_get_method (self->message), g_uri_get_path (soup_message_get_uri (self->message)),
           soup_message_get_status (self->message));
  set_reply_framing (self, decoded);
  note_status (self);
  meter_status (self);
  if (soup_message_get_reason_phrase (self->message) != NULL)
    reason = propus_key_mask_text (self->reply_mask, soup_message_get_reason_phrase (self->message));
  propus_exchange_begin (self->exchange, soup_message_get_status (self->message), reason);

  self->reply = propus_upstream_decode (self->message, stream);
  read_reply (self);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(PropusRelay) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = propus_upstream_send_finish (PROPUS_UPSTREAM (source), result, &error);

  if (propus_exchange_is_closed (self->exchange) || propus_exchange_has_begun (self->exchange))
    return;

  if (stream != NULL)
    {
      begin_reply (self, stream);
      return;
    }

  g_info ("the request failed: %s", error->message);
  if (self->meter != NULL)
    propus_usage_meter_fail (self->meter, error);
  propus_exchange_fail (self->exchange, error);
}

/* --- up --- */

static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection,
                  PropusRelay        *self)
{
  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (connection))
    g_set_object (&self->socket, g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection)));
}

/* Gives the connection up with the body unfinished: the API's programs must not take a part for the whole. libsoup
 * would end a body without a length cleanly, so its connection goes first. */
static void
abandon (PropusRelay *self)
{
  if (self->upload != NULL)
    propus_upload_drop (self->upload);
  if (self->socket != NULL)
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  g_cancellable_cancel (self->cancellable);
}

static void
body_holds_key (PropusRelay *self)
{
  abandon (self);
  refuse_fault (self, PROPUS_FAULT_BODY_HOLDS_KEY,
                _("The message holds an API key, so it was not sent. Take the key out first."));
}

static void
chunk_cb (PropusExchange *exchange,
          GBytes         *chunk,
          PropusRelay    *self)
{
  g_autoptr(GBytes) checked = NULL;

  if (self->upload == NULL)
    return;

  checked = propus_key_mask_push (self->sent_mask, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
  if (propus_key_mask_has_found (self->sent_mask))
    body_holds_key (self);
  else if (!propus_upload_push (self->upload, checked))
    propus_exchange_hold (exchange);
}

static void
upload_drained_cb (PropusUpload *upload,
                   PropusRelay  *self)
{
  propus_exchange_resume (self->exchange);
}

static void
body_end_cb (PropusExchange *exchange,
             PropusRelay    *self)
{
  g_autoptr(GBytes) last = NULL;

  if (self->upload == NULL)
    return;

  last = propus_key_mask_finish (self->sent_mask);
  if (propus_key_mask_has_found (self->sent_mask))
    {
      body_holds_key (self);
      return;
    }

  propus_upload_push (self->upload, last);
  propus_upload_finish (self->upload);
}

static void
closed_cb (PropusExchange *exchange,
           PropusRelay    *self)
{
  if (!self->last_piece)
    abandon (self);
}

static gboolean
set_body (PropusRelay         *self,
          SoupMessageHeaders  *headers,
          GError             **error)
{
  g_autoptr(GInputStream) stream = NULL;
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);
  goffset length = soup_message_headers_get_content_length (headers);

  if (encoding == SOUP_ENCODING_CONTENT_LENGTH && length < 0)
    {
      g_set_error_literal (error, PROPUS_FAULT, PROPUS_FAULT_INVALID, _("The request’s length is no length."));
      return FALSE;
    }
  if (encoding == SOUP_ENCODING_CONTENT_LENGTH && length == 0)
    soup_message_headers_replace (soup_message_get_request_headers (self->message), "Content-Length", "0");
  if (encoding != SOUP_ENCODING_CHUNKED && (encoding != SOUP_ENCODING_CONTENT_LENGTH || length == 0))
    return TRUE;

  self->upload = propus_upload_new (&stream, error);
  if (self->upload == NULL)
    return FALSE;

  g_signal_connect_object (self->upload, "drained", G_CALLBACK (upload_drained_cb), self, 0);
  if (encoding == SOUP_ENCODING_CHUNKED)
    {
      soup_message_add_flags (self->message, SOUP_MESSAGE_NEW_CONNECTION);
      g_signal_connect_object (self->message, "network-event", G_CALLBACK (network_event_cb), self, 0);
    }
  soup_message_set_request_body (self->message, NULL, stream, encoding == SOUP_ENCODING_CHUNKED ? -1 : length);

  return TRUE;
}

static gboolean
make_message (PropusRelay  *self,
              GError      **error)
{
  SoupServerMessage *asked = propus_exchange_get_message (self->exchange);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (asked);
  GUri *uri = soup_server_message_get_uri (asked);
  g_autofree char *query = propus_relay_filter_query (g_uri_get_query (uri));

  self->message = propus_upstream_new_message (self->upstream, soup_server_message_get_method (asked),
                                               g_uri_get_path (uri), query, error);
  if (self->message == NULL)
    return FALSE;

  propus_relay_filter_request (headers, soup_message_get_request_headers (self->message));
  if (propus_relay_filter_finds_key (self->sent_mask, g_uri_get_path (uri), query,
                                     soup_message_get_request_headers (self->message)))
    {
      g_set_error_literal (error, PROPUS_FAULT, PROPUS_FAULT_BODY_HOLDS_KEY,
                           _("The request holds an API key, so it was not sent."));
      return FALSE;
    }

  return set_body (self, headers, error);
}

/* What comes down is looked through for the keys that the broker has anyway; what goes up for those that are stored,
 * too. */
static void
make_masks (PropusRelay          *self,
            const PropusTakenKey *taken)
{
  self->known = propus_key_source_dup_known (self->keys);
  self->sent_mask = propus_key_mask_new ();
  self->reply_mask = propus_key_mask_new ();
  g_ptr_array_add (self->known, secret_value_ref (taken->key));
  for (guint i = 0; i < self->known->len; i++)
    {
      propus_key_mask_add (self->sent_mask, self->known->pdata[i]);
      propus_key_mask_add_base64 (self->sent_mask, self->known->pdata[i]);
      propus_key_mask_add (self->reply_mask, self->known->pdata[i]);
    }
  for (guint i = 0; taken->known != NULL && i < taken->known->len; i++)
    {
      propus_key_mask_add (self->sent_mask, taken->known->pdata[i]);
      propus_key_mask_add_base64 (self->sent_mask, taken->known->pdata[i]);
    }
}

static void
send_up (PropusRelay *self)
{
  g_autoptr(PropusTakenKey) taken = g_steal_pointer (&self->taken);

  propus_upstream_send_async (self->upstream, self->message, taken->key, self->cancellable, sent_cb,
                              g_object_ref (self));
}

static void
metered_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PropusRelay) self = user_data;
  g_autoptr(PropusRpcStatus) refusal = propus_usage_meter_start_finish (PROPUS_USAGE_METER (source), result);

  if (propus_exchange_is_closed (self->exchange))
    return;

  if (refusal != NULL)
    {
      abandon (self);
      propus_exchange_refuse (self->exchange, refusal);
    }
  else
    {
      propus_usage_meter_sent (self->meter);
      send_up (self);
    }
  propus_exchange_resume (self->exchange);
}

/* Sends it, if it costs nothing; else asks first whether it may go up. */
static gboolean
count_and_send (PropusRelay *self)
{
  SoupServerMessage *asked = propus_exchange_get_message (self->exchange);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (asked);
  goffset length = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED
                     ? -1 : soup_message_headers_get_content_length (headers);

  self->meter = propus_usage_meter_new (propus_key_source_get_guard (self->keys), soup_server_message_get_method (asked),
                                        g_uri_get_path (soup_server_message_get_uri (asked)), length);
  if (self->meter == NULL)
    {
      send_up (self);
      return TRUE;
    }

  propus_usage_meter_set_holder (self->meter, propus_exchange_get_holder (self->exchange));
  propus_usage_meter_start_async (self->meter, propus_exchange_get_program (self->exchange), self->key_id, metered_cb,
                                  g_object_ref (self));

  return FALSE;
}

static void
key_taken_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PropusRelay) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusTakenKey) taken = propus_key_take_finish (PROPUS_KEY_SOURCE (source), result, &error);

  if (taken != NULL && !propus_exchange_is_closed (self->exchange))
    {
      self->key_id = g_strdup (taken->id);
      make_masks (self, taken);
      self->taken = g_steal_pointer (&taken);
      if (make_message (self, &error) && !count_and_send (self))
        return;
    }

  if (error != NULL && !propus_exchange_is_closed (self->exchange))
    propus_exchange_fail (self->exchange, error);
  else
    propus_exchange_resume (self->exchange);
}

static gboolean
has_body (SoupMessageHeaders *headers)
{
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);

  return encoding == SOUP_ENCODING_CHUNKED ||
         (encoding == SOUP_ENCODING_CONTENT_LENGTH && soup_message_headers_get_content_length (headers) != 0);
}

static void
released_cb (PropusExchange *exchange,
             PropusRelay    *self)
{
  g_signal_handlers_disconnect_by_data (exchange, self);
  g_object_unref (self);
}

/* The relay keeps itself until the exchange is over. */
static void
connect_exchange (PropusRelay *self)
{
  g_signal_connect (self->exchange, "released", G_CALLBACK (released_cb), g_object_ref (self));
  g_signal_connect_object (self->exchange, "chunk", G_CALLBACK (chunk_cb), self, 0);
  g_signal_connect_object (self->exchange, "body-end", G_CALLBACK (body_end_cb), self, 0);
  g_signal_connect_object (self->exchange, "drained", G_CALLBACK (reply_drained_cb), self, 0);
  g_signal_connect_object (self->exchange, "closed", G_CALLBACK (closed_cb), self, 0);
}

/**
 * propus_relay_start:
 * @exchange: an exchange whose headers are in
 * @upstream: the API
 * @keys: where the key comes from
 *
 * Passes a request on and its reply back. Everything that goes wrong is answered in the API's error shape.
 */
void
propus_relay_start (PropusExchange  *exchange,
                    PropusUpstream  *upstream,
                    PropusKeySource *keys)
{
  g_autoptr(PropusRelay) self = NULL;
  PropusHolder *holder;
  SoupServerMessage *asked;

  g_return_if_fail (PROPUS_IS_EXCHANGE (exchange) && PROPUS_IS_UPSTREAM (upstream) && PROPUS_IS_KEY_SOURCE (keys));

  self = g_object_new (PROPUS_TYPE_RELAY, NULL);
  self->exchange = g_object_ref (exchange);
  self->upstream = g_object_ref (upstream);
  self->keys = g_object_ref (keys);

  asked = propus_exchange_get_message (exchange);
  if (!propus_relay_filter_allows (soup_server_message_get_method (asked),
                                   g_uri_get_path (soup_server_message_get_uri (asked))))
    {
      refuse_fault (self, PROPUS_FAULT_NOT_ALLOWED, _("This is no path of the API that Propus passes on."));
      return;
    }

  connect_exchange (self);
  propus_exchange_hold (exchange);
  holder = propus_exchange_get_holder (exchange);
  propus_key_take_async (keys, holder != NULL ? holder->key_id : NULL,
                         has_body (soup_server_message_get_request_headers (asked)), key_taken_cb, g_object_ref (self));
}
