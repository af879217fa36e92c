/* propus-answer-parts.c - an answer's parts in their order: text, pictures, sounds, files, code that ran
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-answer-parts.h"

#include "propus-audio-block.h"
#include "propus-file-chip.h"
#include "propus-find-marks.h"
#include "propus-limits.h"
#include "propus-markdown-marks.h"
#include "propus-markdown-view.h"
#include "propus-picture-block.h"
#include "propus-run-block.h"

#include <glib/gi18n.h>
#include <string.h>

#define SPACING 12

/**
 * PropusAnswerParts:
 *
 * Text that follows text goes into one Markdown view; anything else gets a widget of its own and ends that view.
 */
typedef struct
{
  PropusMarkdownView *view;      /* a child */
  gsize start;                   /* what it shows of the message's text, in bytes */
  gsize end;
  gboolean marked;
} Text;

struct _PropusAnswerParts
{
  GtkWidget parent_instance;

  PropusMessage *message;
  GArray *texts;                 /* of Text */
  PropusMarkdownView *open;      /* the last child, if it takes text; NULL: none */
  guint hidden : 1;              /* the last child says that there is something which is not shown */
};

enum { COPY_NOTICE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusAnswerParts, propus_answer_parts, GTK_TYPE_WIDGET)

static void
copy_notice_cb (PropusAnswerParts *self,
                const char        *sentence)
{
  g_assert (PROPUS_IS_ANSWER_PARTS (self));
  g_signal_emit (self, signals[COPY_NOTICE], 0, sentence);
}

static void
close_view (PropusAnswerParts *self)
{
  if (self->open != NULL)
    propus_markdown_view_finish (self->open);
  self->open = NULL;
}

/* Bytes @offset to @offset + @length of the message's text. */
static void
append_text (PropusAnswerParts *self,
             gsize              offset,
             gsize              length)
{
  if (self->open == NULL)
    {
      Text text = { NULL, offset, offset, FALSE };

      self->open = PROPUS_MARKDOWN_VIEW (propus_markdown_view_new ());
      g_signal_connect_object (self->open, "copy-notice", G_CALLBACK (copy_notice_cb), self, G_CONNECT_SWAPPED);
      gtk_widget_set_parent (GTK_WIDGET (self->open), GTK_WIDGET (self));
      text.view = self->open;
      g_array_append_val (self->texts, text);
      self->hidden = FALSE;
    }

  g_array_index (self->texts, Text, self->texts->len - 1).end = offset + length;
  propus_markdown_view_append (self->open, propus_message_get_text (self->message) + offset, length);
}

/* --- widgets for what is no text --- */

static GtkWidget *
new_picture (PropusDataPart *part)
{
  guint width, height;

  propus_data_part_get_picture (part, &width, &height);
  if ((guint64) width * height <= PROPUS_LIMIT_PICTURE_PIXELS)
    return propus_picture_block_new (part);

  return propus_file_chip_new (part, _("This picture has too many pixels to be drawn here."));
}

static GtkWidget *
new_data (PropusAnswerParts *self,
          guint              index)
{
  g_autoptr(PropusDataPart) part = propus_data_part_new (self->message, index);

  if (!propus_data_part_is_readable (part))
    return propus_file_chip_new_note ("dialog-warning-symbolic",
                                      propus_data_part_is_called_picture (part)
                                      ? _("A picture came here, but it is damaged.")
                                      : _("A file came here, but it is damaged."));
  if (propus_data_part_get_picture (part, NULL, NULL) != PROPUS_PICTURE_NONE)
    return new_picture (part);
  if (propus_data_part_is_sound (part))
    return propus_audio_block_new (part);

  return propus_file_chip_new (part, propus_data_part_is_called_picture (part)
                                     ? _("Propus does not draw pictures of this kind.") : NULL);
}

static GtkWidget *
new_run (PropusAnswerParts      *self,
         const PropusAnswerPart *part)
{
  GtkWidget *run = propus_run_block_new (part);

  g_signal_connect_object (run, "copy-notice", G_CALLBACK (copy_notice_cb), self, G_CONNECT_SWAPPED);
  return run;
}

