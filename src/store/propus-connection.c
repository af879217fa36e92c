/* propus-connection.c - opening the history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-connection.h"
#include "propus-changes.h"
#include "propus-database-file.h"
#include "propus-index-rows.h"
#include "propus-limits.h"
#include "propus-schema.h"
#include "propus-sql-functions.h"

static gboolean
is_store_error (const GError     *error,
                PropusStoreError  code)
{
  return g_error_matches (error, PROPUS_STORE_ERROR, (int) code);
}

/* What goes for every connection. The timeout comes first, by a call: a pragma may already meet a lock. Closing must
 * not write before the version is known. */
static gboolean
set_up (sqlite3  *db,
        GError  **error)
{
  sqlite3_busy_timeout (db, (int) PROPUS_STORE_BUSY_MS);
  sqlite3_extended_result_codes (db, 1);
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);

  return propus_sqlite_exec (db, "PRAGMA cell_size_check = ON", error) && propus_sql_functions_add (db, error);
}

static sqlite3 *
open_handle (const char  *name,
             int          flags,
             GError     **error)
{
  g_autoptr(sqlite3) db = NULL;
  int code = sqlite3_open_v2 (name, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL);

  if (code != SQLITE_OK)
    {
      propus_sqlite_fail (db, code, error);
      return NULL;
    }

  return set_up (db, error) ? g_steal_pointer (&db) : NULL;
}

static gboolean
can_read (sqlite3 *db)
{
  gint64 n_tables;

  return db != NULL && propus_sqlite_query_int (db, "SELECT count(*) FROM sqlite_schema", &n_tables, NULL) &&
         n_tables > 0;
}

/* Stands in for a history that is not there and cannot be made: empty, and never written. */
static sqlite3 *
open_empty (GError **error)
{
  g_autoptr(sqlite3) db = open_handle (":memory:", SQLITE_OPEN_READWRITE, error);
  const PropusMigration *migrations;
  guint n_migrations;

  migrations = propus_schema_get_migrations (&n_migrations);
  if (db == NULL || !propus_schema_migrate (db, migrations, n_migrations, "", error))
    return NULL;

  return g_steal_pointer (&db);
}

