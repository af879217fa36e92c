/* propus-secret-bus.c - the Secret Service's own calls, for a worker thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-secret-bus.h"

#include <glib/gi18n.h>
#include <string.h>

#include "propus-limits.h"
#include "propus-redactor.h"
#include "propus-secret-prompt.h"

#define SERVICE_NAME "org.freedesktop.secrets"
#define SERVICE_PATH "/org/freedesktop/secrets"
#define SERVICE_INTERFACE "org.freedesktop.Secret.Service"
#define COLLECTION_INTERFACE "org.freedesktop.Secret.Collection"
#define ITEM_INTERFACE "org.freedesktop.Secret.Item"
#define PROPERTIES_INTERFACE "org.freedesktop.DBus.Properties"
#define BUS_NAME "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"

struct _PropusSecretBus
{
  GDBusConnection *connection;
  char            *owner;       /* unique name: a service that restarted is told apart */
  const char      *provider;
  const char      *prompter;
  SecretService   *service;     /* holds the session */
};

void
propus_secret_collection_clear (PropusSecretCollection *collection)
{
  g_clear_pointer (&collection->path, g_free);
  g_clear_pointer (&collection->label, g_free);
}

void
propus_secret_item_free (PropusSecretItem *item)
{
  g_clear_pointer (&item->item, propus_keyring_item_free);   /* it may have been taken */
  g_free (item->path);
  g_free (item);
}

/**
 * propus_secret_bus_new:
 *
 * Returns: (transfer full): a connection that is made by propus_secret_bus_open()
 */
PropusSecretBus *
propus_secret_bus_new (void)
{
  return g_new0 (PropusSecretBus, 1);
}

void
propus_secret_bus_free (PropusSecretBus *self)
{
  propus_secret_bus_close (self);
  g_free (self);
}

/**
 * propus_secret_bus_close:
 * @self: a bus
 *
 * Forgets the connection and the session: after a restart of the service libsecret's session is good for nothing.
 */
void
propus_secret_bus_close (PropusSecretBus *self)
{
  g_clear_object (&self->service);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->owner, g_free);
  self->provider = NULL;
  self->prompter = NULL;
}

