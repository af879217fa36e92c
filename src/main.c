/* main.c - environment keys out, locale, options, run: window or command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"

#include "propus-application.h"
#include "propus-broker-process.h"
#include "propus-cli.h"
#include "propus-install.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Longer than any key: more of a variable is not handed on, and the broker refuses what is as long as this. */
#define MAX_VARIABLE 4096

/* Moves @name out of the environment into @fd, as NAME=value and a NUL, and overwrites it where the kernel had put it:
 * /proc/PID/environ shows that memory to the end of the process. */
static void
move_variable (const char *name,
               int         fd)
{
  char *value = getenv (name);
  size_t length;
  size_t prefix = strlen (name) + 1;

  if (value == NULL)
    return;

  length = strlen (value);
  if (length > 0)
    {
      size_t kept = length < MAX_VARIABLE ? length : MAX_VARIABLE;
      ssize_t written = write (fd, value - prefix, prefix + kept);

      /* A pipe that nobody reads yet takes this much at once; if not, the broker sees a key that is cut and refuses. */
      if (written == (ssize_t) (prefix + kept))
        written = write (fd, "", 1);
    }

  explicit_bzero (value, length);
  unsetenv (name);
}

/* Before any call into GLib or another library: nothing but this function ever sees a key of the environment. Returns
 * the pipe that holds them, or -1. */
static int
move_environment_keys (void)
{
  int fds[2];

  if (getenv ("GOOGLE_API_KEY") == NULL && getenv ("GEMINI_API_KEY") == NULL)
    return -1;
  if (pipe2 (fds, O_CLOEXEC) != 0)
    {
      perror ("propus: pipe");
      exit (PROPUS_EXIT_FAILED);
    }

  move_variable ("GOOGLE_API_KEY", fds[1]);
  move_variable ("GEMINI_API_KEY", fds[1]);
  close (fds[1]);

  return fds[0];
}

static void
init_locale (void)
{
  g_autofree char *locale_dir = propus_install_dup_locale_dir ();

  setlocale (LC_ALL, "");
  bindtextdomain (PROPUS_GETTEXT_DOMAIN, locale_dir);
  bind_textdomain_codeset (PROPUS_GETTEXT_DOMAIN, "UTF-8");
  textdomain (PROPUS_GETTEXT_DOMAIN);
}

static void
print_version (void)
{
  g_print ("Propus %s\n", PROPUS_VERSION);
  g_print ("GLib %u.%u.%u (built with %d.%d.%d)\n", glib_major_version, glib_minor_version, glib_micro_version,
           GLIB_MAJOR_VERSION, GLIB_MINOR_VERSION, GLIB_MICRO_VERSION);
}

static int
run_window (int    argc,
            char **argv)
{
  gboolean practice = FALSE;
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "practice", 0, 0, G_OPTION_ARG_NONE, &practice, N_("Answer from the offline practice endpoint"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_("Show the version"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("[ask … | key … | exec …]"));

  g_option_context_add_main_entries (context, entries, PROPUS_GETTEXT_DOMAIN);
  g_option_context_set_summary (context, _("Opens the window. “propus ask --help”, “propus key --help” and “propus exec --help” "
                                           "tell of the command line."));
  if (!propus_cli_parse (context, &argc, &argv))
    return PROPUS_EXIT_USAGE;
  if (argc > 1)
    return propus_cli_usage_error (_("The window takes no arguments. “--help” lists the options."));

  if (version)
    {
      print_version ();
      return EXIT_SUCCESS;
    }

  return propus_application_run (1, argv, practice);
}

int
main (int    argc,
      char **argv)
{
  int environment_fd = move_environment_keys ();

  propus_cli_set_umask (umask (0077));
  init_locale ();
  if (environment_fd >= 0)
    propus_broker_process_set_environment_fd (environment_fd);

  if (propus_cli_handles (argc > 1 ? argv[1] : NULL))
    return propus_cli_run (argc, argv);

  return run_window (argc, argv);
}
