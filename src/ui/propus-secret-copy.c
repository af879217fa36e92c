/* propus-secret-copy.c - something on the clipboard that no history of the clipboard is to keep
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-secret-copy.h"

/* KDE's name for it, which the histories of other desktops look for, too. GTK 4.8 announces it, and does not hand over the
 * value of a type without a slash: a history that goes by the name leaves the text out, one that reads the value keeps it. */
#define HINT_TYPE  "x-kde-passwordManagerHint"
#define HINT_VALUE "secret"

/**
 * propus_secret_copy:
 * @widget: on whose display
 * @text: what to paste elsewhere
 *
 * Puts @text on the clipboard, with a mark for programs that remember what was there.
 */
void
propus_secret_copy (GtkWidget  *widget,
                    const char *text)
{
  g_autoptr (GBytes) hint = g_bytes_new_static (HINT_VALUE, strlen (HINT_VALUE));
  g_autoptr (GdkContentProvider) both = NULL;
  GdkContentProvider *providers[2];

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  providers[0] = gdk_content_provider_new_typed (G_TYPE_STRING, text);
  providers[1] = gdk_content_provider_new_for_bytes (HINT_TYPE, hint);
  both = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), both);
}
