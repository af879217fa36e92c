/* test-failure.c - replies that are no answers, sorted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "outcome.h"
#include "propus-json.h"
#include "propus-limits.h"

#include <libsoup/soup.h>
#include <string.h>

static void
assert_reply (const char        *bytes,
              PropusFailureKind  kind)
{
  g_autoptr(Outcome) outcome = outcome_of_bytes (bytes);

  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, kind, "");
  g_assert_cmpuint (outcome->n_chunks, ==, 0);
}

static void
test_html (void)
{
  assert_reply ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>Log in</html>",
                PROPUS_FAILURE_CAPTIVE_PORTAL);
  assert_reply (RAW_SSE "\n<!DOCTYPE html>\n<html>\n\n<body>Log in</body></html>", PROPUS_FAILURE_CAPTIVE_PORTAL);
  assert_reply ("HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n\r\n", PROPUS_FAILURE_CAPTIVE_PORTAL);
}

static void
test_no_answer (void)
{
  static const char * const bodies[] = {
    "{\"hello\":1}", "data: {\"hello\":1}\n\n", "null", "true", "[]", "data: \"x\"\n\n", "data: []\n\n", "{}",
    "data: 12\n\n", "upstream connect error or disconnect",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *bytes = g_strconcat (RAW_SSE, bodies[i], NULL);

      assert_reply (bytes, PROPUS_FAILURE_NOT_AN_ANSWER);
    }
}

static void
test_empty (void)
{
  assert_reply ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", PROPUS_FAILURE_EMPTY_ANSWER);
  assert_reply (RAW_SSE, PROPUS_FAILURE_EMPTY_ANSWER);
  assert_reply (RAW_SSE "  \r\n\r\n", PROPUS_FAILURE_EMPTY_ANSWER);
}

static void
test_204 (void)
{
  assert_reply ("HTTP/1.1 204 No Content\r\n\r\n", PROPUS_FAILURE_EMPTY_ANSWER);
}

static void
test_status_line_decides (void)
{
  static const char * const types[] = { "text/event-stream", "application/json", "text/html", "image/png" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *bytes = g_strdup_printf (
        "HTTP/1.1 400 Bad Request\r\nContent-Type: %s\r\nConnection: close\r\n\r\n"
        "{\n  \"error\": {\n    \"code\": 400,\n    \"message\": \"API key not valid. Please pass a valid API key.\",\n"
        "    \"status\": \"INVALID_ARGUMENT\"\n  }\n}\n", types[i]);

      assert_reply (bytes, PROPUS_FAILURE_KEY_INVALID);
    }

  assert_reply ("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n[{\"error\":{\"code\":403,\"message\":"
                "\"Your API key was reported as leaked. Please use another API key.\",\"status\":\"PERMISSION_DENIED\"}}\n]",
                PROPUS_FAILURE_KEY_LEAKED);
  assert_reply ("HTTP/1.1 429 x\r\nConnection: close\r\n\r\ndata: {\"error\":{\"code\":429,\"message\":\"m\"}}\r\n\r\n",
                PROPUS_FAILURE_RATE_LIMITED);
}

static void
test_codes (void)
{
  static const struct { guint code; PropusFailureKind kind; gboolean retry; } cases[] = {
    { 400, PROPUS_FAILURE_INVALID_REQUEST, FALSE }, { 401, PROPUS_FAILURE_UNAUTHENTICATED, FALSE },
    { 403, PROPUS_FAILURE_PERMISSION, FALSE }, { 404, PROPUS_FAILURE_NOT_FOUND, FALSE },
    { 413, PROPUS_FAILURE_TOO_LARGE, FALSE }, { 418, PROPUS_FAILURE_INVALID_REQUEST, FALSE },
    { 429, PROPUS_FAILURE_RATE_LIMITED, TRUE }, { 499, PROPUS_FAILURE_CANCELLED, FALSE },
    { 500, PROPUS_FAILURE_SERVER, TRUE }, { 502, PROPUS_FAILURE_OVERLOADED, TRUE },
    { 503, PROPUS_FAILURE_OVERLOADED, TRUE }, { 504, PROPUS_FAILURE_SERVER_DEADLINE, TRUE },
    { 511, PROPUS_FAILURE_CAPTIVE_PORTAL, FALSE }, { 999, PROPUS_FAILURE_SERVER, FALSE },
  };
  static const char * const bodies[] = { "", "<html><h1>Error</h1></html>", "plain words", "{\"error\":{}}", "{", "[[[[" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases) * G_N_ELEMENTS (bodies); i++)
    {
      guint code = cases[i / G_N_ELEMENTS (bodies)].code;
      g_autofree char *bytes = g_strdup_printf ("HTTP/1.1 %u Reason\r\nConnection: close\r\n\r\n%s", code,
                                                bodies[i % G_N_ELEMENTS (bodies)]);
      g_autoptr(Outcome) outcome = outcome_of_bytes (bytes);
      PropusFailure *failure = propus_completion_get_failure (outcome->completion);

      outcome_assert (outcome, PROPUS_COMPLETION_FAILED, cases[i / G_N_ELEMENTS (bodies)].kind, "");
      g_assert_cmpuint (propus_failure_get_code (failure), ==, code);
      g_assert_cmpint (propus_failure_may_retry (failure), ==, cases[i / G_N_ELEMENTS (bodies)].retry);
      g_assert_null (strstr (propus_failure_get_message (failure), "<h1>"));
    }
}

/* An error body that breaks off, or never ends, still has its status line. */
static void
test_broken_error_body (void)
{
  assert_reply ("HTTP/1.1 404 Not Found\r\nContent-Length: 500\r\n\r\n{\"err", PROPUS_FAILURE_NOT_FOUND);
}

