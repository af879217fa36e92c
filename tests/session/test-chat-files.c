/* test-chat-files.c - chats out of the history into files, and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-chat-export.h"
#include "propus-chat-import.h"
#include "store-kit.h"
#include "transfer-kit.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Fake, and made here so that no file holds anything that looks like a key. */
#define OWN_KEY "AQ" ".fake-own-key-" "9qT2xK7vB4mZ8rL1"
#define OTHER   "AI" "zaq7RtB2mX9vKc4ZpL0wYd6HnGs8FjT3uQ5aE"

/* --- calls that are waited for --- */

typedef struct
{
  PropusTransferFormat format;
  PropusTransferFlags flags;
  PropusBrokerProcess *broker;
  GArray *ids;              /* NULL: all */
  gint64 folder_id;
} What;

static PropusChatExport *
run_export (PropusStore  *store,
            const What   *what,
            const char   *path,
            GError      **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  PropusChatExport *export = propus_chat_export_new (store, what->broker, file, what->format, what->flags);

  if (what->ids != NULL)
    propus_chat_export_choose_chats (export, what->ids);
  if (what->folder_id != 0)
    propus_chat_export_choose_folder (export, what->folder_id);
  {
    KIT_WAIT (result, propus_chat_export_run_async (export, NULL, kit_cb, &wait));

    propus_chat_export_run_finish (export, result, error);
  }
  return export;
}

static char *
export_text (PropusStore       *store,
             const What        *what,
             PropusChatExport **kept)
{
  g_autofree char *path = kit_path ("exported");
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusChatExport) export = run_export (store, what, path, &error);
  char *text = NULL;

  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  if (kept != NULL)
    *kept = g_steal_pointer (&export);
  return text;
}

static gboolean
run_import (PropusStore       *store,
            GFile             *file,
            GCallback          progress,
            gpointer           user_data,
            GCancellable      *cancellable,
            PropusChatImport **kept,
            GError           **error)
{
  g_autoptr(PropusChatImport) import = propus_chat_import_new (store, file);
  gboolean done;

  if (progress != NULL)
    g_signal_connect (import, "progress", progress, user_data);
  {
    KIT_WAIT (result, propus_chat_import_run_async (import, cancellable, kit_cb, &wait));

    done = propus_chat_import_run_finish (import, result, error);
  }
  if (kept != NULL)
    *kept = g_steal_pointer (&import);
  return done;
}

