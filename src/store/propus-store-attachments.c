/* propus-store-attachments.c - the calls of the store that take files in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-attachment-rows.h"
#include "propus-database-file.h"
#include "propus-limits.h"
#include "propus-store-private.h"
#include "propus-text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_BYTES (256u * 1024)

/* A content is copied into a file without a name of its own, by a thread of the pool; then, on the worker and within
 * the transaction that makes its row, it gets its name: so the sweep of another process cannot come in between. */
typedef struct
{
  char *database;
  GFile *file;            /* one of the two */
  GBytes *bytes;
  char *partial;          /* the copy as long as it has no name, NULL afterwards */
  PropusAttachmentRow *row;
} Add;

static void
add_free (gpointer data)
{
  Add *add = data;

  if (add->partial != NULL)
    g_unlink (add->partial);
  g_free (add->partial);
  g_free (add->database);
  g_clear_object (&add->file);
  g_clear_pointer (&add->bytes, g_bytes_unref);
  propus_attachment_row_free (add->row);
  g_free (add);
}

static gboolean
fail (const char  *path,
      int          os_error,
      GError     **error)
{
  PropusStoreError code = PROPUS_STORE_ERROR_FAILED;

  if (os_error == ENOSPC || os_error == EDQUOT || os_error == EFBIG)
    code = PROPUS_STORE_ERROR_FULL;
  else if (os_error == EACCES || os_error == EPERM || os_error == EROFS)
    code = PROPUS_STORE_ERROR_READ_ONLY;

  g_set_error (error, PROPUS_STORE_ERROR, code, "%s: %s", path, g_strerror (os_error));
  return FALSE;
}

static gboolean
make_folder (const char  *path,
             GError     **error)
{
  if (g_mkdir (path, 0700) == 0)
    return g_chmod (path, 0700) == 0 || fail (path, errno, error);

  return errno == EEXIST || fail (path, errno, error);
}

static int
open_partial (Add     *add,
              GError **error)
{
  g_autofree char *base = g_path_get_dirname (add->database);
  g_autofree char *folder = g_build_filename (base, "attachments", NULL);
  g_autofree char *name = g_strdup_printf ("%08x%08x.part", g_random_int (), g_random_int ());
  int fd;

  if (!propus_database_file_prepare (add->database, error) || !make_folder (folder, error))
    return -1;

  add->partial = g_build_filename (folder, name, NULL);
  fd = g_open (add->partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    fail (add->partial, errno, error);
  return fd;
}

static gboolean
write_all (Add         *add,
           int          fd,
           const char  *bytes,
           gsize        length,
           GError     **error)
{
  while (length > 0)
    {
      ssize_t written = write (fd, bytes, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return fail (add->partial, errno, error);
      bytes += written;
      length -= (gsize) written;
    }

  return TRUE;
}

static gboolean
copy_stream (Add           *add,
             GInputStream  *stream,
             int            fd,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *buffer = g_malloc (COPY_BYTES);
  gssize length;

  while ((length = g_input_stream_read (stream, buffer, COPY_BYTES, cancellable, error)) > 0)
    {
      add->row->size += (guint64) length;
      if (add->row->size > PROPUS_LIMIT_ATTACHMENT_BYTES)
        {
          g_set_error_literal (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED, "the file is too large");
          return FALSE;
        }
      g_checksum_update (checksum, (const guchar *) buffer, length);
      if (!write_all (add, fd, buffer, (gsize) length, error))
        return FALSE;
    }
  if (length < 0)
    return FALSE;

  add->row->hash = g_strdup (g_checksum_get_string (checksum));
  add->row->path = propus_attachment_rows_dup_path (add->database, add->row->hash);
  return fsync (fd) == 0 || fail (add->partial, errno, error);
}

/* What the source says of itself, as far as the caller has not said it. */
static gboolean
look_at_source (Add           *add,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr(GFileInfo) info = NULL;
  const char *type;

  info = g_file_query_info (add->file,
                            G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE ","
                            G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, cancellable, error);
  if (info == NULL)
    return FALSE;

  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "not a regular file");
      return FALSE;
    }

  type = g_file_info_get_content_type (info);
  if (add->row->name == NULL)
    add->row->name = propus_text_make_valid (g_file_info_get_display_name (info), -1);
  if (add->row->mime == NULL && type != NULL)
    add->row->mime = g_content_type_get_mime_type (type);
  return TRUE;
}

