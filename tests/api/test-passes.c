/* test-passes.c - a pass as the broker tells it, and what is asked of the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-pass-info.h"

#define ONE "{\"id\":\"aB3dE5gH7jK9\",\"name\":\"Notebook\",\"baseUrl\":\"http://127.0.0.1:43210\",\"key\":null," \
            "\"models\":[\"gemini-flash-latest\",\"gemini-3*\"],\"paths\":[\"generate\",\"openai\"]," \
            "\"limits\":{\"requests\":50,\"tokens\":null,\"money\":2500000},\"expires\":1795000000,\"paused\":false," \
            "\"created\":1790000000,\"lastUsed\":1790000123456,\"today\":{\"requests\":3,\"tokens\":900,\"cost\":1150}," \
            "\"month\":{\"requests\":7,\"tokens\":2100,\"cost\":2500},\"underway\":2,\"state\":\"%s\"%s}"

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = propus_json_parse (text, -1, &error);

  g_assert_no_error (error);
  return node;
}

static PropusPassInfo *
new_pass (const char *state,
          const char *more)
{
  g_autofree char *text = g_strdup_printf (ONE, state, more);
  g_autoptr(JsonNode) node = parse (text);

  return propus_pass_info_parse (node);
}

static void
test_one (void)
{
  g_autoptr(PropusPassInfo) pass = new_pass ("open", ",\"token\":\"a-token\"");

  g_assert_nonnull (pass);
  g_assert_cmpstr (pass->id, ==, "aB3dE5gH7jK9");
  g_assert_cmpstr (pass->base_url, ==, "http://127.0.0.1:43210");
  g_assert_cmpstr (pass->token, ==, "a-token");
  g_assert_cmpstr (pass->terms.name, ==, "Notebook");
  g_assert_null (pass->terms.key);
  g_assert_cmpuint (g_strv_length (pass->terms.models), ==, 2);
  g_assert_cmpstr (pass->terms.models[1], ==, "gemini-3*");
  g_assert_cmpuint (pass->terms.paths, ==, PROPUS_PASS_PATH_GENERATE | PROPUS_PASS_PATH_OPENAI);
  g_assert_cmpint (pass->terms.limits[PROPUS_PASS_LIMIT_REQUESTS], ==, 50);
  g_assert_cmpint (pass->terms.limits[PROPUS_PASS_LIMIT_TOKENS], ==, -1);
  g_assert_cmpint (pass->terms.limits[PROPUS_PASS_LIMIT_MONEY], ==, 2500000);
  g_assert_cmpint (pass->terms.expires, ==, 1795000000);
  g_assert_cmpint (pass->last_used, ==, 1790000123456);
  g_assert_cmpint (pass->today.requests, ==, 3);
  g_assert_cmpint (pass->today.tokens, ==, 900);
  g_assert_cmpint (pass->month.cost, ==, 2500);
  g_assert_cmpuint (pass->underway, ==, 2);
}

static void
test_states (void)
{
  static const struct { const char *name; PropusPassState state; gboolean active; } states[] = {
    { "open", PROPUS_PASS_OPEN, TRUE },
    { "paused", PROPUS_PASS_PAUSED, FALSE },
    { "expired", PROPUS_PASS_EXPIRED, FALSE },
    { "port-taken", PROPUS_PASS_PORT_TAKEN, FALSE },
    { "spent", PROPUS_PASS_SPENT, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr(PropusPassInfo) pass = new_pass (states[i].name, "");

      g_assert_cmpint (pass->state, ==, states[i].state);
      g_assert_cmpint (propus_pass_info_is_active (pass), ==, states[i].active);
      g_assert_null (pass->token);
    }
}

/* What a list says too little of is left out; a list that is none is no empty list. */
static void
test_list (void)
{
  g_autofree char *one = g_strdup_printf (ONE, "open", "");
  g_autofree char *text = g_strdup_printf ("{\"passes\":[%s,{\"id\":\"x\"},7,null],\"state\":{}}", one);
  g_autoptr(JsonNode) node = parse (text);
  g_autoptr(JsonNode) empty = parse ("{\"passes\":[]}");
  g_autoptr(GPtrArray) passes = propus_pass_info_parse_list (node);
  g_autoptr(GPtrArray) none = propus_pass_info_parse_list (empty);

  g_assert_cmpuint (passes->len, ==, 1);
  g_assert_cmpuint (none->len, ==, 0);
  for (const char * const *wrong = (const char * const []) { "{}", "[]", "7", "{\"passes\":3}", NULL }; *wrong != NULL; wrong++)
    {
      g_autoptr(JsonNode) other = parse (*wrong);

      g_assert_null (propus_pass_info_parse_list (other));
      g_assert_null (propus_pass_info_parse (other));
    }
}

