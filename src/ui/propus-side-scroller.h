/* propus-side-scroller.h - scrolls sideways what is too wide, as high as it needs to be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_SIDE_SCROLLER (propus_side_scroller_get_type ())
G_DECLARE_FINAL_TYPE (PropusSideScroller, propus_side_scroller, PROPUS, SIDE_SCROLLER, GtkWidget)

GtkWidget *propus_side_scroller_new  (GtkWidget         *child);
void       propus_side_scroller_tame (GtkScrolledWindow *scrolled);

G_END_DECLS
