/* propus-fault.c - the broker's own failures, in the API's error shape
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-fault.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#include "propus-finder-error.h"
#include "propus-keyring.h"

G_DEFINE_QUARK (propus-fault-quark, propus_fault)

typedef struct
{
  int         code;
  guint       http;
  const char *status;
  const char *reason;
  const char *sentence;   /* NULL: the error's own message */
} Row;

static const Row fault_rows[] = {
  { PROPUS_FAULT_KEY_MISSING, 401, "UNAUTHENTICATED", PROPUS_REASON_KEY_MISSING, NULL },
  { PROPUS_FAULT_KEY_LOST, 401, "UNAUTHENTICATED", PROPUS_REASON_KEY_LOST, NULL },
  { PROPUS_FAULT_KEY_ORIGIN, 401, "UNAUTHENTICATED", PROPUS_REASON_KEY_ORIGIN, NULL },
  { PROPUS_FAULT_KEY_MALFORMED, 400, "INVALID_ARGUMENT", PROPUS_REASON_KEY_MALFORMED, NULL },
  { PROPUS_FAULT_ENTRY_CANCELLED, 499, "CANCELLED", PROPUS_REASON_ENTRY_CANCELLED, NULL },
  { PROPUS_FAULT_ENTRY_FAILED, 500, "INTERNAL", PROPUS_REASON_KEYRING_FAILED, NULL },
  { PROPUS_FAULT_TIMEOUT, 504, "DEADLINE_EXCEEDED", PROPUS_REASON_TIMEOUT, NULL },
  { PROPUS_FAULT_REDIRECT, 502, "FAILED_PRECONDITION", PROPUS_REASON_REDIRECT, NULL },
  { PROPUS_FAULT_PROTOCOL, 502, "UNAVAILABLE", PROPUS_REASON_PROTOCOL, NULL },
  { PROPUS_FAULT_BASE_URL, 400, "FAILED_PRECONDITION", PROPUS_REASON_BASE_URL, NULL },
  { PROPUS_FAULT_BODY_HOLDS_KEY, 400, "INVALID_ARGUMENT", PROPUS_REASON_BODY_HOLDS_KEY, NULL },
  { PROPUS_FAULT_NOT_ALLOWED, 403, "PERMISSION_DENIED", PROPUS_REASON_NOT_ALLOWED, NULL },
  { PROPUS_FAULT_USAGE, 503, "UNAVAILABLE", PROPUS_REASON_USAGE_UNRECORDED, NULL },
  { PROPUS_FAULT_NOT_FOUND, 404, "NOT_FOUND", PROPUS_REASON_KEY_MISSING, NULL },
  { PROPUS_FAULT_NO_PASS, 404, "NOT_FOUND", PROPUS_REASON_NOT_ALLOWED, NULL },
  { PROPUS_FAULT_INVALID, 400, "INVALID_ARGUMENT", PROPUS_REASON_NOT_ALLOWED, NULL },
};

static const Row keyring_rows[] = {
  { PROPUS_KEYRING_ERROR_UNAVAILABLE, 503, "UNAVAILABLE", PROPUS_REASON_KEYRING_UNAVAILABLE,
    NULL },   /* two sentences: of one that was never there, and of one that has stopped */
  { PROPUS_KEYRING_ERROR_NO_COLLECTION, 503, "UNAVAILABLE", PROPUS_REASON_KEYRING_NONE,
    N_("This desktop has no default keyring yet.") },
  { PROPUS_KEYRING_ERROR_MISSING, 404, "NOT_FOUND", PROPUS_REASON_KEY_MISSING,
    N_("There is no such key in the keyring.") },
  { PROPUS_KEYRING_ERROR_LOCKED, 401, "UNAUTHENTICATED", PROPUS_REASON_KEYRING_LOCKED,
    N_("The keyring is locked and nobody could be asked to unlock it.") },
  { PROPUS_KEYRING_ERROR_DISMISSED, 401, "UNAUTHENTICATED", PROPUS_REASON_KEYRING_DISMISSED,
    N_("The keyring stays locked because the question was dismissed.") },
  { PROPUS_KEYRING_ERROR_STUCK, 504, "DEADLINE_EXCEEDED", PROPUS_REASON_KEYRING_STUCK,
    N_("The keyring does not answer.") },
  { PROPUS_KEYRING_ERROR_NOT_CREATED, 500, "INTERNAL", PROPUS_REASON_KEYRING_NONE,
    N_("No keyring was created, so the key was not saved.") },
  { PROPUS_KEYRING_ERROR_READ_BACK, 500, "INTERNAL", PROPUS_REASON_KEYRING_FAILED,
    N_("The key was not saved: the keyring gave back something else.") },
  { PROPUS_KEYRING_ERROR_STILL_THERE, 500, "INTERNAL", PROPUS_REASON_KEYRING_FAILED,
    N_("The key is still in the keyring: it could not be removed.") },
  { PROPUS_KEYRING_ERROR_UNUSABLE, 400, "INVALID_ARGUMENT", PROPUS_REASON_KEY_MALFORMED,
    N_("What the keyring holds cannot be a key.") },
  { PROPUS_KEYRING_ERROR_FAILED, 500, "INTERNAL", PROPUS_REASON_KEYRING_FAILED,
    N_("The keyring reported an error.") },
  { PROPUS_KEYRING_ERROR_READ_ONLY, 403, "PERMISSION_DENIED", PROPUS_REASON_KEYRING_READ_ONLY,
    N_("The keyring can be read but not written, so nothing was changed.") },
  { PROPUS_KEYRING_ERROR_PLAIN, 400, "FAILED_PRECONDITION", PROPUS_REASON_KEYRING_PLAIN,
    N_("This keyring takes keys only without encryption on the way, so nothing was stored yet.") },
};

