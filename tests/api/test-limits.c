/* test-limits.c - too much of everything
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "outcome.h"
#include "propus-limits.h"

#include <string.h>
#include <time.h>
#include <sys/resource.h>

#define STOP "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\r\n\r\n"
#define MEBI (1024u * 1024)

/* The sanitizers multiply memory and time, so under them only the outcome is checked. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED TRUE
#else
#define IS_SANITIZED FALSE
#endif

static void
assert_memory_below (glong mebibytes)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
  if (!IS_SANITIZED)
    g_assert_cmpint (usage.ru_maxrss / 1024, <, mebibytes);
}

static void
assert_stall_below (Outcome *outcome,
                    gint64   ms)
{
  g_test_message ("worst stall %" G_GINT64_FORMAT " ms", outcome->worst_stall_us / 1000);
  if (!IS_SANITIZED)
    g_assert_cmpint (outcome->worst_stall_us / 1000, <, ms);
}

static void
send_long_line (RawConnection *connection,
                const char    *request,
                gpointer       user_data)
{
  g_autofree char *block = g_strnfill (MEBI, 'x');
  guint sent = 0;

  raw_send (connection, RAW_SSE "data: ", -1);
  while (sent < 100 && raw_send (connection, block, MEBI))
    sent++;
  g_assert_cmpuint (sent, <, 100);
}

static void
test_long_line (void)
{
  g_autoptr(Outcome) outcome = outcome_of_func (send_long_line, NULL);

  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_TOO_LONG, "");
  assert_stall_below (outcome, 500);
  assert_memory_below (300);
}

static void
send_many_events (RawConnection *connection,
                  const char    *request,
                  gpointer       user_data)
{
  static const char event[] = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]}}]}\n\n";
  g_autoptr(GString) block = g_string_new (NULL);
  guint n_events = GPOINTER_TO_UINT (user_data);

  for (guint i = 0; i < 1000; i++)
    g_string_append (block, event);
  raw_send (connection, RAW_SSE, -1);
  for (guint i = 0; i < n_events / 1000; i++)
    raw_send (connection, block->str, (gssize) block->len);
  raw_send (connection, STOP, -1);
}

static void
test_many_events (void)
{
  guint n_events = IS_SANITIZED ? 50000 : 1000000;
  clock_t start = clock ();
  g_autoptr(Outcome) outcome = outcome_of_func (send_many_events, GUINT_TO_POINTER (n_events));
  double seconds = (double) (clock () - start) / CLOCKS_PER_SEC;   /* of this process, whatever else the machine does */

  g_test_message ("%u events in %.1f s", n_events, seconds);
  g_assert_cmpint (propus_completion_get_state (outcome->completion), ==, PROPUS_COMPLETION_COMPLETE);
  g_assert_cmpuint (outcome->text->len, ==, n_events);
  g_assert_cmpfloat (seconds, <, 20.0);
  assert_stall_below (outcome, 500);
}

static void
send_long_answer (RawConnection *connection,
                  const char    *request,
                  gpointer       user_data)
{
  g_autofree char *block = g_strnfill (MEBI, 'y');
  g_autofree char *event = g_strdup_printf ("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"%s\"}]}}]}\n\n", block);
  gboolean open = raw_send (connection, RAW_SSE, -1);

  for (guint i = 0; open && i < 100; i++)
    open = raw_send (connection, event, -1);
}

/* What was kept stays; no more than the cap is kept. */
static void
test_long_answer (void)
{
  g_autoptr(Outcome) outcome = outcome_of_func (send_long_answer, NULL);

  g_assert_cmpint (propus_completion_get_state (outcome->completion), ==, PROPUS_COMPLETION_FAILED);
  g_assert_cmpint (propus_failure_get_kind (propus_completion_get_failure (outcome->completion)), ==, PROPUS_FAILURE_TOO_LONG);
  g_assert_cmpuint (outcome->text->len, ==, PROPUS_LIMIT_ANSWER_BYTES);
  assert_memory_below (300);
}

