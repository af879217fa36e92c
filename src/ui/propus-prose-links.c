/* propus-prose-links.c - where the links are in a run of prose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prose-links.h"

#include <string.h>

static void
link_clear (PropusProseLink *link)
{
  g_clear_pointer (&link->url, g_free);
}

/**
 * propus_prose_links_new:
 *
 * Returns: (transfer full): no links
 */
GArray *
propus_prose_links_new (void)
{
  GArray *self = g_array_new (FALSE, FALSE, sizeof (PropusProseLink));

  g_array_set_clear_func (self, (GDestroyNotify) link_clear);

  return self;
}

static PropusProseLink *
get (GArray *self,
     guint   index)
{
  return &g_array_index (self, PropusProseLink, index);
}

/* The first link that ends behind @offset. */
static guint
find_index (GArray *self,
            guint   offset)
{
  guint low = 0;
  guint high = self->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (offset >= get (self, middle)->end)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/**
 * propus_prose_links_add:
 * @self: links
 * @start: not before the end of the last one
 * @end: past its text
 * @url: where it leads
 *
 * Adds a link; the last one grows when it ends at @start and leads to the same place.
 */
void
propus_prose_links_add (GArray     *self,
                        guint       start,
                        guint       end,
                        const char *url)
{
  PropusProseLink link = { start, end, NULL };
  PropusProseLink *last = self->len > 0 ? get (self, self->len - 1) : NULL;

  g_return_if_fail (url != NULL);
  g_return_if_fail (last == NULL || last->end <= start);

  if (last != NULL && last->end == start && strcmp (last->url, url) == 0)
    {
      last->end = end;
      return;
    }

  link.url = g_strdup (url);
  g_array_append_val (self, link);
}

/**
 * propus_prose_links_truncate:
 * @self: links
 * @offset: where the text ends now
 */
void
propus_prose_links_truncate (GArray *self,
                             guint   offset)
{
  while (self->len > 0)
    {
      PropusProseLink *last = get (self, self->len - 1);

      if (last->start < offset)
        {
          last->end = MIN (last->end, offset);
          break;
        }
      g_array_set_size (self, self->len - 1);
    }
}

/**
 * propus_prose_links_find:
 * @self: links
 * @offset: a character
 *
 * Returns: (transfer none) (nullable): the link that @offset is in
 */
PropusProseLink *
propus_prose_links_find (GArray *self,
                         guint   offset)
{
  guint index = find_index (self, offset);

  return index < self->len && get (self, index)->start <= offset ? get (self, index) : NULL;
}

/**
 * propus_prose_links_find_next:
 * @self: links
 * @offset: a character
 *
 * Returns: (transfer none) (nullable): the first link that begins behind @offset
 */
PropusProseLink *
propus_prose_links_find_next (GArray *self,
                              guint   offset)
{
  guint index = find_index (self, offset);

  if (index < self->len && get (self, index)->start <= offset)
    index++;

  return index < self->len ? get (self, index) : NULL;
}

/**
 * propus_prose_links_find_previous:
 * @self: links
 * @offset: a character
 *
 * Returns: (transfer none) (nullable): the last link that begins before @offset
 */
PropusProseLink *
propus_prose_links_find_previous (GArray *self,
                                  guint   offset)
{
  guint index = find_index (self, offset);

  if (index < self->len && get (self, index)->start < offset)
    return get (self, index);

  return index > 0 ? get (self, index - 1) : NULL;
}
