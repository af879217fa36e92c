/* propus-lock-watch.c - when the person leaves: the screen is locked, or the computer goes to sleep
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-lock-watch.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#define LOGIN "org.freedesktop.login1"
#define LOGIN_PATH "/org/freedesktop/login1"
#define LOGIN_MANAGER LOGIN ".Manager"
#define LOGIN_SESSION LOGIN ".Session"
#define PROPERTIES "org.freedesktop.DBus.Properties"

/**
 * PropusLockWatch:
 *
 * Listens to logind on the system bus and to the screen savers on the session bus, whichever are there; none of them has
 * to be. While it lives it holds an inhibitor that delays sleep until "left" was handled. Main thread only.
 */
struct _PropusLockWatch
{
  GObject          parent_instance;

  GCancellable    *cancellable;
  GDBusConnection *system;          /* NULL: not there (yet) */
  GDBusConnection *session;
  GArray          *system_ids;      /* of guint: subscriptions */
  GArray          *session_ids;
  int              inhibitor;       /* -1: none */
};

enum
{
  SIGNAL_LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusLockWatch, propus_lock_watch, G_TYPE_OBJECT)

static void
leave (PropusLockWatch *self,
       gboolean         asleep)
{
  g_debug ("%s", asleep ? "the computer goes to sleep" : "the screen is locked");
  g_signal_emit (self, signals[SIGNAL_LEFT], 0, asleep);
}

/* --- logind --- */

static void
release_inhibitor (PropusLockWatch *self)
{
  if (self->inhibitor >= 0)
    close (self->inhibitor);
  self->inhibitor = -1;
}

static void
inhibited_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PropusLockWatch) self = user_data;
  g_autoptr(GUnixFDList) fds = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;
  gint32 handle = -1;

  reply = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), &fds, result, &error);
  if (reply == NULL || fds == NULL)
    {
      g_debug ("sleep is not delayed: %s", error != NULL ? error->message : "no descriptor");
      return;
    }

  g_variant_get (reply, "(h)", &handle);
  release_inhibitor (self);
  self->inhibitor = g_unix_fd_list_get (fds, handle, NULL);
  if (g_cancellable_is_cancelled (self->cancellable))
    release_inhibitor (self);
}

static void
inhibit (PropusLockWatch *self)
{
  g_dbus_connection_call_with_unix_fd_list (self->system, LOGIN, LOGIN_PATH, LOGIN_MANAGER, "Inhibit",
                                            g_variant_new ("(ssss)", "sleep", "Propus", "Forgets an API key", "delay"),
                                            G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL,
                                            self->cancellable, inhibited_cb, g_object_ref (self));
}

static void
sleep_cb (GDBusConnection *connection,
          const char      *sender,
          const char      *path,
          const char      *interface,
          const char      *signal,
          GVariant        *parameters,
          gpointer         user_data)
{
  g_autoptr(PropusLockWatch) self = g_object_ref (user_data);
  gboolean begins = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;

  g_variant_get (parameters, "(b)", &begins);
  if (begins)
    {
      leave (self, TRUE);
      release_inhibitor (self);
    }
  else if (self->inhibitor < 0 && self->system != NULL)
    {
      inhibit (self);
    }
}

/* Whose session it is that was locked: this user's, as far as anybody says. */
static void
user_told_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PropusLockWatch) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) value = NULL;
  guint32 user = (guint32) getuid ();

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (reply != NULL)
    g_variant_get (reply, "(v)", &value);
  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE ("(uo)")))
    g_variant_get (value, "(u&o)", &user, NULL);

  if (user == getuid ())
    leave (self, FALSE);
}

static void
ask_whose (PropusLockWatch *self,
           const char      *path)
{
  g_dbus_connection_call (self->system, LOGIN, path, PROPERTIES, "Get", g_variant_new ("(ss)", LOGIN_SESSION, "User"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable,
                          user_told_cb, g_object_ref (self));
}

static void
lock_cb (GDBusConnection *connection,
         const char      *sender,
         const char      *path,
         const char      *interface,
         const char      *signal,
         GVariant        *parameters,
         gpointer         user_data)
{
  ask_whose (user_data, path);
}

static void
properties_cb (GDBusConnection *connection,
               const char      *sender,
               const char      *path,
               const char      *interface,
               const char      *signal,
               GVariant        *parameters,
               gpointer         user_data)
{
  g_autoptr(GVariant) changed = NULL;
  gboolean locked = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;

  changed = g_variant_get_child_value (parameters, 1);
  if (g_variant_lookup (changed, "LockedHint", "b", &locked) && locked)
    ask_whose (user_data, path);
}

/* --- screen savers --- */

static void
active_cb (GDBusConnection *connection,
           const char      *sender,
           const char      *path,
           const char      *interface,
           const char      *signal,
           GVariant        *parameters,
           gpointer         user_data)
{
  g_autoptr(PropusLockWatch) self = g_object_ref (user_data);
  gboolean active = FALSE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &active);
  if (active)
    leave (self, FALSE);
}

