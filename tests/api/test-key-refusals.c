/* test-key-refusals.c - every way in which the API refuses a key, from its bytes to the page that mends it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "key-refusals.h"
#include "outcome.h"

#include "propus-key-info.h"
#include "propus-key-report.h"
#include "propus-json.h"

#include <string.h>

static char *
dup_fake_key (void)
{
  return g_strconcat ("AQ", ".", "fake-key-that-is-refused-0123456789", NULL);
}

/* The table's bodies are formats; %s occurs once at most. */
static char *
dup_body (const KeyRefusal *refusal,
          const char       *key)
{
  g_auto (GStrv) pieces = g_strsplit (refusal->body, "%s", -1);

  g_assert_cmpuint (g_strv_length (pieces), <=, 2);

  return g_strjoinv (key, pieces);
}

static void
test_bodies (void)
{
  g_autofree char *key = dup_fake_key ();

  for (gsize i = 0; i < G_N_ELEMENTS (key_refusals); i++)
    {
      g_autofree char *body = dup_body (&key_refusals[i], key);
      g_autofree char *bytes = g_strdup_printf ("HTTP/1.1 %u x\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n%s",
                                                key_refusals[i].http_code, body);
      g_autoptr(Outcome) outcome = outcome_of_bytes (bytes);

      g_test_message ("%s", key_refusals[i].name);
      outcome_assert (outcome, PROPUS_COMPLETION_FAILED, key_refusals[i].kind, "");
      g_assert_null (strstr (propus_failure_get_message (propus_completion_get_failure (outcome->completion)), key));
      if (key_refusals[i].detail != NULL)
        g_assert_cmpstr (propus_failure_get_detail (propus_completion_get_failure (outcome->completion)), ==, key_refusals[i].detail);
    }
}

static void
test_console_page (void)
{
  g_autofree char *page = propus_failure_dup_console_url ("Enable it by visiting " CONSOLE_PAGE ".");
  g_autofree char *evil = propus_failure_dup_console_url ("Visit https://console.developers.google.com.evil.example/ now");
  g_autofree char *other = propus_failure_dup_console_url ("Visit https://example.org/ now");
  g_autofree char *quoted = propus_failure_dup_console_url ("at https://console.cloud.google.com/apis'><b> now");
  g_autofree char *none = propus_failure_dup_console_url (NULL);

  g_assert_cmpstr (page, ==, CONSOLE_PAGE);
  g_assert_cmpstr (quoted, ==, "https://console.cloud.google.com/apis");
  g_assert_null (evil);
  g_assert_null (other);
  g_assert_null (none);
}

/* What the broker remembers of a refusal means the same as it meant when it came. */
static void
test_remembered (void)
{
  static const char *list =
    "{\"keys\": [{\"id\": \"a1\", \"label\": \"Work\", \"lastFour\": \"x7Qa\", \"hint\": \"auth\", \"created\": 1763800000,"
    " \"copies\": 2, \"inUse\": true, \"lastSuccess\": 1763800100, \"lastRefusal\": {\"at\": 1763800200, \"code\": 403,"
    " \"status\": \"PERMISSION_DENIED\", \"reason\": null, \"message\": \"Your API key was reported as leaked.\"}},"
    " {\"id\": \"b2\", \"label\": \"Home\", \"lastFour\": null, \"hint\": \"standard\", \"lastSuccess\": 1763800300,"
    " \"lastRefusal\": {\"at\": 1763800200, \"code\": 403, \"status\": \"PERMISSION_DENIED\","
    " \"reason\": \"API_KEY_IP_ADDRESS_BLOCKED\", \"message\": \"m\"}}, {\"id\": \"c3\", \"lastRefusal\": null}]}";
  g_autoptr(JsonNode) node = propus_json_parse (list, -1, NULL);
  g_autoptr(GPtrArray) keys = propus_key_info_parse_list (node);
  PropusKeyInfo *work;
  PropusKeyInfo *home;

  g_assert_cmpuint (keys->len, ==, 3);
  work = g_ptr_array_index (keys, 0);
  home = g_ptr_array_index (keys, 1);
  g_assert_cmpint (propus_key_info_get_kind (work), ==, PROPUS_KEY_KIND_AUTHORIZATION);
  g_assert_cmpuint (propus_key_info_get_copies (work), ==, 2);
  g_assert_true (propus_key_info_is_stored (work));
  g_assert_true (propus_key_info_is_refused (work));
  g_assert_cmpint (propus_failure_get_kind (propus_key_info_get_last_refusal (work)), ==, PROPUS_FAILURE_KEY_LEAKED);
  g_assert_false (propus_key_info_is_refused (home));   /* it has worked since */
  g_assert_cmpint (propus_failure_get_kind (propus_key_info_get_last_refusal (home)), ==, PROPUS_FAILURE_KEY_RESTRICTED);
  g_assert_cmpstr (propus_failure_get_detail (propus_key_info_get_last_refusal (home)), ==, "API_KEY_IP_ADDRESS_BLOCKED");
  g_assert_null (propus_key_info_get_last_refusal (g_ptr_array_index (keys, 2)));
  g_assert_true (propus_key_info_equal (work, work));
  g_assert_false (propus_key_info_equal (work, home));
}

