/* test-pass-parts.c - passes: their records, what they are for, and what holders may spend
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "propus-broker-options.h"
#include "propus-fault.h"
#include "propus-json.h"
#include "propus-limits.h"
#include "propus-pass-check.h"
#include "propus-pass-rows.h"
#include "propus-pass-token.h"
#include "propus-request-head.h"
#include "propus-spend-limits.h"
#include "propus-spend-rows.h"
#include "propus-usage-schema.h"

#define ORIGIN "https://generativelanguage.googleapis.com"
#define TODAY 20261128

/* --- records --- */

static PropusPass *
parse (const char  *text,
       GError     **error)
{
  g_autoptr(JsonNode) node = propus_json_parse (text, -1, NULL);
  g_autoptr(PropusPass) pass = propus_pass_new ();

  g_assert_nonnull (node);
  return propus_pass_apply (pass, json_node_get_object (node), error) ? g_steal_pointer (&pass) : NULL;
}

static PropusPass *
new_pass (const char *text)
{
  g_autoptr(GError) error = NULL;
  PropusPass *pass = parse (text, &error);

  g_assert_no_error (error);
  pass->id = propus_pass_token_new_id (NULL);
  pass->origin = g_strdup (ORIGIN);
  pass->digest = propus_pass_token_digest ("x", 1);
  pass->created = 1;

  return pass;
}

static void
test_record (void)
{
  static const char text[] =
    "{\"id\":\"AAAAAAAAAAAA\",\"name\":\"A\xc3\xa9\",\"baseUrl\":\"http://127.0.0.1:4000\",\"key\":\"one\","
    "\"models\":[\"gemini-3*\",\"b\"],\"paths\":[\"generate\",\"openai\"],\"limits\":{\"requests\":7,\"tokens\":null,"
    "\"money\":1500000},\"expires\":2000,\"paused\":true,\"created\":1,\"lastUsed\":null}";
  g_autoptr(PropusPass) pass = new_pass (text);
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(PropusHolder) holder = NULL;
  g_autofree char *written = NULL;

  g_free (pass->id);
  pass->id = g_strdup ("AAAAAAAAAAAA");
  pass->port = 4000;
  object = propus_pass_to_json (pass);
  written = propus_json_object_to_string (object, FALSE);
  g_assert_cmpstr (written, ==, text);
  g_assert_false (propus_pass_has_expired (pass, 1999));
  g_assert_true (propus_pass_has_expired (pass, 2000));

  holder = propus_pass_new_holder (pass);
  g_assert_cmpstr (holder->id, ==, "AAAAAAAAAAAA");
  g_assert_cmpstr (holder->key_id, ==, "one");
  g_assert_cmpint (holder->caps[PROPUS_CAP_REQUESTS], ==, 7);
  g_assert_cmpint (holder->caps[PROPUS_CAP_TOKENS], ==, -1);
  g_assert_cmpint (holder->caps[PROPUS_CAP_MONEY], ==, 1500000);
}

/* What is not named stays, null clears. */
static void
test_changes (void)
{
  g_autoptr(PropusPass) pass = new_pass ("{\"name\":\"a\",\"key\":\"k\",\"limits\":{\"requests\":1,\"tokens\":2},\"expires\":5}");
  g_autoptr(JsonNode) node = propus_json_parse ("{\"limits\":{\"tokens\":null},\"key\":null,\"expires\":null,\"models\":[]}", -1,
                                                NULL);

  g_assert_true (propus_pass_apply (pass, json_node_get_object (node), NULL));
  g_assert_cmpstr (pass->name, ==, "a");
  g_assert_null (pass->key);
  g_assert_cmpint (pass->caps[PROPUS_CAP_REQUESTS], ==, 1);
  g_assert_cmpint (pass->caps[PROPUS_CAP_TOKENS], ==, -1);
  g_assert_cmpint (pass->expires, ==, 0);
}

