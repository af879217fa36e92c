/* propus-search-filter.h - which chats a search looks at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SEARCH_FILTER (propus_search_filter_get_type ())
/* Signal "changed". */
G_DECLARE_FINAL_TYPE (PropusSearchFilter, propus_search_filter, PROPUS, SEARCH_FILTER, GtkPopover)

PropusSearchFilter *propus_search_filter_new       (PropusSession      *session);
gboolean            propus_search_filter_is_set    (PropusSearchFilter *self);
void                propus_search_filter_apply     (PropusSearchFilter *self,
                                                    PropusSearchQuery  *query);

G_END_DECLS
