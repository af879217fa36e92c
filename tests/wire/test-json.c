/* test-json.c - JSON from outside, in every bad shape
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-limits.h"

#include <string.h>

#define REPLACEMENT "\357\277\275"

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = propus_json_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  return node;
}

static void
assert_refused (const char *text,
                int         code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = propus_json_parse (text, -1, &error);

  g_assert_null (node);
  g_assert_error (error, PROPUS_JSON_ERROR, code);
}

static char *
nest (const char *open,
      const char *close,
      guint       levels)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < levels; i++)
    g_string_append (text, open);
  if (close != NULL && g_str_has_suffix (open, ":"))
    g_string_append (text, "1");
  for (guint i = 0; close != NULL && i < levels; i++)
    g_string_append (text, close);

  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *at_limit = nest ("[", "]", PROPUS_LIMIT_JSON_DEPTH);
  g_autofree char *objects_at_limit = nest ("{\"a\":", "}", PROPUS_LIMIT_JSON_DEPTH);
  g_autofree char *past = nest ("[", "]", PROPUS_LIMIT_JSON_DEPTH + 1);
  g_autofree char *arrays = nest ("[", NULL, 1000000);
  g_autofree char *objects = nest ("{\"a\":", NULL, 1000000);
  g_autofree char *in_string = g_strconcat ("{\"a\":\"\\\"", arrays, "\"}", NULL);
  g_autoptr(JsonNode) node = parse (at_limit);
  g_autoptr(JsonNode) object_node = parse (objects_at_limit);
  g_autoptr(JsonNode) string_node = parse (in_string);

  g_assert_nonnull (propus_json_node_array (node));
  g_assert_nonnull (propus_json_node_object (object_node));
  g_assert_nonnull (propus_json_get_string (propus_json_node_object (string_node), "a"));
  assert_refused (past, PROPUS_JSON_ERROR_DEPTH);
  assert_refused (arrays, PROPUS_JSON_ERROR_DEPTH);
  assert_refused (objects, PROPUS_JSON_ERROR_DEPTH);
}

/* json-glib skips comments and so could read brackets where the count of levels sees a string. */
static void
test_hidden_depth (void)
{
  g_autofree char *arrays = nest ("[", NULL, 100000);
  g_autofree char *comment = g_strconcat ("// \"\n", arrays, NULL);
  g_autofree char *quote = g_strconcat ("['\"',", arrays, NULL);

  assert_refused (comment, PROPUS_JSON_ERROR_SYNTAX);
  assert_refused (quote, PROPUS_JSON_ERROR_SYNTAX);
}

static void
test_odd_roots (void)
{
  static const char * const refused[] = {
    "", "   \r\n", "{", "[", "{\"a\":1", "{\"a\"}", "[1,]", "{}{}", "{} x", "\"abc", "nul", "<html>", "{'a':1}", "-",
  };
  static const char * const accepted[] = { "null", "true", "\"x\"", "[]", "{}", "12", " {} \r\n", "\357\273\277{}" };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    assert_refused (refused[i], PROPUS_JSON_ERROR_SYNTAX);

  for (gsize i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autoptr(JsonNode) node = parse (accepted[i]);

      g_assert_true ((propus_json_node_object (node) != NULL) == (strchr (accepted[i], '{') != NULL));
      g_assert_true ((propus_json_node_array (node) != NULL) == (accepted[i][0] == '['));
    }
}

