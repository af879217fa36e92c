/* propus-model-offer.h - a button that takes another model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_MODEL_OFFER (propus_model_offer_get_type ())
G_DECLARE_FINAL_TYPE (PropusModelOffer, propus_model_offer, PROPUS, MODEL_OFFER, GtkWidget)

void propus_model_offer_set_model (PropusModelOffer *self,
                                   const char       *model,
                                   const char       *action);

G_END_DECLS
