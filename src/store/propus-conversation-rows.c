/* propus-conversation-rows.c - the table of conversations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-conversation-rows.h"
#include "propus-changes.h"
#include "propus-index-rows.h"

/**
 * propus_conversation_row_new:
 * @conversation: what to copy
 *
 * Returns: (transfer full): its row as it is now
 */
PropusConversationRow *
propus_conversation_row_new (PropusConversation *conversation)
{
  PropusConversationRow *self = g_new0 (PropusConversationRow, 1);

  self->id = propus_conversation_get_id (conversation);
  self->updated = propus_conversation_get_updated (conversation);
  self->title = g_strdup (propus_conversation_get_title (conversation));
  self->model = g_strdup (propus_conversation_get_model (conversation));
  self->draft = g_strdup (propus_conversation_get_draft (conversation));
  self->settings = g_strdup (propus_conversation_get_settings (conversation));
  self->created = propus_conversation_get_created (conversation);
  self->folder_id = propus_conversation_get_folder_id (conversation);
  self->title_origin = propus_conversation_get_title_origin (conversation);
  self->pinned = propus_conversation_get_pinned (conversation);
  self->archived = propus_conversation_get_archived (conversation);
  return self;
}

/**
 * propus_conversation_row_free:
 * @self: (transfer full): a row
 */
void
propus_conversation_row_free (PropusConversationRow *self)
{
  g_free (self->title);
  g_free (self->model);
  g_free (self->draft);
  g_free (self->settings);
  g_free (self);
}

/**
 * propus_conversation_row_to_model:
 * @self: a row
 *
 * Returns: (transfer full): the conversation, without messages
 */
PropusConversation *
propus_conversation_row_to_model (const PropusConversationRow *self)
{
  PropusConversation *conversation = propus_conversation_new (self->id);

  propus_conversation_set_title (conversation, self->title);
  propus_conversation_set_model (conversation, self->model);
  propus_conversation_set_draft (conversation, self->draft);
  propus_conversation_set_settings (conversation, self->settings);
  propus_conversation_set_created (conversation, self->created);
  propus_conversation_set_updated (conversation, self->updated);
  propus_conversation_set_folder_id (conversation, self->folder_id);
  propus_conversation_set_title_origin (conversation, self->title_origin);
  propus_conversation_set_pinned (conversation, self->pinned);
  propus_conversation_set_archived (conversation, self->archived);
  return conversation;
}

static const char *
get_origin_nick (PropusTitleOrigin origin)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (PROPUS_TYPE_TITLE_ORIGIN);

  return g_enum_get_value (klass, (int) origin)->value_nick;
}

static PropusTitleOrigin
read_origin (sqlite3_stmt *stmt,
             int           column)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (PROPUS_TYPE_TITLE_ORIGIN);
  const char *nick = (const char *) sqlite3_column_text (stmt, column);
  GEnumValue *value = nick != NULL ? g_enum_get_value_by_nick (klass, nick) : NULL;

  /* What a newer Propus may call otherwise is better not replaced. */
  return value != NULL ? (PropusTitleOrigin) value->value : PROPUS_TITLE_USER;
}

/**
 * propus_conversation_row_read:
 * @stmt: a statement that stands on a row of %PROPUS_CONVERSATION_COLUMNS
 *
 * Returns: (transfer full): the row
 */
PropusConversationRow *
propus_conversation_row_read (sqlite3_stmt *stmt)
{
  PropusConversationRow *row = g_new0 (PropusConversationRow, 1);

  row->id = sqlite3_column_int64 (stmt, 0);
  row->title = propus_sqlite_dup_text (stmt, 1);
  row->model = propus_sqlite_dup_text (stmt, 2);
  row->draft = propus_sqlite_dup_text (stmt, 3);
  row->updated = sqlite3_column_int64 (stmt, 4);
  row->created = sqlite3_column_int64 (stmt, 5);
  row->folder_id = sqlite3_column_int64 (stmt, 6);
  row->pinned = sqlite3_column_int (stmt, 7) != 0;
  row->archived = sqlite3_column_int (stmt, 8) != 0;
  row->title_origin = read_origin (stmt, 9);
  row->settings = propus_sqlite_dup_text (stmt, 10);
  return row;
}

