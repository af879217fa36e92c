/* propus-broker-process.c - the broker as a child
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-broker-process.h"

#include "propus-broker-socket.h"
#include "propus-install.h"
#include "propus-limits.h"
#include "propus-practice-process.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <unistd.h>

#define DEFAULT_BASE_URL "https://generativelanguage.googleapis.com"

/* Descriptors as the broker finds them. */
enum
{
  CHILD_SOCKET_FD = 3,
  CHILD_LIFELINE_FD,
  CHILD_ENVIRONMENT_FD,
  CHILD_SESSION_KEY_FD,
  CHILD_INPUT_FD,
  CHILD_LOOPBACK_FD,
  CHILD_TOKEN_FD,
};

#define QUICK_DEATH_US (5 * G_USEC_PER_SEC)
#define MAX_QUICK_DEATHS 2

/**
 * PropusBrokerProcess:
 *
 * Starts propus-broker when it is needed and another when one died, and gives out the client that talks to it. It
 * never reads a key: those of the environment and of the practice endpoint are in pipes that it only passes on. Main
 * thread only.
 */
struct _PropusBrokerProcess
{
  GObject                parent_instance;

  char                  *base_url;        /* NULL: practice that has not named its own yet */
  PropusPracticeProcess *practice;        /* NULL: the real API */
  gboolean               is_practice;
  gboolean               passes;          /* keeps the doors of the passes */
  PropusDoor            *door;            /* NULL: no programs */
  char                  *key_id;          /* NULL: as the settings say */
  gboolean               kept;            /* programs may come: it is started again when it died */
  PropusBrokerSocket    *socket;
  PropusClient          *client;
  GSubprocess           *process;         /* NULL: does not run */
  int                    lifeline;        /* our end, -1 none */
  int                    input_fd;        /* -1 none */
  gint64                 started;         /* monotonic, µs */
  guint                  quick_deaths;
  guint                  again;           /* timer, after too many of those, for programs */
  GQueue                 waiting;         /* of GTask, while practice starts */
};

G_DEFINE_FINAL_TYPE (PropusBrokerProcess, propus_broker_process, G_TYPE_OBJECT)

/* Set by main() before anything else; the first broker of the real API takes it. */
static int environment_fd = -1;
static gboolean environment_gone;

/**
 * propus_broker_process_set_environment_fd:
 * @fd: read end of the pipe that main() moved the keys of the environment into; owned by this file from now on
 */
