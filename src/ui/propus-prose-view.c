/* propus-prose-view.c - a run of prose: paragraphs, headings, lists and quotes in one text view
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prose-view.h"

#include "propus-limits.h"
#include "propus-link-dialog.h"
#include "propus-long-word.h"
#include "propus-markdown-writer.h"
#include "propus-prose-bars.h"
#include "propus-prose-copy.h"
#include "propus-prose-formula.h"
#include "propus-prose-links.h"
#include "propus-prose-tags.h"
#include "propus-prose-words.h"
#include "propus-quiet-text.h"
#include "propus-text-caret.h"
#include "propus-text-height.h"
#include "propus-text-menu.h"

#include <glib/gi18n.h>
#include <string.h>

/* Room between the lines of a paragraph: together with the font's own about 1.5 of its height. */
#define INSIDE_WRAP 6
#define RULE_GAP 15     /* what propus_prose_tags_get_gap() puts above rules and quotes */

typedef struct
{
  const PropusLine *line;     /* of a block in blocks */
  guint             offset;   /* character at which its text view paragraph begins */
  guint             text;     /* character at which its text begins, after the marker */
} Line;

struct _PropusProseView
{
  GtkTextView  parent_instance;

  GPtrArray   *blocks;        /* shown, referenced */
  GArray      *first_lines;   /* of guint: where the lines of each block begin in lines */
  GArray      *lines;         /* of Line */
  GArray      *links;         /* of PropusProseLink */
  guint        n_quotes;      /* lines that stand in a quote */
  guint        n_rules;
  gboolean     below_block;   /* code or a table stands above */
  guint        unbroken;      /* characters since the last place to break the line */

  PropusTextHeight height;
};

G_DEFINE_FINAL_TYPE (PropusProseView, propus_prose_view, GTK_TYPE_TEXT_VIEW)

static GtkTextBuffer *
get_buffer (PropusProseView *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
}

/* --- links --- */

/* The character at a place of the widget; G_MAXUINT: there is none. */
static guint
get_offset_at (PropusProseView *self,
               double           x,
               double           y)
{
  GtkTextIter iter;
  int buffer_x;
  int buffer_y;

  gtk_text_view_window_to_buffer_coords (GTK_TEXT_VIEW (self), GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y,
                                         &buffer_x, &buffer_y);

  return gtk_text_view_get_iter_at_location (GTK_TEXT_VIEW (self), &iter, buffer_x, buffer_y)
         ? (guint) gtk_text_iter_get_offset (&iter) : G_MAXUINT;
}

static PropusProseLink *
find_link_at (PropusProseView *self,
              double           x,
              double           y)
{
  return self->links->len > 0 ? propus_prose_links_find (self->links, get_offset_at (self, x, y)) : NULL;
}

static guint
get_caret (PropusProseView *self)
{
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (get_buffer (self), &iter, gtk_text_buffer_get_insert (get_buffer (self)));

  return (guint) gtk_text_iter_get_offset (&iter);
}

static char *
dup_link_text (PropusProseView       *self,
               const PropusProseLink *link)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &start, (int) link->start);
  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &end, (int) link->end);

  return gtk_text_buffer_get_text (get_buffer (self), &start, &end, FALSE);
}

static void
open_link (PropusProseView       *self,
           const PropusProseLink *link)
{
  g_autofree char *text = dup_link_text (self, link);

  propus_link_dialog_open (GTK_WIDGET (self), text, link->url);
}

static void
released_cb (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             PropusProseView *self)
{
  PropusProseLink *link = find_link_at (self, x, y);

  if (link != NULL && n_press == 1 && !gtk_text_buffer_get_has_selection (get_buffer (self)))
    open_link (self, link);
}

static void
motion_cb (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           PropusProseView          *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), find_link_at (self, x, y) != NULL ? "pointer" : "text");
}

