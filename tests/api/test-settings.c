/* test-settings.c - what a chat asks of its model beside the words, and what a model takes of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-generate-request.h"
#include "propus-json.h"
#include "propus-model-traits.h"
#include "request-validator.h"

#include <string.h>

#define ONE_TURN "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}]"

static char *
dup_body (PropusGenerateSettings *settings)
{
  g_autoptr(PropusGenerateRequest) request = propus_generate_request_new ("gemini-test");
  g_autoptr(GBytes) bytes = NULL;

  propus_generate_request_add_user_text (request, "Hello");
  propus_generate_request_set_settings (request, settings);
  bytes = propus_generate_request_to_bytes (request);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
assert_body (const char *json,
             const char *members)
{
  g_autoptr(PropusGenerateSettings) settings = propus_generate_settings_new_parse (json);
  g_autofree char *body = dup_body (settings);
  g_autofree char *expected = g_strconcat (ONE_TURN, members, "}", NULL);
  g_autofree char *wrong = request_validator_check (body, -1);

  g_assert_cmpstr (body, ==, expected);
  g_assert_cmpstr (wrong, ==, NULL);
}

static void
test_body (void)
{
  assert_body (NULL, "");
  assert_body ("{}", "");
  assert_body ("{\"systemInstruction\":\"Be \\\"brief\\\"\\n用中文\"}",
               ",\"systemInstruction\":{\"parts\":[{\"text\":\"Be \\\"brief\\\"\\n用中文\"}]}");
  assert_body ("{\"thinkingLevel\":\"LOW\"}", ",\"generationConfig\":{\"thinkingConfig\":{\"thinkingLevel\":\"LOW\"}}");
  assert_body ("{\"thinkingBudget\":0}", ",\"generationConfig\":{\"thinkingConfig\":{\"thinkingBudget\":0}}");
  assert_body ("{\"thinkingBudget\":-1,\"thinkingLevel\":\"HIGH\"}",
               ",\"generationConfig\":{\"thinkingConfig\":{\"thinkingLevel\":\"HIGH\"}}");
  assert_body ("{\"temperature\":0.7,\"topP\":0.95,\"topK\":40,\"maxOutputTokens\":2048,\"seed\":-7}",
               ",\"generationConfig\":{\"temperature\":0.7,\"topP\":0.95,\"topK\":40,\"maxOutputTokens\":2048,\"seed\":-7}");
  assert_body ("{\"temperature\":0}", ",\"generationConfig\":{\"temperature\":0}");
  assert_body ("{\"stopSequences\":[\"END\",\"\",\"\\\"\"]}", ",\"generationConfig\":{\"stopSequences\":[\"END\",\"\\\"\"]}");
  assert_body ("{\"mediaResolution\":\"MEDIA_RESOLUTION_LOW\"}", ",\"generationConfig\":{\"mediaResolution\":\"MEDIA_RESOLUTION_LOW\"}");
  assert_body ("{\"json\":true}", ",\"generationConfig\":{\"responseMimeType\":\"application/json\"}");
  assert_body ("{\"json\":true,\"jsonSchema\":\"{ \\\"type\\\": \\\"object\\\", \\\"minItems\\\": 0.10 }\"}",
               ",\"generationConfig\":{\"responseMimeType\":\"application/json\",\"responseJsonSchema\":"
               "{\"type\":\"object\",\"minItems\":0.10000000000000001}}");
  /* A schema waits for the switch, and one that is not finished is not sent. */
  assert_body ("{\"jsonSchema\":\"{}\"}", "");
  assert_body ("{\"json\":true,\"jsonSchema\":\"{ \\\"type\\\": \"}", ",\"generationConfig\":{\"responseMimeType\":\"application/json\"}");
  assert_body ("{\"hateSpeech\":\"OFF\",\"harassment\":\"BLOCK_ONLY_HIGH\"}",
               ",\"safetySettings\":[{\"category\":\"HARM_CATEGORY_HARASSMENT\",\"threshold\":\"BLOCK_ONLY_HIGH\"},"
               "{\"category\":\"HARM_CATEGORY_HATE_SPEECH\",\"threshold\":\"OFF\"}]");
  assert_body ("{\"googleMaps\":true,\"googleSearch\":true,\"urlContext\":true,\"codeExecution\":true}",
               ",\"tools\":[{\"googleSearch\":{}},{\"urlContext\":{}},{\"codeExecution\":{}},{\"googleMaps\":{}}]");
}