static void
import_text (PropusStore *store,
             const char  *text)
{
  g_autoptr(GFile) file = kit_write ("imported", text, -1);
  g_autoptr(GError) error = NULL;

  g_assert_true (run_import (store, file, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

static guint
count_folders (PropusStore *store)
{
  KIT_WAIT (result, propus_store_list_folders_async (store, kit_cb, &wait));
  g_autoptr(GPtrArray) folders = propus_store_list_folders_finish (store, result, NULL);

  return folders->len;
}

static guint
count_chats (PropusStore *store)
{
  g_autoptr(GPtrArray) chats = kit_list (store, NULL);

  return chats->len;
}

/* --- chats --- */

/* The first of two versions is displayed, and each has a turn after it. */
static PropusTransferChat *
new_versions (void)
{
  PropusTransferChat *chat = propus_transfer_chat_new ("海森堡的不確定性原理");
  const char *texts[] = { "問題", "答案一", "答案二", "再問", "再答", "另問" };
  const gint64 parents[] = { 0, 1, 1, 2, 4, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      PropusTransferMessage *message = propus_transfer_chat_add (chat, g_str_has_prefix (texts[i], "答") || i == 4 ? PROPUS_ROLE_MODEL
                                                                                                        : PROPUS_ROLE_USER, parents[i]);

      message->created = 1795300000000000 + i;
      message->state = PROPUS_MESSAGE_COMPLETE;
      propus_transfer_message_add_text (message, texts[i]);
    }
  chat->created = 1795300000000000;
  chat->updated = 1795300000000009;
  chat->archived = TRUE;
  chat->folder = g_strdup ("Wörk");
  chat->head = 5;
  return chat;
}

static PropusTransferChat *
new_plain (const char *title,
           const char *text,
           guint       number)
{
  PropusTransferChat *chat = propus_transfer_chat_new (title);
  PropusTransferMessage *message = propus_transfer_chat_add (chat, PROPUS_ROLE_USER, 0);

  propus_transfer_message_add_text (message, text);
  message->created = 1795200000000000 + number;
  chat->created = message->created;
  chat->updated = message->created;
  return chat;
}

static char *
export_chats (GPtrArray *chats)
{
  return kit_export (chats, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_WITH_SIGNATURES);
}

/* --- tests --- */

static void
test_round_trip (Kit           *kit,
                 gconstpointer  data)
{
  const What what = { PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_WITH_SIGNATURES, NULL, NULL, 0 };
  g_autoptr(GPtrArray) chats = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_transfer_chat_unref);
  g_autoptr(GFile) note = kit_write ("note.txt", "a note", -1);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GFile) file = NULL;
  Kit other = { NULL, NULL, NULL };

  g_ptr_array_add (chats, kit_make_chat (g_file_peek_path (note)));
  g_ptr_array_add (chats, new_versions ());
  g_ptr_array_add (chats, new_plain ("", "no title", 1));
  first = export_chats (chats);

  import_text (kit->store, first);
  g_assert_cmpuint (count_folders (kit->store), ==, 1);
  second = export_text (kit->store, &what, NULL);

  kit_set_up (&other, NULL);
  import_text (other.store, second);
  third = export_text (other.store, &what, NULL);
  g_assert_cmpstr (second, ==, third);

  /* Nothing but the attachment that was not there is missing. */
  file = kit_write ("second", second, -1);
  again = kit_import_good (file, NULL);
  g_assert_cmpuint (again->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      PropusTransferChat *was = g_ptr_array_index (chats, i);
      PropusTransferChat *is = g_ptr_array_index (again, i);

      g_assert_cmpstr (is->title, ==, was->title);
      g_assert_cmpstr (is->folder, ==, was->folder);
      g_assert_cmpstr (is->settings, ==, was->settings);
      g_assert_cmpint (is->head, ==, was->head == 0 ? 1 : was->head);
      g_assert_cmpint (is->pinned, ==, was->pinned);
      g_assert_cmpint (is->archived, ==, was->archived);
      g_assert_cmpuint (is->messages->len, ==, was->messages->len);
    }
  g_assert_nonnull (strstr (second, "\"draft\":\"half a thou\""));
  g_assert_nonnull (strstr (second, "\"data\":\"AAECaGVsbG8=\""));
  g_assert_nonnull (strstr (first, "gone.txt"));
  g_assert_null (strstr (second, "gone.txt"));
  {
    g_autofree char *shown = NULL;
    g_autoptr(GPtrArray) headers = kit_list (other.store, NULL);

    shown = kit_dup_shown (&other, propus_conversation_get_id (g_ptr_array_index (headers, 1)));
    g_assert_cmpstr (shown, ==, "問題 答案一 再問 再答");
  }

  kit_tear_down (&other, NULL);
}

/* A folder that is there is used, and the second import adds to it. */
static void
test_choice (Kit           *kit,
             gconstpointer  data)
{
  What what = { PROPUS_TRANSFER_MARKDOWN, PROPUS_TRANSFER_DEFAULT, NULL, NULL, 0 };
  g_autoptr(GPtrArray) chats = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_transfer_chat_unref);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *text = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *one = NULL;
  g_autoptr(PropusChatExport) export = NULL;
  g_autoptr(GPtrArray) headers = NULL;
  gint64 gone = 4711, id;

  g_ptr_array_add (chats, new_plain ("inside", "words within", 1));
  ((PropusTransferChat *) g_ptr_array_index (chats, 0))->folder = g_strdup ("Place");
  g_ptr_array_add (chats, new_plain ("outside", "words without", 2));
  text = export_chats (chats);
  import_text (kit->store, text);
  import_text (kit->store, text);
  g_assert_cmpuint (count_folders (kit->store), ==, 1);
  g_assert_cmpuint (count_chats (kit->store), ==, 4);

  what.folder_id = 1;
  folder = export_text (kit->store, &what, NULL);
  g_assert_nonnull (strstr (folder, "words within"));
  g_assert_null (strstr (folder, "words without"));

  /* One that is gone meanwhile is passed over. */
  headers = kit_list (kit->store, NULL);
  id = propus_conversation_get_id (g_ptr_array_index (headers, 0));
  g_array_append_val (ids, gone);
  g_array_append_val (ids, id);
  what.folder_id = 0;
  what.ids = ids;
  one = export_text (kit->store, &what, &export);
  g_assert_nonnull (strstr (one, "words without"));
  g_assert_cmpuint (propus_chat_export_get_n_chats (export), ==, 1);
  g_assert_cmpuint (propus_chat_export_get_n_done (export), ==, 2);
}

