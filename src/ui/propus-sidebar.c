/* propus-sidebar.c - the chats, and the truth about the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-sidebar.h"

#include "propus-chat-row.h"
#include "propus-key-line.h"
#include "propus-widget.h"

/**
 * PropusSidebar:
 *
 * The list of chats, newest first. The selected row is always the chat that is open: a chat that moves because it was
 * written to stays selected.
 */
struct _PropusSidebar
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *empty;
  GtkListView *list;
  PropusKeyLine *key_line;
  GtkMenuButton *menu;
  GMenuModel *primary_menu;

  /* Owned */
  PropusSession *session;
  GtkSingleSelection *selection;
  PropusConversation *current;
  GPtrArray *rows;           /* bound PropusChatRow, borrowed */

  guint syncing : 1;         /* the selection changes by our own hand */
};

G_DEFINE_FINAL_TYPE (PropusSidebar, propus_sidebar, GTK_TYPE_WIDGET)

enum { SIGNAL_OPEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
sync_selection (PropusSidebar *self)
{
  PropusConversationList *list = propus_session_get_conversations (self->session);
  guint position = GTK_INVALID_LIST_POSITION;

  if (self->current == NULL || !propus_conversation_list_get_position (list, self->current, &position))
    position = GTK_INVALID_LIST_POSITION;

  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->syncing = FALSE;
}

static void
update_empty (PropusSidebar *self)
{
  GListModel *list = G_LIST_MODEL (propus_session_get_conversations (self->session));

  gtk_widget_set_visible (self->empty,
                          g_list_model_get_n_items (list) == 0 && propus_session_is_loaded (self->session));
}

static void
items_changed_cb (PropusSidebar *self)
{
  g_assert (PROPUS_IS_SIDEBAR (self));

  sync_selection (self);
  update_empty (self);
}

static void
selected_cb (PropusSidebar *self)
{
  PropusConversation *conversation = gtk_single_selection_get_selected_item (self->selection);

  g_assert (PROPUS_IS_SIDEBAR (self));

  if (!self->syncing && conversation != NULL && conversation != self->current)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, conversation);
}

/* Enter or a double click on the chat that is open: shows it where the side bar covers it. */
static void
activate_cb (PropusSidebar *self,
             guint          position)
{
  g_autoptr (PropusConversation) conversation = NULL;

  g_assert (PROPUS_IS_SIDEBAR (self));

  conversation = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  if (conversation != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, conversation);
}

static void
update_running (PropusSidebar *self)
{
  g_assert (PROPUS_IS_SIDEBAR (self));

  for (guint i = 0; i < self->rows->len; i++)
    {
      PropusChatRow *row = g_ptr_array_index (self->rows, i);
      PropusConversation *conversation = propus_chat_row_get_conversation (row);
      PropusTurn *turn = conversation != NULL ? propus_session_get_turn (self->session, conversation) : NULL;

      propus_chat_row_set_running (row, turn != NULL && propus_turn_is_running (turn));
    }
}

static void
setup_cb (PropusSidebar *self,
          GtkListItem   *item)
{
  gtk_list_item_set_child (item, propus_chat_row_new ());
}

static void
bind_cb (PropusSidebar *self,
         GtkListItem   *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  propus_chat_row_set_conversation (PROPUS_CHAT_ROW (row), gtk_list_item_get_item (item));
  g_ptr_array_add (self->rows, row);
  update_running (self);
}

static void
unbind_cb (PropusSidebar *self,
           GtkListItem   *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  g_ptr_array_remove (self->rows, row);
  propus_chat_row_set_conversation (PROPUS_CHAT_ROW (row), NULL);
}

static PropusChatRow *
find_current_row (PropusSidebar *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (propus_chat_row_get_conversation (g_ptr_array_index (self->rows, i)) == self->current)
      return g_ptr_array_index (self->rows, i);

  return NULL;
}

/* Keys on the list work on the chat that is open. */
static void
list_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PropusSidebar *self = PROPUS_SIDEBAR (widget);
  PropusChatRow *row = find_current_row (self);
  gint64 id = self->current != NULL ? propus_conversation_get_id (self->current) : 0;

  if (row != NULL && g_str_equal (action_name, "sidebar.menu"))
    propus_chat_row_popup (row);
  else if (id != 0 && g_str_equal (action_name, "sidebar.rename"))
    gtk_widget_activate_action (widget, "win.rename-chat", "x", id);
  else if (id != 0 && g_str_equal (action_name, "sidebar.delete"))
    gtk_widget_activate_action (widget, "win.delete-chat", "x", id);
}

/**
 * propus_sidebar_set_session:
 * @self: a side bar
 * @session: (transfer none): whose chats it lists; once
 */
void
propus_sidebar_set_session (PropusSidebar *self,
                            PropusSession *session)
{
  GListModel *list;

  g_return_if_fail (PROPUS_IS_SIDEBAR (self));
  g_return_if_fail (PROPUS_IS_SESSION (session));

  g_set_object (&self->session, session);
  list = G_LIST_MODEL (propus_session_get_conversations (session));
  gtk_single_selection_set_model (self->selection, list);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (session, "store-changed", G_CALLBACK (update_empty), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "turn-started", G_CALLBACK (update_running), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "turn-ended", G_CALLBACK (update_running), self, G_CONNECT_SWAPPED);
  propus_key_line_set_session (self->key_line, session);
  update_empty (self);
}

/**
 * propus_sidebar_rebind_key:
 * @self: a side bar with a session
 *
 * To be called when the session has another broker, which knows of another key.
 */
void
propus_sidebar_rebind_key (PropusSidebar *self)
{
  g_return_if_fail (PROPUS_IS_SIDEBAR (self));

  propus_key_line_set_session (self->key_line, self->session);
}

/**
 * propus_sidebar_set_current:
 * @self: a side bar with a session
 * @conversation: (transfer none) (nullable): the chat that is open
 */
void
propus_sidebar_set_current (PropusSidebar      *self,
                            PropusConversation *conversation)
{
  g_return_if_fail (PROPUS_IS_SIDEBAR (self));

  g_set_object (&self->current, conversation);
  sync_selection (self);
}

static void
propus_sidebar_dispose (GObject *object)
{
  PropusSidebar *self = PROPUS_SIDEBAR (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_SIDEBAR);
  g_clear_object (&self->current);
  g_clear_object (&self->selection);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_sidebar_parent_class)->dispose (object);
}

static void
propus_sidebar_finalize (GObject *object)
{
  g_ptr_array_unref (PROPUS_SIDEBAR (object)->rows);

  G_OBJECT_CLASS (propus_sidebar_parent_class)->finalize (object);
}

static void
propus_sidebar_class_init (PropusSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_sidebar_dispose;
  object_class->finalize = propus_sidebar_finalize;

  signals[SIGNAL_OPEN] = g_signal_new ("open", PROPUS_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, PROPUS_TYPE_CONVERSATION);

  g_type_ensure (PROPUS_TYPE_KEY_LINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, empty);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, key_line);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, menu);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, primary_menu);
  gtk_widget_class_install_action (widget_class, "sidebar.rename", NULL, list_action);
  gtk_widget_class_install_action (widget_class, "sidebar.delete", NULL, list_action);
  gtk_widget_class_install_action (widget_class, "sidebar.menu", NULL, list_action);
}

static void
propus_sidebar_init (PropusSidebar *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  propus_widget_set_menu (self->menu, self->primary_menu);

  self->rows = g_ptr_array_new ();
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}
