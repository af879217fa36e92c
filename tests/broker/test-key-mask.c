/* test-key-mask.c - keys in a stream, cut in every way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-mask.h"
#include "propus-key-scan.h"

#include <string.h>

/* Made of pieces: a search of the sources for a key must find none. */
static char *
make_key (const char *tail)
{
  return g_strconcat ("AQ.", "fake-", "0123456789-abcdefghij_", tail, NULL);
}

static SecretValue *
make_value (const char *key)
{
  return secret_value_new (key, -1, "text/plain");
}

static char *
encode_all (const char *key)
{
  GString *out = g_string_new (NULL);

  for (const char *p = key; *p != '\0'; p++)
    g_string_append_printf (out, p - key < 8 ? "%%%02X" : "%%%02x", (guint8) *p);

  return g_string_free (out, FALSE);
}

/* As JSON may write it: some of the characters, or all. */
static char *
escape (const char *key,
        guint       each)
{
  GString *out = g_string_new (NULL);

  for (const char *p = key; *p != '\0'; p++)
    if ((p - key) % each == 0)
      g_string_append_printf (out, p - key < 8 ? "\\u00%02X" : "\\u00%02x", (guint8) *p);
    else
      g_string_append_c (out, *p);

  return g_string_free (out, FALSE);
}

static void
append (GString *out,
        GBytes  *bytes)
{
  if (g_bytes_get_size (bytes) > 0)
    g_string_append_len (out, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  g_bytes_unref (bytes);
}

/* Pushes @text in pieces that end at @cuts. */
static char *
run_cut (GPtrArray   *keys,
         const char  *text,
         const gsize *cuts,
         gsize        n_cuts,
         gboolean    *found)
{
  g_autoptr(PropusKeyMask) mask = propus_key_mask_new ();
  GString *out = g_string_new (NULL);
  gsize length = strlen (text);
  gsize from = 0;

  for (guint i = 0; i < keys->len; i++)
    propus_key_mask_add (mask, keys->pdata[i]);

  for (gsize i = 0; i <= n_cuts; i++)
    {
      gsize to = i < n_cuts ? cuts[i] : length;

      append (out, propus_key_mask_push (mask, text + from, to - from));
      from = to;
    }
  append (out, propus_key_mask_finish (mask));
  if (found != NULL)
    *found = propus_key_mask_has_found (mask);

  return g_string_free (out, FALSE);
}

/* The same by brute force: every key at every place, by another way of looking. */
static char *
expect (GPtrArray  *keys,
        const char *text)
{
  char *out = g_strdup (text);
  gsize length = strlen (text);

  for (guint k = 0; k < keys->len; k++)
    {
      const char *key = secret_value_get_text (keys->pdata[k]);

      for (gsize start = 0; start < length; start++)
        {
          GString *decoded = g_string_new (NULL);
          gsize end = start;

          while (end < length && decoded->len < strlen (key))
            {
              if (text[end] == '%' && end + 2 < length && g_ascii_isxdigit (text[end + 1]) && g_ascii_isxdigit (text[end + 2]))
                {
                  g_string_append_c (decoded, (char) (g_ascii_xdigit_value (text[end + 1]) * 16 + g_ascii_xdigit_value (text[end + 2])));
                  end += 3;
                }
              else if (end + 5 < length && g_str_has_prefix (text + end, "\\u00") && g_ascii_isxdigit (text[end + 4]) &&
                       g_ascii_isxdigit (text[end + 5]))
                {
                  g_string_append_c (decoded, (char) (g_ascii_xdigit_value (text[end + 4]) * 16 + g_ascii_xdigit_value (text[end + 5])));
                  end += 6;
                }
              else
                {
                  g_string_append_c (decoded, text[end++]);
                }
            }
          if (g_str_equal (decoded->str, key))
            memset (out + start, '*', end - start);
          g_string_free (decoded, TRUE);
        }
    }

  return out;
}

static GPtrArray *
two_keys (void)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func ((GDestroyNotify) secret_value_unref);
  g_autofree char *shorter = make_key ("");
  g_autofree char *longer = make_key ("tail-of-the-longer");

  /* One is the beginning of the other. */
  g_ptr_array_add (keys, make_value (shorter));
  g_ptr_array_add (keys, make_value (longer));

  return keys;
}

