/* propus-prose-formula.c - the LaTeX of the formulas in prose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prose-formula.h"

/**
 * propus_prose_formula_find:
 * @line: a paragraph
 * @character: a place in its text, in characters
 *
 * Returns: (transfer none) (nullable): the LaTeX of the formula that stands there, as long as @line lives; %NULL: none does
 */
const char *
propus_prose_formula_find (const PropusLine *line,
                           guint             character)
{
  guint offset;

  g_return_val_if_fail (line != NULL, NULL);

  if (line->spans == NULL || (glong) character >= g_utf8_strlen (line->text, -1))
    return NULL;

  offset = (guint) (g_utf8_offset_to_pointer (line->text, character) - line->text);
  for (guint i = 0; i < line->spans->len; i++)
    {
      const PropusSpan *span = &g_array_index (line->spans, PropusSpan, i);

      if (offset >= span->start && offset < span->end)
        return span->latex;
    }

  return NULL;
}
