/* propus-spend-limits.c - how much may be spent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-spend-limits.h"

#include <string.h>

#include "propus-json.h"
#include "propus-limits.h"
#include "propus-usage-file-private.h"

#define RUNAWAY   "runaway"
#define IN_FLIGHT "inFlight"

/* Above any sum that can be reached, below what a double in JSON can hold exactly. */
#define MAX_LIMIT G_GINT64_CONSTANT (1000000000000000)

static sqlite3_stmt *
prepare_for (PropusUsageFile  *file,
             const char       *sql,
             const char       *first,
             GError          **error)
{
  sqlite3_stmt *stmt = propus_usage_file_prepare (file, sql, error);

  if (stmt != NULL && first != NULL)
    sqlite3_bind_text (stmt, 1, first, -1, SQLITE_STATIC);

  return stmt;
}

static gboolean
read_guard (PropusUsageFile  *file,
            const char       *name,
            gint64           *value,
            GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = prepare_for (file, "SELECT value FROM spend_guard WHERE name = ?1", name, error);
  gboolean row;

  if (stmt == NULL || !propus_usage_file_step (file, stmt, &row, error))
    return FALSE;

  *value = g_str_equal (name, RUNAWAY) ? PROPUS_LIMIT_RUNAWAY : PROPUS_LIMIT_IN_FLIGHT;
  if (row)
    *value = sqlite3_column_int64 (stmt, 0);

  return TRUE;
}

/* --- how fast --- */

static gboolean
read_stop (PropusUsageFile  *file,
           const char       *program,
           gint64           *at,
           gint64           *since,
           GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean row;

  *at = *since = 0;
  stmt = prepare_for (file, "SELECT at, since FROM spend_stopped WHERE program = ?1", program, error);
  if (stmt == NULL || !propus_usage_file_step (file, stmt, &row, error))
    return FALSE;

  if (row)
    {
      *at = sqlite3_column_int64 (stmt, 0);
      *since = sqlite3_column_int64 (stmt, 1);
    }

  return TRUE;
}

static gboolean
write_stop (PropusUsageFile  *file,
            const char       *program,
            gint64            at,
            gint64            since,
            GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = prepare_for (file, "INSERT INTO spend_stopped (program, at, since) VALUES (?1, ?2, ?3) "
                      "ON CONFLICT (program) DO UPDATE SET at = ?2, since = ?3", program, error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 2, at);
  sqlite3_bind_int64 (stmt, 3, since);

  return propus_usage_file_step (file, stmt, NULL, error);
}

static gboolean
count_recent (PropusUsageFile  *file,
              const char       *program,
              gint64            since,
              gint64           *count,
              GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = prepare_for (file, "SELECT count (*) FROM request WHERE program = ?1 AND at > ?2", program, error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 2, since);
  if (!propus_usage_file_step (file, stmt, NULL, error))
    return FALSE;

  *count = sqlite3_column_int64 (stmt, 0);

  return TRUE;
}

/* A loop is not slowed down but stopped: as long as it goes on asking it gets nothing, until it has been still for as long
 * as the pace is measured over, or the person has said that it may. */
static gboolean
check_runaway (PropusUsageFile           *file,
               const PropusSpendRequest  *request,
               PropusSpendVerdict        *verdict,
               GError                   **error)
{
  gint64 limit, at, since, count = 0;
  gboolean stopped;

  if (!read_guard (file, RUNAWAY, &limit, error) || limit == 0)
    return limit == 0;
  if (!read_stop (file, request->program, &at, &since, error))
    return FALSE;

  stopped = at != 0 && at > request->at - PROPUS_RUNAWAY_MS;
  if (!stopped && !count_recent (file, request->program, MAX (since, request->at - PROPUS_RUNAWAY_MS), &count, error))
    return FALSE;
  if (!stopped && count < limit)
    return TRUE;

  verdict->kind = PROPUS_SPEND_RUNAWAY;
  verdict->limit = limit;

  return write_stop (file, request->program, request->at, since, error);
}

static gboolean
check_in_flight (PropusUsageFile           *file,
                 const PropusSpendRequest  *request,
                 PropusSpendVerdict        *verdict,
                 GError                   **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gint64 limit;

  if (!read_guard (file, IN_FLIGHT, &limit, error))
    return FALSE;
  if (limit == 0 || g_str_equal (request->program, PROPUS_PROGRAM_PARENT))
    return TRUE;

  if (request->holder != NULL)
    stmt = prepare_for (file, "SELECT count (*) FROM request WHERE process IS NOT NULL AND holder = ?1",
                        request->holder->id, error);
  else
    stmt = prepare_for (file, "SELECT count (*) FROM request WHERE process IS NOT NULL AND program = ?1",
                        request->program, error);
  if (stmt == NULL || !propus_usage_file_step (file, stmt, NULL, error))
    return FALSE;

  if (sqlite3_column_int64 (stmt, 0) >= limit)
    {
      verdict->kind = PROPUS_SPEND_IN_FLIGHT;
      verdict->limit = limit;
    }

  return TRUE;
}

