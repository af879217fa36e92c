/* propus-file-upload.c - one file on its way to the Files API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-file-upload.h"

#include "propus-base-url.h"
#include "propus-client-private.h"
#include "propus-exchange.h"
#include "propus-json.h"
#include "propus-limits.h"

#include <string.h>

/**
 * PropusFileUpload:
 *
 * The resumable protocol of gemini-api.md 10.1: start, pieces, and after each lost connection a question how much has
 * arrived. Of the file one piece is in memory. Then the file is asked for until it is ready. The file's name is chosen
 * here: so it can be asked for even when the last reply is lost.
 */
struct _PropusFileUpload
{
  GObject                parent_instance;

  PropusClient          *client;
  GFile                 *source;
  GFileInputStream      *stream;         /* NULL: not open */
  char                  *mime;
  char                  *display_name;
  char                  *name;           /* "files/…", of this attempt */
  char                  *path;           /* where the pieces go, with the secret id; NULL: not begun */
  guint64                size;
  guint8                *buffer;         /* that is being read into */
  guint64                position;       /* in @stream */
  guint64                offset;         /* what is known to have arrived */
  guint64                piece;          /* the length of the one that is under way */
  guint64                piece_sent;     /* of it */
  PropusFileUploadState  state;
  PropusRemoteFile      *file;
  PropusFailure         *failure;
  SoupMessage           *message;        /* the request that is under way */
  GCancellable          *cancellable;
  gulong                 network_id;
  guint                  timer;          /* until the next attempt */
  guint                  attempts;       /* in a row without anything gained */
  guint                  restarts;
  gint64                 processing;     /* since when, monotonic, µs */
};

