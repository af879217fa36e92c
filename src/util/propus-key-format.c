/* propus-key-format.c - which bytes can be an API key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-format.h"

#include <glib/gi18n.h>

#include "propus-limits.h"

/* What may stand in a key. Nothing is said about its beginning: Google has changed that before. */
static gboolean
is_key_character (char c)
{
  return g_ascii_isalnum (c) || c == '.' || c == '_' || c == '-';
}

/**
 * propus_key_format_check:
 * @bytes: (inout): the start of what was typed, pasted or read; moved past the white space before the key
 * @length: (inout): the number of bytes; shortened by the white space on both sides
 *
 * Checks whether a text can be an API key: 20 to 256 of the characters A-Z a-z 0-9 . _ - with nothing but ASCII white
 * space around them. The bytes are only looked at, never copied. May be called from any thread.
 *
 * Returns: %PROPUS_KEY_PROBLEM_NONE when the trimmed bytes can be a key
 */
PropusKeyProblem
propus_key_format_check (const char **bytes,
                         gsize       *length)
{
  g_return_val_if_fail (bytes != NULL && length != NULL, PROPUS_KEY_PROBLEM_EMPTY);
  g_return_val_if_fail (*bytes != NULL || *length == 0, PROPUS_KEY_PROBLEM_EMPTY);

  while (*length > 0 && g_ascii_isspace ((*bytes)[0]))
    {
      (*bytes)++;
      (*length)--;
    }
  while (*length > 0 && g_ascii_isspace ((*bytes)[*length - 1]))
    (*length)--;

  if (*length == 0)
    return PROPUS_KEY_PROBLEM_EMPTY;

  for (gsize i = 0; i < *length; i++)
    if (!is_key_character ((*bytes)[i]))
      return PROPUS_KEY_PROBLEM_CHARACTERS;

  if (*length < PROPUS_LIMIT_KEY_MIN)
    return PROPUS_KEY_PROBLEM_SHORT;
  if (*length > PROPUS_LIMIT_KEY_MAX)
    return PROPUS_KEY_PROBLEM_LONG;

  return PROPUS_KEY_PROBLEM_NONE;
}

/**
 * propus_key_problem_to_sentence:
 * @problem: what propus_key_format_check() found
 *
 * Returns: (transfer none): a translated sentence for a person, without the value; "" for %PROPUS_KEY_PROBLEM_NONE
 */
const char *
propus_key_problem_to_sentence (PropusKeyProblem problem)
{
  switch (problem)
    {
    case PROPUS_KEY_PROBLEM_EMPTY:
      return _("There is no key in it.");

    case PROPUS_KEY_PROBLEM_SHORT:
      return _("This is too short for an API key.");

    case PROPUS_KEY_PROBLEM_LONG:
      return _("This is too long for an API key.");

    case PROPUS_KEY_PROBLEM_CHARACTERS:
      return _("An API key has only the letters A to Z, digits, dots, dashes and underscores, without spaces or line breaks.");

    case PROPUS_KEY_PROBLEM_NONE:
    default:
      return "";
    }
}
