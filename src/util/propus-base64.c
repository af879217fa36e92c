/* propus-base64.c - base64 from outside, strictly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-base64.h"

/* 64: no digit. Both alphabets of RFC 4648 are taken: which one a server writes is its own business. */
static guchar
get_digit (guchar c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  if (c == '+' || c == '-')
    return 62;
  if (c == '/' || c == '_')
    return 63;

  return 64;
}

/**
 * propus_base64_decode:
 * @text: base64 without white space
 * @length: its length in bytes
 *
 * Unlike g_base64_decode() it does not read garbage as if it were not there. The padding may be missing. Any thread.
 *
 * Returns: (transfer full) (nullable): the bytes, %NULL when @text is not base64 or says nothing
 */
GBytes *
propus_base64_decode (const char *text,
                      gsize       length)
{
  g_autofree guchar *out = NULL;
  gsize n = 0;
  gsize digits = length;
  guint32 bits = 0;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  for (guint i = 0; i < 2 && digits > 0 && length % 4 == 0 && text[digits - 1] == '='; i++)
    digits--;
  if (digits == 0 || digits % 4 == 1)
    return NULL;

  out = g_malloc (digits / 4 * 3 + 3);
  for (gsize i = 0; i < digits; i++)
    {
      guchar digit = get_digit ((guchar) text[i]);

      if (digit > 63)
        return NULL;
      bits = (bits << 6) | digit;
      if (i % 4 == 3)
        {
          out[n++] = (guchar) (bits >> 16);
          out[n++] = (guchar) (bits >> 8);
          out[n++] = (guchar) bits;
        }
    }

  if (digits % 4 >= 2)
    out[n++] = (guchar) (digits % 4 == 2 ? bits >> 4 : bits >> 10);
  if (digits % 4 == 3)
    out[n++] = (guchar) (bits >> 2);

  return g_bytes_new_take (g_steal_pointer (&out), n);
}
