/* propus-window-files.c - chats into files, and out of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-window-private.h"

#include "propus-browser.h"
#include "propus-chat-export.h"
#include "propus-chat-import.h"
#include "propus-export-dialog.h"
#include "propus-file-name.h"
#include "propus-file-report.h"

#include <glib/gi18n.h>

/* One export or import, from the question to its end. */
typedef struct
{
  PropusWindow *window;
  GCancellable *cancellable;
  PropusFileProgress *progress;      /* NULL: not yet */
  GtkFileChooserNative *chooser;     /* NULL: not yet */

  /* Of an export */
  GArray *ids;                       /* of gint64; NULL: a folder's, or all */
  gint64 folder_id;                  /* 0: none */
  char *name;                        /* what is exported, for a person */
  GtkWindow *dialog;                 /* weak */
  PropusTransferFormat format;
  PropusTransferFlags flags;
  GFile *file;
} Job;

static Job *
job_new (PropusWindow *window)
{
  Job *job = g_new0 (Job, 1);

  job->window = g_object_ref (window);
  job->cancellable = g_cancellable_new ();
  return job;
}

static void
job_free (Job *job)
{
  g_clear_pointer (&job->progress, propus_file_progress_free);
  g_clear_weak_pointer (&job->dialog);
  g_clear_object (&job->chooser);
  g_clear_object (&job->file);
  g_clear_pointer (&job->ids, g_array_unref);
  g_free (job->name);
  g_object_unref (job->cancellable);
  g_object_unref (job->window);
  g_free (job);
}

/* TRUE: there is somebody to be told. */
static gboolean
is_open (Job *job)
{
  return job->window->toasts != NULL;
}

static void
tell_failure (Job          *job,
              const char   *heading,
              const GError *error)
{
  if (is_open (job) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    propus_file_report_show_failure (GTK_WINDOW (job->window), heading, error);
}

/* --- export --- */

static void
open_folder_cb (AdwToast *toast,
                GFile    *folder)
{
  propus_browser_open_folder (NULL, folder);
}

/* One sentence, or two; as markup. */
static char *
dup_exported_sentence (PropusChatExport *export)
{
  guint n = propus_chat_export_get_n_chats (export);
  guint n_leaks = propus_chat_export_get_n_leaks (export);
  g_autofree char *done = g_strdup_printf (ngettext ("%u chat was exported.", "%u chats were exported.", n), n);
  g_autofree char *taken = NULL;
  g_autofree char *both = NULL;

  if (n_leaks > 0)
    taken = g_strdup_printf (ngettext ("A key of yours was taken out of %u chat.", "Keys of yours were taken out of %u chats.", n_leaks),
                             n_leaks);
  else if (propus_chat_export_get_comparison (export) != PROPUS_LEAK_COMPARED)
    taken = g_strdup (_("Not all of your own keys could be looked for."));
  if (taken == NULL)
    return g_markup_escape_text (done, -1);

  /* Translators: two sentences, one after the other */
  both = g_strdup_printf (_("%s %s"), done, taken);
  return g_markup_escape_text (both, -1);
}

static void
tell_exported (Job              *job,
               PropusChatExport *export)
{
  PropusTransferReport *report = propus_chat_export_get_report (export);
  g_autofree char *sentence = dup_exported_sentence (export);
  g_autoptr (GFile) folder = g_file_get_parent (job->file);
  AdwToast *toast;

  if (report->omissions->len > 0)
    propus_file_report_show (GTK_WINDOW (job->window), _("Exported Without Some Attachments"), report);

  toast = adw_toast_new (sentence);
  adw_toast_set_timeout (toast, 10);
  if (folder != NULL && propus_browser_can_open_folders ())
    {
      adw_toast_set_button_label (toast, _("Open _Folder"));
      g_signal_connect_data (toast, "button-clicked", G_CALLBACK (open_folder_cb), g_steal_pointer (&folder),
                             (GClosureNotify) (void (*) (void)) g_object_unref, 0);
    }
  adw_toast_overlay_add_toast (job->window->toasts, toast);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  PropusChatExport *export = PROPUS_CHAT_EXPORT (object);
  Job *job = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&job->progress, propus_file_progress_free);
  if (!propus_chat_export_run_finish (export, result, &error))
    tell_failure (job, _("The Chats Could Not Be Exported"), error);
  else if (is_open (job))
    tell_exported (job, export);
  g_signal_handlers_disconnect_by_data (export, job);
  job_free (job);
}

