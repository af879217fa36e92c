/* propus-broker-main.c - the process that holds the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include "propus-broker.h"
#include "propus-install.h"
#include "propus-process-guard.h"
#include "propus-sandbox-keyring.h"

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

/* Nothing is ever written into the lifeline: it tells by its end that the parent is gone. */
static gboolean
lifeline_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  char ignored[64];
  gssize n = read (fd, ignored, sizeof ignored);

  if (n > 0)
    return G_SOURCE_CONTINUE;

  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
set_up_translations (void)
{
  g_autofree char *dir = propus_install_dup_locale_dir ();

  setlocale (LC_ALL, "");
  bindtextdomain (PROPUS_GETTEXT_DOMAIN, dir);
  bind_textdomain_codeset (PROPUS_GETTEXT_DOMAIN, "UTF-8");
  textdomain (PROPUS_GETTEXT_DOMAIN);
}

/* Before libsecret is used for the first time. */
static void
rescue_keyring (void)
{
  g_autofree char *moved = NULL;

  if (propus_sandbox_keyring_is_sandboxed ())
    moved = propus_sandbox_keyring_rescue (g_get_user_data_dir ());
  /* Translators: %s is a path */
  if (moved != NULL)
    g_printerr (_("propus: The keyring’s file was damaged and could not be read. It was moved to %s, and keys have to be "
                  "entered again.\n"), moved);
}

int
main (int    argc,
      char **argv)
{
  pid_t parent = getppid ();
  PropusBrokerOptions options;
  g_autoptr(PropusBroker) broker = NULL;
  g_autoptr(GMainLoop) loop = NULL;
  g_autoptr(GError) error = NULL;

  propus_process_guard_set_up ();

  if (!propus_broker_options_parse (&options, argc, argv))
    {
      g_printerr ("propus-broker: this program is started by Propus; an option was not understood\n");
      propus_broker_options_clear (&options);
      return 2;
    }

  set_up_translations ();
  rescue_keyring ();
  g_set_prgname ("propus-broker");
  broker = propus_broker_new (&options, parent, &error);
  if (broker == NULL)
    {
      g_printerr ("propus-broker: %s\n", error->message);
      propus_broker_options_clear (&options);
      return 1;
    }

  loop = g_main_loop_new (NULL, FALSE);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_unix_signal_add (SIGHUP, quit_cb, loop);
  g_unix_fd_add (options.lifeline_fd, G_IO_IN | G_IO_HUP | G_IO_ERR, lifeline_cb, loop);
  g_main_loop_run (loop);
  propus_broker_options_clear (&options);

  return 0;
}
