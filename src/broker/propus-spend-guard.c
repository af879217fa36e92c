/* propus-spend-guard.c - lets a request up, or not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-spend-guard.h"

#include "propus-price-table.h"
#include "propus-spend-refusal.h"

/**
 * PropusSpendGuard:
 *
 * Reserves before a request what it may cost, and settles afterwards what it did. All of it happens in usage.db, which
 * is the same for all processes of this person, in the ledger's thread. When the file cannot be written, programs are
 * refused, while the person's own requests go on uncounted until it can, and the state says so. Main thread only.
 */
struct _PropusSpendGuard
{
  GObject           parent_instance;

  PropusKeyLedger  *ledger;
  PropusPriceTable *prices;          /* of the ledger's thread */
  char             *trouble;         /* why the last request was not counted; NULL: it was */
  gboolean          probing;         /* whether it would be counted again */
  GMutex            mutex;           /* for what is below */
  char             *prices_date;     /* NULL: not looked at yet */
  char             *prices_source;
  char             *prices_error;
  gboolean          prices_edited;
};

G_DEFINE_FINAL_TYPE (PropusSpendGuard, propus_spend_guard, G_TYPE_OBJECT)

typedef struct
{
  PropusUsageQuery  query;
  JsonObject       *question;
} Query;

typedef struct
{
  char             *model;
  int               day;
  PropusUsageCount  count;
} Priced;

static void
priced_free (gpointer data)
{
  Priced *priced = data;

  g_free (priced->model);
  g_free (priced);
}

static void
query_free (Query *query)
{
  json_object_unref (query->question);
  g_free (query);
}

static void
propus_spend_guard_finalize (GObject *object)
{
  PropusSpendGuard *self = PROPUS_SPEND_GUARD (object);

  g_clear_object (&self->ledger);
  propus_price_table_free (self->prices);
  g_mutex_clear (&self->mutex);
  g_free (self->trouble);
  g_free (self->prices_date);
  g_free (self->prices_source);
  g_free (self->prices_error);

  G_OBJECT_CLASS (propus_spend_guard_parent_class)->finalize (object);
}

static void
propus_spend_guard_class_init (PropusSpendGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_spend_guard_finalize;
}

static void
propus_spend_guard_init (PropusSpendGuard *self)
{
  g_mutex_init (&self->mutex);
}

/**
 * propus_spend_guard_new:
 * @ledger: the ledger, in whose thread the file is
 * @prices_path: (nullable): where a person's own prices may lie
 *
 * Returns: (transfer full): a guard that has not looked at any file yet
 */
PropusSpendGuard *
propus_spend_guard_new (PropusKeyLedger *ledger,
                        const char      *prices_path)
{
  PropusSpendGuard *self;

  g_return_val_if_fail (PROPUS_IS_KEY_LEDGER (ledger), NULL);

  self = g_object_new (PROPUS_TYPE_SPEND_GUARD, NULL);
  self->ledger = g_object_ref (ledger);
  self->prices = propus_price_table_new (prices_path);

  return self;
}

/**
 * propus_spend_guard_is_kept:
 * @self: a guard
 *
 * Returns: %FALSE when nothing is counted: the practice endpoint costs nothing
 */
gboolean
propus_spend_guard_is_kept (PropusSpendGuard *self)
{
  g_return_val_if_fail (PROPUS_IS_SPEND_GUARD (self), FALSE);

  return propus_key_ledger_is_kept (self->ledger);
}

static void
set_text (char       **text,
          const char  *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

/* In the ledger's thread. */
static void
refresh_prices (PropusSpendGuard *self)
{
  propus_price_table_refresh (self->prices);

  g_mutex_lock (&self->mutex);
  set_text (&self->prices_date, propus_price_table_get_date (self->prices));
  set_text (&self->prices_source, propus_price_table_get_source (self->prices));
  set_text (&self->prices_error, propus_price_table_get_error (self->prices));
  self->prices_edited = propus_price_table_is_edited (self->prices);
  g_mutex_unlock (&self->mutex);
}

static void
reserve_work (PropusUsageFile *file,
              GTask           *task)
{
  PropusSpendGuard *self = g_task_get_source_object (task);
  g_autofree PropusSpendVerdict *verdict = g_new0 (PropusSpendVerdict, 1);
  GError *error = NULL;

  refresh_prices (self);
  if (propus_spend_rows_reserve (file, self->prices, g_task_get_task_data (task), verdict, &error))
    g_task_return_pointer (task, g_steal_pointer (&verdict), g_free);
  else
    g_task_return_error (task, error);
}

static void
probe_work (PropusUsageFile *file,
            GTask           *task)
{
  GError *error = NULL;

  if (propus_spend_rows_probe (file, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  PropusSpendGuard *self = PROPUS_SPEND_GUARD (source);

  self->probing = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), NULL))
    g_clear_pointer (&self->trouble, g_free);
}

