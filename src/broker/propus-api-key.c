/* propus-api-key.c - a key, in memory that is not paged out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-api-key.h"

#include <string.h>

#include "propus-limits.h"

/**
 * propus_api_key_new:
 * @bytes: (array length=length): what was typed, pasted or read; need not end in NUL
 * @length: the number of bytes
 * @problem: (out) (optional): why there is no key
 *
 * Makes a key of the bytes, in libsecret's non-pageable memory. White space around it is dropped. The bytes stay the
 * caller's to wipe: the returned value holds the only copy made.
 *
 * Returns: (transfer full) (nullable): the key, to be freed with secret_value_unref(), or %NULL with @problem set
 */
SecretValue *
propus_api_key_new (const char       *bytes,
                    gsize             length,
                    PropusKeyProblem *problem)
{
  PropusKeyProblem found;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);

  found = propus_key_format_check (&bytes, &length);
  if (problem != NULL)
    *problem = found;
  if (found != PROPUS_KEY_PROBLEM_NONE)
    return NULL;

  return secret_value_new (bytes, (gssize) length, "text/plain");
}

/**
 * propus_api_key_get_hint:
 * @key: a key of propus_api_key_new()
 *
 * Guesses a key's kind by its first characters. It is a hint for the person and nothing more: the API decides whether
 * a key is good.
 *
 * Returns: the kind of key it looks like
 */
PropusKeyHint
propus_api_key_get_hint (SecretValue *key)
{
  const char *text;
  gsize length;

  g_return_val_if_fail (key != NULL, PROPUS_KEY_HINT_UNKNOWN);

  text = secret_value_get (key, &length);
  if (length > 4 && memcmp (text, "AIza", 4) == 0)
    return PROPUS_KEY_HINT_STANDARD;
  if (length > 3 && memcmp (text, "AQ.", 3) == 0)
    return PROPUS_KEY_HINT_AUTH;

  return PROPUS_KEY_HINT_UNKNOWN;
}

/**
 * propus_api_key_get_last_four:
 * @key: a key of propus_api_key_new()
 * @last_four: (out) (array fixed-size=5): room for four characters and NUL
 *
 * Gives the last four characters, by which a person tells keys apart: the only part of a key that a reply may carry.
 * A value too short to be a key gives an empty string.
 */
void
propus_api_key_get_last_four (SecretValue *key,
                              char         last_four[5])
{
  const char *text;
  gsize length;

  g_return_if_fail (key != NULL && last_four != NULL);

  memset (last_four, 0, 5);
  text = secret_value_get (key, &length);
  if (length >= PROPUS_LIMIT_KEY_MIN)
    memcpy (last_four, text + length - 4, 4);
}
