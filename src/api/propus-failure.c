/* propus-failure.c - why an answer did not come, typed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-failure.h"
#include "propus-json.h"
#include "propus-limits.h"
#include "propus-redactor.h"

#include <libsoup/soup.h>
#include <string.h>

struct _PropusFailure
{
  PropusFailureKind  kind;
  guint              code;
  char              *status;
  char              *message;
  char              *detail;
  gint64             retry_delay_ms;
  JsonArray         *details;
};

G_DEFINE_BOXED_TYPE (PropusFailure, propus_failure, propus_failure_ref, propus_failure_unref)

/* Stored in history.db: never rename one. */
static const char * const nicks[] = {
  [PROPUS_FAILURE_NONE] = "none",
  [PROPUS_FAILURE_KEY_MISSING] = "key-missing",
  [PROPUS_FAILURE_KEY_LOST] = "key-lost",
  [PROPUS_FAILURE_KEY_ORIGIN] = "key-origin",
  [PROPUS_FAILURE_KEYRING_LOCKED] = "keyring-locked",
  [PROPUS_FAILURE_KEYRING_DISMISSED] = "keyring-dismissed",
  [PROPUS_FAILURE_KEYRING_UNAVAILABLE] = "keyring-unavailable",
  [PROPUS_FAILURE_KEYRING_STUCK] = "keyring-stuck",
  [PROPUS_FAILURE_KEY_MALFORMED] = "key-malformed",
  [PROPUS_FAILURE_KEYRING_FAILED] = "keyring-failed",
  [PROPUS_FAILURE_KEYRING_PLAIN] = "keyring-plain",
  [PROPUS_FAILURE_KEYRING_READ_ONLY] = "keyring-read-only",
  [PROPUS_FAILURE_KEYRING_NONE] = "keyring-none",
  [PROPUS_FAILURE_ENTRY_CANCELLED] = "entry-cancelled",
  [PROPUS_FAILURE_KEY_INVALID] = "key-invalid",
  [PROPUS_FAILURE_KEY_EXPIRED] = "key-expired",
  [PROPUS_FAILURE_KEY_TYPE] = "key-type",
  [PROPUS_FAILURE_KEY_LEAKED] = "key-leaked",
  [PROPUS_FAILURE_KEY_SUSPENDED] = "key-suspended",
  [PROPUS_FAILURE_KEY_RESTRICTED] = "key-restricted",
  [PROPUS_FAILURE_API_DISABLED] = "api-disabled",
  [PROPUS_FAILURE_UNAUTHENTICATED] = "unauthenticated",
  [PROPUS_FAILURE_PERMISSION] = "permission",
  [PROPUS_FAILURE_INVALID_REQUEST] = "invalid-request",
  [PROPUS_FAILURE_REGION] = "region",
  [PROPUS_FAILURE_NOT_FOUND] = "not-found",
  [PROPUS_FAILURE_TOO_LARGE] = "too-large",
  [PROPUS_FAILURE_RATE_LIMITED] = "rate-limited",
  [PROPUS_FAILURE_QUOTA_DAILY] = "quota-daily",
  [PROPUS_FAILURE_QUOTA_ZERO] = "quota-zero",
  [PROPUS_FAILURE_SPEND_LIMIT] = "spend-limit",
  [PROPUS_FAILURE_OWN_LIMIT] = "own-limit",
  [PROPUS_FAILURE_OWN_LIMIT_SOFT] = "own-limit-soft",
  [PROPUS_FAILURE_RUNAWAY] = "runaway",
  [PROPUS_FAILURE_BODY_HOLDS_KEY] = "body-holds-key",
  [PROPUS_FAILURE_CANCELLED] = "cancelled",
  [PROPUS_FAILURE_SERVER] = "server",
  [PROPUS_FAILURE_OVERLOADED] = "overloaded",
  [PROPUS_FAILURE_SERVER_DEADLINE] = "server-deadline",
  [PROPUS_FAILURE_CAPTIVE_PORTAL] = "captive-portal",
  [PROPUS_FAILURE_OFFLINE] = "offline",
  [PROPUS_FAILURE_DNS] = "dns",
  [PROPUS_FAILURE_TLS] = "tls",
  [PROPUS_FAILURE_REDIRECT] = "redirect",
  [PROPUS_FAILURE_BASE_URL] = "base-url",
  [PROPUS_FAILURE_TIMEOUT] = "timeout",
  [PROPUS_FAILURE_EMPTY_ANSWER] = "empty-answer",
  [PROPUS_FAILURE_NOT_AN_ANSWER] = "not-an-answer",
  [PROPUS_FAILURE_TRUNCATED] = "truncated",
  [PROPUS_FAILURE_TOO_LONG] = "too-long",
  [PROPUS_FAILURE_BLOCKED_PROMPT] = "blocked-prompt",
  [PROPUS_FAILURE_BLOCKED_ANSWER] = "blocked-answer",
  [PROPUS_FAILURE_MODEL] = "model",
  [PROPUS_FAILURE_BROKER] = "broker",
  [PROPUS_FAILURE_HISTORY] = "history",
  [PROPUS_FAILURE_FIND_CHANGED] = "find-changed",
  [PROPUS_FAILURE_FIND_FILE] = "find-file",
  [PROPUS_FAILURE_ATTACHMENT] = "attachment",
};

