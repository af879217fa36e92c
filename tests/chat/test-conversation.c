/* test-conversation.c - a conversation is a list of messages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-conversation.h"

typedef struct
{
  guint n;
  guint position;
  guint removed;
  guint added;
} Change;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  Change *change = user_data;

  *change = (Change) { change->n + 1, position, removed, added };
}

static void
assert_change (Change *change,
               guint   n,
               guint   position,
               guint   removed,
               guint   added)
{
  g_assert_cmpuint (change->n, ==, n);
  g_assert_cmpuint (change->position, ==, position);
  g_assert_cmpuint (change->removed, ==, removed);
  g_assert_cmpuint (change->added, ==, added);
}

static void
test_list (void)
{
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(PropusMessage) first = propus_message_new (PROPUS_ROLE_USER, 1);
  g_autoptr(PropusMessage) second = propus_message_new (PROPUS_ROLE_MODEL, 2);
  g_autoptr(PropusMessage) stranger = propus_message_new (PROPUS_ROLE_USER, 3);
  g_autoptr(GPtrArray) more = g_ptr_array_new ();
  Change change = { 0 };

  g_signal_connect (conversation, "items-changed", G_CALLBACK (items_changed_cb), &change);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (conversation)) == PROPUS_TYPE_MESSAGE);
  g_assert_null (propus_conversation_get_last (conversation));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (conversation), 0));

  propus_conversation_append (conversation, first);
  assert_change (&change, 1, 0, 0, 1);
  propus_conversation_append (conversation, second);
  assert_change (&change, 2, 1, 0, 1);
  g_assert_true (propus_conversation_get_last (conversation) == second);
  g_assert_true (propus_conversation_get_message (conversation, 0) == first);
  g_assert_null (propus_conversation_get_message (conversation, 2));

  propus_conversation_remove (conversation, stranger);
  g_assert_cmpuint (change.n, ==, 2);
  propus_conversation_remove (conversation, first);
  assert_change (&change, 3, 0, 1, 0);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 1);

  propus_conversation_append_all (conversation, more);
  g_assert_cmpuint (change.n, ==, 3);
  g_ptr_array_add (more, first);
  g_ptr_array_add (more, stranger);
  propus_conversation_append_all (conversation, more);
  assert_change (&change, 4, 1, 0, 2);
  g_assert_true (propus_conversation_get_last (conversation) == stranger);
}

static void
count_cb (gpointer user_data)
{
  guint *count = user_data;

  (*count)++;
}

static void
test_properties (void)
{
  g_autoptr(PropusConversation) conversation = propus_conversation_new (5);
  g_autofree char *title = NULL;
  g_autofree char *model = NULL;
  g_autofree char *draft = NULL;
  gint64 id, updated;
  guint count = 0;

  g_signal_connect_swapped (conversation, "notify", G_CALLBACK (count_cb), &count);
  g_assert_cmpstr (propus_conversation_get_title (conversation), ==, "");
  g_assert_cmpstr (propus_conversation_get_draft (conversation), ==, "");
  g_assert_null (propus_conversation_get_model (conversation));
  g_assert_cmpint (propus_conversation_get_updated (conversation), >, 0);

  propus_conversation_set_title (conversation, NULL);
  propus_conversation_set_draft (conversation, "");
  propus_conversation_set_id (conversation, 5);
  g_assert_cmpuint (count, ==, 0);

  propus_conversation_set_title (conversation, "t");
  propus_conversation_set_model (conversation, "m");
  propus_conversation_set_draft (conversation, "d");
  propus_conversation_set_updated (conversation, 17);
  propus_conversation_set_id (conversation, 6);
  g_assert_cmpuint (count, ==, 5);
  g_object_get (conversation, "id", &id, "title", &title, "model", &model, "draft", &draft, "updated", &updated, NULL);
  g_assert_cmpint (id, ==, 6);
  g_assert_cmpstr (title, ==, "t");
  g_assert_cmpstr (model, ==, "m");
  g_assert_cmpstr (draft, ==, "d");
  g_assert_cmpint (updated, ==, 17);
}

static void
write_down_cb (GListModel *model,
               guint       position,
               guint       removed,
               guint       added,
               gpointer    user_data)
{
  g_string_append_printf (user_data, "%u-%u+%u ", position, removed, added);
}

static GPtrArray *
make_messages (guint first,
               guint n)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (messages, propus_message_new (PROPUS_ROLE_USER, first + i));
  return messages;
}

static void
test_splice (void)
{
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(GPtrArray) later = make_messages (10, 3);
  g_autoptr(GPtrArray) earlier = make_messages (1, 4);
  g_autoptr(GString) changes = g_string_new (NULL);
  guint position = 99;

  g_signal_connect (conversation, "items-changed", G_CALLBACK (write_down_cb), changes);
  propus_conversation_splice (conversation, 0, 0, later);
  propus_conversation_splice (conversation, 0, 0, earlier);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 7);
  g_assert_true (propus_conversation_find_message (conversation, 11, &position));
  g_assert_cmpuint (position, ==, 5);
  propus_conversation_splice (conversation, 6, 1, NULL);
  propus_conversation_splice (conversation, 0, 0, NULL);
  propus_conversation_splice (conversation, 4, 2, earlier);
  g_assert_false (propus_conversation_find_message (conversation, 11, &position));
  g_assert_cmpstr (changes->str, ==, "0-0+3 0-0+4 6-1+0 4-2+4 ");
}

static void
test_copy_header (void)
{
  g_autoptr(PropusConversation) shown = propus_conversation_new (5);
  g_autoptr(PropusConversation) fresh = propus_conversation_new (6);
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_USER, 0);
  guint count = 0;

  propus_conversation_append (shown, message);
  propus_conversation_set_updated (fresh, propus_conversation_get_updated (shown));
  propus_conversation_set_title (fresh, "t");
  propus_conversation_set_title_origin (fresh, PROPUS_TITLE_USER);
  propus_conversation_set_folder_id (fresh, 3);
  propus_conversation_set_pinned (fresh, TRUE);
  g_signal_connect_swapped (shown, "notify", G_CALLBACK (count_cb), &count);
  propus_conversation_copy_header (shown, fresh);
  g_assert_cmpuint (count, ==, 4);
  propus_conversation_copy_header (shown, fresh);
  g_assert_cmpuint (count, ==, 4);
  g_assert_cmpint (propus_conversation_get_id (shown), ==, 5);
  g_assert_cmpuint (propus_conversation_get_n_messages (shown), ==, 1);
  g_assert_cmpstr (propus_conversation_get_title (shown), ==, "t");
  g_assert_cmpint (propus_conversation_get_folder_id (shown), ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/conversation/list", test_list);
  g_test_add_func ("/chat/conversation/properties", test_properties);
  g_test_add_func ("/chat/conversation/splice", test_splice);
  g_test_add_func ("/chat/conversation/copy-header", test_copy_header);

  return g_test_run ();
}
