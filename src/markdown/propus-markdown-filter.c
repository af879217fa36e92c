/* propus-markdown-filter.c - characters that must not reach the screen as they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-filter.h"

#include <string.h>

/* U+E0000 to U+E007F: invisible copies of ASCII, used to smuggle text. */
static gboolean
is_tag (gunichar c)
{
  return c >= 0xe0000 && c <= 0xe007f;
}

static gboolean
is_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c;
}

/* Of no width or colour, and not needed to write any language in code: names and numbers could differ by them alone.
 * The joiners U+200C and U+200D are not among them, and neither is U+FE00 to U+FE0F: emoji have these. */
static gboolean
is_invisible (gunichar c)
{
  return c == 0xad || c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5 || (c >= 0x180b && c <= 0x180e)
         || c == 0x200b || (c >= 0x2060 && c <= 0x2065) || (c >= 0x206a && c <= 0x206f) || c == 0x3164 || c == 0xffa0
         || (c >= 0xfff0 && c <= 0xfffb) || (c >= 0xe0080 && c <= 0xe0fff);
}

static gboolean
is_marked (gunichar c)
{
  return is_direction (c) || is_tag (c) || is_invisible (c);
}

static gboolean
is_control (gunichar c)
{
  return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) || c == 0xfeff;
}

/* What propus-markdown-marks.h uses. */
static gboolean
is_mark (gunichar c)
{
  return c >= 0xfde0 && c <= 0xfdef;
}

static gboolean
is_separator (gunichar c)
{
  return c == 0x2028 || c == 0x2029;
}

static gboolean
is_hidden (gunichar c)
{
  return c >= 0xfdd0 && c <= 0xfdd5;
}

/* What a hidden sign stands for: in prose a backslash before a bracket is not shown. */
static const char *
get_shown (gunichar c,
           gboolean prose)
{
  static const char * const shown[] = { "|", "\\(", "\\)", "\\[", "\\]", "[^" };

  return shown[c - 0xfdd0] + (prose && c != 0xfdd0 && c != 0xfdd5 ? 1 : 0);
}

static gboolean
is_plain (guchar c)
{
  return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\n';
}

static void
append_filtered (GString      *out,
                 PropusFilter  filter,
                 gunichar      c)
{
  if (is_mark (c) && filter != PROPUS_FILTER_MARKED)
    return;
  if (is_control (c) || (is_hidden (c) && (filter == PROPUS_FILTER_SOURCE || filter == PROPUS_FILTER_MARKED)))
    return;

  if (is_separator (c))
    g_string_append_c (out, filter == PROPUS_FILTER_PROSE ? ' ' : '\n');
  else if (is_hidden (c))
    g_string_append (out, get_shown (c, filter == PROPUS_FILTER_PROSE));
  else if (filter == PROPUS_FILTER_CODE && is_marked (c))
    g_string_append_printf (out, "[U+%04X]", c);
  else if (filter == PROPUS_FILTER_PROSE && (is_tag (c) || c == 0x202d || c == 0x202e))
    return;
  else
    g_string_append_unichar (out, c);
}

/**
 * propus_markdown_filter_append:
 * @out: receives the filtered text
 * @filter: what the text is
 * @text: valid UTF-8 without NUL
 * @length: its length in bytes
 *
 * Appends @text without what must not be shown: control characters but tab and newline, and the byte order mark; in
 * prose also the Tags block and the two overrides of the writing direction, in code these become marks like
 * "[U+202E]", and so do the other direction characters and all that cannot be seen. Joiners stay: emoji, Indic and
 * Persian text need them.
 */
void
propus_markdown_filter_append (GString      *out,
                               PropusFilter  filter,
                               const char   *text,
                               gsize         length)
{
  const char *p = text;
  const char *end = text + length;

  g_return_if_fail (out != NULL);

  while (p < end)
    {
      const char *run = p;

      while (p < end && is_plain ((guchar) *p))
        p++;
      g_string_append_len (out, run, p - run);

      if (p < end)
        {
          append_filtered (out, filter, g_utf8_get_char (p));
          p = g_utf8_next_char (p);
        }
    }
}

/**
 * propus_markdown_filter_is_mark:
 * @text: a place in code that was filtered
 *
 * Returns: whether a mark of %PROPUS_FILTER_CODE begins here; one that the answer itself has written counts too
 */
gboolean
propus_markdown_filter_is_mark (const char *text)
{
  char *end = NULL;
  guint64 value;

  g_return_val_if_fail (text != NULL, FALSE);

  if (strncmp (text, "[U+", 3) != 0 || !g_ascii_isxdigit (text[3]))
    return FALSE;
  value = g_ascii_strtoull (text + 3, &end, 16);

  return *end == ']' && end - text - 3 >= 4 && end - text - 3 <= 6 && is_marked ((gunichar) value);
}

/**
 * propus_markdown_filter_dup_url:
 * @url: (nullable): an address of cmark-gfm's
 *
 * Returns: (transfer full): the address as it was written, and nothing else changed: what is allowed is another's matter
 */
char *
propus_markdown_filter_dup_url (const char *url)
{
  g_autoptr(GString) out = g_string_new (NULL);

  for (const char *p = url != NULL ? url : ""; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_hidden (c))
        g_string_append (out, get_shown (c, TRUE));
      else
        g_string_append_unichar (out, c);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
