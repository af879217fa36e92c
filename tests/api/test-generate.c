/* test-generate.c - what is asked, and what is read of an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "outcome.h"
#include "propus-json.h"

#include <string.h>

#define REPLACEMENT "\357\277\275"

static void
assert_body (PropusGenerateRequest *request,
             const char            *expected)
{
  g_autoptr(GBytes) bytes = propus_generate_request_to_bytes (request);
  g_autofree char *body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr(JsonNode) node = propus_json_parse (body, -1, NULL);

  g_assert_nonnull (node);
  g_assert_cmpstr (body, ==, expected);
}

static void
test_request (void)
{
  g_autoptr(PropusGenerateRequest) request = propus_generate_request_new ("models/gemini-3.8-flash");

  g_assert_cmpstr (propus_generate_request_get_model (request), ==, "gemini-3.8-flash");
  propus_generate_request_add_user_text (request, "Say \"grün\"\n\\ 😀");
  assert_body (request, "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Say \\\"grün\\\"\\n\\\\ 😀\"}]}]}");

  propus_generate_request_set_system (request, "Be brief");
  propus_generate_request_set_include_thoughts (request, TRUE);
  assert_body (request, "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Say \\\"grün\\\"\\n\\\\ 😀\"}]}],"
                        "\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief\"}]},"
                        "\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":true}}}");

  propus_generate_request_set_system (request, "");
  propus_generate_request_set_include_thoughts (request, FALSE);
  assert_body (request, "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Say \\\"grün\\\"\\n\\\\ 😀\"}]}]}");
}

static void
assert_parts (const char * const *raw_parts,
              const char         *expected)
{
  g_autoptr(PropusGenerateRequest) request = propus_generate_request_new ("gemini-test");
  g_autofree char *body = expected != NULL
                          ? g_strdup_printf ("{\"contents\":[{\"role\":\"model\",\"parts\":[%s]}]}", expected)
                          : g_strdup ("{\"contents\":[]}");

  propus_generate_request_add_model_parts (request, raw_parts);
  assert_body (request, body);
}

static void
test_model_parts (void)
{
  /* Spaces, the order of members and an escaped slash show that the bytes are those that were given. */
  assert_parts ((const char * const []) { "{\"thoughtSignature\" : \"Q\\/Q==\", \"text\":\"\"}", NULL },
                "{\"thoughtSignature\" : \"Q\\/Q==\", \"text\":\"\"}");
  assert_parts ((const char * const []) { "{ \"text\": \"one\" }", NULL }, "{ \"text\": \"one\" }");
  assert_parts ((const char * const []) { "{\"text\":\"a\"}", "{\"text\":\"b\\n\"}", "{\"text\":\"c\",\"thoughtSignature\":\"S\"}",
                                          "{\"text\":\"d\"}", NULL },
                "{\"text\":\"ab\\n\"},{\"text\":\"c\",\"thoughtSignature\":\"S\"},{\"text\":\"d\"}");
  assert_parts ((const char * const []) { "{\"text\":\"hm\",\"thought\":true}", "{\"text\":\"a\"}", NULL }, "{\"text\":\"a\"}");
  assert_parts ((const char * const []) { "{\"text\":\"hm\",\"thought\":true,\"thoughtSignature\":\"S\"}", NULL },
                "{\"text\":\"hm\",\"thought\":true,\"thoughtSignature\":\"S\"}");
  assert_parts ((const char * const []) { "{\"functionCall\":{\"name\":\"f\",\"args\":{\"x\":0.10}},\"thoughtSignature\":\"S\"}", NULL },
                "{\"functionCall\":{\"name\":\"f\",\"args\":{\"x\":0.10}},\"thoughtSignature\":\"S\"}");
  assert_parts ((const char * const []) { "{\"newKindOfPart\":{\"a\":[1]}}", NULL }, "{\"newKindOfPart\":{\"a\":[1]}}");
  assert_parts ((const char * const []) { "{}", "not json", "[1]", "12", "{\"a\":\"\377\"}", "{\"text\":\"\"}", NULL }, NULL);
  assert_parts ((const char * const []) { NULL }, NULL);
}

static void
test_conversation (void)
{
  g_autoptr(PropusGenerateRequest) request = propus_generate_request_new ("gemini-test");

  propus_generate_request_add_user_text (request, "1");
  propus_generate_request_add_model_parts (request, (const char * const []) { "{\"text\":\"2\"}", NULL });
  propus_generate_request_add_user_text (request, "3");
  assert_body (request, "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"1\"}]},{\"role\":\"model\",\"parts\":"
                        "[{\"text\":\"2\"}]},{\"role\":\"user\",\"parts\":[{\"text\":\"3\"}]}]}");
}

