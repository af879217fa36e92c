/* propus-list-rows.c - what a list of chats reads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-list-rows.h"

/**
 * propus_list_rows_new:
 *
 * Returns: (transfer full): an empty question
 */
PropusListRows *
propus_list_rows_new (void)
{
  PropusListRows *self = g_new0 (PropusListRows, 1);

  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_conversation_row_free);
  return self;
}

/**
 * propus_list_rows_free:
 * @self: (transfer full): a #PropusListRows
 */
void
propus_list_rows_free (gpointer self)
{
  PropusListRows *rows = self;

  g_array_unref (rows->ids);
  g_ptr_array_unref (rows->rows);
  g_free (rows);
}

static gboolean
fetch (PropusConnection  *connection,
       PropusListRows    *rows,
       GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = propus_sqlite_prepare (connection->db,
                                "SELECT " PROPUS_CONVERSATION_COLUMNS " FROM conversations WHERE id = ?1", error);
  for (guint i = 0; stmt != NULL && i < rows->ids->len; i++)
    {
      gboolean has_row;

      sqlite3_reset (stmt);
      sqlite3_bind_int64 (stmt, 1, g_array_index (rows->ids, gint64, i));
      if (!propus_sqlite_step (stmt, &has_row, error))
        return FALSE;
      if (has_row)
        g_ptr_array_add (rows->rows, propus_conversation_row_read (stmt));
    }

  return stmt != NULL;
}

static gboolean
run_fetch (PropusConnection  *connection,
           gpointer           data,
           GError           **error)
{
  return fetch (connection, data, error);
}

const PropusJobType propus_list_rows_fetch_type = { .kind = PROPUS_JOB_READ, .run = run_fetch };

static gboolean
run_list (PropusConnection  *connection,
          gpointer           data,
          GError           **error)
{
  PropusListRows *rows = data;
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean has_row = TRUE;

  /* The index has all of this, in this order. */
  stmt = propus_sqlite_prepare (connection->db,
                                "SELECT id FROM conversations INDEXED BY conversations_in_list WHERE archived = ?1 "
                                "AND deleted IS NULL AND (?2 < 0 OR ifnull (folder_id, 0) = ?2) "
                                "ORDER BY pinned DESC, updated DESC, id DESC LIMIT ?3", error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int (stmt, 1, rows->filter.archived);
  sqlite3_bind_int64 (stmt, 2, rows->filter.folder_id);
  sqlite3_bind_int64 (stmt, 3, rows->limit > 0 ? (gint64) rows->limit : -1);
  while (has_row)
    {
      gint64 id;

      if (!propus_sqlite_step (stmt, &has_row, error))
        return FALSE;
      id = sqlite3_column_int64 (stmt, 0);
      if (has_row)
        g_array_append_val (rows->ids, id);
    }

  return rows->limit == 0 || fetch (connection, rows, error);
}

const PropusJobType propus_list_rows_list_type = { .kind = PROPUS_JOB_READ, .run = run_list };