static guint
find_line (PropusProseView *self,
           guint            offset)
{
  guint low = 0;
  guint high = self->lines->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->lines, Line, middle).offset <= offset)
        low = middle;
      else
        high = middle;
    }

  return low;
}

/**
 * propus_prose_view_get_formula:
 * @self: a view
 * @offset: a character of its buffer
 *
 * Returns: (transfer none) (nullable): the LaTeX of the formula that stands there, until the blocks change
 */
const char *
propus_prose_view_get_formula (PropusProseView *self,
                               guint            offset)
{
  Line *line;

  g_return_val_if_fail (PROPUS_IS_PROSE_VIEW (self), NULL);

  if (self->lines->len == 0)
    return NULL;

  line = &g_array_index (self->lines, Line, find_line (self, offset));

  return offset >= line->text ? propus_prose_formula_find (line->line, offset - line->text) : NULL;
}

static gboolean
propus_prose_view_query_tooltip (GtkWidget  *widget,
                                 int         x,
                                 int         y,
                                 gboolean    keyboard,
                                 GtkTooltip *tooltip)
{
  PropusProseView *self = PROPUS_PROSE_VIEW (widget);
  guint offset = keyboard ? get_caret (self) : get_offset_at (self, x, y);
  PropusProseLink *link = propus_prose_links_find (self->links, offset);
  g_autofree char *words = link != NULL ? propus_link_dialog_dup_tooltip (link->url)
                                        : g_strdup (propus_prose_view_get_formula (self, offset));

  if (words != NULL)
    gtk_tooltip_set_text (tooltip, words);

  return words != NULL;
}

/* --- keys: the caret shows only to those who move it --- */

static void
describe_caret (PropusProseView *self)
{
  guint caret = get_caret (self);
  PropusProseLink *link = propus_prose_links_find (self->links, caret);
  g_autofree char *words = NULL;

  if (link != NULL)
    words = propus_prose_words_dup_link (link->url);
  else if (self->lines->len > 0)
    words = propus_prose_words_dup_line (g_array_index (self->lines, Line, find_line (self, caret)).line);
  propus_text_caret_describe (GTK_TEXT_VIEW (self), words);
}

static void
propus_prose_view_move_cursor (GtkTextView     *view,
                               GtkMovementStep  step,
                               int              count,
                               gboolean         extend)
{
  gtk_text_view_set_cursor_visible (view, TRUE);
  GTK_TEXT_VIEW_CLASS (propus_prose_view_parent_class)->move_cursor (view, step, count, extend);
  propus_text_caret_reveal (view);
  describe_caret (PROPUS_PROSE_VIEW (view));
}

/* Selected, so that it is seen which one Enter opens. */
static gboolean
go_to_link (PropusProseView *self,
            gboolean         back)
{
  gboolean seen = gtk_text_view_get_cursor_visible (GTK_TEXT_VIEW (self));
  guint caret = get_caret (self);
  PropusProseLink *link = back || seen ? NULL : propus_prose_links_find (self->links, caret);
  GtkTextIter start;
  GtkTextIter end;

  if (link == NULL)
    link = back ? propus_prose_links_find_previous (self->links, caret) : propus_prose_links_find_next (self->links, caret);
  if (link == NULL)
    return FALSE;

  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &start, (int) link->start);
  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &end, (int) link->end);
  gtk_text_buffer_select_range (get_buffer (self), &start, &end);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (self), TRUE);
  propus_text_caret_reveal (GTK_TEXT_VIEW (self));
  describe_caret (self);

  return TRUE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                PropusProseView       *self)
{
  PropusProseLink *link;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;

  switch (keyval)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      link = propus_prose_links_find (self->links, get_caret (self));
      if (link != NULL)
        open_link (self, link);
      return link != NULL;

    case GDK_KEY_Tab:
    case GDK_KEY_KP_Tab:
    case GDK_KEY_ISO_Left_Tab:
      return go_to_link (self, keyval == GDK_KEY_ISO_Left_Tab || (state & GDK_SHIFT_MASK));

    default:
      return FALSE;
    }
}

