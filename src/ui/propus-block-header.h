/* propus-block-header.h - the line above code or a table: what it is, and what can be done with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *propus_block_header_new  (const char  *title,
                                     GtkLabel   **label);
void       propus_block_header_add  (GtkWidget   *header,
                                     GtkWidget   *button,
                                     const char  *name);
GtkWidget *propus_block_header_note (void);

G_END_DECLS
