/* propus-spend-holder.c - how much a pass or a run may spend
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-spend-holder.h"

#include "propus-usage-file-private.h"

/* What a batch or a film will cost nobody can tell from its request, and its answer does not say it either. */
static gboolean
is_unbounded (const PropusSpendRequest *request,
              int                       cap)
{
  return cap != PROPUS_CAP_REQUESTS && (g_str_equal (request->kind, "batch") || g_str_equal (request->kind, "other"));
}

/* A request that was refused, or of which nothing went up, is none. */
static gboolean
read_spent (PropusUsageFile           *file,
            const PropusSpendRequest  *request,
            gint64                     spent[PROPUS_CAP_N],
            GError                   **error)
{
  static const char of_run[] =
    "SELECT count (*) FILTER (WHERE estimated = 1 OR total > 0), coalesce (sum (total), 0), "
    "coalesce (sum (cost), 0) FROM request WHERE holder = ?1";
  static const char of_day[] =
    "SELECT count (*) FILTER (WHERE estimated = 1 OR total > 0), coalesce (sum (total), 0), "
    "coalesce (sum (cost), 0) FROM request WHERE holder = ?1 AND day = ?2";
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = propus_usage_file_prepare (file, request->holder->is_run ? of_run : of_day, error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_text (stmt, 1, request->holder->id, -1, SQLITE_STATIC);
  if (!request->holder->is_run)
    sqlite3_bind_int (stmt, 2, request->day);
  if (!propus_usage_file_step (file, stmt, NULL, error))
    return FALSE;

  for (int i = 0; i < PROPUS_CAP_N; i++)
    spent[i] = sqlite3_column_int64 (stmt, i);

  return TRUE;
}

/**
 * propus_spend_holder_check:
 * @file: usage.db, within a transaction
 * @request: a request that wants to go up
 * @tokens: what it may take
 * @cost: the same in money, 0 when the price is not known
 * @verdict: (inout): set when a limit of its pass, or of its run, would be passed
 * @error: return location for a #GIOErrorEnum error
 *
 * What other requests of the same holder have reserved counts, in whatever process they are.
 *
 * Returns: %FALSE with @error set when nothing is known
 */
gboolean
propus_spend_holder_check (PropusUsageFile           *file,
                           const PropusSpendRequest  *request,
                           gint64                     tokens,
                           gint64                     cost,
                           PropusSpendVerdict        *verdict,
                           GError                   **error)
{
  gint64 estimates[PROPUS_CAP_N] = { 1, tokens, cost };
  const PropusHolder *holder = request->holder;
  gint64 spent[PROPUS_CAP_N];

  if (holder == NULL || (holder->caps[PROPUS_CAP_REQUESTS] < 0 && holder->caps[PROPUS_CAP_TOKENS] < 0 &&
                         holder->caps[PROPUS_CAP_MONEY] < 0))
    return TRUE;
  if (!read_spent (file, request, spent, error))
    return FALSE;

  for (int i = 0; i < PROPUS_CAP_N; i++)
    if (holder->caps[i] >= 0 && is_unbounded (request, i))
      estimates[i] = MAX (holder->caps[i] - spent[i], 0) + 1;

  for (int i = 0; i < PROPUS_CAP_N; i++)
    if (holder->caps[i] >= 0 && spent[i] + estimates[i] > holder->caps[i])
      {
        verdict->kind = PROPUS_SPEND_HOLDER;
        verdict->cap = (PropusCap) i;
        verdict->by_money = i == PROPUS_CAP_MONEY;
        verdict->limit = holder->caps[i];
        verdict->spent = spent[i];
        verdict->estimate = estimates[i];
        break;
      }

  return TRUE;
}
