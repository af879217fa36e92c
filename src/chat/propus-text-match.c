/* propus-text-match.c - finding words without minding case, accents and width
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-text-match.h"
#include "propus-limits.h"

#include <string.h>

/* Folding is written by hand because SQLite's trigram tokenizer knows accents only from 3.45 on, and because a place in
 * the folded text must lead back to one in the text. It goes character by character, so that a query folds to a piece
 * of what the text folds to. */
typedef struct
{
  GString *out;
  GArray *offsets;      /* NULL: not wanted */
  gsize at;             /* where the character that is being folded begins */
  gunichar last;        /* what was put out last */
} Fold;

static gboolean
takes_no_marks (gunichar c)
{
  GUnicodeScript script = g_unichar_get_script (c);

  return script == G_UNICODE_SCRIPT_LATIN || script == G_UNICODE_SCRIPT_GREEK || script == G_UNICODE_SCRIPT_CYRILLIC;
}

static void
put (Fold     *fold,
     gunichar  c)
{
  guint32 at = (guint32) fold->at;
  char bytes[6];
  int length = g_unichar_to_utf8 (c, bytes);

  g_string_append_len (fold->out, bytes, length);
  for (int i = 0; fold->offsets != NULL && i < length; i++)
    g_array_append_val (fold->offsets, at);
  fold->last = c;
}

static void
replace_last (Fold     *fold,
              gunichar  c)
{
  gsize length = (gsize) g_unichar_to_utf8 (fold->last, NULL);
  gsize begin = fold->at;

  g_string_truncate (fold->out, fold->out->len - length);
  if (fold->offsets != NULL)
    {
      fold->at = g_array_index (fold->offsets, guint32, fold->out->len);
      g_array_set_size (fold->offsets, (guint) fold->out->len);
    }
  put (fold, c);
  fold->at = begin;
}

/* Letters that Unicode does not take apart, but that people look for without their stroke. */
static const char *
get_plain (gunichar c)
{
  switch (c)
    {
    case 0x00df: return "ss";
    case 0x00e6: return "ae";
    case 0x00f0: return "d";
    case 0x00f8: return "o";
    case 0x00fe: return "th";
    case 0x0111: return "d";
    case 0x0131: return "i";
    case 0x0142: return "l";
    case 0x0153: return "oe";
    case 0x03c2: return "σ";
    default: return NULL;
    }
}

static void
put_letter (Fold     *fold,
            gunichar  c)
{
  gunichar composed;
  const char *plain;

  if (g_unichar_ismark (c))
    {
      if (fold->last != 0 && takes_no_marks (fold->last))
        return;
      if (fold->last != 0 && g_unichar_compose (fold->last, c, &composed))
        {
          replace_last (fold, composed);
          return;
        }
    }

  c = g_unichar_tolower (c);
  plain = get_plain (c);
  if (plain == NULL)
    put (fold, c);
  for (const char *p = plain; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    put (fold, g_utf8_get_char (p));
}

static gboolean
is_invisible (gunichar c)
{
  return c == 0x00ad || c == 0x200b || c == 0x2060 || c == 0xfeff;
}

static void
put_character (Fold     *fold,
               gunichar  c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n_parts;

  if (c < 0x80)
    {
      put (fold, g_ascii_isspace ((char) c) ? ' ' : (gunichar) g_ascii_tolower ((char) c));
      return;
    }
  if (is_invisible (c))
    return;
  if (g_unichar_isspace (c))
    {
      put (fold, ' ');
      return;
    }
  if ((c >= 0x3400 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3))
    {
      put (fold, c);
      return;
    }

  n_parts = g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts));
  for (gsize i = 0; i < n_parts; i++)
    put_letter (fold, parts[i]);
}

/**
 * propus_text_fold:
 * @text: valid UTF-8
 * @length: its bytes, -1: up to its end
 * @offsets: (out) (optional) (element-type guint32): for each byte of the result the byte of @text that it came from,
 *   and one more for the end
 *
 * Returns: (transfer full): @text as it is looked through: small letters without accents
 */
char *
propus_text_fold (const char  *text,
                  gssize       length,
                  GArray     **offsets)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  Fold fold = { .out = g_string_sized_new (size + 1) };

  if (offsets != NULL)
    fold.offsets = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint) size + 1);

  while (fold.at < size)
    {
      const char *p = text + fold.at;

      put_character (&fold, g_utf8_get_char (p));
      fold.at += (gsize) (g_utf8_next_char (p) - p);
    }

  if (offsets != NULL)
    {
      guint32 end = (guint32) size;

      g_array_append_val (fold.offsets, end);
      *offsets = fold.offsets;
    }
  return g_string_free (fold.out, FALSE);
}

