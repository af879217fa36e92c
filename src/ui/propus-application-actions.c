/* propus-application-actions.c - what can be done from every window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-application-private.h"
#include "propus-browser.h"

#include <glib/gi18n.h>

/* --- windows --- */

static void
show_preferences (PropusApplication *self,
                  gboolean           keys)
{
  if (self->preferences == NULL)
    {
      GtkWidget *window = propus_preferences_window_new (self->session);

      g_set_weak_pointer (&self->preferences, PROPUS_PREFERENCES_WINDOW (window));
      g_signal_connect_object (window, "destroy", G_CALLBACK (_propus_application_forget_removed), self, G_CONNECT_SWAPPED);
      propus_preferences_window_set_portal (self->preferences, self->portal);
      gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self->window));
      gtk_application_add_window (GTK_APPLICATION (self), GTK_WINDOW (window));
    }
  if (keys)
    propus_preferences_window_show_keys (self->preferences);

  gtk_window_present (GTK_WINDOW (self->preferences));
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  show_preferences (user_data, FALSE);
}

static void
keys_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  show_preferences (user_data, TRUE);
}

static void
usage_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  PropusApplication *self = user_data;

  show_preferences (self, FALSE);
  propus_preferences_window_show_usage (self->preferences);
}

static void
programs_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  PropusApplication *self = user_data;

  show_preferences (self, FALSE);
  propus_preferences_window_show_programs (self->preferences);
}

static void
show_window_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  g_application_activate (G_APPLICATION (user_data));
}

/* The icon is in the theme once Propus is installed, and here before. */
static void
ensure_icon (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());

  if (!gtk_icon_theme_has_icon (theme, PROPUS_APP_ID))
    gtk_icon_theme_add_resource_path (theme, "/io/github/propus/Propus/icons");
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  static const char *developers[] = { "The Propus contributors", NULL };

  ensure_icon ();
  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                         "application-name", "Propus",
                         "application-icon", PROPUS_APP_ID,
                         "version", PROPUS_VERSION,
                         "developer-name", _("The Propus contributors"),
                         "developers", developers,
                         "comments", _("Prompts for the Gemini API by pointing and clicking. The window never holds your key."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: put your names here, one a line */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
open_page_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  propus_browser_open (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                       g_variant_get_string (parameter, NULL));
}

static void
shortcuts_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/propus/Propus/help-overlay.ui");
  GtkWindow *overlay = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (overlay, gtk_application_get_active_window (GTK_APPLICATION (user_data)));
  gtk_window_present (overlay);
}

static void
use_practice_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  _propus_application_practise (user_data, TRUE);
}

static void
leave_practice_action (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       user_data)
{
  _propus_application_practise (user_data, FALSE);
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  _propus_application_quit (user_data);
}

static void
show_chat_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  _propus_application_show_chat (user_data, g_variant_get_int64 (parameter));
}

static const GActionEntry entries[] = {
  { .name = "preferences", .activate = preferences_action },
  { .name = "keys", .activate = keys_action },
  { .name = "usage", .activate = usage_action },
  { .name = "programs", .activate = programs_action },
  { .name = "show-window", .activate = show_window_action },
  { .name = "shortcuts", .activate = shortcuts_action },
  { .name = "about", .activate = about_action },
  { .name = "open-page", .activate = open_page_action, .parameter_type = "s" },
  { .name = "use-practice", .activate = use_practice_action },
  { .name = "leave-practice", .activate = leave_practice_action },
  { .name = "show-chat", .activate = show_chat_action, .parameter_type = "x" },
  { .name = "quit", .activate = quit_action },
};

static const struct { const char *action; const char *accels[3]; } accels[] = {
  { "app.quit", { "<Ctrl>q" } },
  { "app.preferences", { "<Ctrl>comma" } },
  { "app.shortcuts", { "<Ctrl>question", "<Ctrl>F1" } },
  { "window.close", { "<Ctrl>w" } },
  { "win.new-chat", { "<Ctrl>n" } },
  { "win.new-temporary", { "<Ctrl><Shift>n" } },
  { "win.find", { "<Ctrl>f" } },
  { "win.search-chats", { "<Ctrl>k", "<Ctrl><Shift>f" } },
  { "win.find-next", { "<Ctrl>g", "F3" } },
  { "win.find-previous", { "<Ctrl><Shift>g", "<Shift>F3" } },
  { "win.toggle-sidebar", { "F9" } },
  { "win.toggle-settings", { "<Shift>F9" } },
  { "win.focus-composer", { "<Ctrl>l" } },
  { "win.choose-model", { "<Ctrl>m" } },
  { "win.get-code", { "<Ctrl><Shift>c" } },
  { "win.prompts", { "<Ctrl><Shift>p" } },
  { "win.save-prompt", { "<Ctrl><Shift>s" } },
};

void
_propus_application_add_actions (PropusApplication *self)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  _propus_application_add_key_actions (self);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action, accels[i].accels);
}
