/* propus-prose-tags.c - how prose is set
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prose-tags.h"

#include <adwaita.h>

#define MAX_DEPTH 6    /* deeper lists and quotes do not move further in: a narrow window has no room */
#define MAX_QUOTE 3

/* One table for all answers: a change of colours or of the font is made once. Main thread only. */
static GtkTextTagTable *table;
static int step = 24;         /* what a list moves in */
static double em;             /* height of the font the steps were made for */

static GtkTextTag *
add_tag (const char *name,
         const char *property,
         ...)
{
  GtkTextTag *tag = gtk_text_tag_new (name);
  va_list args;

  va_start (args, property);
  g_object_set_valist (G_OBJECT (tag), property, args);
  va_end (args);
  gtk_text_tag_table_add (table, tag);
  g_object_unref (tag);

  return tag;
}

static void
add_headings (void)
{
  static const double scales[] = { 1.5, 1.3, 1.15, 1.05, 1.0, 1.0 };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      g_autofree char *name = g_strdup_printf ("heading-%u", i + 1);

      add_tag (name, "scale", scales[i], "weight", i < 2 ? 800 : 700, NULL);
    }
}

static void
add_gaps (void)
{
  static const int gaps[] = { 0, 3, 6, 9, 12, 15, 18, 24 };

  for (guint i = 0; i < G_N_ELEMENTS (gaps); i++)
    {
      g_autofree char *name = g_strdup_printf ("gap-%d", gaps[i]);

      add_tag (name, "pixels-above-lines", gaps[i], NULL);
    }
}

/**
 * propus_prose_tags_get_default:
 *
 * Returns: (transfer none): the tags of all prose
 */
GtkTextTagTable *
propus_prose_tags_get_default (void)
{
  if (table != NULL)
    return table;

  table = gtk_text_tag_table_new ();
  add_gaps ();
  add_headings ();
  add_tag ("quote", "foreground-set", FALSE, NULL);
  add_tag ("marker", "foreground-set", FALSE, NULL);
  add_tag ("rule", "scale", 0.6, NULL);
  add_tag ("strong", "weight", PANGO_WEIGHT_BOLD, NULL);
  add_tag ("emphasis", "style", PANGO_STYLE_ITALIC, NULL);
  add_tag ("strike", "strikethrough", TRUE, NULL);
  add_tag ("code", "family", "monospace", "scale", 0.95, NULL);
  add_tag ("variable", "style", PANGO_STYLE_ITALIC, NULL);
  add_tag ("raised", "scale", 0.72, "rise-set", TRUE, NULL);
  add_tag ("lowered", "scale", 0.72, "rise-set", TRUE, NULL);
  add_tag ("link", "underline", PANGO_UNDERLINE_SINGLE, NULL);
  add_tag ("source", "scale", PANGO_SCALE_X_SMALL, "rise", 4 * PANGO_SCALE, NULL);

  return table;
}

/**
 * propus_prose_tags_get:
 * @name: of a tag that always exists
 *
 * Returns: (transfer none): the tag
 */
GtkTextTag *
propus_prose_tags_get (const char *name)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (propus_prose_tags_get_default (), name);

  g_assert (tag != NULL);

  return tag;
}

/**
 * propus_prose_tags_get_step:
 *
 * Returns: by how many pixels a list or quote moves in
 */
int
propus_prose_tags_get_step (void)
{
  return step;
}

static void
set_indent (GtkTextTag *tag,
            guint       depth,
            guint       quote,
            gboolean    hanging)
{
  int margin = (int) (quote * (guint) step * 3 / 4 + depth * (guint) step);
  g_autoptr(PangoTabArray) tabs = NULL;

  if (!hanging)
    {
      g_object_set (tag, "left-margin", margin, "indent", 0, NULL);
      return;
    }

  /* The marker ends a little before the text begins, so that numbers of one and of two digits stand in line. */
  tabs = pango_tab_array_new_with_positions (2, TRUE, PANGO_TAB_RIGHT, step - step / 4, PANGO_TAB_LEFT, step);
  g_object_set (tag, "left-margin", margin - step, "indent", -step, "tabs", tabs, NULL);
}

/**
 * propus_prose_tags_get_indent:
 * @line: a line
 * @hanging: whether it begins with its marker
 *
 * Returns: (transfer none): the tag that moves it in
 */
GtkTextTag *
propus_prose_tags_get_indent (const PropusLine *line,
                              gboolean          hanging)
{
  guint depth = MIN (line->depth, MAX_DEPTH);
  guint quote = MIN (line->quote, MAX_QUOTE);
  g_autofree char *name = g_strdup_printf ("indent-%u-%u-%u", depth, quote, hanging ? 1 : 0);
  GtkTextTag *tag = gtk_text_tag_table_lookup (propus_prose_tags_get_default (), name);

  if (tag != NULL)
    return tag;

  tag = add_tag (name, "left-margin-set", TRUE, NULL);
  set_indent (tag, depth, quote, hanging);

  return tag;
}

static int
get_heading_gap (const PropusLine *line)
{
  return line->level <= 2 ? 24 : 18;
}