/* What another program or a newer version wrote is neither sent nor lost. */
static void
test_foreign (void)
{
  static const char foreign[] =
    "{\"temperature\":9,\"topP\":\"high\",\"topK\":1.5,\"seed\":1e300,\"thinkingLevel\":\"ENORMOUS\",\"googleSearch\":1,"
    "\"stopSequences\":{},\"systemInstruction\":[],\"json\":\"yes\",\"future\":{\"a\":[1,2]}}";
  g_autoptr(PropusGenerateSettings) settings = propus_generate_settings_new_parse (foreign);
  g_autofree char *json = NULL;
  g_autofree char *later = NULL;

  g_assert_cmpuint (propus_generate_settings_count (settings), ==, 0);
  assert_body (foreign, "");
  propus_generate_settings_set_number (settings, PROPUS_SETTING_TEMPERATURE, 1.5);
  json = propus_generate_settings_dup_json (settings);
  g_assert_nonnull (strstr (json, "\"future\":{\"a\":[1,2]}"));
  g_assert_nonnull (strstr (json, "\"ENORMOUS\""));
  g_assert_nonnull (strstr (json, "\"temperature\":1.5"));

  propus_generate_settings_unset_all (settings);
  later = propus_generate_settings_dup_json (settings);
  g_assert_cmpstr (later, ==, "{\"future\":{\"a\":[1,2]}}");
  assert_body ("[1]", "");
  assert_body ("not json", "");
}

static void
count_cb (PropusGenerateSettings *settings,
          int                    *n)
{
  (*n)++;
}

static void
test_values (void)
{
  g_autoptr(PropusGenerateSettings) settings = propus_generate_settings_new ();
  static const char * const six[] = { "1", "2", "", "3", "4", "5", "6", NULL };
  g_auto(GStrv) texts = NULL;
  int n = 0;

  g_signal_connect (settings, "changed", G_CALLBACK (count_cb), &n);
  g_assert_null (propus_generate_settings_dup_json (settings));
  propus_generate_settings_set_text (settings, PROPUS_SETTING_SYSTEM_INSTRUCTION, "Be brief");
  propus_generate_settings_set_text (settings, PROPUS_SETTING_SYSTEM_INSTRUCTION, "Be brief");
  g_assert_cmpint (n, ==, 1);
  propus_generate_settings_set_number (settings, PROPUS_SETTING_TOP_K, 5000);
  g_assert_cmpfloat (propus_generate_settings_get_number (settings, PROPUS_SETTING_TOP_K), ==, 1000);
  propus_generate_settings_set_texts (settings, PROPUS_SETTING_STOP_SEQUENCES, six);
  texts = propus_generate_settings_dup_texts (settings, PROPUS_SETTING_STOP_SEQUENCES);
  g_assert_cmpuint (g_strv_length (texts), ==, 5);
  g_assert_cmpstr (texts[4], ==, "5");
  propus_generate_settings_set_switch (settings, PROPUS_SETTING_GOOGLE_SEARCH, TRUE);
  g_assert_cmpuint (propus_generate_settings_count (settings), ==, 4);
  propus_generate_settings_set_switch (settings, PROPUS_SETTING_GOOGLE_SEARCH, FALSE);
  propus_generate_settings_set_text (settings, PROPUS_SETTING_SYSTEM_INSTRUCTION, "");
  g_assert_cmpuint (propus_generate_settings_count (settings), ==, 2);
  propus_generate_settings_unset_all (settings);
  g_assert_null (propus_generate_settings_dup_json (settings));
}

/* --- what a model takes --- */

static PropusModelInfo *
make_info (gboolean thinks)
{
  g_autofree char *json = g_strdup_printf ("{\"name\":\"models/m\",\"thinking\":%s,\"supportedGenerationMethods\":[\"generateContent\"]}",
                                           thinks ? "true" : "false");
  g_autoptr(JsonNode) node = propus_json_parse (json, -1, NULL);

  return propus_model_info_parse (propus_json_node_object (node));
}