/**
 * propus_text_split_query:
 * @query: (nullable): what a person typed or pasted, of any length; it need not be valid UTF-8
 *
 * Returns: (transfer full): its first words, folded, none twice, ended by %NULL
 */
char **
propus_text_split_query (const char *query)
{
  gsize length = query != NULL ? strnlen (query, PROPUS_LIMIT_QUERY_BYTES) : 0;
  g_autofree char *valid = g_utf8_make_valid (query != NULL ? query : "", (gssize) length);
  g_autofree char *folded = propus_text_fold (valid, -1, NULL);
  g_auto(GStrv) pieces = g_strsplit (folded, " ", -1);
  g_autoptr(GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; pieces[i] != NULL && words->len < PROPUS_LIMIT_QUERY_WORDS; i++)
    if (pieces[i][0] != '\0' && !g_ptr_array_find_with_equal_func (words, pieces[i], g_str_equal, NULL))
      g_ptr_array_add (words, g_strdup (pieces[i]));
  g_ptr_array_add (words, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

/**
 * propus_text_split_phrase:
 * @text: (nullable): what a person typed or pasted, of any length; it need not be valid UTF-8
 *
 * Returns: (transfer full): @text as one word, folded, without blanks at its ends; nothing but %NULL when that is empty
 */
char **
propus_text_split_phrase (const char *text)
{
  gsize length = text != NULL ? strnlen (text, PROPUS_LIMIT_QUERY_BYTES) : 0;
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", (gssize) length);
  g_autofree char *folded = g_strstrip (propus_text_fold (valid, -1, NULL));
  char **words = g_new0 (char *, 2);

  if (*folded != '\0')
    words[0] = g_steal_pointer (&folded);
  return words;
}

static int
compare_ranges (gconstpointer a,
                gconstpointer b)
{
  const PropusTextRange *left = a;
  const PropusTextRange *right = b;

  if (left->start != right->start)
    return left->start < right->start ? -1 : 1;
  return left->length > right->length ? -1 : left->length < right->length;
}

/* What begins within one before it goes. */
static void
drop_overlaps (GArray *ranges,
               guint   max)
{
  guint kept = 0;
  gsize end = 0;

  for (guint i = 0; i < ranges->len && kept < max; i++)
    {
      PropusTextRange range = g_array_index (ranges, PropusTextRange, i);

      if (kept > 0 && range.start < end)
        continue;
      g_array_index (ranges, PropusTextRange, kept++) = range;
      end = range.start + range.length;
    }
  g_array_set_size (ranges, kept);
}

/* The accents that follow the last letter belong to it. */
static gsize
skip_marks (const char *text,
            gsize       end)
{
  while (text[end] != '\0' && g_unichar_ismark (g_utf8_get_char (text + end)))
    end += (gsize) (g_utf8_next_char (text + end) - (text + end));
  return end;
}

static gboolean
find_word (const char *text,
           const char *folded,
           GArray     *offsets,
           const char *word,
           guint       max,
           GArray     *ranges)
{
  gsize word_length = strlen (word);
  guint n_found = 0;

  for (const char *p = strstr (folded, word); p != NULL && n_found < max; p = strstr (p + word_length, word))
    {
      gsize start = (gsize) (p - folded);
      PropusTextRange range;
      gsize end;

      range.start = g_array_index (offsets, guint32, start);
      end = g_array_index (offsets, guint32, start + word_length);
      /* A letter that became two may have been found by half. */
      if (end == g_array_index (offsets, guint32, start + word_length - 1))
        end += (gsize) (g_utf8_next_char (text + end) - (text + end));
      range.length = skip_marks (text, end) - range.start;
      g_array_append_val (ranges, range);
      n_found++;
    }

  return n_found > 0;
}

/**
 * propus_text_find:
 * @text: valid UTF-8
 * @words: (array zero-terminated=1): what propus_text_split_query() gave
 * @max: how many places at most
 *
 * Returns: (transfer full) (element-type PropusTextRange): where they stand, in order; empty unless each occurs
 */
GArray *
propus_text_find (const char         *text,
                  const char * const *words,
                  guint               max)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (PropusTextRange));
  g_autoptr(GArray) offsets = NULL;
  g_autofree char *folded = propus_text_fold (text, -1, &offsets);

  for (guint i = 0; words[i] != NULL; i++)
    if (!find_word (text, folded, offsets, words[i], max, ranges))
      {
        g_array_set_size (ranges, 0);
        return ranges;
      }

  g_array_sort (ranges, compare_ranges);
  drop_overlaps (ranges, max);
  return ranges;
}