static void
focus_left_cb (GtkEventControllerFocus *controller,
               PropusProseView         *self)
{
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (self), FALSE);
}

/* --- copying: what is read, not what it is set with --- */

static void
propus_prose_view_copy_clipboard (GtkTextView *view)
{
  g_autofree char *text = propus_prose_copy_dup_text (gtk_text_view_get_buffer (view));

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (view)), text);
}

/* From a place in the text view to a byte of the line's text: a hard break is one character in both. */
static gsize
get_byte (PropusProseView   *self,
          const Line        *entry,
          const GtkTextIter *iter)
{
  const char *text = entry->line->text;
  GtkTextIter start;
  g_autofree char *slice = NULL;
  g_autofree char *joined = NULL;

  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &start, (int) entry->text);
  if (gtk_text_iter_compare (&start, iter) >= 0)
    return 0;

  slice = gtk_text_buffer_get_text (get_buffer (self), &start, iter, TRUE);
  joined = propus_long_word_dup_joined (slice);

  return (gsize) (g_utf8_offset_to_pointer (text, MIN (g_utf8_strlen (joined, -1), g_utf8_strlen (text, -1))) - text);
}

/**
 * propus_prose_view_dup_markdown:
 * @self: a view
 *
 * Returns: (transfer full) (nullable): what is selected, as Markdown
 */
char *
propus_prose_view_dup_markdown (PropusProseView *self)
{
  g_autoptr(GArray) pieces = g_array_new (FALSE, FALSE, sizeof (PropusMarkdownPiece));
  GtkTextIter start;
  GtkTextIter end;
  guint last_offset;

  g_return_val_if_fail (PROPUS_IS_PROSE_VIEW (self), NULL);

  if (!gtk_text_buffer_get_selection_bounds (get_buffer (self), &start, &end))
    return NULL;

  last_offset = (guint) gtk_text_iter_get_offset (&end);
  for (guint i = find_line (self, (guint) gtk_text_iter_get_offset (&start)); i < self->lines->len; i++)
    {
      const Line *entry = &g_array_index (self->lines, Line, i);
      PropusMarkdownPiece piece = { entry->line, 0, strlen (entry->line->text) };

      if (entry->offset >= last_offset)
        break;
      if (pieces->len == 0)
        piece.from = get_byte (self, entry, &start);
      if (i + 1 == self->lines->len || g_array_index (self->lines, Line, i + 1).offset > last_offset)
        piece.to = get_byte (self, entry, &end);
      g_array_append_val (pieces, piece);
    }

  return propus_markdown_write_prose ((const PropusMarkdownPiece *) (gpointer) pieces->data, pieces->len);
}

static void
fill_menu_cb (GtkTextView         *view,
              const GtkTextIter   *at,
              PropusTextMenuParts *parts,
              gpointer             user_data)
{
  PropusProseView *self = PROPUS_PROSE_VIEW (view);
  guint offset = (guint) gtk_text_iter_get_offset (at);
  PropusProseLink *link = propus_prose_links_find (self->links, offset);

  parts->text = propus_prose_copy_dup_text (get_buffer (self));
  parts->markdown = propus_prose_view_dup_markdown (self);
  parts->quote = g_strdup (parts->markdown);
  parts->link = link != NULL ? g_strdup (link->url) : NULL;
  parts->link_text = link != NULL ? dup_link_text (self, link) : NULL;
  parts->latex = g_strdup (propus_prose_view_get_formula (self, offset));
}

/* --- drawing --- */