static const struct { const char *reason; PropusFailureKind kind; } broker_reasons[] = {
  { PROPUS_REASON_KEY_MISSING, PROPUS_FAILURE_KEY_MISSING },
  { PROPUS_REASON_KEY_LOST, PROPUS_FAILURE_KEY_LOST },
  { PROPUS_REASON_KEY_ORIGIN, PROPUS_FAILURE_KEY_ORIGIN },
  { PROPUS_REASON_KEY_MALFORMED, PROPUS_FAILURE_KEY_MALFORMED },
  { PROPUS_REASON_KEYRING_LOCKED, PROPUS_FAILURE_KEYRING_LOCKED },
  { PROPUS_REASON_KEYRING_DISMISSED, PROPUS_FAILURE_KEYRING_DISMISSED },
  { PROPUS_REASON_KEYRING_UNAVAILABLE, PROPUS_FAILURE_KEYRING_UNAVAILABLE },
  { PROPUS_REASON_KEYRING_STUCK, PROPUS_FAILURE_KEYRING_STUCK },
  { PROPUS_REASON_KEYRING_FAILED, PROPUS_FAILURE_KEYRING_FAILED },
  { PROPUS_REASON_KEYRING_PLAIN, PROPUS_FAILURE_KEYRING_PLAIN },
  { PROPUS_REASON_KEYRING_READ_ONLY, PROPUS_FAILURE_KEYRING_READ_ONLY },
  { PROPUS_REASON_KEYRING_NONE, PROPUS_FAILURE_KEYRING_NONE },
  { PROPUS_REASON_ENTRY_CANCELLED, PROPUS_FAILURE_ENTRY_CANCELLED },
  { PROPUS_REASON_FIND_CHANGED, PROPUS_FAILURE_FIND_CHANGED },
  { PROPUS_REASON_FIND_FILE, PROPUS_FAILURE_FIND_FILE },
  { PROPUS_REASON_DNS, PROPUS_FAILURE_DNS },
  { PROPUS_REASON_TLS, PROPUS_FAILURE_TLS },
  { PROPUS_REASON_OFFLINE, PROPUS_FAILURE_OFFLINE },
  { PROPUS_REASON_TIMEOUT, PROPUS_FAILURE_TIMEOUT },
  { PROPUS_REASON_REDIRECT, PROPUS_FAILURE_REDIRECT },
  { PROPUS_REASON_PROTOCOL, PROPUS_FAILURE_NOT_AN_ANSWER },
  { PROPUS_REASON_BASE_URL, PROPUS_FAILURE_BASE_URL },
  { PROPUS_REASON_BODY_HOLDS_KEY, PROPUS_FAILURE_BODY_HOLDS_KEY },
  { PROPUS_REASON_NOT_ALLOWED, PROPUS_FAILURE_INVALID_REQUEST },
  { PROPUS_REASON_SPEND_LIMIT, PROPUS_FAILURE_OWN_LIMIT },
  { PROPUS_REASON_SPEND_LIMIT_SOFT, PROPUS_FAILURE_OWN_LIMIT_SOFT },
  { PROPUS_REASON_RUNAWAY, PROPUS_FAILURE_RUNAWAY },
  { PROPUS_REASON_IN_FLIGHT, PROPUS_FAILURE_RATE_LIMITED },
  { PROPUS_REASON_USAGE_UNRECORDED, PROPUS_FAILURE_BROKER },
};

