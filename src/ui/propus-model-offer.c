/* propus-model-offer.c - a button that takes another model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-offer.h"

#include "propus-window.h"

#include <glib/gi18n.h>

/**
 * PropusModelOffer:
 *
 * Stands where a model is gone, or soon will be, and offers the nearest one; is not to be seen when there is none. It
 * finds the session by the window that it is in, and follows its list.
 */
struct _PropusModelOffer
{
  GtkWidget parent_instance;

  /* Borrowed: the child */
  GtkWidget *button;

  /* Owned */
  PropusSession *session;    /* NULL while it is in no window */
  char *model;               /* in whose place; NULL: nothing is offered */
  char *action;              /* that takes the id of a model */
};

G_DEFINE_FINAL_TYPE (PropusModelOffer, propus_model_offer, GTK_TYPE_WIDGET)

static void
update (PropusModelOffer *self)
{
  PropusModelInfo *nearest = NULL;
  g_autofree char *label = NULL;

  g_assert (PROPUS_IS_MODEL_OFFER (self));

  if (self->session != NULL && self->model != NULL)
    nearest = propus_session_find_nearest_model (self->session, self->model);
  gtk_widget_set_visible (GTK_WIDGET (self), nearest != NULL);
  if (nearest == NULL)
    return;

  /* Translators: A button; %s is the name of a model */
  label = g_strdup_printf (_("Use %s"), propus_model_info_get_display_name (nearest));
  gtk_button_set_label (GTK_BUTTON (self->button), label);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->button), "s", propus_model_info_get_id (nearest));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), self->action);
}

static void
forget_session (PropusModelOffer *self)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_func (self->session, update, self);
  g_clear_object (&self->session);
}

static void
propus_model_offer_root (GtkWidget *widget)
{
  PropusModelOffer *self = PROPUS_MODEL_OFFER (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (propus_model_offer_parent_class)->root (widget);

  root = gtk_widget_get_root (widget);
  if (!PROPUS_IS_WINDOW (root))
    return;

  self->session = g_object_ref (propus_window_get_session (PROPUS_WINDOW (root)));
  g_signal_connect_object (self->session, "models-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
propus_model_offer_unroot (GtkWidget *widget)
{
  forget_session (PROPUS_MODEL_OFFER (widget));

  GTK_WIDGET_CLASS (propus_model_offer_parent_class)->unroot (widget);
}

/**
 * propus_model_offer_set_model:
 * @self: an offer
 * @model: (nullable): the model in whose place another is offered; %NULL: nothing is
 * @action: an action that takes the id of a model
 */
void
propus_model_offer_set_model (PropusModelOffer *self,
                              const char       *model,
                              const char       *action)
{
  g_autofree char *copy = g_strdup (model);

  g_return_if_fail (PROPUS_IS_MODEL_OFFER (self));
  g_return_if_fail (action != NULL);

  g_free (self->model);
  self->model = g_steal_pointer (&copy);
  g_free (self->action);
  self->action = g_strdup (action);
  update (self);
}

static void
propus_model_offer_dispose (GObject *object)
{
  PropusModelOffer *self = PROPUS_MODEL_OFFER (object);

  forget_session (self);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->model, g_free);
  g_clear_pointer (&self->action, g_free);

  G_OBJECT_CLASS (propus_model_offer_parent_class)->dispose (object);
}

static void
propus_model_offer_class_init (PropusModelOfferClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_model_offer_dispose;
  widget_class->root = propus_model_offer_root;
  widget_class->unroot = propus_model_offer_unroot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "modeloffer");
}

static void
propus_model_offer_init (PropusModelOffer *self)
{
  GtkWidget *label;

  self->button = gtk_button_new_with_label ("");
  label = gtk_button_get_child (GTK_BUTTON (self->button));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