static void
send_endless_error (RawConnection *connection,
                    const char    *request,
                    gpointer       user_data)
{
  g_autofree char *block = g_strnfill (65536, 'x');

  raw_send (connection, "HTTP/1.1 503 x\r\nConnection: close\r\n\r\n", -1);
  while (raw_send (connection, block, 65536))
    ;
}

static void
test_endless_error_body (void)
{
  g_autoptr(Outcome) outcome = outcome_of_func (send_endless_error, NULL);

  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_OVERLOADED, "");
}

static gint64
ask_for_delay (const char *header,
               const char *detail)
{
  g_autofree char *bytes = g_strdup_printf (
    "HTTP/1.1 429 x\r\nConnection: close\r\n%s\r\n{\"error\":{\"code\":429,\"message\":\"m\",\"details\":[%s]}}", header, detail);
  g_autoptr(Outcome) outcome = outcome_of_bytes (bytes);

  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_RATE_LIMITED, "");
  return propus_failure_get_retry_delay_ms (propus_completion_get_failure (outcome->completion));
}

static void
test_retry_after (void)
{
#define RETRY(s) "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"" s "\"}"
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) soon = g_date_time_add_seconds (now, 100);
  g_autofree char *date = soup_date_time_to_string (soon, SOUP_DATE_HTTP);
  g_autofree char *header = g_strdup_printf ("Retry-After: %s\r\n", date);

  g_assert_cmpint (ask_for_delay ("Retry-After: 5\r\n", ""), ==, 5000);
  g_assert_cmpint (ask_for_delay ("Retry-After: 5\r\n", RETRY ("58.9s")), ==, 58900);
  g_assert_cmpint (ask_for_delay ("Retry-After: 70\r\n", RETRY ("58s")), ==, 70000);
  g_assert_cmpint (ask_for_delay ("", RETRY ("0.5s")), ==, 500);
  g_assert_cmpint (ask_for_delay ("", RETRY ("x")), ==, -1);
  g_assert_cmpint (ask_for_delay ("Retry-After: -1\r\n", ""), ==, -1);
  g_assert_cmpint (ask_for_delay ("Retry-After: abc\r\n", ""), ==, -1);
  g_assert_cmpint (ask_for_delay ("Retry-After: 1000000000\r\n", ""), ==, 1000000000000);
  g_assert_cmpint (ask_for_delay ("Retry-After: 99999999999999999999999\r\n", ""), ==, 1000000000000);
  g_assert_cmpint (ask_for_delay ("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n", ""), ==, 0);
  g_assert_cmpint (ask_for_delay (header, ""), >, 90000);
#undef RETRY
}

