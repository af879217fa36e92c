/* propus-transfer-source.c - bytes that can be read at any place: a file, an unpacked archive, memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-transfer-error.h"
#include "propus-transfer-source.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct _PropusTransferSource
{
  int     fd;       /* -1: in memory */
  GBytes *bytes;
  goffset size;
};

static PropusTransferSource *
new_source (int     fd,
            GBytes *bytes,
            goffset size)
{
  PropusTransferSource *self = g_atomic_rc_box_new0 (PropusTransferSource);

  self->fd = fd;
  self->bytes = bytes;
  self->size = size;
  return self;
}

static void
set_errno (GError     **error,
           const char  *what)
{
  int saved = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", what, g_strerror (saved));
}

static void
clear_source (gpointer data)
{
  PropusTransferSource *self = data;

  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

PropusTransferSource *
propus_transfer_source_ref (PropusTransferSource *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
propus_transfer_source_unref (PropusTransferSource *self)
{
  g_atomic_rc_box_release_full (self, clear_source);
}

static gboolean
check_size (goffset   size,
            GError  **error)
{
  if ((guint64) size <= PROPUS_LIMIT_IMPORT_FILE_BYTES)
    return TRUE;

  g_set_error_literal (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_TOO_LARGE,
                       _("The file is too large to be imported."));
  return FALSE;
}

static PropusTransferSource *
open_path (const char  *path,
           GError     **error)
{
  struct stat status;
  int fd;

  /* Without O_NONBLOCK, opening a pipe nobody writes to would wait for ever. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0 || fstat (fd, &status) != 0)
    {
      set_errno (error, _("The file could not be opened"));
      if (fd >= 0)
        close (fd);
      return NULL;
    }

  if (!S_ISREG (status.st_mode))
    {
      g_set_error_literal (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_NO_FILE,
                           _("This is not a file that holds chats."));
      close (fd);
      return NULL;
    }
  if (!check_size (status.st_size, error))
    {
      close (fd);
      return NULL;
    }

  return new_source (fd, NULL, status.st_size);
}

/* A file that lies elsewhere (a share, a phone) is copied first. */
static PropusTransferSource *
copy_stream (GInputStream  *stream,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(PropusTransferSource) spool = propus_transfer_source_new_spool (error);
  g_autofree char *buffer = g_malloc (64 * 1024);
  gssize got = spool != NULL ? 1 : -1;

  while (got > 0)
    {
      got = g_input_stream_read (stream, buffer, 64 * 1024, cancellable, error);
      if (got > 0 && (!propus_transfer_source_append (spool, buffer, (gsize) got, error) || !check_size (spool->size, error)))
        return NULL;
    }

  return got == 0 ? g_steal_pointer (&spool) : NULL;
}

/**
 * propus_transfer_source_open:
 * @file: a file from outside
 * @cancellable: (nullable): a #GCancellable
 * @error: return location: #PropusTransferError or %G_IO_ERROR
 *
 * Opens a regular file of at most %PROPUS_LIMIT_IMPORT_FILE_BYTES for reading. A pipe, a device or a folder is an
 * error and is not waited for. Worker threads only.
 *
 * Returns: (transfer full) (nullable): the source
 */
PropusTransferSource *
propus_transfer_source_open (GFile         *file,
                             GCancellable  *cancellable,
                             GError       **error)
{
  g_autoptr(GFileInputStream) stream = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  if (g_file_peek_path (file) != NULL)
    return open_path (g_file_peek_path (file), error);

  stream = g_file_read (file, cancellable, error);
  return stream != NULL ? copy_stream (G_INPUT_STREAM (stream), cancellable, error) : NULL;
}

/**
 * propus_transfer_source_new_bytes:
 * @bytes: what is to be read; a reference is taken
 *
 * Returns: (transfer full): a source in memory
 */
PropusTransferSource *
propus_transfer_source_new_bytes (GBytes *bytes)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  return new_source (-1, g_bytes_ref (bytes), (goffset) g_bytes_get_size (bytes));
}

/**
 * propus_transfer_source_new_spool:
 * @error: return location for a %G_IO_ERROR
 *
 * Makes an empty file without a name, which goes with its last reference, in the person's cache folder: /tmp is often
 * memory.
 *
 * Returns: (transfer full) (nullable): a source for propus_transfer_source_append()
 */
PropusTransferSource *
propus_transfer_source_new_spool (GError **error)
{
  const char *folder = g_get_user_cache_dir ();
  g_autofree char *template = NULL;
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    folder = g_get_tmp_dir ();
  fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      template = g_build_filename (g_get_tmp_dir (), "propus-XXXXXX", NULL);
      fd = g_mkstemp_full (template, O_RDWR | O_CLOEXEC, 0600);
      if (fd >= 0)
        g_unlink (template);
    }
  if (fd < 0)
    {
      set_errno (error, _("There is no room for a temporary file"));
      return NULL;
    }

  return new_source (fd, NULL, 0);
}

goffset
propus_transfer_source_get_size (PropusTransferSource *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->size;
}

int
propus_transfer_source_get_fd (PropusTransferSource *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->fd;
}

const char *
propus_transfer_source_peek (PropusTransferSource *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bytes != NULL ? g_bytes_get_data (self->bytes, NULL) : NULL;
}

/**
 * propus_transfer_source_append:
 * @self: a spool that no other thread uses yet
 * @data: bytes
 * @length: how many
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: %FALSE with @error set, for example when the disk is full
 */
gboolean
propus_transfer_source_append (PropusTransferSource  *self,
                               const void            *data,
                               gsize                  length,
                               GError               **error)
{
  const char *p = data;

  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);

  while (length > 0)
    {
      gssize done = pwrite (self->fd, p, length, self->size);

      if (done < 0 && errno == EINTR)
        continue;
      if (done <= 0)
        {
          set_errno (error, _("There is no room for a temporary file"));
          return FALSE;
        }
      p += done;
      length -= (gsize) done;
      self->size += done;
    }

  return TRUE;
}

