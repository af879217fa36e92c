/* propus-cut-note.h - says that not all is shown, and offers it as plain text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *propus_cut_note_new (const char  *sentence,
                                GtkWidget  **button);

G_END_DECLS
