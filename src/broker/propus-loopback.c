/* propus-loopback.c - the broker's door for programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-loopback.h"

#include <string.h>
#include <sys/socket.h>

#include "propus-head-refusal.h"
#include "propus-knock.h"
#include "propus-limits.h"
#include "propus-pass-check.h"
#include "propus-pass-token.h"
#include "propus-peer.h"
#include "propus-spend-rows.h"

/**
 * PropusLoopback:
 *
 * Accepts connections on 127.0.0.1 and lets those in that show the token (#PropusKnock says what else they need): one
 * for all programs of a run, or one for a pass, which says what its program may ask for. Signal
 * "exchange": one has its headers; the handler connects to it and answers. Signal "idle": the last one is over. Main
 * thread only.
 */
struct _PropusLoopback
{
  GObject         parent_instance;

  GSocketService *service;
  GSocket        *socket;      /* that listens */
  SoupServer     *soup;
  GSocketAddress *address;
  GHashTable     *knocks;      /* set of PropusKnock */
  GHashTable     *visits;      /* PropusExchange → Visit */
  PropusExchange *accepting;   /* borrowed, while libsoup makes its message */
  char           *token;       /* for the next life of the process; NULL: of a pass, whose token nobody has */
  char           *digest;      /* of the token */
  PropusPass     *pass;        /* NULL: of a run, which may do everything */
  PropusHolder   *holder;      /* whose limits count; NULL: nobody's */
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
  if (self->service != NULL && !g_socket_is_closed (self->socket) && !g_socket_service_is_active (self->service) &&
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
  propus_exchange_set_holder (exchange, self->holder);
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

static PropusRpcStatus *
judge (const char *head,
       gsize       length,
       gpointer    user_data)
{
  PropusLoopback *self = user_data;
  g_auto(PropusRequestLine) line = { NULL, };
  PropusHeadVerdict verdict = propus_request_head_check (head, length, self->port, self->digest, &line);

  if (verdict != PROPUS_HEAD_GOOD)
    return propus_head_refusal_new (verdict);

  return self->pass != NULL ? propus_pass_check (self->pass, line.method, line.path,
                                                 g_get_real_time () / G_USEC_PER_SEC) : NULL;
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
  knock = propus_knock_new (connection, judge, self);
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
  g_clear_object (&self->socket);
  g_clear_object (&self->soup);
  g_clear_object (&self->address);
  g_clear_pointer (&self->knocks, g_hash_table_unref);
  g_clear_pointer (&self->visits, g_hash_table_unref);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->digest, g_free);
  g_clear_pointer (&self->pass, propus_pass_unref);
  g_clear_pointer (&self->holder, propus_holder_unref);
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

static PropusLoopback *
new_on_socket (GSocket  *socket,
               GError  **error)
{
  g_autoptr(PropusLoopback) self = g_object_new (PROPUS_TYPE_LOOPBACK, NULL);

  self->socket = g_object_ref (socket);
  self->port = find_port (socket);
  if (self->port == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "no socket on 127.0.0.1");
      return NULL;
    }

  (void) listen (g_socket_get_fd (socket), SOMAXCONN);
  self->base_url = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  if (!g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), socket, NULL, error))
    return NULL;

  return g_steal_pointer (&self);
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

  if (strlen (token) < PROPUS_LIMIT_TOKEN_MIN)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "no token");
      return NULL;
    }

  self = new_on_socket (socket, error);
  if (self == NULL)
    return NULL;

  self->token = g_strdup (token);
  self->digest = propus_pass_token_digest (token, strlen (token));
  /* That name is the person's own, who is asked where a program is refused. */
  self->program = g_strdup (g_strcmp0 (program, PROPUS_PROGRAM_PARENT) == 0 ? "propus exec" : program);
  if (self->program == NULL)
    self->program = g_strdup ("");
  g_socket_service_start (self->service);

  return g_steal_pointer (&self);
}

/**
 * propus_loopback_new_for_pass:
 * @socket: a listening socket at the pass's port
 * @pass: (transfer none): a pass
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): a door that is open, or %NULL with @error set
 */
