/* propus-sidebar.c - the chats, and the truth about the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-sidebar.h"

#include "propus-chat-group.h"
#include "propus-chat-menu.h"
#include "propus-chat-row.h"
#include "propus-key-line.h"
#include "propus-search-filter.h"
#include "propus-search-results.h"
#include "propus-widget.h"

#include <glib/gi18n.h>

/**
 * PropusSidebar:
 *
 * The list of chats, grouped by day, or what a search has found. The selected row is always the chat that is open: a
 * chat that moves because it was written to stays selected. While chats are being selected for something, their rows
 * have check marks, and a bar below says what can be done with them.
 */
struct _PropusSidebar
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkEditable *search;
  GtkMenuButton *filter;
  GtkStack *stack;
  GtkWidget *chats;
  GtkMenuButton *view;
  GtkLabel *view_label;
  GtkLabel *empty;
  GtkListView *list;
  GtkRevealer *bar;
  GtkLabel *selected_label;
  GtkMenuButton *move;
  PropusKeyLine *key_line;
  GtkMenuButton *menu;
  GMenuModel *primary_menu;

  /* Borrowed: made with the first search */
  PropusSearchResults *results;
  PropusSearchFilter *limits;

  /* Owned */
  PropusSession *session;
  PropusHistory *history;
  GtkSingleSelection *selection;
  PropusConversation *current;
  GPtrArray *items;          /* bound GtkListItem, borrowed */
  GHashTable *selected;      /* ids of chats that were selected; NULL: none are being selected */

  gint64 rename_id;          /* to be renamed once its row is there; 0: none */
  guint refresh;             /* source id: headings are looked at again */
  guint syncing : 1;         /* the selection changes by our own hand */
};

G_DEFINE_FINAL_TYPE (PropusSidebar, propus_sidebar, GTK_TYPE_WIDGET)

enum { SIGNAL_OPEN, SIGNAL_OPEN_HIT, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- the list --- */

static void
sync_selection (PropusSidebar *self)
{
  guint position = GTK_INVALID_LIST_POSITION;

  if (self->current == NULL ||
      !propus_history_find (self->history, propus_conversation_get_id (self->current), &position))
    position = GTK_INVALID_LIST_POSITION;

  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->syncing = FALSE;
}

static void
update_view (PropusSidebar *self)
{
  gboolean archived = propus_history_get_archived (self->history);
  gint64 folder_id = propus_history_get_folder (self->history);
  const char *name = propus_history_get_folder_name (self->history, folder_id);
  gboolean empty = g_list_model_get_n_items (propus_history_get_chats (self->history)) == 0;

  gtk_label_set_label (self->view_label, archived ? _("Archive") : name != NULL ? name : _("All Chats"));
  gtk_label_set_label (self->empty, archived ? _("Chats that you archive will be listed here.")
                                             : name != NULL ? _("No chat is in this folder yet.")
                                                            : _("Your chats will be listed here."));
  gtk_widget_set_visible (GTK_WIDGET (self->empty), empty && propus_history_is_filled (self->history));
}

static PropusChatRow *
get_row (GtkListItem *item)
{
  return PROPUS_CHAT_ROW (gtk_list_item_get_child (item));
}

static PropusChatRow *
find_row (PropusSidebar *self,
          gint64         id)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      PropusConversation *conversation = gtk_list_item_get_item (g_ptr_array_index (self->items, i));

      if (conversation != NULL && propus_conversation_get_id (conversation) == id)
        return get_row (g_ptr_array_index (self->items, i));
    }

  return NULL;
}

static char *
dup_heading (PropusSidebar *self,
             guint          position,
             GDateTime     *now)
{
  g_autoptr (PropusConversation) conversation = g_list_model_get_item (propus_history_get_chats (self->history), position);

  if (conversation == NULL)
    return NULL;

  return propus_chat_group_dup_heading (propus_conversation_get_pinned (conversation),
                                        propus_conversation_get_updated (conversation), now);
}

