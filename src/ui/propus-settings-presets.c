/* propus-settings-presets.c - the menu of the settings panel: presets, new chats, resetting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-settings-panel-private.h"

#include <glib/gi18n.h>

/* A name is no label with a mnemonic. */
static void
append_name (GMenu      *menu,
             const char *action,
             const char *name)
{
  g_autoptr(GString) label = g_string_new (name);
  g_autoptr(GMenuItem) item = NULL;

  g_string_replace (label, "_", "__", 0);
  item = g_menu_item_new (label->str, NULL);
  g_menu_item_set_action_and_target (item, action, "s", name);
  g_menu_append_item (menu, item);
}

/* Made anew whenever it is opened. */
void
_propus_settings_panel_make_menu (PropusSettingsPanel *self)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  PropusPresets *presets = propus_session_get_presets (self->session);
  g_auto(GStrv) names = propus_presets_dup_names (presets);
  g_autoptr(GMenu) section = g_menu_new ();
  g_autoptr(GMenu) deletes = g_menu_new ();
  g_autoptr(GMenu) chats = g_menu_new ();
  g_autoptr(GMenu) reset = g_menu_new ();

  for (gsize i = 0; names[i] != NULL; i++)
    {
      append_name (section, "settings.apply-preset", names[i]);
      append_name (deletes, "settings.delete-preset", names[i]);
    }
  g_menu_append (section, _("_Save as Preset…"), "settings.save-preset");
  if (*names != NULL)
    g_menu_append_submenu (section, _("_Delete Preset"), G_MENU_MODEL (deletes));
  g_menu_append (chats, _("_Use for New Chats"), "settings.use-for-new-chats");
  if (propus_presets_get_default (presets) != NULL)
    g_menu_append (chats, _("_Begin New Chats Without Settings"), "settings.clear-new-chats");
  g_menu_append (reset, _("_Reset All"), "settings.reset-all");

  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (chats));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (reset));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), G_MENU_MODEL (menu));
}

static void
apply_preset_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  PropusSettingsPanel *self = PROPUS_SETTINGS_PANEL (widget);
  const char *name = g_variant_get_string (parameter, NULL);
  const char *json = propus_presets_get (propus_session_get_presets (self->session), name);
  /* Translators: %s is the name of a preset. */
  g_autofree char *sentence = g_strdup_printf (_("“%s” took the place of this chat’s settings."), name);

  if (json != NULL)
    _propus_settings_panel_replace (self, json, sentence);
}

static void
delete_preset_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  PropusSettingsPanel *self = PROPUS_SETTINGS_PANEL (widget);
  PropusPresets *presets = propus_session_get_presets (self->session);
  const char *name = g_variant_get_string (parameter, NULL);
  /* Translators: %s is the name of a preset. */
  g_autofree char *sentence = g_strdup_printf (_("“%s” was deleted."), name);

  if (propus_presets_get (presets, name) == NULL)
    return;

  _propus_settings_panel_clear_undo (self);
  self->undo.preset = g_strdup (name);
  self->undo.settings = g_strdup (propus_presets_get (presets, name));
  propus_presets_remove (presets, name);
  _propus_settings_panel_emit_replaced (self, sentence);
}

static void
reset_all_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  PropusSettingsPanel *self = PROPUS_SETTINGS_PANEL (widget);
  g_autoptr(PropusGenerateSettings) settings = propus_generate_settings_copy (self->settings);
  g_autofree char *rest = NULL;

  propus_generate_settings_unset_all (settings);
  rest = propus_generate_settings_dup_json (settings);
  _propus_settings_panel_replace (self, rest, _("The settings of this chat were reset."));
}

static void
use_for_new_chats_action (GtkWidget  *widget,
                          const char *action_name,
                          GVariant   *parameter)
{
  PropusSettingsPanel *self = PROPUS_SETTINGS_PANEL (widget);
  g_autofree char *json = propus_generate_settings_dup_json (self->settings);

  propus_presets_set_default (propus_session_get_presets (self->session), json);
  gtk_widget_activate_action (widget, "win.toast", "s", json != NULL ? _("New chats begin with these settings.")
                                                                     : _("New chats begin without settings."));
}

