/* test-tree.c - versions, branches, turns that are deleted, and pages of long chats
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-kit.h"

#include <sqlite3.h>
#include <string.h>

#define LAST PROPUS_MESSAGE_PARENT_LAST

static void
assert_shown (Kit                *kit,
              PropusConversation *conversation,
              const char         *expected)
{
  g_autofree char *shown = kit_dup_shown (kit, propus_conversation_get_id (conversation));

  g_assert_cmpstr (shown, ==, expected);
}

static gint64
add (Kit                *kit,
     PropusConversation *conversation,
     PropusRole          role,
     gint64              parent_id,
     const char         *text)
{
  g_autoptr(PropusMessage) message = kit_add_message (kit, conversation, role, parent_id, text);

  return propus_message_get_id (message);
}

static void
show (Kit    *kit,
      gint64  id)
{
  g_autoptr(GError) error = NULL;
  KIT_WAIT (result, propus_store_show_version_async (kit->store, id, kit_cb, &wait))

  propus_store_show_version_finish (kit->store, result, &error);
  g_assert_no_error (error);
}

static GArray *
list_versions (Kit    *kit,
               gint64  id)
{
  g_autoptr(GError) error = NULL;
  GArray *ids;
  KIT_WAIT (result, propus_store_list_versions_async (kit->store, id, kit_cb, &wait))

  ids = propus_store_list_versions_finish (kit->store, result, &error);
  g_assert_no_error (error);
  return ids;
}

static GArray *
delete_turn (Kit    *kit,
             gint64  id)
{
  g_autoptr(GError) error = NULL;
  GArray *ids;
  KIT_WAIT (result, propus_store_delete_turn_async (kit->store, id, kit_cb, &wait))

  ids = propus_store_delete_turn_finish (kit->store, result, &error);
  g_assert_no_error (error);
  return ids;
}

static void
undelete (Kit    *kit,
          GArray *ids)
{
  g_autoptr(GError) error = NULL;
  KIT_WAIT (result, propus_store_undelete_messages_async (kit->store, (const gint64 *) (gpointer) ids->data, ids->len,
                                                          kit_cb, &wait))

  propus_store_undelete_messages_finish (kit->store, result, &error);
  g_assert_no_error (error);
}

static PropusPage *
load_page (Kit                *kit,
           PropusConversation *conversation,
           PropusPageKind      kind,
           gint64              id,
           guint               limit)
{
  g_autoptr(GError) error = NULL;
  PropusPage *page;
  KIT_WAIT (result, propus_store_load_page_async (kit->store, propus_conversation_get_id (conversation), kind, id, limit,
                                                  kit_cb, &wait))

  page = propus_store_load_page_finish (kit->store, result, &error);
  g_assert_no_error (error);
  return page;
}

static void
test_versions (Kit           *kit,
               gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "c");
  gint64 p1 = add (kit, chat, PROPUS_ROLE_USER, LAST, "p1");
  gint64 a1 = add (kit, chat, PROPUS_ROLE_MODEL, LAST, "a1");
  gint64 p2 = add (kit, chat, PROPUS_ROLE_USER, LAST, "p2");
  gint64 p1b, a1b, a2b;
  g_autoptr(GArray) versions = NULL;
  g_autoptr(GPtrArray) messages = NULL;

  add (kit, chat, PROPUS_ROLE_MODEL, LAST, "a2");
  assert_shown (kit, chat, "p1 a1 p2 a2");

  /* An answer made again in the middle. */
  a1b = add (kit, chat, PROPUS_ROLE_MODEL, p1, "a1b");
  assert_shown (kit, chat, "p1 a1b");
  show (kit, a1);
  assert_shown (kit, chat, "p1 a1 p2 a2");

  /* An answer made again at the end, and the first prompt edited. */
  a2b = add (kit, chat, PROPUS_ROLE_MODEL, p2, "a2b");
  assert_shown (kit, chat, "p1 a1 p2 a2b");
  p1b = add (kit, chat, PROPUS_ROLE_USER, 0, "p1b");
  add (kit, chat, PROPUS_ROLE_MODEL, p1b, "a1c");
  assert_shown (kit, chat, "p1b a1c");

  show (kit, p1);
  assert_shown (kit, chat, "p1 a1b");
  show (kit, p2);
  assert_shown (kit, chat, "p1 a1 p2 a2b");

  versions = list_versions (kit, a1);
  g_assert_cmpuint (versions->len, ==, 2);
  g_assert_cmpint (g_array_index (versions, gint64, 0), ==, a1);
  g_assert_cmpint (g_array_index (versions, gint64, 1), ==, a1b);

  kit_reopen (kit);
  messages = kit_load (kit->store, propus_conversation_get_id (chat), NULL);
  g_assert_cmpuint (messages->len, ==, 4);
  g_assert_cmpuint (propus_message_get_version (messages->pdata[0]), ==, 0);
  g_assert_cmpuint (propus_message_get_n_versions (messages->pdata[0]), ==, 2);
  g_assert_cmpint (propus_message_get_parent_id (messages->pdata[0]), ==, 0);
  g_assert_cmpuint (propus_message_get_n_versions (messages->pdata[2]), ==, 1);
  g_assert_cmpint (propus_message_get_parent_id (messages->pdata[2]), ==, a1);
  g_assert_cmpint (propus_message_get_id (messages->pdata[3]), ==, a2b);
  g_assert_cmpuint (propus_message_get_version (messages->pdata[3]), ==, 1);
  g_assert_cmpuint (propus_message_get_n_versions (messages->pdata[3]), ==, 2);
}