/* What a model asks for and nobody here does, and what nobody here knows. Many of a kind are said once. */
static GtkWidget *
new_note (PropusAnswerParts      *self,
          const PropusAnswerPart *part)
{
  g_autofree char *sentence = NULL;

  if (part->kind == PROPUS_PART_FILE)
    return propus_file_chip_new_note ("text-x-generic-symbolic", _("A file lies at Google and is not shown here."));
  if (part->kind == PROPUS_PART_CALL && *part->name != '\0')
    /* Translators: %s is the name of a tool, such as “get_weather” */
    sentence = g_strdup_printf (_("Gemini asked for the tool “%s”. Nothing was run."), part->name);
  else if (part->kind == PROPUS_PART_CALL)
    sentence = g_strdup (_("Gemini asked for a tool. Nothing was run."));
  else
    {
      if (self->hidden)
        return NULL;
      self->hidden = TRUE;
      sentence = g_strdup (_("Something came here that this version of Propus cannot show. It is kept."));
    }

  return propus_file_chip_new_note ("dialog-information-symbolic", sentence);
}

static void
show_part (PropusAnswerParts      *self,
           const PropusAnswerPart *part,
           guint                   index)
{
  gboolean hidden = self->hidden;
  GtkWidget *widget;

  if (part->kind == PROPUS_PART_NOTHING || part->kind == PROPUS_PART_TEXT || part->kind == PROPUS_PART_THOUGHT)
    return;

  close_view (self);
  if (part->kind == PROPUS_PART_DATA)
    widget = new_data (self, index);
  else if (part->kind == PROPUS_PART_CODE || part->kind == PROPUS_PART_RESULT)
    widget = new_run (self, part);
  else
    widget = new_note (self, part);

  if (hidden)
    self->hidden = part->kind == PROPUS_PART_UNKNOWN;
  if (widget != NULL)
    gtk_widget_set_parent (widget, GTK_WIDGET (self));
}

/* --- following --- */

static void
part_added_cb (PropusAnswerParts *self,
               guint              index)
{
  const char *json = propus_message_get_raw_part (self->message, index);
  g_autoptr(PropusAnswerPart) part = NULL;

  g_assert (PROPUS_IS_ANSWER_PARTS (self));

  /* Nearly all are of this kind, and come as text just after. */
  if (g_str_has_prefix (json, "{\"text\":\"") && json[9] != '"')
    return;

  part = propus_answer_dup_part (self->message, index);
  show_part (self, part, index);
}

static void
text_appended_cb (PropusAnswerParts *self,
                  guint64            offset,
                  guint64            length)
{
  g_assert (PROPUS_IS_ANSWER_PARTS (self));

  append_text (self, offset, length);
}

