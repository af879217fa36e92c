/* propus-keyring-operations.c - the keyring's operations, each a job for its worker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-keyring.h"

#include <string.h>

#include "propus-keyring-private.h"
#include "propus-limits.h"
#include "propus-text.h"

/* The job of a finished task, or NULL with the error set. */
static PropusKeyringJob *
finish_job (PropusKeyring  *self,
            GAsyncResult   *result,
            gpointer        source_tag,
            GError        **error)
{
  g_autoptr(GError) failure = NULL;
  PropusKeyringJob *job;
  gboolean ok;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == source_tag, NULL);

  job = g_task_get_task_data (G_TASK (result));
  ok = g_task_propagate_boolean (G_TASK (result), &failure);
  propus_keyring_note_result (self, job, failure);
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&failure));

  return ok ? job : NULL;
}

static void
list_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr(PropusSecretBus) bus = propus_secret_bus_new ();
  GError *error = NULL;

  if (propus_keyring_job_run (task_data, bus, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * propus_keyring_list_async:
 * @self: a keyring
 * @origin: (nullable): the origin of the keys; %NULL for all
 * @prompt: whether the person may be asked to unlock the keyring
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Lists the stored keys, newest first. Without @prompt it waits for nobody's prompt either, and a locked keyring is
 * %PROPUS_KEYRING_ERROR_LOCKED.
 */
void
propus_keyring_list_async (PropusKeyring       *self,
                           const char          *origin,
                           gboolean             prompt,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  PropusKeyringJob *job;

  g_return_if_fail (PROPUS_IS_KEYRING (self));

  job = propus_keyring_job_new (PROPUS_KEYRING_JOB_LIST, origin, NULL);
  job->prompt = prompt;
  if (prompt)
    {
      propus_keyring_queue_job (self, job, propus_keyring_list_async, callback, user_data);
      return;
    }

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_keyring_list_async);
  g_task_set_task_data (task, job, (GDestroyNotify) propus_keyring_job_free);
  g_task_run_in_thread (task, list_thread);
}

/**
 * propus_keyring_list_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: (transfer full) (element-type PropusKeyringItem): the keys, none when there is no keyring yet; %NULL with
 *   @error set
 */
GPtrArray *
propus_keyring_list_finish (PropusKeyring  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  PropusKeyringJob *job = finish_job (self, result, propus_keyring_list_async, error);

  return job != NULL ? g_steal_pointer (&job->items) : NULL;
}

/**
 * propus_keyring_lookup_async:
 * @self: a keyring
 * @origin: the origin that the key was stored for; it is given for no other
 * @id: (nullable): the chosen key
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Takes a key out of the keyring: the one with @id, else the newest of @origin. The person is asked to unlock the
 * keyring when it is locked.
 */
void
propus_keyring_lookup_async (PropusKeyring       *self,
                             const char          *origin,
                             const char          *id,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_KEYRING (self));
  g_return_if_fail (origin != NULL);

  propus_keyring_queue_job (self, propus_keyring_job_new (PROPUS_KEYRING_JOB_LOOKUP, origin, id),
                            propus_keyring_lookup_async, callback, user_data);
}

/**
 * propus_keyring_lookup_all_async:
 * @self: a keyring
 * @origin: the origin that the key was stored for
 * @id: (nullable): the chosen key
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Does what propus_keyring_lookup_async() does, and reads every other key that lies open on the way.
 */
void
propus_keyring_lookup_all_async (PropusKeyring       *self,
                                 const char          *origin,
                                 const char          *id,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  PropusKeyringJob *job;

  g_return_if_fail (PROPUS_IS_KEYRING (self));
  g_return_if_fail (origin != NULL);

  job = propus_keyring_job_new (PROPUS_KEYRING_JOB_LOOKUP, origin, id);
  job->with_known = TRUE;
  propus_keyring_queue_job (self, job, propus_keyring_lookup_async, callback, user_data);
}

/**
 * propus_keyring_lookup_dup_known:
 * @self: a keyring
 * @result: what the callback of propus_keyring_lookup_all_async() was given, before it is finished
 *
 * Returns: (transfer full) (nullable) (element-type SecretValue): the keys that lie open, as far as they could be read
 */
GPtrArray *
propus_keyring_lookup_dup_known (PropusKeyring *self,
                                 GAsyncResult  *result)
{
  PropusKeyringJob *job;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == propus_keyring_lookup_async, NULL);

  job = g_task_get_task_data (G_TASK (result));

  return g_steal_pointer (&job->known);
}

/**
 * propus_keyring_read_known_async:
 * @self: a keyring
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Reads every key that lies open. Asks nobody and does not wait for another process's question; it does wait for the
 * jobs of this process, so look at propus_keyring_is_busy() first.
 */
