/* propus-picture-frame.h - room for a picture, whether it is there yet or not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_PICTURE_FRAME (propus_picture_frame_get_type ())
G_DECLARE_FINAL_TYPE (PropusPictureFrame, propus_picture_frame, PROPUS, PICTURE_FRAME, GtkWidget)

GtkWidget *propus_picture_frame_new         (guint width, guint height);
void       propus_picture_frame_set_texture (PropusPictureFrame *self, GdkTexture *texture);
guint      propus_picture_frame_get_side    (PropusPictureFrame *self);

G_END_DECLS