static const struct { const char *reason; PropusFailureKind kind; } api_reasons[] = {
  { "ACCESS_TOKEN_TYPE_UNSUPPORTED", PROPUS_FAILURE_KEY_TYPE },
  { "CONSUMER_SUSPENDED", PROPUS_FAILURE_KEY_SUSPENDED },
  { "SERVICE_DISABLED", PROPUS_FAILURE_API_DISABLED },
  { "API_KEY_SERVICE_BLOCKED", PROPUS_FAILURE_KEY_RESTRICTED },
  { "API_KEY_IP_ADDRESS_BLOCKED", PROPUS_FAILURE_KEY_RESTRICTED },
  { "API_KEY_HTTP_REFERRER_BLOCKED", PROPUS_FAILURE_KEY_RESTRICTED },
  { "API_KEY_ANDROID_APP_BLOCKED", PROPUS_FAILURE_KEY_RESTRICTED },
  { "API_KEY_IOS_APP_BLOCKED", PROPUS_FAILURE_KEY_RESTRICTED },
};

/* What some errors say in their text only (gemini-api.md 2.4); lower case. The reason is the one that such an error has
 * where it does name one. */
static const struct { guint code; const char *text; PropusFailureKind kind; const char *reason; } texts[] = {
  { 400, "api key expired", PROPUS_FAILURE_KEY_EXPIRED, NULL },
  { 400, "api key not valid", PROPUS_FAILURE_KEY_INVALID, NULL },
  { 400, "api key not found", PROPUS_FAILURE_KEY_INVALID, NULL },
  { 400, "location is not supported", PROPUS_FAILURE_REGION, NULL },
  { 401, "expected oauth 2 access token", PROPUS_FAILURE_KEY_TYPE, NULL },
  { 401, "api keys are not supported by this api", PROPUS_FAILURE_KEY_TYPE, NULL },
  { 403, "reported as leaked", PROPUS_FAILURE_KEY_LEAKED, NULL },
  { 403, "has been suspended", PROPUS_FAILURE_KEY_SUSPENDED, NULL },
  { 403, "unregistered callers", PROPUS_FAILURE_KEY_MISSING, NULL },
  { 403, "has not been used in project", PROPUS_FAILURE_API_DISABLED, NULL },
  { 403, "ip address restriction", PROPUS_FAILURE_KEY_RESTRICTED, "API_KEY_IP_ADDRESS_BLOCKED" },
  { 403, "requests from referer", PROPUS_FAILURE_KEY_RESTRICTED, "API_KEY_HTTP_REFERRER_BLOCKED" },
  { 403, "requests to this api", PROPUS_FAILURE_KEY_RESTRICTED, "API_KEY_SERVICE_BLOCKED" },
  { 429, "spending cap", PROPUS_FAILURE_SPEND_LIMIT, NULL },
  { 429, "credits are depleted", PROPUS_FAILURE_SPEND_LIMIT, NULL },
};

