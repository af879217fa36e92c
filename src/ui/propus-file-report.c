/* propus-file-report.c - how chats came into a file, or out of one, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-file-report.h"

#include "propus-chat-import.h"
#include "propus-limits.h"

#include <glib/gi18n.h>

/* --- what was left out --- */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_set_margin_start (label, 6);
  gtk_widget_set_margin_end (label, 6);
  gtk_list_item_set_child (item, label);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  GtkStringObject *line = gtk_list_item_get_item (item);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (line));
}

static char *
dup_line (const PropusTransferOmission *omission)
{
  if (*omission->chat == '\0')
    return g_strdup_printf ("%s\n%s", omission->item, omission->reason);

  /* Translators: something that was left out, such as the name of a file; the title of the chat that it belongs to; why it
   * was left out, a sentence */
  return g_strdup_printf (_("%s in “%s”\n%s"), omission->item, omission->chat, omission->reason);
}

static GListModel *
new_lines (PropusTransferReport *report)
{
  GtkStringList *lines = gtk_string_list_new (NULL);

  for (guint i = 0; i < report->omissions->len; i++)
    gtk_string_list_take (lines, dup_line (g_ptr_array_index (report->omissions, i)));
  if (report->n_more > 0)
    gtk_string_list_take (lines, g_strdup_printf (ngettext ("And %u more.", "And %u more.", report->n_more),
                                                  (guint) MIN (report->n_more, G_MAXUINT)));
  return G_LIST_MODEL (lines);
}

static GtkWidget *
new_list (PropusTransferReport *report)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *view, *scrolled, *expander;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  view = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (new_lines (report))), factory);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What Was Left Out"), -1);

  scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 120);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 260);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_margin_top (scrolled, 6);

  expander = gtk_expander_new_with_mnemonic (_("_What Was Left Out"));
  gtk_expander_set_child (GTK_EXPANDER (expander), scrolled);
  gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
  return expander;
}

/**
 * propus_file_report_show:
 * @parent: the window whose chats they are
 * @heading: what was done, a sentence
 * @report: (nullable): what was left out
 */
void
propus_file_report_show (GtkWindow            *parent,
                         const char           *heading,
                         PropusTransferReport *report)
{
  guint64 n = report != NULL ? report->omissions->len + report->n_more : 0;
  GtkWidget *dialog;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (heading != NULL);

  dialog = adw_message_dialog_new (parent, heading, NULL);
  if (n > 0)
    {
      adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                      ngettext ("%u item was left out.", "%u items were left out.", n),
                                      (guint) MIN (n, G_MAXUINT));
      adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), new_list (report));
    }
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Done"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- why it failed --- */

static char *
dup_store_sentence (const GError *error)
{
  switch ((PropusStoreError) error->code)
    {
    case PROPUS_STORE_ERROR_FULL:
      return g_strdup (_("There is no room left on the disk."));
    case PROPUS_STORE_ERROR_READ_ONLY:
    case PROPUS_STORE_ERROR_NEWER:
      return g_strdup (_("The history cannot be written to."));
    case PROPUS_STORE_ERROR_BUSY:
      return g_strdup (_("Another program holds the history. Try again in a moment."));
    case PROPUS_STORE_ERROR_CORRUPT:
      return g_strdup (_("The history is damaged."));
    case PROPUS_STORE_ERROR_FAILED:
    default:
      return g_strdup (_("The history does not answer."));
    }
}

/**
 * propus_file_report_dup_sentence:
 * @error: what an export or an import ended with
 *
 * Returns: (transfer full): why, for a person
 */
char *
propus_file_report_dup_sentence (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == PROPUS_STORE_ERROR)
    return dup_store_sentence (error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return g_strdup (_("There is no room left on the disk."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_strdup (_("The file is in a place that Propus may not use."));

  return g_strdup (error->message);
}

/**
 * propus_file_report_show_failure:
 * @parent: the window whose chats they are
 * @heading: what did not come about
 * @error: why
 */
void
propus_file_report_show_failure (GtkWindow    *parent,
                                 const char   *heading,
                                 const GError *error)
{
  g_autofree char *sentence = NULL;
  GtkWidget *dialog;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (error != NULL);

  sentence = propus_file_report_dup_sentence (error);
  dialog = adw_message_dialog_new (parent, heading, sentence);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- how far it is --- */

struct _PropusFileProgress
{
  GtkWindow *parent;
  GCancellable *cancellable;
  char *heading;
  GtkWindow *dialog;         /* weak; NULL: not shown, or closed */
  GtkProgressBar *bar;       /* borrowed from the dialog */
  guint timer;
  guint n_done;
  guint n_total;
};

static void
show_progress (PropusFileProgress *self)
{
  g_autofree char *text = NULL;

  if (self->dialog == NULL)
    return;

  if (self->n_total == 0)
    {
      gtk_progress_bar_set_text (self->bar, _("Looking through the file…"));
      gtk_progress_bar_pulse (self->bar);
      return;
    }

  /* Translators: how many chats are done, of how many */
  text = g_strdup_printf (_("%u of %u"), self->n_done, self->n_total);
  gtk_progress_bar_set_text (self->bar, text);
  gtk_progress_bar_set_fraction (self->bar, (double) self->n_done / self->n_total);
}

static void
cancel_cb (AdwMessageDialog *dialog,
           const char       *response,
           GCancellable     *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static gboolean
late_cb (gpointer user_data)
{
  PropusFileProgress *self = user_data;
  GtkWidget *dialog = adw_message_dialog_new (self->parent, self->heading, NULL);

  self->timer = 0;
  g_set_weak_pointer (&self->dialog, GTK_WINDOW (dialog));
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_progress_bar_set_show_text (self->bar, TRUE);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), GTK_WIDGET (self->bar));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (cancel_cb), self->cancellable, 0);
  show_progress (self);
  gtk_window_present (self->dialog);
  return G_SOURCE_REMOVE;
}

/**
 * propus_file_progress_new:
 * @parent: the window whose chats they are
 * @heading: what is being done
 * @cancellable: is cancelled when the person wants no more of it
 *
 * Returns: (transfer full): a dialog that shows up after a while
 */
PropusFileProgress *
propus_file_progress_new (GtkWindow    *parent,
                          const char   *heading,
                          GCancellable *cancellable)
{
  PropusFileProgress *self = g_new0 (PropusFileProgress, 1);

  self->parent = g_object_ref (parent);
  self->cancellable = g_object_ref (cancellable);
  self->heading = g_strdup (heading);
  self->timer = g_timeout_add (PROPUS_FILE_PROGRESS_MS, late_cb, self);
  return self;
}

void
propus_file_progress_update (PropusFileProgress *self,
                             guint               n_done,
                             guint               n_total)
{
  g_return_if_fail (self != NULL);

  self->n_done = n_done;
  self->n_total = n_total;
  show_progress (self);
}

/**
 * propus_file_progress_free:
 * @self: (transfer full): a dialog, which goes
 */
void
propus_file_progress_free (PropusFileProgress *self)
{
  GtkWindow *dialog = self->dialog;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_weak_pointer (&self->dialog);
  if (dialog != NULL)
    gtk_window_destroy (dialog);
  g_object_unref (self->parent);
  g_object_unref (self->cancellable);
  g_free (self->heading);
  g_free (self);
}