static void
test_wrong_values (void)
{
  g_autoptr(JsonNode) node = parse ("{\"id\":\"x\",\"baseUrl\":\"u\",\"name\":7,\"key\":[],\"models\":{},\"paths\":[3],"
                                    "\"limits\":[],\"expires\":-5,\"lastUsed\":null,\"today\":3,\"underway\":-1,\"state\":{}}");
  g_autoptr(PropusPassInfo) pass = propus_pass_info_parse (node);

  g_assert_cmpstr (pass->terms.name, ==, "");
  g_assert_null (pass->terms.key);
  g_assert_cmpuint (g_strv_length (pass->terms.models), ==, 0);
  g_assert_cmpuint (pass->terms.paths, ==, 0);
  g_assert_cmpint (pass->terms.limits[PROPUS_PASS_LIMIT_MONEY], ==, -1);
  g_assert_cmpint (pass->terms.expires, ==, 0);
  g_assert_cmpint (pass->last_used, ==, 0);
  g_assert_cmpuint (pass->underway, ==, 0);
}

static void
assert_body (const PropusPassTerms *terms,
             guint                  fields,
             const char            *expected)
{
  g_autoptr(JsonNode) node = propus_pass_terms_to_node (terms, fields);
  g_autofree char *text = propus_json_to_string (node, FALSE);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_bodies (void)
{
  g_auto(PropusPassTerms) terms;
  g_auto(PropusPassTerms) copy;

  propus_pass_terms_init (&terms);
  g_free (terms.name);
  terms.name = g_strdup ("Notebook");
  assert_body (&terms, PROPUS_PASS_FIELDS_OF_NEW,
               "{\"name\":\"Notebook\",\"key\":null,\"models\":[],\"paths\":[],"
               "\"limits\":{\"requests\":null,\"tokens\":null,\"money\":null},\"expires\":null}");
  assert_body (&terms, PROPUS_PASS_FIELD_PAUSED, "{\"paused\":false}");
  assert_body (&terms, 0, "{}");

  terms.key = g_strdup ("0123");
  terms.paths = PROPUS_PASS_PATH_EMBED | PROPUS_PASS_PATH_FILES;
  terms.limits[PROPUS_PASS_LIMIT_TOKENS] = 0;
  terms.expires = 1795000000;
  terms.paused = TRUE;
  propus_pass_terms_copy (&copy, &terms);
  g_assert_true (propus_pass_terms_equal (&copy, &terms));
  copy.limits[PROPUS_PASS_LIMIT_MONEY] = 1;
  g_assert_false (propus_pass_terms_equal (&copy, &terms));
  copy.limits[PROPUS_PASS_LIMIT_MONEY] = -1;
  assert_body (&copy, PROPUS_PASS_FIELD_KEY | PROPUS_PASS_FIELD_PATHS | PROPUS_PASS_FIELD_LIMITS |
               PROPUS_PASS_FIELD_EXPIRES | PROPUS_PASS_FIELD_PAUSED,
               "{\"key\":\"0123\",\"paths\":[\"embed\",\"files\"],"
               "\"limits\":{\"requests\":null,\"tokens\":0,\"money\":null},\"expires\":1795000000,\"paused\":true}");
}

static void
test_models (void)
{
  g_auto(GStrv) models = propus_pass_models_parse (" models/gemini-flash-latest,gemini-3*;\n gemini-3* ,, models/ ");
  g_auto(GStrv) none = propus_pass_models_parse ("");
  g_autofree char *joined = g_strjoinv ("|", models);

  g_assert_cmpstr (joined, ==, "gemini-flash-latest|gemini-3*");
  g_assert_nonnull (none);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/passes/one", test_one);
  g_test_add_func ("/passes/states", test_states);
  g_test_add_func ("/passes/list", test_list);
  g_test_add_func ("/passes/wrong-values", test_wrong_values);
  g_test_add_func ("/passes/bodies", test_bodies);
  g_test_add_func ("/passes/models", test_models);

  return g_test_run ();
}