static void
test_hostile_records (void)
{
  static const char * const texts[] = {
    "{}", "{\"name\":\"\"}", "{\"name\":\" \\t\"}", "{\"name\":\"a\\u001bb\"}", "{\"name\":\"a\\u2028b\"}", "{\"name\":{}}",
    "{\"name\":\"propus\"}", "{\"name\":\"a\",\"key\":\"a/b\"}", "{\"name\":\"a\",\"key\":\"\"}",
    "{\"name\":\"a\",\"models\":[[]]}", "{\"name\":\"a\",\"models\":[\"**\"]}", "{\"name\":\"a\",\"models\":[\"models/\"]}",
    "{\"name\":\"a\",\"models\":{\"0\":\"b\"}}", "{\"name\":\"a\",\"paths\":\"generate\"}",
    "{\"name\":\"a\",\"limits\":[1]}", "{\"name\":\"a\",\"limits\":{\"requests\":true}}",
    "{\"name\":\"a\",\"limits\":{\"money\":1000000000000001}}", "{\"name\":\"a\",\"limits\":{\"tokens\":1e99}}",
    "{\"name\":\"a\",\"expires\":0}", "{\"name\":\"a\",\"expires\":true}", "{\"name\":\"a\",\"paused\":\"true\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PropusPass) pass = parse (texts[i], &error);

      if (pass != NULL)
        g_test_message ("%s", texts[i]);
      g_assert_null (pass);
      g_assert_error (error, PROPUS_FAULT, PROPUS_FAULT_INVALID);
    }
}

/* --- tokens --- */

static void
test_token (void)
{
  char *token = propus_pass_token_new (NULL);
  g_autofree char *digest = propus_pass_token_digest (token, strlen (token));
  g_autofree char *id = propus_pass_token_new_id (NULL);
  g_autofree char *head = NULL;
  PropusRequestLine line;

  g_assert_true (g_regex_match_simple ("^propus-[0-9a-f]{64}$", token, 0, 0));
  g_assert_true (g_regex_match_simple ("^[A-Za-z0-9]{12}$", id, 0, 0));
  g_assert_cmpuint (strlen (digest), ==, 64);
  g_assert_true (propus_pass_token_shows (token, strlen (token), digest));
  g_assert_false (propus_pass_token_shows (token, strlen (token) - 1, digest));
  g_assert_false (propus_pass_token_shows (digest, strlen (digest), digest));
  g_assert_false (propus_pass_token_shows (token, strlen (token), ""));
  g_assert_false (propus_pass_token_shows ("", 0, digest));

  head = g_strdup_printf ("POST /v1beta/models/m:x?alt=sse HTTP/1.1\r\nHost: 127.0.0.1:9\r\nAuthorization: Bearer %s\r\n\r\n",
                          token);
  g_assert_cmpint (propus_request_head_check (head, strlen (head), 9, digest, &line), ==, PROPUS_HEAD_GOOD);
  g_assert_cmpstr (line.method, ==, "POST");
  g_assert_cmpstr (line.path, ==, "/v1beta/models/m:x");
  propus_request_line_clear (&line);
  head[strlen (head) - 5] ^= 1;
  g_assert_cmpint (propus_request_head_check (head, strlen (head), 9, digest, &line), ==, PROPUS_HEAD_TOKEN);
  g_assert_null (line.path);
  propus_pass_token_free (token);
}

/* --- what a pass is for --- */

static gboolean
lets (PropusPass *pass,
      const char *method,
      const char *path,
      gint64      now)
{
  g_autoptr(PropusRpcStatus) refusal = propus_pass_check (pass, method, path, now);

  if (refusal == NULL)
    return TRUE;

  g_assert_cmpuint (propus_rpc_status_get_code (refusal), ==, 403);
  g_assert_cmpstr (propus_rpc_status_get_reason (refusal), ==, PROPUS_REASON_NOT_ALLOWED);
  g_assert_nonnull (strstr (propus_rpc_status_get_message (refusal), pass->name));
  return FALSE;
}