static void
test_traits (void)
{
  static const struct
  {
    const char    *model;
    PropusSetting  setting;
    PropusUntaken  untaken;
  } cases[] = {
    { "gemini-3.8-flash", PROPUS_SETTING_THINKING_LEVEL, PROPUS_UNTAKEN_NOT },
    { "models/gemini-3.8-flash", PROPUS_SETTING_THINKING_BUDGET, PROPUS_UNTAKEN_ONLY_GEMINI_2_5 },
    { "gemini-3-flash-preview", PROPUS_SETTING_THINKING_LEVEL, PROPUS_UNTAKEN_NOT },
    { "gemini-4-argon", PROPUS_SETTING_THINKING_LEVEL, PROPUS_UNTAKEN_NOT },
    { "gemini-10.12-flash", PROPUS_SETTING_THINKING_LEVEL, PROPUS_UNTAKEN_NOT },
    { "gemini-flash-latest", PROPUS_SETTING_THINKING_LEVEL, PROPUS_UNTAKEN_NOT },
    { "gemini-2.5-pro", PROPUS_SETTING_THINKING_LEVEL, PROPUS_UNTAKEN_NEEDS_GEMINI_3 },
    { "gemini-2.5-flash-lite", PROPUS_SETTING_THINKING_BUDGET, PROPUS_UNTAKEN_NOT },
    { "gemini-2.0-flash", PROPUS_SETTING_THINKING_BUDGET, PROPUS_UNTAKEN_DOES_NOT_THINK },
    { "gemini-2.0-flash", PROPUS_SETTING_URL_CONTEXT, PROPUS_UNTAKEN_NEEDS_GEMINI_2_5 },
    { "gemini-2.0-flash", PROPUS_SETTING_GOOGLE_SEARCH, PROPUS_UNTAKEN_NOT },
    { "gemini-1.5-pro", PROPUS_SETTING_GOOGLE_SEARCH, PROPUS_UNTAKEN_NEEDS_GEMINI_2 },
    { "gemma-4-31b-it", PROPUS_SETTING_CODE_EXECUTION, PROPUS_UNTAKEN_NO_TOOLS },
    { "gemma-4-31b-it", PROPUS_SETTING_SYSTEM_INSTRUCTION, PROPUS_UNTAKEN_NOT },
    { "gemma-3-27b-it", PROPUS_SETTING_SYSTEM_INSTRUCTION, PROPUS_UNTAKEN_NO_INSTRUCTION },
    { "something-new", PROPUS_SETTING_GOOGLE_MAPS, PROPUS_UNTAKEN_NOT },
    { "gemini-", PROPUS_SETTING_THINKING_LEVEL, PROPUS_UNTAKEN_NOT },
    { "gemini-99999999999999999999.1", PROPUS_SETTING_THINKING_LEVEL, PROPUS_UNTAKEN_NOT },
  };
  g_autoptr(PropusModelInfo) dull = make_info (FALSE);
  g_autoptr(PropusModelInfo) thinker = make_info (TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].model);
      g_assert_cmpint (propus_model_traits_explain (cases[i].model, NULL, cases[i].setting), ==, cases[i].untaken);
    }

  g_assert_cmpint (propus_model_traits_explain ("gemini-3.8-flash", dull, PROPUS_SETTING_THINKING_LEVEL), ==,
                   PROPUS_UNTAKEN_DOES_NOT_THINK);
  g_assert_cmpint (propus_model_traits_explain ("gemini-3.8-flash", thinker, PROPUS_SETTING_THINKING_LEVEL), ==, PROPUS_UNTAKEN_NOT);
  g_assert_true (propus_model_traits_is_advised ("gemini-2.5-pro", PROPUS_SETTING_TEMPERATURE));
  g_assert_false (propus_model_traits_is_advised ("gemini-3.8-flash", PROPUS_SETTING_TOP_K));
  g_assert_true (propus_model_traits_is_advised ("gemini-3.8-flash", PROPUS_SETTING_SEED));
  g_assert_true (propus_model_traits_takes_word ("gemini-3.5-flash-lite", PROPUS_SETTING_THINKING_LEVEL, "MINIMAL"));
  g_assert_false (propus_model_traits_takes_word ("gemini-3.8-flash", PROPUS_SETTING_THINKING_LEVEL, "MINIMAL"));
  g_assert_false (propus_model_traits_takes_word ("gemini-3.1-pro-preview", PROPUS_SETTING_THINKING_LEVEL, "MINIMAL"));
}

