/* propus-foreground.c - a program in the place of this one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-foreground.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The program stays in this process group, so that the terminal and the shell see one job. What the terminal sends
 * reaches both, and this process leaves it to the program; what somebody sends to this process alone is passed on. It
 * stops after the program has stopped, never before: an editor has to put the terminal in order first. */

static const int watched[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGUSR1, SIGUSR2 };

typedef struct
{
  pid_t                pid;         /* 0: not started yet */
  gboolean             over;        /* the pid may be another's by now */
  PropusForegroundDone done;
  gpointer             user_data;
} Foreground;

/* One program in the life of this process. */
static Foreground foreground;
static sigset_t original_mask;
static gboolean pipe_was_default;

static gboolean
changed_cb (gpointer user_data)
{
  siginfo_t *change = user_data;
  int status;

  if (change->si_code == CLD_STOPPED)
    {
      kill (getpid (), SIGSTOP);   /* returns when somebody lets this process go on, and then so does the program */
      return G_SOURCE_REMOVE;
    }

  foreground.over = TRUE;
  waitpid (foreground.pid, &status, 0);
  foreground.done (change->si_code == CLD_EXITED ? change->si_status : 128 + change->si_status, foreground.user_data);
  return G_SOURCE_REMOVE;
}

/* Tells of stopping, too, which no source of GLib does. The program's end is seen here and reaped by the main thread, so
 * that its pid is not somebody else's when a signal is passed on. */
static gpointer
wait_thread (gpointer unused)
{
  for (;;)
    {
      siginfo_t info = { 0, };

      if (waitid (P_PID, (id_t) foreground.pid, &info, WEXITED | WSTOPPED | WNOWAIT) != 0)
        {
          if (errno == EINTR)
            continue;
          return NULL;
        }
      if (info.si_code == CLD_STOPPED)
        waitid (P_PID, (id_t) foreground.pid, &info, WSTOPPED | WNOHANG);

      if (info.si_pid != 0)
        g_idle_add_full (G_PRIORITY_HIGH, changed_cb, g_memdup2 (&info, sizeof info), g_free);
      if (info.si_pid != 0 && info.si_code != CLD_STOPPED)
        return NULL;
    }
}

static void
take_signal (const struct signalfd_siginfo *info)
{
  gboolean terminal = info->ssi_code == SI_KERNEL;
  int number = (int) info->ssi_signo;

  if (foreground.pid == 0)
    {
      if (number == SIGINT || number == SIGQUIT || number == SIGTERM || number == SIGHUP)
        foreground.done (128 + number, foreground.user_data);
      else if (number == SIGTSTP)
        kill (getpid (), SIGSTOP);
      return;
    }

  /* The program has what comes from the terminal already, and what it sends to its own group. */
  if (foreground.over || (terminal && number != SIGHUP) || (pid_t) info->ssi_pid == foreground.pid)
    return;

  kill (foreground.pid, number);
}

static gboolean
signal_cb (int          fd,
           GIOCondition condition,
           gpointer     user_data)
{
  struct signalfd_siginfo info;

  if (read (fd, &info, sizeof info) == (ssize_t) sizeof info)
    take_signal (&info);

  return G_SOURCE_CONTINUE;
}

/**
 * propus_foreground_prepare:
 * @done: called in the main loop with the exit status that a shell would show: 128 and the signal's number for a signal,
 *   also for one that comes before there is a program
 * @user_data: for @done
 *
 * Takes the signals that are for the program. Before there is another thread, and before anything that ignores SIGPIPE,
 * which the program would inherit.
 */
void
propus_foreground_prepare (PropusForegroundDone done,
                           gpointer             user_data)
{
  struct sigaction action = { 0, };
  sigset_t blocked;
  int fd;

  sigaction (SIGPIPE, NULL, &action);
  pipe_was_default = action.sa_handler == SIG_DFL;
  foreground.done = done;
  foreground.user_data = user_data;

  sigemptyset (&blocked);
  for (gsize i = 0; i < G_N_ELEMENTS (watched); i++)
    sigaddset (&blocked, watched[i]);
  pthread_sigmask (SIG_BLOCK, &blocked, &original_mask);
  fd = signalfd (-1, &blocked, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd >= 0)
    g_unix_fd_add (fd, G_IO_IN, signal_cb, NULL);
}

/**
 * propus_foreground_start:
 * @argv: the program and its arguments
 * @envp: its environment
 * @mask: its file mode creation mask
 *
 * Starts the program with this process's standard input, output and error. Once in the life of this process, after
 * propus_foreground_prepare().
 *
 * Returns: 0, or an errno when it could not be started
 */
int
propus_foreground_start (char  **argv,
                         char  **envp,
                         guint   mask)
{
  posix_spawnattr_t attributes;
  sigset_t defaults;
  mode_t own_mask;
  int problem;

  g_return_val_if_fail (argv != NULL && argv[0] != NULL && foreground.pid == 0, EINVAL);

  sigemptyset (&defaults);
  if (pipe_was_default)
    sigaddset (&defaults, SIGPIPE);

  posix_spawnattr_init (&attributes);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigmask (&attributes, &original_mask);
  posix_spawnattr_setsigdefault (&attributes, &defaults);
  own_mask = umask ((mode_t) mask);
  problem = posix_spawnp (&foreground.pid, argv[0], NULL, &attributes, argv, envp);
  umask (own_mask);
  posix_spawnattr_destroy (&attributes);
  if (problem != 0)
    {
      foreground.pid = 0;
      return problem;
    }

  g_thread_unref (g_thread_new ("program", wait_thread, NULL));
  return 0;
}
