/* propus-buffer-words.c - what a person wrote into a text buffer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-buffer-words.h"

static gboolean
is_visible_character (gunichar c,
                      gpointer user_data)
{
  return !g_unichar_isspace (c) && g_unichar_type (c) != G_UNICODE_FORMAT && !g_unichar_iscntrl (c);
}

/**
 * propus_buffer_words_is_blank:
 * @buffer: a buffer
 *
 * Looks no further than the first character that is not blank.
 *
 * Returns: whether there is nothing to be seen in it
 */
gboolean
propus_buffer_words_is_blank (GtkTextBuffer *buffer)
{
  GtkTextIter iter;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer), TRUE);

  gtk_text_buffer_get_start_iter (buffer, &iter);
  if (gtk_text_iter_is_end (&iter))
    return TRUE;
  if (is_visible_character (gtk_text_iter_get_char (&iter), NULL))
    return FALSE;

  return !gtk_text_iter_forward_find_char (&iter, is_visible_character, NULL, NULL);
}

/**
 * propus_buffer_words_quote:
 * @buffer: a buffer
 * @text: Markdown
 *
 * Puts @text as a quotation below what is written, as if it had been typed, with the cursor below it.
 */
void
propus_buffer_words_quote (GtkTextBuffer *buffer,
                           const char    *text)
{
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) quotation = g_string_new (NULL);
  GtkTextIter end;

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));
  g_return_if_fail (text != NULL);

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (quotation, *lines[i] != '\0' ? "> %s\n" : ">%s\n", lines[i]);
  g_string_append_c (quotation, '\n');

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_begin_user_action (buffer);
  if (gtk_text_iter_get_offset (&end) > 0)
    gtk_text_buffer_insert (buffer, &end, gtk_text_iter_starts_line (&end) ? "\n" : "\n\n", -1);
  gtk_text_buffer_insert (buffer, &end, quotation->str, -1);
  gtk_text_buffer_place_cursor (buffer, &end);
  gtk_text_buffer_end_user_action (buffer);
}
