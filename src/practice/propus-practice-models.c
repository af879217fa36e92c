/* propus-practice-models.c - the models that the practice endpoint pretends to have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-practice-models.h"

#include <string.h>

#define DEFAULT_PAGE_SIZE 50
/* Smaller than the API's 1,000, so that whoever asks for all at once has to follow a page here, too. */
#define LARGEST_PAGE_SIZE 8
#define TOKEN_PREFIX      "practice-page-"

static const PropusPracticeModel models[] = {
  { "gemini-flash-latest", "Practice (in place of Flash Latest)",
    "Stands where the default model would be, so that nothing needs to be chosen. No model answers.",
    1048576, 65536, TRUE, TRUE, FALSE, -1 },
  { "practice-tour", "Practice Tour",
    "Answers with every kind of Markdown. No model answers.",
    1048576, 65536, TRUE, TRUE, FALSE, -1 },
  { "practice-brief", "Practice Brief",
    "Answers in a few lines. No model answers.",
    32768, 8192, TRUE, FALSE, TRUE, -1 },
  { "practice-slow", "Practice Slow",
    "Takes half a second for each piece of an answer. No model answers.",
    32768, 8192, TRUE, TRUE, FALSE, 500 },
  { "practice-2.5-flash", "Practice 2.5 Flash",
    "An older model of the same kind. Its answers say that it will be retired. No model answers.",
    1048576, 65536, TRUE, TRUE, TRUE, -1, "DEPRECATED", "2027-03-31T00:00:00Z" },
  { "practice-3.8-flash", "Practice 3.8 Flash",
    "The newest of its kind. No model answers.",
    1048576, 65536, TRUE, TRUE, TRUE, -1 },
  { "practice-3.1-pro-preview", "Practice 3.1 Pro Preview",
    "Not finished, as its name says. No model answers.",
    1048576, 65536, TRUE, TRUE, TRUE, -1, "PREVIEW" },
  { "practice-3.5-flash-lite", "Practice 3.5 Flash-Lite",
    "The small one of its kind. No model answers.",
    1048576, 65536, TRUE, FALSE, TRUE, -1 },
  { "practice-3.1-flash-image", "Practice 3.1 Flash Image",
    "Listed as a model that makes pictures. Here it answers in words.",
    65536, 32768, TRUE, FALSE, TRUE, -1 },
  { "practice-3.8-flash-tts", "Practice 3.8 Flash TTS",
    "Listed as a model that speaks. Here it answers in words.",
    8192, 16384, TRUE, FALSE, TRUE, -1 },
  { "practice-embedding", "Practice Embedding",
    "Is listed, but cannot chat: a program should not offer it.",
    2048, 1, FALSE, FALSE, FALSE, -1 },
};

/**
 * propus_practice_models_find:
 * @id: an id without "models/"
 *
 * Returns: (nullable): the model
 */
const PropusPracticeModel *
propus_practice_models_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    if (g_str_equal (models[i].id, id))
      return &models[i];

  return NULL;
}

/**
 * propus_practice_model_to_json:
 * @model: a model
 *
 * Returns: (transfer full): the model as models.get answers it
 */
JsonObject *
propus_practice_model_to_json (const PropusPracticeModel *model)
{
  JsonObject *object = json_object_new ();
  JsonArray *methods = json_array_new ();
  g_autofree char *name = g_strconcat ("models/", model->id, NULL);

  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "baseModelId", model->id);
  json_object_set_string_member (object, "version", "practice");
  json_object_set_string_member (object, "displayName", model->display_name);
  json_object_set_string_member (object, "description", model->description);
  json_object_set_int_member (object, "inputTokenLimit", model->input_tokens);
  json_object_set_int_member (object, "outputTokenLimit", model->output_tokens);
  json_object_set_array_member (object, "supportedGenerationMethods", methods);

  if (!model->generates)
    {
      json_array_add_string_element (methods, "embedContent");
      return object;
    }

  json_array_add_string_element (methods, "generateContent");
  json_array_add_string_element (methods, "countTokens");
  if (model->thinks)
    json_object_set_boolean_member (object, "thinking", TRUE);
  json_object_set_int_member (object, "temperature", 1);
  json_object_set_double_member (object, "topP", 0.95);
  json_object_set_int_member (object, "topK", 64);
  json_object_set_int_member (object, "maxTemperature", 2);

  return object;
}

/* Where the page begins, or FALSE when the token is none of ours. */
static gboolean
parse_token (const char *token,
             guint64    *start)
{
  *start = 0;
  if (token == NULL || *token == '\0')
    return TRUE;

  return g_str_has_prefix (token, TOKEN_PREFIX) &&
         g_ascii_string_to_unsigned (token + strlen (TOKEN_PREFIX), 10, 1, G_N_ELEMENTS (models) - 1, start, NULL);
}

/**
 * propus_practice_model_get_status:
 * @model: a model
 *
 * Returns: (transfer full) (nullable): modelStatus as its answers carry it
 */
JsonObject *
propus_practice_model_get_status (const PropusPracticeModel *model)
{
  JsonObject *status;

  if (model->stage == NULL)
    return NULL;

  status = json_object_new ();
  json_object_set_string_member (status, "modelStage", model->stage);
  if (model->retirement != NULL)
    json_object_set_string_member (status, "retirementTime", model->retirement);

  return status;
}

/**
 * propus_practice_models_get_page:
 * @page_size: (nullable): pageSize as it stood in the query
 * @page_token: (nullable): pageToken as it stood in the query
 *
 * Returns: (transfer full) (nullable): a page as models.list answers it, %NULL when a parameter is refused
 */
JsonObject *
propus_practice_models_get_page (const char *page_size,
                                 const char *page_token)
{
  guint64 size = 0;
  guint64 start;
  guint64 end;
  JsonObject *page;
  JsonArray *list;

  if (page_size != NULL && !g_ascii_string_to_unsigned (page_size, 10, 0, G_MAXINT32, &size, NULL))
    return NULL;
  if (!parse_token (page_token, &start))
    return NULL;

  size = size == 0 ? DEFAULT_PAGE_SIZE : MIN (size, LARGEST_PAGE_SIZE);
  end = MIN (start + size, G_N_ELEMENTS (models));
  page = json_object_new ();
  list = json_array_new ();
  json_object_set_array_member (page, "models", list);
  for (guint64 i = start; i < end; i++)
    json_array_add_object_element (list, propus_practice_model_to_json (&models[i]));

  if (end < G_N_ELEMENTS (models))
    {
      g_autofree char *next = g_strdup_printf (TOKEN_PREFIX "%" G_GUINT64_FORMAT, end);

      json_object_set_string_member (page, "nextPageToken", next);
    }

  return page;
}
