/* test-stream.c - answers as they stream in, whole and broken
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "outcome.h"

#include <string.h>

#define HEL   "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hel\"}],\"role\":\"model\"}}]}\r\n\r\n"
#define LO    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"lo\"}],\"role\":\"model\"}}]}\r\n\r\n"
#define STOP  "data: {\"candidates\":[{\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"totalTokenCount\":7},\"modelVersion\":\"m-1\"}\r\n\r\n"

static void
test_whole (void)
{
  g_autoptr(Outcome) outcome = outcome_of_events (HEL LO STOP);

  outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "Hello");
  g_assert_cmpuint (outcome->n_started, ==, 1);
  g_assert_cmpuint (outcome->n_chunks, ==, 3);
  g_assert_cmpstr (propus_completion_get_finish_reason (outcome->completion), ==, "STOP");
  g_assert_cmpstr (propus_completion_get_model_version (outcome->completion), ==, "m-1");
  g_assert_cmpint (json_object_get_int_member (propus_completion_get_usage (outcome->completion), "totalTokenCount"), ==, 7);
}

/* --- case 55 --- */

static void
send_chunk_then (RawConnection *connection,
                 const char    *request,
                 gpointer       user_data)
{
  raw_send (connection, RAW_CHUNKED, -1);
  raw_send_chunk (connection, HEL, -1);
  raw_send (connection, user_data, -1);
}

static void
assert_incomplete_after (const char *bytes)
{
  g_autoptr(Outcome) outcome = outcome_of_func (send_chunk_then, (gpointer) bytes);

  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_TRUNCATED, "Hel");
}

static void
test_missing_last_chunk (void)
{
  assert_incomplete_after ("");
}

static void
test_bad_chunk_size (void)
{
  assert_incomplete_after ("ZZZ\r\n" LO);
  assert_incomplete_after ("-5\r\n" LO);
  assert_incomplete_after ("ffffffffffffffffff\r\n" LO);
  assert_incomplete_after ("40\r\n" "data: {\"cand");
}

static void
test_short_content_length (void)
{
  g_autoptr(Outcome) outcome = outcome_of_bytes ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                                 "Content-Length: 5000\r\n\r\n" HEL);

  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_TRUNCATED, "Hel");
}

static void
send_and_reset (RawConnection *connection,
                const char    *request,
                gpointer       user_data)
{
  raw_send (connection, RAW_SSE HEL, -1);
  g_usleep (50000);
}

static void
test_reset (void)
{
  g_autoptr(RawServer) server = raw_server_new (send_and_reset, NULL);
  g_autoptr(PropusClient) client = raw_server_new_client (server);
  g_autoptr(Outcome) outcome = NULL;

  raw_server_leave_body (server);
  outcome = outcome_of_client (client);
  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_TRUNCATED, "Hel");
}

static void
send_gzip (RawConnection *connection,
           const char    *request,
           gpointer       user_data)
{
  gsize keep = GPOINTER_TO_SIZE (user_data);
  g_autoptr(GBytes) packed = raw_gzip (HEL LO STOP, strlen (HEL LO STOP));
  gsize size = g_bytes_get_size (packed);

  raw_send (connection, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n"
            "Connection: close\r\n\r\n", -1);
  raw_send (connection, g_bytes_get_data (packed, NULL), (gssize) (keep > 0 ? keep : size));
}

static void
test_truncated_gzip (void)
{
  g_autoptr(Outcome) whole = outcome_of_func (send_gzip, GSIZE_TO_POINTER (0));
  g_autoptr(Outcome) cut = outcome_of_func (send_gzip, GSIZE_TO_POINTER (60));
  PropusFailure *failure = propus_completion_get_failure (cut->completion);

  outcome_assert (whole, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "Hello");
  g_assert_nonnull (failure);
  g_assert_cmpint (propus_completion_get_state (cut->completion), ==, PROPUS_COMPLETION_FAILED);
  g_assert_true (g_str_has_prefix ("Hel", cut->text->str));
}