/**
 * propus_conversation_rows_list:
 * @connection: the history
 * @rows: (element-type PropusConversationRow): gets all that are not deleted, newest first
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_conversation_rows_list (PropusConnection  *connection,
                               GPtrArray         *rows,
                               GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean row = TRUE;

  stmt = propus_sqlite_prepare (connection->db,
                                "SELECT " PROPUS_CONVERSATION_COLUMNS " FROM conversations "
                                "WHERE deleted IS NULL ORDER BY updated DESC, id DESC", error);
  while (stmt != NULL && row)
    {
      if (!propus_sqlite_step (stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (rows, propus_conversation_row_read (stmt));
    }

  return stmt != NULL;
}

static void
bind_row (sqlite3_stmt                *stmt,
          const PropusConversationRow *row)
{
  propus_sqlite_bind_text (stmt, 1, row->title);
  propus_sqlite_bind_text (stmt, 2, row->model);
  propus_sqlite_bind_text (stmt, 3, row->draft);
  sqlite3_bind_int64 (stmt, 4, row->updated);
  propus_sqlite_bind_text (stmt, 5, get_origin_nick (row->title_origin));
  propus_sqlite_bind_text (stmt, 6, row->settings);
}

/* Runs a statement that must meet exactly the one conversation. */
static gboolean
run_on_one (PropusConnection  *connection,
            sqlite3_stmt      *stmt,
            gint64             id,
            GError           **error)
{
  if (!propus_sqlite_run (stmt, error))
    return FALSE;
  if (sqlite3_changes (connection->db) == 1)
    return TRUE;

  g_set_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED, "no conversation %" G_GINT64_FORMAT, id);
  return FALSE;
}

/**
 * propus_conversation_rows_insert:
 * @connection: the history
 * @row: what to store
 * @id: (out): the number it got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_conversation_rows_insert (PropusConnection             *connection,
                                 const PropusConversationRow  *row,
                                 gint64                       *id,
                                 GError                      **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = propus_sqlite_prepare (connection->db,
                                "INSERT INTO conversations (title, title_folded, model, draft, updated, title_origin, "
                                "settings, created, folder_id, pinned, archived) "
                                "VALUES (?1, propus_fold (?1), ?2, ?3, ?4, ?5, ?6, ?7, "
                                "(SELECT id FROM folders WHERE id = ?8), ?9, ?10)", error);
  if (stmt == NULL)
    return FALSE;

  bind_row (stmt, row);
  sqlite3_bind_int64 (stmt, 7, row->created);
  sqlite3_bind_int64 (stmt, 8, row->folder_id);
  sqlite3_bind_int (stmt, 9, row->pinned);
  sqlite3_bind_int (stmt, 10, row->archived);
  if (!propus_sqlite_run (stmt, error))
    return FALSE;

  *id = sqlite3_last_insert_rowid (connection->db);
  return propus_changes_touch (connection, *id, error);
}

/* The person typed a title in another window, which this one has not heard of yet. */
#define KEEPS_TITLE "title_origin = 'user' AND ?5 <> 'user'"

/**
 * propus_conversation_rows_update:
 * @connection: the history
 * @row: what to store
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed, also when there is no such row
 */
gboolean
propus_conversation_rows_update (PropusConnection             *connection,
                                 const PropusConversationRow  *row,
                                 GError                      **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = propus_sqlite_prepare (connection->db,
                                "UPDATE conversations SET model = ?2, draft = ?3, updated = ?4, settings = ?6, "
                                "title = iif (" KEEPS_TITLE ", title, ?1), "
                                "title_folded = iif (" KEEPS_TITLE ", title_folded, propus_fold (?1)), "
                                "title_origin = iif (" KEEPS_TITLE ", title_origin, ?5) WHERE id = ?7", error);
  if (stmt == NULL)
    return FALSE;

  bind_row (stmt, row);
  sqlite3_bind_int64 (stmt, 7, row->id);
  return run_on_one (connection, stmt, row->id, error) && propus_changes_touch (connection, row->id, error);
}

