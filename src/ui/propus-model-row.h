/* propus-model-row.h - a model to choose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_MODEL_ROW (propus_model_row_get_type ())
G_DECLARE_FINAL_TYPE (PropusModelRow, propus_model_row, PROPUS, MODEL_ROW, GtkWidget)

GtkWidget *propus_model_row_new  (PropusSession   *session);
void       propus_model_row_bind (PropusModelRow  *self,
                                  PropusModelInfo *model,
                                  gboolean         current);

G_END_DECLS
