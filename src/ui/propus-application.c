/* propus-application.c - the desktop application
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-application-private.h"

#include "propus-install.h"
#include "propus-prompts-dialog.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <stdlib.h>

/**
 * PropusApplication:
 *
 * One instance for a desktop session; without a session bus, one for each start. Owns the session and the window.
 */
G_DEFINE_FINAL_TYPE (PropusApplication, propus_application, ADW_TYPE_APPLICATION)

static void
apply_style (PropusApplication *self)
{
  static const AdwColorScheme schemes[] = {
    ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK,
  };
  int style = g_settings_get_enum (self->settings, "style");

  g_assert (PROPUS_IS_APPLICATION (self));

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[CLAMP (style, 0, (int) G_N_ELEMENTS (schemes) - 1)]);
}

static void
endpoint_changed_cb (PropusApplication *self)
{
  g_assert (PROPUS_IS_APPLICATION (self));

  if (self->window != NULL)
    propus_window_broker_switched (self->window);
  if (self->preferences != NULL)
    propus_preferences_window_broker_switched (self->preferences);
  _propus_application_watch_passes (self);
  if (self->passes != NULL)
    propus_pass_list_refresh (self->passes);
}

static void
finished_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PropusApplication) self = user_data;

  g_assert (PROPUS_IS_APPLICATION (self));

  propus_session_finish_finish (PROPUS_SESSION (object), result);
  _propus_application_stayed (self);
  g_application_quit (G_APPLICATION (self));
}

/* Saves what there is to save, then ends. A second wish to end, while that lasts, changes nothing. */
void
_propus_application_finish (PropusApplication *self)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  if (self->finishing)
    return;

  self->finishing = TRUE;
  propus_prompts_dialog_close_all ();
  if (self->window != NULL)
    {
      propus_window_save (self->window);
      gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
    }
  if (self->preferences != NULL)
    gtk_window_destroy (GTK_WINDOW (self->preferences));
  if (self->find != NULL)
    gtk_window_destroy (self->find);
  propus_session_finish_async (self->session, finished_cb, g_object_ref (self));
}

/* The window is the program: it goes when all is saved, and what runs has come to its end. */
static gboolean
close_request_cb (PropusApplication *self)
{
  g_assert (PROPUS_IS_APPLICATION (self));

  _propus_application_close (self);
  return GDK_EVENT_STOP;
}

/* The end that a shell or a session manager asks for is as clean as any. */
static gboolean
unix_signal_cb (gpointer user_data)
{
  PropusApplication *self = user_data;

  g_assert (PROPUS_IS_APPLICATION (self));

  _propus_application_finish (self);
  return G_SOURCE_CONTINUE;
}

/* libadwaita adds icons of its own to the theme, which makes GTK forget what it read of it, and read it again on the main
 * thread when the first icon is drawn: a tenth of a start. GTK lets other threads look icons up (gtkicontheme.c). */
static gpointer
read_icons_thread (gpointer data)
{
  g_autoptr (GtkIconTheme) theme = data;
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (theme, "open-menu-symbolic", NULL, 16, 1,
                                                                  GTK_TEXT_DIR_LTR, GTK_ICON_LOOKUP_FORCE_SYMBOLIC);

  return NULL;
}

static void
read_icons (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());

  g_thread_unref (g_thread_new ("icons", read_icons_thread, g_object_ref (theme)));
}

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/io/github/propus/Propus/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
propus_application_startup (GApplication *application)
{
  static const int signal_numbers[] = { SIGINT, SIGTERM, SIGHUP };
  PropusApplication *self = PROPUS_APPLICATION (application);
  gboolean practice;

  adw_init ();
  read_icons ();
  /* No automatic resources: GTK would add a folder of icons, and forget the theme once more. */
  g_application_set_resource_base_path (application, NULL);
  G_APPLICATION_CLASS (propus_application_parent_class)->startup (application);

  load_style ();
  gtk_source_init ();
  gtk_window_set_default_icon_name (PROPUS_APP_ID);
  /* Tabbing to a label must not select all of it. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);

  self->settings = propus_install_new_settings ();
  g_signal_connect_object (self->settings, "changed::style", G_CALLBACK (apply_style), self, G_CONNECT_SWAPPED);
  apply_style (self);

  for (gsize i = 0; i < G_N_ELEMENTS (signal_numbers); i++)
    self->signal_sources[i] = g_unix_signal_add (signal_numbers[i], unix_signal_cb, self);

  practice = self->practice || g_settings_get_boolean (self->settings, "practice");
  self->session = propus_session_new (practice);
  g_signal_connect_object (self->session, "endpoint-changed", G_CALLBACK (endpoint_changed_cb), self, G_CONNECT_SWAPPED);
  _propus_application_watch_turns (self);
  _propus_application_watch_passes (self);
  _propus_application_add_actions (self);
}

/* Called at the beginning of each frame: at the second one the window has been drawn. Not in an idle handler: those run
 * before the first frame, while GTK waits for the display, and the broker's start would slow the drawing down. */
static gboolean
frame_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  PropusApplication *self = user_data;

  g_assert (PROPUS_IS_APPLICATION (self));

  if (!self->drawn)
    {
      self->drawn = TRUE;
      return G_SOURCE_CONTINUE;
    }

  propus_session_start (self->session);
  return G_SOURCE_REMOVE;
}