/* What another window has removed for good does not take the answer with it. */
static void
test_parent_is_gone (Kit           *kit,
                     gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "c");
  g_autoptr(PropusConversation) other = kit_add_conversation (kit, "d");
  gint64 p1, p2, stranger;

  p1 = add (kit, chat, PROPUS_ROLE_USER, LAST, "p1");
  p2 = add (kit, chat, PROPUS_ROLE_USER, LAST, "p2");
  stranger = add (kit, other, PROPUS_ROLE_USER, LAST, "s");
  g_assert_true (kit_delete (kit->store, p2, NULL));
  add (kit, chat, PROPUS_ROLE_MODEL, p2, "a");
  add (kit, chat, PROPUS_ROLE_MODEL, stranger, "b");
  assert_shown (kit, chat, "p1 a b");

  /* What followed follows the parent. */
  g_assert_true (kit_delete (kit->store, p1, NULL));
  assert_shown (kit, chat, "a b");
}

static void
test_tree (Kit           *kit,
           gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "c");
  gint64 p1 = add (kit, chat, PROPUS_ROLE_USER, LAST, "p1");
  gint64 a1 = add (kit, chat, PROPUS_ROLE_MODEL, p1, "a1");
  gint64 a1b = add (kit, chat, PROPUS_ROLE_MODEL, p1, "a1b");
  gint64 head = 0;
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(GError) error = NULL;
  KIT_WAIT (result, propus_store_load_tree_async (kit->store, propus_conversation_get_id (chat), kit_cb, &wait))

  messages = propus_store_load_tree_finish (kit->store, result, &head, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 3);
  g_assert_cmpint (head, ==, a1b);
  g_assert_cmpint (propus_message_get_id (messages->pdata[1]), ==, a1);
  g_assert_cmpint (propus_message_get_parent_id (messages->pdata[1]), ==, p1);
  g_assert_cmpint (propus_message_get_parent_id (messages->pdata[2]), ==, p1);
}