/* The row in front may not have been read yet; then it is of the same group, and comes back here when it was. */
static void
update_heading (PropusSidebar *self,
                GtkListItem   *item,
                GDateTime     *now)
{
  guint position = gtk_list_item_get_position (item);
  g_autofree char *heading = dup_heading (self, position, now);
  g_autofree char *before = position > 0 ? dup_heading (self, position - 1, now) : NULL;
  gboolean first = position == 0 || (before != NULL && g_strcmp0 (before, heading) != 0);

  propus_chat_row_set_heading (get_row (item), first ? heading : NULL);
}

static void
update_rows (PropusSidebar *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  for (guint i = 0; i < self->items->len; i++)
    {
      GtkListItem *item = g_ptr_array_index (self->items, i);
      PropusConversation *conversation = gtk_list_item_get_item (item);
      gint64 id = propus_conversation_get_id (conversation);
      PropusTurn *turn = propus_session_get_turn (self->session, conversation);

      update_heading (self, item, now);
      propus_chat_row_set_running (get_row (item), turn != NULL && propus_turn_is_running (turn));
      propus_chat_row_set_selecting (get_row (item), self->selected != NULL,
                                     self->selected != NULL && g_hash_table_contains (self->selected, &id));
    }
}

static gboolean
refresh_cb (gpointer user_data)
{
  PropusSidebar *self = user_data;
  gint64 rename_id = self->rename_id;
  PropusChatRow *row;

  self->refresh = 0;
  update_rows (self);
  row = rename_id != 0 ? find_row (self, rename_id) : NULL;
  if (row != NULL)
    {
      self->rename_id = 0;
      propus_chat_row_rename (row);
    }

  return G_SOURCE_REMOVE;
}

/* Once for however many rows have changed, and before the next frame. */
static void
refresh_soon (PropusSidebar *self)
{
  g_assert (PROPUS_IS_SIDEBAR (self));

  if (self->refresh == 0)
    self->refresh = g_idle_add_full (GDK_PRIORITY_REDRAW - 5, refresh_cb, self, NULL);
}

static void
items_changed_cb (PropusSidebar *self)
{
  g_assert (PROPUS_IS_SIDEBAR (self));

  sync_selection (self);
  update_view (self);
  refresh_soon (self);
}

static void
bind_cb (PropusSidebar *self,
         GtkListItem   *item)
{
  PropusConversation *conversation = gtk_list_item_get_item (item);

  propus_chat_row_set_conversation (get_row (item), conversation);
  g_signal_connect_object (conversation, "notify", G_CALLBACK (refresh_soon), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->items, item);
  refresh_soon (self);
}

static void
unbind_cb (PropusSidebar *self,
           GtkListItem   *item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), refresh_soon, self);
  g_ptr_array_remove (self->items, item);
  propus_chat_row_set_conversation (get_row (item), NULL);
}

/* --- selecting several --- */

static GVariant *
new_selected_ids (PropusSidebar *self)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer id;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("ax"));
  g_hash_table_iter_init (&iter, self->selected);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_variant_builder_add (&builder, "x", *(gint64 *) id);

  return g_variant_builder_end (&builder);
}

static void
update_bar (PropusSidebar *self)
{
  guint n = self->selected != NULL ? g_hash_table_size (self->selected) : 0;
  /* Translators: how many chats are selected */
  g_autofree char *text = g_strdup_printf (ngettext ("%u chat", "%u chats", n), n);

  gtk_label_set_label (self->selected_label, n > 0 ? text : _("Select chats"));
  gtk_revealer_set_reveal_child (self->bar, self->selected != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->move), n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sidebar.export-selected", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sidebar.delete-selected", n > 0);
  refresh_soon (self);
}

static void
set_selecting (PropusSidebar *self,
               gboolean       selecting)
{
  if (selecting == (self->selected != NULL))
    return;

  g_clear_pointer (&self->selected, g_hash_table_unref);
  if (selecting)
    self->selected = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  update_bar (self);
}

