/* propus-pass-doors.c - where the programs of the passes find the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pass-doors.h"

#include <string.h>

#include "propus-limits.h"
#include "propus-loopback.h"
#include "propus-pass-token.h"

/**
 * PropusPassDoors:
 *
 * Keeps a door open for each pass, at the pass's own port on 127.0.0.1, whatever state the pass is in: a program that is
 * refused hears why. usage.db is what counts; after each look at it, and each change of it, the doors are made to fit.
 * Until something asks for passes, or propus_pass_doors_start(), there are no doors: brokers that live for one command
 * must not take the ports of the window's.
 *
 * Signal "exchange": a request was let in; the handler connects to it and answers. Signal "idle": a door's last one is
 * over. Main thread only.
 */
struct _PropusPassDoors
{
  GObject          parent_instance;

  PropusKeyLedger *ledger;
  char            *origin;
  GHashTable      *doors;      /* id → Door */
  GHashTable      *sockets;    /* port → GSocket: listening, and no door's yet */
  GPtrArray       *closing;    /* of PropusLoopback */
  guint            retry;      /* timer */
  guint            sweep;      /* idle source: some of those that are closing are empty */
  guint            pending;    /* errands under way */
  gboolean         started;
  gboolean         fitted;     /* the passes were read once */
};

G_DEFINE_FINAL_TYPE (PropusPassDoors, propus_pass_doors, G_TYPE_OBJECT)

enum
{
  SIGNAL_EXCHANGE,
  SIGNAL_IDLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  PropusPassDoors *owner;
  PropusPass      *pass;
  PropusLoopback  *loopback;   /* NULL: somebody else has its port */
  guint            clock;      /* timer: it expires, and has requests */
  gint64           used;       /* Unix milliseconds, of its last request in this process; 0: none */
  gint64           noted;      /* what of that is written down */
} Door;

static void
door_free (gpointer data)
{
  Door *door = data;

  g_clear_handle_id (&door->clock, g_source_remove);
  if (door->loopback != NULL)
    g_signal_handlers_disconnect_by_data (door->loopback, door);
  g_clear_object (&door->loopback);
  propus_pass_unref (door->pass);
  g_free (door);
}

static void
propus_pass_doors_dispose (GObject *object)
{
  PropusPassDoors *self = PROPUS_PASS_DOORS (object);

  g_clear_handle_id (&self->retry, g_source_remove);
  g_clear_handle_id (&self->sweep, g_source_remove);
  g_hash_table_remove_all (self->doors);
  g_hash_table_remove_all (self->sockets);
  for (guint i = 0; i < self->closing->len; i++)
    g_signal_handlers_disconnect_by_data (self->closing->pdata[i], self);
  g_ptr_array_set_size (self->closing, 0);
  g_clear_object (&self->ledger);

  G_OBJECT_CLASS (propus_pass_doors_parent_class)->dispose (object);
}

static void
propus_pass_doors_finalize (GObject *object)
{
  PropusPassDoors *self = PROPUS_PASS_DOORS (object);

  g_hash_table_unref (self->doors);
  g_hash_table_unref (self->sockets);
  g_ptr_array_unref (self->closing);
  g_free (self->origin);

  G_OBJECT_CLASS (propus_pass_doors_parent_class)->finalize (object);
}

static void
propus_pass_doors_class_init (PropusPassDoorsClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_pass_doors_dispose;
  G_OBJECT_CLASS (klass)->finalize = propus_pass_doors_finalize;

  signals[SIGNAL_EXCHANGE] = g_signal_new ("exchange", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, PROPUS_TYPE_EXCHANGE);
  signals[SIGNAL_IDLE] = g_signal_new ("idle", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_pass_doors_init (PropusPassDoors *self)
{
  self->doors = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, door_free);
  self->sockets = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->closing = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * propus_pass_doors_new:
 * @ledger: the ledger, in whose thread usage.db is
 * @origin: the API that the passes are for
 *
 * Returns: (transfer full): no doors yet
 */
PropusPassDoors *
propus_pass_doors_new (PropusKeyLedger *ledger,
                       const char      *origin)
{
  PropusPassDoors *self;

  g_return_val_if_fail (PROPUS_IS_KEY_LEDGER (ledger) && origin != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_PASS_DOORS, NULL);
  self->ledger = g_object_ref (ledger);
  self->origin = g_strdup (origin);

  return self;
}

/* --- sockets --- */

static guint16
get_port (GSocket *socket)
{
  g_autoptr(GSocketAddress) local = g_socket_get_local_address (socket, NULL);

  return G_IS_INET_SOCKET_ADDRESS (local) ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)) : 0;
}

