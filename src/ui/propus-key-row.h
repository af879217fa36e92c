/* propus-key-row.h - one key in the list of keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-keys.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_KEY_ROW (propus_key_row_get_type ())
G_DECLARE_FINAL_TYPE (PropusKeyRow, propus_key_row, PROPUS, KEY_ROW, AdwPreferencesRow)

GtkWidget     *propus_key_row_new     (PropusKeyInfo  *key,
                                       gboolean        in_use,
                                       GtkCheckButton *group);
PropusKeyInfo *propus_key_row_get_key (PropusKeyRow   *self);
GtkWidget     *propus_key_row_get_check (PropusKeyRow *self);
void           propus_key_row_mark_stored (PropusKeyRow *self);

G_END_DECLS
