/* propus-find-row.h - a key in a file, in the list of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-finds.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_FIND_ROW (propus_find_row_get_type ())
/* Signal "move": the person wants to see what a move would change. */
G_DECLARE_FINAL_TYPE (PropusFindRow, propus_find_row, PROPUS, FIND_ROW, AdwExpanderRow)

GtkWidget  *propus_find_row_new            (PropusFind    *find);
PropusFind *propus_find_row_get_find       (PropusFindRow *self);
char       *propus_find_row_dup_short_path (const char    *path);
char       *propus_find_row_dup_place      (PropusFind    *find);

G_END_DECLS
