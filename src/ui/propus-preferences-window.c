/* propus-preferences-window.c - what a person can set
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-preferences-window.h"

#include "propus-install.h"
#include "propus-keys-page.h"
#include "propus-passes-page.h"
#include "propus-usage-page.h"

#include <glib/gi18n.h>

/* The broker keeps a removed key for longer (PROPUS_UNDO_MS). */
#define UNDO_S 10

/**
 * PropusPreferencesWindow:
 *
 * Settings, and the Keys, Usage and Programs pages. Everything takes effect at once.
 */
struct _PropusPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  /* Template widgets */
  GtkSwitch *enter_sends;
  GtkSwitch *show_thoughts;
  GtkSwitch *model_titles;
  GtkSwitch *practice;
  AdwComboRow *model_row;
  AdwComboRow *style_row;
  PropusKeysPage *keys;
  PropusUsagePage *usage;
  PropusPassesPage *programs;

  /* Owned */
  PropusSession *session;
  GSettings *settings;
  GPtrArray *model_ids;      /* of char*, beside the rows of model_row; "" is the default */

  guint filling : 1;         /* rows change by our own hand */
};

G_DEFINE_FINAL_TYPE (PropusPreferencesWindow, propus_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
style_selected_cb (PropusPreferencesWindow *self)
{
  g_assert (PROPUS_IS_PREFERENCES_WINDOW (self));

  g_settings_set_enum (self->settings, "style", (int) adw_combo_row_get_selected (self->style_row));
}

static void
model_selected_cb (PropusPreferencesWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->model_row);

  g_assert (PROPUS_IS_PREFERENCES_WINDOW (self));

  if (!self->filling && selected < self->model_ids->len)
    propus_session_set_default_model (self->session, g_ptr_array_index (self->model_ids, selected));
}

static void
fill_models (PropusPreferencesWindow *self)
{
  GListModel *models = propus_session_get_models (self->session);
  guint n = g_list_model_get_n_items (models);
  g_autofree char *chosen = g_settings_get_string (self->settings, "default-model");
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_assert (PROPUS_IS_PREFERENCES_WINDOW (self));

  g_ptr_array_set_size (self->model_ids, 0);
  g_ptr_array_add (self->model_ids, g_strdup (""));
  gtk_string_list_append (names, _("Automatic"));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PropusModelInfo) info = g_list_model_get_item (models, i);

      g_ptr_array_add (self->model_ids, g_strdup (propus_model_info_get_id (info)));
      gtk_string_list_append (names, propus_model_info_get_display_name (info));
      if (g_str_equal (propus_model_info_get_id (info), chosen))
        selected = i + 1;
    }
  if (*chosen != '\0' && selected == 0)
    {
      /* Chosen once, and not in the list of now: it stays chosen. */
      g_ptr_array_add (self->model_ids, g_strdup (chosen));
      gtk_string_list_append (names, chosen);
      selected = self->model_ids->len - 1;
    }

  self->filling = TRUE;
  adw_combo_row_set_model (self->model_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->model_row, selected);
  self->filling = FALSE;
}

static void
practice_cb (PropusPreferencesWindow *self)
{
  gboolean wanted = gtk_switch_get_active (self->practice);
  GApplication *application = g_application_get_default ();

  g_assert (PROPUS_IS_PREFERENCES_WINDOW (self));

  if (application != NULL && wanted != propus_session_is_practice (self->session))
    g_action_group_activate_action (G_ACTION_GROUP (application), wanted ? "use-practice" : "leave-practice", NULL);
}

/**
 * propus_preferences_window_new:
 * @session: (transfer none): whose models and keys it shows
 *
 * Returns: (transfer none): a window, owned by GTK until it is closed
 */
GtkWidget *
propus_preferences_window_new (PropusSession *session)
{
  PropusPreferencesWindow *self;

  g_return_val_if_fail (PROPUS_IS_SESSION (session), NULL);

  self = g_object_new (PROPUS_TYPE_PREFERENCES_WINDOW, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "models-changed", G_CALLBACK (fill_models), self, G_CONNECT_SWAPPED);
  fill_models (self);
  propus_preferences_window_broker_switched (self);

  return GTK_WIDGET (self);
}

/**
 * propus_preferences_window_show_keys:
 * @self: a window
 *
 * Turns to the Keys page.
 */
void
propus_preferences_window_show_keys (PropusPreferencesWindow *self)
{
  g_return_if_fail (PROPUS_IS_PREFERENCES_WINDOW (self));

  adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (self->keys));
}

/**
 * propus_preferences_window_show_usage:
 * @self: a window
 *
 * Turns to the Usage page.
 */
void
propus_preferences_window_show_usage (PropusPreferencesWindow *self)
{
  g_return_if_fail (PROPUS_IS_PREFERENCES_WINDOW (self));

  adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (self->usage));
}

/**
 * propus_preferences_window_show_programs:
 * @self: a window
 *
 * Turns to the Programs page.
 */
void
propus_preferences_window_show_programs (PropusPreferencesWindow *self)
{
  g_return_if_fail (PROPUS_IS_PREFERENCES_WINDOW (self));

  adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (self->programs));
}

