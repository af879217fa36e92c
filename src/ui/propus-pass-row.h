/* propus-pass-row.h - one pass in the list of passes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PASS_ROW (propus_pass_row_get_type ())
G_DECLARE_FINAL_TYPE (PropusPassRow, propus_pass_row, PROPUS, PASS_ROW, AdwActionRow)

GtkWidget  *propus_pass_row_new    (PropusPassInfo *pass);
void        propus_pass_row_update (PropusPassRow  *self,
                                    PropusPassInfo *pass);
const char *propus_pass_row_get_id (PropusPassRow  *self);

G_END_DECLS
