/* propus-store-folders.c - the calls of the store that concern folders
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-changes.h"
#include "propus-store-private.h"

typedef struct
{
  gint64 id;
  gint64 position;
  char *name;
  PropusFolder *folder;     /* caller's thread only */
  GArray *ids;
} FolderRow;

static void
folder_row_free (gpointer data)
{
  FolderRow *row = data;

  g_clear_object (&row->folder);
  g_clear_pointer (&row->ids, g_array_unref);
  g_free (row->name);
  g_free (row);
}

static gboolean
run_list_folders (PropusConnection  *connection,
                  gpointer           data,
                  GError           **error)
{
  GPtrArray *rows = data;
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean has_row = TRUE;

  stmt = propus_sqlite_prepare (connection->db, "SELECT id, name, position FROM folders ORDER BY position, id", error);
  while (stmt != NULL && has_row)
    {
      FolderRow *row;

      if (!propus_sqlite_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        break;

      row = g_new0 (FolderRow, 1);
      row->id = sqlite3_column_int64 (stmt, 0);
      row->name = propus_sqlite_dup_text (stmt, 1);
      row->position = sqlite3_column_int64 (stmt, 2);
      g_ptr_array_add (rows, row);
    }

  return stmt != NULL;
}

static const PropusJobType list_folders_type = { .kind = PROPUS_JOB_READ, .run = run_list_folders };

/**
 * propus_store_list_folders_async:
 * @self: a store
 * @callback: called when they are read
 * @user_data: for @callback
 */
void
propus_store_list_folders_async (PropusStore         *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  propus_store_submit (self, &list_folders_type, g_ptr_array_new_with_free_func (folder_row_free),
                       (GDestroyNotify) g_ptr_array_unref, propus_store_list_folders_async, callback, user_data);
}

/**
 * propus_store_list_folders_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: (transfer full) (nullable) (element-type PropusFolder): all folders in their order
 */
GPtrArray *
propus_store_list_folders_finish (PropusStore   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  GPtrArray *folders, *rows;

  if (!propus_store_finish (self, result, propus_store_list_folders_async, error))
    return NULL;

  rows = g_task_get_task_data (G_TASK (result));
  folders = g_ptr_array_new_full (rows->len, g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      FolderRow *row = g_ptr_array_index (rows, i);

      g_ptr_array_add (folders, propus_folder_new (row->id, row->name, row->position));
    }
  return folders;
}

static gboolean
run_save_folder (PropusConnection  *connection,
                 gpointer           data,
                 GError           **error)
{
  FolderRow *row = data;
  g_autoptr(sqlite3_stmt) stmt = NULL;

  if (row->position == 0 &&
      !propus_sqlite_query_int (connection->db, "SELECT ifnull (max (position), 0) + 1 FROM folders", &row->position, error))
    return FALSE;

  stmt = propus_sqlite_prepare (connection->db,
                                row->id == 0 ? "INSERT INTO folders (name, position) VALUES (?1, ?2)"
                                             : "UPDATE folders SET name = ?1, position = ?2 WHERE id = ?3", error);
  if (stmt == NULL)
    return FALSE;

  propus_sqlite_bind_text (stmt, 1, row->name);
  sqlite3_bind_int64 (stmt, 2, row->position);
  if (row->id != 0)
    sqlite3_bind_int64 (stmt, 3, row->id);
  if (!propus_sqlite_run (stmt, error))
    return FALSE;

  if (row->id == 0)
    row->id = sqlite3_last_insert_rowid (connection->db);
  return propus_changes_touch (connection, 0, error);
}

static void
finished_save_folder (gpointer source,
                      gpointer data,
                      gboolean success)
{
  FolderRow *row = data;

  if (!success)
    return;

  propus_folder_set_id (row->folder, row->id);
  propus_folder_set_position (row->folder, row->position);
}

static const PropusJobType save_folder_type = {
  .kind = PROPUS_JOB_WRITE,
  .run = run_save_folder,
  .finished = finished_save_folder,
};

/**
 * propus_store_save_folder_async:
 * @self: a store
 * @folder: inserted when its id is 0, else changed
 * @callback: called when it is stored and has its id
 * @user_data: for @callback
 */
void
propus_store_save_folder_async (PropusStore         *self,
                                PropusFolder        *folder,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  FolderRow *row;

  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (PROPUS_IS_FOLDER (folder));

  row = g_new0 (FolderRow, 1);
  row->folder = g_object_ref (folder);
  row->id = propus_folder_get_id (folder);
  row->name = g_strdup (propus_folder_get_name (folder));
  row->position = propus_folder_get_position (folder);
  propus_store_submit (self, &save_folder_type, row, folder_row_free, propus_store_save_folder_async, callback, user_data);
}

/**
 * propus_store_save_folder_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when it is stored
 */
gboolean
propus_store_save_folder_finish (PropusStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return propus_store_finish (self, result, propus_store_save_folder_async, error);
}

static gboolean
run_delete_folder (PropusConnection  *connection,
                   gpointer           data,
                   GError           **error)
{
  FolderRow *row = data;
  g_autoptr(sqlite3_stmt) find = NULL;
  g_autoptr(sqlite3_stmt) delete = NULL;
  gboolean has_row = TRUE;

  find = propus_sqlite_prepare (connection->db, "SELECT id FROM conversations WHERE folder_id = ?1", error);
  delete = find != NULL ? propus_sqlite_prepare (connection->db, "DELETE FROM folders WHERE id = ?1", error) : NULL;
  if (delete == NULL)
    return FALSE;

  sqlite3_bind_int64 (find, 1, row->id);
  while (has_row)
    {
      gint64 id;

      if (!propus_sqlite_step (find, &has_row, error))
        return FALSE;
      id = sqlite3_column_int64 (find, 0);
      if (has_row)
        g_array_append_val (row->ids, id);
    }

  sqlite3_bind_int64 (delete, 1, row->id);
  return propus_sqlite_run (delete, error) && propus_changes_touch (connection, 0, error);
}

static const PropusJobType delete_folder_type = { .kind = PROPUS_JOB_WRITE, .run = run_delete_folder };

/**
 * propus_store_delete_folder_async:
 * @self: a store
 * @folder_id: a folder
 * @callback: called when it is gone
 * @user_data: for @callback
 */
void
propus_store_delete_folder_async (PropusStore         *self,
                                  gint64               folder_id,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  FolderRow *row;

  g_return_if_fail (PROPUS_IS_STORE (self));

  row = g_new0 (FolderRow, 1);
  row->id = folder_id;
  row->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  propus_store_submit (self, &delete_folder_type, row, folder_row_free, propus_store_delete_folder_async,
                       callback, user_data);
}

/**
 * propus_store_delete_folder_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: (transfer full) (nullable) (element-type gint64): the conversations that were in it
 */
GArray *
propus_store_delete_folder_finish (PropusStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  FolderRow *row;

  if (!propus_store_finish (self, result, propus_store_delete_folder_async, error))
    return NULL;

  row = g_task_get_task_data (G_TASK (result));
  return g_array_ref (row->ids);
}
