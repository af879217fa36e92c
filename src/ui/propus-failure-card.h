/* propus-failure-card.h - what went wrong, with the buttons that mend it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-failure-text.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_FAILURE_CARD (propus_failure_card_get_type ())
G_DECLARE_FINAL_TYPE (PropusFailureCard, propus_failure_card, PROPUS, FAILURE_CARD, GtkWidget)

GtkWidget *propus_failure_card_new  (void);
void       propus_failure_card_show (PropusFailureCard *self,
                                     const char        *sentence,
                                     const PropusMend  *mends,
                                     guint              n_mends,
                                     const char        *technical);
void       propus_failure_card_show_failure (PropusFailureCard *self,
                                             PropusFailureKind  kind,
                                             const char        *detail,
                                             const char        *technical,
                                             const char        *model,
                                             gboolean           with_buttons);

G_END_DECLS
