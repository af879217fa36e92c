/* propus-practice-main.c - the program: an offline endpoint that speaks the Gemini API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "propus-practice-server.h"

/* The beginning says to everybody who meets the key that it opens nothing. */
#define KEY_PREFIX       "practice-"
#define KEY_RANDOM_CHARS 40

/* How often a program that was started by another looks whether that one is still there. */
#define PARENT_CHECK_SECONDS 2

static char *
make_key (void)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  guchar random[KEY_RANDOM_CHARS];
  GString *key = g_string_new (KEY_PREFIX);

  if (getrandom (random, sizeof random, 0) != sizeof random)
    g_error ("The kernel gives no random numbers.");

  for (gsize i = 0; i < sizeof random; i++)
    g_string_append_c (key, letters[random[i] % (sizeof letters - 1)]);

  return g_string_free (key, FALSE);
}

static gboolean
write_key (int         fd,
           const char *key)
{
  gsize length = strlen (key);
  gssize written = write (fd, key, length);

  close (fd);

  return written == (gssize) length;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

typedef struct
{
  GMainLoop *loop;
  pid_t      parent;
} Watch;

static gboolean
check_parent_cb (gpointer data)
{
  Watch *watch = data;

  if (getppid () != watch->parent)
    g_main_loop_quit (watch->loop);

  return G_SOURCE_CONTINUE;
}

static void
serve (gboolean end_with_parent)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Watch watch = { .loop = loop, .parent = getppid () };

  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  if (end_with_parent)
    g_timeout_add_seconds (PARENT_CHECK_SECONDS, check_parent_cb, &watch);
  g_main_loop_run (loop);
}

typedef struct
{
  int   port;
  int   key_fd;
  int   pace_ms;
  int   breaks;
  char *fault_name;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->fault_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (int                  *argc,
               char               ***argv,
               Options              *options,
               PropusPracticeFault  *fault,
               GError              **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autofree char *names = propus_practice_fault_dup_names ();
  g_autofree char *about = g_strdup_printf ("Speaks the Gemini API on 127.0.0.1 without a network. Prints its base URL and then this "
                                            "run's random key.\n\nFaults: %s.\nA prompt can ask for one too: "
                                            "\"practice:fault NAME\", and for a length: \"practice:long KILOBYTES\".", names);
  GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &options->port, "Port to listen on (default: any that is free)", "N" },
    { "key-fd", 0, 0, G_OPTION_ARG_INT, &options->key_fd, "Write the key there instead, and end with the parent", "N" },
    { "pace", 0, 0, G_OPTION_ARG_INT, &options->pace_ms, "Milliseconds between two events (default: 40)", "N" },
    { "break-uploads", 0, 0, G_OPTION_ARG_INT, &options->breaks, "Connections that break in each upload (default: 0)", "N" },
    { "fault", 0, 0, G_OPTION_ARG_STRING, &options->fault_name, "Misbehave", "NAME" },
    { NULL }
  };

  g_option_context_set_summary (context, about);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1 || options->port < 0 || options->port > G_MAXUINT16 || options->breaks < 0)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "See --help.");
  else if (options->fault_name != NULL && !propus_practice_fault_parse (options->fault_name, fault))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "There is no such fault. There are: %s", names);
  else
    return TRUE;

  return FALSE;
}

int
main (int    argc,
      char **argv)
{
  g_auto(Options) options = { .port = 0, .key_fd = -1, .pace_ms = -1 };
  PropusPracticeFault fault = PROPUS_PRACTICE_FAULT_NONE;
  g_autoptr(PropusPracticeServer) server = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *key = make_key ();

  setlocale (LC_ALL, "");
  if (!parse_options (&argc, &argv, &options, &fault, &error))
    {
      fprintf (stderr, "propus-practice: %s\n", error->message);
      return 2;
    }

  server = propus_practice_server_new (key);
  propus_practice_server_set_fault (server, fault);
  if (options.pace_ms >= 0)
    propus_practice_server_set_pace (server, (guint) options.pace_ms);
  propus_practice_server_set_breaks (server, (guint) options.breaks);
  if (!propus_practice_server_listen (server, (guint16) options.port, &error))
    {
      fprintf (stderr, "propus-practice: %s\n", error->message);
      return 1;
    }

  printf ("%s\n", propus_practice_server_get_base_url (server));
  if (options.key_fd < 0)
    printf ("%s\n", key);
  fflush (stdout);
  if (options.key_fd >= 0 && !write_key (options.key_fd, key))
    {
      fprintf (stderr, "propus-practice: the key could not be written.\n");
      return 1;
    }

  serve (options.key_fd >= 0);

  return 0;
}