static void
export_progress_cb (PropusChatExport *export,
                    Job              *job)
{
  if (job->progress != NULL)
    propus_file_progress_update (job->progress, propus_chat_export_get_n_done (export), propus_chat_export_get_n_total (export));
}

static void
run_export (Job *job)
{
  PropusSession *session = job->window->session;
  g_autoptr (PropusChatExport) export = propus_chat_export_new (propus_session_get_store (session),
                                                                propus_session_get_broker (session), job->file, job->format,
                                                                job->flags);

  if (job->ids != NULL)
    propus_chat_export_choose_chats (export, job->ids);
  if (job->folder_id != 0)
    propus_chat_export_choose_folder (export, job->folder_id);
  job->progress = propus_file_progress_new (GTK_WINDOW (job->window), _("Exporting Chats"), job->cancellable);
  g_signal_connect (export, "progress", G_CALLBACK (export_progress_cb), job);
  propus_chat_export_run_async (export, job->cancellable, exported_cb, job);
}

static void
place_chosen_cb (GtkNativeDialog *chooser,
                 int              response,
                 Job             *job)
{
  g_assert (GTK_IS_FILE_CHOOSER (chooser));

  job->file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  gtk_native_dialog_hide (chooser);
  if (job->file != NULL && is_open (job))
    run_export (job);
  else
    job_free (job);
}

static GtkFileFilter *
new_filter (const char *name,
            const char *suffixes[])
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  return filter;
}

static void
chosen_cb (PropusExportDialog *dialog,
           Job                *job)
{
  g_autofree char *name = NULL;

  g_assert (PROPUS_IS_EXPORT_DIALOG (dialog));

  job->format = propus_export_dialog_get_format (dialog);
  job->flags = propus_export_dialog_get_flags (dialog);
  name = propus_file_name_make_safe (job->name, propus_transfer_format_get_extension (job->format), _("Chat"));

  job->chooser = gtk_file_chooser_native_new (_("Save Export"), GTK_WINDOW (job->window), GTK_FILE_CHOOSER_ACTION_SAVE,
                                              _("_Export"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (job->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (job->chooser), name);
  g_signal_connect (job->chooser, "response", G_CALLBACK (place_chosen_cb), job);

  /* It is the chooser's turn to end the job. */
  g_signal_handlers_disconnect_by_data (dialog, job);
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (job->chooser));
}

/* Closed without a choice. */
static gboolean
closed_cb (PropusExportDialog *dialog,
           Job                *job)
{
  g_signal_handlers_disconnect_by_data (dialog, job);
  job_free (job);
  return GDK_EVENT_PROPAGATE;
}

/* @name: (transfer full): what is exported */
static void
ask_how (Job  *job,
         char *name)
{
  GtkWidget *dialog = propus_export_dialog_new (GTK_WINDOW (job->window), name);

  job->name = name;
  g_set_weak_pointer (&job->dialog, GTK_WINDOW (dialog));
  g_signal_connect (dialog, "chosen", G_CALLBACK (chosen_cb), job);
  g_signal_connect (dialog, "close-request", G_CALLBACK (closed_cb), job);
  gtk_window_present (GTK_WINDOW (dialog));
}

static char *
dup_title (PropusWindow *self,
           gint64        id)
{
  g_autoptr (PropusConversation) conversation = NULL;
  const char *title;
  guint position;

  if (id == propus_conversation_get_id (self->conversation))
    conversation = g_object_ref (self->conversation);
  else if (propus_history_find (self->history, id, &position))
    conversation = g_list_model_get_item (propus_history_get_chats (self->history), position);
  title = conversation != NULL ? propus_conversation_get_title (conversation) : "";

  return g_strdup (*title != '\0' ? title : _("Chat"));
}

static void
export_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);
  Job *job = job_new (self);

  propus_composer_flush (self->composer);
  if (g_str_equal (action_name, "win.export-chats"))
    {
      gsize n = 0;
      const gint64 *ids = g_variant_get_fixed_array (parameter, &n, sizeof *ids);

      job->ids = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof *ids), ids, (guint) n);
      ask_how (job, n == 1 ? dup_title (self, ids[0])
                           : g_strdup_printf (ngettext ("%u Chat", "%u Chats", (gulong) n), (guint) n));
    }
  else if (g_str_equal (action_name, "win.export-folder"))
    {
      const char *name;

      job->folder_id = g_variant_get_int64 (parameter);
      name = propus_history_get_folder_name (self->history, job->folder_id);
      ask_how (job, g_strdup (name != NULL ? name : _("Folder")));
    }
  else
    {
      ask_how (job, g_strdup (_("All Chats")));
    }
}