/* Port 0: any that is free. What an earlier broker left in the kernel does not keep the port. */
static GSocket *
listen_at (guint16   port,
           GError  **error)
{
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr(GSocket) socket = NULL;

  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL || !g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;

  return g_steal_pointer (&socket);
}

static void
keep_socket (PropusPassDoors *self,
             GSocket         *socket)
{
  guint16 port = get_port (socket);

  if (port != 0)
    g_hash_table_replace (self->sockets, GUINT_TO_POINTER (port), g_object_ref (socket));
}

/**
 * propus_pass_doors_inherit:
 * @self: the doors
 * @fd: (transfer full): a listening socket of an earlier life of the process
 *
 * Nobody is refused in between: who connected meanwhile waits in it. One that no pass has is closed when that is known.
 */
void
propus_pass_doors_inherit (PropusPassDoors *self,
                           int              fd)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocket) socket = NULL;

  g_return_if_fail (PROPUS_IS_PASS_DOORS (self));

  socket = g_socket_new_from_fd (fd, &error);
  if (socket != NULL)
    keep_socket (self, socket);
  else
    g_warning ("a descriptor is no socket: %s", error->message);
}

/* --- what happens at a door --- */

typedef struct
{
  char   *id;
  gint64  at;
} Use;

static void
use_free (gpointer data)
{
  g_free (((Use *) data)->id);
  g_free (data);
}

static void
use_work (PropusUsageFile *file,
          GTask           *task)
{
  const Use *use = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!propus_pass_rows_note_use (file, use->id, use->at, &error))
    g_info ("the use of a pass could not be written down: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
note_use (Door *door)
{
  GTask *task = g_task_new (NULL, NULL, NULL, NULL);
  Use *use = g_new0 (Use, 1);

  use->id = g_strdup (door->pass->id);
  use->at = door->noted = door->used;
  g_task_set_source_tag (task, note_use);
  g_task_set_task_data (task, use, use_free);
  propus_key_ledger_run (door->owner->ledger, task, use_work);
}

static void door_watch_clock (Door *door);

static gboolean
clock_cb (gpointer user_data)
{
  Door *door = user_data;

  door->clock = 0;
  door_watch_clock (door);

  return G_SOURCE_REMOVE;
}

/* By the clock on the wall, which a computer that slept finds changed. */
static void
door_watch_clock (Door *door)
{
  gint64 left = door->pass->expires * 1000 - g_get_real_time () / 1000;

  g_clear_handle_id (&door->clock, g_source_remove);
  if (door->pass->expires == 0 || door->loopback == NULL || propus_loopback_get_underway (door->loopback) == 0)
    return;

  if (left <= 0)
    propus_loopback_cut (door->loopback);
  else
    door->clock = g_timeout_add ((guint) MIN (left, (gint64) PROPUS_PASS_CLOCK_MS), clock_cb, door);
}

static void
exchange_cb (PropusLoopback *loopback,
             PropusExchange *exchange,
             Door           *door)
{
  g_autoptr(PropusPassDoors) self = g_object_ref (door->owner);

  door->used = g_get_real_time () / 1000;
  if (door->used - door->noted >= (gint64) PROPUS_PASS_USE_MS)
    note_use (door);
  door_watch_clock (door);
  g_signal_emit (self, signals[SIGNAL_EXCHANGE], 0, exchange);
}

static void
idle_cb (PropusLoopback *loopback,
         Door           *door)
{
  g_clear_handle_id (&door->clock, g_source_remove);
  g_signal_emit (door->owner, signals[SIGNAL_IDLE], 0);
}

static gboolean
sweep_cb (gpointer user_data)
{
  PropusPassDoors *self = user_data;

  self->sweep = 0;
  for (guint i = self->closing->len; i > 0; i--)
    {
      PropusLoopback *loopback = self->closing->pdata[i - 1];

      if (propus_loopback_get_count (loopback) > 0)
        continue;

      g_signal_handlers_disconnect_by_data (loopback, self);
      g_ptr_array_remove_index (self->closing, i - 1);
    }
  g_signal_emit (self, signals[SIGNAL_IDLE], 0);

  return G_SOURCE_REMOVE;
}

/* libsoup is still at work with the last message, and needs its server a little longer. */
static void
closed_cb (PropusLoopback  *loopback,
           PropusPassDoors *self)
{
  if (self->sweep == 0)
    self->sweep = g_idle_add (sweep_cb, self);
}

/* --- making them fit --- */

static void
open_door (PropusPassDoors *self,
           Door            *door)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocket) socket = NULL;
  gpointer port = GUINT_TO_POINTER (door->pass->port);
  GSocket *kept = g_hash_table_lookup (self->sockets, port);

  if (kept != NULL)
    socket = g_object_ref (kept);
  else
    socket = listen_at (door->pass->port, &error);
  g_hash_table_remove (self->sockets, port);

  if (socket != NULL)
    door->loopback = propus_loopback_new_for_pass (socket, door->pass, &error);
  if (door->loopback == NULL)
    {
      g_info ("the port of a pass cannot be had: %s", error->message);
      return;
    }

  g_signal_connect (door->loopback, "exchange", G_CALLBACK (exchange_cb), door);
  g_signal_connect (door->loopback, "idle", G_CALLBACK (idle_cb), door);
}