static GVariant *
call (PropusSecretBus     *self,
      const char          *path,
      const char          *interface,
      const char          *method,
      GVariant            *parameters,
      const char          *reply_type,
      GError             **error)
{
  return g_dbus_connection_call_sync (self->connection, self->owner, path, interface, method, parameters,
                                      G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
}

static char *
find_owner (GDBusConnection  *connection,
            GError          **error)
{
  g_autoptr(GVariant) reply = NULL;
  char *owner = NULL;

  reply = g_dbus_connection_call_sync (connection, BUS_NAME, BUS_PATH, BUS_NAME, "GetNameOwner",
                                       g_variant_new ("(s)", SERVICE_NAME), G_VARIANT_TYPE ("(s)"),
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
  if (reply != NULL)
    g_variant_get (reply, "(s)", &owner);

  return owner;
}

/* Any call to the name has the bus start a service that is installed and not yet running. */
static gboolean
reach_service (GDBusConnection  *connection,
               GError          **error)
{
  g_autoptr(GVariant) reply = NULL;

  reply = g_dbus_connection_call_sync (connection, SERVICE_NAME, SERVICE_PATH, "org.freedesktop.DBus.Peer", "Ping",
                                       NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);

  return reply != NULL;
}

/* The name of the program behind the service, for the person; NULL when it is none that is known. */
static const char *
find_provider (GDBusConnection *connection,
               const char      *owner)
{
  static const struct { const char *comm; const char *provider; } known[] = {
    { "gnome-keyring-d", "GNOME Keyring" },
    { "keepassxc", "KeePassXC" },
    { "ksecretd", "KWallet" },
    { "kwalletd5", "KWallet" },
    { "kwalletd6", "KWallet" },
    { "oo7-daemon", "oo7" },
  };
  g_autoptr(GVariant) reply = NULL;
  g_autofree char *path = NULL;
  g_autofree char *comm = NULL;
  guint32 pid = 0;

  reply = g_dbus_connection_call_sync (connection, BUS_NAME, BUS_PATH, BUS_NAME, "GetConnectionUnixProcessID",
                                       g_variant_new ("(s)", owner), G_VARIANT_TYPE ("(u)"),
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  if (reply == NULL)
    return NULL;

  g_variant_get (reply, "(u)", &pid);
  path = g_strdup_printf ("/proc/%u/comm", pid);
  if (!g_file_get_contents (path, &comm, NULL, NULL))
    return NULL;

  g_strchomp (comm);
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (comm, known[i].comm))
      return known[i].provider;

  return NULL;
}

/**
 * propus_secret_bus_open:
 * @self: a bus
 * @error: return location for an error
 *
 * Connects to the session bus and finds the service, starting it where it is installed. Does nothing when both are
 * known and still the same. Never prompts.
 *
 * Returns: %FALSE with @error set when there is no bus or no service
 */
gboolean
propus_secret_bus_open (PropusSecretBus  *self,
                        GError          **error)
{
  g_autoptr(GError) none = NULL;
  g_autofree char *owner = NULL;

  if (self->connection != NULL && g_dbus_connection_is_closed (self->connection))
    propus_secret_bus_close (self);

  if (self->connection == NULL)
    {
      self->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, error);
      if (self->connection == NULL)
        {
          if (error != NULL)
            propus_secret_bus_set_unavailable_error (error);
          return FALSE;
        }

      /* GDBus would end the process with the session bus. */
      g_dbus_connection_set_exit_on_close (self->connection, FALSE);
    }

  owner = find_owner (self->connection, &none);
  if (owner == NULL && reach_service (self->connection, error))
    owner = find_owner (self->connection, error);
  if (owner == NULL)
    return FALSE;

  if (g_strcmp0 (owner, self->owner) != 0)
    {
      g_clear_object (&self->service);
      g_free (self->owner);
      self->owner = g_steal_pointer (&owner);
      self->provider = find_provider (self->connection, self->owner);
      self->prompter = g_strcmp0 (self->provider, "GNOME Keyring") == 0 ? "org.gnome.keyring.SystemPrompter" : NULL;
    }

  return TRUE;
}

/**
 * propus_secret_bus_open_session:
 * @self: a bus that is open
 * @error: return location for an error
 *
 * Agrees on a session with the service, in which secrets are encrypted where the service knows how. Never prompts.
 *
 * Returns: %FALSE with @error set when there is no session
 */
gboolean
propus_secret_bus_open_session (PropusSecretBus  *self,
                                GError          **error)
{
  /* libsecret asks a service that does not answer twice, and waits as long each time. */
  if (self->service == NULL && reach_service (self->connection, error))
    self->service = secret_service_open_sync (SECRET_TYPE_SERVICE, SERVICE_NAME, SECRET_SERVICE_OPEN_SESSION,
                                              NULL, error);

  return self->service != NULL;
}

GDBusConnection *
propus_secret_bus_get_connection (PropusSecretBus *self)
{
  return self->connection;
}

const char *
propus_secret_bus_get_provider (PropusSecretBus *self)
{
  return self->provider;
}

/* libsecret falls back to a session without encryption silently when a service offers no other. */
gboolean
propus_secret_bus_is_encrypted (PropusSecretBus *self)
{
  const char *algorithms;

  if (self->service == NULL)
    return FALSE;

  algorithms = secret_service_get_session_algorithms (self->service);

  return algorithms != NULL && !g_str_equal (algorithms, "plain");
}

static GVariant *
get_all (PropusSecretBus  *self,
         const char       *path,
         const char       *interface,
         GError          **error)
{
  g_autoptr(GVariant) reply = NULL;

  reply = call (self, path, PROPERTIES_INTERFACE, "GetAll", g_variant_new ("(s)", interface), "(a{sv})", error);

  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

/* gnome-keyring names a default collection that was never made. */
static gboolean
is_absent (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE);
}

/**
 * propus_secret_bus_read_collection:
 * @self: a bus that is open
 * @collection: (out caller-allocates): the default collection; its path is %NULL when there is none
 * @error: return location for an error
 *
 * Looks at the default collection. A search finds nothing in a keyring that was not opened since the service started,
 * and does not say so: only this tells a locked keyring from a missing key (acceptance.md 0.3).
 *
 * Returns: %FALSE with @error set when the service cannot be asked
 */
gboolean
propus_secret_bus_read_collection (PropusSecretBus         *self,
                                   PropusSecretCollection  *collection,
                                   GError                 **error)
{
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GVariant) properties = NULL;
  g_autoptr(GError) absent = NULL;
  const char *path;

  *collection = (PropusSecretCollection) { NULL };

  reply = call (self, SERVICE_PATH, SERVICE_INTERFACE, "ReadAlias", g_variant_new ("(s)", "default"), "(o)", error);
  if (reply == NULL)
    return FALSE;

  g_variant_get (reply, "(&o)", &path);
  if (g_str_equal (path, "/"))
    return TRUE;

  properties = get_all (self, path, COLLECTION_INTERFACE, &absent);
  if (properties == NULL && is_absent (absent))
    return TRUE;
  if (properties == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&absent));
      return FALSE;
    }

  collection->path = g_strdup (path);
  collection->locked = TRUE;
  g_variant_lookup (properties, "Locked", "b", &collection->locked);
  g_variant_lookup (properties, "Label", "s", &collection->label);

  return TRUE;
}

