/* propus-index-rows.c - the words of the history as they are looked through
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-index-rows.h"
#include "propus-changes.h"

/* Pages of the index that one piece of merging may write: a few milliseconds. */
#define MERGE_PAGES 200

static gboolean
run_with_id (PropusConnection  *connection,
             const char        *sql,
             gint64             id,
             GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = propus_sqlite_prepare (connection->db, sql, error);

  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, id);
  return propus_sqlite_run (stmt, error);
}

/* A damaged index is made again from the words: it is no reason to lose any. */
static gboolean
run_on_index (PropusConnection  *connection,
              const char        *sql,
              gint64             id,
              GError           **error)
{
  g_autoptr(GError) local_error = NULL;

  if (run_with_id (connection, sql, id, &local_error))
    return TRUE;

  if (sqlite3_extended_errcode (connection->db) == SQLITE_CORRUPT_VTAB &&
      propus_sqlite_exec (connection->db, "INSERT INTO message_index (message_index) VALUES ('rebuild')", NULL))
    return run_with_id (connection, sql, id, error);

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
set_unmerged (PropusConnection  *connection,
              gboolean           unmerged,
              GError           **error)
{
  connection->merge_due = unmerged;
  return propus_sqlite_exec (connection->db,
                             unmerged ? "UPDATE counters SET value = 1 WHERE name = 'unmerged' AND value = 0"
                                      : "UPDATE counters SET value = 0 WHERE name = 'unmerged'", error);
}

/**
 * propus_index_rows_remove:
 * @connection: the history
 * @message_id: a message; nothing happens when it has no words
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_index_rows_remove (PropusConnection  *connection,
                          gint64             message_id,
                          GError           **error)
{
  if (!run_on_index (connection,
                     "INSERT INTO message_index (message_index, rowid, folded) "
                     "SELECT 'delete', id, folded FROM message_text WHERE id = ?1", message_id, error))
    return FALSE;
  if (sqlite3_changes (connection->db) == 0)
    return TRUE;

  return run_with_id (connection, "DELETE FROM message_text WHERE id = ?1", message_id, error) &&
         set_unmerged (connection, TRUE, error);
}

/**
 * propus_index_rows_remove_all:
 * @connection: the history
 * @conversation_id: a conversation that is about to be removed
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_index_rows_remove_all (PropusConnection  *connection,
                              gint64             conversation_id,
                              GError           **error)
{
  if (!run_on_index (connection,
                     "INSERT INTO message_index (message_index, rowid, folded) SELECT 'delete', t.id, t.folded "
                     "FROM messages m JOIN message_text t ON t.id = m.id WHERE m.conversation_id = ?1",
                     conversation_id, error))
    return FALSE;

  return run_with_id (connection,
                      "DELETE FROM message_text WHERE id IN (SELECT id FROM messages WHERE conversation_id = ?1)",
                      conversation_id, error) &&
         set_unmerged (connection, TRUE, error);
}

/**
 * propus_index_rows_put:
 * @connection: the history
 * @message_id: a stored message
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_index_rows_put (PropusConnection  *connection,
                       gint64             message_id,
                       GError           **error)
{
  if (!propus_index_rows_remove (connection, message_id, error) ||
      !run_with_id (connection,
                    "INSERT INTO message_text SELECT id, folded FROM (SELECT m.id AS id, propus_fold ("
                    "ifnull (m.text, '') || ifnull ((SELECT group_concat (t, '') FROM (SELECT s.text AS t FROM segments s "
                    "WHERE s.id >= ?1 << 20 AND s.id < (?1 + 1) << 20 ORDER BY s.id)), '')) AS folded "
                    "FROM messages m WHERE m.id = ?1) WHERE folded <> ''", message_id, error))
    return FALSE;

  return sqlite3_changes (connection->db) == 0 ||
         run_on_index (connection,
                       "INSERT INTO message_index (rowid, folded) SELECT id, folded FROM message_text WHERE id = ?1",
                       message_id, error);
}

/**
 * propus_index_rows_merge:
 * @connection: the history
 * @more: (out): whether it has to be called again
 * @error: return location for a #PropusStoreError
 *
 * FTS5 keeps what was removed until its pieces are merged; a negative number merges all of them, in steps. The freed
 * pages are overwritten (secure_delete).
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_index_rows_merge (PropusConnection  *connection,
                         gboolean          *more,
                         GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int before = sqlite3_total_changes (connection->db);

  stmt = propus_sqlite_prepare (connection->db, "INSERT INTO message_index (message_index, rank) VALUES ('merge', ?1)", error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, -MERGE_PAGES);
  if (!propus_sqlite_run (stmt, error))
    return FALSE;

  /* As its documentation says: less than two changes, nothing was left to merge. */
  *more = sqlite3_total_changes (connection->db) - before >= 2;
  return *more || set_unmerged (connection, FALSE, error);
}

static GArray *
find_abandoned (PropusConnection  *connection,
                GError           **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean row = TRUE;

  stmt = propus_sqlite_prepare (connection->db,
                                "SELECT id, writer FROM messages INDEXED BY messages_running WHERE writer IS NOT NULL", error);
  if (stmt == NULL)
    return NULL;

  while (row)
    {
      gint64 id;

      if (!propus_sqlite_step (stmt, &row, error))
        return NULL;
      id = sqlite3_column_int64 (stmt, 0);
      if (row && !propus_writer_lock_is_alive (connection->lock, sqlite3_column_int64 (stmt, 1)))
        g_array_append_val (ids, id);
    }

  return g_steal_pointer (&ids);
}

/**
 * propus_index_rows_recover:
 * @connection: the history
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_index_rows_recover (PropusConnection  *connection,
                           GError           **error)
{
  g_autoptr(GArray) ids = find_abandoned (connection, error);
  gint64 unmerged;

  if (ids == NULL ||
      !propus_sqlite_query_int (connection->db, "SELECT value FROM counters WHERE name = 'unmerged'", &unmerged, error))
    return FALSE;
  connection->merge_due = unmerged != 0;

  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      if (!run_with_id (connection, "UPDATE messages SET state = 'interrupted', writer = NULL WHERE id = ?1", id, error) ||
          !propus_index_rows_put (connection, id, error))
        return FALSE;
    }

  return TRUE;
}
