/* propus-key-source.c - which key a request gets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-key-source.h"

#include <glib/gi18n.h>

#include "propus-fault.h"
#include "propus-install.h"

#define CHOSEN_KEYS "chosen-keys"

/**
 * PropusKeySource:
 *
 * The key given for this session; else the chosen one, else the newest one, in the keyring; else GOOGLE_API_KEY, else
 * GEMINI_API_KEY. A keyring that is absent or holds no key for this origin lets the environment have its turn; one
 * that is locked, was dismissed or does not answer never does: another key than the person expects would be used.
 *
 * A key of the keyring is looked up for each request and belongs to that request. Main thread only.
 */
struct _PropusKeySource
{
  GObject                parent_instance;

  char                  *origin;
  PropusEnvironmentKeys *environment;
  SecretValue           *session_key;       /* nullable */
  PropusKeyring         *keyring;           /* NULL: not looked up */
  GSettings             *settings;          /* nullable */
  PropusKeyringItem     *item;              /* the one that requests get, as far as known; nullable */
  GHashTable            *descriptions;      /* id → Description, of keys that were seen */
  gboolean               environment_lost;
  gboolean               used;
};

typedef struct
{
  char          last_four[5];
  PropusKeyHint hint;
} Description;

G_DEFINE_FINAL_TYPE (PropusKeySource, propus_key_source, G_TYPE_OBJECT)

static void
propus_key_source_dispose (GObject *object)
{
  PropusKeySource *self = PROPUS_KEY_SOURCE (object);

  g_clear_pointer (&self->origin, g_free);
  g_clear_pointer (&self->environment, propus_environment_keys_free);
  g_clear_pointer (&self->session_key, secret_value_unref);
  g_clear_object (&self->keyring);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->item, propus_keyring_item_free);
  g_clear_pointer (&self->descriptions, g_hash_table_unref);

  G_OBJECT_CLASS (propus_key_source_parent_class)->dispose (object);
}

static void
propus_key_source_class_init (PropusKeySourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = propus_key_source_dispose;
}

static void
propus_key_source_init (PropusKeySource *self)
{
  self->descriptions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * propus_key_source_new:
 * @origin: the only origin that keys are for
 * @environment: (transfer full): the environment's keys
 * @session_key: (transfer full) (nullable): the key given for this session
 * @lookup: %FALSE: neither keyring nor environment (practice)
 * @environment_lost: an earlier broker died with the environment's keys
 *
 * Returns: (transfer full): the source of keys
 */
PropusKeySource *
propus_key_source_new (const char            *origin,
                       PropusEnvironmentKeys *environment,
                       SecretValue           *session_key,
                       gboolean               lookup,
                       gboolean               environment_lost)
{
  PropusKeySource *self;

  g_return_val_if_fail (origin != NULL && environment != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_KEY_SOURCE, NULL);
  self->origin = g_strdup (origin);
  self->environment = environment;
  self->session_key = session_key;
  self->environment_lost = environment_lost;
  if (lookup)
    {
      self->keyring = propus_keyring_new ();
      self->settings = propus_install_new_settings ();
    }

  return self;
}

static void
return_key (GTask       *task,
            SecretValue *key)
{
  PropusKeySource *self = g_task_get_source_object (task);

  self->used = TRUE;
  g_task_return_pointer (task, secret_value_ref (key), (GDestroyNotify) secret_value_unref);
  g_object_unref (task);
}

static void
return_fault (GTask       *task,
              PropusFault  fault,
              const char  *sentence)
{
  g_task_return_new_error (task, PROPUS_FAULT, (int) fault, "%s", sentence);
  g_object_unref (task);
}

static void
listed_others_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GTask *task = user_data;
  g_autoptr(GPtrArray) items = propus_keyring_list_finish (PROPUS_KEYRING (source), result, NULL);

  if (items != NULL && items->len > 0)
    return_fault (task, PROPUS_FAULT_KEY_ORIGIN,
                  _("There is a key in the keyring, but it was added for another address of the API. "
                    "Enter a key for this one."));
  else
    return_fault (task, PROPUS_FAULT_KEY_MISSING, _("There is no API key yet."));
}