static gboolean
run_prompt (PropusSecretBus      *self,
            const char           *path,
            PropusPromptOutcome  *outcome,
            GError              **error)
{
  return propus_secret_prompt_run (self->connection, self->owner, self->prompter, path, outcome, error);
}

/**
 * propus_secret_bus_create_collection:
 * @self: a bus that is open
 * @outcome: (out): how the person answered
 * @error: return location for an error
 *
 * Has the service make a default collection, for which it asks the person for a password.
 *
 * Returns: %FALSE with @error set when the service cannot be asked
 */
gboolean
propus_secret_bus_create_collection (PropusSecretBus      *self,
                                     PropusPromptOutcome  *outcome,
                                     GError              **error)
{
  g_autoptr(GVariant) reply = NULL;
  GVariantBuilder properties;
  const char *prompt;

  g_variant_builder_init (&properties, G_VARIANT_TYPE ("a{sv}"));
  /* Translators: the name of a new keyring, as the password manager will list it */
  g_variant_builder_add (&properties, "{sv}", COLLECTION_INTERFACE ".Label", g_variant_new_string (_("Default keyring")));

  reply = call (self, SERVICE_PATH, SERVICE_INTERFACE, "CreateCollection",
                g_variant_new ("(a{sv}s)", &properties, "default"), "(oo)", error);
  if (reply == NULL)
    return FALSE;

  g_variant_get (reply, "(&o&o)", NULL, &prompt);

  return run_prompt (self, prompt, outcome, error);
}

/**
 * propus_secret_bus_unlock:
 * @self: a bus that is open
 * @path: a collection or an item
 * @outcome: (out): how the person answered
 * @error: return location for an error
 *
 * Has the service unlock something, for which it may ask the person.
 *
 * Returns: %FALSE with @error set when the service cannot be asked
 */
gboolean
propus_secret_bus_unlock (PropusSecretBus      *self,
                          const char           *path,
                          PropusPromptOutcome  *outcome,
                          GError              **error)
{
  g_autoptr(GVariant) reply = NULL;
  const char *paths[] = { path, NULL };
  const char *prompt;

  reply = call (self, SERVICE_PATH, SERVICE_INTERFACE, "Unlock",
                g_variant_new ("(@ao)", g_variant_new_objv (paths, -1)), "(aoo)", error);
  if (reply == NULL)
    return FALSE;

  g_variant_get (reply, "(ao&o)", NULL, &prompt);

  return run_prompt (self, prompt, outcome, error);
}

