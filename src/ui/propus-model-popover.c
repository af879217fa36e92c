/* propus-model-popover.c - the list of models to choose from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-popover.h"

#include "propus-failure-sentence.h"
#include "propus-model-row.h"
#include "propus-model-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* As large as it gets, and what of the window it leaves free. */
#define MOST_WIDTH    440
#define LEAST_WIDTH   280
#define MARGIN        24
#define MOST_HEIGHT   440
#define LEAST_HEIGHT  140
#define OUTSIDE_LIST  240     /* the composer below it, the header above, search and foot */

/**
 * PropusModelPopover:
 *
 * The list of models with a search, how old it is and what its prices are; or why there is none. Letters go to the
 * search from wherever the focus is; from there the arrows lead into the list. Models with a star come first, then
 * the chat's own, those that will be there no longer last, in the order of the moment at which it is opened: nothing moves away under the pointer.
 */
struct _PropusModelPopover
{
  GtkPopover parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkEditable *search;
  GtkListView *list;
  GtkWidget *nothing;
  GtkLabel *failure_label;
  GtkWidget *scroller;
  GtkLabel *age;
  GtkLabel *prices;
  GtkWidget *refresh;
  GtkWidget *spinner;

  /* Owned */
  PropusSession *session;
  GtkSortListModel *sorted;
  GtkSorter *sorter;
  GtkFilterListModel *filtered;
  GtkFilter *filter;
  GHashTable *favorites;     /* ids, as they were when it was opened */
  char **words;              /* of the search, folded */
  char *current;             /* id of the model that has the tick */
};

G_DEFINE_FINAL_TYPE (PropusModelPopover, propus_model_popover, GTK_TYPE_POPOVER)

enum { SIGNAL_PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
has_words (PropusModelPopover *self,
           const char         *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  for (guint i = 0; self->words[i] != NULL; i++)
    if (strstr (folded, self->words[i]) == NULL)
      return FALSE;

  return TRUE;
}

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  PropusModelPopover *self = user_data;
  g_autofree char *text = NULL;

  if (self->words == NULL || *self->words == NULL)
    return TRUE;

  text = g_strjoin ("\n", propus_model_info_get_display_name (item), propus_model_info_get_id (item),
                    propus_model_info_get_description (item), NULL);

  return has_words (self, text);
}

static int
get_rank (PropusModelPopover *self,
          gconstpointer       item)
{
  PropusModelInfo *model = (gpointer) item;

  if (g_hash_table_contains (self->favorites, propus_model_info_get_id (model)))
    return 0;
  if (g_strcmp0 (self->current, propus_model_info_get_id (model)) == 0)
    return 1;
  if (propus_model_status_is_ending (propus_model_info_get_status (model)))
    return 4;

  return propus_model_info_answers_in_words (model) ? 2 : 3;
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  return get_rank (user_data, a) - get_rank (user_data, b);
}

static void
update_foot (PropusModelPopover *self)
{
  PropusFailure *failure = propus_session_get_models_failure (self->session);
  gboolean loading = propus_session_is_loading_models (self->session);
  const char *date = propus_price_list_get_date (propus_session_get_prices (self->session));
  g_autofree char *age = propus_model_text_dup_age (propus_session_get_models_time (self->session));
  g_autofree char *prices = NULL;
  g_autofree char *sentence = NULL;

  if (failure != NULL && !loading)
    {
      g_autofree char *old = g_steal_pointer (&age);

      /* Translators: %s says how old the list of models is, as in “List from 2 hours ago” */
      age = g_strdup_printf (_("%s: it could not be refreshed"), old);
      sentence = propus_failure_dup_sentence (propus_failure_get_kind (failure), propus_failure_get_detail (failure));
    }
  gtk_label_set_label (self->age, age);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->age), sentence);

  if (date != NULL)
    /* Translators: %s is a date as in 2026-10-07 */
    prices = g_strdup_printf (_("Prices are an estimate, in US dollars a million tokens, of %s"), date);
  gtk_label_set_label (self->prices, prices != NULL ? prices : "");
  gtk_widget_set_visible (GTK_WIDGET (self->prices), prices != NULL);

  /* It stays sensitive: the focus would be lost. */
  gtk_widget_set_visible (self->spinner, loading);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), loading);
}

