/* propus-prompts-dialog.h - the saved prompts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_PROMPTS_DIALOG (propus_prompts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PropusPromptsDialog, propus_prompts_dialog, PROPUS, PROMPTS_DIALOG, AdwWindow)

void propus_prompts_dialog_present (GtkWindow  *parent,
                                    const char *text);

void propus_prompts_dialog_close_all (void);

G_END_DECLS