static GVariant *
build_attributes (const char *origin,
                  const char *id)
{
  GVariantBuilder attributes;

  g_variant_builder_init (&attributes, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&attributes, "{ss}", "xdg:schema", PROPUS_KEYRING_SCHEMA);
  if (origin != NULL)
    g_variant_builder_add (&attributes, "{ss}", "origin", origin);
  if (id != NULL)
    g_variant_builder_add (&attributes, "{ss}", "id", id);

  return g_variant_builder_end (&attributes);
}

/* An item of ours, or NULL: services differ in how they search, so the attributes are looked at once more. */
static PropusSecretItem *
read_item (const char *path,
           GVariant   *properties,
           const char *origin,
           const char *id)
{
  g_autoptr(PropusKeyringItem) item = g_new0 (PropusKeyringItem, 1);
  g_autoptr(GVariant) attributes = NULL;
  g_autofree char *schema = NULL;
  PropusSecretItem *found;
  guint64 created = 0;
  guint64 modified = 0;

  attributes = g_variant_lookup_value (properties, "Attributes", G_VARIANT_TYPE ("a{ss}"));
  if (attributes == NULL)
    return NULL;

  g_variant_lookup (attributes, "xdg:schema", "s", &schema);
  g_variant_lookup (attributes, "origin", "s", &item->origin);
  g_variant_lookup (attributes, "id", "s", &item->id);
  if (g_strcmp0 (schema, PROPUS_KEYRING_SCHEMA) != 0 || item->origin == NULL || item->id == NULL ||
      (origin != NULL && !g_str_equal (origin, item->origin)) || (id != NULL && !g_str_equal (id, item->id)))
    return NULL;

  g_variant_lookup (properties, "Label", "s", &item->label);
  g_variant_lookup (properties, "Created", "t", &created);
  g_variant_lookup (properties, "Modified", "t", &modified);
  g_variant_lookup (properties, "Locked", "b", &item->locked);
  item->created = (gint64) MIN (created, (guint64) G_MAXINT64);
  item->modified = (gint64) MIN (modified, (guint64) G_MAXINT64);
  if (item->label == NULL)
    item->label = g_strdup ("");

  found = g_new0 (PropusSecretItem, 1);
  found->path = g_strdup (path);
  found->item = g_steal_pointer (&item);

  return found;
}

static gboolean
collect_items (PropusSecretBus  *self,
               GVariant         *paths,
               const char       *origin,
               const char       *id,
               GPtrArray        *items,
               GError          **error)
{
  GVariantIter iter;
  const char *path;

  g_variant_iter_init (&iter, paths);
  while (items->len < PROPUS_LIMIT_KEYRING_ITEMS && g_variant_iter_next (&iter, "&o", &path))
    {
      g_autoptr(GError) failure = NULL;
      g_autoptr(GVariant) properties = get_all (self, path, ITEM_INTERFACE, &failure);
      PropusSecretItem *item;

      if (properties == NULL && is_absent (failure))   /* removed meanwhile */
        continue;
      if (properties == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }

      item = read_item (path, properties, origin, id);
      if (item != NULL)
        g_ptr_array_add (items, item);
    }

  return TRUE;
}

/* Newest first. The service counts in seconds and numbers its items: the number decides within one. */
static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  const PropusSecretItem *left = *(const PropusSecretItem * const *) a;
  const PropusSecretItem *right = *(const PropusSecretItem * const *) b;
  gsize left_length = strlen (left->path);
  gsize right_length = strlen (right->path);

  if (left->item->modified != right->item->modified)
    return left->item->modified > right->item->modified ? -1 : 1;
  if (left->item->created != right->item->created)
    return left->item->created > right->item->created ? -1 : 1;
  if (left_length != right_length)
    return left_length > right_length ? -1 : 1;

  return -strcmp (left->path, right->path);
}

