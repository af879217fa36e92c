/* propus-find-dialog.h - keys that lie in files, and the way out of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_FIND_DIALOG (propus_find_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PropusFindDialog, propus_find_dialog, PROPUS, FIND_DIALOG, AdwWindow)

GtkWidget *propus_find_dialog_new (PropusSession *session);

G_END_DECLS