/* The person waited once for a file that cannot be written, and shall not wait again before each request. */
static void
pass_uncounted (PropusSpendGuard *self,
                GTask            *task)
{
  PropusSpendVerdict *verdict = g_new0 (PropusSpendVerdict, 1);

  if (!self->probing)
    {
      self->probing = TRUE;
      propus_key_ledger_run (self->ledger, g_task_new (self, NULL, probed_cb, NULL), probe_work);
    }
  g_task_return_pointer (task, verdict, g_free);
  g_object_unref (task);
}

/**
 * propus_spend_guard_reserve_async:
 * @self: a guard that is kept
 * @request: (transfer full): a request that wants to go up
 * @callback: called when it is known whether it may
 * @user_data: for @callback
 */
void
propus_spend_guard_reserve_async (PropusSpendGuard    *self,
                                  PropusSpendRequest  *request,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PROPUS_IS_SPEND_GUARD (self) && request != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_spend_guard_reserve_async);
  g_task_set_task_data (task, request, (GDestroyNotify) propus_spend_request_free);
  if (self->trouble != NULL && g_str_equal (request->program, PROPUS_PROGRAM_PARENT))
    pass_uncounted (self, task);
  else
    propus_key_ledger_run (self->ledger, task, reserve_work);
}

/**
 * propus_spend_guard_reserve_finish:
 * @self: a guard
 * @result: what the callback was given
 * @refusal: (out) (transfer full): why the request may not go up; %NULL: it may
 *
 * Returns: what propus_spend_guard_settle() is to settle; 0 when nothing was reserved
 */
gint64
propus_spend_guard_reserve_finish (PropusSpendGuard  *self,
                                   GAsyncResult      *result,
                                   PropusRpcStatus  **refusal)
{
  const PropusSpendRequest *request = g_task_get_task_data (G_TASK (result));
  g_autofree PropusSpendVerdict *verdict = NULL;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  *refusal = NULL;
  verdict = g_task_propagate_pointer (G_TASK (result), &error);
  if (verdict == NULL)
    {
      g_warning ("what a request costs could not be written down: %s", error->message);
      g_free (self->trouble);
      self->trouble = g_strdup (error->message);
      if (!g_str_equal (request->program, PROPUS_PROGRAM_PARENT))
        *refusal = propus_spend_refusal_new_unrecorded ();
      return 0;
    }

  if (verdict->id != 0 || verdict->kind != PROPUS_SPEND_ALLOWED)
    g_clear_pointer (&self->trouble, g_free);
  if (verdict->kind != PROPUS_SPEND_ALLOWED)
    *refusal = propus_spend_refusal_new (verdict, request->program, request->holder);

  return verdict->id;
}

static void
settle_work (PropusUsageFile *file,
             GTask           *task)
{
  PropusSpendGuard *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!propus_spend_rows_settle (file, self->prices, g_task_get_task_data (task), &error))
    g_warning ("what a request cost could not be written down: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/**
 * propus_spend_guard_settle:
 * @self: a guard
 * @settlement: (transfer full): what became of a request that was reserved
 */
void
propus_spend_guard_settle (PropusSpendGuard      *self,
                           PropusSpendSettlement *settlement)
{
  GTask *task;

  g_return_if_fail (PROPUS_IS_SPEND_GUARD (self) && settlement != NULL);

  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, propus_spend_guard_settle);
  g_task_set_task_data (task, settlement, (GDestroyNotify) propus_spend_settlement_free);
  propus_key_ledger_run (self->ledger, task, settle_work);
}

static void
query_work (PropusUsageFile *file,
            GTask           *task)
{
  PropusSpendGuard *self = g_task_get_source_object (task);
  Query *query = g_task_get_task_data (task);
  JsonObject *answer;
  GError *error = NULL;

  refresh_prices (self);
  answer = query->query (file, query->question, &error);
  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) json_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * propus_spend_guard_query_async:
 * @self: a guard that is kept
 * @query: what to do with the file
 * @question: (transfer full): for @query
 * @callback: called with its answer
 * @user_data: for @callback
 */
