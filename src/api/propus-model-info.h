/* propus-model-info.h - one model as models.list describes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-model-status.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_MODEL_CHATS          = 1 << 0,   /* generateContent */
  PROPUS_MODEL_THINKS         = 1 << 1,
  PROPUS_MODEL_MAKES_PICTURES = 1 << 2,
  PROPUS_MODEL_SPEAKS         = 1 << 3,
  PROPUS_MODEL_EMBEDS         = 1 << 4,
  PROPUS_MODEL_IS_LIVE        = 1 << 5,
} PropusModelAbilities;

#define PROPUS_TYPE_MODEL_INFO (propus_model_info_get_type ())
G_DECLARE_FINAL_TYPE (PropusModelInfo, propus_model_info, PROPUS, MODEL_INFO, GObject)

PropusModelInfo *propus_model_info_parse            (JsonObject *object);            /* NULL: bad id */
const char      *propus_model_info_get_id           (PropusModelInfo *self);         /* without "models/" */
const char      *propus_model_info_get_display_name (PropusModelInfo *self);         /* cut at 80 characters; the id when absent */
const char      *propus_model_info_get_description  (PropusModelInfo *self);         /* "" absent */
gint64           propus_model_info_get_input_limit  (PropusModelInfo *self);         /* tokens, 0 unknown */
gint64           propus_model_info_get_output_limit (PropusModelInfo *self);         /* tokens, 0 unknown */
gboolean         propus_model_info_get_thinks       (PropusModelInfo *self);
gboolean         propus_model_info_can_chat         (PropusModelInfo *self);         /* generateContent, and by its name nothing that no chat can be had with */
PropusModelAbilities     propus_model_info_get_abilities    (PropusModelInfo *self);
gboolean                 propus_model_info_answers_in_words (PropusModelInfo *self);
const PropusModelStatus *propus_model_info_get_status       (PropusModelInfo *self); /* NULL: nothing is said */
const PropusModelStatus *propus_model_info_get_learned      (PropusModelInfo *self); /* NULL: no answer said anything */
void                     propus_model_info_set_learned      (PropusModelInfo *self, const PropusModelStatus *status);
JsonObject              *propus_model_info_to_json          (PropusModelInfo *self);

G_END_DECLS
