/* propus-find-marks.c - what a find has met, marked on the screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-find-marks.h"

#include "propus-limits.h"
#include "propus-text-match.h"

/* The letters on them are black on light and on dark: those of code have colours of their own, which no mark suits. */
#define MET_COLOUR "#f8e45c"
#define CHOSEN_COLOUR "#ffa348"
#define LETTER_COLOUR "black"

static int
compare_ranges (gconstpointer a,
                gconstpointer b)
{
  gsize left = ((const PropusTextRange *) a)->start;
  gsize right = ((const PropusTextRange *) b)->start;

  return left < right ? -1 : left > right;
}

/* Each word by itself: they may stand in several paragraphs of one message. */
static GArray *
find (const char         *text,
      const char * const *words)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (PropusTextRange));

  for (gsize i = 0; words != NULL && words[i] != NULL; i++)
    {
      const char *word[] = { words[i], NULL };
      g_autoptr (GArray) some = propus_text_find (text, word, PROPUS_LIMIT_RANGES);

      g_array_append_vals (ranges, some->data, some->len);
    }
  if (words != NULL && words[0] != NULL && words[1] != NULL)
    g_array_sort (ranges, compare_ranges);

  return ranges;
}

static GtkTextTag *
get_tag (GtkTextBuffer *buffer,
         const char    *name,
         const char    *colour)
{
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (buffer);
  GtkTextTag *tag = gtk_text_tag_table_lookup (table, name);

  if (tag == NULL)
    tag = gtk_text_buffer_create_tag (buffer, name, "background", colour, "foreground", LETTER_COLOUR, NULL);
  gtk_text_tag_set_priority (tag, gtk_text_tag_table_get_size (table) - 1);

  return tag;
}

static char *
dup_slice (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_slice (buffer, &start, &end, TRUE);
}

static void
get_iters (GtkTextBuffer         *buffer,
           const char            *text,
           const PropusTextRange *range,
           GtkTextIter           *start,
           GtkTextIter           *end)
{
  glong first = g_utf8_pointer_to_offset (text, text + range->start);
  glong length = g_utf8_pointer_to_offset (text + range->start, text + range->start + range->length);

  gtk_text_buffer_get_iter_at_offset (buffer, start, (int) first);
  gtk_text_buffer_get_iter_at_offset (buffer, end, (int) (first + length));
}

/**
 * propus_find_marks_set:
 * @view: a view of text that does not change
 * @words: (nullable): what is looked for; %NULL takes all marks away
 *
 * Returns: how many places are marked
 */
guint
propus_find_marks_set (GtkTextView        *view,
                       const char * const *words)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (buffer);
  g_autofree char *text = NULL;
  g_autoptr (GArray) ranges = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  if (gtk_text_tag_table_lookup (table, "find") != NULL)
    gtk_text_buffer_remove_tag_by_name (buffer, "find", &start, &end);
  if (gtk_text_tag_table_lookup (table, "find-chosen") != NULL)
    gtk_text_buffer_remove_tag_by_name (buffer, "find-chosen", &start, &end);
  if (words == NULL || words[0] == NULL)
    return 0;

  text = dup_slice (buffer);
  ranges = find (text, words);
  for (guint i = 0; i < ranges->len; i++)
    {
      get_iters (buffer, text, &g_array_index (ranges, PropusTextRange, i), &start, &end);
      gtk_text_buffer_apply_tag (buffer, get_tag (buffer, "find", MET_COLOUR), &start, &end);
    }

  return ranges->len;
}

/**
 * propus_find_marks_count:
 * @text: what a view would show
 * @words: what is looked for
 *
 * Returns: how many places would be marked
 */
guint
propus_find_marks_count (const char         *text,
                         const char * const *words)
{
  g_autoptr (GArray) ranges = find (text, words);

  return ranges->len;
}

/**
 * propus_find_marks_choose:
 * @view: a view with marks
 * @words: the same as before
 * @index: which place; %PROPUS_FIND_NONE: none any more
 * @relative: (transfer none): an ancestor
 * @bounds: (out): where it is in @relative
 *
 * Returns: whether there is such a place
 */
