/* propus-usage-file.c - usage.db, the broker's own database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "propus-limits.h"
#include "propus-usage-schema.h"

struct _PropusUsageFile
{
  char    *path;
  sqlite3 *db;     /* NULL: not open */
  gboolean swept;
};

/**
 * propus_key_outcome_copy:
 * @self: an outcome
 *
 * Returns: (transfer full): a copy
 */
PropusKeyOutcome *
propus_key_outcome_copy (const PropusKeyOutcome *self)
{
  PropusKeyOutcome *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->status = g_strdup (self->status);
  copy->reason = g_strdup (self->reason);
  copy->message = g_strdup (self->message);

  return copy;
}

/**
 * propus_key_outcome_free:
 * @self: (transfer full): an outcome
 */
void
propus_key_outcome_free (PropusKeyOutcome *self)
{
  g_free (self->id);
  g_free (self->status);
  g_free (self->reason);
  g_free (self->message);
  g_free (self);
}

/**
 * propus_usage_file_new:
 * @path: where the database is, or is made by the first write
 *
 * Returns: (transfer full): the file, not looked at yet
 */
PropusUsageFile *
propus_usage_file_new (const char *path)
{
  PropusUsageFile *self = g_new0 (PropusUsageFile, 1);

  self->path = g_strdup (path);

  return self;
}

static void
close_database (PropusUsageFile *self)
{
  g_clear_pointer (&self->db, sqlite3_close_v2);
}

void
propus_usage_file_free (PropusUsageFile *self)
{
  close_database (self);
  g_free (self->path);
  g_free (self);
}

/* SQLite's messages hold no bound value. */
static gboolean
fail (PropusUsageFile  *self,
      GError          **error)
{
  int code = self->db != NULL ? sqlite3_errcode (self->db) : SQLITE_NOMEM;

  g_set_error (error, G_IO_ERROR, code == SQLITE_BUSY ? G_IO_ERROR_BUSY : G_IO_ERROR_FAILED, "%s: %s", self->path,
               self->db != NULL ? sqlite3_errmsg (self->db) : "out of memory");

  return FALSE;
}

static gboolean
exec (PropusUsageFile  *self,
      const char       *sql,
      GError          **error)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail (self, error);
}

/* The folder 0700 and the file 0600, whatever the umask; SQLite gives the files beside it the same rights. */
static gboolean
make_file (PropusUsageFile  *self,
           GError          **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }

  fd = g_open (self->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0 && errno != EEXIST)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", self->path, g_strerror (errno));
      return FALSE;
    }

  if (fd >= 0)
    {
      fchmod (fd, 0600);
      close (fd);
    }

  return TRUE;
}

static gboolean
read_version (PropusUsageFile  *self,
              int              *version,
              GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  if (sqlite3_prepare_v2 (self->db, "PRAGMA user_version", -1, &stmt, NULL) != SQLITE_OK ||
      sqlite3_step (stmt) != SQLITE_ROW)
    return fail (self, error);

  *version = sqlite3_column_int (stmt, 0);

  return TRUE;
}

