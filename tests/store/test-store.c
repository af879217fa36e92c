/* test-store.c - what is stored comes back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-sqlite.h"
#include "store-kit.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  char *folder;
  char *path;
  PropusStore *store;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("propus-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "data", "propus", "history.db", NULL);
  fixture->store = propus_store_new (fixture->path);
  g_assert_false (propus_store_is_writable (fixture->store));
  kit_open (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_true (propus_store_is_writable (fixture->store));
  g_assert_null (propus_store_get_moved_aside (fixture->store));
}

static void
reopen (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  propus_store_close (fixture->store);
  g_object_unref (fixture->store);
  fixture->store = propus_store_new (fixture->path);
  kit_open (fixture->store, &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (path, name, NULL);

      remove_tree (full);
    }
  g_remove (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  propus_store_close (fixture->store);
  g_object_unref (fixture->store);
  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static PropusConversation *
add_conversation (Fixture    *fixture,
                  const char *title)
{
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(GError) error = NULL;

  propus_conversation_set_title (conversation, title);
  kit_save (fixture->store, conversation, &error);
  g_assert_no_error (error);
  g_assert_cmpint (propus_conversation_get_id (conversation), >, 0);
  return g_steal_pointer (&conversation);
}

static PropusMessage *
add_message (Fixture            *fixture,
             PropusConversation *conversation,
             PropusRole          role,
             const char         *text)
{
  g_autoptr(PropusMessage) message = propus_message_new (role, 0);
  g_autoptr(GError) error = NULL;

  propus_message_append_text (message, text);
  kit_add (fixture->store, propus_conversation_get_id (conversation), message, &error);
  g_assert_no_error (error);
  g_assert_cmpint (propus_message_get_id (message), >, 0);
  return g_steal_pointer (&message);
}

static PropusMessage *
load_only (Fixture            *fixture,
           PropusConversation *conversation)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) messages = kit_load (fixture->store, propus_conversation_get_id (conversation), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 1);
  return g_object_ref (g_ptr_array_index (messages, 0));
}

/* How often a word stands in a file. */
static guint
count_in_file (const char *path,
               const char *word)
{
  g_autofree char *bytes = NULL;
  gsize length, word_length = strlen (word);
  guint count = 0;

  if (!g_file_get_contents (path, &bytes, &length, NULL))
    return 0;
  for (gsize i = 0; i + word_length <= length; i++)
    count += memcmp (bytes + i, word, word_length) == 0;
  return count;
}

static guint
count_in_folder (Fixture    *fixture,
                 const char *word)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (folder, name, NULL);

      count += count_in_file (full, word);
    }
  return count;
}