static const Row finder_rows[] = {
  { PROPUS_FINDER_ERROR_CHANGED, 409, "ABORTED", PROPUS_REASON_FIND_CHANGED, NULL },
  { PROPUS_FINDER_ERROR_FILE, 400, "FAILED_PRECONDITION", PROPUS_REASON_FIND_FILE, NULL },
  { PROPUS_FINDER_ERROR_NOT_MOVABLE, 400, "FAILED_PRECONDITION", PROPUS_REASON_FIND_FILE, NULL },
};

static PropusRpcStatus *
status_from_rows (const Row    *rows,
                  gsize         n_rows,
                  const GError *error)
{
  for (gsize i = 0; i < n_rows; i++)
    if (rows[i].code == error->code)
      return propus_rpc_status_new_propus (rows[i].http, rows[i].status, rows[i].reason,
                                           rows[i].sentence != NULL ? _(rows[i].sentence) : error->message);

  return propus_rpc_status_new_propus (500, "INTERNAL", PROPUS_REASON_PROTOCOL, error->message);
}

static PropusRpcStatus *
status_from_io_error (const GError *error)
{
  switch (error->code)
    {
    case G_IO_ERROR_TIMED_OUT:
      return propus_rpc_status_new_propus (504, "DEADLINE_EXCEEDED", PROPUS_REASON_TIMEOUT,
                                           _("The API did not answer in time."));
    case G_IO_ERROR_INVALID_DATA:
      return propus_rpc_status_new_propus (502, "UNAVAILABLE", PROPUS_REASON_PROTOCOL,
                                           _("The answer could not be read: it is not what the web’s rules allow."));
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_AUTH_FAILED:
    case G_IO_ERROR_PROXY_NEED_AUTH:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return propus_rpc_status_new_propus (503, "UNAVAILABLE", PROPUS_REASON_OFFLINE,
                                           _("The network’s proxy did not let the request through."));
    default:
      return propus_rpc_status_new_propus (503, "UNAVAILABLE", PROPUS_REASON_OFFLINE,
                                           _("The API cannot be reached: the connection failed."));
    }
}

/**
 * propus_fault_to_status:
 * @error: a failure of the broker, the keyring, the network or TLS
 *
 * Puts a failure into the shape in which the API reports its own, with a reason of propus-rpc-status.h.
 *
 * Returns: (transfer full): the status
 */
PropusRpcStatus *
propus_fault_to_status (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == PROPUS_FAULT)
    return status_from_rows (fault_rows, G_N_ELEMENTS (fault_rows), error);
  if (error->domain == PROPUS_KEYRING_ERROR)
    return status_from_rows (keyring_rows, G_N_ELEMENTS (keyring_rows), error);
  if (error->domain == PROPUS_FINDER_ERROR)
    return status_from_rows (finder_rows, G_N_ELEMENTS (finder_rows), error);
  if (error->domain == G_RESOLVER_ERROR)
    return propus_rpc_status_new_propus (503, "UNAVAILABLE", PROPUS_REASON_DNS,
                                         _("The API’s host name was not found: this computer may be offline."));
  if (error->domain == G_TLS_ERROR)
    return propus_rpc_status_new_propus (502, "UNAVAILABLE", PROPUS_REASON_TLS,
                                         _("The connection is not safe: the server could not prove who it is. "
                                           "Nothing was sent."));
  if (error->domain == G_IO_ERROR)
    return status_from_io_error (error);

  return propus_rpc_status_new_propus (502, "UNAVAILABLE", PROPUS_REASON_PROTOCOL,
                                       _("The answer could not be read: it is not what the web’s rules allow."));
}

/**
 * propus_fault_new_redirect:
 * @host: (nullable): where the server wanted to send the request; %NULL when it did not say
 *
 * Returns: (transfer full): the status for a redirect, which is never followed
 */
PropusRpcStatus *
propus_fault_new_redirect (const char *host)
{
  g_autofree char *sentence = NULL;

  /* Translators: %s is a host name, as in "example.com". */
  sentence = g_strdup_printf (_("The API’s address wanted to send the request on to “%s”. That was not followed, so "
                                "the key did not go there."), host != NULL ? host : "?");

  return propus_rpc_status_new_propus_full (502, "FAILED_PRECONDITION", PROPUS_REASON_REDIRECT, sentence,
                                            host != NULL ? "host" : NULL, host);
}