static void
test_check (void)
{
  g_autoptr(PropusPass) pass = new_pass ("{\"name\":\"Name\",\"models\":[\"a\",\"b*\"],\"expires\":100}");

  g_assert_true (lets (pass, "POST", "/v1beta/models/a:generateContent", 99));
  g_assert_false (lets (pass, "POST", "/v1beta/models/a:generateContent", 100));
  g_assert_false (lets (pass, "GET", "/v1beta/models", 100));
  g_assert_true (lets (pass, "POST", "/v1beta/models/b:generateContent", 0));
  g_assert_true (lets (pass, "POST", "/v1beta/models/bcd:generateContent", 0));
  g_assert_false (lets (pass, "POST", "/v1beta/models/aa:generateContent", 0));
  g_assert_false (lets (pass, "POST", "/v1beta/models/a/b:generateContent", 0));
  g_assert_false (lets (pass, "GET", "/v1beta/models/c:generateContent", 0));
  g_assert_false (lets (pass, "POST", "/v1beta/batches", 0));
  g_assert_true (lets (pass, "GET", "/v1beta/batches/1", 0));
  g_assert_true (lets (pass, "POST", "/v1beta/batches/1:cancel", 0));
  g_assert_false (lets (pass, "POST", "/v1beta/cachedContents", 0));
  g_assert_true (lets (pass, "PATCH", "/v1beta/cachedContents/1", 0));
  g_assert_true (lets (pass, "GET", "/v1beta/models/c", 0));
  pass->paths = PROPUS_PASS_EMBED;
  g_assert_true (lets (pass, "GET", "/v1beta/models/c", 0));
  g_assert_false (lets (pass, "POST", "/v1beta/models/a:generateContent", 0));
  g_assert_false (lets (pass, "POST", "/v1beta/models", 0));
  g_assert_true (lets (pass, "POST", "/v1beta/models/a:embedContent", 0));
  pass->paused = TRUE;
  g_assert_false (lets (pass, "POST", "/v1beta/models/a:embedContent", 0));
  g_assert_false (lets (pass, "GET", "/upload/v1beta", 0));
}

/* --- usage.db --- */

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
  fixture->folder = g_dir_make_tmp ("propus-pass-XXXXXX", NULL);
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

static PropusSpendVerdict
reserve_kind (Fixture      *fixture,
              PropusHolder *holder,
              const char   *program,
              const char   *kind,
              int           day)
{
  PropusSpendRequest request = { (char *) program, (char *) "key", (char *) "gemini-2.5-flash", kind, 400,
                                 G_GINT64_CONSTANT (1795824000000) + day, day, holder };
  g_autoptr(GError) error = NULL;
  PropusSpendVerdict verdict;

  g_assert_true (propus_spend_rows_reserve (fixture->file, fixture->prices, &request, &verdict, &error));
  g_assert_no_error (error);

  return verdict;
}

static PropusSpendVerdict
reserve (Fixture      *fixture,
         PropusHolder *holder,
         const char   *program,
         int           day)
{
  return reserve_kind (fixture, holder, program, "generate", day);
}

static void
settle (Fixture *fixture,
        gint64   id,
        gint64   output)
{
  PropusSpendSettlement settlement = { id, PROPUS_SPEND_COUNTED, NULL, 200, { 100, 0, output, 0, 0, 100 + output } };

  g_assert_true (propus_spend_rows_settle (fixture->file, fixture->prices, &settlement, NULL));
}