/* Where the projects of keys are managed: the only pages that a server's own text may send a person to. */
static const char * const console_pages[] = {
  "https://console.cloud.google.com/", "https://console.developers.google.com/",
};

/* The names that stand for a code where the code itself is absent. */
static const struct { const char *status; guint code; } statuses[] = {
  { "INVALID_ARGUMENT", 400 },
  { "FAILED_PRECONDITION", 400 },
  { "OUT_OF_RANGE", 400 },
  { "UNAUTHENTICATED", 401 },
  { "authentication", 401 },
  { "PERMISSION_DENIED", 403 },
  { "NOT_FOUND", 404 },
  { "RESOURCE_EXHAUSTED", 429 },
  { "CANCELLED", 499 },
  { "INTERNAL", 500 },
  { "UNAVAILABLE", 503 },
  { "DEADLINE_EXCEEDED", 504 },
};

static guint
find_code (PropusRpcStatus *status,
           guint            http_code)
{
  const char *name = status != NULL ? propus_rpc_status_get_status (status) : "";
  guint code = status != NULL ? propus_rpc_status_get_code (status) : 0;

  if (code >= 400)
    return code;
  if (http_code >= 400)
    return http_code;

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_str_equal (statuses[i].status, name))
      return statuses[i].code;

  return http_code;
}

static PropusFailureKind
kind_from_reason (PropusRpcStatus *status)
{
  const char *reason = propus_rpc_status_get_reason (status);
  const char *domain = propus_rpc_status_get_domain (status);

  if (reason == NULL)
    return PROPUS_FAILURE_NONE;

  for (gsize i = 0; g_strcmp0 (domain, PROPUS_RPC_DOMAIN) == 0 && i < G_N_ELEMENTS (broker_reasons); i++)
    if (g_str_equal (broker_reasons[i].reason, reason))
      return broker_reasons[i].kind;

  for (gsize i = 0; i < G_N_ELEMENTS (api_reasons); i++)
    if (g_str_equal (api_reasons[i].reason, reason))
      return api_reasons[i].kind;

  if (g_str_equal (reason, "API_KEY_INVALID"))
    {
      g_autofree char *lower = g_ascii_strdown (propus_rpc_status_get_message (status), -1);

      return strstr (lower, "expired") != NULL ? PROPUS_FAILURE_KEY_EXPIRED : PROPUS_FAILURE_KEY_INVALID;
    }

  return PROPUS_FAILURE_NONE;
}

static PropusFailureKind
kind_from_text (PropusRpcStatus  *status,
                guint             code,
                const char      **reason)
{
  g_autofree char *lower = g_ascii_strdown (propus_rpc_status_get_message (status), -1);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i].code == code && strstr (lower, texts[i].text) != NULL)
      {
        *reason = texts[i].reason;
        return texts[i].kind;
      }

  return PROPUS_FAILURE_NONE;
}

static PropusFailureKind
kind_from_quota (PropusRpcStatus *status)
{
  if (status != NULL && propus_rpc_status_is_zero_quota (status))
    return PROPUS_FAILURE_QUOTA_ZERO;
  if (status != NULL && propus_rpc_status_is_daily_quota (status))
    return PROPUS_FAILURE_QUOTA_DAILY;

  return PROPUS_FAILURE_RATE_LIMITED;
}

