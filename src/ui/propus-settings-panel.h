/* propus-settings-panel.h - the settings of a chat, beside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-session-settings.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SETTINGS_PANEL (propus_settings_panel_get_type ())
/* Signals: "close"; "replaced" (sentence): something went that propus_settings_panel_undo() brings back. Property: folded,
 * whether it lies over the chat. */
G_DECLARE_FINAL_TYPE (PropusSettingsPanel, propus_settings_panel, PROPUS, SETTINGS_PANEL, GtkBox)

GtkWidget *propus_settings_panel_new              (PropusSession *session);
void       propus_settings_panel_set_conversation (PropusSettingsPanel *self, PropusConversation *conversation);
void       propus_settings_panel_focus            (PropusSettingsPanel *self);
void       propus_settings_panel_undo             (PropusSettingsPanel *self);

G_END_DECLS
