/* propus-store-import.c - many conversations at once, all or nothing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-conversation-rows.h"
#include "propus-limits.h"
#include "propus-message-rows.h"
#include "propus-message-tree.h"
#include "propus-store-private.h"

/* What is imported is stored in several transactions, so that an answer that streams in meanwhile is saved in time. Until
 * the last one has brought all of it to light it is hidden (marked as deleted, in a way that purging leaves alone as long
 * as this store lives): when the process ends before, the next start removes it. */
typedef struct
{
  GPtrArray *conversations;   /* of PropusConversation; caller's thread only */
  guint next;                 /* of them */
  GArray *heads;              /* of gint64; NULL: each ends in its last message */
  gboolean is_piece;          /* stays hidden */
  GArray *ids;                /* of what is stored */
  GError *error;              /* the import is being taken back */
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_ptr_array_unref (import->conversations);
  g_clear_pointer (&import->heads, g_array_unref);
  g_array_unref (import->ids);
  g_clear_error (&import->error);
  g_free (import);
}

typedef struct
{
  PropusConversationRow *row;
  GPtrArray *messages;        /* of PropusStoredMessage */
  gint64 head;                /* the importer's number; 0: the last */
} Chat;

static void
chat_free (gpointer data)
{
  Chat *chat = data;

  propus_conversation_row_free (chat->row);
  g_ptr_array_unref (chat->messages);
  g_free (chat);
}

static Chat *
chat_new (PropusConversation *conversation,
          gint64              head)
{
  Chat *chat = g_new0 (Chat, 1);

  chat->head = head;
  chat->row = propus_conversation_row_new (conversation);
  chat->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_stored_message_free);
  for (guint i = 0; i < propus_conversation_get_n_messages (conversation); i++)
    {
      PropusMessage *message = propus_conversation_get_message (conversation, i);
      PropusStoredMessage *stored = g_new0 (PropusStoredMessage, 1);

      stored->row = propus_message_row_new (message);
      stored->segment = propus_segment_new (message, 0, 0, 0);
      if (propus_message_is_running (message))
        stored->row->state = PROPUS_MESSAGE_INTERRUPTED;
      g_ptr_array_add (chat->messages, stored);
    }
  return chat;
}

static gboolean
store_chat (PropusConnection  *connection,
            Chat              *chat,
            GError           **error)
{
  g_autoptr(GHashTable) new_ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  gint64 *head;

  if (!propus_conversation_rows_insert (connection, chat->row, &chat->row->id, error) ||
      !propus_conversation_rows_hide (connection, chat->row->id, error))
    return FALSE;

  for (guint i = 0; i < chat->messages->len; i++)
    {
      PropusStoredMessage *message = g_ptr_array_index (chat->messages, i);
      gint64 old_id = message->row->id;
      gint64 *parent = g_hash_table_lookup (new_ids, &message->row->parent_id);

      /* A parent that is not among those before is nobody's: then the one before it is. */
      if (message->row->parent_id != 0)
        message->row->parent_id = parent != NULL ? *parent : PROPUS_MESSAGE_PARENT_LAST;
      message->row->conversation_id = chat->row->id;
      if (!propus_message_rows_insert (connection, message->row, message->segment, error))
        return FALSE;
      if (old_id != 0)
        g_hash_table_insert (new_ids, g_memdup2 (&old_id, sizeof old_id), g_memdup2 (&message->row->id, sizeof old_id));
    }

  head = g_hash_table_lookup (new_ids, &chat->head);
  return head == NULL || propus_message_tree_show (connection, chat->row->id, *head, error);
}

static gboolean
run_store_chats (PropusConnection  *connection,
                 gpointer           data,
                 GError           **error)
{
  GPtrArray *chats = data;

  for (guint i = 0; i < chats->len; i++)
    if (!store_chat (connection, g_ptr_array_index (chats, i), error))
      return FALSE;

  return TRUE;
}

static const PropusJobType store_chats_type = { .kind = PROPUS_JOB_WRITE, .run = run_store_chats };

static gboolean
run_take_back (PropusConnection  *connection,
               gpointer           data,
               GError           **error)
{
  GArray *ids = data;

  for (guint i = 0; i < ids->len; i++)
    if (!propus_conversation_rows_remove (connection, g_array_index (ids, gint64, i), error))
      return FALSE;

  return TRUE;
}

static const PropusJobType take_back_type = { .kind = PROPUS_JOB_WRITE, .run = run_take_back };

static void
propus_store_taken_back_cb (GObject      *source,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Import *import = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  /* What cannot be removed stays hidden, and goes at the next start. */
  if (!propus_store_finish (PROPUS_STORE (source), result, run_take_back, &error))
    g_debug ("%s", error->message);
  g_task_return_error (task, g_steal_pointer (&import->error));
}

