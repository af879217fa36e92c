/* test-answer.c - what is read of an answer beside its text: parts, sources with their places, usage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-answer-facts.h"
#include "propus-answer-part.h"
#include "propus-answer-sources.h"
#include "propus-answer-usage.h"
#include "propus-json.h"

#include <string.h>

static void
add_chunk (PropusAnswerFacts *facts,
           const char        *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = propus_json_parse (json, -1, &error);
  g_autoptr(PropusGenerateChunk) chunk = NULL;

  g_assert_no_error (error);
  chunk = propus_generate_chunk_parse (node);
  g_assert_nonnull (chunk);
  propus_answer_facts_add_chunk (facts, chunk);
}

static char *
facts_of (const char *grounding)
{
  g_autoptr(PropusAnswerFacts) facts = propus_answer_facts_new (NULL, 0);
  g_autofree char *json = g_strdup_printf ("{\"candidates\":[{\"groundingMetadata\":%s}]}", grounding);

  add_chunk (facts, json);
  return propus_answer_facts_dup_json (facts);
}

/* "3:1 9:2" for number 1 behind three bytes and number 2 behind nine. */
static void
assert_marks (PropusAnswerSources *sources,
              const char          *expected)
{
  g_autoptr(GString) marks = g_string_new (NULL);

  for (guint i = 0; i < sources->marks->len; i++)
    {
      PropusSourceMark *mark = &g_array_index (sources->marks, PropusSourceMark, i);

      g_string_append_printf (marks, "%s%" G_GSIZE_FORMAT ":%u", i > 0 ? " " : "", mark->offset, mark->number);
    }
  g_assert_cmpstr (marks->str, ==, expected);
}

static PropusAnswerSources *
read_sources (const char         *grounding,
              const char         *text,
              const char * const *raw_parts)
{
  g_autofree char *facts = facts_of (grounding);

  return propus_answer_sources_read (facts, text, strlen (text), raw_parts);
}

#define WEB(name) "{\"web\":{\"uri\":\"https://" name "/\",\"title\":\"" name "\"}}"

/* Offsets are bytes of UTF-8, a missing start is 0, and one inside a character is none. */
static void
test_byte_offsets (void)
{
  g_autoptr(PropusAnswerSources) sources = read_sources (
    "{\"groundingChunks\":[" WEB ("a.example") "," WEB ("b.example") "],\"groundingSupports\":["
    "{\"segment\":{\"endIndex\":10,\"text\":\"67°F grün\"},\"groundingChunkIndices\":[1]},"
    "{\"segment\":{\"startIndex\":12,\"endIndex\":18},\"groundingChunkIndices\":[0,1]},"
    "{\"segment\":{\"startIndex\":0,\"endIndex\":3},\"groundingChunkIndices\":[0]},"
    "{\"segment\":{\"startIndex\":0,\"endIndex\":99},\"groundingChunkIndices\":[0]},"
    "{\"segment\":{\"startIndex\":5,\"endIndex\":2},\"groundingChunkIndices\":[0]},"
    "{\"segment\":{\"startIndex\":-5,\"endIndex\":2},\"groundingChunkIndices\":[0]},"
    "{\"segment\":{\"endIndex\":10,\"text\":\"67°F grün\"},\"groundingChunkIndices\":[7,-1,\"0\",1]}]}",
    "67°F grün 中文。", NULL);

  g_assert_cmpuint (strlen ("67°F grün"), ==, 11);
  g_assert_cmpuint (sources->sources->len, ==, 2);
  /* The first has a wrong end and is found by its words. */
  assert_marks (sources, "11:1 18:1 18:2");
  g_assert_cmpstr (((PropusSource *) sources->sources->pdata[0])->title, ==, "b.example");
}

/* Empty chunks keep their places; what names the same address is one source. */
static void
test_indexes (void)
{
  g_autoptr(PropusAnswerSources) sources = read_sources (
    "{\"groundingChunks\":[{}," WEB ("a.example") "," WEB ("a.example") ",{\"maps\":{\"uri\":\"https://maps.google.com/?cid=1\","
    "\"title\":\"Pizza\"}},7],\"groundingSupports\":["
    "{\"segment\":{\"endIndex\":2},\"groundingChunkIndices\":[3]},"
    "{\"segment\":{\"endIndex\":3},\"groundingChunkIndices\":[0,1,2,4]}],\"webSearchQueries\":[\"q\",\"q\",7,\"\"]}",
    "abc", NULL);

  g_assert_cmpuint (sources->sources->len, ==, 2);
  g_assert_cmpint (((PropusSource *) sources->sources->pdata[0])->kind, ==, PROPUS_SOURCE_MAP);
  assert_marks (sources, "2:1 3:2");
  g_assert_cmpuint (sources->queries->len, ==, 1);
}

