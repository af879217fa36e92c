/* propus-database-file.c - the files of a database: modes, and damaged ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-database-file.h"
#include "propus-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (folder, errno, error);
  if (g_chmod (folder, 0700) != 0)
    return fail (folder, errno, error);

  return TRUE;
}

/**
 * propus_database_file_prepare:
 * @path: the database
 * @error: return location for a #PropusStoreError
 *
 * Makes what is missing: the folder with mode 0700 and an empty file with mode 0600, whatever the umask. An existing
 * file is not opened: closing it would drop the locks that SQLite holds on it in this process.
 *
 * Returns: %FALSE with @error set when it could not be made
 */
gboolean
propus_database_file_prepare (const char  *path,
                              GError     **error)
{
  int fd;

  if (!make_folder (path, error))
    return FALSE;

  fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return errno == EEXIST || fail (path, errno, error);

  if (fchmod (fd, 0600) != 0)
    {
      int os_error = errno;

      close (fd);
      return fail (path, os_error, error);
    }

  close (fd);
  return TRUE;
}

/**
 * propus_database_file_restrict:
 * @path: the database
 *
 * Takes the rights of group and others from the database and the files beside it. The owner's rights stay: somebody
 * may have made the file read-only.
 */
void
propus_database_file_restrict (const char *path)
{
  static const char * const suffixes[] = { "", "-wal", "-shm", ".lock" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
      struct stat st;

      if (stat (name, &st) == 0 && S_ISREG (st.st_mode) && (st.st_mode & 0077) != 0 &&
          chmod (name, st.st_mode & 0700) != 0)
        g_debug ("%s: %s", name, g_strerror (errno));
    }
}

static char *
find_free_name (const char *path)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *base = g_strdup_printf ("%s.corrupt-%s", path, date);

  for (guint i = 2; g_file_test (base, G_FILE_TEST_EXISTS) && i < 1000; i++)
    {
      g_free (base);
      base = g_strdup_printf ("%s.corrupt-%s-%u", path, date, i);
    }

  return g_steal_pointer (&base);
}

/**
 * propus_database_file_move_aside:
 * @path: a damaged database that nobody has open
 * @error: return location for a #PropusStoreError
 *
 * Renames it to `history.db.corrupt-DATE`, and its -wal and -shm files to match: they may hold what can be saved.
 *
 * Returns: (transfer full) (nullable): the new name
 */
char *
propus_database_file_move_aside (const char  *path,
                                 GError     **error)
{
  static const char * const suffixes[] = { "-wal", "-shm" };
  g_autofree char *aside = find_free_name (path);

  if (g_rename (path, aside) != 0)
    {
      fail (path, errno, error);
      return NULL;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        {
          fail (from, errno, error);
          return NULL;
        }
    }

  return g_steal_pointer (&aside);
}

/**
 * propus_database_file_dup_backup_path:
 * @path: the database
 * @version: the version that it has before a migration
 *
 * Returns: (transfer full): where the copy goes
 */
char *
propus_database_file_dup_backup_path (const char *path,
                                      gint64      version)
{
  return g_strdup_printf ("%s.backup-v%" G_GINT64_FORMAT, path, version);
}

/**
 * propus_database_file_remove_backups:
 * @path: the database
 *
 * Removes the copies that migrations made: after a purge they would still hold what was deleted.
 */
void
propus_database_file_remove_backups (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (base, ".backup-v", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (folder, name, NULL);

      if (g_str_has_prefix (name, prefix) && g_unlink (full) != 0)
        g_debug ("%s: %s", full, g_strerror (errno));
    }
}
