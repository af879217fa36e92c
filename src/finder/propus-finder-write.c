/* propus-finder-write.c - a file, replaced in one step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-write.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "propus-finder-file.h"

#define LONGEST_LIST  65536   /* of extended attributes' names: the kernel's own limit */
#define LONGEST_VALUE 65536

static gboolean
fail_literal (GError     **error,
              const char  *sentence)
{
  g_set_error_literal (error, PROPUS_FINDER_ERROR, PROPUS_FINDER_ERROR_FILE, sentence);

  return FALSE;
}

static gboolean
fail_errno (GError **error,
            int      code)
{
  /* Translators: %s is a reason that the system gave, such as "No space left on device" */
  g_set_error (error, PROPUS_FINDER_ERROR, PROPUS_FINDER_ERROR_FILE, _("The file could not be written, so it was left alone: %s."),
               g_strerror (code));

  return FALSE;
}

/**
 * propus_finder_write_check:
 * @target: absolute path of a file, no link
 * @info: what the system says of it
 * @error: return location for a %PROPUS_FINDER_ERROR_FILE error
 *
 * Finds out what would keep propus_finder_write() from replacing the file, as far as that can be known before.
 *
 * Returns: whether nothing would
 */
gboolean
propus_finder_write_check (const char         *target,
                           const struct stat  *info,
                           GError            **error)
{
  g_autofree char *folder = g_path_get_dirname (target);

  if (info->st_uid != geteuid ())
    return fail_literal (error, _("The file belongs to another user, so it was left alone."));
  if (info->st_nlink > 1)
    return fail_literal (error, _("The file has more than one name (hard links). The key would stay under the others, so the file "
                                  "was left alone."));
  if (faccessat (AT_FDCWD, target, W_OK, AT_EACCESS) != 0 || (info->st_mode & 0200) == 0)
    return fail_literal (error, _("The file is write-protected, so it was left alone."));
  if (faccessat (AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0)
    return fail_literal (error, _("The folder of the file is write-protected, so the file was left alone."));

  return TRUE;
}

/* Access control lists, labels and what else hangs on a file. What cannot be copied is not the file's own to keep. */
static void
copy_attributes (int from,
                 int to)
{
  g_autofree char *names = g_malloc (LONGEST_LIST);
  g_autofree char *value = g_malloc (LONGEST_VALUE);
  gssize length = flistxattr (from, names, LONGEST_LIST);

  for (const char *name = names; length > 0 && name < names + length; name += strlen (name) + 1)
    {
      gssize size = fgetxattr (from, name, value, LONGEST_VALUE);

      if (size >= 0)
        (void) fsetxattr (to, name, value, (gsize) size, 0);
    }
}

/* The new file is the old one in all but what is in it. */
static gboolean
make_alike (const char         *target,
            const struct stat  *info,
            int                 fd,
            GError            **error)
{
  struct stat made;
  int old;

  if (fstat (fd, &made) != 0)
    return fail_errno (error, errno);
  if ((made.st_uid != info->st_uid || made.st_gid != info->st_gid) && fchown (fd, info->st_uid, info->st_gid) != 0)
    return fail_errno (error, errno);

  old = open (target, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
  if (old >= 0)
    {
      copy_attributes (old, fd);
      close (old);
    }
  if (fchmod (fd, info->st_mode & 07777) != 0)
    return fail_errno (error, errno);

  return TRUE;
}

static gboolean
write_all (int                       fd,
           const PropusFinderBytes  *bytes,
           GError                  **error)
{
  gsize done = 0;

  while (done < bytes->length)
    {
      gssize n = write (fd, bytes->data + done, bytes->length - done);

      if (n < 0 && errno != EINTR)
        return fail_errno (error, errno);
      if (n > 0)
        done += (gsize) n;
    }

  return TRUE;
}

/* Puts the new file in the old one's place, if that still is what was read. */
static gboolean
swap (int                 folder,
      const char         *temporary,
      const char         *name,
      const struct stat  *info,
      GError            **error)
{
  struct stat now;

  if (fstatat (folder, name, &now, AT_SYMLINK_NOFOLLOW) != 0 || !propus_finder_file_same (info, &now))
    {
      g_set_error_literal (error, PROPUS_FINDER_ERROR, PROPUS_FINDER_ERROR_CHANGED,
                           _("The file has changed in the meantime, so it was left alone. Search again."));
      return FALSE;
    }
  if (renameat (folder, temporary, folder, name) != 0)
    return fail_errno (error, errno);

  (void) fsync (folder);
  return TRUE;
}

/**
 * propus_finder_write:
 * @target: absolute path of a file, no link
 * @info: what the system said of it when it was read
 * @bytes: its new contents
 * @error: return location for a #PropusFinderError
 *
 * Replaces a file in one step: whoever reads it sees the old one or the new one, whole. Owner, mode and attributes stay.
 * There is no copy of the old one. Blocks: for a worker thread.
 *
 * Returns: whether it was replaced; if not, it is as it was
 */
gboolean
propus_finder_write (const char               *target,
                     const struct stat        *info,
                     const PropusFinderBytes  *bytes,
                     GError                  **error)
{
  g_autofree char *path = g_path_get_dirname (target);
  g_autofree char *name = g_path_get_basename (target);
  g_autofree char *temporary = g_strdup_printf (".propus-%08x%08x", g_random_int (), g_random_int ());
  int folder = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int fd;
  gboolean done;

  if (folder < 0)
    return fail_errno (error, errno);

  fd = openat (folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      fail_errno (error, errno);
      close (folder);
      return FALSE;
    }

  done = write_all (fd, bytes, error) && make_alike (target, info, fd, error);
  if (done && fsync (fd) != 0)
    done = fail_errno (error, errno);
  close (fd);
  done = done && swap (folder, temporary, name, info, error);
  if (!done)
    unlinkat (folder, temporary, 0);
  close (folder);

  return done;
}
