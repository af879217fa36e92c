/* propus-cli-attach.c - the files that `propus ask --attach` names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-cli-attach.h"

#include "propus-limits.h"
#include "propus-text.h"

typedef struct
{
  PropusMessage *message;
  GStrv          paths;
  guint          next;
  GByteArray    *text;
  PropusFailure *failure;
} Attach;

static void
attach_free (gpointer data)
{
  Attach *attach = data;

  g_object_unref (attach->message);
  g_strfreev (attach->paths);
  g_byte_array_unref (attach->text);
  g_clear_pointer (&attach->failure, propus_failure_unref);
  g_free (attach);
}

static void look_at_next (GTask *task);

/* Takes @failure, which does not know the file's name yet. */
static void
fail (GTask         *task,
      PropusFailure *failure)
{
  Attach *attach = g_task_get_task_data (task);
  g_autoptr(PropusFailure) nameless = failure;
  g_autofree char *shown = g_filename_display_name (attach->paths[attach->next]);
  g_autofree char *name = propus_text_make_title (shown);
  g_autofree char *text = g_strdup_printf ("%s: %s", name, propus_failure_get_message (nameless));

  attach->failure = propus_failure_new_with_message (PROPUS_FAILURE_ATTACHMENT, propus_failure_get_detail (nameless),
                                                     text);
  g_task_return_boolean (task, FALSE);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Attach *attach = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_file_load_bytes_finish (G_FILE (object), result, NULL, &error);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (bytes == NULL)
    {
      fail (task, propus_failure_new_with_message (PROPUS_FAILURE_ATTACHMENT, PROPUS_ATTACHMENT_UNREADABLE,
                                                   error->message));
      return;
    }

  g_byte_array_append (attach->text, (const guint8 *) "\n", 1);
  g_byte_array_append (attach->text, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  attach->next++;
  look_at_next (g_steal_pointer (&task));
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Attach *attach = g_task_get_task_data (task);
  PropusFailure *failure = NULL;
  g_autoptr(PropusAttachment) attachment = propus_attach_finish (result, &failure);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GFile) file = NULL;

  if (g_task_return_error_if_cancelled (task))
    {
      g_clear_pointer (&failure, propus_failure_unref);
      return;
    }
  if (attachment == NULL)
    {
      fail (task, failure);
      return;
    }

  propus_message_add_attachment (attach->message, attachment);
  if (g_str_has_prefix (propus_attachment_get_mime (attachment), "text/") &&
      propus_attachment_get_size (attachment) <= PROPUS_LIMIT_CHECKED_FILE_BYTES)
    {
      file = g_file_new_for_path (propus_attachment_get_path (attachment));
      g_file_load_bytes_async (file, cancellable, loaded_cb, g_steal_pointer (&task));
      return;
    }

  attach->next++;
  look_at_next (g_steal_pointer (&task));
}

/* Takes @task. */
static void
look_at_next (GTask *task)
{
  Attach *attach = g_task_get_task_data (task);
  g_autoptr(GFile) file = NULL;

  if (attach->paths[attach->next] == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  file = g_file_new_for_commandline_arg (attach->paths[attach->next]);
  propus_attach_async (file, g_task_get_cancellable (task), looked_cb, task);
}

/**
 * propus_cli_attach_async:
 * @message: what they are added to
 * @paths: the files, as they were named
 * @text: (inout): gets what is to be looked through for keys: the contents of small text files
 * @cancellable: ends it
 * @callback: called when all were looked at, or one cannot be taken
 * @user_data: for @callback
 */
void
propus_cli_attach_async (PropusMessage       *message,
                         const char * const  *paths,
                         GByteArray          *text,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Attach *attach = g_new0 (Attach, 1);

  attach->message = g_object_ref (message);
  attach->paths = g_strdupv ((GStrv) paths);
  attach->text = g_byte_array_ref (text);
  g_task_set_source_tag (task, propus_cli_attach_async);
  g_task_set_task_data (task, attach, attach_free);
  look_at_next (task);
}

/**
 * propus_cli_attach_finish:
 * @result: what the callback was given
 * @failure: (out) (transfer full): which file cannot be taken, and why; %NULL when it was cancelled
 *
 * Returns: whether all of them are attached
 */
gboolean
propus_cli_attach_finish (GAsyncResult   *result,
                          PropusFailure **failure)
{
  Attach *attach = g_task_get_task_data (G_TASK (result));

  *failure = g_steal_pointer (&attach->failure);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
