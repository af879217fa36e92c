/* propus-key-take.c - the key for one request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-key-take.h"

#include <glib/gi18n.h>

#include "propus-fault.h"
#include "propus-limits.h"

/* One request's way to its key. Lives in its task; the clock and the keyring's answer each hold the task. */
typedef struct
{
  char           *wanted;     /* id of the one stored key that it may be; NULL: what everybody gets */
  gboolean        with_known;
  PropusTakenKey *taken;      /* the key is found; NULL before, and when it was handed over */
  guint           timer;
} Take;

/**
 * propus_taken_key_free:
 * @self: (transfer full): a taken key
 */
void
propus_taken_key_free (PropusTakenKey *self)
{
  g_clear_pointer (&self->key, secret_value_unref);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_free (self->id);
  g_free (self);
}

static void
take_free (Take *take)
{
  g_clear_pointer (&take->taken, propus_taken_key_free);
  g_free (take->wanted);
  g_free (take);
}

static void
hand_over (GTask *task)
{
  Take *take = g_task_get_task_data (task);

  g_clear_handle_id (&take->timer, g_source_remove);
  g_task_return_pointer (task, g_steal_pointer (&take->taken), (GDestroyNotify) propus_taken_key_free);
}

static void
known_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Take *take = g_task_get_task_data (task);
  g_autoptr(GPtrArray) known = propus_keyring_read_known_finish (PROPUS_KEYRING (source), result, NULL);

  if (take->taken == NULL)
    return;

  take->taken->known = g_steal_pointer (&known);
  hand_over (task);
}

static gboolean
late_cb (gpointer user_data)
{
  GTask *task = user_data;
  Take *take = g_task_get_task_data (task);

  take->timer = 0;
  hand_over (task);

  return G_SOURCE_REMOVE;
}

/* The request's key is not the keyring's, and what it sends must hold none of the keyring's keys either. A keyring that
 * asks somebody something, or does not answer, holds nothing up for long. */
static void
read_known (GTask *task)
{
  PropusKeyring *keyring = propus_key_source_get_keyring (g_task_get_source_object (task));
  PropusKeyringState state = keyring != NULL ? propus_keyring_get_state (keyring) : PROPUS_KEYRING_STATE_UNAVAILABLE;
  Take *take = g_task_get_task_data (task);

  if (!take->with_known || state == PROPUS_KEYRING_STATE_STUCK || keyring == NULL)
    {
      hand_over (task);
      return;
    }

  take->timer = g_timeout_add_full (G_PRIORITY_DEFAULT, PROPUS_KNOWN_KEYS_MS, late_cb, g_object_ref (task),
                                    g_object_unref);
  propus_keyring_read_known_async (keyring, known_read_cb, g_object_ref (task));
}

static void
found_key (GTask       *task,
           SecretValue *key,
           const char  *id)
{
  Take *take = g_task_get_task_data (task);

  propus_key_source_mark_used (g_task_get_source_object (task));
  take->taken = g_new0 (PropusTakenKey, 1);
  take->taken->key = secret_value_ref (key);
  take->taken->id = g_strdup (id);
}

static void
return_fault (GTask       *task,
              PropusFault  fault,
              const char  *sentence)
{
  g_task_return_new_error (task, PROPUS_FAULT, (int) fault, "%s", sentence);
}

static void
return_fixed_missing (GTask *task)
{
  return_fault (task, PROPUS_FAULT_KEY_MISSING, _("The key that this program was to use is no longer stored."));
}

static void
listed_others_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) items = propus_keyring_list_finish (PROPUS_KEYRING (source), result, NULL);

  if (items != NULL && items->len > 0)
    return_fault (task, PROPUS_FAULT_KEY_ORIGIN,
                  _("There is a key in the keyring, but it was added for another address of the API. "
                    "Enter a key for this one."));
  else
    return_fault (task, PROPUS_FAULT_KEY_MISSING, _("There is no API key yet."));
}

/* Returns: whether the environment settled it, with a key or with one that cannot be any. */
static gboolean
look_in_environment (GTask *task)
{
  PropusEnvironmentKeys *environment = propus_key_source_get_environment (g_task_get_source_object (task));

  for (guint i = 0; i < PROPUS_ENVIRONMENT_N_VARIABLES; i++)
    {
      SecretValue *key = propus_environment_keys_get (environment, i);

      if (key != NULL)
        {
          found_key (task, key, propus_environment_keys_get_id (i));
          read_known (task);
          return TRUE;
        }
      if (propus_environment_keys_is_set (environment, i))
        {
          PropusKeyProblem problem = propus_environment_keys_get_problem (environment, i);
          g_autofree char *sentence = NULL;

          /* Translators: the first %s is the name of an environment variable, the second a whole sentence. */
          sentence = g_strdup_printf (_("%s holds no usable key. %s"), propus_environment_keys_get_name (i),
                                      propus_key_problem_to_sentence (problem));
          return_fault (task, PROPUS_FAULT_KEY_MALFORMED, sentence);
          return TRUE;
        }
    }

  return FALSE;
}

