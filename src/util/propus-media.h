/* propus-media.h - what bytes are, by what they hold and not by what they are called
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The pictures that are drawn. No SVG (a program, in effect) and no TIFF (a zoo). */
typedef enum
{
  PROPUS_PICTURE_NONE,
  PROPUS_PICTURE_PNG,
  PROPUS_PICTURE_JPEG,
  PROPUS_PICTURE_GIF,
  PROPUS_PICTURE_WEBP,
} PropusPictureKind;

PropusPictureKind  propus_picture_read_header   (const guchar *data, gsize length, guint *width, guint *height);
gboolean           propus_picture_is_whole      (const guchar *data, gsize length, PropusPictureKind kind);
const char        *propus_picture_kind_get_mime (PropusPictureKind kind);   /* NULL for NONE */
const char        *propus_media_get_extension   (const char *mime);         /* without the dot, NULL unknown */

/* Raw samples, as the API's speech is: "audio/L16;codec=pcm;rate=24000". */
gboolean           propus_pcm_parse_mime        (const char *mime, guint *rate, guint *channels);
GBytes            *propus_pcm_to_wave           (GBytes *samples, guint rate, guint channels);

G_END_DECLS
