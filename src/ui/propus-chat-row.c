/* propus-chat-row.c - a chat in the side bar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-chat-row.h"

#include "propus-chat-menu.h"
#include "propus-limits.h"
#include "propus-widget.h"

#include <glib/gi18n.h>

/**
 * PropusChatRow:
 *
 * The title of a chat, a spinner while an answer comes, a menu; the first chat of a day carries the day's heading. The
 * title is edited in place. While chats are being selected, the row has a check mark instead of a menu.
 */
struct _PropusChatRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *heading;
  GtkWidget *body;
  GtkCheckButton *check;
  GtkStack *stack;
  GtkLabel *label;
  GtkSpinner *spinner;
  GtkMenuButton *menu;

  /* Borrowed: made when a title is edited */
  GtkWidget *entry;

  /* Owned */
  PropusHistory *history;
  PropusConversation *conversation;
};

G_DEFINE_FINAL_TYPE (PropusChatRow, propus_chat_row, GTK_TYPE_WIDGET)

enum { SIGNAL_TOGGLED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
changed_cb (PropusChatRow *self)
{
  g_autofree char *heading = propus_conversation_dup_heading (self->conversation);
  const char *title = heading;
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));

  g_assert (PROPUS_IS_CHAT_ROW (self));

  /* A row that was not read from the history yet has neither title nor time. */
  if (*title == '\0')
    title = propus_conversation_get_updated (self->conversation) == 0 ? "…" : _("New Chat");
  gtk_label_set_label (self->label, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), title);
  /* The item around it is what a screen reader goes through. */
  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/* A heading is no part of the chat below it. */
static void
heading_pressed_cb (GtkGestureClick *gesture)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
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

  if (gtk_widget_get_visible (GTK_WIDGET (self->check)))
    g_signal_emit (self, signals[SIGNAL_TOGGLED], 0);
  else if (self->entry == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.uncover", NULL);
}

/* The menu tells of the chat as it is when it opens. */
static void
make_menu_cb (GtkMenuButton *button,
              gpointer       user_data)
{
  PropusChatRow *self = user_data;
  g_autoptr (GMenuModel) menu = NULL;

  if (self->conversation == NULL)
    return;

  menu = propus_chat_menu_new (self->history, self->conversation);
  gtk_menu_button_set_menu_model (button, menu);
}

/* --- editing the title --- */

static void
end_editing (PropusChatRow *self)
{
  GtkWidget *entry = g_steal_pointer (&self->entry);
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));

  if (entry == NULL)
    return;

  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->label));
  if (item != NULL)
    gtk_widget_grab_focus (item);
  gtk_stack_remove (self->stack, entry);
}

static void
entry_activate_cb (PropusChatRow *self)
{
  g_autofree char *title = NULL;

  g_assert (PROPUS_IS_CHAT_ROW (self));

  title = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  if (*title != '\0' && !g_str_equal (title, propus_conversation_get_title (self->conversation)))
    propus_history_rename (self->history, self->conversation, title);
  end_editing (self);
}

static gboolean
entry_key_cb (PropusChatRow *self,
              guint          keyval)
{
  g_assert (PROPUS_IS_CHAT_ROW (self));

  if (keyval != GDK_KEY_Escape)
    return FALSE;

  end_editing (self);
  return TRUE;
}

/* What was typed is kept when the person goes on to something else. */
static void
entry_left_cb (PropusChatRow *self)
{
  g_assert (PROPUS_IS_CHAT_ROW (self));

  if (self->entry != NULL)
    entry_activate_cb (self);
}

/**
 * propus_chat_row_rename:
 * @self: a row with a chat
 *
 * Lets the title be edited in its place: Enter keeps what was typed, Escape does not.
 */
void
propus_chat_row_rename (PropusChatRow *self)
{
  GtkEventController *keys, *focus;

  g_return_if_fail (PROPUS_IS_CHAT_ROW (self));

  if (self->conversation == NULL || self->entry != NULL)
    return;

  self->entry = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), PROPUS_LIMIT_TITLE_CHARS);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), propus_conversation_get_title (self->conversation));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 5);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the chat"), -1);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (entry_activate_cb), self);

  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (entry_key_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  gtk_stack_add_child (self->stack, self->entry);
  gtk_stack_set_visible_child (self->stack, self->entry);
  gtk_widget_grab_focus (self->entry);

  focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (entry_left_cb), self);
  gtk_widget_add_controller (self->entry, focus);
}

/* --- */

/**
 * propus_chat_row_new:
 * @history: (transfer none): whose chats the rows stand for
 *
 * Returns: (transfer full): a row without a chat
 */
GtkWidget *
propus_chat_row_new (PropusHistory *history)
{
  PropusChatRow *self;

  g_return_val_if_fail (PROPUS_IS_HISTORY (history), NULL);

  self = g_object_new (PROPUS_TYPE_CHAT_ROW, NULL);
  self->history = g_object_ref (history);

  return GTK_WIDGET (self);
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
    g_signal_handlers_disconnect_by_func (self->conversation, changed_cb, self);
  end_editing (self);
  g_set_object (&self->conversation, conversation);
  if (conversation == NULL)
    return;

  g_signal_connect_object (conversation, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
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
 * propus_chat_row_set_heading:
 * @self: a row
 * @heading: (nullable): what stands above it; %NULL: it is not the first of its group
 */
void
propus_chat_row_set_heading (PropusChatRow *self,
                             const char    *heading)
{
  g_return_if_fail (PROPUS_IS_CHAT_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->heading), heading != NULL);
  if (heading != NULL)
    gtk_label_set_label (self->heading, heading);
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
 * propus_chat_row_set_selecting:
 * @self: a row
 * @selecting: whether chats are being selected
 * @selected: whether this one is
 */
void
propus_chat_row_set_selecting (PropusChatRow *self,
                               gboolean       selecting,
                               gboolean       selected)
{
  g_return_if_fail (PROPUS_IS_CHAT_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->check), selecting);
  gtk_check_button_set_active (self->check, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->menu), !selecting);
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

  if (gtk_widget_get_visible (GTK_WIDGET (self->menu)))
    gtk_menu_button_popup (self->menu);
}

static void
propus_chat_row_dispose (GObject *object)
{
  PropusChatRow *self = PROPUS_CHAT_ROW (object);

  self->entry = NULL;
  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_func (self->conversation, changed_cb, self);
  g_clear_object (&self->conversation);
  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_CHAT_ROW);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (propus_chat_row_parent_class)->dispose (object);
}

static void
propus_chat_row_class_init (PropusChatRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_chat_row_dispose;

  signals[SIGNAL_TOGGLED] = g_signal_new ("toggled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-chat-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusChatRow, heading);
  gtk_widget_class_bind_template_child (widget_class, PropusChatRow, body);
  gtk_widget_class_bind_template_child (widget_class, PropusChatRow, check);
  gtk_widget_class_bind_template_child (widget_class, PropusChatRow, stack);
  gtk_widget_class_bind_template_child (widget_class, PropusChatRow, label);
  gtk_widget_class_bind_template_child (widget_class, PropusChatRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, PropusChatRow, menu);
  gtk_widget_class_bind_template_callback (widget_class, heading_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, primary_released_cb);
  gtk_widget_class_bind_template_callback (widget_class, secondary_pressed_cb);
}

static void
propus_chat_row_init (PropusChatRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu, make_menu_cb, self, NULL);
}