static void
test_long_wait_is_not_retried (void)
{
  g_autoptr(PropusRpcStatus) status = propus_rpc_status_new (429, "RESOURCE_EXHAUSTED", "m");
  g_autoptr(PropusFailure) soon = propus_failure_new_from_reply (status, 429, 5000);
  g_autoptr(PropusFailure) late = propus_failure_new_from_reply (status, 429, PROPUS_RETRY_DELAY_MAX_MS + 1);

  g_assert_true (propus_failure_may_retry (soon));
  g_assert_false (propus_failure_may_retry (late));
}

static PropusFailureKind
kind_of (guint       code,
         const char *status_name,
         const char *reason,
         const char *message)
{
  g_autofree char *details = reason != NULL ? g_strdup_printf ("{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
                                                               "\"reason\":\"%s\",\"domain\":\"googleapis.com\"}", reason)
                                            : g_strdup ("");
  g_autofree char *json = g_strdup_printf ("{\"error\":{\"code\":%u,\"status\":\"%s\",\"message\":\"%s\",\"details\":[%s]}}",
                                           code, status_name, message, details);
  g_autoptr(JsonNode) node = propus_json_parse (json, -1, NULL);
  g_autoptr(PropusRpcStatus) status = propus_rpc_status_parse (node);
  g_autoptr(PropusFailure) failure = propus_failure_new_from_status (status);

  return propus_failure_get_kind (failure);
}

