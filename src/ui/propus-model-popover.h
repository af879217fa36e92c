/* propus-model-popover.h - the list of models to choose from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_MODEL_POPOVER (propus_model_popover_get_type ())
/* Signal "picked" (const char *model). */
G_DECLARE_FINAL_TYPE (PropusModelPopover, propus_model_popover, PROPUS, MODEL_POPOVER, GtkPopover)

GtkWidget *propus_model_popover_new  (PropusSession      *session);
void       propus_model_popover_open (PropusModelPopover *self,
                                      const char         *current);

G_END_DECLS
