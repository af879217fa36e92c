/* propus-model-status.h - how long a model will be there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* In the order of a model's life. */
typedef enum
{
  PROPUS_MODEL_STAGE_UNKNOWN,
  PROPUS_MODEL_STAGE_EXPERIMENTAL,
  PROPUS_MODEL_STAGE_PREVIEW,
  PROPUS_MODEL_STAGE_STABLE,
  PROPUS_MODEL_STAGE_LEGACY,
  PROPUS_MODEL_STAGE_DEPRECATED,
  PROPUS_MODEL_STAGE_RETIRED,
} PropusModelStage;

/* Immutable. */
typedef struct
{
  PropusModelStage  stage;
  gint64            retirement;   /* Unix time in seconds; 0: not given */
  char             *message;      /* what the API says about it, one line; NULL: nothing */
} PropusModelStatus;

PropusModelStatus *propus_model_status_new   (PropusModelStage         stage);
PropusModelStatus *propus_model_status_parse (JsonObject              *object);
PropusModelStatus *propus_model_status_read_facts (const char         *facts);
PropusModelStatus *propus_model_status_copy  (const PropusModelStatus *self);
void               propus_model_status_free  (PropusModelStatus       *self);
JsonObject        *propus_model_status_to_json  (const PropusModelStatus *self);
gboolean           propus_model_status_is_ending (const PropusModelStatus *self);
gboolean           propus_model_status_equal    (const PropusModelStatus *a,
                                                 const PropusModelStatus *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusModelStatus, propus_model_status_free)

G_END_DECLS