/* --- the buses --- */

static void
subscribe (PropusLockWatch      *self,
           GDBusConnection      *connection,
           GArray               *ids,
           const char           *name,
           const char           *interface,
           const char           *signal,
           const char           *first_argument,
           GDBusSignalCallback   callback)
{
  guint id = g_dbus_connection_signal_subscribe (connection, name, interface, signal, NULL, first_argument,
                                                 G_DBUS_SIGNAL_FLAGS_NONE, callback, self, NULL);

  g_array_append_val (ids, id);
}

static void
unsubscribe (GDBusConnection *connection,
             GArray          *ids)
{
  for (guint i = 0; connection != NULL && i < ids->len; i++)
    g_dbus_connection_signal_unsubscribe (connection, g_array_index (ids, guint, i));
  g_array_set_size (ids, 0);
}

/* NULL: there is no such bus, or nobody watches any more. Its end must not be the broker's. */
static GDBusConnection *
finish_bus (PropusLockWatch *self,
            GAsyncResult    *result,
            const char      *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) connection = g_bus_get_finish (result, &error);

  if (connection != NULL)
    g_dbus_connection_set_exit_on_close (connection, FALSE);
  if (connection == NULL || g_cancellable_is_cancelled (self->cancellable))
    {
      g_debug ("no %s bus: %s", name, error != NULL ? error->message : "too late");
      return NULL;
    }

  return g_steal_pointer (&connection);
}

static void
system_bus_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PropusLockWatch) self = user_data;

  self->system = finish_bus (self, result, "system");
  if (self->system == NULL)
    return;

  subscribe (self, self->system, self->system_ids, LOGIN, LOGIN_MANAGER, "PrepareForSleep", NULL, sleep_cb);
  subscribe (self, self->system, self->system_ids, LOGIN, LOGIN_SESSION, "Lock", NULL, lock_cb);
  subscribe (self, self->system, self->system_ids, LOGIN, PROPERTIES, "PropertiesChanged", LOGIN_SESSION,
             properties_cb);
  inhibit (self);
}

static void
session_bus_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  static const char * const savers[] = {
    "org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
  };
  g_autoptr(PropusLockWatch) self = user_data;

  self->session = finish_bus (self, result, "session");
  if (self->session == NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (savers); i++)
    subscribe (self, self->session, self->session_ids, savers[i], savers[i], "ActiveChanged", NULL, active_cb);
}

static void
propus_lock_watch_dispose (GObject *object)
{
  PropusLockWatch *self = PROPUS_LOCK_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  unsubscribe (self->system, self->system_ids);
  unsubscribe (self->session, self->session_ids);
  g_clear_object (&self->system);
  g_clear_object (&self->session);
  release_inhibitor (self);

  G_OBJECT_CLASS (propus_lock_watch_parent_class)->dispose (object);
}

static void
propus_lock_watch_finalize (GObject *object)
{
  PropusLockWatch *self = PROPUS_LOCK_WATCH (object);

  g_array_unref (self->system_ids);
  g_array_unref (self->session_ids);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (propus_lock_watch_parent_class)->finalize (object);
}

static void
propus_lock_watch_class_init (PropusLockWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_lock_watch_dispose;
  object_class->finalize = propus_lock_watch_finalize;

  /**
   * PropusLockWatch::left:
   * @asleep: whether the computer goes to sleep; else the screen was locked
   *
   * The person left. Sleep waits for the handlers.
   */
  signals[SIGNAL_LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
propus_lock_watch_init (PropusLockWatch *self)
{
  self->cancellable = g_cancellable_new ();
  self->system_ids = g_array_new (FALSE, FALSE, sizeof (guint));
  self->session_ids = g_array_new (FALSE, FALSE, sizeof (guint));
  self->inhibitor = -1;
}

/**
 * propus_lock_watch_new:
 *
 * Begins to listen. Dispose it (g_object_run_dispose()) when it is not needed any more: calls that are under way keep it.
 *
 * Returns: (transfer full): a watch
 */
PropusLockWatch *
propus_lock_watch_new (void)
{
  PropusLockWatch *self = g_object_new (PROPUS_TYPE_LOCK_WATCH, NULL);

  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, system_bus_cb, g_object_ref (self));
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, session_bus_cb, g_object_ref (self));

  return self;
}
