/* propus-announcer.h - a word to those who hear the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void propus_announcer_say (GtkWidget  *widget,
                           const char *text);

G_END_DECLS