static void
test_reasons_and_texts (void)
{
  static const struct { guint code; const char *status; const char *reason; const char *message; PropusFailureKind kind; } cases[] = {
    { 400, "INVALID_ARGUMENT", "API_KEY_INVALID", "API key not valid. Please pass a valid API key.", PROPUS_FAILURE_KEY_INVALID },
    { 400, "INVALID_ARGUMENT", "API_KEY_INVALID", "API key expired. Please renew the API key.", PROPUS_FAILURE_KEY_EXPIRED },
    { 400, "INVALID_ARGUMENT", NULL, "Function call is missing a thought_signature", PROPUS_FAILURE_INVALID_REQUEST },
    { 400, "FAILED_PRECONDITION", NULL, "User location is not supported for the API use.", PROPUS_FAILURE_REGION },
    { 401, "UNAUTHENTICATED", "ACCESS_TOKEN_TYPE_UNSUPPORTED", "Request had invalid authentication credentials.", PROPUS_FAILURE_KEY_TYPE },
    { 401, "UNAUTHENTICATED", NULL, "no", PROPUS_FAILURE_UNAUTHENTICATED },
    { 403, "PERMISSION_DENIED", NULL, "Your API key was reported as leaked. Please use another API key.", PROPUS_FAILURE_KEY_LEAKED },
    { 403, "PERMISSION_DENIED", "CONSUMER_SUSPENDED", "Consumer has been suspended.", PROPUS_FAILURE_KEY_SUSPENDED },
    { 403, "PERMISSION_DENIED", "SERVICE_DISABLED", "m", PROPUS_FAILURE_API_DISABLED },
    { 403, "PERMISSION_DENIED", "API_KEY_SERVICE_BLOCKED", "m", PROPUS_FAILURE_KEY_RESTRICTED },
    { 403, "PERMISSION_DENIED", "API_KEY_IP_ADDRESS_BLOCKED", "m", PROPUS_FAILURE_KEY_RESTRICTED },
    { 403, "PERMISSION_DENIED", "NEW_REASON", "m", PROPUS_FAILURE_PERMISSION },
    { 400, "INVALID_ARGUMENT", NULL, "API Key not found. Please pass a valid API key.", PROPUS_FAILURE_KEY_INVALID },
    { 401, "UNAUTHENTICATED", NULL, "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie "
      "or other valid authentication credential.", PROPUS_FAILURE_KEY_TYPE },
    { 403, "PERMISSION_DENIED", NULL, "Gemini API has not been used in project 1 before or it is disabled.", PROPUS_FAILURE_API_DISABLED },
    { 403, "PERMISSION_DENIED", NULL, "Requests to this API generativelanguage.googleapis.com are blocked.", PROPUS_FAILURE_KEY_RESTRICTED },
    { 403, "PERMISSION_DENIED", NULL, "The provided API key has an IP address restriction.", PROPUS_FAILURE_KEY_RESTRICTED },
    { 403, "PERMISSION_DENIED", NULL, "Requests from referer <empty> are blocked.", PROPUS_FAILURE_KEY_RESTRICTED },
    { 403, "PERMISSION_DENIED", NULL, "Method doesn't allow unregistered callers", PROPUS_FAILURE_KEY_MISSING },
    { 429, "RESOURCE_EXHAUSTED", NULL, "limit: 0, model: gemini-x", PROPUS_FAILURE_QUOTA_ZERO },
    { 0, "UNAVAILABLE", NULL, "m", PROPUS_FAILURE_OVERLOADED },
    { 0, "", NULL, "m", PROPUS_FAILURE_SERVER },
    { 429, "RESOURCE_EXHAUSTED", NULL, "Your project has exceeded its spending cap.", PROPUS_FAILURE_SPEND_LIMIT },
    { 403, "PERMISSION_DENIED", "KEY_MISSING", "not from the broker's domain", PROPUS_FAILURE_PERMISSION },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (propus_failure_kind_to_nick (kind_of (cases[i].code, cases[i].status, cases[i].reason, cases[i].message)),
                     ==, propus_failure_kind_to_nick (cases[i].kind));
}

static void
test_broker_reasons (void)
{
  static const struct { const char *reason; PropusFailureKind kind; } cases[] = {
    { PROPUS_REASON_KEY_MISSING, PROPUS_FAILURE_KEY_MISSING },
    { PROPUS_REASON_KEYRING_DISMISSED, PROPUS_FAILURE_KEYRING_DISMISSED },
    { PROPUS_REASON_KEYRING_PLAIN, PROPUS_FAILURE_KEYRING_PLAIN },
    { PROPUS_REASON_KEYRING_READ_ONLY, PROPUS_FAILURE_KEYRING_READ_ONLY },
    { PROPUS_REASON_KEYRING_NONE, PROPUS_FAILURE_KEYRING_NONE },
    { PROPUS_REASON_FIND_CHANGED, PROPUS_FAILURE_FIND_CHANGED },
    { PROPUS_REASON_FIND_FILE, PROPUS_FAILURE_FIND_FILE },
    { PROPUS_REASON_DNS, PROPUS_FAILURE_DNS },
    { PROPUS_REASON_TLS, PROPUS_FAILURE_TLS },
    { PROPUS_REASON_OFFLINE, PROPUS_FAILURE_OFFLINE },
    { PROPUS_REASON_TIMEOUT, PROPUS_FAILURE_TIMEOUT },
    { PROPUS_REASON_BODY_HOLDS_KEY, PROPUS_FAILURE_BODY_HOLDS_KEY },
  };
  g_autoptr(PropusRpcStatus) moved = propus_rpc_status_new_propus_full (502, "UNAVAILABLE", PROPUS_REASON_REDIRECT, "m", "host", "h");
  g_autoptr(PropusFailure) redirect = propus_failure_new_from_status (moved);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PropusRpcStatus) status = propus_rpc_status_new_propus (502, "UNAVAILABLE", cases[i].reason, "m");
      g_autoptr(PropusFailure) failure = propus_failure_new_from_status (status);

      g_assert_cmpint (propus_failure_get_kind (failure), ==, cases[i].kind);
      g_assert_cmpint (propus_failure_is_no_key (failure), ==, i < 2);
      g_assert_false (propus_failure_may_retry (failure));
    }

  g_assert_cmpint (propus_failure_get_kind (redirect), ==, PROPUS_FAILURE_REDIRECT);
  g_assert_cmpstr (propus_failure_get_detail (redirect), ==, "h");
}