static void
test_model_ids (void)
{
  static const char * const good[] = { "gemini-3.8-flash", "models/gemma-4-31b-it", "a", "A_b.c-9" };
  static const char * const bad[] = {
    "", "models/", "../x", "a/b", "models/models/x", "x?key=1", "x#", "x y", "x\n", "gr\303\274n", "..", ".", "x%2f", "x:y",
  };
  g_autofree char *longest = g_strnfill (100, 'm');
  g_autofree char *too_long = g_strnfill (101, 'm');

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (propus_generate_request_is_valid_model (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (propus_generate_request_is_valid_model (bad[i]));
  g_assert_true (propus_generate_request_is_valid_model (longest));
  g_assert_false (propus_generate_request_is_valid_model (too_long));
  g_assert_false (propus_generate_request_is_valid_model (NULL));
}

/* --- what is read --- */

static PropusGenerateChunk *
parse (const char *json)
{
  g_autoptr(JsonNode) node = propus_json_parse (json, -1, NULL);

  return propus_generate_chunk_parse (node);
}

static void
test_nested_event (void)
{
  g_autofree char *open = g_strnfill (1000000, '[');
  g_autofree char *arrays = g_strconcat ("data: ", open, "\n\n", NULL);
  g_autofree char *members = g_strconcat ("data: {\"candidates\":", open, "\n\n", NULL);
  g_autoptr(Outcome) one = outcome_of_events (arrays);
  g_autoptr(Outcome) two = outcome_of_events (members);

  outcome_assert (one, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_NOT_AN_ANSWER, "");
  outcome_assert (two, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_NOT_AN_ANSWER, "");
}

static void
test_odd_roots (void)
{
  static const char * const roots[] = { "", "  ", "null", "true", "\"x\"", "[]", "{}", "12", "[null]", "[[]]", "{\"x\":1}" };

  for (gsize i = 0; i < G_N_ELEMENTS (roots); i++)
    g_assert_null (parse (roots[i]));
}

static void
test_strings (void)
{
  g_autoptr(PropusGenerateChunk) chunk = parse ("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\\ud83dx\\udc00\\u0000\\uZZZZ\"}]}}]}");

  g_assert_cmpstr (propus_generate_chunk_get_text (chunk), ==, REPLACEMENT "x" REPLACEMENT REPLACEMENT REPLACEMENT "ZZZZ");
  g_assert_true (g_utf8_validate (propus_generate_chunk_get_raw_parts (chunk)[0], -1, NULL));
}

static void
test_duplicate_keys (void)
{
  g_autoptr(PropusGenerateChunk) chunk = parse ("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\",\"text\":\"b\"}]}}]}");

  g_assert_cmpstr (propus_generate_chunk_get_text (chunk), ==, "b");
  g_assert_cmpstr (propus_generate_chunk_get_raw_parts (chunk)[0], ==, "{\"text\":\"b\"}");
}

static void
read_all (PropusGenerateChunk *chunk)
{
  g_assert_nonnull (propus_generate_chunk_get_text (chunk));
  g_assert_nonnull (propus_generate_chunk_get_thoughts (chunk));
  g_assert_nonnull (propus_generate_chunk_get_raw_parts (chunk));
  propus_generate_chunk_get_finish_reason (chunk);
  propus_generate_chunk_get_finish_message (chunk);
  propus_generate_chunk_get_block_reason (chunk);
  propus_generate_chunk_is_prompt_blocked (chunk);
  propus_generate_chunk_get_usage (chunk);
  propus_generate_chunk_get_model_version (chunk);
  propus_generate_chunk_get_error (chunk);
}

static char *
fill (const char *shape,
      const char *value)
{
  const char *mark = strstr (shape, "%s");
  g_autofree char *head = g_strndup (shape, mark - shape);

  return g_strconcat (head, value, mark + 2, NULL);
}

/* Criticals are fatal here. */
static void
test_wrong_types (void)
{
  static const char * const values[] = { "null", "12", "-1", "1e999", "\"s\"", "true", "[]", "{}", "[null]", "[{}]", "[[]]" };
  static const char * const shapes[] = {
    "{\"candidates\":%s}", "{\"candidates\":[%s]}", "{\"candidates\":[{\"content\":%s}]}",
    "{\"candidates\":[{\"content\":{\"parts\":%s}}]}", "{\"candidates\":[{\"content\":{\"parts\":[%s]}}]}",
    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":%s}]}}]}",
    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"t\",\"thought\":%s}]}}]}",
    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"t\",\"thoughtSignature\":%s}]}}]}",
    "{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":%s}]}}]}",
    "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":%s}]}}]}",
    "{\"candidates\":[{\"finishReason\":%s}]}", "{\"candidates\":[{\"finishMessage\":%s}]}", "{\"candidates\":[{\"index\":%s}]}",
    "{\"promptFeedback\":%s}", "{\"promptFeedback\":{\"blockReason\":%s}}", "{\"usageMetadata\":%s}",
    "{\"usageMetadata\":{\"totalTokenCount\":%s}}", "{\"modelVersion\":%s}", "{\"responseId\":%s}", "{\"modelStatus\":%s}",
    "{\"error\":%s}", "{\"error\":{\"code\":%s}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values) * G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *json = fill (shapes[i / G_N_ELEMENTS (values)], values[i % G_N_ELEMENTS (values)]);
      g_autoptr(PropusGenerateChunk) chunk = parse (json);

      g_assert_nonnull (chunk);
      read_all (chunk);
    }
}