gboolean
propus_find_marks_choose (GtkTextView        *view,
                          const char * const *words,
                          guint               index,
                          GtkWidget          *relative,
                          graphene_rect_t    *bounds)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextTag *tag = get_tag (buffer, "find-chosen", CHOSEN_COLOUR);
  g_autofree char *text = NULL;
  g_autoptr (GArray) ranges = NULL;
  GtkTextIter start, end;
  GdkRectangle place;
  graphene_point_t point;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, tag, &start, &end);
  if (index == PROPUS_FIND_NONE)
    return FALSE;

  text = dup_slice (buffer);
  ranges = find (text, words);
  if (index >= ranges->len)
    return FALSE;

  get_iters (buffer, text, &g_array_index (ranges, PropusTextRange, index), &start, &end);
  gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
  gtk_text_view_get_iter_location (view, &start, &place);
  gtk_text_view_buffer_to_window_coords (view, GTK_TEXT_WINDOW_WIDGET, place.x, place.y, &place.x, &place.y);
  if (!gtk_widget_compute_point (GTK_WIDGET (view), relative, &GRAPHENE_POINT_INIT ((float) place.x, (float) place.y), &point))
    return FALSE;

  graphene_rect_init (bounds, point.x, point.y, 1, (float) place.height);
  return TRUE;
}

static void
add_colour (PangoAttrList         *attributes,
            const PropusTextRange *range,
            gboolean               chosen)
{
  PangoAttribute *colour = chosen ? pango_attr_background_new (0xffff, 0xa3a3, 0x4848) : pango_attr_background_new (0xf8f8, 0xe4e4, 0x5c5c);
  PangoAttribute *letters = pango_attr_foreground_new (0, 0, 0);

  colour->start_index = letters->start_index = (guint) range->start;
  colour->end_index = letters->end_index = (guint) (range->start + range->length);
  pango_attr_list_insert (attributes, colour);
  pango_attr_list_insert (attributes, letters);
}

/**
 * propus_find_marks_set_label:
 * @label: a label without attributes of its own
 * @words: (nullable): what is looked for; %NULL takes all marks away
 * @chosen: the place that the reader is led to; %PROPUS_FIND_NONE: none
 *
 * Returns: how many places are marked
 */
guint
propus_find_marks_set_label (GtkLabel           *label,
                             const char * const *words,
                             guint               chosen)
{
  g_autoptr (PangoAttrList) attributes = NULL;
  g_autoptr (GArray) ranges = find (gtk_label_get_text (label), words);

  if (ranges->len > 0)
    attributes = pango_attr_list_new ();
  for (guint i = 0; i < ranges->len; i++)
    add_colour (attributes, &g_array_index (ranges, PropusTextRange, i), i == chosen);
  gtk_label_set_attributes (label, attributes);

  return ranges->len;
}

/**
 * propus_find_marks_locate_label:
 * @label: a label
 * @words: what is looked for
 * @index: which place
 * @relative: (transfer none): an ancestor
 * @bounds: (out): where it is in @relative
 *
 * Returns: whether there is such a place
 */
gboolean
propus_find_marks_locate_label (GtkLabel           *label,
                                const char * const *words,
                                guint               index,
                                GtkWidget          *relative,
                                graphene_rect_t    *bounds)
{
  g_autoptr (GArray) ranges = find (gtk_label_get_text (label), words);
  PangoRectangle place;
  graphene_point_t point;
  int x, y;

  if (index >= ranges->len)
    return FALSE;

  pango_layout_index_to_pos (gtk_label_get_layout (label), (int) g_array_index (ranges, PropusTextRange, index).start, &place);
  gtk_label_get_layout_offsets (label, &x, &y);
  if (!gtk_widget_compute_point (GTK_WIDGET (label), relative,
                                 &GRAPHENE_POINT_INIT ((float) (x + PANGO_PIXELS (place.x)), (float) (y + PANGO_PIXELS (place.y))),
                                 &point))
    return FALSE;

  graphene_rect_init (bounds, point.x, point.y, 1, (float) PANGO_PIXELS (place.height));
  return TRUE;
}