/* --- import --- */

static void
imported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  PropusChatImport *import = PROPUS_CHAT_IMPORT (object);
  Job *job = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&job->progress, propus_file_progress_free);
  if (!propus_chat_import_run_finish (import, result, &error))
    {
      tell_failure (job, _("The Chats Could Not Be Imported"), error);
    }
  else if (is_open (job))
    {
      guint n = propus_chat_import_get_n_done (import);
      g_autofree char *heading = g_strdup_printf (ngettext ("%u chat was imported.", "%u chats were imported.", n), n);

      propus_file_report_show (GTK_WINDOW (job->window), heading, propus_chat_import_get_report (import));
    }
  g_signal_handlers_disconnect_by_data (import, job);
  job_free (job);
}

static void
import_progress_cb (PropusChatImport *import,
                    Job              *job)
{
  if (job->progress != NULL)
    propus_file_progress_update (job->progress, propus_chat_import_get_n_done (import), propus_chat_import_get_n_total (import));
}

static void
run_import (Job   *job,
            GFile *file)
{
  g_autoptr (PropusChatImport) import = propus_chat_import_new (propus_session_get_store (job->window->session), file);

  job->progress = propus_file_progress_new (GTK_WINDOW (job->window), _("Importing Chats"), job->cancellable);
  g_signal_connect (import, "progress", G_CALLBACK (import_progress_cb), job);
  propus_chat_import_run_async (import, job->cancellable, imported_cb, job);
}

static void
file_chosen_cb (GtkNativeDialog *chooser,
                int              response,
                Job             *job)
{
  g_autoptr (GFile) file = NULL;

  g_assert (GTK_IS_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  gtk_native_dialog_hide (chooser);
  if (file != NULL && is_open (job))
    run_import (job, file);
  else
    job_free (job);
}

static void
import_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  static const char *known[] = { "json", "zip", NULL };
  Job *job = job_new (PROPUS_WINDOW (widget));
  g_autoptr (GtkFileFilter) chats = new_filter (_("Chats (JSON, ZIP)"), known);
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");   /* AI Studio's have no suffix */
  job->chooser = gtk_file_chooser_native_new (_("Import Chats"), GTK_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_OPEN,
                                              _("_Import"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (job->chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (job->chooser), chats);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (job->chooser), all);
  g_signal_connect (job->chooser, "response", G_CALLBACK (file_chosen_cb), job);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (job->chooser));
}

void
_propus_window_class_install_file_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.export-chats", "ax", export_action);
  gtk_widget_class_install_action (widget_class, "win.export-folder", "x", export_action);
  gtk_widget_class_install_action (widget_class, "win.export-all", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "win.import-chats", NULL, import_action);
}