static void
send_bomb (RawConnection *connection,
           const char    *request,
           gpointer       user_data)
{
  gsize size = 256u * MEBI;
  g_autofree char *plain = g_malloc (size);
  g_autoptr(GBytes) packed = NULL;

  memset (plain, '\n', size);
  packed = raw_gzip (plain, size);
  g_clear_pointer (&plain, g_free);
  g_assert_cmpuint (g_bytes_get_size (packed), <, 4u * MEBI);
  raw_send (connection, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n"
            "Connection: close\r\n\r\n", -1);
  raw_send (connection, g_bytes_get_data (packed, NULL), (gssize) g_bytes_get_size (packed));
}

static void
test_gzip_bomb (void)
{
  g_autoptr(Outcome) outcome = outcome_of_func (send_bomb, NULL);

  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_TOO_LONG, "");
}

static void
send_big_header (RawConnection *connection,
                 const char    *request,
                 gpointer       user_data)
{
  g_autofree char *value = g_strnfill (20u * MEBI, 'h');

  raw_send (connection, "HTTP/1.1 200 OK\r\nX-Big: ", -1);
  raw_send (connection, value, -1);
  raw_send (connection, "\r\n\r\n", -1);
}

static void
send_many_headers (RawConnection *connection,
                   const char    *request,
                   gpointer       user_data)
{
  gboolean open = raw_send (connection, "HTTP/1.1 200 OK\r\n", -1);

  for (guint i = 0; open && i < 300000; i++)
    open = raw_send (connection, "X-Many: 1\r\n", -1);
  raw_send (connection, "\r\n" STOP, -1);
}

static void
test_headers (void)
{
  g_autoptr(Outcome) big = outcome_of_func (send_big_header, NULL);
  g_autoptr(Outcome) many = outcome_of_func (send_many_headers, NULL);

  g_assert_cmpint (propus_completion_get_state (big->completion), ==, PROPUS_COMPLETION_FAILED);
  g_assert_cmpint (propus_completion_get_state (many->completion), !=, PROPUS_COMPLETION_RUNNING);
}

static void
send_many_1xx (RawConnection *connection,
               const char    *request,
               gpointer       user_data)
{
  for (guint i = 0; i < 1000; i++)
    raw_send (connection, "HTTP/1.1 102 Processing\r\n\r\n", -1);
  raw_send (connection, RAW_SSE STOP, -1);
}

static void
test_many_1xx (void)
{
  g_autoptr(Outcome) outcome = outcome_of_func (send_many_1xx, NULL);

  outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "");
}

static void
test_garbage (void)
{
  static const char * const replies[] = {
    "garbage\r\n\r\n", "HTTP/0.9 200 OK\r\n\r\nhi", "\r\n\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200", "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr(Outcome) outcome = outcome_of_bytes (replies[i]);

      g_assert_cmpint (propus_completion_get_state (outcome->completion), ==, PROPUS_COMPLETION_FAILED);
      g_assert_cmpuint (outcome->n_chunks, ==, 0);
    }
}

/* A picture of 20 MB in one event is no reason to stop drawing for long. */
static void
send_large_event (RawConnection *connection,
                  const char    *request,
                  gpointer       user_data)
{
  g_autofree char *data = g_strnfill (8u * MEBI, 'A');
  g_autofree char *event = g_strdup_printf ("data: {\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":"
                                            "{\"mimeType\":\"image/png\",\"data\":\"%s\"}}]}}]}\n\n", data);

  raw_send (connection, RAW_SSE, -1);
  raw_send (connection, event, -1);
  raw_send (connection, STOP, -1);
}

static void
test_large_event (void)
{
  g_autoptr(Outcome) outcome = outcome_of_func (send_large_event, NULL);

  outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "");
  g_assert_cmpuint (outcome->n_chunks, ==, 2);
  assert_stall_below (outcome, 2000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/case-72/long-line", test_long_line);
  g_test_add_func ("/api/case-72/long-answer", test_long_answer);
  g_test_add_func ("/api/limits/large-event", test_large_event);
  g_test_add_func ("/api/case-73/million-events", test_many_events);
  g_test_add_func ("/api/case-74/gzip-bomb", test_gzip_bomb);
  g_test_add_func ("/api/case-75/headers", test_headers);
  g_test_add_func ("/api/case-76/informational", test_many_1xx);
  g_test_add_func ("/api/limits/garbage", test_garbage);

  return g_test_run ();
}