/**
 * propus_preferences_window_set_portal:
 * @self: a window
 * @portal: (transfer none): whether the desktop lets the application stay without a window
 */
void
propus_preferences_window_set_portal (PropusPreferencesWindow *self,
                                      PropusBackgroundPortal  *portal)
{
  g_return_if_fail (PROPUS_IS_PREFERENCES_WINDOW (self));

  propus_passes_page_set_portal (self->programs, portal);
}

/**
 * propus_preferences_window_broker_switched:
 * @self: a window
 *
 * The session talks to another broker now.
 */
void
propus_preferences_window_broker_switched (PropusPreferencesWindow *self)
{
  g_return_if_fail (PROPUS_IS_PREFERENCES_WINDOW (self));

  gtk_switch_set_active (self->practice, propus_session_is_practice (self->session));
  propus_keys_page_set_session (self->keys, self->session);
  propus_usage_page_set_session (self->usage, self->session);
  propus_passes_page_set_session (self->programs, self->session);
}

/**
 * propus_preferences_window_toast:
 * @self: a window
 * @sentence: translated
 *
 * Shows a sentence for a moment.
 */
void
propus_preferences_window_toast (PropusPreferencesWindow *self,
                                 const char              *sentence)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (PROPUS_IS_PREFERENCES_WINDOW (self));
  g_return_if_fail (sentence != NULL);

  escaped = g_markup_escape_text (sentence, -1);   /* a toast's title is markup */
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (escaped));
}

/**
 * propus_preferences_window_keys_changed:
 * @self: a window
 *
 * Something was done with a key.
 */
void
propus_preferences_window_keys_changed (PropusPreferencesWindow *self)
{
  g_return_if_fail (PROPUS_IS_PREFERENCES_WINDOW (self));

  propus_keys_page_refresh (self->keys);
}

static void
toast_gone_cb (AdwToast *toast,
               gpointer  user_data)
{
  GApplication *application = g_application_get_default ();

  g_assert (ADW_IS_TOAST (toast));

  /* The target is the id; after Undo there is nothing left to forget. */
  if (application != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (application), "forget-key", adw_toast_get_action_target_value (toast));
}

/**
 * propus_preferences_window_toast_removed:
 * @self: a window
 * @id: of a key that was removed and can be brought back
 *
 * Offers to bring it back for a while.
 */
void
propus_preferences_window_toast_removed (PropusPreferencesWindow *self,
                                         const char              *id)
{
  AdwToast *toast;

  g_return_if_fail (PROPUS_IS_PREFERENCES_WINDOW (self));
  g_return_if_fail (id != NULL);

  toast = adw_toast_new (_("Key removed"));
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "app.restore-key");
  adw_toast_set_action_target_value (toast, g_variant_new_string (id));
  adw_toast_set_timeout (toast, UNDO_S);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect (toast, "dismissed", G_CALLBACK (toast_gone_cb), NULL);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
}

static void
propus_preferences_window_dispose (GObject *object)
{
  PropusPreferencesWindow *self = PROPUS_PREFERENCES_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_PREFERENCES_WINDOW);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->model_ids, g_ptr_array_unref);

  G_OBJECT_CLASS (propus_preferences_window_parent_class)->dispose (object);
}

static void
propus_preferences_window_class_init (PropusPreferencesWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_preferences_window_dispose;

  g_type_ensure (PROPUS_TYPE_KEYS_PAGE);
  g_type_ensure (PROPUS_TYPE_USAGE_PAGE);
  g_type_ensure (PROPUS_TYPE_PASSES_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusPreferencesWindow, enter_sends);
  gtk_widget_class_bind_template_child (widget_class, PropusPreferencesWindow, show_thoughts);
  gtk_widget_class_bind_template_child (widget_class, PropusPreferencesWindow, model_titles);
  gtk_widget_class_bind_template_child (widget_class, PropusPreferencesWindow, practice);
  gtk_widget_class_bind_template_child (widget_class, PropusPreferencesWindow, model_row);
  gtk_widget_class_bind_template_child (widget_class, PropusPreferencesWindow, style_row);
  gtk_widget_class_bind_template_child (widget_class, PropusPreferencesWindow, keys);
  gtk_widget_class_bind_template_child (widget_class, PropusPreferencesWindow, usage);
  gtk_widget_class_bind_template_child (widget_class, PropusPreferencesWindow, programs);
}

static void
propus_preferences_window_init (PropusPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->settings = propus_install_new_settings ();
  self->model_ids = g_ptr_array_new_with_free_func (g_free);
  g_settings_bind (self->settings, "enter-sends", self->enter_sends, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "show-thoughts", self->show_thoughts, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "model-titles", self->model_titles, "active", G_SETTINGS_BIND_DEFAULT);
  adw_combo_row_set_selected (self->style_row, (guint) g_settings_get_enum (self->settings, "style"));
  g_signal_connect_object (self->style_row, "notify::selected", G_CALLBACK (style_selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model_row, "notify::selected", G_CALLBACK (model_selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "notify::active", G_CALLBACK (practice_cb), self, G_CONNECT_SWAPPED);
}