static PropusFailureKind
kind_from_code (PropusRpcStatus *status,
                guint            code)
{
  switch (code)
    {
    case 400:
      if (status != NULL && g_str_equal (propus_rpc_status_get_status (status), "FAILED_PRECONDITION"))
        return PROPUS_FAILURE_REGION;
      return PROPUS_FAILURE_INVALID_REQUEST;
    case 401:
      return PROPUS_FAILURE_UNAUTHENTICATED;
    case 403:
      return PROPUS_FAILURE_PERMISSION;
    case 404:
      return PROPUS_FAILURE_NOT_FOUND;
    case 407:
      return PROPUS_FAILURE_OFFLINE;
    case 408:
    case 504:
      return PROPUS_FAILURE_SERVER_DEADLINE;
    case 413:
      return PROPUS_FAILURE_TOO_LARGE;
    case 429:
      return kind_from_quota (status);
    case 499:
      return PROPUS_FAILURE_CANCELLED;
    case 502:
    case 503:
      return PROPUS_FAILURE_OVERLOADED;
    case 511:
      return PROPUS_FAILURE_CAPTIVE_PORTAL;
    default:
      return code >= 400 && code <= 499 ? PROPUS_FAILURE_INVALID_REQUEST : PROPUS_FAILURE_SERVER;
    }
}

/* What the sentence may want to name: where a redirect led, which clock ran out, or the broker's own reason. */
static char *
find_detail (PropusFailureKind  kind,
             PropusRpcStatus   *status)
{
  const char *host = propus_rpc_status_get_metadata (status, "host");

  /* How much of which limit: only the broker's own sentence knows. */
  if (kind == PROPUS_FAILURE_OWN_LIMIT || kind == PROPUS_FAILURE_OWN_LIMIT_SOFT || kind == PROPUS_FAILURE_RUNAWAY)
    return g_strdup (propus_rpc_status_get_message (status));

  if (host != NULL)
    return g_strdup (host);

  return g_strdup (propus_rpc_status_get_reason (status));
}

/**
 * propus_failure_new:
 * @kind: what went wrong
 * @detail: (nullable): what the kind's comment in the header says; what looks like a credential is taken out
 *
 * Returns: (transfer full): a failure that no server reported
 */
PropusFailure *
propus_failure_new (PropusFailureKind kind,
                    const char       *detail)
{
  PropusFailure *self = g_atomic_rc_box_new0 (PropusFailure);

  self->kind = kind;
  self->status = g_strdup ("");
  self->message = g_strdup ("");
  self->detail = detail != NULL ? propus_redact (detail) : NULL;
  self->retry_delay_ms = -1;

  return self;
}

/**
 * propus_failure_new_with_message:
 * @kind: what went wrong
 * @detail: (nullable): what the kind's comment in the header says
 * @message: (nullable): a technical text; what looks like a credential is taken out
 *
 * Returns: (transfer full): a failure that no server reported
 */
PropusFailure *
propus_failure_new_with_message (PropusFailureKind kind,
                                 const char       *detail,
                                 const char       *message)
{
  PropusFailure *self = propus_failure_new (kind, detail);

  g_free (self->message);
  self->message = propus_redact (message);

  return self;
}

/**
 * propus_failure_new_from_reply:
 * @status: (nullable): what the body said
 * @http_code: the status line's code, 0 when the error came within a stream
 * @retry_after_ms: the Retry-After header in milliseconds, -1 when it is absent or unreadable
 *
 * Sorts an error reply: by its reason, then by its text, then by its code. Of two waits the longer one holds.
 *
 * Returns: (transfer full): the failure
 */
PropusFailure *
propus_failure_new_from_reply (PropusRpcStatus *status,
                               guint            http_code,
                               gint64           retry_after_ms)
{
  PropusFailure *self = propus_failure_new (PROPUS_FAILURE_NONE, NULL);

  self->code = find_code (status, http_code);
  self->retry_delay_ms = MAX (retry_after_ms, -1);

  if (status != NULL)
    {
      JsonArray *details = propus_rpc_status_get_details (status);
      const char *reason = NULL;

      self->kind = kind_from_reason (status);
      if (self->kind == PROPUS_FAILURE_NONE)
        self->kind = kind_from_text (status, self->code, &reason);
      g_free (self->status);
      self->status = g_strdup (propus_rpc_status_get_status (status));
      g_free (self->message);
      self->message = g_strdup (propus_rpc_status_get_message (status));
      self->detail = reason != NULL ? g_strdup (reason) : find_detail (self->kind, status);
      self->retry_delay_ms = MAX (retry_after_ms, propus_rpc_status_get_retry_delay_ms (status));
      self->details = details != NULL ? json_array_ref (details) : NULL;
    }

  if (self->kind == PROPUS_FAILURE_NONE)
    self->kind = kind_from_code (status, self->code);

  return self;
}

