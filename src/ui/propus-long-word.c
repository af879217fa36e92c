/* propus-long-word.c - places to break a word that has none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-long-word.h"

#include "propus-limits.h"

#include <string.h>

/* Pango needs more than 40 seconds to wrap one word of 100,000 characters. Every PROPUS_LIMIT_UNBROKEN_RUN characters
 * such a word gets this mark: two invisible characters that nobody types one after the other, so that it can be taken
 * out again without touching a single one that was there before. Nothing that is sent or kept ever has it. */
#define MARK PROPUS_LONG_WORD_MARK

static gboolean
is_break (char c)
{
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static gboolean
is_character_start (char c)
{
  return (c & 0xc0) != 0x80;
}

/**
 * propus_long_word_is_in:
 * @text: UTF-8
 * @length: of @text in bytes
 *
 * Returns: whether a word in @text is so long that it must be split before GTK wraps it; takes one pass
 */
gboolean
propus_long_word_is_in (const char *text,
                        gsize       length)
{
  guint run = 0;

  g_return_val_if_fail (text != NULL, FALSE);

  for (gsize i = 0; i < length; i++)
    {
      if (is_break (text[i]))
        run = 0;
      else if (is_character_start (text[i]) && ++run > PROPUS_LIMIT_UNBROKEN_RUN)
        return TRUE;
    }

  return FALSE;
}

/**
 * propus_long_word_dup_split:
 * @text: UTF-8
 * @length: of @text in bytes
 *
 * Returns: (transfer full): @text with invisible places to break its long words
 */
char *
propus_long_word_dup_split (const char *text,
                            gsize       length)
{
  GString *split;
  guint run = 0;

  g_return_val_if_fail (text != NULL, NULL);

  split = g_string_sized_new (length + length / PROPUS_LIMIT_UNBROKEN_RUN * strlen (MARK) + 1);
  for (gsize i = 0; i < length; i++)
    {
      if (is_break (text[i]))
        run = 0;
      else if (is_character_start (text[i]) && run++ == PROPUS_LIMIT_UNBROKEN_RUN)
        {
          g_string_append (split, MARK);
          run = 1;
        }
      g_string_append_c (split, text[i]);
    }

  return g_string_free (split, FALSE);
}

/**
 * propus_long_word_dup_joined:
 * @text: UTF-8, as propus_long_word_dup_split() made it
 *
 * Returns: (transfer full): @text without the places to break
 */
char *
propus_long_word_dup_joined (const char *text)
{
  GString *joined;
  const char *rest = text;

  g_return_val_if_fail (text != NULL, NULL);

  joined = g_string_sized_new (strlen (text) + 1);
  for (const char *mark = strstr (rest, MARK); mark != NULL; mark = strstr (rest, MARK))
    {
      g_string_append_len (joined, rest, mark - rest);
      rest = mark + strlen (MARK);
    }
  g_string_append (joined, rest);

  return g_string_free (joined, FALSE);
}

/**
 * propus_long_word_dup_offsets:
 * @text: UTF-8, as propus_long_word_dup_split() made it
 * @bytes: (array length=n_bytes): places in @text without the places to break, in bytes, in ascending order
 * @n_bytes: how many
 *
 * Returns: (transfer full) (array length=n_bytes): the same places in @text, in characters; one pass finds them all
 */
guint *
propus_long_word_dup_offsets (const char  *text,
                              const gsize *bytes,
                              guint        n_bytes)
{
  guint *offsets = g_new0 (guint, n_bytes);
  const char *p = text;
  gsize joined = 0;
  guint characters = 0;

  g_return_val_if_fail (text != NULL, offsets);

  for (guint i = 0; i < n_bytes; i++)
    {
      while (*p != '\0' && joined < bytes[i])
        {
          const char *next = g_utf8_next_char (p);

          if (g_str_has_prefix (p, MARK))
            {
              p += strlen (MARK);
              characters += g_utf8_strlen (MARK, -1);
              continue;
            }
          joined += next - p;
          characters++;
          p = next;
        }
      offsets[i] = characters;
    }

  return offsets;
}