/**
 * propus_conversation_rows_find:
 * @connection: the history
 * @id: a conversation
 * @row: (out) (transfer full) (nullable): it, %NULL when there is none or it is deleted
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_conversation_rows_find (PropusConnection       *connection,
                               gint64                  id,
                               PropusConversationRow **row,
                               GError                **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  *row = NULL;
  stmt = propus_sqlite_prepare (connection->db,
                                "SELECT " PROPUS_CONVERSATION_COLUMNS " FROM conversations "
                                "WHERE id = ?1 AND deleted IS NULL", error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, id);
  if (!propus_sqlite_step (stmt, &has_row, error))
    return FALSE;

  if (has_row)
    *row = propus_conversation_row_read (stmt);
  return TRUE;
}

/**
 * propus_conversation_rows_change:
 * @connection: the history
 * @sql: an update of one conversation: ?1 is its number, ?2 @number, ?3 @text
 * @id: a conversation; nothing happens when it is gone
 * @number: a value
 * @text: (nullable): another
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_conversation_rows_change (PropusConnection  *connection,
                                 const char        *sql,
                                 gint64             id,
                                 gint64             number,
                                 const char        *text,
                                 GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = propus_sqlite_prepare (connection->db, sql, error);

  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, id);
  sqlite3_bind_int64 (stmt, 2, number);
  if (sqlite3_bind_parameter_count (stmt) >= 3)
    propus_sqlite_bind_text (stmt, 3, text);
  if (!propus_sqlite_run (stmt, error))
    return FALSE;

  return sqlite3_changes (connection->db) == 0 || propus_changes_touch (connection, id, error);
}

/**
 * propus_conversation_rows_set_deleted:
 * @connection: the history
 * @id: a conversation
 * @deleted: %FALSE brings it back
 * @error: return location for a #PropusStoreError
 *
 * Marks it, with this store as the one that may still undo.
 *
 * Returns: %FALSE with @error set when it failed, also when there is no such row
 */
gboolean
propus_conversation_rows_set_deleted (PropusConnection  *connection,
                                      gint64             id,
                                      gboolean           deleted,
                                      GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = propus_sqlite_prepare (connection->db,
                                "UPDATE conversations SET deleted = ?1, deleted_by = ?2 WHERE id = ?3", error);
  if (stmt == NULL)
    return FALSE;

  if (deleted)
    {
      sqlite3_bind_int64 (stmt, 1, g_get_real_time ());
      sqlite3_bind_int64 (stmt, 2, propus_writer_lock_get_id (connection->lock));
    }
  sqlite3_bind_int64 (stmt, 3, id);
  return run_on_one (connection, stmt, id, error) && propus_changes_touch (connection, id, error);
}

/**
 * propus_conversation_rows_hide:
 * @connection: the history
 * @id: a conversation that is not whole yet
 * @error: return location for a #PropusStoreError
 *
 * Marks it as deleted by the negative of this store's number: it is purged once this store is gone, but not by it.
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_conversation_rows_hide (PropusConnection  *connection,
                               gint64             id,
                               GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = propus_sqlite_prepare (connection->db, "UPDATE conversations SET deleted = ?1, deleted_by = ?2 WHERE id = ?3", error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, g_get_real_time ());
  sqlite3_bind_int64 (stmt, 2, -propus_writer_lock_get_id (connection->lock));
  sqlite3_bind_int64 (stmt, 3, id);
  return propus_sqlite_run (stmt, error);
}

/**
 * propus_conversation_rows_remove:
 * @connection: the history
 * @id: a conversation; nothing happens when it is gone
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_conversation_rows_remove (PropusConnection  *connection,
                                 gint64             id,
                                 GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  if (!propus_index_rows_remove_all (connection, id, error))
    return FALSE;

  stmt = propus_sqlite_prepare (connection->db, "DELETE FROM conversations WHERE id = ?1", error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, id);
  return propus_sqlite_run (stmt, error);
}

/* The marked ones of this store and of stores that are gone; others may still undo theirs. */
static GArray *
find_purgeable (PropusConnection  *connection,
                GError           **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gint64 own = propus_writer_lock_get_id (connection->lock);
  gboolean row = TRUE;

  stmt = propus_sqlite_prepare (connection->db,
                                "SELECT id, deleted_by FROM conversations WHERE deleted IS NOT NULL", error);
  if (stmt == NULL)
    return NULL;

  while (row)
    {
      gint64 id, by;

      if (!propus_sqlite_step (stmt, &row, error))
        return NULL;
      id = sqlite3_column_int64 (stmt, 0);
      by = sqlite3_column_int64 (stmt, 1);
      if (row && (by == own || !propus_writer_lock_is_alive (connection->lock, ABS (by))))
        g_array_append_val (ids, id);
    }

  return g_steal_pointer (&ids);
}

/**
 * propus_conversation_rows_purge:
 * @connection: the history
 * @n_removed: (out): how many went
 * @error: return location for a #PropusStoreError
 *
 * Removes, with all messages, what was marked as deleted by this store or by one that is gone.
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_conversation_rows_purge (PropusConnection  *connection,
                                guint             *n_removed,
                                GError           **error)
{
  g_autoptr(GArray) ids = find_purgeable (connection, error);

  if (ids == NULL)
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    if (!propus_conversation_rows_remove (connection, g_array_index (ids, gint64, i), error))
      return FALSE;

  *n_removed = ids->len;
  return TRUE;
}