/* The queries know the newest tables only. An older history that cannot be written is brought up to date in memory. */
static gboolean
renew_in_memory (sqlite3  **db,
                 GError   **error)
{
  g_autoptr(sqlite3) copy = NULL;
  const PropusMigration *migrations;
  sqlite3_backup *backup;
  guint n_migrations;
  gint64 version;
  int code;

  migrations = propus_schema_get_migrations (&n_migrations);
  if (!propus_sqlite_query_int (*db, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version >= (gint64) n_migrations)
    return TRUE;

  copy = open_handle (":memory:", SQLITE_OPEN_READWRITE, error);
  backup = copy != NULL ? sqlite3_backup_init (copy, "main", *db, "main") : NULL;
  if (backup == NULL)
    return copy != NULL && propus_sqlite_fail (copy, sqlite3_errcode (copy), error);

  code = sqlite3_backup_step (backup, -1);
  sqlite3_backup_finish (backup);
  if (code != SQLITE_DONE)
    return propus_sqlite_fail (copy, code, error);
  if (!propus_schema_migrate (copy, migrations, n_migrations, NULL, error))
    return FALSE;

  sqlite3_close_v2 (*db);
  *db = g_steal_pointer (&copy);
  return TRUE;
}

/* A file in WAL mode cannot be read where nothing can be made beside it, unless SQLite is told that nobody changes it. */
static sqlite3 *
open_for_reading (const char  *path,
                  GError     **error)
{
  g_autoptr(sqlite3) db = open_handle (path, SQLITE_OPEN_READONLY, NULL);
  g_autofree char *uri = NULL;
  g_autofree char *immutable = NULL;

  if (can_read (db))
    return g_steal_pointer (&db);

  g_clear_pointer (&db, sqlite3_close_v2);
  uri = g_filename_to_uri (path, NULL, NULL);
  immutable = g_strconcat (uri != NULL ? uri : "", "?immutable=1", NULL);
  db = open_handle (immutable, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
  if (can_read (db))
    return g_steal_pointer (&db);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    g_debug ("The history cannot even be read");
  return open_empty (error);
}

static gboolean
open_limited (PropusConnection  *self,
              const char        *path,
              GError            *limit,
              GError           **error)
{
  self->limit = limit;
  g_clear_pointer (&self->db, sqlite3_close_v2);
  self->db = open_for_reading (path, error);
  if (self->db == NULL || !renew_in_memory (&self->db, error))
    return FALSE;

  /* A newer history may count otherwise: then other processes' changes are not seen. */
  propus_changes_begin (self, NULL);
  return TRUE;
}

/* Sets up a database of a known version for writing. */
static gboolean
prepare_writing (sqlite3     *db,
                 const char  *path,
                 gint64       version,
                 GError     **error)
{
  /* The size of a page counts for a new file only. A commit writes whole pages: small ones suit small commits. */
  static const char settings[] =
    "PRAGMA page_size = 2048;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;"
    "PRAGMA secure_delete = ON;";
  g_autofree char *backup = propus_database_file_dup_backup_path (path, version);
  const PropusMigration *migrations;
  guint n_migrations;

  migrations = propus_schema_get_migrations (&n_migrations);
  if (!propus_sqlite_exec (db, settings, error) ||
      !propus_schema_migrate (db, migrations, n_migrations, backup, error) ||
      !propus_sqlite_exec (db, "PRAGMA foreign_keys = ON", error) ||
      !propus_schema_check_cheaply (db, error))
    return FALSE;

  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return TRUE;
}

static gboolean
open_database (PropusConnection  *self,
               const char        *path,
               GError           **error)
{
  gint64 version;
  guint newest;

  propus_schema_get_migrations (&newest);
  propus_database_file_restrict (path);
  self->db = open_handle (path, SQLITE_OPEN_READWRITE, error);
  if (self->db == NULL || !propus_sqlite_query_int (self->db, "PRAGMA user_version", &version, error))
    return FALSE;

  if (version > (gint64) newest)
    return open_limited (self, path,
                         g_error_new (PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_NEWER,
                                      "version %" G_GINT64_FORMAT " is newer than %u", version, newest),
                         error);

  if (sqlite3_db_readonly (self->db, "main") == 1)
    {
      g_set_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_READ_ONLY, "%s cannot be written", path);
      return FALSE;
    }

  if (!prepare_writing (self->db, path, version, error))
    return FALSE;

  propus_database_file_restrict (path);
  return propus_changes_begin (self, error);
}

static gboolean
is_damaged (const char *path)
{
  g_autoptr(sqlite3) db = open_handle (path, SQLITE_OPEN_READWRITE, NULL);
  g_autoptr(sqlite3_stmt) stmt = NULL;
  g_autofree char *verdict = NULL;
  gboolean row = FALSE;
  int code;

  if (db == NULL)
    return TRUE;

  stmt = propus_sqlite_prepare (db, "PRAGMA quick_check(1)", NULL);
  if (stmt != NULL && propus_sqlite_step (stmt, &row, NULL) && row)
    verdict = propus_sqlite_dup_text (stmt, 0);
  code = sqlite3_errcode (db);
  if (verdict == NULL && (code & 0xff) != SQLITE_CORRUPT && (code & 0xff) != SQLITE_NOTADB)
    return FALSE;   /* busy, no room, …: nothing is known */

  return g_strcmp0 (verdict, "ok") != 0;
}

/* Nobody may have the file open: what they wrote afterwards would go into the file that was moved. */
static gboolean
replace_damaged (PropusConnection  *self,
                 const char        *path,
                 GError           **error)
{
  g_clear_pointer (&self->db, sqlite3_close_v2);
  if (propus_writer_lock_has_others (self->lock))
    {
      g_set_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_CORRUPT, "%s is damaged, and in use", path);
      return FALSE;
    }

  self->moved_aside = propus_database_file_move_aside (path, error);
  if (self->moved_aside == NULL)
    return FALSE;

  propus_writer_lock_set_suspect (self->lock, FALSE);
  return propus_database_file_prepare (path, error) && open_database (self, path, error);
}

