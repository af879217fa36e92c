/* test-text-match.c - folding, splitting and finding words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-text-match.h"

#include <string.h>

static void
test_fold (void)
{
  static const struct
  {
    const char *text;
    const char *folded;
  } pairs[] = {
    { "", "" },
    { "Hello World", "hello world" },
    { "Äpfel ÉTÉ ñ", "apfel ete n" },
    { "a\xcc\x88pfel", "apfel" },
    { "Straße œuvre ŁÓDŹ ØL ıI İ", "strasse oeuvre lodz ol ii i" },
    { "ＡＢＣ１", "abc1" },
    { "ﬁn", "fin" },
    { "ガ ｶﾞ か\xe3\x82\x99", "ガ ガ が" },
    { "한국어", "한국어" },
    { "量子", "量子" },
    { "ΣΊΣΥΦΟΣ ς", "σισυφοσ σ" },
    { "Ёлка Й", "елка и" },
    { "a\tb\nc\xc2\xa0" "d\xe3\x80\x80" "e", "a b c d e" },
    { "so\xc2\xad" "ft", "soft" },
    { "\xcc\x81x", "\xcc\x81x" },
    { "क\xe0\xa4\xbf", "क\xe0\xa4\xbf" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *folded = propus_text_fold (pairs[i].text, -1, NULL);
      g_autofree char *again = propus_text_fold (folded, -1, NULL);

      g_assert_cmpstr (folded, ==, pairs[i].folded);
      g_assert_cmpstr (again, ==, folded);
    }
}

/* Whatever the text, every place leads back to the beginning of a character, and never backwards. */
static void
test_offsets (void)
{
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GArray) offsets = NULL;
      g_autofree char *folded = NULL;
      guint32 last = 0;

      for (guint j = 0; j < 30; j++)
        {
          static const gunichar ends[] = { 0x80, 0x250, 0x400, 0x3100, 0xa000, 0x20000 };
          gunichar c = (gunichar) g_test_rand_int_range (1, (gint32) ends[g_test_rand_int_range (0, G_N_ELEMENTS (ends))]);

          if (c < 0xd800 || c > 0xdfff)
            g_string_append_unichar (text, c);
        }
      folded = propus_text_fold (text->str, -1, &offsets);
      g_assert_true (g_utf8_validate (folded, -1, NULL));
      g_assert_cmpuint (offsets->len, ==, strlen (folded) + 1);
      for (guint j = 0; j < offsets->len; j++)
        {
          guint32 at = g_array_index (offsets, guint32, j);

          g_assert_cmpuint (at, >=, last);
          g_assert_cmpuint (at, <=, text->len);
          g_assert_cmpint (text->str[at] & 0xc0, !=, 0x80);
          last = at;
        }
    }
}

static void
assert_split (const char *query,
              const char *expected)
{
  g_auto(GStrv) words = propus_text_split_query (query);
  g_autofree char *joined = g_strjoinv ("|", words);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_split (void)
{
  g_auto(GStrv) many = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  assert_split (NULL, "");
  assert_split ("  ", "");
  assert_split ("One two  ONE", "one|two");
  assert_split ("\"a b\" OR NOT", "\"a|b\"|or|not");
  assert_split ("a\xff" "b", "a\xef\xbf\xbd" "b");
  {
    g_auto(GStrv) phrase = propus_text_split_phrase ("  One  two ");
    g_auto(GStrv) none = propus_text_split_phrase (" \n");

    g_assert_cmpuint (g_strv_length (phrase), ==, 1);
    g_assert_cmpstr (phrase[0], ==, "one  two");
    g_assert_cmpuint (g_strv_length (none), ==, 0);
  }
  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (text, "w%u ", i);
  many = propus_text_split_query (text->str);
  g_assert_cmpuint (g_strv_length (many), ==, PROPUS_LIMIT_QUERY_WORDS);
}

static void
assert_found (const char *text,
              const char *query,
              const char *expected)
{
  g_auto(GStrv) words = propus_text_split_query (query);
  g_autoptr(GArray) ranges = propus_text_find (text, (const char * const *) words, 100);
  g_autoptr(GString) found = g_string_new (NULL);

  for (guint i = 0; i < ranges->len; i++)
    {
      PropusTextRange *range = &g_array_index (ranges, PropusTextRange, i);

      g_string_append_printf (found, "%s%.*s", i > 0 ? "|" : "", (int) range->length, text + range->start);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_find (void)
{
  g_autoptr(GArray) bounded = NULL;
  const char * const a[] = { "a", NULL };

  assert_found ("Été et ete", "ete", "Été|ete");
  assert_found ("e\xcc\x81te\xcc\x81.", "ete", "e\xcc\x81te\xcc\x81");
  assert_found ("Straße", "stras", "Straß");
  assert_found ("Straße", "se", "ße");
  assert_found ("Straße", "sse", "ße");
  assert_found ("banana", "ana", "ana");
  assert_found ("abc abcd", "abc abcd", "abc|abcd");
  assert_found ("one two", "two one", "one|two");
  assert_found ("one two", "two three", "");
  assert_found ("量子力學", "子力", "子力");
  assert_found ("", "x", "");
  bounded = propus_text_find ("aaaaaaaaaa", a, 3);
  g_assert_cmpuint (bounded->len, ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/text-match/fold", test_fold);
  g_test_add_func ("/chat/text-match/offsets", test_offsets);
  g_test_add_func ("/chat/text-match/split", test_split);
  g_test_add_func ("/chat/text-match/find", test_find);

  return g_test_run ();
}
