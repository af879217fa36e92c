/* propus-text-height.c - text views that are as high as their text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-text-height.h"

/* GtkTextView finds out how high its text is while it is given its place, and asks for that height at once. GTK forgets
 * what is asked for there: text that comes before a pause would not be seen until the next piece. So it is asked again. */
typedef struct
{
  PropusTextHeight *height;
  GtkWidget        *view;
} Question;

static gboolean
ask_cb (gpointer user_data)
{
  Question *question = user_data;

  question->height->idle = 0;
  gtk_widget_queue_resize (question->view);

  return G_SOURCE_REMOVE;
}

/**
 * propus_text_height_check:
 * @self: of @view
 * @view: a text view that was given its place
 * @width: how wide it is, without margins
 * @height: how high it is
 *
 * Asks for another height when the text needs it.
 */
void
propus_text_height_check (PropusTextHeight *self,
                          GtkWidget        *view,
                          int               width,
                          int               height)
{
  Question *question;
  int minimum, natural, minimum_baseline, natural_baseline;

  GTK_WIDGET_GET_CLASS (view)->measure (view, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural, &minimum_baseline,
                                        &natural_baseline);
  if (natural == height || self->idle != 0 || (self->asked == natural && self->given == height))
    return;

  self->asked = natural;
  self->given = height;
  question = g_new0 (Question, 1);
  question->height = self;
  question->view = view;
  self->idle = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, ask_cb, question, g_free);
}

/**
 * propus_text_height_clear:
 * @self: of a text view that goes away
 */
void
propus_text_height_clear (PropusTextHeight *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
}
