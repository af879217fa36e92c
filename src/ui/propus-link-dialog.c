/* propus-link-dialog.c - the only way out of an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-link-dialog.h"

#include "propus-browser.h"
#include "propus-link-policy.h"
#include "propus-markdown-marks.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  GtkWindow *window;   /* owned, nullable */
  GdkClipboard *clipboard;
  char *url;
} Link;

static void
link_free (Link *link)
{
  g_clear_object (&link->window);
  g_clear_object (&link->clipboard);
  g_free (link->url);
  g_free (link);
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             Link             *link)
{
  if (g_strcmp0 (response, "open") == 0)
    propus_browser_open (link->window, link->url);
  else if (g_strcmp0 (response, "copy") == 0)
    gdk_clipboard_set_text (link->clipboard, link->url);
}

/**
 * propus_link_dialog_dup_tooltip:
 * @url: an allowed address
 *
 * Returns: (transfer full): the real host in ASCII, and below it the address
 */
char *
propus_link_dialog_dup_tooltip (const char *url)
{
  g_autofree char *host = propus_link_policy_dup_host (url);
  g_autofree char *shown = NULL;
  guint number;

  g_return_val_if_fail (url != NULL, NULL);

  if (propus_markdown_mark_parse_url (url, &number))
    /* Translators: tooltip of a number in an answer that leads to a source */
    return g_strdup_printf (_("Source %u"), number);

  shown = g_utf8_strlen (url, -1) > 200 ? g_utf8_substring (url, 0, 200) : g_strdup (url);
  if (host == NULL)
    return g_steal_pointer (&shown);

  return g_strdup_printf ("%s\n%s%s", host, shown, g_utf8_strlen (url, -1) > 200 ? "…" : "");
}

/**
 * propus_link_dialog_open:
 * @widget: where the link is shown
 * @text: (nullable): what the link says
 * @url: where it leads
 *
 * Shows the real host and address and asks whether to open them. An answer may come from somebody who wants a click;
 * nothing is opened without this question, and nothing that propus_link_policy_allows() refuses is opened at all.
 */
void
propus_link_dialog_open (GtkWidget  *widget,
                         const char *text,
                         const char *url)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *host = propus_link_policy_dup_host (url);
  GtkWidget *dialog;
  Link *link;
  guint number;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  /* The number of a source: the answer knows which one. */
  if (propus_markdown_mark_parse_url (url, &number))
    gtk_widget_activate_action (widget, "answer.source", "u", number);
  if (host == NULL)
    return;

  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL);
  /* Translators: Heading of a dialog; %s is a host name like example.org, or a mail address. */
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _("Open %s?"), host);
  if (propus_link_policy_is_misleading (text, url))
    adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                    /* Translators: Body of a dialog; %s is an address. */
                                    _("The text of this link names another place than the one it leads to:\n\n%s"), url);
  else
    adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), "%s", url);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"), "copy", _("Copy _Link"), "open", _("_Open"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "open");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  if (propus_link_policy_is_misleading (text, url))
    {
      adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
      adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "open", ADW_RESPONSE_DESTRUCTIVE);
    }

  link = g_new0 (Link, 1);
  if (GTK_IS_WINDOW (root))
    link->window = g_object_ref (GTK_WINDOW (root));
  link->clipboard = g_object_ref (gtk_widget_get_clipboard (widget));
  link->url = g_strdup (url);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), link, (GClosureNotify) (void (*) (void)) link_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
