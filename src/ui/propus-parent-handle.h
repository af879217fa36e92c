/* propus-parent-handle.h - a window's name for another process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void  propus_parent_handle_export_async  (GtkWindow           *window,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
char *propus_parent_handle_export_finish (GtkWindow           *window,
                                          GAsyncResult        *result);
void  propus_parent_handle_unexport      (GtkWindow           *window);

G_END_DECLS
