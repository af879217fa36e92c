/* bench-store.c - what a long history costs beside a short one, and a search beside a plain scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-sql-functions.h"
#include "propus-store-list.h"
#include "store-kit.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define N_CHATS 2000
#define N_MESSAGES 200000   /* of 100,000 turns, every second one in Chinese */
#define N_WORDS 8000
#define ROUNDS 5
#define PATIENCE 8   /* times as many rounds, when something else keeps the machine busy */

/* Times are of this run and this machine; only their ratios are bounded. Each is the best of some rounds, which are
 * taken in turns; more of them bring both nearer to what the work alone takes. */

static GRand *dice;
static char *words[N_WORDS];

/* A few are very frequent, most are rare, as in languages. */
static guint
draw (guint n)
{
  double rank = pow (1.0 - g_rand_double (dice), -1.0 / 0.7);

  return rank >= n ? n - 1 : (guint) rank;
}

static void
make_words (void)
{
  static const char letters[] = "etaoinshrdlucmfwypvbgkqjxz";

  for (guint i = 0; i < N_WORDS; i++)
    {
      guint length = (guint) g_rand_int_range (dice, 2, 10);

      words[i] = g_malloc0 (length + 1);
      for (guint j = 0; j < length; j++)
        words[i][j] = letters[g_rand_int_range (dice, 0, g_rand_int_range (dice, 5, 26) + 1)];
    }
}

static void
make_text (GString  *text,
           gboolean  chinese)
{
  g_string_set_size (text, 0);
  if (chinese)
    for (guint i = 0; i < 190; i++)
      g_string_append_unichar (text, 0x4e00 + draw (6000));
  else
    for (guint i = 0; i < 95; i++)
      g_string_append_printf (text, "%s ", words[draw (N_WORDS)]);
}

/* The histories that are measured here, and by tests/ui/bench-memory.py in a window. */

static sqlite3 *
open_raw (Kit *kit)
{
  sqlite3 *db = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (kit_open (kit->store, NULL));
  propus_store_close (kit->store);
  g_assert_cmpint (sqlite3_open (kit->path, &db), ==, SQLITE_OK);
  g_assert_true (propus_sql_functions_add (db, NULL));
  propus_sqlite_exec (db, "PRAGMA synchronous = OFF; BEGIN", &error);
  g_assert_no_error (error);
  return db;
}

static void
finish_raw (Kit     *kit,
            sqlite3 *db)
{
  g_autoptr(GError) error = NULL;

  propus_sqlite_exec (db, "INSERT INTO message_index (message_index) VALUES ('rebuild'); COMMIT", &error);
  g_assert_no_error (error);
  sqlite3_close (db);
  kit_reopen (kit);
  g_assert_true (kit_open (kit->store, &error));
  g_assert_no_error (error);
}

static void
insert_chat (sqlite3 *db,
             gint64   id)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO conversations (id, title, title_folded, draft, created, updated) "
                                          "VALUES (%" G_GINT64_FORMAT ", 'Chat', 'chat', '', 1, %" G_GINT64_FORMAT ")", id, id);
  g_autoptr(GError) error = NULL;

  propus_sqlite_exec (db, sql, &error);
  g_assert_no_error (error);
}

static void
insert_message (sqlite3      *db,
                sqlite3_stmt *stmt,
                sqlite3_stmt *fold,
                gint64        id,
                gint64        chat,
                gint64        parent,
                const char   *text)
{
  sqlite3_reset (stmt);
  sqlite3_bind_int64 (stmt, 1, id);
  sqlite3_bind_int64 (stmt, 2, chat);
  sqlite3_bind_text (stmt, 3, id % 2 == 1 ? "user" : "model", -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 4, text, -1, SQLITE_STATIC);
  if (parent != 0)
    sqlite3_bind_int64 (stmt, 5, parent);
  else
    sqlite3_bind_null (stmt, 5);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_DONE);
  sqlite3_reset (fold);
  sqlite3_bind_int64 (fold, 1, id);
  sqlite3_bind_text (fold, 2, text, -1, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (fold), ==, SQLITE_DONE);
}

/* A chat of @n messages, with numbers from @first on. */
static void
insert_messages (sqlite3 *db,
                 gint64   chat,
                 gint64   first,
                 guint    n)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(sqlite3_stmt) stmt = NULL;
  g_autoptr(sqlite3_stmt) fold = NULL;

  stmt = propus_sqlite_prepare (db, "INSERT INTO messages (id, conversation_id, role, state, created, thinking_us, text, "
                                "parent_id) VALUES (?1, ?2, ?3, 'complete', ?1, 0, ?4, ?5)", NULL);
  fold = propus_sqlite_prepare (db, "INSERT INTO message_text VALUES (?1, propus_fold (?2))", NULL);
  for (guint i = 0; i < n; i++)
    {
      make_text (text, (first + i) / 2 % 2 == 0);
      insert_message (db, stmt, fold, first + i, chat, i == 0 ? 0 : first + i - 1, text->str);
    }
}

