/* test-schema.c - histories of every version are read, and growing them is all or nothing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-schema.h"
#include "store-kit.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path;
  char *backup;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("propus-schema-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "history.db", NULL);
  fixture->backup = g_build_filename (fixture->folder, "copy.db", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (fixture->folder, name, NULL);

      g_unlink (full);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->backup);
}

static sqlite3 *
open_raw (const char *path)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  return db;
}

static char *
query_text (sqlite3    *db,
            const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(sqlite3_stmt) stmt = propus_sqlite_prepare (db, sql, &error);
  gboolean row;

  g_assert_no_error (error);
  propus_sqlite_step (stmt, &row, &error);
  g_assert_no_error (error);
  return row ? propus_sqlite_dup_text (stmt, 0) : NULL;
}

static gint64
query_int (sqlite3    *db,
           const char *sql)
{
  g_autoptr(GError) error = NULL;
  gint64 value = 0;

  propus_sqlite_query_int (db, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

static void
exec (sqlite3    *db,
      const char *sql)
{
  g_autoptr(GError) error = NULL;

  propus_sqlite_exec (db, sql, &error);
  g_assert_no_error (error);
}

static void
make_from_fixture (const char *path,
                   guint       version)
{
  g_autofree char *name = g_strdup_printf ("schema-v%u.sql", version);
  g_autofree char *file = g_build_filename (g_getenv ("PROPUS_SRCDIR"), "tests", "store", name, NULL);
  g_autofree char *sql = NULL;
  g_autoptr(sqlite3) db = open_raw (path);
  g_autoptr(GError) error = NULL;

  g_file_get_contents (file, &sql, NULL, &error);
  g_assert_no_error (error);
  exec (db, sql);
  g_assert_cmpint (query_int (db, "PRAGMA user_version"), ==, version);
}

static const char all_of_schema[] =
  "SELECT group_concat (name || ': ' || ifnull (sql, ''), char (10)) FROM (SELECT * FROM sqlite_schema ORDER BY name)";

/* There is a fixture for the version that a new history gets, and it has the same tables: whoever changes the tables
 * has to add a version. */
static void
test_newest_has_fixture (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *old_path = g_build_filename (fixture->folder, "old.db", NULL);
  g_autofree char *ours = NULL;
  g_autofree char *expected = NULL;
  g_autoptr(sqlite3) db = open_raw (fixture->path);
  g_autoptr(sqlite3) old = NULL;
  const PropusMigration *migrations;
  guint n_migrations;

  migrations = propus_schema_get_migrations (&n_migrations);
  g_assert_true (propus_schema_migrate (db, migrations, n_migrations, fixture->backup, NULL));
  ours = query_text (db, all_of_schema);

  make_from_fixture (old_path, n_migrations);
  old = open_raw (old_path);
  expected = query_text (old, all_of_schema);
  g_assert_cmpstr (ours, ==, expected);
}

static void
test_read_v1 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PropusStore) store = propus_store_new (fixture->path);
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(GError) error = NULL;

  make_from_fixture (fixture->path, 1);
  kit_open (store, &error);
  g_assert_no_error (error);
  conversations = kit_list (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (conversations->len, ==, 2);
  g_assert_cmpstr (propus_conversation_get_title (conversations->pdata[0]), ==, "Mountains");
  g_assert_cmpstr (propus_conversation_get_draft (conversations->pdata[0]), ==, "and then");
  g_assert_cmpstr (propus_conversation_get_title (conversations->pdata[1]), ==, "Empty");

  messages = kit_load (store, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 4);
  g_assert_cmpstr (propus_message_get_text (messages->pdata[0]), ==, "How high is Säntis?");
  g_assert_cmpstr (propus_message_get_text (messages->pdata[1]), ==, "2502 m");
  g_assert_cmpstr (propus_message_get_thoughts (messages->pdata[1]), ==, "Hm.");
  g_assert_cmpuint (propus_message_get_n_raw_parts (messages->pdata[1]), ==, 3);
  g_assert_cmpstr (propus_message_get_raw_part (messages->pdata[1], 2), ==,
                   "{\"text\":\" m\",\"thoughtSignature\":\"c2ln\"}");
  g_assert_cmpstr (propus_message_get_text (messages->pdata[3]), ==, "39");
  g_assert_cmpint (propus_message_get_state (messages->pdata[3]), ==, PROPUS_MESSAGE_INTERRUPTED);

  kit_set_deleted (store, 7, FALSE, &error);
  g_assert_no_error (error);
  g_clear_pointer (&conversations, g_ptr_array_unref);
  conversations = kit_list (store, &error);
  g_assert_cmpuint (conversations->len, ==, 3);
  propus_store_close (store);
}

