/* propus-raw-window.h - a text as it came, however large it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_RAW_WINDOW (propus_raw_window_get_type ())
G_DECLARE_FINAL_TYPE (PropusRawWindow, propus_raw_window, PROPUS, RAW_WINDOW, AdwWindow)

void propus_raw_window_present (GtkWidget  *from,
                                const char *title,
                                const char *text,
                                gsize       length,
                                const char *file_name);

G_END_DECLS
