/* propus-data-part.h - a picture, sound or file in an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-media.h"
#include "propus-message.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_DATA_PART (propus_data_part_get_type ())
G_DECLARE_FINAL_TYPE (PropusDataPart, propus_data_part, PROPUS, DATA_PART, GObject)

/* Only the head is looked at when it is made. The bytes stay in the raw part of the message, and are decoded anew on a
 * thread of their own, one part at a time, whenever they are wanted. */
PropusDataPart    *propus_data_part_new           (PropusMessage *message, guint index);
gboolean           propus_data_part_is_readable   (PropusDataPart *self);   /* FALSE: no data, or not in base64 */
PropusPictureKind  propus_data_part_get_picture   (PropusDataPart *self, guint *width, guint *height);   /* by its bytes */
gboolean           propus_data_part_is_sound      (PropusDataPart *self);
gboolean           propus_data_part_is_called_picture (PropusDataPart *self);
const char        *propus_data_part_get_mime      (PropusDataPart *self);   /* what it is; "" unknown */
const char        *propus_data_part_get_file_name (PropusDataPart *self);   /* safe to propose */
guint64            propus_data_part_get_size      (PropusDataPart *self);   /* bytes, decoded */
char              *propus_data_part_dup_kind      (PropusDataPart *self);   /* for a person */

/* @side: the longer side of the texture at most, in pixels; 0: only the bytes. Samples without a header come as WAV. */
void               propus_data_part_load_async    (PropusDataPart *self, guint side, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes            *propus_data_part_load_finish   (PropusDataPart *self, GAsyncResult *result, GdkTexture **texture, GError **error);
/* The bytes as a file among the caches, for a player or for another program to which it is dragged. */
void               propus_data_part_store_async   (PropusDataPart *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GFile             *propus_data_part_store_finish  (PropusDataPart *self, GAsyncResult *result, GError **error);

G_END_DECLS
