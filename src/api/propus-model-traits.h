/* propus-model-traits.h - what a model takes of the settings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-generate-settings.h"
#include "propus-model-info.h"

G_BEGIN_DECLS

/* Why a model does not take a setting. */
typedef enum
{
  PROPUS_UNTAKEN_NOT,               /* it takes it */
  PROPUS_UNTAKEN_NEEDS_GEMINI_3,    /* came with Gemini 3 */
  PROPUS_UNTAKEN_ONLY_GEMINI_2_5,   /* replaced by thinking levels */
  PROPUS_UNTAKEN_DOES_NOT_THINK,
  PROPUS_UNTAKEN_NO_TOOLS,          /* a family without tools at Google */
  PROPUS_UNTAKEN_NEEDS_GEMINI_2_5,
  PROPUS_UNTAKEN_NEEDS_GEMINI_2,
  PROPUS_UNTAKEN_NO_INSTRUCTION,
  PROPUS_UNTAKEN_NO_MINIMAL,        /* the value, not the setting */
  PROPUS_UNTAKEN_ALWAYS_THINKS,     /* a budget of 0 */
  PROPUS_UNTAKEN_JSON_OR_TOOLS,     /* taken alone, not with the other that is on */
} PropusUntaken;

PropusUntaken           propus_model_traits_explain     (const char *model, PropusModelInfo *info, PropusSetting setting);
PropusUntaken           propus_model_traits_explain_in  (const char *model, PropusModelInfo *info, PropusSetting setting,
                                                         PropusGenerateSettings *settings);
gboolean                propus_model_traits_is_advised  (const char *model, PropusSetting setting);
gboolean                propus_model_traits_takes_word  (const char *model, PropusSetting setting, const char *word);
PropusGenerateSettings *propus_model_traits_dup_taken   (const char *model, PropusModelInfo *info, PropusGenerateSettings *settings);

G_END_DECLS
