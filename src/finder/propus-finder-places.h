/* propus-finder-places.h - where keys usually lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "propus-finder-find.h"

G_BEGIN_DECLS

typedef struct
{
  char             *file;      /* absolute */
  const char       *program;   /* static */
  PropusFinderKind  kind;
} PropusFinderPlace;

void       propus_finder_place_free  (PropusFinderPlace *self);
GPtrArray *propus_finder_places_list (void);
gboolean   propus_finder_places_find (const char        *file,
                                      PropusFinderKind  *kind);
gboolean   propus_finder_is_env_name (const char        *name);

/* propus-finder-walk.c */
void       propus_finder_walk        (const char        *folder,
                                      guint             *n_left,
                                      GPtrArray         *files,
                                      GPtrArray         *skips);

G_END_DECLS
