/* propus-event-stream-decoder.h - server-sent events, bytes in, events out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_EVENT_STREAM_DECODER (propus_event_stream_decoder_get_type ())
G_DECLARE_FINAL_TYPE (PropusEventStreamDecoder, propus_event_stream_decoder, PROPUS, EVENT_STREAM_DECODER, GObject)

typedef enum
{
  PROPUS_EVENT_STREAM_DATA,   /* the joined data: lines of one event */
  PROPUS_EVENT_STREAM_BARE,   /* text outside any event: Gemini writes an error mid-stream as bare, pretty-printed JSON,
                               * which may hold blank lines; it is delivered once, at the end of the stream or when it
                               * parses as a whole */
} PropusEventStreamKind;

/* @text is valid UTF-8 of @length bytes (broken sequences became U+FFFD), borrowed for the length of the call. */
typedef void (*PropusEventStreamFunc) (PropusEventStreamKind kind, const char *text, gsize length, gpointer user_data);

PropusEventStreamDecoder *propus_event_stream_decoder_new    (gsize max_event_bytes, PropusEventStreamFunc func, gpointer user_data);
gboolean                  propus_event_stream_decoder_push   (PropusEventStreamDecoder *self, const char *bytes, gsize length, GError **error); /* G_IO_ERROR_NO_SPACE past the cap */
gboolean                  propus_event_stream_decoder_finish (PropusEventStreamDecoder *self, GError **error);

G_END_DECLS