/* A file of each version, with something in it, is brought to this one and keeps that. */
static void
test_migrations (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char * const rows[] = {
    "",
    "INSERT INTO key_outcome (id, last_success) VALUES ('one', 7);",
    "INSERT INTO request (at, day, program, key, model, kind, prompt, candidates, total) VALUES (1, 20261128, 'p', 'k', 'm', "
    "'generate', 1, 2, 3);",
  };
  g_autoptr(GString) sql = g_string_new (NULL);
  int version = GPOINTER_TO_INT (data);
  g_autoptr(PropusPass) pass = new_pass ("{\"name\":\"a\"}");
  g_autoptr(GPtrArray) outcomes = NULL;
  g_autoptr(GPtrArray) passes = NULL;
  g_autoptr(GError) error = NULL;

  G_STATIC_ASSERT (G_N_ELEMENTS (rows) == PROPUS_USAGE_SCHEMA_VERSION);
  for (int i = 0; i <= version; i++)
    {
      if (i > 0)
        g_string_append (sql, propus_usage_schema_get_step (i - 1));
      g_string_append (sql, rows[i]);
    }
  g_string_append_printf (sql, "PRAGMA user_version = %d", version);
  run_sql (fixture, sql->str);

  pass->port = 4000;
  g_assert_true (propus_pass_rows_insert (fixture->file, pass, &error));
  g_assert_no_error (error);
  passes = propus_pass_rows_read (fixture->file, ORIGIN, TODAY, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (passes->len, ==, 1);
  outcomes = propus_usage_file_read (fixture->file, NULL);
  g_assert_cmpuint (outcomes->len, ==, version >= 1);
  g_assert_cmpint (reserve (fixture, NULL, "p", TODAY).kind, ==, PROPUS_SPEND_ALLOWED);
  g_assert_cmpint (reserve (fixture, NULL, "p", TODAY).id, ==, version >= 2 ? 3 : 2);
}

static gboolean
insert (Fixture     *fixture,
        const char  *name,
        guint16      port,
        GError     **error)
{
  g_autoptr(PropusPass) pass = new_pass ("{\"name\":\"x\",\"models\":[\"a\",\"b*\"],\"paths\":[\"files\"]}");

  g_free (pass->name);
  pass->name = g_strdup (name);
  pass->port = port;

  return propus_pass_rows_insert (fixture->file, pass, error);
}

static void
test_rows (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GPtrArray) none = propus_pass_rows_read (fixture->file, ORIGIN, TODAY, NULL);
  g_autoptr(JsonNode) changes = propus_json_parse ("{\"name\":\"two\"}", -1, NULL);
  g_autoptr(JsonNode) same = propus_json_parse ("{\"name\":\"one\",\"paused\":true}", -1, NULL);
  g_autoptr(GPtrArray) passes = NULL;
  g_autoptr(GError) error = NULL;
  PropusPass *one;

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));   /* looking makes no file */

  g_assert_true (insert (fixture, "one", 4000, NULL));
  g_assert_true (insert (fixture, "two", 4001, NULL));
  g_assert_false (insert (fixture, "one", 4002, &error));
  g_assert_error (error, PROPUS_FAULT, PROPUS_FAULT_INVALID);
  g_clear_error (&error);
  g_assert_false (insert (fixture, "three", 4001, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_clear_error (&error);

  passes = propus_pass_rows_read (fixture->file, ORIGIN, TODAY, NULL);
  g_assert_cmpuint (passes->len, ==, 2);
  one = ((PropusPassRow *) passes->pdata[0])->pass;
  g_assert_cmpstr (one->name, ==, "one");
  g_assert_cmpstr (one->models[1], ==, "b*");
  g_assert_cmpint (one->paths, ==, PROPUS_PASS_FILES);

  g_assert_false (propus_pass_rows_change (fixture->file, ORIGIN, one->id, json_node_get_object (changes), &error));
  g_assert_error (error, PROPUS_FAULT, PROPUS_FAULT_INVALID);
  g_clear_error (&error);
  g_assert_true (propus_pass_rows_change (fixture->file, ORIGIN, one->id, json_node_get_object (same), NULL));
  g_assert_false (propus_pass_rows_change (fixture->file, "https://other", one->id, json_node_get_object (same), &error));
  g_assert_error (error, PROPUS_FAULT, PROPUS_FAULT_NO_PASS);
  g_clear_error (&error);

  g_assert_true (propus_pass_rows_revoke (fixture->file, ORIGIN, one->id, 5, NULL));
  g_assert_false (propus_pass_rows_revoke (fixture->file, ORIGIN, one->id, 5, &error));
  g_assert_error (error, PROPUS_FAULT, PROPUS_FAULT_NO_PASS);
  g_assert_true (insert (fixture, "one", 4000, NULL));   /* name and port are free again */
}

static void
test_most (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < PROPUS_LIMIT_PASSES; i++)
    {
      g_autofree char *name = g_strdup_printf ("n%u", i);

      g_assert_true (insert (fixture, name, (guint16) (4000 + i), NULL));
    }
  g_assert_false (insert (fixture, "more", 5000, &error));
  g_assert_error (error, PROPUS_FAULT, PROPUS_FAULT_INVALID);
}

/* --- what a holder may spend --- */

