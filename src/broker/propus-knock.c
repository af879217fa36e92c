/* propus-knock.c - a connection of a program, before it is let in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-knock.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "propus-head-refusal.h"
#include "propus-json.h"
#include "propus-limits.h"
#include "propus-request-head.h"

/**
 * PropusKnock:
 *
 * Looks at a request's head while it still lies in the kernel: who is let in is handed on with nothing read, and who is
 * not never reaches a parser. A connection carries one request, so there is nothing behind it to look at.
 *
 * Signals, one of them once: "admitted", and "over" for a connection that was refused and is closed. Main thread only.
 */
struct _PropusKnock
{
  GObject            parent_instance;

  GSocketConnection *connection;
  PropusKnockJudge   judge;
  gpointer           judge_data;
  GSource           *source;
  guint              deadline;
  gssize             seen;         /* of the head, at the last look */
  gsize              drained;      /* read and dropped after the refusal */
  gboolean           refused;
};

G_DEFINE_FINAL_TYPE (PropusKnock, propus_knock, G_TYPE_OBJECT)

enum
{
  SIGNAL_ADMITTED,
  SIGNAL_OVER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static int
get_fd (PropusKnock *self)
{
  return g_socket_get_fd (g_socket_connection_get_socket (self->connection));
}

static void
stop (PropusKnock *self)
{
  g_clear_handle_id (&self->deadline, g_source_remove);
  if (self->source == NULL)
    return;

  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static void
end (PropusKnock *self)
{
  stop (self);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_signal_emit (self, signals[SIGNAL_OVER], 0);
}

/* A reply fits into the kernel's buffer of a fresh connection. */
static void
send_refusal (PropusKnock     *self,
              PropusRpcStatus *status)
{
  g_autoptr(JsonNode) node = propus_rpc_status_to_node (status);
  g_autofree char *body = propus_json_to_string (node, FALSE);
  g_autofree char *reply = NULL;

  reply = g_strdup_printf ("HTTP/1.1 %u Refused\r\nContent-Type: application/json; charset=UTF-8\r\n"
                           "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n%s",
                           propus_rpc_status_get_code (status), strlen (body), body);
  if (send (get_fd (self), reply, strlen (reply), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
    g_debug ("a refusal could not be sent");
  shutdown (get_fd (self), SHUT_WR);
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_autoptr(PropusKnock) self = g_object_ref (PROPUS_KNOCK (user_data));

  self->deadline = 0;
  end (self);

  return G_SOURCE_REMOVE;
}

static void
set_low_mark (PropusKnock *self,
              int          bytes)
{
  setsockopt (get_fd (self), SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes);
}

/* To close at once would make the kernel take the reply back, for something has not been read yet. */
static void
refuse (PropusKnock     *self,
        PropusRpcStatus *status)
{
  g_info ("a program's request was refused (%u)", propus_rpc_status_get_code (status));
  self->refused = TRUE;
  set_low_mark (self, 1);
  send_refusal (self, status);
  g_clear_handle_id (&self->deadline, g_source_remove);
  self->deadline = g_timeout_add (PROPUS_DEADLINE_LINGER_MS, deadline_cb, self);
}

static void
refuse_as_too_large (PropusKnock *self)
{
  g_autoptr(PropusRpcStatus) status = propus_head_refusal_new (PROPUS_HEAD_TOO_LARGE);

  refuse (self, status);
}

static gboolean
drain (PropusKnock *self)
{
  char dropped[16384];
  gssize n = recv (get_fd (self), dropped, sizeof dropped, MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;

  self->drained += (gsize) MAX (n, 0);
  if (n > 0 && self->drained < PROPUS_LIMIT_LINGER_BYTES)
    return G_SOURCE_CONTINUE;

  end (self);
  return G_SOURCE_REMOVE;
}

static void
look_at (PropusKnock *self,
         const char  *head,
         gsize        length)
{
  g_autoptr(PropusRpcStatus) refusal = self->judge (head, length, self->judge_data);

  if (refusal != NULL)
    {
      refuse (self, refusal);
      return;
    }

  stop (self);
  set_low_mark (self, 1);
  g_signal_emit (self, signals[SIGNAL_ADMITTED], 0);
}

static gboolean
readable_cb (GSocket      *socket,
             GIOCondition  condition,
             gpointer      user_data)
{
  g_autoptr(PropusKnock) self = g_object_ref (PROPUS_KNOCK (user_data));
  g_autofree char *peeked = NULL;
  gssize n, length;

  if (self->refused)
    return drain (self);

  peeked = g_malloc (PROPUS_LIMIT_REQUEST_HEAD_BYTES);
  n = recv (get_fd (self), peeked, PROPUS_LIMIT_REQUEST_HEAD_BYTES, MSG_PEEK | MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n <= 0)
    {
      end (self);
      return G_SOURCE_REMOVE;
    }

  length = propus_request_head_find_end (peeked, (gsize) n);
  if (length >= 0)
    look_at (self, peeked, (gsize) length);
  else if (n == (gssize) PROPUS_LIMIT_REQUEST_HEAD_BYTES)
    refuse_as_too_large (self);
  else if (n == self->seen)
    end (self);   /* nothing more will come */
  else
    set_low_mark (self, (int) n + 1);   /* else what was looked at would wake this up for ever */
  self->seen = n;

  return self->source != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
propus_knock_dispose (GObject *object)
{
  PropusKnock *self = PROPUS_KNOCK (object);

  stop (self);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (propus_knock_parent_class)->dispose (object);
}

static void
propus_knock_class_init (PropusKnockClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_knock_dispose;

  signals[SIGNAL_ADMITTED] = g_signal_new ("admitted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OVER] = g_signal_new ("over", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_knock_init (PropusKnock *self)
{
}

/**
 * propus_knock_new:
 * @connection: an accepted connection
 * @judge: asked once, when the request's head is there
 * @user_data: for @judge; outlives the knock
 *
 * Returns: (transfer full): a knock; it is answered by a signal
 */
PropusKnock *
propus_knock_new (GSocketConnection *connection,
                  PropusKnockJudge   judge,
                  gpointer           user_data)
{
  PropusKnock *self;

  g_return_val_if_fail (G_IS_SOCKET_CONNECTION (connection) && judge != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_KNOCK, NULL);
  self->connection = g_object_ref (connection);
  self->judge = judge;
  self->judge_data = user_data;
  self->deadline = g_timeout_add (PROPUS_DEADLINE_REQUEST_HEAD_MS, deadline_cb, self);
  self->source = g_socket_create_source (g_socket_connection_get_socket (connection), G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->source, NULL);

  return self;
}

/**
 * propus_knock_get_connection:
 * @self: a knock
 *
 * Returns: (transfer none): the connection, with nothing read of it once it is admitted
 */
GSocketConnection *
propus_knock_get_connection (PropusKnock *self)
{
  g_return_val_if_fail (PROPUS_IS_KNOCK (self), NULL);

  return self->connection;
}
