/* test-secret-pattern.c - what looks like a secret is found, and little else
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-secret-pattern.h"

#include <string.h>
#include <time.h>

/* Characters as dice give them. Secrets are made here, so that no file holds anything that looks like one. */
#define MIXED "q7RtB2mX9vKc4ZpL0wYd6HnGs8FjT3uQ5aEr1oNiUyWbCx-_"
#define PLAIN "q7RtB2mX9vKc4ZpL0wYd6HnGs8FjT3uQ5aEr1oNiUyWbCxVz"
#define UPPER "Q7RTB2MX4VKC3ZPL6WYD5HNGSFJUAEOI"
#define HEX   "3f9a0c7e51b2d84690ac1fe7"

static char *
make (const char *prefix,
      const char *alphabet,
      gsize       tail)
{
  GString *text = g_string_new (prefix);

  for (gsize i = 0; i < tail; i++)
    g_string_append_c (text, alphabet[i % strlen (alphabet)]);

  return g_string_free (text, FALSE);
}

/* A block of @lines lines of base64, joined by @newline. */
static char *
make_pem (const char *label,
          guint       lines,
          const char *newline)
{
  GString *text = g_string_new ("-----" "BEGIN ");

  g_string_append_printf (text, "%s-----%s", label, newline);
  for (guint i = 0; i < lines; i++)
    {
      g_autofree char *line = make ("", PLAIN, 64);

      g_string_append_printf (text, "%s%s", line, newline);
    }
  g_string_append_printf (text, "-----" "END %s-----", label);

  return g_string_free (text, FALSE);
}

static void
assert_found (const char       *before,
              const char       *secret,
              const char       *after,
              PropusSecretKind  kind)
{
  g_autofree char *text = g_strconcat (before, secret, after, NULL);
  g_autoptr(GArray) found = propus_secret_pattern_find (text, strlen (text));
  PropusSecretRange *range;

  if (found->len != 1)
    g_test_message ("%u found in: %s", found->len, text);
  g_assert_cmpuint (found->len, ==, 1);
  range = &g_array_index (found, PropusSecretRange, 0);
  g_assert_cmpint (range->kind, ==, kind);
  g_assert_cmpuint (range->start, ==, strlen (before));
  g_assert_cmpuint (range->end, ==, strlen (before) + strlen (secret));
}

static void
assert_nothing (const char *text)
{
  g_autoptr(GArray) found = propus_secret_pattern_find (text, strlen (text));

  if (found->len != 0)
    g_test_message ("found in: %.200s", text);
  g_assert_cmpuint (found->len, ==, 0);
}

