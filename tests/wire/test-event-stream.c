/* test-event-stream.c - the same events, however the bytes are cut
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-event-stream-decoder.h"
#include "../lib/cpu-clock.h"

#include <string.h>

#define REPLACEMENT "\357\277\275"
#define CAP (64 * 1024)

/* Every event as "D:text\n" or "B:text\n". */
static void
note_event (PropusEventStreamKind  kind,
            const char            *text,
            gsize                  length,
            gpointer               user_data)
{
  GString *log = user_data;

  g_assert_cmpuint (strlen (text), ==, length);
  g_assert_true (g_utf8_validate_len (text, length, NULL));
  g_string_append (log, kind == PROPUS_EVENT_STREAM_DATA ? "D:" : "B:");
  g_string_append_len (log, text, length);
  g_string_append_c (log, '\n');
}

static void
push (PropusEventStreamDecoder *decoder,
      const char               *bytes,
      gsize                     length)
{
  /* A copy of exactly this size, so that a sanitizer sees every byte that is read past its end. */
  g_autofree char *copy = g_memdup2 (bytes, length);
  g_autoptr(GError) error = NULL;

  g_assert_true (propus_event_stream_decoder_push (decoder, copy, length, &error));
  g_assert_no_error (error);
}

static char *
decode (const char *bytes,
        gsize       length,
        gsize       cut,
        gsize       step)
{
  GString *log = g_string_new (NULL);
  g_autoptr(PropusEventStreamDecoder) decoder = propus_event_stream_decoder_new (CAP, note_event, log);

  push (decoder, bytes, cut);
  for (gsize at = cut; at < length; at += step)
    push (decoder, bytes + at, MIN (step, length - at));
  g_assert_true (propus_event_stream_decoder_finish (decoder, NULL));

  return g_string_free (log, FALSE);
}

static void
assert_events (const char *bytes,
               const char *expected)
{
  gsize length = strlen (bytes);

  for (gsize cut = 0; cut <= length; cut++)
    {
      g_autofree char *in_two = decode (bytes, length, cut, length + 1);
      g_autofree char *in_bytes = decode (bytes, length, cut, 1);

      g_assert_cmpstr (in_two, ==, expected);
      g_assert_cmpstr (in_bytes, ==, expected);
    }
}

static void
test_split (void)
{
  assert_events ("data: {\"t\":\"grün 😀\"}\r\n\r\ndata: {\"t\":\"b\"}\r\n\r\n",
                 "D:{\"t\":\"grün 😀\"}\nD:{\"t\":\"b\"}\n");
}

static void
test_line_ends (void)
{
  assert_events ("data: 1\n\ndata: 2\n\n", "D:1\nD:2\n");
  assert_events ("data: 1\r\rdata: 2\r\r", "D:1\nD:2\n");
  assert_events ("data: 1\r\n\r\ndata: 2\r\n\r\n", "D:1\nD:2\n");
  assert_events ("data: 1\r\n\ndata: 2\n\r\ndata: 3\r\r\ndata: 4\n\r", "D:1\nD:2\nD:3\nD:4\n");
  assert_events ("\357\273\277data: 1\n\n", "D:1\n");
  assert_events ("data:1\n\ndata:  2\n\ndata\n\ndata:\n\n", "D:1\nD: 2\n");
  assert_events ("\n\n\r\n\rdata: 1\n\n\n\n\n", "D:1\n");
}

static void
test_fields (void)
{
  assert_events (": comment\ndata: 1\n: another\n\n", "D:1\n");
  assert_events ("event: x\nid: 7\nretry: 10\nfoo: bar\nid\ndata: 1\nfoo\n\n", "D:1\n");
  assert_events ("Forbidden\n\ndata: 1\n\n", "B:Forbidden\n\nD:1\n");
  assert_events ("data: {\"a\":\ndata: 1}\n\n", "D:{\"a\":\n1}\n");
  assert_events ("event: alone\n\n: c\n\n", "");
  assert_events ("data: a\ngarbage here\n\n", "D:a\n");
  assert_events ("datax: 1\n\ndata1: 2\n\n", "");
}

static void
test_last_event (void)
{
  assert_events ("data: {\"a\":1}\n\ndata: {\"b\":2}", "D:{\"a\":1}\nD:{\"b\":2}\n");
  assert_events ("data: {\"b\":2}\n", "D:{\"b\":2}\n");
  assert_events ("data: {\"a\":1}\n\ndata: {\"b\":", "D:{\"a\":1}\n");
  assert_events ("data: {\"a\":1}\n\ndata: {\"b\":\n", "D:{\"a\":1}\n");
}

static void
test_bare (void)
{
  assert_events ("data: 1\n\n{\n  \"error\": {\n    \"code\": 503,\n\n    \"message\": \"}\\\"{\"\n  }\n}\n\ndata: 2\n\n",
                 "D:1\nB:{\n  \"error\": {\n    \"code\": 503,\n\n    \"message\": \"}\\\"{\"\n  }\n}\nD:2\n");
  assert_events ("{\"error\":{\"code\":429}}", "B:{\"error\":{\"code\":429}}\n");
  assert_events ("[{\"a\":1},\r\n{\"a\":2}\r\n]\r\n", "B:[{\"a\":1},\n{\"a\":2}\n]\n");
  assert_events ("{\"a\":1}\n{\"a\":2}\n", "B:{\"a\":1}\nB:{\"a\":2}\n");
  assert_events ("data: 1\n{\"error\":1}\n", "D:1\nB:{\"error\":1}\n");
  assert_events ("{\"a\":\n\ndata: 1\n\n", "B:{\"a\":\n\nD:1\n");
  assert_events ("<html>\n<body>\n\nHi", "B:<html>\n<body>\n\nHi\n");
}

