/* propus-chat-row.c - a chat in the side bar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-chat-row.h"

#include "propus-widget.h"

#include <glib/gi18n.h>

/**
 * PropusChatRow:
 *
 * The title of a chat, a spinner while an answer comes, a menu. The actions "chat.rename" and "chat.delete" go on to
 * the window with the chat's id.
 */
struct _PropusChatRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *label;
  GtkSpinner *spinner;
  GtkMenuButton *menu;
  GMenuModel *menu_model;

  /* Owned */
  PropusConversation *conversation;
};

G_DEFINE_FINAL_TYPE (PropusChatRow, propus_chat_row, GTK_TYPE_WIDGET)

static void
title_changed_cb (PropusChatRow *self)
{
  const char *title = propus_conversation_get_title (self->conversation);
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));

  g_assert (PROPUS_IS_CHAT_ROW (self));

  if (*title == '\0')
    title = _("New Chat");
  gtk_label_set_label (self->label, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), title);
  /* The item around it is what a screen reader goes through. */
  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
secondary_pressed_cb (PropusChatRow *self)
{
  g_assert (PROPUS_IS_CHAT_ROW (self));
  propus_chat_row_popup (self);
}

/* The list opens the chat; this uncovers it where the side bar lies over it, also when it was open before. */
static void
primary_released_cb (PropusChatRow *self)
{
  g_assert (PROPUS_IS_CHAT_ROW (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.uncover", NULL);
}

static void
chat_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PropusChatRow *self = PROPUS_CHAT_ROW (widget);
  gint64 id = propus_conversation_get_id (self->conversation);

  gtk_widget_activate_action (widget,
                              g_str_equal (action_name, "chat.rename") ? "win.rename-chat" : "win.delete-chat",
                              "x", id);
}

/**
 * propus_chat_row_new:
 *
 * Returns: (transfer full): a row without a chat
 */
GtkWidget *
propus_chat_row_new (void)
{
  return g_object_new (PROPUS_TYPE_CHAT_ROW, NULL);
}

/**
 * propus_chat_row_set_conversation:
 * @self: a row
 * @conversation: (transfer none) (nullable): what it stands for
 */
void
propus_chat_row_set_conversation (PropusChatRow      *self,
                                  PropusConversation *conversation)
{
  g_return_if_fail (PROPUS_IS_CHAT_ROW (self));

  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_func (self->conversation, title_changed_cb, self);
  g_set_object (&self->conversation, conversation);
  if (conversation == NULL)
    return;

  g_signal_connect_object (conversation, "notify::title", G_CALLBACK (title_changed_cb), self, G_CONNECT_SWAPPED);
  title_changed_cb (self);
}

/**
 * propus_chat_row_get_conversation:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it stands for
 */
PropusConversation *
propus_chat_row_get_conversation (PropusChatRow *self)
{
  g_return_val_if_fail (PROPUS_IS_CHAT_ROW (self), NULL);

  return self->conversation;
}

/**
 * propus_chat_row_set_running:
 * @self: a row
 * @running: whether an answer is coming in this chat
 */
void
propus_chat_row_set_running (PropusChatRow *self,
                             gboolean       running)
{
  g_return_if_fail (PROPUS_IS_CHAT_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->spinner), running);
  gtk_spinner_set_spinning (self->spinner, running);
}

/**
 * propus_chat_row_popup:
 * @self: a row
 *
 * Opens its menu.
 */
void
propus_chat_row_popup (PropusChatRow *self)
{
  g_return_if_fail (PROPUS_IS_CHAT_ROW (self));

  gtk_menu_button_popup (self->menu);
}

static void
propus_chat_row_dispose (GObject *object)
{
  PropusChatRow *self = PROPUS_CHAT_ROW (object);

  propus_chat_row_set_conversation (self, NULL);
  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_CHAT_ROW);

  G_OBJECT_CLASS (propus_chat_row_parent_class)->dispose (object);
}

static void
propus_chat_row_class_init (PropusChatRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_chat_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-chat-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusChatRow, label);
  gtk_widget_class_bind_template_child (widget_class, PropusChatRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, PropusChatRow, menu);
  gtk_widget_class_bind_template_child (widget_class, PropusChatRow, menu_model);
  gtk_widget_class_bind_template_callback (widget_class, primary_released_cb);
  gtk_widget_class_bind_template_callback (widget_class, secondary_pressed_cb);
  gtk_widget_class_install_action (widget_class, "chat.rename", NULL, chat_action);
  gtk_widget_class_install_action (widget_class, "chat.delete", NULL, chat_action);
}

static void
propus_chat_row_init (PropusChatRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  propus_widget_set_menu (self->menu, self->menu_model);
}