static void
test_delete_turn (Kit           *kit,
                  gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "c");
  gint64 p1 = add (kit, chat, PROPUS_ROLE_USER, LAST, "p1");
  gint64 p2, a2;
  g_autoptr(GArray) ids = NULL;
  g_autoptr(GArray) tail = NULL;
  g_autoptr(GPtrArray) messages = NULL;

  add (kit, chat, PROPUS_ROLE_MODEL, LAST, "a1");
  p2 = add (kit, chat, PROPUS_ROLE_USER, LAST, "p2");
  add (kit, chat, PROPUS_ROLE_MODEL, LAST, "a2");
  add (kit, chat, PROPUS_ROLE_USER, LAST, "p3");

  ids = delete_turn (kit, p2);
  g_assert_cmpuint (ids->len, ==, 2);
  assert_shown (kit, chat, "p1 a1 p3");
  messages = kit_load (kit->store, propus_conversation_get_id (chat), NULL);
  g_assert_cmpint (propus_message_get_parent_id (messages->pdata[2]), ==, propus_message_get_id (messages->pdata[1]));
  undelete (kit, ids);
  assert_shown (kit, chat, "p1 a1 p2 a2 p3");

  g_clear_pointer (&ids, g_array_unref);
  ids = delete_turn (kit, p2);
  kit_reopen (kit);
  assert_shown (kit, chat, "p1 a1 p3");
  g_assert_true (kit_purge (kit->store, NULL));
  assert_shown (kit, chat, "p1 a1 p3");
  undelete (kit, ids);
  assert_shown (kit, chat, "p1 a1 p3");

  /* An answer at the end that has another version gives its place to that one. */
  a2 = add (kit, chat, PROPUS_ROLE_MODEL, LAST, "a3");
  add (kit, chat, PROPUS_ROLE_MODEL, a2 - 2, "never mind");   /* a parent that is gone */
  g_clear_pointer (&messages, g_ptr_array_unref);
  messages = kit_load (kit->store, propus_conversation_get_id (chat), NULL);
  show (kit, p1);
  a2 = add (kit, chat, PROPUS_ROLE_MODEL, propus_message_get_id (messages->pdata[2]), "a3b");
  assert_shown (kit, chat, "p1 a1 p3 a3b");
  tail = delete_turn (kit, a2);
  g_assert_cmpuint (tail->len, ==, 1);
  assert_shown (kit, chat, "p1 a1 p3 a3 never mind");
  undelete (kit, tail);
  assert_shown (kit, chat, "p1 a1 p3 a3b");
}

static void
test_delete_running_elsewhere (Kit           *kit,
                               gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "c");
  gint64 prompt = add (kit, chat, PROPUS_ROLE_USER, LAST, "p");
  g_autoptr(PropusMessage) answer = propus_message_new (PROPUS_ROLE_MODEL, 0);
  g_autoptr(PropusStore) other = propus_store_new (kit->path);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) ids = NULL;

  propus_message_set_state (answer, PROPUS_MESSAGE_STREAMING);
  g_assert_true (kit_add (kit->store, propus_conversation_get_id (chat), answer, NULL));
  {
    KIT_WAIT (result, propus_store_delete_turn_async (other, prompt, kit_cb, &wait))

    ids = propus_store_delete_turn_finish (other, result, &error);
  }
  g_assert_null (ids);
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_BUSY);
  assert_shown (kit, chat, "p ");
  propus_store_close (other);
}

static void
test_branch (Kit           *kit,
             gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "Täler");
  gint64 p1 = add (kit, chat, PROPUS_ROLE_USER, LAST, "p1");
  gint64 a1 = add (kit, chat, PROPUS_ROLE_MODEL, LAST, "a1");
  gint64 new_id;
  g_autofree char *shown = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(GError) error = NULL;

  add (kit, chat, PROPUS_ROLE_USER, LAST, "p2");
  add (kit, chat, PROPUS_ROLE_MODEL, p1, "a1b");
  {
    KIT_WAIT (result, propus_store_branch_async (kit->store, a1, kit_cb, &wait))

    new_id = propus_store_branch_finish (kit->store, result, &error);
  }
  g_assert_no_error (error);
  g_assert_cmpint (new_id, !=, propus_conversation_get_id (chat));
  shown = kit_dup_shown (kit, new_id);
  g_assert_cmpstr (shown, ==, "p1 a1");
  assert_shown (kit, chat, "p1 a1b");

  list = kit_list (kit->store, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (propus_conversation_get_title (list->pdata[0]), ==, "Täler");
  messages = kit_load (kit->store, new_id, NULL);
  g_assert_cmpuint (propus_message_get_n_raw_parts (messages->pdata[1]), ==, 1);
  g_assert_cmpstr (propus_message_get_raw_part (messages->pdata[1], 0), ==, "{\"text\":\"a1\"}");
}

/* Waits until the index is tidy, too: that is done when nothing else is to be done. */
static void
assert_forgotten (Kit        *kit,
                  const char *bytes)
{
  for (guint i = 0; i < 300 && kit_count_in_files (kit, bytes) > 0; i++)
    kit_run_for (10);
  g_assert_cmpuint (kit_count_in_files (kit, bytes), ==, 0);
}

