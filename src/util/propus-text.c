/* propus-text.c - small services for text from outside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-secret-pattern.h"
#include "propus-text.h"

#include <string.h>

/* A title is made of what stands in so many bytes, or of nothing but blanks before. */
#define TITLE_SECRET_BYTES 4096

/**
 * propus_text_make_valid:
 * @bytes: (nullable): text from outside, in any state
 * @length: its length in bytes, or -1 when it ends with a NUL
 *
 * Turns @bytes into valid UTF-8: broken sequences become U+FFFD, and so does a NUL byte.
 *
 * Returns: (transfer full): a valid UTF-8 string, never %NULL
 */
char *
propus_text_make_valid (const char *bytes,
                        gssize      length)
{
  g_autoptr(GString) joined = NULL;
  const char *p = bytes;
  gsize left;

  if (bytes == NULL)
    return g_strdup ("");

  left = length < 0 ? strlen (bytes) : (gsize) length;
  if (memchr (bytes, '\0', left) == NULL)
    return g_utf8_make_valid (bytes, (gssize) left);

  joined = g_string_sized_new (left + 8);
  while (left > 0)
    {
      const char *nul = memchr (p, '\0', left);
      gsize run = nul != NULL ? (gsize) (nul - p) : left;
      g_autofree char *valid = g_utf8_make_valid (p, (gssize) run);

      g_string_append (joined, valid);
      if (nul != NULL)
        g_string_append (joined, "\357\277\275");
      p += run + (nul != NULL ? 1 : 0);
      left -= run + (nul != NULL ? 1 : 0);
    }

  return g_string_free (g_steal_pointer (&joined), FALSE);
}

/**
 * propus_text_make_title:
 * @text: (nullable): valid UTF-8, usually a first prompt
 *
 * Makes a title of one line: white space folded, control characters dropped, cut after a word when that is near and
 * with an ellipsis. What looks like a secret near the beginning becomes an ellipsis, too: a title stands in lists, in
 * the names of windows and of files. Reads no more of @text than it needs, so a prompt of 1 MB costs nothing.
 *
 * Returns: (transfer full): the title; empty when @text has no visible character
 */
char *
propus_text_make_title (const char *text)
{
  g_autoptr(GString) title = g_string_new (NULL);
  gsize chars = 0;
  gsize last_space = 0;
  gboolean space = FALSE;
  g_autoptr(GArray) secrets = NULL;
  const char *next;
  guint secret = 0;

  if (text == NULL || *text == '\0')
    return g_strdup ("");

  secrets = propus_secret_pattern_find (text, strnlen (text, TITLE_SECRET_BYTES));

  for (const char *p = text; *p != '\0'; p = next)
    {
      gunichar c = g_utf8_get_char (p);

      next = g_utf8_next_char (p);
      if (secret < secrets->len && g_array_index (secrets, PropusSecretRange, secret).start == (gsize) (p - text))
        {
          next = text + g_array_index (secrets, PropusSecretRange, secret++).end;
          c = 0x2026;
        }

      if (g_unichar_isspace (c))
        {
          space = title->len > 0;
          continue;
        }
      if (!g_unichar_isprint (c) && !g_unichar_iszerowidth (c))
        continue;

      if (chars + (space ? 1 : 0) >= PROPUS_LIMIT_TITLE_CHARS - 1)
        {
          if (!space && last_space > title->len / 2)
            g_string_truncate (title, last_space);
          g_string_append (title, "…");
          break;
        }
      if (space)
        {
          last_space = title->len;
          g_string_append_c (title, ' ');
          chars++;
          space = FALSE;
        }
      g_string_append_unichar (title, c);
      chars++;
    }

  return g_string_free (g_steal_pointer (&title), FALSE);
}
