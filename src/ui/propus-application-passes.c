/* propus-application-passes.c - programs go on using their passes without a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-application-private.h"

#include <glib/gi18n.h>

#define NOTIFICATION "passes"

static guint
get_n_active (PropusApplication *self)
{
  return self->passes != NULL ? propus_pass_list_get_n_active (self->passes) : 0;
}

/* Whether programs keep the application alive when its window is closed. */
gboolean
_propus_application_stays (PropusApplication *self)
{
  g_return_val_if_fail (PROPUS_IS_APPLICATION (self), FALSE);

  return get_n_active (self) > 0 && g_settings_get_boolean (self->settings, "stay-for-passes") &&
         !propus_background_portal_is_denied (self->portal);
}

static void
tell_desktop (PropusApplication *self)
{
  guint n = get_n_active (self);
  g_autofree char *status = NULL;

  /* Translators: what Propus does without a window; %u is a number of passes; at most 95 characters */
  status = g_strdup_printf (ngettext ("%u program may use your key", "%u programs may use your key", n), n);
  propus_background_portal_set_status (self->portal, status);
}

/* The first time that the window goes and the program does not, a person is told. */
static void
tell_person (PropusApplication *self)
{
  g_autoptr (GNotification) notification = NULL;

  if (g_settings_get_boolean (self->settings, "told-of-staying"))
    return;

  notification = g_notification_new (_("Propus Is Still Running"));
  g_notification_set_body (notification, _("Programs can go on using their passes. To end that, quit Propus, or change it in "
                                           "Preferences, under Programs."));
  g_notification_set_default_action (notification, "app.show-window");
  g_notification_add_button (notification, _("Open"), "app.show-window");
  g_notification_add_button (notification, _("Quit"), "app.quit");
  g_application_send_notification (G_APPLICATION (self), NOTIFICATION, notification);
  g_settings_set_boolean (self->settings, "told-of-staying", TRUE);
}

/* The window was closed, and programs are why the application is still there. */
void
_propus_application_stay (PropusApplication *self)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  tell_desktop (self);
  tell_person (self);
}

/* A window is shown again. */
void
_propus_application_stayed (PropusApplication *self)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  g_application_withdraw_notification (G_APPLICATION (self), NOTIFICATION);
}

/* The desktop is asked while there is a window that its question can belong to. */
static void
ask_desktop (PropusApplication *self)
{
  if (get_n_active (self) > 0 && !self->background && g_settings_get_boolean (self->settings, "stay-for-passes"))
    propus_background_portal_request (self->portal, gtk_application_get_active_window (GTK_APPLICATION (self)),
                                      _("Programs that have a pass can use your key while the window is closed."));
}

static void
passes_changed_cb (PropusApplication *self)
{
  g_assert (PROPUS_IS_APPLICATION (self));

  if (self->finishing)
    return;

  ask_desktop (self);
  if (self->background && _propus_application_stays (self))
    tell_desktop (self);
  _propus_application_maybe_end (self);
}

/* The list of passes is there as soon as the API is used. */
void
_propus_application_watch_passes (PropusApplication *self)
{
  PropusPassList *passes = propus_session_get_passes (self->session);

  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  if (self->portal == NULL)
    {
      self->portal = propus_background_portal_new (g_application_get_dbus_connection (G_APPLICATION (self)));
      g_signal_connect_object (self->portal, "changed", G_CALLBACK (passes_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->settings, "changed::stay-for-passes", G_CALLBACK (passes_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  if (passes == NULL || passes == self->passes)
    return;

  g_set_object (&self->passes, passes);
  g_signal_connect_object (passes, "changed", G_CALLBACK (passes_changed_cb), self, G_CONNECT_SWAPPED);
}
