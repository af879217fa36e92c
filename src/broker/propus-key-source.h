/* propus-key-source.h - which key a request gets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-environment-keys.h"
#include "propus-key-ledger.h"
#include "propus-key-undo.h"
#include "propus-keyring.h"
#include "propus-spend-guard.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_SOURCE_NONE,
  PROPUS_SOURCE_SESSION,      /* given for this run */
  PROPUS_SOURCE_KEYRING,
  PROPUS_SOURCE_GOOGLE_ENV,
  PROPUS_SOURCE_GEMINI_ENV,
} PropusSource;

/* Why the session's key is gone without the person's wish of that moment. */
typedef enum
{
  PROPUS_FORGOTTEN_NOT,
  PROPUS_FORGOTTEN_LOCKED,    /* the screen was locked */
  PROPUS_FORGOTTEN_ASLEEP,    /* the computer went to sleep */
} PropusForgotten;

#define PROPUS_TYPE_KEY_SOURCE (propus_key_source_get_type ())
G_DECLARE_FINAL_TYPE (PropusKeySource, propus_key_source, PROPUS, KEY_SOURCE, GObject)

PropusKeySource       *propus_key_source_new             (const char            *origin,
                                                          PropusEnvironmentKeys *environment,
                                                          SecretValue           *session_key,
                                                          gboolean               lookup,
                                                          gboolean               environment_lost);
PropusSource           propus_key_source_guess           (PropusKeySource       *self);
const char            *propus_key_source_get_origin      (PropusKeySource       *self);
PropusKeyring         *propus_key_source_get_keyring     (PropusKeySource       *self);
PropusEnvironmentKeys *propus_key_source_get_environment (PropusKeySource       *self);
gboolean               propus_key_source_is_environment_lost (PropusKeySource   *self);
SecretValue           *propus_key_source_get_session_key (PropusKeySource       *self);
void                   propus_key_source_set_session_key (PropusKeySource       *self,
                                                          SecretValue           *key);
PropusForgotten        propus_key_source_get_forgotten   (PropusKeySource       *self);
void                   propus_key_source_set_forgotten   (PropusKeySource       *self,
                                                          PropusForgotten        forgotten);
gboolean               propus_key_source_counts_on_keyring (PropusKeySource     *self);
void                   propus_key_source_count_on_keyring (PropusKeySource      *self,
                                                          gboolean               counts);
gboolean               propus_key_source_misses_keyring  (PropusKeySource       *self);
PropusSpendGuard      *propus_key_source_get_guard       (PropusKeySource       *self);
PropusKeyLedger       *propus_key_source_get_ledger      (PropusKeySource       *self);
PropusKeyUndo         *propus_key_source_get_undo        (PropusKeySource       *self);
GPtrArray             *propus_key_source_dup_known       (PropusKeySource       *self);
void                   propus_key_source_fix             (PropusKeySource       *self,
                                                          const char            *id);
const char            *propus_key_source_get_fixed       (PropusKeySource       *self);
char                  *propus_key_source_dup_chosen      (PropusKeySource       *self);
void                   propus_key_source_choose          (PropusKeySource       *self,
                                                          const char            *id);
void                   propus_key_source_note_key        (PropusKeySource       *self,
                                                          const PropusKeyringItem *item,
                                                          SecretValue           *key);
const PropusKeyringItem *propus_key_source_get_item      (PropusKeySource       *self);
void                   propus_key_source_set_item        (PropusKeySource       *self,
                                                          PropusKeyringItem     *item);
void                   propus_key_source_note_stored     (PropusKeySource       *self,
                                                          const char            *id,
                                                          const char            *label,
                                                          SecretValue           *key);
gboolean               propus_key_source_describe        (PropusKeySource       *self,
                                                          const char            *id,
                                                          char                   last_four[5],
                                                          PropusKeyHint         *hint);
void                   propus_key_source_note_items      (PropusKeySource       *self,
                                                          GPtrArray             *items);
void                   propus_key_source_mark_used       (PropusKeySource       *self);
gboolean               propus_key_source_was_used        (PropusKeySource       *self);

G_END_DECLS
