/* propus-key-source.c - which key a request gets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-key-source.h"

#include <string.h>

#include "propus-install.h"
#include "propus-lock-watch.h"

#define CHOSEN_KEYS        "chosen-keys"
#define FORGET_SESSION_KEY "forget-session-key"

/**
 * PropusKeySource:
 *
 * The key given for this session; else the chosen one, else the newest one, in the keyring; else GOOGLE_API_KEY, else
 * GEMINI_API_KEY. A keyring that is absent or holds no key for this origin lets the environment have its turn; one
 * that is locked, was dismissed or does not answer never does: another key than the person expects would be used.
 * Neither does one that has stopped since a key of it was known.
 *
 * A key for this session that was forgotten because the person left is missed until there is another or one is chosen:
 * no other key takes its place silently.
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
  char                  *fixed;             /* id of the one stored key for this run; NULL: as the settings say */
  PropusKeyringItem     *item;              /* the one that requests get, as far as known; nullable */
  GHashTable            *descriptions;      /* id → Description, of keys that were seen */
  PropusKeyLedger       *ledger;
  PropusSpendGuard      *guard;
  PropusKeyUndo         *undo;
  PropusLockWatch       *lock_watch;        /* NULL: the session's key stays, or there is none */
  PropusForgotten        forgotten;
  gboolean               environment_lost;
  gboolean               counted;           /* a key of the keyring was known, and nothing has said that it is gone */
  gboolean               used;
};

enum
{
  SIGNAL_FORGOTTEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  char          last_four[5];
  PropusKeyHint hint;
} Description;

G_DEFINE_FINAL_TYPE (PropusKeySource, propus_key_source, G_TYPE_OBJECT)

/* --- the person leaves --- */

static void
stop_watching (PropusKeySource *self)
{
  if (self->lock_watch == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->lock_watch, self);
  g_object_run_dispose (G_OBJECT (self->lock_watch));
  g_clear_object (&self->lock_watch);
}

static void
left_cb (PropusLockWatch *watch,
         gboolean         asleep,
         PropusKeySource *self)
{
  /* One that was removed and could still be put back goes, too; nobody misses that one. */
  propus_key_undo_forget (self->undo, PROPUS_KEY_ID_SESSION);
  if (self->session_key != NULL)
    {
      propus_key_source_set_session_key (self, NULL);
      self->forgotten = asleep ? PROPUS_FORGOTTEN_ASLEEP : PROPUS_FORGOTTEN_LOCKED;
    }
  g_signal_emit (self, signals[SIGNAL_FORGOTTEN], 0);
}

/* Listens only while there is something to forget. */
static void
update_watch (PropusKeySource *self)
{
  gboolean wanted = FALSE;

  if (self->settings != NULL &&
      (self->session_key != NULL || propus_key_undo_has (self->undo, PROPUS_KEY_ID_SESSION)))
    {
      g_autofree char *when = g_settings_get_string (self->settings, FORGET_SESSION_KEY);

      wanted = g_str_equal (when, "lock");
    }

  if (!wanted)
    {
      stop_watching (self);
    }
  else if (self->lock_watch == NULL)
    {
      self->lock_watch = propus_lock_watch_new ();
      g_signal_connect (self->lock_watch, "left", G_CALLBACK (left_cb), self);
    }
}

static void
propus_key_source_dispose (GObject *object)
{
  PropusKeySource *self = PROPUS_KEY_SOURCE (object);

  stop_watching (self);
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->guard);
  g_clear_object (&self->ledger);
  g_clear_pointer (&self->undo, propus_key_undo_free);
  g_clear_pointer (&self->origin, g_free);
  g_clear_pointer (&self->environment, propus_environment_keys_free);
  g_clear_pointer (&self->session_key, secret_value_unref);
  g_clear_object (&self->keyring);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->item, propus_keyring_item_free);
  g_clear_pointer (&self->descriptions, g_hash_table_unref);

  g_clear_pointer (&self->fixed, g_free);

  G_OBJECT_CLASS (propus_key_source_parent_class)->dispose (object);
}

static void
propus_key_source_class_init (PropusKeySourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = propus_key_source_dispose;

  /**
   * PropusKeySource::forgotten:
   *
   * The session's key was dropped because the person left. What HTTP left of it in ordinary memory is still there.
   */
  signals[SIGNAL_FORGOTTEN] = g_signal_new ("forgotten", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
removal_is_final (const char *id,
                  gpointer    user_data)
{
  PropusKeySource *self = user_data;

  propus_key_ledger_forget (self->ledger, id);
  update_watch (self);
}

static void
propus_key_source_init (PropusKeySource *self)
{
  self->undo = propus_key_undo_new (removal_is_final, self);
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
  g_autofree char *prices = NULL;
  PropusKeySource *self;

  g_return_val_if_fail (origin != NULL && environment != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_KEY_SOURCE, NULL);
  self->origin = g_strdup (origin);
  self->environment = environment;
  self->session_key = session_key;
  self->environment_lost = environment_lost;
  if (lookup)
    {
      g_autofree char *path = g_build_filename (g_get_user_data_dir (), "propus", "usage.db", NULL);

      self->keyring = propus_keyring_new ();
      self->settings = propus_install_new_settings ();
      self->ledger = propus_key_ledger_new (path);
      g_signal_connect_swapped (self->settings, "changed::" FORGET_SESSION_KEY, G_CALLBACK (update_watch), self);
    }
  else
    {
      self->ledger = propus_key_ledger_new (NULL);
    }
  prices = g_build_filename (g_get_user_config_dir (), "propus", "prices.json", NULL);
  self->guard = propus_spend_guard_new (self->ledger, prices);
  update_watch (self);

  return self;
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
  if (self->keyring == NULL || self->forgotten != PROPUS_FORGOTTEN_NOT || propus_key_source_misses_keyring (self))
    return PROPUS_SOURCE_NONE;

  state = propus_keyring_get_state (self->keyring);
  if (self->item != NULL || state == PROPUS_KEYRING_STATE_LOCKED || state == PROPUS_KEYRING_STATE_STUCK ||
      propus_keyring_get_trouble (self->keyring) == PROPUS_KEYRING_ERROR_FAILED)
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

  if (key != self->session_key)
    propus_key_ledger_forget (self->ledger, PROPUS_KEY_ID_SESSION);
  if (key != NULL)
    secret_value_ref (key);
  g_clear_pointer (&self->session_key, secret_value_unref);
  self->session_key = key;
  self->forgotten = PROPUS_FORGOTTEN_NOT;
  update_watch (self);
}

/**
 * propus_key_source_get_forgotten:
 * @self: the source
 *
 * Returns: whether the session's key was dropped because the person left, and nothing was decided since
 */
PropusForgotten
propus_key_source_get_forgotten (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), PROPUS_FORGOTTEN_NOT);

  return self->forgotten;
}

