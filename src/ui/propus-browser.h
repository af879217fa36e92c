/* propus-browser.h - the only way out of the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void propus_browser_open (GtkWindow  *parent,
                          const char *url);

G_END_DECLS
