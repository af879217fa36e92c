/* propus-model-picker.h - the model of a chat
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_MODEL_PICKER (propus_model_picker_get_type ())
/* Signals: "picked" (const char *model): the person chose another model; "changed": another model is shown, or something
 * else is known of it. */
G_DECLARE_FINAL_TYPE (PropusModelPicker, propus_model_picker, PROPUS, MODEL_PICKER, GtkWidget)

void propus_model_picker_set_session (PropusModelPicker *self,
                                      PropusSession     *session);
void propus_model_picker_set_model   (PropusModelPicker *self,
                                      const char        *model);
void propus_model_picker_popup       (PropusModelPicker *self);
void propus_model_picker_pick        (PropusModelPicker *self,
                                      const char        *model);

PropusSession *propus_model_picker_get_session (PropusModelPicker *self);
char          *propus_model_picker_dup_model   (PropusModelPicker *self);

G_END_DECLS
