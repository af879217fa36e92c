/* propus-block-header.c - the line above code or a table: what it is, and what can be done with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-block-header.h"

/**
 * propus_block_header_new:
 * @title: what stands below
 * @label: (out) (optional) (transfer none): the label with the title
 *
 * Returns: (transfer floating): a line with a title, which gives way to its buttons where there is little room
 */
GtkWidget *
propus_block_header_new (const char  *title,
                         GtkLabel   **label)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *words = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_label_set_ellipsize (GTK_LABEL (words), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_margin_end (words, 6);
  gtk_widget_add_css_class (words, "caption");
  gtk_widget_add_css_class (words, "dim-label");
  gtk_widget_add_css_class (header, "block-header");
  gtk_box_append (GTK_BOX (header), words);
  if (label != NULL)
    *label = GTK_LABEL (words);

  return header;
}

/**
 * propus_block_header_add:
 * @header: a header
 * @button: (transfer floating): a button with an icon
 * @name: what it does
 */
void
propus_block_header_add (GtkWidget  *header,
                         GtkWidget  *button,
                         const char *name)
{
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, GTK_IS_MENU_BUTTON (button) ? "dim-menu" : "dim-button");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (header), button);
}

/**
 * propus_block_header_note:
 *
 * Returns: (transfer floating): a hidden label for a sentence about what stands in the block
 */
GtkWidget *
propus_block_header_note (void)
{
  GtkWidget *note = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (note), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (note), 0);
  gtk_widget_set_visible (note, FALSE);
  gtk_widget_add_css_class (note, "block-note");
  gtk_widget_add_css_class (note, "caption");

  return note;
}
