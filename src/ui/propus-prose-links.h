/* propus-prose-links.h - where the links are in a run of prose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Offsets in characters, end exclusive. */
typedef struct
{
  guint  start;
  guint  end;
  char  *url;
} PropusProseLink;

/* In order, without overlaps. A plain GArray of PropusProseLink. */
GArray          *propus_prose_links_new           (void);
void             propus_prose_links_add           (GArray     *self,
                                                   guint       start,
                                                   guint       end,
                                                   const char *url);
void             propus_prose_links_truncate      (GArray     *self,
                                                   guint       offset);
PropusProseLink *propus_prose_links_find          (GArray     *self,
                                                   guint       offset);
PropusProseLink *propus_prose_links_find_next     (GArray     *self,
                                                   guint       offset);
PropusProseLink *propus_prose_links_find_previous (GArray     *self,
                                                   guint       offset);

G_END_DECLS