/* Offsets count in a part as the API has it: pieces of a stream that belong together are one. */
static void
test_parts_of_text (void)
{
  static const char * const parts[] = {
    "{\"text\":\"Hm.\",\"thought\":true}", "{\"text\":\"Eins \"}", "{\"text\":\"zwei\"}",
    "{\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"1\"}}", "{\"text\":\"drei vier\"}",
    "{\"text\":\"\",\"thoughtSignature\":\"c2ln\"}", NULL,
  };
  g_autoptr(PropusAnswerSources) with = read_sources (
    "{\"groundingChunks\":[" WEB ("a.example") "],\"groundingSupports\":["
    "{\"segment\":{\"partIndex\":3,\"startIndex\":0,\"endIndex\":4,\"text\":\"drei\"},\"groundingChunkIndices\":[0]},"
    "{\"segment\":{\"partIndex\":1,\"startIndex\":5,\"endIndex\":9},\"groundingChunkIndices\":[0]}]}",
    "Eins zweidrei vier", parts);
  g_autoptr(PropusAnswerSources) without = read_sources (
    "{\"groundingChunks\":[" WEB ("a.example") "],\"groundingSupports\":["
    "{\"segment\":{\"partIndex\":2,\"startIndex\":5,\"endIndex\":9,\"text\":\"vier\"},\"groundingChunkIndices\":[0]},"
    "{\"segment\":{\"partIndex\":9,\"startIndex\":5,\"endIndex\":9},\"groundingChunkIndices\":[0]}]}",
    "Eins zweidrei vier", parts);

  assert_marks (with, "9:1 13:1");
  assert_marks (without, "18:1");
}

/* Each event brings only new sources, and the indexes count over all of them. */
static void
test_stream (void)
{
  g_autoptr(PropusAnswerFacts) facts = propus_answer_facts_new (NULL, 0);
  g_autofree char *json = NULL;
  g_autofree char *more = NULL;
  g_autoptr(PropusAnswerSources) sources = NULL;
  g_autoptr(PropusAnswerSources) both = NULL;
  PropusAnswerFacts *second;

  add_chunk (facts, "{\"candidates\":[{\"groundingMetadata\":{\"groundingChunks\":[" WEB ("a.example") "]}}],\"modelVersion\":\"m-1\"}");
  add_chunk (facts, "{\"candidates\":[{\"groundingMetadata\":{\"groundingChunks\":[" WEB ("b.example") "],"
                    "\"groundingSupports\":[{\"segment\":{\"endIndex\":3},\"groundingChunkIndices\":[1]}]}}]}");
  add_chunk (facts, "{\"candidates\":[{\"citationMetadata\":{\"citationSources\":[{\"startIndex\":0,\"endIndex\":2,"
                    "\"uri\":\"https://c.example/\",\"license\":\"mit\"},{\"startIndex\":1}]}}]}");
  propus_answer_facts_set_times (facts, 800000, 2500000);
  json = propus_answer_facts_dup_json (facts);
  sources = propus_answer_sources_read (json, "abcdef", 6, NULL);
  g_assert_cmpuint (sources->sources->len, ==, 3);
  assert_marks (sources, "2:1 3:2");
  g_assert_cmpstr (((PropusSource *) sources->sources->pdata[0])->license, ==, "mit");

  /* Going on, everything counts from where it began. */
  second = propus_answer_facts_new (json, 6);
  add_chunk (second, "{\"candidates\":[{\"groundingMetadata\":{\"groundingChunks\":[" WEB ("d.example") "],"
                     "\"groundingSupports\":[{\"segment\":{\"endIndex\":2},\"groundingChunkIndices\":[0]}]}}]}");
  propus_answer_facts_set_times (second, 100000, 500000);
  more = propus_answer_facts_dup_json (second);
  both = propus_answer_sources_read (more, "abcdefgh", 8, NULL);
  assert_marks (both, "2:1 3:2 8:3");
  g_assert_cmpstr (((PropusSource *) both->sources->pdata[2])->title, ==, "d.example");
  propus_answer_facts_free (second);

  {
    PropusAnswerUsage usage;

    propus_answer_usage_read (&usage, NULL, more);
    g_assert_cmpint (usage.first_ms, ==, 800);
    g_assert_cmpint (usage.total_ms, ==, 3000);
  }
}