/* The keyring has none: the environment's turn. */
static void
take_from_environment (GTask    *task,
                       gboolean  keyring_has_none)
{
  PropusKeySource *self = g_task_get_source_object (task);

  for (guint i = 0; i < PROPUS_ENVIRONMENT_N_VARIABLES; i++)
    {
      SecretValue *key = propus_environment_keys_get (self->environment, i);

      if (key != NULL)
        {
          return_key (task, key);
          return;
        }
      if (propus_environment_keys_is_set (self->environment, i))
        {
          PropusKeyProblem problem = propus_environment_keys_get_problem (self->environment, i);
          g_autofree char *sentence = NULL;

          /* Translators: the first %s is the name of an environment variable, the second a whole sentence. */
          sentence = g_strdup_printf (_("%s holds no usable key. %s"), propus_environment_keys_get_name (i),
                                      propus_key_problem_to_sentence (problem));
          return_fault (task, PROPUS_FAULT_KEY_MALFORMED, sentence);
          return;
        }
    }

  if (self->environment_lost)
    return_fault (task, PROPUS_FAULT_KEY_LOST,
                  _("The key from the environment was lost when a helper program crashed. Start Propus again."));
  else if (keyring_has_none)
    propus_keyring_list_async (self->keyring, NULL, FALSE, listed_others_cb, task);
  else
    return_fault (task, PROPUS_FAULT_KEY_MISSING, _("There is no API key yet."));
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GTask *task = user_data;
  PropusKeySource *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusKeyringItem) item = NULL;
  SecretValue *key = propus_keyring_lookup_finish (PROPUS_KEYRING (source), result, &item, &error);

  if (key != NULL)
    {
      propus_key_source_note_key (self, item, key);
      g_clear_pointer (&self->item, propus_keyring_item_free);
      self->item = g_steal_pointer (&item);
      return_key (task, key);
      secret_value_unref (key);
      return;
    }

  g_clear_pointer (&self->item, propus_keyring_item_free);
  if (g_error_matches (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_MISSING))
    {
      take_from_environment (task, TRUE);
    }
  else if (g_error_matches (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_UNAVAILABLE) ||
           g_error_matches (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_NO_COLLECTION))
    {
      take_from_environment (task, FALSE);
    }
  else
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
    }
}

/**
 * propus_key_source_take_async:
 * @self: the source
 * @callback: called with the key, possibly after the person was asked to unlock the keyring
 * @user_data: for @callback
 *
 * Takes the key for one request. Cannot be cancelled: a cancelled question would take the desktop's keyring down.
 */
void
propus_key_source_take_async (PropusKeySource     *self,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PROPUS_IS_KEY_SOURCE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_key_source_take_async);

  if (self->session_key != NULL)
    {
      return_key (task, self->session_key);
    }
  else if (self->keyring == NULL)
    {
      return_fault (task, PROPUS_FAULT_KEY_MISSING, _("There is no API key yet."));
    }
  else
    {
      g_autofree char *chosen = propus_key_source_dup_chosen (self);

      propus_keyring_lookup_async (self->keyring, self->origin, chosen, looked_up_cb, task);
    }
}

/**
 * propus_key_source_take_finish:
 * @self: the source
 * @result: what the callback was given
 * @error: return location for a #PropusFault or #PropusKeyringError error
 *
 * Returns: (transfer full) (nullable): the key, to be freed as soon as it was used, or %NULL with @error set
 */
