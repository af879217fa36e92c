/* propus-key-info.h - what is known of a key without the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-failure.h"

G_BEGIN_DECLS

typedef struct _PropusKeyInfo PropusKeyInfo;   /* immutable, reference counted */

/* Guessed from the first characters: a hint for the person, never a judgement. */
typedef enum
{
  PROPUS_KEY_KIND_UNKNOWN,
  PROPUS_KEY_KIND_STANDARD,
  PROPUS_KEY_KIND_AUTHORIZATION,
} PropusKeyKind;

/* The ids of keys that are in no keyring. */
#define PROPUS_KEY_ID_SESSION    "session"
#define PROPUS_KEY_ID_GOOGLE_ENV "google-env"
#define PROPUS_KEY_ID_GEMINI_ENV "gemini-env"

PropusKeyInfo *propus_key_info_parse         (JsonNode      *reply);
PropusKeyInfo *propus_key_info_parse_object  (JsonObject    *object,
                                              const char    *id);
GPtrArray     *propus_key_info_parse_list    (JsonNode      *reply);
PropusKeyInfo *propus_key_info_ref           (PropusKeyInfo *self);
void           propus_key_info_unref         (PropusKeyInfo *self);
const char    *propus_key_info_get_id        (PropusKeyInfo *self);
const char    *propus_key_info_get_label     (PropusKeyInfo *self);
const char    *propus_key_info_get_origin    (PropusKeyInfo *self);
const char    *propus_key_info_get_last_four (PropusKeyInfo *self);
const char    *propus_key_info_get_variable  (PropusKeyInfo *self);
PropusKeyKind  propus_key_info_get_kind      (PropusKeyInfo *self);
gint64         propus_key_info_get_created   (PropusKeyInfo *self);
guint          propus_key_info_get_copies    (PropusKeyInfo *self);
gint64         propus_key_info_get_last_success    (PropusKeyInfo *self);
PropusFailure *propus_key_info_get_last_refusal    (PropusKeyInfo *self);
gint64         propus_key_info_get_last_refusal_at (PropusKeyInfo *self);
gboolean       propus_key_info_is_refused    (PropusKeyInfo *self);
gboolean       propus_key_info_is_stored     (PropusKeyInfo *self);
gboolean       propus_key_info_is_in_use     (PropusKeyInfo *self);
gboolean       propus_key_info_equal         (PropusKeyInfo *a,
                                              PropusKeyInfo *b);

char          *propus_key_info_dup_tested_model (JsonNode *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusKeyInfo, propus_key_info_unref)

G_END_DECLS
