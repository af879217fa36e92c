/* propus-control-ready.c - POST ready: is there a key for a request?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-control-call.h"

#include "propus-json.h"
#include "propus-key-take.h"

static void
taken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusTakenKey) taken = propus_key_take_finish (PROPUS_KEY_SOURCE (source), result, &error);

  if (taken != NULL)
    propus_control_call_reply (call, json_object_new ());
  else
    propus_control_call_fail (call, error);
}

/**
 * propus_control_ready:
 * @call: the call; `{"use": ID}` says which stored key there has to be, for the rest of the broker's life
 *
 * Does what a request would do first, so that a program is not started to find out that there is no key: the keyring's
 * question may come up.
 */
void
propus_control_ready (PropusControlCall *call)
{
  const char *id = propus_json_get_string (call->object, "use");

  if (id != NULL)
    propus_key_source_fix (call->keys, id);
  propus_key_take_async (call->keys, NULL, FALSE, taken_cb, propus_control_call_ref (call));
}
