/* propus-prose-bars.c - what is drawn beside and between the lines of prose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prose-bars.h"

#include "propus-prose-tags.h"

#define BAR_WIDTH 3
#define MOST_BARS 3

/**
 * propus_prose_bars_draw_quote:
 * @snapshot: of a text view
 * @colour: of the bars
 * @depth: how many quotes lie in each other
 * @y: of the top, pixels
 * @height: pixels
 *
 * Draws a bar for each quote that a line stands in.
 */
void
propus_prose_bars_draw_quote (GtkSnapshot   *snapshot,
                              const GdkRGBA *colour,
                              guint          depth,
                              int            y,
                              int            height)
{
  int step = propus_prose_tags_get_step () * 3 / 4;

  for (guint i = 0; i < MIN (depth, MOST_BARS); i++)
    gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT ((float) ((int) i * step), (float) y, BAR_WIDTH, (float) height));
}

/**
 * propus_prose_bars_draw_rule:
 * @snapshot: of a text view
 * @colour: of the rule
 * @y: where it is, pixels
 * @width: of the view, pixels
 *
 * Draws a rule across the view.
 */
void
propus_prose_bars_draw_rule (GtkSnapshot   *snapshot,
                             const GdkRGBA *colour,
                             int            y,
                             int            width)
{
  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (0, (float) y, (float) width, 1));
}
