/* propus-practice-media.h - a picture, a sound and a file that the practice endpoint makes up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *propus_practice_media_make_picture (guint width, guint height);
GBytes *propus_practice_media_make_bomb    (guint width, guint height);
GBytes *propus_practice_media_make_sound   (guint rate);

G_END_DECLS
