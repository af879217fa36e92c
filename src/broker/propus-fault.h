/* propus-fault.h - the broker's own failures, in the API's error shape
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-rpc-status.h"

G_BEGIN_DECLS

#define PROPUS_FAULT (propus_fault_quark ())
GQuark propus_fault_quark (void);

/**
 * PropusFault:
 *
 * Failures of the broker itself. The message of such an error is a sentence for the person. Errors of the keyring, the
 * network and TLS keep their own domains; propus_fault_to_status() knows them all.
 */
typedef enum
{
  PROPUS_FAULT_KEY_MISSING,
  PROPUS_FAULT_KEY_LOST,
  PROPUS_FAULT_KEY_ORIGIN,
  PROPUS_FAULT_KEY_MALFORMED,
  PROPUS_FAULT_ENTRY_CANCELLED,
  PROPUS_FAULT_ENTRY_FAILED,
  PROPUS_FAULT_TIMEOUT,
  PROPUS_FAULT_REDIRECT,
  PROPUS_FAULT_PROTOCOL,
  PROPUS_FAULT_BASE_URL,
  PROPUS_FAULT_BODY_HOLDS_KEY,
  PROPUS_FAULT_NOT_ALLOWED,     /* a path or a method that is not served */
  PROPUS_FAULT_NOT_FOUND,       /* no such key */
  PROPUS_FAULT_NO_PASS,         /* no such pass */
  PROPUS_FAULT_USAGE,           /* usage.db cannot be read or written */
  PROPUS_FAULT_INVALID,         /* a control request that cannot be understood */
} PropusFault;

PropusRpcStatus *propus_fault_to_status      (const GError *error);
PropusRpcStatus *propus_fault_new_redirect   (const char   *host);

G_END_DECLS
