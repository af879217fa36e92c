/* test-text.c - valid UTF-8 and titles
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-text.h"
#include "../lib/cpu-clock.h"

#include <string.h>

#define REPLACEMENT "\357\277\275"

static void
test_make_valid (void)
{
  static const struct { const char *bytes; gssize length; const char *expected; } cases[] = {
    { "plain", -1, "plain" },
    { "gr\303\274n", -1, "gr\303\274n" },
    { "a\377b", -1, "a" REPLACEMENT "b" },
    { "cut\303", -1, "cut" REPLACEMENT },
    { "a\0b", 3, "a" REPLACEMENT "b" },
    { "\0", 1, REPLACEMENT },
    { "abcdef", 3, "abc" },
    { "", 0, "" },
    { NULL, -1, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out = propus_text_make_valid (cases[i].bytes, cases[i].length);

      g_assert_true (g_utf8_validate (out, -1, NULL));
      g_assert_cmpstr (out, ==, cases[i].expected);
    }
}

static void
test_title (void)
{
  static const struct { const char *text; const char *expected; } cases[] = {
    { "Hello", "Hello" },
    { "  two\n\n lines\t here ", "two lines here" },
    { "bell\007 gone", "bell gone" },
    { "\n \t", "" },
    { NULL, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = propus_text_make_title (cases[i].text);

      g_assert_cmpstr (title, ==, cases[i].expected);
    }
}

static void
test_title_is_cut (void)
{
  g_autofree char *word = g_strnfill (1000, 'x');
  g_autofree char *long_word = propus_text_make_title (word);
  g_autofree char *sentence = propus_text_make_title ("A rather long first prompt that has a good many words in it, "
                                                      "so many that the list beside the chat cannot show them all");

  g_assert_cmpint (g_utf8_strlen (long_word, -1), ==, PROPUS_LIMIT_TITLE_CHARS);
  g_assert_true (g_str_has_suffix (long_word, "…"));
  g_assert_cmpint (g_utf8_strlen (sentence, -1), <=, PROPUS_LIMIT_TITLE_CHARS);
  g_assert_true (g_str_has_suffix (sentence, "…"));
  g_assert_false (g_str_has_suffix (sentence, " …"));
}

static void
test_title_of_a_megabyte (void)
{
  g_autofree char *text = g_strnfill (50 * 1024 * 1024, 'a');
  gint64 start = cpu_clock_get_us ();
  g_autofree char *title = propus_text_make_title (text);

  g_assert_cmpint (cpu_clock_get_us () - start, <, G_USEC_PER_SEC / 10);
  g_assert_cmpint (g_utf8_strlen (title, -1), ==, PROPUS_LIMIT_TITLE_CHARS);
}

/* A title stands where many look. */
static void
test_title_without_secret (void)
{
  const char *secret = "gh" "p_q7RtB2mX9vKc4ZpL0wYd6HnGs8FjT3uQ5aEr";
  g_autofree char *text = g_strconcat ("Is ", secret, " 安全?", NULL);
  g_autofree char *inside = propus_text_make_title (text);
  g_autofree char *alone = propus_text_make_title (secret);

  g_assert_cmpstr (inside, ==, "Is … 安全?");
  g_assert_cmpstr (alone, ==, "…");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/util/text/make-valid", test_make_valid);
  g_test_add_func ("/util/text/title", test_title);
  g_test_add_func ("/util/text/title-is-cut", test_title_is_cut);
  g_test_add_func ("/util/text/title-without-secret", test_title_without_secret);
  g_test_add_func ("/util/text/title-of-a-long-prompt", test_title_of_a_megabyte);

  return g_test_run ();
}