static void
test_nothing_to_export (Kit           *kit,
                        gconstpointer  data)
{
  const What what = { PROPUS_TRANSFER_HTML, PROPUS_TRANSFER_DEFAULT, NULL, NULL, 0 };
  g_autofree char *path = kit_path ("never");
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusChatExport) export = run_export (kit->store, &what, path, &error);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* More than one piece, so that some are stored when it ends. */
static GFile *
write_many (void)
{
  g_autoptr(GPtrArray) chats = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_transfer_chat_unref);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 50; i++)
    {
      PropusTransferChat *chat = new_plain ("one of many", "marmalade", i);

      chat->folder = g_strdup ("Made for it");
      g_ptr_array_add (chats, chat);
    }
  text = export_chats (chats);
  return kit_write ("many", text, -1);
}

static guint n_seen;

static void
cancel_cb (PropusChatImport *import,
           gpointer          user_data)
{
  n_seen = propus_chat_import_get_n_done (import);
  if (n_seen > 0)
    g_cancellable_cancel (user_data);
}

static void
truncate_cb (PropusChatImport *import,
             gpointer          user_data)
{
  n_seen = propus_chat_import_get_n_done (import);
  if (n_seen > 0)
    g_assert_cmpint (truncate (g_file_peek_path (user_data), 3000), ==, 0);
}

static void
assert_untouched (Kit *kit)
{
  g_autofree char *shown = kit_dup_shown (kit, 1);

  g_assert_cmpuint (count_chats (kit->store), ==, 1);
  g_assert_cmpuint (count_folders (kit->store), ==, 0);
  g_assert_cmpstr (shown, ==, "words of before");
  kit_reopen (kit);
  g_assert_cmpuint (count_chats (kit->store), ==, 1);
  g_assert_cmpuint (kit_count_in_files (kit, "marmalade"), ==, 0);
}

static void
test_broken_off (Kit           *kit,
                 gconstpointer  data)
{
  g_autoptr(PropusConversation) before = kit_add_conversation (kit, "before");
  g_autoptr(PropusMessage) message = kit_add_message (kit, before, PROPUS_ROLE_USER, 0, "words of before");
  g_autoptr(GFile) file = write_many ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) changed = NULL;

  n_seen = 0;
  g_assert_false (run_import (kit->store, file, G_CALLBACK (cancel_cb), cancellable, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (n_seen, >, 0);
  assert_untouched (kit);

  n_seen = 0;
  g_assert_false (run_import (kit->store, file, G_CALLBACK (truncate_cb), file, NULL, NULL, &changed));
  g_assert_nonnull (changed);
  g_assert_true (changed->domain == PROPUS_TRANSFER_ERROR);
  g_assert_cmpuint (n_seen, >, 0);
  assert_untouched (kit);

  /* What is left of the file is refused as a whole; the whole file is taken. */
  g_clear_error (&changed);
  g_assert_false (run_import (kit->store, file, NULL, NULL, NULL, NULL, &changed));
  g_assert_true (changed->domain == PROPUS_TRANSFER_ERROR);
  assert_untouched (kit);
  g_clear_object (&file);
  file = write_many ();
  g_clear_error (&changed);
  g_assert_true (run_import (kit->store, file, NULL, NULL, NULL, NULL, &changed));
  g_assert_cmpuint (count_chats (kit->store), ==, 51);
  g_assert_cmpuint (count_folders (kit->store), ==, 1);
  g_assert_cmpuint (kit_count_in_files (kit, "marmalade"), >, 0);
}

/* A key in one piece, and one whose halves came one after the other. */
static void
add_leaks (Kit        *kit,
           const char *secret)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, secret);
  g_autofree char *text = g_strconcat ("my key is ", secret, ", keep it", NULL);
  g_autoptr(PropusMessage) prompt = kit_add_message (kit, chat, PROPUS_ROLE_USER, 0, text);
  g_autoptr(PropusMessage) answer = propus_message_new (PROPUS_ROLE_MODEL, 0);
  g_autofree char *half = g_strndup (secret, 12);

  propus_message_set_parent_id (answer, propus_message_get_id (prompt));
  kit_stream_chunk (answer, "I know: ");
  kit_stream_chunk (answer, half);
  kit_stream_chunk (answer, secret + 12);
  kit_stream_chunk (answer, ". Kept.");
  propus_message_set_state (answer, PROPUS_MESSAGE_COMPLETE);
  g_assert_true (kit_add (kit->store, propus_conversation_get_id (chat), answer, NULL));
}

