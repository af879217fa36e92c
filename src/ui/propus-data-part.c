/* propus-data-part.c - a picture, sound or file in an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-data-part.h"

#include "propus-answer.h"
#include "propus-file-name.h"
#include "propus-limits.h"

#include <glib/gi18n.h>
#include <string.h>

/* Files that were made for a player or a drag are taken away by a later start, after a day. */
#define STALE_SECONDS (24 * 60 * 60)

struct _PropusDataPart
{
  GObject parent_instance;

  PropusMessage *message;
  guint index;

  PropusPictureKind picture;
  guint width;
  guint height;
  char *mime;
  char *file_name;
  gsize encoded;             /* bytes of the raw part */
  guint rate;                /* of samples without a header, 0: it has one, or is no sound */
  guint channels;
  guint readable : 1;
};

G_DEFINE_FINAL_TYPE (PropusDataPart, propus_data_part, G_TYPE_OBJECT)

/* One thing to do on the thread. */
typedef struct
{
  GTask *task;
  const char *json;          /* of the message, which the task's source holds; raw parts never change */
  guint side;
  guint store : 1;

  GBytes *bytes;
  GdkTexture *texture;
  GFile *file;
  GError *error;
} Job;

static void
job_free (Job *job)
{
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_clear_object (&job->texture);
  g_clear_object (&job->file);
  g_clear_error (&job->error);
  g_clear_object (&job->task);
  g_free (job);
}

/* --- on the thread --- */

static void
set_size_cb (GdkPixbufLoader *loader,
             int              width,
             int              height,
             gpointer         user_data)
{
  int side = (int) GPOINTER_TO_UINT (user_data);
  int longer = MAX (width, height);

  if (longer > side)
    gdk_pixbuf_loader_set_size (loader, MAX (width * side / longer, 1), MAX (height * side / longer, 1));
}

/* By its magic alone is a picture given to a loader: no other one ever sees these bytes. */
static GdkPixbuf *
decode_picture (GBytes             *bytes,
                PropusPictureKind   kind,
                guint               side,
                GError            **error)
{
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_mime_type (propus_picture_kind_get_mime (kind), error);
  GdkPixbuf *pixbuf;

  if (loader == NULL)
    return NULL;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (set_size_cb), GUINT_TO_POINTER (side));
  if (!gdk_pixbuf_loader_write_bytes (loader, bytes, error))
    {
      gdk_pixbuf_loader_close (loader, NULL);
      return NULL;
    }
  if (!gdk_pixbuf_loader_close (loader, error))
    return NULL;

  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no picture");
      return NULL;
    }

  return gdk_pixbuf_apply_embedded_orientation (pixbuf);
}

static void
make_texture (Job *job)
{
  gsize length;
  const guchar *data = g_bytes_get_data (job->bytes, &length);
  guint width = 0, height = 0;
  PropusPictureKind kind = propus_picture_read_header (data, length, &width, &height);
  g_autoptr(GdkPixbuf) pixbuf = NULL;

  if (kind == PROPUS_PICTURE_NONE || (guint64) width * height > PROPUS_LIMIT_PICTURE_PIXELS)
    {
      g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "no picture that is drawn");
      return;
    }
  if (!propus_picture_is_whole (data, length, kind))
    {
      g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "a picture that breaks off");
      return;
    }

  pixbuf = decode_picture (job->bytes, kind, job->side, &job->error);
  if (pixbuf != NULL)
    job->texture = gdk_texture_new_for_pixbuf (pixbuf);
}

static char *
make_folder (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "propus", "parts", NULL);
  static gsize cleaned = 0;

  g_mkdir_with_parents (folder, 0700);
  if (g_once_init_enter (&cleaned))
    {
      g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autoptr(GFile) file = g_file_new_build_filename (folder, name, NULL);
          g_autoptr(GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_TIME_MODIFIED,
                                                         G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
          guint64 made = info != NULL ? g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED) : G_MAXUINT64;

          if (made < (guint64) (g_get_real_time () / G_USEC_PER_SEC) - STALE_SECONDS)
            g_file_delete (file, NULL, NULL);
        }
      g_once_init_leave (&cleaned, 1);
    }

  return g_steal_pointer (&folder);
}

/* The content is in the name, so that the same bytes are written once and others never in their place. */
static void
write_file (Job        *job,
            const char *file_name)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, job->bytes);
  g_autofree char *name = g_strdup_printf ("%.12s-%s", sum, file_name);
  g_autoptr(GFile) file = g_file_new_build_filename (folder, name, NULL);
  gsize length;
  const char *data = g_bytes_get_data (job->bytes, &length);

  if (g_file_replace_contents (file, data, length, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, NULL, &job->error))
    job->file = g_steal_pointer (&file);
}

