/* propus-browser.h - the only way out of the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void propus_browser_open (GtkWindow  *parent,
                          const char *url);
/* FALSE: this desktop has nothing that shows folders. */
gboolean propus_browser_can_open_folders (void);
void propus_browser_open_folder (GtkWindow *parent,
                                 GFile     *folder);

G_END_DECLS
