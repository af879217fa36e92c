/* test-models.c - models as the API lists them, the nearest one, and what they cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-answer-facts.h"
#include "propus-json.h"
#include "propus-model-info.h"
#include "propus-model-nearest.h"
#include "propus-price-list.h"

#include <string.h>

static PropusModelInfo *
parse (const char *json)
{
  g_autoptr(JsonNode) node = propus_json_parse (json, -1, NULL);

  return propus_model_info_parse (propus_json_node_object (node));
}

static void
test_abilities (void)
{
  static const struct { const char *json; guint abilities; gboolean words; } table[] = {
    { "{\"name\":\"models/gemini-3-flash\",\"thinking\":true,\"supportedGenerationMethods\":[\"generateContent\",\"countTokens\"]}",
      PROPUS_MODEL_CHATS | PROPUS_MODEL_THINKS, TRUE },
    { "{\"name\":\"models/gemini-3-flash-image\",\"supportedGenerationMethods\":[\"generateContent\"]}",
      PROPUS_MODEL_CHATS | PROPUS_MODEL_MAKES_PICTURES, FALSE },
    { "{\"name\":\"models/nano-banana-pro\",\"supportedGenerationMethods\":[\"generateContent\"]}",
      PROPUS_MODEL_CHATS | PROPUS_MODEL_MAKES_PICTURES, FALSE },
    { "{\"name\":\"models/gemini-3-flash-tts\",\"supportedGenerationMethods\":[\"generateContent\"]}",
      PROPUS_MODEL_CHATS | PROPUS_MODEL_SPEAKS, FALSE },
    { "{\"name\":\"models/gemini-embedding-2\",\"supportedGenerationMethods\":[\"embedContent\"]}", PROPUS_MODEL_EMBEDS, FALSE },
    { "{\"name\":\"models/gemini-embedding-3\",\"supportedGenerationMethods\":[\"generateContent\"]}", PROPUS_MODEL_EMBEDS, FALSE },
    { "{\"name\":\"models/gemini-3-live\",\"supportedGenerationMethods\":[\"bidiGenerateContent\"]}", PROPUS_MODEL_IS_LIVE, FALSE },
    { "{\"name\":\"models/gemini-3-pro\",\"supportedGenerationMethods\":[\"bidiGenerateContent\",\"generateContent\"]}",
      PROPUS_MODEL_CHATS | PROPUS_MODEL_IS_LIVE, TRUE },
    { "{\"name\":\"models/lyria-3\",\"supportedGenerationMethods\":[\"generateContent\"]}", 0, FALSE },
    { "{\"name\":\"models/new\",\"supportedGenerationMethods\":[7,null,\"newMethod\"]}", 0, FALSE },
    { "{\"name\":\"models/new\",\"supportedGenerationMethods\":\"generateContent\"}", 0, FALSE },
    { "{\"name\":\"models/new\"}", 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PropusModelInfo) model = parse (table[i].json);

      g_test_message ("%s", table[i].json);
      g_assert_cmpuint (propus_model_info_get_abilities (model), ==, table[i].abilities);
      g_assert_cmpint (propus_model_info_answers_in_words (model), ==, table[i].words);
    }
}

static void
test_stages (void)
{
  static const struct { const char *json; PropusModelStage stage; gint64 retirement; } table[] = {
    { "{\"name\":\"models/a\"}", PROPUS_MODEL_STAGE_UNKNOWN, 0 },
    { "{\"name\":\"models/a-preview-05-2026\"}", PROPUS_MODEL_STAGE_PREVIEW, 0 },
    { "{\"name\":\"models/a-exp-0827\"}", PROPUS_MODEL_STAGE_EXPERIMENTAL, 0 },
    { "{\"name\":\"models/a\",\"description\":\"A was deprecated on July 12.\"}", PROPUS_MODEL_STAGE_DEPRECATED, 0 },
    { "{\"name\":\"models/a\",\"description\":\"DEPRECATED\"}", PROPUS_MODEL_STAGE_DEPRECATED, 0 },
    { "{\"name\":\"models/a\",\"description\":\"undeprecatedly\"}", PROPUS_MODEL_STAGE_UNKNOWN, 0 },
    { "{\"name\":\"models/a-preview\",\"modelStatus\":{\"modelStage\":\"LEGACY\",\"retirementTime\":\"2027-01-02T03:04:05Z\"}}",
      PROPUS_MODEL_STAGE_LEGACY, 1798859045 },
    { "{\"name\":\"models/a\",\"modelStatus\":{\"modelStage\":\"UNSTABLE_EXPERIMENTAL\"}}", PROPUS_MODEL_STAGE_EXPERIMENTAL, 0 },
    { "{\"name\":\"models/a\",\"modelStatus\":{\"modelStage\":\"BRAND_NEW\",\"retirementTime\":\"soon\"}}",
      PROPUS_MODEL_STAGE_UNKNOWN, 0 },
    { "{\"name\":\"models/a\",\"modelStatus\":{\"modelStage\":7,\"retirementTime\":7,\"message\":[]}}", PROPUS_MODEL_STAGE_UNKNOWN, 0 },
    { "{\"name\":\"models/a\",\"modelStatus\":\"RETIRED\"}", PROPUS_MODEL_STAGE_UNKNOWN, 0 },
    { "{\"name\":\"models/a\",\"modelStatus\":{\"modelStage\":\"RETIRED\",\"retirementTime\":\"1890-01-01T00:00:00Z\"}}",
      PROPUS_MODEL_STAGE_RETIRED, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PropusModelInfo) model = parse (table[i].json);
      const PropusModelStatus *status = propus_model_info_get_status (model);

      g_test_message ("%s", table[i].json);
      g_assert_cmpint (status != NULL ? status->stage : PROPUS_MODEL_STAGE_UNKNOWN, ==, table[i].stage);
      g_assert_cmpint (status != NULL ? status->retirement : 0, ==, table[i].retirement);
      g_assert_cmpint (propus_model_status_is_ending (status), ==,
                       table[i].retirement > 0 || table[i].stage >= PROPUS_MODEL_STAGE_DEPRECATED);
    }
}

/* What is written into the cache says the same when it is read. */
static void
test_round_trip (void)
{
  g_autoptr(PropusModelInfo) model = parse (
    "{\"name\":\"models/gemini-3-flash-image\",\"displayName\":\"Flash\\u202e\\n Image\",\"description\":\"\\u0007 words\","
    "\"inputTokenLimit\":\"1048576\",\"outputTokenLimit\":-5,\"thinking\":true,"
    "\"supportedGenerationMethods\":[\"generateContent\",\"bidiGenerateContent\",\"x\"],"
    "\"modelStatus\":{\"modelStage\":\"DEPRECATED\",\"retirementTime\":\"2027-01-02T03:04:05Z\",\"message\":\"Move\\non.\"}}");
  g_autoptr(JsonObject) json = propus_model_info_to_json (model);
  g_autoptr(PropusModelInfo) again = propus_model_info_parse (json);

  g_assert_cmpstr (propus_model_info_get_id (again), ==, "gemini-3-flash-image");
  g_assert_cmpstr (propus_model_info_get_display_name (again), ==, propus_model_info_get_display_name (model));
  g_assert_cmpstr (propus_model_info_get_description (again), ==, propus_model_info_get_description (model));
  g_assert_cmpint (propus_model_info_get_input_limit (again), ==, 1048576);
  g_assert_cmpint (propus_model_info_get_output_limit (again), ==, 0);
  g_assert_cmpuint (propus_model_info_get_abilities (again), ==, propus_model_info_get_abilities (model));
  g_assert_cmpuint (propus_model_info_get_abilities (again), ==,
                    PROPUS_MODEL_CHATS | PROPUS_MODEL_THINKS | PROPUS_MODEL_MAKES_PICTURES | PROPUS_MODEL_IS_LIVE);
  g_assert_true (propus_model_status_equal (propus_model_info_get_status (again), propus_model_info_get_status (model)));
  g_assert_cmpstr (propus_model_info_get_status (again)->message, ==, "Move on.");
}

