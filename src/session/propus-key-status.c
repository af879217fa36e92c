/* propus-key-status.c - what is true about the key, without the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-status.h"

#include "propus-json.h"
#include "propus-keys.h"

/**
 * PropusKeyStatus:
 *
 * The last answer of `GET /propus/v1/status`: which key is in use, where it is kept, what the keyring is doing. It
 * holds nothing secret; the last four characters are all that ever leaves the broker.
 */
struct _PropusKeyStatus
{
  GObject              parent_instance;

  PropusBrokerProcess *broker;
  JsonNode            *node;       /* NULL: not asked yet */
  gboolean             asking;
  gboolean             ask_again;
};

G_DEFINE_FINAL_TYPE (PropusKeyStatus, propus_key_status, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
propus_key_status_finalize (GObject *object)
{
  PropusKeyStatus *self = PROPUS_KEY_STATUS (object);

  g_clear_object (&self->broker);
  g_clear_pointer (&self->node, json_node_unref);

  G_OBJECT_CLASS (propus_key_status_parent_class)->finalize (object);
}

static void
propus_key_status_class_init (PropusKeyStatusClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_key_status_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_key_status_init (PropusKeyStatus *self)
{
}

/**
 * propus_key_status_new:
 * @broker: whom to ask
 *
 * Returns: (transfer full): a status that knows nothing yet
 */
PropusKeyStatus *
propus_key_status_new (PropusBrokerProcess *broker)
{
  PropusKeyStatus *self = g_object_new (PROPUS_TYPE_KEY_STATUS, NULL);

  self->broker = g_object_ref (broker);

  return self;
}

static void
status_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusKeyStatus) self = user_data;
  g_autoptr(PropusFailure) failure = NULL;
  g_autoptr(JsonNode) node = propus_keys_act_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  gboolean again = self->ask_again;

  self->asking = FALSE;
  self->ask_again = FALSE;

  if (node == NULL)
    g_debug ("no key status: %s", failure != NULL ? propus_failure_get_message (failure) : "");
  else if (self->node == NULL || !json_node_equal (self->node, node))
    {
      g_clear_pointer (&self->node, json_node_unref);
      self->node = g_steal_pointer (&node);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }

  if (again)
    propus_key_status_refresh (self);
}

/**
 * propus_key_status_refresh:
 *
 * Asks again. Calls while a question is on its way lead to one more question, not to many.
 */
void
propus_key_status_refresh (PropusKeyStatus *self)
{
  g_return_if_fail (PROPUS_IS_KEY_STATUS (self));

  if (self->asking)
    {
      self->ask_again = TRUE;
      return;
    }

  self->asking = TRUE;
  propus_keys_act_async (self->broker, "GET", "/propus/v1/status", NULL, status_cb, g_object_ref (self));
}

static JsonObject *
get_root (PropusKeyStatus *self)
{
  return self->node != NULL ? propus_json_node_object (self->node) : NULL;
}

static JsonObject *
get_part (PropusKeyStatus *self,
          const char      *name)
{
  JsonObject *root = get_root (self);

  return root != NULL ? propus_json_get_object (root, name) : NULL;
}

static const char *
get_part_string (PropusKeyStatus *self,
                 const char      *part,
                 const char      *name)
{
  JsonObject *object = get_part (self, part);

  return object != NULL ? propus_json_get_string (object, name) : NULL;
}

/* The position of @word in @words, or 0. */
static guint
match_word (const char         *word,
            const char * const *words,
            guint               n_words)
{
  for (guint i = 1; word != NULL && i < n_words; i++)
    if (g_str_equal (word, words[i]))
      return i;

  return 0;
}

/**
 * propus_key_status_get_source:
 *
 * Returns: where the key in use comes from
 */
PropusKeySource
propus_key_status_get_source (PropusKeyStatus *self)
{
  static const char * const words[] = {
    [PROPUS_KEY_SOURCE_NONE] = "none",
    [PROPUS_KEY_SOURCE_SESSION] = "session",
    [PROPUS_KEY_SOURCE_KEYRING] = "keyring",
    [PROPUS_KEY_SOURCE_GOOGLE_ENV] = "google-env",
    [PROPUS_KEY_SOURCE_GEMINI_ENV] = "gemini-env",
  };
  JsonObject *root;

  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), PROPUS_KEY_SOURCE_UNKNOWN);

  if (propus_broker_process_is_practice (self->broker))
    return PROPUS_KEY_SOURCE_PRACTICE;

  root = get_root (self);
  if (root == NULL)
    return PROPUS_KEY_SOURCE_UNKNOWN;

  return match_word (propus_json_get_string (root, "source"), words, G_N_ELEMENTS (words));
}

/**
 * propus_key_status_get_keyring:
 *
 * Returns: the state of the desktop's keyring
 */
PropusKeyringState
propus_key_status_get_keyring (PropusKeyStatus *self)
{
  static const char * const words[] = {
    [PROPUS_KEYRING_UNKNOWN] = "unknown",
    [PROPUS_KEYRING_UNAVAILABLE] = "unavailable",
    [PROPUS_KEYRING_NO_COLLECTION] = "no-collection",
    [PROPUS_KEYRING_LOCKED] = "locked",
    [PROPUS_KEYRING_UNLOCKED] = "unlocked",
    [PROPUS_KEYRING_STUCK] = "stuck",
  };

  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), PROPUS_KEYRING_UNKNOWN);

  return match_word (get_part_string (self, "keyring", "state"), words, G_N_ELEMENTS (words));
}

/**
 * propus_key_status_get_id:
 *
 * Returns: (transfer none) (nullable): random id of the keyring item in use
 */
const char *
propus_key_status_get_id (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), NULL);

  return get_part_string (self, "key", "id");
}

/**
 * propus_key_status_get_label:
 *
 * Returns: (transfer none) (nullable): what the item in use is called
 */
const char *
propus_key_status_get_label (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), NULL);

  return get_part_string (self, "key", "label");
}

/**
 * propus_key_status_get_last_four:
 *
 * Returns: (transfer none) (nullable): the last four characters of the key in use
 */
const char *
propus_key_status_get_last_four (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), NULL);

  return get_part_string (self, "key", "lastFour");
}

/**
 * propus_key_status_get_provider:
 *
 * Returns: (transfer none) (nullable): the program behind the keyring, such as "GNOME Keyring"
 */
const char *
propus_key_status_get_provider (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), NULL);

  return get_part_string (self, "keyring", "provider");
}

/**
 * propus_key_status_get_collection:
 *
 * Returns: (transfer none) (nullable): the label of the default collection
 */
const char *
propus_key_status_get_collection (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), NULL);

  return get_part_string (self, "keyring", "collection");
}

/**
 * propus_key_status_get_both_env:
 *
 * Returns: whether both variables were set (GOOGLE_API_KEY wins)
 */
gboolean
propus_key_status_get_both_env (PropusKeyStatus *self)
{
  JsonObject *root;

  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), FALSE);

  root = get_root (self);
  return root != NULL && propus_json_get_boolean (root, "bothEnvironment", FALSE);
}

/**
 * propus_key_status_get_waiting_ms:
 *
 * Returns: for how long, in milliseconds, the oldest call has been waiting for the keyring; 0: none is
 */
gint64
propus_key_status_get_waiting_ms (PropusKeyStatus *self)
{
  JsonObject *keyring;

  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), 0);

  keyring = get_part (self, "keyring");
  return keyring != NULL ? propus_json_get_int (keyring, "waitingMs", 0) : 0;
}
