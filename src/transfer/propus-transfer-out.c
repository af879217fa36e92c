/* propus-transfer-out.c - text on its way into a stream, in large pieces
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-transfer-out.h"
#include "propus-transfer-text.h"

#include <string.h>

#define PIECE_BYTES (128 * 1024)

void
propus_transfer_out_init (PropusTransferOut *self,
                          GOutputStream     *stream)
{
  self->stream = g_object_ref (stream);
  self->cancellable = NULL;
  self->buffer = g_string_sized_new (PIECE_BYTES);
  self->last = '\0';
  self->error = NULL;
}

void
propus_transfer_out_clear (PropusTransferOut *self)
{
  g_clear_object (&self->stream);
  g_clear_error (&self->error);
  if (self->buffer != NULL)
    g_string_free (g_steal_pointer (&self->buffer), TRUE);
}

static void
write_out (PropusTransferOut *self)
{
  if (self->error == NULL && self->buffer->len > 0)
    g_output_stream_write_all (self->stream, self->buffer->str, self->buffer->len, NULL, self->cancellable, &self->error);
  g_string_truncate (self->buffer, 0);
}

static void
grown (PropusTransferOut *self)
{
  if (self->buffer->len > 0)
    self->last = self->buffer->str[self->buffer->len - 1];
  if (self->buffer->len >= PIECE_BYTES)
    write_out (self);
}

void
propus_transfer_out_bytes (PropusTransferOut *self,
                           const char        *bytes,
                           gsize              length)
{
  while (length > 0)
    {
      gsize piece = MIN (length, PIECE_BYTES);

      g_string_append_len (self->buffer, bytes, (gssize) piece);
      grown (self);
      bytes += piece;
      length -= piece;
    }
}

void
propus_transfer_out_text (PropusTransferOut *self,
                          const char        *text)
{
  propus_transfer_out_bytes (self, text, strlen (text));
}

void
propus_transfer_out_printf (PropusTransferOut *self,
                            const char        *format,
                            ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (self->buffer, format, arguments);
  va_end (arguments);
  grown (self);
}

void
propus_transfer_out_string (PropusTransferOut *self,
                            const char        *text)
{
  propus_transfer_append_string (self->buffer, text);
  grown (self);
}

void
propus_transfer_out_html (PropusTransferOut *self,
                          const char        *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      guchar c = (guchar) *p;

      if (c == '&')
        g_string_append (self->buffer, "&amp;");
      else if (c == '<')
        g_string_append (self->buffer, "&lt;");
      else if (c == '>')
        g_string_append (self->buffer, "&gt;");
      else if (c == '"')
        g_string_append (self->buffer, "&quot;");
      else if (c == '\'')
        g_string_append (self->buffer, "&#39;");
      else if (c >= 0x20 || c == '\n' || c == '\t')
        g_string_append_c (self->buffer, *p);
    }
  grown (self);
}

/**
 * propus_transfer_out_flush:
 * @self: an output
 * @error: return location for the first error since the beginning
 *
 * Returns: whether all that was written so far is in the stream
 */
gboolean
propus_transfer_out_flush (PropusTransferOut  *self,
                           GError            **error)
{
  write_out (self);
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}
