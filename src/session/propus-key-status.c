/* propus-key-status.c - what is true about the key, without the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-status.h"

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
  PropusKeyReport     *report;     /* NULL: not asked yet */
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
  g_clear_pointer (&self->report, propus_key_report_free);

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
  g_autoptr(PropusKeyReport) report = node != NULL ? propus_key_report_parse (node) : NULL;
  gboolean again = self->ask_again;

  self->asking = FALSE;
  self->ask_again = FALSE;

  if (report == NULL)
    g_debug ("no key status: %s", failure != NULL ? propus_failure_get_message (failure) : "");
  else if (self->report == NULL || !propus_key_report_equal (self->report, report))
    {
      g_clear_pointer (&self->report, propus_key_report_free);
      self->report = g_steal_pointer (&report);
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

/**
 * propus_key_status_get_source:
 *
 * Returns: where the key in use comes from
 */
PropusKeySource
propus_key_status_get_source (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), PROPUS_KEY_SOURCE_UNKNOWN);

  if (propus_broker_process_is_practice (self->broker))
    return PROPUS_KEY_SOURCE_PRACTICE;

  return self->report != NULL ? self->report->source : PROPUS_KEY_SOURCE_UNKNOWN;
}

/**
 * propus_key_status_get_keyring:
 *
 * Returns: the state of the desktop's keyring
 */
PropusKeyringState
propus_key_status_get_keyring (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), PROPUS_KEYRING_UNKNOWN);

  return self->report != NULL ? self->report->keyring : PROPUS_KEYRING_UNKNOWN;
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

  return self->report != NULL ? self->report->id : NULL;
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

  return self->report != NULL ? self->report->label : NULL;
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

  return self->report != NULL ? self->report->last_four : NULL;
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

  return self->report != NULL ? self->report->provider : NULL;
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

  return self->report != NULL ? self->report->collection : NULL;
}

/**
 * propus_key_status_get_both_env:
 *
 * Returns: whether both variables were set (GOOGLE_API_KEY wins)
 */
gboolean
propus_key_status_get_both_env (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), FALSE);

  return self->report != NULL ? self->report->both_environment : FALSE;
}

/**
 * propus_key_status_is_encrypted:
 *
 * Returns: whether what goes to the keyring and back is encrypted on D-Bus
 */
gboolean
propus_key_status_is_encrypted (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), FALSE);

  return self->report != NULL ? self->report->encrypted : FALSE;
}

/**
 * propus_key_status_get_trouble:
 *
 * Returns: (transfer none) (nullable): the reason (propus-rpc-status.h) of the keyring's last failure; %NULL since its
 *   last success
 */
const char *
propus_key_status_get_trouble (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), NULL);

  return self->report != NULL ? self->report->trouble : NULL;
}

/**
 * propus_key_status_get_moved_aside:
 *
 * Returns: (transfer none) (nullable): the path of a damaged keyring of a sandbox that was moved aside
 */
const char *
propus_key_status_get_moved_aside (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), NULL);

  return self->report != NULL ? self->report->moved_aside : NULL;
}

/**
 * propus_key_status_is_keyring_stopped:
 *
 * Returns: whether the keyring ended while a key in it was in use
 */
gboolean
propus_key_status_is_keyring_stopped (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), FALSE);

  return self->report != NULL && self->report->stopped;
}

/**
 * propus_key_status_get_forgotten:
 *
 * Returns: (transfer none) (nullable): why the key of this session was dropped, "locked" or "asleep"; %NULL when it was
 *   not, and once there is another
 */
const char *
propus_key_status_get_forgotten (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), NULL);

  return self->report != NULL ? self->report->forgotten : NULL;
}

/**
 * propus_key_status_get_origin:
 *
 * Returns: (transfer none) (nullable): the only server that requests go to, as scheme, host and port
 */
const char *
propus_key_status_get_origin (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), NULL);

  return self->report != NULL ? self->report->origin : NULL;
}

/**
 * propus_key_status_is_env_lost:
 *
 * Returns: whether a broker that ended took the keys of the environment along
 */
gboolean
propus_key_status_is_env_lost (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), FALSE);

  return self->report != NULL ? self->report->environment_lost : FALSE;
}

/**
 * propus_key_status_is_malformed:
 *
 * Returns: whether the key in use comes from a variable that holds no key
 */
gboolean
propus_key_status_is_malformed (PropusKeyStatus *self)
{
  PropusKeySource source = propus_key_status_get_source (self);

  return (source == PROPUS_KEY_SOURCE_GOOGLE_ENV || source == PROPUS_KEY_SOURCE_GEMINI_ENV) && !self->report->has_key;
}

/**
 * propus_key_status_get_session:
 *
 * Returns: (transfer none) (nullable): the key of this session, whether it is in use or not
 */
PropusKeyInfo *
propus_key_status_get_session (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), NULL);

  return self->report != NULL ? self->report->session : NULL;
}

/**
 * propus_key_status_get_environment:
 *
 * Returns: (transfer none) (nullable) (element-type PropusKeyInfo): the keys of the environment, GOOGLE_API_KEY first;
 *   one whose last four characters are empty is no key
 */
GPtrArray *
propus_key_status_get_environment (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), NULL);

  return self->report != NULL ? self->report->environment : NULL;
}

/**
 * propus_key_status_get_waiting_ms:
 *
 * Returns: for how long, in milliseconds, the oldest call has been waiting for the keyring; 0: none is
 */
gint64
propus_key_status_get_waiting_ms (PropusKeyStatus *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (self), 0);

  return self->report != NULL ? self->report->waiting_ms : 0;
}