static void
test_nearest (void)
{
  static const char * const all[] = {
    "gemini-flash-latest", "gemini-2.5-flash", "gemini-3.8-flash", "gemini-3.7-flash", "gemini-10-flash-preview",
    "gemini-3.5-flash-lite", "gemini-3.1-pro-preview", "gemini-3-pro", "gemini-3.1-flash-image", "gemini-3-pro-image",
    "gemini-3.8-flash-tts", "gemma-4-31b-it", "nano-banana-pro-preview", NULL,
  };
  static const struct { const char *gone; const char *nearest; } table[] = {
    { "gemini-2.0-flash", "gemini-10-flash-preview" },
    { "gemini-2.0-flash-001", "gemini-10-flash-preview" },
    { "gemini-1.5-flash-8b", "gemini-10-flash-preview" },
    { "gemini-2.0-flash-lite", "gemini-3.5-flash-lite" },
    { "gemini-2.5-flash-lite-preview-09-2025", "gemini-3.5-flash-lite" },
    { "gemini-2.5-pro", "gemini-3.1-pro-preview" },
    { "gemini-2.5-pro-preview-06-05", "gemini-3.1-pro-preview" },
    { "gemini-2.5-flash-image", "gemini-3.1-flash-image" },
    { "gemini-2.5-pro-image", "gemini-3-pro-image" },
    { "gemini-2.5-pro-preview-tts", "gemini-3.8-flash-tts" },
    { "gemini-ultra", "gemini-10-flash-preview" },
    { "gemini-3.8-flash", "gemini-10-flash-preview" },
    { "GEMINI-2.5-FLASH", "gemini-10-flash-preview" },
    { "gemma-3-27b-it", "gemma-4-31b-it" },
    { "palm-2", NULL },
    { "gemini-embedding-1", NULL },
    { "practice-tour", NULL },
    { "", NULL },
    { "----", NULL },
    { "2.5", NULL },
    { "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p", NULL },
  };
  static const char * const none[] = { NULL };
  static const char * const equal[] = { "gemini-3-flash-preview", "gemini-3-flash", "gemini-3.0-flash", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("%s", table[i].gone);
      g_assert_cmpstr (propus_model_nearest (table[i].gone, all), ==, table[i].nearest);
    }
  g_assert_null (propus_model_nearest ("gemini-2.0-flash", none));
  /* The finished one, and of two the first. */
  g_assert_cmpstr (propus_model_nearest ("gemini-2.0-flash", equal), ==, "gemini-3-flash");
}

