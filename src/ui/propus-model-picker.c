/* propus-model-picker.c - the model of a chat
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-picker.h"

#include "propus-model-popover.h"
#include "propus-model-text.h"
#include "propus-widget.h"

#include <glib/gi18n.h>

/**
 * PropusModelPicker:
 *
 * A flat button with the name of the chat's model; opens the live list. The list is made when it is first opened.
 */
struct _PropusModelPicker
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *button;
  GtkLabel *label;
  GtkWidget *warning;        /* the model is gone, or soon will be */

  /* Owned */
  PropusModelPopover *popover;   /* NULL before it was opened */
  PropusSession *session;
  char *model;                   /* chosen id, NULL: the default */
};

G_DEFINE_FINAL_TYPE (PropusModelPicker, propus_model_picker, GTK_TYPE_WIDGET)

enum { SIGNAL_PICKED, SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
update_button (PropusModelPicker *self)
{
  g_autofree char *id = propus_model_picker_dup_model (self);
  PropusModelInfo *info = propus_session_find_model (self->session, id);
  const char *name = info != NULL ? propus_model_info_get_display_name (info) : id;
  g_autofree char *ending = NULL;

  if (propus_session_is_model_gone (self->session, id))
    ending = g_strdup (_("Not offered any more"));
  else if (info != NULL)
    ending = propus_model_text_dup_ending (name, propus_model_info_get_status (info));

  gtk_label_set_label (self->label, name != NULL ? name : _("Model"));
  gtk_widget_set_visible (self->warning, ending != NULL);
  gtk_widget_set_tooltip_text (self->button, ending != NULL ? ending : _("Choose a Model"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name != NULL ? name : "", -1);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
models_changed_cb (PropusModelPicker *self)
{
  g_assert (PROPUS_IS_MODEL_PICKER (self));

  update_button (self);
}

/**
 * propus_model_picker_pick:
 * @self: a picker with a session
 * @model: id of a model
 *
 * Chooses it, as if the person had done so in the list.
 */
void
propus_model_picker_pick (PropusModelPicker *self,
                          const char        *model)
{
  g_return_if_fail (PROPUS_IS_MODEL_PICKER (self));
  g_return_if_fail (model != NULL);

  propus_model_picker_set_model (self, model);
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, self->model);
}

/**
 * propus_model_picker_get_session:
 * @self: a picker
 *
 * Returns: (transfer none) (nullable): whose models it lists
 */
PropusSession *
propus_model_picker_get_session (PropusModelPicker *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_PICKER (self), NULL);

  return self->session;
}

/**
 * propus_model_picker_dup_model:
 * @self: a picker with a session
 *
 * Returns: (transfer full) (nullable): the model that a send would use: the chat's, else the default; %NULL: none is known
 */
char *
propus_model_picker_dup_model (PropusModelPicker *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_PICKER (self), NULL);

  if (self->model != NULL && *self->model != '\0')
    return g_strdup (self->model);

  return propus_session_dup_default_model (self->session);
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
  g_autofree char *id = NULL;

  g_return_if_fail (PROPUS_IS_MODEL_PICKER (self));

  if (self->popover == NULL)
    {
      self->popover = PROPUS_MODEL_POPOVER (propus_model_popover_new (self->session));
      gtk_widget_set_parent (GTK_WIDGET (self->popover), GTK_WIDGET (self));
      g_signal_connect_object (self->popover, "picked", G_CALLBACK (propus_model_picker_pick), self, G_CONNECT_SWAPPED);
    }

  id = propus_model_picker_dup_model (self);
  propus_model_popover_open (self->popover, id);
}

/* GTK takes the grab of an open list back only when the list is hidden: one whose window goes away under it would stay in
 * memory for good, and the tooltip that waits for the pointer to rest on it would look for a surface that is gone. */
static void
propus_model_picker_unmap (GtkWidget *widget)
{
  PropusModelPicker *self = PROPUS_MODEL_PICKER (widget);

  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));

  GTK_WIDGET_CLASS (propus_model_picker_parent_class)->unmap (widget);
}

static void
propus_model_picker_dispose (GObject *object)
{
  PropusModelPicker *self = PROPUS_MODEL_PICKER (object);

  if (self->popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->popover));
  self->popover = NULL;
  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_MODEL_PICKER);
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
  widget_class->unmap = propus_model_picker_unmap;

  signals[SIGNAL_PICKED] = g_signal_new ("picked", PROPUS_TYPE_MODEL_PICKER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", PROPUS_TYPE_MODEL_PICKER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-model-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusModelPicker, button);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPicker, label);
  gtk_widget_class_bind_template_child (widget_class, PropusModelPicker, warning);
  gtk_widget_class_bind_template_callback (widget_class, propus_model_picker_popup);
}

static void
propus_model_picker_init (PropusModelPicker *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
