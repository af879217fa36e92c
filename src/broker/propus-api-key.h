/* propus-api-key.h - a key, in memory that is not paged out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#define SECRET_API_SUBJECT_TO_CHANGE
#include <libsecret/secret.h>

#include "propus-key-format.h"   /* PropusKeyProblem and its sentences */

G_BEGIN_DECLS

typedef enum
{
  PROPUS_KEY_HINT_UNKNOWN,     /* clean format, shape not known: accepted all the same */
  PROPUS_KEY_HINT_STANDARD,    /* AIza… */
  PROPUS_KEY_HINT_AUTH,        /* AQ.… */
} PropusKeyHint;

/* Trims ASCII white space around @bytes and checks characters and length. The value holds the only copy made. */
SecretValue   *propus_api_key_new      (const char *bytes, gsize length, PropusKeyProblem *problem);
PropusKeyHint  propus_api_key_get_hint (SecretValue *key);
void           propus_api_key_get_last_four (SecretValue *key, char last_four[5]);

G_END_DECLS