void
propus_keyring_read_known_async (PropusKeyring       *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  PropusKeyringJob *job;

  g_return_if_fail (PROPUS_IS_KEYRING (self));

  job = propus_keyring_job_new (PROPUS_KEYRING_JOB_READ_KNOWN, NULL, NULL);
  job->prompt = FALSE;
  propus_keyring_queue_job (self, job, propus_keyring_read_known_async, callback, user_data);
}

/**
 * propus_keyring_read_known_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: (transfer full) (element-type SecretValue): the keys, or %NULL with @error set
 */
GPtrArray *
propus_keyring_read_known_finish (PropusKeyring  *self,
                                  GAsyncResult   *result,
                                  GError        **error)
{
  PropusKeyringJob *job = finish_job (self, result, propus_keyring_read_known_async, error);

  return job != NULL ? g_steal_pointer (&job->known) : NULL;
}

/**
 * propus_keyring_lookup_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @item: (out) (optional) (transfer full): what is known of the key
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: (transfer full): the key in non-pageable memory, to be dropped as soon as possible; %NULL with @error set
 */
SecretValue *
propus_keyring_lookup_finish (PropusKeyring      *self,
                              GAsyncResult       *result,
                              PropusKeyringItem **item,
                              GError            **error)
{
  PropusKeyringJob *job = finish_job (self, result, propus_keyring_lookup_async, error);

  if (job == NULL)
    return NULL;

  if (item != NULL)
    *item = g_steal_pointer (&job->item);

  return g_steal_pointer (&job->key);
}

static char *
make_label (const char *label)
{
  g_autofree char *valid = NULL;
  const char *end;

  if (label == NULL || label[0] == '\0')
    return NULL;

  valid = propus_text_make_valid (label, -1);
  g_strstrip (valid);
  if (strlen (valid) <= PROPUS_LIMIT_LABEL_BYTES)
    return g_steal_pointer (&valid);

  end = g_utf8_find_prev_char (valid, valid + PROPUS_LIMIT_LABEL_BYTES + 1);

  return g_strndup (valid, (gsize) (end - valid));
}

/**
 * propus_keyring_store_async:
 * @self: a keyring
 * @origin: the origin that the key is for
 * @label: (nullable): a name for the person; %NULL for that of the replaced key, or a plain one
 * @replace: (nullable): the id of the key whose place this one takes
 * @key: the key
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Stores a key under a new random id, reads it back and compares before it says so. The replaced key is removed only
 * then. The person is asked to unlock the keyring when it is locked, and to make one when there is none.
 */
void
propus_keyring_store_async (PropusKeyring       *self,
                            const char          *origin,
                            const char          *label,
                            const char          *replace,
                            SecretValue         *key,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  PropusKeyringJob *job;

  g_return_if_fail (PROPUS_IS_KEYRING (self));
  g_return_if_fail (origin != NULL && key != NULL);

  job = propus_keyring_job_new (PROPUS_KEYRING_JOB_STORE, origin, replace);
  job->label = make_label (label);
  job->key = secret_value_ref (key);
  propus_keyring_queue_job (self, job, propus_keyring_store_async, callback, user_data);
}

/**
 * propus_keyring_store_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: (transfer full): the new id, or %NULL with @error set: nothing was stored and what was there is unchanged
 */
char *
propus_keyring_store_finish (PropusKeyring  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  PropusKeyringJob *job = finish_job (self, result, propus_keyring_store_async, error);

  return job != NULL ? g_steal_pointer (&job->new_id) : NULL;
}

/**
 * propus_keyring_store_get_label:
 * @self: a keyring
 * @result: what the callback was given, after propus_keyring_store_finish() took it
 *
 * Returns: (transfer none): the label that the key was stored with, which may be that of the one it replaced; lives as
 *   long as @result
 */
const char *
propus_keyring_store_get_label (PropusKeyring *self,
                                GAsyncResult  *result)
{
  PropusKeyringJob *job;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == propus_keyring_store_async, NULL);

  job = g_task_get_task_data (G_TASK (result));

  return job->label;
}

/**
 * propus_keyring_remove_async:
 * @self: a keyring
 * @id: the key
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Removes a key, and looks whether it is gone. The person is asked to unlock the keyring when it is locked.
 */
void
propus_keyring_remove_async (PropusKeyring       *self,
                             const char          *id,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_KEYRING (self));
  g_return_if_fail (id != NULL);

  propus_keyring_queue_job (self, propus_keyring_job_new (PROPUS_KEYRING_JOB_REMOVE, NULL, id),
                            propus_keyring_remove_async, callback, user_data);
}

/**
 * propus_keyring_remove_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: %TRUE when no such key is stored any more, also when there was none; %FALSE with @error set, which is
 *   %PROPUS_KEYRING_ERROR_STILL_THERE when the keyring stayed locked
 */
gboolean
propus_keyring_remove_finish (PropusKeyring  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  return finish_job (self, result, propus_keyring_remove_async, error) != NULL;
}

/**
 * propus_keyring_take_out_async:
 * @self: a keyring
 * @id: the key's id
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Removes a key, and every copy of it, and gives it back.
 */