SecretValue *
propus_key_source_take_finish (PropusKeySource  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * propus_key_source_guess:
 * @self: the source
 *
 * Tells where the next request's key would come from, as far as that is known without asking anybody. A locked
 * keyring counts: a request would ask for it.
 *
 * Returns: the source in use
 */
PropusSource
propus_key_source_guess (PropusKeySource *self)
{
  PropusKeyringState state = PROPUS_KEYRING_STATE_UNAVAILABLE;

  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), PROPUS_SOURCE_NONE);

  if (self->session_key != NULL)
    return PROPUS_SOURCE_SESSION;
  if (self->keyring == NULL)
    return PROPUS_SOURCE_NONE;

  state = propus_keyring_get_state (self->keyring);
  if (self->item != NULL || state == PROPUS_KEYRING_STATE_LOCKED || state == PROPUS_KEYRING_STATE_STUCK)
    return PROPUS_SOURCE_KEYRING;
  if (propus_environment_keys_is_set (self->environment, PROPUS_ENVIRONMENT_GOOGLE))
    return PROPUS_SOURCE_GOOGLE_ENV;
  if (propus_environment_keys_is_set (self->environment, PROPUS_ENVIRONMENT_GEMINI))
    return PROPUS_SOURCE_GEMINI_ENV;

  return PROPUS_SOURCE_NONE;
}

/**
 * propus_key_source_get_origin:
 * @self: the source
 *
 * Returns: the origin that keys are for
 */
const char *
propus_key_source_get_origin (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), NULL);

  return self->origin;
}

/**
 * propus_key_source_get_keyring:
 * @self: the source
 *
 * Returns: (transfer none) (nullable): the keyring, %NULL when it is not looked up
 */
PropusKeyring *
propus_key_source_get_keyring (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), NULL);

  return self->keyring;
}

/**
 * propus_key_source_get_environment:
 * @self: the source
 *
 * Returns: (transfer none): the environment's keys
 */
PropusEnvironmentKeys *
propus_key_source_get_environment (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), NULL);

  return self->environment;
}

/**
 * propus_key_source_is_environment_lost:
 * @self: the source
 *
 * Returns: whether an earlier broker died with the environment's keys
 */
gboolean
propus_key_source_is_environment_lost (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), FALSE);

  return self->environment_lost;
}

/**
 * propus_key_source_get_session_key:
 * @self: the source
 *
 * Returns: (transfer none) (nullable): the key given for this session
 */
SecretValue *
propus_key_source_get_session_key (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), NULL);

  return self->session_key;
}

/**
 * propus_key_source_set_session_key:
 * @self: the source
 * @key: (nullable): the key for this session; %NULL forgets it
 */
void
propus_key_source_set_session_key (PropusKeySource *self,
                                   SecretValue     *key)
{
  g_return_if_fail (PROPUS_IS_KEY_SOURCE (self));

  g_clear_pointer (&self->session_key, secret_value_unref);
  if (key != NULL)
    self->session_key = secret_value_ref (key);
}

/**
 * propus_key_source_dup_known:
 * @self: the source
 *
 * Returns: (transfer container) (element-type SecretValue): the keys that are here without asking the keyring
 */
GPtrArray *
propus_key_source_dup_known (PropusKeySource *self)
{
  GPtrArray *known = g_ptr_array_new_with_free_func ((GDestroyNotify) secret_value_unref);

  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), known);

  if (self->session_key != NULL)
    g_ptr_array_add (known, secret_value_ref (self->session_key));
  for (guint i = 0; i < PROPUS_ENVIRONMENT_N_VARIABLES; i++)
    if (propus_environment_keys_get (self->environment, i) != NULL)
      g_ptr_array_add (known, secret_value_ref (propus_environment_keys_get (self->environment, i)));

  return known;
}

/**
 * propus_key_source_dup_chosen:
 * @self: the source
 *
 * Returns: (transfer full) (nullable): the id of the keyring's key that was chosen for this origin
 */
char *
propus_key_source_dup_chosen (PropusKeySource *self)
{
  g_autoptr(GVariant) chosen = NULL;
  char *id = NULL;

  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), NULL);

  if (self->settings == NULL)
    return NULL;

  chosen = g_settings_get_value (self->settings, CHOSEN_KEYS);
  g_variant_lookup (chosen, self->origin, "s", &id);

  return id;
}

/**
 * propus_key_source_choose:
 * @self: the source
 * @id: (nullable): the id of the key to use from now on; %NULL: the newest
 */
