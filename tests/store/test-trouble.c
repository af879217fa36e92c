/* test-trouble.c - damaged, newer, full, locked: nothing is lost and all is said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-sqlite.h"
#include "store-kit.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("propus-trouble-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "history.db", NULL);
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
}

static void
write_history (const char *path,
               const char *title,
               guint       n_messages)
{
  g_autoptr(PropusStore) store = propus_store_new (path);
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autofree char *words = g_strnfill (900, 'w');
  g_autoptr(GError) error = NULL;

  propus_conversation_set_title (conversation, title);
  kit_save (store, conversation, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_messages; i++)
    {
      g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_MODEL, 0);

      kit_stream_chunk (message, words);
      propus_message_set_state (message, PROPUS_MESSAGE_COMPLETE);
      kit_add (store, propus_conversation_get_id (conversation), message, &error);
      g_assert_no_error (error);
    }
  propus_store_close (store);
}

static char *
read_file (const char *path,
           gsize      *length)
{
  char *bytes = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &bytes, length, &error);
  g_assert_no_error (error);
  return bytes;
}

/* --- case 99 --- */

typedef enum
{
  DAMAGE_HEADER,
  DAMAGE_TRUNCATED,
  DAMAGE_RANDOM,
  DAMAGE_SCHEMA,
  DAMAGE_LIST,
} Damage;

static void
damage (const char *path,
        Damage      how)
{
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  bytes = read_file (path, &length);
  g_assert_cmpuint (length, >, 20 * 2048);
  switch (how)
    {
    case DAMAGE_HEADER:
      memset (bytes, 'x', 100);
      break;
    case DAMAGE_TRUNCATED:
      length = length / 2 + 77;
      break;
    case DAMAGE_RANDOM:
      for (gsize i = 0; i < length; i++)
        bytes[i] = (char) (i * 2654435761u >> 13);
      break;
    case DAMAGE_SCHEMA:
      memset (bytes + 100, 0xa5, 1900);
      break;
    case DAMAGE_LIST:
      memset (bytes + 2048, 0xa5, 2048);
      break;
    default:
      g_assert_not_reached ();
    }
  g_file_set_contents (path, bytes, (gssize) length, &error);
  g_assert_no_error (error);
}

static void
test_damaged (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PropusStore) store = NULL;
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *aside = NULL;
  gsize before_length, after_length;

  write_history (fixture->path, "old", 60);
  damage (fixture->path, (Damage) GPOINTER_TO_INT (data));
  before = read_file (fixture->path, &before_length);

  store = propus_store_new (fixture->path);
  kit_open (store, &error);
  g_assert_no_error (error);
  g_assert_true (propus_store_is_writable (store));
  g_assert_nonnull (propus_store_get_moved_aside (store));
  g_assert_true (strstr (propus_store_get_moved_aside (store), "history.db.corrupt-") != NULL);
  aside = g_strdup (propus_store_get_moved_aside (store));
  conversations = kit_list (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (conversations->len, ==, 0);
  propus_store_close (store);

  after = read_file (aside, &after_length);
  g_assert_cmpmem (before, before_length, after, after_length);
  write_history (fixture->path, "new", 1);
}

static void
test_empty_file (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(PropusStore) store = propus_store_new (fixture->path);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (fixture->path, "", 0, NULL);
  kit_open (store, &error);
  g_assert_no_error (error);
  g_assert_null (propus_store_get_moved_aside (store));
  propus_store_close (store);
}

/* What was in the WAL belongs to the damaged file and goes with it. */
static void
test_damaged_with_wal (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *aside_wal = NULL;
  g_autoptr(PropusStore) store = NULL;
  g_autoptr(GError) error = NULL;

  write_history (fixture->path, "old", 60);
  damage (fixture->path, DAMAGE_HEADER);
  g_file_set_contents (wal, "what was in the WAL", -1, NULL);

  store = propus_store_new (fixture->path);
  kit_open (store, &error);
  g_assert_no_error (error);
  aside_wal = g_strconcat (propus_store_get_moved_aside (store), "-wal", NULL);
  g_assert_true (g_file_test (aside_wal, G_FILE_TEST_EXISTS));
  propus_store_close (store);
}

/* Damage in the middle of old messages is met late: that is said, nothing more is written, and the next start sees to
 * it. */
