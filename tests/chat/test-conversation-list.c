/* test-conversation-list.c - the list stays sorted and says what changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-conversation-list.h"

/* Follows the list by its signals alone, as a view does. */
typedef struct
{
  PropusConversationList *list;
  GPtrArray *copy;
  guint n_changes;
  guint position, removed, added;
} Fixture;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (position + removed, <=, fixture->copy->len);
  if (removed > 0)
    g_ptr_array_remove_range (fixture->copy, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (fixture->copy, (int) (position + i), g_list_model_get_item (model, position + i));

  fixture->n_changes++;
  fixture->position = position;
  fixture->removed = removed;
  fixture->added = added;
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, fixture->copy->len);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->list = propus_conversation_list_new ();
  fixture->copy = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (items_changed_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_ptr_array_unref (fixture->copy);
  g_assert_finalize_object (fixture->list);
}

static void
check (Fixture *fixture)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->list));

  g_assert_cmpuint (n, ==, fixture->copy->len);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(PropusConversation) item = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);
      guint position = G_MAXUINT;

      g_assert_true (item == g_ptr_array_index (fixture->copy, i));
      g_assert_true (propus_conversation_list_get_position (fixture->list, item, &position));
      g_assert_cmpuint (position, ==, i);
      g_assert_true (propus_conversation_list_find (fixture->list, propus_conversation_get_id (item)) == item ||
                     propus_conversation_get_id (item) == 0);
      if (i > 0)
        g_assert_cmpint (propus_conversation_get_updated (g_ptr_array_index (fixture->copy, i - 1)), >=,
                         propus_conversation_get_updated (item));
    }
}

static PropusConversation *
insert (Fixture *fixture,
        gint64   id,
        gint64   updated)
{
  g_autoptr(PropusConversation) conversation = propus_conversation_new (id);

  propus_conversation_set_updated (conversation, updated);
  propus_conversation_list_insert (fixture->list, conversation);
  return conversation;
}

static void
test_move (Fixture       *fixture,
           gconstpointer  data)
{
  PropusConversation *oldest = insert (fixture, 1, 10);
  PropusConversation *middle = insert (fixture, 2, 20);

  insert (fixture, 3, 30);
  insert (fixture, 4, 40);
  check (fixture);
  g_assert_cmpuint (fixture->n_changes, ==, 4);

  /* Stays: nothing is said. */
  propus_conversation_set_updated (middle, 25);
  g_assert_cmpuint (fixture->n_changes, ==, 4);
  check (fixture);

  /* One change of the rows between, no more. */
  propus_conversation_set_updated (middle, 35);
  g_assert_cmpuint (fixture->n_changes, ==, 5);
  g_assert_cmpuint (fixture->position, ==, 1);
  g_assert_cmpuint (fixture->removed, ==, 2);
  g_assert_cmpuint (fixture->added, ==, 2);
  check (fixture);

  propus_conversation_set_updated (oldest, 50);
  g_assert_cmpuint (fixture->n_changes, ==, 6);
  g_assert_true (fixture->copy->pdata[0] == oldest);
  check (fixture);
  propus_conversation_set_updated (oldest, 5);
  g_assert_true (fixture->copy->pdata[3] == oldest);
  check (fixture);
}

static void
test_ids (Fixture       *fixture,
          gconstpointer  data)
{
  PropusConversation *stored = insert (fixture, 9, 10);
  PropusConversation *fresh = insert (fixture, 0, 10);
  g_autoptr(PropusConversation) again = propus_conversation_new (9);

  g_assert_true (fixture->copy->pdata[0] == fresh);
  g_assert_null (propus_conversation_list_find (fixture->list, 0));
  propus_conversation_set_id (fresh, 10);
  g_assert_true (propus_conversation_list_find (fixture->list, 10) == fresh);
  g_assert_true (propus_conversation_list_find (fixture->list, 9) == stored);
  check (fixture);

  propus_conversation_list_insert (fixture->list, stored);
  propus_conversation_list_insert (fixture->list, again);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 2);

  g_assert_true (propus_conversation_list_remove (fixture->list, stored));
  g_assert_false (propus_conversation_list_remove (fixture->list, again));
  g_assert_null (propus_conversation_list_find (fixture->list, 9));
  g_assert_false (propus_conversation_list_get_position (fixture->list, again, NULL));
  check (fixture);
}

static void
test_fill (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GPtrArray) some = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autoptr(PropusConversation) held = NULL;
  gint64 begin;

  propus_conversation_list_fill (fixture->list, none);
  g_assert_cmpuint (fixture->n_changes, ==, 0);

  for (guint i = 0; i < 10000; i++)
    {
      PropusConversation *conversation = propus_conversation_new (i + 1);

      propus_conversation_set_updated (conversation, 1000000 + i * 7919 % 10007);
      g_ptr_array_add (some, conversation);
    }
  begin = g_get_monotonic_time ();
  propus_conversation_list_fill (fixture->list, some);
  g_test_message ("10000 in %" G_GINT64_FORMAT " us", g_get_monotonic_time () - begin);
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  g_assert_cmpuint (fixture->added, ==, 10000);
  check (fixture);

  held = g_object_ref (some->pdata[5000]);
  propus_conversation_set_updated (held, 2000000);
  g_assert_true (fixture->copy->pdata[0] == held);
  check (fixture);

  propus_conversation_list_fill (fixture->list, none);
  g_assert_cmpuint (fixture->n_changes, ==, 3);
  g_assert_cmpuint (fixture->removed, ==, 10000);
  g_assert_null (propus_conversation_list_find (fixture->list, 1));
  /* What has left is not listened to any more. */
  propus_conversation_set_updated (held, 5);
  g_assert_cmpuint (fixture->n_changes, ==, 3);
}

static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  for (guint i = 0; i < 3000; i++)
    {
      guint n = fixture->copy->len;
      PropusConversation *some = n > 0 ? fixture->copy->pdata[g_test_rand_int_range (0, (gint32) n)] : NULL;

      switch (g_test_rand_int_range (0, 4))
        {
        case 0:
          insert (fixture, i + 1, g_test_rand_int_range (0, 50));
          break;
        case 1:
          if (some != NULL && n > 20)
            propus_conversation_list_remove (fixture->list, some);
          break;
        default:
          if (some != NULL)
            propus_conversation_set_updated (some, g_test_rand_int_range (0, 50));
        }
      if (i % 100 == 0)
        check (fixture);
    }
  check (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/chat/conversation-list/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("move", test_move);
  ADD ("ids", test_ids);
  ADD ("case-108/fill", test_fill);
  ADD ("random", test_random);
#undef ADD

  return g_test_run ();
}