G_DEFINE_FINAL_TYPE (PropusFileUpload, propus_file_upload, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, SIGNAL_ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void begin (PropusFileUpload *self);
static void ask_how_much (PropusFileUpload *self);
static void send_piece (PropusFileUpload *self);
static void ask_if_ready (PropusFileUpload *self);

static void
propus_file_upload_dispose (GObject *object)
{
  PropusFileUpload *self = PROPUS_FILE_UPLOAD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_signal_handler (&self->network_id, g_network_monitor_get_default ());
  g_clear_object (&self->message);
  g_clear_object (&self->stream);
  g_clear_object (&self->source);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (propus_file_upload_parent_class)->dispose (object);
}

static void
propus_file_upload_finalize (GObject *object)
{
  PropusFileUpload *self = PROPUS_FILE_UPLOAD (object);

  g_free (self->mime);
  g_free (self->display_name);
  g_free (self->name);
  g_free (self->path);
  g_free (self->buffer);
  g_clear_pointer (&self->file, propus_remote_file_free);
  g_clear_pointer (&self->failure, propus_failure_unref);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (propus_file_upload_parent_class)->finalize (object);
}

static void
propus_file_upload_class_init (PropusFileUploadClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_file_upload_dispose;
  G_OBJECT_CLASS (klass)->finalize = propus_file_upload_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_file_upload_init (PropusFileUpload *self)
{
  self->cancellable = g_cancellable_new ();
}

static gboolean
is_running (PropusFileUpload *self)
{
  return self->state < PROPUS_FILE_UPLOAD_COMPLETE;
}

static void
set_state (PropusFileUpload      *self,
           PropusFileUploadState  state)
{
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Takes @failure. */
static void
end (PropusFileUpload      *self,
     PropusFileUploadState  state,
     PropusFailure         *failure)
{
  g_autoptr(PropusFileUpload) keep = g_object_ref (self);

  if (!is_running (self))
    {
      g_clear_pointer (&failure, propus_failure_unref);
      return;
    }

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_signal_handler (&self->network_id, g_network_monitor_get_default ());
  g_clear_object (&self->stream);
  self->failure = failure;
  set_state (self, state);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static void
fail_with_file (PropusFileUpload *self,
                const char       *detail,
                const char       *message)
{
  end (self, PROPUS_FILE_UPLOAD_FAILED,
       propus_failure_new_with_message (PROPUS_FAILURE_ATTACHMENT, detail, message != NULL ? message : ""));
}

/* --- after a lost connection --- */

/* What may be better in a while. A piece that is refused is not sent again for ever: @attempts ends it. */
static gboolean
may_go_on (PropusFailure *failure)
{
  PropusFailureKind kind = propus_failure_get_kind (failure);

  return propus_failure_may_retry (failure) || kind == PROPUS_FAILURE_OFFLINE || kind == PROPUS_FAILURE_DNS ||
         kind == PROPUS_FAILURE_TIMEOUT || kind == PROPUS_FAILURE_TRUNCATED || kind == PROPUS_FAILURE_BROKER ||
         kind == PROPUS_FAILURE_CAPTIVE_PORTAL || kind == PROPUS_FAILURE_CANCELLED;
}

static void
go_on (PropusFileUpload *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->processing != 0)
    ask_if_ready (self);
  else if (self->path != NULL)
    ask_how_much (self);
  else
    begin (self);
}

static gboolean
timer_cb (gpointer user_data)
{
  PropusFileUpload *self = PROPUS_FILE_UPLOAD (user_data);

  self->timer = 0;
  go_on (self);

  return G_SOURCE_REMOVE;
}

/* The network is back: there is no need to wait any longer. */
static void
network_changed_cb (GNetworkMonitor  *monitor,
                    gboolean          available,
                    PropusFileUpload *self)
{
  if (available && self->state == PROPUS_FILE_UPLOAD_WAITING && self->timer != 0)
    go_on (self);
}

/* Takes @failure. */
static void
wait_or_fail (PropusFileUpload *self,
              PropusFailure    *failure)
{
  g_autoptr(PropusFailure) owned = failure;
  guint delay;

  if (failure == NULL || !is_running (self))
    return;   /* stopped */

  if (!may_go_on (failure) || self->attempts >= PROPUS_LIMIT_UPLOAD_ATTEMPTS)
    {
      end (self, PROPUS_FILE_UPLOAD_FAILED, g_steal_pointer (&owned));
      return;
    }

  delay = MIN (PROPUS_UPLOAD_RETRY_MS << MIN (self->attempts, 8u), PROPUS_UPLOAD_RETRY_MAX_MS);
  delay = MAX (delay, (guint) CLAMP (propus_failure_get_retry_delay_ms (failure), 0, PROPUS_RETRY_DELAY_MAX_MS));
  self->attempts++;
  self->piece_sent = 0;
  self->timer = g_timeout_add (delay, timer_cb, self);
  if (self->processing == 0)
    set_state (self, PROPUS_FILE_UPLOAD_WAITING);
}

/* The upload is not known any more: it began too long ago, or another broker has another key. */
static void
begin_anew (PropusFileUpload *self,
            PropusFailure    *failure)
{
  g_autoptr(PropusFailure) owned = failure;

  if (self->restarts++ >= PROPUS_LIMIT_UPLOAD_RESTARTS)
    {
      end (self, PROPUS_FILE_UPLOAD_FAILED, g_steal_pointer (&owned));
      return;
    }

  g_clear_pointer (&self->path, g_free);
  self->offset = 0;
  begin (self);
}

/* --- requests --- */

static const char *
get_reply_header (PropusFileUpload *self,
                  const char       *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->message), name);
}

static gboolean
has_status (PropusFileUpload *self,
            const char       *status)
{
  return propus_reply_is_success (self->message) &&
         g_strcmp0 (get_reply_header (self, "X-Goog-Upload-Status"), status) == 0;
}

static void
set_request_header (PropusFileUpload *self,
                    const char       *name,
                    const char       *value)
{
  soup_message_headers_replace (soup_message_get_request_headers (self->message), name, value);
}

static void
send_message (PropusFileUpload    *self,
              guint                deadline_ms,
              GAsyncReadyCallback  callback)
{
  propus_exchange_async (propus_client_get_session (self->client), self->message, PROPUS_LIMIT_ERROR_BYTES, deadline_ms,
                         self->cancellable, callback, g_object_ref (self));
}

static void
new_command (PropusFileUpload *self,
             const char       *path,
             const char       *command)
{
  g_clear_object (&self->message);
  self->message = propus_client_new_message (SOUP_METHOD_POST, path);
  set_request_header (self, "X-Goog-Upload-Command", command);
}

/* Finishes the exchange. FALSE: it was stopped meanwhile. A reply without a body is no failure here: its headers tell. */
static gboolean
finish_exchange (PropusFileUpload  *self,
                 GAsyncResult      *result,
                 JsonNode         **node,
                 PropusFailure    **failure)
{
  *node = propus_exchange_finish (result, failure);
  if (*failure != NULL && propus_failure_get_kind (*failure) == PROPUS_FAILURE_EMPTY_ANSWER)
    g_clear_pointer (failure, propus_failure_unref);

  return is_running (self);
}

/* --- start --- */

/* The broker names itself: the rest is a path. */
static char *
dup_upload_path (PropusFileUpload *self)
{
  const char *address = get_reply_header (self, "X-Goog-Upload-URL");

  if (address == NULL || !g_str_has_prefix (address, PROPUS_BASE_URL_PARENT "/"))
    return NULL;

  return g_strdup (address + strlen (PROPUS_BASE_URL_PARENT));
}

static void
begun_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PropusFileUpload) self = user_data;
  g_autoptr(PropusFailure) failure = NULL;
  g_autoptr(JsonNode) node = NULL;

  if (!finish_exchange (self, result, &node, &failure))
    return;

  if (failure != NULL)
    {
      wait_or_fail (self, g_steal_pointer (&failure));
      return;
    }

  self->path = dup_upload_path (self);
  if (self->path == NULL)
    end (self, PROPUS_FILE_UPLOAD_FAILED, propus_failure_new (PROPUS_FAILURE_NOT_AN_ANSWER, NULL));
  else
    send_piece (self);
}

