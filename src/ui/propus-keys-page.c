/* propus-keys-page.c - every key there is, where they are kept, and the ways to another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-keys-page.h"

#include "propus-failure-sentence.h"
#include "propus-install.h"
#include "propus-key-facts.h"
#include "propus-key-page.h"
#include "propus-key-row.h"
#include "propus-key-text.h"
#include "propus-keyring-group.h"
#include "propus-keys.h"

#include <glib/gi18n.h>

/**
 * PropusKeysPage:
 *
 * One list of all keys in the order in which they are taken: this session's, the keyring's, the environment's. The
 * buttons are actions of the application. The keyring is asked for its list only while it is open: this page must not
 * make it ask for its password.
 */
struct _PropusKeysPage
{
  AdwPreferencesPage parent_instance;

  /* Template widgets */
  GtkWidget *practice;
  AdwPreferencesGroup *keys;
  AdwActionRow *note_row;
  GtkImage *note_icon;
  GtkWidget *unlock;
  GtkWidget *again;
  GtkWidget *get;
  AdwPreferencesGroup *add;
  GtkWidget *enter_row;
  GtkSwitch *forget;
  GtkWidget *find;
  PropusKeyringGroup *keyring;

  /* Owned */
  PropusSession *session;
  GSettings *settings;
  GPtrArray *stored;         /* of PropusKeyInfo; NULL: not known */
  PropusFailure *failure;    /* why they are not known; NULL: no reason */
  GPtrArray *rows;           /* borrowed: owned by their group */
  GPtrArray *shown;          /* of PropusKeyInfo: what the rows show */
  char *shown_used;          /* id of the one that they show as in use; NULL: none */

  /* Borrowed, weak */
  PropusKeyPage *open_page;

  guint listing : 1;
  guint list_again : 1;
};

G_DEFINE_FINAL_TYPE (PropusKeysPage, propus_keys_page, ADW_TYPE_PREFERENCES_PAGE)

static PropusKeyStatus *
get_status (PropusKeysPage *self)
{
  return propus_session_get_key_status (self->session);
}

/* The broker says of stored keys which one is chosen; one of the session comes before it all the same. */
static gboolean
is_in_use (PropusKeysPage *self,
           PropusKeyInfo  *key)
{
  const char *id = propus_key_info_get_id (key);

  switch (propus_key_status_get_source (get_status (self)))
    {
    case PROPUS_KEY_SOURCE_SESSION:
      return g_str_equal (id, PROPUS_KEY_ID_SESSION);
    case PROPUS_KEY_SOURCE_GOOGLE_ENV:
      return g_str_equal (id, PROPUS_KEY_ID_GOOGLE_ENV);
    case PROPUS_KEY_SOURCE_GEMINI_ENV:
      return g_str_equal (id, PROPUS_KEY_ID_GEMINI_ENV);
    case PROPUS_KEY_SOURCE_KEYRING:
      return propus_key_info_is_stored (key) && propus_key_info_is_in_use (key);
    case PROPUS_KEY_SOURCE_NONE:
    case PROPUS_KEY_SOURCE_PRACTICE:
    case PROPUS_KEY_SOURCE_UNKNOWN:
    default:
      return FALSE;
    }
}

/* --- the list --- */

static void
add_row (PropusKeysPage *self,
         GtkWidget      *row)
{
  adw_preferences_group_add (self->keys, row);
  g_ptr_array_add (self->rows, row);
}

/* A variable stays set in programs that run when its key is moved. All that is known of both is how they end. */
static gboolean
is_stored_too (PropusKeysPage *self,
               PropusKeyInfo  *key)
{
  const char *four = propus_key_info_get_last_four (key);

  if (*propus_key_info_get_variable (key) == '\0' || *four == '\0')
    return FALSE;

  for (guint i = 0; self->stored != NULL && i < self->stored->len; i++)
    if (g_str_equal (propus_key_info_get_last_four (g_ptr_array_index (self->stored, i)), four))
      return TRUE;

  return FALSE;
}

