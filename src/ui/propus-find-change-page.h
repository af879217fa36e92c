/* propus-find-change-page.h - what moving a key out of a file would change, and the move
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-finds.h"
#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_FIND_CHANGE_PAGE (propus_find_change_page_get_type ())
/* Signals: "changed" (char *sentence) once the key is in the keyring and out of the file, "back". */
G_DECLARE_FINAL_TYPE (PropusFindChangePage, propus_find_change_page, PROPUS, FIND_CHANGE_PAGE, GtkWidget)

GtkWidget *propus_find_change_page_new (PropusSession *session,
                                        PropusFind    *find);

G_END_DECLS
