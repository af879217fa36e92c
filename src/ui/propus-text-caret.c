/* propus-text-caret.c - the caret of text that is read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-text-caret.h"

#define MARGIN 24   /* that is left between the caret and the edge */

/* Text views are as high as their text: what scrolls is around them all. */
static GtkScrolledWindow *
find_scrolled (GtkWidget *view)
{
  GtkWidget *widget = gtk_widget_get_parent (view);

  while (widget != NULL)
    {
      if (GTK_IS_SCROLLED_WINDOW (widget)
          && gtk_adjustment_get_upper (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget)))
             > gtk_adjustment_get_page_size (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget))))
        return GTK_SCROLLED_WINDOW (widget);
      widget = gtk_widget_get_parent (widget);
    }

  return NULL;
}

/**
 * propus_text_caret_reveal:
 * @view: a text view that does not scroll by itself
 *
 * Scrolls what is around @view until its caret is seen.
 */
void
propus_text_caret_reveal (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkScrolledWindow *scrolled = find_scrolled (GTK_WIDGET (view));
  GtkAdjustment *adjustment;
  GtkTextIter iter;
  GdkRectangle place;
  graphene_point_t point;
  double above, below;

  if (scrolled == NULL)
    return;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  gtk_text_view_get_iter_location (view, &iter, &place);
  gtk_text_view_buffer_to_window_coords (view, GTK_TEXT_WINDOW_WIDGET, place.x, place.y, &place.x, &place.y);
  if (!gtk_widget_compute_point (GTK_WIDGET (view), GTK_WIDGET (scrolled),
                                 &GRAPHENE_POINT_INIT ((float) place.x, (float) place.y), &point))
    return;

  adjustment = gtk_scrolled_window_get_vadjustment (scrolled);
  above = (double) point.y - MARGIN;
  below = (double) point.y + place.height + MARGIN - gtk_adjustment_get_page_size (adjustment);
  if (above < 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + above);
  else if (below > 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + below);
}

/**
 * propus_text_caret_describe:
 * @view: a text view that has the focus
 * @description: (nullable): what the caret stands in, when that is not plain text
 *
 * A text view is one object without parts for a screen reader: headings, items and links have no roles of their own.
 * The description of what has the focus is spoken when it changes, so a reader hears of them while moving.
 */
void
propus_text_caret_describe (GtkTextView *view,
                            const char  *description)
{
  if (description != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}
