/* propus-background-portal.c - the desktop's leave to run without a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-background-portal.h"

#include "propus-limits.h"
#include "propus-parent-handle.h"

#define PORTAL_NAME       "org.freedesktop.portal.Desktop"
#define PORTAL_PATH       "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE  "org.freedesktop.portal.Background"
#define REQUEST_INTERFACE "org.freedesktop.portal.Request"

/* What Response says first. */
enum { RESPONSE_SUCCESS, RESPONSE_CANCELLED, RESPONSE_OTHER };

/* SetStatus came with it. */
#define STATUS_VERSION 2

/**
 * PropusBackgroundPortal:
 *
 * Asks org.freedesktop.portal.Background once in a run, and tells it what the program does without a window. Where there
 * is no portal nothing is asked and nothing is forbidden.
 */
struct _PropusBackgroundPortal
{
  GObject parent_instance;

  /* Owned */
  GDBusConnection *bus;      /* NULL: none */
  GCancellable *cancellable;
  char *reason;
  char *handle;              /* path of the request; NULL: none is open */
  char *status;              /* to be told; NULL: nothing */

  /* Borrowed, weak */
  GtkWindow *parent;         /* exported until the answer is there */

  guint response;            /* subscription */
  guint deadline;            /* source id */
  guint version;             /* 0: not known */

  guint requested : 1;
  guint denied : 1;
};

G_DEFINE_FINAL_TYPE (PropusBackgroundPortal, propus_background_portal, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- one question, one answer --- */

static void
end_request (PropusBackgroundPortal *self)
{
  if (self->response != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->response);
  self->response = 0;
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_pointer (&self->handle, g_free);
  if (self->parent != NULL)
    propus_parent_handle_unexport (self->parent);
  g_clear_weak_pointer (&self->parent);
}

static void
answer (PropusBackgroundPortal *self,
        gboolean                denied)
{
  end_request (self);
  self->denied = denied;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* A person who closes the question has not forbidden anything; but neither may the program stay. */
static void
response_cb (GDBusConnection *bus,
             const char      *sender,
             const char      *path,
             const char      *interface,
             const char      *signal,
             GVariant        *parameters,
             gpointer         user_data)
{
  PropusBackgroundPortal *self = user_data;
  g_autoptr (GVariant) results = NULL;
  gboolean allowed = FALSE;
  guint response;

  g_assert (PROPUS_IS_BACKGROUND_PORTAL (self));

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;

  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response == RESPONSE_OTHER)
    g_debug ("the background portal has no answer");
  else
    g_variant_lookup (results, "background", "b", &allowed);

  answer (self, response != RESPONSE_OTHER && !(response == RESPONSE_SUCCESS && allowed));
}

static void
listen (PropusBackgroundPortal *self)
{
  if (self->response != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->response);
  self->response = g_dbus_connection_signal_subscribe (self->bus, PORTAL_NAME, REQUEST_INTERFACE, "Response", self->handle,
                                                       NULL, G_DBUS_SIGNAL_FLAGS_NONE, response_cb, self, NULL);
}

static gboolean
deadline_cb (gpointer user_data)
{
  PropusBackgroundPortal *self = user_data;

  self->deadline = 0;
  end_request (self);
  return G_SOURCE_REMOVE;
}

static void
requested_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PropusBackgroundPortal) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  const char *handle;

  if (reply == NULL)
    {
      g_debug ("no background portal: %s", error->message);
      end_request (self);
      return;
    }

  /* Portals before 0.9 choose a path of their own. */
  g_variant_get (reply, "(&o)", &handle);
  if (self->handle == NULL || g_str_equal (handle, self->handle))
    return;
  g_free (self->handle);
  self->handle = g_strdup (handle);
  listen (self);
}

static char *
dup_handle (PropusBackgroundPortal *self,
            const char             *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (self->bus) + 1);

  return g_strdup_printf (PORTAL_PATH "/request/%s/%s", g_strdelimit (sender, ".", '_'), token);
}

static void
send_request (PropusBackgroundPortal *self,
              const char             *parent_handle)
{
  g_autofree char *token = g_strdup_printf ("propus%u", g_random_int ());
  GVariantBuilder options;

  /* The answer may come before the reply. */
  self->handle = dup_handle (self, token);
  listen (self);
  self->deadline = g_timeout_add (PROPUS_PORTAL_ANSWER_MS, deadline_cb, self);

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (self->reason));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, PORTAL_INTERFACE, "RequestBackground",
                          g_variant_new ("(sa{sv})", parent_handle != NULL ? parent_handle : "", &options),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, PROPUS_PORTAL_CALL_MS, self->cancellable,
                          requested_cb, g_object_ref (self));
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PropusBackgroundPortal) self = user_data;
  g_autofree char *handle = propus_parent_handle_export_finish (GTK_WINDOW (object), result);

  if (!g_cancellable_is_cancelled (self->cancellable))
    send_request (self, handle);
}