/* A rule through the middle of its line; bars beside quotes, without a gap between lines of one quote. */
static void
draw_line (PropusProseView *self,
           GtkSnapshot     *snapshot,
           guint            index,
           const GdkRGBA   *colour)
{
  const Line *line = &g_array_index (self->lines, Line, index);
  guint end = index + 1 < self->lines->len ? g_array_index (self->lines, Line, index + 1).offset - 1
                                           : (guint) gtk_text_buffer_get_char_count (get_buffer (self));
  GtkTextIter iter;
  int y;
  int height;
  int last_y;
  int last_height;

  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &iter, (int) line->offset);
  gtk_text_view_get_line_yrange (GTK_TEXT_VIEW (self), &iter, &y, &height);
  if (line->line->kind == PROPUS_LINE_RULE)
    {
      int gap = index > 0 ? RULE_GAP : 0;

      propus_prose_bars_draw_rule (snapshot, colour, y + gap + (height - gap) / 2, gtk_widget_get_width (GTK_WIDGET (self)));
      return;
    }

  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &iter, (int) end);
  gtk_text_view_get_line_yrange (GTK_TEXT_VIEW (self), &iter, &last_y, &last_height);
  if (index > 0 && g_array_index (self->lines, Line, index - 1).line->quote == 0)
    y += RULE_GAP;
  propus_prose_bars_draw_quote (snapshot, colour, line->line->quote, y, last_y + last_height - y);
}

static void
propus_prose_view_snapshot_layer (GtkTextView      *view,
                                  GtkTextViewLayer  layer,
                                  GtkSnapshot      *snapshot)
{
  PropusProseView *self = PROPUS_PROSE_VIEW (view);
  GdkRGBA colour;

  if (layer != GTK_TEXT_VIEW_LAYER_BELOW_TEXT || self->n_quotes + self->n_rules == 0)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  colour.alpha *= 0.18f;
  for (guint i = 0; i < self->lines->len; i++)
    {
      const PropusLine *line = g_array_index (self->lines, Line, i).line;

      if (line->quote > 0 || line->kind == PROPUS_LINE_RULE)
        draw_line (self, snapshot, i, &colour);
    }
}

static void
propus_prose_view_css_changed (GtkWidget         *widget,
                               GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (propus_prose_view_parent_class)->css_changed (widget, change);
  propus_prose_tags_update (widget);
}

/* --- text in and out --- */

static guint
get_length (PropusProseView *self)
{
  return (guint) gtk_text_buffer_get_char_count (get_buffer (self));
}

static void
insert (PropusProseView *self,
        const char      *text,
        gssize           length)
{
  propus_quiet_text_append (GTK_TEXT_VIEW (self), text, length >= 0 ? (gsize) length : strlen (text));
}

static void
apply (PropusProseView *self,
       GtkTextTag      *tag,
       guint            from)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &start, (int) from);
  gtk_text_buffer_get_end_iter (get_buffer (self), &end);
  gtk_text_buffer_apply_tag (get_buffer (self), tag, &start, &end);
}

/* Inserts a stretch of one style; words without an end get places to break. */
static void
insert_styled (PropusProseView *self,
               const char      *text,
               gsize            length,
               PropusSpanFlags  flags,
               const char      *url)
{
  g_autofree char *split = NULL;
  guint start = get_length (self);

  split = propus_long_word_dup_split (text, length);
  insert (self, split, -1);
  if (flags != 0)
    propus_prose_tags_apply_spans (get_buffer (self), start, get_length (self), flags);
  if (url != NULL)
    propus_prose_links_add (self->links, start, get_length (self), url);
}

/* A run of short spans without a space is as long a word as any other. */
static void
break_run (PropusProseView *self,
           const char      *text,
           gsize            length)
{
  const char *space = NULL;

  for (gsize i = 0; i < length; i++)
    if (text[i] == ' ')
      space = text + i;
  if (space != NULL)
    self->unbroken = (guint) (text + length - space);
  else
    self->unbroken += (guint) length;
  if (self->unbroken > PROPUS_LIMIT_UNBROKEN_RUN)
    {
      insert (self, PROPUS_LONG_WORD_MARK, -1);
      self->unbroken = 0;
    }
}