static void
test_cut_event (void)
{
  g_autoptr(Outcome) outcome = outcome_of_events (HEL "data: {\"candidates\":[{\"content\":{\"par");

  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_TRUNCATED, "Hel");
}

static void
test_last_event_without_blank_line (void)
{
  g_autoptr(Outcome) outcome = outcome_of_events (HEL "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}");

  outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "Hel");
}

/* A connection that breaks after the finish reason breaks nothing. */
static void
test_broken_after_finish (void)
{
  g_autoptr(Outcome) outcome = outcome_of_bytes ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                                 "Content-Length: 5000\r\n\r\n" HEL STOP);

  outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "Hel");
}

/* --- cases 56 to 59 --- */

static void
test_finish_without_parts (void)
{
  static const char * const finals[] = {
    "data: {\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":\"STOP\"}]}\n\n",
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\",\"thoughtSignature\":\"QQ==\"}]},\"finishReason\":\"STOP\"}]}\n\n",
    "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\n\n",
    "data: {\"candidates\":[{\"content\":{\"parts\":[]},\"finishReason\":\"MAX_TOKENS\"}]}\n\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (finals); i++)
    {
      g_autofree char *events = g_strconcat (HEL, finals[i], NULL);
      g_autoptr(Outcome) outcome = outcome_of_events (events);

      outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "Hel");
    }
}

static void
test_stop_in_every_chunk (void)
{
  g_autoptr(Outcome) outcome = outcome_of_events (
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"}]}\r\n\r\n"
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"b\"}]},\"finishReason\":\"STOP\"}]}\r\n\r\n"
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"c\"}]},\"finishReason\":\"STOP\"}]}\r\n\r\n"
    "data: {\"usageMetadata\":{\"totalTokenCount\":3}}\r\n\r\n");

  outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "abc");
  g_assert_nonnull (propus_completion_get_usage (outcome->completion));
}

static void
test_finish_reasons (void)
{
  static const struct { const char *reason; PropusCompletionState state; PropusFailureKind kind; } cases[] = {
    { "STOP", PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE },
    { "MAX_TOKENS", PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE },
    { "SAFETY", PROPUS_COMPLETION_BLOCKED, PROPUS_FAILURE_BLOCKED_ANSWER },
    { "RECITATION", PROPUS_COMPLETION_BLOCKED, PROPUS_FAILURE_BLOCKED_ANSWER },
    { "LANGUAGE", PROPUS_COMPLETION_BLOCKED, PROPUS_FAILURE_BLOCKED_ANSWER },
    { "PROHIBITED_CONTENT", PROPUS_COMPLETION_BLOCKED, PROPUS_FAILURE_BLOCKED_ANSWER },
    { "OTHER", PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_MODEL },
    { "MALFORMED_RESPONSE", PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_MODEL },
    { "SOMETHING_NEW", PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_MODEL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *events = g_strdup_printf (HEL "data: {\"candidates\":[{\"finishReason\":\"%s\"}]}\n\n", cases[i].reason);
      g_autoptr(Outcome) outcome = outcome_of_events (events);
      PropusFailure *failure = propus_completion_get_failure (outcome->completion);

      outcome_assert (outcome, cases[i].state, cases[i].kind, "Hel");
      g_assert_cmpstr (propus_completion_get_finish_reason (outcome->completion), ==, cases[i].reason);
      g_assert_cmpstr (failure != NULL ? propus_failure_get_detail (failure) : cases[i].reason, ==, cases[i].reason);
    }
}

static void
test_finish_message (void)
{
  g_autoptr(Outcome) outcome = outcome_of_events (HEL "data: {\"candidates\":[{\"finishReason\":\"SAFETY\",\"finishMessage\":\"Why\"}]}\n\n");

  outcome_assert (outcome, PROPUS_COMPLETION_BLOCKED, PROPUS_FAILURE_BLOCKED_ANSWER, "Hel");
  g_assert_cmpstr (propus_failure_get_message (propus_completion_get_failure (outcome->completion)), ==, "Why");
}

static void
test_unspecified_is_no_reason (void)
{
  g_autoptr(Outcome) outcome = outcome_of_events (HEL "data: {\"candidates\":[{\"finishReason\":\"FINISH_REASON_UNSPECIFIED\"}]}\n\n");

  outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_TRUNCATED, "Hel");
}

