/* propus-spend-rows.c - requests and what they cost, in usage.db
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-spend-rows.h"

#include "propus-limits.h"
#include "propus-spend-holder.h"
#include "propus-spend-limits.h"
#include "propus-spend-process.h"
#include "propus-usage-file-private.h"

/**
 * propus_spend_request_free:
 * @self: (transfer full): a request
 */
void
propus_spend_request_free (PropusSpendRequest *self)
{
  g_free (self->program);
  g_free (self->key);
  g_free (self->model);
  g_clear_pointer (&self->holder, propus_holder_unref);
  g_free (self);
}

/**
 * propus_spend_settlement_free:
 * @self: (transfer full): a settlement
 */
void
propus_spend_settlement_free (PropusSpendSettlement *self)
{
  g_free (self->version);
  g_free (self);
}

static void
bind_text (sqlite3_stmt *stmt,
           int           index,
           const char   *text)
{
  sqlite3_bind_text (stmt, index, text, -1, SQLITE_STATIC);
}

static void
bind_cost (sqlite3_stmt *stmt,
           int           index,
           gint64        cost)
{
  if (cost >= 0)
    sqlite3_bind_int64 (stmt, index, cost);
  else
    sqlite3_bind_null (stmt, index);
}

/* --- processes that ended --- */

static gboolean
close_process (PropusUsageFile  *file,
               const char       *process,
               GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = propus_usage_file_prepare (file, "UPDATE request SET process = NULL WHERE process = ?1", error);
  if (stmt == NULL)
    return FALSE;

  bind_text (stmt, 1, process);

  return propus_usage_file_step (file, stmt, NULL, error);
}

static GPtrArray *
list_processes (PropusUsageFile  *file,
                gint64            now,
                const char       *self_name,
                GError          **error)
{
  g_autoptr(GPtrArray) over = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean sweeps = propus_usage_file_sweeps (file);
  gboolean read, row;

  stmt = propus_usage_file_prepare (file, "SELECT process, max (at) FROM request WHERE process IS NOT NULL "
                                    "GROUP BY process", error);
  if (stmt == NULL)
    return NULL;

  while ((read = propus_usage_file_step (file, stmt, &row, error)) && row)
    {
      const char *process = (const char *) sqlite3_column_text (stmt, 0);
      gint64 age = now - sqlite3_column_int64 (stmt, 1);

      if (g_str_equal (process, self_name) ? sweeps
                                           : age > PROPUS_SPEND_STALE_MS || propus_spend_process_is_over (process))
        g_ptr_array_add (over, g_strdup (process));
    }

  return read ? g_steal_pointer (&over) : NULL;
}

/* What a process left open when it ended stays as it was estimated. */
static gboolean
sweep (PropusUsageFile  *file,
       gint64            now,
       const char       *self_name,
       GError          **error)
{
  g_autoptr(GPtrArray) over = list_processes (file, now, self_name, error);

  for (guint i = 0; over != NULL && i < over->len; i++)
    if (!close_process (file, over->pdata[i], error))
      return FALSE;

  return over != NULL;
}

/* --- the estimate --- */

typedef struct
{
  PropusUsageCount count;
  gint64           cost;       /* -1: not known */
} Estimate;

