/* propus-practice-models.h - the models that the practice endpoint pretends to have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PropusPracticeModel:
 * @id: the id, without "models/"
 * @display_name: the name for people, which says that it is practice
 * @description: a sentence
 * @input_tokens: inputTokenLimit
 * @output_tokens: outputTokenLimit
 * @generates: whether it takes generateContent, streamGenerateContent and countTokens
 * @thinks: whether it can send thoughts
 * @brief: whether its answers are short
 * @pace_ms: milliseconds between two events, -1 for the server's own pace
 * @stage: (nullable): modelStage of what its answers say about it
 * @retirement: (nullable): retirementTime of that
 *
 * A model. All are static.
 */
typedef struct
{
  const char *id;
  const char *display_name;
  const char *description;
  guint       input_tokens;
  guint       output_tokens;
  gboolean    generates;
  gboolean    thinks;
  gboolean    brief;
  int         pace_ms;
  const char *stage;
  const char *retirement;
} PropusPracticeModel;

const PropusPracticeModel *propus_practice_models_find     (const char *id);
JsonObject                *propus_practice_model_to_json   (const PropusPracticeModel *model);
JsonObject                *propus_practice_model_get_status (const PropusPracticeModel *model);
JsonObject                *propus_practice_models_get_page (const char *page_size, const char *page_token);

G_END_DECLS
