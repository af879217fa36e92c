/* propus-key-parent.h - a window of another process as this one's parent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void propus_key_parent_set (GtkWindow  *window,
                            const char *handle);

G_END_DECLS
