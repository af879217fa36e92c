/* propus-media.c - what bytes are, by what they hold and not by what they are called
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-media.h"

#include <string.h>

#define WAVE_HEADER 44
#define BYTES_PER_SAMPLE 2u

/* A picture may have a little behind its end. */
#define TAIL 4096u

static guint
read_be (const guchar *data,
         gsize         n)
{
  guint value = 0;

  for (gsize i = 0; i < n; i++)
    value = (value << 8) | data[i];

  return value;
}

static guint
read_le (const guchar *data,
         gsize         n)
{
  guint value = 0;

  for (gsize i = n; i > 0; i--)
    value = (value << 8) | data[i - 1];

  return value;
}

static gboolean
read_png (const guchar *data,
          gsize         length,
          guint        *width,
          guint        *height)
{
  if (length < 24 || memcmp (data, "\211PNG\r\n\032\n", 8) != 0 || memcmp (data + 12, "IHDR", 4) != 0)
    return FALSE;

  *width = read_be (data + 16, 4);
  *height = read_be (data + 20, 4);
  return TRUE;
}

static gboolean
read_gif (const guchar *data,
          gsize         length,
          guint        *width,
          guint        *height)
{
  if (length < 10 || (memcmp (data, "GIF87a", 6) != 0 && memcmp (data, "GIF89a", 6) != 0))
    return FALSE;

  *width = read_le (data + 6, 2);
  *height = read_le (data + 8, 2);
  return TRUE;
}

/* Frames with a size: all "start of frame" but the markers for tables that lie between them. */
static gboolean
is_frame (guchar marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static gboolean
read_jpeg (const guchar *data,
           gsize         length,
           guint        *width,
           guint        *height)
{
  gsize at = 2;

  if (length < 4 || data[0] != 0xff || data[1] != 0xd8 || data[2] != 0xff)
    return FALSE;

  while (at + 9 <= length && data[at] == 0xff)
    {
      guchar marker = data[at + 1];

      if (marker == 0xff || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7))
        {
          at += marker == 0xff ? 1 : 2;
          continue;
        }
      if (is_frame (marker))
        {
          *height = read_be (data + at + 5, 2);
          *width = read_be (data + at + 7, 2);
          return TRUE;
        }
      at += 2 + MAX (read_be (data + at + 2, 2), 2);
    }

  return FALSE;
}

static gboolean
read_webp (const guchar *data,
           gsize         length,
           guint        *width,
           guint        *height)
{
  if (length < 30 || memcmp (data, "RIFF", 4) != 0 || memcmp (data + 8, "WEBP", 4) != 0)
    return FALSE;

  if (memcmp (data + 12, "VP8X", 4) == 0)
    {
      *width = read_le (data + 24, 3) + 1;
      *height = read_le (data + 27, 3) + 1;
      return TRUE;
    }
  if (memcmp (data + 12, "VP8L", 4) == 0 && data[20] == 0x2f)
    {
      guint bits = read_le (data + 21, 4);

      *width = (bits & 0x3fff) + 1;
      *height = ((bits >> 14) & 0x3fff) + 1;
      return TRUE;
    }
  if (memcmp (data + 12, "VP8 ", 4) == 0 && memcmp (data + 23, "\235\001\052", 3) == 0)
    {
      *width = read_le (data + 26, 2) & 0x3fff;
      *height = read_le (data + 28, 2) & 0x3fff;
      return TRUE;
    }

  return FALSE;
}

/**
 * propus_picture_read_header:
 * @data: the beginning of a file; all of it may be needed where a JPEG carries much beside the picture
 * @length: its length in bytes
 * @width: (out): in pixels, as the header says
 * @height: (out): the same
 *
 * Reads what a picture says of itself without decoding any of it: 48 kB can unfold to a gigabyte. Any thread.
 *
 * Returns: the kind, %PROPUS_PICTURE_NONE for all that is not one of them, has no size, or has none at all
 */
PropusPictureKind
propus_picture_read_header (const guchar *data,
                            gsize         length,
                            guint        *width,
                            guint        *height)
{
  static const struct
  {
    PropusPictureKind kind;
    gboolean (*read) (const guchar *, gsize, guint *, guint *);
  } readers[] = {
    { PROPUS_PICTURE_PNG, read_png }, { PROPUS_PICTURE_JPEG, read_jpeg },
    { PROPUS_PICTURE_GIF, read_gif }, { PROPUS_PICTURE_WEBP, read_webp },
  };

  g_return_val_if_fail (data != NULL || length == 0, PROPUS_PICTURE_NONE);
  g_return_val_if_fail (width != NULL && height != NULL, PROPUS_PICTURE_NONE);

  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (length > 0 && readers[i].read (data, length, width, height))
      return *width > 0 && *height > 0 ? readers[i].kind : PROPUS_PICTURE_NONE;

  return PROPUS_PICTURE_NONE;
}

static gboolean
ends_with (const guchar *data,
           gsize         length,
           const char   *end,
           gsize         end_length)
{
  gsize from = length > TAIL ? length - TAIL : 0;

  for (gsize i = length; i >= from + end_length; i--)
    if (memcmp (data + i - end_length, end, end_length) == 0)
      return TRUE;

  return FALSE;
}

/**
 * propus_picture_is_whole:
 * @data: all of a picture
 * @length: its length in bytes
 * @kind: of propus_picture_read_header()
 *
 * Decoders draw what there is of a picture that breaks off, and say nothing.
 *
 * Returns: whether it has its end
 */