static void
toggle (PropusSidebar *self,
        gint64         id)
{
  gint64 *key = g_new (gint64, 1);

  *key = id;
  if (g_hash_table_remove (self->selected, key))
    g_free (key);
  else
    g_hash_table_add (self->selected, key);
  update_bar (self);
}

static void
toggled_cb (PropusSidebar *self,
            PropusChatRow *row)
{
  PropusConversation *conversation = propus_chat_row_get_conversation (row);

  g_assert (PROPUS_IS_SIDEBAR (self));

  if (self->selected != NULL && conversation != NULL)
    toggle (self, propus_conversation_get_id (conversation));
}

static void
make_move_menu_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  PropusSidebar *self = user_data;
  g_autoptr (GMenuModel) menu = NULL;
  g_autoptr (GVariant) ids = g_variant_ref_sink (new_selected_ids (self));
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (gint64));
  gsize n_ids = 0;
  const gint64 *fixed = g_variant_get_fixed_array (ids, &n_ids, sizeof *fixed);

  g_array_append_vals (array, fixed, (guint) n_ids);
  menu = propus_chat_menu_new_move (self->history, array, 0);
  gtk_menu_button_set_menu_model (button, menu);
}

static void
setup_cb (PropusSidebar *self,
          GtkListItem   *item)
{
  GtkWidget *row = propus_chat_row_new (self->history);

  g_signal_connect_object (row, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, row);
}

/* --- opening --- */

/* The row of a chat that was just begun may be there before the chat knows its id. */
static gboolean
is_current (PropusSidebar      *self,
            PropusConversation *conversation)
{
  return self->current != NULL &&
         (conversation == self->current ||
          propus_conversation_get_id (conversation) == propus_conversation_get_id (self->current));
}

static void
selected_cb (PropusSidebar *self)
{
  PropusConversation *conversation = gtk_single_selection_get_selected_item (self->selection);

  g_assert (PROPUS_IS_SIDEBAR (self));

  if (self->syncing || conversation == NULL || is_current (self, conversation))
    return;

  if (self->selected != NULL)
    sync_selection (self);   /* the row itself tells that it was clicked */
  else
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, propus_history_adopt (self->history, conversation));
}

