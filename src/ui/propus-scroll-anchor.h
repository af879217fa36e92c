/* propus-scroll-anchor.h - what the reader looks at stays where it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_SCROLL_ANCHOR (propus_scroll_anchor_get_type ())
G_DECLARE_FINAL_TYPE (PropusScrollAnchor, propus_scroll_anchor, PROPUS, SCROLL_ANCHOR, GObject)

PropusScrollAnchor *propus_scroll_anchor_new        (GtkScrolledWindow  *scroller,
                                                     GtkWidget          *rows);
gboolean            propus_scroll_anchor_get_sticky (PropusScrollAnchor *self);
void                propus_scroll_anchor_stick      (PropusScrollAnchor *self);
void                propus_scroll_anchor_release    (PropusScrollAnchor *self);
void                propus_scroll_anchor_set_complete (PropusScrollAnchor *self,
                                                       gboolean            complete);
void                propus_scroll_anchor_detach     (PropusScrollAnchor *self);

G_END_DECLS
