/* propus-key-take.h - the key for one request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-key-source.h"

G_BEGIN_DECLS

typedef struct
{
  SecretValue *key;
  char        *id;      /* of the keyring's item; "session", "google-env" or "gemini-env" */
  GPtrArray   *known;   /* of SecretValue: stored keys that lie open, as far as they could be read; NULL: none */
} PropusTakenKey;

void            propus_taken_key_free  (PropusTakenKey       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusTakenKey, propus_taken_key_free)

void            propus_key_take_async  (PropusKeySource      *keys,
                                        const char           *wanted,
                                        gboolean              with_known,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
PropusTakenKey *propus_key_take_finish (PropusKeySource      *keys,
                                        GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
