/* propus-search-results.h - the places that a search has found
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-history.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SEARCH_RESULTS (propus_search_results_get_type ())
/* Signal "open" (PropusSearchHit). */
G_DECLARE_FINAL_TYPE (PropusSearchResults, propus_search_results, PROPUS, SEARCH_RESULTS, GtkWidget)

GtkWidget *propus_search_results_new    (PropusHistory           *history);
void       propus_search_results_search (PropusSearchResults     *self,
                                         const PropusSearchQuery *query);
void       propus_search_results_clear  (PropusSearchResults     *self);

G_END_DECLS