/* A turn that was purged is in no file: not as text, not as trigrams, not in the copy of a migration. */
static void
test_forget_turn (Kit           *kit,
                  gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "c");
  g_autofree char *copy = g_strconcat (kit->path, ".backup-v1", NULL);
  g_autofree char *shown = NULL;
  g_autoptr(GArray) ids = NULL;
  gint64 prompt;

  for (guint i = 0; i < 50; i++)
    add (kit, chat, PROPUS_ROLE_USER, LAST, "words that stay, 留下的話");
  prompt = add (kit, chat, PROPUS_ROLE_USER, LAST, "龘靐齉齾龗 secretword");
  add (kit, chat, PROPUS_ROLE_MODEL, LAST, "厵癵驫麤爩 secretanswer");
  for (guint i = 0; i < 50; i++)
    add (kit, chat, PROPUS_ROLE_USER, LAST, "more words that stay");
  g_file_set_contents (copy, "secretword", -1, NULL);
  g_assert_cmpuint (kit_count_in_files (kit, "secretword"), >=, 2);
  g_assert_cmpuint (kit_count_in_files (kit, "靐齉"), >=, 2);
  g_assert_cmpuint (kit_count_in_files (kit, "癵驫"), >=, 2);

  ids = delete_turn (kit, prompt);
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_true (kit_purge (kit->store, NULL));
  assert_forgotten (kit, "secretword");
  assert_forgotten (kit, "secretanswer");
  assert_forgotten (kit, "靐齉");
  assert_forgotten (kit, "癵驫");
  g_assert_cmpuint (kit_count_in_files (kit, "留下的話"), >, 0);
  shown = kit_dup_shown (kit, propus_conversation_get_id (chat));
  g_assert_cmpuint (strlen (shown), >, 1000);
}

/* A chat that was purged, also when the program ended before the index was tidy. */
static void
test_forget_chat (Kit           *kit,
                  gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "secrettitle");
  g_autoptr(PropusConversation) other = kit_add_conversation (kit, "other");
  gint64 id = propus_conversation_get_id (chat);

  for (guint i = 0; i < 30; i++)
    {
      add (kit, chat, PROPUS_ROLE_USER, LAST, "龘靐齉齾龗");
      add (kit, other, PROPUS_ROLE_USER, LAST, "留下的話");
    }
  g_assert_cmpuint (kit_count_in_files (kit, "secrettitle"), >, 0);
  g_assert_true (kit_set_deleted (kit->store, id, TRUE, NULL));
  kit_reopen (kit);
  g_assert_true (kit_purge (kit->store, NULL));
  kit_reopen (kit);
  g_assert_true (kit_open (kit->store, NULL));
  assert_forgotten (kit, "靐齉");
  assert_forgotten (kit, "secrettitle");
  g_assert_cmpuint (kit_count_in_files (kit, "留下的話"), >, 0);
}

static void
assert_page (PropusPage *page,
             guint       first,
             guint       n,
             gboolean    has_earlier,
             gboolean    has_later)
{
  g_assert_cmpuint (page->messages->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *expected = g_strdup_printf ("%u", first + i);

      g_assert_cmpstr (propus_message_get_text (page->messages->pdata[i]), ==, expected);
    }
  g_assert_cmpint (page->has_earlier, ==, has_earlier);
  g_assert_cmpint (page->has_later, ==, has_later);
}

static void
test_pages (Kit           *kit,
            gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "c");
  gint64 ids[30];

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      ids[i] = add (kit, chat, i % 2 == 0 ? PROPUS_ROLE_USER : PROPUS_ROLE_MODEL, LAST, text);
    }
  /* Other versions do not get in between. */
  add (kit, chat, PROPUS_ROLE_MODEL, ids[10], "x");
  show (kit, ids[29]);

