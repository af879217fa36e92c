/* propus-key-collect.c - all keys of the keyring, one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-collect.h"

typedef struct
{
  PropusKeyCollection *collection;
  gboolean             prompt;
  guint                next;
} Collect;

static void look_up_next (GTask *task);

/**
 * propus_key_collection_free:
 * @self: (transfer full): a collection
 */
void
propus_key_collection_free (PropusKeyCollection *self)
{
  g_clear_pointer (&self->key_items, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_free (self);
}

static void
collect_free (Collect *collect)
{
  g_clear_pointer (&collect->collection, propus_key_collection_free);
  g_free (collect);
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GTask *task = user_data;
  Collect *collect = g_task_get_task_data (task);
  g_autoptr(PropusKeyringItem) item = NULL;
  SecretValue *key = propus_keyring_lookup_finish (PROPUS_KEYRING (source), result, &item, NULL);

  if (key != NULL)
    {
      propus_key_source_note_key (g_task_get_source_object (task), item, key);
      g_ptr_array_add (collect->collection->keys, key);
      g_ptr_array_add (collect->collection->key_items, collect->collection->items->pdata[collect->next - 1]);
    }

  look_up_next (task);
}

static void
look_up_next (GTask *task)
{
  PropusKeySource *source = g_task_get_source_object (task);
  Collect *collect = g_task_get_task_data (task);
  GPtrArray *items = collect->collection->items;

  while (collect->next < items->len)
    {
      const PropusKeyringItem *item = items->pdata[collect->next++];

      if (item->locked || item->id == NULL || item->origin == NULL)
        continue;

      propus_keyring_lookup_async (propus_key_source_get_keyring (source), item->origin, item->id, looked_up_cb, task);
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&collect->collection), (GDestroyNotify) propus_key_collection_free);
  g_object_unref (task);
}

static void
known_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  GTask *task = user_data;
  Collect *collect = g_task_get_task_data (task);
  g_autoptr(GPtrArray) known = propus_keyring_read_known_finish (PROPUS_KEYRING (source), result, NULL);

  for (guint i = 0; known != NULL && i < known->len; i++)
    g_ptr_array_add (collect->collection->keys, secret_value_ref (known->pdata[i]));
  propus_key_source_mark_used (g_task_get_source_object (task));

  g_task_return_pointer (task, g_steal_pointer (&collect->collection), (GDestroyNotify) propus_key_collection_free);
  g_object_unref (task);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  Collect *collect = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = propus_keyring_list_finish (PROPUS_KEYRING (source), result, &error);

  if (items == NULL && !g_error_matches (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_MISSING) &&
      !g_error_matches (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_NO_COLLECTION))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }

  if (items != NULL)
    {
      g_ptr_array_unref (collect->collection->items);
      collect->collection->items = g_steal_pointer (&items);
    }

  /* A keyring that is locked between two lookups would ask. */
  if (collect->prompt)
    look_up_next (task);
  else
    propus_keyring_read_known_async (PROPUS_KEYRING (source), known_read_cb, task);
}

/**
 * propus_key_collect_async:
 * @source: the source of keys
 * @prompt: whether the person may be asked to unlock the keyring
 * @callback: called when every key was read
 * @user_data: for @callback
 *
 * Reads every key of the keyring, of all origins; without @prompt only what lies open. An empty keyring is no error;
 * neither is practice, which has none.
 */
void
propus_key_collect_async (PropusKeySource     *source,
                          gboolean             prompt,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  Collect *collect;

  g_return_if_fail (PROPUS_IS_KEY_SOURCE (source));

  collect = g_new0 (Collect, 1);
  collect->prompt = prompt;
  collect->collection = g_new0 (PropusKeyCollection, 1);
  collect->collection->items = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_keyring_item_free);
  collect->collection->key_items = g_ptr_array_new ();
  collect->collection->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) secret_value_unref);

  task = g_task_new (source, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_key_collect_async);
  g_task_set_task_data (task, collect, (GDestroyNotify) collect_free);

  if (propus_key_source_get_keyring (source) == NULL)
    look_up_next (task);
  else
    propus_keyring_list_async (propus_key_source_get_keyring (source), NULL, prompt, listed_cb, task);
}

/**
 * propus_key_collect_finish:
 * @source: the source of keys
 * @result: what the callback was given
 * @error: return location for a #PropusKeyringError error
 *
 * Returns: (transfer full) (nullable): the items and keys, or %NULL with @error set
 */
PropusKeyCollection *
propus_key_collect_finish (PropusKeySource  *source,
                           GAsyncResult     *result,
                           GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
