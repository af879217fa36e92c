/* propus-store.c - the history in SQLite, on one worker thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-store.h"

#include "propus-conversation-rows.h"
#include "propus-database-file.h"
#include "propus-database.h"
#include "propus-limits.h"
#include "propus-message-rows.h"

/**
 * PropusStore:
 *
 * The public side of the history: it copies what a call needs, puts it as a job before the worker (PropusDatabase) and
 * makes objects of what comes back. It lives on one thread, mostly the main one; no call but propus_store_close()
 * waits for the disk.
 *
 * A write that failed changed nothing. It may be repeated as it is: an append that had been stored after all is
 * recognised by its offsets.
 */
struct _PropusStore
{
  GObject parent_instance;

  char *path;
  char *moved_aside;
  PropusDatabase *database;       /* NULL once closed */
  GHashTable *being_inserted;     /* PropusConversation → NewId, both owned */
};

G_DEFINE_FINAL_TYPE (PropusStore, propus_store, G_TYPE_OBJECT)

static void
propus_store_dispose (GObject *object)
{
  propus_store_close (PROPUS_STORE (object));

  G_OBJECT_CLASS (propus_store_parent_class)->dispose (object);
}

static void
propus_store_finalize (GObject *object)
{
  PropusStore *self = PROPUS_STORE (object);

  g_hash_table_unref (self->being_inserted);
  g_free (self->moved_aside);
  g_free (self->path);

  G_OBJECT_CLASS (propus_store_parent_class)->finalize (object);
}

static void
propus_store_class_init (PropusStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_store_dispose;
  object_class->finalize = propus_store_finalize;
}

static void
propus_store_init (PropusStore *self)
{
  self->being_inserted = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_atomic_rc_box_release);
}

/**
 * propus_store_new:
 * @path: the database; nothing is opened before the first call that needs it
 *
 * Returns: (transfer full): the store
 */
PropusStore *
propus_store_new (const char *path)
{
  PropusStore *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_STORE, NULL);
  self->path = g_canonicalize_filename (path, NULL);
  self->database = propus_database_new (self->path);
  return self;
}

/**
 * propus_store_dup_default_path:
 *
 * Returns: (transfer full): `$XDG_DATA_HOME/propus/history.db`
 */
char *
propus_store_dup_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "propus", "history.db", NULL);
}

/**
 * propus_store_is_writable:
 * @self: a store
 *
 * Returns: %FALSE before it is open, while it cannot be opened, and when it may only be read
 */
gboolean
propus_store_is_writable (PropusStore *self)
{
  g_return_val_if_fail (PROPUS_IS_STORE (self), FALSE);

  return self->database != NULL && propus_database_is_writable (self->database);
}

/**
 * propus_store_get_moved_aside:
 * @self: a store
 *
 * Returns: (transfer none) (nullable): the new name of a damaged history, %NULL when there was none
 */
const char *
propus_store_get_moved_aside (PropusStore *self)
{
  g_return_val_if_fail (PROPUS_IS_STORE (self), NULL);

  if (self->moved_aside == NULL && self->database != NULL)
    self->moved_aside = g_strdup (propus_database_get_moved_aside (self->database));
  return self->moved_aside;
}

/**
 * propus_store_close:
 * @self: a store
 *
 * Runs what is queued, closes and joins the worker. Blocks. Calls that are made later fail.
 */
void
propus_store_close (PropusStore *self)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  propus_store_get_moved_aside (self);
  g_clear_pointer (&self->database, propus_database_free);
}

static void
submit (PropusStore         *self,
        const PropusJobType *type,
        gpointer             data,
        GDestroyNotify       data_free,
        gpointer             source_tag,
        GAsyncReadyCallback  callback,
        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, data, data_free);
  if (self->database != NULL)
    propus_database_push (self->database, type, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED, "the store is closed");
}