static void
add_key (PropusKeysPage  *self,
         PropusKeyInfo   *key,
         GtkCheckButton **group)
{
  GtkWidget *row = propus_key_row_new (key, is_in_use (self, key), *group);

  if (*group == NULL)
    *group = GTK_CHECK_BUTTON (propus_key_row_get_check (PROPUS_KEY_ROW (row)));
  if (is_stored_too (self, key))
    propus_key_row_mark_stored (PROPUS_KEY_ROW (row));
  add_row (self, row);
}

/* Several items with one id: another program copied one, or a store went wrong half-way. */
static void
add_copies (PropusKeysPage *self,
            PropusKeyInfo  *key)
{
  GtkWidget *row;
  GtkWidget *button;
  GtkWidget *icon;
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;

  if (propus_key_info_get_copies (key) < 2)
    return;

  name = propus_key_facts_dup_title (key);
  /* Translators: %u is a number from 2 on, %s the name of a key */
  title = g_strdup_printf (ngettext ("Your keyring holds %u copy of “%s”", "Your keyring holds %u copies of “%s”",
                                     propus_key_info_get_copies (key)), propus_key_info_get_copies (key), name);
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("The newest one is used"));
  icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  button = gtk_button_new_with_label (_("Tidy Up"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.tidy-key");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", propus_key_info_get_id (key));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  add_row (self, row);
}

/* The row that stands where keys are not known: locked, refused, none. */
static void
show_note (PropusKeysPage *self,
           gboolean        any)
{
  PropusKeyringState state = propus_key_status_get_keyring (get_status (self));
  gboolean locked = state == PROPUS_KEYRING_LOCKED;
  gboolean stopped = propus_key_status_is_keyring_stopped (get_status (self));
  g_autofree char *title = NULL;
  const char *subtitle = NULL;

  if (locked)
    {
      title = g_strdup (_("Your keyring is locked"));
      subtitle = _("Unlock it to see the keys in it. Propus also asks when you send a message.");
    }
  else if (self->failure != NULL)
    {
      title = propus_failure_dup_sentence_for (self->failure);
    }
  else if (propus_key_status_get_forgotten (get_status (self)) != NULL || stopped)
    {
      title = propus_key_text_dup_place (get_status (self));
    }
  else if (!any)
    {
      title = propus_key_text_dup_title (get_status (self));
      subtitle = state == PROPUS_KEYRING_UNKNOWN ? NULL : _("AI Studio gives you one for free; then add it below");
    }

  gtk_widget_set_visible (GTK_WIDGET (self->note_row), title != NULL);
  gtk_widget_set_visible (self->unlock, locked);
  gtk_widget_set_visible (self->get, subtitle != NULL && !locked);
  gtk_widget_set_visible (self->again, !locked && (self->failure != NULL || stopped));
  gtk_image_set_from_icon_name (self->note_icon, locked ? "changes-prevent-symbolic"
                                                        : self->failure != NULL || stopped ? "dialog-warning-symbolic"
                                                                                : "dialog-password-symbolic");
  if (title != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->note_row), title);
  adw_action_row_set_subtitle (self->note_row, subtitle != NULL ? subtitle : "");
}

static void
clear_rows (PropusKeysPage *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->keys, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static PropusKeyInfo *
find_key (PropusKeysPage *self,
          const char     *id)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      if (PROPUS_IS_KEY_ROW (row) && g_str_equal (propus_key_info_get_id (propus_key_row_get_key (PROPUS_KEY_ROW (row))), id))
        return propus_key_row_get_key (PROPUS_KEY_ROW (row));
    }

  return NULL;
}

/* A row was activated. */
static void
open_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PropusKeysPage *self = PROPUS_KEYS_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  PropusKeyInfo *key = find_key (self, g_variant_get_string (parameter, NULL));
  GtkWidget *page;

  if (!ADW_IS_PREFERENCES_WINDOW (root) || key == NULL || self->open_page != NULL)
    return;

  page = propus_key_page_new (self->session, key, is_in_use (self, key));
  g_set_weak_pointer (&self->open_page, PROPUS_KEY_PAGE (page));
  adw_preferences_window_present_subpage (ADW_PREFERENCES_WINDOW (root), page);
}

