/* propus-announcer.c - a word to those who hear the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-announcer.h"

/* GTK 4.8 has no announcements and no live regions. What Orca does speak by itself is the description of what has the
 * focus when it changes: it is changed for a moment. */
static gboolean
restore_cb (gpointer user_data)
{
  GtkWidget *focus = user_data;
  const char *tooltip = gtk_widget_get_tooltip_text (focus);

  if (tooltip != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);

  return G_SOURCE_REMOVE;
}

/**
 * propus_announcer_say:
 * @widget: of the window that it is about
 * @text: what to say; sentences
 *
 * Has a screen reader say @text, when the window of @widget is the one that is worked in. Takes no focus, and nothing is
 * seen.
 */
void
propus_announcer_say (GtkWidget  *widget,
                      const char *text)
{
  GtkRoot *root;
  GtkWidget *focus;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  root = gtk_widget_get_root (widget);
  if (!GTK_IS_WINDOW (root) || !gtk_window_is_active (GTK_WINDOW (root)) || *text == '\0')
    return;

  focus = gtk_root_get_focus (root);
  if (focus == NULL)
    return;

  gtk_accessible_update_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, restore_cb, g_object_ref (focus), g_object_unref);
}
