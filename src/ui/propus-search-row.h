/* propus-search-row.h - a place where a search found something
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-history.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SEARCH_ROW (propus_search_row_get_type ())
G_DECLARE_FINAL_TYPE (PropusSearchRow, propus_search_row, PROPUS, SEARCH_ROW, GtkWidget)

GtkWidget *propus_search_row_new     (void);
void       propus_search_row_set_hit (PropusSearchRow *self,
                                      PropusSearchHit *hit);

G_END_DECLS