static void
test_blocked_prompt (void)
{
  g_autoptr(Outcome) named = outcome_of_events ("data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"candidates\":[]}\r\n\r\n");
  g_autoptr(Outcome) unnamed = outcome_of_events ("data: {\"promptFeedback\":{\"safetyRatings\":[]}}\r\n\r\n");

  outcome_assert (named, PROPUS_COMPLETION_BLOCKED, PROPUS_FAILURE_BLOCKED_PROMPT, "");
  g_assert_cmpstr (propus_completion_get_block_reason (named->completion), ==, "SAFETY");
  g_assert_cmpstr (propus_failure_get_detail (propus_completion_get_failure (named->completion)), ==, "SAFETY");
  outcome_assert (unnamed, PROPUS_COMPLETION_BLOCKED, PROPUS_FAILURE_BLOCKED_PROMPT, "");
}

static void
test_thoughts (void)
{
  g_autoptr(Outcome) outcome = outcome_of_events (
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hm\",\"thought\":true},{\"text\":\"a\"}]}}]}\n\n"
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"m\",\"thought\":true}]}}]}\n\n" STOP);

  outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "a");
  g_assert_cmpstr (outcome->thoughts->str, ==, "Hmm");
}

/* --- case 63 --- */

#define OVERLOADED "{\n  \"error\": {\n    \"code\": 503,\n    \"message\": \"The model is overloaded.\",\n" \
                   "    \"status\": \"UNAVAILABLE\"\n  }\n}\n"

static void
test_error_in_stream (void)
{
  static const char * const forms[] = {
    HEL "data: {\"error\":{\"code\":503,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}}\r\n\r\n" LO STOP,
    HEL OVERLOADED,
    HEL OVERLOADED "\r\n" LO STOP,
    HEL "[" OVERLOADED "]",
    HEL "data: [{\"error\":{\"code\":503,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}}]\r\n\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr(Outcome) outcome = outcome_of_events (forms[i]);
      PropusFailure *failure = propus_completion_get_failure (outcome->completion);

      outcome_assert (outcome, PROPUS_COMPLETION_FAILED, PROPUS_FAILURE_OVERLOADED, "Hel");
      g_assert_cmpuint (propus_failure_get_code (failure), ==, 503);
      g_assert_cmpstr (propus_failure_get_status (failure), ==, "UNAVAILABLE");
      g_assert_cmpstr (propus_failure_get_message (failure), ==, "The model is overloaded.");
    }
}

static void
test_array_of_replies (void)
{
  g_autoptr(Outcome) outcome = outcome_of_events (
    "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hel\"}]}}]},\r\n"
    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"lo\"}]},\"finishReason\":\"STOP\"}]}]\r\n");

  outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "Hello");
}

/* --- cases 69 to 71, 77 --- */

typedef struct
{
  const char *events;
  gint        cut;      /* atomic */
} Splitter;

static void
send_split (RawConnection *connection,
            const char    *request,
            gpointer       user_data)
{
  Splitter *splitter = user_data;
  gint cut = g_atomic_int_add (&splitter->cut, 1);

  raw_send (connection, RAW_CHUNKED, -1);
  if (cut > 0)
    raw_send_chunk (connection, splitter->events, cut);
  g_usleep (1000);
  raw_send_chunk (connection, splitter->events + cut, -1);
  raw_send (connection, "0\r\n\r\n", 5);
}

static void
test_split_everywhere (void)
{
  Splitter splitter = { "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"gr\303\274n 😀\"}]}}]}\r\n\r\n"
                        "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\r\n\r\n", 0 };
  g_autoptr(RawServer) server = raw_server_new (send_split, &splitter);
  g_autoptr(PropusClient) client = raw_server_new_client (server);

  while (splitter.cut < (gint) strlen (splitter.events))
    {
      g_autoptr(Outcome) outcome = outcome_of_client (client);

      outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "gr\303\274n 😀");
    }
}

