/* test-base-url.c - where a key may be sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-base-url.h"

static const struct
{
  const char           *text;
  PropusBaseUrlProblem  problem;
  const char           *origin;
} table[] = {
  { "https://generativelanguage.googleapis.com", PROPUS_BASE_URL_PROBLEM_NONE, "https://generativelanguage.googleapis.com" },
  { "https://generativelanguage.googleapis.com/", PROPUS_BASE_URL_PROBLEM_NONE, "https://generativelanguage.googleapis.com" },
  { "HTTPS://Example.COM:443/a/b/", PROPUS_BASE_URL_PROBLEM_NONE, "https://example.com" },
  { "https://example.com:8443", PROPUS_BASE_URL_PROBLEM_NONE, "https://example.com:8443" },
  { "http://127.0.0.1:8080", PROPUS_BASE_URL_PROBLEM_NONE, "http://127.0.0.1:8080" },
  { "http://127.1.2.3", PROPUS_BASE_URL_PROBLEM_NONE, "http://127.1.2.3" },
  { "http://localhost:1", PROPUS_BASE_URL_PROBLEM_NONE, "http://localhost:1" },
  { "http://[::1]:9/x", PROPUS_BASE_URL_PROBLEM_NONE, "http://[::1]:9" },
  { "http://example.com", PROPUS_BASE_URL_PROBLEM_PLAIN, NULL },
  { "http://127.0.0.1.evil.com", PROPUS_BASE_URL_PROBLEM_PLAIN, NULL },
  { "http://localhost.evil.com", PROPUS_BASE_URL_PROBLEM_PLAIN, NULL },
  { "http://evil.com/127.0.0.1", PROPUS_BASE_URL_PROBLEM_PLAIN, NULL },
  { "http://0x7f000001", PROPUS_BASE_URL_PROBLEM_PLAIN, NULL },
  { "http://192.168.1.1", PROPUS_BASE_URL_PROBLEM_PLAIN, NULL },
  { "http://0.0.0.0", PROPUS_BASE_URL_PROBLEM_PLAIN, NULL },
  { "http://[::ffff:1.2.3.4]", PROPUS_BASE_URL_PROBLEM_PLAIN, NULL },
  { "http://127.0.0.1@evil.com", PROPUS_BASE_URL_PROBLEM_CREDENTIALS, NULL },
  { "https://user:password@example.com", PROPUS_BASE_URL_PROBLEM_CREDENTIALS, NULL },
  { "https://@example.com", PROPUS_BASE_URL_PROBLEM_CREDENTIALS, NULL },
  { "https://example.com/?", PROPUS_BASE_URL_PROBLEM_QUERY, NULL },
  { "https://example.com/?key=x", PROPUS_BASE_URL_PROBLEM_QUERY, NULL },
  { "https://example.com/#x", PROPUS_BASE_URL_PROBLEM_FRAGMENT, NULL },
  { "ftp://example.com", PROPUS_BASE_URL_PROBLEM_SCHEME, NULL },
  { "file:///etc/passwd", PROPUS_BASE_URL_PROBLEM_SCHEME, NULL },
  { "javascript:alert(1)", PROPUS_BASE_URL_PROBLEM_SCHEME, NULL },
  { "", PROPUS_BASE_URL_PROBLEM_SYNTAX, NULL },
  { "example.com", PROPUS_BASE_URL_PROBLEM_SYNTAX, NULL },
  { "https://", PROPUS_BASE_URL_PROBLEM_SYNTAX, NULL },
  { "https://example.com\r\nHost: evil.com", PROPUS_BASE_URL_PROBLEM_SYNTAX, NULL },
  { "https://exa mple.com", PROPUS_BASE_URL_PROBLEM_SYNTAX, NULL },
  { "https://example.com\\@evil.com", PROPUS_BASE_URL_PROBLEM_SYNTAX, NULL },
  { "https://ex%61mple.com%2fevil", PROPUS_BASE_URL_PROBLEM_SYNTAX, NULL },
  { "https://example.com:99999", PROPUS_BASE_URL_PROBLEM_SYNTAX, NULL },
  { "https://b\303\274cher.example", PROPUS_BASE_URL_PROBLEM_SYNTAX, NULL },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      PropusBaseUrlProblem problem = PROPUS_BASE_URL_PROBLEM_NONE;
      g_autoptr(GUri) uri = propus_base_url_parse (table[i].text, &problem);
      g_autofree char *origin = NULL;

      g_test_message ("%s", table[i].text);
      g_assert_cmpint (problem, ==, table[i].problem);
      g_assert_true ((uri != NULL) == (problem == PROPUS_BASE_URL_PROBLEM_NONE));
      g_assert_true ((*propus_base_url_problem_to_sentence (problem) == '\0') == (uri != NULL));
      if (uri == NULL)
        continue;

      origin = propus_base_url_dup_origin (uri);
      g_assert_cmpstr (origin, ==, table[i].origin);
      g_assert_false (g_str_has_suffix (g_uri_get_path (uri), "/"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/util/case-39/base-url/table", test_table);

  return g_test_run ();
}
