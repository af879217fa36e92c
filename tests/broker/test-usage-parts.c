/* test-usage-parts.c - which requests cost, how much, and where their answers say so
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "propus-limits.h"
#include "propus-price-table.h"
#include "propus-spend-limits.h"
#include "propus-spend-process.h"
#include "propus-spend-rows.h"
#include "propus-usage-day.h"
#include "propus-usage-file.h"
#include "propus-usage-kind.h"
#include "propus-usage-scanner.h"

static void
test_kind (void)
{
  static const struct { const char *method; const char *path; const char *kind; const char *model; } cases[] = {
    { "POST", "/v1beta/models/gemini-x:generateContent", "generate", "gemini-x" },
    { "POST", "/v1beta/models/gemini-x:streamGenerateContent", "stream", "gemini-x" },
    { "POST", "/v1beta/models/gemini-x:stream%47enerateContent", "stream", "gemini-x" },
    { "POST", "/v1/tunedModels/mine:generateContent", "generate", "mine" },
    { "POST", "/v1beta/models/e:batchEmbedContents", "embed", "e" },
    { "POST", "/v1beta/models/veo:predictLongRunning", "other", "veo" },
    { "POST", "/v1beta/interactions", "interaction", "" },
    { "POST", "/v1beta/cachedContents", "cache", "" },
    { "POST", "/v1beta/openai/chat/completions", "chat", "" },
    { "POST", "/v1beta/openai/videos", "other", "" },
    { "POST", "/v1beta/openai/batches", "batch", "" },
    { "POST", "/v1beta/openai/batches/one/cancel", NULL, NULL },
    { "POST", "/v1beta/openai/files", NULL, NULL },
    { "GET", "/v1beta/openai/models", NULL, NULL },
    { "POST", "/v1beta/models/gemini-x:countTokens", NULL, NULL },
    { "POST", "/v1beta/batches/1:cancel", NULL, NULL },
    { "POST", "/upload/v1beta/files", NULL, NULL },
    { "GET", "/v1beta/models", NULL, NULL },
    { "GET", "/v1beta/interactions/1", NULL, NULL },
    { "DELETE", "/v1beta/cachedContents/1", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *model = NULL;

      g_assert_cmpstr (propus_usage_kind_of (cases[i].method, cases[i].path, &model), ==, cases[i].kind);
      g_assert_cmpstr (model, ==, cases[i].model);
    }
}

/* At every place at which it can come in two pieces, and in pieces of one byte. */
static void
check_scan (const char             *text,
            gboolean                found,
            const PropusUsageCount *wanted,
            const char             *model)
{
  gsize length = strlen (text);

  for (gsize cut = 0; cut <= length + 1; cut++)
    {
      g_autoptr(PropusUsageScanner) scanner = propus_usage_scanner_new ();
      PropusUsageCount count;

      if (cut <= length)
        {
          propus_usage_scanner_push (scanner, text, cut);
          propus_usage_scanner_push (scanner, text + cut, length - cut);
        }
      else
        {
          for (gsize i = 0; i < length; i++)
            propus_usage_scanner_push (scanner, text + i, 1);
        }

      g_assert_cmpint (propus_usage_scanner_get_count (scanner, &count), ==, found);
      if (wanted != NULL)
        g_assert_cmpmem (&count, sizeof count, wanted, sizeof *wanted);
      g_assert_cmpstr (propus_usage_scanner_get_model (scanner), ==, model);
    }
}

static void
test_scan_stream (void)
{
  const PropusUsageCount last = { 10, 4, 20, 30, 5, 65 };

  check_scan ("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}],\"usageMetadata\":{\"promptTokenCount\":10,"
              "\"totalTokenCount\":10},\"modelVersion\":\"m-1\"}\r\n\r\n"
              "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"b \\\"usageMetadata\\\":{\\\"x\\\":1} \\\\\"}]}}],"
              "\"usageMetadata\":{\"promptTokenCount\":10,\"cachedContentTokenCount\":4,\"candidatesTokenCount\":20,"
              "\"thoughtsTokenCount\":30,\"toolUsePromptTokenCount\":5,\"totalTokenCount\":65,\"promptTokensDetails\":"
              "[{\"modality\":\"TEXT\",\"tokenCount\":10}]},\"modelVersion\":\"m-2\"}\r\n\r\n", TRUE, &last, "m-2");
}

