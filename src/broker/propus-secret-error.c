/* propus-secret-error.c - what an error of the Secret Service means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-secret-bus.h"

#include <glib/gi18n.h>

#include "propus-redactor.h"

G_DEFINE_QUARK (propus-keyring-error-quark, propus_keyring_error)

/* Whether the remote error's name ends in one of the Secret Service's own. */
static gboolean
is_service_error (const GError *error,
                  const char   *name)
{
  g_autofree char *remote = NULL;
  g_autofree char *full = NULL;

  if (!g_dbus_error_is_remote_error (error))
    return FALSE;

  remote = g_dbus_error_get_remote_error (error);
  full = g_strconcat ("org.freedesktop.Secret.Error.", name, NULL);

  return g_strcmp0 (remote, full) == 0;
}

/* The bus or the service is not there. One that is there and does not do its work is something else. */
static gboolean
is_absent (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_SERVER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

/**
 * propus_secret_bus_error_is_stale:
 * @error: an error of the bus
 *
 * Tells whether an operation failed because the service is another one than before or does not know the session any
 * more, so that it is worth a second try with a new one.
 *
 * Returns: %TRUE for a lost or confused session, service or connection
 */
gboolean
propus_secret_bus_error_is_stale (const GError *error)
{
  if (error->domain == PROPUS_KEYRING_ERROR)
    return FALSE;

  return is_absent (error) || is_service_error (error, "NoSession") ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS) ||   /* gnome-keyring's "invalid secret" */
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ||       /* ours */
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_DBUS_ERROR);
}

/**
 * propus_secret_bus_error_is_locked:
 * @error: an error of the bus
 *
 * Returns: %TRUE when the service says that something must be unlocked first
 */
gboolean
propus_secret_bus_error_is_locked (const GError *error)
{
  return is_service_error (error, "IsLocked");
}

/**
 * propus_secret_bus_error_is_read_only:
 * @error: an error of an attempt to write
 *
 * Returns: %TRUE when the service says that it cannot be written
 */
gboolean
propus_secret_bus_error_is_read_only (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_AUTH_FAILED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NOT_SUPPORTED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_PROPERTY_READ_ONLY);
}

static int
find_code (const GError *error,
           gboolean      opening)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMED_OUT))
    return PROPUS_KEYRING_ERROR_STUCK;

  if (propus_secret_bus_error_is_locked (error))
    return PROPUS_KEYRING_ERROR_LOCKED;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return PROPUS_KEYRING_ERROR_UNUSABLE;

  /* Only what was not there to begin with lets the environment have its turn: of a keyring that broke while it was
   * asked nobody knows what it would have given. */
  if (opening && (is_absent (error) || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND)))
    return PROPUS_KEYRING_ERROR_UNAVAILABLE;

  return PROPUS_KEYRING_ERROR_FAILED;
}

static char *
make_sentence (int         code,
               const char *detail)
{
  switch ((PropusKeyringError) code)
    {
    case PROPUS_KEYRING_ERROR_STUCK:
      return g_strdup (_("The keyring does not answer."));

    case PROPUS_KEYRING_ERROR_LOCKED:
      return g_strdup (_("The keyring is locked."));

    case PROPUS_KEYRING_ERROR_UNAVAILABLE:
      return g_strdup (_("No keyring is running on this desktop. Use a key for this session only, or install GNOME Keyring or KWallet to keep one."));

    case PROPUS_KEYRING_ERROR_UNUSABLE:
      return g_strdup (_("What is stored for this key cannot be an API key."));

    case PROPUS_KEYRING_ERROR_NO_COLLECTION:
    case PROPUS_KEYRING_ERROR_MISSING:
    case PROPUS_KEYRING_ERROR_DISMISSED:
    case PROPUS_KEYRING_ERROR_NOT_CREATED:
    case PROPUS_KEYRING_ERROR_READ_BACK:
    case PROPUS_KEYRING_ERROR_STILL_THERE:
    case PROPUS_KEYRING_ERROR_FAILED:
    case PROPUS_KEYRING_ERROR_READ_ONLY:
    case PROPUS_KEYRING_ERROR_PLAIN:
    default:
      /* Translators: %s is what the keyring itself says, in its own language */
      return g_strdup_printf (_("The keyring could not do it: %s"), detail);
    }
}

/**
 * propus_secret_bus_translate_error:
 * @opening: whether the service was only being looked for
 * @error: (inout): an error of the bus; one of %PROPUS_KEYRING_ERROR stays as it is
 *
 * Turns an error into one of %PROPUS_KEYRING_ERROR with a sentence for a person.
 */
void
propus_secret_bus_translate_error (gboolean   opening,
                                   GError   **error)
{
  g_autoptr(GError) cause = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *sentence = NULL;
  int code;

  if (*error == NULL || (*error)->domain == PROPUS_KEYRING_ERROR)
    return;

  cause = g_steal_pointer (error);
  code = find_code (cause, opening);
  g_dbus_error_strip_remote_error (cause);
  detail = propus_redact (cause->message);
  sentence = make_sentence (code, detail);
  g_debug ("The keyring failed: %s %d: %s", g_quark_to_string (cause->domain), cause->code, detail);
  g_set_error_literal (error, PROPUS_KEYRING_ERROR, code, sentence);
}

/**
 * propus_secret_bus_set_unavailable_error:
 * @error: (inout): why there is no session bus
 *
 * Puts the one error of a missing keyring in the place of the many that a missing bus has: no address, no socket,
 * refused. A bus that does not answer in time stays one.
 */
void
propus_secret_bus_set_unavailable_error (GError **error)
{
  g_autofree char *sentence = NULL;

  if (*error == NULL || find_code (*error, TRUE) == PROPUS_KEYRING_ERROR_STUCK)
    return;

  g_debug ("No session bus: %s", (*error)->message);
  g_clear_error (error);
  sentence = make_sentence (PROPUS_KEYRING_ERROR_UNAVAILABLE, NULL);
  g_set_error_literal (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_UNAVAILABLE, sentence);
}

/**
 * propus_secret_bus_set_stuck_error:
 * @error: return location for the error
 *
 * Sets the error of a service that does not answer, for those who did not ask it themselves.
 */
void
propus_secret_bus_set_stuck_error (GError **error)
{
  g_autofree char *sentence = make_sentence (PROPUS_KEYRING_ERROR_STUCK, NULL);

  g_set_error_literal (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_STUCK, sentence);
}
