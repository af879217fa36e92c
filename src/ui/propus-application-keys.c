/* propus-application-keys.c - what can be done with keys from every window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-application-private.h"

#include "propus-find-dialog.h"
#include "propus-key-work.h"

#include <glib/gi18n.h>

typedef struct
{
  PropusApplication *application;
  PropusKeyDeed deed;
  char *id;
} Deed;

static void
deed_free (Deed *deed)
{
  g_object_unref (deed->application);
  g_free (deed->id);
  g_free (deed);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deed, deed_free)

static void
keys_changed (PropusApplication *self)
{
  if (self->preferences != NULL)
    propus_preferences_window_keys_changed (self->preferences);
}

static const char *
get_variable (const char *id)
{
  return g_str_equal (id, PROPUS_KEY_ID_GOOGLE_ENV) ? "GOOGLE_API_KEY" : "GEMINI_API_KEY";
}

/* --- what is said and done afterwards --- */

static void
show_removed (PropusApplication *self,
              const char        *id)
{
  if (self->preferences == NULL)
    return;   /* nobody is left to take it back; the broker forgets it by itself */

  if (self->removed == NULL)
    self->removed = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->removed, g_strdup (id));
  propus_preferences_window_toast_removed (self->preferences, id);
}

static void
stored_response_cb (AdwMessageDialog *dialog,
                    const char       *response,
                    gpointer          user_data)
{
  PropusApplication *self = user_data;

  g_assert (PROPUS_IS_APPLICATION (self));

  if (g_str_equal (response, "find"))
    g_action_group_activate_action (G_ACTION_GROUP (self), "find-keys", NULL);
}

/* The variable is still set by a file: only half of the move is done. */
static void
show_environment_stored (PropusApplication *self,
                         const char        *id)
{
  const char *variable = get_variable (id);
  GtkWidget *dialog = adw_message_dialog_new (gtk_application_get_active_window (GTK_APPLICATION (self)),
                                              _("The Key Is in Your Keyring"), NULL);

  /* Translators: %1$s is GOOGLE_API_KEY or GEMINI_API_KEY */
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _("A file still sets %1$s, most likely ~/.bashrc, ~/.zshrc or ~/.profile. Delete the line with "
                                    "“%1$s” there and log in again, or let Propus look for it."), variable);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "close", _("_Close"), "find", _("_Find Keys in Files"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "find", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "find");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (stored_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
may_mend (PropusKeyDeed deed)
{
  return deed <= PROPUS_KEY_DEED_STORE_ENV || deed == PROPUS_KEY_DEED_USE || deed == PROPUS_KEY_DEED_UNLOCK ||
         deed == PROPUS_KEY_DEED_RESTORE;
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Deed) deed = user_data;
  PropusApplication *self = deed->application;
  g_autofree char *sentence = NULL;
  gboolean done = propus_key_work_finish (PROPUS_SESSION (object), result, &sentence);

  g_assert (PROPUS_IS_APPLICATION (self));

  if (self->finishing)
    return;

  if (done && deed->deed == PROPUS_KEY_DEED_REMOVE)
    show_removed (self, deed->id);
  else if (done && deed->deed == PROPUS_KEY_DEED_STORE_ENV)
    show_environment_stored (self, deed->id);
  else if (sentence != NULL)
    _propus_application_toast (self, sentence);

  keys_changed (self);
  if (done && self->window != NULL && may_mend (deed->deed))
    propus_window_key_mended (self->window);
}

static void
work (PropusApplication *self,
      PropusKeyDeed      kind,
      const char        *id,
      const char        *label)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->application = g_object_ref (self);
  deed->deed = kind;
  deed->id = g_strdup (id);
  propus_key_work_async (self->session, kind, id, label, gtk_application_get_active_window (GTK_APPLICATION (self)),
                         done_cb, deed);
}

/* --- keys come --- */

static void
enter_key_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  work (user_data, PROPUS_KEY_DEED_ADD, NULL, NULL);
}

static void
enter_session_key_action (GSimpleAction *action,
                          GVariant      *parameter,
                          gpointer       user_data)
{
  work (user_data, PROPUS_KEY_DEED_ADD_SESSION, NULL, NULL);
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
    work (self, PROPUS_KEY_DEED_ADD_SESSION, NULL, NULL);
  else if (propus_key_status_get_source (status) == PROPUS_KEY_SOURCE_KEYRING && id != NULL)
    work (self, PROPUS_KEY_DEED_REPLACE, id, NULL);
  else
    work (self, PROPUS_KEY_DEED_ADD, NULL, NULL);
}

