/* test-markdown-spec.c - the examples of CommonMark and of GitHub Flavored Markdown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-link-policy.h"
#include "propus-markdown-stream.h"
#include "spec-examples.h"

#include <string.h>

typedef struct
{
  guint       number;
  const char *reason;
} Exception;

static const Exception commonmark_exceptions[] = {
  { 12, "a backslash before a bracket: \\[…\\] is a formula" },
  { 21, "a tag in a line: HTML is shown as text" },
  { 28, "cmark-gfm reads 0.29: a number that is no character becomes U+FFFD" },
  { 31, "a tag in a line: HTML is shown as text" },
  { 201, "a tag in a line: HTML is shown as text" },
  { 308, "a tag in a line: HTML is shown as text" },
  { 309, "a tag in a line: HTML is shown as text" },
  { 344, "a tag in a line: HTML is shown as text" },
  { 354, "cmark-gfm reads 0.29: a currency sign is no punctuation" },
  { 475, "a tag in a line: HTML is shown as text" },
  { 476, "a tag in a line: HTML is shown as text" },
  { 477, "a tag in a line: HTML is shown as text" },
  { 491, "a tag in a line: HTML is shown as text" },
  { 494, "a tag in a line: HTML is shown as text" },
  { 524, "a tag in a line: HTML is shown as text" },
  { 536, "a tag in a line: HTML is shown as text" },
  { 603, "an address with backslashes is no link, and what is hidden in it is shown as in prose" },
  { 642, "a tag in a line: HTML is shown as text" },
  { 643, "a tag in a line: HTML is shown as text" },
  { 0, NULL },
};

static const Exception gfm_exceptions[] = {
  { 170, "a tag in a line: HTML is shown as text" },
  { 288, "a tag in a line: HTML is shown as text" },
  { 289, "a tag in a line: HTML is shown as text" },
  { 308, "a backslash before a bracket: \\[…\\] is a formula" },
  { 317, "a tag in a line: HTML is shown as text" },
  { 327, "a tag in a line: HTML is shown as text" },
  { 354, "a tag in a line: HTML is shown as text" },
  { 484, "a tag in a line: HTML is shown as text" },
  { 485, "a tag in a line: HTML is shown as text" },
  { 486, "a tag in a line: HTML is shown as text" },
  { 500, "a tag in a line: HTML is shown as text" },
  { 503, "a tag in a line: HTML is shown as text" },
  { 532, "a tag in a line: HTML is shown as text" },
  { 544, "a tag in a line: HTML is shown as text" },
  { 611, "an address with backslashes is no link, and what is hidden in it is shown as in prose" },
  { 663, "a tag in a line: HTML is shown as text" },
  { 664, "a tag in a line: HTML is shown as text" },
  { 0, NULL },
};

/* Where HTML passes through a renderer to HTML, Propus shows it as text: that is what it wants (case 86). */
static const char * const html_sections[] = { "HTML blocks", "Raw HTML", "Disallowed Raw HTML (extension)", NULL };

/* --- what is to be read --- */

static char *
get_attribute (const char *tag,
               const char *name)
{
  g_autofree char *pattern = g_strdup_printf (" %s=\"", name);
  const char *found = strstr (tag, pattern);
  const char *start;

  if (found == NULL)
    return g_strdup ("");
  start = found + strlen (pattern);

  return g_strndup (start, strcspn (start, "\""));
}

static void
append_picture (GString    *out,
                const char *tag)
{
  g_autofree char *alt = get_attribute (tag, "alt");
  g_autofree char *url = get_attribute (tag, "src");
  g_autofree char *host = propus_link_policy_dup_host (url);

  if (host != NULL && *alt != '\0')
    g_string_append_printf (out, "[Picture: %s — %s]", alt, host);
  else if (host != NULL || *alt != '\0')
    g_string_append_printf (out, "[Picture: %s]", host != NULL ? host : alt);
  else
    g_string_append (out, "[Picture]");
}

