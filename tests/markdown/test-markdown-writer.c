/* test-markdown-writer.c - Markdown made from blocks reads as the blocks do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-stream.h"
#include "propus-markdown-writer.h"

#include <string.h>

#define N_DOCUMENTS 3000

static char *
write_all (GPtrArray *blocks)
{
  g_autoptr(GArray) pieces = g_array_new (FALSE, FALSE, sizeof (PropusMarkdownPiece));

  for (guint i = 0; i < blocks->len; i++)
    for (guint j = 0; j < propus_markdown_block_get_n_lines (blocks->pdata[i]); j++)
      {
        const PropusLine *line = propus_markdown_block_get_line (blocks->pdata[i], j);
        PropusMarkdownPiece piece = { line, 0, strlen (line->text) };

        g_array_append_val (pieces, piece);
      }

  return propus_markdown_write_prose ((const PropusMarkdownPiece *) (gpointer) pieces->data, pieces->len);
}

static void
check_written (const char *source,
               const char *expected)
{
  g_autoptr(GPtrArray) blocks = propus_markdown_parse (source);
  g_autofree char *written = write_all (blocks);

  g_assert_cmpstr (written, ==, expected);
}

static void
test_words (void)
{
  check_written ("Setext\n---\n\n* one\n* two\n\n\n  more", "## Setext\n\n- one\n- two\n\n  more");
  check_written ("__strong *both*__ _em_ ~~gone~~ ``a`b``", "**strong *both*** *em* ~~gone~~ ``a`b``");
  check_written ("[words *in* it](https://example.org/a) <https://example.org/>",
                 "[words *in* it](https://example.org/a) <https://example.org/>");
  check_written ("![alt text](https://example.org/p.png)", "![alt text](https://example.org/p.png)");
  check_written ("7) seven\n8) eight\n   - [x] done\n   - [ ] to do", "7) seven\n8) eight\n   - [x] done\n   - [ ] to do");
  check_written ("> quote\n> > twice\n\nafter", "> quote\n>\n> > twice\n\nafter");
  check_written ("hard\\\nbreak  \nagain", "hard\\\nbreak\\\nagain");
  check_written ("***", "---");
  check_written ("with $x^2 + \\alpha_{10}$ and **\\(\\frac{a}{b}\\)**", "with $x^2 + \\alpha_{10}$ and **$\\frac{a}{b}$**");
  check_written ("costs \\$5, or \\[5\\]", "costs \\$5, or [5\\]");
  check_written ("\\# no \\*heading\\* 1\\. snake_case \\<b>", "\\# no \\*heading\\* 1. snake_case \\<b>");
}

/* A selection that begins within a line has no sign of what the line is. */
static void
test_part (void)
{
  g_autoptr(GPtrArray) blocks = propus_markdown_parse ("# A **strong** title");
  const PropusLine *line = propus_markdown_block_get_line (blocks->pdata[0], 0);
  PropusMarkdownPiece piece = { line, 4, 8 };
  g_autofree char *written = propus_markdown_write_prose (&piece, 1);

  g_assert_cmpstr (line->text, ==, "A strong title");
  g_assert_cmpstr (written, ==, "**rong**");
}

static void
test_code (void)
{
  g_autofree char *plain = propus_markdown_write_code ("c", "int i;");
  g_autofree char *fenced = propus_markdown_write_code (NULL, "```\nx\n````");

  g_assert_cmpstr (plain, ==, "```c\nint i;\n```");
  g_assert_cmpstr (fenced, ==, "`````\n```\nx\n````\n`````");
}

static void
test_table (void)
{
  static const char source[] = "| Name | Count | Note |\n| :-- | --: | --- |\n| `a\\|b` | **2** | x<br>y |\n"
                               "| c\\|d | [l](https://example.org/) |  |";
  g_autoptr(GPtrArray) blocks = propus_markdown_parse (source);
  g_autofree char *written = NULL;

  g_assert_cmpuint (blocks->len, ==, 1);
  written = propus_markdown_write_table (blocks->pdata[0]);
  g_assert_cmpstr (written, ==, source);
}

/* --- documents by chance --- */

static const char * const words[] = {
  "plain", "words", "snake_case", "a*b", "5 < 6", "x & y", "&amp;copy;", "1.", "-", "+", "#", "[bracket]", "back\\\\slash", "中文", "標題。",
  "`code`", "`` a`b ``", "**strong**", "*em*", "***both***", "~~gone~~", "**strong *and em***", "[link](https://example.org/x)",
  "**[in it](https://example.org/y)**", "<https://example.org/auto>", "![picture](https://example.org/p.png)", "<b>html</b>",
  "*em* **then**", "**bold** tail", "under_ score", "tilde ~ one", "!", "|", "$x_1 + y$", "$5 and", "\\(z^2\\)", "*$q$*", "=", "100%", "\\<i>", "emoji 👨‍👩‍👧",
};

