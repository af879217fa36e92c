/* propus-text-match.h - finding words without minding case, accents and width
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of a UTF-8 string. */
typedef struct
{
  gsize start;
  gsize length;
} PropusTextRange;

/* Pure functions, for any thread. The store's search and a search on the screen use the same, so both find the same. */

/* Small letters without accents, full-width letters as plain ones, white space as one blank each. Kana keep their
 * marks. @offsets (nullable): gets a GArray of guint32, for each byte of the result the byte of @text that it came
 * from, and one more for the end. */
char   *propus_text_fold        (const char *text, gssize length, GArray **offsets);
/* The words of a query, folded; quotes, operators and the like are plain text. Never more than a bounded number.
 * NULL-terminated, empty for nothing but blanks. */
char  **propus_text_split_query (const char *query);
/* The same of a text that is to be found as one piece, blanks within it and all: one word or none. */
char  **propus_text_split_phrase (const char *text);
/* Where words (of propus_text_split_query) stand in @text: GArray of PropusTextRange, in order, none overlapping, at
 * most @max. Empty unless every word occurs. */
GArray *propus_text_find        (const char *text, const char * const *words, guint max);

G_END_DECLS