static gsize
append_entity (GString    *out,
               const char *p)
{
  static const char * const entities[][2] = { { "&lt;", "<" }, { "&gt;", ">" }, { "&amp;", "&" }, { "&quot;", "\"" } };

  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_str_has_prefix (p, entities[i][0]))
      {
        g_string_append (out, entities[i][1]);
        return strlen (entities[i][0]);
      }
  g_string_append_c (out, *p);

  return 1;
}

/* The text of HTML that cmark would write. */
static char *
get_html_text (const char *html)
{
  GString *out = g_string_new (NULL);

  for (const char *p = html; *p != '\0';)
    if (*p == '<')
      {
        g_autofree char *tag = g_strndup (p, strcspn (p, ">"));

        if (g_str_has_prefix (tag, "<img "))
          append_picture (out, tag);
        p += strlen (tag);
        p += *p == '>' ? 1 : 0;
      }
    else
      {
        p += append_entity (out, p);
      }

  return g_string_free (out, FALSE);
}

static char *
get_block_text (GPtrArray *blocks)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      PropusMarkdownBlock *block = blocks->pdata[i];
      PropusBlockKind kind = propus_markdown_block_get_kind (block);

      if (kind == PROPUS_BLOCK_PROSE)
        for (guint j = 0; j < propus_markdown_block_get_n_lines (block); j++)
          g_string_append (out, propus_markdown_block_get_line (block, j)->text);
      else if (kind == PROPUS_BLOCK_CODE)
        g_string_append (out, propus_markdown_block_get_code (block));
      else if (kind == PROPUS_BLOCK_MATH)
        g_string_append (out, propus_markdown_block_get_latex (block));
      else
        for (guint j = 0; j < propus_markdown_block_get_n_rows (block); j++)
          for (guint k = 0; k < propus_markdown_block_get_n_columns (block); k++)
            if (propus_markdown_block_get_cell (block, j, k) != NULL)
              g_string_append (out, propus_markdown_block_get_cell (block, j, k)->text);
    }

  return g_string_free (out, FALSE);
}

/* White space is how things stand, and not compared. */
static char *
squeeze (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isspace (c) && c != 0x2028)
        g_string_append_unichar (out, c);
    }

  return g_string_free (out, FALSE);
}

/* --- the examples --- */

static const char *
find_reason (const Exception *exceptions,
             guint            number)
{
  for (guint i = 0; exceptions[i].reason != NULL; i++)
    if (exceptions[i].number == number)
      return exceptions[i].reason;

  return NULL;
}

static guint
check (const char      *name,
       const Exception *exceptions,
       guint            expected)
{
  g_autoptr(GPtrArray) examples = spec_examples_read (name);
  guint wrong = 0;
  guint compared = 0;

  g_assert_cmpuint (examples->len, ==, expected);
  for (guint i = 0; i < examples->len; i++)
    {
      SpecExample *example = examples->pdata[i];
      g_autoptr(GPtrArray) blocks = propus_markdown_parse (example->markdown);
      g_autofree char *got = get_block_text (blocks);
      g_autofree char *wanted = get_html_text (example->html);
      g_autofree char *got_text = squeeze (got);
      g_autofree char *wanted_text = squeeze (wanted);
      gboolean same = strcmp (got_text, wanted_text) == 0;
      const char *reason = find_reason (exceptions, example->number);

      if (g_strv_contains (html_sections, example->section))
        continue;
      compared++;
      if (same == (reason == NULL))
        continue;
      g_test_message ("example %u (%s) %s\n%swanted: %s\ngot: %s", example->number, example->section,
                      same ? "is right and stands among the exceptions" : "is wrong", example->markdown, wanted_text, got_text);
      wrong++;
    }
  g_test_message ("%s: %u examples, %u compared, %u wrong", name, examples->len, compared, wrong);

  return wrong;
}

static void
test_commonmark (void)
{
  g_assert_cmpuint (check ("commonmark-spec.txt", commonmark_exceptions, 652), ==, 0);
}

static void
test_gfm (void)
{
  g_assert_cmpuint (check ("gfm-spec.txt", gfm_exceptions, 673), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown/spec/commonmark", test_commonmark);
  g_test_add_func ("/markdown/spec/gfm", test_gfm);

  return g_test_run ();
}