static void
test_strings (void)
{
  static const struct { const char *json; const char *expected; } cases[] = {
    { "{\"a\":\"\\ud83dx\"}", REPLACEMENT "x" },
    { "{\"a\":\"\\udc00\"}", REPLACEMENT },
    { "{\"a\":\"\\udc00\\ud83d\"}", REPLACEMENT REPLACEMENT },
    { "{\"a\":\"x\\u0000y\"}", "x" REPLACEMENT "y" },
    { "{\"a\":\"\\uZZZZ\"}", REPLACEMENT "ZZZZ" },
    { "{\"a\":\"\\u12\"}", REPLACEMENT "12" },
    { "{\"a\":\"\\377\"}", REPLACEMENT "377" },
    { "{\"a\":\"\\ud83d\\ude00\"}", "😀" },
    { "{\"a\":\"\\uD83D\\uDE00\\n\\t\\\\\\\"\\/\"}", "😀\n\t\\\"/" },
    { "{\"a\":\"\\\\u0000\"}", "\\u0000" },
    { "{\"a\":\"\xff\xc3\"}", REPLACEMENT REPLACEMENT },
    { "{\"a\":\"日本\"}", "日本" },
    { "{\"a\":\"\"}", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = parse (cases[i].json);
      const char *text = propus_json_get_string (propus_json_node_object (node), "a");

      g_assert_cmpstr (text, ==, cases[i].expected);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

static void
test_nul_byte (void)
{
  static const char text[] = "{\"a\":\"x\0y\"}";
  g_autoptr(JsonNode) node = propus_json_parse (text, sizeof text - 1, NULL);

  g_assert_cmpstr (propus_json_get_string (propus_json_node_object (node), "a"), ==, "x" REPLACEMENT "y");
}

static void
test_duplicate_keys (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(JsonNode) node = parse ("{\"a\":1,\"b\":2,\"a\":\"last\"}");
      g_autofree char *text = propus_json_to_string (node, FALSE);

      g_assert_cmpstr (text, ==, "{\"a\":\"last\",\"b\":2}");
    }
}

static void
test_numbers (void)
{
  static const struct { const char *json; gint64 expected; } cases[] = {
    { "{\"a\":12}", 12 },
    { "{\"a\":-1}", -1 },
    { "{\"a\":\"12\"}", 12 },
    { "{\"a\":\"-7\"}", -7 },
    { "{\"a\":1e999}", -77 },
    { "{\"a\":-1e999}", -77 },
    { "{\"a\":1.9e3}", 1900 },
    { "{\"a\":1e30}", G_MAXINT64 },
    { "{\"a\":9223372036854775807}", G_MAXINT64 },
    { "{\"a\":9223372036854775808}", G_MAXINT64 },
    { "{\"a\":-9223372036854775808}", G_MININT64 },
    { "{\"a\":-9223372036854775809}", G_MININT64 },
    { "{\"a\":\"99999999999999999999\"}", G_MAXINT64 },
    { "{\"a\":\"-99999999999999999999\"}", G_MININT64 },
    { "{\"a\":\"12x\"}", -77 },
    { "{\"a\":\"\"}", -77 },
    { "{\"a\":null}", -77 },
    { "{\"a\":true}", -77 },
    { "{\"a\":[1]}", -77 },
    { "{\"a\":{}}", -77 },
    { "{}", -77 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = parse (cases[i].json);

      g_assert_cmpint (propus_json_get_int (propus_json_node_object (node), "a", -77), ==, cases[i].expected);
    }
}

static void
test_hundred_digits (void)
{
  g_autofree char *digits = g_strnfill (400, '9');
  g_autofree char *json = g_strdup_printf ("{\"a\":%s}", digits);
  g_autoptr(JsonNode) node = parse (json);
  g_autofree char *text = propus_json_to_string (node, FALSE);

  g_assert_cmpint (propus_json_get_int (propus_json_node_object (node), "a", 5), ==, 5);
  g_assert_cmpstr (text, ==, "{\"a\":null}");
}

/* No getter may emit a critical, which the test environment would make fatal. */
static void
test_wrong_types (void)
{
  static const char * const values[] = { "null", "12", "1.5", "\"s\"", "true", "[]", "{}", "[[]]" };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"a\":%s,\"l\":[%s]}", values[i], values[i]);
      g_autoptr(JsonNode) node = parse (json);
      JsonObject *object = propus_json_node_object (node);
      JsonArray *list = propus_json_get_array (object, "l");

      g_assert_true ((propus_json_get_string (object, "a") != NULL) == (values[i][0] == '"'));
      g_assert_true ((propus_json_get_object (object, "a") != NULL) == (values[i][0] == '{'));
      g_assert_true ((propus_json_get_array (object, "a") != NULL) == (values[i][0] == '['));
      g_assert_true (propus_json_get_boolean (object, "a", FALSE) == g_str_equal (values[i], "true"));
      propus_json_get_int (object, "a", 0);
      g_assert_true ((propus_json_array_string (list, 0) != NULL) == (values[i][0] == '"'));
      g_assert_true ((propus_json_array_object (list, 0) != NULL) == (values[i][0] == '{'));
      g_assert_null (propus_json_array_string (list, 1));
    }

  g_assert_null (propus_json_get_string (NULL, "a"));
  g_assert_null (propus_json_array_object (NULL, 0));
  g_assert_null (propus_json_node_object (NULL));
}

/* json-glib writes exponents in a way that it does not read. */
static void
test_exponents (void)
{
  static const char * const texts[][2] = {
    { "1e80", "1e+80" }, { "[1e-300,2.5]", "[1e-300,2.5]" }, { "{\"1e+80.0\":\"a\\\"1e+80.0\"}", "{\"1e+80.0\":\"a\\\"1e+80.0\"}" },
    { "1.0", "1.0" }, { "-1E22", "-1e+22" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(JsonNode) node = propus_json_parse (texts[i][0], -1, NULL);
      g_autofree char *text = propus_json_to_string (node, FALSE);
      g_autoptr(JsonNode) again = propus_json_parse (text, -1, NULL);

      g_assert_cmpstr (text, ==, texts[i][1]);
      g_assert_nonnull (again);
    }
}

static void
test_to_string (void)
{
  g_autoptr(JsonNode) node = parse (" { \"b\" : [ 1 , \"ü\\n\" ] } ");
  g_autofree char *compact = propus_json_to_string (node, FALSE);
  g_autofree char *pretty = propus_json_object_to_string (propus_json_node_object (node), TRUE);

  g_assert_cmpstr (compact, ==, "{\"b\":[1,\"ü\\n\"]}");
  g_assert_nonnull (strchr (pretty, '\n'));
}

static void
test_error_text_quotes_nothing (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = propus_json_parse ("{\"a\": planted}", -1, &error);

  g_assert_null (node);
  g_assert_null (strstr (error->message, "planted"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/case-78/depth", test_depth);
  g_test_add_func ("/wire/case-78/hidden-depth", test_hidden_depth);
  g_test_add_func ("/wire/case-79/odd-roots", test_odd_roots);
  g_test_add_func ("/wire/case-80/strings", test_strings);
  g_test_add_func ("/wire/case-80/nul-byte", test_nul_byte);
  g_test_add_func ("/wire/case-81/duplicate-keys", test_duplicate_keys);
  g_test_add_func ("/wire/case-82/wrong-types", test_wrong_types);
  g_test_add_func ("/wire/case-83/numbers", test_numbers);
  g_test_add_func ("/wire/case-83/hundreds-of-digits", test_hundred_digits);
  g_test_add_func ("/wire/json/to-string", test_to_string);
  g_test_add_func ("/wire/json/exponents", test_exponents);
  g_test_add_func ("/wire/json/error-quotes-nothing", test_error_text_quotes_nothing);

  return g_test_run ();
}
