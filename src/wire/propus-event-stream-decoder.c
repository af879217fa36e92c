/* propus-event-stream-decoder.c - server-sent events, bytes in, events out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-event-stream-decoder.h"
#include "propus-json.h"
#include "propus-text.h"

#include <string.h>

/* Every byte is looked at a fixed number of times, whatever the sizes of the pieces: a line that is not over yet waits
 * in @line, what the data: lines of an event said in @data, and text outside any event in @bare. Broken UTF-8 is mended
 * per event, so a character that two pieces share stays whole. */
struct _PropusEventStreamDecoder
{
  GObject parent_instance;

  PropusEventStreamFunc  func;
  gpointer               user_data;
  gsize                  max_event_bytes;

  GString               *line;
  GString               *data;
  GString               *bare;
  gboolean               has_data;
  gboolean               has_bare;
  gboolean               first_line;
  gboolean               skip_line_feed;   /* the last byte was a CR, an LF belongs to it */
  gboolean               failed;

  /* How far @bare has come as JSON; never looked at twice. */
  guint                  bare_depth;
  gboolean               bare_in_string;
  gboolean               bare_escaped;
  gboolean               bare_tried;
};

G_DEFINE_FINAL_TYPE (PropusEventStreamDecoder, propus_event_stream_decoder, G_TYPE_OBJECT)

static void
propus_event_stream_decoder_finalize (GObject *object)
{
  PropusEventStreamDecoder *self = PROPUS_EVENT_STREAM_DECODER (object);

  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
  g_string_free (self->bare, TRUE);

  G_OBJECT_CLASS (propus_event_stream_decoder_parent_class)->finalize (object);
}

static void
propus_event_stream_decoder_class_init (PropusEventStreamDecoderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = propus_event_stream_decoder_finalize;
}

static void
propus_event_stream_decoder_init (PropusEventStreamDecoder *self)
{
  self->line = g_string_new (NULL);
  self->data = g_string_new (NULL);
  self->bare = g_string_new (NULL);
  self->first_line = TRUE;
}

/**
 * propus_event_stream_decoder_new:
 * @max_event_bytes: how long one event, line or bare text may be
 * @func: (scope forever): is called for each event, from within push() and finish()
 * @user_data: is handed to @func
 *
 * Makes a decoder for one stream. It may be used on any one thread; @func must not call it.
 *
 * Returns: (transfer full): the decoder
 */
PropusEventStreamDecoder *
propus_event_stream_decoder_new (gsize                 max_event_bytes,
                                 PropusEventStreamFunc func,
                                 gpointer              user_data)
{
  PropusEventStreamDecoder *self;

  g_return_val_if_fail (max_event_bytes > 0, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_EVENT_STREAM_DECODER, NULL);
  self->max_event_bytes = max_event_bytes;
  self->func = func;
  self->user_data = user_data;

  return self;
}

static void
deliver (PropusEventStreamDecoder *self,
         PropusEventStreamKind     kind,
         GString                  *text)
{
  if (g_utf8_validate_len (text->str, text->len, NULL))
    {
      self->func (kind, text->str, text->len, self->user_data);
    }
  else
    {
      g_autofree char *valid = propus_text_make_valid (text->str, (gssize) text->len);

      self->func (kind, valid, strlen (valid), self->user_data);
    }
}

/* Empties @buffer, and gives the memory of a very long event back. */
static void
empty (GString **buffer)
{
  if ((*buffer)->allocated_len > 1024 * 1024)
    {
      g_string_free (*buffer, TRUE);
      *buffer = g_string_new (NULL);
    }
  else
    {
      g_string_truncate (*buffer, 0);
    }
}

static void
flush_data (PropusEventStreamDecoder *self)
{
  if (self->has_data && self->data->len > 0)
    deliver (self, PROPUS_EVENT_STREAM_DATA, self->data);

  self->has_data = FALSE;
  empty (&self->data);
}

