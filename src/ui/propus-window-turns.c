/* propus-window-turns.c - what can be done with turns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-window-private.h"

#include <glib/gi18n.h>

/* --- deleting --- */

typedef struct
{
  PropusWindow *window;
  PropusConversation *conversation;
  GArray *ids;               /* of what was taken out; NULL: not yet */
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->window);
  g_object_unref (removal->conversation);
  g_clear_pointer (&removal->ids, g_array_unref);
  g_free (removal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_free)

static void
undeleted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PropusWindow) self = user_data;

  if (!propus_session_load_finish (PROPUS_SESSION (object), result, NULL))
    propus_window_toast (self, _("The turn could not be brought back."));
}

static void
undo_cb (AdwToast *toast,
         gpointer  user_data)
{
  Removal *removal = user_data;

  g_assert (ADW_IS_TOAST (toast));

  if (removal->window->session == NULL)
    return;

  if (removal->window->conversation != removal->conversation)
    _propus_window_open (removal->window, removal->conversation);
  propus_session_undelete_turn_async (removal->window->session, removal->conversation, removal->ids, undeleted_cb,
                                      g_object_ref (removal->window));
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Removal) removal = user_data;
  PropusWindow *self = removal->window;
  AdwToast *toast;

  if (self->session == NULL)
    return;

  removal->ids = propus_session_delete_turn_finish (self->session, result, NULL);
  if (removal->ids == NULL || removal->ids->len == 0)
    {
      propus_window_toast (self, _("This could not be deleted, because it has not been saved yet or runs in another window."));
      return;
    }

  toast = adw_toast_new (removal->ids->len > 1 ? _("The turn was deleted.") : _("The message was deleted."));
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_timeout (toast, 10);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), g_steal_pointer (&removal),
                         (GClosureNotify) (void (*) (void)) removal_free, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
delete_turn (PropusWindow  *self,
             PropusMessage *message)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->window = g_object_ref (self);
  removal->conversation = g_object_ref (self->conversation);
  propus_session_delete_turn_async (self->session, self->conversation, message, deleted_cb, removal);
}

/* --- other versions, other chats --- */

static void
stepped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PropusWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (propus_session_load_finish (PROPUS_SESSION (object), result, &error))
    return;

  g_debug ("cannot show another version: %s", error->message);
  propus_window_toast (self, _("The other version could not be read from the history."));
}

static void
step (PropusWindow  *self,
      PropusMessage *message,
      int            by)
{
  propus_conversation_view_hold (self->view, message);
  propus_session_step_async (self->session, self->conversation, message, by, stepped_cb, g_object_ref (self));
}

static void
branched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PropusWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PropusConversation) conversation = propus_session_branch_finish (PROPUS_SESSION (object), result, &error);

  if (conversation == NULL)
    {
      g_debug ("cannot branch: %s", error->message);
      propus_window_toast (self, _("No new chat could be made of this, because it has not been saved yet."));
      return;
    }

  _propus_window_open (self, conversation);
  propus_window_toast (self, _("This new chat goes on from there."));
}

/* --- editing --- */

void
_propus_window_end_edit (PropusWindow *self)
{
  g_return_if_fail (PROPUS_IS_WINDOW (self));

  if (self->editing == NULL)
    return;

  g_clear_object (&self->editing);
  propus_composer_end_edit (self->composer);
}

static void
begin_edit (PropusWindow  *self,
            PropusMessage *message)
{
  g_set_object (&self->editing, message);
  propus_composer_begin_edit (self->composer, propus_message_get_text (message));
}

/* The words in the composer take the place of the prompt that is edited. */
void
_propus_window_send_edit (PropusWindow *self,
                          const char   *text)
{
  g_autoptr (PropusMessage) old = NULL;

  g_return_if_fail (PROPUS_IS_WINDOW (self));
  g_return_if_fail (self->editing != NULL);

  old = g_object_ref (self->editing);
  _propus_window_end_edit (self);
  propus_session_edit (self->session, self->conversation, old, text);
  propus_conversation_view_jump_to_latest (self->view);
}

/* --- deeds --- */

/* What a row asks for. */
void
_propus_window_do (PropusWindow  *self,
                   PropusMessage *message,
                   PropusDeed     deed)
{
  g_return_if_fail (PROPUS_IS_WINDOW (self));
  g_return_if_fail (PROPUS_IS_MESSAGE (message));

  if (deed != PROPUS_DEED_BRANCH && propus_session_get_turn (self->session, self->conversation) != NULL)
    return;
  if (deed != PROPUS_DEED_EDIT)
    _propus_window_end_edit (self);

  switch (deed)
    {
    case PROPUS_DEED_EDIT:
      begin_edit (self, message);
      break;
    case PROPUS_DEED_AGAIN:
      propus_session_regenerate (self->session, self->conversation, message);
      propus_conversation_view_jump_to_latest (self->view);
      propus_composer_focus (self->composer);
      break;
    case PROPUS_DEED_PREVIOUS:
    case PROPUS_DEED_NEXT:
      step (self, message, deed == PROPUS_DEED_NEXT ? 1 : -1);
      break;
    case PROPUS_DEED_BRANCH:
      propus_session_branch_async (self->session, self->conversation, message, branched_cb, g_object_ref (self));
      break;
    case PROPUS_DEED_DELETE:
    default:
      delete_turn (self, message);
      break;
    }
}

/* --- a place in a chat --- */

typedef struct
{
  PropusWindow *window;
  gint64 message_id;
  char *query;
} Jump;

static void
jump_free (Jump *jump)
{
  g_object_unref (jump->window);
  g_free (jump->query);
  g_free (jump);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Jump, jump_free)

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Jump) jump = user_data;
  PropusWindow *self = jump->window;
  g_autoptr (PropusConversation) conversation = propus_history_look_up_finish (PROPUS_HISTORY (object), result);

  if (self->session == NULL)
    return;
  if (conversation == NULL)
    {
      propus_window_toast (self, _("This chat is not in the history any more."));
      return;
    }

  _propus_window_open (self, conversation);
  if (jump->message_id != 0)
    propus_find_bar_show_place (self->find_bar, jump->message_id, jump->query);
}

void
_propus_window_open_at (PropusWindow *self,
                        gint64        conversation_id,
                        gint64        message_id,
                        const char   *query)
{
  Jump *jump;

  g_return_if_fail (PROPUS_IS_WINDOW (self));

  if (self->conversation == NULL)
    return;   /* not filled yet */

  jump = g_new0 (Jump, 1);
  jump->window = g_object_ref (self);
  jump->message_id = message_id;
  jump->query = g_strdup (query);
  propus_history_look_up_async (self->history, conversation_id, found_cb, jump);
}
