/* propus-finder-dconf.c - keys in the settings of GNOME programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-scan.h"

#include <string.h>

/* Newelle keeps the settings of its models as one string of JSON (its GSettings "llm-settings"). dconf writes a string
 * with a NUL behind it; a program in a sandbox has no dconf and writes a key file. */

static void
scan_text (PropusFinderScan *scan,
           gsize             start,
           gsize             end)
{
  const char *text = scan->bytes + start;
  const char *first = memchr (text, '{', end - start);
  const char *last = first != NULL ? memrchr (first, '}', end - (gsize) (first - scan->bytes)) : NULL;

  if (last == NULL || !propus_finder_contains (first, (gsize) (last - first), "gemini"))
    return;

  /* Not every brace is JSON's, so that it is none is no failure. */
  (void) propus_finder_scan_json (scan, (gsize) (first - scan->bytes), (gsize) (last - scan->bytes) + 1, "");
}

/**
 * propus_finder_scan_dconf:
 * @scan: a database of dconf
 *
 * Adds the keys in its strings.
 *
 * Returns: whether it is one
 */
gboolean
propus_finder_scan_dconf (PropusFinderScan *scan)
{
  gsize start = 0;

  if (scan->length < 8 || (memcmp (scan->bytes, "GVariant", 8) != 0 && memcmp (scan->bytes, "raVGtnai", 8) != 0))
    return FALSE;
  if (!propus_finder_contains (scan->bytes, scan->length, "newelle"))
    scan->program = "dconf";

  while (start < scan->length)
    {
      const char *nul = memchr (scan->bytes + start, '\0', scan->length - start);
      gsize end = nul != NULL ? (gsize) (nul - scan->bytes) : scan->length;

      if (end > start)
        scan_text (scan, start, end);
      start = end + 1;
    }

  return TRUE;
}

/**
 * propus_finder_scan_keyfile:
 * @scan: a key file of GSettings
 *
 * Adds the keys in its strings.
 */
void
propus_finder_scan_keyfile (PropusFinderScan *scan)
{
  g_autoptr(GArray) lines = propus_finder_scan_split (scan);

  for (guint i = 0; i < lines->len; i++)
    {
      const PropusFinderLine *line = &g_array_index (lines, PropusFinderLine, i);

      scan_text (scan, line->start, line->end);
    }
}
