/* propus-key-undo.h - removed keys, for as long as the removal can be undone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-keyring.h"

G_BEGIN_DECLS

typedef struct _PropusKeyUndo PropusKeyUndo;

/* What is needed to put a key back. */
typedef struct
{
  SecretValue       *key;
  PropusKeyringItem *item;         /* NULL: it was the session's */
  gboolean           was_chosen;
} PropusRemovedKey;

void           propus_removed_key_free   (PropusRemovedKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusRemovedKey, propus_removed_key_free)

/* Called when a key's time is over and it was not put back. */
typedef void (*PropusKeyUndoOver) (const char *id,
                                   gpointer    user_data);

PropusKeyUndo    *propus_key_undo_new       (PropusKeyUndoOver  over,
                                             gpointer           user_data);
void              propus_key_undo_free      (PropusKeyUndo     *self);
void              propus_key_undo_keep      (PropusKeyUndo     *self,
                                             const char        *id,
                                             PropusRemovedKey  *removed);
PropusRemovedKey *propus_key_undo_take      (PropusKeyUndo     *self,
                                             const char        *id);
void              propus_key_undo_forget    (PropusKeyUndo     *self,
                                             const char        *id);
gboolean          propus_key_undo_has       (PropusKeyUndo     *self,
                                             const char        *id);
gboolean          propus_key_undo_is_empty  (PropusKeyUndo     *self);
void              propus_key_undo_add_keys  (PropusKeyUndo     *self,
                                             GPtrArray         *keys);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusKeyUndo, propus_key_undo_free)

G_END_DECLS
