/* propus-markdown-source.c - bytes as they arrive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-filter.h"
#include "propus-markdown-source.h"

#include <string.h>

/* How many bytes at the end of @text are the beginning of a character? */
gsize
propus_markdown_source_count_unfinished (const char *text,
                                         gsize       length)
{
  for (gsize n = 1; n <= 3 && n <= length; n++)
    {
      guchar c = (guchar) text[length - n];

      if ((c & 0xc0) == 0x80)
        continue;
      if (c >= 0xc0 && g_utf8_get_char_validated (text + length - n, (gssize) n) == (gunichar) -2)
        return n;
      break;
    }

  return 0;
}

/* CR LF and CR become LF here, so that all that follows knows one kind of line end. */
void
propus_markdown_source_add (GString    *source,
                            gboolean   *after_cr,
                            gboolean    marked,
                            const char *text,
                            gsize       length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *cr;

      if (*after_cr && *text == '\n')
        text++;
      *after_cr = FALSE;

      cr = memchr (text, '\r', (gsize) (end - text));
      propus_markdown_filter_append (source, marked ? PROPUS_FILTER_MARKED : PROPUS_FILTER_SOURCE, text,
                                     (gsize) ((cr != NULL ? cr : end) - text));
      if (cr == NULL)
        break;
      g_string_append_c (source, '\n');
      *after_cr = TRUE;
      text = cr + 1;
    }
}
