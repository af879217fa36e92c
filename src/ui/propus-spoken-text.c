/* propus-spoken-text.c - an answer as it is read out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-spoken-text.h"

#include "propus-code-language.h"
#include "propus-limits.h"
#include "propus-math-text.h"

#include <glib/gi18n.h>
#include <string.h>

static void
append_sentence (GString    *text,
                 const char *sentence)
{
  const char *p = sentence + strlen (sentence);
  gunichar last;

  if (*sentence == '\0')
    return;

  g_string_append (text, sentence);
  last = g_utf8_get_char (g_utf8_prev_char (p));
  /* A heading or an item without an end would run into what follows. */
  if (!g_unichar_ispunct (last))
    g_string_append_c (text, '.');
  g_string_append_c (text, '\n');
}

static void
append_prose (GString             *text,
              PropusMarkdownBlock *block)
{
  for (guint i = 0; i < propus_markdown_block_get_n_lines (block) && text->len < PROPUS_LIMIT_SPOKEN_BYTES; i++)
    {
      const PropusLine *line = propus_markdown_block_get_line (block, i);
      g_autoptr(GString) words = g_string_new (line->text);

      g_string_replace (words, "\342\200\250", "\n", 0);
      if (line->marker != NULL && g_ascii_isdigit (*line->marker))
        g_string_append_printf (text, "%s ", line->marker);
      append_sentence (text, words->str);
    }
}

/* Nobody wants to hear code letter by letter: it is said to be there. */
static void
append_code (GString             *text,
             PropusMarkdownBlock *block)
{
  const char *code = propus_markdown_block_get_code (block);
  g_autofree char *label = propus_code_language_dup_label (propus_markdown_block_get_language (block));
  guint n = 1;

  for (const char *p = strchr (code, '\n'); p != NULL; p = strchr (p + 1, '\n'))
    n++;
  /* Translators: read out in the place of code; %s is its language, %u how many lines it has. */
  g_string_append_printf (text, ngettext ("Code in %s, %u line.", "Code in %s, %u lines.", n), label, n);
  g_string_append_c (text, '\n');
}

static void
append_table (GString             *text,
              PropusMarkdownBlock *block)
{
  guint n = propus_markdown_block_get_n_rows (block);

  /* Translators: read out in the place of a table; %u is how many rows it has. */
  g_string_append_printf (text, ngettext ("A table with %u row.", "A table with %u rows.", n), n);
  g_string_append_c (text, '\n');
}

static void
append_formula (GString             *text,
                PropusMarkdownBlock *block)
{
  g_autofree char *words = propus_math_dup_text (propus_markdown_block_get_latex (block));

  append_sentence (text, words);
}

static void
cut (GString *text)
{
  const char *end;

  if (text->len <= PROPUS_LIMIT_SPOKEN_BYTES)
    return;

  end = text->str + PROPUS_LIMIT_SPOKEN_BYTES;
  while ((*end & 0xc0) == 0x80)
    end--;
  g_string_truncate (text, (gsize) (end - text->str));
  g_string_append (text, "…");
}

/**
 * propus_spoken_text_dup:
 * @stream: an answer that is up to date
 *
 * Returns: (transfer full): its beginning in sentences, a line each, at most %PROPUS_LIMIT_SPOKEN_BYTES; code and tables
 *   are only named
 */
char *
propus_spoken_text_dup (PropusMarkdownStream *stream)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (PROPUS_IS_MARKDOWN_STREAM (stream), g_string_free (text, FALSE));

  for (guint i = 0; i < propus_markdown_stream_get_n_blocks (stream) && text->len < PROPUS_LIMIT_SPOKEN_BYTES; i++)
    {
      PropusMarkdownBlock *block = propus_markdown_stream_get_block (stream, i);
      PropusBlockKind kind = propus_markdown_block_get_kind (block);

      if (kind == PROPUS_BLOCK_PROSE)
        append_prose (text, block);
      else if (kind == PROPUS_BLOCK_CODE)
        append_code (text, block);
      else if (kind == PROPUS_BLOCK_TABLE)
        append_table (text, block);
      else
        append_formula (text, block);
    }
  cut (text);

  return g_string_free (text, FALSE);
}