static void
test_words (void)
{
  static const struct {
    const char       *prefix;
    const char       *alphabet;
    gsize             tail;
    PropusSecretKind  kind;
  } rows[] = {
    { "AI" "za", MIXED, 35, PROPUS_SECRET_GEMINI_KEY },
    { "AQ" ".", MIXED, 50, PROPUS_SECRET_GEMINI_KEY },
    { "AQ" ".Ab8", MIXED, 40, PROPUS_SECRET_GEMINI_KEY },
    { "auth_" "tokens/", HEX, 64, PROPUS_SECRET_GEMINI_TOKEN },
    { "gh" "p_", PLAIN, 36, PROPUS_SECRET_GITHUB_TOKEN },
    { "gh" "o_", PLAIN, 36, PROPUS_SECRET_GITHUB_TOKEN },
    { "gh" "u_", PLAIN, 36, PROPUS_SECRET_GITHUB_TOKEN },
    { "gh" "s_", PLAIN, 36, PROPUS_SECRET_GITHUB_TOKEN },
    { "gh" "r_", PLAIN, 76, PROPUS_SECRET_GITHUB_TOKEN },
    { "github_" "pat_11ABC", PLAIN, 77, PROPUS_SECRET_GITHUB_TOKEN },
    { "s" "k-", PLAIN, 48, PROPUS_SECRET_SERVICE_KEY },
    { "s" "k-", HEX, 32, PROPUS_SECRET_SERVICE_KEY },
    { "s" "k-proj-", MIXED, 150, PROPUS_SECRET_SERVICE_KEY },
    { "s" "k-ant-api03-", MIXED, 95, PROPUS_SECRET_SERVICE_KEY },
    { "s" "k-or-v1-", HEX, 64, PROPUS_SECRET_SERVICE_KEY },
    { "AK" "IA", UPPER, 16, PROPUS_SECRET_AWS_KEY_ID },
    { "AS" "IA", UPPER, 16, PROPUS_SECRET_AWS_KEY_ID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *secret = make (rows[i].prefix, rows[i].alphabet, rows[i].tail);

      assert_found ("", secret, "", rows[i].kind);
      assert_found ("Why does ", secret, " not work?", rows[i].kind);
      assert_found ("export GEMINI_API_KEY=\"", secret, "\"\n", rows[i].kind);
      assert_found ("我的密钥是", secret, "。", rows[i].kind);
      assert_found ("https://example.org/x?key=", secret, "&alt=sse", rows[i].kind);
      assert_found ("{\"key\":\"", secret, "\"}", rows[i].kind);
      assert_found ("\xff\xfe ", secret, "\n", rows[i].kind);
    }
}

static void
test_private_keys (void)
{
  static const char *const labels[] = {
    "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PGP PRIVATE KEY BLOCK",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *long_one = make_pem (labels[i], 26, "\n");
      g_autofree char *short_one = make_pem (labels[i], 1, "\r\n");
      g_autofree char *in_json = make_pem (labels[i], 3, "\\n");
      g_autofree char *quoted = make_pem (labels[i], 3, "\n> ");

      assert_found ("Here it is:\n", long_one, "\nBye", PROPUS_SECRET_PRIVATE_KEY);
      assert_found ("", short_one, "", PROPUS_SECRET_PRIVATE_KEY);
      assert_found ("\"private_key\": \"", in_json, "\\n\"", PROPUS_SECRET_PRIVATE_KEY);
      assert_found ("> ", quoted, "", PROPUS_SECRET_PRIVATE_KEY);
    }
}

/* A block that was copied in haste lacks its end; all of its lines are found. */
static void
test_private_key_without_end (void)
{
  g_autofree char *line = make ("", PLAIN, 64);
  g_autofree char *block = g_strconcat ("-----" "BEGIN PRIVATE KEY-----\n", line, "\n", line, NULL);

  assert_found ("", block, "\n\nand then it stops", PROPUS_SECRET_PRIVATE_KEY);
}

static void
test_aws_secret (void)
{
  static const char *const names[] = {
    "aws_secret_access_key = ", "AWS_SECRET_ACCESS_KEY=", "\"SecretAccessKey\": \"", "secretAccessKey: '", "Secret access key:\t",
  };
  g_autofree char *secret = make ("", PLAIN "/+", 40);
  g_autofree char *longer = make ("secret_access_key=", PLAIN "/+", 41);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    assert_found (names[i], secret, "\n", PROPUS_SECRET_AWS_SECRET);

  assert_nothing (secret);
  assert_nothing (longer);
}

static void
test_several (void)
{
  g_autofree char *first = make ("AI" "za", MIXED, 35);
  g_autofree char *second = make ("gh" "p_", PLAIN, 36);
  g_autofree char *text = g_strconcat (first, ",", second, "\n", first, NULL);
  g_autoptr(GArray) found = propus_secret_pattern_find (text, strlen (text));
  gsize end = 0;

  g_assert_cmpuint (found->len, ==, 3);
  for (guint i = 0; i < found->len; i++)
    {
      PropusSecretRange range = g_array_index (found, PropusSecretRange, i);

      g_assert_cmpuint (range.start, >=, end);
      g_assert_cmpuint (range.end, >, range.start);
      end = range.end;
    }
  g_assert_cmpuint (end, ==, strlen (text));
}

static void
test_harmless (void)
{
  static const char *const texts[] = {
    "",
    "AI" "za",
    "My key begins with AI" "za… and yours with AQ" ".…, what is the difference?",
    "Keys look like AI" "za followed by 35 characters.",
    "AI" "zaSyYOUR_API_KEY_GOES_HERE_0123456789abc",
    "AI" "zaXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
    "AI" "zaSy-----------------------------------",
    "AQ" ".your-key-from-the-AI-Studio-page-1-goes-here",
    "POST /v1alpha/auth_" "tokens creates one",
    "auth_" "tokens/create_ephemeral_token_controller.rb",
    "auth_" "tokens/YOUR_TOKEN_1234567890abcdef",
    "gh" "p_ is the prefix; gh" "p_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx is a placeholder",
    "github_" "pat_ tokens are long",
    "<div class=\"s" "k-folding-cube s" "k-fading-circle-with-twelve-small-dots-2024\">",
    ".s" "k-a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6 { color: red; }",
    "s" "k-...your key...",
    "s" "k-ant-api03-YOUR-KEY-HERE-0123456789-aaaaaaaaaaaaaaaaaaaaaaaa",
    "task-management and risk-assessment-of-the-whole-enterprise-2024",
    "AK" "IAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "the secret access key is kept in aws/credentials",
    "AS" "IA is a continent, AS" "IATICLIONSLIVEINGUJARAT too",
    "-----" "BEGIN PRIVATE KEY----- is how such a file begins, and it ends like this: -----" "END PRIVATE KEY-----",
    "-----" "BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n-----" "END CERTIFICATE-----",
    "-----" "BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvX8Jm5FQzJbq2pQ0Wk3x\n-----" "END PUBLIC KEY-----",
    "git checkout 3f9a0c7e51b2d84690ac1fe7b2d84690ac1fe73f",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_nothing (texts[i]);
}

/* A letter before it makes it the middle of another word. */
static void
test_middle_of_a_word (void)
{
  g_autofree char *key = make ("AI" "za", MIXED, 35);
  g_autofree char *inside = g_strconcat ("x", key, NULL);
  g_autofree char *too_long = make ("AI" "za", MIXED, 90);
  g_autofree char *id = make ("AK" "IA", UPPER, 17);

  assert_nothing (inside);
  assert_nothing (too_long);
  assert_nothing (id);
}

/* A megabyte of picture as base64 is one long drawing of lots, and no secret. */
static void
test_pictures (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261122);
  g_autoptr(GByteArray) bytes = g_byte_array_sized_new (1 << 20);
  g_autofree char *base64 = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 1 << 20; i++)
    {
      guint8 byte = (guint8) g_rand_int (rand);

      g_byte_array_append (bytes, &byte, 1);
    }
  base64 = g_base64_encode (bytes->data, bytes->len);
  text = g_strconcat ("data:image/png;base64,", base64, NULL);
  assert_nothing (text);
}

