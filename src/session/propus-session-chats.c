/* propus-session-chats.c - chats of a session: what is loaded of them, saving, deleting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-session-private.h"

static void
recorder_changed_cb (PropusRecorder *recorder,
                     PropusSession  *self)
{
  GHashTableIter iter;
  gpointer conversation, value;

  _propus_session_emit_store_changed (self);
  g_hash_table_iter_init (&iter, self->recorders);
  while (g_hash_table_iter_next (&iter, &conversation, &value))
    if (value == recorder)
      {
        _propus_session_settle (self, conversation);
        break;
      }
  _propus_session_maybe_finish (self);
}

/* Of a chat that is to be kept. */
PropusRecorder *
_propus_session_get_recorder (PropusSession      *self,
                              PropusConversation *conversation)
{
  PropusRecorder *recorder = g_hash_table_lookup (self->recorders, conversation);

  g_assert (!propus_conversation_get_temporary (conversation));

  if (recorder == NULL)
    {
      propus_history_follow (propus_session_get_history (self), conversation);
      recorder = propus_recorder_new (self->store, conversation);
      g_signal_connect_object (recorder, "changed", G_CALLBACK (recorder_changed_cb), self, 0);
      g_hash_table_insert (self->recorders, g_object_ref (conversation), recorder);
    }

  return recorder;
}

PropusBranch *
_propus_session_get_branch (PropusSession      *self,
                            PropusConversation *conversation)
{
  PropusBranch *branch = g_hash_table_lookup (self->branches, conversation);

  if (branch == NULL)
    {
      branch = propus_branch_new (propus_conversation_get_temporary (conversation) ? NULL : self->store, conversation);
      g_hash_table_insert (self->branches, g_object_ref (conversation), branch);
    }

  return branch;
}

/* --- what other windows and processes do --- */

static gboolean
is_quiet (PropusSession      *self,
          PropusConversation *conversation)
{
  PropusRecorder *recorder = g_hash_table_lookup (self->recorders, conversation);

  return propus_session_get_turn (self, conversation) == NULL &&
         (recorder == NULL || propus_recorder_is_idle (recorder));
}

typedef struct
{
  PropusBranch *branch;          /* not the session: it may end before the answer is there */
  PropusConversation *conversation;
  guint serial;
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->branch);
  g_object_unref (look->conversation);
  g_free (look);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static void
refreshed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!propus_branch_finish (PROPUS_BRANCH (object), result, &error))
    g_debug ("cannot read a chat again: %s", error->message);
}

static void
header_loaded_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Look) look = user_data;
  g_autoptr(PropusConversation) header = propus_store_load_conversation_finish (PROPUS_STORE (object), result, NULL);

  if (header == NULL || look->serial != propus_branch_get_serial (look->branch))
    return;   /* deleted elsewhere, or overtaken by our own hand */

  propus_conversation_copy_header (look->conversation, header);
}

/* Looks at what has changed, as soon as nothing of our own is on its way. */
void
_propus_session_settle (PropusSession      *self,
                        PropusConversation *conversation)
{
  PropusBranch *branch;
  Look *look;

  if (self->finish != NULL || !g_hash_table_contains (self->stale, conversation) || !is_quiet (self, conversation))
    return;

  branch = _propus_session_get_branch (self, conversation);
  look = g_new0 (Look, 1);
  look->branch = g_object_ref (branch);
  look->conversation = g_object_ref (conversation);
  look->serial = propus_branch_get_serial (branch);
  g_hash_table_remove (self->stale, conversation);
  propus_store_load_conversation_async (self->store, propus_conversation_get_id (look->conversation), header_loaded_cb, look);
  propus_branch_refresh_async (branch, refreshed_cb, NULL);
}

