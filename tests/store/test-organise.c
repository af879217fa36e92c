/* test-organise.c - folders, pins, titles, the list of chats, attachments and imports
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-store-list.h"
#include "store-kit.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define LAST PROPUS_MESSAGE_PARENT_LAST

#define CHANGE(name, ...) \
  G_STMT_START { \
    g_autoptr(GError) change_error = NULL; \
    KIT_WAIT (changed, propus_store_##name##_async (kit->store, __VA_ARGS__, kit_cb, &wait)) \
    propus_store_change_finish (kit->store, changed, &change_error); \
    g_assert_no_error (change_error); \
  } G_STMT_END

static PropusConversation *
load_header (Kit    *kit,
             gint64  id)
{
  g_autoptr(GError) error = NULL;
  PropusConversation *conversation;
  KIT_WAIT (result, propus_store_load_conversation_async (kit->store, id, kit_cb, &wait))

  conversation = propus_store_load_conversation_finish (kit->store, result, &error);
  g_assert_no_error (error);
  return conversation;
}

static void
test_edits (Kit           *kit,
            gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "first words");
  gint64 id = propus_conversation_get_id (chat);
  g_autoptr(PropusConversation) header = NULL;

  CHANGE (rename, id, "By the model", PROPUS_TITLE_MODEL);
  CHANGE (rename, id, "Mine", PROPUS_TITLE_USER);
  CHANGE (rename, id, "The model again", PROPUS_TITLE_MODEL);
  CHANGE (save_settings, id, "gemini-x", "{\"temperature\":0.1}");
  CHANGE (set_pinned, &id, 1, TRUE);
  CHANGE (set_archived, &id, 1, TRUE);
  CHANGE (rename, id + 1000, "Nobody", PROPUS_TITLE_USER);

  /* Another window that has not heard of it. */
  propus_conversation_set_draft (chat, "half");
  propus_conversation_set_model (chat, "gemini-x");
  propus_conversation_set_settings (chat, "{\"temperature\":0.1}");
  g_assert_true (kit_save (kit->store, chat, NULL));

  kit_reopen (kit);
  header = load_header (kit, id);
  g_assert_cmpstr (propus_conversation_get_title (header), ==, "Mine");
  g_assert_cmpint (propus_conversation_get_title_origin (header), ==, PROPUS_TITLE_USER);
  g_assert_cmpstr (propus_conversation_get_draft (header), ==, "half");
  g_assert_cmpstr (propus_conversation_get_model (header), ==, "gemini-x");
  g_assert_cmpstr (propus_conversation_get_settings (header), ==, "{\"temperature\":0.1}");
  g_assert_true (propus_conversation_get_pinned (header));
  g_assert_true (propus_conversation_get_archived (header));
  g_assert_cmpint (propus_conversation_get_updated (header), ==, propus_conversation_get_updated (chat));
  g_assert_null (load_header (kit, id + 1000));
}

static void
save_folder (Kit          *kit,
             PropusFolder *folder)
{
  g_autoptr(GError) error = NULL;
  KIT_WAIT (result, propus_store_save_folder_async (kit->store, folder, kit_cb, &wait))

  propus_store_save_folder_finish (kit->store, result, &error);
  g_assert_no_error (error);
}

static char *
list_folders (Kit *kit)
{
  g_autoptr(GPtrArray) folders = NULL;
  GString *names = g_string_new (NULL);
  KIT_WAIT (result, propus_store_list_folders_async (kit->store, kit_cb, &wait))

  folders = propus_store_list_folders_finish (kit->store, result, NULL);
  for (guint i = 0; i < folders->len; i++)
    g_string_append_printf (names, "%s ", propus_folder_get_name (folders->pdata[i]));
  return g_string_free (names, FALSE);
}

