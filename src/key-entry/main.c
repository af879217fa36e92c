/* main.c - propus-key-entry: asks the person for a key and hands it to the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The broker starts it as pinentry is started by GnuPG: it shows one small window, writes the key down an inherited
 * pipe and ends. So the main window never has a key, not even for the moment of typing it.
 */

#include "propus-config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "propus-install.h"
#include "propus-key-parent.h"
#include "propus-key-window.h"

#define EXIT_CLOSED 1   /* without a key */
#define EXIT_USAGE 2

typedef struct
{
  int       fd;
  char     *origin;
  char     *parent;
  char     *provider;
  gboolean  replace;
  gboolean  session;
  int       status;
} KeyEntry;

static void
key_entry_clear (KeyEntry *self)
{
  g_free (self->origin);
  g_free (self->parent);
  g_free (self->provider);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KeyEntry, key_entry_clear)

/* What this process knows for a moment must not end up in a file, and not on the terminal of someone who looks for
 * faults. It stays dumpable: a process that is not cannot ask the desktop for its dark style. */
static void
shut_ways_out (void)
{
  static const char *talkative[] = { "GTK_DEBUG", "G_DBUS_DEBUG", "G_MESSAGES_DEBUG", "WAYLAND_DEBUG" };
  struct rlimit none = { 0, 0 };
  int fd;

  setrlimit (RLIMIT_CORE, &none);

  fd = open ("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
  if (fd >= 0)
    {
      if (write (fd, "0\n", 2) != 2)
        g_info ("The core dump filter cannot be set: %s", g_strerror (errno));
      close (fd);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (talkative); i++)
    g_unsetenv (talkative[i]);

  signal (SIGPIPE, SIG_IGN);
}

/* The origin without its scheme, as people know it. */
static char *
make_host (const char *origin)
{
  const char *host = strstr (origin, "://");

  return g_strdup (host != NULL ? host + strlen ("://") : origin);
}

static char *
make_place (KeyEntry *self)
{
  g_autofree char *host = make_host (self->origin);

  if (self->session)
    /* Translators: %s is the name of a server */
    return g_strdup_printf (_("The key is used until Propus is closed, and sent only to %s."), host);

  if (self->replace)
    /* Translators: %s is the name of a server */
    return g_strdup_printf (_("The key takes the place of the one in your keyring, and is sent only to %s."), host);

  if (self->provider != NULL)
    /* Translators: the first %s is a password manager like "GNOME Keyring", the second the name of a server */
    return g_strdup_printf (_("The key is kept in %s, and sent only to %s."), self->provider, host);

  /* Translators: %s is the name of a server */
  return g_strdup_printf (_("The key is kept in your keyring, and sent only to %s."), host);
}

static void
saved_cb (PropusKeyWindow *window,
          KeyEntry        *self)
{
  g_assert (PROPUS_IS_KEY_WINDOW (window));

  self->status = EXIT_SUCCESS;
}

static void
activate_cb (GtkApplication *application,
             KeyEntry       *self)
{
  PropusKeyWindow *window = propus_key_window_new (application, self->fd);
  g_autofree char *place = make_place (self);

  g_signal_connect (window, "saved", G_CALLBACK (saved_cb), self);
  propus_key_window_set_place (window, place);
  if (self->parent != NULL)
    {
      gtk_window_set_modal (GTK_WINDOW (window), TRUE);
      gtk_widget_realize (GTK_WIDGET (window));
      propus_key_parent_set (GTK_WINDOW (window), self->parent);
    }
  gtk_window_present (GTK_WINDOW (window));
}

/* Nothing of a wrong command line is repeated: it could hold a key. */
static gboolean
parse_arguments (KeyEntry   *self,
                 int        *argc,
                 char     ***argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  const GOptionEntry options[] = {
    { "fd", 0, 0, G_OPTION_ARG_INT, &self->fd, NULL, NULL },
    { "origin", 0, 0, G_OPTION_ARG_STRING, &self->origin, NULL, NULL },
    { "parent", 0, 0, G_OPTION_ARG_STRING, &self->parent, NULL, NULL },
    { "provider", 0, 0, G_OPTION_ARG_STRING, &self->provider, NULL, NULL },
    { "replace", 0, 0, G_OPTION_ARG_NONE, &self->replace, NULL, NULL },
    { "session", 0, 0, G_OPTION_ARG_NONE, &self->session, NULL, NULL },
    { NULL }
  };

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, argc, argv, NULL) || *argc > 1 || self->origin == NULL || self->fd <= 2 ||
      fcntl (self->fd, F_SETFD, FD_CLOEXEC) != 0)
    {
      g_printerr ("propus-key-entry: --fd=N --origin=URL [--parent=HANDLE] [--provider=NAME] [--replace] [--session]\n");
      return FALSE;
    }

  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  g_auto(KeyEntry) self = { .fd = -1, .status = EXIT_CLOSED };
  g_autofree char *locale_dir = NULL;
  g_autoptr(AdwApplication) application = NULL;
  int status;

  shut_ways_out ();

  setlocale (LC_ALL, "");
  locale_dir = propus_install_dup_locale_dir ();
  bindtextdomain (PROPUS_GETTEXT_DOMAIN, locale_dir);
  bind_textdomain_codeset (PROPUS_GETTEXT_DOMAIN, "UTF-8");
  textdomain (PROPUS_GETTEXT_DOMAIN);

  if (!parse_arguments (&self, &argc, &argv))
    return EXIT_USAGE;

  /* The application's id, so that the desktop sees the window as one of Propus; and no name on the bus. */
  application = adw_application_new (PROPUS_APP_ID, G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &self);
  status = g_application_run (G_APPLICATION (application), 1, argv);

  return status != 0 ? EXIT_CLOSED : self.status;
}