static const char * const openings[] = {
  "", "", "# ", "### ", "- ", "- [ ] ", "- [x] ", "1. ", "> ", "> > ", "- - ", "> - ",
};

static char *
make_document (GRand *random)
{
  GString *text = g_string_new (NULL);
  int n = g_rand_int_range (random, 1, 6);

  for (int i = 0; i < n; i++)
    {
      int n_words = g_rand_int_range (random, 1, 7);

      g_string_append (text, openings[g_rand_int_range (random, 0, G_N_ELEMENTS (openings))]);
      for (int j = 0; j < n_words; j++)
        g_string_append_printf (text, "%s%s", j > 0 ? g_rand_int_range (random, 0, 10) == 0 ? "\\\n" : " " : "",
                                words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))]);
      g_string_append (text, "\n\n");
    }

  return g_string_free (text, FALSE);
}

static gboolean
is_prose (GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len; i++)
    if (propus_markdown_block_get_kind (blocks->pdata[i]) != PROPUS_BLOCK_PROSE)
      return FALSE;

  return TRUE;
}

static const PropusSpan *
find_span (const PropusLine *line,
           gsize             offset)
{
  for (guint i = 0; line->spans != NULL && i < line->spans->len; i++)
    {
      const PropusSpan *span = &g_array_index (line->spans, PropusSpan, i);

      if (offset >= span->start && offset < span->end)
        return span;
    }

  return NULL;
}

static void
append_reading (GString          *reading,
                const PropusLine *line)
{
  g_autofree char *last = g_strdup ("");

  g_string_append_printf (reading, "%d %u %u %u %s: ", line->kind, line->level, line->depth, line->quote,
                          line->marker != NULL ? line->marker : "");
  for (const char *p = line->text; *p != '\0'; p++)
    {
      const PropusSpan *span = find_span (line, (gsize) (p - line->text));
      g_autofree char *now = span != NULL ? g_strdup_printf ("%u%s", span->flags, span->url != NULL ? span->url : "") : g_strdup ("");

      /* Nobody sees whether white space is bold. */
      if (*p != ' ' && strncmp (p, "\342\200\250", 3) != 0 && strcmp (now, last) != 0)
        {
          g_string_append_printf (reading, "{%s}", now);
          g_free (last);
          last = g_steal_pointer (&now);
        }
      g_string_append_c (reading, *p);
      if (strncmp (p, "\342\200\250", 3) == 0)
        {
          g_string_append_len (reading, p + 1, 2);
          p += 2;
        }
    }
  g_string_append_c (reading, '\n');
}

/* A heading of one line has no hard breaks. */
static char *
dup_reading (GPtrArray *blocks)
{
  GString *reading = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    for (guint j = 0; j < propus_markdown_block_get_n_lines (blocks->pdata[i]); j++)
      {
        const PropusLine *line = propus_markdown_block_get_line (blocks->pdata[i], j);
        g_autoptr(GString) one = g_string_new (NULL);

        append_reading (one, line);
        if (line->kind == PROPUS_LINE_HEADING)
          g_string_replace (one, "\342\200\250", " ", 0);
        g_string_append (reading, one->str);
      }

  return g_string_free (reading, FALSE);
}

static void
test_documents (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (5);
  guint n_compared = 0;

  for (guint i = 0; i < N_DOCUMENTS; i++)
    {
      g_autofree char *source = make_document (random);
      g_autoptr(GPtrArray) blocks = propus_markdown_parse (source);
      g_autofree char *written = NULL;
      g_autoptr(GPtrArray) again = NULL;
      g_autofree char *expected = NULL;
      g_autofree char *got = NULL;

      if (!is_prose (blocks))
        continue;
      written = write_all (blocks);
      again = propus_markdown_parse (written);
      expected = dup_reading (blocks);
      got = is_prose (again) ? dup_reading (again) : g_strdup ("no prose");
      if (strcmp (got, expected) != 0)
        g_error ("source:\n%s\nwritten:\n%s\nread as:\n%s\ninstead of:\n%s", source, written, got, expected);
      n_compared++;
    }
  g_assert_cmpuint (n_compared, >, N_DOCUMENTS / 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown/writer/words", test_words);
  g_test_add_func ("/markdown/writer/part", test_part);
  g_test_add_func ("/markdown/writer/code", test_code);
  g_test_add_func ("/markdown/writer/table", test_table);
  g_test_add_func ("/markdown/writer/documents", test_documents);

  return g_test_run ();
}