static void
test_pages (void)
{
  g_autoptr(PropusAnswerFacts) facts = propus_answer_facts_new (NULL, 0);
  g_autofree char *json = NULL;
  g_autoptr(PropusAnswerSources) sources = NULL;
  static const PropusPageStatus expected[] = {
    PROPUS_PAGE_READ, PROPUS_PAGE_FAILED, PROPUS_PAGE_PAYWALL, PROPUS_PAGE_UNSAFE, PROPUS_PAGE_UNKNOWN, PROPUS_PAGE_READ,
  };

  add_chunk (facts, "{\"candidates\":[{\"urlContextMetadata\":{\"urlMetadata\":["
    "{\"retrievedUrl\":\"https://a.example\",\"urlRetrievalStatus\":\"URL_RETRIEVAL_STATUS_SUCCESS\"},"
    "{\"retrievedUrl\":\"https://b.example\",\"urlRetrievalStatus\":\"URL_RETRIEVAL_STATUS_ERROR\"},"
    "{\"retrievedUrl\":\"https://c.example\",\"urlRetrievalStatus\":\"URL_RETRIEVAL_STATUS_PAYWALL\"},"
    "{\"retrievedUrl\":\"https://d.example\",\"urlRetrievalStatus\":\"URL_RETRIEVAL_STATUS_UNSAFE\"},"
    "{\"retrievedUrl\":\"https://e.example\",\"urlRetrievalStatus\":\"SOMETHING_NEW\"},"
    "{\"urlRetrievalStatus\":\"URL_RETRIEVAL_STATUS_SUCCESS\"},{},null]}}]}");
  add_chunk (facts, "{\"candidates\":[{\"urlContextMetadata\":{\"urlMetadata\":["
    "{\"retrievedUrl\":\"https://a.example\",\"urlRetrievalStatus\":\"URL_RETRIEVAL_STATUS_SUCCESS\"}]}}]}");
  json = propus_answer_facts_dup_json (facts);
  sources = propus_answer_sources_read (json, "", 0, NULL);
  g_assert_cmpuint (sources->pages->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpint (((PropusReadPage *) sources->pages->pdata[i])->status, ==, expected[i]);
}

static void
test_blocked (void)
{
  g_autoptr(PropusAnswerFacts) facts = propus_answer_facts_new (NULL, 0);
  g_autofree char *json = NULL;
  g_auto(GStrv) blocked = NULL;

  add_chunk (facts, "{\"promptFeedback\":{\"blockReason\":\"SAFETY\",\"safetyRatings\":["
                    "{\"category\":\"HARM_CATEGORY_HARASSMENT\",\"probability\":\"HIGH\",\"blocked\":true},"
                    "{\"category\":\"HARM_CATEGORY_HATE_SPEECH\",\"probability\":\"LOW\"},{\"blocked\":true},7]}}");
  json = propus_answer_facts_dup_json (facts);
  blocked = propus_answer_facts_dup_blocked (json);
  g_assert_cmpuint (g_strv_length (blocked), ==, 1);
  g_assert_cmpstr (blocked[0], ==, "HARM_CATEGORY_HARASSMENT");
}

/* What a damaged history or an import may hold instead. */
static void
test_strange_facts (void)
{
  static const char * const strange[] = {
    NULL, "", "7", "[]", "{}", "{\"sources\":7,\"supports\":{},\"queries\":\"q\",\"pages\":[7,null]}",
    "{\"sources\":[7,{}],\"supports\":[7,{},{\"start\":0,\"end\":1,\"sources\":[{},\"x\",99]},{\"end\":1e99,\"sources\":[0]}]}",
    "{\"citations\":[{},{\"end\":9223372036854775807,\"uri\":\"u\"}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autoptr(PropusAnswerSources) sources = propus_answer_sources_read (strange[i], "abc", 3, NULL);

      g_assert_cmpuint (sources->marks->len, ==, 0);
      g_assert_null (propus_answer_facts_dup_blocked (strange[i]));
      g_assert_null (propus_answer_facts_dup_model (strange[i]));
    }
}

static void
test_bounded (void)
{
  g_autoptr(PropusAnswerFacts) facts = propus_answer_facts_new (NULL, 0);
  g_autoptr(GString) json = g_string_new ("{\"candidates\":[{\"groundingMetadata\":{\"groundingChunks\":[");
  g_autofree char *kept = NULL;
  g_autofree char *title = g_strnfill (10000, 't');

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (json, "%s{\"web\":{\"uri\":\"https://h%u.example/\",\"title\":\"%s\"}}", i > 0 ? "," : "", i, title);
  g_string_append (json, "]}}]}");
  add_chunk (facts, json->str);
  kept = propus_answer_facts_dup_json (facts);
  g_assert_cmpuint (strlen (kept), <, 200 * 400);
}

/* --- usage --- */

static void
assert_usage (const char *usage,
              gint64      prompt,
              gint64      answer)
{
  PropusAnswerUsage read;

  propus_answer_usage_read (&read, usage, NULL);
  g_assert_cmpint (read.prompt, ==, prompt);
  g_assert_cmpint (read.answer, ==, answer);
  g_assert_cmpint (read.total, ==, -1);
  g_assert_cmpfloat (read.per_second, ==, -1);
}

/* case-83 */
static void
test_odd_counts (void)
{
  assert_usage ("{\"promptTokenCount\":-1,\"candidatesTokenCount\":5}", -1, 5);
  assert_usage ("{\"promptTokenCount\":1e999,\"candidatesTokenCount\":5}", -1, 5);
  assert_usage ("{\"promptTokenCount\":9223372036854775808,\"candidatesTokenCount\":5}", -1, 5);
  assert_usage ("{\"promptTokenCount\":\"12\",\"candidatesTokenCount\":\"x\"}", 12, -1);
  assert_usage ("{\"promptTokenCount\":null,\"candidatesTokenCount\":[]}", -1, -1);
  assert_usage ("{\"promptTokenCount\":true,\"candidatesTokenCount\":3.9}", -1, 3);
  assert_usage ("[]", -1, -1);
  assert_usage ("nothing", -1, -1);
  assert_usage (NULL, -1, -1);
}

static void
test_speed (void)
{
  PropusAnswerUsage usage;

  propus_answer_usage_read (&usage, "{\"candidatesTokenCount\":80,\"thoughtsTokenCount\":20,\"totalTokenCount\":110}",
                            "{\"firstMs\":1000,\"totalMs\":3000}");
  g_assert_cmpint (usage.total, ==, 110);
  g_assert_cmpfloat_with_epsilon (usage.per_second, 50, 0.001);
  propus_answer_usage_read (&usage, "{\"candidatesTokenCount\":80}", "{\"firstMs\":1000,\"totalMs\":1001}");
  g_assert_cmpfloat (usage.per_second, ==, -1);
}

/* --- parts --- */

static void
assert_part (const char     *json,
             PropusPartKind  kind,
             const char     *text,
             const char     *name,
             const char     *mime)
{
  g_autoptr(PropusAnswerPart) part = propus_answer_part_parse (json);

  g_assert_cmpint (part->kind, ==, kind);
  g_assert_cmpstr (part->text, ==, text);
  g_assert_cmpstr (part->name, ==, name);
  g_assert_cmpstr (part->mime, ==, mime);
}

/* case-85: whatever a part is, it is something that can be shown. */
static void
test_kinds (void)
{
  assert_part ("{}", PROPUS_PART_NOTHING, "", "", "");
  assert_part ("{\"text\":\"\",\"thoughtSignature\":\"eA==\"}", PROPUS_PART_NOTHING, "", "", "");
  assert_part ("{\"text\":\"a\"}", PROPUS_PART_TEXT, "a", "", "");
  assert_part ("{\"text\":\"a\",\"thought\":true}", PROPUS_PART_THOUGHT, "a", "", "");
  assert_part ("{\"newThing\":{},\"text\":\"a\"}", PROPUS_PART_TEXT, "a", "", "");
  assert_part ("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"eA==\"}}", PROPUS_PART_DATA, "", "", "image/png");
  assert_part ("{\"inlineData\":{\"data\":\"eA==\"}}", PROPUS_PART_DATA, "", "", "");
  assert_part ("{\"inlineData\":{\"mimeType\":7,\"displayName\":[]}}", PROPUS_PART_DATA, "", "", "");
  assert_part ("{\"inlineData\":7}", PROPUS_PART_UNKNOWN, "", "inlineData", "");
  assert_part ("{\"thoughtSignature\":\"eA==\",\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"1\"}}", PROPUS_PART_CODE,
               "1", "PYTHON", "");
  assert_part ("{\"codeExecutionResult\":{\"outcome\":\"OUTCOME_OK\",\"output\":\"1\\n\"}}", PROPUS_PART_RESULT, "1\n", "", "");
  assert_part ("{\"functionCall\":{\"name\":\"rm\",\"args\":{}}}", PROPUS_PART_CALL, "", "rm", "");
  assert_part ("{\"toolCall\":{\"toolType\":\"URL_CONTEXT\"}}", PROPUS_PART_CALL, "", "URL_CONTEXT", "");
  assert_part ("{\"hologram\":{}}", PROPUS_PART_UNKNOWN, "", "hologram", "");
  assert_part ("7", PROPUS_PART_UNKNOWN, "", "", "");
  assert_part ("", PROPUS_PART_UNKNOWN, "", "", "");
}

static void
assert_data (const char *json,
             const char *expected)
{
  g_autofree char *mime = NULL;
  g_autoptr(GBytes) bytes = propus_answer_part_decode (json, &mime);

  g_assert_nonnull (mime);
  if (expected == NULL)
    g_assert_null (bytes);
  else
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
}

/* case-85 */
static void
test_data (void)
{
  assert_data ("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"UHJvcHVz\"}}", "Propus");
  assert_data ("{\"inlineData\":{\"data\":\"UHJvcHVz\"}}", "Propus");
  assert_data ("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"UHJv!!!!\"}}", NULL);
  assert_data ("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"\"}}", NULL);
  assert_data ("{\"inlineData\":{\"mimeType\":\"image/png\"}}", NULL);
  assert_data ("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":7}}", NULL);
  assert_data ("{\"text\":\"a\"}", NULL);
  assert_data ("no part", NULL);
}

