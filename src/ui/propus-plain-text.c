/* propus-plain-text.c - an answer as it reads, without its marks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-plain-text.h"

#include "propus-markdown-stream.h"
#include "propus-math-text.h"

static void
append_line (GString          *text,
             const PropusLine *line)
{
  for (guint i = 1; i < line->depth; i++)
    g_string_append (text, "  ");
  if (line->kind == PROPUS_LINE_RULE)
    g_string_append (text, "———");
  if (line->marker != NULL)
    g_string_append_printf (text, "%s ", line->marker);
  for (const char *p = line->text; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (text, c == 0x2028 ? '\n' : c);
    }
  g_string_append_c (text, '\n');
}

static gboolean
is_item (PropusMarkdownBlock *block)
{
  return propus_markdown_block_get_kind (block) == PROPUS_BLOCK_PROSE &&
         propus_markdown_block_get_n_lines (block) > 0 &&
         propus_markdown_block_get_line (block, 0)->depth > 0;
}

static void
append_block (GString             *text,
              PropusMarkdownBlock *block)
{
  switch (propus_markdown_block_get_kind (block))
    {
    case PROPUS_BLOCK_CODE:
      g_string_append_printf (text, "%s\n", propus_markdown_block_get_code (block));
      break;
    case PROPUS_BLOCK_TABLE:
      {
        g_autofree char *tsv = propus_markdown_block_to_tsv (block);

        g_string_append (text, tsv);
        if (text->len > 0 && text->str[text->len - 1] != '\n')
          g_string_append_c (text, '\n');
      }
      break;
    case PROPUS_BLOCK_MATH:
      {
        g_autofree char *line = propus_math_dup_text (propus_markdown_block_get_latex (block));

        g_string_append_printf (text, "%s\n", line);
      }
      break;
    case PROPUS_BLOCK_PROSE:
    default:
      for (guint i = 0; i < propus_markdown_block_get_n_lines (block); i++)
        append_line (text, propus_markdown_block_get_line (block, i));
      break;
    }
}

/**
 * propus_plain_text_dup:
 * @markdown: an answer
 *
 * Returns: (transfer full): what a reader reads: markers of lists stay, cells of tables are parted by tabs
 */
char *
propus_plain_text_dup (const char *markdown)
{
  g_autoptr (GPtrArray) blocks = propus_markdown_parse (markdown);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      PropusMarkdownBlock *block = g_ptr_array_index (blocks, i);

      if (i > 0 && !(is_item (block) && is_item (g_ptr_array_index (blocks, i - 1))))
        g_string_append_c (text, '\n');
      append_block (text, block);
    }
  while (text->len > 0 && text->str[text->len - 1] == '\n')
    g_string_truncate (text, text->len - 1);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
