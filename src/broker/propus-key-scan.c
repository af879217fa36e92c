/* propus-key-scan.c - where a text holds pieces of known keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-scan.h"

#include <string.h>

/* How many bytes of @key from @offset on stand at the beginning of @text. */
static gsize
common_length (const char *key,
               gsize       key_length,
               gsize       offset,
               const char *text,
               gsize       length)
{
  gsize n = 0;

  while (n < length && offset + n < key_length && text[n] == key[offset + n])
    n++;

  return n;
}

/* The longest piece of @value that @text begins with. */
static gsize
longest_piece (SecretValue *value,
               const char  *text,
               gsize        length)
{
  gsize key_length = 0;
  const char *key = secret_value_get (value, &key_length);
  gsize longest = 0;

  for (gsize offset = 0; offset + PROPUS_KEY_SCAN_PIECE <= key_length; offset++)
    if (key[offset] == text[0])
      longest = MAX (longest, common_length (key, key_length, offset, text, length));

  return longest;
}

static void
add_range (GArray *ranges,
           gsize   start,
           gsize   end)
{
  PropusKeyRange range = { start, end };
  PropusKeyRange *last = ranges->len > 0 ? &g_array_index (ranges, PropusKeyRange, ranges->len - 1) : NULL;

  if (last != NULL && start <= last->end)
    last->end = MAX (last->end, end);
  else
    g_array_append_val (ranges, range);
}

/**
 * propus_key_scan:
 * @keys: (element-type SecretValue): the known keys
 * @text: (array length=length): any bytes
 * @length: how many
 *
 * Finds every place that holds a known key, or a piece of one from %PROPUS_KEY_SCAN_PIECE bytes on.
 *
 * Returns: (transfer full) (element-type PropusKeyRange): the places in order, none touching the next
 */
GArray *
propus_key_scan (GPtrArray  *keys,
                 const char *text,
                 gsize       length)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (PropusKeyRange));

  g_return_val_if_fail (keys != NULL, ranges);
  g_return_val_if_fail (text != NULL || length == 0, ranges);

  for (gsize pos = 0; pos + PROPUS_KEY_SCAN_PIECE <= length; pos++)
    {
      gsize longest = 0;

      for (guint i = 0; i < keys->len; i++)
        longest = MAX (longest, longest_piece (keys->pdata[i], text + pos, length - pos));

      if (longest >= PROPUS_KEY_SCAN_PIECE)
        add_range (ranges, pos, pos + longest);
    }

  return ranges;
}
