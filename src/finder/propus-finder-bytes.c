/* propus-finder-bytes.c - what was read of a file, wiped when it goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-bytes.h"

#include <string.h>
#include <sys/mman.h>

/**
 * propus_finder_bytes_new:
 * @capacity: how many bytes will be put into it at most
 *
 * Pages of their own, locked as far as the limit allows, left out of core dumps and wiped when they go. They never move,
 * so no copy stays behind.
 *
 * Returns: (transfer full): no bytes yet
 */
PropusFinderBytes *
propus_finder_bytes_new (gsize capacity)
{
  PropusFinderBytes *self = g_new0 (PropusFinderBytes, 1);
  void *pages = mmap (NULL, capacity + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (pages == MAP_FAILED)
    g_error ("No memory for a file");

  (void) mlock (pages, capacity + 1);
  (void) madvise (pages, capacity + 1, MADV_DONTDUMP);
  (void) madvise (pages, capacity + 1, MADV_WIPEONFORK);
  self->data = pages;
  self->capacity = capacity;

  return self;
}

/**
 * propus_finder_bytes_free:
 * @self: (transfer full): bytes, which are wiped
 */
void
propus_finder_bytes_free (PropusFinderBytes *self)
{
  explicit_bzero (self->data, self->capacity + 1);
  munmap (self->data, self->capacity + 1);
  g_free (self);
}

/**
 * propus_finder_bytes_append:
 * @self: bytes with room for @length more
 * @data: (array length=length): what to add
 * @length: how many bytes
 */
void
propus_finder_bytes_append (PropusFinderBytes *self,
                            const char        *data,
                            gsize              length)
{
  g_return_if_fail (self->length + length <= self->capacity);

  memcpy (self->data + self->length, data, length);
  self->length += length;
  self->data[self->length] = '\0';
}