/* Enter or a double click on the chat that is open: shows it where the side bar covers it. */
static void
activate_cb (PropusSidebar *self,
             guint          position)
{
  g_autoptr (PropusConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  g_assert (PROPUS_IS_SIDEBAR (self));

  if (conversation != NULL && self->selected != NULL)
    toggle (self, propus_conversation_get_id (conversation));
  else if (conversation != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, propus_history_adopt (self->history, conversation));
}

/* --- searching --- */

static void
open_hit_cb (PropusSidebar   *self,
             PropusSearchHit *hit)
{
  g_assert (PROPUS_IS_SIDEBAR (self));
  g_signal_emit (self, signals[SIGNAL_OPEN_HIT], 0, hit, gtk_editable_get_text (self->search));
}

static void
search (PropusSidebar *self)
{
  const char *text = gtk_editable_get_text (self->search);
  PropusSearchQuery query = { .text = text };
  gboolean wanted = *text != '\0' || propus_search_filter_is_set (self->limits);

  gtk_widget_set_visible (GTK_WIDGET (self->filter), wanted);
  gtk_stack_set_visible_child (self->stack, wanted ? GTK_WIDGET (self->results) : self->chats);
  if (propus_search_filter_is_set (self->limits))
    gtk_widget_add_css_class (GTK_WIDGET (self->filter), "accent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter), "accent");

  propus_search_filter_apply (self->limits, &query);
  if (wanted)
    propus_search_results_search (self->results, &query);
  else
    propus_search_results_clear (self->results);
}

static void
ensure_results (PropusSidebar *self)
{
  if (self->results != NULL)
    return;

  self->results = PROPUS_SEARCH_RESULTS (propus_search_results_new (self->history));
  g_signal_connect_object (self->results, "open", G_CALLBACK (open_hit_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->results));

  self->limits = propus_search_filter_new (self->session);
  g_signal_connect_object (self->limits, "changed", G_CALLBACK (search), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (self->filter, GTK_WIDGET (self->limits));
}

static void
search_changed_cb (PropusSidebar *self)
{
  g_assert (PROPUS_IS_SIDEBAR (self));

  if (self->history == NULL)
    return;   /* not filled yet; it is looked at again then */

  ensure_results (self);
  search (self);
}

static void
stop_search_cb (PropusSidebar *self)
{
  g_assert (PROPUS_IS_SIDEBAR (self));

  gtk_editable_set_text (self->search, "");
  gtk_widget_activate_action (GTK_WIDGET (self), "win.focus-composer", NULL);
}

/* Enter goes into the list. */
static void
search_activate_cb (PropusSidebar *self)
{
  g_assert (PROPUS_IS_SIDEBAR (self));

  if (self->results != NULL && gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->results))
    gtk_widget_child_focus (GTK_WIDGET (self->results), GTK_DIR_TAB_FORWARD);
}

static void
make_view_menu_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  PropusSidebar *self = user_data;
  g_autoptr (GMenuModel) menu = NULL;

  if (self->history == NULL)
    return;

  menu = propus_chat_menu_new_view (self->history);
  gtk_menu_button_set_menu_model (button, menu);
}

/* --- keys --- */

/* Keys on the list work on the chat that is open. */
static void
list_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PropusSidebar *self = PROPUS_SIDEBAR (widget);
  gint64 id = self->current != NULL ? propus_conversation_get_id (self->current) : 0;
  PropusChatRow *row = id != 0 ? find_row (self, id) : NULL;

  if (id == 0)
    return;
  if (row != NULL && g_str_equal (action_name, "sidebar.menu"))
    propus_chat_row_popup (row);
  else if (g_str_equal (action_name, "sidebar.rename"))
    propus_sidebar_rename (self, id);
  else if (g_str_equal (action_name, "sidebar.delete"))
    {
      g_autoptr (GVariant) ids = g_variant_ref_sink (g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, &id, 1, sizeof id));

      gtk_widget_activate_action_variant (widget, "win.delete-chats", ids);
    }
}

static void
selection_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  PropusSidebar *self = PROPUS_SIDEBAR (widget);
  g_autoptr (GVariant) ids = NULL;

  if (g_str_equal (action_name, "sidebar.start-selecting"))
    {
      set_selecting (self, TRUE);
      return;
    }
  if (self->selected == NULL)
    return;

  ids = g_variant_ref_sink (new_selected_ids (self));
  if (g_str_equal (action_name, "sidebar.delete-selected"))
    gtk_widget_activate_action_variant (widget, "win.delete-chats", ids);
  else if (g_str_equal (action_name, "sidebar.export-selected"))
    gtk_widget_activate_action_variant (widget, "win.export-chats", ids);
  set_selecting (self, FALSE);
}

/* --- what the window calls --- */

/**
 * propus_sidebar_set_session:
 * @self: a side bar
 * @session: (transfer none): whose key it tells of; once
 * @history: (transfer none): whose chats it lists
 */
