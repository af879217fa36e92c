/* propus-session-turns.c - turns of a session: asking, asking again, going on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-session-private.h"

#include "propus-session-settings.h"
#include "propus-text.h"
#include "propus-title.h"

static gboolean
is_kept (PropusConversation *conversation)
{
  return !propus_conversation_get_temporary (conversation);
}

static void
save (PropusSession      *self,
      PropusConversation *conversation)
{
  if (is_kept (conversation))
    propus_recorder_save (_propus_session_get_recorder (self, conversation));
}

/* Where they are at Google's outlives this start of the program. */
static void
keep_uploads (PropusSession *self,
              PropusTurn    *turn)
{
  GPtrArray *uploaded = propus_turn_get_uploaded (turn);

  for (guint i = 0; uploaded != NULL && i < uploaded->len; i++)
    if (propus_attachment_get_id (g_ptr_array_index (uploaded, i)) != 0)
      propus_store_save_attachment_async (self->store, g_ptr_array_index (uploaded, i), NULL, NULL);
}

static void
turn_ended_cb (PropusTurn    *turn,
               PropusSession *self)
{
  g_autoptr(PropusTurn) keep = g_object_ref (turn);
  PropusConversation *conversation = propus_turn_get_conversation (turn);

  g_ptr_array_remove (self->turns, turn);
  if (is_kept (conversation))
    keep_uploads (self, turn);
  if (g_hash_table_contains (self->branches, conversation))
    {
      propus_branch_touch (_propus_session_get_branch (self, conversation));
      propus_branch_set_running (_propus_session_get_branch (self, conversation), NULL);
    }
  save (self, conversation);
  propus_key_status_refresh (self->key_status);
  _propus_session_note_model (self, propus_turn_get_message (turn));
  if (self->finish == NULL && propus_title_is_wanted (self, turn))
    propus_title_ask (self, conversation);
  _propus_session_emit_turn_ended (self, turn);
  if (is_kept (conversation))
    _propus_session_settle (self, conversation);
  _propus_session_maybe_finish (self);
}

/* What says how a turn asks, before it does. */
void
_propus_session_set_up_turn (PropusSession *self,
                             PropusTurn    *turn)
{
  PropusConversation *conversation = propus_turn_get_conversation (turn);
  PropusBranch *branch = _propus_session_get_branch (self, conversation);
  g_autoptr(PropusGenerateSettings) settings = NULL;

  settings = propus_session_dup_taken_settings (self, conversation, propus_turn_get_model (turn));
  propus_turn_set_settings (turn, settings);
  if (self->settings != NULL)
    propus_turn_set_include_thoughts (turn, g_settings_get_boolean (self->settings, "show-thoughts"));
  if (propus_branch_has_earlier (branch))
    propus_turn_set_store (turn, self->store);
}

/* Takes @turn; its answer is in the conversation. */
static PropusTurn *
run (PropusSession *self,
     PropusTurn    *turn)
{
  PropusConversation *conversation = propus_turn_get_conversation (turn);
  PropusBranch *branch = _propus_session_get_branch (self, conversation);

  _propus_session_set_up_turn (self, turn);
  propus_turn_set_key_status (turn, self->key_status);
  propus_branch_touch (branch);
  propus_branch_set_running (branch, propus_turn_get_message (turn));
  g_signal_connect_object (turn, "ended", G_CALLBACK (turn_ended_cb), self, 0);
  g_ptr_array_add (self->turns, turn);

  propus_turn_start (turn);
  _propus_session_emit_turn_started (self, turn);

  return turn;
}

/* The message takes the place of @old, which it is another version of, and of all that follows; without @old it comes
 * after the last one. @parent is what it answers or follows where that may not be stored yet. */
static void
place (PropusSession      *self,
       PropusConversation *conversation,
       PropusMessage      *message,
       PropusMessage      *old,
       PropusMessage      *parent)
{
  PropusBranch *branch = _propus_session_get_branch (self, conversation);
  guint n = propus_conversation_get_n_messages (conversation);
  guint position = n;
  g_autoptr(GPtrArray) one = g_ptr_array_new ();

  if (old != NULL)
    {
      guint n_versions = propus_message_get_n_versions (old);

      for (position = 0; position < n && propus_conversation_get_message (conversation, position) != old; position++)
        ;
      parent = position > 0 ? propus_conversation_get_message (conversation, position - 1) : NULL;
      /* What the store says is better: a turn between the two may have been deleted. */
      if (propus_message_get_parent_id (old) != PROPUS_MESSAGE_PARENT_LAST)
        {
          propus_message_set_parent_id (message, propus_message_get_parent_id (old));
          parent = NULL;
        }
      propus_message_set_version (message, n_versions, n_versions + 1);
    }
  if (parent != NULL && propus_message_get_id (parent) != 0)
    propus_message_set_parent_id (message, propus_message_get_id (parent));

  propus_branch_add (branch, message);
  if (is_kept (conversation))
    propus_recorder_add (_propus_session_get_recorder (self, conversation), message, parent);
  g_ptr_array_add (one, message);
  propus_conversation_splice (conversation, position, n - position, one);
}