/* Inserts @length bytes of the line's text from @from on, with their styles. */
static void
insert_text (PropusProseView  *self,
             const PropusLine *line,
             gsize             from,
             gsize             length)
{
  gsize end = from + length;
  gsize done = from;

  for (guint i = 0; line->spans != NULL && i < line->spans->len; i++)
    {
      const PropusSpan *span = &g_array_index (line->spans, PropusSpan, i);
      gsize start = MAX (span->start, done);
      gsize stop = MIN (span->end, end);

      if (span->end <= done || start >= stop)
        continue;
      if (start > done)
        insert_styled (self, line->text + done, start - done, 0, NULL);
      insert_styled (self, line->text + start, stop - start, span->flags, span->url);
      break_run (self, line->text + done, stop - done);
      done = stop;
    }
  if (done < end)
    insert_styled (self, line->text + done, end - done, 0, NULL);
}

/* Sets one paragraph of the text view: all of a line, or what follows a hard break in it. */
static void
set_paragraph (PropusProseView  *self,
               guint             index,
               guint             start,
               gboolean          broken)
{
  const PropusLine *line = g_array_index (self->lines, Line, index).line;
  const PropusLine *previous = index > 0 ? g_array_index (self->lines, Line, index - 1).line : NULL;

  apply (self, propus_prose_tags_get_indent (line, line->kind == PROPUS_LINE_ITEM && !broken), start);
  apply (self, broken ? propus_prose_tags_get ("gap-6") : propus_prose_tags_get_gap (line, previous, self->below_block), start);
  if (line->quote > 0)
    apply (self, propus_prose_tags_get ("quote"), start);
  if (line->kind == PROPUS_LINE_HEADING)
    {
      g_autofree char *name = g_strdup_printf ("heading-%u", CLAMP (line->level, 1, 6));

      apply (self, propus_prose_tags_get (name), start);
    }
  if (line->kind == PROPUS_LINE_RULE)
    apply (self, propus_prose_tags_get ("rule"), start);
}

/* Inserts the text of line @index from byte @from on; what comes before is there already. */
static void
insert_rest (PropusProseView *self,
             guint            index,
             gsize            from)
{
  const Line *entry = &g_array_index (self->lines, Line, index);
  const char *text = entry->line->text;
  gsize length = strlen (text);
  GtkTextIter iter;
  guint start;
  gboolean broken;

  /* The paragraph that is being continued began at the last line end. */
  gtk_text_buffer_get_end_iter (get_buffer (self), &iter);
  gtk_text_iter_set_line_offset (&iter, 0);
  start = MAX (entry->offset, (guint) gtk_text_iter_get_offset (&iter));
  broken = start > entry->offset;
  self->unbroken = 0;

  while (TRUE)
    {
      const char *stop = strstr (text + from, "\342\200\250");
      gsize piece = stop != NULL ? (gsize) (stop - text) - from : length - from;

      insert_text (self, entry->line, from, piece);
      set_paragraph (self, index, start, broken);
      if (stop == NULL)
        break;

      insert (self, "\n", 1);
      from += piece + strlen ("\342\200\250");
      start = get_length (self);
      broken = TRUE;
    }
}

static void
append_line (PropusProseView  *self,
             const PropusLine *line)
{
  Line entry = { line, 0, 0 };

  if (self->lines->len > 0)
    insert (self, "\n", 1);
  entry.offset = get_length (self);
  if (line->marker != NULL)
    {
      g_autofree char *marker = g_strdup_printf ("\t%s\t", line->marker);

      insert (self, marker, -1);
      apply (self, propus_prose_tags_get ("marker"), entry.offset);
    }
  else if (line->kind == PROPUS_LINE_RULE || *line->text == '\0')
    {
      insert (self, " ", 1);
    }
  entry.text = get_length (self);
  g_array_append_val (self->lines, entry);
  if (line->quote > 0)
    self->n_quotes++;
  if (line->kind == PROPUS_LINE_RULE)
    self->n_rules++;

  insert_rest (self, self->lines->len - 1, 0);
}

