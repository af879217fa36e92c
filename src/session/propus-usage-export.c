/* propus-usage-export.c - the ledger into a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-export.h"

#include "propus-failure-sentence.h"
#include "propus-keys.h"

#include <glib/gi18n-lib.h>

/* Page by page: of the ledger one page is in memory. The file takes the place of an old one only when it is whole. */
typedef struct
{
  PropusBrokerProcess       *broker;
  GFileOutputStream         *stream;
  PropusUsageCsvName         name;
  PropusUsageExportProgress  progress;
  gpointer                   user_data;
  GString                   *text;      /* that is being written */
  gint64                     next;      /* 0: there is no more */
  guint                      n_rows;
  GError                    *error;     /* why it is given up */
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_object_unref (export->broker);
  g_clear_object (&export->stream);
  g_string_free (export->text, TRUE);
  g_clear_error (&export->error);
  g_free (export);
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean closed = g_output_stream_close_finish (G_OUTPUT_STREAM (object), result, &error);

  if (export->error != NULL)
    {
      g_clear_error (&error);
      g_task_return_error (task, g_steal_pointer (&export->error));
    }
  else if (closed)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes @task and @error. A stream that is closed with a cancelled cancellable leaves the old file where it is. */
static void
end (GTask  *task,
     GError *error)
{
  Export *export = g_task_get_task_data (task);
  g_autoptr(GCancellable) given_up = g_cancellable_new ();

  export->error = error;
  if (error != NULL)
    g_cancellable_cancel (given_up);
  g_output_stream_close_async (G_OUTPUT_STREAM (export->stream), G_PRIORITY_DEFAULT, given_up, closed_cb, task);
}

static void ask_for_page (GTask *task);

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask *task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    {
      end (task, error);
      return;
    }

  export->progress (export->n_rows, export->user_data);
  if (export->next != 0)
    ask_for_page (task);
  else
    end (task, NULL);
}

static void
write_text (GTask *task)
{
  Export *export = g_task_get_task_data (task);

  g_output_stream_write_all_async (G_OUTPUT_STREAM (export->stream), export->text->str, export->text->len,
                                   G_PRIORITY_DEFAULT, g_task_get_cancellable (task), written_cb, task);
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  Export *export = g_task_get_task_data (task);
  g_autoptr(PropusFailure) failure = NULL;
  g_autoptr(JsonNode) page = propus_keys_act_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      end (task, error);
      return;
    }

  g_string_truncate (export->text, 0);
  if (page == NULL || !propus_usage_csv_append (export->text, page, export->name, export->user_data, &export->next,
                                                &export->n_rows))
    {
      g_autofree char *sentence = failure != NULL ? propus_failure_dup_sentence_for (failure) : NULL;

      end (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED,
                                      sentence != NULL ? sentence : _("What was used cannot be looked up.")));
      return;
    }

  write_text (task);
}

static void
ask_for_page (GTask *task)
{
  Export *export = g_task_get_task_data (task);
  g_autofree char *path = g_strdup_printf ("/propus/v1/usage/rows?after=%" G_GINT64_FORMAT,
                                           MAX (export->next, 0));

  propus_keys_act_async (export->broker, "GET", path, NULL, page_cb, task);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  export->stream = g_file_replace_finish (G_FILE (object), result, &error);
  if (export->stream == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  g_string_append (export->text, propus_usage_csv_get_header ());
  export->next = -1;   /* from the beginning, once the header is written */
  write_text (task);
}

/**
 * propus_usage_export_async:
 * @broker: who counts
 * @file: where it goes
 * @name: what a key is called
 * @progress: called after each page, with @progress_data
 * @progress_data: also for @name
 * @cancellable: (nullable): gives it up; what was there stays
 * @callback: called at the end
 * @user_data: for @callback
 */
void
propus_usage_export_async (PropusBrokerProcess       *broker,
                           GFile                     *file,
                           PropusUsageCsvName         name,
                           PropusUsageExportProgress  progress,
                           gpointer                   progress_data,
                           GCancellable              *cancellable,
                           GAsyncReadyCallback        callback,
                           gpointer                   user_data)
{
  GTask *task;
  Export *export;

  g_return_if_fail (PROPUS_IS_BROKER_PROCESS (broker) && G_IS_FILE (file));
  g_return_if_fail (name != NULL && progress != NULL);

  export = g_new0 (Export, 1);
  export->broker = g_object_ref (broker);
  export->name = name;
  export->progress = progress;
  export->user_data = progress_data;
  export->text = g_string_new (NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_usage_export_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, export, export_free);
  g_file_replace_async (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT, cancellable, opened_cb, task);
}

/**
 * propus_usage_export_finish:
 * @result: what the callback was given
 * @n_rows: (out): how many requests are in the file
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: whether the file is there
 */
gboolean
propus_usage_export_finish (GAsyncResult  *result,
                            guint         *n_rows,
                            GError       **error)
{
  Export *export = g_task_get_task_data (G_TASK (result));

  *n_rows = export->n_rows;

  return g_task_propagate_boolean (G_TASK (result), error);
}