void
propus_sidebar_set_session (PropusSidebar *self,
                            PropusSession *session,
                            PropusHistory *history)
{
  g_return_if_fail (PROPUS_IS_SIDEBAR (self));
  g_return_if_fail (PROPUS_IS_SESSION (session));
  g_return_if_fail (PROPUS_IS_HISTORY (history));

  g_set_object (&self->session, session);
  g_set_object (&self->history, history);
  gtk_single_selection_set_model (self->selection, propus_history_get_chats (history));
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (history, "changed", G_CALLBACK (update_view), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "turn-started", G_CALLBACK (refresh_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "turn-ended", G_CALLBACK (refresh_soon), self, G_CONNECT_SWAPPED);
  propus_key_line_set_session (self->key_line, session);
  update_view (self);
  if (*gtk_editable_get_text (self->search) != '\0')
    search_changed_cb (self);
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
  refresh_soon (self);   /* also for the first click after midnight */
}

/**
 * propus_sidebar_rename:
 * @self: a side bar with a session
 * @id: of a chat
 *
 * Lets its title be edited in its row, which is brought into sight first.
 */
void
propus_sidebar_rename (PropusSidebar *self,
                       gint64         id)
{
  PropusChatRow *row;
  guint position;

  g_return_if_fail (PROPUS_IS_SIDEBAR (self));

  gtk_editable_set_text (self->search, "");
  set_selecting (self, FALSE);
  if (!propus_history_find (self->history, id, &position))
    propus_history_show (self->history, PROPUS_FOLDER_ANY, FALSE);

  row = find_row (self, id);
  if (row != NULL)
    {
      propus_chat_row_rename (row);
      return;
    }

  self->rename_id = id;
  if (propus_history_find (self->history, id, &position))
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

/**
 * propus_sidebar_select:
 * @self: a side bar with a session
 * @id: of the first chat to select
 *
 * Begins to select several chats.
 */
void
propus_sidebar_select (PropusSidebar *self,
                       gint64         id)
{
  g_return_if_fail (PROPUS_IS_SIDEBAR (self));

  set_selecting (self, TRUE);
  if (!g_hash_table_contains (self->selected, &id))
    toggle (self, id);
}

/**
 * propus_sidebar_focus_search:
 * @self: a side bar
 *
 * Where a search is typed.
 */
void
propus_sidebar_focus_search (PropusSidebar *self)
{
  g_return_if_fail (PROPUS_IS_SIDEBAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_select_region (self->search, 0, -1);
}

/* --- life --- */

static void
propus_sidebar_dispose (GObject *object)
{
  PropusSidebar *self = PROPUS_SIDEBAR (object);

  g_clear_handle_id (&self->refresh, g_source_remove);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_SIDEBAR);
  g_clear_pointer (&self->selected, g_hash_table_unref);
  g_clear_object (&self->current);
  g_clear_object (&self->selection);
  g_clear_object (&self->history);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_sidebar_parent_class)->dispose (object);
}

static void
propus_sidebar_finalize (GObject *object)
{
  g_ptr_array_unref (PROPUS_SIDEBAR (object)->items);

  G_OBJECT_CLASS (propus_sidebar_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "sidebar.rename", NULL, list_action);
  gtk_widget_class_install_action (widget_class, "sidebar.delete", NULL, list_action);
  gtk_widget_class_install_action (widget_class, "sidebar.menu", NULL, list_action);
  gtk_widget_class_install_action (widget_class, "sidebar.start-selecting", NULL, selection_action);
  gtk_widget_class_install_action (widget_class, "sidebar.stop-selecting", NULL, selection_action);
  gtk_widget_class_install_action (widget_class, "sidebar.delete-selected", NULL, selection_action);
  gtk_widget_class_install_action (widget_class, "sidebar.export-selected", NULL, selection_action);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, search);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, filter);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, stack);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, chats);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, view);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, view_label);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, empty);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, bar);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, selected_label);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, move);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, key_line);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, menu);
  gtk_widget_class_bind_template_child (widget_class, PropusSidebar, primary_menu);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
}

static void
propus_sidebar_class_init (PropusSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_sidebar_dispose;
  object_class->finalize = propus_sidebar_finalize;

  signals[SIGNAL_OPEN] = g_signal_new ("open", PROPUS_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, PROPUS_TYPE_CONVERSATION);
  signals[SIGNAL_OPEN_HIT] = g_signal_new ("open-hit", PROPUS_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 2, PROPUS_TYPE_SEARCH_HIT,
                                           G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  g_type_ensure (PROPUS_TYPE_KEY_LINE);
  bind_template (GTK_WIDGET_CLASS (klass));
  install_actions (GTK_WIDGET_CLASS (klass));
}

static void
propus_sidebar_init (PropusSidebar *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  propus_widget_set_menu (self->menu, self->primary_menu);
  gtk_menu_button_set_create_popup_func (self->view, make_view_menu_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->move, make_move_menu_cb, self, NULL);

  self->items = g_ptr_array_new ();
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
