/* propus-pass-dialog.h - a new pass
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PASS_DIALOG (propus_pass_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PropusPassDialog, propus_pass_dialog, PROPUS, PASS_DIALOG, AdwWindow)

GtkWidget *propus_pass_dialog_new (PropusSession *session);

G_END_DECLS
