/* propus-search-results.c - the places that a search has found
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-search-results.h"

#include "propus-search-row.h"
#include "propus-widget.h"

#include <glib/gi18n.h>

/**
 * PropusSearchResults:
 *
 * What was found stays in sight until the next search has found something else: words are searched for as they are
 * typed, and a list that blinks cannot be read.
 */
struct _PropusSearchResults
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkWidget *found;
  GtkListView *list;
  GtkWidget *nothing;
  AdwStatusPage *failed;

  /* Owned */
  PropusHistory *history;
  GListStore *hits;
  GtkSingleSelection *selection;

  guint filling : 1;
};

G_DEFINE_FINAL_TYPE (PropusSearchResults, propus_search_results, GTK_TYPE_WIDGET)

enum { SIGNAL_OPEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
fill (PropusSearchResults *self,
      GPtrArray           *hits)
{
  self->filling = TRUE;
  g_list_store_splice (self->hits, 0, g_list_model_get_n_items (G_LIST_MODEL (self->hits)),
                       hits != NULL ? hits->pdata : NULL, hits != NULL ? hits->len : 0);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->filling = FALSE;
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (PropusSearchResults) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = propus_history_search_finish (PROPUS_HISTORY (object), result, &error);

  g_assert (PROPUS_IS_SEARCH_RESULTS (self));

  if (self->stack == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;   /* the window was closed, or a later search is on its way */

  if (hits == NULL)
    {
      adw_status_page_set_description (self->failed, error->message);
      gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->failed));
      return;
    }

  fill (self, hits);
  gtk_stack_set_visible_child (self->stack, hits->len > 0 ? self->found : self->nothing);
}

/**
 * propus_search_results_search:
 * @query: copied
 *
 * Searches, and shows what was found.
 */
void
propus_search_results_search (PropusSearchResults     *self,
                              const PropusSearchQuery *query)
{
  g_return_if_fail (PROPUS_IS_SEARCH_RESULTS (self) && query != NULL);

  propus_history_search_async (self->history, query, found_cb, g_object_ref (self));
}

/**
 * propus_search_results_clear:
 *
 * Forgets what was found.
 */
void
propus_search_results_clear (PropusSearchResults *self)
{
  g_return_if_fail (PROPUS_IS_SEARCH_RESULTS (self));

  fill (self, NULL);
}

static void
open_hit (PropusSearchResults *self,
          guint                position)
{
  g_autoptr (PropusSearchHit) hit = g_list_model_get_item (G_LIST_MODEL (self->hits), position);

  if (hit != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, hit);
}

static void
selected_cb (PropusSearchResults *self)
{
  g_assert (PROPUS_IS_SEARCH_RESULTS (self));

  if (!self->filling)
    open_hit (self, gtk_single_selection_get_selected (self->selection));
}

static void
activate_cb (PropusSearchResults *self,
             guint                position)
{
  g_assert (PROPUS_IS_SEARCH_RESULTS (self));
  open_hit (self, position);
}

static void
setup_cb (PropusSearchResults *self,
          GtkListItem         *item)
{
  gtk_list_item_set_child (item, propus_search_row_new ());
}

static void
bind_cb (PropusSearchResults *self,
         GtkListItem         *item)
{
  propus_search_row_set_hit (PROPUS_SEARCH_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

/**
 * propus_search_results_new:
 * @history: (transfer none): what is searched
 *
 * Returns: (transfer full): nothing found yet
 */
GtkWidget *
propus_search_results_new (PropusHistory *history)
{
  PropusSearchResults *self;

  g_return_val_if_fail (PROPUS_IS_HISTORY (history), NULL);

  self = g_object_new (PROPUS_TYPE_SEARCH_RESULTS, NULL);
  self->history = g_object_ref (history);

  return GTK_WIDGET (self);
}

static void
propus_search_results_dispose (GObject *object)
{
  PropusSearchResults *self = PROPUS_SEARCH_RESULTS (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_SEARCH_RESULTS);
  g_clear_object (&self->selection);
  g_clear_object (&self->hits);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (propus_search_results_parent_class)->dispose (object);
}

static void
propus_search_results_class_init (PropusSearchResultsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_search_results_dispose;

  signals[SIGNAL_OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 1, PROPUS_TYPE_SEARCH_HIT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-search-results.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusSearchResults, stack);
  gtk_widget_class_bind_template_child (widget_class, PropusSearchResults, found);
  gtk_widget_class_bind_template_child (widget_class, PropusSearchResults, list);
  gtk_widget_class_bind_template_child (widget_class, PropusSearchResults, nothing);
  gtk_widget_class_bind_template_child (widget_class, PropusSearchResults, failed);
}

static void
propus_search_results_init (PropusSearchResults *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  self->hits = g_list_store_new (PROPUS_TYPE_SEARCH_HIT);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->hits)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}