static void
test_every_cut (void)
{
  g_autoptr(GPtrArray) keys = two_keys ();
  g_autofree char *longer = make_key ("tail-of-the-longer");
  g_autofree char *shorter = make_key ("");
  g_autofree char *encoded = encode_all (longer);
  g_autofree char *escaped = escape (longer, 1);
  g_autofree char *partly = escape (longer, 3);
  g_autofree char *text = g_strconcat ("{\"a\":\"", longer, "\",\"b\":\"", encoded, "\",\"e\":\"", escaped, "\\n", partly, "\",\"c\":\"AQ.AQ.fak", shorter, "tail-of", "\"}", NULL);
  g_autofree char *expected = expect (keys, text);
  gsize length = strlen (text);

  g_assert_null (strstr (expected, "fake-0"));
  g_assert_null (strstr (expected, "\\u00"));
  g_assert_cmpuint (strlen (expected), ==, length);

  for (gsize first = 0; first <= length; first++)
    for (gsize second = first; second <= length; second += (first % 7) + 1)
      {
        const gsize cuts[] = { first, second };
        gboolean found = FALSE;
        g_autofree char *got = run_cut (keys, text, cuts, 2, &found);

        g_assert_cmpstr (got, ==, expected);
        g_assert_true (found);
      }
}

static void
test_single_bytes (void)
{
  g_autoptr(GPtrArray) keys = two_keys ();
  g_autofree char *longer = make_key ("tail-of-the-longer");
  g_autofree char *text = g_strconcat ("x", longer, longer, "y", NULL);
  g_autofree char *expected = expect (keys, text);
  g_autofree gsize *cuts = g_new (gsize, strlen (text));
  g_autofree char *got = NULL;

  for (gsize i = 0; i < strlen (text); i++)
    cuts[i] = i;
  got = run_cut (keys, text, cuts, strlen (text), NULL);
  g_assert_cmpstr (got, ==, expected);
}

/* Random texts out of the few characters that make trouble, cut at random. */
static void
test_random (void)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) secret_value_unref);
  g_autoptr(GRand) rand = g_rand_new_with_seed (41);
  guint masked = 0;

  g_ptr_array_add (keys, make_value ("aab"));
  g_ptr_array_add (keys, make_value ("aabaa"));
  g_ptr_array_add (keys, make_value ("baa"));

  for (guint round = 0; round < 20000; round++)
    {
      static const char * const bits[] = { "a", "b", "%61", "%62", "%6", "%", "c", "\\u0061", "\\u0062", "\\u006", "\\" };
      g_autoptr(GString) text = g_string_new (NULL);
      g_autofree char *expected = NULL;
      g_autofree char *got = NULL;
      gsize cuts[3];

      for (gint32 n = g_rand_int_range (rand, 0, 14); n > 0; n--)
        g_string_append (text, bits[g_rand_int_range (rand, 0, G_N_ELEMENTS (bits))]);
      cuts[0] = (gsize) g_rand_int_range (rand, 0, (gint32) text->len + 1);
      cuts[1] = (gsize) g_rand_int_range (rand, (gint32) cuts[0], (gint32) text->len + 1);
      cuts[2] = (gsize) g_rand_int_range (rand, (gint32) cuts[1], (gint32) text->len + 1);

      expected = expect (keys, text->str);
      got = run_cut (keys, text->str, cuts, 3, NULL);
      g_assert_cmpstr (got, ==, expected);
      masked += strchr (got, '*') != NULL;
    }

  g_assert_cmpuint (masked, >, 1000);
}

/* Nothing waits but what could be the beginning of a key. */
static void
test_holds_back_little (void)
{
  g_autoptr(GPtrArray) keys = two_keys ();
  g_autoptr(PropusKeyMask) mask = propus_key_mask_new ();
  g_autoptr(GBytes) first = NULL;
  g_autoptr(GBytes) second = NULL;
  g_autoptr(GBytes) third = NULL;

  propus_key_mask_add (mask, keys->pdata[0]);
  first = propus_key_mask_push (mask, "data: {}\n\n", 10);
  g_assert_cmpuint (g_bytes_get_size (first), ==, 10);
  second = propus_key_mask_push (mask, "text AQ.f", 9);
  g_assert_cmpuint (g_bytes_get_size (second), ==, 5);
  third = propus_key_mask_push (mask, "x", 1);
  g_assert_cmpuint (g_bytes_get_size (third), ==, 5);
  g_assert_false (propus_key_mask_has_found (mask));
}

