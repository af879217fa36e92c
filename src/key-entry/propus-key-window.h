/* propus-key-window.h - the small window for a key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_KEY_WINDOW (propus_key_window_get_type ())
/* Takes one key, typed or pasted, and writes it to a pipe. "saved" tells that it did; the window closes then. */
G_DECLARE_FINAL_TYPE (PropusKeyWindow, propus_key_window, PROPUS, KEY_WINDOW, AdwApplicationWindow)

PropusKeyWindow *propus_key_window_new       (GtkApplication  *application,
                                              int              fd);
void             propus_key_window_set_place (PropusKeyWindow *self,
                                              const char      *sentence);

G_END_DECLS