static void
test_holder_limits (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PropusHolder) pass = propus_holder_new ("pass");
  g_autoptr(PropusHolder) other = propus_holder_new ("other");
  g_autoptr(PropusHolder) run = propus_holder_new ("run");
  PropusSpendVerdict verdict;

  pass->caps[PROPUS_CAP_TOKENS] = 1000;
  run->is_run = TRUE;
  run->caps[PROPUS_CAP_REQUESTS] = 2;

  /* an open reservation counts: 100 in, 512 expected out */
  verdict = reserve (fixture, pass, "p", TODAY);
  g_assert_cmpint (verdict.kind, ==, PROPUS_SPEND_ALLOWED);
  g_assert_cmpint (reserve (fixture, pass, "p", TODAY).kind, ==, PROPUS_SPEND_HOLDER);
  settle (fixture, verdict.id, 20);
  verdict = reserve (fixture, pass, "renamed", TODAY);   /* 120 and 100 + 20: by its id, not by its name */
  g_assert_cmpint (verdict.kind, ==, PROPUS_SPEND_ALLOWED);
  settle (fixture, verdict.id, 800);
  verdict = reserve (fixture, pass, "p", TODAY);
  g_assert_cmpint (verdict.kind, ==, PROPUS_SPEND_HOLDER);
  g_assert_cmpint (verdict.cap, ==, PROPUS_CAP_TOKENS);
  g_assert_cmpint (verdict.spent, ==, 1020);
  g_assert_cmpint (verdict.limit, ==, 1000);

  /* nobody else's, and tomorrow again */
  g_assert_cmpint (reserve (fixture, other, "p", TODAY).kind, ==, PROPUS_SPEND_ALLOWED);
  g_assert_cmpint (reserve (fixture, NULL, "p", TODAY).kind, ==, PROPUS_SPEND_ALLOWED);
  g_assert_cmpint (reserve (fixture, pass, "p", TODAY + 1).kind, ==, PROPUS_SPEND_ALLOWED);

  /* a run's limit knows no days */
  g_assert_cmpint (reserve (fixture, run, "r", TODAY).kind, ==, PROPUS_SPEND_ALLOWED);
  g_assert_cmpint (reserve (fixture, run, "r", TODAY + 1).kind, ==, PROPUS_SPEND_ALLOWED);
  verdict = reserve (fixture, run, "r", TODAY + 1);
  g_assert_cmpint (verdict.kind, ==, PROPUS_SPEND_HOLDER);
  g_assert_cmpint (verdict.cap, ==, PROPUS_CAP_REQUESTS);
}

/* What the API refused is no request of the limit; what nobody can bound is refused where tokens or money are. */
static void
test_holder_kinds (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PropusHolder) run = propus_holder_new ("run");
  g_autoptr(PropusHolder) pass = propus_holder_new ("pass");
  PropusSpendVerdict verdict;

  run->is_run = TRUE;
  run->caps[PROPUS_CAP_REQUESTS] = 1;
  for (int i = 0; i < 3; i++)
    {
      PropusSpendSettlement free_of_cost = { 0, PROPUS_SPEND_FREE, NULL, 429, { 0, } };

      verdict = reserve (fixture, run, "r", TODAY);
      g_assert_cmpint (verdict.kind, ==, PROPUS_SPEND_ALLOWED);
      free_of_cost.id = verdict.id;
      g_assert_true (propus_spend_rows_settle (fixture->file, fixture->prices, &free_of_cost, NULL));
    }

  verdict = reserve_kind (fixture, run, "r", "batch", TODAY);
  g_assert_cmpint (verdict.kind, ==, PROPUS_SPEND_ALLOWED);
  g_assert_cmpint (reserve (fixture, run, "r", TODAY).kind, ==, PROPUS_SPEND_HOLDER);

  pass->caps[PROPUS_CAP_TOKENS] = 1000000;
  g_assert_cmpint (reserve_kind (fixture, pass, "p", "batch", TODAY).kind, ==, PROPUS_SPEND_HOLDER);
  g_assert_cmpint (reserve_kind (fixture, pass, "p", "other", TODAY).kind, ==, PROPUS_SPEND_HOLDER);
  g_assert_cmpint (reserve (fixture, pass, "p", TODAY).kind, ==, PROPUS_SPEND_ALLOWED);
}

static void
test_holder_in_flight (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(JsonNode) limits = propus_json_parse ("{\"inFlight\":2}", -1, NULL);
  g_autoptr(PropusHolder) pass = propus_holder_new ("pass");
  g_autoptr(PropusHolder) other = propus_holder_new ("other");
  PropusSpendVerdict first;

  g_assert_true (propus_spend_limits_write (fixture->file, json_node_get_object (limits), NULL));
  first = reserve (fixture, pass, "p", TODAY);
  g_assert_cmpint (reserve (fixture, pass, "q", TODAY).kind, ==, PROPUS_SPEND_ALLOWED);
  g_assert_cmpint (reserve (fixture, pass, "r", TODAY).kind, ==, PROPUS_SPEND_IN_FLIGHT);
  g_assert_cmpint (reserve (fixture, other, "p", TODAY).kind, ==, PROPUS_SPEND_ALLOWED);
  settle (fixture, first.id, 1);
  g_assert_cmpint (reserve (fixture, pass, "r", TODAY).kind, ==, PROPUS_SPEND_ALLOWED);
}