PropusLoopback *
propus_loopback_new_for_pass (GSocket     *socket,
                              PropusPass  *pass,
                              GError     **error)
{
  g_autoptr(PropusLoopback) self = NULL;

  g_return_val_if_fail (G_IS_SOCKET (socket) && pass != NULL, NULL);

  self = new_on_socket (socket, error);
  if (self == NULL)
    return NULL;

  propus_loopback_set_pass (self, pass);
  g_socket_service_start (self->service);

  return g_steal_pointer (&self);
}

/**
 * propus_loopback_set_pass:
 * @self: the door of a pass
 * @pass: (transfer none): the same pass, as it is from now on
 *
 * For requests to come. Those under way go on; see propus_loopback_cut().
 */
void
propus_loopback_set_pass (PropusLoopback *self,
                          PropusPass     *pass)
{
  g_return_if_fail (PROPUS_IS_LOOPBACK (self) && pass != NULL && self->token == NULL);

  propus_pass_ref (pass);
  g_clear_pointer (&self->pass, propus_pass_unref);
  self->pass = pass;
  g_free (self->digest);
  self->digest = g_strdup (pass->digest);
  g_free (self->program);
  self->program = g_strdup (pass->name);
  g_clear_pointer (&self->holder, propus_holder_unref);
  self->holder = propus_pass_new_holder (pass);
}

/**
 * propus_loopback_set_holder:
 * @self: the door of a run
 * @holder: (transfer none): whose limits count
 *
 * For requests to come.
 */
void
propus_loopback_set_holder (PropusLoopback *self,
                            PropusHolder   *holder)
{
  g_return_if_fail (PROPUS_IS_LOOPBACK (self) && holder != NULL);

  propus_holder_ref (holder);
  g_clear_pointer (&self->holder, propus_holder_unref);
  self->holder = holder;
}

/**
 * propus_loopback_get_underway:
 * @self: the door
 *
 * Returns: how many requests were let in and are not over
 */
guint
propus_loopback_get_underway (PropusLoopback *self)
{
  g_return_val_if_fail (PROPUS_IS_LOOPBACK (self), 0);

  return g_hash_table_size (self->visits);
}

/**
 * propus_loopback_get_fd:
 * @self: the door
 *
 * Returns: the descriptor of the socket that listens; it is the door's own
 */
int
propus_loopback_get_fd (PropusLoopback *self)
{
  g_return_val_if_fail (PROPUS_IS_LOOPBACK (self), -1);

  return g_socket_get_fd (self->socket);
}

/**
 * propus_loopback_cut:
 * @self: the door
 *
 * Breaks off every request that was let in. Who has only knocked is judged by what holds then.
 */
void
propus_loopback_cut (PropusLoopback *self)
{
  g_autoptr(GPtrArray) exchanges = NULL;
  GHashTableIter iter;
  gpointer exchange;

  g_return_if_fail (PROPUS_IS_LOOPBACK (self));

  exchanges = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->visits);
  while (g_hash_table_iter_next (&iter, &exchange, NULL))
    g_ptr_array_add (exchanges, g_object_ref (exchange));
  for (guint i = 0; i < exchanges->len; i++)
    propus_exchange_break_off (exchanges->pdata[i]);
}

/**
 * propus_loopback_close:
 * @self: the door
 *
 * Listens no more and breaks everything off. The door is needed until "idle", which comes at once when nobody is there.
 */
void
propus_loopback_close (PropusLoopback *self)
{
  g_return_if_fail (PROPUS_IS_LOOPBACK (self));

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_socket_close (self->socket, NULL);
  g_hash_table_remove_all (self->knocks);
  propus_loopback_cut (self);
  count_down (self);
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
 * Returns: (nullable): what programs have to have; %NULL for the door of a pass
 */
const char *
propus_loopback_get_token (PropusLoopback *self)
{
  g_return_val_if_fail (PROPUS_IS_LOOPBACK (self), NULL);

  return self->token;
}
