/* propus-practice-media.c - a picture, a sound and a file that the practice endpoint makes up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-practice-media.h"

#include <gio/gio.h>
#include <string.h>

static guint32
add_crc (guint32       crc,
         const guchar *data,
         gsize         length)
{
  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = crc & 1 ? (crc >> 1) ^ 0xedb88320u : crc >> 1;
    }

  return crc;
}

static void
append_be (GByteArray *out,
           guint32     value)
{
  guchar bytes[4] = { (guchar) (value >> 24), (guchar) (value >> 16), (guchar) (value >> 8), (guchar) value };

  g_byte_array_append (out, bytes, 4);
}

static void
append_chunk (GByteArray *out,
              const char *type,
              GByteArray *data)
{
  guint32 crc = add_crc (0xffffffffu, (const guchar *) type, 4);

  append_be (out, data->len);
  g_byte_array_append (out, (const guchar *) type, 4);
  g_byte_array_append (out, data->data, data->len);
  append_be (out, ~add_crc (crc, data->data, data->len));
}

static GByteArray *
compress (GByteArray *rows)
{
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
  GByteArray *out = g_byte_array_new ();
  gsize read = 0;
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result == G_CONVERTER_CONVERTED)
    {
      guchar buffer[4096];
      gsize n_read, n_written;

      result = g_converter_convert (G_CONVERTER (compressor), rows->data + read, rows->len - read, buffer, sizeof buffer,
                                    G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);
      read += n_read;
      if (result != G_CONVERTER_ERROR)
        g_byte_array_append (out, buffer, (guint) n_written);
    }

  return out;
}

static GBytes *
make_png (guint       width,
          guint       height,
          GByteArray *rows)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr(GByteArray) header = g_byte_array_new ();
  g_autoptr(GByteArray) data = compress (rows);
  g_autoptr(GByteArray) none = g_byte_array_new ();

  append_be (header, width);
  append_be (header, height);
  g_byte_array_append (header, (const guchar *) "\010\002\0\0\0", 5);   /* eight bits of red, green and blue */
  g_byte_array_append (out, (const guchar *) "\211PNG\r\n\032\n", 8);
  append_chunk (out, "IHDR", header);
  append_chunk (out, "IDAT", data);
  append_chunk (out, "IEND", none);

  return g_byte_array_free_to_bytes (out);
}

/* How bright a star of this radius is at this place, 0 to 255. */
static guint
shine (gint64 dx,
       gint64 dy,
       gint64 radius)
{
  gint64 square = dx * dx + dy * dy;
  gint64 glow = radius * radius * 9;

  if (square <= radius * radius)
    return 255;

  return square < glow ? (guint) (120 * (glow - square) / glow) : 0;
}

static guchar
mix (guint sky,
     guint light,
     guint colour)
{
  return (guchar) MIN (sky + light * colour / 255, 255);
}

/**
 * propus_practice_media_make_picture:
 * @width: in pixels
 * @height: in pixels
 *
 * Draws a red giant with its small companion in an evening sky.
 *
 * Returns: (transfer full): a PNG file
 */
GBytes *
propus_practice_media_make_picture (guint width,
                                    guint height)
{
  g_autoptr(GByteArray) rows = g_byte_array_new ();

  for (guint y = 0; y < height; y++)
    {
      g_byte_array_append (rows, (const guchar *) "", 1);
      for (guint x = 0; x < width; x++)
        {
          guint giant = shine ((gint64) x - width * 2 / 5, (gint64) y - height / 2, height / 7);
          guint dwarf = shine ((gint64) x - width * 7 / 10, (gint64) y - height * 2 / 5, height / 20);
          guint evening = 60 * y / height;
          guchar pixel[3] = {
            mix (mix (18 + evening, giant, 235), dwarf, 200),
            mix (mix (24 + evening / 2, giant, 130), dwarf, 215),
            mix (mix (58 + evening / 2, giant, 70), dwarf, 190),
          };

          g_byte_array_append (rows, pixel, 3);
        }
    }

  return make_png (width, height, rows);
}

/**
 * propus_practice_media_make_bomb:
 * @width: in pixels
 * @height: in pixels
 *
 * Returns: (transfer full): a PNG file that says it is so large and has little in it
 */
GBytes *
propus_practice_media_make_bomb (guint width,
                                 guint height)
{
  g_autoptr(GByteArray) rows = g_byte_array_new ();

  g_byte_array_set_size (rows, 64 * 1024);
  memset (rows->data, 0, rows->len);
  return make_png (width, height, rows);
}

/**
 * propus_practice_media_make_sound:
 * @rate: samples a second
 *
 * Returns: (transfer full): two notes, in samples of 16 bits without a header, as the API's speech is
 */
GBytes *
propus_practice_media_make_sound (guint rate)
{
  GByteArray *out = g_byte_array_new ();
  guint length = rate * 6 / 5;

  for (guint i = 0; i < length; i++)
    {
      guint period = rate / (i < length / 2 ? 440 : 660);
      guint phase = i % period;
      int wave = (int) (phase < period / 2 ? phase : period - phase) * 4 * 6000 / (int) period - 6000;
      guint left = MIN (i % (length / 2), length / 2 - i % (length / 2));
      int sample = wave * (int) MIN (left, 1000) / 1000;
      guchar bytes[2] = { (guchar) (sample & 0xff), (guchar) ((sample >> 8) & 0xff) };

      g_byte_array_append (out, bytes, 2);
    }

  return g_byte_array_free_to_bytes (out);
}
