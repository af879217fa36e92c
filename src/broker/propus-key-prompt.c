/* propus-key-prompt.c - a key from the person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-key-prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

#include "propus-fault.h"
#include "propus-install.h"
#include "propus-secret-pipe.h"

/* Where the pipe is in propus-key-entry. */
#define ENTRY_FD 3

/* What arrives is read into pages that are not paged out and goes from there into a SecretValue, never through a
 * buffer of GLib's. */
typedef struct
{
  PropusSecretBuffer *buffer;
  int                 fd;
  guint               source;
  GSubprocess        *entry;       /* NULL when the key is read from a descriptor that was handed over */
  gulong              cancelled;
  gboolean            ended;       /* the descriptor */
  gboolean            exited;      /* the program, if there is one */
} Prompt;

static void
stop_reading (Prompt *prompt)
{
  g_clear_handle_id (&prompt->source, g_source_remove);
  if (prompt->fd >= 0)
    close (prompt->fd);
  prompt->fd = -1;
  prompt->ended = TRUE;
}

static void
prompt_free (Prompt *prompt)
{
  stop_reading (prompt);
  propus_secret_buffer_free (prompt->buffer);
  g_clear_object (&prompt->entry);
  g_free (prompt);
}

static void
return_key (GTask *task)
{
  Prompt *prompt = g_task_get_task_data (task);
  PropusKeyProblem problem;
  gsize length;
  const char *bytes = propus_secret_buffer_get (prompt->buffer, &length);
  SecretValue *key = propus_api_key_new (bytes, length, &problem);

  if (key != NULL)
    g_task_return_pointer (task, key, (GDestroyNotify) secret_value_unref);
  else
    g_task_return_new_error (task, PROPUS_FAULT, PROPUS_FAULT_KEY_MALFORMED, "%s",
                             propus_key_problem_to_sentence (problem));
}

/* Returns once: when the descriptor has ended and the program, if any, too. */
static void
return_when_done (GTask *task)
{
  Prompt *prompt = g_task_get_task_data (task);

  if (!prompt->ended || (prompt->entry != NULL && !prompt->exited))
    return;

  if (prompt->cancelled != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), prompt->cancelled);
  prompt->cancelled = 0;

  if (prompt->entry == NULL || g_subprocess_get_successful (prompt->entry))
    return_key (task);
  else if (g_subprocess_get_if_exited (prompt->entry) && g_subprocess_get_exit_status (prompt->entry) == 1)
    g_task_return_new_error (task, PROPUS_FAULT, PROPUS_FAULT_ENTRY_CANCELLED, "%s", _("No key was entered."));
  else
    g_task_return_new_error (task, PROPUS_FAULT, PROPUS_FAULT_ENTRY_FAILED, "%s",
                             _("The window for the key could not be opened."));

  g_object_unref (task);
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  GTask *task = user_data;
  Prompt *prompt = g_task_get_task_data (task);
  gssize n = propus_secret_buffer_read (prompt->buffer, fd);

  if (n > 0 || (n < 0 && errno == EAGAIN))
    return G_SOURCE_CONTINUE;

  prompt->source = 0;
  stop_reading (prompt);
  return_when_done (task);

  return G_SOURCE_REMOVE;
}

static void
exited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  Prompt *prompt = g_task_get_task_data (task);

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  prompt->exited = TRUE;
  return_when_done (task);
}

static void
cancelled_cb (GCancellable *cancellable,
              GSubprocess  *entry)
{
  g_subprocess_send_signal (entry, SIGTERM);
}

static Prompt *
start_reading (GTask *task,
               int    fd)
{
  Prompt *prompt = g_new0 (Prompt, 1);

  prompt->buffer = propus_secret_buffer_new ();
  prompt->fd = fd;
  prompt->source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, task);
  g_task_set_task_data (task, prompt, (GDestroyNotify) prompt_free);

  return prompt;
}

static GSubprocess *
spawn_entry (const char  *origin,
             const char  *parent,
             gboolean     replace,
             gboolean     store,
             const char  *provider,
             int          fd,
             GError     **error)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (argv, propus_install_find_program ("propus-key-entry"));
  g_ptr_array_add (argv, g_strdup_printf ("--fd=%d", ENTRY_FD));
  g_ptr_array_add (argv, g_strdup_printf ("--origin=%s", origin));
  if (parent != NULL)
    g_ptr_array_add (argv, g_strdup_printf ("--parent=%s", parent));
  if (replace)
    g_ptr_array_add (argv, g_strdup ("--replace"));
  if (!store)
    g_ptr_array_add (argv, g_strdup ("--session"));
  else if (provider != NULL)
    g_ptr_array_add (argv, g_strdup_printf ("--provider=%s", provider));
  g_ptr_array_add (argv, NULL);

  g_subprocess_launcher_take_fd (launcher, fd, ENTRY_FD);
  return g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, error);
}

/**
 * propus_key_prompt_ask_async:
 * @origin: which API the key is for, as the window says it
 * @parent: (nullable): the handle of the window to be on top of
 * @replace: whether the key takes the place of another
 * @store: whether the key will be stored; else it is for this session only, and the window says so
 * @provider: (nullable): the program that will keep it, as the window says it
 * @cancellable: (nullable): closes the window
 * @callback: called when the person has entered a key or closed the window
 * @user_data: for @callback
 *
 * Opens propus-key-entry.
 */
void
propus_key_prompt_ask_async (const char          *origin,
                             const char          *parent,
                             gboolean             replace,
                             gboolean             store,
                             const char          *provider,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;
  Prompt *prompt;
  g_autoptr(GSubprocess) entry = NULL;
  g_autoptr(GError) error = NULL;
  int ends[2];

  g_return_if_fail (origin != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_key_prompt_ask_async);
  g_task_set_check_cancellable (task, FALSE);

  if (pipe2 (ends, O_CLOEXEC) == 0)
    {
      entry = spawn_entry (origin, parent, replace, store, provider, ends[1], &error);
      if (entry == NULL)
        close (ends[0]);
    }
  if (entry == NULL)
    {
      g_info ("propus-key-entry: %s", error != NULL ? error->message : g_strerror (errno));
      g_task_return_new_error (task, PROPUS_FAULT, PROPUS_FAULT_ENTRY_FAILED, "%s",
                               _("The window for the key could not be opened."));
      g_object_unref (task);
      return;
    }

  prompt = start_reading (task, ends[0]);
  prompt->entry = g_object_ref (entry);
  if (cancellable != NULL)
    prompt->cancelled = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), g_object_ref (entry),
                                               g_object_unref);
  g_subprocess_wait_async (entry, NULL, exited_cb, task);
}

/**
 * propus_key_prompt_read_async:
 * @fd: (transfer full): what was handed over: the unread standard input of `propus key add`
 * @cancellable: (nullable): not used while the descriptor is silent
 * @callback: called at the descriptor's end
 * @user_data: for @callback
 *
 * Reads a key from a descriptor. The descriptor may be shared with the terminal, so its flags are left alone.
 */
void
propus_key_prompt_read_async (int                  fd,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, propus_key_prompt_read_async);
  g_task_set_check_cancellable (task, FALSE);
  start_reading (task, fd);
}

/**
 * propus_key_prompt_finish:
 * @result: what the callback was given
 * @error: return location for a #PropusFault error
 *
 * Returns: (transfer full) (nullable): the key, or %NULL with @error set
 */
SecretValue *
propus_key_prompt_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