static void
update_open_page (PropusKeysPage *self)
{
  PropusKeyInfo *key;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->open_page == NULL)
    return;

  key = find_key (self, propus_key_page_get_id (self->open_page));
  if (key != NULL)
    propus_key_page_update (self->open_page, key, is_in_use (self, key));
  else if (ADW_IS_PREFERENCES_WINDOW (root) && !self->listing)
    adw_preferences_window_close_subpage (ADW_PREFERENCES_WINDOW (root));
}

/* All keys in the order in which they are taken. */
static GPtrArray *
dup_keys (PropusKeysPage *self)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_key_info_unref);
  PropusKeyInfo *session = propus_key_status_get_session (get_status (self));
  GPtrArray *environment = propus_key_status_get_environment (get_status (self));

  if (session != NULL)
    g_ptr_array_add (keys, propus_key_info_ref (session));
  for (guint i = 0; self->stored != NULL && i < self->stored->len; i++)
    g_ptr_array_add (keys, propus_key_info_ref (g_ptr_array_index (self->stored, i)));
  for (guint i = 0; environment != NULL && i < environment->len; i++)
    g_ptr_array_add (keys, propus_key_info_ref (g_ptr_array_index (environment, i)));

  return keys;
}

static char *
dup_used (PropusKeysPage *self,
          GPtrArray      *keys)
{
  for (guint i = 0; i < keys->len; i++)
    if (is_in_use (self, g_ptr_array_index (keys, i)))
      return g_strdup (propus_key_info_get_id (g_ptr_array_index (keys, i)));

  return NULL;
}

/* Rows that say the same stay, and with them the keyboard's focus. */
static gboolean
is_shown (PropusKeysPage *self,
          GPtrArray      *keys,
          const char     *used)
{
  if (keys->len != self->shown->len || g_strcmp0 (used, self->shown_used) != 0)
    return FALSE;

  for (guint i = 0; i < keys->len; i++)
    if (!propus_key_info_equal (g_ptr_array_index (keys, i), g_ptr_array_index (self->shown, i)))
      return FALSE;

  return TRUE;
}

static void
show_keys (PropusKeysPage *self,
           gboolean        force)
{
  g_autoptr (GPtrArray) keys = dup_keys (self);
  g_autofree char *used = dup_used (self, keys);
  GtkCheckButton *group = NULL;

  if (force || !is_shown (self, keys, used))
    {
      clear_rows (self);
      for (guint i = 0; i < keys->len; i++)
        {
          add_key (self, g_ptr_array_index (keys, i), &group);
          add_copies (self, g_ptr_array_index (keys, i));
        }
      g_ptr_array_unref (self->shown);
      self->shown = g_ptr_array_ref (keys);
      g_free (self->shown_used);
      self->shown_used = g_steal_pointer (&used);
    }

  show_note (self, keys->len > 0);
  update_open_page (self);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PropusKeysPage) self = user_data;
  g_autoptr (PropusFailure) failure = NULL;
  g_autoptr (GPtrArray) keys = propus_keys_list_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  gboolean again = self->list_again;

  g_assert (PROPUS_IS_KEYS_PAGE (self));

  self->listing = FALSE;
  self->list_again = FALSE;
  if (self->session == NULL)
    return;   /* the window was closed */
  if (again)
    {
      propus_keys_page_refresh (self);
      return;
    }

  g_clear_pointer (&self->stored, g_ptr_array_unref);
  g_clear_pointer (&self->failure, propus_failure_unref);
  self->stored = g_steal_pointer (&keys);
  self->failure = g_steal_pointer (&failure);
  show_keys (self, TRUE);   /* a mark that was set in vain goes back */
}

/* A keyring that is not open keeps its keys to itself: what was known of them is not shown any longer. */
static void
list_stored (PropusKeysPage *self)
{
  if (propus_key_status_get_keyring (get_status (self)) != PROPUS_KEYRING_UNLOCKED ||
      propus_session_is_practice (self->session))
    {
      g_clear_pointer (&self->stored, g_ptr_array_unref);
      g_clear_pointer (&self->failure, propus_failure_unref);
      return;
    }
  if (self->listing)
    {
      self->list_again = TRUE;
      return;
    }

  self->listing = TRUE;
  propus_keys_list_async (propus_session_get_broker (self->session), listed_cb, g_object_ref (self));
}

