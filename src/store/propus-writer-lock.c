/* propus-writer-lock.c - which stores are alive, in all processes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-writer-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTER_STEP_US 20000
#define OPENING_BYTE 0

struct _PropusWriterLock
{
  gint64 id;
  int fd;
};

static gboolean
control (PropusWriterLock *self,
         int               command,
         short             type,
         gint64            start,
         gint64            length,
         short            *found)
{
  struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length };
  int result;

  do
    result = fcntl (self->fd, command, &lock);
  while (result != 0 && errno == EINTR);

  if (found != NULL)
    *found = result == 0 ? lock.l_type : F_UNLCK;
  return result == 0;
}

/**
 * propus_writer_lock_new:
 * @path: the lock file, made with mode 0600 when it is absent
 * @error: return location for a #GFileError
 *
 * Returns: (transfer full) (nullable): the lock, without a number as yet
 */
PropusWriterLock *
propus_writer_lock_new (const char  *path,
                        GError     **error)
{
  g_autoptr(PropusWriterLock) self = g_new0 (PropusWriterLock, 1);
  int os_error;

  self->fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  os_error = errno;
  if (self->fd < 0 && (os_error == EACCES || os_error == EROFS))
    self->fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  if (self->fd < 0)
    {
      /* That there is none, where none can be made, would not say why. */

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (os_error), "%s: %s", path, g_strerror (os_error));
      return NULL;
    }

  self->id = -1;
  return g_steal_pointer (&self);
}

/**
 * propus_writer_lock_register:
 * @self: a lock that was entered
 *
 * Takes a number that no living store has: from now on this store counts as one that has the history open.
 */
void
propus_writer_lock_register (PropusWriterLock *self)
{
  for (guint i = 0; i < 16; i++)
    {
      gint64 high = (gint64) g_random_int () << 30;

      self->id = ((high ^ (gint64) g_random_int ()) & (G_MAXINT64 >> 2)) + 1;
      if (control (self, F_OFD_SETLK, F_WRLCK, self->id, 1, NULL) || (errno != EAGAIN && errno != EACCES))
        return;
    }
}

/**
 * propus_writer_lock_free:
 * @self: (transfer full): a lock; from now on its store counts as gone
 */
void
propus_writer_lock_free (PropusWriterLock *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

/**
 * propus_writer_lock_get_id:
 * @self: a lock
 *
 * Returns: the number of this store, greater than 0; -1 before it is registered
 */
gint64
propus_writer_lock_get_id (PropusWriterLock *self)
{
  return self->id;
}

/**
 * propus_writer_lock_is_alive:
 * @self: a lock
 * @id: a number that was found in the history
 *
 * Returns: %TRUE when that store, or this one, is open
 */
gboolean
propus_writer_lock_is_alive (PropusWriterLock *self,
                             gint64            id)
{
  short found;

  if (id <= 0)
    return FALSE;
  if (id == self->id)
    return TRUE;

  control (self, F_OFD_GETLK, F_WRLCK, id, 1, &found);
  return found != F_UNLCK;
}

/**
 * propus_writer_lock_has_others:
 * @self: a lock
 *
 * Returns: %TRUE when another store has this history open
 */
gboolean
propus_writer_lock_has_others (PropusWriterLock *self)
{
  short found;

  control (self, F_OFD_GETLK, F_WRLCK, OPENING_BYTE + 1, 0, &found);
  return found != F_UNLCK;
}

/**
 * propus_writer_lock_enter:
 * @self: a lock
 * @patience_ms: how long to wait for another that is opening
 *
 * Begins what only one may do at a time. A file system without locks lets everybody in.
 *
 * Returns: %FALSE when another was still at it
 */
gboolean
propus_writer_lock_enter (PropusWriterLock *self,
                          guint             patience_ms)
{
  gint64 end = g_get_monotonic_time () + (gint64) patience_ms * 1000;

  while (!control (self, F_OFD_SETLK, F_WRLCK, OPENING_BYTE, 1, NULL))
    {
      if (errno != EAGAIN && errno != EACCES)
        return TRUE;
      if (g_get_monotonic_time () >= end)
        return FALSE;
      g_usleep (ENTER_STEP_US);
    }

  return TRUE;
}

/**
 * propus_writer_lock_leave:
 * @self: a lock that was entered
 */
void
propus_writer_lock_leave (PropusWriterLock *self)
{
  control (self, F_OFD_SETLK, F_UNLCK, OPENING_BYTE, 1, NULL);
}

/**
 * propus_writer_lock_is_suspect:
 * @self: a lock
 *
 * Returns: %TRUE when damage was met since the history was last checked
 */
gboolean
propus_writer_lock_is_suspect (PropusWriterLock *self)
{
  struct stat st;

  return fstat (self->fd, &st) == 0 && st.st_size > 0;
}

/**
 * propus_writer_lock_set_suspect:
 * @self: a lock
 * @suspect: whether the next start has to read everything
 */
void
propus_writer_lock_set_suspect (PropusWriterLock *self,
                                gboolean          suspect)
{
  if (ftruncate (self->fd, suspect ? 1 : 0) != 0)
    g_debug ("The lock file cannot be changed: %s", g_strerror (errno));
}
