/* test-markdown-marks.c - numbers of sources change nothing but what is read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-marks.h"
#include "propus-markdown-stream.h"

#include <string.h>

static PropusMarkdownStream *
parse (const char *text,
       gboolean    marked)
{
  PropusMarkdownStream *stream = propus_markdown_stream_new ();

  if (marked)
    propus_markdown_stream_set_marked (stream);
  propus_markdown_stream_append (stream, text, strlen (text));
  propus_markdown_stream_finish (stream);
  propus_markdown_stream_update (stream, &(guint) { 0 });
  return stream;
}

/* What is read and how it is set, byte by byte, without the numbers; these are counted. */
static void
dump_line (GString          *out,
           const PropusLine *line,
           gboolean          numbers,
           guint            *n_marks)
{
  gsize length = strlen (line->text);
  guint next = 0;

  g_string_append_printf (out, "\n%d %u %u %s: ", line->kind, line->depth, line->quote, line->marker != NULL ? line->marker : "");
  for (gsize i = 0; i < length; i++)
    {
      const PropusSpan *span;

      while (line->spans != NULL && next < line->spans->len && g_array_index (line->spans, PropusSpan, next).end <= i)
        next++;
      span = line->spans != NULL && next < line->spans->len ? &g_array_index (line->spans, PropusSpan, next) : NULL;
      if (span != NULL && (span->start > i))
        span = NULL;
      if (span != NULL && (span->flags & PROPUS_SPAN_SOURCE) != 0)
        {
          if (i == span->start)
            (*n_marks)++;
          if (numbers)
            g_string_append_c (out, line->text[i]);
          continue;
        }
      g_string_append_c (out, line->text[i]);
      if (span != NULL && !numbers)
        g_string_append_printf (out, "{%x}", span->flags);
    }
}

static char *
dump (const char *text,
      gboolean    marked,
      gboolean    numbers,
      guint      *n_marks)
{
  g_autoptr(PropusMarkdownStream) stream = parse (text, marked);
  GString *out = g_string_new (NULL);

  *n_marks = 0;
  for (guint i = 0; i < propus_markdown_stream_get_n_blocks (stream); i++)
    {
      PropusMarkdownBlock *block = propus_markdown_stream_get_block (stream, i);

      if (propus_markdown_block_get_kind (block) == PROPUS_BLOCK_CODE)
        g_string_append_printf (out, "\ncode %s", propus_markdown_block_get_code (block));
      else if (propus_markdown_block_get_kind (block) == PROPUS_BLOCK_TABLE)
        for (guint row = 0; row < propus_markdown_block_get_n_rows (block); row++)
          for (guint column = 0; column < propus_markdown_block_get_n_columns (block); column++)
            dump_line (out, propus_markdown_block_get_cell (block, row, column), numbers, n_marks);
      else if (propus_markdown_block_get_kind (block) == PROPUS_BLOCK_PROSE)
        for (guint j = 0; j < propus_markdown_block_get_n_lines (block); j++)
          dump_line (out, propus_markdown_block_get_line (block, j), numbers, n_marks);
    }

  return g_string_free (out, FALSE);
}

static const char * const documents[] = {
  "A word.\n\nAnother **bold one.** And *this*, ***both***, ~~gone~~, __under__ and _line_.\n",
  "- an item\n- **another**\n  - deeper\n\n1. one\n2. two `code` here\n",
  "# Heading\n\nTitle\n=====\n\n> quoted *text*\n> goes on\n\n---\n\nEnd\n",
  "| a | b |\n|---|:-:|\n| 1 | **2** |\n| `x` | [l](https://e.example/) |\n\nAfter.\n",
  "Text\n\n```python\nprint (1)\n```\n\nMore `code with spaces` and ``two ` ticks`` end.\n",
  "A [link](https://example.org/a_b(c)) and <https://example.org/> and https://example.org/x?y=z and www.example.org done.\n",
  "![picture](https://e.example/p.png) [ref][r] &amp; \\*not\\* a@b.example\n\n[r]: https://example.org/ \"T\"\n",
  "中文**粗體**，還有`程式`。\n\n- 項目一\n- 項目二\n",
  "Ends here**\n\nlone * star _ under ` tick\n",
  "<b>html</b> inline <i>text</i>\n\n<div>\nblock\n</div>\n",
};