static void
test_damage_met_late (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PropusStore) store = NULL;
  g_autoptr(PropusStore) next = NULL;
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  write_history (fixture->path, "old", 200);
  bytes = read_file (fixture->path, &length);
  memset (bytes + length / 2048 / 2 * 2048, 0xa5, 4 * 2048);
  g_file_set_contents (fixture->path, bytes, (gssize) length, NULL);

  store = propus_store_new (fixture->path);
  kit_open (store, &error);
  g_assert_no_error (error);
  none = kit_load (store, 1, &error);
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_CORRUPT);
  g_assert_null (none);
  g_clear_error (&error);
  g_assert_false (propus_store_is_writable (store));
  g_assert_false (kit_save (store, conversation, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_CORRUPT);
  g_clear_error (&error);
  conversations = kit_list (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (conversations->len, ==, 1);

  /* Not while it is in use. */
  next = propus_store_new (fixture->path);
  g_assert_false (kit_open (next, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  propus_store_close (store);

  kit_save (next, conversation, &error);
  g_assert_no_error (error);
  g_assert_nonnull (propus_store_get_moved_aside (next));
  propus_store_close (next);
}

/* --- case 100 --- */

static void
test_newer (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PropusStore) store = NULL;
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(sqlite3) db = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize before_length, after_length;

  write_history (fixture->path, "from the future", 5);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  propus_sqlite_exec (db, "ALTER TABLE conversations ADD COLUMN mood; PRAGMA user_version = 999;", &error);
  g_assert_no_error (error);
  g_clear_pointer (&db, sqlite3_close_v2);
  before = read_file (fixture->path, &before_length);

  store = propus_store_new (fixture->path);
  g_assert_false (kit_open (store, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_NEWER);
  g_clear_error (&error);
  g_assert_false (propus_store_is_writable (store));
  conversations = kit_list (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (conversations->len, ==, 1);
  g_assert_cmpstr (propus_conversation_get_title (conversations->pdata[0]), ==, "from the future");
  messages = kit_load (store, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 5);
  g_assert_false (kit_save (store, conversation, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_NEWER);
  propus_store_close (store);

  after = read_file (fixture->path, &after_length);
  g_assert_cmpmem (before, before_length, after, after_length);
}

/* --- case 98 --- */

/* Streams until there is no room, makes room, and goes on from where all was stored. */
static void
run_until_full (const char *path,
                void      (*make_room) (gpointer),
                gpointer    data)
{
  g_autoptr(PropusStore) store = propus_store_new (path);
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_MODEL, 0);
  g_autofree char *words = g_strnfill (5000, 'w');
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(GError) error = NULL;
  gsize stored = 0;
  guint i;

  kit_open (store, &error);
  g_assert_no_error (error);
  kit_save (store, conversation, &error);
  g_assert_no_error (error);
  kit_add (store, propus_conversation_get_id (conversation), message, &error);
  g_assert_no_error (error);

  for (i = 0; i < 1000; i++)
    {
      kit_stream_chunk (message, words);
      if (!kit_append (store, message, i, stored, 0, &error))
        break;
      stored = propus_message_get_text_length (message);
    }
  g_test_message ("full after %u segments: %s", i, error != NULL ? error->message : "never");
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FULL);
  g_assert_cmpuint (i, >, 5);
  g_clear_error (&error);

  /* What was there can be read, and it stays full until there is room. */
  messages = kit_load (store, propus_conversation_get_id (conversation), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (propus_message_get_text_length (messages->pdata[0]), ==, stored);
  g_clear_pointer (&messages, g_ptr_array_unref);
  g_assert_true (propus_store_is_writable (store));

  make_room (data);
  kit_stream_chunk (message, words);
  kit_append (store, message, i, stored, 0, &error);
  g_assert_no_error (error);
  messages = kit_load (store, propus_conversation_get_id (conversation), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (propus_message_get_text (messages->pdata[0]), ==, propus_message_get_text (message));
  g_assert_cmpuint (propus_message_get_n_raw_parts (messages->pdata[0]), ==, i + 2);
  propus_store_close (store);
}

static gboolean
mount_small (const char *folder)
{
  if (mount ("propus-test", folder, "tmpfs", 0, "size=768k") == 0)
    return TRUE;

  g_autofree char *why = g_strdup_printf ("no tmpfs can be mounted here: %s", g_strerror (errno));
  g_test_skip (why);
  return FALSE;
}

static void
fill_up (const char *path)
{
  g_autofree char *zeros = g_malloc0 (4096);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  while (write (fd, zeros, 4096) > 0)
    continue;
  g_close (fd, NULL);
}

static void
remove_file (gpointer path)
{
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
test_disk_full (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *ballast = g_build_filename (fixture->folder, "ballast", NULL);
  g_autofree char *zeros = g_malloc0 (300000);

  if (!mount_small (fixture->folder))
    return;

  g_file_set_contents (ballast, zeros, 300000, NULL);
  run_until_full (fixture->path, remove_file, ballast);
  g_assert_cmpint (umount2 (fixture->folder, MNT_DETACH), ==, 0);
}

/* Full before there is a history: said, and tried again by each call. */
static void
test_disk_full_at_start (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *ballast = g_build_filename (fixture->folder, "ballast", NULL);
  g_autoptr(PropusStore) store = propus_store_new (fixture->path);
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(GError) error = NULL;

  if (!mount_small (fixture->folder))
    return;

  fill_up (ballast);
  g_assert_false (kit_open (store, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FULL);
  g_clear_error (&error);
  g_assert_false (propus_store_is_writable (store));
  g_assert_false (kit_save (store, conversation, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FULL);
  g_clear_error (&error);

  g_unlink (ballast);
  kit_save (store, conversation, &error);
  g_assert_no_error (error);
  g_assert_true (propus_store_is_writable (store));
  propus_store_close (store);
  g_assert_cmpint (umount2 (fixture->folder, MNT_DETACH), ==, 0);
}

static void
set_file_limit (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
lift_limit (gpointer data)
{
  set_file_limit (RLIM_INFINITY);
}

static void
test_file_limit (Fixture       *fixture,
                 gconstpointer  data)
{
  signal (SIGXFSZ, SIG_IGN);
  set_file_limit (200 * 1024);
  run_until_full (fixture->path, lift_limit, NULL);
}

/* --- locked by another --- */

static void
test_locked (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PropusStore) store = NULL;
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(sqlite3) other = NULL;
  g_autoptr(GError) error = NULL;

  write_history (fixture->path, "old", 1);
  store = propus_store_new (fixture->path);
  kit_open (store, &error);
  g_assert_no_error (error);

  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  g_assert_true (propus_sqlite_exec (other, "BEGIN IMMEDIATE", &error));
  g_assert_false (kit_save (store, conversation, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_BUSY);
  g_clear_error (&error);
  conversations = kit_list (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (conversations->len, ==, 1);

  g_assert_true (propus_sqlite_exec (other, "ROLLBACK", &error));
  kit_save (store, conversation, &error);
  g_assert_no_error (error);
  propus_store_close (store);
}

/* A job that fails in the middle leaves nothing of its beginning. */
static void
test_half_written (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PropusStore) store = NULL;
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_MODEL, 0);
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(GPtrArray) later = NULL;
  g_autoptr(sqlite3) other = NULL;
  g_autoptr(GError) error = NULL;

  write_history (fixture->path, "old", 1);
  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  propus_sqlite_exec (other, "CREATE TRIGGER refuse BEFORE INSERT ON segments BEGIN SELECT raise (ABORT, 'no'); END", &error);
  g_assert_no_error (error);

  store = propus_store_new (fixture->path);
  kit_stream_chunk (message, "words");
  g_assert_false (kit_add (store, 1, message, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpint (propus_message_get_id (message), ==, 0);
  messages = kit_load (store, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 1);

  g_assert_true (propus_sqlite_exec (other, "DROP TRIGGER refuse", &error));
  kit_add (store, 1, message, &error);
  g_assert_no_error (error);
  later = kit_load (store, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (later->len, ==, 2);
  propus_store_close (store);
}

static void
test_folder_is_file (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autofree char *path = g_build_filename (file, "propus", "history.db", NULL);
  g_autoptr(PropusStore) store = propus_store_new (path);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (file, "", 0, NULL);
  g_assert_false (kit_open (store, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
  propus_store_close (store);
}

int
main (int   argc,
      char *argv[])
{
  static const struct { const char *name; Damage how; } kinds[] = {
    { "/store/case-99/header", DAMAGE_HEADER },
    { "/store/case-99/truncated", DAMAGE_TRUNCATED },
    { "/store/case-99/random", DAMAGE_RANDOM },
    { "/store/case-99/schema", DAMAGE_SCHEMA },
    { "/store/case-99/list", DAMAGE_LIST },
  };

  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/store/" name, Fixture, NULL, set_up, function, tear_down)
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_test_add (kinds[i].name, Fixture, GINT_TO_POINTER (kinds[i].how), set_up, test_damaged, tear_down);
  ADD ("case-99/empty-is-new", test_empty_file);
  ADD ("case-99/with-wal", test_damaged_with_wal);
  ADD ("case-99/met-late", test_damage_met_late);
  ADD ("case-100/newer", test_newer);
  ADD ("case-98/disk-full", test_disk_full);
  ADD ("case-98/disk-full-at-start", test_disk_full_at_start);
  ADD ("case-98/file-limit", test_file_limit);
  ADD ("locked", test_locked);
  ADD ("half-written", test_half_written);
  ADD ("folder-is-file", test_folder_is_file);
#undef ADD

  return g_test_run ();
}