static gboolean
return_cb (gpointer user_data)
{
  Job *job = user_data;
  g_autoptr(GTask) task = g_steal_pointer (&job->task);

  if (job->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&job->error));
      job_free (job);
    }
  else
    g_task_return_pointer (task, job, (GDestroyNotify) job_free);
  return G_SOURCE_REMOVE;
}

static void
work (gpointer data,
      gpointer user_data)
{
  Job *job = data;
  PropusDataPart *self = g_task_get_source_object (job->task);
  g_autofree char *mime = NULL;

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (job->task)))
    {
      job->bytes = propus_answer_part_decode (job->json, &mime);
      if (job->bytes == NULL)
        g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no base64");
      else if (self->rate > 0)
        {
          g_autoptr(GBytes) samples = g_steal_pointer (&job->bytes);

          job->bytes = propus_pcm_to_wave (samples, self->rate, self->channels);
        }
      if (job->bytes != NULL && job->side > 0)
        make_texture (job);
      if (job->bytes != NULL && job->store)
        write_file (job, self->file_name);
    }
  else
    g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");

  /* The task, and with it the message, must not see its end on this thread. */
  g_idle_add_full (G_PRIORITY_DEFAULT, return_cb, job, NULL);
}

/* --- on the main thread --- */

static void
push (PropusDataPart      *self,
      guint                side,
      gboolean             store,
      GCancellable        *cancellable,
      GAsyncReadyCallback  callback,
      gpointer             user_data)
{
  static GThreadPool *pool = NULL;
  Job *job = g_new0 (Job, 1);

  if (pool == NULL)
    pool = g_thread_pool_new (work, NULL, 1, FALSE, NULL);

  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, push);
  job->json = propus_message_get_raw_part (self->message, self->index);
  job->side = side;
  job->store = store;
  g_thread_pool_push (pool, job, NULL);
}

/**
 * propus_data_part_load_async:
 * @self: a part
 * @side: the longer side of the texture at most, in pixels; 0: only the bytes
 * @cancellable: (nullable): cancels a load that has not begun, and the result of one that has
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
propus_data_part_load_async (PropusDataPart      *self,
                             guint                side,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_DATA_PART (self));

  push (self, side, FALSE, cancellable, callback, user_data);
}

/**
 * propus_data_part_load_finish:
 * @self: a part
 * @result: of the callback
 * @texture: (out) (optional) (nullable) (transfer full): the picture, its first frame
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL with @error set when they, or the picture, cannot be had
 */
GBytes *
propus_data_part_load_finish (PropusDataPart  *self,
                              GAsyncResult    *result,
                              GdkTexture     **texture,
                              GError         **error)
{
  Job *job;
  GBytes *bytes;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  job = g_task_propagate_pointer (G_TASK (result), error);
  if (job == NULL)
    return NULL;

  bytes = g_steal_pointer (&job->bytes);
  if (texture != NULL)
    *texture = g_steal_pointer (&job->texture);
  job_free (job);
  return bytes;
}

/**
 * propus_data_part_store_async:
 * @self: a part
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
propus_data_part_store_async (PropusDataPart      *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_DATA_PART (self));

  push (self, 0, TRUE, cancellable, callback, user_data);
}

/**
 * propus_data_part_store_finish:
 * @self: a part
 * @result: of the callback
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (nullable): a file among the caches, %NULL with @error set
 */
GFile *
propus_data_part_store_finish (PropusDataPart  *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  Job *job;
  GFile *file;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  job = g_task_propagate_pointer (G_TASK (result), error);
  if (job == NULL)
    return NULL;

  file = g_steal_pointer (&job->file);
  job_free (job);
  return file;
}

/**
 * propus_data_part_is_readable:
 * @self: a part
 *
 * Returns: whether its beginning is there
 */
gboolean
propus_data_part_is_readable (PropusDataPart *self)
{
  g_return_val_if_fail (PROPUS_IS_DATA_PART (self), FALSE);

  return self->readable;
}

/**
 * propus_data_part_get_picture:
 * @self: a part
 * @width: (out) (optional): in pixels
 * @height: (out) (optional): in pixels
 *
 * Returns: which kind of picture it is by its first bytes, whatever it is called
 */
PropusPictureKind
propus_data_part_get_picture (PropusDataPart *self,
                              guint          *width,
                              guint          *height)
{
  g_return_val_if_fail (PROPUS_IS_DATA_PART (self), PROPUS_PICTURE_NONE);

  if (width != NULL)
    *width = self->width;
  if (height != NULL)
    *height = self->height;
  return self->picture;
}

static gboolean
is_of (PropusDataPart *self,
       const char     *class)
{
  return g_ascii_strncasecmp (self->mime, class, strlen (class)) == 0;
}

/**
 * propus_data_part_is_sound:
 * @self: a part
 *
 * Returns: whether it says that it is one
 */
gboolean
propus_data_part_is_sound (PropusDataPart *self)
{
  g_return_val_if_fail (PROPUS_IS_DATA_PART (self), FALSE);

  return is_of (self, "audio/");
}