static char *
make_name (void)
{
  g_autofree char *uuid = g_uuid_string_random ();

  return g_strdup_printf ("files/propus-%.23s", uuid);
}

static GBytes *
make_start_body (PropusFileUpload *self)
{
  g_autoptr(JsonObject) root = json_object_new ();
  JsonObject *file = json_object_new ();
  char *text;

  json_object_set_string_member (file, "displayName", self->display_name);
  json_object_set_string_member (file, "name", self->name);
  json_object_set_object_member (root, "file", file);
  text = propus_json_object_to_string (root, FALSE);

  return g_bytes_new_take (text, strlen (text));
}

static void
begin (PropusFileUpload *self)
{
  g_autofree char *length = g_strdup_printf ("%" G_GUINT64_FORMAT, self->size);
  g_autoptr(GBytes) body = NULL;

  g_free (self->name);
  self->name = make_name ();
  body = make_start_body (self);
  new_command (self, "/upload/v1beta/files", "start");
  set_request_header (self, "X-Goog-Upload-Protocol", "resumable");
  set_request_header (self, "X-Goog-Upload-Header-Content-Length", length);
  set_request_header (self, "X-Goog-Upload-Header-Content-Type", self->mime);
  soup_message_set_request_body_from_bytes (self->message, "application/json", body);
  set_state (self, PROPUS_FILE_UPLOAD_SENDING);
  send_message (self, propus_client_get_headers_ms (self->client), begun_cb);
}

/* --- how much has arrived --- */

static void
told_how_much_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(PropusFileUpload) self = user_data;
  g_autoptr(PropusFailure) failure = NULL;
  g_autoptr(JsonNode) node = NULL;
  const char *text;
  guint64 received;

  if (!finish_exchange (self, result, &node, &failure))
    return;

  if (failure != NULL && may_go_on (failure))
    {
      wait_or_fail (self, g_steal_pointer (&failure));
      return;
    }

  text = get_reply_header (self, "X-Goog-Upload-Size-Received");
  if (failure == NULL && has_status (self, "final"))
    {
      self->offset = self->size;
      ask_if_ready (self);
    }
  else if (failure == NULL && has_status (self, "active") && text != NULL &&
           g_ascii_string_to_unsigned (text, 10, 0, self->size, &received, NULL))
    {
      if (received > self->offset)
        self->attempts = 0;
      self->offset = received;
      send_piece (self);
    }
  else
    begin_anew (self, failure != NULL ? g_steal_pointer (&failure)
                                      : propus_failure_new (PROPUS_FAILURE_NOT_AN_ANSWER, NULL));
}

static void
ask_how_much (PropusFileUpload *self)
{
  new_command (self, self->path, "query");
  send_message (self, propus_client_get_headers_ms (self->client), told_how_much_cb);
}

/* --- pieces --- */

static void
piece_sent_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PropusFileUpload) self = user_data;
  g_autoptr(PropusFailure) failure = NULL;
  g_autoptr(JsonNode) node = NULL;
  gboolean last = self->offset + self->piece == self->size;

  if (!finish_exchange (self, result, &node, &failure))
    return;

  self->piece_sent = 0;
  if (failure == NULL && has_status (self, last ? "final" : "active"))
    {
      self->attempts = 0;
      self->offset += self->piece;
      set_state (self, PROPUS_FILE_UPLOAD_SENDING);
      if (last)
        ask_if_ready (self);
      else
        send_piece (self);
    }
  else if (failure != NULL && propus_failure_get_kind (failure) == PROPUS_FAILURE_INVALID_REQUEST && self->attempts == 0)
    {
      self->attempts++;
      ask_how_much (self);   /* it may have another piece in mind */
    }
  else
    wait_or_fail (self, failure != NULL ? g_steal_pointer (&failure)
                                        : propus_failure_new (PROPUS_FAILURE_TRUNCATED, NULL));
}

