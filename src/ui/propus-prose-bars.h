/* propus-prose-bars.h - what is drawn beside and between the lines of prose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void propus_prose_bars_draw_quote (GtkSnapshot *snapshot, const GdkRGBA *colour, guint depth, int y, int height);
void propus_prose_bars_draw_rule  (GtkSnapshot *snapshot, const GdkRGBA *colour, int y, int width);

G_END_DECLS
