/* propus-search-filter.c - which chats a search looks at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-search-filter.h"

#include <glib/gi18n.h>

/**
 * PropusSearchFilter:
 *
 * Time, model, attachments, archive.
 */
struct _PropusSearchFilter
{
  GtkPopover parent_instance;

  /* Template widgets */
  GtkDropDown *time;
  GtkDropDown *model;
  GtkCheckButton *attachment;
  GtkCheckButton *archive;
  GtkWidget *reset;

  /* Owned */
  PropusSession *session;
  char **models;             /* ids, as the drop-down lists them after "Any Model" */

  guint resetting : 1;
};

G_DEFINE_FINAL_TYPE (PropusSearchFilter, propus_search_filter, GTK_TYPE_POPOVER)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
changed_cb (PropusSearchFilter *self)
{
  g_assert (PROPUS_IS_SEARCH_FILTER (self));

  if (self->resetting)
    return;

  gtk_widget_set_sensitive (self->reset, propus_search_filter_is_set (self));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
reset_cb (PropusSearchFilter *self)
{
  g_assert (PROPUS_IS_SEARCH_FILTER (self));

  self->resetting = TRUE;
  gtk_drop_down_set_selected (self->time, 0);
  gtk_drop_down_set_selected (self->model, 0);
  gtk_check_button_set_active (self->attachment, FALSE);
  gtk_check_button_set_active (self->archive, TRUE);
  self->resetting = FALSE;
  changed_cb (self);
}

/* The models of the list now: what else has answered is found without this filter. */
static void
list_models (PropusSearchFilter *self)
{
  GListModel *models = propus_session_get_models (self->session);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  gtk_string_list_append (names, _("Any Model"));
  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr (PropusModelInfo) model = g_list_model_get_item (models, i);

      gtk_string_list_append (names, propus_model_info_get_id (model));
      g_ptr_array_add (ids, g_strdup (propus_model_info_get_id (model)));
    }
  g_ptr_array_add (ids, NULL);

  self->resetting = TRUE;
  g_strfreev (self->models);
  self->models = (char **) g_ptr_array_free (g_steal_pointer (&ids), FALSE);
  gtk_drop_down_set_model (self->model, G_LIST_MODEL (names));
  self->resetting = FALSE;
}

/**
 * propus_search_filter_new:
 * @session: (transfer none): whose models can be chosen
 *
 * Returns: (transfer full): a filter that lets everything through
 */
PropusSearchFilter *
propus_search_filter_new (PropusSession *session)
{
  PropusSearchFilter *self;

  g_return_val_if_fail (PROPUS_IS_SESSION (session), NULL);

  self = g_object_new (PROPUS_TYPE_SEARCH_FILTER, NULL);
  self->session = g_object_ref (session);
  list_models (self);
  g_signal_connect_object (session, "models-changed", G_CALLBACK (list_models), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * propus_search_filter_is_set:
 *
 * Returns: whether it keeps anything out
 */
gboolean
propus_search_filter_is_set (PropusSearchFilter *self)
{
  g_return_val_if_fail (PROPUS_IS_SEARCH_FILTER (self), FALSE);

  return gtk_drop_down_get_selected (self->time) > 0 || gtk_drop_down_get_selected (self->model) > 0 ||
         gtk_check_button_get_active (self->attachment) || !gtk_check_button_get_active (self->archive);
}

/**
 * propus_search_filter_apply:
 * @query: (inout): gets the limits; its strings are valid until the filter changes
 */
void
propus_search_filter_apply (PropusSearchFilter *self,
                            PropusSearchQuery  *query)
{
  static const gint64 days[] = { 0, 7, 30, 365 };
  guint time, model;

  g_return_if_fail (PROPUS_IS_SEARCH_FILTER (self) && query != NULL);

  time = gtk_drop_down_get_selected (self->time);
  model = gtk_drop_down_get_selected (self->model);
  if (time > 0 && time < G_N_ELEMENTS (days))
    query->after = g_get_real_time () - days[time] * G_TIME_SPAN_DAY;
  if (model > 0 && model <= g_strv_length (self->models))
    query->model = self->models[model - 1];
  query->with_attachment = gtk_check_button_get_active (self->attachment);
  query->without_archived = !gtk_check_button_get_active (self->archive);
}

static void
propus_search_filter_dispose (GObject *object)
{
  PropusSearchFilter *self = PROPUS_SEARCH_FILTER (object);

  self->resetting = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_SEARCH_FILTER);
  g_clear_object (&self->session);
  g_clear_pointer (&self->models, g_strfreev);

  G_OBJECT_CLASS (propus_search_filter_parent_class)->dispose (object);
}

static void
propus_search_filter_class_init (PropusSearchFilterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_search_filter_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-search-filter.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusSearchFilter, time);
  gtk_widget_class_bind_template_child (widget_class, PropusSearchFilter, model);
  gtk_widget_class_bind_template_child (widget_class, PropusSearchFilter, attachment);
  gtk_widget_class_bind_template_child (widget_class, PropusSearchFilter, archive);
  gtk_widget_class_bind_template_child (widget_class, PropusSearchFilter, reset);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
}

static void
propus_search_filter_init (PropusSearchFilter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