/* A large one is known by its head, and so is the beginning of what it holds. */
static void
test_large_data (void)
{
  g_autofree char *zeros = g_strnfill (400000, 'A');
  g_autofree char *json = g_strdup_printf ("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"UHJvcHVz%s\"}}", zeros);
  g_autofree char *mime = NULL;
  g_autoptr(GBytes) head = propus_answer_part_peek (json);
  g_autoptr(GBytes) bytes = propus_answer_part_decode (json, &mime);
  g_autoptr(GBytes) none = propus_answer_part_peek ("{\"text\":\"a\"}");

  assert_part (json, PROPUS_PART_DATA, "", "", "image/png");
  g_assert_nonnull (head);
  g_assert_cmpuint (g_bytes_get_size (head), <=, 64 * 1024);
  g_assert_cmpmem (g_bytes_get_data (head, NULL), 6, "Propus", 6);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 6 + 300000);
  g_assert_cmpstr (mime, ==, "image/png");
  g_assert_null (none);
}

/* --- candidates --- */

static char *
text_of (const char *json)
{
  g_autoptr(JsonNode) node = propus_json_parse (json, -1, NULL);
  g_autoptr(PropusGenerateChunk) chunk = propus_generate_chunk_parse (node);

  return chunk != NULL ? g_strdup (propus_generate_chunk_get_text (chunk)) : NULL;
}