static void
delete_from (PropusProseView *self,
             guint            offset)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &start, (int) offset);
  gtk_text_buffer_get_end_iter (get_buffer (self), &end);
  gtk_text_buffer_delete (get_buffer (self), &start, &end);
  propus_prose_links_truncate (self->links, offset);
}

static void
truncate_lines (PropusProseView *self,
                guint            n_lines)
{
  guint offset;

  if (n_lines >= self->lines->len)
    return;

  offset = g_array_index (self->lines, Line, n_lines).offset;
  for (guint i = n_lines; i < self->lines->len; i++)
    {
      const PropusLine *line = g_array_index (self->lines, Line, i).line;

      if (line->quote > 0)
        self->n_quotes--;
      if (line->kind == PROPUS_LINE_RULE)
        self->n_rules--;
    }
  delete_from (self, n_lines > 0 ? offset - 1 : 0);
  g_array_set_size (self->lines, n_lines);
}

/* --- what stays when a line has grown --- */

/* Makes the last line that is shown into @line by changing its end only. */
static gboolean
continue_line (PropusProseView  *self,
               const PropusLine *line)
{
  guint index = self->lines->len - 1;
  Line *entry = &g_array_index (self->lines, Line, index);
  gsize common;

  if (!propus_line_is_continued (entry->line, line, &common) || propus_long_word_is_in (line->text, strlen (line->text))
      || (line->spans != NULL && line->spans->len > 100))
    return FALSE;

  delete_from (self, entry->text + (guint) g_utf8_strlen (line->text, (gssize) common));
  entry->line = line;
  insert_rest (self, index, common);

  return TRUE;
}

/* --- blocks in --- */

static guint
count_equal_blocks (PropusProseView      *self,
                    guint                 from,
                    PropusMarkdownBlock **blocks,
                    guint                 n_blocks)
{
  guint n = 0;

  while (n < n_blocks && from + n < self->blocks->len
         && propus_markdown_block_equal (self->blocks->pdata[from + n], blocks[n]))
    n++;

  return n;
}

/* Lines of the changed blocks that are equal stay, the first other one may be continued. Returns how many are done. */
static guint
keep_lines (PropusProseView *self,
            GPtrArray       *fresh,
            guint            first)
{
  guint kept = 0;

  while (kept < fresh->len && first + kept < self->lines->len
         && propus_line_equal (g_array_index (self->lines, Line, first + kept).line, fresh->pdata[kept]))
    {
      g_array_index (self->lines, Line, first + kept).line = fresh->pdata[kept];
      kept++;
    }

  truncate_lines (self, first + kept + (kept < fresh->len ? 1 : 0));
  if (kept < fresh->len && first + kept < self->lines->len)
    {
      if (continue_line (self, fresh->pdata[kept]))
        return kept + 1;
      truncate_lines (self, first + kept);
    }

  return kept;
}

/**
 * propus_prose_view_set_blocks:
 * @self: a view
 * @from: how many blocks at the beginning stay as they are
 * @blocks: (array length=n_blocks): PROSE blocks that are shown after these, instead of all that is shown there now
 * @n_blocks: how many
 *
 * Changes what is shown. Only what differs is touched, so a selection and the scroll position stay while text comes at
 * the end.
 */
