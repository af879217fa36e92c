/* propus-transfer-export.c - writes chats into one file, one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-transfer-export-private.h"
#include "propus-transfer-render.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/**
 * PropusTransferExport:
 *
 * A file that is being written. What is written lies beside its place under another name until it is whole and on the
 * disk; then it takes its place at once. It holds people's words: only its owner may read it.
 */
struct _PropusTransferExport
{
  GObject parent_instance;

  GFile *file;             /* NULL: a stream was given */
  char *path;              /* where it is to lie; NULL: not a local file, GIO replaces it */
  char *temporary;         /* where it lies meanwhile; NULL: it is in its place, or was never begun */
  PropusTransferFormat format;
  PropusTransferPen pen;
  gboolean begun;
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (PropusTransferExport, propus_transfer_export, G_TYPE_OBJECT)

static void
propus_transfer_export_finalize (GObject *object)
{
  PropusTransferExport *self = PROPUS_TRANSFER_EXPORT (object);

  if (self->temporary != NULL)
    g_unlink (self->temporary);

  propus_transfer_out_clear (&self->pen.out);
  g_clear_pointer (&self->pen.report, propus_transfer_report_unref);
  g_clear_pointer (&self->pen.seen, g_hash_table_unref);
  g_clear_pointer (&self->pen.attachments, g_ptr_array_unref);
  g_clear_object (&self->file);
  g_free (self->path);
  g_free (self->temporary);

  G_OBJECT_CLASS (propus_transfer_export_parent_class)->finalize (object);
}

static void
propus_transfer_export_class_init (PropusTransferExportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_transfer_export_finalize;
}

static void
propus_transfer_export_init (PropusTransferExport *self)
{
  self->pen.report = propus_transfer_report_new ();
  self->pen.seen = g_hash_table_new (g_str_hash, g_str_equal);
  self->pen.attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_transfer_attachment_unref);
}

static PropusTransferExport *
new_export (PropusTransferFormat format,
            PropusTransferFlags  flags)
{
  PropusTransferExport *self = g_object_new (PROPUS_TYPE_TRANSFER_EXPORT, NULL);

  self->format = format;
  self->pen.flags = flags;
  if (format == PROPUS_TRANSFER_HTML)
    propus_transfer_render_prepare ();

  return self;
}

/**
 * propus_transfer_export_new:
 * @file: what to write; it is replaced when all is written
 * @format: how
 * @flags: what of it
 *
 * Nothing is opened before the first chat. From the main thread.
 *
 * Returns: (transfer full): an export
 */
PropusTransferExport *
propus_transfer_export_new (GFile                *file,
                            PropusTransferFormat  format,
                            PropusTransferFlags   flags)
{
  PropusTransferExport *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = new_export (format, flags);
  self->file = g_object_ref (file);
  return self;
}

/**
 * propus_transfer_export_new_for_stream:
 * @stream: what to write into; it is flushed and closed by propus_transfer_export_close()
 * @format: how
 * @flags: what of it
 *
 * Returns: (transfer full): an export
 */
PropusTransferExport *
propus_transfer_export_new_for_stream (GOutputStream        *stream,
                                       PropusTransferFormat  format,
                                       PropusTransferFlags   flags)
{
  PropusTransferExport *self;

  g_return_val_if_fail (G_IS_OUTPUT_STREAM (stream), NULL);

  self = new_export (format, flags);
  propus_transfer_out_init (&self->pen.out, stream);
  return self;
}

/**
 * propus_transfer_export_get_report:
 * @self: an export on which no call is running
 *
 * Returns: (transfer none): which attachments were not there, and why
 */
PropusTransferReport *
propus_transfer_export_get_report (PropusTransferExport *self)
{
  g_return_val_if_fail (PROPUS_IS_TRANSFER_EXPORT (self), NULL);

  return self->pen.report;
}

static gboolean
set_errno (GError **error)
{
  int saved = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", _("The file could not be written"),
               g_strerror (saved));
  return FALSE;
}

/* A link is followed: the person meant the file behind it. */
static gboolean
open_temporary (PropusTransferExport  *self,
                GError               **error)
{
  g_autofree char *folder = NULL;
  char *real = realpath (g_file_peek_path (self->file), NULL);
  int fd;

  self->path = g_strdup (real != NULL ? real : g_file_peek_path (self->file));
  free (real);
  if (g_file_test (self->path, G_FILE_TEST_EXISTS) && !g_file_test (self->path, G_FILE_TEST_IS_REGULAR))
    {
      errno = g_file_test (self->path, G_FILE_TEST_IS_DIR) ? EISDIR : EINVAL;
      return set_errno (error);
    }

  folder = g_path_get_dirname (self->path);
  self->temporary = g_build_filename (folder, ".propus-export-XXXXXX", NULL);
  fd = g_mkstemp_full (self->temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_errno (error);
      g_clear_pointer (&self->temporary, g_free);
      return FALSE;
    }

  {
    g_autoptr(GOutputStream) stream = g_unix_output_stream_new (fd, TRUE);

    propus_transfer_out_init (&self->pen.out, stream);
  }
  return TRUE;
}

static gboolean
open_stream (PropusTransferExport  *self,
             GCancellable          *cancellable,
             GError               **error)
{
  g_autoptr(GFileOutputStream) stream = NULL;

  if (g_file_peek_path (self->file) != NULL)
    return open_temporary (self, error);

  stream = g_file_replace (self->file, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, cancellable, error);
  if (stream == NULL)
    return FALSE;

  propus_transfer_out_init (&self->pen.out, G_OUTPUT_STREAM (stream));
  return TRUE;
}

