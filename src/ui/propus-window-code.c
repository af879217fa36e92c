/* propus-window-code.c - the chat of a window as a program, and the saved prompts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-window-private.h"

#include "propus-chat-code.h"
#include "propus-code-dialog.h"
#include "propus-prompt-library.h"
#include "propus-prompts-dialog.h"

#include <glib/gi18n.h>

static void
request_made_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (PropusWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PropusChatCode) request = propus_chat_code_new_finish (PROPUS_SESSION (object), result, &error);

  if (self->session == NULL)
    return;   /* the window was closed */

  if (request != NULL)
    propus_code_dialog_present (GTK_WINDOW (self), self->session, request);
  else
    propus_window_toast (self, _("This chat could not be read from the history."));
}

static void
get_code_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);
  g_autofree char *text = propus_composer_dup_text (self->composer);

  if (propus_session_is_loading (self->session, self->conversation))
    return;

  if (propus_chat_code_is_possible (self->conversation, text))
    propus_chat_code_new_async (self->session, self->conversation, self->editing, text, request_made_cb, g_object_ref (self));
  else
    propus_window_toast (self, _("Write a message first. Its code can then be shown."));
}

static void
prompts_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  propus_prompts_dialog_present (GTK_WINDOW (widget), NULL);
}

/* What is being written, kept for another time. */
static void
save_prompt_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  g_autofree char *text = propus_composer_dup_text (PROPUS_WINDOW (widget)->composer);

  propus_prompts_dialog_present (GTK_WINDOW (widget), text);
}

/* The dialog may be closed by then. */
static void
prompts_failed_cb (PropusWindow *self,
                   const GError *error)
{
  g_assert (PROPUS_IS_WINDOW (self));

  propus_window_toast (self, _("A saved prompt could not be written. It is tried again when Propus ends."));
}

void
_propus_window_watch_prompts (PropusWindow *self)
{
  g_signal_connect_object (propus_prompt_library_get_default (), "failed", G_CALLBACK (prompts_failed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
_propus_window_class_install_code_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.prompts", NULL, prompts_action);
  gtk_widget_class_install_action (widget_class, "win.save-prompt", NULL, save_prompt_action);
  gtk_widget_class_install_action (widget_class, "win.get-code", NULL, get_code_action);
}
