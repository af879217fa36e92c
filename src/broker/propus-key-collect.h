/* propus-key-collect.h - all keys of the keyring, one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-key-source.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *items;   /* of PropusKeyringItem */
  GPtrArray *keys;    /* of SecretValue; only of those items that could be read */
  GPtrArray *key_items;   /* the item of each of @keys, borrowed from @items */
} PropusKeyCollection;

void                 propus_key_collection_free   (PropusKeyCollection *self);
void                 propus_key_collect_async     (PropusKeySource     *source,
                                                   gboolean             prompt,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
PropusKeyCollection *propus_key_collect_finish    (PropusKeySource     *source,
                                                   GAsyncResult        *result,
                                                   GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusKeyCollection, propus_key_collection_free)

G_END_DECLS
