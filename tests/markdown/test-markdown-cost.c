/* test-markdown-cost.c - hostile text costs what its length is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-stream.h"

#include <string.h>
#include <time.h>

typedef struct
{
  const char *name;
  const char *first;
  const char *repeat;
} Pattern;

#define TEN(cell) cell cell cell cell cell cell cell cell cell cell
#define FIFTY(cell) TEN (cell) TEN (cell) TEN (cell) TEN (cell) TEN (cell) "|\n"

static const Pattern patterns[] = {
  { "wide-table", FIFTY ("|h") FIFTY ("|-"), FIFTY ("|c") }, { "list-in-list", "", "- - - - - - a\n" },
  { "stars", "", "*" }, { "underscores", "", "_a" }, { "backticks", "", "`" }, { "backtick-runs", "", "` `` " },
  { "brackets", "", "[" }, { "pictures", "", "![[]()" }, { "links", "", "[a](" }, { "pipes", "", "|" },
  { "table-head", "|a|b|\n|-|-|\n", "|" }, { "mail", "", "a@a" }, { "addresses", "", "www.a" }, { "quotes", "", "> " },
  { "quote-lines", "", "> a\n" }, { "bullets", "", "- " }, { "headings", "", "# h\n" }, { "rows", "|a|b|\n|-|-|\n", "|1|2|\n" },
  { "items", "", "- a\n" }, { "numbers", "", "1. a\n" }, { "fence", "```c\n", "int i;\n" }, { "definitions", "", "[a]: b\n" },
  { "entities", "", "&amp;" }, { "html", "", "<a" }, { "comments", "", "<!--" }, { "tildes", "", "~~a" },
  { "emphasis", "", "*a **a " }, { "backslashes", "", "\\" }, { "blank", "", "\n" }, { "word", "", "a" }, { "paragraphs", "", "a b\n\n" },
  { "nested-items", "", "- a\n\n  b\n" }, { "item-code", "", "- ```\n  x\n  ```\n" }, { "cjk", "", "中" }, { "spaces", "", " " },
  { "dollars", "", "$" }, { "dollar-words", "", "$a " }, { "formulas", "", "$a$ " }, { "double-dollars", "", "$$a " },
  { "dollar-lines", "", "$$\n" }, { "displays", "", "$$\nx\n$$\n" }, { "open-displays", "", "\\[ a\n\n" }, { "open-formulas", "", "\\(a" },
  { "open-brackets", "", "a \\[" }, { "unclosed", "$$\n", "x = y \\\\\n" }, { "environments", "", "\\begin{align}\n" },
  { "notes", "", "[^1]" }, { "note-lines", "", "[^1]: a\n" }, { "many-notes", "", "a[^b]\n\n[^b]: c\n\n" }, { "math-cells", "|a|b|\n|-|-|\n", "|$a$|\\(b\\)|\n" },
};

static char *
make_text (const Pattern *pattern,
           gsize          length)
{
  GString *text = g_string_new (pattern->first);

  while (text->len < length)
    g_string_append (text, pattern->repeat);

  return g_string_free (text, FALSE);
}

/* CPU seconds to stream the text in pieces of 1 KiB, an update each. */
static double
measure (const Pattern *pattern,
         gsize          length)
{
  g_autofree char *text = make_text (pattern, length);
  g_autoptr(PropusMarkdownStream) stream = propus_markdown_stream_new ();
  gsize all = strlen (text);
  clock_t begun = clock ();
  guint first;

  for (gsize done = 0; done < all; done += 1024)
    {
      propus_markdown_stream_append (stream, text + done, MIN (1024, all - done));
      propus_markdown_stream_update (stream, &first);
    }
  propus_markdown_stream_finish (stream);
  propus_markdown_stream_update (stream, &first);

  return (double) (clock () - begun) / CLOCKS_PER_SEC;
}

/* Case 91: four times the text costs about four times as much; a quadratic parser would take sixteen times. Both are
 * past the first window, where the cost of a byte is not the same, and whether a tail counts as slow depends on the
 * machine's load: hence the added second, far below what a quadratic pattern takes. A failure is measured again. */
static void
test_pattern (gconstpointer data)
{
  const Pattern *pattern = data;
  double small = 0;
  double large = 1e9;

#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("a sanitizer's own cost is not linear");
  return;
#endif

  for (guint i = 0; i < 3 && large >= 8 * small + 1; i++)
    {
      small = measure (pattern, 100000);
      large = measure (pattern, 400000);
    }
  g_test_message ("%s: %.3f s for 100 kB, %.3f s for 400 kB", pattern->name, small, large);
  g_assert_cmpfloat (large, <, 8 * small + 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autofree char *path = g_strconcat ("/markdown/case-91/linear-", patterns[i].name, NULL);

      g_test_add_data_func (path, &patterns[i], test_pattern);
    }

  return g_test_run ();
}
