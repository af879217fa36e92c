/* propus-key-text.h - the truth about the key, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-session.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_KEY_MOOD_FINE,
  PROPUS_KEY_MOOD_WAITING,
  PROPUS_KEY_MOOD_ATTENTION,
} PropusKeyMood;

char          *propus_key_text_dup_line  (PropusKeyStatus *status);
char          *propus_key_text_dup_title (PropusKeyStatus *status);
char          *propus_key_text_dup_place (PropusKeyStatus *status);
PropusKeyMood  propus_key_text_get_mood  (PropusKeyStatus *status);
const char    *propus_key_text_get_icon  (PropusKeyStatus *status);

G_END_DECLS
