/* propus-upstream.c - the API, as the broker calls it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-upstream.h"

#include <glib/gi18n.h>

#include "propus-base-url.h"
#include "propus-fault.h"
#include "propus-limits.h"
#include "propus-trust.h"

#define KEY_HEADER "x-goog-api-key"

/**
 * PropusUpstream:
 *
 * One origin, fixed for the broker's life, and the one place where messages to it are made: never redirected, without
 * cookies, cache, authentication of libsoup's own or a log. The key is in a message only from the moment it is sent
 * until the reply's headers are in. Main thread only.
 */
struct _PropusUpstream
{
  GObject               parent_instance;

  SoupSession          *session;
  GUri                 *base_url;   /* NULL: refused */
  PropusBaseUrlProblem  problem;
  char                 *origin;
};

G_DEFINE_FINAL_TYPE (PropusUpstream, propus_upstream, G_TYPE_OBJECT)

typedef struct
{
  SoupMessage  *message;
  GCancellable *cancellable;
  guint         deadline;
  gboolean      late;
} Send;

static void
send_free (Send *send)
{
  g_clear_handle_id (&send->deadline, g_source_remove);
  g_signal_handlers_disconnect_by_data (send->message, send);
  soup_message_headers_remove (soup_message_get_request_headers (send->message), KEY_HEADER);
  g_clear_object (&send->message);
  g_clear_object (&send->cancellable);
  g_free (send);
}

static gboolean
deadline_cb (gpointer user_data)
{
  Send *send = user_data;

  send->deadline = 0;
  send->late = TRUE;
  g_cancellable_cancel (send->cancellable);

  return G_SOURCE_REMOVE;
}

static void
starting_cb (SoupMessage *message,
             Send        *send)
{
  g_clear_handle_id (&send->deadline, g_source_remove);
}

static void
got_headers_cb (SoupMessage *message,
                gpointer     user_data)
{
  soup_message_headers_remove (soup_message_get_request_headers (message), KEY_HEADER);
}

static void
propus_upstream_dispose (GObject *object)
{
  PropusUpstream *self = PROPUS_UPSTREAM (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->base_url, g_uri_unref);
  g_clear_pointer (&self->origin, g_free);

  G_OBJECT_CLASS (propus_upstream_parent_class)->dispose (object);
}

static void
propus_upstream_class_init (PropusUpstreamClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = propus_upstream_dispose;
}

static void
propus_upstream_init (PropusUpstream *self)
{
}

/**
 * propus_upstream_new:
 * @base_url: where the API is
 *
 * A base URL that is refused makes every request fail with a sentence that names the reason.
 *
 * Returns: (transfer full): the API at @base_url
 */
PropusUpstream *
propus_upstream_new (const char *base_url)
{
  PropusUpstream *self;

  g_return_val_if_fail (base_url != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_UPSTREAM, NULL);
  self->base_url = propus_base_url_parse (base_url, &self->problem);
  self->origin = self->base_url != NULL ? propus_base_url_dup_origin (self->base_url) : g_strdup ("");

  /* The deadlines for an answer are the client's: it goes away, and so does the request. */
  self->session = soup_session_new_with_options ("max-conns", PROPUS_LIMIT_CONNECTIONS,
                                                 "max-conns-per-host", PROPUS_LIMIT_CONNECTIONS,
                                                 "timeout", 0,
                                                 NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  if (self->base_url != NULL && propus_base_url_is_loopback (self->base_url))
    soup_session_set_proxy_resolver (self->session, NULL);

  return self;
}

/**
 * propus_upstream_get_origin:
 * @self: the API
 *
 * Returns: scheme, host and port; empty when the base URL was refused
 */
const char *
propus_upstream_get_origin (PropusUpstream *self)
{
  g_return_val_if_fail (PROPUS_IS_UPSTREAM (self), "");

  return self->origin;
}

/**
 * propus_upstream_find_path:
 * @self: the API
 * @path: an encoded path of an address at the API
 *
 * Returns: (nullable): what of @path is behind the base URL's own, %NULL when it is not below that
 */
const char *
propus_upstream_find_path (PropusUpstream *self,
                           const char     *path)
{
  const char *base;

  g_return_val_if_fail (PROPUS_IS_UPSTREAM (self) && path != NULL, NULL);

  base = self->base_url != NULL ? g_uri_get_path (self->base_url) : "";
  return g_str_has_prefix (path, base) ? path + strlen (base) : NULL;
}

/**
 * propus_upstream_new_message:
 * @self: the API
 * @method: the HTTP method
 * @path: an encoded path that begins with a slash
 * @query: (nullable): an encoded query
 * @error: return location for a #PropusFault error
 *
 * Makes a message. Its headers are the caller's to fill in; the key is added when it is sent.
 *
 * Returns: (transfer full) (nullable): the message, or %NULL with @error set
 */
SoupMessage *
propus_upstream_new_message (PropusUpstream  *self,
                             const char      *method,
                             const char      *path,
                             const char      *query,
                             GError         **error)
{
  g_autoptr(GUri) uri = NULL;
  g_autofree char *whole = NULL;
  SoupMessage *message;

  g_return_val_if_fail (PROPUS_IS_UPSTREAM (self), NULL);
  g_return_val_if_fail (method != NULL && path != NULL && *path == '/', NULL);

  if (self->base_url == NULL)
    {
      g_set_error_literal (error, PROPUS_FAULT, PROPUS_FAULT_BASE_URL,
                           propus_base_url_problem_to_sentence (self->problem));
      return NULL;
    }

  whole = g_strconcat (g_uri_get_path (self->base_url), path, NULL);
  uri = g_uri_build (PROPUS_BASE_URL_FLAGS, g_uri_get_scheme (self->base_url), NULL, g_uri_get_host (self->base_url),
                     g_uri_get_port (self->base_url), whole, query, NULL);
  message = soup_message_new_from_uri (method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept-Encoding", "identity");

  return message;
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Send *send = g_task_get_task_data (task);
  GInputStream *stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  g_clear_handle_id (&send->deadline, g_source_remove);
  soup_message_headers_remove (soup_message_get_request_headers (send->message), KEY_HEADER);

  if (stream != NULL)
    g_task_return_pointer (task, stream, g_object_unref);
  else if (send->late)
    g_task_return_new_error (task, PROPUS_FAULT, PROPUS_FAULT_TIMEOUT,
                             _("The API cannot be reached: nothing answered for %u seconds."),
                             PROPUS_DEADLINE_CONNECT_MS / 1000);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * propus_upstream_send_async:
 * @self: the API
 * @message: a message of propus_upstream_new_message()
 * @key: the key for this request
 * @cancellable: for this request alone: it is cancelled when no connection comes about in time
 * @callback: called when the reply's headers are in
 * @user_data: for @callback
 *
 * Adds the key and sends the message.
 */
void
propus_upstream_send_async (PropusUpstream      *self,
                            SoupMessage         *message,
                            SecretValue         *key,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;
  Send *send;

  g_return_if_fail (PROPUS_IS_UPSTREAM (self) && SOUP_IS_MESSAGE (message));
  g_return_if_fail (key != NULL && G_IS_CANCELLABLE (cancellable));

  send = g_new0 (Send, 1);
  send->message = g_object_ref (message);
  send->cancellable = g_object_ref (cancellable);
  send->deadline = g_timeout_add (PROPUS_DEADLINE_CONNECT_MS, deadline_cb, send);
  g_signal_connect (message, "starting", G_CALLBACK (starting_cb), send);
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), send);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_upstream_send_async);
  g_task_set_task_data (task, send, (GDestroyNotify) send_free);

  if (g_str_equal (g_uri_get_scheme (self->base_url), "https"))
    propus_trust_set_up ();
  soup_message_headers_replace (soup_message_get_request_headers (message), KEY_HEADER, secret_value_get_text (key));
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, cancellable, sent_cb, task);
}