/* At every place of a text in turn. */
static void
test_everywhere (void)
{
  guint placed = 0, all = 0;

  for (gsize d = 0; d < G_N_ELEMENTS (documents); d++)
    {
      const char *text = documents[d];
      guint none;
      g_autofree char *expected = dump (text, FALSE, FALSE, &none);

      for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
        {
          PropusMarkdownMark mark = { (gsize) (g_utf8_next_char (p) - text), 12 };
          g_autofree char *with = propus_markdown_marks_insert (text, strlen (text), &mark, 1);
          guint n;
          g_autofree char *got = dump (with, TRUE, FALSE, &n);

          /* Behind an address that is not in brackets a blank keeps the two apart. */
          if (strcmp (got, expected) != 0 && strchr (with, ' ') != NULL && strlen (with) == strlen (text) + 13)
            {
              g_autofree char *before = g_strndup (with, (gsize) (strstr (with, PROPUS_MARK_OPEN) - with));

              g_assert_true (g_str_has_suffix (before, " "));
              all++;
              placed += n;
              continue;
            }
          if (strcmp (got, expected) != 0)
            g_error ("document %" G_GSIZE_FORMAT " at byte %" G_GSIZE_FORMAT ": %s\nbecame\n%s\n%s", d, mark.offset, expected, got, with);
          g_assert_cmpuint (n, <=, 1);
          all++;
          placed += n;
        }
    }

  /* Few are lost: those with nothing before them, and some within code. */
  g_test_message ("%u of %u", placed, all);
  g_assert_cmpuint (placed * 10, >=, all * 8);
}

static void
assert_read (const char *text,
             gsize       offset,
             const char *expected)
{
  PropusMarkdownMark mark = { offset, 3 };
  g_autofree char *with = propus_markdown_marks_insert (text, strlen (text), &mark, 1);
  guint n;
  g_autofree char *got = dump (with, TRUE, TRUE, &n);

  if (strstr (got, expected) == NULL)
    g_error ("“%s” is not in “%s”", expected, got);
}

static void
test_places (void)
{
  assert_read ("A word. More.", 7, "A word.[3] More.");
  assert_read ("A **bold** word", 10, "A bold[3] word");
  assert_read ("A **bold.** word", 11, "A bold.[3] word");
  assert_read ("A `code` word", 5, "A code[3] word");
  assert_read ("A [link](https://e.example/) word", 12, "A link[3] word");
  assert_read ("Text\n\n```\ncode\n```\n", 12, "Text[3]");
  assert_read ("| a |\n|---|\n| cell |\n", 20, "cell[3]");
  assert_read ("- item\n", 0, "i[3]tem");
  assert_read ("鉞。後", 6, "鉞。[3]後");
  assert_read ("end", 3, "end[3]");
  assert_read ("end\n\n", 5, "end[3]");
}

/* An answer cannot make a number by itself, neither in characters nor as a link. */
static void
test_forged (void)
{
  static const char forged[] = "see \357\267\252\357\267\241\357\267\253 and [1](propus-source:1) <propus-source:2>";
  guint n;
  g_autofree char *alone = dump (forged, FALSE, TRUE, &n);
  g_autofree char *with = NULL;
  PropusMarkdownMark mark = { 3, 7 };

  g_assert_cmpuint (n, ==, 0);
  g_assert_nonnull (strstr (alone, "see  and 1"));
  with = propus_markdown_marks_insert (forged, strlen (forged), &mark, 1);
  g_free (dump (with, TRUE, TRUE, &n));
  g_assert_cmpuint (n, ==, 1);
}

static void
test_many (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GArray) marks = g_array_new (FALSE, FALSE, sizeof (PropusMarkdownMark));
  g_autofree char *with = NULL;
  guint n;

  for (guint i = 1; i <= 500; i++)
    {
      PropusMarkdownMark mark = { 0, i };

      g_string_append_printf (text, "Sentence **number %u**. It is \"quoted\" and ends here.\n\n", i);
      mark.offset = text->len - 2;
      g_array_append_val (marks, mark);
      g_array_append_val (marks, mark);
    }
  with = propus_markdown_marks_insert (text->str, text->len, (PropusMarkdownMark *) marks->data, marks->len);
  g_free (dump (with, TRUE, TRUE, &n));
  g_assert_cmpuint (n, ==, 500);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown/marks/everywhere", test_everywhere);
  g_test_add_func ("/markdown/marks/places", test_places);
  g_test_add_func ("/markdown/marks/forged", test_forged);
  g_test_add_func ("/markdown/marks/many", test_many);
  return g_test_run ();
}