/**
 * propus_key_source_set_forgotten:
 * @self: the source
 * @forgotten: what an earlier life of this process did with the session's key
 */
void
propus_key_source_set_forgotten (PropusKeySource *self,
                                 PropusForgotten  forgotten)
{
  g_return_if_fail (PROPUS_IS_KEY_SOURCE (self));

  self->forgotten = forgotten;
}

/**
 * propus_key_source_counts_on_keyring:
 * @self: the source
 *
 * Returns: whether the keyring had a key for this origin when it was last there
 */
gboolean
propus_key_source_counts_on_keyring (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), FALSE);

  return self->counted;
}

/**
 * propus_key_source_count_on_keyring:
 * @self: the source
 * @counts: whether the keyring has a key for this origin
 */
void
propus_key_source_count_on_keyring (PropusKeySource *self,
                                    gboolean         counts)
{
  g_return_if_fail (PROPUS_IS_KEY_SOURCE (self));

  self->counted = counts;
}

/**
 * propus_key_source_misses_keyring:
 * @self: the source
 *
 * Returns: whether the keyring has stopped and taken a key along that requests would get
 */
gboolean
propus_key_source_misses_keyring (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), FALSE);

  return self->counted && propus_keyring_get_state (self->keyring) == PROPUS_KEYRING_STATE_UNAVAILABLE;
}

/**
 * propus_key_source_get_guard:
 * @self: a source
 *
 * Returns: (transfer none): what counts requests against the person's limits
 */
PropusSpendGuard *
propus_key_source_get_guard (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), NULL);

  return self->guard;
}

/**
 * propus_key_source_get_ledger:
 * @self: the source
 *
 * Returns: (transfer none): what became of the keys' last requests
 */
PropusKeyLedger *
propus_key_source_get_ledger (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), NULL);

  return self->ledger;
}

/**
 * propus_key_source_get_undo:
 * @self: the source
 *
 * Returns: (transfer none): the keys that were removed and can be put back
 */
PropusKeyUndo *
propus_key_source_get_undo (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), NULL);

  return self->undo;
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
  propus_key_undo_add_keys (self->undo, known);

  return known;
}

/**
 * propus_key_source_fix:
 * @self: the source
 * @id: (nullable): the id of a stored key
 *
 * For the rest of this run there is that key or none: neither the settings nor the environment come into it.
 */
void
propus_key_source_fix (PropusKeySource *self,
                       const char      *id)
{
  g_return_if_fail (PROPUS_IS_KEY_SOURCE (self));

  g_free (self->fixed);
  self->fixed = g_strdup (id);
}

/**
 * propus_key_source_get_fixed:
 * @self: the source
 *
 * Returns: (nullable): the id given to propus_key_source_fix()
 */
const char *
propus_key_source_get_fixed (PropusKeySource *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (self), NULL);

  return self->fixed;
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

  if (self->fixed != NULL)
    return g_strdup (self->fixed);
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
  self->forgotten = PROPUS_FORGOTTEN_NOT;
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
 * propus_key_source_note_stored:
 * @self: the source
 * @id: the item that holds @key now, and that requests will get
 * @label: its label
 * @key: its key
 *
 * Learns of an item that was stored just now: whoever asks before the keyring was looked at again is told of it.
 */
void
propus_key_source_note_stored (PropusKeySource *self,
                               const char      *id,
                               const char      *label,
                               SecretValue     *key)
{
  PropusKeyringItem *item;

  g_return_if_fail (PROPUS_IS_KEY_SOURCE (self) && id != NULL && key != NULL);

  item = g_new0 (PropusKeyringItem, 1);
  item->id = g_strdup (id);
  item->origin = g_strdup (self->origin);
  item->label = g_strdup (label);
  item->created = item->modified = g_get_real_time () / G_USEC_PER_SEC;
  propus_key_source_note_key (self, item, key);
  propus_key_source_set_item (self, item);
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
  self->counted = found != NULL;
  if (found == NULL)
    return;

  self->item = g_new0 (PropusKeyringItem, 1);
  *self->item = *found;
  self->item->id = g_strdup (found->id);
  self->item->origin = g_strdup (found->origin);
  self->item->label = g_strdup (found->label);
}

/**
 * propus_key_source_set_item:
 * @self: the source
 * @item: (transfer full) (nullable): the keyring's item that a request just got; %NULL: none
 */
void
propus_key_source_set_item (PropusKeySource   *self,
                            PropusKeyringItem *item)
{
  g_return_if_fail (PROPUS_IS_KEY_SOURCE (self));

  g_clear_pointer (&self->item, propus_keyring_item_free);
  self->item = item;
  if (item != NULL)
    self->counted = TRUE;
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