static void
clear_new_chats_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  PropusSettingsPanel *self = PROPUS_SETTINGS_PANEL (widget);

  propus_presets_set_default (propus_session_get_presets (self->session), NULL);
  gtk_widget_activate_action (widget, "win.toast", "s", _("New chats begin without settings."));
}

/* --- saving under a name --- */

static char *
dup_name (GtkEditable *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}

/* The dialog is the data: it knows its entry, and is shown for a panel that may be gone. */
typedef struct
{
  GWeakRef    panel;
  AdwMessageDialog *dialog;   /* borrowed: the dialog owns this */
  GtkEditable *entry;         /* borrowed: its child */
} Saving;

static void
saving_free (gpointer  data,
             GClosure *closure)
{
  Saving *saving = data;

  g_weak_ref_clear (&saving->panel);
  g_free (saving);
}

static void
name_changed_cb (GtkEditable *entry,
                 Saving      *saving)
{
  g_autoptr(PropusSettingsPanel) self = g_weak_ref_get (&saving->panel);
  g_autofree char *name = dup_name (entry);
  gboolean there = self != NULL && self->session != NULL && *name != '\0' &&
                   propus_presets_get (propus_session_get_presets (self->session), name) != NULL;

  adw_message_dialog_set_response_enabled (saving->dialog, "save", *name != '\0');
  adw_message_dialog_set_response_label (saving->dialog, "save", there ? _("_Replace") : _("_Save"));
  adw_message_dialog_set_response_appearance (saving->dialog, "save",
                                              there ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
}

static void
saving_cb (AdwMessageDialog *dialog,
           const char       *response,
           Saving           *saving)
{
  g_autoptr(PropusSettingsPanel) self = g_weak_ref_get (&saving->panel);
  g_autofree char *name = dup_name (saving->entry);
  g_autofree char *json = NULL;

  if (self == NULL || self->session == NULL || !g_str_equal (response, "save") || *name == '\0')
    return;

  json = propus_generate_settings_dup_json (self->settings);
  propus_presets_set (propus_session_get_presets (self->session), name, json);
}

static void
save_preset_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));
  GtkWidget *dialog = adw_message_dialog_new (parent, _("Save as Preset"),
                                              _("The settings of this chat, with its system instruction, under a name."));
  GtkWidget *entry = gtk_entry_new ();
  Saving *saving = g_new0 (Saving, 1);

  g_weak_ref_init (&saving->panel, widget);
  saving->dialog = ADW_MESSAGE_DIALOG (dialog);
  saving->entry = GTK_EDITABLE (entry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the Preset"), -1);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("Name"));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  adw_message_dialog_set_extra_child (saving->dialog, entry);
  adw_message_dialog_add_responses (saving->dialog, "cancel", _("_Cancel"), "save", _("_Save"), NULL);
  adw_message_dialog_set_default_response (saving->dialog, "save");
  adw_message_dialog_set_close_response (saving->dialog, "cancel");
  g_signal_connect (entry, "changed", G_CALLBACK (name_changed_cb), saving);
  g_signal_connect_data (dialog, "response", G_CALLBACK (saving_cb), saving, saving_free, 0);
  name_changed_cb (saving->entry, saving);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
_propus_settings_panel_class_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "settings.apply-preset", "s", apply_preset_action);
  gtk_widget_class_install_action (widget_class, "settings.delete-preset", "s", delete_preset_action);
  gtk_widget_class_install_action (widget_class, "settings.save-preset", NULL, save_preset_action);
  gtk_widget_class_install_action (widget_class, "settings.use-for-new-chats", NULL, use_for_new_chats_action);
  gtk_widget_class_install_action (widget_class, "settings.clear-new-chats", NULL, clear_new_chats_action);
  gtk_widget_class_install_action (widget_class, "settings.reset-all", NULL, reset_all_action);
}