static void
test_usage (void)
{
  static const char * const values[] = { "-1", "1e999", "9223372036854775808", "\"12\"", "12" };
  static const gint64 expected[] = { -1, 0, G_MAXINT64, 12, 12 };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *json = fill ("{\"usageMetadata\":{\"totalTokenCount\":%s}}", values[i]);
      g_autoptr(PropusGenerateChunk) chunk = parse (json);

      g_assert_cmpint (propus_json_get_int (propus_generate_chunk_get_usage (chunk), "totalTokenCount", 0), ==, expected[i]);
    }
}

static void
test_candidates (void)
{
  g_autoptr(PropusGenerateChunk) none = parse ("{\"candidates\":[]}");
  g_autoptr(PropusGenerateChunk) odd = parse ("{\"candidates\":[{\"index\":7,\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}");
  g_autoptr(PropusGenerateChunk) many = parse (
    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"},{\"content\":{\"parts\":[{\"text\":\"b\"}]}},"
    "{},{},{},{},{},{\"finishReason\":\"SAFETY\"}]}");

  g_assert_cmpstr (propus_generate_chunk_get_text (none), ==, "");
  g_assert_false (propus_generate_chunk_is_prompt_blocked (none));
  g_assert_cmpstr (propus_generate_chunk_get_text (odd), ==, "a");
  g_assert_cmpstr (propus_generate_chunk_get_text (many), ==, "a");
  g_assert_cmpstr (propus_generate_chunk_get_finish_reason (many), ==, "STOP");
}

static void
test_unknown_parts (void)
{
  g_autoptr(PropusGenerateChunk) chunk = parse (
    "{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"data\":\"%%%\"}},{},{\"newKind\":{\"a\":[1,2]}},7,{\"text\":\"x\"}]}}]}");
  const char * const *raw = propus_generate_chunk_get_raw_parts (chunk);

  g_assert_cmpstr (propus_generate_chunk_get_text (chunk), ==, "x");
  g_assert_cmpuint (g_strv_length ((GStrv) raw), ==, 4);
  g_assert_cmpstr (raw[0], ==, "{\"inlineData\":{\"data\":\"%%%\"}}");
  g_assert_cmpstr (raw[2], ==, "{\"newKind\":{\"a\":[1,2]}}");
}

static void
test_long_reason (void)
{
  g_autofree char *word = g_strnfill (5000000, 'R');
  g_autofree char *json = g_strdup_printf ("{\"candidates\":[{\"finishReason\":\"%s\"}]}", word);
  g_autoptr(PropusGenerateChunk) chunk = parse (json);

  g_assert_cmpuint (strlen (propus_generate_chunk_get_finish_reason (chunk)), ==, 100);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/request/body", test_request);
  g_test_add_func ("/api/request/model-parts", test_model_parts);
  g_test_add_func ("/api/request/conversation", test_conversation);
  g_test_add_func ("/api/request/model-ids", test_model_ids);
  g_test_add_func ("/api/case-78/nested-event", test_nested_event);
  g_test_add_func ("/api/case-79/odd-roots", test_odd_roots);
  g_test_add_func ("/api/case-80/strings", test_strings);
  g_test_add_func ("/api/case-81/duplicate-keys", test_duplicate_keys);
  g_test_add_func ("/api/case-82/wrong-types", test_wrong_types);
  g_test_add_func ("/api/case-83/usage", test_usage);
  g_test_add_func ("/api/case-84/candidates", test_candidates);
  g_test_add_func ("/api/case-85/unknown-parts", test_unknown_parts);
  g_test_add_func ("/api/case-58/long-reason", test_long_reason);

  return g_test_run ();
}