/* --- the next life of a broker --- */

static void
test_options (void)
{
  PropusBrokerOptions options, again;
  g_auto(GStrv) argv = NULL;
  g_auto(GStrv) argv_again = NULL;
  g_autoptr(GPtrArray) given = g_ptr_array_new_with_free_func (g_free);
  int fds[5];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    fds[i] = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  g_ptr_array_add (given, g_strdup ("propus-broker"));
  g_ptr_array_add (given, g_strdup_printf ("--socket-fd=%d", fds[0]));
  g_ptr_array_add (given, g_strdup_printf ("--lifeline-fd=%d", fds[1]));
  for (guint i = 2; i < G_N_ELEMENTS (fds); i++)
    g_ptr_array_add (given, g_strdup_printf ("--door-fd=%d", fds[i]));
  g_ptr_array_add (given, g_strdup ("--passes"));
  g_ptr_array_add (given, g_strdup ("--run=0123"));
  g_ptr_array_add (given, g_strdup ("--limit-tokens=200000"));
  g_ptr_array_add (given, g_strdup ("--limit-money=1500000"));

  g_assert_true (propus_broker_options_parse (&options, (int) given->len, (char **) given->pdata));
  argv = propus_broker_options_to_argv (&options);
  g_assert_true (propus_broker_options_parse (&again, (int) g_strv_length (argv), argv));
  argv_again = propus_broker_options_to_argv (&again);
  g_assert_true (g_strv_equal ((const char * const *) argv, (const char * const *) argv_again));

  g_assert_true (again.passes);
  g_assert_cmpuint (again.door_fds->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (g_array_index (again.door_fds, int, i), ==, fds[i + 2]);
  g_assert_cmpstr (again.run, ==, "0123");
  g_assert_cmpint (again.caps[PROPUS_CAP_REQUESTS], ==, -1);
  g_assert_cmpint (again.caps[PROPUS_CAP_TOKENS], ==, 200000);
  g_assert_cmpint (again.caps[PROPUS_CAP_MONEY], ==, 1500000);
  propus_broker_options_clear (&options);
  propus_broker_options_clear (&again);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
}

static void
test_bad_options (void)
{
  static const char * const bad[] = { "--door-fd=", "--door-fd=99999", "--door-fd=-1", "--limit-tokens=", "--limit-tokens=-1",
                                      "--limit-money=1.5", "--limit-requests=99999999999999999999", "--limit-x=1",
                                      "--passes=1" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      char *argv[] = { (char *) "propus-broker", (char *) "--socket-fd=0", (char *) "--lifeline-fd=1", (char *) bad[i], NULL };
      PropusBrokerOptions options;

      g_assert_false (propus_broker_options_parse (&options, 4, argv));
      propus_broker_options_clear (&options);
    }
  fcntl (0, F_SETFD, 0);
  fcntl (1, F_SETFD, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pass/record", test_record);
  g_test_add_func ("/pass/changes", test_changes);
  g_test_add_func ("/pass/hostile", test_hostile_records);
  g_test_add_func ("/pass/token", test_token);
  g_test_add_func ("/pass/check", test_check);
  for (int i = 0; i < PROPUS_USAGE_SCHEMA_VERSION; i++)
    {
      g_autofree char *path = g_strdup_printf ("/pass/migration/%d", i);

      g_test_add (path, Fixture, GINT_TO_POINTER (i), set_up, test_migrations, tear_down);
    }
  g_test_add ("/pass/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/pass/most", Fixture, NULL, set_up, test_most, tear_down);
  g_test_add ("/pass/holder/limits", Fixture, NULL, set_up, test_holder_limits, tear_down);
  g_test_add ("/pass/holder/kinds", Fixture, NULL, set_up, test_holder_kinds, tear_down);
  g_test_add ("/pass/holder/in-flight", Fixture, NULL, set_up, test_holder_in_flight, tear_down);
  g_test_add_func ("/pass/options", test_options);
  g_test_add_func ("/pass/bad-options", test_bad_options);

  return g_test_run ();
}
