/* propus-pass-token.c - what programs show at the broker's door
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pass-token.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/* As in propus-door.c: whoever finds one in a log or a file can tell what it is, and that it is no key of Google's. */
#define TOKEN_PREFIX "propus-"
#define TOKEN_BYTES 32

static gboolean
get_random (guint8  *bytes,
            gsize    length,
            GError **error)
{
  if (getrandom (bytes, length, 0) == (gssize) length)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "getrandom: %s", g_strerror (errno));

  return FALSE;
}

/**
 * propus_pass_token_new:
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): 256 random bits, to be freed with propus_pass_token_free(); %NULL with @error set
 */
char *
propus_pass_token_new (GError **error)
{
  guint8 random[TOKEN_BYTES];
  char *token, *at;

  if (!get_random (random, sizeof random, error))
    return NULL;

  token = g_malloc0 (sizeof TOKEN_PREFIX + 2 * TOKEN_BYTES);
  at = g_stpcpy (token, TOKEN_PREFIX);
  for (gsize i = 0; i < TOKEN_BYTES; i++, at += 2)
    g_snprintf (at, 3, "%02x", random[i]);
  explicit_bzero (random, sizeof random);

  return token;
}

/**
 * propus_pass_token_new_id:
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): %PROPUS_PASS_ID_LENGTH random letters and digits; %NULL with @error set
 */
char *
propus_pass_token_new_id (GError **error)
{
  static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  guint8 random[4 * PROPUS_PASS_ID_LENGTH];
  g_autofree char *id = g_malloc0 (PROPUS_PASS_ID_LENGTH + 1);
  gsize length = 0;

  while (length < PROPUS_PASS_ID_LENGTH)
    {
      if (!get_random (random, sizeof random, error))
        return NULL;

      /* What is above the last whole 62 would make some more frequent than others. */
      for (gsize i = 0; i < sizeof random && length < PROPUS_PASS_ID_LENGTH; i++)
        if (random[i] < 4 * (sizeof characters - 1))
          id[length++] = characters[random[i] % (sizeof characters - 1)];
    }

  return g_steal_pointer (&id);
}

/**
 * propus_pass_token_free:
 * @token: (transfer full) (nullable): a token, which is overwritten
 */
void
propus_pass_token_free (char *token)
{
  if (token != NULL)
    explicit_bzero (token, strlen (token));
  g_free (token);
}

/**
 * propus_pass_token_digest:
 * @token: a token; need not be terminated
 * @length: its length
 *
 * Returns: (transfer full): its SHA-256, in hex: what is kept of it
 */
char *
propus_pass_token_digest (const char *token,
                          gsize       length)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) token, length);
}

/**
 * propus_pass_token_shows:
 * @token: what somebody shows; need not be terminated
 * @length: its length
 * @digest: the digest of the right one
 *
 * Takes as long for every wrong token of the same length.
 *
 * Returns: whether it is the right one
 */
gboolean
propus_pass_token_shows (const char *token,
                         gsize       length,
                         const char *digest)
{
  g_autofree char *shown = propus_pass_token_digest (token, length);
  volatile guchar difference = 0;

  if (strlen (digest) != strlen (shown))
    return FALSE;

  for (gsize i = 0; shown[i] != '\0'; i++)
    difference |= (guchar) (shown[i] ^ digest[i]);

  return difference == 0;
}