static void
store_changed_cb (PropusStore   *store,
                  gint64         id,
                  PropusSession *self)
{
  g_autoptr(GPtrArray) changed = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->branches);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (propus_conversation_get_id (key) != 0 && (id == 0 || propus_conversation_get_id (key) == id))
      g_ptr_array_add (changed, g_object_ref (key));

  for (guint i = 0; i < changed->len; i++)
    {
      g_hash_table_add (self->stale, g_object_ref (g_ptr_array_index (changed, i)));
      _propus_session_settle (self, g_ptr_array_index (changed, i));
    }
}

void
_propus_session_watch_store (PropusSession *self)
{
  g_signal_connect_object (self->store, "changed", G_CALLBACK (store_changed_cb), self, 0);
}

/* --- making and loading --- */

/**
 * propus_session_new_conversation:
 *
 * Returns: (transfer full): an empty chat; it is listed and kept from its first message or draft on
 */
PropusConversation *
propus_session_new_conversation (PropusSession *self)
{
  PropusConversation *conversation;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  conversation = propus_conversation_new (0);
  _propus_session_begin_settings (self, conversation);
  return conversation;
}

/**
 * propus_session_new_temporary:
 *
 * Returns: (transfer full): an empty chat of which nothing is ever written; it is gone with its last reference
 */
PropusConversation *
propus_session_new_temporary (PropusSession *self)
{
  PropusConversation *conversation;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  conversation = propus_conversation_new (0);
  propus_conversation_set_temporary (conversation, TRUE);
  _propus_session_begin_settings (self, conversation);
  return conversation;
}

/**
 * propus_session_leave:
 * @conversation: a chat that is shown no longer
 *
 * A temporary chat is over then: what runs in it is stopped, and all of it is forgotten. Others go on.
 */
void
propus_session_leave (PropusSession      *self,
                      PropusConversation *conversation)
{
  g_autoptr(PropusConversation) keep = NULL;
  PropusTurn *turn;

  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  if (!propus_conversation_get_temporary (conversation))
    return;

  keep = g_object_ref (conversation);
  turn = propus_session_get_turn (self, conversation);
  if (turn != NULL)
    propus_turn_stop (turn);
  g_hash_table_remove (self->branches, conversation);
}

