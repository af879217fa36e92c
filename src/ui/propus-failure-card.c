/* propus-failure-card.c - what went wrong, with the buttons that mend it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-failure-card.h"

#include "propus-long-word.h"
#include "propus-model-offer.h"
#include "propus-widget.h"
#include "propus-wrap-box.h"

#include <string.h>

/* Technical text longer than this helps nobody and makes the row slow. */
#define MAX_TECHNICAL 4000

/**
 * PropusFailureCard:
 *
 * Stands in the conversation where something went wrong: a sentence, buttons whose actions mend it, and the technical
 * text for those who ask. To assistive technology it is an alert.
 */
struct _PropusFailureCard
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *box;
  GtkLabel *sentence;
  PropusModelOffer *offer;   /* in the place of a model that is gone */
  PropusWrapBox *buttons;
  GtkWidget *details;
  GtkLabel *technical;
};

G_DEFINE_FINAL_TYPE (PropusFailureCard, propus_failure_card, GTK_TYPE_WIDGET)

static void
add_button (PropusFailureCard *self,
            const PropusMend  *mend,
            gboolean           first)
{
  GtkWidget *button = gtk_button_new_with_label (mend->label);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), mend->action);
  if (!first)
    gtk_widget_add_css_class (button, "flat");
  propus_wrap_box_append (self->buttons, button);
}

static void
set_technical (PropusFailureCard *self,
               const char        *technical)
{
  g_autofree char *valid = NULL;
  g_autofree char *split = NULL;

  gtk_widget_set_visible (self->details, technical != NULL && *technical != '\0');
  if (technical == NULL)
    return;

  valid = g_utf8_make_valid (technical, strnlen (technical, MAX_TECHNICAL));
  split = propus_long_word_dup_split (valid, strlen (valid));
  gtk_label_set_label (self->technical, split);
}

/**
 * propus_failure_card_new:
 *
 * Returns: (transfer full): an empty card
 */
GtkWidget *
propus_failure_card_new (void)
{
  return g_object_new (PROPUS_TYPE_FAILURE_CARD, NULL);
}

/**
 * propus_failure_card_show:
 * @self: a card
 * @sentence: what happened and what to do, translated
 * @mends: (array length=n_mends) (nullable): buttons, the best first
 * @n_mends: how many
 * @technical: (nullable): for those who ask for details; hostile text is welcome
 *
 * Fills the card.
 */
void
propus_failure_card_show (PropusFailureCard *self,
                          const char        *sentence,
                          const PropusMend  *mends,
                          guint              n_mends,
                          const char        *technical)
{
  g_return_if_fail (PROPUS_IS_FAILURE_CARD (self));
  g_return_if_fail (sentence != NULL);

  gtk_label_set_label (self->sentence, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  propus_wrap_box_clear (self->buttons);
  for (guint i = 0; i < n_mends; i++)
    add_button (self, &mends[i], i == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->buttons), n_mends > 0);
  set_technical (self, technical);
  propus_model_offer_set_model (self->offer, NULL, "win.retry-with-model");
}

/**
 * propus_failure_card_show_failure:
 * @self: a card
 * @kind: what happened
 * @detail: (nullable): of the failure
 * @technical: (nullable): of the failure
 * @model: (nullable): that was asked
 * @with_buttons: FALSE where they could do nothing: under an answer that is not the last one
 *
 * Fills the card with what is said about such a failure.
 */
void
propus_failure_card_show_failure (PropusFailureCard *self,
                                  PropusFailureKind  kind,
                                  const char        *detail,
                                  const char        *technical,
                                  const char        *model,
                                  gboolean           with_buttons)
{
  PropusMend mends[PROPUS_FAILURE_TEXT_MAX_MENDS];
  g_autofree char *sentence = propus_failure_dup_sentence (kind, detail);
  g_autofree char *page = propus_failure_text_dup_page_action (kind, technical);
  guint n = with_buttons ? propus_failure_text_get_mends (kind, mends) : 0;

  if (n > 0 && page != NULL)
    mends[0].action = page;
  propus_failure_card_show (self, sentence, mends, n, technical);
  if (kind == PROPUS_FAILURE_NOT_FOUND && with_buttons)
    propus_model_offer_set_model (self->offer, model, "win.retry-with-model");
}

static void
propus_failure_card_dispose (GObject *object)
{
  propus_widget_dispose_template (GTK_WIDGET (object), PROPUS_TYPE_FAILURE_CARD);

  G_OBJECT_CLASS (propus_failure_card_parent_class)->dispose (object);
}

static void
propus_failure_card_class_init (PropusFailureCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_failure_card_dispose;

  g_type_ensure (PROPUS_TYPE_WRAP_BOX);
  g_type_ensure (PROPUS_TYPE_MODEL_OFFER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-failure-card.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusFailureCard, box);
  gtk_widget_class_bind_template_child (widget_class, PropusFailureCard, sentence);
  gtk_widget_class_bind_template_child (widget_class, PropusFailureCard, offer);
  gtk_widget_class_bind_template_child (widget_class, PropusFailureCard, buttons);
  gtk_widget_class_bind_template_child (widget_class, PropusFailureCard, details);
  gtk_widget_class_bind_template_child (widget_class, PropusFailureCard, technical);
}

static void
propus_failure_card_init (PropusFailureCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