static void
assert_taken (const char *model,
              const char *json,
              const char *taken)
{
  g_autoptr(PropusGenerateSettings) settings = propus_generate_settings_new_parse (json);
  g_autoptr(PropusGenerateSettings) left = propus_model_traits_dup_taken (model, NULL, settings);
  g_autofree char *rest = propus_generate_settings_dup_json (left);
  g_autofree char *same = propus_generate_settings_dup_json (settings);

  g_assert_cmpstr (rest, ==, taken);
  g_assert_cmpstr (same, ==, json);   /* the chat keeps what it wants: the next model may take it */
}

static void
test_taken (void)
{
  assert_taken ("gemini-2.5-flash", "{\"thinkingLevel\":\"HIGH\",\"seed\":1}", "{\"seed\":1}");
  assert_taken ("gemini-3.8-flash", "{\"thinkingLevel\":\"HIGH\",\"thinkingBudget\":1024}", "{\"thinkingLevel\":\"HIGH\"}");
  assert_taken ("gemini-3.8-flash", "{\"thinkingLevel\":\"MINIMAL\"}", NULL);
  assert_taken ("gemini-2.5-pro", "{\"thinkingBudget\":0}", NULL);
  assert_taken ("gemini-2.5-flash", "{\"thinkingBudget\":0}", "{\"thinkingBudget\":0}");
  assert_taken ("gemini-2.5-flash", "{\"googleSearch\":true,\"json\":true,\"jsonSchema\":\"{}\"}", "{\"googleSearch\":true}");
  assert_taken ("gemini-3.8-flash", "{\"googleSearch\":true,\"json\":true}", "{\"googleSearch\":true,\"json\":true}");
  assert_taken ("gemini-2.5-flash", "{\"json\":true}", "{\"json\":true}");
  assert_taken ("gemma-4-31b-it", "{\"googleMaps\":true,\"temperature\":1.0}", "{\"temperature\":1.0}");
}

/* --- every request that the app can build --- */

static void
set (PropusGenerateSettings *settings,
     PropusSetting           setting,
     guint                   value)
{
  static const char * const stops[] = { "END", "\"\\\n", "停", NULL };
  static const char * const texts[] = { "x", "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}", "\xff" };
  double least, most;

  switch (propus_setting_get_kind (setting))
    {
    case PROPUS_SETTING_SWITCH:
      propus_generate_settings_set_switch (settings, setting, TRUE);
      break;
    case PROPUS_SETTING_NUMBER:
      propus_setting_get_range (setting, &least, &most);
      propus_generate_settings_set_number (settings, setting, value == 0 ? least : value == 1 ? most : (least + most) / 3);
      break;
    case PROPUS_SETTING_WORD:
      propus_generate_settings_set_text (settings, setting,
        propus_setting_get_words (setting)[value % g_strv_length ((char **) propus_setting_get_words (setting))]);
      break;
    case PROPUS_SETTING_TEXTS:
      propus_generate_settings_set_texts (settings, setting, stops);
      break;
    case PROPUS_SETTING_TEXT:
    default:
      propus_generate_settings_set_text (settings, setting, texts[value]);
    }
}

static void
assert_valid (PropusGenerateRequest *request)
{
  g_autoptr(GBytes) bytes = propus_generate_request_to_bytes (request);
  gsize length;
  const char *body = g_bytes_get_data (bytes, &length);
  g_autofree char *wrong = request_validator_check (body, (gssize) length);

  if (wrong != NULL)
    g_test_message ("%.*s", (int) length, body);
  g_assert_cmpstr (wrong, ==, NULL);
}

static void
check_request (const char             *model,
               PropusGenerateSettings *settings,
               gboolean                thoughts)
{
  static const char * const parts[] = {
    "{\"text\":\"a\",\"thoughtSignature\":\"U2ln\"}", "{\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"1\"}}",
    "{\"codeExecutionResult\":{\"outcome\":\"OUTCOME_OK\",\"output\":\"1\"}}",
    "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"aGk=\"}}", NULL,
  };
  g_autoptr(PropusGenerateRequest) request = propus_generate_request_new (model);
  g_autoptr(PropusGenerateSettings) taken = propus_model_traits_dup_taken (model, NULL, settings);

  propus_generate_request_add_user_text (request, "Hello");
  propus_generate_request_add_model_parts (request, parts);
  propus_generate_request_add_user_text (request, "Go on");
  propus_generate_request_set_include_thoughts (request, thoughts);
  propus_generate_request_set_settings (request, taken);
  assert_valid (request);
  /* Also what no model takes together is made of the right fields. */
  propus_generate_request_set_settings (request, settings);
  assert_valid (request);
}