/**
 * propus_prose_tags_get_gap:
 * @line: a line
 * @previous: (nullable): the line above it; %NULL at the top
 * @below_block: at the top, whether code or a table stands above
 *
 * Returns: (transfer none): the tag for the room between both
 */
GtkTextTag *
propus_prose_tags_get_gap (const PropusLine *line,
                           const PropusLine *previous,
                           gboolean          below_block)
{
  gboolean in_list = line->depth > 0;
  g_autofree char *name = NULL;
  int gap = 15;

  if (previous == NULL)
    gap = !below_block ? 0 : line->kind == PROPUS_LINE_HEADING ? get_heading_gap (line) - 12 : 3;
  else if (line->kind == PROPUS_LINE_HEADING)
    gap = previous->kind == PROPUS_LINE_HEADING ? 12 : get_heading_gap (line);
  else if (previous->kind == PROPUS_LINE_HEADING)
    gap = previous->level <= 1 ? 12 : previous->level == 2 ? 9 : 6;
  else if (in_list && previous->depth > 0)
    gap = line->loose ? 9 : 6;
  else if (in_list)
    gap = line->loose ? 9 : 6;

  name = g_strdup_printf ("gap-%d", gap);

  return propus_prose_tags_get (name);
}

/**
 * propus_prose_tags_apply_spans:
 * @buffer: of the default table
 * @start: first character
 * @end: past the last one
 * @flags: its style
 */
void
propus_prose_tags_apply_spans (GtkTextBuffer   *buffer,
                               guint            start,
                               guint            end,
                               PropusSpanFlags  flags)
{
  static const struct
  {
    PropusSpanFlags flags;
    const char     *name;
  } names[] = {
    { PROPUS_SPAN_STRONG, "strong" },
    { PROPUS_SPAN_EMPHASIS, "emphasis" },
    { PROPUS_SPAN_STRIKE, "strike" },
    { PROPUS_SPAN_CODE, "code" },
    { PROPUS_SPAN_LINK, "link" },
    { PROPUS_SPAN_IMAGE, "link" },
    { PROPUS_SPAN_ITALIC, "variable" },
    { PROPUS_SPAN_RAISED, "raised" },
    { PROPUS_SPAN_LOWERED, "lowered" },
    { PROPUS_SPAN_SOURCE, "source" },
  };
  GtkTextIter from;
  GtkTextIter to;

  gtk_text_buffer_get_iter_at_offset (buffer, &from, (int) start);
  gtk_text_buffer_get_iter_at_offset (buffer, &to, (int) end);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (flags & names[i].flags)
      gtk_text_buffer_apply_tag (buffer, propus_prose_tags_get (names[i].name), &from, &to);
}

static void
update_indent_cb (GtkTextTag *tag,
                  gpointer    user_data)
{
  g_autofree char *name = NULL;
  guint depth;
  guint quote;
  guint hanging;

  g_object_get (tag, "name", &name, NULL);
  if (name != NULL && sscanf (name, "indent-%u-%u-%u", &depth, &quote, &hanging) == 3)
    set_indent (tag, depth, quote, hanging != 0);
}

static void
set_colour (const char    *name,
            const char    *property,
            const GdkRGBA *colour)
{
  GtkTextTag *tag = propus_prose_tags_get (name);
  g_autoptr(GdkRGBA) old = NULL;

  g_object_get (tag, property, &old, NULL);
  if (old == NULL || !gdk_rgba_equal (old, colour))
    g_object_set (tag, property, colour, NULL);
}

/**
 * propus_prose_tags_update:
 * @widget: a widget that shows prose
 *
 * Takes colours and sizes from the widget's style; cheap when nothing has changed.
 */
void
propus_prose_tags_update (GtkWidget *widget)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (gtk_widget_get_pango_context (widget));
  double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;
  GdkRGBA colour;
  GdkRGBA faint;

  propus_prose_tags_get_default ();

  gtk_style_context_get_color (context, &colour);
  faint = colour;
  faint.alpha *= 0.72f;
  set_colour ("quote", "foreground-rgba", &faint);
  set_colour ("marker", "foreground-rgba", &faint);
  faint = colour;
  faint.alpha *= 0.08f;
  set_colour ("code", "background-rgba", &faint);
  if (gtk_style_context_lookup_color (context, "accent_color", &colour))
    {
      set_colour ("link", "foreground-rgba", &colour);
      set_colour ("source", "foreground-rgba", &colour);
    }

  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (gtk_widget_get_pango_context (widget)) / 72.0;
  if (size > 0 && size != em)
    {
      em = size;
      step = MAX (18, (int) (size * 1.64 + 0.5));
      g_object_set (propus_prose_tags_get ("raised"), "rise", (int) (size * 0.36 * PANGO_SCALE), NULL);
      g_object_set (propus_prose_tags_get ("lowered"), "rise", (int) (size * -0.16 * PANGO_SCALE), NULL);
      gtk_text_tag_table_foreach (table, update_indent_cb, NULL);
    }
}
