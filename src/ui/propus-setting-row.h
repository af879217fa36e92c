/* propus-setting-row.h - one setting of a chat, chosen or typed in a line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-session-settings.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SETTING_ROW (propus_setting_row_get_type ())
G_DECLARE_FINAL_TYPE (PropusSettingRow, propus_setting_row, PROPUS, SETTING_ROW, AdwActionRow)

/* @hint says what it does, translated, NULL none. */
GtkWidget *propus_setting_row_new    (PropusSetting setting, const char *title, const char *hint);
void       propus_setting_row_update (PropusSettingRow *self, PropusGenerateSettings *settings, const char *model, PropusModelInfo *info);

G_END_DECLS
