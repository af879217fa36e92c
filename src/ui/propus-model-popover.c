/* propus-model-popover.c - the list of models to choose from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-popover.h"

#include "propus-failure-sentence.h"

#include <string.h>

/**
 * PropusModelPopover:
 *
 * The live list of models with a search, or why there is none.
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

  /* Owned */
  PropusSession *session;
  GtkFilterListModel *filtered;
  GtkFilter *filter;
  char *current;             /* id of the model that has the tick */
};

G_DEFINE_FINAL_TYPE (PropusModelPopover, propus_model_popover, GTK_TYPE_POPOVER)

enum { SIGNAL_PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  PropusModelPopover *self = user_data;
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->search), -1);
  g_autofree char *name = g_utf8_casefold (propus_model_info_get_display_name (item), -1);
  g_autofree char *id = g_utf8_casefold (propus_model_info_get_id (item), -1);

  g_strstrip (wanted);
  return strstr (name, wanted) != NULL || strstr (id, wanted) != NULL;
}

static void
update_page (PropusModelPopover *self)
{
  PropusFailure *failure = propus_session_get_models_failure (self->session);
  g_autofree char *sentence = NULL;

  gtk_widget_set_visible (self->nothing, g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) == 0);
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
  gtk_filter_list_model_set_model (self->filtered, propus_session_get_models (self->session));
  update_page (self);
}

static void
search_changed_cb (PropusModelPopover *self)
{
  g_assert (PROPUS_IS_MODEL_POPOVER (self));

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

static GtkWidget *
new_line (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
setup_cb (PropusModelPopover *self,
          GtkListItem       *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *id = new_line ("caption");

  gtk_widget_add_css_class (id, "dim-label");
  gtk_box_append (GTK_BOX (lines), new_line (NULL));
  gtk_box_append (GTK_BOX (lines), id);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (row), lines);
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name ("object-select-symbolic"));
  gtk_list_item_set_child (item, row);
}

static void
bind_cb (PropusModelPopover *self,
         GtkListItem       *item)
{
  PropusModelInfo *info = gtk_list_item_get_item (item);
  GtkWidget *lines = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *name = gtk_widget_get_first_child (lines);

  gtk_label_set_label (GTK_LABEL (name), propus_model_info_get_display_name (info));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (lines)), propus_model_info_get_id (info));
  gtk_widget_set_opacity (gtk_widget_get_last_child (gtk_list_item_get_child (item)),
                          g_strcmp0 (self->current, propus_model_info_get_id (info)) == 0 ? 1 : 0);
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

  g_free (self->current);
  self->current = g_strdup (current);
  gtk_editable_set_text (self->search, "");
  /* The tick is made when a row is bound. */
  gtk_filter_list_model_set_model (self->filtered, NULL);
  models_changed_cb (self);
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
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
}

static void
propus_model_popover_init (PropusModelPopover *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (search_activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);

  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->filtered = gtk_filter_list_model_new (NULL, g_object_ref (self->filter));
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->filtered)));
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}
