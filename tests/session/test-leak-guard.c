/* test-leak-guard.c - what is found in a text before it goes, with a real broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-leak-guard.h"

#include "propus-limits.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_S 30

/* Fake, and made here so that no file holds anything that looks like a key. */
#define OWN_KEY  "AQ" ".fake-own-key-" "9qT2xK7vB4mZ8rL1"
#define TOKEN    "gh" "p_q7RtB2mX9vKc4ZpL0wYd6HnGs8FjT3uQ5aEr"
#define OTHER    "AI" "zaq7RtB2mX9vKc4ZpL0wYd6HnGs8FjT3uQ5aE"

static GMainLoop *loop;
static PropusBrokerProcess *broker;   /* has OWN_KEY from the environment; there is no keyring */

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("waited for %d s", PATIENCE_S);
  return G_SOURCE_REMOVE;
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
  g_main_loop_quit (loop);
}

static PropusLeakReport *
check_with (PropusBrokerProcess  *process,
            const char           *name,
            const char           *text,
            gsize                 length,
            GCancellable         *cancellable,
            GError              **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, length);
  g_autoptr(GAsyncResult) result = NULL;
  guint patience = g_timeout_add_seconds (PATIENCE_S, give_up_cb, NULL);

  propus_leak_guard_check_async (process, name, bytes, cancellable, checked_cb, &result);
  g_main_loop_run (loop);
  g_source_remove (patience);

  return propus_leak_guard_check_finish (process, result, error);
}