static void
propus_keys_page_update (PropusKeysPage *self)
{
  PropusKeyStatus *status = get_status (self);
  gboolean practice = propus_session_is_practice (self->session);

  gtk_widget_set_visible (self->practice, practice);
  gtk_widget_set_visible (GTK_WIDGET (self->keys), !practice);
  gtk_widget_set_visible (GTK_WIDGET (self->add), !practice);
  gtk_widget_set_visible (GTK_WIDGET (self->keyring), !practice);
  gtk_widget_set_visible (self->find, !practice);
  gtk_widget_set_visible (self->enter_row, propus_key_status_get_keyring (status) != PROPUS_KEYRING_UNAVAILABLE);
  adw_preferences_group_set_description (self->keys, propus_key_status_get_both_env (status)
                                         ? _("GOOGLE_API_KEY comes before GEMINI_API_KEY, as in Google’s libraries.")
                                         : NULL);
  propus_keyring_group_show_status (self->keyring, status);
  list_stored (self);
  show_keys (self, FALSE);
}

static void
status_changed_cb (PropusKeyStatus *status,
                   PropusKeysPage  *self)
{
  g_assert (PROPUS_IS_KEYS_PAGE (self));

  if (self->session != NULL && status == get_status (self))
    propus_keys_page_update (self);
}

/**
 * propus_keys_page_refresh:
 * @self: a page
 *
 * Asks again: something was done with a key.
 */
void
propus_keys_page_refresh (PropusKeysPage *self)
{
  g_return_if_fail (PROPUS_IS_KEYS_PAGE (self));

  if (self->session == NULL)
    return;

  propus_key_status_refresh (get_status (self));
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
  g_return_if_fail (PROPUS_IS_KEYS_PAGE (self));
  g_return_if_fail (PROPUS_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_connect_object (get_status (self), "changed", G_CALLBACK (status_changed_cb), self, 0);
  propus_keys_page_refresh (self);
}

static gboolean
forget_to_switch (GValue   *value,
                  GVariant *variant,
                  gpointer  user_data)
{
  g_value_set_boolean (value, g_str_equal (g_variant_get_string (variant, NULL), "lock"));
  return TRUE;
}

static GVariant *
switch_to_forget (const GValue       *value,
                  const GVariantType *type,
                  gpointer            user_data)
{
  return g_variant_new_string (g_value_get_boolean (value) ? "lock" : "end");
}

static void
propus_keys_page_dispose (GObject *object)
{
  PropusKeysPage *self = PROPUS_KEYS_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_KEYS_PAGE);
  g_clear_weak_pointer (&self->open_page);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (propus_keys_page_parent_class)->dispose (object);
}

static void
propus_keys_page_finalize (GObject *object)
{
  PropusKeysPage *self = PROPUS_KEYS_PAGE (object);

  g_clear_pointer (&self->stored, g_ptr_array_unref);
  g_clear_pointer (&self->failure, propus_failure_unref);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->shown);
  g_free (self->shown_used);

  G_OBJECT_CLASS (propus_keys_page_parent_class)->finalize (object);
}

static void
propus_keys_page_class_init (PropusKeysPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_keys_page_dispose;
  object_class->finalize = propus_keys_page_finalize;

  g_type_ensure (PROPUS_TYPE_KEYRING_GROUP);
  gtk_widget_class_install_action (widget_class, "keys.open", "s", open_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-keys-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, practice);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, keys);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, note_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, note_icon);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, unlock);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, again);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, get);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, add);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, enter_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, forget);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, find);
  gtk_widget_class_bind_template_child (widget_class, PropusKeysPage, keyring);
}

static void
propus_keys_page_init (PropusKeysPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->rows = g_ptr_array_new ();
  self->shown = g_ptr_array_new ();
  self->settings = propus_install_new_settings ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->note_row), FALSE);
  g_settings_bind_with_mapping (self->settings, "forget-session-key", self->forget, "active", G_SETTINGS_BIND_DEFAULT,
                                forget_to_switch, switch_to_forget, NULL, NULL);
}
