/* propus-keys-page.c - the keys: which one, where, and what can be done with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-keys-page.h"

#include "propus-key-text.h"
#include "propus-keys.h"

#include <glib/gi18n.h>

/**
 * PropusKeysPage:
 *
 * The truth about the key at length, and its deeds. The buttons are actions of the application. The list of other keys
 * is asked for only while the keyring is open: it must not make it ask for its password.
 */
struct _PropusKeysPage
{
  AdwPreferencesPage parent_instance;

  /* Template widgets */
  AdwActionRow *status_row;
  GtkImage *status_icon;
  GtkWidget *unlock;
  GtkWidget *leave_practice;
  AdwPreferencesGroup *add;
  GtkWidget *enter_row;
  GtkWidget *replace_row;
  GtkWidget *test_row;
  GtkWidget *test;
  GtkWidget *remove_row;
  GtkWidget *remove;
  AdwPreferencesGroup *others;

  /* Owned */
  PropusSession *session;
  GPtrArray *other_rows;     /* borrowed: owned by their group */
  char *listed_for;          /* id in use when the others were listed */

  guint listing : 1;
};

G_DEFINE_FINAL_TYPE (PropusKeysPage, propus_keys_page, ADW_TYPE_PREFERENCES_PAGE)

static GtkWidget *
new_button (const char *label,
            const char *action,
            const char *id)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);

  return button;
}

static void
add_other (PropusKeysPage *self,
           PropusKeyInfo  *key)
{
  const char *id = propus_key_info_get_id (key);
  const char *label = propus_key_info_get_label (key);
  const char *origin = propus_key_info_get_origin (key);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), *label != '\0' ? label : _("A key"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), origin);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_button (_("Use"), "app.use-key", id));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_button (_("Remove…"), "app.remove-key", id));
  adw_preferences_group_add (self->others, row);
  g_ptr_array_add (self->other_rows, row);
}

static void
clear_others (PropusKeysPage *self)
{
  for (guint i = 0; i < self->other_rows->len; i++)
    adw_preferences_group_remove (self->others, g_ptr_array_index (self->other_rows, i));
  g_ptr_array_set_size (self->other_rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->others), FALSE);
}

static void
show_others (PropusKeysPage *self,
             GPtrArray      *keys)
{

  clear_others (self);
  for (guint i = 0; i < keys->len; i++)
    {
      PropusKeyInfo *key = g_ptr_array_index (keys, i);

      if (!propus_key_info_is_in_use (key))
        add_other (self, key);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->others), self->other_rows->len > 0);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PropusKeysPage) self = user_data;
  g_autoptr (PropusFailure) failure = NULL;
  g_autoptr (GPtrArray) keys = propus_keys_list_finish (PROPUS_BROKER_PROCESS (object), result, &failure);

  g_assert (PROPUS_IS_KEYS_PAGE (self));

  self->listing = FALSE;
  if (self->session == NULL)
    return;   /* the window was closed */
  if (keys != NULL)
    show_others (self, keys);
  else
    clear_others (self);
}

static void
list_others (PropusKeysPage *self)
{
  PropusKeyStatus *status = propus_session_get_key_status (self->session);
  const char *id = propus_key_status_get_id (status);

  if (propus_key_status_get_keyring (status) != PROPUS_KEYRING_UNLOCKED ||
      propus_session_is_practice (self->session))
    {
      g_clear_pointer (&self->listed_for, g_free);
      clear_others (self);
      return;
    }
  if (self->listing || (self->listed_for != NULL && g_strcmp0 (self->listed_for, id) == 0))
    return;

  self->listing = TRUE;
  g_free (self->listed_for);
  self->listed_for = g_strdup (id);
  propus_keys_list_async (propus_session_get_broker (self->session), listed_cb, g_object_ref (self));
}

static void
set_target (GtkWidget  *button,
            const char *id)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id != NULL ? id : "");
}

static void
propus_keys_page_update (PropusKeysPage *self)
{
  PropusKeyStatus *status = propus_session_get_key_status (self->session);
  PropusKeySource source = propus_key_status_get_source (status);
  PropusKeyringState keyring = propus_key_status_get_keyring (status);
  g_autofree char *title = propus_key_text_dup_title (status);
  g_autofree char *place = propus_key_text_dup_place (status);
  gboolean practice = source == PROPUS_KEY_SOURCE_PRACTICE;
  gboolean kept = source == PROPUS_KEY_SOURCE_KEYRING && propus_key_status_get_id (status) != NULL;
  gboolean session = source == PROPUS_KEY_SOURCE_SESSION;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->status_row), title);
  adw_action_row_set_subtitle (self->status_row, place);
  gtk_image_set_from_icon_name (self->status_icon, propus_key_text_get_icon (status));
  set_target (self->test, session ? "session" : propus_key_status_get_id (status));
  set_target (self->remove, session ? "session" : propus_key_status_get_id (status));

  gtk_widget_set_visible (self->unlock, !practice && keyring == PROPUS_KEYRING_LOCKED);
  gtk_widget_set_visible (self->leave_practice, practice);
  gtk_widget_set_visible (self->enter_row, keyring != PROPUS_KEYRING_UNAVAILABLE);
  gtk_widget_set_visible (GTK_WIDGET (self->add), !practice);
  adw_preferences_group_set_title (self->add, source == PROPUS_KEY_SOURCE_NONE ? _("Enter a Key") : _("Another Key"));
  gtk_widget_set_visible (self->replace_row, kept);
  gtk_widget_set_visible (self->test_row, kept || session);
  gtk_widget_set_visible (self->remove_row, kept || session);
  list_others (self);
}

static void
status_changed_cb (PropusKeyStatus *status,
                   PropusKeysPage  *self)
{
  g_assert (PROPUS_IS_KEYS_PAGE (self));

  if (self->session != NULL && status == propus_session_get_key_status (self->session))
    propus_keys_page_update (self);
}

/**
 * propus_keys_page_set_session:
 * @self: a page
 * @session: (transfer none): whose keys to show
 *
 * To be called again when the session has another broker.
 */
void
propus_keys_page_set_session (PropusKeysPage *self,
                              PropusSession  *session)
{
  PropusKeyStatus *status;

  g_return_if_fail (PROPUS_IS_KEYS_PAGE (self));
  g_return_if_fail (PROPUS_IS_SESSION (session));

  g_set_object (&self->session, session);
  status = propus_session_get_key_status (session);
  g_signal_connect_object (status, "changed", G_CALLBACK (status_changed_cb), self, 0);
  propus_keys_page_update (self);
  propus_key_status_refresh (status);
}

static void
propus_keys_page_dispose (GObject *object)
{
  PropusKeysPage *self = PROPUS_KEYS_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_KEYS_PAGE);
  g_clear_object (&self->session);
  g_clear_pointer (&self->listed_for, g_free);

  G_OBJECT_CLASS (propus_keys_page_parent_class)->dispose (object);
}

static void
propus_keys_page_finalize (GObject *object)
{
  g_ptr_array_unref (PROPUS_KEYS_PAGE (object)->other_rows);

  G_OBJECT_CLASS (propus_keys_page_parent_class)->finalize (object);
}

static void
propus_keys_page_class_init (PropusKeysPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_keys_page_dispose;
  object_class->finalize = propus_keys_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-keys-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, status_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, status_icon);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, unlock);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, leave_practice);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, add);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, enter_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, replace_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, test_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, test);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, remove_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, remove);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, others);
}

static void
propus_keys_page_init (PropusKeysPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->other_rows = g_ptr_array_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->status_row), FALSE);
}