static void
test_round_trip (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = add_conversation (fixture, "Täler & 山");
  g_autoptr(PropusMessage) asked = add_message (fixture, conversation, PROPUS_ROLE_USER, "Why?\n'; DROP TABLE messages; --");
  g_autoptr(PropusMessage) answer = add_message (fixture, conversation, PROPUS_ROLE_MODEL, "");
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(GError) error = NULL;
  PropusConversation *listed;
  PropusMessage *loaded;

  propus_conversation_set_model (conversation, "gemini-x");
  propus_conversation_set_draft (conversation, "half a thou");
  propus_conversation_set_updated (conversation, 1234567890123456);
  kit_save (fixture->store, conversation, &error);
  g_assert_no_error (error);

  propus_message_add_raw_part (answer, "{\"text\":\"hm\",\"thought\":true,\"thoughtSignature\":\"AbC=\"}");
  propus_message_append_thoughts (answer, "hm");
  kit_stream_chunk (answer, "Because");
  kit_append (fixture->store, answer, 0, 0, 0, &error);
  g_assert_no_error (error);
  propus_message_add_raw_part (answer, "{\n \"text\": \" \xc3\xa4\\u001e\"\n}\n");
  propus_message_append_text (answer, " ä");
  kit_append (fixture->store, answer, 2, 7, 2, &error);
  g_assert_no_error (error);
  propus_message_set_model (answer, "gemini-y");
  propus_message_set_finish_reason (answer, "SAFETY");
  propus_message_set_failure (answer, "blocked", "SAFETY", "text of it");
  propus_message_set_usage (answer, "{\"totalTokenCount\":3}");
  propus_message_set_thinking_us (answer, 42);
  propus_message_set_state (answer, PROPUS_MESSAGE_BLOCKED);
  kit_update (fixture->store, answer, &error);
  g_assert_no_error (error);

  reopen (fixture);
  conversations = kit_list (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (conversations->len, ==, 1);
  listed = g_ptr_array_index (conversations, 0);
  g_assert_cmpint (propus_conversation_get_id (listed), ==, propus_conversation_get_id (conversation));
  g_assert_cmpstr (propus_conversation_get_title (listed), ==, "Täler & 山");
  g_assert_cmpstr (propus_conversation_get_model (listed), ==, "gemini-x");
  g_assert_cmpstr (propus_conversation_get_draft (listed), ==, "half a thou");
  g_assert_cmpint (propus_conversation_get_updated (listed), ==, 1234567890123456);
  g_assert_cmpuint (propus_conversation_get_n_messages (listed), ==, 0);

  messages = kit_load (fixture->store, propus_conversation_get_id (listed), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 2);
  loaded = g_ptr_array_index (messages, 0);
  g_assert_cmpint (propus_message_get_role (loaded), ==, PROPUS_ROLE_USER);
  g_assert_cmpint (propus_message_get_state (loaded), ==, PROPUS_MESSAGE_COMPLETE);
  g_assert_cmpstr (propus_message_get_text (loaded), ==, "Why?\n'; DROP TABLE messages; --");
  g_assert_cmpint (propus_message_get_created (loaded), ==, propus_message_get_created (asked));
  g_assert_null (propus_message_get_model (loaded));
  loaded = g_ptr_array_index (messages, 1);
  g_assert_cmpint (propus_message_get_id (loaded), ==, propus_message_get_id (answer));
  g_assert_cmpint (propus_message_get_role (loaded), ==, PROPUS_ROLE_MODEL);
  g_assert_cmpint (propus_message_get_state (loaded), ==, PROPUS_MESSAGE_BLOCKED);
  g_assert_cmpstr (propus_message_get_text (loaded), ==, "Because ä");
  g_assert_cmpstr (propus_message_get_thoughts (loaded), ==, "hm");
  g_assert_cmpuint (propus_message_get_n_raw_parts (loaded), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (propus_message_get_raw_part (loaded, i), ==, propus_message_get_raw_part (answer, i));
  g_assert_cmpstr (propus_message_get_model (loaded), ==, "gemini-y");
  g_assert_cmpstr (propus_message_get_finish_reason (loaded), ==, "SAFETY");
  g_assert_cmpstr (propus_message_get_failure (loaded), ==, "blocked");
  g_assert_cmpstr (propus_message_get_failure_detail (loaded), ==, "SAFETY");
  g_assert_cmpstr (propus_message_get_failure_text (loaded), ==, "text of it");
  g_assert_cmpstr (propus_message_get_usage (loaded), ==, "{\"totalTokenCount\":3}");
  g_assert_cmpint (propus_message_get_thinking_us (loaded), ==, 42);
}

/* A message that has grown already is stored with all that it has; appends go on from there. */
static void
test_add_grown (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = add_conversation (fixture, "grown");
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_MODEL, 0);
  g_autoptr(PropusMessage) loaded = NULL;
  g_autoptr(GError) error = NULL;

  kit_stream_chunk (message, "one ");
  propus_message_append_thoughts (message, "thought");
  kit_add (fixture->store, propus_conversation_get_id (conversation), message, &error);
  g_assert_no_error (error);
  kit_stream_chunk (message, "two");
  kit_append (fixture->store, message, 1, 4, 7, &error);
  g_assert_no_error (error);

  loaded = load_only (fixture, conversation);
  g_assert_cmpstr (propus_message_get_text (loaded), ==, "one two");
  g_assert_cmpstr (propus_message_get_thoughts (loaded), ==, "thought");
  g_assert_cmpuint (propus_message_get_n_raw_parts (loaded), ==, 2);
}

/* A repeated append doubles nothing, and one that would leave a gap is refused. */
static void
test_append_again (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = add_conversation (fixture, "again");
  g_autoptr(PropusMessage) message = add_message (fixture, conversation, PROPUS_ROLE_MODEL, "");
  g_autoptr(PropusMessage) loaded = NULL;
  g_autoptr(GError) error = NULL;

  kit_stream_chunk (message, "a");
  kit_append (fixture->store, message, 0, 0, 0, &error);
  g_assert_no_error (error);
  kit_append (fixture->store, message, 0, 0, 0, &error);
  g_assert_no_error (error);
  kit_stream_chunk (message, "bä");
  propus_message_append_thoughts (message, "t");
  kit_append (fixture->store, message, 0, 0, 0, &error);
  g_assert_no_error (error);

  kit_stream_chunk (message, "c");
  g_assert_false (kit_append (fixture->store, message, 3, 5, 1, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
  g_clear_error (&error);
  kit_append (fixture->store, message, 2, 4, 1, &error);
  g_assert_no_error (error);

  loaded = load_only (fixture, conversation);
  g_assert_cmpstr (propus_message_get_text (loaded), ==, "abäc");
  g_assert_cmpstr (propus_message_get_thoughts (loaded), ==, "t");
  g_assert_cmpuint (propus_message_get_n_raw_parts (loaded), ==, 3);
  g_assert_cmpstr (propus_message_get_raw_part (loaded, 1), ==, "{\"text\":\"bä\"}");
}

static void
test_running (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = add_conversation (fixture, "running");
  g_autoptr(PropusMessage) message = add_message (fixture, conversation, PROPUS_ROLE_MODEL, "");
  g_autoptr(PropusStore) other = propus_store_new (fixture->path);
  g_autoptr(PropusMessage) here = load_only (fixture, conversation);
  g_autoptr(GPtrArray) there = NULL;
  g_autoptr(GPtrArray) later = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (propus_message_get_state (here), ==, PROPUS_MESSAGE_PENDING);

  /* Another store shows it as interrupted, but may not say so in the file while this one lives. */
  kit_open (other, &error);
  g_assert_no_error (error);
  there = kit_load (other, propus_conversation_get_id (conversation), &error);
  g_assert_no_error (error);
  g_assert_cmpint (propus_message_get_state (there->pdata[0]), ==, PROPUS_MESSAGE_INTERRUPTED);
  g_assert_false (kit_update (other, there->pdata[0], &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (kit_delete (other, propus_message_get_id (message), &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_BUSY);
  g_clear_error (&error);
  kit_stream_chunk (message, "goes on");
  kit_append (fixture->store, message, 0, 0, 0, &error);
  g_assert_no_error (error);

  /* Once it is gone, the other one may. */
  propus_store_close (fixture->store);
  kit_update (other, there->pdata[0], &error);
  g_assert_no_error (error);
  later = kit_load (other, propus_conversation_get_id (conversation), &error);
  g_assert_no_error (error);
  g_assert_cmpint (propus_message_get_state (later->pdata[0]), ==, PROPUS_MESSAGE_INTERRUPTED);
  g_assert_cmpstr (propus_message_get_text (later->pdata[0]), ==, "goes on");
  propus_store_close (other);
}

static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = add_conversation (fixture, "order");
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_USER, 0);
      g_autofree char *text = g_strdup_printf ("%u", i);

      propus_message_append_text (message, text);
      propus_message_set_created (message, G_TIME_SPAN_DAY * (10 - i));
      kit_add (fixture->store, propus_conversation_get_id (conversation), message, &error);
      g_assert_no_error (error);
    }

  messages = kit_load (fixture->store, propus_conversation_get_id (conversation), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (*propus_message_get_text (messages->pdata[i]), ==, '0' + (char) i);
}

static void
count_done_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  guint *left = user_data;
  g_autoptr(GError) error = NULL;

  propus_store_save_conversation_finish (PROPUS_STORE (source), result, &error);
  g_assert_no_error (error);
  (*left)--;
}

/* Saves of a new conversation that are on their way together make one row. */
static void
test_save_thrice (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GError) error = NULL;
  guint left = 3;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *title = g_strdup_printf ("title %u", i);

      propus_conversation_set_title (conversation, title);
      propus_store_save_conversation_async (fixture->store, conversation, count_done_cb, &left);
    }
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);

  conversations = kit_list (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (conversations->len, ==, 1);
  g_assert_cmpstr (propus_conversation_get_title (conversations->pdata[0]), ==, "title 2");
  g_assert_cmpint (propus_conversation_get_id (conversation), ==, propus_conversation_get_id (conversations->pdata[0]));
}

/* What was asked for before the end is stored, without a callback and without a loop. */
static void
test_close (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GError) error = NULL;

  propus_conversation_set_title (conversation, "last words");
  propus_store_save_conversation_async (fixture->store, conversation, NULL, NULL);
  propus_store_close (fixture->store);
  g_assert_false (propus_store_is_writable (fixture->store));
  g_assert_false (kit_save (fixture->store, conversation, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
  g_clear_error (&error);

  reopen (fixture);
  conversations = kit_list (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (conversations->len, ==, 1);
}

static void
test_missing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_conversation_new (4711);
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_USER, 0);
  g_autoptr(PropusMessage) stray = propus_message_new (PROPUS_ROLE_USER, 4711);
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (kit_save (fixture->store, conversation, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (kit_add (fixture->store, 4711, message, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpint (propus_message_get_id (message), ==, 0);
  g_assert_false (kit_update (fixture->store, stray, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (kit_append (fixture->store, stray, 0, 0, 0, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (kit_delete (fixture->store, 4711, &error));
  g_assert_no_error (error);
  none = kit_load (fixture->store, 4711, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_purge (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PropusConversation) kept = add_conversation (fixture, "kept");
  g_autoptr(PropusConversation) gone = add_conversation (fixture, "needle-in-title");
  g_autoptr(PropusMessage) asked = add_message (fixture, gone, PROPUS_ROLE_USER, "needle-in-question");
  g_autoptr(PropusMessage) answer = add_message (fixture, gone, PROPUS_ROLE_MODEL, "");
  g_autoptr(PropusMessage) stays = add_message (fixture, kept, PROPUS_ROLE_USER, "haystack");
  g_autofree char *backup = g_strconcat (fixture->path, ".backup-v0", NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GError) error = NULL;

  /* Long enough for pages of its own. */
  for (guint i = 0; i < 2000; i++)
    g_string_append (text, "needle-in-answer ");
  kit_stream_chunk (answer, text->str);
  kit_append (fixture->store, answer, 0, 0, 0, &error);
  g_assert_no_error (error);
  g_file_set_contents (backup, "needle-in-backup", -1, &error);
  g_assert_no_error (error);

  kit_set_deleted (fixture->store, propus_conversation_get_id (gone), TRUE, &error);
  g_assert_no_error (error);
  kit_set_deleted (fixture->store, propus_conversation_get_id (gone), FALSE, &error);
  g_assert_no_error (error);
  kit_purge (fixture->store, &error);
  g_assert_no_error (error);
  conversations = kit_list (fixture->store, &error);
  g_assert_cmpuint (conversations->len, ==, 2);
  g_clear_pointer (&conversations, g_ptr_array_unref);

  kit_set_deleted (fixture->store, propus_conversation_get_id (gone), TRUE, &error);
  g_assert_no_error (error);
  conversations = kit_list (fixture->store, &error);
  g_assert_cmpuint (conversations->len, ==, 1);

  /* The search finds what was planted, in each of the places. */
  g_assert_cmpuint (count_in_folder (fixture, "needle-in-title"), >, 0);
  g_assert_cmpuint (count_in_folder (fixture, "needle-in-question"), >, 0);
  g_assert_cmpuint (count_in_folder (fixture, "needle-in-answer"), >, 3000);
  g_assert_cmpuint (count_in_folder (fixture, "needle-in-backup"), ==, 1);

  kit_purge (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_in_folder (fixture, "needle"), ==, 0);
  g_assert_cmpuint (count_in_folder (fixture, "haystack"), >, 0);
  g_assert_false (kit_set_deleted (fixture->store, propus_conversation_get_id (gone), FALSE, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
}

static void
test_delete_message (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = add_conversation (fixture, "c");
  g_autoptr(PropusMessage) stays = add_message (fixture, conversation, PROPUS_ROLE_USER, "haystack");
  g_autoptr(PropusMessage) goes = add_message (fixture, conversation, PROPUS_ROLE_MODEL, "needle");
  g_autoptr(PropusMessage) left = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (count_in_folder (fixture, "needle"), >, 0);
  kit_delete (fixture->store, propus_message_get_id (goes), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_in_folder (fixture, "needle"), ==, 0);
  left = load_only (fixture, conversation);
  g_assert_cmpstr (propus_message_get_text (left), ==, "haystack");
}

/* A window that deleted a chat may still undo when another one purges. */
static void
test_purge_of_another (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = add_conversation (fixture, "undo");
  g_autoptr(PropusStore) other = propus_store_new (fixture->path);
  g_autoptr(GError) error = NULL;

  kit_set_deleted (fixture->store, propus_conversation_get_id (conversation), TRUE, &error);
  g_assert_no_error (error);
  kit_purge (other, &error);
  g_assert_no_error (error);
  kit_set_deleted (fixture->store, propus_conversation_get_id (conversation), FALSE, &error);
  g_assert_no_error (error);

  kit_set_deleted (fixture->store, propus_conversation_get_id (conversation), TRUE, &error);
  g_assert_no_error (error);
  propus_store_close (fixture->store);
  kit_purge (other, &error);
  g_assert_no_error (error);
  g_assert_false (kit_set_deleted (other, propus_conversation_get_id (conversation), FALSE, &error));
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
  propus_store_close (other);
}

/* Everything that a stream writes goes into the WAL: a reader that holds on to the beginning keeps it from being used
 * again, so that its size is the sum. */
static void
test_write_amplification (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = add_conversation (fixture, "long");
  g_autoptr(PropusMessage) message = add_message (fixture, conversation, PROPUS_ROLE_MODEL, "");
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *words = g_strnfill (150, 'w');
  g_autoptr(PropusMessage) loaded = NULL;
  g_autoptr(sqlite3) reader = NULL;
  g_autoptr(GError) error = NULL;
  struct stat st;
  gsize length;

  g_assert_cmpint (sqlite3_open (fixture->path, &reader), ==, SQLITE_OK);
  g_assert_true (propus_sqlite_exec (reader, "BEGIN; SELECT count(*) FROM messages;", &error));

  for (guint i = 0; i < 10000; i += 20)
    {
      gsize from = propus_message_get_text_length (message);

      for (guint j = 0; j < 20; j++)
        kit_stream_chunk (message, words);
      kit_append (fixture->store, message, i, from, 0, &error);
      g_assert_no_error (error);
    }

  g_assert_cmpint (g_stat (wal, &st), ==, 0);
  length = propus_message_get_text_length (message);
  g_test_message ("%zu bytes of text, %" G_GINT64_FORMAT " bytes of WAL: %.2f", length, (gint64) st.st_size,
                  (double) st.st_size / (double) length);
  g_assert_cmpint (st.st_size, >, (gint64) length);
  g_assert_cmpint (st.st_size, <, 5 * (gint64) length);

  loaded = load_only (fixture, conversation);
  g_assert_cmpstr (propus_message_get_text (loaded), ==, propus_message_get_text (message));
  g_assert_cmpuint (propus_message_get_n_raw_parts (loaded), ==, 10000);
}

static void
test_modes (Fixture       *fixture,
            gconstpointer  data)
{
  static const char * const suffixes[] = { "", "-wal", "-shm", ".lock" };
  mode_t mask = umask (0);
  g_autofree char *path = g_build_filename (fixture->folder, "open", "house", "history.db", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(PropusStore) store = propus_store_new (path);
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(GError) error = NULL;
  struct stat st;

  kit_save (store, conversation, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (folder, &st), ==, 0);
  g_assert_cmphex (st.st_mode & 0777, ==, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_assert_cmpint (g_stat (name, &st), ==, 0);
      g_assert_cmphex (st.st_mode & 0777, ==, 0600);
    }
  propus_store_close (store);
  g_clear_object (&store);

  /* An open door is shut. */
  g_assert_cmpint (g_chmod (path, 0666), ==, 0);
  store = propus_store_new (path);
  kit_open (store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmphex (st.st_mode & 0777, ==, 0600);
  propus_store_close (store);
  umask (mask);
}

static void
test_ten_thousand (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(sqlite3) db = NULL;
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GError) error = NULL;
  gint64 begin;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  propus_sqlite_exec (db,
                      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
                      "INSERT INTO conversations (title, draft, created, updated) "
                      "SELECT 'A title of usual length ' || i, '', 1700000000000000, 1700000000000000 + i * 7919 % 10007 FROM n",
                      &error);
  g_assert_no_error (error);

  begin = g_get_monotonic_time ();
  conversations = kit_list (fixture->store, &error);
  g_assert_no_error (error);
  g_test_message ("10000 conversations in %" G_GINT64_FORMAT " us", g_get_monotonic_time () - begin);
  g_assert_cmpuint (conversations->len, ==, 10000);
  for (guint i = 1; i < conversations->len; i++)
    g_assert_cmpint (propus_conversation_get_updated (conversations->pdata[i - 1]), >=,
                     propus_conversation_get_updated (conversations->pdata[i]));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/store/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("round-trip", test_round_trip);
  ADD ("add-grown", test_add_grown);
  ADD ("append-again", test_append_again);
  ADD ("running", test_running);
  ADD ("case-102/order", test_order);
  ADD ("save-thrice", test_save_thrice);
  ADD ("close", test_close);
  ADD ("missing", test_missing);
  ADD ("case-107/purge", test_purge);
  ADD ("case-107/delete-message", test_delete_message);
  ADD ("purge-of-another", test_purge_of_another);
  ADD ("write-amplification", test_write_amplification);
  ADD ("case-106/modes", test_modes);
  ADD ("case-108/ten-thousand", test_ten_thousand);
#undef ADD

  return g_test_run ();
}
