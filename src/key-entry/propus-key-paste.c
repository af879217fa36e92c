/* propus-key-paste.c - the clipboard's text, past every widget
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-paste.h"

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  PropusKeyBuffer *buffer = g_task_get_task_data (task);
  gsize length = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &length, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  propus_key_buffer_set_length (buffer, length);
  g_task_return_boolean (task, TRUE);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (object), result, NULL, &error);
  PropusKeyBuffer *buffer = g_task_get_task_data (task);

  if (stream == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_input_stream_read_all_async (stream, propus_key_buffer_get_bytes (buffer), PROPUS_KEY_BUFFER_BYTES,
                                 G_PRIORITY_DEFAULT, g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

/**
 * propus_key_paste_async:
 * @clipboard: the clipboard
 * @cancellable: (nullable): ends the wait for the program that owns the clipboard
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Reads the clipboard's text straight into a buffer of our own. GDK's function for text makes a string in ordinary
 * memory, and a widget would tell every letter on the accessibility bus (acceptance.md T24).
 */
void
propus_key_paste_async (GdkClipboard        *clipboard,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  static const char *text_types[] = { "text/plain;charset=utf-8", "text/plain", NULL };
  GTask *task;

  g_return_if_fail (GDK_IS_CLIPBOARD (clipboard));

  task = g_task_new (clipboard, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_key_paste_async);
  g_task_set_task_data (task, propus_key_buffer_new (), (GDestroyNotify) propus_key_buffer_free);
  gdk_clipboard_read_async (clipboard, text_types, G_PRIORITY_DEFAULT, cancellable, opened_cb, task);
}

/**
 * propus_key_paste_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full): what was on the clipboard, cut off at the buffer's size; %NULL with @error set when there is
 *   no text
 */
PropusKeyBuffer *
propus_key_paste_finish (GAsyncResult  *result,
                         GError       **error)
{
  GTask *task = G_TASK (result);
  PropusKeyBuffer *taken;

  g_return_val_if_fail (g_task_get_source_tag (task) == propus_key_paste_async, NULL);

  if (!g_task_propagate_boolean (task, error))
    return NULL;

  taken = propus_key_buffer_new ();
  propus_key_buffer_swap (taken, g_task_get_task_data (task));

  return taken;
}