/* The longest of the last answers of that model, and which model it really was: an alias says neither. */
static gboolean
look_back (PropusUsageFile           *file,
           const PropusSpendRequest  *request,
           gint64                    *output,
           char                     **version,
           GError                   **error)
{
  static const char sql[] =
    "SELECT max (output), version FROM (SELECT candidates + thoughts AS output, version FROM request "
    "WHERE model = ?1 AND estimated = 0 AND total > 0 ORDER BY id DESC LIMIT ?2)";
  g_autoptr(sqlite3_stmt) stmt = propus_usage_file_prepare (file, sql, error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;

  bind_text (stmt, 1, request->model);
  sqlite3_bind_int (stmt, 2, (int) PROPUS_SPEND_TYPICAL_OF);
  if (!propus_usage_file_step (file, stmt, &row, error))
    return FALSE;

  if (row && sqlite3_column_type (stmt, 0) != SQLITE_NULL)
    {
      *output = sqlite3_column_int64 (stmt, 0);
      *version = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
    }

  return TRUE;
}

static gint64
find_cost (PropusPriceTable       *prices,
           const char             *model,
           const char             *version,
           int                     day,
           const PropusUsageCount *count)
{
  gint64 cost = propus_price_table_cost (prices, model, day, count);

  return cost < 0 && version != NULL ? propus_price_table_cost (prices, version, day, count) : cost;
}

static gboolean
estimate_request (PropusUsageFile           *file,
                  PropusPriceTable          *prices,
                  const PropusSpendRequest  *request,
                  Estimate                  *estimate,
                  GError                   **error)
{
  g_autofree char *version = NULL;
  gint64 output = PROPUS_SPEND_TYPICAL_OUTPUT;

  if (!look_back (file, request, &output, &version, error))
    return FALSE;
  if (g_str_equal (request->kind, "embed") || g_str_equal (request->kind, "cache"))
    output = 0;

  propus_usage_count_estimate (&estimate->count, request->body_bytes, output);
  estimate->cost = find_cost (prices, request->model, version, request->day, &estimate->count);

  return TRUE;
}

/* --- before a request --- */

static gboolean
insert (PropusUsageFile           *file,
        PropusPriceTable          *prices,
        const PropusSpendRequest  *request,
        const char                *process,
        const Estimate            *estimate,
        gint64                    *id,
        GError                   **error)
{
  static const char sql[] =
    "INSERT INTO request (at, day, program, key, model, kind, process, prompt, candidates, total, cost, prices, "
    "holder) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
  g_autoptr(sqlite3_stmt) stmt = propus_usage_file_prepare (file, sql, error);

  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, request->at);
  sqlite3_bind_int (stmt, 2, request->day);
  bind_text (stmt, 3, request->program);
  bind_text (stmt, 4, request->key);
  bind_text (stmt, 5, request->model);
  bind_text (stmt, 6, request->kind);
  bind_text (stmt, 7, process);
  sqlite3_bind_int64 (stmt, 8, estimate->count.prompt);
  sqlite3_bind_int64 (stmt, 9, estimate->count.candidates);
  sqlite3_bind_int64 (stmt, 10, estimate->count.total);
  bind_cost (stmt, 11, estimate->cost);
  bind_text (stmt, 12, estimate->cost >= 0 ? propus_price_table_get_date (prices) : NULL);
  bind_text (stmt, 13, request->holder != NULL ? request->holder->id : NULL);
  if (!propus_usage_file_step (file, stmt, NULL, error))
    return FALSE;

  *id = sqlite3_last_insert_rowid (sqlite3_db_handle (stmt));

  return TRUE;
}

static gboolean
reserve_locked (PropusUsageFile           *file,
                PropusPriceTable          *prices,
                const PropusSpendRequest  *request,
                PropusSpendVerdict        *verdict,
                GError                   **error)
{
  g_autofree char *process = propus_spend_process_dup_self ();
  Estimate estimate;

  if (!sweep (file, request->at, process, error) ||
      !propus_spend_limits_check_pace (file, request, verdict, error))
    return FALSE;
  if (verdict->kind != PROPUS_SPEND_ALLOWED)
    return TRUE;

  if (!estimate_request (file, prices, request, &estimate, error) ||
      !propus_spend_holder_check (file, request, estimate.count.total, MAX (estimate.cost, 0), verdict, error))
    return FALSE;
  if (verdict->kind == PROPUS_SPEND_ALLOWED &&
      !propus_spend_limits_check (file, request, estimate.count.total, MAX (estimate.cost, 0), verdict, error))
    return FALSE;
  if (verdict->kind != PROPUS_SPEND_ALLOWED)
    return TRUE;

  return insert (file, prices, request, process, &estimate, &verdict->id, error);
}

/**
 * propus_spend_rows_reserve:
 * @file: usage.db
 * @prices: what tokens cost
 * @request: a request that wants to go up
 * @verdict: (out): whether it may
 * @error: return location for a #GIOErrorEnum error
 *
 * Holds what was spent, what other requests of this person have reserved in any process, and what this one may take
 * against the limits, and reserves it: in one transaction, so that no two of them can pass a limit together. Blocks.
 *
 * Returns: %FALSE with @error set when nothing is known
 */
gboolean
propus_spend_rows_reserve (PropusUsageFile           *file,
                           PropusPriceTable          *prices,
                           const PropusSpendRequest  *request,
                           PropusSpendVerdict        *verdict,
                           GError                   **error)
{
  gboolean kept;

  *verdict = (PropusSpendVerdict) { 0, };
  if (propus_usage_file_open (file, PROPUS_SPEND_BUSY_MS, error) == NULL || !propus_usage_file_begin (file, error))
    return FALSE;

  kept = propus_usage_file_end (file, reserve_locked (file, prices, request, verdict, error), error);
  if (!kept)
    *verdict = (PropusSpendVerdict) { 0, };

  return kept;
}

