/* propus-browser.c - the only way out of the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-browser.h"

#include "propus-link-policy.h"

/**
 * propus_browser_open:
 * @parent: (nullable): the window that the person looks at
 * @url: an address; one that the link policy does not allow is not opened
 *
 * Hands an address to the desktop. Nothing else in the program does.
 */
void
propus_browser_open (GtkWindow  *parent,
                     const char *url)
{
  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (url != NULL);

  if (propus_link_policy_allows (url))
    gtk_show_uri (parent, url, GDK_CURRENT_TIME);
}

/**
 * propus_browser_can_open_folders:
 *
 * Returns: whether a person can be shown where a file went
 */
gboolean
propus_browser_can_open_folders (void)
{
  g_autoptr (GAppInfo) files = g_app_info_get_default_for_type ("inode/directory", FALSE);

  return files != NULL;
}

/**
 * propus_browser_open_folder:
 * @parent: (nullable): the window that the person looks at
 * @folder: a folder on this computer that the person chose
 */
void
propus_browser_open_folder (GtkWindow *parent,
                            GFile     *folder)
{
  g_autofree char *uri = NULL;

  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (G_IS_FILE (folder));

  uri = g_file_get_uri (folder);
  gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
}
