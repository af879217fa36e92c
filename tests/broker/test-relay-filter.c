/* test-relay-filter.c - what goes up and what comes down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-relay-filter.h"

static void
test_paths (void)
{
  g_assert_true (propus_relay_filter_allows ("GET", "/v1beta/models"));
  g_assert_true (propus_relay_filter_allows ("POST", "/v1/models/x:generateContent"));
  g_assert_true (propus_relay_filter_allows ("POST", "/v1alpha/auth_tokens"));
  g_assert_true (propus_relay_filter_allows ("POST", "/upload/v1beta/files"));
  g_assert_false (propus_relay_filter_allows ("CONNECT", "/v1beta/models"));
  g_assert_false (propus_relay_filter_allows ("TRACE", "/v1beta/models"));
  g_assert_false (propus_relay_filter_allows ("GET", "/"));
  g_assert_false (propus_relay_filter_allows ("GET", "/ws/x"));
  g_assert_false (propus_relay_filter_allows ("GET", "/v1betamodels"));
  g_assert_false (propus_relay_filter_allows ("GET", "/v1beta/../secret"));
  g_assert_false (propus_relay_filter_allows ("GET", "/v1beta/%2e%2E/secret"));
  g_assert_false (propus_relay_filter_allows ("GET", "/v1beta/%2e%2e%2fsecret"));
  g_assert_false (propus_relay_filter_allows ("GET", "/v1beta/%00"));
  g_assert_true (propus_relay_filter_allows ("GET", "/download/v1beta/files/1:download"));
}

static void
test_query (void)
{
  static const struct { const char *from; const char *to; } table[] = {
    { NULL, NULL },
    { "", NULL },
    { "key=x", NULL },
    { "alt=sse", "alt=sse" },
    { "alt=sse&key=x", "alt=sse" },
    { "key=x&alt=sse&access_token=y", "alt=sse" },
    { "k%65y=x&%6bey=y&pageSize=5", "pageSize=5" },
    { "KEY=x&$key=z&oauth_token=q", NULL },
    { "keys=x&monkey=y", "keys=x&monkey=y" },
    { "key", NULL },
    { "a=%26key%3Dx", "a=%26key%3Dx" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *got = propus_relay_filter_query (table[i].from);

      g_assert_cmpstr (got, ==, table[i].to);
    }
}

static void
test_request_headers (void)
{
  SoupMessageHeaders *from = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  SoupMessageHeaders *to = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  static const char * const dropped[] = {
    "X-Goog-API-Key", "authorization", "COOKIE", "Proxy-Authorization", "Connection", "Keep-Alive", "TE", "Upgrade",
    "Transfer-Encoding", "Host", "Accept-Encoding", "X-Named-In-Connection",
    "X-HTTP-Method-Override", "x-http-method", "X-Method-Override",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (dropped); i++)
    soup_message_headers_append (from, dropped[i], g_str_equal (dropped[i], "Connection") ? "close, x-named-in-connection" : "value");
  soup_message_headers_append (from, "Content-Type", "application/json");
  soup_message_headers_append (from, "X-Server-Timeout", "60");

  propus_relay_filter_request (from, to);
  for (gsize i = 0; i < G_N_ELEMENTS (dropped); i++)
    g_assert_null (soup_message_headers_get_one (to, dropped[i]));
  g_assert_cmpstr (soup_message_headers_get_one (to, "Content-Type"), ==, "application/json");
  g_assert_cmpstr (soup_message_headers_get_one (to, "X-Server-Timeout"), ==, "60");

  soup_message_headers_unref (from);
  soup_message_headers_unref (to);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/broker/filter/paths", test_paths);
  g_test_add_func ("/broker/filter/query", test_query);
  g_test_add_func ("/broker/filter/request-headers", test_request_headers);

  return g_test_run ();
}
