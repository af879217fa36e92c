/* propus-loopback.c - the broker's door for programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-loopback.h"

#include <sys/socket.h>

#include "propus-knock.h"
#include "propus-limits.h"
#include "propus-peer.h"

/**
 * PropusLoopback:
 *
 * Accepts connections on 127.0.0.1 and lets those in that show the token (#PropusKnock says what else they need). Signal
 * "exchange": one has its headers; the handler connects to it and answers. Signal "idle": the last one is over. Main
 * thread only.
 */
struct _PropusLoopback
{
  GObject         parent_instance;

  GSocketService *service;
  SoupServer     *soup;
  GSocketAddress *address;
  GHashTable     *knocks;      /* set of PropusKnock */
  GHashTable     *visits;      /* PropusExchange → Visit */
  PropusExchange *accepting;   /* borrowed, while libsoup makes its message */
  char           *token;
  char           *program;
  char           *base_url;
  guint16         port;
};

G_DEFINE_FINAL_TYPE (PropusLoopback, propus_loopback, G_TYPE_OBJECT)

enum
{
  SIGNAL_EXCHANGE,
  SIGNAL_IDLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What a program sends is limited in size and, until all of it is here, in time. */
typedef struct
{
  GSocket *socket;
  guint    deadline;
  guint64  received;
} Visit;

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  g_clear_handle_id (&visit->deadline, g_source_remove);
  g_object_unref (visit->socket);
  g_free (visit);
}

static gboolean
visit_late_cb (gpointer user_data)
{
  Visit *visit = user_data;

  visit->deadline = 0;
  g_socket_shutdown (visit->socket, TRUE, TRUE, NULL);   /* the exchange finds out by itself */

  return G_SOURCE_REMOVE;
}

static void
visit_wait (Visit *visit)
{
  g_clear_handle_id (&visit->deadline, g_source_remove);
  visit->deadline = g_timeout_add (PROPUS_DEADLINE_REQUEST_BODY_MS, visit_late_cb, visit);
}

static void
chunk_cb (PropusExchange *exchange,
          GBytes         *chunk,
          PropusLoopback *self)
{
  Visit *visit = g_hash_table_lookup (self->visits, exchange);

  if (visit == NULL)
    return;

  visit->received += g_bytes_get_size (chunk);
  if (visit->received > PROPUS_LIMIT_REQUEST_BYTES)
    g_socket_shutdown (visit->socket, TRUE, TRUE, NULL);
  else
    visit_wait (visit);
}

static void
body_end_cb (PropusExchange *exchange,
             PropusLoopback *self)
{
  Visit *visit = g_hash_table_lookup (self->visits, exchange);

  if (visit != NULL)
    g_clear_handle_id (&visit->deadline, g_source_remove);
}

static void
request_cb (PropusExchange *exchange,
            PropusLoopback *self)
{
  g_signal_emit (self, signals[SIGNAL_EXCHANGE], 0, exchange);
}

/* One is over: there may be room for the next, or nobody left. */
static void
count_down (PropusLoopback *self)
{
  if (self->service != NULL && !g_socket_service_is_active (self->service) &&
      propus_loopback_get_count (self) < PROPUS_LIMIT_CONNECTIONS)
    g_socket_service_start (self->service);
  if (propus_loopback_get_count (self) == 0)
    g_signal_emit (self, signals[SIGNAL_IDLE], 0);
}

static void
released_cb (PropusExchange *exchange,
             PropusLoopback *self)
{
  g_hash_table_remove (self->visits, exchange);
  count_down (self);
}