gboolean
propus_picture_is_whole (const guchar      *data,
                         gsize              length,
                         PropusPictureKind  kind)
{
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  switch (kind)
    {
    case PROPUS_PICTURE_PNG:
      return ends_with (data, length, "IEND", 4);
    case PROPUS_PICTURE_JPEG:
      return ends_with (data, length, "\377\331", 2);
    case PROPUS_PICTURE_GIF:
      return ends_with (data, length, ";", 1);
    case PROPUS_PICTURE_WEBP:
      return length >= 12 && (guint64) read_le (data + 4, 4) + 8 <= length;
    case PROPUS_PICTURE_NONE:
    default:
      return FALSE;
    }
}

/**
 * propus_picture_kind_get_mime:
 * @kind: a kind
 *
 * Returns: (transfer none) (nullable): its media type, %NULL for %PROPUS_PICTURE_NONE
 */
const char *
propus_picture_kind_get_mime (PropusPictureKind kind)
{
  static const char * const names[] = { NULL, "image/png", "image/jpeg", "image/gif", "image/webp" };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (names), NULL);

  return names[kind];
}

/**
 * propus_media_get_extension:
 * @mime: (nullable): a media type, with parameters or without
 *
 * Returns: (transfer none) (nullable): what a file of that type is called at its end, without the dot; %NULL unknown
 */
const char *
propus_media_get_extension (const char *mime)
{
  static const struct { const char *mime; const char *extension; } known[] = {
    { "image/png", "png" }, { "image/jpeg", "jpg" }, { "image/gif", "gif" }, { "image/webp", "webp" },
    { "audio/wav", "wav" }, { "audio/x-wav", "wav" }, { "audio/wave", "wav" }, { "audio/vnd.wave", "wav" },
    { "audio/ogg", "ogg" }, { "audio/opus", "opus" }, { "audio/mpeg", "mp3" }, { "audio/mp3", "mp3" },
    { "audio/flac", "flac" }, { "audio/aac", "aac" }, { "audio/mp4", "m4a" },
    { "video/mp4", "mp4" }, { "video/webm", "webm" },
    { "application/pdf", "pdf" }, { "application/json", "json" }, { "application/zip", "zip" },
    { "text/plain", "txt" }, { "text/csv", "csv" }, { "text/html", "html" }, { "text/markdown", "md" },
  };
  gsize length = mime != NULL ? strcspn (mime, "; \t") : 0;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (length == strlen (known[i].mime) && g_ascii_strncasecmp (mime, known[i].mime, length) == 0)
      return known[i].extension;

  return NULL;
}

static guint
get_parameter (const char *mime,
               const char *name,
               guint       most,
               guint       fallback)
{
  g_auto(GStrv) words = g_strsplit (mime, ";", -1);
  gsize length = strlen (name);
  guint64 value;

  for (guint i = 1; words[0] != NULL && words[i] != NULL; i++)
    {
      const char *word = g_strstrip (words[i]);

      if (g_ascii_strncasecmp (word, name, length) == 0 && word[length] == '='
          && g_ascii_string_to_unsigned (word + length + 1, 10, 1, most, &value, NULL))
        return (guint) value;
    }

  return fallback;
}

/**
 * propus_pcm_parse_mime:
 * @mime: (nullable): a media type
 * @rate: (out): samples a second
 * @channels: (out): 1 or 2
 *
 * Returns: whether it names samples of 16 bits without a header; the API's are little-endian, whatever RFC 2586 says
 */
gboolean
propus_pcm_parse_mime (const char *mime,
                       guint      *rate,
                       guint      *channels)
{
  gsize length = mime != NULL ? strcspn (mime, "; \t") : 0;

  g_return_val_if_fail (rate != NULL && channels != NULL, FALSE);

  if ((length != 9 || g_ascii_strncasecmp (mime, "audio/L16", 9) != 0)
      && (length != 9 || g_ascii_strncasecmp (mime, "audio/pcm", 9) != 0))
    return FALSE;

  *rate = get_parameter (mime, "rate", 768000, 24000);
  *channels = get_parameter (mime, "channels", 2, 1);
  return TRUE;
}

static void
put_le (guchar *at,
        guint   value,
        gsize   n)
{
  for (gsize i = 0; i < n; i++)
    at[i] = (guchar) (value >> (8 * i));
}

/**
 * propus_pcm_to_wave:
 * @samples: 16 bits each, little-endian, channels interleaved; half a sample at the end is left out
 * @rate: samples a second
 * @channels: how many
 *
 * Returns: (transfer full): a WAV file, which players know
 */
GBytes *
propus_pcm_to_wave (GBytes *samples,
                    guint   rate,
                    guint   channels)
{
  gsize size;
  const guchar *data;
  guchar *wave;

  g_return_val_if_fail (samples != NULL, NULL);
  g_return_val_if_fail (rate > 0 && channels > 0, NULL);

  data = g_bytes_get_data (samples, &size);
  size = MIN (size, G_MAXUINT32 - WAVE_HEADER);
  size -= size % (BYTES_PER_SAMPLE * channels);
  wave = g_malloc (WAVE_HEADER + size);
  memcpy (wave, "RIFF....WAVEfmt ", 16);
  put_le (wave + 4, (guint) size + WAVE_HEADER - 8, 4);
  put_le (wave + 16, 16, 4);
  put_le (wave + 20, 1, 2);
  put_le (wave + 22, channels, 2);
  put_le (wave + 24, rate, 4);
  put_le (wave + 28, rate * channels * BYTES_PER_SAMPLE, 4);
  put_le (wave + 32, channels * BYTES_PER_SAMPLE, 2);
  put_le (wave + 34, 8 * BYTES_PER_SAMPLE, 2);
  memcpy (wave + 36, "data", 4);
  put_le (wave + 40, (guint) size, 4);
  if (size > 0)
    memcpy (wave + WAVE_HEADER, data, size);

  return g_bytes_new_take (wave, WAVE_HEADER + size);
}
