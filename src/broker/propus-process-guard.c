/* propus-process-guard.c - shuts the ways by which a key could leave the process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-process-guard.h"

#include <fcntl.h>
#include <glib.h>
#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* What freed memory is filled with. */
#define WIPE 0x55

/* Two connections and a pipe for each of 256 requests. */
#define FILES 4096

/* The first redirects TLS secrets into a file, the others where keys are stored or how they are sent. */
static const char * const refused_variables[] = {
  "SSLKEYLOGFILE",
  "SECRET_BACKEND",
  "SECRET_SERVICE_BUS_NAME",
  "SECRET_FILE_TEST_PATH",
  "SECRET_FILE_TEST_PASSWORD",
  "SOUP_NTLM_AUTH_DEBUG",
  "NTLMUSER",
};

static void
forbid_cores (void)
{
  const struct rlimit none = { 0, 0 };
  int fd;

  setrlimit (RLIMIT_CORE, &none);

  /* The limit is not asked where cores go into a program; this filter always is. It is inherited by children. */
  fd = open ("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
  if (fd >= 0)
    {
      if (write (fd, "0\n", 2) != 2)
        g_info ("the core dump filter could not be set");
      close (fd);
    }

  /* In a sandbox libsecret goes through a portal, which has to look at this process. */
  if (access ("/.flatpak-info", F_OK) != 0)
    prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* HTTP leaves copies of a key in memory that libsoup frees and nobody clears; glibc can. It costs little here, and it
 * is no promise: that one is kept by beginning anew after rest. */
static void
wipe_freed_memory (void)
{
#ifdef M_PERTURB
  mallopt (M_PERTURB, WIPE);
#endif

  /* One heap for the few threads that there are: what each of several would keep to itself is memory that lies idle. */
#ifdef M_ARENA_MAX
  mallopt (M_ARENA_MAX, 1);
#endif
}

static void
raise_file_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= FILES)
    return;

  limit.rlim_cur = MIN (limit.rlim_max, FILES);
  setrlimit (RLIMIT_NOFILE, &limit);
}

/* Who looks at the list of processes sees this name; after rest it would be "exe". */
static void
keep_name (void)
{
  prctl (PR_SET_NAME, "propus-broker", 0, 0, 0);
}

/**
 * propus_process_guard_set_up:
 *
 * No core dump, no attaching by other programs of this user, no variable of the environment that would send keys
 * elsewhere. The first call in main(), before there are threads.
 */
void
propus_process_guard_set_up (void)
{
  forbid_cores ();
  keep_name ();
  wipe_freed_memory ();
  raise_file_limit ();
  umask (077);
  signal (SIGPIPE, SIG_IGN);

  for (gsize i = 0; i < G_N_ELEMENTS (refused_variables); i++)
    g_unsetenv (refused_variables[i]);

  /* HTTP/1.1 only: its path through libsoup is the one that was tested for cut streams and back-pressure. */
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
}
