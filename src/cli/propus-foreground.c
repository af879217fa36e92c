/* propus-foreground.c - a program in the place of this one, and a process beside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-foreground.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The process that the shell started becomes the program, as with env or nice: the terminal, job control, signals to it
 * and to its group and the exit status are the program's own, and nothing has to be passed on or could come twice. What
 * the program needs beside it is done by a process in a session of its own, which is nobody's child (a program that waits
 * for all of its children must not wait for it) and sees by a pidfd when the program ends, however that happens. */

/* What is told: a status, then two strings with a NUL each. */
#define MAX_TOLD 4096

static void
move_to_null (int fd)
{
  int null = open ("/dev/null", O_RDWR | O_CLOEXEC);

  if (null >= 0)
    dup2 (null, fd);
  if (null > STDERR_FILENO)
    close (null);
}

/* In the child: finds out who the program is while it is still the parent, and lets go of it. Returns a pidfd, -1 with
 * errno set. */
static int
leave (pid_t program)
{
  int fd = pidfd_open (program, 0);
  pid_t pid;

  if (fd < 0)
    return -1;
  if (getppid () != program)
    _exit (0);   /* it ended meanwhile, and the number may be another's */

  setsid ();
  pid = fork ();
  if (pid != 0)
    _exit (pid > 0 ? 0 : 1);

  /* A pipe at the program's standard output must end with the program. */
  move_to_null (STDIN_FILENO);
  move_to_null (STDOUT_FILENO);

  return fd;
}

/**
 * propus_foreground_split:
 * @self: (out): what each side needs from now on
 *
 * Makes two processes of this one: the one that the caller waits for, in which the program is to run, and another beside
 * it. Before there is another thread, and before anything that ignores SIGPIPE, which the program would inherit.
 *
 * Returns: which of the two this is; %PROPUS_FOREGROUND_FAILED in the first, with errno set
 */
PropusForegroundSide
propus_foreground_split (PropusForeground *self)
{
  pid_t program = getpid ();
  pid_t pid;
  int ends[2];

  g_return_val_if_fail (self != NULL, PROPUS_FOREGROUND_FAILED);

  self->program = -1;
  if (pipe2 (ends, O_CLOEXEC) != 0)
    return PROPUS_FOREGROUND_FAILED;

  pid = fork ();
  if (pid == 0)
    {
      close (ends[0]);
      self->pipe = ends[1];
      self->program = leave (program);
      if (self->program < 0)
        _exit (1);
      return PROPUS_FOREGROUND_BESIDE;
    }

  if (pid < 0)
    {
      int problem = errno;

      close (ends[0]);
      close (ends[1]);
      errno = problem;
      return PROPUS_FOREGROUND_FAILED;
    }

  close (ends[1]);
  self->pipe = ends[0];
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    continue;

  return PROPUS_FOREGROUND_PROGRAM;
}

/**
 * propus_foreground_tell:
 * @self: of the process beside the program
 * @status: an exit status; 0: the program may begin
 * @first: (nullable): what it needs to know
 * @second: (nullable): and this
 *
 * Tells the program's side, once.
 */
void
propus_foreground_tell (PropusForeground *self,
                        int               status,
                        const char       *first,
                        const char       *second)
{
  g_autoptr(GByteArray) told = g_byte_array_new ();
  guint8 byte = (guint8) status;

  g_return_if_fail (self != NULL && self->pipe >= 0);

  g_byte_array_append (told, &byte, 1);
  if (first != NULL && second != NULL)
    {
      g_byte_array_append (told, (const guint8 *) first, (guint) strlen (first) + 1);
      g_byte_array_append (told, (const guint8 *) second, (guint) strlen (second) + 1);
    }

  /* A pipe that nobody has written into takes this at once. Who is not there any more needs to hear nothing. */
  if (write (self->pipe, told->data, told->len) != (ssize_t) told->len)
    g_debug ("the program is gone");
  explicit_bzero (told->data, told->len);
  close (self->pipe);
  self->pipe = -1;
}

/**
 * propus_foreground_hear:
 * @self: of the program's side
 * @first: (out): what the other side told
 * @second: (out): and this
 *
 * Waits for the other side. This process does nothing else meanwhile, and signals end it as they would the program.
 *
 * Returns: the status; 0: the program may begin, and the strings are there; -1: the other side is gone without a word
 */
int
propus_foreground_hear (PropusForeground  *self,
                        char             **first,
                        char             **second)
{
  char told[MAX_TOLD + 1];
  gsize length = 0;
  gsize begin;
  ssize_t n;

  g_return_val_if_fail (self != NULL && first != NULL && second != NULL, -1);

  while ((n = read (self->pipe, told + length, MAX_TOLD - length)) > 0 || (n < 0 && errno == EINTR))
    length += (gsize) MAX (n, 0);
  close (self->pipe);
  self->pipe = -1;
  told[length] = '\0';
  if (length == 0)
    return -1;
  if (told[0] != 0)
    return (guint8) told[0];

  *first = g_strdup (told + 1);
  begin = 1 + strlen (*first) + 1;
  *second = g_strdup (begin < length ? told + begin : "");
  explicit_bzero (told, sizeof told);

  return 0;
}

/**
 * propus_foreground_run:
 * @argv: the program and its arguments
 * @envp: its environment
 * @mask: its file mode creation mask
 *
 * Becomes the program.
 *
 * Returns: only when that failed: an errno
 */
int
propus_foreground_run (char  **argv,
                       char  **envp,
                       guint   mask)
{
  mode_t own_mask;
  int problem;

  g_return_val_if_fail (argv != NULL && argv[0] != NULL, EINVAL);

  own_mask = umask ((mode_t) mask);
  execvpe (argv[0], argv, envp);
  problem = errno;
  umask (own_mask);

  return problem;
}
