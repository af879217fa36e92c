/* propus-store-conversations.c - the calls of the store that concern conversations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-attachment-rows.h"
#include "propus-conversation-rows.h"
#include "propus-database-file.h"
#include "propus-message-tree.h"
#include "propus-store-private.h"

static gboolean
run_list_conversations (PropusConnection  *connection,
                        gpointer           data,
                        GError           **error)
{
  return propus_conversation_rows_list (connection, data, error);
}

static const PropusJobType list_conversations_type = { .kind = PROPUS_JOB_READ, .run = run_list_conversations };

/**
 * propus_store_list_conversations_async:
 * @self: a store
 * @callback: called when they are read
 * @user_data: for @callback
 */
void
propus_store_list_conversations_async (PropusStore         *self,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  GPtrArray *rows;

  g_return_if_fail (PROPUS_IS_STORE (self));

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_conversation_row_free);
  propus_store_submit (self, &list_conversations_type, rows, (GDestroyNotify) g_ptr_array_unref,
                       propus_store_list_conversations_async, callback, user_data);
}

/**
 * propus_store_list_conversations_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: (transfer full) (nullable) (element-type PropusConversation): all that are not deleted, newest first,
 *   without messages
 */
GPtrArray *
propus_store_list_conversations_finish (PropusStore   *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  GPtrArray *conversations, *rows;

  if (!propus_store_finish (self, result, propus_store_list_conversations_async, error))
    return NULL;

  rows = g_task_get_task_data (G_TASK (result));
  conversations = g_ptr_array_new_full (rows->len, g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (conversations, propus_conversation_row_to_model (g_ptr_array_index (rows, i)));
  return conversations;
}

/* The number that an insertion gives. All saves of a new conversation that were asked for before it had one share it:
 * the first that succeeds inserts, the others change that row. */
typedef struct
{
  gint64 id;            /* worker only, until the job is finished */
} NewId;

typedef struct
{
  PropusConversation *conversation;   /* caller's thread only */
  PropusConversationRow *row;
  NewId *new_id;                      /* NULL: it has a number */
} SaveConversation;

static void
save_conversation_free (gpointer data)
{
  SaveConversation *save = data;

  g_object_unref (save->conversation);
  propus_conversation_row_free (save->row);
  g_clear_pointer (&save->new_id, g_atomic_rc_box_release);
  g_free (save);
}

static gboolean
run_save_conversation (PropusConnection  *connection,
                       gpointer           data,
                       GError           **error)
{
  SaveConversation *save = data;

  if (save->row->id == 0 && save->new_id->id == 0)
    return propus_conversation_rows_insert (connection, save->row, &save->row->id, error);

  if (save->row->id == 0)
    save->row->id = save->new_id->id;
  return propus_conversation_rows_update (connection, save->row, error);
}

static void
committed_save_conversation (PropusConnection *connection,
                             const char       *path,
                             gpointer          data)
{
  SaveConversation *save = data;

  if (save->new_id != NULL)
    save->new_id->id = save->row->id;
}

static void
finished_save_conversation (gpointer source,
                            gpointer data,
                            gboolean success)
{
  PropusStore *self = source;
  SaveConversation *save = data;

  if (save->new_id == NULL || !success)
    return;

  if (propus_conversation_get_id (save->conversation) == 0)
    propus_conversation_set_id (save->conversation, save->row->id);
  g_hash_table_remove (self->being_inserted, save->conversation);
}

static const PropusJobType save_conversation_type = {
  .kind = PROPUS_JOB_WRITE,
  .run = run_save_conversation,
  .committed = committed_save_conversation,
  .finished = finished_save_conversation,
};

static NewId *
share_new_id (PropusStore        *self,
              PropusConversation *conversation)
{
  NewId *new_id = g_hash_table_lookup (self->being_inserted, conversation);

  if (new_id == NULL)
    {
      new_id = g_atomic_rc_box_new0 (NewId);
      g_hash_table_insert (self->being_inserted, g_object_ref (conversation), new_id);
    }

  return g_atomic_rc_box_acquire (new_id);
}

/**
 * propus_store_save_conversation_async:
 * @self: a store
 * @conversation: inserted when its id is 0, else changed; several saves may be on their way
 * @callback: called when it is stored and has its id
 * @user_data: for @callback
 */
void
propus_store_save_conversation_async (PropusStore         *self,
                                      PropusConversation  *conversation,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  SaveConversation *save;

  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));
  g_return_if_fail (!propus_conversation_get_temporary (conversation));

  save = g_new0 (SaveConversation, 1);
  save->conversation = g_object_ref (conversation);
  save->row = propus_conversation_row_new (conversation);
  if (save->row->id == 0)
    save->new_id = share_new_id (self, conversation);
  propus_store_submit (self, &save_conversation_type, save, save_conversation_free, propus_store_save_conversation_async,
                       callback, user_data);
}

/**
 * propus_store_save_conversation_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when it is stored
 */
gboolean
propus_store_save_conversation_finish (PropusStore   *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  return propus_store_finish (self, result, propus_store_save_conversation_async, error);
}

static gboolean
run_purge (PropusConnection  *connection,
           gpointer           data,
           GError           **error)
{
  guint *n_removed = data;
  guint n_messages;

  if (!propus_conversation_rows_purge (connection, n_removed, error) ||
      !propus_message_tree_purge (connection, &n_messages, error) ||
      !propus_attachment_rows_drop_loose (connection, error))
    return FALSE;

  *n_removed += n_messages;
  return TRUE;
}

/* Others are kept from adding attachments while the list of the needed ones is compared with the folder. */
static void
sweep (PropusConnection *connection,
       const char       *path)
{
  g_autoptr(GPtrArray) hashes = NULL;

  if (!propus_sqlite_exec (connection->db, "BEGIN IMMEDIATE", NULL))
    return;

  hashes = propus_attachment_rows_list_hashes (connection, NULL);
  if (hashes != NULL)
    propus_attachment_rows_sweep (path, hashes);
  sqlite3_exec (connection->db, "ROLLBACK", NULL, NULL, NULL);
}

static void
committed_purge (PropusConnection *connection,
                 const char       *path,
                 gpointer          data)
{
  guint *n_removed = data;

  sweep (connection, path);
  if (*n_removed == 0)
    return;

  propus_connection_forget_words (connection);
  propus_database_file_remove_backups (path);
}

static const PropusJobType purge_type = { .kind = PROPUS_JOB_WRITE, .run = run_purge, .committed = committed_purge };

/**
 * propus_store_purge_deleted_async:
 * @self: a store
 * @callback: called when they are gone
 * @user_data: for @callback
 *
 * Removes for good what was marked as deleted here or by a store that is gone; what another open window marked stays
 * until that one purges or ends, for its person may still undo. The same goes for turns. Their words are overwritten in
 * the file; the copies that migrations made, and attachments that nothing needs any more, are removed.
 */
void
propus_store_purge_deleted_async (PropusStore         *self,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  propus_store_submit (self, &purge_type, g_new0 (guint, 1), g_free, propus_store_purge_deleted_async, callback, user_data);
}

/**
 * propus_store_purge_deleted_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when they are gone
 */
gboolean
propus_store_purge_deleted_finish (PropusStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return propus_store_finish (self, result, propus_store_purge_deleted_async, error);
}
