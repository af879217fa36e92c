/* propus-link-dialog.h - the only way out of an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void  propus_link_dialog_open        (GtkWidget  *widget,
                                      const char *text,
                                      const char *url);
char *propus_link_dialog_dup_tooltip (const char *url);

G_END_DECLS