static gboolean
copy (Add           *add,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr(GInputStream) stream = NULL;
  gboolean copied;
  int fd;

  if (add->file != NULL && !look_at_source (add, cancellable, error))
    return FALSE;

  if (add->row->mime == NULL)
    add->row->mime = g_strdup ("application/octet-stream");
  stream = add->file != NULL ? G_INPUT_STREAM (g_file_read (add->file, cancellable, error))
                             : g_memory_input_stream_new_from_bytes (add->bytes);
  fd = stream != NULL ? open_partial (add, error) : -1;
  if (fd < 0)
    return FALSE;

  copied = copy_stream (add, stream, fd, cancellable, error);
  if (close (fd) != 0 && copied)
    return fail (add->partial, errno, error);
  return copied;
}

static void
propus_store_copy_thread (GTask        *task,
                          gpointer      source,
                          gpointer      data,
                          GCancellable *cancellable)
{
  GError *error = NULL;

  if (copy (data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
run_add (PropusConnection  *connection,
         gpointer           data,
         GError           **error)
{
  Add *add = g_task_get_task_data (G_TASK (data));
  g_autofree char *folder = g_path_get_dirname (add->row->path);

  if (!propus_attachment_rows_insert (connection, add->row, error) || !make_folder (folder, error))
    return FALSE;

  /* One that lies there already is the same, or was changed from outside: then this puts it right. */
  if (g_rename (add->partial, add->row->path) != 0)
    return fail (add->row->path, errno, error);

  g_clear_pointer (&add->partial, g_free);
  return TRUE;
}

static const PropusJobType add_type = { .kind = PROPUS_JOB_WRITE, .run = run_add };

static void
propus_store_added_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (propus_store_finish (PROPUS_STORE (source), result, run_add, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
propus_store_copied_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  propus_store_submit (PROPUS_STORE (source), &add_type, g_object_ref (task), g_object_unref, run_add,
                       propus_store_added_cb, g_object_ref (task));
}

static void
begin (PropusStore         *self,
       Add                 *add,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GTask) copying = NULL;

  add->database = g_strdup (self->path);
  g_task_set_source_tag (task, propus_store_add_finish);
  g_task_set_task_data (task, add, add_free);

  copying = g_task_new (self, cancellable, propus_store_copied_cb, g_object_ref (task));
  g_task_set_source_tag (copying, propus_store_copied_cb);
  g_task_set_task_data (copying, add, NULL);   /* of "task", which is held until the callback has run */
  g_task_run_in_thread (copying, propus_store_copy_thread);
}

/**
 * propus_store_add_file_async:
 * @self: a store
 * @file: a regular file; it is copied
 * @mime: (nullable): its media type, %NULL to guess it
 * @cancellable: (nullable): ends the copying
 * @callback: called when the store has it
 * @user_data: for @callback
 */
void
propus_store_add_file_async (PropusStore         *self,
                             GFile               *file,
                             const char          *mime,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Add *add;

  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (G_IS_FILE (file));

  add = g_new0 (Add, 1);
  add->file = g_object_ref (file);
  add->row = g_new0 (PropusAttachmentRow, 1);
  add->row->mime = g_strdup (mime);
  begin (self, add, cancellable, callback, user_data);
}

/**
 * propus_store_add_bytes_async:
 * @self: a store
 * @bytes: the content
 * @mime: its media type
 * @name: what it is called
 * @cancellable: (nullable): ends the writing
 * @callback: called when the store has it
 * @user_data: for @callback
 */
void
propus_store_add_bytes_async (PropusStore         *self,
                              GBytes              *bytes,
                              const char          *mime,
                              const char          *name,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Add *add;

  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (bytes != NULL && mime != NULL && name != NULL);

  add = g_new0 (Add, 1);
  add->bytes = g_bytes_ref (bytes);
  add->row = g_new0 (PropusAttachmentRow, 1);
  add->row->mime = g_strdup (mime);
  add->row->name = g_strdup (name);
  begin (self, add, cancellable, callback, user_data);
}

/**
 * propus_store_add_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError, or a #GIOError of the source
 *
 * Returns: (transfer full) (nullable): the attachment
 */
PropusAttachment *
propus_store_add_finish (PropusStore   *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  Add *add;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, propus_store_add_finish), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  add = g_task_get_task_data (G_TASK (result));
  return propus_attachment_row_to_model (add->row);
}

/**
 * propus_store_dup_attachment_path:
 * @self: a store
 * @hash: SHA-256 of a content
 *
 * Returns: (transfer full): where it lies, if the store has it
 */
char *
propus_store_dup_attachment_path (PropusStore *self,
                                  const char  *hash)
{
  g_return_val_if_fail (PROPUS_IS_STORE (self), NULL);
  g_return_val_if_fail (hash != NULL, NULL);

  return propus_attachment_rows_dup_path (self->path, hash);
}