void
propus_prose_view_set_blocks (PropusProseView      *self,
                              guint                 from,
                              PropusMarkdownBlock **blocks,
                              guint                 n_blocks)
{
  g_autoptr(GPtrArray) fresh = g_ptr_array_new ();
  g_autoptr(GPtrArray) dropped = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_markdown_block_unref);
  guint n_equal;
  guint first_line;

  g_return_if_fail (PROPUS_IS_PROSE_VIEW (self));
  g_return_if_fail (from <= self->blocks->len);

  n_equal = count_equal_blocks (self, from, blocks, n_blocks);
  from += n_equal;
  first_line = from < self->blocks->len ? g_array_index (self->first_lines, guint, from) : self->lines->len;

  /* Their lines are compared with until the end of this function. */
  for (guint i = from; i < self->blocks->len; i++)
    g_ptr_array_add (dropped, propus_markdown_block_ref (self->blocks->pdata[i]));
  g_ptr_array_set_size (self->blocks, (int) from);
  g_array_set_size (self->first_lines, from);

  for (guint i = n_equal; i < n_blocks; i++)
    {
      guint at = first_line + fresh->len;

      g_ptr_array_add (self->blocks, propus_markdown_block_ref (blocks[i]));
      g_array_append_val (self->first_lines, at);
      for (guint j = 0; j < propus_markdown_block_get_n_lines (blocks[i]); j++)
        g_ptr_array_add (fresh, (gpointer) propus_markdown_block_get_line (blocks[i], j));
    }

  propus_quiet_text_begin (GTK_TEXT_VIEW (self));
  for (guint i = keep_lines (self, fresh, first_line); i < fresh->len; i++)
    append_line (self, fresh->pdata[i]);
  propus_quiet_text_end (GTK_TEXT_VIEW (self));
}

/* --- the object --- */

static void
propus_prose_view_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  GTK_WIDGET_CLASS (propus_prose_view_parent_class)->size_allocate (widget, width, height, baseline);
  propus_text_height_check (&PROPUS_PROSE_VIEW (widget)->height, widget, width, height);
}

static void
propus_prose_view_finalize (GObject *object)
{
  PropusProseView *self = PROPUS_PROSE_VIEW (object);

  propus_text_height_clear (&self->height);
  g_ptr_array_unref (self->blocks);
  g_array_unref (self->first_lines);
  g_array_unref (self->lines);
  g_array_unref (self->links);

  G_OBJECT_CLASS (propus_prose_view_parent_class)->finalize (object);
}

static void
propus_prose_view_class_init (PropusProseViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkTextViewClass *view_class = GTK_TEXT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = propus_prose_view_finalize;
  widget_class->size_allocate = propus_prose_view_size_allocate;
  widget_class->query_tooltip = propus_prose_view_query_tooltip;
  widget_class->css_changed = propus_prose_view_css_changed;
  view_class->snapshot_layer = propus_prose_view_snapshot_layer;
  view_class->copy_clipboard = propus_prose_view_copy_clipboard;
  view_class->move_cursor = propus_prose_view_move_cursor;
}

static void
add_controllers (PropusProseView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  g_signal_connect (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
propus_prose_view_init (PropusProseView *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);
  g_autoptr(GtkTextBuffer) buffer = gtk_text_buffer_new (propus_prose_tags_get_default ());

  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_markdown_block_unref);
  self->first_lines = g_array_new (FALSE, FALSE, sizeof (guint));
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  self->links = propus_prose_links_new ();

  gtk_text_buffer_set_enable_undo (buffer, FALSE);
  gtk_text_view_set_buffer (view, buffer);
  gtk_text_view_set_editable (view, FALSE);
  gtk_text_view_set_cursor_visible (view, FALSE);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_pixels_inside_wrap (view, INSIDE_WRAP);
  gtk_text_view_set_bottom_margin (view, 3);   /* some letters reach below what their font says */
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Text"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self), "prose");

  propus_text_menu_attach (view, fill_menu_cb, NULL);
  add_controllers (self);
}

/**
 * propus_prose_view_new:
 * @below_block: whether code or a table stands above it
 *
 * Returns: (transfer floating): an empty view
 */
GtkWidget *
propus_prose_view_new (gboolean below_block)
{
  PropusProseView *self = g_object_new (PROPUS_TYPE_PROSE_VIEW, NULL);

  self->below_block = below_block;

  return GTK_WIDGET (self);
}