static void
test_every_request (void)
{
  static const char * const models[] = { "gemini-3.8-flash", "gemini-2.5-flash", "gemma-4-31b-it", "other" };

  for (guint a = 0; a < PROPUS_N_SETTINGS; a++)
    for (guint b = a; b < PROPUS_N_SETTINGS; b++)
      for (guint value = 0; value < 3; value++)
        {
          g_autoptr(PropusGenerateSettings) settings = propus_generate_settings_new ();

          set (settings, (PropusSetting) a, value);
          set (settings, (PropusSetting) b, (value + 1) % 3);
          check_request (models[(a + b) % G_N_ELEMENTS (models)], settings, value == 1);
        }

  for (guint value = 0; value < 3; value++)
    {
      g_autoptr(PropusGenerateSettings) settings = propus_generate_settings_new ();

      for (guint i = 0; i < PROPUS_N_SETTINGS; i++)
        set (settings, (PropusSetting) i, value);
      for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
        check_request (models[i], settings, TRUE);
    }
}

/* The judge of the test before is worth something only if it says no. */
static void
test_validator (void)
{
  static const struct { const char *members; const char *wrong; } cases[] = {
    { ",\"temperature\":1", "request.temperature: no such field" },
    { ",\"generationConfig\":{\"thinkingLevel\":\"LOW\"}", "request.generationConfig.thinkingLevel: no such field" },
    { ",\"generationConfig\":{\"topK\":1.5}", "request.generationConfig.topK: not integer" },
    { ",\"generationConfig\":{\"topK\":\"1\"}", "request.generationConfig.topK: not integer" },
    { ",\"generationConfig\":[]", "request.generationConfig: no object" },
    { ",\"generationConfig\":{\"stopSequences\":\"END\"}", "request.generationConfig.stopSequences: no list" },
    { ",\"generationConfig\":{\"stopSequences\":[\"END\",1]}", "request.generationConfig.stopSequences[1]: not string" },
    { ",\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":1}}",
      "request.generationConfig.thinkingConfig.includeThoughts: not boolean" },
    { ",\"tools\":[{\"googleSearch\":{}},{\"google_search\":{}}]", "request.tools[1].google_search: no such field" },
    { ",\"tools\":[{\"urlContext\":{\"urls\":[]}}]", "request.tools[0].urlContext.urls: no such field" },
    { ",\"tools\":[{\"codeExecution\":true}]", "request.tools[0].codeExecution: no object" },
    { ",\"safetySettings\":[{\"category\":\"HARM_CATEGORY_HARASSMENT\"}]", "request.safetySettings[0]: no threshold" },
    { ",\"systemInstruction\":\"Be brief\"", "request.systemInstruction: no object" },
    { ",\"systemInstruction\":{\"parts\":[{\"txt\":\"Be brief\"}]}", "request.systemInstruction.parts[0].txt: no such field" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strconcat (ONE_TURN, cases[i].members, "}", NULL);
      g_autofree char *wrong = request_validator_check (body, -1);

      g_assert_cmpstr (wrong, ==, cases[i].wrong);
    }
  for (gsize i = 0; i < 4; i++)
    {
      static const char * const bad[] = {
        "{}", "{\"contents\":{}}", "[]", ONE_TURN ",\"generationConfig\":{\"mediaResolution\":\"LOW\"}}",
      };
      g_autofree char *wrong = request_validator_check (bad[i], -1);

      g_assert_nonnull (wrong);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings/body", test_body);
  g_test_add_func ("/settings/foreign", test_foreign);
  g_test_add_func ("/settings/values", test_values);
  g_test_add_func ("/settings/traits", test_traits);
  g_test_add_func ("/settings/taken", test_taken);
  g_test_add_func ("/settings/validator-says-no", test_validator);
  g_test_add_func ("/settings/every-request", test_every_request);

  return g_test_run ();
}