static void
close_door (PropusPassDoors *self,
            Door            *door)
{
  g_autoptr(PropusLoopback) loopback = g_steal_pointer (&door->loopback);

  if (loopback == NULL)
    return;

  g_signal_handlers_disconnect_by_data (loopback, door);
  g_signal_connect (loopback, "idle", G_CALLBACK (closed_cb), self);
  g_ptr_array_add (self->closing, g_object_ref (loopback));
  propus_loopback_close (loopback);
}

static void
fit_door (PropusPassDoors *self,
          PropusPass      *pass)
{
  Door *door = g_hash_table_lookup (self->doors, pass->id);
  gboolean renewed;

  if (door == NULL)
    {
      door = g_new0 (Door, 1);
      door->owner = self;
      door->pass = propus_pass_ref (pass);
      g_hash_table_insert (self->doors, door->pass->id, door);
    }

  renewed = !g_str_equal (door->pass->digest, pass->digest);
  if (door->pass != pass)
    {
      g_autoptr(PropusPass) old = door->pass;

      g_hash_table_steal (self->doors, pass->id);
      door->pass = propus_pass_ref (pass);
      g_hash_table_insert (self->doors, door->pass->id, door);
    }
  if (door->loopback == NULL)
    open_door (self, door);
  if (door->loopback == NULL)
    return;

  propus_loopback_set_pass (door->loopback, pass);
  if (renewed)
    propus_loopback_cut (door->loopback);
  door_watch_clock (door);
}

static gboolean
is_in (GPtrArray  *rows,
       const char *id)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((PropusPassRow *) rows->pdata[i])->pass->id, id))
      return TRUE;

  return FALSE;
}

static void
fit (PropusPassDoors *self,
     GPtrArray       *rows)
{
  GHashTableIter iter;
  gpointer door;

  g_hash_table_iter_init (&iter, self->doors);
  while (g_hash_table_iter_next (&iter, NULL, &door))
    if (!is_in (rows, ((Door *) door)->pass->id))
      {
        close_door (self, door);
        g_hash_table_iter_remove (&iter);
      }

  for (guint i = 0; i < rows->len; i++)
    fit_door (self, ((PropusPassRow *) rows->pdata[i])->pass);

  /* What was inherited and belongs to no pass: it was revoked by another process. */
  if (!self->fitted)
    g_hash_table_remove_all (self->sockets);
  self->fitted = TRUE;
}

