/* propus-message-tree.c - versions, and which of them are displayed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-message-tree.h"
#include "propus-changes.h"
#include "propus-message-rows.h"

/* The ids of the path from the beginning to ?1. */
#define PATH_TO_1 \
  "WITH RECURSIVE path (id, parent_id) AS (SELECT id, parent_id FROM messages WHERE id = ?1 " \
  "UNION ALL SELECT m.id, m.parent_id FROM path JOIN messages m ON m.id = path.parent_id) "

/* Runs a statement with up to two numbers; the first column of the first row is the answer. */
static gboolean
query (PropusConnection  *connection,
       const char        *sql,
       gint64             first,
       gint64             second,
       gint64            *answer,
       GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = propus_sqlite_prepare (connection->db, sql, error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, first);
  if (sqlite3_bind_parameter_count (stmt) >= 2)
    sqlite3_bind_int64 (stmt, 2, second);
  if (!propus_sqlite_step (stmt, &row, error))
    return FALSE;

  if (answer != NULL)
    *answer = row ? sqlite3_column_int64 (stmt, 0) : 0;
  return TRUE;
}

static gboolean
list (PropusConnection  *connection,
      const char        *sql,
      gint64             value,
      GArray            *ids,
      GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = propus_sqlite_prepare (connection->db, sql, error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, value);
  while (row)
    {
      gint64 id;

      if (!propus_sqlite_step (stmt, &row, error))
        return FALSE;
      id = sqlite3_column_int64 (stmt, 0);
      if (row)
        g_array_append_val (ids, id);
    }

  return TRUE;
}

static gboolean
find_conversation (PropusConnection  *connection,
                   gint64             message_id,
                   gint64            *conversation_id,
                   GError           **error)
{
  if (!query (connection, "SELECT conversation_id FROM messages WHERE id = ?1", message_id, 0, conversation_id, error))
    return FALSE;
  if (*conversation_id != 0)
    return TRUE;

  g_set_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED, "no message %" G_GINT64_FORMAT, message_id);
  return FALSE;
}

/**
 * propus_message_tree_find_head:
 * @connection: the history
 * @conversation_id: a conversation
 * @id: (out): the end of its displayed branch, 0 when it is empty
 * @error: return location for a #PropusStoreError
 *
 * Deleted messages count: what comes next stands behind them when they are brought back.
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_message_tree_find_head (PropusConnection  *connection,
                               gint64             conversation_id,
                               gint64            *id,
                               GError           **error)
{
  return query (connection,
                "SELECT id FROM messages INDEXED BY messages_shown WHERE conversation_id = ?1 AND shown = 1 "
                "ORDER BY id DESC LIMIT 1", conversation_id, 0, id, error);
}

/**
 * propus_message_tree_find_parent:
 * @connection: the history
 * @conversation_id: the conversation that a message is put into
 * @parent_id: (inout): what it says; then what is so
 * @at_end: (out): whether that is the end of the displayed branch
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_message_tree_find_parent (PropusConnection  *connection,
                                 gint64             conversation_id,
                                 gint64            *parent_id,
                                 gboolean          *at_end,
                                 GError           **error)
{
  gint64 head, found = 0;

  if (!propus_message_tree_find_head (connection, conversation_id, &head, error))
    return FALSE;
  if (*parent_id > 0 &&
      !query (connection, "SELECT id FROM messages WHERE id = ?1 AND conversation_id = ?2", *parent_id, conversation_id,
              &found, error))
    return FALSE;

  /* Another window may have removed the parent for good: the words are kept all the same. */
  if (*parent_id != 0)
    *parent_id = found != 0 ? found : head;
  *at_end = *parent_id == head;
  return TRUE;
}

/**
 * propus_message_tree_show:
 * @connection: the history
 * @conversation_id: a conversation
 * @leaf: one of its messages
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_message_tree_show (PropusConnection  *connection,
                          gint64             conversation_id,
                          gint64             leaf,
                          GError           **error)
{
  return query (connection,
                PATH_TO_1 "UPDATE messages INDEXED BY messages_shown SET shown = 0 "
                "WHERE conversation_id = ?2 AND shown = 1 AND id NOT IN (SELECT id FROM path)",
                leaf, conversation_id, NULL, error) &&
         query (connection, PATH_TO_1 "UPDATE messages SET shown = 1 WHERE id IN (SELECT id FROM path) AND shown = 0",
                leaf, 0, NULL, error) &&
         propus_changes_touch (connection, conversation_id, error);
}

/**
 * propus_message_tree_show_version:
 * @connection: the history
 * @id: a message
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed, also when there is no such message
 */
