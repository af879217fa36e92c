/* propus-setting-text-row.h - one setting of a chat that is written in lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-session-settings.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SETTING_TEXT_ROW (propus_setting_text_row_get_type ())
G_DECLARE_FINAL_TYPE (PropusSettingTextRow, propus_setting_text_row, PROPUS, SETTING_TEXT_ROW, GtkBox)

/* @hint says what it does, translated, NULL none. */
GtkWidget *propus_setting_text_row_new    (PropusSetting setting, const char *title, const char *hint);
void       propus_setting_text_row_update (PropusSettingTextRow *self, PropusGenerateSettings *settings, const char *model, PropusModelInfo *info);

G_END_DECLS