/* Asks for an answer; @old: another version of it, NULL: the first. */
static PropusTurn *
ask (PropusSession      *self,
     PropusConversation *conversation,
     PropusMessage      *old)
{
  g_autofree char *model = propus_session_dup_chat_model (self, conversation);
  PropusTurn *turn = propus_turn_new (self->broker, conversation, model);

  place (self, conversation, propus_turn_get_message (turn), old, propus_conversation_get_last (conversation));
  return run (self, turn);
}

static PropusMessage *
new_prompt (const char *text)
{
  PropusMessage *prompt = propus_message_new (PROPUS_ROLE_USER, 0);

  propus_message_append_text (prompt, text);
  propus_message_set_created (prompt, g_get_real_time ());
  propus_message_set_state (prompt, PROPUS_MESSAGE_COMPLETE);
  return prompt;
}

/* A prompt without words is called after its first file. */
static char *
make_title (const char *text,
            GPtrArray  *attachments)
{
  g_autofree char *title = propus_text_make_title (text);

  if (*title != '\0' || attachments->len == 0)
    return g_steal_pointer (&title);

  return g_strdup (propus_attachment_get_name (g_ptr_array_index (attachments, 0)));
}

/**
 * propus_session_send_with:
 * @conversation: a chat in which nothing is running
 * @text: what the person wrote; blank only when there are attachments
 * @attachments: (element-type PropusAttachment): the files that go with it
 *
 * Adds the prompt to the chat, asks for an answer to it and keeps both.
 *
 * Returns: (transfer none): the turn
 */
PropusTurn *
propus_session_send_with (PropusSession      *self,
                          PropusConversation *conversation,
                          const char         *text,
                          GPtrArray          *attachments)
{
  g_autoptr(PropusMessage) prompt = NULL;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (propus_session_get_turn (self, conversation) == NULL, NULL);

  if (*propus_conversation_get_title (conversation) == '\0')
    {
      g_autofree char *title = make_title (text, attachments);

      propus_conversation_set_title (conversation, title);
    }
  propus_conversation_set_draft (conversation, "");
  propus_conversation_set_updated (conversation, g_get_real_time ());
  propus_session_save (self, conversation);

  propus_branch_go_to_end (_propus_session_get_branch (self, conversation));
  prompt = new_prompt (text);
  for (guint i = 0; i < attachments->len; i++)
    propus_message_add_attachment (prompt, g_ptr_array_index (attachments, i));
  place (self, conversation, prompt, NULL, propus_conversation_get_last (conversation));

  return ask (self, conversation, NULL);
}

/**
 * propus_session_send:
 * @conversation: a chat in which nothing is running
 * @text: what the person wrote; not blank
 *
 * propus_session_send_with() without files.
 *
 * Returns: (transfer none): the turn
 */
PropusTurn *
propus_session_send (PropusSession      *self,
                     PropusConversation *conversation,
                     const char         *text)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new ();

  return propus_session_send_with (self, conversation, text, none);
}

/**
 * propus_session_edit:
 * @conversation: a chat in which nothing is running
 * @old: a prompt in it
 * @text: what the person writes in its place; not blank
 *
 * Adds another version of a prompt, with its attachments, and asks for an answer to it. The old one stays, with all
 * that follows it.
 *
 * Returns: (transfer none): the turn
 */
PropusTurn *
propus_session_edit (PropusSession      *self,
                     PropusConversation *conversation,
                     PropusMessage      *old,
                     const char         *text)
{
  g_autoptr(PropusMessage) prompt = NULL;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);
  g_return_val_if_fail (PROPUS_IS_MESSAGE (old) && propus_message_get_role (old) == PROPUS_ROLE_USER, NULL);
  g_return_val_if_fail (propus_session_get_turn (self, conversation) == NULL, NULL);

  propus_conversation_set_updated (conversation, g_get_real_time ());
  propus_session_save (self, conversation);
  prompt = new_prompt (text);
  for (guint i = 0; i < propus_message_get_n_attachments (old); i++)
    propus_message_add_attachment (prompt, propus_message_get_attachment (old, i));
  place (self, conversation, prompt, old, NULL);
  propus_branch_cut (_propus_session_get_branch (self, conversation));

  return ask (self, conversation, NULL);
}

/**
 * propus_session_regenerate:
 * @conversation: a chat in which nothing is running
 * @old: an answer in it
 *
 * Asks for another version of an answer. The old one stays, with all that follows it.
 *
 * Returns: (transfer none): the turn
 */
