/* propus-window.h - the main window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_WINDOW (propus_window_get_type ())
G_DECLARE_FINAL_TYPE (PropusWindow, propus_window, PROPUS, WINDOW, AdwApplicationWindow)

PropusWindow *propus_window_new             (GtkApplication *application,
                                             PropusSession  *session);
void          propus_window_toast           (PropusWindow   *self,
                                             const char     *sentence);
void          propus_window_broker_switched (PropusWindow   *self);
void          propus_window_key_mended      (PropusWindow   *self);
void          propus_window_save            (PropusWindow   *self);
void          propus_window_leave_temporary (PropusWindow   *self);
void          propus_window_open_chat       (PropusWindow   *self,
                                             gint64          conversation_id);
PropusSession *propus_window_get_session    (PropusWindow   *self);
PropusBrokerProcess *propus_window_get_metered_broker (PropusWindow *self);

G_END_DECLS