static void
test_scan_shapes (void)
{
  const PropusUsageCount seven = { 3, 0, 4, 0, 0, 7 };

  check_scan ("[{\"usageMetadata\" : { \"promptTokenCount\": 3, \"candidatesTokenCount\": 4 } },\n{\"a\":1}]", TRUE, &seven, NULL);
  check_scan ("{\n  \"usageMetadata\": {\n    \"promptTokenCount\": \"3\",\n    \"candidatesTokenCount\": 4\n  }\n}\n", TRUE,
              &seven, NULL);
  check_scan ("event: interaction.completed\ndata: {\"event_type\":\"x\",\"interaction\":{\"status\":\"completed\",\"usage\":"
              "{\"total_input_tokens\":3,\"total_output_tokens\":4,\"total_tokens\":7}}}\n\n", TRUE, &seven, NULL);
  check_scan ("{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}", TRUE, &seven, NULL);

  /* what was left open by a broken event does not hide the next one */
  check_scan ("data: {\"a\":{\"b\":\"open\ndata: {\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":4}}\n\n",
              TRUE, &seven, NULL);

  /* none, broken, and of the model's own making */
  check_scan ("", FALSE, NULL, NULL);
  check_scan ("data: {\"usageMetadata\":{}}\n\n", FALSE, NULL, NULL);
  check_scan ("data: {\"usageMetadata\":{\"promptTokenCount\":3", FALSE, NULL, NULL);
  check_scan ("data: {\"usageMetadata\":{\"promptTokenCount\":3,,}}\n\n", FALSE, NULL, NULL);
  check_scan ("data: {\"usageMetadata\":\"{\\\"promptTokenCount\\\":3}\"}\n\n", FALSE, NULL, NULL);
  check_scan ("data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"args\":{\"usageMetadata\":"
              "{\"promptTokenCount\":3}}}}]}}]}\n\n", FALSE, NULL, NULL);
  check_scan ("}}}}]]\"\"\"{{{\":\":{\"usageMetadata\":", FALSE, NULL, NULL);
}

static void
test_scan_bounds (void)
{
  const PropusUsageCount clamped = { 0, 0, 1000000000, 0, 0, 1000000000 };
  g_autoptr(PropusUsageScanner) scanner = propus_usage_scanner_new ();
  g_autofree char *spaces = g_strnfill (64 * 1024, ' ');
  PropusUsageCount count;

  check_scan ("{\"usageMetadata\":{\"promptTokenCount\":-5,\"candidatesTokenCount\":9223372036854775807}}", TRUE, &clamped,
              NULL);

  /* one that does not end is not kept, and the next one is read */
  propus_usage_scanner_push (scanner, "{\"usageMetadata\":{\"x\":\"", 23);
  for (guint i = 0; i < 16; i++)
    propus_usage_scanner_push (scanner, spaces, 64 * 1024);
  propus_usage_scanner_push (scanner, "\",\"promptTokenCount\":3}}\n", 25);
  g_assert_false (propus_usage_scanner_get_count (scanner, &count));
  propus_usage_scanner_push (scanner, "{\"usageMetadata\":{\"promptTokenCount\":4}}", 40);
  g_assert_true (propus_usage_scanner_get_count (scanner, &count));
  g_assert_cmpint (count.total, ==, 4);
}

static void
test_estimate (void)
{
  PropusUsageCount count;

  g_assert_cmpint (propus_usage_count_input (0), ==, 0);
  g_assert_cmpint (propus_usage_count_input (1), ==, 1);
  g_assert_cmpint (propus_usage_count_input (4000), ==, 1000);
  g_assert_cmpint (propus_usage_count_input (G_MAXINT64 / 2), ==, PROPUS_SPEND_INPUT_MAX);
  g_assert_cmpint (propus_usage_count_input (-1), ==, PROPUS_SPEND_INPUT_MAX);
  propus_usage_count_estimate (&count, 400, 30);
  g_assert_cmpint (count.prompt, ==, 100);
  g_assert_cmpint (count.candidates, ==, 30);
  g_assert_cmpint (count.total, ==, 130);
}