gboolean
propus_message_tree_show_version (PropusConnection  *connection,
                                  gint64             id,
                                  GError           **error)
{
  gint64 conversation_id, leaf = id, child = id;

  if (!find_conversation (connection, id, &conversation_id, error))
    return FALSE;

  while (child != 0)
    {
      leaf = child;
      if (!query (connection,
                  "SELECT id FROM messages WHERE parent_id = ?1 AND conversation_id = ?2 "
                  "ORDER BY deleted IS NULL DESC, id DESC LIMIT 1", leaf, conversation_id, &child, error))
        return FALSE;
    }

  return propus_message_tree_show (connection, conversation_id, leaf, error);
}

/**
 * propus_message_tree_list_versions:
 * @connection: the history
 * @id: a message
 * @ids: gets the versions of it, oldest first
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_message_tree_list_versions (PropusConnection  *connection,
                                   gint64             id,
                                   GArray            *ids,
                                   GError           **error)
{
  return list (connection,
               "SELECT v.id FROM messages m JOIN messages v ON v.parent_id IS m.parent_id "
               "AND v.conversation_id = m.conversation_id AND v.role = m.role "
               "WHERE m.id = ?1 AND v.deleted IS NULL ORDER BY v.id", id, ids, error);
}

/* Copies one message under a new parent; @new_id gets its number. */
static gboolean
copy_message (PropusConnection  *connection,
              gint64             id,
              gint64             conversation_id,
              gint64            *new_id,
              GError           **error)
{
  static const char * const copies[] = {
    "INSERT INTO segments SELECT (?2 << 20) + (id & 0xfffff), part_end, text_end, thoughts_end, parts, text, thoughts "
    "FROM segments WHERE id >= ?1 << 20 AND id < (?1 + 1) << 20",
    "INSERT INTO attachments (message_id, position, hash, mime, name, size, extra) "
    "SELECT ?2, position, hash, mime, name, size, extra FROM attachments WHERE message_id = ?1",
    "INSERT INTO message_text SELECT ?2, folded FROM message_text WHERE id = ?1",
    "INSERT INTO message_index (rowid, folded) SELECT id, folded FROM message_text WHERE id = ?2 AND ?1 > 0",
  };
  g_autoptr(sqlite3_stmt) stmt = NULL;

  /* What still runs is taken as it is stored. */
  stmt = propus_sqlite_prepare (connection->db,
                                "INSERT INTO messages (conversation_id, parent_id, role, state, created, model, "
                                "finish_reason, failure, failure_detail, failure_text, usage, thinking_us, facts, text) "
                                "SELECT ?2, nullif (?3, 0), role, iif (writer IS NULL, state, 'interrupted'), created, "
                                "model, finish_reason, failure, failure_detail, failure_text, usage, thinking_us, facts, "
                                "text FROM messages WHERE id = ?1", error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, id);
  sqlite3_bind_int64 (stmt, 2, conversation_id);
  sqlite3_bind_int64 (stmt, 3, *new_id);
  if (!propus_sqlite_run (stmt, error))
    return FALSE;

  *new_id = sqlite3_last_insert_rowid (connection->db);
  for (gsize i = 0; i < G_N_ELEMENTS (copies); i++)
    if (!query (connection, copies[i], id, *new_id, NULL, error))
      return FALSE;

  return TRUE;
}

/**
 * propus_message_tree_copy_path:
 * @connection: the history
 * @id: a message
 * @new_conversation: (out): a new conversation that ends in a copy of it
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_message_tree_copy_path (PropusConnection  *connection,
                               gint64             id,
                               gint64            *new_conversation,
                               GError           **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 conversation_id, parent = 0;

  if (!find_conversation (connection, id, &conversation_id, error) ||
      !query (connection,
              "INSERT INTO conversations (title, title_folded, title_origin, model, settings, folder_id, draft, created, "
              "updated) SELECT title, title_folded, title_origin, model, settings, folder_id, '', ?2, ?2 "
              "FROM conversations WHERE id = ?1", conversation_id, g_get_real_time (), NULL, error))
    return FALSE;

  *new_conversation = sqlite3_last_insert_rowid (connection->db);
  if (!list (connection,
             PATH_TO_1 "SELECT m.id FROM path JOIN messages m USING (id) WHERE m.deleted IS NULL ORDER BY m.id",
             id, ids, error))
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    if (!copy_message (connection, g_array_index (ids, gint64, i), *new_conversation, &parent, error))
      return FALSE;

  return propus_changes_touch (connection, *new_conversation, error);
}

static gboolean
set_deleted (PropusConnection  *connection,
             gint64             id,
             gboolean           deleted,
             GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = propus_sqlite_prepare (connection->db, "UPDATE messages SET deleted = ?1, deleted_by = ?2 WHERE id = ?3", error);
  if (stmt == NULL)
    return FALSE;

  if (deleted)
    {
      sqlite3_bind_int64 (stmt, 1, g_get_real_time ());
      sqlite3_bind_int64 (stmt, 2, propus_writer_lock_get_id (connection->lock));
    }
  sqlite3_bind_int64 (stmt, 3, id);
  return propus_sqlite_run (stmt, error);
}

/* A prompt goes with the answers that stand between it and the next prompt. */
static gboolean
list_turn (PropusConnection  *connection,
           gint64             id,
           GArray            *ids,
           GError           **error)
{
  gint64 is_prompt;

  g_array_append_val (ids, id);
  if (!query (connection, "SELECT role = 'user' AND shown FROM messages WHERE id = ?1", id, 0, &is_prompt, error))
    return FALSE;
  if (!is_prompt)
    return TRUE;

  return list (connection,
               "SELECT a.id FROM messages p JOIN messages a INDEXED BY messages_shown "
               "ON a.conversation_id = p.conversation_id AND a.shown = 1 AND a.deleted IS NULL AND a.id > p.id "
               "WHERE p.id = ?1 AND a.id < ifnull ((SELECT min (n.id) FROM messages n INDEXED BY messages_shown "
               "WHERE n.conversation_id = p.conversation_id AND n.shown = 1 AND n.deleted IS NULL AND n.id > p.id "
               "AND n.role = 'user'), 0x7fffffffffffffff) ORDER BY a.id", id, ids, error);
}

