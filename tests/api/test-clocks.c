/* test-clocks.c - deadlines, patience and Stop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "outcome.h"

#include <string.h>

#define HEL  "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hel\"}]}}]}\r\n\r\n"
#define STOP "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\r\n\r\n"

typedef struct
{
  const char *head;       /* sent at once */
  const char *drip;       /* sent byte by byte, over and over, until the client goes away */
  gulong      pause_us;
} Drip;

static void
send_drip (RawConnection *connection,
           const char    *request,
           gpointer       user_data)
{
  Drip *drip = user_data;
  gboolean open = raw_send (connection, drip->head, -1);

  for (gsize i = 0; open; i++)
    {
      const char *p = drip->drip + i % strlen (drip->drip);

      open = raw_send (connection, p, 1);
      g_usleep (drip->pause_us);
    }
}

static void
assert_times_out (Drip       *drip,
                  const char *clock,
                  const char *text)
{
  g_autoptr(RawServer) server = raw_server_new (send_drip, drip);
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(Outcome) outcome = NULL;
  gint64 start = g_get_monotonic_time ();

  propus_client_set_deadlines (client, 300, 300, 300);
  outcome = outcome_of_client (client);
  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_TIMEOUT, text);
  g_assert_cmpstr (propus_failure_get_detail (propus_completion_get_failure (outcome->completion)), ==, clock);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 290 * 1000);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
}

static void
test_slow_headers (void)
{
  Drip drip = { "HTTP/1.1 200 OK\r\nX-Long: ", "abcdef", 20000 };
  Drip one_xx = { "", "HTTP/1.1 102 Processing\r\n\r\n", 5000 };

  assert_times_out (&drip, "headers", "");
  assert_times_out (&one_xx, "headers", "");
}

static void
test_only_comments (void)
{
  Drip before = { RAW_SSE, ": still here\r\n\r\n", 2000 };
  Drip after = { RAW_SSE HEL, ": still here\r\n\r\n", 2000 };

  assert_times_out (&before, "first-event", "");
  assert_times_out (&after, "gap", "Hel");
}

static void
test_event_that_never_ends (void)
{
  Drip drip = { RAW_SSE HEL "data: ", "x", 20000 };

  assert_times_out (&drip, "gap", "Hel");
}

static void
send_slow_but_alive (RawConnection *connection,
                     const char    *request,
                     gpointer       user_data)
{
  raw_send (connection, RAW_SSE, -1);
  for (guint i = 0; i < 8; i++)
    {
      raw_send (connection, HEL, -1);
      g_usleep (150000);
    }
  raw_send (connection, STOP, -1);
}

/* Longer in all than any deadline, but never silent for so long. */
static void
test_events_reset_the_gap (void)
{
  g_autoptr(RawServer) server = raw_server_new (send_slow_but_alive, NULL);
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(Outcome) outcome = NULL;

  propus_client_set_deadlines (client, 500, 500, 500);
  outcome = outcome_of_client (client);
  outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "HelHelHelHelHelHelHelHel");
}

static void
send_late (RawConnection *connection,
           const char    *request,
           gpointer       user_data)
{
  g_usleep (1000000);
  raw_send (connection, RAW_SSE HEL STOP, -1);
}

static gboolean
extend_cb (gpointer user_data)
{
  propus_completion_extend (user_data);

  return G_SOURCE_CONTINUE;
}

/* Somebody leaves the keyring's dialog open for longer than the clock for the status line. */
static void
test_extend (void)
{
  g_autoptr(RawServer) server = raw_server_new (send_late, NULL);
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(Outcome) outcome = NULL;
  g_autoptr(Outcome) impatient = NULL;
  guint id;

  propus_client_set_deadlines (client, 300, 300, 300);
  outcome = outcome_begin (client);
  id = g_timeout_add (100, extend_cb, outcome->completion);
  outcome_wait (outcome);
  g_source_remove (id);
  outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "Hel");

  impatient = outcome_of_client (client);
  outcome_assert (impatient, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_TIMEOUT, "");
}

/* --- Stop --- */

static void
test_stop_at_once (void)
{
  Drip drip = { "", "x", 1000 };
  g_autoptr(RawServer) server = raw_server_new (send_drip, &drip);
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(Outcome) outcome = outcome_begin (client);

  propus_completion_stop (outcome->completion);
  g_assert_cmpint (propus_completion_get_state (outcome->completion), ==, PROPUS_COMPLETION_STOPPED);
  g_assert_cmpuint (outcome->n_ended, ==, 0);
  propus_completion_stop (outcome->completion);
  outcome_wait (outcome);
  outcome_assert (outcome, PROPUS_COMPLETION_STOPPED, PROPUS_FAILURE_NONE, "");
  propus_completion_stop (outcome->completion);
}

/* Many events are in one read; Stop within the handler of the second keeps back the third. */
static void
test_stop_in_a_handler (void)
{
  Drip drip = { RAW_SSE HEL HEL HEL HEL HEL, ": x\n", 10000 };
  g_autoptr(RawServer) server = raw_server_new (send_drip, &drip);
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(Outcome) outcome = outcome_begin (client);
  gint64 start = g_get_monotonic_time ();

  outcome->stop_at = 2;
  outcome_wait (outcome);
  outcome_assert (outcome, PROPUS_COMPLETION_STOPPED, PROPUS_FAILURE_NONE, "HelHel");
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

static void
drop_completion_cb (PropusCompletion *completion,
                    GMainLoop        *loop)
{
  g_main_loop_quit (loop);
}

/* A caller may let go of the completion at once; it runs to its end by itself. */
static void
test_dropped (void)
{
  Drip drip = { RAW_SSE HEL STOP, ": x\n", 10000 };
  g_autoptr(RawServer) server = raw_server_new (send_drip, &drip);
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(PropusGenerateRequest) request = propus_generate_request_new ("gemini-test");
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  PropusCompletion *completion;

  propus_client_set_deadlines (client, 300, 300, 300);
  completion = propus_client_stream_generate (client, request);
  g_signal_connect (completion, "ended", G_CALLBACK (drop_completion_cb), loop);
  g_object_add_weak_pointer (G_OBJECT (completion), (gpointer *) &completion);
  g_object_unref (completion);
  g_main_loop_run (loop);
  g_timeout_add (50, quit_cb, loop);
  g_main_loop_run (loop);
  g_assert_null (completion);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/case-66/slow-headers", test_slow_headers);
  g_test_add_func ("/api/case-67/only-comments", test_only_comments);
  g_test_add_func ("/api/case-67/event-that-never-ends", test_event_that_never_ends);
  g_test_add_func ("/api/case-67/events-reset-the-gap", test_events_reset_the_gap);
  g_test_add_func ("/api/case-10/extend", test_extend);
  g_test_add_func ("/api/stop/at-once", test_stop_at_once);
  g_test_add_func ("/api/stop/in-a-handler", test_stop_in_a_handler);
  g_test_add_func ("/api/stop/dropped", test_dropped);

  return g_test_run ();
}