void
propus_keyring_take_out_async (PropusKeyring       *self,
                               const char          *id,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  PropusKeyringJob *job;

  g_return_if_fail (PROPUS_IS_KEYRING (self));
  g_return_if_fail (id != NULL);

  job = propus_keyring_job_new (PROPUS_KEYRING_JOB_REMOVE, NULL, id);
  job->keep = TRUE;
  propus_keyring_queue_job (self, job, propus_keyring_take_out_async, callback, user_data);
}

/**
 * propus_keyring_take_out_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @key: (out) (nullable) (transfer full): the key; %NULL when there was none, or what was stored cannot be read
 * @item: (out) (nullable) (transfer full): what propus_keyring_restore_async() wants with it
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: %FALSE with @error set when it is still there
 */
gboolean
propus_keyring_take_out_finish (PropusKeyring      *self,
                                GAsyncResult       *result,
                                SecretValue       **key,
                                PropusKeyringItem **item,
                                GError            **error)
{
  PropusKeyringJob *job = finish_job (self, result, propus_keyring_take_out_async, error);

  if (job == NULL)
    return FALSE;

  *key = g_steal_pointer (&job->key);
  *item = g_steal_pointer (&job->item);

  return TRUE;
}

/**
 * propus_keyring_restore_async:
 * @self: a keyring
 * @item: what was removed
 * @key: its key
 * @callback: called with the result, which propus_keyring_store_finish() takes
 * @user_data: for @callback
 *
 * Stores a key as it was: under its old id and name.
 */
void
propus_keyring_restore_async (PropusKeyring           *self,
                              const PropusKeyringItem *item,
                              SecretValue             *key,
                              GAsyncReadyCallback      callback,
                              gpointer                 user_data)
{
  PropusKeyringJob *job;

  g_return_if_fail (PROPUS_IS_KEYRING (self));
  g_return_if_fail (item != NULL && key != NULL);

  job = propus_keyring_job_new (PROPUS_KEYRING_JOB_STORE, item->origin, NULL);
  g_free (job->new_id);
  job->new_id = g_strdup (item->id);
  job->label = make_label (item->label);
  job->key = secret_value_ref (key);
  propus_keyring_queue_job (self, job, propus_keyring_store_async, callback, user_data);
}

/**
 * propus_keyring_tidy_async:
 * @self: a keyring
 * @id: the key's id
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Of several items that carry one id removes all but the newest, which is the one that is used. Items for another
 * origin are other keys.
 */
void
propus_keyring_tidy_async (PropusKeyring       *self,
                           const char          *id,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_KEYRING (self));
  g_return_if_fail (id != NULL);

  propus_keyring_queue_job (self, propus_keyring_job_new (PROPUS_KEYRING_JOB_TIDY, NULL, id),
                            propus_keyring_tidy_async, callback, user_data);
}

/**
 * propus_keyring_tidy_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: how many were removed, or -1 with @error set
 */
int
propus_keyring_tidy_finish (PropusKeyring  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  PropusKeyringJob *job = finish_job (self, result, propus_keyring_tidy_async, error);

  return job != NULL ? job->removed : -1;
}

/**
 * propus_keyring_unlock_async:
 * @self: a keyring
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Has the person unlock the default collection, when it is locked.
 */
void
propus_keyring_unlock_async (PropusKeyring       *self,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_KEYRING (self));

  propus_keyring_queue_job (self, propus_keyring_job_new (PROPUS_KEYRING_JOB_UNLOCK, NULL, NULL),
                            propus_keyring_unlock_async, callback, user_data);
}

/**
 * propus_keyring_unlock_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: %TRUE when the collection is open, else %FALSE with @error set
 */
gboolean
propus_keyring_unlock_finish (PropusKeyring  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  return finish_job (self, result, propus_keyring_unlock_async, error) != NULL;
}

/**
 * propus_keyring_rename_async:
 * @self: a keyring
 * @id: the key
 * @label: its new label
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Gives a stored key another label. The person is asked to unlock the keyring when it is locked.
 */
void
propus_keyring_rename_async (PropusKeyring       *self,
                             const char          *id,
                             const char          *label,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  PropusKeyringJob *job;

  g_return_if_fail (PROPUS_IS_KEYRING (self));
  g_return_if_fail (id != NULL && label != NULL);

  job = propus_keyring_job_new (PROPUS_KEYRING_JOB_RENAME, NULL, id);
  job->label = make_label (label);
  if (job->label == NULL)
    job->label = g_strdup ("");
  propus_keyring_queue_job (self, job, propus_keyring_rename_async, callback, user_data);
}

/**
 * propus_keyring_rename_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: %TRUE when the key has the new label, else %FALSE with @error set
 */
gboolean
propus_keyring_rename_finish (PropusKeyring  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  return finish_job (self, result, propus_keyring_rename_async, error) != NULL;
}