static void
take_back (GTask *task)
{
  Import *import = g_task_get_task_data (task);

  propus_store_submit (g_task_get_source_object (task), &take_back_type, g_array_ref (import->ids),
                       (GDestroyNotify) g_array_unref, run_take_back, propus_store_taken_back_cb, g_object_ref (task));
}

static void
propus_store_imported_cb (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Import *import = g_task_get_task_data (task);

  if (propus_store_change_finish (PROPUS_STORE (source), result, &import->error))
    g_task_return_boolean (task, TRUE);
  else
    take_back (task);
}

static void store_next (GTask *task);

static void
propus_store_stored_chats_cb (GObject      *source,
                              GAsyncResult *result,
                              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Import *import = g_task_get_task_data (task);
  GPtrArray *chats = g_task_get_task_data (G_TASK (result));

  if (propus_store_finish (PROPUS_STORE (source), result, store_next, &import->error))
    for (guint i = 0; i < chats->len; i++)
      g_array_append_val (import->ids, ((Chat *) g_ptr_array_index (chats, i))->row->id);

  store_next (task);
}

static void
store_next (GTask *task)
{
  PropusStore *self = g_task_get_source_object (task);
  Import *import = g_task_get_task_data (task);
  GPtrArray *chats;

  if (import->error == NULL)
    g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &import->error);
  if (import->error != NULL)
    {
      take_back (task);
      return;
    }
  if (import->next == import->conversations->len && import->is_piece)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (import->next == import->conversations->len)
    {
      propus_store_set_all_deleted_async (self, (const gint64 *) (gpointer) import->ids->data, import->ids->len, FALSE,
                                          propus_store_imported_cb, g_object_ref (task));
      return;
    }

  chats = g_ptr_array_new_with_free_func (chat_free);
  for (guint i = 0; i < PROPUS_STORE_IMPORT_BATCH && import->next < import->conversations->len; i++)
    {
      gint64 head = import->heads != NULL ? g_array_index (import->heads, gint64, import->next) : 0;

      g_ptr_array_add (chats, chat_new (g_ptr_array_index (import->conversations, import->next++), head));
    }
  propus_store_submit (self, &store_chats_type, chats, (GDestroyNotify) g_ptr_array_unref, store_next,
                       propus_store_stored_chats_cb, g_object_ref (task));
}

static void
begin (PropusStore         *self,
       GPtrArray           *conversations,
       GArray              *heads,
       gboolean             is_piece,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Import *import = g_new0 (Import, 1);

  import->conversations = g_ptr_array_ref (conversations);
  import->heads = heads != NULL ? g_array_ref (heads) : NULL;
  import->is_piece = is_piece;
  import->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, propus_store_import_async);
  g_task_set_task_data (task, import, import_free);
  store_next (task);
}

/**
 * propus_store_import_async:
 * @self: a store
 * @conversations: (element-type PropusConversation): what is to be stored, each with all its messages; not to be changed
 *   until the callback
 * @cancellable: (nullable): takes it back
 * @callback: called when all is stored, or nothing
 * @user_data: for @callback
 */
void
propus_store_import_async (PropusStore         *self,
                           GPtrArray           *conversations,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (conversations != NULL);

  begin (self, conversations, NULL, FALSE, cancellable, callback, user_data);
}

/**
 * propus_store_import_piece_async:
 * @self: a store
 * @conversations: (element-type PropusConversation): as above; they stay hidden
 * @heads: (nullable) (element-type gint64): as many, in which message the displayed branch of each ends; 0: the last
 * @cancellable: (nullable): takes this piece back
 * @callback: called when it is stored, or nothing of it
 * @user_data: for @callback
 */
void
propus_store_import_piece_async (PropusStore         *self,
                                 GPtrArray           *conversations,
                                 GArray              *heads,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (conversations != NULL && (heads == NULL || heads->len == conversations->len));

  begin (self, conversations, heads, TRUE, cancellable, callback, user_data);
}

/**
 * propus_store_import_take_back_async:
 * @self: a store
 * @ids: (element-type gint64): what pieces of an import gave; not to be changed until the callback
 * @callback: called when they are gone
 * @user_data: for @callback
 *
 * Removes them for good.
 */
void
propus_store_import_take_back_async (PropusStore         *self,
                                     GArray              *ids,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (ids != NULL);

  propus_store_submit (self, &take_back_type, g_array_ref (ids), (GDestroyNotify) g_array_unref,
                       propus_store_import_take_back_async, callback, user_data);
}

/**
 * propus_store_import_take_back_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE when they are still there; they stay hidden, and go at the next start
 */
gboolean
propus_store_import_take_back_finish (PropusStore   *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  return propus_store_finish (self, result, propus_store_import_take_back_async, error);
}

/**
 * propus_store_import_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type gint64): the numbers that the conversations got
 */
GArray *
propus_store_import_finish (PropusStore   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  Import *import;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, propus_store_import_async), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  import = g_task_get_task_data (G_TASK (result));
  return g_array_ref (import->ids);
}