/**
 * propus_spend_limits_check_pace:
 * @file: usage.db, within a transaction
 * @request: a request that wants to go up
 * @verdict: (inout): its kind and its limit are set when the request may not
 * @error: return location for a #GIOErrorEnum error
 *
 * Whether its program asks too often, or has too much under way. The window may have as much under way as it likes.
 *
 * Returns: %FALSE with @error set when nothing is known
 */
gboolean
propus_spend_limits_check_pace (PropusUsageFile           *file,
                                const PropusSpendRequest  *request,
                                PropusSpendVerdict        *verdict,
                                GError                   **error)
{
  if (!check_runaway (file, request, verdict, error))
    return FALSE;

  return verdict->kind != PROPUS_SPEND_ALLOWED || check_in_flight (file, request, verdict, error);
}

/* --- how much --- */

static gboolean
read_spent (PropusUsageFile     *file,
            int                  day,
            PropusSpendVerdict  *verdict,
            const char          *program,
            GError             **error)
{
  static const char for_all[] =
    "SELECT coalesce (sum (total), 0), coalesce (sum (cost), 0) FROM request WHERE day BETWEEN ?2 AND ?3";
  static const char for_one[] =
    "SELECT coalesce (sum (total), 0), coalesce (sum (cost), 0) FROM request WHERE day BETWEEN ?2 AND ?3 "
    "AND program = ?1";
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = prepare_for (file, verdict->for_all ? for_all : for_one, verdict->for_all ? NULL : program, error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int (stmt, 2, verdict->by_month ? day / 100 * 100 : day);
  sqlite3_bind_int (stmt, 3, verdict->by_month ? day / 100 * 100 + 99 : day);
  if (!propus_usage_file_step (file, stmt, NULL, error))
    return FALSE;

  verdict->spent = sqlite3_column_int64 (stmt, verdict->by_money ? 1 : 0);

  return TRUE;
}

static gboolean
is_acknowledged (PropusUsageFile  *file,
                 const char       *program,
                 int               day,
                 gboolean         *acknowledged,
                 GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = prepare_for (file, "SELECT 1 FROM spend_acknowledged WHERE program IN ('', ?1) AND day = ?2", program, error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int (stmt, 2, day);

  return propus_usage_file_step (file, stmt, acknowledged, error);
}

/* A limit that is not set is NULL. */
static gboolean
passes (sqlite3_stmt             *stmt,
        int                       column,
        const PropusSpendVerdict *verdict)
{
  return sqlite3_column_type (stmt, column) != SQLITE_NULL &&
         verdict->spent + verdict->estimate > sqlite3_column_int64 (stmt, column);
}

static gboolean
check_one (PropusUsageFile           *file,
           const PropusSpendRequest  *request,
           sqlite3_stmt              *stmt,
           gboolean                   asks,
           gint64                     tokens,
           gint64                     cost,
           PropusSpendVerdict        *verdict,
           GError                   **error)
{
  PropusSpendVerdict one = { 0, };

  one.for_all = *sqlite3_column_text (stmt, 0) == '\0';
  one.by_month = g_str_equal ((const char *) sqlite3_column_text (stmt, 1), "month");
  one.by_money = g_str_equal ((const char *) sqlite3_column_text (stmt, 2), "money");
  one.estimate = one.by_money ? cost : tokens;
  if (!read_spent (file, request->day, &one, request->program, error))
    return FALSE;

  if (passes (stmt, 4, &one))
    {
      one.kind = PROPUS_SPEND_HARD;
      one.limit = sqlite3_column_int64 (stmt, 4);
    }
  else if (asks && passes (stmt, 3, &one))
    {
      one.kind = PROPUS_SPEND_SOFT;
      one.limit = sqlite3_column_int64 (stmt, 3);
    }

  /* The hard one is what there is to say. */
  if (one.kind > verdict->kind)
    *verdict = one;

  return TRUE;
}

/**
 * propus_spend_limits_check:
 * @file: usage.db, within a transaction
 * @request: a request that wants to go up
 * @tokens: what it may take
 * @cost: the same in money, 0 when the price is not known
 * @verdict: (inout): set when a limit would be passed
 * @error: return location for a #GIOErrorEnum error
 *
 * Soft limits are for the person, who can be asked. Programs know only the hard ones.
 *
 * Returns: %FALSE with @error set when nothing is known
 */
gboolean
propus_spend_limits_check (PropusUsageFile           *file,
                           const PropusSpendRequest  *request,
                           gint64                     tokens,
                           gint64                     cost,
                           PropusSpendVerdict        *verdict,
                           GError                   **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean acknowledged, row, done = TRUE;

  if (!is_acknowledged (file, request->program, request->day, &acknowledged, error))
    return FALSE;

  stmt = prepare_for (file, "SELECT program, period, unit, soft, hard FROM spend_limit WHERE program IN ('', ?1)",
                      request->program, error);
  if (stmt == NULL)
    return FALSE;

  while (done && (done = propus_usage_file_step (file, stmt, &row, error)) && row)
    done = check_one (file, request, stmt, !acknowledged && g_str_equal (request->program, PROPUS_PROGRAM_PARENT),
                      tokens, cost, verdict, error);

  return done;
}

/* --- reading and setting them --- */

static void
set_limit (JsonObject   *object,
           const char   *name,
           sqlite3_stmt *stmt,
           int           column)
{
  if (sqlite3_column_type (stmt, column) == SQLITE_NULL)
    json_object_set_null_member (object, name);
  else
    json_object_set_int_member (object, name, sqlite3_column_int64 (stmt, column));
}

static JsonArray *
read_limits (PropusUsageFile  *file,
             GError          **error)
{
  g_autoptr(JsonArray) array = json_array_new ();
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean read, row;

  stmt = prepare_for (file, "SELECT program, period, unit, soft, hard FROM spend_limit ORDER BY 1, 2, 3", NULL, error);
  if (stmt == NULL)
    return NULL;

  while ((read = propus_usage_file_step (file, stmt, &row, error)) && row)
    {
      JsonObject *one = json_object_new ();

      json_object_set_string_member (one, "program", (const char *) sqlite3_column_text (stmt, 0));
      json_object_set_string_member (one, "window", (const char *) sqlite3_column_text (stmt, 1));
      json_object_set_string_member (one, "unit", (const char *) sqlite3_column_text (stmt, 2));
      set_limit (one, "soft", stmt, 3);
      set_limit (one, "hard", stmt, 4);
      json_array_add_object_element (array, one);
    }

  return read ? g_steal_pointer (&array) : NULL;
}

/**
 * propus_spend_limits_read:
 * @file: usage.db
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): `{"limits": [{"program","window","unit","soft","hard"}…], "runaway", "inFlight"}`;
 *   %NULL with @error set
 */
JsonObject *
propus_spend_limits_read (PropusUsageFile  *file,
                          GError          **error)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonArray *limits;
  gint64 runaway = PROPUS_LIMIT_RUNAWAY, in_flight = PROPUS_LIMIT_IN_FLIGHT;

  if (propus_usage_file_exists (file))
    {
      if (propus_usage_file_open (file, PROPUS_LEDGER_BUSY_MS, error) == NULL ||
          !read_guard (file, RUNAWAY, &runaway, error) || !read_guard (file, IN_FLIGHT, &in_flight, error))
        return NULL;
      limits = read_limits (file, error);
      if (limits == NULL)
        return NULL;
    }
  else
    {
      limits = json_array_new ();
    }

  json_object_set_array_member (object, "limits", limits);
  json_object_set_int_member (object, RUNAWAY, runaway);
  json_object_set_int_member (object, IN_FLIGHT, in_flight);

  return g_steal_pointer (&object);
}

static gboolean
is_amount (JsonObject *object,
           const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  gint64 value;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;

  value = json_node_get_int (node);

  return value >= 0 && value <= MAX_LIMIT;
}

static gboolean
is_one_of (const char         *text,
           const char * const *texts)
{
  return text != NULL && g_strv_contains (texts, text);
}

/**
 * propus_spend_limits_are_valid:
 * @limits: what somebody wants to set
 *
 * Returns: whether propus_spend_limits_write() understands all of it
 */
gboolean
propus_spend_limits_are_valid (JsonObject *limits)
{
  static const char * const windows[] = { "day", "month", NULL };
  static const char * const units[] = { "tokens", "money", NULL };
  JsonArray *array = propus_json_get_array (limits, "limits");

  if ((json_object_has_member (limits, "limits") && array == NULL) ||
      !is_amount (limits, RUNAWAY) || !is_amount (limits, IN_FLIGHT))
    return FALSE;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = propus_json_array_object (array, i);
      const char *program = propus_json_get_string (one, "program");

      if (one == NULL || (program != NULL && strlen (program) > PROPUS_LIMIT_LABEL_BYTES) ||
          !is_one_of (propus_json_get_string (one, "window"), windows) ||
          !is_one_of (propus_json_get_string (one, "unit"), units) || !is_amount (one, "soft") ||
          !is_amount (one, "hard"))
        return FALSE;
    }

  return TRUE;
}