/**
 * propus_failure_new_from_status:
 * @status: an error of the API or of the broker
 *
 * Returns: (transfer full): the failure
 */
PropusFailure *
propus_failure_new_from_status (PropusRpcStatus *status)
{
  g_return_val_if_fail (status != NULL, NULL);

  return propus_failure_new_from_reply (status, 0, -1);
}

static PropusFailureKind
kind_from_io_error (int code)
{
  switch (code)
    {
    case G_IO_ERROR_TIMED_OUT:
      return PROPUS_FAILURE_TIMEOUT;
    case G_IO_ERROR_NO_SPACE:
    case G_IO_ERROR_MESSAGE_TOO_LARGE:
      return PROPUS_FAILURE_TOO_LONG;
    case G_IO_ERROR_CANCELLED:
      return PROPUS_FAILURE_CANCELLED;
    case G_IO_ERROR_PARTIAL_INPUT:
      return PROPUS_FAILURE_TRUNCATED;
    case G_IO_ERROR_INVALID_DATA:
      return PROPUS_FAILURE_NOT_AN_ANSWER;
    default:
      return PROPUS_FAILURE_OFFLINE;
    }
}

static PropusFailureKind
kind_from_error (const GError *error)
{
  if (error->domain == G_IO_ERROR)
    return kind_from_io_error (error->code);
  if (error->domain == G_RESOLVER_ERROR)
    return PROPUS_FAILURE_DNS;
  if (error->domain == G_TLS_ERROR)
    return PROPUS_FAILURE_TLS;
  if (error->domain == PROPUS_JSON_ERROR)
    return PROPUS_FAILURE_NOT_AN_ANSWER;
  if (g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_TOO_MANY_REDIRECTS) ||
      g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_NO_LOCATION) ||
      g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_BAD_URI))
    return PROPUS_FAILURE_REDIRECT;
  if (error->domain == SOUP_SESSION_ERROR)
    return PROPUS_FAILURE_NOT_AN_ANSWER;

  return PROPUS_FAILURE_OFFLINE;
}

/**
 * propus_failure_new_from_error:
 * @error: an error of GIO, its resolver, TLS, libsoup or propus_json_parse()
 *
 * Returns: (transfer full): the failure
 */
PropusFailure *
propus_failure_new_from_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return propus_failure_new_with_message (kind_from_error (error), NULL, error->message);
}

/**
 * propus_failure_ref:
 * @self: a failure
 *
 * Returns: (transfer full): @self
 */
PropusFailure *
propus_failure_ref (PropusFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
propus_failure_clear (gpointer data)
{
  PropusFailure *self = data;

  g_free (self->status);
  g_free (self->message);
  g_free (self->detail);
  g_clear_pointer (&self->details, json_array_unref);
}

/**
 * propus_failure_unref:
 * @self: (transfer full): a failure
 */
void
propus_failure_unref (PropusFailure *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, propus_failure_clear);
}

/**
 * propus_failure_get_kind:
 * @self: a failure
 *
 * Returns: what went wrong
 */
PropusFailureKind
propus_failure_get_kind (PropusFailure *self)
{
  g_return_val_if_fail (self != NULL, PROPUS_FAILURE_NONE);

  return self->kind;
}

/**
 * propus_failure_get_code:
 * @self: a failure
 *
 * Returns: the HTTP code, 0 when there was none
 */
guint
propus_failure_get_code (PropusFailure *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->code;
}