static void
test_folders (Kit           *kit,
              gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "c");
  gint64 id = propus_conversation_get_id (chat);
  g_autoptr(PropusFolder) work = propus_folder_new (0, "Work", 0);
  g_autoptr(PropusFolder) home = propus_folder_new (0, "Home", 0);
  g_autofree char *names = NULL;
  g_autofree char *swapped = NULL;
  g_autofree char *left = NULL;
  g_autoptr(GArray) ids = NULL;
  g_autoptr(PropusConversation) moved = NULL;
  g_autoptr(PropusConversation) out = NULL;

  save_folder (kit, work);
  save_folder (kit, home);
  g_assert_cmpint (propus_folder_get_id (work), >, 0);
  names = list_folders (kit);
  g_assert_cmpstr (names, ==, "Work Home ");
  propus_folder_set_position (home, -1);
  propus_folder_set_name (work, "Büro");
  save_folder (kit, home);
  save_folder (kit, work);
  swapped = list_folders (kit);
  g_assert_cmpstr (swapped, ==, "Home Büro ");

  CHANGE (move, &id, 1, propus_folder_get_id (work));
  moved = load_header (kit, id);
  g_assert_cmpint (propus_conversation_get_folder_id (moved), ==, propus_folder_get_id (work));
  {
    KIT_WAIT (result, propus_store_delete_folder_async (kit->store, propus_folder_get_id (work), kit_cb, &wait))

    ids = propus_store_delete_folder_finish (kit->store, result, NULL);
  }
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_cmpint (g_array_index (ids, gint64, 0), ==, id);
  left = list_folders (kit);
  g_assert_cmpstr (left, ==, "Home ");
  out = load_header (kit, id);
  g_assert_cmpint (propus_conversation_get_folder_id (out), ==, 0);

  /* Into a folder that is gone: into none. */
  CHANGE (move, &id, 1, propus_folder_get_id (work));
}

static void
set_true_cb (gpointer object,
             gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static PropusStoreList *
make_list (Kit *kit)
{
  PropusStoreList *list = propus_store_list_new (kit->store);
  gboolean filled = FALSE;

  g_signal_connect (list, "filled", G_CALLBACK (set_true_cb), &filled);
  g_assert_true (kit_run_until (&filled));
  g_signal_handlers_disconnect_by_data (list, &filled);
  return list;
}

static char *
dup_titles (PropusStoreList *list)
{
  GString *titles = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr(PropusConversation) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_string_append_printf (titles, "%s ", propus_conversation_get_title (item));
    }
  return g_string_free (titles, FALSE);
}

static void
assert_titles (PropusStoreList *list,
               const char      *expected)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *titles = dup_titles (list);

      if (g_str_equal (titles, expected))
        return;
      if (i == 99)
        g_assert_cmpstr (titles, ==, expected);
      kit_run_for (10);
    }
}

static gint64
add_at (Kit        *kit,
        const char *title,
        gint64      updated)
{
  g_autoptr(PropusConversation) chat = propus_conversation_new (0);

  propus_conversation_set_title (chat, title);
  propus_conversation_set_updated (chat, updated);
  g_assert_true (kit_save (kit->store, chat, NULL));
  return propus_conversation_get_id (chat);
}

typedef struct
{
  guint n_signals;
  guint removed;
  guint added;
} Moves;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  Moves *moves = user_data;

  moves->n_signals++;
  moves->removed += removed;
  moves->added += added;
}