static void
bind_amount (sqlite3_stmt *stmt,
             int           index,
             JsonObject   *object,
             const char   *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    sqlite3_bind_null (stmt, index);
  else
    sqlite3_bind_int64 (stmt, index, json_node_get_int (node));
}

static gboolean
write_limit (PropusUsageFile  *file,
             JsonObject       *one,
             GError          **error)
{
  const char *program = propus_json_get_string (one, "program");
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = prepare_for (file, "INSERT OR REPLACE INTO spend_limit (program, period, unit, soft, hard) "
                      "VALUES (?1, ?2, ?3, ?4, ?5)", program != NULL ? program : "", error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_text (stmt, 2, propus_json_get_string (one, "window"), -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 3, propus_json_get_string (one, "unit"), -1, SQLITE_STATIC);
  bind_amount (stmt, 4, one, "soft");
  bind_amount (stmt, 5, one, "hard");

  return propus_usage_file_step (file, stmt, NULL, error);
}

static gboolean
write_guard (PropusUsageFile  *file,
             JsonObject       *limits,
             const char       *name,
             GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  if (!json_object_has_member (limits, name))
    return TRUE;

  /* null: what it is by itself */
  if (json_object_get_null_member (limits, name))
    stmt = prepare_for (file, "DELETE FROM spend_guard WHERE name = ?1", name, error);
  else
    stmt = prepare_for (file, "INSERT OR REPLACE INTO spend_guard (name, value) VALUES (?1, ?2)", name, error);
  if (stmt == NULL)
    return FALSE;

  if (!json_object_get_null_member (limits, name))
    bind_amount (stmt, 2, limits, name);

  return propus_usage_file_step (file, stmt, NULL, error);
}

static gboolean
write_locked (PropusUsageFile  *file,
              JsonObject       *limits,
              GError          **error)
{
  JsonArray *array = propus_json_get_array (limits, "limits");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!write_limit (file, propus_json_array_object (array, i), error))
      return FALSE;

  return write_guard (file, limits, RUNAWAY, error) && write_guard (file, limits, IN_FLIGHT, error) &&
         propus_usage_file_exec (file, "DELETE FROM spend_limit WHERE soft IS NULL AND hard IS NULL", error);
}