static void
flush_bare (PropusEventStreamDecoder *self)
{
  if (self->has_bare)
    deliver (self, PROPUS_EVENT_STREAM_BARE, self->bare);

  self->has_bare = FALSE;
  self->bare_depth = 0;
  self->bare_in_string = FALSE;
  self->bare_escaped = FALSE;
  self->bare_tried = FALSE;
  empty (&self->bare);
}

static gboolean
parses (GString *text)
{
  g_autoptr(JsonNode) node = propus_json_parse (text->str, (gssize) text->len, NULL);

  return node != NULL;
}

/* Follows the nesting of bare JSON, so that its end is known without parsing it again and again. */
static void
follow_nesting (PropusEventStreamDecoder *self,
                const char               *text,
                gsize                     length)
{
  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (self->bare_escaped)
        self->bare_escaped = FALSE;
      else if (self->bare_in_string && c == '\\')
        self->bare_escaped = TRUE;
      else if (c == '"')
        self->bare_in_string = !self->bare_in_string;
      else if (!self->bare_in_string && (c == '{' || c == '['))
        self->bare_depth++;
      else if (!self->bare_in_string && (c == '}' || c == ']') && self->bare_depth > 0)
        self->bare_depth--;
    }
}

static gboolean
check_room (PropusEventStreamDecoder *self,
            gsize                     have,
            gsize                     more,
            GError                  **error)
{
  if (more <= self->max_event_bytes && have <= self->max_event_bytes - more)
    return TRUE;

  self->failed = TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "An event is longer than %" G_GSIZE_FORMAT " bytes",
               self->max_event_bytes);
  return FALSE;
}

static gboolean
add_bare (PropusEventStreamDecoder *self,
          const char               *line,
          gsize                     length,
          GError                  **error)
{
  if (!check_room (self, self->bare->len, length + 1, error))
    return FALSE;

  if (self->has_bare)
    g_string_append_c (self->bare, '\n');
  self->has_bare = TRUE;
  g_string_append_len (self->bare, line, length);
  follow_nesting (self, line, length);

  if (self->bare_depth == 0 && !self->bare_in_string && !self->bare_tried && length > 0)
    {
      self->bare_tried = TRUE;
      if (parses (self->bare))
        flush_bare (self);
    }

  return TRUE;
}

static gboolean
add_data (PropusEventStreamDecoder *self,
          const char               *value,
          gsize                     length,
          GError                  **error)
{
  if (self->has_bare)
    flush_bare (self);
  if (!check_room (self, self->data->len, length + 1, error))
    return FALSE;

  if (self->has_data)
    g_string_append_c (self->data, '\n');
  self->has_data = TRUE;
  g_string_append_len (self->data, value, length);

  return TRUE;
}

/* "name:value" with a plain word for a name, or a name of the standard alone: a field that is not ours. Any other word
 * that stands alone is taken for text, because "null" and "Forbidden" are what some servers say. */
static gboolean
is_field (const char *line,
          gsize       length)
{
  gsize i = 0;

  while (i < length && (g_ascii_isalnum (line[i]) || line[i] == '-' || line[i] == '_'))
    i++;
  if (i < length)
    return i > 0 && line[i] == ':';

  return (length == 5 && memcmp (line, "event", 5) == 0) || (length == 5 && memcmp (line, "retry", 5) == 0) ||
         (length == 2 && memcmp (line, "id", 2) == 0);
}

/* The first character of @line that is no white space, NUL when there is none. */
static char
first_visible (const char *line,
               gsize       length)
{
  gsize i = 0;

  while (i < length && g_ascii_isspace (line[i]))
    i++;

  return i < length ? line[i] : '\0';
}

