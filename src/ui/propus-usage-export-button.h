/* propus-usage-export-button.h - writes what was used into a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_USAGE_EXPORT_BUTTON (propus_usage_export_button_get_type ())
G_DECLARE_FINAL_TYPE (PropusUsageExportButton, propus_usage_export_button, PROPUS, USAGE_EXPORT_BUTTON, GtkWidget)

void propus_usage_export_button_set_session (PropusUsageExportButton *self,
                                             PropusSession           *session);
void propus_usage_export_button_set_keys    (PropusUsageExportButton *self,
                                             GPtrArray               *keys);

G_END_DECLS
