/* propus-window-actions.c - what can be done with chats
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-window-private.h"

#include "propus-limits.h"

#include <glib/gi18n.h>

/* --- renaming --- */

typedef struct
{
  PropusWindow *window;
  PropusConversation *conversation;
  GtkEditable *entry;        /* borrowed: lives in the dialog */
} Renaming;

static void
renaming_free (Renaming *renaming)
{
  g_object_unref (renaming->window);
  g_object_unref (renaming->conversation);
  g_free (renaming);
}

static void
rename_response_cb (AdwMessageDialog *dialog,
                    const char       *response,
                    gpointer          user_data)
{
  Renaming *renaming = user_data;
  g_autofree char *title = NULL;

  g_assert (ADW_IS_MESSAGE_DIALOG (dialog));

  if (!g_str_equal (response, "rename"))
    return;

  title = g_strstrip (g_strdup (gtk_editable_get_text (renaming->entry)));
  if (*title == '\0')
    return;

  propus_conversation_set_title (renaming->conversation, title);
  propus_conversation_set_title_origin (renaming->conversation, PROPUS_TITLE_USER);
  propus_session_save (renaming->window->session, renaming->conversation);
}

static void
ask_for_title (PropusWindow       *self,
               PropusConversation *conversation)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Rename Chat"), NULL);
  GtkWidget *entry = gtk_entry_new ();
  Renaming *renaming = g_new0 (Renaming, 1);

  renaming->window = g_object_ref (self);
  renaming->conversation = g_object_ref (conversation);
  renaming->entry = GTK_EDITABLE (entry);

  gtk_entry_set_max_length (GTK_ENTRY (entry), PROPUS_LIMIT_TITLE_CHARS);
  gtk_editable_set_text (GTK_EDITABLE (entry), propus_conversation_get_title (conversation));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the chat"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"),
                                    "rename", _("_Rename"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (rename_response_cb), renaming,
                         (GClosureNotify) (void (*) (void)) renaming_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/* --- deleting --- */

typedef struct
{
  PropusWindow *window;
  PropusConversation *conversation;
} Undo;

static void
undo_free (Undo *undo)
{
  g_object_unref (undo->window);
  g_object_unref (undo->conversation);
  g_free (undo);
}

static void
undo_cb (AdwToast *toast,
         gpointer  user_data)
{
  Undo *undo = user_data;

  g_assert (ADW_IS_TOAST (toast));

  if (undo->window->session == NULL)
    return;

  propus_session_undelete (undo->window->session, undo->conversation);
  _propus_window_open (undo->window, undo->conversation);
}

static void
delete_with_undo (PropusWindow       *self,
                  PropusConversation *conversation)
{
  const char *title = propus_conversation_get_title (conversation);
  g_autofree char *escaped = g_markup_escape_text (*title != '\0' ? title : _("New Chat"), -1);
  /* Translators: the title of a chat */
  g_autofree char *sentence = g_strdup_printf (_("“%s” was deleted."), escaped);
  AdwToast *toast = adw_toast_new (sentence);
  Undo *undo = g_new0 (Undo, 1);

  undo->window = g_object_ref (self);
  undo->conversation = g_object_ref (conversation);
  if (conversation == self->conversation)
    propus_composer_flush (self->composer);
  propus_session_delete (self->session, conversation);

  if (conversation == self->conversation)
    {
      g_autoptr (PropusConversation) empty = propus_session_new_conversation (self->session);

      _propus_window_open (self, empty);
    }

  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_timeout (toast, 10);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), undo,
                         (GClosureNotify) (void (*) (void)) undo_free, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* --- actions --- */

/* The chat that an action is about: the one named by its id, else the one that is open. */
static PropusConversation *
find_target (PropusWindow *self,
             GVariant     *parameter)
{
  PropusConversationList *list = propus_session_get_conversations (self->session);

  if (parameter != NULL)
    return propus_conversation_list_find (list, g_variant_get_int64 (parameter));

  return propus_conversation_list_find (list, propus_conversation_get_id (self->conversation));
}

static void
rename_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);
  PropusConversation *conversation = find_target (self, parameter);

  if (conversation != NULL)
    ask_for_title (self, conversation);
}