static gboolean
handle_line (PropusEventStreamDecoder *self,
             const char               *line,
             gsize                     length,
             GError                  **error)
{
  char first;

  if (self->first_line && length >= 3 && memcmp (line, "\357\273\277", 3) == 0)
    {
      line += 3;
      length -= 3;
    }
  self->first_line = FALSE;

  if (length >= 5 && memcmp (line, "data:", 5) == 0)
    {
      gsize skip = length > 5 && line[5] == ' ' ? 6 : 5;

      return add_data (self, line + skip, length - skip, error);
    }
  if (length > 0 && line[0] == ':')
    return TRUE;
  if (self->has_bare)
    return add_bare (self, line, length, error);
  if (length == 0)
    {
      flush_data (self);
      return TRUE;
    }
  if (length == 4 && memcmp (line, "data", 4) == 0)
    return add_data (self, "", 0, error);
  first = first_visible (line, length);
  if (is_field (line, length) || first == '\0')
    return TRUE;
  if (self->has_data && first != '{' && first != '[')
    return TRUE;

  flush_data (self);
  return add_bare (self, line, length, error);
}

static gboolean
fail_again (GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The stream was given up");
  return FALSE;
}

/* Takes one line, or the part of one that is there. Returns how many bytes it used, 0 on an error. */
static gsize
take_line (PropusEventStreamDecoder *self,
           const char               *bytes,
           gsize                     length,
           GError                  **error)
{
  gsize end = 0;
  gboolean good;

  while (end < length && bytes[end] != '\r' && bytes[end] != '\n')
    end++;

  if (!check_room (self, self->line->len, end, error))
    return 0;

  if (end == length)
    {
      g_string_append_len (self->line, bytes, end);
      return end;
    }

  self->skip_line_feed = bytes[end] == '\r';
  if (self->line->len == 0)
    return handle_line (self, bytes, end, error) ? end + 1 : 0;

  g_string_append_len (self->line, bytes, end);
  good = handle_line (self, self->line->str, self->line->len, error);
  empty (&self->line);

  return good ? end + 1 : 0;
}

/**
 * propus_event_stream_decoder_push:
 * @self: a decoder
 * @bytes: (array length=length): the next bytes of the stream, cut anywhere
 * @length: their number
 * @error: return location for a #GIOErrorEnum error
 *
 * Takes the next bytes; calls the function for each event that they complete.
 *
 * Returns: %FALSE with %G_IO_ERROR_NO_SPACE once an event is past the cap; the decoder takes nothing after that
 */
gboolean
propus_event_stream_decoder_push (PropusEventStreamDecoder  *self,
                                  const char                *bytes,
                                  gsize                      length,
                                  GError                   **error)
{
  g_return_val_if_fail (PROPUS_IS_EVENT_STREAM_DECODER (self), FALSE);
  g_return_val_if_fail (bytes != NULL || length == 0, FALSE);

  if (self->failed)
    return fail_again (error);

  while (length > 0)
    {
      gsize used = 1;

      if (!self->skip_line_feed || *bytes != '\n')
        {
          self->skip_line_feed = FALSE;
          used = take_line (self, bytes, length, error);
        }
      else
        {
          self->skip_line_feed = FALSE;
        }
      if (used == 0)
        return FALSE;
      bytes += used;
      length -= used;
    }

  return TRUE;
}

/**
 * propus_event_stream_decoder_finish:
 * @self: a decoder
 * @error: return location for a #GIOErrorEnum error
 *
 * Says that the stream is over. A last event without its blank line is delivered when it is whole JSON, else dropped;
 * bare text is delivered as it is.
 *
 * Returns: %FALSE when the last event is past the cap
 */
gboolean
propus_event_stream_decoder_finish (PropusEventStreamDecoder  *self,
                                    GError                   **error)
{
  g_return_val_if_fail (PROPUS_IS_EVENT_STREAM_DECODER (self), FALSE);

  if (self->failed)
    return fail_again (error);

  if (self->line->len > 0 && !handle_line (self, self->line->str, self->line->len, error))
    return FALSE;
  empty (&self->line);

  if (self->has_data && parses (self->data))
    flush_data (self);
  flush_bare (self);

  return TRUE;
}
