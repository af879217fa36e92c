/* propus-prompt-row.c - what the person said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prompt-row.h"

#include "propus-long-word.h"
#include "propus-widget.h"

#include <string.h>

/* A longer prompt shows its beginning; the whole of it, 8 MB at most, in a view of its own that scrolls and lays out
 * only what is in sight. A label lays out all of its text at every change of width. */
#define MAX_CHARS 3000
#define MAX_LINES 40

/**
 * PropusPromptRow:
 *
 * A quiet card with the person's words, exactly as they were typed.
 */
struct _PropusPromptRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *label;
  GtkScrolledWindow *scroller;
  GtkWidget *more;

  /* Owned */
  PropusMessage *message;
};

G_DEFINE_FINAL_TYPE (PropusPromptRow, propus_prompt_row, GTK_TYPE_WIDGET)

/* How many bytes of @text are shown at first. */
static gsize
get_short_length (const char *text)
{
  const char *p = text;
  guint chars = 0;
  guint lines = 0;

  for (; *p != '\0' && chars < MAX_CHARS && lines < MAX_LINES; p = g_utf8_next_char (p))
    {
      chars++;
      if (*p == '\n')
        lines++;
    }

  return p - text;
}

static void
show_beginning (PropusPromptRow *self)
{
  const char *text = propus_message_get_text (self->message);
  gsize shown = get_short_length (text);
  gboolean cut = shown < propus_message_get_text_length (self->message);
  g_autofree char *split = propus_long_word_dup_split (text, shown);
  g_autofree char *with_dots = cut ? g_strconcat (split, "…", NULL) : NULL;

  gtk_label_set_label (self->label, cut ? with_dots : split);
  gtk_widget_set_visible (self->more, cut);
}

static void
more_clicked_cb (PropusPromptRow *self)
{
  GtkWidget *view = gtk_text_view_new ();
  g_autofree char *split = NULL;

  g_assert (PROPUS_IS_PROMPT_ROW (self));

  split = propus_long_word_dup_split (propus_message_get_text (self->message),
                                      propus_message_get_text_length (self->message));
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), split, -1);

  gtk_scrolled_window_set_child (self->scroller, view);
  gtk_widget_set_visible (GTK_WIDGET (self->scroller), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->label), FALSE);
  gtk_widget_set_visible (self->more, FALSE);
}

/**
 * propus_prompt_row_new:
 * @message: (transfer none): of the person
 *
 * Returns: (transfer full): a row
 */
GtkWidget *
propus_prompt_row_new (PropusMessage *message)
{
  PropusPromptRow *self;

  g_return_val_if_fail (PROPUS_IS_MESSAGE (message), NULL);

  self = g_object_new (PROPUS_TYPE_PROMPT_ROW, NULL);
  g_set_object (&self->message, message);
  show_beginning (self);

  return GTK_WIDGET (self);
}

static void
propus_prompt_row_dispose (GObject *object)
{
  PropusPromptRow *self = PROPUS_PROMPT_ROW (object);

  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_PROMPT_ROW);
  g_clear_object (&self->message);

  G_OBJECT_CLASS (propus_prompt_row_parent_class)->dispose (object);
}

static void
propus_prompt_row_class_init (PropusPromptRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_prompt_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-prompt-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusPromptRow, label);
  gtk_widget_class_bind_template_child (widget_class, PropusPromptRow, scroller);
  gtk_widget_class_bind_template_child (widget_class, PropusPromptRow, more);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
}

static void
propus_prompt_row_init (PropusPromptRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