/**
 * propus_spend_limits_write:
 * @file: usage.db
 * @limits: as propus_spend_limits_read() gives them; what it does not name stays as it is
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: %FALSE with @error set when nothing was changed
 */
gboolean
propus_spend_limits_write (PropusUsageFile  *file,
                           JsonObject       *limits,
                           GError          **error)
{
  return propus_usage_file_open (file, PROPUS_SPEND_BUSY_MS, error) != NULL && propus_usage_file_begin (file, error) &&
         propus_usage_file_end (file, write_locked (file, limits, error), error);
}

static gboolean
acknowledge_locked (PropusUsageFile  *file,
                    const char       *program,
                    int               day,
                    gint64            now,
                    GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  g_autoptr(sqlite3_stmt) stopped = NULL;

  stmt = prepare_for (file, "INSERT OR REPLACE INTO spend_acknowledged (program, day) VALUES (?1, ?2)", program, error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int (stmt, 2, day);
  if (!propus_usage_file_step (file, stmt, NULL, error))
    return FALSE;

  stopped = prepare_for (file, "UPDATE spend_stopped SET at = 0, since = ?2 WHERE ?1 IN ('', program)", program, error);
  if (stopped == NULL)
    return FALSE;

  sqlite3_bind_int64 (stopped, 2, now);

  return propus_usage_file_step (file, stopped, NULL, error);
}

/**
 * propus_spend_limits_acknowledge:
 * @file: usage.db
 * @program: whose; "": everybody's
 * @day: today, YYYYMMDD
 * @now: Unix milliseconds
 * @error: return location for a #GIOErrorEnum error
 *
 * The person knows: soft limits are passed for today, and a program that was stopped may go on.
 *
 * Returns: %FALSE with @error set when nothing was changed
 */
gboolean
propus_spend_limits_acknowledge (PropusUsageFile  *file,
                                 const char       *program,
                                 int               day,
                                 gint64            now,
                                 GError          **error)
{
  return propus_usage_file_open (file, PROPUS_SPEND_BUSY_MS, error) != NULL && propus_usage_file_begin (file, error) &&
         propus_usage_file_end (file, acknowledge_locked (file, program, day, now, error), error);
}
