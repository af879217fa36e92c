/* propus-secret-prompt.c - a question of the Secret Service, waited for in a worker thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-secret-prompt.h"

#include "propus-limits.h"

#define PROMPT_INTERFACE "org.freedesktop.Secret.Prompt"
#define BUS_NAME "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"

typedef enum
{
  EVENT_DONE = 1,
  EVENT_DISMISSED,
  EVENT_GONE,
} Event;

/* The signal handlers run on the main thread; the worker waits at the other end of the queue. */
static void
completed_cb (GDBusConnection *connection,
              const char      *sender,
              const char      *path,
              const char      *interface,
              const char      *signal,
              GVariant        *parameters,
              gpointer         user_data)
{
  GAsyncQueue *events = user_data;
  gboolean dismissed = TRUE;

  /* The result's type differs between services, and a cancelled wizard of KWallet sends a wrong one: nothing is read
   * of it, the collection is looked at again instead. */
  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(bv)")))
    g_variant_get (parameters, "(bv)", &dismissed, NULL);

  g_async_queue_push (events, GINT_TO_POINTER (dismissed ? EVENT_DISMISSED : EVENT_DONE));
}

static void
owner_changed_cb (GDBusConnection *connection,
                  const char      *sender,
                  const char      *path,
                  const char      *interface,
                  const char      *signal,
                  GVariant        *parameters,
                  gpointer         user_data)
{
  GAsyncQueue *events = user_data;

  g_async_queue_push (events, GINT_TO_POINTER (EVENT_GONE));
}

static void
closed_cb (GDBusConnection *connection,
           gboolean         remote_peer_vanished,
           GError          *error,
           GAsyncQueue     *events)
{
  g_async_queue_push (events, GINT_TO_POINTER (EVENT_GONE));
}

static gboolean
name_has_owner (GDBusConnection *connection,
                const char      *name)
{
  g_autoptr(GVariant) reply = NULL;
  gboolean has_owner = FALSE;

  reply = g_dbus_connection_call_sync (connection, BUS_NAME, BUS_PATH, BUS_NAME, "NameHasOwner",
                                       g_variant_new ("(s)", name), G_VARIANT_TYPE ("(b)"),
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  if (reply != NULL)
    g_variant_get (reply, "(b)", &has_owner);

  return has_owner;
}

/* gnome-keyring calls a prompt dismissed also when there was nothing to show it with. A person needs longer than that,
 * and the program that asked them is still there right after. */
static gboolean
nobody_was_asked (GDBusConnection *connection,
                  const char      *prompter,
                  gint64           started_at)
{
  if (prompter == NULL || g_get_monotonic_time () - started_at > (gint64) PROPUS_KEYRING_NOBODY_MS * 1000)
    return FALSE;

  return !name_has_owner (connection, prompter);
}

static Event
ask_and_wait (GDBusConnection  *connection,
              const char       *owner,
              const char       *path,
              GAsyncQueue      *events,
              GError          **error)
{
  g_autoptr(GVariant) reply = NULL;

  reply = g_dbus_connection_call_sync (connection, owner, path, PROMPT_INTERFACE, "Prompt", g_variant_new ("(s)", ""),
                                       NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
  if (reply == NULL)
    return EVENT_GONE;

  /* As long as the person wants: nothing takes the question from the screen. */
  return GPOINTER_TO_INT (g_async_queue_pop (events));
}

/**
 * propus_secret_prompt_run:
 * @connection: the session bus
 * @owner: the unique name of the service
 * @prompter: (nullable): the bus name of the program that shows the service's questions, where that is known
 * @path: the prompt's object path, or "/" for none, which is done at once
 * @outcome: (out): how it ended
 * @error: return location for an error
 *
 * Shows a question of the service and waits for its end. It is never cancelled: that brings gnome-keyring down, and
 * with it everybody's secrets (acceptance.md 0.4).
 *
 * Returns: %FALSE with @error set when the question could not be asked or the service went away
 */
gboolean
propus_secret_prompt_run (GDBusConnection      *connection,
                          const char           *owner,
                          const char           *prompter,
                          const char           *path,
                          PropusPromptOutcome  *outcome,
                          GError              **error)
{
  g_autoptr(GAsyncQueue) events = NULL;
  g_autoptr(GError) failure = NULL;
  gint64 started_at = g_get_monotonic_time ();
  guint completed_id;
  guint owner_id;
  gulong closed_id;
  Event event;

  *outcome = PROPUS_PROMPT_DONE;
  if (g_str_equal (path, "/"))
    return TRUE;

  events = g_async_queue_new ();
  completed_id = g_dbus_connection_signal_subscribe (connection, owner, PROMPT_INTERFACE, "Completed", path, NULL,
                                                     G_DBUS_SIGNAL_FLAGS_NONE, completed_cb,
                                                     g_async_queue_ref (events), (GDestroyNotify) g_async_queue_unref);
  owner_id = g_dbus_connection_signal_subscribe (connection, BUS_NAME, BUS_NAME, "NameOwnerChanged", BUS_PATH, owner,
                                                 G_DBUS_SIGNAL_FLAGS_NONE, owner_changed_cb,
                                                 g_async_queue_ref (events), (GDestroyNotify) g_async_queue_unref);
  closed_id = g_signal_connect_data (connection, "closed", G_CALLBACK (closed_cb), g_async_queue_ref (events),
                                     (GClosureNotify) (GCallback) g_async_queue_unref, 0);

  event = ask_and_wait (connection, owner, path, events, &failure);

  g_dbus_connection_signal_unsubscribe (connection, completed_id);
  g_dbus_connection_signal_unsubscribe (connection, owner_id);
  g_signal_handler_disconnect (connection, closed_id);

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  if (event == EVENT_GONE)
    {
      g_set_error_literal (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY, "The service went away while it asked");
      return FALSE;
    }

  if (event == EVENT_DISMISSED)
    *outcome = nobody_was_asked (connection, prompter, started_at) ? PROPUS_PROMPT_NOBODY : PROPUS_PROMPT_DISMISSED;

  return TRUE;
}