void
propus_key_source_choose (PropusKeySource *self,
                          const char      *id)
{
  g_autoptr(GVariant) chosen = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *origin, *value;

  g_return_if_fail (PROPUS_IS_KEY_SOURCE (self));

  g_clear_pointer (&self->item, propus_keyring_item_free);
  if (self->settings == NULL)
    return;

  chosen = g_settings_get_value (self->settings, CHOSEN_KEYS);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, chosen);
  while (g_variant_iter_next (&iter, "{&s&s}", &origin, &value))
    if (!g_str_equal (origin, self->origin))
      g_variant_builder_add (&builder, "{ss}", origin, value);
  if (id != NULL)
    g_variant_builder_add (&builder, "{ss}", self->origin, id);

  g_settings_set_value (self->settings, CHOSEN_KEYS, g_variant_builder_end (&builder));
  g_settings_sync ();
}

/**
 * propus_key_source_note_key:
 * @self: the source
 * @item: (nullable): the item that holds @key
 * @key: its key
 *
 * Remembers the last four characters of a key that was seen, for lists.
 */
void
propus_key_source_note_key (PropusKeySource         *self,
                            const PropusKeyringItem *item,
                            SecretValue             *key)
{
  Description *description;

  g_return_if_fail (PROPUS_IS_KEY_SOURCE (self) && key != NULL);

  self->used = TRUE;
  if (item == NULL || item->id == NULL)
    return;

  description = g_new0 (Description, 1);
  propus_api_key_get_last_four (key, description->last_four);
  description->hint = propus_api_key_get_hint (key);
  g_hash_table_replace (self->descriptions, g_strdup (item->id), description);
}

/**
 * propus_key_source_describe:
 * @self: the source
 * @id: the id of a key in the keyring
 * @last_four: (out): its last four characters
 * @hint: (out): its kind
 *
 * Returns: whether that is known
 */
gboolean
propus_key_source_describe (PropusKeySource *self,
                            const char      *id,
                            char             last_four[5],
                            PropusKeyHint   *hint)
{
  const Description *description;

  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self) && id != NULL, FALSE);

  description = g_hash_table_lookup (self->descriptions, id);
  if (description == NULL)
    return FALSE;

  memcpy (last_four, description->last_four, sizeof description->last_four);
  *hint = description->hint;
  return TRUE;
}

/**
 * propus_key_source_note_items:
 * @self: the source
 * @items: (element-type PropusKeyringItem): what the keyring has for this origin, newest first
 *
 * Learns which item a request would get, without its key.
 */
void
propus_key_source_note_items (PropusKeySource *self,
                              GPtrArray       *items)
{
  g_autofree char *chosen = NULL;
  const PropusKeyringItem *found = NULL;

  g_return_if_fail (PROPUS_IS_KEY_SOURCE (self) && items != NULL);

  chosen = propus_key_source_dup_chosen (self);
  for (guint i = 0; i < items->len; i++)
    {
      const PropusKeyringItem *item = items->pdata[i];

      if (g_strcmp0 (item->origin, self->origin) == 0 && (found == NULL || g_strcmp0 (item->id, chosen) == 0))
        found = item;
    }

  g_clear_pointer (&self->item, propus_keyring_item_free);
  if (found == NULL)
    return;

  self->item = g_new0 (PropusKeyringItem, 1);
  *self->item = *found;
  self->item->id = g_strdup (found->id);
  self->item->origin = g_strdup (found->origin);
  self->item->label = g_strdup (found->label);
}

/**
 * propus_key_source_get_item:
 * @self: the source
 *
 * Returns: (transfer none) (nullable): the keyring's item that requests get, as far as known
 */
const PropusKeyringItem *
propus_key_source_get_item (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), NULL);

  return self->item;
}

/**
 * propus_key_source_mark_used:
 * @self: the source
 *
 * Says that a key was in this process's memory in some other way.
 */
void
propus_key_source_mark_used (PropusKeySource *self)
{
  g_return_if_fail (PROPUS_IS_KEY_SOURCE (self));

  self->used = TRUE;
}

/**
 * propus_key_source_was_used:
 * @self: the source
 *
 * Returns: whether ordinary memory may hold leftovers of a key
 */
gboolean
propus_key_source_was_used (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), FALSE);

  return self->used;
}