/**
 * propus_background_portal_request:
 * @self: a portal
 * @parent: (nullable): the window over which the desktop may ask
 * @reason: what for, translated
 *
 * Asks for leave to run without a window; only the first call does.
 */
void
propus_background_portal_request (PropusBackgroundPortal *self,
                                  GtkWindow              *parent,
                                  const char             *reason)
{
  g_return_if_fail (PROPUS_IS_BACKGROUND_PORTAL (self));
  g_return_if_fail (reason != NULL);

  if (self->requested || self->bus == NULL)
    return;

  self->requested = TRUE;
  self->reason = g_strdup (reason);
  if (parent == NULL)
    {
      send_request (self, NULL);
      return;
    }

  g_set_weak_pointer (&self->parent, parent);
  propus_parent_handle_export_async (parent, exported_cb, g_object_ref (self));
}

/**
 * propus_background_portal_is_denied:
 * @self: a portal
 *
 * Returns: whether the desktop, or the person whom it asked, does not want the program to stay
 */
gboolean
propus_background_portal_is_denied (PropusBackgroundPortal *self)
{
  g_return_val_if_fail (PROPUS_IS_BACKGROUND_PORTAL (self), FALSE);

  return self->denied;
}

/* --- what the program does meanwhile --- */

static void
status_set_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (reply == NULL)
    g_debug ("no status for the background portal: %s", error->message);
}

static void
send_status (PropusBackgroundPortal *self)
{
  g_autofree char *status = g_steal_pointer (&self->status);
  GVariantBuilder options;

  if (status == NULL || self->version < STATUS_VERSION)
    return;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "message", g_variant_new_string (status));
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, PORTAL_INTERFACE, "SetStatus",
                          g_variant_new ("(a{sv})", &options), NULL, G_DBUS_CALL_FLAGS_NONE, PROPUS_PORTAL_CALL_MS,
                          self->cancellable, status_set_cb, NULL);
}

static void
version_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PropusBackgroundPortal) self = user_data;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    return;

  g_variant_get (reply, "(v)", &value);
  self->version = g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32) ? g_variant_get_uint32 (value) : 1;
  send_status (self);
}

/**
 * propus_background_portal_set_status:
 * @self: a portal
 * @status: what the program does without a window, translated, 95 characters at most
 *
 * For the desktop's list of programs that run without a window, where it has one.
 */
void
propus_background_portal_set_status (PropusBackgroundPortal *self,
                                     const char             *status)
{
  g_return_if_fail (PROPUS_IS_BACKGROUND_PORTAL (self));
  g_return_if_fail (status != NULL);

  if (self->bus == NULL)
    return;

  g_free (self->status);
  self->status = g_strdup (status);
  if (self->version > 0)
    send_status (self);
  else
    g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.DBus.Properties", "Get",
                            g_variant_new ("(ss)", PORTAL_INTERFACE, "version"), G_VARIANT_TYPE ("(v)"),
                            G_DBUS_CALL_FLAGS_NONE, PROPUS_PORTAL_CALL_MS, self->cancellable, version_cb, g_object_ref (self));
}

/* --- life --- */

/**
 * propus_background_portal_new:
 * @bus: (nullable): the session bus
 *
 * Returns: (transfer full): a portal that was not asked yet
 */
PropusBackgroundPortal *
propus_background_portal_new (GDBusConnection *bus)
{
  PropusBackgroundPortal *self = g_object_new (PROPUS_TYPE_BACKGROUND_PORTAL, NULL);

  g_set_object (&self->bus, bus);

  return self;
}

static void
propus_background_portal_dispose (GObject *object)
{
  PropusBackgroundPortal *self = PROPUS_BACKGROUND_PORTAL (object);

  g_cancellable_cancel (self->cancellable);
  end_request (self);

  G_OBJECT_CLASS (propus_background_portal_parent_class)->dispose (object);
}

static void
propus_background_portal_finalize (GObject *object)
{
  PropusBackgroundPortal *self = PROPUS_BACKGROUND_PORTAL (object);

  g_clear_object (&self->bus);
  g_clear_object (&self->cancellable);
  g_free (self->reason);
  g_free (self->status);

  G_OBJECT_CLASS (propus_background_portal_parent_class)->finalize (object);
}

static void
propus_background_portal_class_init (PropusBackgroundPortalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_background_portal_dispose;
  object_class->finalize = propus_background_portal_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_background_portal_init (PropusBackgroundPortal *self)
{
  self->cancellable = g_cancellable_new ();
}
