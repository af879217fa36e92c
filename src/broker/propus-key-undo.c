/* propus-key-undo.c - removed keys, for as long as the removal can be undone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-undo.h"

#include "propus-limits.h"

/**
 * PropusKeyUndo:
 *
 * Removed keys in non-pageable memory, each for %PROPUS_UNDO_MS. Main thread only.
 */
struct _PropusKeyUndo
{
  GHashTable        *entries;     /* id → Entry */
  PropusKeyUndoOver  over;
  gpointer           user_data;
};

typedef struct
{
  PropusKeyUndo    *undo;
  char             *id;
  PropusRemovedKey *removed;
  guint             timer;
} Entry;

/**
 * propus_removed_key_free:
 * @self: (transfer full): a removed key
 */
void
propus_removed_key_free (PropusRemovedKey *self)
{
  g_clear_pointer (&self->key, secret_value_unref);
  g_clear_pointer (&self->item, propus_keyring_item_free);
  g_free (self);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_handle_id (&entry->timer, g_source_remove);
  g_clear_pointer (&entry->removed, propus_removed_key_free);
  g_free (entry->id);
  g_free (entry);
}

/**
 * propus_key_undo_new:
 * @over: called when a removal has become final
 * @user_data: for @over
 *
 * Returns: (transfer full): an undo with nothing in it
 */
PropusKeyUndo *
propus_key_undo_new (PropusKeyUndoOver over,
                     gpointer          user_data)
{
  PropusKeyUndo *self = g_new0 (PropusKeyUndo, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  self->over = over;
  self->user_data = user_data;

  return self;
}

/**
 * propus_key_undo_free:
 * @self: (transfer full): an undo; nobody is told of what it still held
 */
void
propus_key_undo_free (PropusKeyUndo *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

static gboolean
over_cb (gpointer user_data)
{
  Entry *entry = user_data;

  entry->timer = 0;
  propus_key_undo_forget (entry->undo, entry->id);

  return G_SOURCE_REMOVE;
}

/**
 * propus_key_undo_keep:
 * @self: an undo
 * @id: the removed key's id
 * @removed: (transfer full): the key
 *
 * Keeps a removed key from now on; an earlier one with the same id is dropped.
 */
void
propus_key_undo_keep (PropusKeyUndo    *self,
                      const char       *id,
                      PropusRemovedKey *removed)
{
  Entry *entry;

  g_return_if_fail (self != NULL && id != NULL && removed != NULL && removed->key != NULL);

  entry = g_new0 (Entry, 1);
  entry->undo = self;
  entry->id = g_strdup (id);
  entry->removed = removed;
  entry->timer = g_timeout_add (PROPUS_UNDO_MS, over_cb, entry);
  g_hash_table_replace (self->entries, entry->id, entry);
}

/**
 * propus_key_undo_take:
 * @self: an undo
 * @id: a removed key's id
 *
 * Returns: (transfer full) (nullable): the key, which is kept no longer; %NULL when it is not there (any more)
 */
PropusRemovedKey *
propus_key_undo_take (PropusKeyUndo *self,
                      const char    *id)
{
  PropusRemovedKey *removed;
  Entry *entry;

  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  entry = g_hash_table_lookup (self->entries, id);
  if (entry == NULL)
    return NULL;

  removed = g_steal_pointer (&entry->removed);
  g_hash_table_remove (self->entries, id);

  return removed;
}

/**
 * propus_key_undo_forget:
 * @self: an undo
 * @id: a removed key's id
 *
 * Drops a key for good. No failure when there is none.
 */
void
propus_key_undo_forget (PropusKeyUndo *self,
                        const char    *id)
{
  g_autofree char *copy = NULL;

  g_return_if_fail (self != NULL && id != NULL);

  copy = g_strdup (id);   /* it may be the entry's */
  if (g_hash_table_remove (self->entries, copy) && self->over != NULL)
    self->over (copy, self->user_data);
}

/**
 * propus_key_undo_has:
 * @self: an undo
 * @id: a key's id
 *
 * Returns: whether that key was removed and can be put back
 */
gboolean
propus_key_undo_has (PropusKeyUndo *self,
                     const char    *id)
{
  g_return_val_if_fail (self != NULL && id != NULL, FALSE);

  return g_hash_table_contains (self->entries, id);
}

/**
 * propus_key_undo_is_empty:
 * @self: an undo
 *
 * Returns: whether nothing can be put back: a new life of the process would lose it
 */
gboolean
propus_key_undo_is_empty (PropusKeyUndo *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return g_hash_table_size (self->entries) == 0;
}

/**
 * propus_key_undo_add_keys:
 * @self: an undo
 * @keys: (element-type SecretValue): where to add the removed keys
 */
void
propus_key_undo_add_keys (PropusKeyUndo *self,
                          GPtrArray     *keys)
{
  GHashTableIter iter;
  gpointer entry;

  g_return_if_fail (self != NULL && keys != NULL);

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (keys, secret_value_ref (((Entry *) entry)->removed->key));
}