void
propus_broker_process_set_environment_fd (int fd)
{
  g_return_if_fail (environment_fd < 0 && !environment_gone);

  environment_fd = fd;
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

static void
propus_broker_process_dispose (GObject *object)
{
  propus_broker_process_shutdown (PROPUS_BROKER_PROCESS (object));

  G_OBJECT_CLASS (propus_broker_process_parent_class)->dispose (object);
}

static void
propus_broker_process_finalize (GObject *object)
{
  PropusBrokerProcess *self = PROPUS_BROKER_PROCESS (object);

  g_free (self->base_url);
  g_free (self->key_id);
  g_clear_object (&self->door);
  G_OBJECT_CLASS (propus_broker_process_parent_class)->finalize (object);
}

static void
propus_broker_process_class_init (PropusBrokerProcessClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_broker_process_dispose;
  object_class->finalize = propus_broker_process_finalize;
}

static void
propus_broker_process_init (PropusBrokerProcess *self)
{
  self->lifeline = -1;
  self->input_fd = -1;
  g_queue_init (&self->waiting);
}

/**
 * propus_broker_process_new:
 * @base_url: (nullable): where the API is; %NULL: `GOOGLE_GEMINI_BASE_URL`, else Google's own
 *
 * Whether @base_url may be used is decided by the broker, before anything is sent.
 *
 * Returns: (transfer full): a broker that does not run yet
 */
PropusBrokerProcess *
propus_broker_process_new (const char *base_url)
{
  PropusBrokerProcess *self = g_object_new (PROPUS_TYPE_BROKER_PROCESS, NULL);

  if (base_url == NULL)
    base_url = g_getenv ("GOOGLE_GEMINI_BASE_URL");
  if (base_url == NULL || *base_url == '\0')
    base_url = DEFAULT_BASE_URL;
  self->base_url = g_strdup (base_url);

  return self;
}

/**
 * propus_broker_process_new_practice:
 *
 * Returns: (transfer full): a broker for a practice endpoint of its own; neither runs yet
 */
PropusBrokerProcess *
propus_broker_process_new_practice (void)
{
  PropusBrokerProcess *self = g_object_new (PROPUS_TYPE_BROKER_PROCESS, NULL);

  self->is_practice = TRUE;

  return self;
}

/**
 * propus_broker_process_set_input_fd:
 * @fd: a descriptor that holds a key to add; owned by @self from now on and never read here
 */
void
propus_broker_process_set_input_fd (PropusBrokerProcess *self,
                                    int                  fd)
{
  g_return_if_fail (PROPUS_IS_BROKER_PROCESS (self));

  close_fd (&self->input_fd);
  self->input_fd = fd;
}

/**
 * propus_broker_process_set_door:
 * @door: where programs find the broker
 *
 * Before it runs for the first time.
 */
void
propus_broker_process_set_door (PropusBrokerProcess *self,
                                PropusDoor          *door)
{
  g_return_if_fail (PROPUS_IS_BROKER_PROCESS (self) && PROPUS_IS_DOOR (door));
  g_return_if_fail (self->process == NULL);

  g_set_object (&self->door, door);
}

/**
 * propus_broker_process_set_key_id:
 * @key_id: (nullable): the stored key that the programs use, %NULL for the one that the settings say
 *
 * For the brokers to come; the one that runs is told by a request.
 */
void
propus_broker_process_set_key_id (PropusBrokerProcess *self,
                                  const char          *key_id)
{
  g_return_if_fail (PROPUS_IS_BROKER_PROCESS (self));

  g_free (self->key_id);
  self->key_id = g_strdup (key_id);
}

/**
 * propus_broker_process_set_passes:
 * @passes: whether the programs that have a pass find their doors open
 *
 * For the window's broker, before it runs. The brokers of the command line must not take the passes' ports from it.
 */
void
propus_broker_process_set_passes (PropusBrokerProcess *self,
                                  gboolean             passes)
{
  g_return_if_fail (PROPUS_IS_BROKER_PROCESS (self));

  self->passes = passes;
}

/**
 * propus_broker_process_set_kept:
 * @kept: whether programs may come to it by themselves
 *
 * Whether it is started again at once when it died, and not only when it is needed.
 */
void
propus_broker_process_set_kept (PropusBrokerProcess *self,
                                gboolean             kept)
{
  g_return_if_fail (PROPUS_IS_BROKER_PROCESS (self));

  self->kept = kept && !self->is_practice;
}

/**
 * propus_broker_process_is_practice:
 *
 * Returns: whether the answers come from the practice endpoint
 */
gboolean
propus_broker_process_is_practice (PropusBrokerProcess *self)
{
  g_return_val_if_fail (PROPUS_IS_BROKER_PROCESS (self), FALSE);

  return self->is_practice;
}

static gboolean spawn_broker (PropusBrokerProcess  *self,
                              GError              **error);

static gboolean
again_cb (gpointer user_data)
{
  PropusBrokerProcess *self = user_data;

  self->again = 0;
  if (self->process == NULL && !spawn_broker (self, NULL))
    {
      g_warning ("the broker could not be started again");
      self->again = g_timeout_add (PROPUS_BROKER_AGAIN_MS, again_cb, self);
    }

  return G_SOURCE_REMOVE;
}

/* Nobody asks on behalf of programs, and who has knocked would wait for ever. After two that died at once its trouble is
 * given some time. */
static void
start_again (PropusBrokerProcess *self)
{
  if ((self->door == NULL && !self->kept) || self->is_practice)
    return;

  if (self->quick_deaths < MAX_QUICK_DEATHS)
    again_cb (self);
  else if (self->again == 0)
    self->again = g_timeout_add (PROPUS_BROKER_AGAIN_MS, again_cb, self);
}

static void
broker_exited_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(PropusBrokerProcess) self = user_data;
  GSubprocess *process = G_SUBPROCESS (object);

  g_subprocess_wait_finish (process, result, NULL);
  if (self->process != process)
    return;

  g_debug ("the broker ended");
  self->quick_deaths = g_get_monotonic_time () - self->started < QUICK_DEATH_US ? self->quick_deaths + 1 : 0;
  g_clear_object (&self->process);
  close_fd (&self->lifeline);

  /* Who had knocked and was not let in would wait for ever: it hears of the end when nobody listens any more. */
  g_clear_object (&self->client);
  g_clear_object (&self->socket);

  start_again (self);
}

