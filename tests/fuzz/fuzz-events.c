/* fuzz-events.c - any bytes as server-sent events, in one piece and in many
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"
#include "propus-event-stream-decoder.h"

#define MAX_EVENT 1024

static void
event_cb (PropusEventStreamKind  kind,
          const char            *text,
          gsize                  length,
          gpointer               user_data)
{
  GString *out = user_data;

  g_assert_true (g_utf8_validate (text, (gssize) length, NULL));
  g_string_append_printf (out, "%d %" G_GSIZE_FORMAT " ", (int) kind, length);
  g_string_append_len (out, text, (gssize) length);
  g_string_append_c (out, '\n');
}

/* Splits by the first byte of the data: a seed, or the whole in one piece. */
static GString *
decode (const guint8 *data,
        gsize         size,
        guint32       seed)
{
  GString *out = g_string_new (NULL);
  g_autoptr(PropusEventStreamDecoder) decoder = propus_event_stream_decoder_new (MAX_EVENT, event_cb, out);
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);
  g_autoptr(GError) error = NULL;
  gboolean good = TRUE;

  for (gsize done = 0; good && done < size;)
    {
      gsize piece = seed == 0 ? size : (gsize) g_rand_int_range (random, 1, 2 + (gint32) (seed % 64));

      piece = MIN (piece, size - done);
      good = propus_event_stream_decoder_push (decoder, (const char *) data + done, piece, &error);
      done += piece;
    }
  if (good)
    good = propus_event_stream_decoder_finish (decoder, &error);
  g_assert_true (good == (error == NULL));
  g_string_append (out, good ? "end" : "failed");

  return out;
}

/* However the bytes come, the events are the same. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  guint32 seed = size > 0 ? 1u + data[0] : 1u;
  g_autoptr(GString) whole = decode (data, size, 0);
  g_autoptr(GString) pieces = decode (data, size, seed);
  g_autoptr(GString) bytes = decode (data, size, 64);

  g_assert_cmpmem (whole->str, whole->len, pieces->str, pieces->len);
  g_assert_cmpmem (whole->str, whole->len, bytes->str, bytes->len);

  return 0;
}
