/* propus-model-row.c - a model to choose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-row.h"

#include "propus-model-text.h"
#include "propus-widget.h"

#include <glib/gi18n.h>

/**
 * PropusModelRow:
 *
 * What is known of a model, and its star. Follows what is learned about it and what it costs.
 */
struct _PropusModelRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *lines;
  GtkLabel *name;
  GtkLabel *stage;
  GtkLabel *id;
  GtkLabel *description;
  GtkLabel *facts;
  GtkWidget *tick;
  GtkToggleButton *star;

  /* Owned */
  PropusSession *session;
  PropusModelInfo *model;    /* NULL before it was bound */

  guint current : 1;         /* the chat's model */
  guint filling : 1;         /* the star changes by our own hand */
};

G_DEFINE_FINAL_TYPE (PropusModelRow, propus_model_row, GTK_TYPE_WIDGET)

static void
set_line (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* The item around it is what a screen reader goes through. */
static void
update_accessible (PropusModelRow *self,
                   const char     *stage,
                   const char     *facts)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *name = propus_model_info_get_display_name (self->model);
  g_autoptr (GString) label = g_string_new (name);
  g_autofree char *description = g_strdup_printf ("%s\n%s\n%s", propus_model_info_get_id (self->model),
                                                  propus_model_info_get_description (self->model), facts);

  if (item == NULL)
    return;

  if (stage != NULL)
    g_string_append_printf (label, ", %s", stage);
  if (gtk_toggle_button_get_active (self->star))
    /* Translators: Said after the name of a model that has a star */
    g_string_append_printf (label, ", %s", _("favorite"));
  if (self->current)
    /* Translators: Said after the name of the model that the chat uses */
    g_string_append_printf (label, ", %s", _("in use"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, label->str,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
update_star (PropusModelRow *self)
{
  gboolean favorite = propus_session_is_favorite_model (self->session, propus_model_info_get_id (self->model));
  /* Translators: Name of a button with a star; %s is the name of a model */
  g_autofree char *name = g_strdup_printf (_("Favorite: %s"), propus_model_info_get_display_name (self->model));

  self->filling = TRUE;
  gtk_toggle_button_set_active (self->star, favorite);
  self->filling = FALSE;
  gtk_button_set_icon_name (GTK_BUTTON (self->star), favorite ? "starred-symbolic" : "non-starred-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->star), favorite ? _("Remove From Favorites") : _("Add to Favorites"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->star), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update (PropusModelRow *self)
{
  const PropusModelStatus *status;
  const char *stage;
  g_autofree char *facts = NULL;

  g_assert (PROPUS_IS_MODEL_ROW (self));

  if (self->model == NULL)
    return;

  status = propus_model_info_get_status (self->model);
  stage = propus_model_text_get_stage (status);
  facts = propus_model_text_dup_facts (self->model, propus_price_list_find (propus_session_get_prices (self->session),
                                                                            propus_model_info_get_id (self->model)));
  gtk_label_set_label (self->name, propus_model_info_get_display_name (self->model));
  set_line (self->stage, stage);
  if (propus_model_status_is_ending (status))
    gtk_widget_add_css_class (GTK_WIDGET (self->stage), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->stage), "warning");
  set_line (self->id, propus_model_info_get_id (self->model));
  set_line (self->description, propus_model_info_get_description (self->model));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->description), propus_model_info_get_description (self->model));
  set_line (self->facts, facts);
  gtk_widget_set_opacity (self->tick, self->current ? 1 : 0);
  update_star (self);
  update_accessible (self, stage, facts);
}

static void
star_toggled_cb (PropusModelRow *self)
{
  g_assert (PROPUS_IS_MODEL_ROW (self));

  if (self->filling || self->model == NULL)
    return;

  propus_session_set_favorite_model (self->session, propus_model_info_get_id (self->model),
                                     gtk_toggle_button_get_active (self->star));
  update (self);
}

/**
 * propus_model_row_new:
 * @session: (transfer none): that knows prices and stars
 *
 * Returns: (transfer full): an empty row
 */
GtkWidget *
propus_model_row_new (PropusSession *session)
{
  PropusModelRow *self;

  g_return_val_if_fail (PROPUS_IS_SESSION (session), NULL);

  self = g_object_new (PROPUS_TYPE_MODEL_ROW, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "models-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * propus_model_row_bind:
 * @self: a row
 * @model: (transfer none): what it shows from now on
 * @current: whether the chat uses it
 */
void
propus_model_row_bind (PropusModelRow  *self,
                       PropusModelInfo *model,
                       gboolean         current)
{
  g_return_if_fail (PROPUS_IS_MODEL_ROW (self));
  g_return_if_fail (PROPUS_IS_MODEL_INFO (model));

  g_set_object (&self->model, model);
  self->current = current;
  update (self);
}

static void
propus_model_row_dispose (GObject *object)
{
  PropusModelRow *self = PROPUS_MODEL_ROW (object);

  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_MODEL_ROW);
  g_clear_object (&self->model);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_model_row_parent_class)->dispose (object);
}

static void
propus_model_row_class_init (PropusModelRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_model_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-model-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusModelRow, lines);
  gtk_widget_class_bind_template_child (widget_class, PropusModelRow, name);
  gtk_widget_class_bind_template_child (widget_class, PropusModelRow, stage);
  gtk_widget_class_bind_template_child (widget_class, PropusModelRow, id);
  gtk_widget_class_bind_template_child (widget_class, PropusModelRow, description);
  gtk_widget_class_bind_template_child (widget_class, PropusModelRow, facts);
  gtk_widget_class_bind_template_child (widget_class, PropusModelRow, tick);
  gtk_widget_class_bind_template_child (widget_class, PropusModelRow, star);
  gtk_widget_class_bind_template_callback (widget_class, star_toggled_cb);
}

static void
propus_model_row_init (PropusModelRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
