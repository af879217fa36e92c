/* propus-cut-note.c - says that not all is shown, and offers it as plain text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-cut-note.h"

#include "propus-block-header.h"

#include <glib/gi18n.h>

/**
 * propus_cut_note_new:
 * @sentence: what is not shown
 * @button: (out) (transfer none): shows all of it as plain text when it is clicked
 *
 * Returns: (transfer floating): a note, which is not visible yet
 */
GtkWidget *
propus_cut_note_new (const char  *sentence,
                     GtkWidget  **button)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = propus_block_header_note ();

  gtk_label_set_text (GTK_LABEL (label), sentence);
  gtk_widget_set_visible (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);

  *button = gtk_button_new_with_mnemonic (_("Show as _Plain Text"));
  gtk_widget_set_halign (*button, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), *button);
  gtk_widget_add_css_class (box, "cut-note");
  gtk_widget_set_visible (box, FALSE);

  return box;
}
