/* propus-keyring-watch.c - what is known of the keyring without asking anybody
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-keyring-watch.h"

#define SERVICE_NAME "org.freedesktop.secrets"

/**
 * propus_keyring_view_new:
 * @bus: a bus that is open
 * @has_session: whether its session can be looked at
 * @collection: the default collection
 *
 * Returns: (transfer full): what is seen now
 */
PropusKeyringView *
propus_keyring_view_new (PropusSecretBus              *bus,
                         gboolean                      has_session,
                         const PropusSecretCollection *collection)
{
  PropusKeyringView *view = g_new0 (PropusKeyringView, 1);

  view->trouble = -1;
  if (collection->path == NULL)
    view->state = PROPUS_KEYRING_STATE_NO_COLLECTION;
  else if (collection->locked)
    view->state = PROPUS_KEYRING_STATE_LOCKED;
  else
    view->state = PROPUS_KEYRING_STATE_UNLOCKED;

  view->collection = g_strdup (collection->label);
  view->provider = propus_secret_bus_get_provider (bus);
  view->has_session = has_session;
  view->encrypted = has_session && propus_secret_bus_is_encrypted (bus);
  g_set_object (&view->connection, propus_secret_bus_get_connection (bus));

  return view;
}

/**
 * propus_keyring_view_new_failed:
 * @error: a %PROPUS_KEYRING_ERROR
 *
 * Returns: (transfer full): what is known of a keyring that could not be looked at
 */
PropusKeyringView *
propus_keyring_view_new_failed (const GError *error)
{
  PropusKeyringView *view = g_new0 (PropusKeyringView, 1);

  view->trouble = error->code;
  if (error->code == PROPUS_KEYRING_ERROR_STUCK)
    view->state = PROPUS_KEYRING_STATE_STUCK;
  else if (error->code == PROPUS_KEYRING_ERROR_UNAVAILABLE)
    view->state = PROPUS_KEYRING_STATE_UNAVAILABLE;
  else
    view->state = PROPUS_KEYRING_STATE_UNKNOWN;

  return view;
}

void
propus_keyring_view_free (PropusKeyringView *view)
{
  g_free (view->collection);
  g_clear_object (&view->connection);
  g_free (view);
}

/**
 * propus_keyring_view_look:
 * @with_session: whether to open a session too, to see if it is encrypted
 *
 * Looks at the keyring in a worker thread. Takes 25 s when the service does not answer. Never prompts.
 *
 * Returns: (transfer full): what is seen now
 */
PropusKeyringView *
propus_keyring_view_look (gboolean with_session)
{
  g_autoptr(PropusSecretBus) bus = propus_secret_bus_new ();
  g_auto(PropusSecretCollection) collection = { NULL };
  g_autoptr(GError) error = NULL;
  PropusKeyringView *view;

  if (propus_secret_bus_open (bus, &error) &&
      (!with_session || propus_secret_bus_open_session (bus, &error)) &&
      propus_secret_bus_read_collection (bus, &collection, &error))
    return propus_keyring_view_new (bus, with_session, &collection);

  propus_secret_bus_translate_error (TRUE, &error);
  view = propus_keyring_view_new_failed (error);
  view->provider = propus_secret_bus_get_provider (bus);
  g_set_object (&view->connection, propus_secret_bus_get_connection (bus));

  return view;
}

struct _PropusKeyringWatch
{
  GObject          parent_instance;

  GDBusConnection *connection;
  guint            owner_id;
  guint            service_id;
  guint            properties_id;
};

enum
{
  SIGNAL_TOUCHED,   /* something in the service changed */
  SIGNAL_GONE,      /* the service or the bus ended; the gboolean tells whether it was the bus */
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusKeyringWatch, propus_keyring_watch, G_TYPE_OBJECT)

static void
touched_cb (GDBusConnection *connection,
            const char      *sender,
            const char      *path,
            const char      *interface,
            const char      *signal,
            GVariant        *parameters,
            gpointer         user_data)
{
  PropusKeyringWatch *self = user_data;

  g_assert (PROPUS_IS_KEYRING_WATCH (self));

  g_signal_emit (self, signals[SIGNAL_TOUCHED], 0);
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
  PropusKeyringWatch *self = user_data;
  const char *old_owner;
  const char *new_owner;

  g_assert (PROPUS_IS_KEYRING_WATCH (self));

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sss)")))
    return;

  /* A service that ended is not started again just to look at it. */
  g_variant_get (parameters, "(&s&s&s)", NULL, &old_owner, &new_owner);
  if (old_owner[0] != '\0')
    g_signal_emit (self, signals[SIGNAL_GONE], 0, FALSE);
  if (new_owner[0] != '\0')
    g_signal_emit (self, signals[SIGNAL_TOUCHED], 0);
}

static void
closed_cb (GDBusConnection    *connection,
           gboolean            remote_peer_vanished,
           GError             *error,
           PropusKeyringWatch *self)
{
  g_assert (PROPUS_IS_KEYRING_WATCH (self));

  g_signal_emit (self, signals[SIGNAL_GONE], 0, TRUE);
}

static void
propus_keyring_watch_dispose (GObject *object)
{
  PropusKeyringWatch *self = PROPUS_KEYRING_WATCH (object);

  if (self->connection != NULL)
    {
      g_dbus_connection_signal_unsubscribe (self->connection, self->owner_id);
      g_dbus_connection_signal_unsubscribe (self->connection, self->service_id);
      g_dbus_connection_signal_unsubscribe (self->connection, self->properties_id);
    }
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (propus_keyring_watch_parent_class)->dispose (object);
}

static void
propus_keyring_watch_class_init (PropusKeyringWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = propus_keyring_watch_dispose;

  signals[SIGNAL_TOUCHED] = g_signal_new ("touched", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_GONE] = g_signal_new ("gone", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
propus_keyring_watch_init (PropusKeyringWatch *self)
{
}

/**
 * propus_keyring_watch_new:
 * @connection: the session bus
 *
 * Returns: (transfer full): a watch, on the main thread
 */
PropusKeyringWatch *
propus_keyring_watch_new (GDBusConnection *connection)
{
  PropusKeyringWatch *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);

  self = g_object_new (PROPUS_TYPE_KEYRING_WATCH, NULL);
  self->connection = g_object_ref (connection);
  self->owner_id = g_dbus_connection_signal_subscribe (connection, "org.freedesktop.DBus", "org.freedesktop.DBus",
                                                       "NameOwnerChanged", "/org/freedesktop/DBus", SERVICE_NAME,
                                                       G_DBUS_SIGNAL_FLAGS_NONE, owner_changed_cb, self, NULL);
  self->service_id = g_dbus_connection_signal_subscribe (connection, SERVICE_NAME, "org.freedesktop.Secret.Service",
                                                         NULL, NULL, NULL,
                                                         G_DBUS_SIGNAL_FLAGS_NONE, touched_cb, self, NULL);
  self->properties_id = g_dbus_connection_signal_subscribe (connection, SERVICE_NAME,
                                                            "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                                            NULL, "org.freedesktop.Secret.Collection",
                                                            G_DBUS_SIGNAL_FLAGS_NONE, touched_cb, self, NULL);
  g_signal_connect_object (connection, "closed", G_CALLBACK (closed_cb), self, 0);

  return self;
}
