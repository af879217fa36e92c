/* propus-model-picker.c - the model of a chat, and the list to choose it from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-picker.h"

#include "propus-failure-sentence.h"
#include "propus-widget.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * PropusModelPicker:
 *
 * A flat button with the name of the chat's model; opens the live list, with a search, or says why there is none.
 */
struct _PropusModelPicker
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *button;
  GtkLabel *label;
  GtkPopover *popover;
  GtkStack *stack;
  GtkEditable *search;
  GtkListView *list;
  GtkWidget *nothing;
  GtkLabel *failure_label;

  /* Owned */
  PropusSession *session;
  GtkFilterListModel *filtered;
  GtkFilter *filter;
  char *model;               /* chosen id, NULL: the default */
};

G_DEFINE_FINAL_TYPE (PropusModelPicker, propus_model_picker, GTK_TYPE_WIDGET)

enum { SIGNAL_PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  PropusModelPicker *self = user_data;
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->search), -1);
  g_autofree char *name = g_utf8_casefold (propus_model_info_get_display_name (item), -1);
  g_autofree char *id = g_utf8_casefold (propus_model_info_get_id (item), -1);

  g_strstrip (wanted);
  return strstr (name, wanted) != NULL || strstr (id, wanted) != NULL;
}

/* The model that a send would use: the chat's, else the default. */
static char *
dup_effective_model (PropusModelPicker *self)
{
  if (self->model != NULL && *self->model != '\0')
    return g_strdup (self->model);

  return self->session != NULL ? propus_session_dup_default_model (self->session) : NULL;
}

static PropusModelInfo *
find_model (PropusModelPicker *self,
            const char        *id)
{
  GListModel *models = propus_session_get_models (self->session);
  guint n = g_list_model_get_n_items (models);

  for (guint i = 0; id != NULL && i < n; i++)
    {
      g_autoptr (PropusModelInfo) info = g_list_model_get_item (models, i);

      if (g_str_equal (propus_model_info_get_id (info), id))
        return info;   /* the list keeps it */
    }

  return NULL;
}

static void
update_button (PropusModelPicker *self)
{
  g_autofree char *id = dup_effective_model (self);
  PropusModelInfo *info = find_model (self, id);
  const char *name = info != NULL ? propus_model_info_get_display_name (info) : id;

  gtk_label_set_label (self->label, name != NULL ? name : _("Model"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name != NULL ? name : "", -1);
}

static void
update_popover (PropusModelPicker *self)
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
models_changed_cb (PropusModelPicker *self)
{
  g_assert (PROPUS_IS_MODEL_PICKER (self));

  /* Another broker has another list. */
  gtk_filter_list_model_set_model (self->filtered, propus_session_get_models (self->session));
  update_button (self);
  update_popover (self);
}

static void
search_changed_cb (PropusModelPicker *self)
{
  g_assert (PROPUS_IS_MODEL_PICKER (self));

  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_popover (self);
}

static void
pick (PropusModelPicker *self,
      guint              position)
{
  g_autoptr (PropusModelInfo) info = g_list_model_get_item (G_LIST_MODEL (self->filtered), position);

  if (info == NULL)
    return;

  gtk_popover_popdown (self->popover);
  propus_model_picker_set_model (self, propus_model_info_get_id (info));
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, self->model);
}

static void
activate_cb (PropusModelPicker *self,
             guint              position)
{
  g_assert (PROPUS_IS_MODEL_PICKER (self));
  pick (self, position);
}

static void
search_activate_cb (PropusModelPicker *self)
{
  g_assert (PROPUS_IS_MODEL_PICKER (self));
  pick (self, 0);
}

static void
again_clicked_cb (PropusModelPicker *self)
{
  g_assert (PROPUS_IS_MODEL_PICKER (self));

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
setup_cb (PropusModelPicker *self,
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
bind_cb (PropusModelPicker *self,
         GtkListItem       *item)
{
  PropusModelInfo *info = gtk_list_item_get_item (item);
  GtkWidget *lines = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *name = gtk_widget_get_first_child (lines);
  g_autofree char *model = dup_effective_model (self);

  gtk_label_set_label (GTK_LABEL (name), propus_model_info_get_display_name (info));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (lines)), propus_model_info_get_id (info));
  gtk_widget_set_opacity (gtk_widget_get_last_child (gtk_list_item_get_child (item)),
                          g_strcmp0 (model, propus_model_info_get_id (info)) == 0 ? 1 : 0);
}

static void
closed_cb (PropusModelPicker *self)
{
  g_assert (PROPUS_IS_MODEL_PICKER (self));
  gtk_editable_set_text (self->search, "");
}

/**
 * propus_model_picker_set_session:
 * @self: a picker
 * @session: (transfer none): whose models it lists; once
 */
void
propus_model_picker_set_session (PropusModelPicker *self,
                                 PropusSession     *session)
{
  g_return_if_fail (PROPUS_IS_MODEL_PICKER (self));
  g_return_if_fail (PROPUS_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_connect_object (session, "models-changed", G_CALLBACK (models_changed_cb), self, G_CONNECT_SWAPPED);
  models_changed_cb (self);
}

/**
 * propus_model_picker_set_model:
 * @self: a picker with a session
 * @model: (nullable): id of the chat's model; %NULL: the default
 */
void
propus_model_picker_set_model (PropusModelPicker *self,
                               const char        *model)
{
  g_autofree char *copy = g_strdup (model);

  g_return_if_fail (PROPUS_IS_MODEL_PICKER (self));

  g_free (self->model);
  self->model = g_steal_pointer (&copy);
  update_button (self);
}

/**
 * propus_model_picker_popup:
 * @self: a picker with a session
 *
 * Opens the list.
 */
void
propus_model_picker_popup (PropusModelPicker *self)
{
  g_return_if_fail (PROPUS_IS_MODEL_PICKER (self));

  if (g_list_model_get_n_items (propus_session_get_models (self->session)) == 0 &&
      propus_session_get_models_failure (self->session) == NULL &&
      !propus_session_is_loading_models (self->session))
    propus_session_refresh_models (self->session);

  /* The tick in front of the chosen model is made when a row is bound. */
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_popover (self);
  gtk_popover_popup (self->popover);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
propus_model_picker_dispose (GObject *object)
{
  PropusModelPicker *self = PROPUS_MODEL_PICKER (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  if (self->popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->popover));
  self->popover = NULL;
  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_MODEL_PICKER);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->session);
  g_clear_pointer (&self->model, g_free);

  G_OBJECT_CLASS (propus_model_picker_parent_class)->dispose (object);
}

static void
propus_model_picker_class_init (PropusModelPickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_model_picker_dispose;

  signals[SIGNAL_PICKED] = g_signal_new ("picked", PROPUS_TYPE_MODEL_PICKER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-model-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusModelPicker, button);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPicker, label);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPicker, popover);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPicker, stack);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPicker, search);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPicker, list);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPicker, nothing);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPicker, failure_label);
  gtk_widget_class_bind_template_callback (widget_class, propus_model_picker_popup);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
}

static void
propus_model_picker_init (PropusModelPicker *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_widget_set_parent (GTK_WIDGET (self->popover), GTK_WIDGET (self));
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
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