/* --- errands --- */

static void send_errand (PropusPassDoors *self,
                         GTask           *task);

static gboolean
retry_cb (gpointer user_data)
{
  PropusPassDoors *self = user_data;

  self->retry = 0;
  propus_pass_doors_do_async (self, PROPUS_PASS_LIST, NULL, NULL, NULL, NULL);

  return G_SOURCE_REMOVE;
}

/* Another pass has that port, though nobody listens there now: the next one. Those that were tried stay taken, or the
 * system would give the same again. */
static gboolean
try_another_port (PropusPassErrand *errand,
                  const GError     *error)
{
  GSocket *socket;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE) || errand->sockets->len >= PROPUS_LIMIT_PASS_PORTS)
    return FALSE;

  socket = listen_at (0, NULL);
  if (socket == NULL)
    return FALSE;

  g_ptr_array_add (errand->sockets, socket);
  errand->pass->port = get_port (socket);

  return TRUE;
}

static void
errand_done_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  PropusPassDoors *self = PROPUS_PASS_DOORS (source);
  g_autoptr(GTask) task = user_data;
  PropusPassErrand *errand = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *rows = g_task_propagate_pointer (G_TASK (result), &error);

  if (rows == NULL && try_another_port (errand, error))
    {
      g_error_free (error);
      send_errand (self, g_steal_pointer (&task));
      return;
    }

  self->pending--;
  if (rows == NULL)
    {
      /* What was to be done may be done, and only the reading after it went wrong. */
      if ((!self->fitted || errand->deed != PROPUS_PASS_LIST) && self->retry == 0)
        self->retry = g_timeout_add (PROPUS_PASS_RETRY_MS, retry_cb, self);
      g_task_return_error (task, error);
      return;
    }

  if (errand->sockets->len > 0)
    keep_socket (self, errand->sockets->pdata[errand->sockets->len - 1]);
  fit (self, rows);
  g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

static void
errand_work (PropusUsageFile *file,
             GTask           *task)
{
  GError *error = NULL;
  GPtrArray *rows = propus_pass_errand_run (g_task_get_task_data (task), file, &error);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* The errand belongs to @task, which is kept until it is done. */
static void
send_errand (PropusPassDoors *self,
             GTask           *task)
{
  PropusPassErrand *errand = g_task_get_task_data (task);
  GTask *work = g_task_new (self, NULL, errand_done_cb, task);

  g_task_set_source_tag (work, send_errand);
  g_task_set_task_data (work, errand, NULL);
  propus_key_ledger_run (self->ledger, work, errand_work);
}

static void
begin (PropusPassDoors     *self,
       PropusPassErrand    *errand,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, errand, (GDestroyNotify) propus_pass_errand_free);
  self->started = TRUE;
  self->pending++;
  send_errand (self, task);
}

static PropusPass *
make_pass (PropusPassDoors  *self,
           JsonObject       *members,
           PropusPassErrand *errand,
           GError          **error)
{
  g_autoptr(PropusPass) pass = propus_pass_new ();
  GSocket *socket;

  if (!propus_pass_apply (pass, members, error))
    return NULL;

  errand->token = propus_pass_token_new (error);
  if (errand->token == NULL)
    return NULL;

  pass->id = propus_pass_token_new_id (error);
  socket = pass->id != NULL ? listen_at (0, error) : NULL;
  if (socket == NULL)
    return NULL;

  g_ptr_array_add (errand->sockets, socket);
  pass->port = get_port (socket);
  pass->origin = g_strdup (self->origin);
  pass->digest = propus_pass_token_digest (errand->token, strlen (errand->token));
  pass->created = g_get_real_time () / G_USEC_PER_SEC;
  errand->id = g_strdup (pass->id);

  return g_steal_pointer (&pass);
}

/**
 * propus_pass_doors_create_async:
 * @self: the doors, of which something is kept
 * @members: see propus_pass_apply()
 * @callback: called when the pass is written down and its door is open
 * @user_data: for @callback
 *
 * The pass gets a port that the system picks, and keeps it.
 */