#define PAGE(kind, id, limit, first, n, earlier, later) \
  G_STMT_START { \
    g_autoptr(PropusPage) page = load_page (kit, chat, kind, id, limit); \
    assert_page (page, first, n, earlier, later); \
  } G_STMT_END

  PAGE (PROPUS_PAGE_END, 0, 10, 20, 10, TRUE, FALSE);
  PAGE (PROPUS_PAGE_END, 0, 30, 0, 30, FALSE, FALSE);
  PAGE (PROPUS_PAGE_END, 0, 100, 0, 30, FALSE, FALSE);
  PAGE (PROPUS_PAGE_BEFORE, ids[20], 10, 10, 10, TRUE, TRUE);
  PAGE (PROPUS_PAGE_BEFORE, ids[5], 10, 0, 5, FALSE, TRUE);
  PAGE (PROPUS_PAGE_AFTER, ids[20], 5, 21, 5, TRUE, TRUE);
  PAGE (PROPUS_PAGE_AFTER, ids[20], 9, 21, 9, TRUE, FALSE);
  PAGE (PROPUS_PAGE_AROUND, ids[15], 6, 12, 7, TRUE, TRUE);
  PAGE (PROPUS_PAGE_AROUND, ids[1], 10, 0, 7, FALSE, TRUE);
  PAGE (PROPUS_PAGE_AROUND, ids[29], 10, 24, 6, TRUE, FALSE);
#undef PAGE
}

static void
test_page_not_shown (Kit           *kit,
                     gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "c");
  gint64 p1 = add (kit, chat, PROPUS_ROLE_USER, LAST, "p");
  gint64 a1 = add (kit, chat, PROPUS_ROLE_MODEL, p1, "a");
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusPage) page = NULL;

  add (kit, chat, PROPUS_ROLE_MODEL, p1, "b");
  {
    KIT_WAIT (result, propus_store_load_page_async (kit->store, propus_conversation_get_id (chat), PROPUS_PAGE_AROUND, a1,
                                                    10, kit_cb, &wait))

    page = propus_store_load_page_finish (kit->store, result, &error);
  }
  g_assert_null (page);
  g_assert_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED);
}

/* Random trees: what is displayed is always a path from the beginning to a leaf, and nothing is lost. */
static void
test_random (Kit           *kit,
             gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "c");
  gint64 ids[60];
  guint n_ids = 0;
  g_autoptr(GPtrArray) all = NULL;

  for (guint i = 0; i < 150; i++)
    {
      g_autoptr(GPtrArray) shown = NULL;
      gint64 parent = 0;

      if (n_ids < G_N_ELEMENTS (ids) && (n_ids == 0 || g_test_rand_int_range (0, 2) == 0))
        {
          if (n_ids > 0 && g_test_rand_int_range (0, 8) != 0)
            parent = ids[g_test_rand_int_range (0, (gint32) n_ids)];
          ids[n_ids] = add (kit, chat, PROPUS_ROLE_USER, parent, "x");
          parent = ids[n_ids++];
        }
      else
        {
          parent = ids[g_test_rand_int_range (0, (gint32) n_ids)];
          show (kit, parent);
        }

      shown = kit_load (kit->store, propus_conversation_get_id (chat), NULL);
      for (guint j = 0; j < shown->len; j++)
        {
          g_assert_cmpint (propus_message_get_parent_id (shown->pdata[j]), ==,
                           j == 0 ? 0 : propus_message_get_id (shown->pdata[j - 1]));
          if (propus_message_get_id (shown->pdata[j]) == parent)
            parent = 0;
        }
      g_assert_cmpint (parent, ==, 0);
    }

  {
    KIT_WAIT (result, propus_store_load_tree_async (kit->store, propus_conversation_get_id (chat), kit_cb, &wait))

    all = propus_store_load_tree_finish (kit->store, result, NULL, NULL);
  }
  g_assert_cmpuint (all->len, ==, n_ids);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/store/tree/" name, Kit, NULL, kit_set_up, function, kit_tear_down)
  ADD ("versions", test_versions);
  ADD ("parent-is-gone", test_parent_is_gone);
  ADD ("tree", test_tree);
  ADD ("delete-turn", test_delete_turn);
  ADD ("delete-running-elsewhere", test_delete_running_elsewhere);
  ADD ("branch", test_branch);
  ADD ("pages", test_pages);
  ADD ("page-not-shown", test_page_not_shown);
  ADD ("random", test_random);
  ADD ("case-107/forget-turn", test_forget_turn);
  ADD ("case-107/forget-chat", test_forget_chat);
#undef ADD

  return g_test_run ();
}
