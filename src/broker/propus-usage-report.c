/* propus-usage-report.c - what was spent, added up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-report.h"

#include "propus-limits.h"
#include "propus-usage-day.h"
#include "propus-usage-file-private.h"

/* What a total is made of, in this order behind the name. */
#define SUMS "count (*), sum (prompt), sum (cached), sum (candidates), sum (thoughts), sum (tool), sum (total), " \
  "sum (coalesce (cost, 0)), sum (cost IS NULL), sum (estimated)"

static const char * const sum_names[] = {
  "requests", "prompt", "cached", "candidates", "thoughts", "tool", "total", "cost", "unpriced", "estimated"
};

static const struct { const char *by; const char *sql; } groups[] = {
  { "day", "SELECT day, " SUMS " FROM request WHERE day BETWEEN ?1 AND ?2 GROUP BY day ORDER BY day" },
  { "model", "SELECT model, " SUMS " FROM request WHERE day BETWEEN ?1 AND ?2 GROUP BY model ORDER BY sum (total) DESC" },
  { "key", "SELECT key, " SUMS " FROM request WHERE day BETWEEN ?1 AND ?2 GROUP BY key ORDER BY sum (total) DESC" },
  { "program", "SELECT program, " SUMS " FROM request WHERE day BETWEEN ?1 AND ?2 GROUP BY program "
    "ORDER BY sum (total) DESC" },
};

static const char *
find_sql (const char *by)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_strcmp0 (groups[i].by, by) == 0)
      return groups[i].sql;

  return NULL;
}

/**
 * propus_usage_report_knows:
 * @by: (nullable): what somebody wants to add up by
 *
 * Returns: whether it is "day", "model", "key" or "program"
 */
gboolean
propus_usage_report_knows (const char *by)
{
  return find_sql (by) != NULL;
}

/* A day as people write it in files; every other name as it is. */
static void
set_name (JsonObject   *object,
          const char   *name,
          sqlite3_stmt *stmt,
          int           column)
{
  g_autofree char *text = NULL;

  if (sqlite3_column_type (stmt, column) == SQLITE_INTEGER)
    text = propus_usage_day_dup (sqlite3_column_int (stmt, column));

  json_object_set_string_member (object, name,
                                 text != NULL ? text : (const char *) sqlite3_column_text (stmt, column));
}

static JsonObject *
read_sum (sqlite3_stmt *stmt,
          gint64       *totals)
{
  JsonObject *object = json_object_new ();

  set_name (object, "name", stmt, 0);
  for (guint i = 0; i < G_N_ELEMENTS (sum_names); i++)
    {
      gint64 value = sqlite3_column_int64 (stmt, (int) i + 1);

      json_object_set_int_member (object, sum_names[i], value);
      totals[i] += value;
    }

  return object;
}

static sqlite3_stmt *
open_and_prepare (PropusUsageFile  *file,
                  const char       *sql,
                  int               from,
                  int               to,
                  GError          **error)
{
  sqlite3_stmt *stmt;

  if (propus_usage_file_open (file, PROPUS_LEDGER_BUSY_MS, error) == NULL)
    return NULL;

  stmt = propus_usage_file_prepare (file, sql, error);
  if (stmt != NULL)
    {
      sqlite3_bind_int (stmt, 1, from);
      sqlite3_bind_int (stmt, 2, to);
    }

  return stmt;
}

/**
 * propus_usage_report_sum:
 * @file: usage.db
 * @by: "day", "model", "key" or "program"
 * @from: the first day
 * @to: the last day
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): `{"rows": [{"name", "requests", "total", "cost", …}…], "total": {…}}`, empty when
 *   there is no file; %NULL with @error set
 */
JsonObject *
propus_usage_report_sum (PropusUsageFile  *file,
                         const char       *by,
                         int               from,
                         int               to,
                         GError          **error)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(sqlite3_stmt) stmt = NULL;
  JsonArray *rows = json_array_new ();
  JsonObject *total = json_object_new ();
  gint64 totals[G_N_ELEMENTS (sum_names)] = { 0, };
  gboolean read = TRUE, row;

  json_object_set_array_member (object, "rows", rows);
  json_object_set_object_member (object, "total", total);
  if (propus_usage_file_exists (file))
    {
      stmt = open_and_prepare (file, find_sql (by), from, to, error);
      if (stmt == NULL)
        return NULL;

      while ((read = propus_usage_file_step (file, stmt, &row, error)) && row)
        json_array_add_object_element (rows, read_sum (stmt, totals));
    }

  for (guint i = 0; i < G_N_ELEMENTS (sum_names); i++)
    json_object_set_int_member (total, sum_names[i], totals[i]);

  return read ? g_steal_pointer (&object) : NULL;
}

/* In the order of the query. */
static const char * const row_names[] = {
  "id", "at", "program", "key", "model", "version", "kind", "status", "prompt", "cached", "candidates", "thoughts", "tool",
  "total", "cost", "prices", "estimated", "open"
};

static JsonObject *
read_row (sqlite3_stmt *stmt)
{
  JsonObject *object = json_object_new ();

  for (int i = 0; i < (int) G_N_ELEMENTS (row_names); i++)
    switch (sqlite3_column_type (stmt, i))
      {
      case SQLITE_INTEGER:
        json_object_set_int_member (object, row_names[i], sqlite3_column_int64 (stmt, i));
        break;
      case SQLITE_NULL:
        json_object_set_null_member (object, row_names[i]);
        break;
      default:
        json_object_set_string_member (object, row_names[i], (const char *) sqlite3_column_text (stmt, i));
        break;
      }

  return object;
}

/**
 * propus_usage_report_rows:
 * @file: usage.db
 * @from: the first day
 * @to: the last day
 * @after: the id of the last request that is known already, 0 none
 * @limit: how many at most
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): `{"rows": [{"id", "at", "model", …}…], "next": id|null}`, empty when there is no
 *   file; %NULL with @error set
 */
JsonObject *
propus_usage_report_rows (PropusUsageFile  *file,
                          int               from,
                          int               to,
                          gint64            after,
                          int               limit,
                          GError          **error)
{
  static const char sql[] =
    "SELECT id, at, program, key, model, version, kind, status, prompt, cached, candidates, thoughts, tool, total, cost, "
    "prices, estimated, process IS NOT NULL FROM request WHERE id > ?3 AND day BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?4";
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(sqlite3_stmt) stmt = NULL;
  JsonArray *rows = json_array_new ();
  gboolean read = TRUE, row;
  gint64 last = 0;

  json_object_set_array_member (object, "rows", rows);
  if (propus_usage_file_exists (file))
    {
      stmt = open_and_prepare (file, sql, from, to, error);
      if (stmt == NULL)
        return NULL;

      sqlite3_bind_int64 (stmt, 3, after);
      sqlite3_bind_int (stmt, 4, limit);
      while ((read = propus_usage_file_step (file, stmt, &row, error)) && row)
        {
          last = sqlite3_column_int64 (stmt, 0);
          json_array_add_object_element (rows, read_row (stmt));
        }
    }

  if ((int) json_array_get_length (rows) == limit)
    json_object_set_int_member (object, "next", last);
  else
    json_object_set_null_member (object, "next");

  return read ? g_steal_pointer (&object) : NULL;
}