/* The keyring has none: the environment's turn. */
static void
take_from_environment (GTask    *task,
                       gboolean  keyring_has_none)
{
  PropusKeySource *keys = g_task_get_source_object (task);

  if (look_in_environment (task))
    return;

  if (propus_key_source_is_environment_lost (keys))
    return_fault (task, PROPUS_FAULT_KEY_LOST,
                  _("The key from the environment was lost when a helper program crashed. Start Propus again."));
  else if (keyring_has_none)
    propus_keyring_list_async (propus_key_source_get_keyring (keys), NULL, FALSE, listed_others_cb,
                               g_object_ref (task));
  else
    return_fault (task, PROPUS_FAULT_KEY_MISSING, _("There is no API key yet."));
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusKeySource *keys = g_task_get_source_object (task);
  g_autoptr(GPtrArray) known = propus_keyring_lookup_dup_known (PROPUS_KEYRING (source), result);
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusKeyringItem) item = NULL;
  const Take *asked = g_task_get_task_data (task);
  const char *fixed = asked->wanted != NULL ? asked->wanted : propus_key_source_get_fixed (keys);
  SecretValue *key = propus_keyring_lookup_finish (PROPUS_KEYRING (source), result, &item, &error);

  if (key != NULL && fixed != NULL && g_strcmp0 (item->id, fixed) != 0)
    {
      /* It was taken out of the keyring meanwhile; another one is not what was asked for. */
      secret_value_unref (key);
      return_fixed_missing (task);
      return;
    }
  if (key != NULL)
    {
      Take *take = g_task_get_task_data (task);

      propus_key_source_note_key (keys, item, key);
      found_key (task, key, item->id);
      secret_value_unref (key);
      take->taken->known = g_steal_pointer (&known);
      if (take->wanted == NULL)
        propus_key_source_set_item (keys, g_steal_pointer (&item));
      hand_over (task);
      return;
    }

  if (asked->wanted == NULL)
    propus_key_source_set_item (keys, NULL);
  if (g_error_matches (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_UNAVAILABLE) &&
      propus_key_source_counts_on_keyring (keys))
    {
      g_task_return_new_error (task, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_UNAVAILABLE, "%s",
                               _("Your keyring has stopped, so the key in it cannot be read. Start it or log in again, then try again."));
      return;
    }

  if (fixed != NULL && g_error_matches (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_MISSING))
    {
      return_fixed_missing (task);
    }
  else if (fixed != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (g_error_matches (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_MISSING))
    {
      propus_key_source_count_on_keyring (keys, FALSE);
      take_from_environment (task, TRUE);
    }
  else if (g_error_matches (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_UNAVAILABLE) ||
           g_error_matches (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_NO_COLLECTION))
    take_from_environment (task, FALSE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
look_in_keyring (GTask *task)
{
  PropusKeySource *keys = g_task_get_source_object (task);
  PropusKeyring *keyring = propus_key_source_get_keyring (keys);
  const Take *take = g_task_get_task_data (task);
  g_autofree char *chosen = take->wanted != NULL ? g_strdup (take->wanted) : propus_key_source_dup_chosen (keys);

  if (take->with_known)
    propus_keyring_lookup_all_async (keyring, propus_key_source_get_origin (keys), chosen, looked_up_cb,
                                     g_object_ref (task));
  else
    propus_keyring_lookup_async (keyring, propus_key_source_get_origin (keys), chosen, looked_up_cb,
                                 g_object_ref (task));
}

/**
 * propus_key_take_async:
 * @keys: the source of keys
 * @wanted: (nullable): the id of the stored key that this request may have and no other, whatever others get; %NULL: what
 *   everybody gets
 * @with_known: whether the stored keys are wanted, too, as far as they lie open: to be looked for in what is sent
 * @callback: called with the key, possibly after the person was asked to unlock the keyring
 * @user_data: for @callback
 *
 * Takes the key for one request. Cannot be cancelled: a cancelled question would take the desktop's keyring down.
 */
void
propus_key_take_async (PropusKeySource     *keys,
                       const char          *wanted,
                       gboolean             with_known,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Take *take;

  g_return_if_fail (PROPUS_IS_KEY_SOURCE (keys));

  take = g_new0 (Take, 1);
  take->wanted = g_strdup (wanted);
  take->with_known = with_known;
  task = g_task_new (keys, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_key_take_async);
  g_task_set_task_data (task, take, (GDestroyNotify) take_free);

  if (wanted != NULL)
    {
      if (propus_key_source_get_keyring (keys) != NULL)
        look_in_keyring (task);
      else
        return_fixed_missing (task);
    }
  else if (propus_key_source_get_session_key (keys) != NULL)
    {
      found_key (task, propus_key_source_get_session_key (keys), PROPUS_KEY_ID_SESSION);
      read_known (task);
    }
  else if (propus_key_source_get_forgotten (keys) == PROPUS_FORGOTTEN_LOCKED)
    {
      return_fault (task, PROPUS_FAULT_KEY_LOST,
                    _("The key for this session was forgotten because the screen was locked. Enter it again."));
    }
  else if (propus_key_source_get_forgotten (keys) == PROPUS_FORGOTTEN_ASLEEP)
    {
      return_fault (task, PROPUS_FAULT_KEY_LOST,
                    _("The key for this session was forgotten because the computer was asleep. Enter it again."));
    }
  else if (propus_key_source_get_keyring (keys) == NULL)
    {
      return_fault (task, PROPUS_FAULT_KEY_MISSING, _("There is no API key yet."));
    }
  else
    {
      look_in_keyring (task);
    }
}

/**
 * propus_key_take_finish:
 * @keys: the source of keys
 * @result: what the callback was given
 * @error: return location for a #PropusFault or #PropusKeyringError error
 *
 * Returns: (transfer full) (nullable): the key, to be freed as soon as it was used, or %NULL with @error set
 */
PropusTakenKey *
propus_key_take_finish (PropusKeySource  *keys,
                        GAsyncResult     *result,
                        GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, keys), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