/**
 * propus_failure_get_status:
 * @self: a failure
 *
 * Returns: (transfer none): "INVALID_ARGUMENT" and the like, "" when there was none
 */
const char *
propus_failure_get_status (PropusFailure *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->status;
}

/**
 * propus_failure_get_message:
 * @self: a failure
 *
 * Returns: (transfer none): the technical text, redacted, "" when there is none
 */
const char *
propus_failure_get_message (PropusFailure *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->message;
}

/**
 * propus_failure_get_detail:
 * @self: a failure
 *
 * Returns: (transfer none) (nullable): the block or finish reason, the clock that ran out ("headers", "first-event",
 *   "gap"), the host of a redirect, or the reason that the server named
 */
const char *
propus_failure_get_detail (PropusFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->detail;
}

/**
 * propus_failure_dup_console_url:
 * @text: (nullable): a failure's message or the address that it names for help
 *
 * An API that is not enabled is enabled on a page of its project, which Google's error names. The text comes from a
 * server, so no other page is taken from it.
 *
 * Returns: (transfer full) (nullable): the first address of Google Cloud Console in @text
 */
char *
propus_failure_dup_console_url (const char *text)
{
  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (console_pages); i++)
    {
      const char *found = strstr (text, console_pages[i]);
      gsize length;

      if (found == NULL)
        continue;

      length = strspn (found, ":/?#=&%-._~" G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS);
      while (length > 0 && found[length - 1] == '.')
        length--;   /* the sentence's own */

      return g_strndup (found, length);
    }

  return NULL;
}

/**
 * propus_failure_get_retry_delay_ms:
 * @self: a failure
 *
 * Returns: how long the server wants to be left alone, in milliseconds; -1 when it did not say
 */
gint64
propus_failure_get_retry_delay_ms (PropusFailure *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->retry_delay_ms;
}

/**
 * propus_failure_get_details:
 * @self: a failure
 *
 * Returns: (transfer none) (nullable): propus_rpc_status_get_details()
 */
JsonArray *
propus_failure_get_details (PropusFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->details;
}

/**
 * propus_failure_is_no_key:
 * @self: a failure
 *
 * Returns: whether there was no key to ask with
 */
gboolean
propus_failure_is_no_key (PropusFailure *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->kind >= PROPUS_FAILURE_KEY_MISSING && self->kind <= PROPUS_FAILURE_KEY_MALFORMED;
}

/**
 * propus_failure_may_retry:
 * @self: a failure
 *
 * Returns: whether asking again by itself is reasonable, if nothing of the answer has been shown
 */
gboolean
propus_failure_may_retry (PropusFailure *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->retry_delay_ms > PROPUS_RETRY_DELAY_MAX_MS || self->code > 599)
    return FALSE;

  return self->kind == PROPUS_FAILURE_RATE_LIMITED || self->kind == PROPUS_FAILURE_SERVER ||
         self->kind == PROPUS_FAILURE_OVERLOADED || self->kind == PROPUS_FAILURE_SERVER_DEADLINE;
}

/**
 * propus_failure_kind_to_nick:
 * @kind: a kind
 *
 * Returns: (transfer none): its stable name, as "key-missing"
 */
const char *
propus_failure_kind_to_nick (PropusFailureKind kind)
{
  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (nicks), nicks[PROPUS_FAILURE_NONE]);

  return nicks[kind];
}

/**
 * propus_failure_kind_from_nick:
 * @nick: (nullable): a name, perhaps one of a later version
 *
 * Returns: the kind; %PROPUS_FAILURE_NONE for %NULL, %PROPUS_FAILURE_SERVER for an unknown name
 */
PropusFailureKind
propus_failure_kind_from_nick (const char *nick)
{
  if (nick == NULL || *nick == '\0')
    return PROPUS_FAILURE_NONE;

  for (gsize i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (g_str_equal (nicks[i], nick))
      return (PropusFailureKind) i;

  return PROPUS_FAILURE_SERVER;
}
