/* propus-usage-meter.c - what one request costs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-meter.h"

#include <gio/gio.h>

#include "propus-usage-kind.h"
#include "propus-usage-scanner.h"

/**
 * PropusUsageMeter:
 *
 * Goes with one request that costs money: reserves before it goes up, looks at its answer as that streams by, and
 * settles. One that is dropped in between settles, too: as free when nothing had gone up, else as cut. Main thread only.
 */
struct _PropusUsageMeter
{
  GObject             parent_instance;

  PropusSpendGuard   *guard;
  PropusUsageScanner *scanner;
  const char         *kind;
  char               *model;
  PropusHolder       *holder;      /* NULL: none */
  gint64              body_bytes;
  gint64              id;          /* of the reservation; 0: there is none, or it is settled */
  guint               status;      /* of the answer; 0: there is none yet */
  gint64              missing;     /* bytes of its body that have not come; -1: its length is not known */
  gboolean            sent;
};

G_DEFINE_FINAL_TYPE (PropusUsageMeter, propus_usage_meter, G_TYPE_OBJECT)

static void
settle (PropusUsageMeter *self,
        PropusSpendEnd    end)
{
  PropusSpendSettlement *settlement;

  if (self->id == 0)
    return;

  settlement = g_new0 (PropusSpendSettlement, 1);
  settlement->id = self->id;
  settlement->status = (int) self->status;
  settlement->version = g_strdup (propus_usage_scanner_get_model (self->scanner));
  if (end != PROPUS_SPEND_FREE && !propus_usage_scanner_get_count (self->scanner, &settlement->count))
    end = PROPUS_SPEND_CUT;
  settlement->end = end;
  self->id = 0;
  propus_spend_guard_settle (self->guard, settlement);
}

static void
propus_usage_meter_dispose (GObject *object)
{
  PropusUsageMeter *self = PROPUS_USAGE_METER (object);

  settle (self, self->sent ? PROPUS_SPEND_CUT : PROPUS_SPEND_FREE);
  g_clear_object (&self->guard);

  G_OBJECT_CLASS (propus_usage_meter_parent_class)->dispose (object);
}

static void
propus_usage_meter_finalize (GObject *object)
{
  PropusUsageMeter *self = PROPUS_USAGE_METER (object);

  propus_usage_scanner_free (self->scanner);
  g_free (self->model);
  g_clear_pointer (&self->holder, propus_holder_unref);

  G_OBJECT_CLASS (propus_usage_meter_parent_class)->finalize (object);
}

static void
propus_usage_meter_class_init (PropusUsageMeterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = propus_usage_meter_dispose;
  G_OBJECT_CLASS (klass)->finalize = propus_usage_meter_finalize;
}

static void
propus_usage_meter_init (PropusUsageMeter *self)
{
  self->scanner = propus_usage_scanner_new ();
  self->missing = -1;
}

/**
 * propus_usage_meter_new:
 * @guard: the guard
 * @method: the HTTP method
 * @path: the encoded path
 * @body_bytes: the length of the body, -1 when it is not known
 *
 * Returns: (transfer full) (nullable): a meter; %NULL for a request that costs nothing, or that is not counted
 */
PropusUsageMeter *
propus_usage_meter_new (PropusSpendGuard *guard,
                        const char       *method,
                        const char       *path,
                        gint64            body_bytes)
{
  g_autofree char *model = NULL;
  PropusUsageMeter *self;
  const char *kind;

  g_return_val_if_fail (PROPUS_IS_SPEND_GUARD (guard) && method != NULL && path != NULL, NULL);

  kind = propus_usage_kind_of (method, path, &model);
  if (kind == NULL || !propus_spend_guard_is_kept (guard))
    return NULL;

  self = g_object_new (PROPUS_TYPE_USAGE_METER, NULL);
  self->guard = g_object_ref (guard);
  self->kind = kind;
  self->model = g_steal_pointer (&model);
  self->body_bytes = body_bytes;

  return self;
}

/**
 * propus_usage_meter_set_holder:
 * @self: a meter
 * @holder: (nullable) (transfer none): the pass, or the run, whose limits count, too
 *
 * Before propus_usage_meter_start_async().
 */
void
propus_usage_meter_set_holder (PropusUsageMeter *self,
                               PropusHolder     *holder)
{
  g_return_if_fail (PROPUS_IS_USAGE_METER (self));

  g_clear_pointer (&self->holder, propus_holder_unref);
  self->holder = holder != NULL ? propus_holder_ref (holder) : NULL;
}