void
propus_spend_guard_query_async (PropusSpendGuard    *self,
                                PropusUsageQuery     query,
                                JsonObject          *question,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Query *data = g_new0 (Query, 1);
  GTask *task;

  g_return_if_fail (PROPUS_IS_SPEND_GUARD (self) && query != NULL && question != NULL);

  data->query = query;
  data->question = question;
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_spend_guard_query_async);
  g_task_set_task_data (task, data, (GDestroyNotify) query_free);
  propus_key_ledger_run (self->ledger, task, query_work);
}

/**
 * propus_spend_guard_query_finish:
 * @self: a guard
 * @result: what the callback was given
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL with @error set
 */
JsonObject *
propus_spend_guard_query_finish (PropusSpendGuard  *self,
                                 GAsyncResult      *result,
                                 GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
price_work (PropusUsageFile *file,
            GTask           *task)
{
  PropusSpendGuard *self = g_task_get_source_object (task);
  Priced *priced = g_task_get_task_data (task);

  refresh_prices (self);
  g_task_return_int (task, propus_price_table_cost (self->prices, priced->model, priced->day, &priced->count));
}

/**
 * propus_spend_guard_price_async:
 * @self: a guard that is kept
 * @model: a model
 * @day: YYYYMMDD
 * @count: its tokens
 * @callback: called when the price is known
 * @user_data: for @callback
 */
void
propus_spend_guard_price_async (PropusSpendGuard       *self,
                                const char             *model,
                                int                     day,
                                const PropusUsageCount *count,
                                GAsyncReadyCallback     callback,
                                gpointer                user_data)
{
  Priced *priced = g_new0 (Priced, 1);
  GTask *task;

  g_return_if_fail (PROPUS_IS_SPEND_GUARD (self) && model != NULL && count != NULL);

  priced->model = g_strdup (model);
  priced->day = day;
  priced->count = *count;
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_spend_guard_price_async);
  g_task_set_task_data (task, priced, priced_free);
  propus_key_ledger_run (self->ledger, task, price_work);
}

/**
 * propus_spend_guard_price_finish:
 * @self: a guard
 * @result: what the callback was given
 *
 * Returns: millionths of a US dollar; -1 when the price is not known
 */
gint64
propus_spend_guard_price_finish (PropusSpendGuard *self,
                                 GAsyncResult     *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), NULL);
}

static void
prices_work (PropusUsageFile *file,
             GTask           *task)
{
  PropusSpendGuard *self = g_task_get_source_object (task);
  int day = GPOINTER_TO_INT (g_task_get_task_data (task));

  refresh_prices (self);
  g_task_return_pointer (task, propus_price_table_list (self->prices, day), (GDestroyNotify) json_array_unref);
}

/**
 * propus_spend_guard_list_prices_async:
 * @self: a guard that is kept
 * @day: YYYYMMDD
 * @callback: called when the prices are known; propus_spend_guard_describe() tells of which date they are then
 * @user_data: for @callback
 */
void
propus_spend_guard_list_prices_async (PropusSpendGuard    *self,
                                      int                  day,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PROPUS_IS_SPEND_GUARD (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_spend_guard_list_prices_async);
  g_task_set_task_data (task, GINT_TO_POINTER (day), NULL);
  propus_key_ledger_run (self->ledger, task, prices_work);
}

/**
 * propus_spend_guard_list_prices_finish:
 * @self: a guard
 * @result: what the callback was given
 *
 * Returns: (transfer full): what propus_price_table_list() returned
 */
JsonArray *
propus_spend_guard_list_prices_finish (PropusSpendGuard *self,
                                       GAsyncResult     *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
set_string (JsonObject *object,
            const char *name,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/**
 * propus_spend_guard_describe:
 * @self: a guard
 *
 * Returns: (transfer full): `{"trouble": str|null, "prices": {"date", "source", "edited", "error"} | null}`, as it is known
 *   at this moment
 */
JsonObject *
propus_spend_guard_describe (PropusSpendGuard *self)
{
  JsonObject *object = json_object_new ();
  JsonObject *prices;

  g_return_val_if_fail (PROPUS_IS_SPEND_GUARD (self), object);

  set_string (object, "trouble", self->trouble);
  g_mutex_lock (&self->mutex);
  if (self->prices_date == NULL)
    {
      json_object_set_null_member (object, "prices");
    }
  else
    {
      prices = json_object_new ();
      set_string (prices, "date", self->prices_date);
      set_string (prices, "source", self->prices_source);
      set_string (prices, "error", self->prices_error);
      json_object_set_boolean_member (prices, "edited", self->prices_edited);
      json_object_set_object_member (object, "prices", prices);
    }
  g_mutex_unlock (&self->mutex);

  return object;
}