static void
replace_stored_key_action (GSimpleAction *action,
                           GVariant      *parameter,
                           gpointer       user_data)
{
  work (user_data, PROPUS_KEY_DEED_REPLACE, g_variant_get_string (parameter, NULL), NULL);
}

static void
store_environment_key_action (GSimpleAction *action,
                              GVariant      *parameter,
                              gpointer       user_data)
{
  const char *id = g_variant_get_string (parameter, NULL);
  g_autofree char *label = g_strdup_printf (_("Gemini key from %s"), get_variable (id));

  work (user_data, PROPUS_KEY_DEED_STORE_ENV, id, label);
}

/* --- keys that are there --- */

static void
unlock_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  work (user_data, PROPUS_KEY_DEED_UNLOCK, NULL, NULL);
}

static void
use_key_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  work (user_data, PROPUS_KEY_DEED_USE, g_variant_get_string (parameter, NULL), NULL);
}

static void
rename_key_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  const char *id;
  const char *label;

  g_variant_get (parameter, "(&s&s)", &id, &label);
  work (user_data, PROPUS_KEY_DEED_RENAME, id, label);
}

static void
tidy_key_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  work (user_data, PROPUS_KEY_DEED_TIDY, g_variant_get_string (parameter, NULL), NULL);
}

static void
refresh_keys_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  keys_changed (user_data);
}

/* --- keys go, and come back --- */

static void
remove_key_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  work (user_data, PROPUS_KEY_DEED_REMOVE, g_variant_get_string (parameter, NULL), NULL);
}

/* Whether @id could still be brought back; it cannot any longer. */
static gboolean
take_removed (PropusApplication *self,
              const char        *id)
{
  guint index;

  if (self->removed == NULL ||
      !g_ptr_array_find_with_equal_func (self->removed, id, g_str_equal, &index))
    return FALSE;

  g_ptr_array_remove_index_fast (self->removed, index);
  return TRUE;
}

static void
restore_key_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  const char *id = g_variant_get_string (parameter, NULL);

  if (take_removed (user_data, id))
    work (user_data, PROPUS_KEY_DEED_RESTORE, id, NULL);
}

static void
forget_key_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  const char *id = g_variant_get_string (parameter, NULL);

  if (take_removed (user_data, id))
    work (user_data, PROPUS_KEY_DEED_FORGET, id, NULL);
}

/* The window with the Undo buttons was closed. */
void
_propus_application_forget_removed (PropusApplication *self)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  for (guint i = 0; self->removed != NULL && i < self->removed->len; i++)
    work (self, PROPUS_KEY_DEED_FORGET, g_ptr_array_index (self->removed, i), NULL);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
}

/* --- keys in files --- */

static void
find_keys_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  PropusApplication *self = user_data;

  if (self->find == NULL)
    {
      GtkWidget *window = propus_find_dialog_new (self->session);

      g_set_weak_pointer (&self->find, GTK_WINDOW (window));
      gtk_window_set_transient_for (self->find, gtk_application_get_active_window (GTK_APPLICATION (self)));
      gtk_application_add_window (GTK_APPLICATION (self), self->find);
    }
  gtk_window_present (self->find);
}

static const GActionEntry entries[] = {
  { .name = "enter-key", .activate = enter_key_action },
  { .name = "enter-session-key", .activate = enter_session_key_action },
  { .name = "replace-key", .activate = replace_key_action },
  { .name = "replace-stored-key", .activate = replace_stored_key_action, .parameter_type = "s" },
  { .name = "store-environment-key", .activate = store_environment_key_action, .parameter_type = "s" },
  { .name = "unlock", .activate = unlock_action },
  { .name = "use-key", .activate = use_key_action, .parameter_type = "s" },
  { .name = "rename-key", .activate = rename_key_action, .parameter_type = "(ss)" },
  { .name = "tidy-key", .activate = tidy_key_action, .parameter_type = "s" },
  { .name = "refresh-keys", .activate = refresh_keys_action },
  { .name = "remove-key", .activate = remove_key_action, .parameter_type = "s" },
  { .name = "restore-key", .activate = restore_key_action, .parameter_type = "s" },
  { .name = "forget-key", .activate = forget_key_action, .parameter_type = "s" },
  { .name = "find-keys", .activate = find_keys_action },
};

void
_propus_application_add_key_actions (PropusApplication *self)
{
  g_return_if_fail (PROPUS_IS_APPLICATION (self));

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