static PropusLeakReport *
check (const char *text)
{
  g_autoptr(GError) error = NULL;
  PropusLeakReport *report = check_with (broker, NULL, text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return report;
}

static void
assert_range (PropusLeakReport *report,
              guint             index,
              gsize             start,
              gsize             end,
              PropusSecretKind  kind)
{
  const PropusSecretRange *range = propus_leak_report_get_range (report, index);

  g_assert_cmpuint (range->start, ==, start);
  g_assert_cmpuint (range->end, ==, end);
  g_assert_cmpint (range->kind, ==, kind);
}

static void
assert_sentence (PropusLeakReport *report,
                 const char       *expected)
{
  g_autofree char *sentence = propus_leak_report_dup_sentence (report);

  g_assert_cmpstr (sentence, ==, expected);
}

static void
test_clean (void)
{
  g_autoptr(PropusLeakReport) report = check ("Why is the sky blue?");
  g_autoptr(PropusLeakReport) empty = check ("");
  g_autofree char *note = propus_leak_report_dup_note (report);

  g_assert_cmpuint (propus_leak_report_get_n_ranges (report), ==, 0);
  g_assert_cmpint (propus_leak_report_get_comparison (report), ==, PROPUS_LEAK_COMPARED);
  g_assert_null (note);
  assert_sentence (report, NULL);
  g_assert_cmpuint (propus_leak_report_get_n_ranges (empty), ==, 0);
}

static void
test_own_key (void)
{
  const char *before = "语 my key is ";
  g_autofree char *text = g_strconcat (before, OWN_KEY, ".", NULL);
  g_autoptr(PropusLeakReport) report = check (text);
  g_autofree char *redacted = propus_leak_report_dup_redacted (report, text, strlen (text));

  g_assert_cmpuint (propus_leak_report_get_n_ranges (report), ==, 1);
  assert_range (report, 0, strlen (before), strlen (before) + strlen (OWN_KEY), PROPUS_SECRET_OWN_KEY);
  g_assert_true (propus_leak_report_has_own_key (report));
  assert_sentence (report, "This message holds one of your own API keys.");
  g_assert_cmpstr (redacted, ==, "语 my key is [redacted].");
}

/* Sixteen bytes of it are as good as the whole. */
static void
test_piece_of_own_key (void)
{
  g_autofree char *piece = g_strndup (OWN_KEY + 5, 16);
  g_autofree char *less = g_strndup (OWN_KEY + 5, 15);
  g_autoptr(PropusLeakReport) report = check (piece);
  g_autoptr(PropusLeakReport) none = check (less);

  g_assert_cmpuint (propus_leak_report_get_n_ranges (report), ==, 1);
  assert_range (report, 0, 0, 16, PROPUS_SECRET_OWN_KEY);
  g_assert_cmpuint (propus_leak_report_get_n_ranges (none), ==, 0);
}

static void
test_patterns (void)
{
  g_autofree char *text = g_strconcat ("a ", TOKEN, " b ", OTHER, NULL);
  g_autoptr(PropusLeakReport) both = check (text);
  g_autoptr(PropusLeakReport) one = check (TOKEN);
  g_autofree char *redacted = propus_leak_report_dup_redacted (both, text, strlen (text));

  g_assert_cmpuint (propus_leak_report_get_n_ranges (both), ==, 2);
  assert_range (both, 0, 2, 2 + strlen (TOKEN), PROPUS_SECRET_GITHUB_TOKEN);
  assert_range (both, 1, strlen (text) - strlen (OTHER), strlen (text), PROPUS_SECRET_GEMINI_KEY);
  g_assert_false (propus_leak_report_has_own_key (both));
  assert_sentence (both, "This message holds 2 things that look like keys or tokens.");
  assert_sentence (one, "This message holds something that looks like a GitHub token.");
  g_assert_cmpstr (redacted, ==, "a [redacted] b [redacted]");
}

/* What is the person's own and looks like a key is told once, as the worse. */
static void
test_own_key_in_pattern (void)
{
  g_autofree char *text = g_strconcat ("key=", OWN_KEY, "x7Q2", NULL);
  g_autoptr(PropusLeakReport) report = check (text);

  g_assert_cmpuint (propus_leak_report_get_n_ranges (report), ==, 1);
  assert_range (report, 0, 4, strlen (text), PROPUS_SECRET_OWN_KEY);
}

static void
test_name (void)
{
  g_autoptr(PropusLeakReport) report = check_with (broker, "notes.env", TOKEN, strlen (TOKEN), NULL, NULL);
  g_autoptr(PropusLeakReport) own = check_with (broker, "a%sb", OWN_KEY, strlen (OWN_KEY), NULL, NULL);

  assert_sentence (report, "“notes.env” holds something that looks like a GitHub token.");
  assert_sentence (own, "“a%sb” holds one of your own API keys.");
}

static void
test_any_bytes (void)
{
  const char text[] = "\0\xff\0" OWN_KEY "\0" TOKEN;
  g_autoptr(PropusLeakReport) report = check_with (broker, NULL, text, sizeof text, NULL, NULL);

  g_assert_cmpuint (propus_leak_report_get_n_ranges (report), ==, 2);
  assert_range (report, 0, 3, 3 + strlen (OWN_KEY), PROPUS_SECRET_OWN_KEY);
  assert_range (report, 1, 4 + strlen (OWN_KEY), 4 + strlen (OWN_KEY) + strlen (TOKEN), PROPUS_SECRET_GITHUB_TOKEN);
}

static void
test_draft (void)
{
  g_autofree char *text = g_strconcat (OTHER, " and ", TOKEN, NULL);
  g_autofree char *draft = propus_leak_redact_keys (text);
  g_autofree char *empty = propus_leak_redact_keys ("");

  g_assert_cmpstr (draft, ==, "[redacted] and " TOKEN);
  g_assert_cmpstr (empty, ==, "");
}

/* A prompt may be longer than what the broker takes at once. The key stands at both ends, and across each cut. */
static void
test_long (void)
{
  const gsize length = PROPUS_LIMIT_PROMPT_BYTES;
  const gsize step = PROPUS_LIMIT_SCAN_BYTES - PROPUS_LIMIT_KEY_MAX;
  g_autofree char *text = g_malloc (length);
  g_autoptr(PropusLeakReport) report = NULL;
  guint planted = 0;

  memset (text, ' ', length);
  memcpy (text, OWN_KEY, strlen (OWN_KEY));
  for (gsize at = step; at + PROPUS_LIMIT_SCAN_BYTES < length; at += step, planted++)
    memcpy (text + at - planted, OWN_KEY, strlen (OWN_KEY));
  for (gsize at = step; at + PROPUS_LIMIT_SCAN_BYTES < length; at += step, planted++)
    memcpy (text + at + PROPUS_LIMIT_KEY_MAX + 500, OWN_KEY, strlen (OWN_KEY));
  memcpy (text + length - strlen (OWN_KEY), OWN_KEY, strlen (OWN_KEY));

  report = check_with (broker, NULL, text, length, NULL, NULL);
  g_assert_cmpint (propus_leak_report_get_comparison (report), ==, PROPUS_LEAK_COMPARED);
  g_assert_cmpuint (propus_leak_report_get_n_ranges (report), ==, planted + 2);
  for (guint i = 0; i < planted + 2; i++)
    {
      const PropusSecretRange *range = propus_leak_report_get_range (report, i);

      g_assert_cmpuint (range->end - range->start, ==, strlen (OWN_KEY));
      g_assert_cmpmem (text + range->start, strlen (OWN_KEY), OWN_KEY, strlen (OWN_KEY));
    }
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  PropusLeakReport *report;

  g_cancellable_cancel (cancellable);
  report = check_with (broker, NULL, TOKEN, strlen (TOKEN), cancellable, &error);
  g_assert_null (report);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static int
find_broker (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", (int) getpid ());
  g_autofree char *children = NULL;
  g_auto(GStrv) pids = NULL;

  g_assert_true (g_file_get_contents (path, &children, NULL, NULL));
  pids = g_strsplit (g_strstrip (children), " ", -1);
  for (guint i = 0; pids[i] != NULL; i++)
    {
      g_autofree char *comm_path = g_strdup_printf ("/proc/%s/comm", pids[i]);
      g_autofree char *comm = NULL;

      if (g_file_get_contents (comm_path, &comm, NULL, NULL) && g_str_has_prefix (comm, "propus-broker"))
        return atoi (pids[i]);
    }

  return 0;
}

static void
assert_patterns_only (PropusLeakReport *report)
{
  g_autofree char *note = propus_leak_report_dup_note (report);

  g_assert_cmpint (propus_leak_report_get_comparison (report), ==, PROPUS_LEAK_NOT_COMPARED);
  g_assert_cmpstr (note, ==, "Your own keys could not be compared just now.");
  g_assert_cmpuint (propus_leak_report_get_n_ranges (report), ==, 1);
  assert_range (report, 0, 0, strlen (TOKEN), PROPUS_SECRET_GITHUB_TOKEN);
}

/* A broker that does not answer holds nobody up for long. */
static void
test_silent_broker (void)
{
  int pid = find_broker ();
  gint64 began = g_get_monotonic_time ();
  g_autoptr(PropusLeakReport) report = NULL;

  g_assert_cmpint (pid, !=, 0);
  kill (pid, SIGSTOP);
  report = check (TOKEN);
  kill (pid, SIGCONT);

  assert_patterns_only (report);
  g_assert_cmpint (g_get_monotonic_time () - began, <, (PROPUS_LEAK_CHECK_MS + 1500) * 1000);
}

static gboolean
kill_cb (gpointer user_data)
{
  kill (GPOINTER_TO_INT (user_data), SIGKILL);
  return G_SOURCE_REMOVE;
}

/* The last test: the key of the environment dies with the broker. */
static void
test_dying_broker (void)
{
  int pid = find_broker ();
  g_autoptr(PropusLeakReport) report = NULL;

  g_assert_cmpint (pid, !=, 0);
  kill (pid, SIGSTOP);
  g_timeout_add (100, kill_cb, GINT_TO_POINTER (pid));
  report = check (TOKEN);

  assert_patterns_only (report);
}

/* As main() does. */
static void
give_environment (void)
{
  static const char variable[] = "GEMINI_API_KEY=" OWN_KEY;
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  g_assert_cmpint (write (fds[1], variable, sizeof variable), ==, sizeof variable);
  close (fds[1]);
  propus_broker_process_set_environment_fd (fds[0]);
}

int
main (int    argc,
      char **argv)
{
  /* Not G_TEST_OPTION_ISOLATE_DIRS: GLib leaks the folders of each test. */
  g_autofree char *data_dir = g_dir_make_tmp ("propus-leak-guard-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_DATA_HOME", data_dir, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere", TRUE);

  loop = g_main_loop_new (NULL, FALSE);
  give_environment ();
  broker = propus_broker_process_new ("http://127.0.0.1:9");

  g_test_add_func ("/leak-guard/clean", test_clean);
  g_test_add_func ("/leak-guard/case-46/own-key", test_own_key);
  g_test_add_func ("/leak-guard/piece-of-own-key", test_piece_of_own_key);
  g_test_add_func ("/leak-guard/patterns", test_patterns);
  g_test_add_func ("/leak-guard/own-key-in-pattern", test_own_key_in_pattern);
  g_test_add_func ("/leak-guard/name", test_name);
  g_test_add_func ("/leak-guard/any-bytes", test_any_bytes);
  g_test_add_func ("/leak-guard/draft", test_draft);
  g_test_add_func ("/leak-guard/long", test_long);
  g_test_add_func ("/leak-guard/cancelled", test_cancelled);
  g_test_add_func ("/leak-guard/silent-broker", test_silent_broker);
  g_test_add_func ("/leak-guard/last/dying-broker", test_dying_broker);
  status = g_test_run ();

  propus_broker_process_shutdown (broker);
  g_object_unref (broker);
  g_main_loop_unref (loop);

  return status;
}