static void
clear (PropusAnswerParts *self)
{
  GtkWidget *child;

  self->open = NULL;
  self->hidden = FALSE;
  g_array_set_size (self->texts, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
show_in_order (PropusAnswerParts *self)
{
  gsize length = propus_message_get_text_length (self->message);
  gsize at = 0;

  for (guint i = 0; i < propus_message_get_n_raw_parts (self->message); i++)
    {
      g_autoptr(PropusAnswerPart) part = propus_answer_dup_part (self->message, i);
      gsize size = part->kind == PROPUS_PART_TEXT ? MIN (strlen (part->text), length - at) : 0;

      if (size > 0)
        append_text (self, at, size);
      at += size;
      show_part (self, part, i);
    }
  if (at < length)
    append_text (self, at, length - at);
}

/**
 * propus_answer_parts_reload:
 * @self: parts with a message
 *
 * Shows everything anew: an answer that broke off goes on, and what was laid out as complete may be the first half of a
 * block.
 */
void
propus_answer_parts_reload (PropusAnswerParts *self)
{
  g_return_if_fail (PROPUS_IS_ANSWER_PARTS (self));

  clear (self);
  if (!propus_answer_is_plain (self->message))
    show_in_order (self);
  else if (propus_message_get_text_length (self->message) > 0)
    append_text (self, 0, propus_message_get_text_length (self->message));
}

/**
 * propus_answer_parts_set_message:
 * @self: parts without a message
 * @message: (transfer none): what to show, in any state
 */
void
propus_answer_parts_set_message (PropusAnswerParts *self,
                                 PropusMessage     *message)
{
  g_return_if_fail (PROPUS_IS_ANSWER_PARTS (self));
  g_return_if_fail (PROPUS_IS_MESSAGE (message) && self->message == NULL);

  self->message = g_object_ref (message);
  g_signal_connect_object (message, "part-added", G_CALLBACK (part_added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "text-appended", G_CALLBACK (text_appended_cb), self, G_CONNECT_SWAPPED);
  propus_answer_parts_reload (self);
}

/**
 * propus_answer_parts_is_empty:
 * @self: parts
 *
 * Returns: whether there is nothing to see
 */
gboolean
propus_answer_parts_is_empty (PropusAnswerParts *self)
{
  g_return_val_if_fail (PROPUS_IS_ANSWER_PARTS (self), TRUE);

  return gtk_widget_get_first_child (GTK_WIDGET (self)) == NULL;
}

/**
 * propus_answer_parts_finish:
 * @self: parts
 *
 * Says that no more comes, and shows all of it at once.
 */
void
propus_answer_parts_finish (PropusAnswerParts *self)
{
  g_return_if_fail (PROPUS_IS_ANSWER_PARTS (self));

  close_view (self);
}

/* The marks of one text, counted from its beginning. */
static GArray *
take_marks (const Text *text,
            GArray     *marks)
{
  GArray *taken = g_array_new (FALSE, FALSE, sizeof (PropusMarkdownMark));

  for (guint i = 0; i < marks->len; i++)
    {
      const PropusSourceMark *mark = &g_array_index (marks, PropusSourceMark, i);
      PropusMarkdownMark own = { mark->offset - text->start, mark->number };

      if (mark->offset > text->start && mark->offset <= text->end)
        g_array_append_val (taken, own);
    }

  return taken;
}

/**
 * propus_answer_parts_show_marks:
 * @self: finished parts
 * @sources: (transfer none): what the answer rests on
 *
 * Puts the numbers of sources into the text. A text without any is left as it is.
 */
void
propus_answer_parts_show_marks (PropusAnswerParts   *self,
                                PropusAnswerSources *sources)
{
  const char *whole;

  g_return_if_fail (PROPUS_IS_ANSWER_PARTS (self));
  g_return_if_fail (sources != NULL);

  whole = propus_message_get_text (self->message);
  for (guint i = 0; i < self->texts->len; i++)
    {
      Text *text = &g_array_index (self->texts, Text, i);
      g_autoptr(GArray) marks = take_marks (text, sources->marks);
      g_autofree char *marked = NULL;

      if (marks->len == 0 || text->marked)
        continue;
      marked = propus_markdown_marks_insert (whole + text->start, text->end - text->start,
                                             (const PropusMarkdownMark *) marks->data, marks->len);
      propus_markdown_view_show_marked (text->view, marked);
      text->marked = TRUE;
    }
}

/**
 * propus_answer_parts_set_find:
 * @self: parts of a complete answer
 * @words: (nullable): what is looked for; %NULL: nothing any more
 *
 * Returns: in how many places of the text it is
 */
guint
propus_answer_parts_set_find (PropusAnswerParts  *self,
                              const char * const *words)
{
  guint n = 0;

  g_return_val_if_fail (PROPUS_IS_ANSWER_PARTS (self), 0);

  for (guint i = 0; i < self->texts->len; i++)
    n += propus_markdown_view_set_find (g_array_index (self->texts, Text, i).view, words);

  return n;
}

/**
 * propus_answer_parts_choose_find:
 * @self: parts with a find
 * @index: which place, in reading order; %PROPUS_FIND_NONE: none
 * @relative: (transfer none): an ancestor
 * @bounds: (out): where it is in @relative
 *
 * Returns: whether there is such a place
 */
gboolean
propus_answer_parts_choose_find (PropusAnswerParts *self,
                                 guint              index,
                                 GtkWidget         *relative,
                                 graphene_rect_t   *bounds)
{
  gboolean found = FALSE;

  g_return_val_if_fail (PROPUS_IS_ANSWER_PARTS (self), FALSE);

  for (guint i = 0; i < self->texts->len; i++)
    {
      guint n = 0;

      if (propus_markdown_view_choose_find (g_array_index (self->texts, Text, i).view, index, relative, bounds))
        {
          found = TRUE;
          index = PROPUS_FIND_NONE;
        }
      else if (index != PROPUS_FIND_NONE)
        {
          n = propus_markdown_view_count_finds (g_array_index (self->texts, Text, i).view);
          index = index < n ? PROPUS_FIND_NONE : index - n;
        }
    }

  return found;
}

static void
propus_answer_parts_dispose (GObject *object)
{
  PropusAnswerParts *self = PROPUS_ANSWER_PARTS (object);

  clear (self);
  g_clear_object (&self->message);

  G_OBJECT_CLASS (propus_answer_parts_parent_class)->dispose (object);
}

static void
propus_answer_parts_finalize (GObject *object)
{
  g_array_unref (PROPUS_ANSWER_PARTS (object)->texts);

  G_OBJECT_CLASS (propus_answer_parts_parent_class)->finalize (object);
}

static void
propus_answer_parts_class_init (PropusAnswerPartsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_answer_parts_dispose;
  object_class->finalize = propus_answer_parts_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);

  signals[COPY_NOTICE] = g_signal_new ("copy-notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
propus_answer_parts_init (PropusAnswerParts *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, SPACING);
  self->texts = g_array_new (FALSE, FALSE, sizeof (Text));
}