static gboolean
begin (PropusTransferExport  *self,
       GCancellable          *cancellable,
       GError               **error)
{
  if (self->begun)
    return TRUE;
  if (self->pen.out.stream == NULL && !open_stream (self, cancellable, error))
    return FALSE;

  self->begun = TRUE;
  self->pen.out.cancellable = cancellable;
  if (self->format == PROPUS_TRANSFER_JSON)
    propus_transfer_json_begin (&self->pen);
  else if (self->format == PROPUS_TRANSFER_HTML)
    propus_transfer_html_begin (&self->pen);

  return TRUE;
}

/**
 * propus_transfer_export_add:
 * @self: an export
 * @chat: a chat; of its attachments the hash and the size may be set
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a %G_IO_ERROR
 *
 * Writes one chat. Worker threads only. After an error nothing can be added, and the file stays as it was.
 *
 * Returns: whether all went well so far
 */
gboolean
propus_transfer_export_add (PropusTransferExport  *self,
                            PropusTransferChat    *chat,
                            GCancellable          *cancellable,
                            GError               **error)
{
  gboolean good;

  g_return_val_if_fail (PROPUS_IS_TRANSFER_EXPORT (self), FALSE);
  g_return_val_if_fail (chat != NULL && !self->closed, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !begin (self, cancellable, error))
    return FALSE;

  self->pen.out.cancellable = cancellable;
  if (self->format == PROPUS_TRANSFER_JSON)
    propus_transfer_json_chat (&self->pen, chat);
  else if (self->format == PROPUS_TRANSFER_HTML)
    propus_transfer_html_chat (&self->pen, chat);
  else
    propus_transfer_markdown_chat (&self->pen, chat);

  self->pen.n_chats++;
  good = propus_transfer_out_flush (&self->pen.out, error);
  self->pen.out.cancellable = NULL;
  return good;
}

/* On the disk first, then in its place: a name must never lead to half a file. */
static gboolean
put_in_place (PropusTransferExport  *self,
              GError               **error)
{
  int fd = g_unix_output_stream_get_fd (G_UNIX_OUTPUT_STREAM (self->pen.out.stream));

  if (fsync (fd) != 0 && errno != EINVAL && errno != EROFS)
    return set_errno (error);
  if (!g_output_stream_close (self->pen.out.stream, NULL, error))
    return FALSE;
  if (g_rename (self->temporary, self->path) != 0)
    return set_errno (error);

  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}

/**
 * propus_transfer_export_close:
 * @self: an export
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a %G_IO_ERROR, or a #PropusTransferError when an attachment changed
 *
 * Writes the end and puts the file in its place. Worker threads only.
 *
 * Returns: whether the file is there, whole
 */
gboolean
propus_transfer_export_close (PropusTransferExport  *self,
                              GCancellable          *cancellable,
                              GError               **error)
{
  gboolean good;

  g_return_val_if_fail (PROPUS_IS_TRANSFER_EXPORT (self), FALSE);
  g_return_val_if_fail (!self->closed, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !begin (self, cancellable, error))
    return FALSE;

  self->closed = TRUE;
  self->pen.out.cancellable = cancellable;
  if (self->format == PROPUS_TRANSFER_JSON)
    propus_transfer_json_end (&self->pen);
  else if (self->format == PROPUS_TRANSFER_HTML)
    propus_transfer_html_end (&self->pen);

  good = propus_transfer_out_flush (&self->pen.out, error);
  self->pen.out.cancellable = NULL;
  if (!good)
    return FALSE;

  return self->temporary != NULL ? put_in_place (self, error)
                                 : g_output_stream_close (self->pen.out.stream, cancellable, error);
}

static void
add_thread (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  GError *error = NULL;

  if (propus_transfer_export_add (source_object, task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * propus_transfer_export_add_async:
 * @self: an export on which no call is running
 * @chat: a chat; a reference is taken
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is written
 * @user_data: data for @callback
 *
 * Like propus_transfer_export_add(), in a thread of its own.
 */
void
propus_transfer_export_add_async (PropusTransferExport *self,
                                  PropusTransferChat   *chat,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_TRANSFER_EXPORT (self));
  g_return_if_fail (chat != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_transfer_export_add_async);
  g_task_set_task_data (task, propus_transfer_chat_ref (chat), (GDestroyNotify) propus_transfer_chat_unref);
  g_task_run_in_thread (task, add_thread);
}

gboolean
propus_transfer_export_add_finish (PropusTransferExport  *self,
                                   GAsyncResult          *result,
                                   GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
close_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  GError *error = NULL;

  if (propus_transfer_export_close (source_object, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * propus_transfer_export_close_async:
 * @self: an export on which no call is running
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the file is there
 * @user_data: data for @callback
 *
 * Like propus_transfer_export_close(), in a thread of its own.
 */
void
propus_transfer_export_close_async (PropusTransferExport *self,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_TRANSFER_EXPORT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_transfer_export_close_async);
  g_task_run_in_thread (task, close_thread);
}

gboolean
propus_transfer_export_close_finish (PropusTransferExport  *self,
                                     GAsyncResult          *result,
                                     GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * propus_transfer_format_get_extension:
 * @format: a format
 *
 * Returns: (transfer none): what the names of its files end with, without the dot
 */
const char *
propus_transfer_format_get_extension (PropusTransferFormat format)
{
  if (format == PROPUS_TRANSFER_JSON)
    return "json";

  return format == PROPUS_TRANSFER_HTML ? "html" : "md";
}
