/* block-text.c - blocks as text, to be compared and read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "block-text.h"

#include <string.h>

static void
dump_text (GString    *out,
           const char *text,
           gsize       length)
{
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == 0x2028)
        g_string_append (out, "\\l");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else
        g_string_append_unichar (out, c);
    }
}

static void
dump_spans (GString          *out,
            const PropusLine *line)
{
  guint done = 0;

  for (guint i = 0; line->spans != NULL && i < line->spans->len; i++)
    {
      const PropusSpan *span = &g_array_index (line->spans, PropusSpan, i);

      g_assert_cmpuint (span->start, >=, done);
      g_assert_cmpuint (span->end, >, span->start);
      g_assert_cmpuint (span->end, <=, strlen (line->text));
      dump_text (out, line->text + done, span->start - done);
      g_string_append_printf (out, "{%s%s%s%s%s%s%s%s%s%s%s:",
                              span->flags & PROPUS_SPAN_STRONG ? "b" : "",
                              span->flags & PROPUS_SPAN_EMPHASIS ? "i" : "",
                              span->flags & PROPUS_SPAN_CODE ? "c" : "",
                              span->flags & PROPUS_SPAN_STRIKE ? "s" : "",
                              span->flags & PROPUS_SPAN_LINK ? "l " : "",
                              span->flags & PROPUS_SPAN_IMAGE ? "p " : "",
                              span->flags & PROPUS_SPAN_MATH ? "m " : "",
                              span->flags & PROPUS_SPAN_ITALIC ? "v" : "",
                              span->flags & PROPUS_SPAN_RAISED ? "^" : "",
                              span->flags & PROPUS_SPAN_LOWERED ? "_" : "",
                              span->url != NULL ? span->url : span->latex != NULL ? span->latex : "");
      dump_text (out, line->text + span->start, span->end - span->start);
      g_string_append_c (out, '}');
      done = span->end;
    }
  dump_text (out, line->text + done, strlen (line->text) - done);
}

static void
dump_line (GString          *out,
           const PropusLine *line)
{
  static const char * const kinds[] = { "paragraph", "heading", "item", "continuation", "rule" };

  g_string_append_printf (out, "  %s", kinds[line->kind]);
  if (line->level > 0)
    g_string_append_printf (out, " level=%u", line->level);
  if (line->depth > 0)
    g_string_append_printf (out, " depth=%u", line->depth);
  if (line->quote > 0)
    g_string_append_printf (out, " quote=%u", line->quote);
  if (line->marker != NULL)
    g_string_append_printf (out, " marker=%s", line->marker);
  if (line->loose)
    g_string_append (out, " loose");
  g_string_append (out, ": ");
  dump_spans (out, line);
  g_string_append_c (out, '\n');
}

static void
dump_table (GString             *out,
            PropusMarkdownBlock *block)
{
  g_string_append (out, "table ");
  for (guint j = 0; j < propus_markdown_block_get_n_columns (block); j++)
    g_string_append_c (out, "-lcr"[propus_markdown_block_get_align (block, j)]);
  g_string_append (out, propus_markdown_block_is_cut (block) ? " cut\n" : "\n");

  for (guint i = 0; i < propus_markdown_block_get_n_rows (block); i++)
    {
      g_string_append (out, " ");
      for (guint j = 0; j < propus_markdown_block_get_n_columns (block); j++)
        {
          const PropusLine *cell = propus_markdown_block_get_cell (block, i, j);

          g_string_append (out, " | ");
          if (cell != NULL)
            dump_spans (out, cell);
        }
      g_string_append (out, "\n");
    }
}

/* Everything that can be seen of the blocks, a line each. */
char *
block_text_dump (GPtrArray *blocks)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      PropusMarkdownBlock *block = blocks->pdata[i];

      switch (propus_markdown_block_get_kind (block))
        {
        case PROPUS_BLOCK_PROSE:
          g_string_append (out, "prose\n");
          for (guint j = 0; j < propus_markdown_block_get_n_lines (block); j++)
            dump_line (out, propus_markdown_block_get_line (block, j));
          break;

        case PROPUS_BLOCK_CODE:
          g_string_append_printf (out, "code language=%s depth=%u quote=%u%s: ",
                                  propus_markdown_block_get_language (block),
                                  propus_markdown_block_get_depth (block),
                                  propus_markdown_block_get_quote (block),
                                  propus_markdown_block_is_open (block) ? " open" : "");
          dump_text (out, propus_markdown_block_get_code (block), propus_markdown_block_get_code_length (block));
          g_string_append_c (out, '\n');
          break;

        case PROPUS_BLOCK_TABLE:
          dump_table (out, block);
          break;

        case PROPUS_BLOCK_MATH:
          g_string_append_printf (out, "math depth=%u quote=%u%s: ", propus_markdown_block_get_depth (block),
                                  propus_markdown_block_get_quote (block),
                                  propus_markdown_block_is_open (block) ? " open" : "");
          dump_text (out, propus_markdown_block_get_latex (block), strlen (propus_markdown_block_get_latex (block)));
          g_string_append_c (out, '\n');
          break;

        default:
          g_assert_not_reached ();
        }
    }

  return g_string_free (out, FALSE);
}
