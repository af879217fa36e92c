/* propus-pass-key-row.h - which key a pass is good for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PASS_KEY_ROW (propus_pass_key_row_get_type ())
/* Signal "chosen": by the person. */
G_DECLARE_FINAL_TYPE (PropusPassKeyRow, propus_pass_key_row, PROPUS, PASS_KEY_ROW, AdwComboRow)

void        propus_pass_key_row_load    (PropusPassKeyRow *self,
                                         PropusSession    *session);
void        propus_pass_key_row_set_key (PropusPassKeyRow *self,
                                         const char       *id);
const char *propus_pass_key_row_get_key (PropusPassKeyRow *self);

G_END_DECLS