static void
update_page (PropusModelPopover *self)
{
  PropusFailure *failure = propus_session_get_models_failure (self->session);
  g_autofree char *sentence = NULL;

  update_foot (self);
  gtk_widget_set_visible (self->nothing, g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) == 0);
  gtk_widget_set_visible (self->scroller, g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) > 0);
  if (g_list_model_get_n_items (propus_session_get_models (self->session)) > 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "list");
      return;
    }
  if (failure == NULL || propus_session_is_loading_models (self->session))
    {
      gtk_stack_set_visible_child_name (self->stack, "loading");
      return;
    }

  sentence = propus_failure_dup_sentence (propus_failure_get_kind (failure), propus_failure_get_detail (failure));
  gtk_label_set_label (self->failure_label, sentence);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

static void
models_changed_cb (PropusModelPopover *self)
{
  g_assert (PROPUS_IS_MODEL_POPOVER (self));

  /* Another broker has another list. */
  gtk_sort_list_model_set_model (self->sorted, propus_session_get_models (self->session));
  update_page (self);
}

static void
set_words (PropusModelPopover *self)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (self->search), -1);

  g_strfreev (self->words);
  self->words = g_strsplit_set (folded, " \t\n", -1);
}

/* Letters that are typed in the list lead back. */
static void
search_changed_cb (PropusModelPopover *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  g_assert (PROPUS_IS_MODEL_POPOVER (self));

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    gtk_text_grab_focus_without_selecting (GTK_TEXT (gtk_editable_get_delegate (self->search)));
  set_words (self);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_page (self);
}

static void
pick (PropusModelPopover *self,
      guint              position)
{
  g_autoptr (PropusModelInfo) info = g_list_model_get_item (G_LIST_MODEL (self->filtered), position);

  if (info == NULL)
    return;

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, propus_model_info_get_id (info));
}

static void
activate_cb (PropusModelPopover *self,
             guint              position)
{
  g_assert (PROPUS_IS_MODEL_POPOVER (self));
  pick (self, position);
}

static void
search_activate_cb (PropusModelPopover *self)
{
  g_assert (PROPUS_IS_MODEL_POPOVER (self));
  pick (self, 0);
}

static void
again_clicked_cb (PropusModelPopover *self)
{
  g_assert (PROPUS_IS_MODEL_POPOVER (self));

  propus_session_refresh_models (self->session);
}

/* From the search the arrow leads into the list. */
static gboolean
search_key_cb (GtkEventControllerKey *controller,
               guint                  keyval,
               guint                  keycode,
               GdkModifierType        state,
               PropusModelPopover    *self)
{
  g_assert (PROPUS_IS_MODEL_POPOVER (self));

  if ((keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down) || g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) == 0)
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));

  return GDK_EVENT_STOP;
}

static void
setup_cb (PropusModelPopover *self,
          GtkListItem        *item)
{
  gtk_list_item_set_child (item, propus_model_row_new (self->session));
}

static void
bind_cb (PropusModelPopover *self,
         GtkListItem        *item)
{
  PropusModelInfo *model = gtk_list_item_get_item (item);

  propus_model_row_bind (PROPUS_MODEL_ROW (gtk_list_item_get_child (item)), model,
                         g_strcmp0 (self->current, propus_model_info_get_id (model)) == 0);
}

/**
 * propus_model_popover_new:
 * @session: (transfer none): whose models it lists
 *
 * Returns: (transfer full): a list, not open
 */
