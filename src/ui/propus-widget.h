/* propus-widget.h - what widgets of several kinds do alike
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void propus_widget_dispose_template (GtkWidget     *widget,
                                     GType          type);
void propus_widget_set_menu         (GtkMenuButton *button,
                                     GMenuModel    *menu);

G_END_DECLS
