/* propus-settings-panel-private.h - what the files of the panel share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-settings-panel.h"

G_BEGIN_DECLS

/* What was there before something was replaced. */
typedef struct
{
  PropusConversation *conversation;   /* owned, NULL: a preset went */
  char               *settings;       /* nullable */
  char               *preset;         /* its name */
} PropusSettingsUndo;

struct _PropusSettingsPanel
{
  GtkBox                  parent_instance;

  PropusSession          *session;
  PropusConversation     *conversation;   /* NULL before the first */
  PropusGenerateSettings *settings;       /* of the conversation */
  GPtrArray              *rows;           /* borrowed: PropusSettingRow and PropusSettingTextRow */
  GtkWidget              *close;          /* borrowed */
  GtkWidget              *scroller;       /* borrowed */
  GtkWidget              *menu_button;    /* borrowed */
  gboolean                folded;
  gboolean                applying;       /* the conversation gets what is in @settings */
  PropusSettingsUndo      undo;
};

void _propus_settings_panel_class_install_actions (GtkWidgetClass      *widget_class);
void _propus_settings_panel_make_menu             (PropusSettingsPanel *self);
void _propus_settings_panel_replace               (PropusSettingsPanel *self,
                                                   const char          *json,
                                                   const char          *sentence);
void _propus_settings_panel_clear_undo            (PropusSettingsPanel *self);
void _propus_settings_panel_emit_replaced         (PropusSettingsPanel *self,
                                                   const char          *sentence);

G_END_DECLS
