/* propus-long-word.c - places to break a word that has none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-long-word.h"

#include "propus-limits.h"

#include <string.h>

/* Pango needs more than 40 seconds to wrap one word of 100,000 characters. Every PROPUS_LIMIT_UNBROKEN_PIECE characters
 * a word of more than PROPUS_LIMIT_UNBROKEN_RUN gets this mark: two invisible characters that nobody types one after the
 * other, so that it can be taken out again without touching a single one that was there before. Nothing that is sent or
 * kept ever has it. */
#define MARK PROPUS_LONG_WORD_MARK

#define FIRST_IDEOGRAPHIC_BYTE 0xe2   /* of what Unicode lets break anywhere, like Chinese */

static gboolean
is_character_start (char c)
{
  return (c & 0xc0) != 0x80;
}

/* Whether a line may be broken at the character that begins here. */
static gboolean
is_break (const char *p)
{
  if (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')
    return TRUE;

  return (guchar) *p >= FIRST_IDEOGRAPHIC_BYTE && g_unichar_break_type (g_utf8_get_char (p)) == G_UNICODE_BREAK_IDEOGRAPHIC;
}

/* Whether the word that begins at @text has more than PROPUS_LIMIT_UNBROKEN_RUN characters. */
static gboolean
begins_long (const char *text,
             gsize       length)
{
  guint run = 0;

  for (gsize i = 0; i < length && run <= PROPUS_LIMIT_UNBROKEN_RUN; i++)
    {
      if (!is_character_start (text[i]))
        continue;
      if (is_break (text + i))
        return FALSE;
      run++;
    }

  return run > PROPUS_LIMIT_UNBROKEN_RUN;
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
      if (!is_character_start (text[i]))
        continue;
      run = is_break (text + i) ? 0 : run + 1;
      if (run > PROPUS_LIMIT_UNBROKEN_RUN)
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
  gboolean within = FALSE;
  gboolean is_long = FALSE;
  guint run = 0;

  g_return_val_if_fail (text != NULL, NULL);

  split = g_string_sized_new (length + 1);
  for (gsize i = 0; i < length; i++)
    {
      if (is_character_start (text[i]))
        {
          gboolean inside = !is_break (text + i);

          if (inside && !within)
            {
              is_long = begins_long (text + i, length - i);
              run = 0;
            }
          within = inside;
          if (within && is_long && run++ == PROPUS_LIMIT_UNBROKEN_PIECE)
            {
              g_string_append (split, MARK);
              run = 1;
            }
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