static void
test_errors (void)
{
  static const struct { int code; PropusFailureKind kind; } cases[] = {
    { G_IO_ERROR_TIMED_OUT, PROPUS_FAILURE_TIMEOUT }, { G_IO_ERROR_CONNECTION_REFUSED, PROPUS_FAILURE_OFFLINE },
    { G_IO_ERROR_NETWORK_UNREACHABLE, PROPUS_FAILURE_OFFLINE }, { G_IO_ERROR_NO_SPACE, PROPUS_FAILURE_TOO_LONG },
    { G_IO_ERROR_PARTIAL_INPUT, PROPUS_FAILURE_TRUNCATED },
  };
  g_autofree char *key = g_strconcat ("AQ", ".", "fake-key-in-an-error-text-0123456789", NULL);
  g_autoptr(GError) leak = g_error_new (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "planted %s", key);
  g_autoptr(GError) tls = g_error_new (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "m");
  g_autoptr(GError) json = g_error_new (PROPUS_JSON_ERROR, PROPUS_JSON_ERROR_DEPTH, "m");
  g_autoptr(PropusFailure) dns = propus_failure_new_from_error (leak);
  g_autoptr(PropusFailure) bad_tls = propus_failure_new_from_error (tls);
  g_autoptr(PropusFailure) bad_json = propus_failure_new_from_error (json);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new (G_IO_ERROR, cases[i].code, "m");
      g_autoptr(PropusFailure) failure = propus_failure_new_from_error (error);

      g_assert_cmpint (propus_failure_get_kind (failure), ==, cases[i].kind);
    }

  g_assert_cmpint (propus_failure_get_kind (dns), ==, PROPUS_FAILURE_DNS);
  g_assert_cmpstr (propus_failure_get_message (dns), ==, "planted [redacted]");
  g_assert_cmpint (propus_failure_get_kind (bad_tls), ==, PROPUS_FAILURE_TLS);
  g_assert_cmpint (propus_failure_get_kind (bad_json), ==, PROPUS_FAILURE_NOT_AN_ANSWER);
}

static void
test_nicks (void)
{
  for (int kind = PROPUS_FAILURE_NONE; kind <= PROPUS_FAILURE_BROKER; kind++)
    {
      g_assert_nonnull (propus_failure_kind_to_nick (kind));
      g_assert_cmpint (propus_failure_kind_from_nick (propus_failure_kind_to_nick (kind)), ==, kind);
    }

  g_assert_cmpint (propus_failure_kind_from_nick (NULL), ==, PROPUS_FAILURE_NONE);
  g_assert_cmpint (propus_failure_kind_from_nick ("of-a-later-version"), ==, PROPUS_FAILURE_SERVER);
}

static void
test_masked_reply (void)
{
  g_autofree char *key = g_strconcat ("AQ", ".", "fake-key-in-an-error-body-0123456789", NULL);
  g_autofree char *bytes = g_strdup_printf ("HTTP/1.1 400 x\r\nConnection: close\r\n\r\n"
                                            "{\"error\":{\"code\":400,\"message\":\"bad %s\"}}", key);
  g_autofree char *plain = g_strdup_printf ("HTTP/1.1 400 x\r\nConnection: close\r\n\r\nbad %s", key);
  g_autoptr(Outcome) json = outcome_of_bytes (bytes);
  g_autoptr(Outcome) text = outcome_of_bytes (plain);

  g_assert_cmpstr (propus_failure_get_message (propus_completion_get_failure (json->completion)), ==, "bad [redacted]");
  /* A text of no shape is cut to a line as a title is, and a key in a title becomes an ellipsis. */
  g_assert_cmpstr (propus_failure_get_message (propus_completion_get_failure (text->completion)), ==, "bad …");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/case-41/second-line-of-redaction", test_masked_reply);
  g_test_add_func ("/api/case-60/html", test_html);
  g_test_add_func ("/api/case-60/no-answer", test_no_answer);
  g_test_add_func ("/api/case-61/empty", test_empty);
  g_test_add_func ("/api/case-62/no-content", test_204);
  g_test_add_func ("/api/case-63/status-line-decides", test_status_line_decides);
  g_test_add_func ("/api/case-64/codes", test_codes);
  g_test_add_func ("/api/case-64/reasons-and-texts", test_reasons_and_texts);
  g_test_add_func ("/api/case-64/broken-error-body", test_broken_error_body);
  g_test_add_func ("/api/case-64/endless-error-body", test_endless_error_body);
  g_test_add_func ("/api/case-65/retry-after", test_retry_after);
  g_test_add_func ("/api/case-65/long-wait-is-not-retried", test_long_wait_is_not_retried);
  g_test_add_func ("/api/failure/broker-reasons", test_broker_reasons);
  g_test_add_func ("/api/failure/errors", test_errors);
  g_test_add_func ("/api/failure/nicks", test_nicks);

  return g_test_run ();
}
