/* propus-preferences-window.h - what a person can set
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-background-portal.h"
#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PREFERENCES_WINDOW (propus_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (PropusPreferencesWindow, propus_preferences_window, PROPUS, PREFERENCES_WINDOW, AdwPreferencesWindow)

GtkWidget *propus_preferences_window_new             (PropusSession           *session);
void       propus_preferences_window_show_keys       (PropusPreferencesWindow *self);
void       propus_preferences_window_show_usage      (PropusPreferencesWindow *self);
void       propus_preferences_window_show_programs   (PropusPreferencesWindow *self);
void       propus_preferences_window_set_portal      (PropusPreferencesWindow *self,
                                                      PropusBackgroundPortal  *portal);
void       propus_preferences_window_broker_switched (PropusPreferencesWindow *self);
void       propus_preferences_window_toast           (PropusPreferencesWindow *self,
                                                      const char              *sentence);

void       propus_preferences_window_keys_changed    (PropusPreferencesWindow *self);
void       propus_preferences_window_toast_removed   (PropusPreferencesWindow *self,
                                                      const char              *id);

G_END_DECLS