static void
request_started_cb (SoupServer        *soup,
                    SoupServerMessage *message,
                    PropusLoopback    *self)
{
  if (self->accepting != NULL)
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

static void
admitted_cb (PropusKnock    *knock,
             PropusLoopback *self)
{
  g_autoptr(GSocketConnection) connection = g_object_ref (propus_knock_get_connection (knock));
  GSocket *socket = g_socket_connection_get_socket (connection);
  PropusExchange *exchange = propus_exchange_new (socket);
  Visit *visit = g_new0 (Visit, 1);

  visit->socket = g_object_ref (socket);
  propus_exchange_set_program (exchange, self->program, self->base_url);
  g_hash_table_insert (self->visits, exchange, visit);
  g_hash_table_remove (self->knocks, knock);
  visit_wait (visit);
  g_signal_connect_object (exchange, "request", G_CALLBACK (request_cb), self, 0);
  g_signal_connect_object (exchange, "chunk", G_CALLBACK (chunk_cb), self, 0);
  g_signal_connect_object (exchange, "body-end", G_CALLBACK (body_end_cb), self, 0);
  g_signal_connect_object (exchange, "released", G_CALLBACK (released_cb), self, 0);

  self->accepting = exchange;
  soup_server_accept_iostream (self->soup, G_IO_STREAM (connection), self->address, self->address, NULL);
  self->accepting = NULL;
}

static void
over_cb (PropusKnock    *knock,
         PropusLoopback *self)
{
  g_hash_table_remove (self->knocks, knock);
  count_down (self);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source_object,
             PropusLoopback    *self)
{
  PropusKnock *knock;

  if (propus_peer_is_other_user (g_socket_connection_get_socket (connection)))
    {
      g_info ("a connection of another user was refused");
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }

  g_socket_set_blocking (g_socket_connection_get_socket (connection), FALSE);
  knock = propus_knock_new (connection, self->port, self->token);
  g_hash_table_add (self->knocks, knock);
  g_signal_connect_object (knock, "admitted", G_CALLBACK (admitted_cb), self, 0);
  g_signal_connect_object (knock, "over", G_CALLBACK (over_cb), self, 0);
  if (propus_loopback_get_count (self) >= PROPUS_LIMIT_CONNECTIONS)
    g_socket_service_stop (self->service);

  return TRUE;
}

static void
propus_loopback_dispose (GObject *object)
{
  PropusLoopback *self = PROPUS_LOOPBACK (object);

  if (self->service != NULL)
    g_socket_service_stop (self->service);
  g_clear_object (&self->service);
  g_clear_object (&self->soup);
  g_clear_object (&self->address);
  g_clear_pointer (&self->knocks, g_hash_table_unref);
  g_clear_pointer (&self->visits, g_hash_table_unref);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->program, g_free);
  g_clear_pointer (&self->base_url, g_free);

  G_OBJECT_CLASS (propus_loopback_parent_class)->dispose (object);
}

static void
propus_loopback_class_init (PropusLoopbackClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_loopback_dispose;

  signals[SIGNAL_EXCHANGE] = g_signal_new ("exchange", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, PROPUS_TYPE_EXCHANGE);
  signals[SIGNAL_IDLE] = g_signal_new ("idle", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_loopback_init (PropusLoopback *self)
{
  self->knocks = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->visits = g_hash_table_new_full (NULL, NULL, g_object_unref, visit_free);
  self->address = g_inet_socket_address_new_from_string ("127.0.0.1", 80);
  self->soup = g_object_new (SOUP_TYPE_SERVER, "raw-paths", TRUE, NULL);
  soup_server_add_handler (self->soup, NULL, no_handler_cb, NULL, NULL);
  g_signal_connect_object (self->soup, "request-started", G_CALLBACK (request_started_cb), self, 0);

  self->service = g_socket_service_new ();
  g_signal_connect_object (self->service, "incoming", G_CALLBACK (incoming_cb), self, 0);
}

/* Returns: the port, 0 when the socket is not one on 127.0.0.1. */
static guint16
find_port (GSocket *socket)
{
  g_autoptr(GSocketAddress) local = g_socket_get_local_address (socket, NULL);

  if (!G_IS_INET_SOCKET_ADDRESS (local) || g_socket_get_family (socket) != G_SOCKET_FAMILY_IPV4 ||
      !g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local))))
    return 0;

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
}

/**
 * propus_loopback_new:
 * @socket_fd: (transfer full): the listening socket that was inherited
 * @token: what programs have to have
 * @program: (nullable): what they are called
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): a door that is open, or %NULL with @error set
 */
PropusLoopback *
propus_loopback_new (int          socket_fd,
                     const char  *token,
                     const char  *program,
                     GError     **error)
{
  g_autoptr(PropusLoopback) self = NULL;
  g_autoptr(GSocket) socket = g_socket_new_from_fd (socket_fd, error);

  if (socket == NULL)
    return NULL;

  self = g_object_new (PROPUS_TYPE_LOOPBACK, NULL);
  self->port = find_port (socket);
  if (self->port == 0 || strlen (token) < PROPUS_LIMIT_TOKEN_MIN)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "no socket on 127.0.0.1, or no token");
      return NULL;
    }

  (void) listen (socket_fd, SOMAXCONN);
  self->token = g_strdup (token);
  self->program = g_strdup (program != NULL ? program : "");
  self->base_url = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  if (!g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), socket, NULL, error))
    return NULL;

  g_socket_service_start (self->service);
  return g_steal_pointer (&self);
}

/**
 * propus_loopback_get_count:
 * @self: the door
 *
 * Returns: how many connections are open
 */
guint
propus_loopback_get_count (PropusLoopback *self)
{
  g_return_val_if_fail (PROPUS_IS_LOOPBACK (self), 0);

  return g_hash_table_size (self->knocks) + g_hash_table_size (self->visits);
}

/**
 * propus_loopback_get_token:
 * @self: the door
 *
 * Returns: what programs have to have
 */
const char *
propus_loopback_get_token (PropusLoopback *self)
{
  g_return_val_if_fail (PROPUS_IS_LOOPBACK (self), NULL);

  return self->token;
}
