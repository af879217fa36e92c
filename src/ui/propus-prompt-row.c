/* propus-prompt-row.c - what the person said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prompt-row.h"

#include "propus-attachment-chip.h"
#include "propus-find-marks.h"
#include "propus-long-word.h"
#include "propus-widget.h"
#include "propus-wrap-box.h"

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
  PropusWrapBox *files;
  GtkLabel *label;
  GtkScrolledWindow *scroller;
  GtkWidget *more;
  PropusTurnBar *bar;

  /* Owned */
  PropusMessage *message;
  char **words;              /* of a find, NULL: none */
};

G_DEFINE_FINAL_TYPE (PropusPromptRow, propus_prompt_row, GTK_TYPE_WIDGET)

enum { SIGNAL_DEED, N_SIGNALS };
static guint signals[N_SIGNALS];

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

static void
deed_cb (PropusPromptRow *self,
         guint            deed)
{
  g_assert (PROPUS_IS_PROMPT_ROW (self));
  g_signal_emit (self, signals[SIGNAL_DEED], 0, deed);
}

static void
copy_notice_cb (PropusPromptRow *self,
                const char      *sentence)
{
  g_assert (PROPUS_IS_PROMPT_ROW (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

/* The view of the whole of a long prompt; NULL: the label shows what there is to show. */
static GtkTextView *
get_text_view (PropusPromptRow *self)
{
  GtkWidget *child = gtk_scrolled_window_get_child (self->scroller);

  return child != NULL ? GTK_TEXT_VIEW (child) : NULL;
}

static void
show_files (PropusPromptRow *self)
{
  guint n_files = propus_message_get_n_attachments (self->message);

  for (guint i = 0; i < n_files; i++)
    propus_wrap_box_append (self->files, propus_attachment_chip_new (propus_message_get_attachment (self->message, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->files), n_files > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->label), n_files == 0 || propus_message_get_text_length (self->message) > 0);
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
  propus_turn_bar_set_message (self->bar, message, GTK_WIDGET (self));
  show_beginning (self);
  show_files (self);

  return GTK_WIDGET (self);
}

/**
 * propus_prompt_row_get_message:
 * @self: a row
 *
 * Returns: (transfer none): its message
 */
PropusMessage *
propus_prompt_row_get_message (PropusPromptRow *self)
{
  g_return_val_if_fail (PROPUS_IS_PROMPT_ROW (self), NULL);

  return self->message;
}

/**
 * propus_prompt_row_get_bar:
 * @self: a row
 *
 * Returns: (transfer none): its buttons
 */
PropusTurnBar *
propus_prompt_row_get_bar (PropusPromptRow *self)
{
  g_return_val_if_fail (PROPUS_IS_PROMPT_ROW (self), NULL);

  return self->bar;
}

/**
 * propus_prompt_row_set_find:
 * @self: a row
 * @words: (nullable): what is looked for; %NULL: nothing any more
 *
 * Returns: in how many places of what is shown it is
 */
guint
propus_prompt_row_set_find (PropusPromptRow    *self,
                            const char * const *words)
{
  g_return_val_if_fail (PROPUS_IS_PROMPT_ROW (self), 0);

  if (words == NULL && self->words == NULL)
    return 0;

  g_strfreev (self->words);
  self->words = g_strdupv ((char **) words);
  if (get_text_view (self) != NULL)
    return propus_find_marks_set (get_text_view (self), words);

  return propus_find_marks_set_label (self->label, words, PROPUS_FIND_NONE);
}

/**
 * propus_prompt_row_mark_find:
 * @self: a row with a find
 * @index: which place; %PROPUS_FIND_NONE: none
 * @relative: (transfer none): an ancestor
 * @bounds: (out): where it is in @relative
 *
 * Leads the reader to a place. A long prompt is shown as a whole for that, if it must be.
 *
 * Returns: whether there is such a place
 */
gboolean
propus_prompt_row_mark_find (PropusPromptRow    *self,
                             guint               index,
                             GtkWidget          *relative,
                             graphene_rect_t    *bounds)
{
  const char * const *words = (const char * const *) self->words;
  GtkTextView *view;
  GtkTextIter iter;

  g_return_val_if_fail (PROPUS_IS_PROMPT_ROW (self), FALSE);

  if (get_text_view (self) == NULL)
    {
      guint n = propus_find_marks_set_label (self->label, words, index);

      if (index < n)
        return propus_find_marks_locate_label (self->label, words, index, relative, bounds);
      if (index == PROPUS_FIND_NONE || !gtk_widget_get_visible (self->more))
        return FALSE;
      more_clicked_cb (self);
    }

  view = get_text_view (self);
  propus_find_marks_set (view, words);
  if (!propus_find_marks_choose (view, words, index, relative, bounds))
    return FALSE;

  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (view), &iter);
  if (gtk_text_iter_forward_to_tag_toggle (&iter, gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (gtk_text_view_get_buffer (view)), "find-chosen")))
    gtk_text_view_scroll_to_iter (view, &iter, 0.1, FALSE, 0, 0);
  return TRUE;
}

static void
propus_prompt_row_dispose (GObject *object)
{
  PropusPromptRow *self = PROPUS_PROMPT_ROW (object);

  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_PROMPT_ROW);
  g_clear_object (&self->message);
  g_clear_pointer (&self->words, g_strfreev);

  G_OBJECT_CLASS (propus_prompt_row_parent_class)->dispose (object);
}

static void
propus_prompt_row_class_init (PropusPromptRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_prompt_row_dispose;

  g_type_ensure (PROPUS_TYPE_TURN_BAR);
  g_type_ensure (PROPUS_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-prompt-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusPromptRow, files);
  gtk_widget_class_bind_template_child (widget_class, PropusPromptRow, label);
  gtk_widget_class_bind_template_child (widget_class, PropusPromptRow, scroller);
  gtk_widget_class_bind_template_child (widget_class, PropusPromptRow, more);
  gtk_widget_class_bind_template_child (widget_class, PropusPromptRow, bar);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, deed_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_notice_cb);

  signals[SIGNAL_DEED] = g_signal_new ("deed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
propus_prompt_row_init (PropusPromptRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