static void
test_prices (void)
{
  g_autoptr(PropusPriceTable) prices = propus_price_table_new (NULL);
  const PropusUsageCount small = { 1000, 400, 100, 100, 0, 1200 };
  const PropusUsageCount large = { 300000, 0, 1000, 0, 0, 301000 };
  const PropusUsageCount nothing = { 0, };

  /* 600 × 0.75 + 400 × 0.075 + 200 × 3.75 */
  g_assert_cmpint (propus_price_table_cost (prices, "gemini-3.8-flash", 20261128, &small), ==, 1230);
  g_assert_cmpint (propus_price_table_cost (prices, "models/gemini-3.8-flash", 20261231, &small), ==, 1230);
  g_assert_cmpint (propus_price_table_cost (prices, "gemini-3.8-flash", 20270101, &small), ==, 2460);
  g_assert_cmpint (propus_price_table_cost (prices, "gemini-3.8-flash-001", 20261128, &small), ==, 1230);
  g_assert_cmpint (propus_price_table_cost (prices, "gemini-3.8-flash-tts", 20261128, &small), ==, -1);
  g_assert_cmpint (propus_price_table_cost (prices, "gemini-3.7-flash", 20270101, &small), ==, -1);
  g_assert_cmpint (propus_price_table_cost (prices, "", 20261128, &small), ==, -1);
  g_assert_cmpint (propus_price_table_cost (prices, "gemini-2.5-pro", 20261128, &large), ==, 300000 * 5 / 2 + 15000);
  g_assert_cmpint (propus_price_table_cost (prices, "gemini-2.5-pro", 20261128, &nothing), ==, 0);
}

/* --- the file --- */

