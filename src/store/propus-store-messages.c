/* propus-store-messages.c - the calls of the store that concern messages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-message-rows.h"
#include "propus-store-private.h"

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

  const PropusMessageSelection shown = { .conversation_id = load->conversation_id };

  return propus_message_rows_load (connection, &shown, load->messages, error);
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
  propus_store_submit (self, &load_messages_type, load, load_messages_free,
                       propus_store_load_messages_async, callback, user_data);
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
 * Returns: (transfer full) (nullable) (element-type PropusMessage): the displayed branch, oldest first
 */
GPtrArray *
propus_store_load_messages_finish (PropusStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  GPtrArray *messages;
  LoadMessages *load;

  if (!propus_store_finish (self, result, propus_store_load_messages_async, error))
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

  return propus_message_rows_insert (connection, store->row, store->all, error);
}

static void
finished_add_message (gpointer source,
                      gpointer data,
                      gboolean success)
{
  StoreMessage *store = data;

  if (!success)
    return;

  propus_message_set_id (store->message, store->row->id);
  propus_message_set_parent_id (store->message, store->row->parent_id);
  for (guint i = 0; i < store->row->attachments->len && i < propus_message_get_n_attachments (store->message); i++)
    {
      PropusAttachmentRow *row = g_ptr_array_index (store->row->attachments, i);

      propus_attachment_set_id (propus_message_get_attachment (store->message, i), row->id);
    }
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
  propus_store_submit (self, &add_message_type, store, store_message_free,
                       propus_store_add_message_async, callback, user_data);
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
  return propus_store_finish (self, result, propus_store_add_message_async, error);
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

  propus_store_submit (self, &append_segment_type, propus_segment_new (message, first_part, text_offset, thoughts_offset),
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
  return propus_store_finish (self, result, propus_store_append_segment_async, error);
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
  propus_store_submit (self, &update_message_type, store, store_message_free,
                       propus_store_update_message_async, callback, user_data);
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
  return propus_store_finish (self, result, propus_store_update_message_async, error);
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
  propus_connection_forget_words (connection);
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
  propus_store_submit (self, &delete_message_type, id, g_free, propus_store_delete_message_async, callback, user_data);
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
  return propus_store_finish (self, result, propus_store_delete_message_async, error);
}