void
propus_pass_doors_create_async (PropusPassDoors     *self,
                                JsonObject          *members,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(PropusPassErrand) errand = NULL;
  GError *error = NULL;

  g_return_if_fail (PROPUS_IS_PASS_DOORS (self) && members != NULL);

  errand = propus_pass_errand_new (PROPUS_PASS_CREATE, self->origin, NULL);
  errand->pass = make_pass (self, members, errand, &error);
  if (errand->pass == NULL)
    g_task_report_error (self, callback, user_data, propus_pass_doors_create_async, error);
  else
    begin (self, g_steal_pointer (&errand), callback, user_data);
}

/**
 * propus_pass_doors_do_async:
 * @self: the doors, of which something is kept
 * @deed: anything but %PROPUS_PASS_CREATE
 * @id: (nullable): the pass; %NULL for %PROPUS_PASS_LIST
 * @changes: (nullable): what changes
 * @callback: (nullable): called when it is done and the doors fit
 * @user_data: for @callback
 *
 * Doors that somebody else's program stood in the way of are tried again.
 */
void
propus_pass_doors_do_async (PropusPassDoors     *self,
                            PropusPassDeed       deed,
                            const char          *id,
                            JsonObject          *changes,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(PropusPassErrand) errand = NULL;
  GError *error = NULL;

  g_return_if_fail (PROPUS_IS_PASS_DOORS (self) && deed != PROPUS_PASS_CREATE);

  errand = propus_pass_errand_new (deed, self->origin, id);
  errand->changes = changes != NULL ? json_object_ref (changes) : NULL;
  if (deed == PROPUS_PASS_RENEW)
    errand->token = propus_pass_token_new (&error);
  if (error != NULL)
    g_task_report_error (self, callback, user_data, propus_pass_doors_do_async, error);
  else
    begin (self, g_steal_pointer (&errand), callback, user_data);
}

/**
 * propus_pass_doors_finish:
 * @self: the doors
 * @result: what the callback was given
 * @id: (out) (transfer none) (nullable): the pass that it was about
 * @token: (out) (transfer none) (nullable): its new token, as long as @result lives
 * @error: return location for a #PropusFault or #GIOErrorEnum error
 *
 * Returns: (transfer full) (element-type PropusPassRow) (nullable): all passes as they are now; %NULL with @error set
 */
GPtrArray *
propus_pass_doors_finish (PropusPassDoors  *self,
                          GAsyncResult     *result,
                          const char      **id,
                          const char      **token,
                          GError          **error)
{
  PropusPassErrand *errand;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  errand = g_task_get_task_data (G_TASK (result));
  *id = errand != NULL ? errand->id : NULL;
  *token = errand != NULL ? errand->token : NULL;

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the rest --- */

/**
 * propus_pass_doors_start:
 * @self: the doors
 *
 * Opens those that there are to be, as soon as usage.db can be read.
 */
void
propus_pass_doors_start (PropusPassDoors *self)
{
  g_return_if_fail (PROPUS_IS_PASS_DOORS (self));

  if (!self->started && propus_pass_doors_is_kept (self))
    propus_pass_doors_do_async (self, PROPUS_PASS_LIST, NULL, NULL, NULL, NULL);
}

/**
 * propus_pass_doors_is_started:
 * @self: the doors
 *
 * Returns: whether this process keeps the doors of the passes
 */
gboolean
propus_pass_doors_is_started (PropusPassDoors *self)
{
  g_return_val_if_fail (PROPUS_IS_PASS_DOORS (self), FALSE);

  return self->started;
}

/**
 * propus_pass_doors_is_kept:
 * @self: the doors
 *
 * Returns: whether there can be passes; %FALSE for the practice endpoint
 */
gboolean
propus_pass_doors_is_kept (PropusPassDoors *self)
{
  g_return_val_if_fail (PROPUS_IS_PASS_DOORS (self), FALSE);

  return propus_key_ledger_is_kept (self->ledger);
}

/**
 * propus_pass_doors_is_busy:
 * @self: the doors
 *
 * Returns: whether somebody is at a door, or something is being done with the passes
 */
gboolean
propus_pass_doors_is_busy (PropusPassDoors *self)
{
  GHashTableIter iter;
  gpointer door;

  g_return_val_if_fail (PROPUS_IS_PASS_DOORS (self), FALSE);

  g_hash_table_iter_init (&iter, self->doors);
  while (g_hash_table_iter_next (&iter, NULL, &door))
    if (((Door *) door)->loopback != NULL && propus_loopback_get_count (((Door *) door)->loopback) > 0)
      return TRUE;

  return self->pending > 0 || self->closing->len > 0;
}

/**
 * propus_pass_doors_dup_fds:
 * @self: the doors
 *
 * Returns: (transfer full) (element-type int): the listening sockets, for propus_pass_doors_inherit() in the next life; the
 *   descriptors are the doors' own
 */
GArray *
propus_pass_doors_dup_fds (PropusPassDoors *self)
{
  GArray *fds = g_array_new (FALSE, FALSE, sizeof (int));
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (PROPUS_IS_PASS_DOORS (self), fds);

  g_hash_table_iter_init (&iter, self->doors);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Door *) value)->loopback != NULL)
      {
        int fd = propus_loopback_get_fd (((Door *) value)->loopback);

        g_array_append_val (fds, fd);
      }

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      int fd = g_socket_get_fd (value);

      g_array_append_val (fds, fd);
    }

  return fds;
}