static void
test_list (Kit           *kit,
           gconstpointer  data)
{
  gint64 a = add_at (kit, "a", 100);
  gint64 b = add_at (kit, "b", 200);
  gint64 c = add_at (kit, "c", 300);
  g_autoptr(PropusStoreList) list = make_list (kit);
  g_autoptr(PropusStoreList) archive = make_list (kit);
  g_autoptr(PropusConversation) held = g_list_model_get_item (G_LIST_MODEL (list), 2);
  g_autoptr(PropusConversation) mine = propus_conversation_new (b);
  g_autoptr(PropusConversation) same = NULL;
  g_autoptr(PropusConversation) adopted = NULL;
  guint position;

  propus_store_list_set_filter (archive, PROPUS_FOLDER_ANY, TRUE);
  assert_titles (list, "c b a ");
  assert_titles (archive, "");
  CHANGE (set_pinned, &a, 1, TRUE);
  assert_titles (list, "a c b ");
  same = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_true (same == held);
  g_assert_true (propus_conversation_get_pinned (held));

  CHANGE (rename, c, "C!", PROPUS_TITLE_USER);
  assert_titles (list, "a C! b ");
  CHANGE (set_archived, &c, 1, TRUE);
  assert_titles (list, "a b ");
  assert_titles (archive, "C! ");
  CHANGE (set_all_deleted, &b, 1, TRUE);
  assert_titles (list, "a ");
  CHANGE (set_all_deleted, &b, 1, FALSE);
  assert_titles (list, "a b ");
  add_at (kit, "d", 400);
  assert_titles (list, "a d b ");
  g_assert_true (propus_store_list_find (list, b, &position));
  g_assert_cmpuint (position, ==, 2);
  g_assert_false (propus_store_list_find (list, c, &position));

  propus_conversation_set_title (mine, "b");
  propus_store_list_adopt (list, mine);
  adopted = g_list_model_get_item (G_LIST_MODEL (list), 2);
  g_assert_true (adopted == mine);
  CHANGE (rename, b, "B!", PROPUS_TITLE_USER);
  assert_titles (list, "a d B! ");
  g_assert_cmpstr (propus_conversation_get_title (mine), ==, "B!");
}

static void
test_list_by_folder (Kit           *kit,
                     gconstpointer  data)
{
  gint64 a = add_at (kit, "a", 100);
  g_autoptr(PropusFolder) folder = propus_folder_new (0, "f", 0);
  g_autoptr(PropusStoreList) list = NULL;

  add_at (kit, "b", 200);
  save_folder (kit, folder);
  CHANGE (move, &a, 1, propus_folder_get_id (folder));
  list = make_list (kit);
  assert_titles (list, "b a ");
  propus_store_list_set_filter (list, propus_folder_get_id (folder), FALSE);
  assert_titles (list, "a ");
  propus_store_list_set_filter (list, 0, FALSE);
  assert_titles (list, "b ");
}

/* Ten thousand chats: few are read, and a change moves few. */
static void
test_list_long (Kit           *kit,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) chats = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(PropusStoreList) list = NULL;
  g_autoptr(PropusConversation) middle = NULL;
  g_autoptr(GArray) ids = NULL;
  g_autoptr(GError) error = NULL;
  Moves moves = { 0 };
  guint n_loaded = 0;
  gint64 id;

  for (guint i = 0; i < 10000; i++)
    {
      PropusConversation *chat = propus_conversation_new (0);
      g_autofree char *title = g_strdup_printf ("chat %u", i);

      propus_conversation_set_title (chat, title);
      propus_conversation_set_updated (chat, i + 1);
      g_ptr_array_add (chats, chat);
    }
  {
    KIT_WAIT (result, propus_store_import_async (kit->store, chats, NULL, kit_cb, &wait))

    ids = propus_store_import_finish (kit->store, result, &error);
  }
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 10000);

  list = make_list (kit);
  for (guint i = 0; i < 100 && g_list_model_get_n_items (G_LIST_MODEL (list)) < 10000; i++)
    kit_run_for (10);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 10000);
  middle = g_list_model_get_item (G_LIST_MODEL (list), 5000);
  g_assert_cmpstr (propus_conversation_get_title (middle), ==, "");
  g_assert_false (propus_store_list_is_loaded (list, 5000));
  kit_run_for (100);
  g_assert_true (propus_store_list_is_loaded (list, 5000));
  g_assert_cmpstr (propus_conversation_get_title (middle), ==, "chat 4999");

  for (guint i = 0; i < 10000; i++)
    n_loaded += propus_store_list_is_loaded (list, i) ? 1 : 0;
  g_assert_cmpuint (n_loaded, <=, 100);

  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), &moves);
  id = g_array_index (ids, gint64, 9990);
  CHANGE (set_all_deleted, &id, 1, TRUE);
  kit_run_for (200);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 9999);
  g_assert_cmpuint (moves.n_signals, ==, 1);
  g_assert_cmpuint (moves.removed, ==, 1);
  g_assert_cmpuint (moves.added, ==, 0);
  g_signal_handlers_disconnect_by_data (list, &moves);

  /* Scrolled through, it holds a bounded number. */
  for (guint i = 0; i < 9999; i++)
    g_object_unref (g_list_model_get_item (G_LIST_MODEL (list), i));
  n_loaded = 0;
  kit_run_for (300);
  for (guint i = 0; i < 9999; i++)
    n_loaded += propus_store_list_is_loaded (list, i) ? 1 : 0;
  g_assert_cmpuint (n_loaded, <=, PROPUS_STORE_LIST_KEPT + 10);
}

