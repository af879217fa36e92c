/* propus-key-text.c - the truth about the key, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-text.h"

#include "propus-limits.h"

#include <glib/gi18n.h>

/* What to call the key in use: its label and its last four characters, as far as they are known. */
static char *
dup_name (PropusKeyStatus *status)
{
  const char *label = propus_key_status_get_label (status);
  const char *four = propus_key_status_get_last_four (status);

  if (label != NULL && *label != '\0' && four != NULL)
    /* Translators: the name of a key and its last four characters: "Gemini API key, …x7Qa" */
    return g_strdup_printf (_("%s, …%s"), label, four);
  if (label != NULL && *label != '\0')
    return g_strdup (label);
  if (four != NULL)
    /* Translators: the last four characters of a key */
    return g_strdup_printf (_("Key …%s"), four);

  return g_strdup (_("A key"));
}

static gboolean
is_patience_gone (PropusKeyStatus *status)
{
  return propus_key_status_get_waiting_ms (status) >= PROPUS_KEYRING_PATIENCE_MS ||
         propus_key_status_get_keyring (status) == PROPUS_KEYRING_STUCK;
}

static gboolean
is_locked (PropusKeyStatus *status)
{
  return propus_key_status_get_keyring (status) == PROPUS_KEYRING_LOCKED;
}

static const char *
get_provider (PropusKeyStatus *status)
{
  const char *provider = propus_key_status_get_provider (status);

  return provider != NULL && *provider != '\0' ? provider : _("your keyring");
}

static gboolean
is_trouble (PropusKeyStatus *status,
            const char      *reason)
{
  return g_strcmp0 (propus_key_status_get_trouble (status), reason) == 0;
}

static char *
dup_none_line (PropusKeyStatus *status)
{
  if (propus_key_status_is_env_lost (status))
    return g_strdup (_("Key lost, enter it again"));
  if (propus_key_status_get_forgotten (status) != NULL)
    return g_strdup (_("Key forgotten, enter it again"));
  if (propus_key_status_is_keyring_stopped (status))
    return g_strdup (_("Keyring has stopped"));
  if (is_locked (status))
    return g_strdup (is_trouble (status, PROPUS_REASON_KEYRING_DISMISSED) ? _("Keyring stayed locked") : _("Keyring locked"));
  if (propus_key_status_get_keyring (status) == PROPUS_KEYRING_UNAVAILABLE)
    return g_strdup (_("No key, and no keyring"));

  return g_strdup (_("No key yet"));
}

static char *
dup_keyring_line (PropusKeyStatus *status)
{
  g_autofree char *name = NULL;

  if (is_locked (status))
    return dup_none_line (status);

  name = dup_name (status);
  /* Translators: a key and the keyring that keeps it: "Gemini API key, …x7Qa, in GNOME Keyring" */
  return g_strdup_printf (_("%s, in %s"), name, get_provider (status));
}

/* What a variable holds may be anything. */
static char *
dup_environment_line (PropusKeyStatus *status,
                      const char      *variable)
{
  if (propus_key_status_is_malformed (status))
    /* Translators: %s is GOOGLE_API_KEY or GEMINI_API_KEY */
    return g_strdup_printf (_("%s holds no usable key"), variable);

  /* Translators: %s is GOOGLE_API_KEY or GEMINI_API_KEY */
  return g_strdup_printf (_("Key from %s"), variable);
}

/**
 * propus_key_text_dup_line:
 * @status: what is known
 *
 * The line at the foot of the side bar.
 *
 * Returns: (transfer full): a few words, translated
 */