/* case-84: the first candidate that is one is shown, whatever its index says. */
static void
test_candidates (void)
{
  static const struct { const char *json; const char *text; } cases[] = {
    { "{\"candidates\":[]}", "" },
    { "{\"candidates\":[null,7,{}]}", "" },
    { "{\"candidates\":[{\"index\":-1,\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}", "a" },
    { "{\"candidates\":[{\"index\":\"seven\",\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}", "a" },
    { "{\"candidates\":[{\"index\":1e999,\"content\":{\"parts\":[{\"text\":\"a\"}]}}],\"candidateCount\":99}", "a" },
    { "{\"candidates\":[{\"index\":7,\"content\":{\"parts\":[{\"text\":\"a\"}]}},{\"index\":0,\"content\":{\"parts\":[{\"text\":\"b\"}]}},"
      "{},{},{},{},{},{\"content\":{\"parts\":[{\"text\":\"h\"}]}}]}", "a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = text_of (cases[i].json);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/answer/sources/byte-offsets", test_byte_offsets);
  g_test_add_func ("/answer/sources/indexes", test_indexes);
  g_test_add_func ("/answer/sources/parts", test_parts_of_text);
  g_test_add_func ("/answer/sources/stream", test_stream);
  g_test_add_func ("/answer/sources/strange", test_strange_facts);
  g_test_add_func ("/answer/sources/bounded", test_bounded);
  g_test_add_func ("/answer/pages", test_pages);
  g_test_add_func ("/answer/blocked", test_blocked);
  g_test_add_func ("/answer/usage/case-83", test_odd_counts);
  g_test_add_func ("/answer/usage/speed", test_speed);
  g_test_add_func ("/answer/case-84/candidates", test_candidates);
  g_test_add_func ("/answer/case-85/kinds", test_kinds);
  g_test_add_func ("/answer/case-85/data", test_data);
  g_test_add_func ("/answer/data-large", test_large_data);
  return g_test_run ();
}