/**
 * propus_data_part_is_called_picture:
 * @self: a part
 *
 * Returns: whether it says that it is a picture, which it need not be
 */
gboolean
propus_data_part_is_called_picture (PropusDataPart *self)
{
  g_return_val_if_fail (PROPUS_IS_DATA_PART (self), FALSE);

  return is_of (self, "image/");
}

/**
 * propus_data_part_get_mime:
 * @self: a part
 *
 * Returns: (transfer none): its media type: a picture's by its bytes, another's as it was sent; "" unknown
 */
const char *
propus_data_part_get_mime (PropusDataPart *self)
{
  g_return_val_if_fail (PROPUS_IS_DATA_PART (self), "");

  return self->mime;
}

/**
 * propus_data_part_get_file_name:
 * @self: a part
 *
 * Returns: (transfer none): a name that is safe to propose
 */
const char *
propus_data_part_get_file_name (PropusDataPart *self)
{
  g_return_val_if_fail (PROPUS_IS_DATA_PART (self), "");

  return self->file_name;
}

/**
 * propus_data_part_get_size:
 * @self: a part
 *
 * Returns: about how many bytes it has
 */
guint64
propus_data_part_get_size (PropusDataPart *self)
{
  g_return_val_if_fail (PROPUS_IS_DATA_PART (self), 0);

  return self->encoded / 4 * 3;
}

/**
 * propus_data_part_dup_kind:
 * @self: a part
 *
 * Returns: (transfer full): such as "PNG image" or "Zip archive", in the person's language
 */
char *
propus_data_part_dup_kind (PropusDataPart *self)
{
  g_autofree char *type = NULL;

  g_return_val_if_fail (PROPUS_IS_DATA_PART (self), NULL);

  if (self->rate > 0)
    return g_content_type_get_description ("audio/x-wav");
  if (*self->mime == '\0')
    return g_strdup (_("File of an unknown kind"));

  type = g_content_type_from_mime_type (self->mime);
  return g_content_type_get_description (type != NULL ? type : "application/octet-stream");
}

static const char *
get_fallback_name (PropusDataPart *self)
{
  if (self->picture != PROPUS_PICTURE_NONE || is_of (self, "image/"))
    return _("Picture");

  return is_of (self, "audio/") ? _("Sound") : _("File");
}

static void
find_out (PropusDataPart         *self,
          const PropusAnswerPart *part,
          const char             *json)
{
  g_autoptr(GBytes) head = propus_answer_part_peek (json);
  g_autofree char *end = NULL;
  const char *extension;

  self->readable = head != NULL;
  self->mime = g_strdup (part->mime);
  g_strdelimit (self->mime, "\r\n", ' ');
  if (head != NULL)
    self->picture = propus_picture_read_header (g_bytes_get_data (head, NULL), g_bytes_get_size (head),
                                                &self->width, &self->height);
  if (self->picture != PROPUS_PICTURE_NONE)
    {
      g_free (self->mime);
      self->mime = g_strdup (propus_picture_kind_get_mime (self->picture));
    }
  else if (!propus_pcm_parse_mime (self->mime, &self->rate, &self->channels))
    self->rate = 0;

  self->encoded = strlen (json);
  extension = self->rate > 0 ? "wav" : propus_media_get_extension (self->mime);
  if (extension == NULL)
    extension = "bin";
  end = g_strconcat (".", extension, NULL);
  self->file_name = propus_file_name_make_safe (*part->name != '\0' ? part->name : get_fallback_name (self),
                                                g_str_has_suffix (part->name, end) ? NULL : extension,
                                                get_fallback_name (self));
}

/**
 * propus_data_part_new:
 * @message: (transfer none): an answer
 * @index: of a raw part that holds data
 *
 * Returns: (transfer full): the part, of which only the head was read
 */
PropusDataPart *
propus_data_part_new (PropusMessage *message,
                      guint          index)
{
  PropusDataPart *self;
  g_autoptr(PropusAnswerPart) part = NULL;

  g_return_val_if_fail (PROPUS_IS_MESSAGE (message), NULL);
  g_return_val_if_fail (index < propus_message_get_n_raw_parts (message), NULL);

  self = g_object_new (PROPUS_TYPE_DATA_PART, NULL);
  self->message = g_object_ref (message);
  self->index = index;
  part = propus_answer_dup_part (message, index);
  find_out (self, part, propus_message_get_raw_part (message, index));
  return self;
}

static void
propus_data_part_finalize (GObject *object)
{
  PropusDataPart *self = PROPUS_DATA_PART (object);

  g_clear_object (&self->message);
  g_free (self->mime);
  g_free (self->file_name);

  G_OBJECT_CLASS (propus_data_part_parent_class)->finalize (object);
}

static void
propus_data_part_class_init (PropusDataPartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_data_part_finalize;
}

static void
propus_data_part_init (PropusDataPart *self)
{
}