/**
 * propus_pass_doors_note_uses:
 * @self: the doors
 *
 * Writes down when each pass was last used: for the end of the process.
 */
void
propus_pass_doors_note_uses (PropusPassDoors *self)
{
  GHashTableIter iter;
  gpointer door;

  g_return_if_fail (PROPUS_IS_PASS_DOORS (self));

  g_hash_table_iter_init (&iter, self->doors);
  while (g_hash_table_iter_next (&iter, NULL, &door))
    if (((Door *) door)->used > ((Door *) door)->noted)
      note_use (door);
}

static void
set_sums (JsonObject   *object,
          const char   *name,
          const gint64 *sums)
{
  JsonObject *member = json_object_new ();

  json_object_set_int_member (member, "requests", sums[PROPUS_CAP_REQUESTS]);
  json_object_set_int_member (member, "tokens", sums[PROPUS_CAP_TOKENS]);
  json_object_set_int_member (member, "cost", sums[PROPUS_CAP_MONEY]);
  json_object_set_object_member (object, name, member);
}

static gboolean
is_spent (const PropusPassRow *row)
{
  for (guint i = 0; i < PROPUS_CAP_N; i++)
    if (row->pass->caps[i] >= 0 && row->today[i] >= row->pass->caps[i])
      return TRUE;

  return FALSE;
}

static const char *
get_state (const PropusPassRow *row,
           const Door          *door)
{
  if (propus_pass_has_expired (row->pass, g_get_real_time () / G_USEC_PER_SEC))
    return "expired";
  if (row->pass->paused)
    return "paused";
  if (door == NULL || door->loopback == NULL)
    return "port-taken";

  return is_spent (row) ? "spent" : "open";
}

/**
 * propus_pass_doors_describe:
 * @self: the doors
 * @row: one of propus_pass_doors_finish()
 *
 * Returns: (transfer full): what propus-control.h says of a pass
 */
JsonObject *
propus_pass_doors_describe (PropusPassDoors *self,
                            PropusPassRow   *row)
{
  JsonObject *object;
  const Door *door;

  g_return_val_if_fail (PROPUS_IS_PASS_DOORS (self) && row != NULL, NULL);

  door = g_hash_table_lookup (self->doors, row->pass->id);
  object = propus_pass_to_json (row->pass);
  if (door != NULL && door->used > row->pass->last_used)
    json_object_set_int_member (object, "lastUsed", door->used);
  set_sums (object, "today", row->today);
  set_sums (object, "month", row->month);
  json_object_set_int_member (object, "underway",
                              door != NULL && door->loopback != NULL ? propus_loopback_get_underway (door->loopback) : 0);
  json_object_set_string_member (object, "state", get_state (row, door));

  return object;
}
