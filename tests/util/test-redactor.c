/* test-redactor.c - what looks like a credential goes, all else stays
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-redactor.h"
#include "../lib/cpu-clock.h"

#include <string.h>

/* Made here, so that no file holds anything that looks like a key. */
static char *
make_key (const char *prefix,
          gsize       tail)
{
  GString *key = g_string_new (prefix);

  for (gsize i = 0; i < tail; i++)
    g_string_append_c (key, "fake-Key_0123456789"[i % 19]);

  return g_string_free (key, FALSE);
}

static void
assert_redacted (const char *before,
                 const char *secret,
                 const char *after,
                 const char *expected)
{
  g_autofree char *text = g_strconcat (before, secret, after, NULL);
  g_autofree char *out = propus_redact (text);

  g_assert_nonnull (strstr (text, secret));
  g_assert_null (strstr (out, secret));
  g_assert_cmpstr (out, ==, expected);
}

static void
test_keys (void)
{
  g_autofree char *old_key = make_key ("AI" "za", 35);
  g_autofree char *new_key = make_key ("AQ" ".", 50);

  assert_redacted ("Consumer '", old_key, "' is suspended.", "Consumer '[redacted]' is suspended.");
  assert_redacted ("", new_key, "", "[redacted]");
  assert_redacted ("a ", new_key, "\nb", "a [redacted]\nb");
}

static void
test_urls_and_tokens (void)
{
  g_autofree char *token = make_key ("", 12);

  assert_redacted ("https://host/x?key=", token, "&alt=sse", "https://host/x?key=[redacted]&alt=sse");
  assert_redacted ("https://host/x?alt=sse&key=", token, "", "https://host/x?alt=sse&key=[redacted]");
  assert_redacted ("Authorization: Bearer ", token, " x", "Authorization: Bearer [redacted] x");
  assert_redacted ("?upload_id=", token, "", "?upload_id=[redacted]");
}

static void
test_harmless (void)
{
  static const char * const texts[] = { "", "AIzanami", "AQ. and A", "key=value", "Bearer of news", "日本 🎉", "?key" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *out = propus_redact (texts[i]);

      g_assert_cmpstr (out, ==, texts[i]);
    }
}

static void
test_null (void)
{
  g_autofree char *out = propus_redact (NULL);

  g_assert_cmpstr (out, ==, "");
}

static void
test_linear (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *out = NULL;
  gint64 start = cpu_clock_get_us ();

  for (guint i = 0; i < 500000; i++)
    g_string_append (text, "AQ.");
  out = propus_redact (text->str);

  g_assert_cmpint (cpu_clock_get_us () - start, <, 2 * G_USEC_PER_SEC);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/util/redactor/keys", test_keys);
  g_test_add_func ("/util/redactor/urls-and-tokens", test_urls_and_tokens);
  g_test_add_func ("/util/redactor/harmless", test_harmless);
  g_test_add_func ("/util/redactor/null", test_null);
  g_test_add_func ("/util/redactor/linear", test_linear);

  return g_test_run ();
}
