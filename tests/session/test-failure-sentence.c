/* test-failure-sentence.c - what is said when the API refuses a key: each refusal in a sentence of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "key-refusals.h"

#include "propus-failure-sentence.h"
#include "propus-json.h"

#include <string.h>

static PropusFailure *
new_failure (const KeyRefusal *refusal,
             const char       *key)
{
  g_auto (GStrv) pieces = g_strsplit (refusal->body, "%s", -1);
  g_autofree char *body = g_strjoinv (key, pieces);
  g_autoptr(JsonNode) node = propus_json_parse (body, -1, NULL);
  g_autoptr(PropusRpcStatus) status = propus_rpc_status_parse (node);

  g_assert_nonnull (status);

  return propus_failure_new_from_reply (status, refusal->http_code, -1);
}

static void
test_refusals (void)
{
  g_autofree char *key = g_strconcat ("AQ", ".", "fake-key-that-is-refused-0123456789", NULL);
  g_autoptr(GHashTable) meanings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (key_refusals); i++)
    {
      g_autoptr(PropusFailure) failure = new_failure (&key_refusals[i], key);
      const char *detail = propus_failure_get_detail (failure);
      char *sentence = propus_failure_dup_sentence_for (failure);
      char *meaning = g_strconcat (propus_failure_kind_to_nick (key_refusals[i].kind), " ",
                                   key_refusals[i].kind == PROPUS_FAILURE_KEY_RESTRICTED ? detail : "", NULL);
      const char *before = g_hash_table_lookup (meanings, sentence);

      g_test_message ("%s: %s", key_refusals[i].name, sentence);
      g_assert_cmpint (propus_failure_get_kind (failure), ==, key_refusals[i].kind);
      g_assert_true (g_str_has_suffix (sentence, "."));
      g_assert_null (strstr (sentence, key));
      /* No sentence for two meanings, and none that says nothing about the key. */
      g_assert_true (before == NULL || g_str_equal (before, meaning));
      g_assert_nonnull (strstr (sentence, "key"));
      g_hash_table_insert (meanings, sentence, meaning);
    }

  g_assert_cmpuint (g_hash_table_size (meanings), ==, G_N_ELEMENTS (key_refusals) - 1);   /* one of them is there twice */
}

/* No two kinds share a sentence, so none hides behind another. */
static void
test_kinds (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int kind = PROPUS_FAILURE_KEY_MISSING; kind <= PROPUS_FAILURE_ATTACHMENT; kind++)
    {
      char *sentence = propus_failure_dup_sentence ((PropusFailureKind) kind, NULL);

      g_test_message ("%s: %s", propus_failure_kind_to_nick ((PropusFailureKind) kind), sentence);
      g_assert_cmpstr (sentence, !=, "");
      g_assert_cmpstr (sentence, !=, "Something went wrong. Try again.");
      g_assert_true (g_hash_table_add (seen, sentence));
    }
}

/* Each reason of the API has words of its own; an unknown one is named. */
static void
test_reasons (void)
{
  static const char * const reasons[] = {
    "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MALFORMED_FUNCTION_CALL",
    "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE", "MALFORMED_RESPONSE", "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "IMAGE_OTHER", "NO_IMAGE", "MODEL_ARMOR", "JAILBREAK",
  };
  g_autofree char *bare = propus_failure_dup_sentence (PROPUS_FAILURE_MODEL, "OTHER");
  g_autofree char *unknown = propus_failure_dup_sentence (PROPUS_FAILURE_MODEL, "SOMETHING_NEW");

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autofree char *sentence = propus_failure_dup_sentence (PROPUS_FAILURE_MODEL, reasons[i]);

      g_assert_cmpuint (strlen (sentence), >, strlen (bare));
      g_assert_null (strstr (sentence, reasons[i]));
    }
  g_assert_nonnull (strstr (unknown, "SOMETHING_NEW"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/session/failure-sentence/refusals", test_refusals);
  g_test_add_func ("/session/failure-sentence/kinds", test_kinds);

  g_test_add_func ("/session/failure-sentence/reasons", test_reasons);
  return g_test_run ();
}
