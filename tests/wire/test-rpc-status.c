/* test-rpc-status.c - errors as the API and the broker write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-rpc-status.h"

#include <string.h>

#define T "\"@type\":\"type.googleapis.com/google.rpc."

static PropusRpcStatus *
parse (const char *json)
{
  g_autoptr(JsonNode) node = propus_json_parse (json, -1, NULL);

  g_assert_nonnull (node);
  return propus_rpc_status_parse (node);
}

static PropusRpcStatus *
parse_detail (const char *detail)
{
  g_autofree char *json = g_strdup_printf ("{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\","
                                           "\"details\":[%s]}}", detail);
  PropusRpcStatus *status = parse (json);

  g_assert_nonnull (status);
  return status;
}

static void
test_quota (void)
{
  g_autoptr(PropusRpcStatus) status = parse_detail (
    "{" T "Help\",\"links\":[{\"url\":\"javascript:alert(1)\"},{\"url\":\"https://ai.google.dev/limits\"}]},"
    "{" T "QuotaFailure\",\"violations\":[{\"quotaId\":\"GenerateRequestsPerDayPerProjectPerModel-FreeTier\",\"quotaValue\":\"20\"}]},"
    "{" T "RetryInfo\",\"retryDelay\":\"20.7s\"}");

  g_assert_cmpuint (propus_rpc_status_get_code (status), ==, 429);
  g_assert_cmpstr (propus_rpc_status_get_status (status), ==, "RESOURCE_EXHAUSTED");
  g_assert_cmpstr (propus_rpc_status_get_message (status), ==, "m");
  g_assert_cmpstr (propus_rpc_status_get_help_url (status), ==, "https://ai.google.dev/limits");
  g_assert_cmpint (propus_rpc_status_get_retry_delay_ms (status), ==, 20700);
  g_assert_true (propus_rpc_status_is_daily_quota (status));
  g_assert_false (propus_rpc_status_is_zero_quota (status));
  g_assert_null (propus_rpc_status_get_reason (status));
}

static void
test_zero_quota (void)
{
  g_autoptr(PropusRpcStatus) value = parse_detail (
    "{" T "QuotaFailure\",\"violations\":[{\"quotaId\":\"TokensPerMinute\",\"quotaValue\":\"0\"}]}");
  g_autoptr(PropusRpcStatus) text = propus_rpc_status_new (429, NULL, "exceeded, limit: 0, model: x");
  g_autoptr(PropusRpcStatus) other = propus_rpc_status_new (429, NULL, "exceeded, limit: 0.5");

  g_assert_true (propus_rpc_status_is_zero_quota (value));
  g_assert_false (propus_rpc_status_is_daily_quota (value));
  g_assert_true (propus_rpc_status_is_zero_quota (text));
  g_assert_false (propus_rpc_status_is_zero_quota (other));
}

static void
test_retry_delay (void)
{
  static const struct { const char *json; gint64 expected; } cases[] = {
    { "\"58s\"", 58000 }, { "\"58.9s\"", 58900 }, { "\"0.5s\"", 500 }, { "\"0s\"", 0 }, { "\"1000000000s\"", 1000000000000 },
    { "\"99999999999999999999s\"", 1000000000000 }, { "\"x\"", -1 }, { "\"-5s\"", -1 }, { "\"5\"", -1 }, { "\"1e9s\"", -1 },
    { "\"\"", -1 }, { "5", -1 }, { "null", -1 }, { "{}", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *detail = g_strdup_printf ("{" T "RetryInfo\",\"retryDelay\":%s}", cases[i].json);
      g_autoptr(PropusRpcStatus) status = parse_detail (detail);

      g_assert_cmpint (propus_rpc_status_get_retry_delay_ms (status), ==, cases[i].expected);
    }
}

static void
test_shapes (void)
{
  g_autoptr(PropusRpcStatus) array = parse ("[{\"error\":{\"code\":403,\"message\":\"leaked\"}}]");
  g_autoptr(PropusRpcStatus) word = parse ("{\"error\":{\"code\":\"authentication\",\"message\":\"m\"}}");
  g_autoptr(PropusRpcStatus) text = parse ("{\"error\":\"no\"}");
  static const char * const none[] = { "null", "[]", "{}", "12", "\"error\"", "[[]]", "{\"error\":null}", "{\"errors\":{}}" };

  g_assert_cmpuint (propus_rpc_status_get_code (array), ==, 403);
  g_assert_cmpstr (propus_rpc_status_get_status (array), ==, "");
  g_assert_cmpstr (propus_rpc_status_get_status (word), ==, "authentication");
  g_assert_cmpstr (propus_rpc_status_get_message (text), ==, "no");
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_null (parse (none[i]));
}

static void
test_redaction (void)
{
  g_autofree char *key = g_strconcat ("AQ", ".", "fake-key-for-the-status-test-0123456789", NULL);
  g_autofree char *json = g_strdup_printf (
    "{\"error\":{\"code\":400,\"message\":\"bad key %s.\",\"status\":\"INVALID_ARGUMENT\",\"details\":["
    "{" T "DebugInfo\",\"detail\":\"planted %s\"},7,"
    "{" T "ErrorInfo\",\"reason\":\"API_KEY_INVALID\",\"domain\":\"googleapis.com\",\"metadata\":{\"service\":\"s\",\"%s\":\"%s\"}}"
    "]}}", key, key, key, key);
  g_autoptr(PropusRpcStatus) status = parse (json);
  g_autoptr(JsonNode) node = propus_rpc_status_to_node (status);
  g_autofree char *out = propus_json_to_string (node, FALSE);

  g_assert_nonnull (strstr (json, key));
  g_assert_nonnull (strstr (out, "API_KEY_INVALID"));
  g_assert_null (strstr (out, key));
  g_assert_null (strstr (out, "planted"));
  g_assert_cmpuint (json_array_get_length (propus_rpc_status_get_details (status)), ==, 1);
  g_assert_cmpstr (propus_rpc_status_get_reason (status), ==, "API_KEY_INVALID");
  g_assert_cmpstr (propus_rpc_status_get_domain (status), ==, "googleapis.com");
  g_assert_cmpstr (propus_rpc_status_get_metadata (status, "service"), ==, "s");
  g_assert_null (propus_rpc_status_get_metadata (status, "absent"));
}

static void
test_own (void)
{
  g_autoptr(PropusRpcStatus) own = propus_rpc_status_new_propus_full (502, "UNAVAILABLE", PROPUS_REASON_REDIRECT, "moved",
                                                                      "host", "evil.example");
  g_autoptr(JsonNode) node = propus_rpc_status_to_node (own);
  g_autoptr(PropusRpcStatus) back = propus_rpc_status_parse (node);

  g_assert_cmpuint (propus_rpc_status_get_code (back), ==, 502);
  g_assert_cmpstr (propus_rpc_status_get_status (back), ==, "UNAVAILABLE");
  g_assert_cmpstr (propus_rpc_status_get_message (back), ==, "moved");
  g_assert_cmpstr (propus_rpc_status_get_reason (back), ==, PROPUS_REASON_REDIRECT);
  g_assert_cmpstr (propus_rpc_status_get_domain (back), ==, PROPUS_RPC_DOMAIN);
  g_assert_cmpstr (propus_rpc_status_get_metadata (back, "host"), ==, "evil.example");
}

static void
test_wrong_types (void)
{
  static const char * const values[] = { "null", "12", "-3", "1e999", "\"s\"", "true", "[]", "{}", "[null]", "[{}]" };
  static const char * const shapes[] = {
    "{\"error\":%s}", "{\"error\":{\"code\":%s}}", "{\"error\":{\"message\":%s}}", "{\"error\":{\"status\":%s}}",
    "{\"error\":{\"details\":%s}}", "{\"error\":{\"details\":[%s]}}", "{\"error\":{\"details\":[{\"@type\":%s}]}}",
    "{\"error\":{\"details\":[{" T "ErrorInfo\",\"reason\":%s}]}}",
    "{\"error\":{\"details\":[{" T "ErrorInfo\",\"metadata\":%s}]}}",
    "{\"error\":{\"details\":[{" T "Help\",\"links\":%s}]}}", "{\"error\":{\"details\":[{" T "Help\",\"links\":[%s]}]}}",
    "{\"error\":{\"details\":[{" T "Help\",\"links\":[{\"url\":%s}]}]}}",
    "{\"error\":{\"details\":[{" T "QuotaFailure\",\"violations\":%s}]}}",
    "{\"error\":{\"details\":[{" T "QuotaFailure\",\"violations\":[{\"quotaId\":%s}]}]}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values) * G_N_ELEMENTS (shapes); i++)
    {
      const char *shape = shapes[i / G_N_ELEMENTS (values)];
      const char *mark = strstr (shape, "%s");
      g_autofree char *head = g_strndup (shape, mark - shape);
      g_autofree char *json = g_strconcat (head, values[i % G_N_ELEMENTS (values)], mark + 2, NULL);
      g_autoptr(PropusRpcStatus) status = parse (json);

      g_assert_true (status == NULL || propus_rpc_status_get_code (status) <= 999);
      g_assert_true (status == NULL || propus_rpc_status_get_metadata (status, "x") == NULL);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/rpc-status/quota", test_quota);
  g_test_add_func ("/wire/rpc-status/zero-quota", test_zero_quota);
  g_test_add_func ("/wire/case-65/retry-delay", test_retry_delay);
  g_test_add_func ("/wire/case-63/shapes", test_shapes);
  g_test_add_func ("/wire/case-41/redaction", test_redaction);
  g_test_add_func ("/wire/rpc-status/own", test_own);
  g_test_add_func ("/wire/case-82/status-wrong-types", test_wrong_types);

  return g_test_run ();
}