static void
wrote_data_cb (SoupMessage      *message,
               guint             length,
               PropusFileUpload *self)
{
  if (message != self->message || self->piece_sent >= self->piece)
    return;

  self->piece_sent = MIN (self->piece_sent + length, self->piece);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
post_piece (PropusFileUpload *self,
            GBytes           *bytes)
{
  gboolean last = self->offset + self->piece == self->size;
  g_autofree char *offset = g_strdup_printf ("%" G_GUINT64_FORMAT, self->offset);

  new_command (self, self->path, last ? "upload, finalize" : "upload");
  set_request_header (self, "X-Goog-Upload-Offset", offset);
  soup_message_set_request_body_from_bytes (self->message, "application/octet-stream", bytes);
  g_signal_connect_object (self->message, "wrote-body-data", G_CALLBACK (wrote_data_cb), self, 0);
  if (self->state != PROPUS_FILE_UPLOAD_SENDING)
    set_state (self, PROPUS_FILE_UPLOAD_SENDING);
  send_message (self, PROPUS_DEADLINE_UPLOAD_PIECE_MS, piece_sent_cb);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(PropusFileUpload) self = user_data;
  g_autofree guint8 *buffer = g_steal_pointer (&self->buffer);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  gsize length = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &length, &error))
    {
      if (is_running (self))
        fail_with_file (self, PROPUS_ATTACHMENT_UNREADABLE, error->message);
      return;
    }
  if (!is_running (self))
    return;
  if (length < self->piece)
    {
      fail_with_file (self, PROPUS_ATTACHMENT_CHANGED, NULL);
      return;
    }

  self->position += length;
  bytes = g_bytes_new_take (g_steal_pointer (&buffer), length);
  post_piece (self, bytes);
}

static void
read_piece (PropusFileUpload *self)
{
  g_autoptr(GError) error = NULL;

  /* A local file: that takes no time. */
  if (self->position != self->offset &&
      !g_seekable_seek (G_SEEKABLE (self->stream), (goffset) self->offset, G_SEEK_SET, NULL, &error))
    {
      fail_with_file (self, PROPUS_ATTACHMENT_UNREADABLE, error->message);
      return;
    }

  self->position = self->offset;
  self->piece = MIN (self->size - self->offset, PROPUS_UPLOAD_PIECE_BYTES);
  self->piece_sent = 0;
  self->buffer = g_malloc (self->piece);
  g_input_stream_read_all_async (G_INPUT_STREAM (self->stream), self->buffer, self->piece, G_PRIORITY_DEFAULT_IDLE,
                                 self->cancellable, read_cb, g_object_ref (self));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusFileUpload) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read_finish (G_FILE (object), result, &error);

  if (!is_running (self))
    return;

  if (stream == NULL)
    {
      fail_with_file (self, PROPUS_ATTACHMENT_UNREADABLE, error->message);
      return;
    }

  self->stream = g_steal_pointer (&stream);
  self->position = 0;
  read_piece (self);
}

static void
send_piece (PropusFileUpload *self)
{
  if (self->stream != NULL)
    read_piece (self);
  else
    g_file_read_async (self->source, G_PRIORITY_DEFAULT, self->cancellable, opened_cb, g_object_ref (self));
}

/* --- until it is ready --- */

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusFileUpload) self = user_data;
  g_autoptr(PropusFailure) failure = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(PropusRemoteFile) file = NULL;
  gint64 waited = g_get_monotonic_time () - self->processing;

  if (!finish_exchange (self, result, &node, &failure))
    return;

  file = propus_remote_file_parse (propus_json_node_object (node));
  if (failure != NULL)
    wait_or_fail (self, g_steal_pointer (&failure));
  else if (file == NULL || (file->state == PROPUS_REMOTE_FILE_ACTIVE && *file->uri == '\0'))
    end (self, PROPUS_FILE_UPLOAD_FAILED, propus_failure_new (PROPUS_FAILURE_NOT_AN_ANSWER, NULL));
  else if (file->state == PROPUS_REMOTE_FILE_FAILED)
    fail_with_file (self, PROPUS_ATTACHMENT_REFUSED, file->problem);
  else if (file->state != PROPUS_REMOTE_FILE_ACTIVE && waited > (gint64) PROPUS_DEADLINE_PROCESSING_MS * 1000)
    end (self, PROPUS_FILE_UPLOAD_FAILED, propus_failure_new (PROPUS_FAILURE_TIMEOUT, "processing"));
  else
    {
      gboolean ready = file->state == PROPUS_REMOTE_FILE_ACTIVE;

      self->attempts = 0;
      g_clear_pointer (&self->file, propus_remote_file_free);
      self->file = g_steal_pointer (&file);
      if (ready)
        end (self, PROPUS_FILE_UPLOAD_COMPLETE, NULL);
      else
        self->timer = g_timeout_add (PROPUS_UPLOAD_LOOK_MS, timer_cb, self);
    }
}

