/* propus-keyring-group.c - where keys are kept, and what is wrong there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-keyring-group.h"

#include "propus-failure-sentence.h"
#include "propus-limits.h"

#include <glib/gi18n.h>

/**
 * PropusKeyringGroup:
 *
 * "Which file holds my key?" None: this says which program keeps it, in which of its collections, whether that is
 * locked, and how to look at it without Propus. Each trouble of the keyring has its sentence here.
 */
struct _PropusKeyringGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template widgets */
  AdwActionRow *place_row;
  GtkImage *icon;
  AdwActionRow *trouble_row;
  AdwActionRow *way_row;
  GtkImage *way_icon;
  AdwActionRow *seahorse_row;
};

G_DEFINE_FINAL_TYPE (PropusKeyringGroup, propus_keyring_group, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
is_late (PropusKeyStatus *status)
{
  return propus_key_status_get_keyring (status) == PROPUS_KEYRING_STUCK ||
         propus_key_status_get_waiting_ms (status) >= PROPUS_KEYRING_PATIENCE_MS;
}

static const char *
get_state (PropusKeyStatus *status)
{
  if (is_late (status))
    return _("Still waiting for your keyring… Look for a password question behind other windows.");

  switch (propus_key_status_get_keyring (status))
    {
    case PROPUS_KEYRING_UNAVAILABLE:
      if (propus_key_status_is_keyring_stopped (status))
        return _("Start it or log in again; Propus notices when it is back. Until then, a key is kept for this session only.");
      return _("Install GNOME Keyring, KWallet or KeePassXC; Propus sees it once it runs. Until then, a key is kept for this session only.");
    case PROPUS_KEYRING_NO_COLLECTION:
      return _("You have no keyring yet. When you store a key, your desktop asks for the password of a new one.");
    case PROPUS_KEYRING_LOCKED:
      return _("Locked");
    case PROPUS_KEYRING_UNLOCKED:
      return _("Unlocked");
    case PROPUS_KEYRING_STUCK:
    case PROPUS_KEYRING_UNKNOWN:
    default:
      return _("Not asked yet");
    }
}

static char *
dup_place (PropusKeyStatus *status)
{
  const char *provider = propus_key_status_get_provider (status);
  const char *collection = propus_key_status_get_collection (status);

  if (propus_key_status_is_keyring_stopped (status))
    return g_strdup (_("Your keyring has stopped"));
  if (propus_key_status_get_keyring (status) == PROPUS_KEYRING_UNAVAILABLE)
    return g_strdup (_("No keyring is running on this desktop"));
  if (provider == NULL || *provider == '\0')
    return g_strdup (_("Your keyring"));
  if (collection == NULL || *collection == '\0')
    return g_strdup (provider);

  /* Translators: a program that keeps passwords, and one of its keyrings: "GNOME Keyring, “Login”" */
  return g_strdup_printf (_("%s, “%s”"), provider, collection);
}

static const char *
get_icon (PropusKeyStatus *status)
{
  if (is_late (status) || propus_key_status_get_keyring (status) == PROPUS_KEYRING_UNAVAILABLE)
    return "dialog-warning-symbolic";
  if (propus_key_status_get_keyring (status) == PROPUS_KEYRING_LOCKED)
    return "changes-prevent-symbolic";

  return "dialog-password-symbolic";
}

/* The last failure of the keyring, in the words that are used for it everywhere. What the state says is not said twice. */
static char *
dup_trouble (PropusKeyStatus *status)
{
  const char *reason = propus_key_status_get_trouble (status);
  PropusKeyringState state = propus_key_status_get_keyring (status);
  g_autoptr (PropusRpcStatus) rpc = NULL;
  g_autoptr (PropusFailure) failure = NULL;

  if (reason == NULL || is_late (status) || state == PROPUS_KEYRING_UNAVAILABLE || state == PROPUS_KEYRING_NO_COLLECTION)
    return NULL;

  rpc = propus_rpc_status_new_propus (503, "UNAVAILABLE", reason, "");
  failure = propus_failure_new_from_status (rpc);

  return propus_failure_dup_sentence (propus_failure_get_kind (failure), NULL);
}

/* What a person has to know of the keyring besides its state: why it fails now, or what became of it before. */
static char *
dup_notice (PropusKeyStatus *status)
{
  const char *moved = propus_key_status_get_moved_aside (status);
  char *trouble = dup_trouble (status);

  if (trouble != NULL || moved == NULL)
    return trouble;

  /* Translators: %s is a path */
  return g_strdup_printf (_("The keyring’s file was damaged and was moved to %s. Enter your keys again; then that file can be "
                            "deleted."), moved);
}

static void
show_way (PropusKeyringGroup *self,
          PropusKeyStatus    *status)
{
  gboolean encrypted = propus_key_status_is_encrypted (status);

  adw_action_row_set_subtitle (self->way_row, encrypted ? _("Encrypted: other programs cannot listen")
                                                        : _("Not encrypted: other programs could listen. Propus asks before it stores a key."));
  gtk_image_set_from_icon_name (self->way_icon, encrypted ? "object-select-symbolic" : "dialog-warning-symbolic");
}

static void
show_label (PropusKeyringGroup *self,
            PropusKeyStatus    *status)
{
  const char *label = propus_key_status_get_label (status);
  gboolean known = propus_key_status_get_source (status) == PROPUS_KEY_SOURCE_KEYRING && label != NULL && *label != '\0';
  g_autofree char *text = NULL;

  /* Translators: %s is the name of an entry in the program “Passwords and Keys” */
  text = known ? g_strdup_printf (_("Open Passwords and Keys and look for “%s”"), label)
               : g_strdup (_("Open Passwords and Keys and look for the names in the list above"));
  adw_action_row_set_subtitle (self->seahorse_row, text);
}

/**
 * propus_keyring_group_show_status:
 * @self: a group
 * @status: what is known of the keyring
 */
void
propus_keyring_group_show_status (PropusKeyringGroup *self,
                                  PropusKeyStatus    *status)
{
  PropusKeyringState state;
  g_autofree char *place = NULL;
  g_autofree char *trouble = NULL;
  gboolean there;

  g_return_if_fail (PROPUS_IS_KEYRING_GROUP (self));
  g_return_if_fail (PROPUS_IS_KEY_STATUS (status));

  state = propus_key_status_get_keyring (status);
  there = state == PROPUS_KEYRING_LOCKED || state == PROPUS_KEYRING_UNLOCKED;
  place = dup_place (status);
  trouble = dup_notice (status);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->place_row), place);
  adw_action_row_set_subtitle (self->place_row, get_state (status));
  gtk_image_set_from_icon_name (self->icon, get_icon (status));
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_row), trouble != NULL);
  if (trouble != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->trouble_row), trouble);
  gtk_widget_set_visible (GTK_WIDGET (self->way_row), there);
  gtk_widget_set_visible (GTK_WIDGET (self->seahorse_row), state == PROPUS_KEYRING_UNLOCKED);
  show_way (self, status);
  show_label (self, status);
}

static void
propus_keyring_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PROPUS_TYPE_KEYRING_GROUP);

  G_OBJECT_CLASS (propus_keyring_group_parent_class)->dispose (object);
}

static void
propus_keyring_group_class_init (PropusKeyringGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_keyring_group_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-keyring-group.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusKeyringGroup, place_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyringGroup, icon);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyringGroup, trouble_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyringGroup, way_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyringGroup, way_icon);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyringGroup, seahorse_row);
}

static void
propus_keyring_group_init (PropusKeyringGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->place_row), FALSE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->trouble_row), FALSE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->seahorse_row), FALSE);
}
