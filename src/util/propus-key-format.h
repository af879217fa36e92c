/* propus-key-format.h - which bytes can be an API key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Shared by the broker, which keeps keys, and propus-key-entry, which asks for them. */

typedef enum
{
  PROPUS_KEY_PROBLEM_NONE,
  PROPUS_KEY_PROBLEM_EMPTY,
  PROPUS_KEY_PROBLEM_SHORT,
  PROPUS_KEY_PROBLEM_LONG,
  PROPUS_KEY_PROBLEM_CHARACTERS,   /* a newline inside could destroy a keyring (acceptance.md 0.7) */
} PropusKeyProblem;

PropusKeyProblem  propus_key_format_check       (const char      **bytes,
                                                 gsize            *length);
const char       *propus_key_problem_to_sentence (PropusKeyProblem problem);   /* never holds the value */

G_END_DECLS