static gboolean
finish (PropusStore   *self,
        GAsyncResult  *result,
        gpointer       source_tag,
        GError       **error)
{
  g_return_val_if_fail (PROPUS_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- opening --- */

static const PropusJobType open_type = { .kind = PROPUS_JOB_OPEN };

/**
 * propus_store_open_async:
 * @self: a store
 * @callback: called when it is open, or cannot be opened
 * @user_data: for @callback
 */
void
propus_store_open_async (PropusStore         *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  submit (self, &open_type, NULL, NULL, propus_store_open_async, callback, user_data);
}

/**
 * propus_store_open_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when the history may be written; with %PROPUS_STORE_ERROR_NEWER and %PROPUS_STORE_ERROR_READ_ONLY it
 *   may be read all the same
 */
gboolean
propus_store_open_finish (PropusStore   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return finish (self, result, propus_store_open_async, error);
}

/* --- conversations --- */

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
  submit (self, &list_conversations_type, rows, (GDestroyNotify) g_ptr_array_unref,
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

  if (!finish (self, result, propus_store_list_conversations_async, error))
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

  save = g_new0 (SaveConversation, 1);
  save->conversation = g_object_ref (conversation);
  save->row = propus_conversation_row_new (conversation);
  if (save->row->id == 0)
    save->new_id = share_new_id (self, conversation);
  submit (self, &save_conversation_type, save, save_conversation_free, propus_store_save_conversation_async,
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
  return finish (self, result, propus_store_save_conversation_async, error);
}

typedef struct
{
  gint64 conversation_id;
  gboolean deleted;
} SetDeleted;

static gboolean
run_set_deleted (PropusConnection  *connection,
                 gpointer           data,
                 GError           **error)
{
  SetDeleted *set = data;

  return propus_conversation_rows_set_deleted (connection, set->conversation_id, set->deleted, error);
}

static const PropusJobType set_deleted_type = { .kind = PROPUS_JOB_WRITE, .run = run_set_deleted };

/**
 * propus_store_set_deleted_async:
 * @self: a store
 * @conversation_id: a stored conversation
 * @deleted: %TRUE takes it out of the list, %FALSE brings it back
 * @callback: called when that is stored
 * @user_data: for @callback
 */
void
propus_store_set_deleted_async (PropusStore         *self,
                                gint64               conversation_id,
                                gboolean             deleted,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  SetDeleted *set;

  g_return_if_fail (PROPUS_IS_STORE (self));

  set = g_new0 (SetDeleted, 1);
  set->conversation_id = conversation_id;
  set->deleted = deleted;
  submit (self, &set_deleted_type, set, g_free, propus_store_set_deleted_async, callback, user_data);
}

/**
 * propus_store_set_deleted_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when that is stored
 */
gboolean
propus_store_set_deleted_finish (PropusStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return finish (self, result, propus_store_set_deleted_async, error);
}

/* secure_delete has overwritten the words in the database; moving the WAL there and emptying it removes the last
 * copies. A reader in another process may hold that up: then a later checkpoint does it. */
static void
forget_words (PropusConnection *connection)
{
  sqlite3_busy_timeout (connection->db, (int) PROPUS_STORE_CHECKPOINT_MS);
  if (sqlite3_wal_checkpoint_v2 (connection->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) != SQLITE_OK)
    g_debug ("Deleted words stay in the WAL for now: %s", sqlite3_errmsg (connection->db));
  sqlite3_busy_timeout (connection->db, (int) PROPUS_STORE_BUSY_MS);
}

static gboolean
run_purge (PropusConnection  *connection,
           gpointer           data,
           GError           **error)
{
  return propus_conversation_rows_purge (connection, data, error);
}

static void
committed_purge (PropusConnection *connection,
                 const char       *path,
                 gpointer          data)
{
  guint *n_removed = data;

  if (*n_removed == 0)
    return;

  forget_words (connection);
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
 * until that one purges or ends, for its person may still undo. Their words are overwritten in the file, and the copies
 * that migrations made are removed.
 */
void
propus_store_purge_deleted_async (PropusStore         *self,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  submit (self, &purge_type, g_new0 (guint, 1), g_free, propus_store_purge_deleted_async, callback, user_data);
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
  return finish (self, result, propus_store_purge_deleted_async, error);
}

/* --- messages --- */

typedef struct
{
  gint64 conversation_id;
  GPtrArray *messages;      /* of PropusStoredMessage */
} LoadMessages;

static void
load_messages_free (gpointer data)
{
  LoadMessages *load = data;

  g_ptr_array_unref (load->messages);
  g_free (load);
}

static gboolean
run_load_messages (PropusConnection  *connection,
                   gpointer           data,
                   GError           **error)
{
  LoadMessages *load = data;

  return propus_message_rows_load (connection, load->conversation_id, load->messages, error);
}

static const PropusJobType load_messages_type = { .kind = PROPUS_JOB_READ, .run = run_load_messages };

/**
 * propus_store_load_messages_async:
 * @self: a store
 * @conversation_id: a stored conversation
 * @callback: called when they are read
 * @user_data: for @callback
 */
void
propus_store_load_messages_async (PropusStore         *self,
                                  gint64               conversation_id,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  LoadMessages *load;

  g_return_if_fail (PROPUS_IS_STORE (self));

  load = g_new0 (LoadMessages, 1);
  load->conversation_id = conversation_id;
  load->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_stored_message_free);
  submit (self, &load_messages_type, load, load_messages_free, propus_store_load_messages_async, callback, user_data);
}

/**
 * propus_store_load_messages_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * A turn that was running is %PROPUS_MESSAGE_INTERRUPTED, unless this very store runs it. The file is not changed by
 * that: when the turn runs on in another process, that one's state counts.
 *
 * Returns: (transfer full) (nullable) (element-type PropusMessage): all messages in the order in which they were added
 */
GPtrArray *
propus_store_load_messages_finish (PropusStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  GPtrArray *messages;
  LoadMessages *load;

  if (!finish (self, result, propus_store_load_messages_async, error))
    return NULL;

  load = g_task_get_task_data (G_TASK (result));
  messages = g_ptr_array_new_full (load->messages->len, g_object_unref);
  for (guint i = 0; i < load->messages->len; i++)
    g_ptr_array_add (messages, propus_stored_message_to_model (g_ptr_array_index (load->messages, i)));
  return messages;
}

typedef struct
{
  PropusMessage *message;     /* caller's thread only */
  PropusMessageRow *row;
  PropusSegment *all;         /* NULL when it is only updated */
} StoreMessage;

static void
store_message_free (gpointer data)
{
  StoreMessage *store = data;

  g_object_unref (store->message);
  propus_message_row_free (store->row);
  g_clear_pointer (&store->all, propus_segment_free);
  g_free (store);
}

static gboolean
run_add_message (PropusConnection  *connection,
                 gpointer           data,
                 GError           **error)
{
  StoreMessage *store = data;

  return propus_message_rows_insert (connection, store->row, store->all, &store->row->id, error);
}

static void
finished_add_message (gpointer source,
                      gpointer data,
                      gboolean success)
{
  StoreMessage *store = data;

  if (success)
    propus_message_set_id (store->message, store->row->id);
}

static const PropusJobType add_message_type = {
  .kind = PROPUS_JOB_WRITE,
  .run = run_add_message,
  .finished = finished_add_message,
};

/**
 * propus_store_add_message_async:
 * @self: a store
 * @conversation_id: a stored conversation
 * @message: a message without an id, stored as it is now
 * @callback: called when it is stored and has its id
 * @user_data: for @callback
 */
void
propus_store_add_message_async (PropusStore         *self,
                                gint64               conversation_id,
                                PropusMessage       *message,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  StoreMessage *store;

  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (PROPUS_IS_MESSAGE (message));

  store = g_new0 (StoreMessage, 1);
  store->message = g_object_ref (message);
  store->row = propus_message_row_new (message);
  store->row->conversation_id = conversation_id;
  store->all = propus_segment_new (message, 0, 0, 0);
  submit (self, &add_message_type, store, store_message_free, propus_store_add_message_async, callback, user_data);
}

/**
 * propus_store_add_message_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when it is stored
 */
gboolean
propus_store_add_message_finish (PropusStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return finish (self, result, propus_store_add_message_async, error);
}

static gboolean
run_append_segment (PropusConnection  *connection,
                    gpointer           data,
                    GError           **error)
{
  return propus_message_rows_append (connection, data, error);
}

static const PropusJobType append_segment_type = { .kind = PROPUS_JOB_WRITE, .run = run_append_segment };

/**
 * propus_store_append_segment_async:
 * @self: a store
 * @message: a stored message
 * @first_part: the first raw part that may not be stored yet
 * @text_offset: where the text that may not be stored yet begins, in bytes
 * @thoughts_offset: the same for the thoughts
 * @callback: called when all that the message had at this moment is stored
 * @user_data: for @callback
 *
 * Stores what streamed in. What lies behind these places and is stored already is left out, so that a call may be
 * repeated. When an earlier part is missing, because a call before this one failed, this one fails as well
 * (%PROPUS_STORE_ERROR_FAILED): repeat it from the place up to which all succeeded.
 */
void
propus_store_append_segment_async (PropusStore         *self,
                                   PropusMessage       *message,
                                   guint                first_part,
                                   gsize                text_offset,
                                   gsize                thoughts_offset,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (PROPUS_IS_MESSAGE (message));

  submit (self, &append_segment_type, propus_segment_new (message, first_part, text_offset, thoughts_offset),
          (GDestroyNotify) propus_segment_free, propus_store_append_segment_async, callback, user_data);
}

/**
 * propus_store_append_segment_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when it is stored
 */
gboolean
propus_store_append_segment_finish (PropusStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return finish (self, result, propus_store_append_segment_async, error);
}

static gboolean
run_update_message (PropusConnection  *connection,
                    gpointer           data,
                    GError           **error)
{
  StoreMessage *store = data;

  return propus_message_rows_update (connection, store->row, error);
}

static const PropusJobType update_message_type = { .kind = PROPUS_JOB_WRITE, .run = run_update_message };

/**
 * propus_store_update_message_async:
 * @self: a store
 * @message: a stored message
 * @callback: called when its state, model, finish reason, failure, usage and thinking time are stored
 * @user_data: for @callback
 *
 * A turn that runs in another process is not touched: %PROPUS_STORE_ERROR_BUSY.
 */
void
propus_store_update_message_async (PropusStore         *self,
                                   PropusMessage       *message,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  StoreMessage *store;

  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (PROPUS_IS_MESSAGE (message));

  store = g_new0 (StoreMessage, 1);
  store->message = g_object_ref (message);
  store->row = propus_message_row_new (message);
  submit (self, &update_message_type, store, store_message_free, propus_store_update_message_async, callback, user_data);
}

/**
 * propus_store_update_message_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when it is stored
 */
gboolean
propus_store_update_message_finish (PropusStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return finish (self, result, propus_store_update_message_async, error);
}

static gboolean
run_delete_message (PropusConnection  *connection,
                    gpointer           data,
                    GError           **error)
{
  gint64 *id = data;

  return propus_message_rows_delete (connection, *id, error);
}

static void
committed_delete_message (PropusConnection *connection,
                          const char       *path,
                          gpointer          data)
{
  forget_words (connection);
}

static const PropusJobType delete_message_type = {
  .kind = PROPUS_JOB_WRITE,
  .run = run_delete_message,
  .committed = committed_delete_message,
};

/**
 * propus_store_delete_message_async:
 * @self: a store
 * @message_id: a stored message
 * @callback: called when it is gone for good
 * @user_data: for @callback
 *
 * A turn that runs in another process is not touched: %PROPUS_STORE_ERROR_BUSY. One that is gone already is no error.
 */
void
propus_store_delete_message_async (PropusStore         *self,
                                   gint64               message_id,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  gint64 *id;

  g_return_if_fail (PROPUS_IS_STORE (self));

  id = g_new (gint64, 1);
  *id = message_id;
  submit (self, &delete_message_type, id, g_free, propus_store_delete_message_async, callback, user_data);
}

/**
 * propus_store_delete_message_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when it is gone
 */
gboolean
propus_store_delete_message_finish (PropusStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return finish (self, result, propus_store_delete_message_async, error);
}