/**
 * propus_secret_bus_search:
 * @self: a bus that is open
 * @origin: (nullable): the origin of the keys; %NULL for any
 * @id: (nullable): the key's random id; %NULL for any
 * @error: return location for an error
 *
 * Finds the keys of Propus, without their secrets, newest first.
 *
 * Returns: (transfer full) (element-type PropusSecretItem): the items, or %NULL with @error set
 */
GPtrArray *
propus_secret_bus_search (PropusSecretBus  *self,
                          const char       *origin,
                          const char       *id,
                          GError          **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_secret_item_free);
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GVariant) unlocked = NULL;
  g_autoptr(GVariant) locked = NULL;

  reply = call (self, SERVICE_PATH, SERVICE_INTERFACE, "SearchItems",
                g_variant_new ("(@a{ss})", build_attributes (origin, id)), "(aoao)", error);
  if (reply == NULL)
    return NULL;

  unlocked = g_variant_get_child_value (reply, 0);
  locked = g_variant_get_child_value (reply, 1);
  if (!collect_items (self, unlocked, origin, id, items, error) ||
      !collect_items (self, locked, origin, id, items, error))
    return NULL;

  g_ptr_array_sort (items, compare_items);

  return g_steal_pointer (&items);
}

static SecretValue *
make_key (SecretValue *value)
{
  gsize length;
  const char *bytes = secret_value_get (value, &length);
  SecretValue *key = propus_api_key_new (bytes, length, NULL);

  secret_value_unref (value);

  return key;
}

/**
 * propus_secret_bus_read_known:
 * @self: a bus with a session
 * @error: return location for an error
 *
 * Reads every key of Propus that lies open, in two calls. Never prompts.
 *
 * Returns: (transfer full) (element-type SecretValue): the keys, or %NULL with @error set
 */
GPtrArray *
propus_secret_bus_read_known (PropusSecretBus  *self,
                              GError          **error)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) secret_value_unref);
  g_autoptr(GVariant) found = NULL;
  g_autoptr(GVariant) paths = NULL;
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GVariant) secrets = NULL;
  GVariantIter iter;
  GVariant *entry;

  found = call (self, SERVICE_PATH, SERVICE_INTERFACE, "SearchItems",
                g_variant_new ("(@a{ss})", build_attributes (NULL, NULL)), "(aoao)", error);
  if (found == NULL)
    return NULL;

  paths = g_variant_get_child_value (found, 0);
  if (g_variant_n_children (paths) == 0)
    return g_steal_pointer (&keys);

  reply = call (self, SERVICE_PATH, SERVICE_INTERFACE, "GetSecrets",
                g_variant_new ("(@aoo)", paths, secret_service_get_session_dbus_path (self->service)),
                "(a{o(oayays)})", error);
  if (reply == NULL)
    return NULL;

  secrets = g_variant_get_child_value (reply, 0);
  g_variant_iter_init (&iter, secrets);
  while (keys->len < PROPUS_LIMIT_KEYRING_ITEMS && (entry = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autoptr(GVariant) owned = entry;
      g_autoptr(GVariant) secret = g_variant_get_child_value (owned, 1);
      SecretValue *value = secret_service_decode_dbus_secret (self->service, secret);
      SecretValue *key = value != NULL ? make_key (value) : NULL;

      if (key != NULL)
        g_ptr_array_add (keys, key);
    }

  return g_steal_pointer (&keys);
}

/**
 * propus_secret_bus_get_secret:
 * @self: a bus with a session
 * @path: an unlocked item
 * @error: return location for an error; %PROPUS_KEYRING_ERROR_UNUSABLE for a secret that no key can be
 *
 * Reads a key into non-pageable memory.
 *
 * Returns: (transfer full): the key, or %NULL with @error set
 */
