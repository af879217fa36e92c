/* propus-failure.h - why an answer did not come, typed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-rpc-status.h"

G_BEGIN_DECLS

/* Every way in which asking the API can go wrong, as the window needs to tell them apart (gemini-api.md 2.4, 6.1, 9;
 * design.md 1). The sentence for each is the window's business, in one file. */
typedef enum
{
  PROPUS_FAILURE_NONE,
  /* no usable key: `propus ask` exits 3 */
  PROPUS_FAILURE_KEY_MISSING,
  PROPUS_FAILURE_KEY_LOST,
  PROPUS_FAILURE_KEY_ORIGIN,
  PROPUS_FAILURE_KEYRING_LOCKED,
  PROPUS_FAILURE_KEYRING_DISMISSED,
  PROPUS_FAILURE_KEYRING_UNAVAILABLE,
  PROPUS_FAILURE_KEYRING_STUCK,
  PROPUS_FAILURE_KEY_MALFORMED,      /* refused by its characters or length; get_message() is the broker's own sentence */
  /* adding and removing keys; get_message() is the broker's own sentence */
  PROPUS_FAILURE_KEYRING_FAILED,
  PROPUS_FAILURE_KEYRING_PLAIN,      /* its D-Bus session is not encrypted: the person is asked before anything is stored */
  PROPUS_FAILURE_KEYRING_READ_ONLY,
  PROPUS_FAILURE_KEYRING_NONE,       /* no collection, and none was made */
  PROPUS_FAILURE_ENTRY_CANCELLED,
  /* the API refuses the key */
  PROPUS_FAILURE_KEY_INVALID,        /* API_KEY_INVALID */
  PROPUS_FAILURE_KEY_EXPIRED,
  PROPUS_FAILURE_KEY_TYPE,           /* 401 ACCESS_TOKEN_TYPE_UNSUPPORTED */
  PROPUS_FAILURE_KEY_LEAKED,
  PROPUS_FAILURE_KEY_SUSPENDED,
  PROPUS_FAILURE_KEY_RESTRICTED,     /* to other APIs, addresses, referrers; get_detail() is the reason that says which */
  PROPUS_FAILURE_API_DISABLED,
  PROPUS_FAILURE_UNAUTHENTICATED,    /* any other 401 */
  PROPUS_FAILURE_PERMISSION,         /* any other 403 */
  /* the API refuses the request */
  PROPUS_FAILURE_INVALID_REQUEST,    /* 400 */
  PROPUS_FAILURE_REGION,             /* 400 FAILED_PRECONDITION */
  PROPUS_FAILURE_NOT_FOUND,          /* 404: model gone */
  PROPUS_FAILURE_TOO_LARGE,          /* 413 */
  PROPUS_FAILURE_RATE_LIMITED,       /* 429 a minute */
  PROPUS_FAILURE_QUOTA_DAILY,        /* 429 a day: not retried by itself */
  PROPUS_FAILURE_QUOTA_ZERO,         /* 429 limit 0: model not in the free tier */
  PROPUS_FAILURE_SPEND_LIMIT,        /* of the project at Google */
  PROPUS_FAILURE_OWN_LIMIT,          /* the person's own; get_detail() is the broker's sentence with the amounts */
  PROPUS_FAILURE_OWN_LIMIT_SOFT,     /* the one that asks; the same */
  PROPUS_FAILURE_RUNAWAY,            /* too many requests a minute, stopped by the broker; the same */
  PROPUS_FAILURE_BODY_HOLDS_KEY,
  /* the server */
  PROPUS_FAILURE_CANCELLED,          /* 499 */
  PROPUS_FAILURE_SERVER,             /* 500 and unknown codes */
  PROPUS_FAILURE_OVERLOADED,         /* 502, 503 */
  PROPUS_FAILURE_SERVER_DEADLINE,    /* 504 */
  PROPUS_FAILURE_CAPTIVE_PORTAL,     /* 511, or HTML where an answer belongs */
  /* the network */
  PROPUS_FAILURE_OFFLINE,
  PROPUS_FAILURE_DNS,
  PROPUS_FAILURE_TLS,
  PROPUS_FAILURE_REDIRECT,
  PROPUS_FAILURE_BASE_URL,
  PROPUS_FAILURE_TIMEOUT,            /* one of our own deadlines; get_detail() names it */
  /* the answer */
  PROPUS_FAILURE_EMPTY_ANSWER,       /* 200 or 204 with nothing in it */
  PROPUS_FAILURE_NOT_AN_ANSWER,      /* HTML, or JSON that is no reply */
  PROPUS_FAILURE_TRUNCATED,          /* the stream ended without a finish reason */
  PROPUS_FAILURE_TOO_LONG,           /* past one of our caps */
  PROPUS_FAILURE_BLOCKED_PROMPT,     /* promptFeedback; get_detail() is the block reason */
  PROPUS_FAILURE_BLOCKED_ANSWER,     /* SAFETY, RECITATION…; get_detail() is the finish reason */
  PROPUS_FAILURE_MODEL,              /* MALFORMED_RESPONSE, OTHER, an unknown finish reason */
  /* ourselves */
  PROPUS_FAILURE_BROKER,             /* the broker could not be started or ended twice in a row */
  PROPUS_FAILURE_HISTORY,            /* what was said before could not be read; get_message() is the store’s */
  /* plaintext keys in files */
  PROPUS_FAILURE_FIND_CHANGED,       /* the file no longer holds that key in that line */
  PROPUS_FAILURE_FIND_FILE,          /* the file cannot be read or written; get_message() is the broker's own sentence */
  /* attachments */
  PROPUS_FAILURE_ATTACHMENT,         /* get_detail() is one of the words below */
} PropusFailureKind;

