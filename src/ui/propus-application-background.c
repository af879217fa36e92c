/* propus-application-background.c - answers go on without a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-application-private.h"

#include "propus-store-text.h"

#include <glib/gi18n.h>

static gboolean
is_busy (PropusApplication *self)
{
  return propus_session_get_n_turns (self->session) > 0;
}

static void
set_background (PropusApplication *self,
                gboolean           background)
{
  if (self->background == background)
    return;

  self->background = background;
  if (background)
    g_application_hold (G_APPLICATION (self));
  else
    g_application_release (G_APPLICATION (self));
}

static void
unsaved_response_cb (AdwMessageDialog *dialog,
                     const char       *response,
                     gpointer          user_data)
{
  PropusApplication *self = user_data;

  g_assert (PROPUS_IS_APPLICATION (self));

  if (g_str_equal (response, "quit"))
    _propus_application_finish (self);
}

static void
ask_unsaved (PropusApplication *self)
{
  g_autofree char *sentence = propus_store_text_dup_sentence (self->session);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self->window), _("Quit Without Saving?"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), "%s\n\n%s", sentence != NULL ? sentence : "",
                                  _("If you quit now, what is not saved is lost."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"),
                                    "quit", _("_Quit Without Saving"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "quit", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (unsaved_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The end that a person wishes: not without a word when something would be lost by it. */
static void
end (PropusApplication *self)
{
  if (self->window != NULL)
    propus_window_save (self->window);
  if (!self->finishing && self->window != NULL && propus_session_has_unsaved (self->session))
    ask_unsaved (self);
  else
    _propus_application_finish (self);
}

static void
hide_windows (PropusApplication *self)
{
  if (self->preferences != NULL)
    gtk_window_destroy (GTK_WINDOW (self->preferences));
  if (self->find != NULL)
    gtk_window_destroy (self->find);
  if (self->window != NULL)
    {
      propus_window_save (self->window);
      gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
    }
}

/* The window was closed. While answers come, or programs may, the program stays without it; the last of them ends it. */
void
_propus_application_close (PropusApplication *self)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  if (self->finishing)
    return;

  if (self->window != NULL)
    propus_window_leave_temporary (self->window);
  if (!is_busy (self) && !_propus_application_stays (self))
    {
      end (self);
      return;
    }

  set_background (self, TRUE);
  hide_windows (self);
  if (_propus_application_stays (self))
    _propus_application_stay (self);
}

/* A window is shown again. */
void
_propus_application_come_back (PropusApplication *self)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  if (self->background)
    _propus_application_stayed (self);
  set_background (self, FALSE);
}

/* --- telling --- */

static const char *
get_body (PropusApplication *self,
          PropusTurn        *turn)
{
  if (propus_session_has_unsaved (self->session))
    return _("The answer is there, but it could not be saved yet.");

  return propus_turn_get_state (turn) == PROPUS_TURN_COMPLETE
         ? _("The answer is there.")
         : _("The answer did not come to its end. What arrived is kept.");
}

static void
notify (PropusApplication *self,
        PropusTurn        *turn)
{
  PropusConversation *conversation = propus_turn_get_conversation (turn);
  gint64 id = propus_conversation_get_id (conversation);
  const char *title = propus_conversation_get_title (conversation);
  g_autoptr (GNotification) notification = g_notification_new (*title != '\0' ? title : _("New Chat"));
  g_autofree char *name = g_strdup_printf ("chat-%" G_GINT64_FORMAT, id);

  g_notification_set_body (notification, get_body (self, turn));
  g_notification_set_default_action_and_target (notification, "app.show-chat", "x", id);
  g_notification_add_button_with_target (notification, _("Show"), "app.show-chat", "x", id);
  g_application_send_notification (G_APPLICATION (self), name, notification);
}

/* Without a window the program ends when nothing is left to wait for. */
void
_propus_application_maybe_end (PropusApplication *self)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  if (self->background && !self->finishing && !is_busy (self) && !_propus_application_stays (self) &&
      !propus_session_has_unsaved (self->session))
    _propus_application_finish (self);
}

static void
store_changed_cb (PropusApplication *self)
{
  g_assert (PROPUS_IS_APPLICATION (self));
  _propus_application_maybe_end (self);
}

static void
turn_ended_cb (PropusSession     *session,
               PropusTurn        *turn,
               PropusApplication *self)
{
  g_assert (PROPUS_IS_APPLICATION (self));

  if (!self->background || self->finishing || propus_conversation_get_temporary (propus_turn_get_conversation (turn)))
    return;

  notify (self, turn);
  _propus_application_maybe_end (self);
}

void
_propus_application_watch_turns (PropusApplication *self)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  g_signal_connect_object (self->session, "turn-ended", G_CALLBACK (turn_ended_cb), self, 0);
  g_signal_connect_object (self->session, "store-changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
}

void
_propus_application_show_chat (PropusApplication *self,
                               gint64             conversation_id)
{
  g_autofree char *name = g_strdup_printf ("chat-%" G_GINT64_FORMAT, conversation_id);

  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  g_application_withdraw_notification (G_APPLICATION (self), name);
  g_application_activate (G_APPLICATION (self));
  if (self->window != NULL && conversation_id != 0)
    propus_window_open_chat (self->window, conversation_id);
}

/* --- quitting --- */

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  PropusApplication *self = user_data;

  g_assert (PROPUS_IS_APPLICATION (self));

  if (g_str_equal (response, "background"))
    _propus_application_close (self);
  else if (g_str_equal (response, "stop"))
    _propus_application_finish (self);
}

static void
ask (PropusApplication *self)
{
  guint n = propus_session_get_n_turns (self->session);
  GtkWidget *dialog;

  dialog = adw_message_dialog_new (GTK_WINDOW (self->window),
                                   ngettext ("An Answer Is Still Coming", "Answers Are Still Coming", n),
                                   _("If Propus stays in the background, it tells you when it is done, and ends then."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"),
                                    "stop", _("_Stop and Quit"),
                                    "background", _("_Keep Running in Background"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "stop", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "background", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "background");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The person wants the program to end; asked about only while an answer comes, or when something would be lost. */
void
_propus_application_quit (PropusApplication *self)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  if (!self->finishing && !self->background && self->window != NULL && is_busy (self))
    ask (self);
  else
    end (self);
}