SecretValue *
propus_secret_bus_get_secret (PropusSecretBus  *self,
                              const char       *path,
                              GError          **error)
{
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GVariant) secret = NULL;
  SecretValue *value;
  SecretValue *key;

  reply = call (self, path, ITEM_INTERFACE, "GetSecret",
                g_variant_new ("(o)", secret_service_get_session_dbus_path (self->service)), "((oayays))", error);
  if (reply == NULL)
    return NULL;

  secret = g_variant_get_child_value (reply, 0);
  value = secret_service_decode_dbus_secret (self->service, secret);
  if (value == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The secret is not one of this session");
      return NULL;
    }

  key = make_key (value);
  if (key == NULL)
    g_set_error_literal (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_UNUSABLE,
                         _("What is stored for this key cannot be an API key."));

  return key;
}

/**
 * propus_secret_bus_create_item:
 * @self: a bus with a session
 * @collection: the path of an unlocked collection
 * @item: the attributes and the label; its times are not looked at
 * @key: the key
 * @outcome: (out): how the person answered, where the service asks
 * @error: return location for an error
 *
 * Stores a key with its full set of attributes: a subset would replace another key (acceptance.md 2.3).
 *
 * Returns: %FALSE with @error set when the service cannot be asked
 */
gboolean
propus_secret_bus_create_item (PropusSecretBus          *self,
                               const char               *collection,
                               const PropusKeyringItem  *item,
                               SecretValue              *key,
                               PropusPromptOutcome      *outcome,
                               GError                  **error)
{
  g_autoptr(GVariant) reply = NULL;
  GVariantBuilder properties;
  const char *prompt;

  g_variant_builder_init (&properties, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&properties, "{sv}", ITEM_INTERFACE ".Label", g_variant_new_string (item->label));
  g_variant_builder_add (&properties, "{sv}", ITEM_INTERFACE ".Attributes", build_attributes (item->origin, item->id));

  reply = call (self, collection, COLLECTION_INTERFACE, "CreateItem",
                g_variant_new ("(a{sv}@(oayays)b)", &properties,
                               secret_service_encode_dbus_secret (self->service, key), TRUE),
                "(oo)", error);
  if (reply == NULL)
    return FALSE;

  g_variant_get (reply, "(&o&o)", NULL, &prompt);

  return run_prompt (self, prompt, outcome, error);
}

/**
 * propus_secret_bus_delete_item:
 * @self: a bus that is open
 * @path: an item
 * @outcome: (out): how the person answered, where the service asks
 * @error: return location for an error
 *
 * Returns: %FALSE with @error set when the service cannot be asked; %TRUE also for an item that is gone already
 */
gboolean
propus_secret_bus_delete_item (PropusSecretBus      *self,
                               const char           *path,
                               PropusPromptOutcome  *outcome,
                               GError              **error)
{
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GError) failure = NULL;
  const char *prompt;

  *outcome = PROPUS_PROMPT_DONE;
  reply = call (self, path, ITEM_INTERFACE, "Delete", NULL, "(o)", &failure);
  if (reply == NULL && is_absent (failure))
    return TRUE;
  if (reply == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  g_variant_get (reply, "(&o)", &prompt);

  return run_prompt (self, prompt, outcome, error);
}

/**
 * propus_secret_bus_set_label:
 * @self: a bus that is open
 * @path: an unlocked item
 * @label: the new label
 * @error: return location for an error
 *
 * Returns: %FALSE with @error set when the label stays as it was
 */
gboolean
propus_secret_bus_set_label (PropusSecretBus  *self,
                             const char       *path,
                             const char       *label,
                             GError          **error)
{
  g_autoptr(GVariant) reply = NULL;

  reply = call (self, path, PROPERTIES_INTERFACE, "Set",
                g_variant_new ("(ssv)", ITEM_INTERFACE, "Label", g_variant_new_string (label)), "()", error);

  return reply != NULL;
}