/* What is wrong with an attachment. */
#define PROPUS_ATTACHMENT_UNREADABLE "unreadable"
#define PROPUS_ATTACHMENT_GONE       "gone"
#define PROPUS_ATTACHMENT_CHANGED    "changed"     /* it became shorter while it was sent */
#define PROPUS_ATTACHMENT_FOLDER     "folder"
#define PROPUS_ATTACHMENT_SPECIAL    "special"     /* a device, a pipe, a socket */
#define PROPUS_ATTACHMENT_EMPTY      "empty"
#define PROPUS_ATTACHMENT_TOO_LARGE  "too-large"
#define PROPUS_ATTACHMENT_TYPE       "type"        /* nothing that Gemini takes */
#define PROPUS_ATTACHMENT_REFUSED    "refused"     /* Google could not make anything of it */

typedef struct _PropusFailure PropusFailure;   /* immutable, reference counted */

PropusFailure    *propus_failure_new             (PropusFailureKind kind, const char *detail);
PropusFailure    *propus_failure_new_with_message (PropusFailureKind kind, const char *detail, const char *message);
PropusFailure    *propus_failure_new_from_reply  (PropusRpcStatus *status, guint http_code, gint64 retry_after_ms);
PropusFailure    *propus_failure_new_from_status (PropusRpcStatus *status);
PropusFailure    *propus_failure_new_from_error  (const GError *error);          /* GIO, resolver, TLS, PROPUS_JSON errors */
PropusFailure    *propus_failure_ref             (PropusFailure *self);
void              propus_failure_unref           (PropusFailure *self);
PropusFailureKind propus_failure_get_kind        (PropusFailure *self);
guint             propus_failure_get_code        (PropusFailure *self);          /* HTTP, 0 none */
const char       *propus_failure_get_status      (PropusFailure *self);          /* "" none */
const char       *propus_failure_get_message     (PropusFailure *self);          /* technical text, redacted, never NULL */
const char       *propus_failure_get_detail      (PropusFailure *self);          /* NULL none */
char             *propus_failure_dup_console_url (const char *text);             /* the Cloud Console page that a text names, NULL none */
gint64            propus_failure_get_retry_delay_ms (PropusFailure *self);       /* -1 unknown */
JsonArray        *propus_failure_get_details     (PropusFailure *self);          /* borrowed, NULL none */
gboolean          propus_failure_is_no_key       (PropusFailure *self);          /* `propus ask` exits 3 */
gboolean          propus_failure_may_retry       (PropusFailure *self);          /* by itself, when nothing was shown yet */
const char       *propus_failure_kind_to_nick    (PropusFailureKind kind);       /* "key-missing"; stored in history.db */
PropusFailureKind propus_failure_kind_from_nick  (const char *nick);

#define PROPUS_TYPE_FAILURE (propus_failure_get_type ())
GType propus_failure_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusFailure, propus_failure_unref)

G_END_DECLS