/* Hands @fd on as @target and adds the option that tells the broker of it. */
static void
pass_fd (GSubprocessLauncher *launcher,
         GPtrArray           *argv,
         const char          *option,
         int                 *fd,
         int                  target)
{
  if (*fd < 0)
    return;

  g_subprocess_launcher_take_fd (launcher, *fd, target);
  *fd = -1;
  g_ptr_array_add (argv, g_strdup_printf ("--%s=%d", option, target));
}

static void
pass_keys (PropusBrokerProcess *self,
           GSubprocessLauncher *launcher,
           GPtrArray           *argv)
{
  if (self->is_practice)
    {
      int key_fd = propus_practice_process_steal_key_fd (self->practice);

      pass_fd (launcher, argv, "session-key-fd", &key_fd, CHILD_SESSION_KEY_FD);
      g_ptr_array_add (argv, g_strdup ("--no-lookup"));
      return;
    }

  if (environment_gone)
    g_ptr_array_add (argv, g_strdup ("--environment-lost"));
  environment_gone |= environment_fd >= 0;
  pass_fd (launcher, argv, "environment-fd", &environment_fd, CHILD_ENVIRONMENT_FD);
  pass_fd (launcher, argv, "input-fd", &self->input_fd, CHILD_INPUT_FD);
}

/* After fork(): a process group of its own, or Ctrl+C and Ctrl+Z, which are for the program on the terminal, would end or
 * stop its broker. */
static void
leave_terminal (gpointer user_data)
{
  setsid ();
}

static void
pass_door (PropusBrokerProcess *self,
           GSubprocessLauncher *launcher,
           GPtrArray           *argv)
{
  int loopback_fd, token_fd;

  if (self->door == NULL)
    return;

  loopback_fd = propus_door_dup_fd (self->door);
  token_fd = propus_door_new_token_pipe (self->door);
  pass_fd (launcher, argv, "loopback-fd", &loopback_fd, CHILD_LOOPBACK_FD);
  pass_fd (launcher, argv, "token-fd", &token_fd, CHILD_TOKEN_FD);
  propus_door_add_options (self->door, argv);
  if (self->key_id != NULL)
    g_ptr_array_add (argv, g_strdup_printf ("--use=%s", self->key_id));
  g_subprocess_launcher_set_child_setup (launcher, leave_terminal, NULL, NULL);
}

static gboolean
spawn_broker (PropusBrokerProcess  *self,
              GError              **error)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  int lifeline[2];
  int socket_fd;

  if (self->socket == NULL)
    self->socket = propus_broker_socket_new (error);
  if (self->socket == NULL || !g_unix_open_pipe (lifeline, FD_CLOEXEC, error))
    return FALSE;

  socket_fd = propus_broker_socket_dup_fd (self->socket);
  g_ptr_array_add (argv, propus_install_find_program ("propus-broker"));
  pass_fd (launcher, argv, "socket-fd", &socket_fd, CHILD_SOCKET_FD);
  pass_fd (launcher, argv, "lifeline-fd", &lifeline[0], CHILD_LIFELINE_FD);
  g_ptr_array_add (argv, g_strdup_printf ("--base-url=%s", self->base_url));
  pass_keys (self, launcher, argv);
  pass_door (self, launcher, argv);
  if (self->passes && !self->is_practice)
    g_ptr_array_add (argv, g_strdup ("--passes"));
  g_ptr_array_add (argv, NULL);

  self->process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, error);
  if (self->process == NULL)
    {
      close (lifeline[1]);
      return FALSE;
    }

  self->lifeline = lifeline[1];
  self->started = g_get_monotonic_time ();
  if (self->client == NULL)
    self->client = propus_client_new (propus_broker_socket_get_address (self->socket));
  g_subprocess_wait_async (self->process, NULL, broker_exited_cb, g_object_ref (self));
  return TRUE;
}

