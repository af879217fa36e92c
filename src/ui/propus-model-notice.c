/* propus-model-notice.c - that a chat's model is gone, or soon will be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-notice.h"

#include "propus-model-offer.h"
#include "propus-model-text.h"
#include "propus-widget.h"
#include "propus-wrap-box.h"

#include <glib/gi18n.h>

/**
 * PropusModelNotice:
 *
 * A quiet line above the composer, with a button that takes the nearest model. What was dismissed does not come again
 * while the window is open, unless something else is said about the model.
 */
struct _PropusModelNotice
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *box;
  GtkLabel *sentence;
  PropusModelOffer *offer;

  /* Borrowed: beside it in the composer */
  PropusModelPicker *picker;

  /* Owned */
  GHashTable *dismissed;     /* sentences, as a set */
};

G_DEFINE_FINAL_TYPE (PropusModelNotice, propus_model_notice, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_PICKER, N_PROPS };
static GParamSpec *properties[N_PROPS];

static char *
dup_sentence (PropusSession *session,
              const char    *model)
{
  PropusModelInfo *info = propus_session_find_model (session, model);
  const PropusModelStatus *status = info != NULL ? propus_model_info_get_status (info) : NULL;

  if (model == NULL)
    return NULL;
  if (propus_session_is_model_gone (session, model))
    /* Translators: %s is the id of a model */
    return g_strdup_printf (_("“%s” is not offered any more."), model);

  return info != NULL ? propus_model_text_dup_ending (propus_model_info_get_display_name (info), status) : NULL;
}

static void
update (PropusModelNotice *self)
{
  PropusSession *session = propus_model_picker_get_session (self->picker);
  g_autofree char *model = NULL;
  g_autofree char *sentence = NULL;

  g_assert (PROPUS_IS_MODEL_NOTICE (self));

  if (session == NULL)
    return;

  model = propus_model_picker_dup_model (self->picker);
  sentence = dup_sentence (session, model);
  if (sentence != NULL && g_hash_table_contains (self->dismissed, sentence))
    g_clear_pointer (&sentence, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self), sentence != NULL);
  if (sentence == NULL)
    return;

  gtk_label_set_label (self->sentence, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  propus_model_offer_set_model (self->offer, model, "win.use-model");
}

static void
close_clicked_cb (PropusModelNotice *self)
{
  g_assert (PROPUS_IS_MODEL_NOTICE (self));

  g_hash_table_add (self->dismissed, g_strdup (gtk_label_get_label (self->sentence)));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.focus-composer", NULL);
  update (self);
}

static void
propus_model_notice_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  PropusModelNotice *self = PROPUS_MODEL_NOTICE (object);

  switch (prop_id)
    {
    case PROP_PICKER:
      self->picker = g_value_get_object (value);
      if (self->picker != NULL)
        g_signal_connect_object (self->picker, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
propus_model_notice_dispose (GObject *object)
{
  PropusModelNotice *self = PROPUS_MODEL_NOTICE (object);

  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_MODEL_NOTICE);
  g_clear_pointer (&self->dismissed, g_hash_table_unref);

  G_OBJECT_CLASS (propus_model_notice_parent_class)->dispose (object);
}

static void
propus_model_notice_class_init (PropusModelNoticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = propus_model_notice_set_property;
  object_class->dispose = propus_model_notice_dispose;

  properties[PROP_PICKER] = g_param_spec_object ("picker", NULL, NULL, PROPUS_TYPE_MODEL_PICKER,
                                                 G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (PROPUS_TYPE_MODEL_PICKER);
  g_type_ensure (PROPUS_TYPE_MODEL_OFFER);
  g_type_ensure (PROPUS_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-model-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusModelNotice, box);
  gtk_widget_class_bind_template_child (widget_class, PropusModelNotice, sentence);
  gtk_widget_class_bind_template_child (widget_class, PropusModelNotice, offer);
  gtk_widget_class_bind_template_callback (widget_class, close_clicked_cb);
}

static void
propus_model_notice_init (PropusModelNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->dismissed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