/* Turns of two messages: 5,000 in the one, 20 in the other. */
static void
write_long_chat (Kit *kit)
{
  sqlite3 *db = open_raw (kit);

  insert_chat (db, 1);
  insert_messages (db, 1, 1, 10000);
  insert_chat (db, 2);
  insert_messages (db, 2, 10001, 40);
  finish_raw (kit, db);
}

static void
write_many_chats (Kit    *kit,
                  gint64  n)
{
  sqlite3 *db = open_raw (kit);

  for (gint64 i = 1; i <= n; i++)
    insert_chat (db, i);
  finish_raw (kit, db);
}

static void
write_many_turns (Kit *kit)
{
  sqlite3 *db = open_raw (kit);

  for (gint64 i = 0; i < N_CHATS; i++)
    {
      insert_chat (db, i + 1);
      insert_messages (db, i + 1, i * (N_MESSAGES / N_CHATS) + 1, N_MESSAGES / N_CHATS);
    }
  finish_raw (kit, db);
}

static double
get_ms (gint64 since)
{
  return (double) (g_get_monotonic_time () - since) / 1000;
}

static double
time_page (Kit    *kit,
           gint64  chat)
{
  gint64 start = g_get_monotonic_time ();
  KIT_WAIT (result, propus_store_load_page_async (kit->store, chat, PROPUS_PAGE_END, 0, PROPUS_LIMIT_LIVE_ROWS, kit_cb, &wait))
  g_autoptr(PropusPage) page = propus_store_load_page_finish (kit->store, result, NULL);
  double ms = get_ms (start);

  g_assert_cmpuint (page->messages->len, >=, 40);
  return ms;
}

static gboolean
needs_more (guint  n_rounds,
            guint  at_least,
            double measured,
            double beside,
            double bound)
{
  return n_rounds < at_least || (n_rounds < at_least * PATIENCE && measured > beside * bound);
}

static void
report (const char *what,
        double      measured,
        double      beside,
        double      bound)
{
  printf ("# %s: %.2f ms beside %.2f ms, %.2f × (at most %.2f ×)\n", what, measured, beside, measured / beside, bound);
  fflush (stdout);
  g_assert_cmpfloat (measured, <=, beside * bound);
}

static void
bench_open (Kit           *kit,
            gconstpointer  data)
{
  double long_ms = 1e9, short_ms = 1e9;

  write_long_chat (kit);
  for (guint i = 0; needs_more (i, 60, long_ms, short_ms, 1.5); i++)
    {
      short_ms = MIN (short_ms, time_page (kit, 2));
      long_ms = MIN (long_ms, time_page (kit, 1));
    }
  report ("open 5,000 turns / 20 turns", long_ms, short_ms, 1.5);
}

static void
quit_cb (gpointer object,
         gpointer loop)
{
  g_main_loop_quit (loop);
}

static double
time_list (Kit *kit)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gint64 start = g_get_monotonic_time ();
  g_autoptr(PropusStoreList) list = propus_store_list_new (kit->store);
  double ms;

  g_signal_connect (list, "filled", G_CALLBACK (quit_cb), loop);
  g_main_loop_run (loop);
  ms = get_ms (start);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, PROPUS_STORE_LIST_PAGE);
  g_assert_true (propus_store_list_is_loaded (list, 0));
  kit_run_for (20);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), >=, 100);
  return ms;
}

static void
bench_list (Kit           *kit,
            gconstpointer  data)
{
  Kit few;
  double many_ms = 1e9, few_ms = 1e9;

  kit_set_up (&few, NULL);
  write_many_chats (kit, 10000);
  write_many_chats (&few, 100);

  for (guint i = 0; needs_more (i, 40, many_ms, few_ms, 1.5); i++)
    {
      few_ms = MIN (few_ms, time_list (&few));
      many_ms = MIN (many_ms, time_list (kit));
    }
  kit_tear_down (&few, NULL);
  report ("first page of 10,000 chats / 100 chats", many_ms, few_ms, 1.5);
}

static double
time_search (Kit        *kit,
             const char *text,
             guint      *n_hits)
{
  const PropusSearchQuery query = { .text = text };
  gint64 start = g_get_monotonic_time ();
  KIT_WAIT (result, propus_store_search_async (kit->store, &query, NULL, kit_cb, &wait))
  g_autoptr(GPtrArray) hits = propus_store_search_finish (kit->store, result, NULL);

  *n_hits = hits->len;
  return get_ms (start);
}