static void
send_bytewise (RawConnection *connection,
               const char    *request,
               gpointer       user_data)
{
  raw_send_pieces (connection, RAW_SSE, -1, 1);
  raw_send_pieces (connection, user_data, -1, 1);
}

static void
test_bytewise (void)
{
  g_autoptr(Outcome) outcome = outcome_of_func (send_bytewise, (gpointer) (HEL LO STOP));

  outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "Hello");
}

static void
test_line_ends (void)
{
#define A "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}"
#define B "data:{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"b\"}]},\"finishReason\":\"STOP\"}]}"
  static const char * const forms[] = {
    A "\n\n" B "\n\n", A "\r\r" B "\r\r", A "\r\n\r\n" B "\r\n\r\n", A "\r\n\n" B "\n\r\n",
    "\357\273\277" A "\n\n" B "\n\n", ": hello\n\n" A "\n: x\n\n\n\n" B "\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr(Outcome) outcome = outcome_of_events (forms[i]);

      outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "ab");
    }
#undef A
#undef B
}

static void
test_invalid_utf8 (void)
{
  g_autoptr(Outcome) outcome = outcome_of_events (
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\377b\"}]}}]}\n\n" LO STOP);

  outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "a\357\277\275blo");
}

static void
test_after_the_finish (void)
{
  static const char * const tails[] = {
    "trailing garbage\n", "data: not json\n\n", "data: {}{}\n\n", "data: [DONE]\n\n", "{\"x\":1}", "]\n", "<html>\n",
    "data: [[[[\n\n", "data: null\n\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *events = g_strconcat (HEL, STOP, tails[i], NULL);
      g_autoptr(Outcome) outcome = outcome_of_events (events);

      outcome_assert (outcome, PROPUS_COMPLETION_COMPLETE, PROPUS_FAILURE_NONE, "Hel");
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/stream/whole", test_whole);
  g_test_add_func ("/api/case-55/missing-last-chunk", test_missing_last_chunk);
  g_test_add_func ("/api/case-55/bad-chunk-size", test_bad_chunk_size);
  g_test_add_func ("/api/case-55/short-content-length", test_short_content_length);
  g_test_add_func ("/api/case-55/reset", test_reset);
  g_test_add_func ("/api/case-55/truncated-gzip", test_truncated_gzip);
  g_test_add_func ("/api/case-55/cut-event", test_cut_event);
  g_test_add_func ("/api/case-55/broken-after-finish", test_broken_after_finish);
  g_test_add_func ("/api/stream/last-event-without-blank-line", test_last_event_without_blank_line);
  g_test_add_func ("/api/case-56/finish-without-parts", test_finish_without_parts);
  g_test_add_func ("/api/case-57/stop-in-every-chunk", test_stop_in_every_chunk);
  g_test_add_func ("/api/case-58/finish-reasons", test_finish_reasons);
  g_test_add_func ("/api/case-58/finish-message", test_finish_message);
  g_test_add_func ("/api/case-58/unspecified-is-no-reason", test_unspecified_is_no_reason);
  g_test_add_func ("/api/case-59/blocked-prompt", test_blocked_prompt);
  g_test_add_func ("/api/stream/thoughts", test_thoughts);
  g_test_add_func ("/api/case-63/error-in-stream", test_error_in_stream);
  g_test_add_func ("/api/stream/array-of-replies", test_array_of_replies);
  g_test_add_func ("/api/case-69/split-everywhere", test_split_everywhere);
  g_test_add_func ("/api/case-69/bytewise", test_bytewise);
  g_test_add_func ("/api/case-70/line-ends", test_line_ends);
  g_test_add_func ("/api/case-71/invalid-bytes", test_invalid_utf8);
  g_test_add_func ("/api/case-77/after-the-finish", test_after_the_finish);

  return g_test_run ();
}