static PropusPriceList *
parse_prices (const char *json)
{
  g_autoptr(JsonNode) node = propus_json_parse (json, -1, NULL);

  return propus_price_list_parse (node);
}

static void
test_prices (void)
{
  g_autoptr(PropusPriceList) list = parse_prices (
    "{\"prices\":[{\"model\":\"a\",\"input\":0.3,\"output\":2},{\"model\":\"b\",\"input\":-1,\"output\":2},"
    "{\"model\":\"c\",\"input\":1},{\"model\":\"d\",\"input\":\"1\",\"output\":1},{\"model\":7,\"input\":1,\"output\":1},"
    "{\"model\":\"e\",\"input\":1e300,\"output\":1},7,null],\"state\":{\"prices\":{\"date\":\"2026-10-07\"}}}");
  g_autoptr(PropusPriceList) empty = parse_prices ("{\"prices\":[],\"state\":{\"prices\":null}}");

  g_assert_cmpfloat (propus_price_list_find (list, "a")->input, ==, 0.3);
  g_assert_cmpfloat (propus_price_list_find (list, "a-001")->output, ==, 2);
  g_assert_null (propus_price_list_find (list, "a-tts"));
  g_assert_null (propus_price_list_find (list, "a-01"));
  for (const char *id = "bcde"; *id != '\0'; id++)
    {
      const char model[] = { *id, '\0' };

      g_assert_null (propus_price_list_find (list, model));
    }
  g_assert_cmpstr (propus_price_list_get_date (list), ==, "2026-10-07");
  g_assert_null (propus_price_list_find (empty, "a"));
  g_assert_null (propus_price_list_get_date (empty));
  g_assert_null (parse_prices ("{}"));
  g_assert_null (parse_prices ("[]"));
  g_assert_null (propus_price_list_parse (NULL));
}

/* What an answer says about its model is among its facts. */
static void
test_answer_status (void)
{
  static const char * const events[] = {
    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}],\"modelStatus\":{\"modelStage\":\"DEPRECATED\","
    "\"retirementTime\":\"2027-01-01T00:00:00Z\",\"message\":\"Use another.\",\"extra\":{\"deep\":[]}}}",
    "{\"modelStatus\":\"nonsense\"}",
    "{\"candidates\":[]}",
  };
  g_autoptr(PropusAnswerFacts) facts = propus_answer_facts_new (NULL, 0);
  g_autofree char *json = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    {
      g_autoptr(JsonNode) node = propus_json_parse (events[i], -1, NULL);
      g_autoptr(PropusGenerateChunk) chunk = propus_generate_chunk_parse (node);

      propus_answer_facts_add_chunk (facts, chunk);
    }
  json = propus_answer_facts_dup_json (facts);
  g_assert_cmpstr (json, ==, "{\"modelStatus\":{\"modelStage\":\"DEPRECATED\",\"retirementTime\":\"2027-01-01T00:00:00Z\","
                             "\"message\":\"Use another.\"}}");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/models/abilities", test_abilities);
  g_test_add_func ("/models/stages", test_stages);
  g_test_add_func ("/models/round-trip", test_round_trip);
  g_test_add_func ("/models/nearest", test_nearest);
  g_test_add_func ("/models/prices", test_prices);
  g_test_add_func ("/models/answer-status", test_answer_status);

  return g_test_run ();
}