static void
test_invalid (void)
{
  assert_events ("data: a\377b\n\ndata: c\n\n", "D:a" REPLACEMENT "b\nD:c\n");
  assert_events ("data: cut\303\n\ndata: \251\n\n", "D:cut" REPLACEMENT "\nD:" REPLACEMENT "\n");
}

static void
ignore_event (PropusEventStreamKind  kind,
              const char            *text,
              gsize                  length,
              gpointer               user_data)
{
  guint64 *total = user_data;

  *total += length;
}

/* 100 MB without a line's end: given up at the cap, not later. */
static void
test_long_line (void)
{
  g_autofree char *block = g_strnfill (1024 * 1024, 'x');
  guint64 total = 0;
  g_autoptr(PropusEventStreamDecoder) decoder = propus_event_stream_decoder_new (4 * 1024 * 1024, ignore_event, &total);
  g_autoptr(GError) error = NULL;
  guint pushed = 0;

  push (decoder, "data: ", 6);
  while (pushed < 100 && propus_event_stream_decoder_push (decoder, block, 1024 * 1024, &error))
    pushed++;

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (pushed, ==, 3);
  g_assert_cmpuint (total, ==, 0);
  g_assert_false (propus_event_stream_decoder_push (decoder, "\n\n", 2, NULL));
  g_assert_false (propus_event_stream_decoder_finish (decoder, NULL));
}

static void
assert_capped (const char *line)
{
  guint64 total = 0;
  g_autoptr(PropusEventStreamDecoder) decoder = propus_event_stream_decoder_new (CAP, ignore_event, &total);
  g_autoptr(GError) error = NULL;
  guint pushed = 0;

  while (pushed < CAP && propus_event_stream_decoder_push (decoder, line, strlen (line), &error))
    pushed++;

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
test_many_lines (void)
{
  assert_capped ("data: one of very many lines of one event\n");
  assert_capped ("{\"one\": of very many lines of bare text\n");
}

static void
test_large_event (void)
{
  gsize size = 20 * 1024 * 1024;
  g_autofree char *block = g_strnfill (size, 'x');
  guint64 total = 0;
  g_autoptr(PropusEventStreamDecoder) decoder = propus_event_stream_decoder_new (32 * 1024 * 1024, ignore_event, &total);
  gint64 start = cpu_clock_get_us ();

  push (decoder, "data: ", 6);
  for (gsize at = 0; at < size; at += 16384)
    g_assert_true (propus_event_stream_decoder_push (decoder, block + at, 16384, NULL));
  push (decoder, "\n\n", 2);

  g_assert_cmpuint (total, ==, size);
  g_assert_cmpint (cpu_clock_get_us () - start, <, 5 * G_USEC_PER_SEC);
}

static void
test_million_events (void)
{
  guint64 total = 0;
  g_autoptr(PropusEventStreamDecoder) decoder = propus_event_stream_decoder_new (CAP, ignore_event, &total);
  gint64 start = cpu_clock_get_us ();

  for (guint i = 0; i < 1000000; i++)
    g_assert_true (propus_event_stream_decoder_push (decoder, "data: {\"a\":1}\r\n\r\n", 17, NULL));

  g_assert_cmpuint (total, ==, 7000000);
  g_assert_cmpint (cpu_clock_get_us () - start, <, 10 * G_USEC_PER_SEC);
}

/* Bytes of the few kinds that matter, at random: never a crash, and the pieces never matter. */
static void
test_random (void)
{
  static const char * const atoms[] = {
    "data:", "data: ", "\r", "\n", "\r\n", ":", "{", "}", "[", "]", "\"", "\\", "x", "\303\251", "\377", "\357\273\277",
    " ", "event: a", "1", ",",
  };

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autofree char *whole = NULL;
      g_autofree char *pieces = NULL;

      for (int n = g_test_rand_int_range (1, 40); n > 0; n--)
        g_string_append (text, atoms[g_test_rand_int_range (0, G_N_ELEMENTS (atoms))]);
      whole = decode (text->str, text->len, 0, text->len);
      pieces = decode (text->str, text->len, 0, g_test_rand_int_range (1, 5));
      g_assert_cmpstr (whole, ==, pieces);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/case-69/every-split", test_split);
  g_test_add_func ("/wire/case-70/line-ends", test_line_ends);
  g_test_add_func ("/wire/event-stream/fields", test_fields);
  g_test_add_func ("/wire/event-stream/last-event", test_last_event);
  g_test_add_func ("/wire/case-63/bare-json", test_bare);
  g_test_add_func ("/wire/case-71/invalid-bytes", test_invalid);
  g_test_add_func ("/wire/case-72/long-line", test_long_line);
  g_test_add_func ("/wire/case-72/many-lines", test_many_lines);
  g_test_add_func ("/wire/event-stream/large-event", test_large_event);
  g_test_add_func ("/wire/case-73/million-events", test_million_events);
  g_test_add_func ("/wire/case-69/random", test_random);

  return g_test_run ();
}
