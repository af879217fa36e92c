/* propus-schema.c - the tables of the history and how they grow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-schema.h"
#include "propus-sql-functions.h"

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
 * - The number of segment S of message M is M * 2^20 + S (at one each 100 ms, 29 hours). With an index or a key of two
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

/* Version 2.
 *
 * - Messages are a tree: "parent_id" is what a message follows; those with one parent and one role are versions of each
 *   other. A child's id is always greater than its parent's, so ids sort every path. "shown" marks the path that is
 *   displayed; an index holds it alone, so that a page of a long chat costs what a page costs.
 * - "deleted" and "deleted_by" mark messages as they do conversations. Removing one for good gives what followed it to
 *   its parent.
 * - "revision" of a conversation is the value that the counter of that name had when the conversation last changed
 *   (propus-changes.h): other processes see from it what to read again.
 * - message_text holds what is looked through (propus_fold), message_index its trigrams. The index holds no positions
 *   (detail = none): a candidate is looked through itself, and the index is a third of the size. It is not kept by
 *   triggers, because with trusted_schema off these may not write virtual tables.
 * - An attachment without a message belongs to the store "writer" until that one ends. */
static const char version_2[] =
  "CREATE TABLE folders ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  name TEXT NOT NULL,"
  "  position INTEGER NOT NULL"
  ");"
  "CREATE TABLE counters ("
  "  name TEXT PRIMARY KEY,"
  "  value INTEGER NOT NULL"
  ") WITHOUT ROWID;"
  "INSERT INTO counters VALUES ('revision', 1), ('unmerged', 0);"

  "ALTER TABLE conversations ADD COLUMN folder_id INTEGER REFERENCES folders (id) ON DELETE SET NULL;"
  "ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE conversations ADD COLUMN title_origin TEXT NOT NULL DEFAULT 'local';"
  "ALTER TABLE conversations ADD COLUMN title_folded TEXT NOT NULL DEFAULT '';"
  "ALTER TABLE conversations ADD COLUMN settings TEXT;"
  "ALTER TABLE conversations ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;"
  "UPDATE conversations SET title_folded = propus_fold (title);"
  "CREATE INDEX conversations_in_list ON conversations (archived, pinned, updated, id, folder_id) WHERE deleted IS NULL;"
  "CREATE INDEX conversations_deleted ON conversations (deleted_by) WHERE deleted IS NOT NULL;"
  "CREATE INDEX conversations_by_revision ON conversations (revision);"
  "CREATE INDEX conversations_by_folder ON conversations (folder_id) WHERE folder_id IS NOT NULL;"

  "ALTER TABLE messages ADD COLUMN parent_id INTEGER REFERENCES messages (id);"
  "ALTER TABLE messages ADD COLUMN shown INTEGER NOT NULL DEFAULT 1;"
  "ALTER TABLE messages ADD COLUMN deleted INTEGER;"
  "ALTER TABLE messages ADD COLUMN deleted_by INTEGER;"
  "UPDATE messages SET parent_id = (SELECT max (p.id) FROM messages p"
  "  WHERE p.conversation_id = messages.conversation_id AND p.id < messages.id);"
  "CREATE INDEX messages_by_parent ON messages (parent_id, conversation_id, role, deleted);"
  "CREATE INDEX messages_shown ON messages (conversation_id, id, deleted) WHERE shown = 1;"
  "CREATE INDEX messages_running ON messages (writer) WHERE writer IS NOT NULL;"
  "CREATE INDEX messages_deleted ON messages (deleted_by) WHERE deleted IS NOT NULL;"

  "CREATE TABLE attachments ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  message_id INTEGER REFERENCES messages (id) ON DELETE CASCADE,"
  "  writer INTEGER,"
  "  position INTEGER NOT NULL,"
  "  hash TEXT NOT NULL,"
  "  mime TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  size INTEGER NOT NULL,"
  "  extra TEXT"
  ");"
  "CREATE INDEX attachments_by_message ON attachments (message_id, position);"
  "CREATE INDEX attachments_by_hash ON attachments (hash);"

  "CREATE TABLE message_text ("
  "  id INTEGER PRIMARY KEY REFERENCES messages (id),"
  "  folded TEXT NOT NULL"
  ");"
  "CREATE VIRTUAL TABLE message_index USING fts5 (folded, content = 'message_text', content_rowid = 'id',"
  "  tokenize = 'trigram case_sensitive 1', detail = none, columnsize = 0);"
  "INSERT INTO message_text SELECT m.id, propus_fold (ifnull (m.text, '') || ifnull ("
  "  (SELECT group_concat (t, '') FROM (SELECT s.text AS t FROM segments s"
  "    WHERE s.id >= m.id << 20 AND s.id < (m.id + 1) << 20 ORDER BY s.id)), '')) FROM messages m;"
  "DELETE FROM message_text WHERE folded = '';"
  "INSERT INTO message_index (message_index) VALUES ('rebuild');";

/* Version 3.
 *
 * - "facts" of an answer: sources, statuses, ratings and times, as one JSON object; "usage" stays what the API sent. */
static const char version_3[] =
  "ALTER TABLE messages ADD COLUMN facts TEXT;";

static const PropusMigration migrations_of_propus[] = {
  { version_1 },
  { version_2 },
  { version_3 },
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
 * @backup: (nullable): where a copy goes before a database with tables is changed; an older copy there is replaced;
 *   %NULL for what is itself a copy
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
  if (n_tables > 0 && backup != NULL && !back_up (db, backup, error))
    return FALSE;
  if (!propus_sql_functions_add (db, error))
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