static void
branch_done_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (propus_branch_finish (PROPUS_BRANCH (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static GTask *
new_task (PropusSession       *self,
          gpointer             tag,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

/**
 * propus_session_load_async:
 *
 * Fills a listed conversation with its last messages. Does nothing when something is there.
 */
void
propus_session_load_async (PropusSession       *self,
                           PropusConversation  *conversation,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  propus_branch_load_async (_propus_session_get_branch (self, conversation), branch_done_cb,
                            new_task (self, propus_session_load_async, callback, user_data));
}

/**
 * propus_session_load_finish:
 *
 * Ends propus_session_load_async(), propus_session_load_more_async(), propus_session_jump_async(),
 * propus_session_step_async() and propus_session_undelete_turn_async().
 *
 * Returns: whether the messages are there
 */
gboolean
propus_session_load_finish (PropusSession  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * propus_session_load_more_async:
 * @earlier: what is before the first message in memory, or else what is after the last
 *
 * Brings the next page of a long chat.
 */
void
propus_session_load_more_async (PropusSession       *self,
                                PropusConversation  *conversation,
                                gboolean             earlier,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  propus_branch_load_more_async (_propus_session_get_branch (self, conversation), earlier, branch_done_cb,
                                 new_task (self, propus_session_load_more_async, callback, user_data));
}

/**
 * propus_session_jump_async:
 * @message_id: a message of @conversation, of any branch
 *
 * Sees to it that the message is among those in memory; if need be its branch becomes the displayed one.
 */
void
propus_session_jump_async (PropusSession       *self,
                           PropusConversation  *conversation,
                           gint64               message_id,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  propus_branch_jump_async (_propus_session_get_branch (self, conversation), message_id, branch_done_cb,
                            new_task (self, propus_session_jump_async, callback, user_data));
}

/**
 * propus_session_step_async:
 * @message: of @conversation, in memory
 * @step: 1 for its next version, -1 for the one before
 *
 * Shows another version of a message, and what follows that one. Not while an answer comes.
 */
void
propus_session_step_async (PropusSession       *self,
                           PropusConversation  *conversation,
                           PropusMessage       *message,
                           int                  step,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (propus_session_get_turn (self, conversation) == NULL);

  propus_branch_step_async (_propus_session_get_branch (self, conversation), message, step, branch_done_cb,
                            new_task (self, propus_session_step_async, callback, user_data));
}

/**
 * propus_session_delete_turn_async:
 * @message: a prompt, which goes with its answer, or an answer
 *
 * Takes a turn out of a chat; what follows stays. Not while an answer comes.
 */
void
propus_session_delete_turn_async (PropusSession       *self,
                                  PropusConversation  *conversation,
                                  PropusMessage       *message,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (propus_session_get_turn (self, conversation) == NULL);

  propus_branch_touch (_propus_session_get_branch (self, conversation));
  propus_branch_delete_async (_propus_session_get_branch (self, conversation), message, callback, user_data);
}

/**
 * propus_session_delete_turn_finish:
 *
 * Returns: (transfer full) (nullable) (element-type gint64): for propus_session_undelete_turn_async()
 */
GArray *
propus_session_delete_turn_finish (PropusSession  *self,
                                   GAsyncResult   *result,
                                   GError        **error)
{
  g_autoptr(GObject) branch = g_async_result_get_source_object (result);

  return propus_branch_delete_finish (PROPUS_BRANCH (branch), result, error);
}

/**
 * propus_session_undelete_turn_async:
 * @ids: (element-type gint64): what was taken out
 *
 * Brings a turn back.
 */
void
propus_session_undelete_turn_async (PropusSession       *self,
                                    PropusConversation  *conversation,
                                    GArray              *ids,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  propus_branch_undelete_async (_propus_session_get_branch (self, conversation), ids, branch_done_cb,
                                new_task (self, propus_session_undelete_turn_async, callback, user_data));
}

/**
 * propus_session_is_loading:
 *
 * Returns: whether the messages of @conversation are on their way; nothing should be sent in it until then
 */
gboolean
propus_session_is_loading (PropusSession      *self,
                           PropusConversation *conversation)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), FALSE);

  return propus_branch_is_loading (_propus_session_get_branch (self, conversation));
}

/**
 * propus_session_has_earlier:
 *
 * Returns: whether something lies before the first message in memory
 */
gboolean
propus_session_has_earlier (PropusSession      *self,
                            PropusConversation *conversation)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), FALSE);

  return propus_branch_has_earlier (_propus_session_get_branch (self, conversation));
}

/**
 * propus_session_has_later:
 *
 * Returns: whether something lies after the last message in memory
 */
gboolean
propus_session_has_later (PropusSession      *self,
                          PropusConversation *conversation)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), FALSE);

  return propus_branch_has_later (_propus_session_get_branch (self, conversation));
}

/**
 * propus_session_go_to_end:
 *
 * Leaves the middle of a long chat: what is in memory goes, and the end is read.
 */
void
propus_session_go_to_end (PropusSession      *self,
                          PropusConversation *conversation)
{
  PropusBranch *branch;

  g_return_if_fail (PROPUS_IS_SESSION (self));

  branch = _propus_session_get_branch (self, conversation);
  if (!propus_branch_has_later (branch))
    return;

  propus_branch_go_to_end (branch);
  propus_branch_load_async (branch, refreshed_cb, NULL);
}

/* --- another chat out of this one --- */

static void
branch_listed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusSession *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(PropusConversation) conversation = propus_store_load_conversation_finish (PROPUS_STORE (object), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (conversation == NULL)
    {
      g_task_return_new_error (task, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED, "there is no such chat any more");
      return;
    }

  g_task_return_pointer (task, g_object_ref (propus_history_adopt (propus_session_get_history (self), conversation)),
                         g_object_unref);
}

