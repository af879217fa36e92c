/* test-media.c - base64 is read strictly, pictures are known by their bytes, samples become a WAV file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-base64.h"
#include "propus-media.h"

#include <string.h>

static void
assert_decodes (const char *text,
                const char *expected)
{
  g_autoptr(GBytes) bytes = propus_base64_decode (text, strlen (text));

  if (expected == NULL)
    g_assert_null (bytes);
  else
    {
      g_assert_nonnull (bytes);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
    }
}

static void
test_base64 (void)
{
  assert_decodes ("UHJvcHVz", "Propus");
  assert_decodes ("UHJvcHU=", "Propu");
  assert_decodes ("UHJvcHU", "Propu");
  assert_decodes ("UHJvcA==", "Prop");
  assert_decodes ("UHJvcA", "Prop");
  assert_decodes ("-_-_", "\373\377\277");
  assert_decodes ("+/+/", "\373\377\277");
}

/* g_base64_decode() takes all of these for something. */
static void
test_bad_base64 (void)
{
  static const char * const bad[] = { "", "=", "====", "U", "UHJv!HVz", "UHJv cHVz", "UHJvcHV\n", "UHJv=HVz", "UH===", "äöüß" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_decodes (bad[i], NULL);
}

static void
test_base64_any_length (void)
{
  g_autofree guchar *bytes = g_malloc (1000);

  for (gsize i = 0; i < 1000; i++)
    bytes[i] = (guchar) g_test_rand_int ();
  for (gsize length = 1; length < 1000; length++)
    {
      g_autofree char *text = g_base64_encode (bytes, length);
      g_autoptr(GBytes) decoded = propus_base64_decode (text, strlen (text));

      g_assert_nonnull (decoded);
      g_assert_cmpmem (g_bytes_get_data (decoded, NULL), g_bytes_get_size (decoded), bytes, length);
    }
}

#define PNG(width, height) "\211PNG\r\n\032\n\0\0\0\rIHDR" width height "\010\006\0\0\0"
#define JPEG_FRAME "\377\300\0\021\010\001\220\002\200\003"   /* 640 × 400 */

static void
assert_header (const char        *data,
               gsize              length,
               PropusPictureKind  kind,
               guint              width,
               guint              height)
{
  /* On the heap and no longer than it says, so that a sanitizer sees each byte read behind it. */
  g_autofree guchar *copy = g_memdup2 (data, length);
  guint w = 0, h = 0;

  g_assert_cmpint (propus_picture_read_header (copy, length, &w, &h), ==, kind);
  if (kind != PROPUS_PICTURE_NONE)
    {
      g_assert_cmpuint (w, ==, width);
      g_assert_cmpuint (h, ==, height);
    }
  for (gsize cut = 1; cut < length; cut++)
    {
      g_autofree guchar *part = g_memdup2 (data, cut);

      propus_picture_read_header (part, cut, &w, &h);
    }
}

#define ASSERT_HEADER(data, kind, width, height) assert_header (data, sizeof (data) - 1, kind, width, height)

/* case-93: the label is not asked, and the size is known before anything is decoded. */
static void
test_headers (void)
{
  ASSERT_HEADER (PNG ("\0\0\002\200", "\0\0\001\220"), PROPUS_PICTURE_PNG, 640, 400);
  ASSERT_HEADER (PNG ("\0\0\116\040", "\0\0\116\040"), PROPUS_PICTURE_PNG, 20000, 20000);
  ASSERT_HEADER ("\377\330\377\340\0\020JFIF\0\001\001\0\0\001\0\001\0\0" JPEG_FRAME, PROPUS_PICTURE_JPEG, 640, 400);
  ASSERT_HEADER ("\377\330\377\377\341\0\006ABCD" JPEG_FRAME, PROPUS_PICTURE_JPEG, 640, 400);
  ASSERT_HEADER ("GIF89a\200\002\220\001\0\0", PROPUS_PICTURE_GIF, 640, 400);
  ASSERT_HEADER ("RIFF....WEBPVP8X\012\0\0\0\0\0\0\0\177\002\0\217\001\0", PROPUS_PICTURE_WEBP, 640, 400);
  ASSERT_HEADER ("RIFF....WEBPVP8 ....\0\0\0\235\001\052\200\002\220\001", PROPUS_PICTURE_WEBP, 640, 400);
  ASSERT_HEADER ("RIFF....WEBPVP8L....\057\177\302\143\0.....", PROPUS_PICTURE_WEBP, 640, 400);
}

static void
test_no_pictures (void)
{
  ASSERT_HEADER (PNG ("\0\0\0\0", "\0\0\0\0"), PROPUS_PICTURE_NONE, 0, 0);
  ASSERT_HEADER (PNG ("\0\0\0\001", "\0\0\0\0"), PROPUS_PICTURE_NONE, 0, 0);
  ASSERT_HEADER ("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>", PROPUS_PICTURE_NONE, 0, 0);
  ASSERT_HEADER ("II\052\0\010\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", PROPUS_PICTURE_NONE, 0, 0);
  ASSERT_HEADER ("\377\330\377\331", PROPUS_PICTURE_NONE, 0, 0);
  ASSERT_HEADER ("\377\330\377\341\0\0\377\341\0\0\377\341\0\0\377\341\0\0", PROPUS_PICTURE_NONE, 0, 0);
  ASSERT_HEADER ("\377\330\377\377\377\377\377\377\377\377\377\377\377\377", PROPUS_PICTURE_NONE, 0, 0);
  ASSERT_HEADER ("GIF89a\0\0\220\001\0\0", PROPUS_PICTURE_NONE, 0, 0);
  ASSERT_HEADER ("not a picture at all, but some forty bytes", PROPUS_PICTURE_NONE, 0, 0);
}

/* case-93: decoders draw a part of it and do not say so. */
static void
test_broken_off (void)
{
  static const char png[] = PNG ("\0\0\0\001", "\0\0\0\001") "....IDAT....\0\0\0\0IEND\256\102\140\202";
  static const char jpeg[] = "\377\330\377\340....\377\331";
  static const char webp[] = "RIFF\010\0\0\0WEBPxxxx";

  g_assert_true (propus_picture_is_whole ((const guchar *) png, sizeof png - 1, PROPUS_PICTURE_PNG));
  g_assert_false (propus_picture_is_whole ((const guchar *) png, sizeof png - 10, PROPUS_PICTURE_PNG));
  g_assert_true (propus_picture_is_whole ((const guchar *) jpeg, sizeof jpeg - 1, PROPUS_PICTURE_JPEG));
  g_assert_false (propus_picture_is_whole ((const guchar *) jpeg, sizeof jpeg - 2, PROPUS_PICTURE_JPEG));
  g_assert_true (propus_picture_is_whole ((const guchar *) "GIF89a;", 7, PROPUS_PICTURE_GIF));
  g_assert_false (propus_picture_is_whole ((const guchar *) "GIF89a", 6, PROPUS_PICTURE_GIF));
  g_assert_true (propus_picture_is_whole ((const guchar *) webp, sizeof webp - 1, PROPUS_PICTURE_WEBP));
  g_assert_false (propus_picture_is_whole ((const guchar *) webp, sizeof webp - 6, PROPUS_PICTURE_WEBP));
  g_assert_false (propus_picture_is_whole ((const guchar *) "", 0, PROPUS_PICTURE_PNG));
}

static void
assert_pcm (const char *mime,
            gboolean    is_pcm,
            guint       rate,
            guint       channels)
{
  guint r = 0, c = 0;

  g_assert_cmpint (propus_pcm_parse_mime (mime, &r, &c), ==, is_pcm);
  g_assert_cmpuint (r, ==, rate);
  g_assert_cmpuint (c, ==, channels);
}

static void
test_pcm_mime (void)
{
  assert_pcm ("audio/L16;codec=pcm;rate=24000", TRUE, 24000, 1);
  assert_pcm ("audio/l16; rate=16000; channels=2", TRUE, 16000, 2);
  assert_pcm ("audio/pcm", TRUE, 24000, 1);
  assert_pcm ("audio/L16;rate=0;channels=-1", TRUE, 24000, 1);
  assert_pcm ("audio/L16;rate=99999999999999999999;channels=9", TRUE, 24000, 1);
  assert_pcm ("audio/L160;rate=8000", FALSE, 0, 0);
  assert_pcm ("audio/wav", FALSE, 0, 0);
  assert_pcm ("", FALSE, 0, 0);
  assert_pcm (NULL, FALSE, 0, 0);
}

static void
test_wave (void)
{
  static const char samples[] = "\001\002\003\004\005";
  static const char expected[] =
    "RIFF" "\050\0\0\0" "WAVEfmt " "\020\0\0\0" "\001\0" "\001\0" "\300\135\0\0" "\200\273\0\0" "\002\0" "\020\0"
    "data" "\004\0\0\0" "\001\002\003\004";
  g_autoptr(GBytes) bytes = g_bytes_new_static (samples, 5);
  g_autoptr(GBytes) wave = propus_pcm_to_wave (bytes, 24000, 1);
  g_autoptr(GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr(GBytes) silence = propus_pcm_to_wave (none, 8000, 2);

  g_assert_cmpmem (g_bytes_get_data (wave, NULL), g_bytes_get_size (wave), expected, sizeof (expected) - 1);
  g_assert_cmpuint (g_bytes_get_size (silence), ==, 44);
}

static void
test_extensions (void)
{
  g_assert_cmpstr (propus_media_get_extension ("image/png"), ==, "png");
  g_assert_cmpstr (propus_media_get_extension ("Audio/WAV; x=y"), ==, "wav");
  g_assert_cmpstr (propus_media_get_extension ("text/plain;charset=utf-8"), ==, "txt");
  g_assert_null (propus_media_get_extension ("../../etc/passwd"));
  g_assert_null (propus_media_get_extension (""));
  g_assert_null (propus_media_get_extension (NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/base64", test_base64);
  g_test_add_func ("/media/base64-bad", test_bad_base64);
  g_test_add_func ("/media/base64-any-length", test_base64_any_length);
  g_test_add_func ("/media/case-93/headers", test_headers);
  g_test_add_func ("/media/case-93/no-pictures", test_no_pictures);
  g_test_add_func ("/media/case-93/broken-off", test_broken_off);
  g_test_add_func ("/media/pcm-mime", test_pcm_mime);
  g_test_add_func ("/media/wave", test_wave);
  g_test_add_func ("/media/extensions", test_extensions);
  return g_test_run ();
}
