/* propus-window-actions.c - what can be done in a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-window-private.h"

#include "propus-limits.h"
#include "propus-usage.h"

#include <glib/gi18n.h>

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
acknowledged_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (PropusWindow) self = user_data;

  /* If it was not noted, the next try says so. */
  propus_usage_acknowledge_finish (PROPUS_BROKER_PROCESS (object), result, NULL);
  if (self->session != NULL)
    retry_action (GTK_WIDGET (self), NULL, NULL);
}

static void
go_on_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);

  propus_usage_acknowledge_async (propus_session_get_broker (self->session), acknowledged_cb, g_object_ref (self));
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
  propus_model_picker_popup (propus_composer_get_picker (PROPUS_WINDOW (widget)->composer));
}

/* Takes a model in the place of one that is gone; the answer that failed for it is asked for again, if that is wanted. */
static void
use_model_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);
  const char *model = g_variant_get_string (parameter, NULL);

  if (propus_session_find_model (self->session, model) == NULL)
    return;

  propus_model_picker_pick (propus_composer_get_picker (self->composer), model);
  if (g_str_equal (action_name, "win.retry-with-model"))
    retry_action (widget, action_name, NULL);
}

static void
suggest_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  propus_composer_set_text (PROPUS_WINDOW (widget)->composer, g_variant_get_string (parameter, NULL));
}

/* The person has made room, or thinks so. */
static void
save_again_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  propus_session_save_again (PROPUS_WINDOW (widget)->session);
}

/* That the history was put aside is read once. */
static void
close_store_banner_action (GtkWidget  *widget,
                           const char *action_name,
                           GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);

  self->moved_seen = TRUE;
  gtk_widget_set_visible (self->store_banner, FALSE);
  propus_composer_focus (self->composer);
}

static void
quote_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  propus_composer_quote (PROPUS_WINDOW (widget)->composer, g_variant_get_string (parameter, NULL));
}

static void
find_text_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  propus_find_bar_open_with (PROPUS_WINDOW (widget)->find_bar, g_variant_get_string (parameter, NULL));
}

static void
toast_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  propus_window_toast (PROPUS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static gboolean
uncover_cb (gpointer user_data)
{
  PropusWindow *self = user_data;

  if (self->flap != NULL && adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);

  return G_SOURCE_REMOVE;
}

/* Not at once: where animations are off, the side bar is gone in the middle of the click that asks for this, and the
 * list, which has it after its row, would not open the chat. */
static void
uncover_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, uncover_cb, g_object_ref (widget), g_object_unref);
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
  _propus_window_class_install_chat_actions (widget_class);
  _propus_window_class_install_file_actions (widget_class);
  _propus_window_class_install_code_actions (widget_class);
  _propus_window_class_install_settings_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "win.go-on", NULL, go_on_action);
  gtk_widget_class_install_action (widget_class, "win.continue", NULL, continue_action);
  gtk_widget_class_install_action (widget_class, "win.edit-prompt", NULL, edit_prompt_action);
  gtk_widget_class_install_action (widget_class, "win.choose-model", NULL, choose_model_action);
  gtk_widget_class_install_action (widget_class, "win.use-model", "s", use_model_action);
  gtk_widget_class_install_action (widget_class, "win.retry-with-model", "s", use_model_action);
  gtk_widget_class_install_action (widget_class, "win.suggest", "s", suggest_action);
  gtk_widget_class_install_action (widget_class, "win.save-again", NULL, save_again_action);
  gtk_widget_class_install_action (widget_class, "win.close-store-banner", NULL, close_store_banner_action);
  gtk_widget_class_install_action (widget_class, "win.quote", "s", quote_action);
  gtk_widget_class_install_action (widget_class, "win.find-text", "s", find_text_action);
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
