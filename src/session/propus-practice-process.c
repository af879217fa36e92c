/* propus-practice-process.c - the practice endpoint as a child
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-practice-process.h"

#include "propus-install.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define CHILD_KEY_FD 3

/**
 * PropusPracticeProcess:
 *
 * Starts propus-practice, learns its address from its first line of output and holds the read end of the pipe that it
 * writes this run's random key to. Nothing here reads that pipe: it is handed on to a broker. Main thread only.
 */
struct _PropusPracticeProcess
{
  GObject           parent_instance;

  GSubprocess      *process;
  GDataInputStream *output;
  int               key_fd;
};

G_DEFINE_FINAL_TYPE (PropusPracticeProcess, propus_practice_process, G_TYPE_OBJECT)

static void
propus_practice_process_finalize (GObject *object)
{
  propus_practice_process_shutdown (PROPUS_PRACTICE_PROCESS (object));

  G_OBJECT_CLASS (propus_practice_process_parent_class)->finalize (object);
}

static void
propus_practice_process_class_init (PropusPracticeProcessClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_practice_process_finalize;
}

static void
propus_practice_process_init (PropusPracticeProcess *self)
{
  self->key_fd = -1;
}

/**
 * propus_practice_process_new:
 *
 * Returns: (transfer full): an endpoint that does not run yet
 */
PropusPracticeProcess *
propus_practice_process_new (void)
{
  return g_object_new (PROPUS_TYPE_PRACTICE_PROCESS, NULL);
}

/* In the child, before it becomes propus-practice: it ends with its parent, however that ends. */
static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean
spawn (PropusPracticeProcess  *self,
       GError                **error)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *program = propus_install_find_program ("propus-practice");
  g_autofree char *key_fd = g_strdup_printf ("%d", CHILD_KEY_FD);
  int fds[2];

  if (!g_unix_open_pipe (fds, FD_CLOEXEC, error))
    return FALSE;

  self->key_fd = fds[0];
  g_subprocess_launcher_take_fd (launcher, fds[1], CHILD_KEY_FD);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawn (launcher, error, program, "--key-fd", key_fd, NULL);
  if (self->process == NULL)
    return FALSE;

  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  return TRUE;
}

static void
address_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (object), result, NULL, &error);

  if (line != NULL && g_str_has_prefix (line, "http://"))
    g_task_return_pointer (task, g_steal_pointer (&line), g_free);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "propus-practice did not name its address");
}

/**
 * propus_practice_process_start_async:
 *
 * Starts the endpoint and waits for its address. Once for each object.
 */
void
propus_practice_process_start_async (PropusPracticeProcess *self,
                                     GAsyncReadyCallback    callback,
                                     gpointer               user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr(GError) error = NULL;

  g_return_if_fail (PROPUS_IS_PRACTICE_PROCESS (self));
  g_return_if_fail (self->process == NULL);

  g_task_set_source_tag (task, propus_practice_process_start_async);
  if (!spawn (self, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, NULL, address_read_cb, g_steal_pointer (&task));
}

/**
 * propus_practice_process_start_finish:
 *
 * Returns: (transfer full) (nullable): the base URL, or %NULL with @error set
 */
char *
propus_practice_process_start_finish (PropusPracticeProcess  *self,
                                      GAsyncResult           *result,
                                      GError                **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * propus_practice_process_steal_key_fd:
 *
 * Returns: the pipe that holds the key, owned by the caller now; -1 when it has been taken
 */
int
propus_practice_process_steal_key_fd (PropusPracticeProcess *self)
{
  int fd;

  g_return_val_if_fail (PROPUS_IS_PRACTICE_PROCESS (self), -1);

  fd = self->key_fd;
  self->key_fd = -1;
  return fd;
}

/**
 * propus_practice_process_is_running:
 *
 * Returns: whether the endpoint was started and has not ended
 */
gboolean
propus_practice_process_is_running (PropusPracticeProcess *self)
{
  g_return_val_if_fail (PROPUS_IS_PRACTICE_PROCESS (self), FALSE);

  return self->process != NULL && g_subprocess_get_identifier (self->process) != NULL;
}

/**
 * propus_practice_process_shutdown:
 *
 * Ends the endpoint. Safe to call again.
 */
void
propus_practice_process_shutdown (PropusPracticeProcess *self)
{
  g_return_if_fail (PROPUS_IS_PRACTICE_PROCESS (self));

  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
  if (self->key_fd >= 0)
    close (self->key_fd);
  self->key_fd = -1;
}