static void
branched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gint64 id = propus_store_branch_finish (PROPUS_STORE (object), result, &error);

  if (id != 0)
    propus_store_load_conversation_async (PROPUS_STORE (object), id, branch_listed_cb, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static PropusMessage *
copy_message (PropusMessage *message)
{
  PropusMessage *copy = propus_message_new (propus_message_get_role (message), 0);

  propus_message_set_created (copy, propus_message_get_created (message));
  propus_message_set_model (copy, propus_message_get_model (message));
  propus_message_set_finish_reason (copy, propus_message_get_finish_reason (message));
  propus_message_set_failure (copy, propus_message_get_failure (message), propus_message_get_failure_detail (message),
                              propus_message_get_failure_text (message));
  propus_message_set_thinking_us (copy, propus_message_get_thinking_us (message));
  propus_message_set_usage (copy, propus_message_get_usage (message));
  propus_message_set_facts (copy, propus_message_get_facts (message));
  for (guint i = 0; i < propus_message_get_n_raw_parts (message); i++)
    propus_message_add_raw_part (copy, propus_message_get_raw_part (message, i));
  for (guint i = 0; i < propus_message_get_n_attachments (message); i++)
    propus_message_add_attachment (copy, propus_message_get_attachment (message, i));
  propus_message_append_thoughts (copy, propus_message_get_thoughts (message));
  propus_message_append_text (copy, propus_message_get_text (message));
  propus_message_set_state (copy, propus_message_is_running (message) ? PROPUS_MESSAGE_STOPPED
                                                                      : propus_message_get_state (message));
  return copy;
}

/* A temporary chat begets another. */
static PropusConversation *
copy_in_memory (PropusSession      *self,
                PropusConversation *conversation,
                PropusMessage      *message)
{
  PropusConversation *copy = propus_session_new_temporary (self);
  PropusBranch *branch = _propus_session_get_branch (self, copy);

  propus_conversation_copy_header (copy, conversation);
  for (guint i = 0; i < propus_conversation_get_n_messages (conversation); i++)
    {
      PropusMessage *original = propus_conversation_get_message (conversation, i);
      g_autoptr(PropusMessage) its_copy = copy_message (original);

      propus_branch_add (branch, its_copy);
      propus_conversation_append (copy, its_copy);
      if (original == message)
        break;
    }

  return copy;
}

/**
 * propus_session_branch_async:
 * @message: of @conversation
 *
 * Makes a new chat that holds copies of everything up to @message.
 */
void
propus_session_branch_async (PropusSession       *self,
                             PropusConversation  *conversation,
                             PropusMessage       *message,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_SESSION (self));

  task = new_task (self, propus_session_branch_async, callback, user_data);
  if (propus_conversation_get_temporary (conversation))
    g_task_return_pointer (task, copy_in_memory (self, conversation, message), g_object_unref);
  else if (propus_message_get_id (message) == 0)
    g_task_return_new_error (task, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED, "the message is not stored");
  else
    propus_store_branch_async (self->store, propus_message_get_id (message), branched_cb, g_steal_pointer (&task));
}

/**
 * propus_session_branch_finish:
 *
 * Returns: (transfer full) (nullable): the chat, listed unless it is temporary
 */
PropusConversation *
propus_session_branch_finish (PropusSession  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- keeping --- */

/**
 * propus_session_save:
 *
 * Says that title, model or draft have changed. A chat is listed from the first time on that it is saved; a temporary
 * one never is.
 */
void
propus_session_save (PropusSession      *self,
                     PropusConversation *conversation)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  propus_branch_touch (_propus_session_get_branch (self, conversation));
  if (propus_conversation_get_temporary (conversation))
    return;

  if (propus_conversation_get_updated (conversation) == 0)
    propus_conversation_set_updated (conversation, g_get_real_time ());
  propus_recorder_save (_propus_session_get_recorder (self, conversation));
}