/* Under the lock of a writer: another broker may do the same at this moment. */
static gboolean
migrate_locked (PropusUsageFile  *self,
                GError          **error)
{
  int version;

  if (!read_version (self, &version, error))
    return FALSE;

  for (; version < PROPUS_USAGE_SCHEMA_VERSION; version++)
    {
      g_autofree char *stamp = g_strdup_printf ("PRAGMA user_version = %d", version + 1);

      if (!exec (self, propus_usage_schema_get_step (version), error) || !exec (self, stamp, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
migrate (PropusUsageFile  *self,
         GError          **error)
{
  int version;

  if (!read_version (self, &version, error))
    return FALSE;
  if (version > PROPUS_USAGE_SCHEMA_VERSION)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s is of a newer Propus", self->path);
      return FALSE;
    }
  if (version == PROPUS_USAGE_SCHEMA_VERSION)
    return TRUE;

  if (!exec (self, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (migrate_locked (self, error) && exec (self, "COMMIT", error))
    return TRUE;

  exec (self, "ROLLBACK", NULL);

  return FALSE;
}

static gboolean
open_database (PropusUsageFile  *self,
               GError          **error)
{
  if (self->db != NULL)
    return TRUE;

  if (!make_file (self, error))
    return FALSE;

  if (sqlite3_open_v2 (self->path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    {
      fail (self, error);
      close_database (self);
      return FALSE;
    }

  sqlite3_busy_timeout (self->db, PROPUS_LEDGER_BUSY_MS);
  if (exec (self, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;", error) &&
      migrate (self, error))
    return TRUE;

  close_database (self);

  return FALSE;
}

static char *
dup_column (sqlite3_stmt *stmt,
            int           column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/**
 * propus_usage_file_read:
 * @self: the file
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (element-type PropusKeyOutcome): all that is known, none when there is no file; %NULL with
 *   @error set
 */
GPtrArray *
propus_usage_file_read (PropusUsageFile  *self,
                        GError          **error)
{
  g_autoptr(GPtrArray) outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_key_outcome_free);
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int step;

  if (self->db == NULL && !g_file_test (self->path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&outcomes);

  if (!open_database (self, error))
    return NULL;

  if (sqlite3_prepare_v2 (self->db, "SELECT id, last_success, refused_at, code, status, reason, message "
                          "FROM key_outcome", -1, &stmt, NULL) != SQLITE_OK)
    {
      fail (self, error);
      return NULL;
    }

  while ((step = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      PropusKeyOutcome *outcome = g_new0 (PropusKeyOutcome, 1);

      outcome->id = dup_column (stmt, 0);
      outcome->last_success = sqlite3_column_int64 (stmt, 1);
      outcome->refused_at = sqlite3_column_int64 (stmt, 2);
      outcome->code = sqlite3_column_int (stmt, 3);
      outcome->status = dup_column (stmt, 4);
      outcome->reason = dup_column (stmt, 5);
      outcome->message = dup_column (stmt, 6);
      g_ptr_array_add (outcomes, outcome);
    }

  if (step != SQLITE_DONE)
    {
      fail (self, error);
      return NULL;
    }

  return g_steal_pointer (&outcomes);
}

/**
 * propus_usage_file_write:
 * @self: the file
 * @outcome: what is known of a key
 * @error: return location for a #GIOErrorEnum error
 *
 * Writes what is newer than what is there already.
 *
 * Returns: %FALSE with @error set when nothing was written
 */
gboolean
propus_usage_file_write (PropusUsageFile         *self,
                         const PropusKeyOutcome  *outcome,
                         GError                 **error)
{
  static const char sql[] =
    "INSERT INTO key_outcome (id, last_success, refused_at, code, status, reason, message) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
    "ON CONFLICT (id) DO UPDATE SET last_success = max (last_success, ?2),"
    "  code = iif (?3 >= refused_at, ?4, code), status = iif (?3 >= refused_at, ?5, status),"
    "  reason = iif (?3 >= refused_at, ?6, reason), message = iif (?3 >= refused_at, ?7, message),"
    "  refused_at = max (refused_at, ?3)";
  g_autoptr(sqlite3_stmt) stmt = NULL;

  if (!open_database (self, error))
    return FALSE;
  if (sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL) != SQLITE_OK)
    return fail (self, error);

  sqlite3_bind_text (stmt, 1, outcome->id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, outcome->last_success);
  sqlite3_bind_int64 (stmt, 3, outcome->refused_at);
  sqlite3_bind_int (stmt, 4, outcome->code);
  sqlite3_bind_text (stmt, 5, outcome->status, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 6, outcome->reason, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 7, outcome->message, -1, SQLITE_STATIC);

  return sqlite3_step (stmt) == SQLITE_DONE || fail (self, error);
}

/**
 * propus_usage_file_remove:
 * @self: the file
 * @id: a key's id
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: %FALSE with @error set when it is still there; %TRUE also when nothing was
 */
gboolean
propus_usage_file_remove (PropusUsageFile  *self,
                          const char       *id,
                          GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  if (self->db == NULL && !g_file_test (self->path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!open_database (self, error))
    return FALSE;
  if (sqlite3_prepare_v2 (self->db, "DELETE FROM key_outcome WHERE id = ?1", -1, &stmt, NULL) != SQLITE_OK)
    return fail (self, error);

  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_STATIC);

  return sqlite3_step (stmt) == SQLITE_DONE || fail (self, error);
}

/**
 * propus_usage_file_open:
 * @self: the file
 * @patience_ms: how long to wait for other writers, from now on
 * @error: return location for a #GIOErrorEnum error
 *
 * Opens the file, makes it, brings it to this version.
 *
 * Returns: (transfer none) (nullable): the database, or %NULL with @error set
 */
sqlite3 *
propus_usage_file_open (PropusUsageFile  *self,
                        guint             patience_ms,
                        GError          **error)
{
  gint64 until = g_get_monotonic_time () + (gint64) patience_ms * 1000;
  g_autoptr(GError) busy = NULL;

  /* Two processes that make the file at once: SQLite does not wait when the journal changes its kind. */
  while (!open_database (self, &busy))
    {
      if (!g_error_matches (busy, G_IO_ERROR, G_IO_ERROR_BUSY) || g_get_monotonic_time () > until)
        {
          g_propagate_error (error, g_steal_pointer (&busy));
          return NULL;
        }
      g_clear_error (&busy);
      g_usleep (5000);
    }

  sqlite3_busy_timeout (self->db, (int) patience_ms);

  return self->db;
}

/**
 * propus_usage_file_exec:
 * @self: the file, open
 * @sql: statements without values
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: %FALSE with @error set when one failed
 */
gboolean
propus_usage_file_exec (PropusUsageFile  *self,
                        const char       *sql,
                        GError          **error)
{
  return exec (self, sql, error);
}

/**
 * propus_usage_file_prepare:
 * @self: the file, open
 * @sql: a statement
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): the statement, or %NULL with @error set
 */
sqlite3_stmt *
propus_usage_file_prepare (PropusUsageFile  *self,
                           const char       *sql,
                           GError          **error)
{
  sqlite3_stmt *stmt = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL) != SQLITE_OK)
    fail (self, error);

  return stmt;
}

/**
 * propus_usage_file_step:
 * @self: the file, open
 * @stmt: a statement of it
 * @row: (out) (optional): whether there is a row to read
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_usage_file_step (PropusUsageFile  *self,
                        sqlite3_stmt     *stmt,
                        gboolean         *row,
                        GError          **error)
{
  int code = sqlite3_step (stmt);

  if (row != NULL)
    *row = code == SQLITE_ROW;

  return code == SQLITE_ROW || code == SQLITE_DONE || fail (self, error);
}

/**
 * propus_usage_file_begin:
 * @self: the file, open
 * @error: return location for a #GIOErrorEnum error
 *
 * Becomes the only writer, or waits for it.
 *
 * Returns: %FALSE with @error set when it did not
 */
gboolean
propus_usage_file_begin (PropusUsageFile  *self,
                         GError          **error)
{
  return exec (self, "BEGIN IMMEDIATE", error);
}

/**
 * propus_usage_file_end:
 * @self: the file, after propus_usage_file_begin()
 * @keep: whether what was done is to stay
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: whether it stayed; %FALSE without @error set when it was not to
 */
gboolean
propus_usage_file_end (PropusUsageFile  *self,
                       gboolean          keep,
                       GError          **error)
{
  if (keep && exec (self, "COMMIT", error))
    return TRUE;

  exec (self, "ROLLBACK", NULL);

  return FALSE;
}

/**
 * propus_usage_file_exists:
 * @self: the file
 *
 * Returns: whether there is anything to read; opening would make it
 */
gboolean
propus_usage_file_exists (PropusUsageFile *self)
{
  return self->db != NULL || g_file_test (self->path, G_FILE_TEST_EXISTS);
}

/**
 * propus_usage_file_sweeps:
 * @self: the file
 *
 * Returns: %TRUE the first time: what this process left open in it is of an earlier life, which cannot close it
 */
gboolean
propus_usage_file_sweeps (PropusUsageFile *self)
{
  gboolean first = !self->swept;

  self->swept = TRUE;

  return first;
}