typedef struct
{
  char             *folder;
  char             *path;
  PropusUsageFile  *file;
  PropusPriceTable *prices;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("propus-usage-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "usage.db", NULL);
  fixture->file = propus_usage_file_new (fixture->path);
  fixture->prices = propus_price_table_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  propus_usage_file_free (fixture->file);
  propus_price_table_free (fixture->prices);
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
run_sql (Fixture    *fixture,
         const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static gint64
ask_sql (Fixture    *fixture,
         const char *sql)
{
  sqlite3 *db;
  sqlite3_stmt *stmt;
  gint64 value;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);

  return value;
}

static PropusSpendKind
reserve (Fixture    *fixture,
         const char *program,
         gint64      at,
         gint64     *id)
{
  PropusSpendRequest request = { (char *) program, (char *) "key", (char *) "gemini-2.5-flash", "generate", 400, at, 20261128 };
  g_autoptr(GError) error = NULL;
  PropusSpendVerdict verdict;

  g_assert_true (propus_spend_rows_reserve (fixture->file, fixture->prices, &request, &verdict, &error));
  g_assert_no_error (error);
  if (id != NULL)
    *id = verdict.id;

  return verdict.kind;
}

static void
settle (Fixture        *fixture,
        gint64          id,
        PropusSpendEnd  end,
        gint64          output)
{
  PropusSpendSettlement settlement = { id, end, NULL, 200, { 100, 0, output, 0, 0, 100 + output } };
  g_autoptr(GError) error = NULL;

  g_assert_true (propus_spend_rows_settle (fixture->file, fixture->prices, &settlement, &error));
  g_assert_no_error (error);
}

static void
set_limits (Fixture    *fixture,
            const char *text)
{
  g_autoptr(JsonNode) node = json_from_string (text, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (propus_spend_limits_are_valid (json_node_get_object (node)));
  g_assert_true (propus_spend_limits_write (fixture->file, json_node_get_object (node), &error));
  g_assert_no_error (error);
}

/* A file of version 1, with what was in it. */
static void
test_migration (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) outcomes = NULL;
  const PropusKeyOutcome *outcome;

  run_sql (fixture, "CREATE TABLE key_outcome (id TEXT PRIMARY KEY, last_success INTEGER NOT NULL DEFAULT 0, "
           "refused_at INTEGER NOT NULL DEFAULT 0, code INTEGER NOT NULL DEFAULT 0, status TEXT, reason TEXT, message TEXT) "
           "WITHOUT ROWID; INSERT INTO key_outcome (id, last_success) VALUES ('one', 7); PRAGMA user_version = 1");

  g_assert_cmpint (reserve (fixture, "propus", 1000, NULL), ==, PROPUS_SPEND_ALLOWED);
  outcomes = propus_usage_file_read (fixture->file, NULL);
  g_assert_cmpuint (outcomes->len, ==, 1);
  outcome = outcomes->pdata[0];
  g_assert_cmpstr (outcome->id, ==, "one");
  g_assert_cmpint (outcome->last_success, ==, 7);
  g_assert_cmpint (ask_sql (fixture, "PRAGMA user_version"), ==, 3);
}

static void
test_newer (Fixture       *fixture,
            gconstpointer  data)
{
  PropusSpendRequest request = { (char *) "propus", (char *) "key", (char *) "m", "generate", 4, 1, 20261128 };
  g_autoptr(GError) error = NULL;
  PropusSpendVerdict verdict;

  run_sql (fixture, "PRAGMA user_version = 99");
  g_assert_false (propus_spend_rows_reserve (fixture->file, fixture->prices, &request, &verdict, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_cmpint (verdict.id, ==, 0);
}

/* The longest answer so far is what the next one is taken for; one that was cut teaches nothing. */
static void
test_typical (Fixture       *fixture,
              gconstpointer  data)
{
  gint64 id;

  reserve (fixture, "propus", 1000, &id);
  g_assert_cmpint (ask_sql (fixture, "SELECT total FROM request ORDER BY id DESC"), ==, 100 + PROPUS_SPEND_TYPICAL_OUTPUT);
  settle (fixture, id, PROPUS_SPEND_COUNTED, 70);
  reserve (fixture, "propus", 1000, &id);
  g_assert_cmpint (ask_sql (fixture, "SELECT total FROM request ORDER BY id DESC"), ==, 170);
  settle (fixture, id, PROPUS_SPEND_CUT, 5000);
  g_assert_cmpint (ask_sql (fixture, "SELECT total FROM request ORDER BY id DESC"), ==, 5100);
  reserve (fixture, "propus", 1000, &id);
  g_assert_cmpint (ask_sql (fixture, "SELECT total FROM request ORDER BY id DESC"), ==, 170);
  settle (fixture, id, PROPUS_SPEND_CUT, 1);
  g_assert_cmpint (ask_sql (fixture, "SELECT total FROM request ORDER BY id DESC"), ==, 170);
  g_assert_cmpint (ask_sql (fixture, "SELECT sum (estimated) FROM request"), ==, 2);
  g_assert_cmpint (ask_sql (fixture, "SELECT count (*) FROM request WHERE process IS NOT NULL"), ==, 0);
}

/* A program has a limit of its own beside the one of all; it is not asked, but stopped. */
static void
test_program_limits (Fixture       *fixture,
                     gconstpointer  data)
{
  gint64 id;

  set_limits (fixture, "{\"limits\":[{\"program\":\"tool\",\"window\":\"day\",\"unit\":\"tokens\",\"soft\":1,\"hard\":700},"
              "{\"window\":\"day\",\"unit\":\"tokens\",\"soft\":1000}]}");
  g_assert_cmpint (reserve (fixture, "tool", 1000, &id), ==, PROPUS_SPEND_ALLOWED);
  g_assert_cmpint (reserve (fixture, "tool", 1001, NULL), ==, PROPUS_SPEND_HARD);
  g_assert_cmpint (reserve (fixture, "other", 1001, NULL), ==, PROPUS_SPEND_ALLOWED);
  g_assert_cmpint (reserve (fixture, "propus", 1002, NULL), ==, PROPUS_SPEND_SOFT);
  g_assert_cmpint (reserve (fixture, "other", 1003, NULL), ==, PROPUS_SPEND_ALLOWED);
  settle (fixture, id, PROPUS_SPEND_FREE, 0);
  g_assert_cmpint (reserve (fixture, "tool", 1004, NULL), ==, PROPUS_SPEND_ALLOWED);
}

/* The window may have as much under way as it likes, a program may not. */
static void
test_in_flight (Fixture       *fixture,
                gconstpointer  data)
{
  gint64 id = 0;

  for (guint i = 0; i < PROPUS_LIMIT_IN_FLIGHT; i++)
    {
      g_assert_cmpint (reserve (fixture, "tool", 1000, &id), ==, PROPUS_SPEND_ALLOWED);
      g_assert_cmpint (reserve (fixture, "propus", 1000, NULL), ==, PROPUS_SPEND_ALLOWED);
    }
  g_assert_cmpint (reserve (fixture, "tool", 1000, NULL), ==, PROPUS_SPEND_IN_FLIGHT);
  g_assert_cmpint (reserve (fixture, "propus", 1000, NULL), ==, PROPUS_SPEND_ALLOWED);
  settle (fixture, id, PROPUS_SPEND_COUNTED, 1);
  g_assert_cmpint (reserve (fixture, "tool", 1000, NULL), ==, PROPUS_SPEND_ALLOWED);
}

/* It is not slowed down but stopped, until it was still for a minute. */
static void
test_runaway (Fixture       *fixture,
              gconstpointer  data)
{
  gint64 at = G_GINT64_CONSTANT (1800000000000);

  set_limits (fixture, "{\"inFlight\":0}");
  for (guint i = 0; i < PROPUS_LIMIT_RUNAWAY; i++)
    g_assert_cmpint (reserve (fixture, "tool", at + i, NULL), ==, PROPUS_SPEND_ALLOWED);
  for (guint i = 1; i < 20; i++)
    g_assert_cmpint (reserve (fixture, "tool", at + i * 10000, NULL), ==, PROPUS_SPEND_RUNAWAY);
  g_assert_cmpint (reserve (fixture, "other", at + 1000, NULL), ==, PROPUS_SPEND_ALLOWED);
  g_assert_cmpint (reserve (fixture, "tool", at + 190000 + PROPUS_RUNAWAY_MS, NULL), ==, PROPUS_SPEND_ALLOWED);
}

static void
test_process (void)
{
  g_autofree char *name = propus_spend_process_dup_self ();
  g_auto(GStrv) fields = g_strsplit (name, ":", -1);
  g_autofree char *later = NULL;
  g_autofree char *elsewhere = NULL;
  g_autofree char *rebooted = NULL;

  g_assert_cmpuint (g_strv_length (fields), ==, 4);
  later = g_strdup_printf ("%s:%s:%s:%s1", fields[0], fields[1], fields[2], fields[3]);
  elsewhere = g_strdup_printf ("%s:%s1:%s:%s", fields[0], fields[1], fields[2], fields[3]);
  rebooted = g_strdup_printf ("x%s:%s:%s:%s", fields[0], fields[1], fields[2], fields[3]);
  g_assert_false (propus_spend_process_is_over (name));
  g_assert_true (propus_spend_process_is_over (later));
  g_assert_false (propus_spend_process_is_over (elsewhere));
  g_assert_true (propus_spend_process_is_over (rebooted));
  g_assert_true (propus_spend_process_is_over ("nonsense"));
}

static void
add (const char *path,
     void      (*function) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, function, tear_down);
}

static void
test_day (void)
{
  static const char * const wrong[] = { "", "2026", "2026-11", "2026-02-29", "2026-13-01", "2026-11-00", "2026-11-31",
                                        "2026-11-28T", "2026-11-28-", " 2026-11-28", "2026- 1-28", "2026-+1-28",
                                        "-999-11-28", "2026--1-28", "2026-11--8", "20261-11-28", "0000-11-28", "heute" };
  static const struct { const char *text; int day; const char *form; } right[] = {
    { "2026-11-28", 20261128, "2026-11-28" }, { "2024-02-29", 20240229, "2024-02-29" }, { "2026-1-9", 20260109, "2026-01-09" },
    { "0001-01-01", 10101, "0001-01-01" }, { "9999-12-31", 99991231, "9999-12-31" },
  };
  g_autoptr(GTimeZone) east = g_time_zone_new_offset (14 * 60 * 60);
  g_autoptr(GDateTime) utc = g_date_time_new_utc (2026, 12, 31, 23, 30, 0);
  g_autoptr(GDateTime) moved = g_date_time_to_timezone (utc, east);
  int day = 7;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (propus_usage_day_parse (wrong[i], &day));
      g_assert_cmpint (day, ==, 7);
    }
  g_assert_false (propus_usage_day_parse (NULL, &day));

  for (gsize i = 0; i < G_N_ELEMENTS (right); i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (propus_usage_day_parse (right[i].text, &day));
      g_assert_cmpint (day, ==, right[i].day);
      text = propus_usage_day_dup (day);
      g_assert_cmpstr (text, ==, right[i].form);
    }

  /* The day is that of the clock on the wall. */
  g_assert_cmpint (propus_usage_day_of (utc), ==, 20261231);
  g_assert_cmpint (propus_usage_day_of (moved), ==, 20270101);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/usage/day", test_day);
  g_test_add_func ("/usage/kind", test_kind);
  g_test_add_func ("/usage/scan/stream", test_scan_stream);
  g_test_add_func ("/usage/scan/shapes", test_scan_shapes);
  g_test_add_func ("/usage/scan/bounds", test_scan_bounds);
  g_test_add_func ("/usage/estimate", test_estimate);
  g_test_add_func ("/usage/prices", test_prices);
  g_test_add_func ("/usage/process", test_process);
  add ("/usage/file/migration", test_migration);
  add ("/usage/file/newer", test_newer);
  add ("/usage/file/typical", test_typical);
  add ("/usage/file/program-limits", test_program_limits);
  add ("/usage/file/in-flight", test_in_flight);
  add ("/usage/file/runaway", test_runaway);

  return g_test_run ();
}
