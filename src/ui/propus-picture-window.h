/* propus-picture-window.h - a picture of an answer by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-data-part.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PICTURE_WINDOW (propus_picture_window_get_type ())
G_DECLARE_FINAL_TYPE (PropusPictureWindow, propus_picture_window, PROPUS, PICTURE_WINDOW, AdwWindow)

void propus_picture_window_open (GtkWindow *parent, PropusDataPart *part);

G_END_DECLS