static void
test_report (void)
{
  static const char *text =
    "{\"source\": \"google-env\", \"bothEnvironment\": true, \"origin\": \"https://example.org\", \"keyring\": {\"state\": \"unlocked\","
    " \"encrypted\": true, \"trouble\": \"KEYRING_FAILED\"}, \"key\": null, \"session\": {\"lastFour\": \"abcd\", \"hint\": \"auth\"},"
    " \"environment\": [{\"id\": \"google-env\", \"variable\": \"GOOGLE_API_KEY\", \"lastFour\": \"wxyz\"},"
    " {\"id\": \"gemini-env\", \"variable\": \"GEMINI_API_KEY\", \"lastFour\": null}]}";
  g_autoptr(JsonNode) node = propus_json_parse (text, -1, NULL);
  g_autoptr(PropusKeyReport) report = propus_key_report_parse (node);
  g_autoptr(PropusKeyReport) same = propus_key_report_parse (node);
  g_autoptr(PropusKeyReport) empty = propus_key_report_parse (NULL);
  g_autoptr(JsonNode) bad_node = propus_json_parse ("{\"source\": \"gemini-env\", \"key\": null, \"environment\": []}", -1, NULL);
  g_autoptr(PropusKeyReport) bad = propus_key_report_parse (bad_node);

  g_assert_true (report->encrypted);
  g_assert_false (report->has_key);
  g_assert_cmpstr (report->trouble, ==, "KEYRING_FAILED");
  g_assert_cmpstr (propus_key_info_get_id (report->session), ==, PROPUS_KEY_ID_SESSION);
  g_assert_false (propus_key_info_is_stored (report->session));
  g_assert_cmpuint (report->environment->len, ==, 2);
  g_assert_cmpstr (propus_key_info_get_variable (g_ptr_array_index (report->environment, 1)), ==, "GEMINI_API_KEY");
  g_assert_false (propus_key_info_is_stored (g_ptr_array_index (report->environment, 0)));
  g_assert_true (propus_key_report_equal (report, same));
  g_assert_false (bad->has_key);
  g_assert_cmpuint (bad->environment->len, ==, 1);
  g_assert_cmpstr (propus_key_info_get_variable (g_ptr_array_index (bad->environment, 0)), ==, "GEMINI_API_KEY");
  g_assert_cmpstr (propus_key_info_get_last_four (g_ptr_array_index (bad->environment, 0)), ==, "");
  g_assert_false (propus_key_report_equal (report, empty));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/key-refusals/bodies", test_bodies);
  g_test_add_func ("/api/key-refusals/console-page", test_console_page);
  g_test_add_func ("/api/key-refusals/remembered", test_remembered);
  g_test_add_func ("/api/key-refusals/report", test_report);

  return g_test_run ();
}