static void
return_failure (GTask      *task,
                const char *message)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", message);
}

/* Answers @task with the client of a broker that runs. */
static void
return_client (PropusBrokerProcess *self,
               GTask               *task)
{
  g_autoptr(GError) error = NULL;

  if (self->process == NULL && self->quick_deaths >= MAX_QUICK_DEATHS)
    {
      self->quick_deaths = 0;
      return_failure (task, "propus-broker ended twice in a row");
      return;
    }

  if (self->process == NULL && !spawn_broker (self, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_object_ref (self->client), g_object_unref);
}

static void
practice_started_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(PropusBrokerProcess) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *base_url = propus_practice_process_start_finish (PROPUS_PRACTICE_PROCESS (object), result, &error);
  GQueue waiting = self->waiting;
  GTask *next;

  if (self->practice != PROPUS_PRACTICE_PROCESS (object))
    return;

  if (base_url == NULL)
    g_clear_object (&self->practice);
  g_free (self->base_url);
  self->base_url = g_strdup (base_url);

  /* Whoever is answered may ask again at once: that belongs to another queue. */
  g_queue_init (&self->waiting);
  while ((next = g_queue_pop_head (&waiting)) != NULL)
    {
      g_autoptr(GTask) task = next;

      if (base_url != NULL)
        return_client (self, task);
      else
        return_failure (task, error->message);
    }
}

/* A practice endpoint and its broker live and die together: the key of one run is of no use to the next. */
static void
ensure_practice (PropusBrokerProcess *self,
                 GTask               *task)
{
  if (self->practice != NULL && self->base_url != NULL &&
      self->process != NULL && propus_practice_process_is_running (self->practice))
    {
      return_client (self, task);
      return;
    }

  g_queue_push_tail (&self->waiting, g_object_ref (task));
  if (self->practice != NULL && self->base_url == NULL)
    return;

  close_fd (&self->lifeline);
  g_clear_object (&self->process);
  g_clear_object (&self->practice);
  g_clear_pointer (&self->base_url, g_free);
  self->practice = propus_practice_process_new ();
  propus_practice_process_start_async (self->practice, practice_started_cb, g_object_ref (self));
}

/**
 * propus_broker_process_ensure_async:
 *
 * Sees to it that a broker runs. The socket was there before it, so requests may be made at once.
 */
void
propus_broker_process_ensure_async (PropusBrokerProcess *self,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_BROKER_PROCESS (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_broker_process_ensure_async);
  if (self->is_practice)
    ensure_practice (self, task);
  else
    return_client (self, task);
}

/**
 * propus_broker_process_ensure_finish:
 * @failure: (out) (optional): %PROPUS_FAILURE_BROKER when there is none to be had
 *
 * Returns: (transfer full) (nullable): the client that talks to it
 */
PropusClient *
propus_broker_process_ensure_finish (PropusBrokerProcess  *self,
                                     GAsyncResult         *result,
                                     PropusFailure       **failure)
{
  g_autoptr(GError) error = NULL;
  PropusClient *client;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  client = g_task_propagate_pointer (G_TASK (result), &error);
  if (client == NULL && failure != NULL)
    *failure = propus_failure_new_with_message (PROPUS_FAILURE_BROKER, NULL, error->message);

  return client;
}

/**
 * propus_broker_process_shutdown:
 *
 * Lets go of the lifeline: the broker ends by itself, whatever it is doing. Safe to call again.
 */
void
propus_broker_process_shutdown (PropusBrokerProcess *self)
{
  GTask *task;

  g_return_if_fail (PROPUS_IS_BROKER_PROCESS (self));

  self->kept = FALSE;
  g_clear_handle_id (&self->again, g_source_remove);
  close_fd (&self->lifeline);
  close_fd (&self->input_fd);
  g_clear_object (&self->process);
  g_clear_object (&self->practice);
  g_clear_object (&self->client);
  g_clear_object (&self->socket);
  while ((task = g_queue_pop_head (&self->waiting)) != NULL)
    {
      return_failure (task, "shut down");
      g_object_unref (task);
    }
}