char *
propus_key_text_dup_line (PropusKeyStatus *status)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (status), NULL);

  if (is_patience_gone (status))
    return g_strdup (_("Still waiting for your keyring…"));

  switch (propus_key_status_get_source (status))
    {
    case PROPUS_KEY_SOURCE_NONE:
      return dup_none_line (status);
    case PROPUS_KEY_SOURCE_SESSION:
      name = dup_name (status);
      /* Translators: a key that is forgotten when Propus ends: "Key …x7Qa, this session only" */
      return g_strdup_printf (_("%s, this session only"), name);
    case PROPUS_KEY_SOURCE_KEYRING:
      return dup_keyring_line (status);
    case PROPUS_KEY_SOURCE_GOOGLE_ENV:
      return dup_environment_line (status, "GOOGLE_API_KEY");
    case PROPUS_KEY_SOURCE_GEMINI_ENV:
      return dup_environment_line (status, "GEMINI_API_KEY");
    case PROPUS_KEY_SOURCE_PRACTICE:
      return g_strdup (_("Practice, no key in use"));
    case PROPUS_KEY_SOURCE_UNKNOWN:
    default:
      return g_strdup (_("Looking for a key…"));
    }
}

/**
 * propus_key_text_dup_title:
 * @status: what is known
 *
 * Returns: (transfer full): what the Keys page calls the key in use, translated
 */
char *
propus_key_text_dup_title (PropusKeyStatus *status)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (status), NULL);

  switch (propus_key_status_get_source (status))
    {
    case PROPUS_KEY_SOURCE_NONE:
      return g_strdup (is_locked (status) ? _("Your keyring is locked") : _("No key"));
    case PROPUS_KEY_SOURCE_SESSION:
    case PROPUS_KEY_SOURCE_KEYRING:
      return is_locked (status) && propus_key_status_get_label (status) == NULL
             ? g_strdup (_("Your keyring is locked"))
             : dup_name (status);
    case PROPUS_KEY_SOURCE_GOOGLE_ENV:
      return g_strdup (_("The key in GOOGLE_API_KEY"));
    case PROPUS_KEY_SOURCE_GEMINI_ENV:
      return g_strdup (_("The key in GEMINI_API_KEY"));
    case PROPUS_KEY_SOURCE_PRACTICE:
      return g_strdup (_("Practice"));
    case PROPUS_KEY_SOURCE_UNKNOWN:
    default:
      return g_strdup (_("Looking for a key…"));
    }
}

static char *
dup_keyring_place (PropusKeyStatus *status)
{
  const char *collection = propus_key_status_get_collection (status);
  const char *label = propus_key_status_get_label (status);

  if (is_locked (status))
    return g_strdup (is_trouble (status, PROPUS_REASON_KEYRING_DISMISSED)
                     ? _("You closed the question for its password. Propus asks again when you send a message.")
                     : _("Propus looks for the key once you unlock it. It also asks when you send a message."));
  if (collection != NULL && label != NULL)
    /* Translators: the program that keeps keys, the name of a keyring in it, and the name of an entry in that */
    return g_strdup_printf (_("Kept by %s in “%s”. Passwords and Keys shows it as “%s”."),
                            get_provider (status), collection, label);

  /* Translators: the program that keeps keys, "GNOME Keyring" */
  return g_strdup_printf (_("Kept by %s."), get_provider (status));
}

static char *
dup_none_place (PropusKeyStatus *status)
{
  const char *forgotten = propus_key_status_get_forgotten (status);

  if (propus_key_status_is_env_lost (status))
    return g_strdup (_("Propus’s key helper stopped and took the key with it. Enter the key again."));
  if (g_strcmp0 (forgotten, "asleep") == 0)
    return g_strdup (_("The key for this session was forgotten because the computer was asleep. Enter it again."));
  if (forgotten != NULL)
    return g_strdup (_("The key for this session was forgotten because the screen was locked. Enter it again."));
  if (propus_key_status_is_keyring_stopped (status))
    return g_strdup (_("Your keyring has stopped, so the key in it cannot be read. Start it or log in again, then try again."));

  switch (propus_key_status_get_keyring (status))
    {
    case PROPUS_KEYRING_UNAVAILABLE:
      return g_strdup (_("No keyring is running on this desktop, so a key can be kept for this session only."));
    case PROPUS_KEYRING_NO_COLLECTION:
      return g_strdup (_("You have no keyring yet. Your desktop asks for a password for a new one when you enter a key."));
    case PROPUS_KEYRING_LOCKED:
      return g_strdup (_("There may be a key in it. Unlock it to see."));
    case PROPUS_KEYRING_STUCK:
      return g_strdup (_("The keyring does not answer. Look for a password question behind other windows."));
    case PROPUS_KEYRING_UNKNOWN:
    case PROPUS_KEYRING_UNLOCKED:
    default:
      return g_strdup (_("Enter one, and Propus keeps it in your keyring."));
    }
}

