/* propus-quiet-text.c - text that grows without a word
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-quiet-text.h"

/* GTK 4.8 sends a signal on the accessibility bus for every piece that is inserted into a text view or deleted from it,
 * whether or not anybody listens, and has no way to say that the text is live. An answer is read out when it is complete
 * (propus-announcer.c). What listens to the buffer for GTK is known by what it is given; where there is no such thing,
 * as without accessibility or in another GTK, nothing is held back. */
static gpointer
find_listener (GtkTextView *view)
{
  return g_object_get_data (G_OBJECT (view), "accessible-text-data");
}

/**
 * propus_quiet_text_begin:
 * @view: text that is read
 */
void
propus_quiet_text_begin (GtkTextView *view)
{
  gpointer listener = find_listener (view);

  if (listener != NULL)
    g_signal_handlers_block_matched (gtk_text_view_get_buffer (view), G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, listener);
}

/**
 * propus_quiet_text_end:
 * @view: text that is read
 */
void
propus_quiet_text_end (GtkTextView *view)
{
  gpointer listener = find_listener (view);

  if (listener != NULL)
    g_signal_handlers_unblock_matched (gtk_text_view_get_buffer (view), G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, listener);
}

/**
 * propus_quiet_text_append:
 * @view: text that is read
 * @text: UTF-8
 * @length: of @text in bytes
 *
 * Adds @text at the end. A reader who comes with the keyboard begins at the top: the caret stays there, and is set when
 * the first letter is all that has to be laid out for it, which takes seconds for a long paragraph in a view that has no
 * width yet.
 */
void
propus_quiet_text_append (GtkTextView *view,
                          const char  *text,
                          gsize        length)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter end;
  GtkTextIter start;
  gsize first = 0;

  g_return_if_fail (GTK_IS_TEXT_VIEW (view));

  gtk_text_buffer_get_end_iter (buffer, &end);
  if (length > 0 && gtk_text_iter_get_offset (&end) == 0)
    {
      first = (gsize) (g_utf8_next_char (text) - text);
      gtk_text_buffer_insert (buffer, &end, text, (int) first);
      gtk_text_buffer_get_start_iter (buffer, &start);
      gtk_text_buffer_place_cursor (buffer, &start);
      gtk_text_buffer_get_end_iter (buffer, &end);
    }
  gtk_text_buffer_insert (buffer, &end, text + first, (int) (length - first));
}
