/* test-prompt.c - saved prompts as files, and their variables
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prompt.h"

static void
assert_parsed (const char *content,
               const char *title,
               const char *text)
{
  g_autoptr(PropusPrompt) prompt = propus_prompt_parse ("a.md", "a", content);

  g_assert_cmpstr (propus_prompt_get_title (prompt), ==, title);
  g_assert_cmpstr (propus_prompt_get_text (prompt), ==, text);
}

static void
test_parse (void)
{
  assert_parsed ("---\ntitle: Translate: all\n---\nInto {{language}}\n\nmore\n", "Translate: all", "Into {{language}}\n\nmore");
  assert_parsed ("---\r\ntitle:  T \r\n---\r\nA\r\nB\r\n", "T", "A\nB");
  assert_parsed ("plain text", "a", "plain text");
  assert_parsed ("", "a", "");
  assert_parsed ("---\n---\ntext", "a", "text");
  assert_parsed ("---\ntitle:\n---\ntext", "a", "text");
  /* A rule at the beginning of a text is no head. */
  assert_parsed ("---\nnot a head", "a", "---\nnot a head");
  assert_parsed ("\377\n", "a", "\357\277\275");
}

static void
test_round_trip (void)
{
  static const char * const texts[] = { "", "\n", "a\n\n", "---\n", "---\ntitle: x\n---\n", "漢字 😀 {{x}}" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(PropusPrompt) prompt = propus_prompt_new ("b.md", "line\none", texts[i]);
      g_autofree char *content = propus_prompt_dup_content (prompt);
      g_autoptr(PropusPrompt) again = propus_prompt_parse ("b.md", "other", content);

      g_assert_cmpstr (propus_prompt_get_title (again), ==, "line one");
      g_assert_cmpstr (propus_prompt_get_text (again), ==, texts[i]);
    }
}

/* What another program wrote into the head stays there. */
static void
test_more (void)
{
  g_autoptr(PropusPrompt) prompt = propus_prompt_parse ("c.md", "c", "---\ntags: [x]\ntitle: C\nauthor: me\n---\nold\n");
  g_autoptr(PropusPrompt) changed = propus_prompt_with (prompt, "D", "new");
  g_autofree char *content = propus_prompt_dup_content (changed);

  g_assert_cmpstr (content, ==, "---\ntitle: D\ntags: [x]\nauthor: me\n---\nnew\n");
  g_assert_cmpstr (propus_prompt_get_id (changed), ==, "c.md");
}

static void
test_matches (void)
{
  g_autoptr(PropusPrompt) prompt = propus_prompt_new ("d.md", "Übersetzen", "into {{Language}}");

  g_assert_true (propus_prompt_matches (prompt, ""));
  g_assert_true (propus_prompt_matches (prompt, "über"));
  g_assert_true (propus_prompt_matches (prompt, "lang ÜBER"));
  g_assert_false (propus_prompt_matches (prompt, "über xyz"));
}

static void
assert_variable (const char *text,
                 guint       from,
                 guint       start,
                 guint       end)
{
  guint found_start, found_end;

  g_assert_true (propus_prompt_find_variable (text, from, &found_start, &found_end));
  g_assert_cmpuint (found_start, ==, start);
  g_assert_cmpuint (found_end, ==, end);
}

static void
test_variables (void)
{
  g_autofree char *name = g_strnfill (61, 'n');
  g_autofree char *too_long = g_strdup_printf ("{{%s}}", name);
  guint start, end;

  assert_variable ("{{a}}", 0, 0, 5);
  assert_variable ("漢字{{語言}} {{b}}", 0, 2, 8);
  assert_variable ("漢字{{語言}} {{b}}", 8, 9, 14);
  assert_variable ("{{}} {{{x}}", 0, 6, 11);
  assert_variable ("{{ {{y}}", 0, 3, 8);
  g_assert_false (propus_prompt_find_variable ("", 0, &start, &end));
  g_assert_false (propus_prompt_find_variable ("{{a}}", 1, &start, &end));
  g_assert_false (propus_prompt_find_variable ("{{a}}", 99, &start, &end));
  g_assert_false (propus_prompt_find_variable ("{{a\nb}} {a} {{}} {{a}", 0, &start, &end));
  g_assert_false (propus_prompt_find_variable (too_long, 0, &start, &end));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/prompt/parse", test_parse);
  g_test_add_func ("/prompt/round-trip", test_round_trip);
  g_test_add_func ("/prompt/more", test_more);
  g_test_add_func ("/prompt/matches", test_matches);
  g_test_add_func ("/prompt/variables", test_variables);

  return g_test_run ();
}
