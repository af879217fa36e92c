/* propus-pane.h - a child that wants to be wider than it must be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_PANE (propus_pane_get_type ())
/* Properties: "child" (GtkWidget), "wish" (int): its natural width in pixels. */
G_DECLARE_FINAL_TYPE (PropusPane, propus_pane, PROPUS, PANE, GtkWidget)

G_END_DECLS