static PropusAttachment *
add_bytes (Kit        *kit,
           const char *content,
           const char *name)
{
  g_autoptr(GBytes) bytes = g_bytes_new (content, strlen (content));
  g_autoptr(GError) error = NULL;
  PropusAttachment *attachment;
  KIT_WAIT (result, propus_store_add_bytes_async (kit->store, bytes, "text/plain", name, NULL, kit_cb, &wait))

  attachment = propus_store_add_finish (kit->store, result, &error);
  g_assert_no_error (error);
  return attachment;
}

static void
test_attachments (Kit           *kit,
                  gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "c");
  gint64 id = propus_conversation_get_id (chat);
  g_autoptr(PropusAttachment) first = NULL;
  g_autoptr(PropusAttachment) loose = NULL;
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_USER, 0);
  g_autoptr(PropusMessage) again = propus_message_new (PROPUS_ROLE_USER, 0);
  g_autoptr(GPtrArray) messages = NULL;
  g_autofree char *path = NULL;
  g_autofree char *loose_path = NULL;
  g_autofree char *content = NULL;
  mode_t mask = umask (0);
  PropusAttachment *loaded;
  struct stat st;

  first = add_bytes (kit, "hello", "h.txt");
  loose = add_bytes (kit, "never sent", "n.txt");
  umask (mask);
  g_assert_cmpstr (propus_attachment_get_hash (first), ==, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  path = g_strdup (propus_attachment_get_path (first));
  loose_path = g_strdup (propus_attachment_get_path (loose));
  g_assert_true (g_str_has_suffix (path, "/attachments/2c/f24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"));
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmphex (st.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "hello");

  propus_attachment_set_extra (first, "{\"uri\":\"files/1\"}");
  propus_message_append_text (message, "look");
  propus_message_add_attachment (message, first);
  g_assert_true (kit_add (kit->store, id, message, NULL));
  propus_message_append_text (again, "look again");
  propus_message_add_attachment (again, first);
  g_assert_true (kit_add (kit->store, id, again, NULL));

  /* What was never sent stays as long as the store lives. */
  g_assert_true (kit_purge (kit->store, NULL));
  g_assert_true (g_file_test (loose_path, G_FILE_TEST_EXISTS));
  kit_reopen (kit);
  g_assert_true (kit_purge (kit->store, NULL));
  g_assert_false (g_file_test (loose_path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  messages = kit_load (kit->store, id, NULL);
  g_assert_cmpuint (propus_message_get_n_attachments (messages->pdata[0]), ==, 1);
  loaded = propus_message_get_attachment (messages->pdata[0], 0);
  g_assert_cmpstr (propus_attachment_get_name (loaded), ==, "h.txt");
  g_assert_cmpstr (propus_attachment_get_mime (loaded), ==, "text/plain");
  g_assert_cmpstr (propus_attachment_get_path (loaded), ==, path);
  g_assert_cmpuint (propus_attachment_get_size (loaded), ==, 5);
  g_assert_cmpstr (propus_attachment_get_extra (loaded), ==, "{\"uri\":\"files/1\"}");
  propus_attachment_set_extra (loaded, NULL);
  CHANGE (save_attachment, loaded);

  /* Both messages need it; with the chat it goes. */
  g_assert_true (kit_delete (kit->store, propus_message_get_id (message), NULL));
  g_assert_true (kit_purge (kit->store, NULL));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (kit_set_deleted (kit->store, id, TRUE, NULL));
  g_assert_true (kit_purge (kit->store, NULL));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_add_file (Kit           *kit,
               gconstpointer  data)
{
  g_autofree char *name = g_build_filename (kit->folder, "bild.png", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (name);
  g_autoptr(GFile) nothing = g_file_new_for_path ("/no/such/file");
  g_autoptr(GFile) folder = g_file_new_for_path (kit->folder);
  g_autoptr(PropusAttachment) attachment = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *content = g_strnfill (3000000, 'x');
  g_autofree char *copy = NULL;

  g_assert_true (g_file_set_contents (name, content, -1, NULL));
  {
    KIT_WAIT (result, propus_store_add_file_async (kit->store, file, NULL, NULL, kit_cb, &wait))

    attachment = propus_store_add_finish (kit->store, result, &error);
  }
  g_assert_no_error (error);
  g_assert_cmpstr (propus_attachment_get_name (attachment), ==, "bild.png");
  g_assert_cmpstr (propus_attachment_get_mime (attachment), ==, "image/png");
  g_assert_cmpuint (propus_attachment_get_size (attachment), ==, 3000000);
  g_assert_true (g_file_get_contents (propus_attachment_get_path (attachment), &copy, NULL, NULL));
  g_assert_cmpstr (copy, ==, content);

  {
    KIT_WAIT (result, propus_store_add_file_async (kit->store, nothing, NULL, NULL, kit_cb, &wait))

    g_assert_null (propus_store_add_finish (kit->store, result, &error));
  }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  {
    KIT_WAIT (result, propus_store_add_file_async (kit->store, folder, NULL, NULL, kit_cb, &wait))

    g_assert_null (propus_store_add_finish (kit->store, result, &error));
  }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

static PropusConversation *
make_import (const char *title,
             guint       n_messages)
{
  PropusConversation *chat = propus_conversation_new (0);

  propus_conversation_set_title (chat, title);
  for (guint i = 0; i < n_messages; i++)
    {
      g_autoptr(PropusMessage) message = propus_message_new (i % 2 == 0 ? PROPUS_ROLE_USER : PROPUS_ROLE_MODEL, 0);
      g_autofree char *text = g_strdup_printf ("%u", i);

      propus_message_append_text (message, text);
      propus_message_set_state (message, PROPUS_MESSAGE_COMPLETE);
      propus_conversation_append (chat, message);
    }
  return chat;
}

static void
test_import (Kit           *kit,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) chats = g_ptr_array_new_with_free_func (g_object_unref);
  PropusConversation *chat = make_import ("one", 4);
  PropusConversation *tree = make_import ("two", 3);
  g_autoptr(GArray) ids = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr(GPtrArray) messages = NULL;

  /* 1 is the prompt, 2 and 3 are answers to it, with numbers that mean nothing here. */
  for (guint i = 0; i < 3; i++)
    {
      PropusMessage *message = propus_conversation_get_message (tree, i);

      propus_message_set_id (message, 700 + i);
      propus_message_set_parent_id (message, i == 0 ? 0 : 700);
    }
  g_object_unref (kit_add_conversation (kit, "before"));
  g_ptr_array_add (chats, chat);
  g_ptr_array_add (chats, tree);
  {
    KIT_WAIT (result, propus_store_import_async (kit->store, chats, NULL, kit_cb, &wait))

    ids = propus_store_import_finish (kit->store, result, &error);
  }
  g_assert_no_error (error);
  first = kit_dup_shown (kit, g_array_index (ids, gint64, 0));
  g_assert_cmpstr (first, ==, "0 1 2 3");
  second = kit_dup_shown (kit, g_array_index (ids, gint64, 1));
  g_assert_cmpstr (second, ==, "0 2");
  {
    KIT_WAIT (result, propus_store_load_tree_async (kit->store, g_array_index (ids, gint64, 1), kit_cb, &wait))

    messages = propus_store_load_tree_finish (kit->store, result, NULL, NULL);
  }
  g_assert_cmpuint (messages->len, ==, 3);
}

static void
test_import_cancelled (Kit           *kit,
                       gconstpointer  data)
{
  g_autoptr(GPtrArray) chats = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GError) error = NULL;
  KitWait wait;
  g_autoptr(GAsyncResult) result = NULL;
  gint64 kept;
  g_autoptr(PropusConversation) undoable = kit_add_conversation (kit, "undoable");

  kept = propus_conversation_get_id (undoable);
  g_assert_true (kit_set_deleted (kit->store, kept, TRUE, NULL));
  for (guint i = 0; i < 200; i++)
    g_ptr_array_add (chats, make_import ("x", 10));
  kit_begin (&wait);
  propus_store_import_async (kit->store, chats, cancellable, kit_cb, &wait);
  kit_run_for (20);
  g_cancellable_cancel (cancellable);
  result = kit_end (&wait);
  g_assert_null (propus_store_import_finish (kit->store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  list = kit_list (kit->store, NULL);
  g_assert_cmpuint (list->len, ==, 0);
  g_assert_true (kit_set_deleted (kit->store, kept, FALSE, NULL));
  g_clear_pointer (&list, g_ptr_array_unref);
  list = kit_list (kit->store, NULL);
  g_assert_cmpuint (list->len, ==, 1);
}

static void
changed_cb (PropusStore *store,
            gint64       id,
            gpointer     user_data)
{
  g_array_append_val ((GArray *) user_data, id);
}

static gboolean
has_id (GArray *ids,
        gint64  id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return TRUE;
  return FALSE;
}

/* Two stores on one file stand for two processes: SQLite tells them apart in the same way. */
static void
test_changed (Kit           *kit,
              gconstpointer  data)
{
  g_autoptr(PropusStore) other = propus_store_new (kit->path);
  g_autoptr(GArray) own = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GArray) others = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(PropusConversation) chat = NULL;
  g_autoptr(PropusMessage) message = NULL;
  gint64 id, start;

  g_assert_true (kit_open (kit->store, NULL));
  g_assert_true (kit_open (other, NULL));
  g_signal_connect (kit->store, "changed", G_CALLBACK (changed_cb), own);
  g_signal_connect (other, "changed", G_CALLBACK (changed_cb), others);
  chat = kit_add_conversation (kit, "c");
  id = propus_conversation_get_id (chat);
  for (guint i = 0; i < 10; i++)
    g_object_unref (kit_add_message (kit, chat, PROPUS_ROLE_USER, LAST, "x"));

  start = g_get_monotonic_time ();
  while (!has_id (others, id) && g_get_monotonic_time () - start < 5 * G_USEC_PER_SEC)
    kit_run_for (20);
  g_assert_true (has_id (others, id));
  g_assert_true (has_id (own, id));
  kit_run_for (500);
  g_assert_cmpuint (own->len, <=, 4);
  g_assert_cmpuint (others->len, <=, 12);

  /* What only streams in is nobody else's business. */
  message = propus_message_new (PROPUS_ROLE_MODEL, 0);
  propus_message_set_state (message, PROPUS_MESSAGE_STREAMING);
  g_assert_true (kit_add (kit->store, id, message, NULL));
  kit_run_for (500);
  g_array_set_size (own, 0);
  g_array_set_size (others, 0);
  kit_stream_chunk (message, "word");
  g_assert_true (kit_append (kit->store, message, 0, 0, 0, NULL));
  propus_message_set_usage (message, "{}");
  g_assert_true (kit_update (kit->store, message, NULL));
  kit_run_for (500);
  g_assert_cmpuint (own->len, ==, 0);
  g_assert_cmpuint (others->len, ==, 0);
  propus_message_set_state (message, PROPUS_MESSAGE_COMPLETE);
  g_assert_true (kit_update (kit->store, message, NULL));
  kit_run_for (500);
  g_assert_true (has_id (own, id));
  g_assert_true (has_id (others, id));
  propus_store_close (other);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/store/organise/" name, Kit, NULL, kit_set_up, function, kit_tear_down)
  ADD ("edits", test_edits);
  ADD ("folders", test_folders);
  ADD ("list", test_list);
  ADD ("list-by-folder", test_list_by_folder);
  ADD ("case-108/list-long", test_list_long);
  ADD ("attachments", test_attachments);
  ADD ("add-file", test_add_file);
  ADD ("import", test_import);
  ADD ("import-cancelled", test_import_cancelled);
  ADD ("changed", test_changed);
#undef ADD

  return g_test_run ();
}
