/* propus-export-dialog.h - how chats go into a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-chat-export.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_EXPORT_DIALOG (propus_export_dialog_get_type ())
/* Signal "chosen": the person wants it so; the dialog is still there. */
G_DECLARE_FINAL_TYPE (PropusExportDialog, propus_export_dialog, PROPUS, EXPORT_DIALOG, AdwWindow)

GtkWidget            *propus_export_dialog_new        (GtkWindow          *parent,
                                                       const char         *what);
PropusTransferFormat  propus_export_dialog_get_format (PropusExportDialog *self);
PropusTransferFlags   propus_export_dialog_get_flags  (PropusExportDialog *self);

G_END_DECLS