static void
test_text (void)
{
  g_autoptr(GPtrArray) keys = two_keys ();
  g_autoptr(PropusKeyMask) mask = propus_key_mask_new ();
  g_autofree char *key = make_key ("");
  g_autofree char *text = g_strconcat ("Bearer realm=\"", key, "\"", NULL);
  g_autofree char *masked = NULL;
  g_autofree char *plain = NULL;

  propus_key_mask_add (mask, NULL);
  propus_key_mask_add (mask, keys->pdata[0]);
  masked = propus_key_mask_text (mask, text);
  g_assert_true (g_str_has_prefix (masked, "Bearer realm=\"***"));
  g_assert_cmpuint (strlen (masked), ==, strlen (text));
  plain = propus_key_mask_text (mask, "ends with AQ.fake");
  g_assert_cmpstr (plain, ==, "ends with AQ.fake");
}

static void
test_scan (void)
{
  g_autoptr(GPtrArray) keys = two_keys ();
  g_autofree char *key = make_key ("");
  g_autofree char *piece = g_strndup (key + 4, 16);
  g_autofree char *less = g_strndup (key + 4, 15);
  g_autofree char *text = g_strconcat ("a", key, "b", piece, "c", less, NULL);
  g_autoptr(GArray) ranges = propus_key_scan (keys, text, strlen (text));
  g_autoptr(GArray) none = propus_key_scan (keys, less, strlen (less));

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (ranges->len, ==, 2);
  g_assert_cmpuint (g_array_index (ranges, PropusKeyRange, 0).start, ==, 1);
  g_assert_cmpuint (g_array_index (ranges, PropusKeyRange, 0).end, ==, 1 + strlen (key));
  g_assert_cmpuint (g_array_index (ranges, PropusKeyRange, 1).start, ==, 2 + strlen (key));
  g_assert_cmpuint (g_array_index (ranges, PropusKeyRange, 1).end, ==, 2 + strlen (key) + 16);
}

/* An attachment: the key is somewhere in a file, and the file is sent as Base64. */
static void
test_base64 (void)
{
  g_autofree char *key = make_key ("");
  SecretValue *value = make_value (key);

  for (guint before = 0; before < 7; before++)
    for (guint after = 0; after < 4; after++)
      {
        g_autoptr(PropusKeyMask) mask = propus_key_mask_new ();
        g_autofree char *file = g_strdup_printf ("%.*s%s%.*s", (int) before, "KEY = \"", key, (int) after, "\"\n;");
        g_autofree char *encoded = g_base64_encode ((const guchar *) file, strlen (file));

        propus_key_mask_add (mask, value);
        g_free (propus_key_mask_text (mask, encoded));
        g_assert_false (propus_key_mask_has_found (mask));
        propus_key_mask_add_base64 (mask, value);
        g_free (propus_key_mask_text (mask, "QVEuZmFrZS0wMTIzNDU2Nzg5LWFiY2Rl"));
        g_assert_false (propus_key_mask_has_found (mask));
        g_free (propus_key_mask_text (mask, encoded));
        g_assert_true (propus_key_mask_has_found (mask));
      }

  secret_value_unref (value);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/broker/case-41/mask/every-cut", test_every_cut);
  g_test_add_func ("/broker/case-41/mask/single-bytes", test_single_bytes);
  g_test_add_func ("/broker/case-41/mask/random", test_random);
  g_test_add_func ("/broker/case-41/mask/holds-back-little", test_holds_back_little);
  g_test_add_func ("/broker/case-42/mask/text", test_text);
  g_test_add_func ("/broker/attachment/mask/base64", test_base64);
  g_test_add_func ("/broker/scan/pieces", test_scan);

  return g_test_run ();
}