/**
 * propus_upstream_send_finish:
 * @self: the API
 * @result: what @callback was given
 * @error: return location for an error that propus_fault_to_status() understands
 *
 * Returns: (transfer full) (nullable): the reply's body as it comes over the wire, or %NULL with @error set
 */
GInputStream *
propus_upstream_send_finish (PropusUpstream  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static const char *
get_encoding (SoupMessage *message)
{
  const char *encoding = soup_message_headers_get_list (soup_message_get_response_headers (message),
                                                        "Content-Encoding");

  if (encoding == NULL || *encoding == '\0' || g_ascii_strcasecmp (encoding, "identity") == 0)
    return NULL;

  return encoding;
}

static gboolean
encoding_is_gzip (const char *encoding)
{
  return g_ascii_strcasecmp (encoding, "gzip") == 0 || g_ascii_strcasecmp (encoding, "x-gzip") == 0;
}

/**
 * propus_upstream_find_refusal:
 * @message: a message whose reply's headers are in
 *
 * Finds what makes a reply one that is not passed on: it would lead elsewhere, or keys in it could not be found.
 *
 * Returns: (transfer full) (nullable): what to answer instead, or %NULL when the reply can be passed on
 */
PropusRpcStatus *
propus_upstream_find_refusal (SoupMessage *message)
{
  const char *encoding = get_encoding (message);
  guint status = soup_message_get_status (message);

  if (SOUP_STATUS_IS_REDIRECTION (status) && status != SOUP_STATUS_NOT_MODIFIED)
    {
      const char *location = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
      g_autoptr(GUri) uri = NULL;

      if (location != NULL)
        uri = g_uri_parse_relative (soup_message_get_uri (message), location, PROPUS_BASE_URL_FLAGS, NULL);

      return propus_fault_new_redirect (uri != NULL ? g_uri_get_host (uri) : NULL);
    }

  if (status < 200 || status > 999 ||
      (encoding != NULL && !encoding_is_gzip (encoding) && g_ascii_strcasecmp (encoding, "deflate") != 0))
    return propus_rpc_status_new_propus (502, "UNAVAILABLE", PROPUS_REASON_PROTOCOL,
                                         _("The answer came in an encoding that was not asked for."));

  return NULL;
}

/**
 * propus_upstream_is_encoded:
 * @message: a message whose reply's headers are in
 *
 * Returns: whether the reply comes compressed, although that was not asked for
 */
gboolean
propus_upstream_is_encoded (SoupMessage *message)
{
  return get_encoding (message) != NULL;
}

/**
 * propus_upstream_decode:
 * @message: a message whose reply is not refused
 * @stream: its body
 *
 * Unlike libsoup's own decoder this one reports a compressed body that breaks off.
 *
 * Returns: (transfer full): the body without its compression
 */
GInputStream *
propus_upstream_decode (SoupMessage  *message,
                        GInputStream *stream)
{
  const char *encoding = get_encoding (message);
  g_autoptr(GZlibDecompressor) decompressor = NULL;

  if (encoding == NULL)
    return g_object_ref (stream);

  decompressor = g_zlib_decompressor_new (encoding_is_gzip (encoding) ? G_ZLIB_COMPRESSOR_FORMAT_GZIP
                                                                      : G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  return g_converter_input_stream_new (stream, G_CONVERTER (decompressor));
}
