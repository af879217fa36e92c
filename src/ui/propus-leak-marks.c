/* propus-leak-marks.c - secrets in a text, in sight
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-leak-marks.h"

#include "propus-long-word.h"

/* The marks are a tag: they move with the text while it is edited, and go with the words that they are on. */
#define TAG "propus-leak"

/* Readable under black and under white letters. */
static const GdkRGBA colour = { .9f, .38f, .0f, .35f };

static GtkTextTag *
ensure_tag (GtkTextBuffer *buffer)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), TAG);

  return tag != NULL ? tag : gtk_text_buffer_create_tag (buffer, TAG, "background-rgba", &colour, NULL);
}

/**
 * propus_leak_marks_set:
 * @buffer: a buffer whose text may have invisible places to break long words
 * @report: what was found in that text without them
 *
 * Marks what was found, and nothing else.
 */
void
propus_leak_marks_set (GtkTextBuffer    *buffer,
                       PropusLeakReport *report)
{
  guint n = propus_leak_report_get_n_ranges (report);
  g_autofree gsize *bytes = g_new (gsize, 2 * n);
  g_autofree guint *offsets = NULL;
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  propus_leak_marks_clear (buffer);
  for (guint i = 0; i < n; i++)
    {
      bytes[2 * i] = propus_leak_report_get_range (report, i)->start;
      bytes[2 * i + 1] = propus_leak_report_get_range (report, i)->end;
    }

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  offsets = propus_long_word_dup_offsets (text, bytes, 2 * n);
  for (guint i = 0; i < n; i++)
    {
      gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) offsets[2 * i]);
      gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) offsets[2 * i + 1]);
      gtk_text_buffer_apply_tag (buffer, ensure_tag (buffer), &start, &end);
    }
}

/**
 * propus_leak_marks_clear:
 * @buffer: a buffer
 *
 * Takes the marks away; the text stays as it is.
 */
void
propus_leak_marks_clear (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, ensure_tag (buffer), &start, &end);
}

/**
 * propus_leak_marks_find:
 * @buffer: a buffer
 * @start: (out caller-allocates): where the first mark begins
 * @end: (out caller-allocates): and where it ends
 *
 * Returns: whether there is any; else @start and @end are the end of the text
 */
gboolean
propus_leak_marks_find (GtkTextBuffer *buffer,
                        GtkTextIter   *start,
                        GtkTextIter   *end)
{
  GtkTextTag *tag;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer), FALSE);

  tag = ensure_tag (buffer);
  gtk_text_buffer_get_start_iter (buffer, start);
  if (!gtk_text_iter_starts_tag (start, tag))
    gtk_text_iter_forward_to_tag_toggle (start, tag);
  *end = *start;
  if (gtk_text_iter_is_end (start))
    return FALSE;

  gtk_text_iter_forward_to_tag_toggle (end, tag);
  return TRUE;
}

/**
 * propus_leak_marks_redact:
 * @buffer: a buffer
 *
 * Puts %PROPUS_LEAK_REDACTED in the place of all that is marked. One step back undoes it.
 */
void
propus_leak_marks_redact (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  gtk_text_buffer_begin_user_action (buffer);
  while (propus_leak_marks_find (buffer, &start, &end))
    {
      gtk_text_buffer_delete (buffer, &start, &end);
      gtk_text_buffer_insert (buffer, &start, PROPUS_LEAK_REDACTED, -1);
    }
  gtk_text_buffer_end_user_action (buffer);
}