static void
delete_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);
  PropusConversation *conversation = find_target (self, parameter);

  if (conversation != NULL)
    delete_with_undo (self, conversation);
}

static void
new_chat_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  _propus_window_open_new (PROPUS_WINDOW (widget));
}

/* Of such a chat nothing is ever written. */
static void
new_temporary_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);
  g_autoptr (PropusConversation) conversation = propus_session_new_temporary (self->session);

  _propus_window_open (self, conversation);
}

static void
find_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);

  if (propus_conversation_get_n_messages (self->conversation) > 0)
    propus_find_bar_open (self->find_bar);
}

static void
find_step_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);

  if (propus_find_bar_is_open (self->find_bar))
    propus_find_bar_step (self->find_bar, g_str_equal (action_name, "win.find-next") ? 1 : -1);
  else
    find_action (widget, action_name, parameter);
}

static void
retry_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);

  if (propus_session_get_turn (self->session, self->conversation) != NULL ||
      propus_conversation_get_n_messages (self->conversation) == 0)
    return;

  propus_session_retry (self->session, self->conversation);
  propus_conversation_view_jump_to_latest (self->view);
  propus_composer_focus (self->composer);
}

static void
continue_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);

  if (propus_session_get_turn (self->session, self->conversation) != NULL)
    return;

  propus_session_continue (self->session, self->conversation);
  propus_conversation_view_jump_to_latest (self->view);
  propus_composer_focus (self->composer);
}

/* What was said last, when it must not go along with every further message as it stands. */
static void
edit_prompt_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);
  g_autoptr (PropusMessage) prompt = NULL;

  for (guint i = propus_conversation_get_n_messages (self->conversation); prompt == NULL && i > 0; i--)
    {
      PropusMessage *message = propus_conversation_get_message (self->conversation, i - 1);

      if (propus_message_get_role (message) == PROPUS_ROLE_USER)
        prompt = g_object_ref (message);
    }

  if (prompt != NULL)
    _propus_window_do (self, prompt, PROPUS_DEED_EDIT);
}

static void
choose_model_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  propus_composer_choose_model (PROPUS_WINDOW (widget)->composer);
}

static void
suggest_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  propus_composer_set_text (PROPUS_WINDOW (widget)->composer, g_variant_get_string (parameter, NULL));
}

static void
toast_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  propus_window_toast (PROPUS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
uncover_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);

  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
toggle_sidebar_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
focus_composer_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  propus_composer_focus (PROPUS_WINDOW (widget)->composer);
}

void
_propus_window_class_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-chat", NULL, new_chat_action);
  gtk_widget_class_install_action (widget_class, "win.new-temporary", NULL, new_temporary_action);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.find-next", NULL, find_step_action);
  gtk_widget_class_install_action (widget_class, "win.find-previous", NULL, find_step_action);
  gtk_widget_class_install_action (widget_class, "win.rename-chat", "x", rename_action);
  gtk_widget_class_install_action (widget_class, "win.rename-this", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "win.delete-chat", "x", delete_action);
  gtk_widget_class_install_action (widget_class, "win.delete-this", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "win.continue", NULL, continue_action);
  gtk_widget_class_install_action (widget_class, "win.edit-prompt", NULL, edit_prompt_action);
  gtk_widget_class_install_action (widget_class, "win.choose-model", NULL, choose_model_action);
  gtk_widget_class_install_action (widget_class, "win.suggest", "s", suggest_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_install_action (widget_class, "win.uncover", NULL, uncover_action);
  gtk_widget_class_install_action (widget_class, "win.toggle-sidebar", NULL, toggle_sidebar_action);
  gtk_widget_class_install_action (widget_class, "win.focus-composer", NULL, focus_composer_action);
}

/* While the window is empty there is nothing to act on. */
void
_propus_window_set_actions_enabled (PropusWindow *self,
                                    gboolean      enabled)
{
  const GVariantType *parameter_type;
  const char *name, *property;
  GType owner;
  guint i = 0;

  g_return_if_fail (PROPUS_IS_WINDOW (self));

  while (gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (self), i++, &owner, &name, &parameter_type, &property))
    if (owner == PROPUS_TYPE_WINDOW)
      gtk_widget_action_set_enabled (GTK_WIDGET (self), name, enabled);
}