GtkWidget *
propus_model_popover_new (PropusSession *session)
{
  PropusModelPopover *self;

  g_return_val_if_fail (PROPUS_IS_SESSION (session), NULL);

  self = g_object_new (PROPUS_TYPE_MODEL_POPOVER, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "models-changed", G_CALLBACK (models_changed_cb), self, G_CONNECT_SWAPPED);
  models_changed_cb (self);

  return GTK_WIDGET (self);
}

/* Within the window, as far as it goes. */
static void
fit (PropusModelPopover *self)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  int width = gtk_widget_get_width (root), height = gtk_widget_get_height (root);

  gtk_widget_set_size_request (GTK_WIDGET (self->stack), CLAMP (width - MARGIN, LEAST_WIDTH, MOST_WIDTH), -1);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller),
                                              CLAMP (height - OUTSIDE_LIST, LEAST_HEIGHT, MOST_HEIGHT));
}

static void
read_favorites (PropusModelPopover *self)
{
  GListModel *models = propus_session_get_models (self->session);
  guint n = g_list_model_get_n_items (models);

  g_hash_table_remove_all (self->favorites);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PropusModelInfo) model = g_list_model_get_item (models, i);
      const char *id = propus_model_info_get_id (model);

      if (propus_session_is_favorite_model (self->session, id))
        g_hash_table_add (self->favorites, g_strdup (id));
    }
}

/**
 * propus_model_popover_open:
 * @self: a list with a parent
 * @current: (nullable): id of the model that gets the tick
 *
 * Opens it, and asks for the models where that was not done yet.
 */
void
propus_model_popover_open (PropusModelPopover *self,
                           const char         *current)
{
  g_return_if_fail (PROPUS_IS_MODEL_POPOVER (self));

  if (g_list_model_get_n_items (propus_session_get_models (self->session)) == 0 &&
      propus_session_get_models_failure (self->session) == NULL &&
      !propus_session_is_loading_models (self->session))
    propus_session_refresh_models (self->session);
  propus_session_refresh_prices (self->session);

  g_free (self->current);
  self->current = g_strdup (current);
  gtk_editable_set_text (self->search, "");
  set_words (self);
  read_favorites (self);
  /* The order and the tick are made when a row is bound. */
  gtk_sort_list_model_set_model (self->sorted, NULL);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
  models_changed_cb (self);
  fit (self);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
propus_model_popover_dispose (GObject *object)
{
  PropusModelPopover *self = PROPUS_MODEL_POPOVER (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_MODEL_POPOVER);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorted);
  g_clear_object (&self->sorter);
  g_clear_pointer (&self->favorites, g_hash_table_unref);
  g_clear_pointer (&self->words, g_strfreev);
  g_clear_object (&self->session);
  g_clear_pointer (&self->current, g_free);

  G_OBJECT_CLASS (propus_model_popover_parent_class)->dispose (object);
}

static void
propus_model_popover_class_init (PropusModelPopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_model_popover_dispose;

  signals[SIGNAL_PICKED] = g_signal_new ("picked", PROPUS_TYPE_MODEL_POPOVER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-model-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusModelPopover, stack);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPopover, search);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPopover, list);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPopover, nothing);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPopover, failure_label);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPopover, scroller);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPopover, age);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPopover, prices);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPopover, refresh);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPopover, spinner);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
}

static void
connect_widgets (PropusModelPopover *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (search_key_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search), GTK_WIDGET (self->list));
  /* At once: whoever types fast and presses Enter gets what was typed. */
  g_signal_connect_object (self->search, "changed", G_CALLBACK (search_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (gtk_popover_popdown), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (search_activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
}

static void
propus_model_popover_init (PropusModelPopover *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));

  connect_widgets (self);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);

  self->favorites = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare, self, NULL));
  self->sorted = gtk_sort_list_model_new (NULL, g_object_ref (self->sorter));
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->sorted)), g_object_ref (self->filter));
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->filtered)));
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}
