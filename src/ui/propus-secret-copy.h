/* propus-secret-copy.h - something on the clipboard that no history of the clipboard is to keep
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void propus_secret_copy (GtkWidget  *widget,
                         const char *text);

G_END_DECLS
