/* test-link-policy.c - which addresses become links, and what is said of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-link-policy.h"

#include <string.h>

static void
test_schemes (void)
{
  static const char * const allowed[] = {
    "https://example.org/", "http://example.org", "HTTPS://EXAMPLE.ORG/x", "mailto:me@example.org", "https://[::1]:8080/",
    "https://example.org/\xe4\xb8\xad", "https://\xe4\xb8\xad.example/", "mailto:me@example.org?subject=x",
  };
  static const char * const refused[] = {
    "", "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "vbscript:x", "intent://x", "ht\ttp://x.example",
    " https://x.example", "https://x.example/ y", "//evil.example", "example.org", "https://", "https:///path", "ftp://x.example",
    "https:x.example", "smb://x", "mailto:", "mailto:me@example.org?attach=/etc/passwd", "mailto:me@x.example?%61ttachment=x",
    "https://good.example\\@evil.example/", "https://x.example/\xe2\x80\xaegpj.exe", "https://x.example/\xff",
    "https://%65vil.example/", "x-scheme://y",
  };
  g_autofree char *run = g_strnfill (1000000, 'a');
  g_autofree char *longest = g_strconcat ("https://example.org/", run, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    if (!propus_link_policy_allows (allowed[i]))
      g_error ("refused: %s", allowed[i]);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    if (propus_link_policy_allows (refused[i]))
      g_error ("allowed: %s", refused[i]);
  g_assert_false (propus_link_policy_allows (longest));
  g_assert_false (propus_link_policy_allows (NULL));
}

static void
check_host (const char *url,
            const char *expected)
{
  g_autofree char *host = propus_link_policy_dup_host (url);

  g_assert_cmpstr (host, ==, expected);
}

static void
test_hosts (void)
{
  check_host ("https://Example.ORG:8443/path", "example.org");
  check_host ("https://b\xc3\xbc" "cher.example/", "xn--bcher-kva.example");
  check_host ("https://\xd0\xb0pple.com/", "xn--pple-43d.com");
  check_host ("https://google.com@evil.example/", "evil.example");
  check_host ("mailto:me@example.org?subject=x", "me@example.org");
  check_host ("file:///etc/passwd", NULL);
}

static void
test_misleading (void)
{
  g_assert_true (propus_link_policy_is_misleading ("https://google.com", "https://evil.example/"));
  g_assert_true (propus_link_policy_is_misleading ("google.com", "https://evil.example/google.com"));
  g_assert_true (propus_link_policy_is_misleading ("www.google.com/search", "https://evil.example/"));
  g_assert_true (propus_link_policy_is_misleading ("see https://google.com/x", "https://evil.example/"));
  g_assert_true (propus_link_policy_is_misleading ("me@bank.com", "mailto:me@evil.example"));
  g_assert_true (propus_link_policy_is_misleading ("words", "https://google.com@evil.example/"));
  g_assert_true (propus_link_policy_is_misleading ("https://apple.com", "https://\xd0\xb0pple.com/"));
  g_assert_false (propus_link_policy_is_misleading ("https://google.com/a", "https://www.google.com/b"));
  g_assert_false (propus_link_policy_is_misleading ("the documentation", "https://docs.example/"));
  g_assert_false (propus_link_policy_is_misleading ("main.py", "https://github.com/x"));
  g_assert_false (propus_link_policy_is_misleading ("Node.js", "https://nodejs.org/"));
  g_assert_false (propus_link_policy_is_misleading ("me@example.org", "mailto:me@example.org"));
  g_assert_false (propus_link_policy_is_misleading ("https://google.com", "javascript:x"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown/case-87/schemes", test_schemes);
  g_test_add_func ("/markdown/case-88/hosts", test_hosts);
  g_test_add_func ("/markdown/case-88/misleading", test_misleading);

  return g_test_run ();
}