/* Of this thread alone: what else the machine does is no matter. */
static gint64
get_cpu_time_us (void)
{
  struct timespec now;

  g_assert_cmpint (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now), ==, 0);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* The best of three. */
static gint64
measure (const char *unit,
         gsize       length)
{
  g_autoptr(GString) text = g_string_sized_new (length + strlen (unit));
  gint64 best = G_MAXINT64;

  while (text->len < length)
    g_string_append (text, unit);
  for (guint i = 0; i < 3; i++)
    {
      gint64 began = get_cpu_time_us ();
      g_autoptr(GArray) found = propus_secret_pattern_find (text->str, text->len);

      best = MIN (best, get_cpu_time_us () - began);
    }

  return best;
}

/* Four times the text takes about four times as long; the quadratic would take sixteen. */
static void
test_linear (void)
{
  const char *const units[] = {
    "AI" "za", "AQ" ".", "AQ" ".a", "auth_" "tokens/", "auth_" "tokens/a.", "gh" "p_", "github_" "pat_", "s" "k-", "/s" "k-", "AK" "IA", " AK" "IA",
    "secretaccesskey", "secret_access_key=", "secret access key ", "s", "-", "-----", "-----" "BEGIN ", "-----" "BEGIN PRIVATE KEY-----",
    "-----" "BEGIN PRIVATE KEY-----\n", "-----" "BEGIN A ", "-----" "BEGIN PRIVATE KEY----", "A", "a", "=", " ",
    "-----" "BEGIN PRIVATE KEY-----" MIXED, "\n" PLAIN PLAIN, "your", "xxxx",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gint64 one = measure (units[i], 1 << 20);
      gint64 four = measure (units[i], 4 << 20);

      g_test_message ("%-32s 1 MB %" G_GINT64_FORMAT " us, 4 MB %" G_GINT64_FORMAT " us", units[i], one, four);
      g_assert_cmpint (four, <, MAX (one, 20000) * 12);
      g_assert_cmpint (one, <, G_USEC_PER_SEC);
    }
}

static void
test_no_text (void)
{
  g_autoptr(GArray) found = propus_secret_pattern_find (NULL, 0);

  g_assert_cmpuint (found->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secret-pattern/words", test_words);
  g_test_add_func ("/secret-pattern/private-keys", test_private_keys);
  g_test_add_func ("/secret-pattern/private-key-without-end", test_private_key_without_end);
  g_test_add_func ("/secret-pattern/aws-secret", test_aws_secret);
  g_test_add_func ("/secret-pattern/several", test_several);
  g_test_add_func ("/secret-pattern/harmless", test_harmless);
  g_test_add_func ("/secret-pattern/middle-of-a-word", test_middle_of_a_word);
  g_test_add_func ("/secret-pattern/pictures", test_pictures);
  g_test_add_func ("/secret-pattern/linear", test_linear);
  g_test_add_func ("/secret-pattern/no-text", test_no_text);

  return g_test_run ();
}
