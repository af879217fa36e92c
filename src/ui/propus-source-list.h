/* propus-source-list.h - what an answer rests on, below it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-answer.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SOURCE_LIST (propus_source_list_get_type ())
G_DECLARE_FINAL_TYPE (PropusSourceList, propus_source_list, PROPUS, SOURCE_LIST, GtkWidget)

/* Hidden while it has nothing to show. */
void propus_source_list_set_sources (PropusSourceList *self, PropusAnswerSources *sources);   /* takes it; NULL: none */
void propus_source_list_open        (PropusSourceList *self, guint number);

G_END_DECLS
