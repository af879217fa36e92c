/* propus-code-dialog.h - the chat as a program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-chat-code.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_CODE_DIALOG (propus_code_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PropusCodeDialog, propus_code_dialog, PROPUS, CODE_DIALOG, AdwWindow)

void propus_code_dialog_present (GtkWindow      *parent,
                                 PropusSession  *session,
                                 PropusChatCode *request);

G_END_DECLS