static char *
fold_all (sqlite3 *db)
{
  return query_text (db, "SELECT group_concat (id || ' ' || folded, char (10)) FROM (SELECT * FROM message_text ORDER BY id)");
}

/* What version 1 held is there, as one branch, and can be found. */
static void
test_grow_v1 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PropusStore) store = propus_store_new (fixture->path);
  g_autoptr(sqlite3) db = NULL;
  g_autoptr(sqlite3) copy = NULL;
  g_autofree char *copy_path = g_strconcat (fixture->path, ".backup-v1", NULL);
  g_autofree char *parents = NULL;
  g_autofree char *words = NULL;
  g_autofree char *titles = NULL;
  g_autoptr(GError) error = NULL;

  make_from_fixture (fixture->path, 1);
  kit_open (store, &error);
  g_assert_no_error (error);
  propus_store_close (store);

  db = open_raw (fixture->path);
  g_assert_cmpint (query_int (db, "PRAGMA user_version"), ==, 3);
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), ==, 0);
  parents = query_text (db, "SELECT group_concat (id || '<' || ifnull (parent_id, 0) || ':' || shown, ' ') FROM messages");
  g_assert_cmpstr (parents, ==, "11<0:1 12<11:1 13<12:1 14<13:1");
  words = fold_all (db);
  g_assert_cmpstr (words, ==, "11 how high is santis?\n12 2502 m\n13 and eiger?\n14 39");
  titles = query_text (db, "SELECT group_concat (title_folded, ' ') FROM conversations");
  g_assert_cmpstr (titles, ==, "mountains deleted empty");
  g_assert_cmpint (query_int (db, "SELECT rowid FROM message_index WHERE message_index MATCH '\"ant\" AND \"nti\"'"), ==, 11);

  copy = open_raw (copy_path);
  g_assert_cmpint (query_int (copy, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (query_int (copy, "SELECT count(*) FROM messages"), ==, 4);
}

static char *
dump_all (const char *path)
{
  g_autoptr(sqlite3) db = open_raw (path);
  g_autofree char *schema = query_text (db, all_of_schema);
  g_autofree char *chats = query_text (db, "SELECT group_concat (id || title || draft || updated) FROM conversations");
  g_autofree char *messages = query_text (db, "SELECT group_concat (id || state || ifnull (text, '-')) FROM messages");
  g_autofree char *segments = query_text (db, "SELECT group_concat (id || ifnull (parts, '-')) FROM segments");

  return g_strjoin ("\n", schema, chats, messages, segments, NULL);
}

typedef struct
{
  guint steps;
  guint limit;
} Interrupter;

static int
interrupt_cb (void *data)
{
  Interrupter *interrupter = data;

  return ++interrupter->steps >= interrupter->limit;
}

/* Cut off at many places, the history of version 1 stands there as before, and grows the next time. */
static void
test_grow_v1_cut_off (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *before = NULL;
  const PropusMigration *migrations;
  guint n_migrations, n_cut = 0;
  gboolean done = FALSE;

  migrations = propus_schema_get_migrations (&n_migrations);
  make_from_fixture (fixture->path, 1);
  before = dump_all (fixture->path);
  for (guint limit = 1; !done; limit += 1 + limit / 8)
    {
      Interrupter interrupter = { .limit = limit };
      g_autoptr(sqlite3) db = open_raw (fixture->path);
      g_autoptr(GError) error = NULL;
      g_autofree char *after = NULL;

      sqlite3_progress_handler (db, 10, interrupt_cb, &interrupter);
      done = propus_schema_migrate (db, migrations, n_migrations, fixture->backup, &error);
      sqlite3_progress_handler (db, 0, NULL, NULL);
      g_clear_pointer (&db, sqlite3_close_v2);
      if (done)
        break;

      g_assert_nonnull (error);
      after = dump_all (fixture->path);
      g_assert_cmpstr (after, ==, before);
      n_cut++;
    }
  g_test_message ("cut off at %u places", n_cut);
  g_assert_cmpuint (n_cut, >, 10);
}

/* A disk without room: the same. */
static void
test_grow_v1_no_room (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(sqlite3) db = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  const PropusMigration *migrations;
  guint n_migrations;
  g_autoptr(GError) error = NULL;

  migrations = propus_schema_get_migrations (&n_migrations);
  make_from_fixture (fixture->path, 1);
  before = dump_all (fixture->path);
  db = open_raw (fixture->path);
  exec (db, "PRAGMA max_page_count = 12");
  g_assert_false (propus_schema_migrate (db, migrations, n_migrations, fixture->backup, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FULL);
  g_clear_pointer (&db, sqlite3_close_v2);
  after = dump_all (fixture->path);
  g_assert_cmpstr (after, ==, before);
}

static void
test_read_v2 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PropusStore) store = propus_store_new (fixture->path);
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(sqlite3) db = NULL;
  g_autofree char *words = NULL;
  g_autoptr(GError) error = NULL;
  PropusConversation *chat;

  make_from_fixture (fixture->path, 2);
  kit_open (store, &error);
  g_assert_no_error (error);
  conversations = kit_list (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (conversations->len, ==, 2);
  chat = g_ptr_array_index (conversations, 0);
  g_assert_cmpint (propus_conversation_get_folder_id (chat), ==, 5);
  g_assert_true (propus_conversation_get_pinned (chat));
  g_assert_cmpint (propus_conversation_get_title_origin (chat), ==, PROPUS_TITLE_USER);
  g_assert_cmpstr (propus_conversation_get_settings (chat), ==, "{\"temperature\":0.2}");
  g_assert_true (propus_conversation_get_archived (conversations->pdata[1]));

  messages = kit_load (store, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 4);
  g_assert_cmpuint (propus_message_get_n_attachments (messages->pdata[0]), ==, 1);
  g_assert_cmpuint (propus_message_get_n_versions (messages->pdata[2]), ==, 2);
  g_assert_cmpstr (propus_message_get_text (messages->pdata[3]), ==, "39");
  g_assert_cmpint (propus_message_get_state (messages->pdata[3]), ==, PROPUS_MESSAGE_INTERRUPTED);

  /* Of the store that is gone the deletion is done, and the turn that was cut off can be found. */
  g_assert_true (kit_purge (store, NULL));
  propus_store_close (store);
  db = open_raw (fixture->path);
  words = fold_all (db);
  g_assert_cmpstr (words, ==, "11 how high is santis?\n12 2502 m\n13 and eiger?\n14 39\n15 and monch?\n16 4110 m");
}

static void
check_facts (Fixture    *fixture,
             guint       version,
             const char *expected)
{
  g_autoptr(PropusStore) store = propus_store_new (fixture->path);
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(GError) error = NULL;

  make_from_fixture (fixture->path, version);
  kit_open (store, &error);
  g_assert_no_error (error);
  messages = kit_load (store, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 4);
  g_assert_null (propus_message_get_facts (messages->pdata[0]));
  g_assert_cmpstr (propus_message_get_facts (messages->pdata[1]), ==, expected);
  g_assert_cmpstr (propus_message_get_usage (messages->pdata[1]), ==, "{\"totalTokenCount\":9}");

  /* They are written, and read again. */
  propus_message_set_facts (messages->pdata[1], "{\"firstMs\":1}");
  kit_update (store, messages->pdata[1], &error);
  g_assert_no_error (error);
  g_clear_pointer (&messages, g_ptr_array_unref);
  messages = kit_load (store, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (propus_message_get_facts (messages->pdata[1]), ==, "{\"firstMs\":1}");
  propus_store_close (store);
}

static void
test_grow_v2 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *copy_path = g_strconcat (fixture->path, ".backup-v2", NULL);

  check_facts (fixture, 2, NULL);
  g_assert_true (g_file_test (copy_path, G_FILE_TEST_EXISTS));
}

static void
test_read_v3 (Fixture       *fixture,
              gconstpointer  data)
{
  check_facts (fixture, 3, "{\"firstMs\":800,\"totalMs\":2500}");
}

static const PropusMigration grown[] = {
  { "CREATE TABLE a (x); " },
  { "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x * 2;" },
  { "CREATE TABLE b (z); INSERT INTO b SELECT y FROM a;" },
};

static const PropusMigration broken[] = {
  { "CREATE TABLE a (x); " },
  { "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x * 2;" },
  { "CREATE TABLE b (z); INSERT INTO b SELECT y FROM a; DELETE FROM a; INSERT INTO no_such_table VALUES (1);" },
};

static void
test_grow (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(sqlite3) db = open_raw (fixture->path);
  g_autoptr(sqlite3) copy = NULL;
  g_autoptr(GError) error = NULL;
  mode_t mask = umask (0);
  struct stat st;

  /* Nothing to lose: no copy. */
  propus_schema_migrate (db, grown, 1, fixture->backup, &error);
  g_assert_no_error (error);
  g_assert_cmpint (query_int (db, "PRAGMA user_version"), ==, 1);
  g_assert_false (g_file_test (fixture->backup, G_FILE_TEST_EXISTS));

  exec (db, "INSERT INTO a VALUES (21)");
  g_file_set_contents (fixture->backup, "an older copy", -1, NULL);
  propus_schema_migrate (db, grown, 3, fixture->backup, &error);
  umask (mask);
  g_assert_no_error (error);
  g_assert_cmpint (query_int (db, "PRAGMA user_version"), ==, 3);
  g_assert_cmpint (query_int (db, "SELECT z FROM b"), ==, 42);

  g_assert_cmpint (g_stat (fixture->backup, &st), ==, 0);
  g_assert_cmphex (st.st_mode & 0777, ==, 0600);
  copy = open_raw (fixture->backup);
  g_assert_cmpint (query_int (copy, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (query_int (copy, "SELECT x FROM a"), ==, 21);

  /* Nothing to do: no copy. */
  g_unlink (fixture->backup);
  propus_schema_migrate (db, grown, 3, fixture->backup, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (fixture->backup, G_FILE_TEST_EXISTS));
}

static void
check_untouched (sqlite3 *db)
{
  g_assert_true (sqlite3_get_autocommit (db));
  g_assert_cmpint (query_int (db, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (query_int (db, "SELECT x FROM a"), ==, 21);
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM sqlite_schema"), ==, 1);
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM pragma_table_info ('a')"), ==, 1);
}

static void
test_roll_back (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(sqlite3) db = open_raw (fixture->path);
  g_autoptr(sqlite3) later = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (propus_schema_migrate (db, broken, 1, fixture->backup, NULL));
  exec (db, "INSERT INTO a VALUES (21)");
  g_assert_false (propus_schema_migrate (db, broken, 3, fixture->backup, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
  check_untouched (db);
  g_clear_pointer (&db, sqlite3_close_v2);

  later = open_raw (fixture->path);
  check_untouched (later);
  g_assert_true (g_file_test (fixture->backup, G_FILE_TEST_EXISTS));
}

static void
test_orphans (Fixture       *fixture,
              gconstpointer  data)
{
  static const PropusMigration careless[] = {
    { "CREATE TABLE a (x INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a (x));" },
    { "INSERT INTO b VALUES (5);" },
  };
  g_autoptr(sqlite3) db = open_raw (fixture->path);
  g_autoptr(GError) error = NULL;

  g_assert_true (propus_schema_migrate (db, careless, 1, fixture->backup, NULL));
  g_assert_false (propus_schema_migrate (db, careless, 2, fixture->backup, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
  g_assert_cmpint (query_int (db, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (query_int (db, "SELECT count(*) FROM b"), ==, 0);
}

/* Without a copy nothing is changed. */
static void
test_no_backup (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *nowhere = g_build_filename (fixture->folder, "no", "such", "folder", NULL);
  g_autoptr(sqlite3) db = open_raw (fixture->path);
  g_autoptr(GError) error = NULL;

  g_assert_true (propus_schema_migrate (db, grown, 1, nowhere, NULL));
  exec (db, "INSERT INTO a VALUES (21)");
  g_assert_false (propus_schema_migrate (db, grown, 3, nowhere, &error));
  g_assert_nonnull (error);
  check_untouched (db);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/store/schema/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("newest-has-fixture", test_newest_has_fixture);
  ADD ("read-v1", test_read_v1);
  ADD ("grow-v1", test_grow_v1);
  ADD ("grow-v1-cut-off", test_grow_v1_cut_off);
  ADD ("grow-v1-no-room", test_grow_v1_no_room);
  ADD ("read-v2", test_read_v2);
  ADD ("grow-v2", test_grow_v2);
  ADD ("read-v3", test_read_v3);
  ADD ("grow", test_grow);
  ADD ("roll-back", test_roll_back);
  ADD ("orphans", test_orphans);
  ADD ("no-backup", test_no_backup);
#undef ADD

  return g_test_run ();
}