static void
reserved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusUsageMeter *self = g_task_get_source_object (task);
  PropusRpcStatus *refusal;

  self->id = propus_spend_guard_reserve_finish (PROPUS_SPEND_GUARD (source), result, &refusal);
  g_task_return_pointer (task, refusal, (GDestroyNotify) propus_rpc_status_unref);
}

/**
 * propus_usage_meter_start_async:
 * @self: a meter
 * @program: (nullable): whose request it is; %NULL: the parent's
 * @key_id: with whose key
 * @callback: called when it is known whether the request may go up
 * @user_data: for @callback
 */
void
propus_usage_meter_start_async (PropusUsageMeter    *self,
                                const char          *program,
                                const char          *key_id,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  PropusSpendRequest *request;
  GTask *task;

  g_return_if_fail (PROPUS_IS_USAGE_METER (self) && key_id != NULL);

  request = g_new0 (PropusSpendRequest, 1);
  request->program = g_strdup (program != NULL ? program : PROPUS_PROGRAM_PARENT);
  request->key = g_strdup (key_id);
  request->model = g_strdup (self->model);
  request->kind = self->kind;
  request->body_bytes = self->body_bytes;
  request->holder = self->holder != NULL ? propus_holder_ref (self->holder) : NULL;
  request->at = g_date_time_to_unix (now) * 1000 + g_date_time_get_microsecond (now) / 1000;
  request->day = g_date_time_get_year (now) * 10000 + g_date_time_get_month (now) * 100 +
                 g_date_time_get_day_of_month (now);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_usage_meter_start_async);
  propus_spend_guard_reserve_async (self->guard, request, reserved_cb, task);
}

/**
 * propus_usage_meter_start_finish:
 * @self: a meter
 * @result: what the callback was given
 *
 * Returns: (transfer full) (nullable): why the request may not go up; %NULL: it may
 */
PropusRpcStatus *
propus_usage_meter_start_finish (PropusUsageMeter *self,
                                 GAsyncResult     *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/**
 * propus_usage_meter_sent:
 * @self: a meter
 *
 * Something goes up from now on.
 */
void
propus_usage_meter_sent (PropusUsageMeter *self)
{
  g_return_if_fail (PROPUS_IS_USAGE_METER (self));

  self->sent = TRUE;
}

static void
finish_if_all_came (PropusUsageMeter *self)
{
  if (self->missing == 0)
    propus_usage_meter_finish (self, TRUE);
}

/**
 * propus_usage_meter_begin:
 * @self: a meter
 * @status: the answer's HTTP status
 * @length: of its body; -1: not known
 *
 * A client that knows the length goes away with the last byte, and nobody waits for the end any more: then the answer is
 * whole when all of it has come.
 */
void
propus_usage_meter_begin (PropusUsageMeter *self,
                          guint             status,
                          gint64            length)
{
  g_return_if_fail (PROPUS_IS_USAGE_METER (self));

  self->status = status;
  self->missing = length;
  finish_if_all_came (self);
}

/**
 * propus_usage_meter_push:
 * @self: a meter
 * @bytes: the next piece of the answer's body
 */
void
propus_usage_meter_push (PropusUsageMeter *self,
                         GBytes           *bytes)
{
  gsize length;
  const char *data;

  g_return_if_fail (PROPUS_IS_USAGE_METER (self));

  data = g_bytes_get_data (bytes, &length);
  propus_usage_scanner_push (self->scanner, data, length);
  if (self->missing >= 0)
    self->missing = MAX (self->missing - (gint64) length, 0);
  finish_if_all_came (self);
}

/**
 * propus_usage_meter_finish:
 * @self: a meter
 * @whole: whether the answer came to its end
 *
 * An error of the API costs nothing; an answer that says nothing of its tokens, or breaks off, keeps its estimate.
 */
void
propus_usage_meter_finish (PropusUsageMeter *self,
                           gboolean          whole)
{
  g_return_if_fail (PROPUS_IS_USAGE_METER (self));

  if (self->status >= 400)
    settle (self, PROPUS_SPEND_FREE);
  else
    settle (self, whole ? PROPUS_SPEND_COUNTED : PROPUS_SPEND_CUT);
}

/* Whether nothing of the request can have reached the API. */
static gboolean
is_before (const GError *error)
{
  return error->domain == G_RESOLVER_ERROR || error->domain == G_TLS_ERROR ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE);
}

/**
 * propus_usage_meter_fail:
 * @self: a meter
 * @error: why there is no answer
 */
void
propus_usage_meter_fail (PropusUsageMeter *self,
                         const GError     *error)
{
  g_return_if_fail (PROPUS_IS_USAGE_METER (self) && error != NULL);

  settle (self, is_before (error) ? PROPUS_SPEND_FREE : PROPUS_SPEND_CUT);
}