/* When nothing follows what was deleted, another version of it may take its place. */
static gboolean
show_other_version (PropusConnection  *connection,
                    gint64             conversation_id,
                    GArray            *ids,
                    GError           **error)
{
  gint64 first = g_array_index (ids, gint64, 0);
  gint64 last = g_array_index (ids, gint64, ids->len - 1);
  gint64 later;
  g_autoptr(GArray) versions = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!query (connection,
              "SELECT id FROM messages INDEXED BY messages_shown WHERE conversation_id = ?2 AND shown = 1 "
              "AND deleted IS NULL AND id > ?1 LIMIT 1", last, conversation_id, &later, error) ||
      !propus_message_tree_list_versions (connection, first, versions, error))
    return FALSE;

  return later != 0 || versions->len == 0 ||
         propus_message_tree_show_version (connection, g_array_index (versions, gint64, versions->len - 1), error);
}

/**
 * propus_message_tree_delete_turn:
 * @connection: the history
 * @id: a message
 * @ids: gets what was marked as deleted
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed, also when part of it runs in another process
 */
gboolean
propus_message_tree_delete_turn (PropusConnection  *connection,
                                 gint64             id,
                                 GArray            *ids,
                                 GError           **error)
{
  gint64 conversation_id;

  if (!find_conversation (connection, id, &conversation_id, error) || !list_turn (connection, id, ids, error))
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      gboolean exists;

      if (!propus_message_rows_may_change (connection, g_array_index (ids, gint64, i), &exists, error) ||
          !set_deleted (connection, g_array_index (ids, gint64, i), TRUE, error))
        return FALSE;
    }

  return show_other_version (connection, conversation_id, ids, error) &&
         propus_changes_touch (connection, conversation_id, error);
}

/**
 * propus_message_tree_undelete:
 * @connection: the history
 * @ids: what propus_message_tree_delete_turn() gave; those that are gone are left out
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_message_tree_undelete (PropusConnection  *connection,
                              GArray            *ids,
                              GError           **error)
{
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      gint64 conversation_id, shown;

      if (!query (connection, "SELECT conversation_id FROM messages WHERE id = ?1", id, 0, &conversation_id, error) ||
          !query (connection, "SELECT shown FROM messages WHERE id = ?1", id, 0, &shown, error))
        return FALSE;
      if (conversation_id == 0)
        continue;

      if (!set_deleted (connection, id, FALSE, error) ||
          (!shown && !propus_message_tree_show_version (connection, id, error)) ||
          !propus_changes_touch (connection, conversation_id, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * propus_message_tree_purge:
 * @connection: the history
 * @n_removed: (out): how many went
 * @error: return location for a #PropusStoreError
 *
 * Removes what this store, or one that is gone, had marked as deleted.
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_message_tree_purge (PropusConnection  *connection,
                           guint             *n_removed,
                           GError           **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 own = propus_writer_lock_get_id (connection->lock);

  *n_removed = 0;
  if (!list (connection, "SELECT id FROM messages INDEXED BY messages_deleted WHERE deleted IS NOT NULL AND ?1 = ?1",
             0, ids, error))
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      gint64 by;

      if (!query (connection, "SELECT deleted_by FROM messages WHERE id = ?1", id, 0, &by, error))
        return FALSE;
      if (by != own && propus_writer_lock_is_alive (connection->lock, by))
        continue;
      if (!propus_message_rows_delete (connection, id, error))
        return FALSE;
      (*n_removed)++;
    }

  return TRUE;
}
