/* propus-application-actions.c - what can be done from every window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-application-private.h"
#include "propus-browser.h"

#include "propus-key-work.h"

#include <glib/gi18n.h>

/* --- keys --- */

typedef struct
{
  PropusApplication *application;
  PropusKeyDeed deed;
} Deed;

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree Deed *deed = user_data;
  g_autoptr (PropusApplication) self = deed->application;
  g_autofree char *sentence = NULL;
  gboolean done = propus_key_work_finish (PROPUS_SESSION (object), result, &sentence);

  g_assert (PROPUS_IS_APPLICATION (self));

  if (sentence != NULL)
    _propus_application_toast (self, sentence);
  if (done && self->window != NULL && deed->deed != PROPUS_KEY_DEED_REMOVE && deed->deed != PROPUS_KEY_DEED_TEST)
    propus_window_key_mended (self->window);
}

static void
work (PropusApplication *self,
      PropusKeyDeed      kind,
      const char        *id)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->application = g_object_ref (self);
  deed->deed = kind;
  propus_key_work_async (self->session, kind, id, gtk_application_get_active_window (GTK_APPLICATION (self)),
                         done_cb, deed);
}

static void
enter_key_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  work (user_data, PROPUS_KEY_DEED_ADD, NULL);
}

static void
enter_session_key_action (GSimpleAction *action,
                          GVariant      *parameter,
                          gpointer       user_data)
{
  work (user_data, PROPUS_KEY_DEED_ADD_SESSION, NULL);
}

/* The key in use: in the keyring another takes its place; one of the session or of the environment is outdone by it. */
static void
replace_key_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  PropusApplication *self = user_data;
  PropusKeyStatus *status = propus_session_get_key_status (self->session);
  const char *id = propus_key_status_get_id (status);

  if (propus_key_status_get_source (status) == PROPUS_KEY_SOURCE_SESSION)
    work (self, PROPUS_KEY_DEED_ADD_SESSION, NULL);
  else if (propus_key_status_get_source (status) == PROPUS_KEY_SOURCE_KEYRING && id != NULL)
    work (self, PROPUS_KEY_DEED_REPLACE, id);
  else
    work (self, PROPUS_KEY_DEED_ADD, NULL);
}

static void
unlock_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  work (user_data, PROPUS_KEY_DEED_UNLOCK, NULL);
}

static void
use_key_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  work (user_data, PROPUS_KEY_DEED_USE, g_variant_get_string (parameter, NULL));
}

static void
test_key_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  _propus_application_toast (user_data, _("Asking the model for one word…"));
  work (user_data, PROPUS_KEY_DEED_TEST, g_variant_get_string (parameter, NULL));
}

typedef struct
{
  PropusApplication *application;
  char *id;
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->application);
  g_free (removal->id);
  g_free (removal);
}

static void
remove_response_cb (AdwMessageDialog *dialog,
                    const char       *response,
                    gpointer          user_data)
{
  Removal *removal = user_data;

  g_assert (ADW_IS_MESSAGE_DIALOG (dialog));

  if (g_str_equal (response, "remove"))
    work (removal->application, PROPUS_KEY_DEED_REMOVE, removal->id);
}

/* The one thing here that cannot be undone: a key that is gone from the keyring is gone. */
static void
remove_key_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  PropusApplication *self = user_data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  GtkWidget *dialog;
  Removal *removal = g_new0 (Removal, 1);

  removal->application = g_object_ref (self);
  removal->id = g_variant_dup_string (parameter, NULL);

  dialog = adw_message_dialog_new (parent, _("Remove This Key?"),
                                   _("Propus cannot bring it back. AI Studio still knows the key and can make another."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"),
                                    "remove", _("_Remove"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (remove_response_cb), removal,
                         (GClosureNotify) (void (*) (void)) removal_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- windows --- */

static void
show_preferences (PropusApplication *self,
                  gboolean           keys)
{
  if (self->preferences == NULL)
    {
      GtkWidget *window = propus_preferences_window_new (self->session);

      g_set_weak_pointer (&self->preferences, PROPUS_PREFERENCES_WINDOW (window));
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
  _propus_application_finish (user_data);
}

static const GActionEntry entries[] = {
  { .name = "enter-key", .activate = enter_key_action },
  { .name = "enter-session-key", .activate = enter_session_key_action },
  { .name = "replace-key", .activate = replace_key_action },
  { .name = "unlock", .activate = unlock_action },
  { .name = "use-key", .activate = use_key_action, .parameter_type = "s" },
  { .name = "test-key", .activate = test_key_action, .parameter_type = "s" },
  { .name = "remove-key", .activate = remove_key_action, .parameter_type = "s" },
  { .name = "preferences", .activate = preferences_action },
  { .name = "keys", .activate = keys_action },
  { .name = "shortcuts", .activate = shortcuts_action },
  { .name = "about", .activate = about_action },
  { .name = "open-page", .activate = open_page_action, .parameter_type = "s" },
  { .name = "use-practice", .activate = use_practice_action },
  { .name = "leave-practice", .activate = leave_practice_action },
  { .name = "quit", .activate = quit_action },
};

static const struct { const char *action; const char *accels[3]; } accels[] = {
  { "app.quit", { "<Ctrl>q" } },
  { "app.preferences", { "<Ctrl>comma" } },
  { "app.shortcuts", { "<Ctrl>question", "<Ctrl>F1" } },
  { "window.close", { "<Ctrl>w" } },
  { "win.new-chat", { "<Ctrl>n" } },
  { "win.toggle-sidebar", { "F9" } },
  { "win.focus-composer", { "<Ctrl>l" } },
  { "win.choose-model", { "<Ctrl>m" } },
};

void
_propus_application_add_actions (PropusApplication *self)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action, accels[i].accels);
}