static char *
dup_environment_place (PropusKeyStatus *status)
{
  if (propus_key_status_is_malformed (status))
    return g_strdup (_("What the variable holds cannot be a key. Correct it where it is set, or enter a key here."));
  if (propus_key_status_get_both_env (status))
    return g_strdup (_("Found in the environment at the start. GEMINI_API_KEY is set, too; GOOGLE_API_KEY comes first, as in "
                       "Google’s libraries."));

  return g_strdup (_("Found in the environment at the start. A key in your keyring would come first."));
}

/**
 * propus_key_text_dup_place:
 * @status: what is known
 *
 * Returns: (transfer full): where the key in use is kept and how to find it, translated
 */
char *
propus_key_text_dup_place (PropusKeyStatus *status)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (status), NULL);

  if (is_patience_gone (status))
    return g_strdup (_("Still waiting for your keyring… Look for a password question behind other windows."));

  switch (propus_key_status_get_source (status))
    {
    case PROPUS_KEY_SOURCE_NONE:
      return dup_none_place (status);
    case PROPUS_KEY_SOURCE_SESSION:
      return g_strdup (_("Kept in memory for this session only. It is gone when Propus ends."));
    case PROPUS_KEY_SOURCE_KEYRING:
      return dup_keyring_place (status);
    case PROPUS_KEY_SOURCE_GOOGLE_ENV:
    case PROPUS_KEY_SOURCE_GEMINI_ENV:
      return dup_environment_place (status);
    case PROPUS_KEY_SOURCE_PRACTICE:
      return g_strdup (_("Answers are made up on this computer. Nothing goes to Google, and no key of yours is looked up."));
    case PROPUS_KEY_SOURCE_UNKNOWN:
    default:
      return g_strdup (_("In your keyring and in the environment."));
    }
}

/**
 * propus_key_text_get_mood:
 * @status: what is known
 *
 * Returns: whether all is well, or something is to be waited for or done
 */
PropusKeyMood
propus_key_text_get_mood (PropusKeyStatus *status)
{
  PropusKeySource source;

  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (status), PROPUS_KEY_MOOD_FINE);

  source = propus_key_status_get_source (status);
  if (propus_key_status_get_waiting_ms (status) > 0 || source == PROPUS_KEY_SOURCE_UNKNOWN)
    return PROPUS_KEY_MOOD_WAITING;
  if (source == PROPUS_KEY_SOURCE_NONE || is_patience_gone (status) || propus_key_status_is_malformed (status))
    return PROPUS_KEY_MOOD_ATTENTION;

  return PROPUS_KEY_MOOD_FINE;
}

/**
 * propus_key_text_get_icon:
 * @status: what is known
 *
 * Returns: the name of a symbolic icon
 */
const char *
propus_key_text_get_icon (PropusKeyStatus *status)
{
  g_return_val_if_fail (PROPUS_IS_KEY_STATUS (status), NULL);

  if (is_locked (status))
    return "changes-prevent-symbolic";
  if (propus_key_text_get_mood (status) == PROPUS_KEY_MOOD_ATTENTION)
    return "dialog-warning-symbolic";

  return "dialog-password-symbolic";
}