static void
propus_application_activate (GApplication *application)
{
  PropusApplication *self = PROPUS_APPLICATION (application);

  if (self->finishing)
    return;   /* the window is gone already; what is left is being saved */

  if (self->window == NULL)
    {
      g_set_weak_pointer (&self->window, propus_window_new (GTK_APPLICATION (self), self->session));
      g_signal_connect_object (self->window, "close-request", G_CALLBACK (close_request_cb), self, G_CONNECT_SWAPPED);
      gtk_widget_add_tick_callback (GTK_WIDGET (self->window), frame_cb, g_object_ref (self), g_object_unref);
    }

  _propus_application_come_back (self);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
propus_application_shutdown (GApplication *application)
{
  PropusApplication *self = PROPUS_APPLICATION (application);

  for (gsize i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);

  G_APPLICATION_CLASS (propus_application_parent_class)->shutdown (application);
}

static void
propus_application_dispose (GObject *object)
{
  PropusApplication *self = PROPUS_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->preferences);
  g_clear_weak_pointer (&self->find);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  g_clear_object (&self->passes);
  g_clear_object (&self->portal);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (propus_application_parent_class)->dispose (object);
}

static void
propus_application_class_init (PropusApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = propus_application_dispose;
  application_class->startup = propus_application_startup;
  application_class->activate = propus_application_activate;
  application_class->shutdown = propus_application_shutdown;
}

static void
propus_application_init (PropusApplication *self)
{
}

/* Where the sentence belongs: the window that the person looks at. */
void
_propus_application_toast (PropusApplication *self,
                           const char        *sentence)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (self));

  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  if (active != NULL && PROPUS_IS_PREFERENCES_WINDOW (active))
    propus_preferences_window_toast (PROPUS_PREFERENCES_WINDOW (active), sentence);
  else if (self->window != NULL)
    propus_window_toast (self->window, sentence);
}

/* To the practice endpoint or back; kept for the next start. */
void
_propus_application_practise (PropusApplication *self,
                              gboolean           practice)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  g_settings_set_boolean (self->settings, "practice", practice);
  if (propus_session_is_practice (self->session) == practice)
    return;

  propus_session_use_practice (self->session, practice);
}

/* A second start with --practice takes the first there, too. */
static void
wake_first (PropusApplication *self)
{
  g_autoptr (GError) error = NULL;

  if (!g_application_register (G_APPLICATION (self), NULL, &error))
    g_warning ("cannot register: %s", error->message);
  else if (self->practice && g_application_get_is_remote (G_APPLICATION (self)))
    g_action_group_activate_action (G_ACTION_GROUP (self), "use-practice", NULL);
}

/**
 * propus_application_run:
 * @argc: for GApplication; the options have been read already
 * @argv: for GApplication
 * @practice: whether to use the practice endpoint
 *
 * Opens the window, or brings the one that is open to the front, and runs until it is closed.
 *
 * Returns: the exit status
 */
int
propus_application_run (int       argc,
                        char    **argv,
                        gboolean  practice)
{
  g_autoptr (PropusApplication) self = NULL;
  g_autoptr (PropusSession) session = NULL;
  g_autoptr (GSettings) settings = propus_install_new_settings ();
  int status;

  if (settings == NULL)
    {
      g_printerr ("%s\n", _("Propus is not installed completely: its settings schema is missing."));
      return EXIT_FAILURE;
    }

  self = g_object_new (PROPUS_TYPE_APPLICATION, "application-id", PROPUS_APP_ID, NULL);
  self->practice = practice;
  wake_first (self);
  status = g_application_run (G_APPLICATION (self), argc, argv);

  g_set_object (&session, self->session);
  if (session != NULL)
    propus_session_shutdown (session);

  return status;
}
