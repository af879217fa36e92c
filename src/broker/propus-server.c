/* propus-server.c - the private socket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-server.h"

#include <sys/socket.h>

#include "propus-access.h"
#include "propus-limits.h"

/**
 * PropusServer:
 *
 * Accepts connections on the socket that the parent bound, turns away everybody but the parent, and makes a
 * #PropusExchange of each. Signal "exchange": one has its headers; the handler connects to it and answers. Signal
 * "idle": the last one is over. Main thread only.
 */
struct _PropusServer
{
  GObject         parent_instance;

  GSocketService *service;
  SoupServer     *soup;
  GSocketAddress *address;      /* what libsoup takes for both ends; it knows internet addresses only */
  GHashTable     *exchanges;    /* set of PropusExchange */
  PropusExchange *accepting;    /* borrowed, while libsoup makes its message */
  pid_t           parent;
};

G_DEFINE_FINAL_TYPE (PropusServer, propus_server, G_TYPE_OBJECT)

enum
{
  SIGNAL_EXCHANGE,
  SIGNAL_IDLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
request_cb (PropusExchange *exchange,
            PropusServer   *self)
{
  g_signal_emit (self, signals[SIGNAL_EXCHANGE], 0, exchange);
}

static void
released_cb (PropusExchange *exchange,
             PropusServer   *self)
{
  g_hash_table_remove (self->exchanges, exchange);

  if (self->service != NULL && !g_socket_service_is_active (self->service) &&
      g_hash_table_size (self->exchanges) < PROPUS_LIMIT_CONNECTIONS)
    g_socket_service_start (self->service);
  if (g_hash_table_size (self->exchanges) == 0)
    g_signal_emit (self, signals[SIGNAL_IDLE], 0);
}

static void
request_started_cb (SoupServer        *soup,
                    SoupServerMessage *message,
                    PropusServer      *self)
{
  g_assert (self->accepting != NULL);

  propus_exchange_set_message (self->accepting, message);
}

/* libsoup keeps a request without a handler for none at all. Exchanges do the work by signals. */
static void
no_handler_cb (SoupServer        *soup,
               SoupServerMessage *message,
               const char        *path,
               GHashTable        *query,
               gpointer           user_data)
{
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source_object,
             PropusServer      *self)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  PropusExchange *exchange;

  if (!propus_access_allows (socket, self->parent))
    {
      g_info ("a connection of another process was refused");
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }

  exchange = propus_exchange_new (socket);
  g_hash_table_add (self->exchanges, exchange);
  g_signal_connect_object (exchange, "request", G_CALLBACK (request_cb), self, 0);
  g_signal_connect_object (exchange, "released", G_CALLBACK (released_cb), self, 0);

  self->accepting = exchange;
  soup_server_accept_iostream (self->soup, G_IO_STREAM (connection), self->address, self->address, NULL);
  self->accepting = NULL;

  if (g_hash_table_size (self->exchanges) >= PROPUS_LIMIT_CONNECTIONS)
    g_socket_service_stop (self->service);

  return TRUE;
}

static void
propus_server_dispose (GObject *object)
{
  PropusServer *self = PROPUS_SERVER (object);

  if (self->service != NULL)
    g_socket_service_stop (self->service);
  g_clear_object (&self->service);
  g_clear_object (&self->soup);
  g_clear_object (&self->address);
  g_clear_pointer (&self->exchanges, g_hash_table_unref);

  G_OBJECT_CLASS (propus_server_parent_class)->dispose (object);
}

static void
propus_server_class_init (PropusServerClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_server_dispose;

  signals[SIGNAL_EXCHANGE] = g_signal_new ("exchange", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, PROPUS_TYPE_EXCHANGE);
  signals[SIGNAL_IDLE] = g_signal_new ("idle", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_server_init (PropusServer *self)
{
  self->exchanges = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->address = g_inet_socket_address_new_from_string ("127.0.0.1", 80);
  self->soup = g_object_new (SOUP_TYPE_SERVER, "raw-paths", TRUE, NULL);
  soup_server_add_handler (self->soup, NULL, no_handler_cb, NULL, NULL);
  g_signal_connect_object (self->soup, "request-started", G_CALLBACK (request_started_cb), self, 0);

  self->service = g_socket_service_new ();
  g_signal_connect_object (self->service, "incoming", G_CALLBACK (incoming_cb), self, 0);
}

/**
 * propus_server_new:
 * @socket_fd: (transfer full): the listening socket that was inherited
 * @parent: the only process that may connect
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): a server that accepts connections, or %NULL with @error set
 */
PropusServer *
propus_server_new (int      socket_fd,
                   pid_t    parent,
                   GError **error)
{
  g_autoptr(PropusServer) self = NULL;
  g_autoptr(GSocket) socket = g_socket_new_from_fd (socket_fd, error);

  if (socket == NULL)
    return NULL;

  /* Whatever the parent asked for: a client that has to wait for its turn should not be turned away. */
  (void) listen (socket_fd, SOMAXCONN);

  self = g_object_new (PROPUS_TYPE_SERVER, NULL);
  self->parent = parent;
  if (!g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), socket, NULL, error))
    return NULL;

  g_socket_service_start (self->service);
  return g_steal_pointer (&self);
}

/**
 * propus_server_get_count:
 * @self: a server
 *
 * Returns: how many connections are open
 */
guint
propus_server_get_count (PropusServer *self)
{
  g_return_val_if_fail (PROPUS_IS_SERVER (self), 0);

  return g_hash_table_size (self->exchanges);
}