PropusTurn *
propus_session_regenerate (PropusSession      *self,
                           PropusConversation *conversation,
                           PropusMessage      *old)
{
  g_autoptr(PropusMessage) keep = NULL;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);
  g_return_val_if_fail (PROPUS_IS_MESSAGE (old) && propus_message_get_role (old) == PROPUS_ROLE_MODEL, NULL);
  g_return_val_if_fail (propus_session_get_turn (self, conversation) == NULL, NULL);

  keep = g_object_ref (old);
  propus_branch_cut (_propus_session_get_branch (self, conversation));

  return ask (self, conversation, old);
}

/* An answer of which nothing came makes room for the next try. */
static PropusTurn *
replace (PropusSession      *self,
         PropusConversation *conversation,
         PropusMessage      *old)
{
  g_autofree char *model = propus_session_dup_chat_model (self, conversation);
  g_autoptr(PropusMessage) keep = g_object_ref (old);
  PropusTurn *turn = propus_turn_new (self->broker, conversation, model);
  PropusMessage *answer = propus_turn_get_message (turn);

  place (self, conversation, answer, old, NULL);
  propus_message_set_version (answer, propus_message_get_version (old), propus_message_get_n_versions (old));
  if (is_kept (conversation))
    propus_recorder_remove (_propus_session_get_recorder (self, conversation), old);
  propus_branch_forget (_propus_session_get_branch (self, conversation), old);

  return run (self, turn);
}

/**
 * propus_session_retry:
 * @conversation: a chat in which nothing is running
 *
 * Asks again for an answer to the last prompt. An answer that stands there stays as another version, unless nothing of
 * it came.
 *
 * Returns: (transfer none) (nullable): the turn; %NULL when there is no prompt to answer
 */
PropusTurn *
propus_session_retry (PropusSession      *self,
                      PropusConversation *conversation)
{
  PropusMessage *last;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);
  g_return_val_if_fail (propus_session_get_turn (self, conversation) == NULL, NULL);

  last = propus_conversation_get_last (conversation);
  if (last == NULL)
    return NULL;
  if (propus_message_get_role (last) == PROPUS_ROLE_USER)
    return ask (self, conversation, NULL);
  if (propus_message_get_text_length (last) == 0 && propus_message_get_thoughts_length (last) == 0)
    return replace (self, conversation, last);

  return propus_session_regenerate (self, conversation, last);
}

/**
 * propus_session_can_continue:
 * @message: a message
 *
 * Returns: whether it is an answer that broke off and of which something came
 */
gboolean
propus_session_can_continue (PropusMessage *message)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (message), FALSE);

  if (propus_message_get_role (message) != PROPUS_ROLE_MODEL || propus_message_get_n_raw_parts (message) == 0 ||
      propus_message_get_text_length (message) == 0)
    return FALSE;

  switch (propus_message_get_state (message))
    {
    case PROPUS_MESSAGE_STOPPED:
    case PROPUS_MESSAGE_INTERRUPTED:
    case PROPUS_MESSAGE_FAILED:
      return TRUE;
    case PROPUS_MESSAGE_COMPLETE:
      return g_strcmp0 (propus_message_get_finish_reason (message), "MAX_TOKENS") == 0;
    case PROPUS_MESSAGE_PENDING:
    case PROPUS_MESSAGE_STREAMING:
    case PROPUS_MESSAGE_BLOCKED:
    default:
      return FALSE;
    }
}

/**
 * propus_session_continue:
 * @conversation: a chat in which nothing is running
 *
 * Asks the model to go on with the last answer, which broke off.
 *
 * Returns: (transfer none) (nullable): the turn; %NULL when there is nothing to go on with
 */
PropusTurn *
propus_session_continue (PropusSession      *self,
                         PropusConversation *conversation)
{
  PropusMessage *last;
  g_autofree char *model = NULL;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);
  g_return_val_if_fail (propus_session_get_turn (self, conversation) == NULL, NULL);

  last = propus_conversation_get_last (conversation);
  if (last == NULL || !propus_session_can_continue (last))
    return NULL;

  model = propus_session_dup_chat_model (self, conversation);
  if (is_kept (conversation))
    propus_recorder_follow (_propus_session_get_recorder (self, conversation), last);

  return run (self, propus_turn_new_continue (self->broker, conversation, last, model));
}

/**
 * propus_session_get_turn:
 *
 * Returns: (transfer none) (nullable): the turn that runs in @conversation
 */
PropusTurn *
propus_session_get_turn (PropusSession      *self,
                         PropusConversation *conversation)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  for (guint i = 0; i < self->turns->len; i++)
    {
      PropusTurn *turn = g_ptr_array_index (self->turns, i);

      if (propus_turn_get_conversation (turn) == conversation)
        return turn;
    }

  return NULL;
}

/**
 * propus_session_get_n_turns:
 *
 * Returns: how many answers are coming in chats that are kept
 */
guint
propus_session_get_n_turns (PropusSession *self)
{
  guint n = 0;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), 0);

  for (guint i = 0; i < self->turns->len; i++)
    if (is_kept (propus_turn_get_conversation (g_ptr_array_index (self->turns, i))))
      n++;

  return n;
}
