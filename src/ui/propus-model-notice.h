/* propus-model-notice.h - that a chat's model is gone, or soon will be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-model-picker.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_MODEL_NOTICE (propus_model_notice_get_type ())
/* Property "picker": whose model it is about. */
G_DECLARE_FINAL_TYPE (PropusModelNotice, propus_model_notice, PROPUS, MODEL_NOTICE, GtkWidget)

G_END_DECLS
