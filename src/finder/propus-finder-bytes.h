/* propus-finder-bytes.h - what was read of a file, wiped when it goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char  *data;       /* ends in NUL, which does not count */
  gsize  length;
  gsize  capacity;
} PropusFinderBytes;

PropusFinderBytes *propus_finder_bytes_new    (gsize              capacity);
void               propus_finder_bytes_free   (PropusFinderBytes *self);
void               propus_finder_bytes_append (PropusFinderBytes *self,
                                               const char        *data,
                                               gsize              length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusFinderBytes, propus_finder_bytes_free)

G_END_DECLS