static gboolean
open_or_replace (PropusConnection  *self,
                 const char        *path,
                 GError           **error)
{
  g_autoptr(GError) local_error = NULL;
  gboolean suspect = propus_writer_lock_is_suspect (self->lock);

  if (suspect && is_damaged (path))
    return replace_damaged (self, path, error);
  if (suspect)
    propus_writer_lock_set_suspect (self->lock, FALSE);

  if (open_database (self, path, &local_error))
    return TRUE;

  g_clear_pointer (&self->db, sqlite3_close_v2);
  if (is_store_error (local_error, PROPUS_STORE_ERROR_CORRUPT) && is_damaged (path))
    return replace_damaged (self, path, error);

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Not doing it is no reason not to open: the next start tries again. */
static void
recover (PropusConnection *self)
{
  g_autoptr(GError) error = NULL;

  if (propus_sqlite_exec (self->db, "BEGIN IMMEDIATE", &error) && propus_index_rows_recover (self, &error) &&
      propus_sqlite_exec (self->db, "COMMIT", &error))
    return;

  g_debug ("Turns that were cut off stay as they are: %s", error->message);
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
}

static gboolean
open_locked (PropusConnection  *self,
             const char        *path,
             GError           **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  g_autoptr(GError) lock_error = NULL;
  gboolean opened;

  if (!propus_database_file_prepare (path, error))
    return FALSE;

  self->lock = propus_writer_lock_new (lock_path, &lock_error);
  if (self->lock == NULL)
    {
      PropusStoreError code = PROPUS_STORE_ERROR_FAILED;

      if (g_error_matches (lock_error, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
        code = PROPUS_STORE_ERROR_FULL;
      else if (g_error_matches (lock_error, G_FILE_ERROR, G_FILE_ERROR_ACCES) ||
               g_error_matches (lock_error, G_FILE_ERROR, G_FILE_ERROR_ROFS))
        code = PROPUS_STORE_ERROR_READ_ONLY;
      g_set_error_literal (error, PROPUS_STORE_ERROR, (int) code, lock_error->message);
      return FALSE;
    }

  if (!propus_writer_lock_enter (self->lock, PROPUS_STORE_BUSY_MS))
    {
      g_set_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_BUSY, "%s is being opened by another", path);
      return FALSE;
    }

  opened = open_or_replace (self, path, error);
  if (opened)
    propus_writer_lock_register (self->lock);
  if (opened && self->limit == NULL)
    recover (self);
  propus_writer_lock_leave (self->lock);
  return opened;
}

/* What is there can be read meanwhile. */
static gboolean
may_pass (const GError *error)
{
  return is_store_error (error, PROPUS_STORE_ERROR_READ_ONLY) || is_store_error (error, PROPUS_STORE_ERROR_FULL);
}

/**
 * propus_connection_open:
 * @path: the database, made with its folder when it is absent
 * @error: return location for a #PropusStoreError
 *
 * Opens for writing where that is possible and brings the tables to the newest version; a damaged file is moved aside
 * and a new one begun. A newer file, and one that cannot be written, perhaps because the disk is full, are opened for
 * reading; where there is none and none can be made, an empty one in memory stands in.
 *
 * Returns: (transfer full) (nullable): the connection
 */
PropusConnection *
propus_connection_open (const char  *path,
                        GError     **error)
{
  g_autoptr(PropusConnection) self = g_new0 (PropusConnection, 1);
  g_autoptr(GError) local_error = NULL;

  self->path = g_strdup (path);
  self->touched = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (open_locked (self, path, &local_error))
    return g_steal_pointer (&self);

  if (may_pass (local_error) && open_limited (self, path, g_steal_pointer (&local_error), error))
    return g_steal_pointer (&self);

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * propus_connection_free:
 * @self: (transfer full): a connection without open statements
 */
void
propus_connection_free (PropusConnection *self)
{
  if (self->db != NULL && self->limit == NULL)
    sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  g_clear_pointer (&self->db, sqlite3_close_v2);
  g_clear_pointer (&self->lock, propus_writer_lock_free);
  g_clear_error (&self->limit);
  g_array_unref (self->touched);
  g_free (self->path);
  g_free (self->moved_aside);
  g_free (self);
}

/**
 * propus_connection_forget_words:
 * @self: a connection, after a deletion, not in a transaction
 *
 * secure_delete has overwritten the words in the database; moving the WAL there and emptying it removes the last
 * copies. A reader in another process may hold that up: then a later checkpoint does it.
 */
void
propus_connection_forget_words (PropusConnection *self)
{
  sqlite3_busy_timeout (self->db, (int) PROPUS_STORE_CHECKPOINT_MS);
  if (sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) != SQLITE_OK)
    g_debug ("Deleted words stay in the WAL for now: %s", sqlite3_errmsg (self->db));
  sqlite3_busy_timeout (self->db, (int) PROPUS_STORE_BUSY_MS);
}
