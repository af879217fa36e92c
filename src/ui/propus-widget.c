/* propus-widget.c - what widgets of several kinds do alike
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

static void
make_popover_cb (GtkMenuButton *button,
                 gpointer       user_data)
{
  g_assert (G_IS_MENU_MODEL (user_data));

  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, user_data);
}

/**
 * propus_widget_set_menu:
 * @button: a button without a menu
 * @menu: (transfer none): its menu
 *
 * Gives @button a menu whose popover is made when it is opened for the first time, and not at the start or with each
 * row of a list.
 */
void
propus_widget_set_menu (GtkMenuButton *button,
                        GMenuModel    *menu)
{
  g_return_if_fail (GTK_IS_MENU_BUTTON (button));
  g_return_if_fail (G_IS_MENU_MODEL (menu));

  gtk_menu_button_set_create_popup_func (button, make_popover_cb, g_object_ref (menu), g_object_unref);
}
