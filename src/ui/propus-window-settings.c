/* propus-window-settings.c - the settings of the chat in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-window-private.h"

#include "propus-pane.h"
#include "propus-session-settings.h"
#include "propus-settings-panel.h"

#include <glib/gi18n.h>

#define WIDTH 340

static void
close_cb (PropusWindow *self)
{
  g_assert (PROPUS_IS_WINDOW (self));

  adw_flap_set_reveal_flap (self->settings_flap, FALSE);
  propus_composer_focus (self->composer);
}

static void
replaced_cb (PropusWindow *self,
             const char   *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);   /* a toast's title is markup */
  AdwToast *toast = adw_toast_new (escaped);

  g_assert (PROPUS_IS_WINDOW (self));

  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "win.undo-settings");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
presets_failed_cb (PropusWindow *self,
                   const char   *sentence)
{
  g_assert (PROPUS_IS_WINDOW (self));

  propus_window_toast (self, sentence);
}

/* Made when it is wanted for the first time: most windows never show it. */
static void
ensure_panel (PropusWindow *self)
{
  GtkWidget *pane;

  if (self->settings_panel != NULL)
    return;

  self->settings_panel = propus_settings_panel_new (self->session);
  propus_settings_panel_set_conversation (PROPUS_SETTINGS_PANEL (self->settings_panel), self->conversation);
  pane = g_object_new (PROPUS_TYPE_PANE, "child", self->settings_panel, "width-request", WIDTH, "hexpand", FALSE, NULL);
  adw_flap_set_flap (self->settings_flap, pane);
  g_object_bind_property (self->settings_flap, "folded", self->settings_panel, "folded", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->settings_panel, "close", G_CALLBACK (close_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings_panel, "replaced", G_CALLBACK (replaced_cb), self, G_CONNECT_SWAPPED);
}

/* The window's buttons are at its end, and the end is the panel's while it stands there. */
static void
update_buttons (PropusWindow *self)
{
  g_assert (PROPUS_IS_WINDOW (self));

  adw_header_bar_set_show_end_title_buttons (self->header, !adw_flap_get_reveal_flap (self->settings_flap) ||
                                                           adw_flap_get_folded (self->settings_flap));
}

static void
revealed_cb (PropusWindow *self)
{
  g_assert (PROPUS_IS_WINDOW (self));

  if (adw_flap_get_reveal_flap (self->settings_flap) && self->conversation != NULL)
    {
      ensure_panel (self);
      propus_settings_panel_focus (PROPUS_SETTINGS_PANEL (self->settings_panel));
    }
  update_buttons (self);
}

/* When the window becomes narrow, the conversation is what stays in sight. */
static void
folded_cb (PropusWindow *self)
{
  g_assert (PROPUS_IS_WINDOW (self));

  if (adw_flap_get_folded (self->settings_flap))
    adw_flap_set_reveal_flap (self->settings_flap, FALSE);
  update_buttons (self);
}

/* Behind the first frame. */
void
_propus_window_fill_settings (PropusWindow *self)
{
  g_return_if_fail (PROPUS_IS_WINDOW (self));

  g_signal_connect_object (self->settings_flap, "notify::reveal-flap", G_CALLBACK (revealed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings_flap, "notify::folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (propus_session_get_presets (self->session), "failed", G_CALLBACK (presets_failed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_sensitive (self->settings_button, TRUE);
}

/* Another chat is shown. */
void
_propus_window_follow_settings (PropusWindow *self)
{
  g_return_if_fail (PROPUS_IS_WINDOW (self));

  if (self->settings_panel != NULL)
    propus_settings_panel_set_conversation (PROPUS_SETTINGS_PANEL (self->settings_panel), self->conversation);
  if (self->settings_flap != NULL && adw_flap_get_folded (self->settings_flap))
    adw_flap_set_reveal_flap (self->settings_flap, FALSE);
}

/* (transfer full): what the chat has set and its model takes, in a few words; "" for nothing */
char *
_propus_window_dup_settings_hint (PropusWindow *self)
{
  static const struct { PropusSetting setting; const char *name; } named[] = {
    { PROPUS_SETTING_SYSTEM_INSTRUCTION, N_("Instruction") },
    { PROPUS_SETTING_GOOGLE_SEARCH, N_("Google Search") },
    { PROPUS_SETTING_URL_CONTEXT, N_("Web Pages") },
    { PROPUS_SETTING_CODE_EXECUTION, N_("Code Execution") },
    { PROPUS_SETTING_GOOGLE_MAPS, N_("Google Maps") },
    { PROPUS_SETTING_JSON, N_("JSON") },
  };
  g_autofree char *model = propus_session_dup_chat_model (self->session, self->conversation);
  g_autoptr(PropusGenerateSettings) settings = propus_session_dup_taken_settings (self->session, self->conversation, model);
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();
  guint others = propus_generate_settings_count (settings);
  g_auto(GStrv) all = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (named); i++)
    if (propus_generate_settings_is_set (settings, named[i].setting))
      {
        g_strv_builder_add (words, _(named[i].name));
        others--;
      }
  if (others > 0)
    {
      /* Translators: %u is a number of settings. */
      g_autofree char *more = g_strdup_printf (ngettext ("%u setting", "%u settings", others), others);

      g_strv_builder_add (words, more);
    }

  all = g_strv_builder_end (words);
  return g_strjoinv (" · ", all);
}

static void
toggle_settings_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);

  if (adw_flap_get_reveal_flap (self->settings_flap))
    close_cb (self);
  else
    adw_flap_set_reveal_flap (self->settings_flap, TRUE);
}

static void
undo_settings_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);

  if (self->settings_panel != NULL)
    propus_settings_panel_undo (PROPUS_SETTINGS_PANEL (self->settings_panel));
}

void
_propus_window_class_install_settings_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.toggle-settings", NULL, toggle_settings_action);
  gtk_widget_class_install_action (widget_class, "win.undo-settings", NULL, undo_settings_action);
}
