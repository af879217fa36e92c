/* propus-part-content.c - what is on the clipboard, or dragged, of a part of an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-part-content.h"

#include "propus-limits.h"

#include <string.h>

#define URI_LIST "text/uri-list"
#define PNG "image/png"

/**
 * PropusPartContent:
 *
 * Offers the bytes as they are, a picture also as PNG (which every program takes), and a file. Nothing is decoded or
 * written before another program asks for it.
 */
struct _PropusPartContent
{
  GdkContentProvider parent_instance;

  PropusDataPart *part;
  gboolean as_file;
};

G_DEFINE_FINAL_TYPE (PropusPartContent, propus_part_content, GDK_TYPE_CONTENT_PROVIDER)

typedef struct
{
  GOutputStream *stream;
  int priority;
  GBytes *bytes;
} Write;

static void
write_free (Write *write)
{
  g_object_unref (write->stream);
  g_clear_pointer (&write->bytes, g_bytes_unref);
  g_free (write);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes @task and @bytes. */
static void
write_bytes (GTask  *task,
             GBytes *bytes)
{
  Write *write = g_task_get_task_data (task);
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  write->bytes = bytes;
  g_output_stream_write_all_async (write->stream, data, length, write->priority, g_task_get_cancellable (task),
                                   written_cb, task);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GFile) file = propus_data_part_store_finish (PROPUS_DATA_PART (object), result, &error);
  g_autofree char *uri = NULL;
  char *line;

  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  uri = g_file_get_uri (file);
  line = g_strconcat (uri, "\r\n", NULL);
  write_bytes (g_steal_pointer (&task), g_bytes_new_take (line, strlen (line)));
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  GBytes *bytes = propus_data_part_load_finish (PROPUS_DATA_PART (object), result, &texture, &error);

  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (texture != NULL)
    {
      g_bytes_unref (bytes);
      bytes = gdk_texture_save_to_png_bytes (texture);
    }

  write_bytes (g_steal_pointer (&task), bytes);
}

static void
propus_part_content_write_mime_type_async (GdkContentProvider  *provider,
                                           const char          *mime,
                                           GOutputStream       *stream,
                                           int                  priority,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data)
{
  PropusPartContent *self = PROPUS_PART_CONTENT (provider);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Write *write = g_new0 (Write, 1);

  g_task_set_source_tag (task, propus_part_content_write_mime_type_async);
  write->stream = g_object_ref (stream);
  write->priority = priority;
  g_task_set_task_data (task, write, (GDestroyNotify) write_free);

  if (strcmp (mime, URI_LIST) == 0 && self->as_file)
    propus_data_part_store_async (self->part, cancellable, stored_cb, g_steal_pointer (&task));
  else if (strcmp (mime, propus_data_part_get_mime (self->part)) == 0)
    propus_data_part_load_async (self->part, 0, cancellable, loaded_cb, g_steal_pointer (&task));
  else if (strcmp (mime, PNG) == 0)
    propus_data_part_load_async (self->part, PROPUS_LIMIT_PICTURE_LARGE, cancellable, loaded_cb, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s is not offered", mime);
}

static gboolean
propus_part_content_write_mime_type_finish (GdkContentProvider  *provider,
                                            GAsyncResult        *result,
                                            GError             **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static GdkContentFormats *
propus_part_content_ref_formats (GdkContentProvider *provider)
{
  PropusPartContent *self = PROPUS_PART_CONTENT (provider);
  const char *mime = propus_data_part_get_mime (self->part);
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();

  if (self->as_file)
    gdk_content_formats_builder_add_mime_type (builder, URI_LIST);
  if (strchr (mime, '/') != NULL && strchr (mime, ';') == NULL)
    gdk_content_formats_builder_add_mime_type (builder, mime);
  if (propus_data_part_get_picture (self->part, NULL, NULL) > PROPUS_PICTURE_PNG)
    gdk_content_formats_builder_add_mime_type (builder, PNG);

  return gdk_content_formats_builder_free_to_formats (builder);
}

static void
propus_part_content_finalize (GObject *object)
{
  g_clear_object (&PROPUS_PART_CONTENT (object)->part);

  G_OBJECT_CLASS (propus_part_content_parent_class)->finalize (object);
}

static void
propus_part_content_class_init (PropusPartContentClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = propus_part_content_finalize;
  provider_class->ref_formats = propus_part_content_ref_formats;
  provider_class->write_mime_type_async = propus_part_content_write_mime_type_async;
  provider_class->write_mime_type_finish = propus_part_content_write_mime_type_finish;
}

static void
propus_part_content_init (PropusPartContent *self)
{
}

/**
 * propus_part_content_new:
 * @part: (transfer none): what is offered
 * @as_file: whether it is offered as a file, too
 *
 * Returns: (transfer full): a provider for a clipboard or a drag
 */
GdkContentProvider *
propus_part_content_new (PropusDataPart *part,
                         gboolean        as_file)
{
  PropusPartContent *self;

  g_return_val_if_fail (PROPUS_IS_DATA_PART (part), NULL);

  self = g_object_new (PROPUS_TYPE_PART_CONTENT, NULL);
  self->part = g_object_ref (part);
  self->as_file = as_file;
  return GDK_CONTENT_PROVIDER (self);
}