static void
check_formats (Kit                 *kit,
               PropusBrokerProcess *broker,
               PropusTransferFlags  flags,
               const char          *secret,
               gboolean             is_there,
               guint                n_leaks)
{
  for (guint i = PROPUS_TRANSFER_JSON; i <= PROPUS_TRANSFER_HTML; i++)
    {
      const What what = { i, flags, broker, NULL, 0 };
      g_autoptr(PropusChatExport) export = NULL;
      g_autofree char *text = export_text (kit->store, &what, &export);
      g_autoptr(GPtrArray) chats = NULL;

      g_assert_nonnull (strstr (text, "Kept."));
      g_assert_cmpuint (propus_chat_export_get_n_leaks (export), ==, n_leaks);
      g_assert_cmpint (strstr (text, secret) != NULL, ==, is_there);
      if (i != PROPUS_TRANSFER_JSON)
        continue;

      {
        g_autoptr(GFile) file = kit_write ("leak", text, -1);
        g_autofree char *joined = NULL;

        chats = kit_import_good (file, NULL);
        joined = propus_transfer_message_dup_text (g_ptr_array_index (((PropusTransferChat *) g_ptr_array_index (chats, 0))->messages, 1));
        g_assert_cmpint (strstr (joined, secret) != NULL, ==, is_there);
        if (!is_there)
          g_assert_cmpstr (joined, ==, "I know: [redacted]. Kept.");
      }
    }
}

static void
test_looks (Kit           *kit,
            gconstpointer  data)
{
  add_leaks (kit, OTHER);
  check_formats (kit, NULL, PROPUS_TRANSFER_DEFAULT, OTHER, TRUE, 0);
  check_formats (kit, NULL, PROPUS_TRANSFER_REDACT, OTHER, FALSE, 0);
}

/* Taken out although nothing was to be. */
static void
test_own_key (Kit           *kit,
              gconstpointer  data)
{
  g_autoptr(PropusBrokerProcess) broker = propus_broker_process_new ("http://127.0.0.1:9");

  add_leaks (kit, OWN_KEY);
  check_formats (kit, NULL, PROPUS_TRANSFER_DEFAULT, OWN_KEY, TRUE, 0);
  check_formats (kit, broker, PROPUS_TRANSFER_DEFAULT, OWN_KEY, FALSE, 1);
  check_formats (kit, broker, PROPUS_TRANSFER_REDACT, OWN_KEY, FALSE, 1);
  propus_broker_process_shutdown (broker);
}

/* The broker's, as main() hands it over. */
static void
give_environment (void)
{
  static const char variable[] = "GEMINI_API_KEY=" OWN_KEY;
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  g_assert_cmpint (write (fds[1], variable, sizeof variable), ==, sizeof variable);
  close (fds[1]);
  propus_broker_process_set_environment_fd (fds[0]);
}

#define ADD(path, func) g_test_add (path, Kit, NULL, kit_set_up, func, kit_tear_down)

int
main (int   argc,
      char *argv[])
{
  int status;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere", TRUE);
  g_test_init (&argc, &argv, NULL);
  give_environment ();

  ADD ("/session/files/round-trip", test_round_trip);
  ADD ("/session/files/choice", test_choice);
  ADD ("/session/files/nothing-to-export", test_nothing_to_export);
  ADD ("/session/files/broken-off", test_broken_off);
  ADD ("/session/files/case-48/looks-like-a-key", test_looks);
  ADD ("/session/files/case-48/own-key", test_own_key);

  status = g_test_run ();
  kit_done ();
  return status;
}
