/* propus-code-save.c - code of an answer into a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-save.h"

#include "propus-file-report.h"

#include <glib/gi18n.h>
#include <string.h>

/* One saving, from the question where to its end. */
typedef struct
{
  GtkWidget            *widget;
  GtkFileChooserNative *chooser;
  char                 *code;
  PropusCodeSaveFunc    told;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->chooser);
  g_clear_object (&job->widget);
  g_free (job->code);
  g_free (job);
}

/**
 * propus_code_save_to_async:
 * @file: where to; what is there is replaced, a link itself and not what it leads to
 * @code: the text, without a line end at its end
 * @cancellable: (nullable): a cancellable
 * @callback: for the result
 * @user_data: for @callback
 *
 * Writes @code and a line end. The file is either there as a whole afterwards, or as it was.
 */
void
propus_code_save_to_async (GFile               *file,
                           const char          *code,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  gsize length;
  char *text;
  g_autoptr(GBytes) bytes = NULL;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (code != NULL);

  length = strlen (code);
  text = g_malloc (length + 1);
  memcpy (text, code, length);
  text[length] = '\n';
  bytes = g_bytes_new_take (text, length + 1);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, cancellable, callback,
                                       user_data);
}

/**
 * propus_code_save_to_finish:
 * @file: the file
 * @result: what the callback was given
 * @error: (nullable): a place for an error of GIO
 *
 * Returns: whether the code is in the file
 */
gboolean
propus_code_save_to_finish (GFile         *file,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  return g_file_replace_contents_finish (file, result, NULL, error);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Job *job = user_data;
  GtkRoot *root = gtk_widget_get_root (job->widget);
  g_autoptr(GError) error = NULL;

  if (propus_code_save_to_finish (G_FILE (object), result, &error))
    job->told (job->widget, _("The code was saved."));
  else if (GTK_IS_WINDOW (root))
    propus_file_report_show_failure (GTK_WINDOW (root), _("The Code Could Not Be Saved"), error);
  job_free (job);
}

static void
place_chosen_cb (GtkNativeDialog *chooser,
                 int              response,
                 Job             *job)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  gtk_native_dialog_hide (chooser);
  if (file != NULL)
    propus_code_save_to_async (file, job->code, NULL, saved_cb, job);
  else
    job_free (job);
}

/**
 * propus_code_save:
 * @widget: that shows the code
 * @code: the text, without a line end at its end
 * @file_name: what to propose
 * @told: told when the code is in its file
 *
 * Asks where to, and saves. The chooser asks before a file is replaced.
 */
void
propus_code_save (GtkWidget          *widget,
                  const char         *code,
                  const char         *file_name,
                  PropusCodeSaveFunc  told)
{
  GtkRoot *root;
  Job *job;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (code != NULL && file_name != NULL && told != NULL);

  root = gtk_widget_get_root (widget);
  job = g_new0 (Job, 1);
  job->widget = g_object_ref (widget);
  job->code = g_strdup (code);
  job->told = told;
  job->chooser = gtk_file_chooser_native_new (_("Save Code"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (job->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (job->chooser), file_name);
  g_signal_connect (job->chooser, "response", G_CALLBACK (place_chosen_cb), job);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (job->chooser));
}