/**
 * propus_spend_rows_probe:
 * @file: usage.db
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: whether something could be written now; %FALSE with @error set when not
 */
gboolean
propus_spend_rows_probe (PropusUsageFile  *file,
                         GError          **error)
{
  if (propus_usage_file_open (file, PROPUS_LEDGER_BUSY_MS, error) == NULL || !propus_usage_file_begin (file, error))
    return FALSE;

  return propus_usage_file_end (file, TRUE, error);
}

/* --- after it --- */

typedef struct
{
  char  *model;
  int    day;
  gint64 total;    /* -1: there is no such row */
} Reserved;

static gboolean
look_up (PropusUsageFile  *file,
         gint64            id,
         Reserved         *reserved,
         GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean row;

  *reserved = (Reserved) { NULL, 0, -1 };
  stmt = propus_usage_file_prepare (file, "SELECT model, day, total FROM request WHERE id = ?1", error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, id);
  if (!propus_usage_file_step (file, stmt, &row, error))
    return FALSE;

  if (row)
    {
      reserved->model = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
      reserved->day = sqlite3_column_int (stmt, 1);
      reserved->total = sqlite3_column_int64 (stmt, 2);
    }

  return TRUE;
}

/* The estimate stays. */
static gboolean
close_row (PropusUsageFile              *file,
           const PropusSpendSettlement  *settlement,
           GError                      **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = propus_usage_file_prepare (file, "UPDATE request SET process = NULL, status = ?2, version = ?3 WHERE id = ?1",
                                    error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, settlement->id);
  sqlite3_bind_int (stmt, 2, settlement->status);
  bind_text (stmt, 3, settlement->version);

  return propus_usage_file_step (file, stmt, NULL, error);
}

static gboolean
write_counts (PropusUsageFile              *file,
              PropusPriceTable             *prices,
              const PropusSpendSettlement  *settlement,
              gint64                        cost,
              GError                      **error)
{
  static const char sql[] =
    "UPDATE request SET process = NULL, status = ?2, version = ?3, prompt = ?4, cached = ?5, candidates = ?6, "
    "thoughts = ?7, tool = ?8, total = ?9, cost = ?10, prices = ?11, estimated = ?12 WHERE id = ?1";
  const PropusUsageCount *count = &settlement->count;
  g_autoptr(sqlite3_stmt) stmt = propus_usage_file_prepare (file, sql, error);

  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, settlement->id);
  sqlite3_bind_int (stmt, 2, settlement->status);
  bind_text (stmt, 3, settlement->version);
  sqlite3_bind_int64 (stmt, 4, count->prompt);
  sqlite3_bind_int64 (stmt, 5, count->cached);
  sqlite3_bind_int64 (stmt, 6, count->candidates);
  sqlite3_bind_int64 (stmt, 7, count->thoughts);
  sqlite3_bind_int64 (stmt, 8, count->tool);
  sqlite3_bind_int64 (stmt, 9, count->total);
  bind_cost (stmt, 10, cost);
  bind_text (stmt, 11, cost >= 0 ? propus_price_table_get_date (prices) : NULL);
  sqlite3_bind_int (stmt, 12, settlement->end == PROPUS_SPEND_CUT);

  return propus_usage_file_step (file, stmt, NULL, error);
}

/**
 * propus_spend_rows_settle:
 * @file: usage.db
 * @prices: what tokens cost
 * @settlement: what became of a request
 * @error: return location for a #GIOErrorEnum error
 *
 * Puts what a request cost in the place of its estimate. Blocks.
 *
 * Returns: %FALSE with @error set when it could not be written: the estimate stays, and stays open
 */
gboolean
propus_spend_rows_settle (PropusUsageFile              *file,
                          PropusPriceTable             *prices,
                          const PropusSpendSettlement  *settlement,
                          GError                      **error)
{
  g_autofree char *model = NULL;
  Reserved reserved;
  gint64 cost = 0;

  if (propus_usage_file_open (file, PROPUS_SPEND_BUSY_MS, error) == NULL ||
      !look_up (file, settlement->id, &reserved, error))
    return FALSE;

  model = reserved.model;
  if (reserved.total < 0)
    return TRUE;
  if (settlement->end == PROPUS_SPEND_CUT && settlement->count.total <= reserved.total)
    return close_row (file, settlement, error);

  if (settlement->end != PROPUS_SPEND_FREE)
    cost = find_cost (prices, model, settlement->version, reserved.day, &settlement->count);

  return write_counts (file, prices, settlement, cost, error);
}
