/* propus-wrap-box.h - children in lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_WRAP_BOX (propus_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (PropusWrapBox, propus_wrap_box, PROPUS, WRAP_BOX, GtkWidget)

void propus_wrap_box_append (PropusWrapBox *self,
                             GtkWidget     *child);
void propus_wrap_box_clear  (PropusWrapBox *self);

G_END_DECLS