/**
 * propus_transfer_source_read:
 * @self: a source
 * @offset: where to begin
 * @buffer: room for @length bytes
 * @length: how many to read; all of them must be there
 * @error: return location; %PROPUS_TRANSFER_ERROR_CHANGED when the file became shorter
 *
 * Returns: whether @buffer is full
 */
gboolean
propus_transfer_source_read (PropusTransferSource  *self,
                             goffset                offset,
                             void                  *buffer,
                             gsize                  length,
                             GError               **error)
{
  char *p = buffer;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (offset >= 0 && offset <= self->size && (goffset) length <= self->size - offset, FALSE);

  if (self->bytes != NULL)
    {
      memcpy (buffer, (const char *) g_bytes_get_data (self->bytes, NULL) + offset, length);
      return TRUE;
    }

  while (length > 0)
    {
      gssize got = pread (self->fd, p, length, offset);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          set_errno (error, _("The file could not be read"));
          return FALSE;
        }
      if (got == 0)
        {
          g_set_error_literal (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_CHANGED,
                               _("The file was changed while it was read."));
          return FALSE;
        }
      p += got;
      offset += got;
      length -= (gsize) got;
    }

  return TRUE;
}

/**
 * propus_transfer_source_dup_range:
 * @self: a source
 * @offset: where to begin
 * @length: how many bytes; the caller has compared them with a cap
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the bytes, with a NUL after them
 */
char *
propus_transfer_source_dup_range (PropusTransferSource  *self,
                                  goffset                offset,
                                  gsize                  length,
                                  GError               **error)
{
  g_autofree char *text = g_try_malloc (length + 1);

  if (text == NULL)
    {
      g_set_error_literal (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_TOO_LARGE,
                           _("The file is too large to be imported."));
      return NULL;
    }
  if (!propus_transfer_source_read (self, offset, text, length, error))
    return NULL;

  text[length] = '\0';
  return g_steal_pointer (&text);
}
