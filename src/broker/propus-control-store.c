/* propus-control-store.c - whether a key may be stored here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-control-call.h"

#include <glib/gi18n.h>

#include "propus-json.h"

typedef struct
{
  PropusControlCall    *call;
  PropusControlHandler  handler;
} Wish;

/**
 * propus_control_require_keyring:
 * @call: a request that needs a keyring
 *
 * Practice has no keyring: the request has failed then.
 *
 * Returns: (transfer none) (nullable): the keyring
 */
PropusKeyring *
propus_control_require_keyring (PropusControlCall *call)
{
  PropusKeyring *keyring = propus_key_source_get_keyring (call->keys);

  if (keyring == NULL)
    propus_control_call_fail_literal (call, PROPUS_FAULT_NOT_ALLOWED, _("Keys cannot be stored here."));

  return keyring;
}

static void
fail_keyring (PropusControlCall  *call,
              PropusKeyringError  code)
{
  const char *sentence = code == PROPUS_KEYRING_ERROR_UNAVAILABLE
                         ? _("No keyring is running on this desktop. Use a key for this session only, or install GNOME Keyring or KWallet to keep one.")
                         : "";   /* the others have theirs in propus_fault_to_status() */
  g_autoptr(GError) error = g_error_new_literal (PROPUS_KEYRING_ERROR, (int) code, sentence);

  propus_control_call_fail (call, error);
}

static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  PropusKeyring *keyring = PROPUS_KEYRING (source);
  PropusKeyringState state = propus_keyring_probe_finish (keyring, result);
  Wish *wish = user_data;
  g_autoptr(PropusControlCall) call = wish->call;

  if (state == PROPUS_KEYRING_STATE_UNAVAILABLE)
    fail_keyring (call, PROPUS_KEYRING_ERROR_UNAVAILABLE);
  else if (state == PROPUS_KEYRING_STATE_STUCK)
    fail_keyring (call, PROPUS_KEYRING_ERROR_STUCK);
  else if (state == PROPUS_KEYRING_STATE_UNKNOWN)
    fail_keyring (call, PROPUS_KEYRING_ERROR_FAILED);
  else if (!propus_keyring_is_encrypted (keyring) && !propus_json_get_boolean (call->object, "plain", FALSE))
    fail_keyring (call, PROPUS_KEYRING_ERROR_PLAIN);
  else
    wish->handler (call);

  g_free (wish);
}

/**
 * propus_control_when_storable:
 * @call: a request that is going to store a key
 * @handler: goes on with it
 *
 * Looks at the keyring first, before a person is asked for anything: one that is not there or takes secrets only without
 * encryption is told, the latter unless the request says `"plain": true`. Call it again right before a key that was
 * waited for is stored.
 */
void
propus_control_when_storable (PropusControlCall    *call,
                              PropusControlHandler  handler)
{
  PropusKeyring *keyring = propus_control_require_keyring (call);
  Wish *wish;

  g_return_if_fail (handler != NULL);

  if (keyring == NULL)
    return;

  wish = g_new0 (Wish, 1);
  wish->call = propus_control_call_ref (call);
  wish->handler = handler;
  propus_keyring_probe_async (keyring, probed_cb, wish);
}