static void
ask_if_ready (PropusFileUpload *self)
{
  g_autofree char *path = g_strconcat ("/v1beta/", self->name, NULL);

  if (self->processing == 0)
    {
      self->processing = g_get_monotonic_time ();
      g_clear_object (&self->stream);
      set_state (self, PROPUS_FILE_UPLOAD_PROCESSING);
    }

  g_clear_object (&self->message);
  self->message = propus_client_new_message (SOUP_METHOD_GET, path);
  send_message (self, propus_client_get_headers_ms (self->client), looked_cb);
}

/* --- the object --- */

/**
 * propus_file_upload_new:
 * @client: the way to the API
 * @file: a local file
 * @size: its length in bytes, at least 1
 * @mime: what it is
 * @display_name: what Google is to call it; cut to what it takes
 *
 * Returns: (transfer full): an upload that has not begun
 */
PropusFileUpload *
propus_file_upload_new (PropusClient *client,
                        GFile        *file,
                        guint64       size,
                        const char   *mime,
                        const char   *display_name)
{
  PropusFileUpload *self;

  g_return_val_if_fail (PROPUS_IS_CLIENT (client), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (size > 0 && mime != NULL && display_name != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_FILE_UPLOAD, NULL);
  self->client = g_object_ref (client);
  self->source = g_object_ref (file);
  self->size = size;
  self->mime = g_strdup (mime);
  self->display_name = g_utf8_substring (display_name, 0,
                                         MIN (g_utf8_strlen (display_name, -1), PROPUS_LIMIT_DISPLAY_NAME_CHARS));
  self->network_id = g_signal_connect (g_network_monitor_get_default (), "network-changed",
                                       G_CALLBACK (network_changed_cb), self);

  return self;
}

/**
 * propus_file_upload_start:
 * @self: an upload
 *
 * Once. It keeps itself alive until it has ended.
 */
void
propus_file_upload_start (PropusFileUpload *self)
{
  g_return_if_fail (PROPUS_IS_FILE_UPLOAD (self));
  g_return_if_fail (self->message == NULL && is_running (self));

  begin (self);
}

/**
 * propus_file_upload_stop:
 * @self: an upload
 *
 * Ends it at once. Harmless when it has ended.
 */
void
propus_file_upload_stop (PropusFileUpload *self)
{
  g_return_if_fail (PROPUS_IS_FILE_UPLOAD (self));

  end (self, PROPUS_FILE_UPLOAD_STOPPED, NULL);
}

/**
 * propus_file_upload_get_state:
 * @self: an upload
 *
 * Returns: where it stands
 */
PropusFileUploadState
propus_file_upload_get_state (PropusFileUpload *self)
{
  g_return_val_if_fail (PROPUS_IS_FILE_UPLOAD (self), PROPUS_FILE_UPLOAD_FAILED);

  return self->state;
}

/**
 * propus_file_upload_get_sent:
 * @self: an upload
 *
 * Returns: how many bytes have gone out; after a lost connection it may be less than before
 */
guint64
propus_file_upload_get_sent (PropusFileUpload *self)
{
  g_return_val_if_fail (PROPUS_IS_FILE_UPLOAD (self), 0);

  return self->offset + self->piece_sent;
}

/**
 * propus_file_upload_get_size:
 * @self: an upload
 *
 * Returns: how many bytes there are
 */
guint64
propus_file_upload_get_size (PropusFileUpload *self)
{
  g_return_val_if_fail (PROPUS_IS_FILE_UPLOAD (self), 0);

  return self->size;
}

/**
 * propus_file_upload_get_file:
 * @self: an upload
 *
 * Returns: (transfer none) (nullable): the file at Google's, ready when the upload is complete
 */
const PropusRemoteFile *
propus_file_upload_get_file (PropusFileUpload *self)
{
  g_return_val_if_fail (PROPUS_IS_FILE_UPLOAD (self), NULL);

  return self->file;
}

/**
 * propus_file_upload_get_failure:
 * @self: an upload
 *
 * Returns: (transfer none) (nullable): why it failed
 */
PropusFailure *
propus_file_upload_get_failure (PropusFileUpload *self)
{
  g_return_val_if_fail (PROPUS_IS_FILE_UPLOAD (self), NULL);

  return self->failure;
}