static double
time_scan (sqlite3    *db,
           const char *text,
           gint64     *n_rows)
{
  g_autofree char *pattern = g_strdup_printf ("%%%s%%", text);
  g_autoptr(sqlite3_stmt) stmt = propus_sqlite_prepare (db, "SELECT count(*) FROM message_text WHERE folded LIKE ?1", NULL);
  gint64 start = g_get_monotonic_time ();

  sqlite3_bind_text (stmt, 1, pattern, -1, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  *n_rows = sqlite3_column_int64 (stmt, 0);
  return get_ms (start);
}

static void
bench_query (Kit        *kit,
             sqlite3    *db,
             const char *kind,
             const char *text,
             double      bound)
{
  double search_ms = 1e9, scan_ms = 1e9;
  g_autofree char *what = NULL;
  guint n_hits = 0;
  gint64 n_rows = 0;

  for (guint i = 0; needs_more (i, ROUNDS, search_ms, scan_ms, bound); i++)
    {
      scan_ms = MIN (scan_ms, time_scan (db, text, &n_rows));
      search_ms = MIN (search_ms, time_search (kit, text, &n_hits));
    }
  what = g_strdup_printf ("search 100,000 turns, %s (in %d, %u shown) / LIKE",
                          kind, (int) n_rows, n_hits);
  g_assert_cmpint (n_hits > 0, ==, n_rows > 0);
  report (what, search_ms, scan_ms, bound);
}

static void
count_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) hits = propus_store_search_finish (PROPUS_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    (*(guint *) user_data)++;
}

/* A word that has to be looked for everywhere, and a few milliseconds later the next letter. */
static void
bench_newer (Kit *kit)
{
  const PropusSearchQuery slow = { .text = "鿉" };
  double alone_ms = 1e9, newer_ms = 1e9;
  guint n_hits, n_cancelled = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 start;

      alone_ms = MIN (alone_ms, time_search (kit, slow.text, &n_hits));
      start = g_get_monotonic_time ();
      propus_store_search_async (kit->store, &slow, NULL, count_cb, &n_cancelled);
      g_usleep (2000);
      time_search (kit, "鿉鿋鿍", &n_hits);
      newer_ms = MIN (newer_ms, get_ms (start));
    }
  g_assert_cmpuint (n_cancelled, ==, ROUNDS);
  report ("search that ends an older one / that one alone", newer_ms, alone_ms, 0.5);
}

static char *
dup_part (sqlite3 *db,
          gint64   id,
          int      start,
          int      length)
{
  g_autofree char *sql = g_strdup_printf ("SELECT substr (folded, %d, %d) FROM message_text WHERE id = %d",
                                          start, length, (int) id);
  g_autoptr(sqlite3_stmt) stmt = propus_sqlite_prepare (db, sql, NULL);

  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  return propus_sqlite_dup_text (stmt, 0);
}

/* Half of the messages are Chinese. One and two characters have no trigram: there the plain table is looked through. */
static void
bench_search (Kit           *kit,
              gconstpointer  data)
{
  sqlite3 *reader = NULL;
  g_autofree char *chinese = NULL;
  g_autofree char *english = NULL;

  write_many_turns (kit);
  g_assert_cmpint (sqlite3_open (kit->path, &reader), ==, SQLITE_OK);

  chinese = dup_part (reader, 45 * 4, 60, 12);
  english = dup_part (reader, 45 * 4 + 2, 60, 12);
  g_strdelimit (english, " ", 'e');
  for (int n = 1; n <= 3; n++)
    {
      g_autofree char *rare_han = g_utf8_substring ("鿉鿋鿍", 0, n);   /* not among those drawn */
      g_autofree char *common_han = g_utf8_substring ("丁丁丁", 0, n);
      g_autofree char *common_latin = g_utf8_substring (words[1], 0, MIN (n, (int) strlen (words[1])));
      g_autofree char *kind = g_strdup_printf ("%d Chinese, frequent", n);
      g_autofree char *rare_kind = g_strdup_printf ("%d Chinese, nowhere", n);
      g_autofree char *latin_kind = g_strdup_printf ("%d Latin, frequent", n);

      bench_query (kit, reader, kind, common_han, n < 3 ? 1.5 : 1.0);
      bench_query (kit, reader, rare_kind, rare_han, n < 3 ? 1.5 : 1.0);
      bench_query (kit, reader, latin_kind, common_latin, n < 3 ? 1.5 : 1.0);
    }
  bench_query (kit, reader, "12 Chinese", chinese, 1.0);
  bench_query (kit, reader, "12 Latin", english, 1.0);
  bench_query (kit, reader, "12 Latin, trigrams nowhere", "zzzqqqxxxjjj", 1.0);
  bench_newer (kit);
  sqlite3_close (reader);
}

/* For another program: the file @path, on the same file system as temporary files. */
static int
write_history (const char *kind,
               const char *path)
{
  Kit kit;

  kit_set_up (&kit, NULL);
  if (g_str_equal (kind, "long-chat"))
    write_long_chat (&kit);
  else if (g_str_equal (kind, "many-chats"))
    write_many_chats (&kit, 10000);
  else
    write_many_turns (&kit);
  propus_store_close (kit.store);
  if (g_rename (kit.path, path) != 0)
    g_error ("%s: %s", path, g_strerror (errno));
  kit_tear_down (&kit, NULL);
  return EXIT_SUCCESS;
}

int
main (int   argc,
      char *argv[])
{
  dice = g_rand_new_with_seed (42);
  make_words ();
  if (argc == 4 && g_str_equal (argv[1], "--write"))
    return write_history (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/store/bench/" name, Kit, NULL, kit_set_up, function, kit_tear_down)
  ADD ("open", bench_open);
  ADD ("list", bench_list);
  ADD ("search", bench_search);
#undef ADD

  return g_test_run ();
}
