/* propus-schema.c - the tables of the history and how they grow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-schema.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Version 1.
 *
 * - Numbers are never used twice (AUTOINCREMENT): another process may still hold one of a row that was removed.
 * - "state" and "role" are nicks of the enumerations in propus-message.h.
 * - "writer" names the store that a running turn belongs to (propus-writer-lock.h); "deleted_by" the one whose person
 *   may still undo.
 * - The person's words lie in messages.text. What streams in lies in segments, one row a commit, because changing one
 *   growing value would write all of it again each time. "…_end" counts what the message has after that row; from
 *   them a repeated append knows what it may leave out. "parts" is a JSON text sequence (RFC 7464: each part between
 *   U+001E and a line feed), the parts byte for byte as they came.
 * - The number of segment S of message M is M * 2^20 + S (at one each 200 ms, 58 hours). With an index or a key of two
 *   columns a commit writes up to twice as much; so do pages of 4096 bytes against 2048 (propus-connection.c). */
static const char version_1[] =
  "CREATE TABLE conversations ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  title TEXT NOT NULL,"
  "  model TEXT,"
  "  draft TEXT NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  updated INTEGER NOT NULL,"
  "  deleted INTEGER,"
  "  deleted_by INTEGER"
  ");"
  "CREATE TABLE messages ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,"
  "  role TEXT NOT NULL,"
  "  state TEXT NOT NULL,"
  "  writer INTEGER,"
  "  created INTEGER NOT NULL,"
  "  model TEXT,"
  "  finish_reason TEXT,"
  "  failure TEXT,"
  "  failure_detail TEXT,"
  "  failure_text TEXT,"
  "  usage TEXT,"
  "  thinking_us INTEGER NOT NULL,"
  "  text TEXT"
  ");"
  "CREATE INDEX messages_by_conversation ON messages (conversation_id);"
  "CREATE TABLE segments ("
  "  id INTEGER PRIMARY KEY,"
  "  part_end INTEGER NOT NULL,"
  "  text_end INTEGER NOT NULL,"
  "  thoughts_end INTEGER NOT NULL,"
  "  parts TEXT,"
  "  text TEXT,"
  "  thoughts TEXT"
  ");"
  "CREATE TRIGGER messages_delete_segments AFTER DELETE ON messages BEGIN"
  "  DELETE FROM segments WHERE id >= old.id << 20 AND id < (old.id + 1) << 20;"
  "END;";

static const PropusMigration migrations_of_propus[] = {
  { version_1 },
};

/**
 * propus_schema_get_migrations:
 * @n_migrations: (out): how many there are, which is the newest version
 *
 * Returns: (transfer none): the steps from an empty file to the newest version
 */
const PropusMigration *
propus_schema_get_migrations (guint *n_migrations)
{
  *n_migrations = G_N_ELEMENTS (migrations_of_propus);
  return migrations_of_propus;
}

/* Copies the whole database to @backup, which nobody else may read. */
static gboolean
back_up (sqlite3     *db,
         const char  *backup,
         GError     **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int fd;

  g_unlink (backup);
  /* VACUUM INTO accepts an empty file; made here it has the right mode from the first byte on. */
  fd = g_open (backup, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      int os_error = errno;

      g_set_error (error, PROPUS_STORE_ERROR,
                   os_error == ENOSPC ? PROPUS_STORE_ERROR_FULL : PROPUS_STORE_ERROR_FAILED,
                   "%s: %s", backup, g_strerror (os_error));
      return FALSE;
    }
  g_close (fd, NULL);

  stmt = propus_sqlite_prepare (db, "VACUUM INTO ?1", error);
  if (stmt == NULL)
    return FALSE;

  propus_sqlite_bind_text (stmt, 1, backup);
  if (propus_sqlite_run (stmt, error))
    return TRUE;

  g_unlink (backup);
  return FALSE;
}

static gboolean
run_steps (sqlite3                *db,
           const PropusMigration  *migrations,
           gint64                  from,
           guint                   n_migrations,
           GError                **error)
{
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %u", n_migrations);
  g_autoptr(sqlite3_stmt) orphans = NULL;
  gboolean row;

  for (gint64 i = from; i < (gint64) n_migrations; i++)
    if (!propus_sqlite_exec (db, migrations[i].sql, error))
      return FALSE;

  orphans = propus_sqlite_prepare (db, "PRAGMA foreign_key_check", error);
  if (orphans == NULL || !propus_sqlite_step (orphans, &row, error))
    return FALSE;
  if (row)
    {
      g_set_error_literal (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED, "a migration left rows without parents");
      return FALSE;
    }
  g_clear_pointer (&orphans, sqlite3_finalize);

  return propus_sqlite_exec (db, set_version, error) && propus_sqlite_exec (db, "COMMIT", error);
}

/**
 * propus_schema_migrate:
 * @db: a connection for writing, not within a transaction, with foreign keys not enforced
 * @migrations: the steps
 * @n_migrations: how many, which is the version that is wanted
 * @backup: where a copy goes before a database with tables is changed; an older copy there is replaced
 * @error: return location for a #PropusStoreError
 *
 * Brings the database to the newest version, all steps in one transaction: when one fails it stands there as before.
 *
 * Returns: %TRUE when it has that version
 */
gboolean
propus_schema_migrate (sqlite3                *db,
                       const PropusMigration  *migrations,
                       guint                   n_migrations,
                       const char             *backup,
                       GError                **error)
{
  gint64 version, n_tables;

  if (!propus_sqlite_query_int (db, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version >= (gint64) n_migrations)
    return TRUE;

  if (version < 0)
    {
      g_set_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED, "version %" G_GINT64_FORMAT, version);
      return FALSE;
    }

  if (!propus_sqlite_query_int (db, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return FALSE;
  if (n_tables > 0 && !back_up (db, backup, error))
    return FALSE;

  if (!propus_sqlite_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (run_steps (db, migrations, version, n_migrations, error))
    return TRUE;

  /* Some errors have rolled back already. */
  if (!sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

/**
 * propus_schema_check_cheaply:
 * @db: a connection
 * @error: return location for a #PropusStoreError
 *
 * Reads the schema, all of the list of conversations (which is needed at once anyway) and the newest end of the other
 * tables. The time does not grow with what was said.
 *
 * Returns: %FALSE with @error set when something could not be read
 */
gboolean
propus_schema_check_cheaply (sqlite3  *db,
                             GError  **error)
{
  static const char * const queries[] = {
    "SELECT count(*) FROM sqlite_schema",
    "SELECT sum(updated) FROM conversations",
    "SELECT max(length(state)) FROM (SELECT state FROM messages ORDER BY id DESC LIMIT 20)",
    "SELECT max(text_end) FROM (SELECT text_end FROM segments ORDER BY id DESC LIMIT 20)",
  };
  gint64 value;

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    if (!propus_sqlite_query_int (db, queries[i], &value, error))
      return FALSE;

  return TRUE;
}
