/* propus-rpc-status.h - google.rpc.Status, the one error shape of the API and of the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _PropusRpcStatus PropusRpcStatus;   /* immutable, reference counted */

/* The broker's own failures use these reasons in an ErrorInfo of this domain (design.md 1). */
#define PROPUS_RPC_DOMAIN                 "propus"
#define PROPUS_REASON_KEY_MISSING         "KEY_MISSING"
#define PROPUS_REASON_KEY_LOST            "KEY_LOST"
#define PROPUS_REASON_KEY_ORIGIN          "KEY_ORIGIN"
#define PROPUS_REASON_KEY_MALFORMED       "KEY_MALFORMED"        /* refused by its characters or length */
#define PROPUS_REASON_KEYRING_LOCKED      "KEYRING_LOCKED"
#define PROPUS_REASON_KEYRING_DISMISSED   "KEYRING_DISMISSED"
#define PROPUS_REASON_KEYRING_UNAVAILABLE "KEYRING_UNAVAILABLE"
#define PROPUS_REASON_KEYRING_STUCK       "KEYRING_STUCK"
#define PROPUS_REASON_KEYRING_FAILED      "KEYRING_FAILED"       /* not saved, read back wrong, still there */
#define PROPUS_REASON_KEYRING_PLAIN       "KEYRING_PLAIN"        /* its D-Bus session is not encrypted; ask before storing */
#define PROPUS_REASON_KEYRING_READ_ONLY   "KEYRING_READ_ONLY"    /* the store cannot be written */
#define PROPUS_REASON_KEYRING_NONE        "KEYRING_NONE"         /* no collection, and none was made */
#define PROPUS_REASON_FIND_CHANGED        "FIND_CHANGED"         /* the file no longer holds that key in that line */
#define PROPUS_REASON_FIND_FILE           "FIND_FILE"            /* the file cannot be read or written */
#define PROPUS_REASON_ENTRY_CANCELLED     "ENTRY_CANCELLED"      /* propus-key-entry was closed without a key */
#define PROPUS_REASON_DNS                 "DNS"
#define PROPUS_REASON_TLS                 "TLS"
#define PROPUS_REASON_OFFLINE             "OFFLINE"              /* refused, unreachable, reset */
#define PROPUS_REASON_TIMEOUT             "TIMEOUT"
#define PROPUS_REASON_REDIRECT            "REDIRECT"             /* metadata.host: where it wanted to send us */
#define PROPUS_REASON_PROTOCOL            "PROTOCOL"             /* no HTTP that could be passed on */
#define PROPUS_REASON_BASE_URL            "BASE_URL"             /* refused: plain http off loopback, userinfo… */
#define PROPUS_REASON_BODY_HOLDS_KEY      "BODY_HOLDS_KEY"
#define PROPUS_REASON_NOT_ALLOWED         "NOT_ALLOWED"          /* path or method the broker does not serve */
#define PROPUS_REASON_SPEND_LIMIT         "SPEND_LIMIT"          /* metadata: limit, spent, estimate, unit, window, resets, program */
#define PROPUS_REASON_SPEND_LIMIT_SOFT    "SPEND_LIMIT_SOFT"     /* the same; the person may go on for today */
#define PROPUS_REASON_RUNAWAY             "RUNAWAY"              /* too many requests a minute; metadata: limit, program */
#define PROPUS_REASON_IN_FLIGHT           "IN_FLIGHT"            /* too many at once; metadata: limit, program */
#define PROPUS_REASON_USAGE_UNRECORDED    "USAGE_UNRECORDED"     /* the ledger cannot be written, so programs must wait */

PropusRpcStatus *propus_rpc_status_new        (guint code, const char *status, const char *message);
PropusRpcStatus *propus_rpc_status_new_propus (guint code, const char *status, const char *reason, const char *message);
PropusRpcStatus *propus_rpc_status_new_propus_full (guint code, const char *status, const char *reason, const char *message, const char *name, const char *value); /* one metadata entry */
PropusRpcStatus *propus_rpc_status_new_propus_metadata (guint code, const char *status, const char *reason, const char *message, JsonObject *metadata); /* strings; borrowed, nullable */
PropusRpcStatus *propus_rpc_status_parse      (JsonNode *node);    /* {"error":…}, [{"error":…}]; NULL when it is neither */
PropusRpcStatus *propus_rpc_status_ref        (PropusRpcStatus *self);
void             propus_rpc_status_unref      (PropusRpcStatus *self);
JsonNode        *propus_rpc_status_to_node    (PropusRpcStatus *self);   /* {"error":{code,message,status,details}} */

guint            propus_rpc_status_get_code   (PropusRpcStatus *self);   /* HTTP code, 0 unknown */
const char      *propus_rpc_status_get_status (PropusRpcStatus *self);   /* "INVALID_ARGUMENT", "" unknown */
const char      *propus_rpc_status_get_message(PropusRpcStatus *self);   /* redacted, valid UTF-8 */
const char      *propus_rpc_status_get_reason (PropusRpcStatus *self);   /* first ErrorInfo's, NULL absent */
const char      *propus_rpc_status_get_domain (PropusRpcStatus *self);   /* first ErrorInfo's, NULL absent */
const char      *propus_rpc_status_get_metadata (PropusRpcStatus *self, const char *name);
const char      *propus_rpc_status_get_help_url (PropusRpcStatus *self); /* first Help link, http(s) only, NULL absent */
gint64           propus_rpc_status_get_retry_delay_ms (PropusRpcStatus *self);  /* RetryInfo, -1 absent or unreadable */
gboolean         propus_rpc_status_is_daily_quota (PropusRpcStatus *self);      /* a QuotaFailure "…PerDay…" */
gboolean         propus_rpc_status_is_zero_quota  (PropusRpcStatus *self);      /* quotaValue "0": not in the free tier */
JsonArray       *propus_rpc_status_get_details    (PropusRpcStatus *self);      /* borrowed, redacted, without DebugInfo; NULL none */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusRpcStatus, propus_rpc_status_unref)

G_END_DECLS
