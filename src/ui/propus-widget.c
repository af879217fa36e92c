/* propus-widget.c - the end of a widget
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-widget.h"

/**
 * propus_widget_dispose_template:
 * @widget: a direct subclass of #GtkWidget that is being disposed of
 * @type: whose template it has
 *
 * Lets go of all that the template made. gtk_widget_dispose_template() unparents only children with a name.
 */
void
propus_widget_dispose_template (GtkWidget *widget,
                                GType      type)
{
  GtkWidget *child;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_widget_dispose_template (widget, type);
  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    gtk_widget_unparent (child);
}
