/* propus-changes.c - which conversations have changed, here and in other processes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-changes.h"

/* More at once are told as "many". */
#define MAX_TOUCHED 64

static gboolean
read_counter (PropusConnection  *connection,
              gint64            *value,
              GError           **error)
{
  return propus_sqlite_query_int (connection->db, "SELECT value FROM counters WHERE name = 'revision'", value, error);
}

static void
add_touched (PropusConnection *connection,
             gint64            id)
{
  for (guint i = 0; i < connection->touched->len; i++)
    if (g_array_index (connection->touched, gint64, i) == id)
      return;

  if (connection->touched->len >= MAX_TOUCHED)
    {
      g_array_set_size (connection->touched, 0);
      id = 0;
    }
  g_array_append_val (connection->touched, id);
}

/**
 * propus_changes_begin:
 * @connection: a history that was just opened
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when from now on every change is told
 */
gboolean
propus_changes_begin (PropusConnection  *connection,
                      GError           **error)
{
  if (!read_counter (connection, &connection->seen, error))
    return FALSE;

  connection->seen_before = connection->seen;
  return TRUE;
}

/* Takes over what has changed since the last look, up to @value. */
static gboolean
collect (PropusConnection  *connection,
         gint64             value,
         GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean row = TRUE;

  if (value == connection->seen)
    return TRUE;

  stmt = propus_sqlite_prepare (connection->db, "SELECT id FROM conversations WHERE revision > ?1", error);
  if (stmt == NULL)
    return FALSE;

  /* Folders may have changed, or a conversation may have gone: neither is found by its revision. */
  add_touched (connection, 0);
  sqlite3_bind_int64 (stmt, 1, connection->seen);
  while (row)
    {
      if (!propus_sqlite_step (stmt, &row, error))
        return FALSE;
      if (row)
        add_touched (connection, sqlite3_column_int64 (stmt, 0));
    }

  connection->seen = value;
  return TRUE;
}

/**
 * propus_changes_touch:
 * @connection: the history, in a transaction that writes
 * @conversation_id: what was changed, 0 for folders
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_changes_touch (PropusConnection  *connection,
                      gint64             conversation_id,
                      GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gint64 value;

  if (!read_counter (connection, &value, error) || !collect (connection, value, error) ||
      !propus_sqlite_exec (connection->db, "UPDATE counters SET value = value + 1 WHERE name = 'revision'", error))
    return FALSE;

  connection->seen = value + 1;
  add_touched (connection, conversation_id);
  stmt = propus_sqlite_prepare (connection->db, "UPDATE conversations SET revision = ?1 WHERE id = ?2", error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, value + 1);
  sqlite3_bind_int64 (stmt, 2, conversation_id);
  return propus_sqlite_run (stmt, error);
}

/**
 * propus_changes_look:
 * @connection: the history, in a transaction
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_changes_look (PropusConnection  *connection,
                     GError           **error)
{
  gint64 value;

  return read_counter (connection, &value, error) && collect (connection, value, error);
}

/**
 * propus_changes_commit:
 * @connection: the history, after a transaction that succeeded
 *
 * Returns: (transfer full) (nullable) (element-type gint64): what has changed
 */
GArray *
propus_changes_commit (PropusConnection *connection)
{
  GArray *touched = NULL;

  connection->seen_before = connection->seen;
  if (connection->touched->len > 0)
    {
      touched = g_steal_pointer (&connection->touched);
      connection->touched = g_array_new (FALSE, FALSE, sizeof (gint64));
    }
  return touched;
}

/**
 * propus_changes_rollback:
 * @connection: the history, after a transaction that failed
 */
void
propus_changes_rollback (PropusConnection *connection)
{
  connection->seen = connection->seen_before;
  g_array_set_size (connection->touched, 0);
}
