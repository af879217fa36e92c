/* propus-prose-copy.c - what is copied from prose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prose-copy.h"

#include "propus-long-word.h"
#include "propus-prose-tags.h"

static void
append_marker (GString    *text,
               const char *marker)
{
  g_auto(GStrv) parts = g_strsplit (marker, "\t", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_string_append_printf (text, "%s ", parts[i]);
}

/**
 * propus_prose_copy_dup_text:
 * @buffer: of a prose view
 *
 * Returns: (transfer full) (nullable): what is selected, as it reads: no tabs of the lists' columns, no places to break
 *   a long word
 */
char *
propus_prose_copy_dup_text (GtkTextBuffer *buffer)
{
  GtkTextTag *tag = propus_prose_tags_get ("marker");
  g_autoptr(GString) text = g_string_new (NULL);
  GtkTextIter iter;
  GtkTextIter end;

  if (!gtk_text_buffer_get_selection_bounds (buffer, &iter, &end))
    return NULL;

  while (gtk_text_iter_compare (&iter, &end) < 0)
    {
      GtkTextIter next = iter;
      g_autofree char *piece = NULL;

      if (!gtk_text_iter_forward_to_tag_toggle (&next, tag) || gtk_text_iter_compare (&next, &end) > 0)
        next = end;
      piece = gtk_text_buffer_get_text (buffer, &iter, &next, FALSE);
      if (gtk_text_iter_has_tag (&iter, tag))
        append_marker (text, piece);
      else
        g_string_append (text, piece);
      iter = next;
    }

  return propus_long_word_dup_joined (text->str);
}
