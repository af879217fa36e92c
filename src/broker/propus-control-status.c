/* propus-control-status.c - what is true about the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-control-call.h"

#include "propus-sandbox-keyring.h"

/* The keyring is asked only what it answers without a prompt, and not waited for longer than this. */
#define PATIENCE_MS 500

typedef struct
{
  PropusControlCall *call;
  guint              timer;
  gboolean           answered;
  int                users;     /* pending calls and the timer */
} Status;

static const char * const source_names[] = { "none", "session", "keyring", "google-env", "gemini-env" };
static const char * const state_names[] = { "unknown", "unavailable", "no-collection", "locked", "unlocked", "stuck" };

static void
status_release (Status *status)
{
  if (--status->users > 0)
    return;

  propus_control_call_unref (status->call);
  g_free (status);
}

static void
set_string (JsonObject *object,
            const char *name,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static const char *
find_trouble (PropusKeyring *keyring)
{
  int code = keyring != NULL ? propus_keyring_get_trouble (keyring) : -1;
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusRpcStatus) status = NULL;

  if (code < 0)
    return NULL;

  error = g_error_new_literal (PROPUS_KEYRING_ERROR, code, "");
  status = propus_fault_to_status (error);

  return g_intern_string (propus_rpc_status_get_reason (status));   /* one of a few */
}

static JsonObject *
describe_keyring (PropusKeySource *keys)
{
  PropusKeyring *keyring = propus_key_source_get_keyring (keys);
  JsonObject *object = json_object_new ();
  g_autofree char *moved = propus_sandbox_keyring_is_sandboxed ()
                           ? propus_sandbox_keyring_dup_moved (g_get_user_data_dir ())
                           : NULL;
  gint64 since = keyring != NULL ? propus_keyring_get_waiting_since (keyring) : 0;
  PropusKeyringState state = keyring != NULL ? propus_keyring_get_state (keyring) : PROPUS_KEYRING_STATE_UNAVAILABLE;

  json_object_set_string_member (object, "state", state_names[state]);
  set_string (object, "provider", keyring != NULL ? propus_keyring_get_provider (keyring) : NULL);
  set_string (object, "collection", keyring != NULL ? propus_keyring_get_collection (keyring) : NULL);
  json_object_set_boolean_member (object, "encrypted", keyring != NULL && propus_keyring_is_encrypted (keyring));
  json_object_set_int_member (object, "waitingMs", since > 0 ? (g_get_monotonic_time () - since) / 1000 : 0);
  set_string (object, "trouble", find_trouble (keyring));
  json_object_set_boolean_member (object, "stopped", propus_key_source_misses_keyring (keys));
  set_string (object, "movedAside", moved);

  return object;
}

/* The key that the next request would get, as far as it is known. */
static SecretValue *
peek_key (PropusKeySource *keys,
          PropusSource     source)
{
  PropusEnvironmentKeys *environment = propus_key_source_get_environment (keys);

  switch (source)
    {
    case PROPUS_SOURCE_SESSION:
      return propus_key_source_get_session_key (keys);
    case PROPUS_SOURCE_GOOGLE_ENV:
      return propus_environment_keys_get (environment, PROPUS_ENVIRONMENT_GOOGLE);
    case PROPUS_SOURCE_GEMINI_ENV:
      return propus_environment_keys_get (environment, PROPUS_ENVIRONMENT_GEMINI);
    case PROPUS_SOURCE_NONE:
    case PROPUS_SOURCE_KEYRING:
    default:
      return NULL;
    }
}

static void
set_key (JsonObject      *object,
         PropusKeySource *keys,
         PropusSource     source)
{
  const PropusKeyringItem *item = source == PROPUS_SOURCE_KEYRING ? propus_key_source_get_item (keys) : NULL;
  SecretValue *key = peek_key (keys, source);
  PropusKeyHint hint = PROPUS_KEY_HINT_UNKNOWN;
  char last_four[5] = "";
  gboolean known = FALSE;
  JsonObject *described;

  if (item == NULL && key == NULL)
    {
      json_object_set_null_member (object, "key");
      return;
    }

  if (key != NULL)
    {
      propus_api_key_get_last_four (key, last_four);
      hint = propus_api_key_get_hint (key);
      known = TRUE;
    }
  else
    {
      known = propus_key_source_describe (keys, item->id, last_four, &hint);
    }

  described = json_object_new ();
  set_string (described, "id", item != NULL ? item->id : NULL);
  set_string (described, "label", item != NULL ? item->label : NULL);
  set_string (described, "lastFour", known ? last_four : NULL);
  json_object_set_string_member (described, "hint", propus_control_hint_to_string (hint));
  json_object_set_object_member (object, "key", described);
}

static void
set_value (JsonObject      *object,
           PropusKeySource *keys,
           SecretValue     *key,
           const char      *id)
{
  char last_four[5] = "";

  propus_api_key_get_last_four (key, last_four);
  json_object_set_string_member (object, "lastFour", last_four);
  json_object_set_string_member (object, "hint", propus_control_hint_to_string (propus_api_key_get_hint (key)));
  propus_control_set_outcome (object, keys, id);
}

static void
set_session (JsonObject      *object,
             PropusKeySource *keys)
{
  static const char * const forgotten[] = { NULL, "locked", "asleep" };
  SecretValue *key = propus_key_source_get_session_key (keys);
  JsonObject *session;

  set_string (object, "forgotten", forgotten[propus_key_source_get_forgotten (keys)]);
  if (key == NULL)
    {
      json_object_set_null_member (object, "session");
      return;
    }

  session = json_object_new ();
  set_value (session, keys, key, PROPUS_KEY_ID_SESSION);
  json_object_set_object_member (object, "session", session);
}

static void
set_environment (JsonObject      *object,
                 PropusKeySource *keys)
{
  PropusEnvironmentKeys *environment = propus_key_source_get_environment (keys);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < PROPUS_ENVIRONMENT_N_VARIABLES; i++)
    {
      SecretValue *key = propus_environment_keys_get (environment, i);
      JsonObject *one;

      if (key == NULL)
        continue;

      one = json_object_new ();
      json_object_set_string_member (one, "id", propus_environment_keys_get_id (i));
      json_object_set_string_member (one, "variable", propus_environment_keys_get_name (i));
      set_value (one, keys, key, propus_environment_keys_get_id (i));
      json_array_add_object_element (array, one);
    }

  json_object_set_array_member (object, "environment", array);
}

static void
answer (Status *status)
{
  PropusKeySource *keys = status->call->keys;
  PropusEnvironmentKeys *environment = propus_key_source_get_environment (keys);
  PropusSource source = propus_key_source_guess (keys);
  JsonObject *object;

  if (status->answered)
    return;

  status->answered = TRUE;
  object = json_object_new ();
  json_object_set_string_member (object, "source", source_names[source]);
  json_object_set_boolean_member (object, "bothEnvironment",
                                  propus_environment_keys_is_set (environment, PROPUS_ENVIRONMENT_GOOGLE) &&
                                  propus_environment_keys_is_set (environment, PROPUS_ENVIRONMENT_GEMINI));
  json_object_set_boolean_member (object, "environmentLost", propus_key_source_is_environment_lost (keys));
  json_object_set_string_member (object, "origin", propus_key_source_get_origin (keys));
  json_object_set_object_member (object, "keyring", describe_keyring (keys));
  json_object_set_object_member (object, "usage", propus_spend_guard_describe (propus_key_source_get_guard (keys)));
  set_key (object, keys, source);
  set_session (object, keys);
  set_environment (object, keys);
  propus_control_call_reply (status->call, object);
}

static gboolean
patience_cb (gpointer user_data)
{
  Status *status = user_data;

  status->timer = 0;
  answer (status);
  status_release (status);

  return G_SOURCE_REMOVE;
}

static void
answer_early (Status *status)
{
  answer (status);
  if (status->timer != 0)
    {
      g_clear_handle_id (&status->timer, g_source_remove);
      status_release (status);
    }
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Status *status = user_data;
  g_autoptr(GPtrArray) items = propus_keyring_list_finish (PROPUS_KEYRING (source), result, NULL);

  if (items != NULL)
    propus_key_source_note_items (status->call->keys, items);
  answer_early (status);
  status_release (status);
}

static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Status *status = user_data;
  PropusKeyring *keyring = PROPUS_KEYRING (source);
  PropusKeyringState state = propus_keyring_probe_finish (keyring, result);

  if (state == PROPUS_KEYRING_STATE_UNLOCKED)
    {
      propus_keyring_list_async (keyring, propus_key_source_get_origin (status->call->keys), FALSE, listed_cb, status);
      return;
    }

  answer_early (status);
  status_release (status);
}

static void
refreshed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Status *status = user_data;
  PropusKeyring *keyring = propus_key_source_get_keyring (status->call->keys);

  propus_key_ledger_refresh_finish (PROPUS_KEY_LEDGER (source), result);

  /* While an operation or a question is under way, what is known is what there is to say. */
  if (keyring == NULL || propus_keyring_is_busy (keyring))
    {
      answer_early (status);
      status_release (status);
      return;
    }

  propus_keyring_probe_async (keyring, probed_cb, status);
}

/* GET status */
void
propus_control_status (PropusControlCall *call)
{
  Status *status = g_new0 (Status, 1);

  status->call = propus_control_call_ref (call);
  status->users = 2;
  status->timer = g_timeout_add (PATIENCE_MS, patience_cb, status);
  propus_key_ledger_refresh_async (propus_key_source_get_ledger (call->keys), refreshed_cb, status);
}
