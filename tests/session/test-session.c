/* test-session.c - turns, the recorder and the broker as a child, against the practice endpoint
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "session-kit.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static PropusMessage *
send_and_wait (SessionKit         *kit,
               PropusConversation *conversation,
               const char         *text)
{
  PropusTurn *turn = propus_session_send (kit->session, conversation, text);
  PropusMessage *answer = propus_turn_get_message (turn);

  g_assert_true (propus_turn_is_running (turn));
  session_kit_wait (kit, turn);
  g_assert_null (propus_session_get_turn (kit->session, conversation));
  if (propus_message_get_failure (answer) != NULL)
    g_test_message ("%s: %s: %s", propus_message_get_failure (answer), propus_message_get_failure_detail (answer),
                    propus_message_get_failure_text (answer));

  return answer;
}

/* The list is read on another thread. */
static PropusConversation *
wait_for_chat (SessionKit *kit,
               guint    n_chats,
               guint    position)
{
  GListModel *list = propus_history_get_chats (propus_session_get_history (kit->session));
  PropusConversation *conversation;

  while (!propus_history_is_filled (propus_session_get_history (kit->session)) ||
         (n_chats != 0 && g_list_model_get_n_items (list) != n_chats))
    g_main_context_iteration (NULL, TRUE);
  conversation = g_list_model_get_item (list, position);
  while (conversation != NULL && propus_conversation_get_updated (conversation) == 0)
    g_main_context_iteration (NULL, TRUE);

  return conversation;
}

static guint
count_chats (SessionKit *kit)
{
  g_autoptr(PropusConversation) first = wait_for_chat (kit, 0, 0);

  return g_list_model_get_n_items (propus_history_get_chats (propus_session_get_history (kit->session)));
}

static void
test_answer (SessionKit    *kit,
             gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (kit->session);
  PropusMessage *answer = send_and_wait (kit, conversation, "Hello there");

  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_COMPLETE);
  g_assert_cmpuint (propus_message_get_text_length (answer), >, 0);
  g_assert_cmpstr (propus_message_get_finish_reason (answer), ==, "STOP");
  g_assert_nonnull (propus_message_get_usage (answer));
  g_assert_cmpuint (propus_message_get_n_raw_parts (answer), >, 0);
  g_assert_cmpstr (propus_conversation_get_title (conversation), ==, "Hello there");
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 2);
  g_assert_cmpuint (count_chats (kit), >, 0);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  SessionKit *kit = user_data;
  g_autoptr(GError) error = NULL;

  propus_session_load_finish (PROPUS_SESSION (object), result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (kit->loop);
}

static void
test_restart (SessionKit    *kit,
              gconstpointer  data)
{
  g_autoptr(PropusConversation) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *last_part = NULL;
  PropusMessage *answer;

  {
    g_autoptr(PropusConversation) conversation = propus_session_new_conversation (kit->session);

    answer = send_and_wait (kit, conversation, "Remember me");
    text = g_strdup (propus_message_get_text (answer));
    last_part = g_strdup (propus_message_get_raw_part (answer, propus_message_get_n_raw_parts (answer) - 1));
    propus_conversation_set_draft (conversation, "half a thou");
    propus_session_save (kit->session, conversation);
  }
  session_kit_close (kit);
  session_kit_open (kit);

  again = wait_for_chat (kit, 0, 0);
  g_assert_nonnull (again);
  g_assert_cmpstr (propus_conversation_get_title (again), ==, "Remember me");
  g_assert_cmpstr (propus_conversation_get_draft (again), ==, "half a thou");
  propus_session_load_async (kit->session, again, loaded_cb, kit);
  session_kit_run (kit);
  g_assert_cmpuint (propus_conversation_get_n_messages (again), ==, 2);
  answer = propus_conversation_get_last (again);
  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_COMPLETE);
  g_assert_cmpstr (propus_message_get_text (answer), ==, text);
  g_assert_cmpstr (propus_message_get_raw_part (answer, propus_message_get_n_raw_parts (answer) - 1), ==, last_part);
}

static void
stop_cb (PropusMessage *message,
         guint64        offset,
         guint64        length,
         PropusTurn    *turn)
{
  propus_turn_stop (turn);
}

static void
test_stop (SessionKit    *kit,
           gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (kit->session);
  PropusTurn *turn = propus_session_send (kit->session, conversation, "practice:long 64");
  g_autoptr(PropusMessage) answer = g_object_ref (propus_turn_get_message (turn));
  gulong id = g_signal_connect_swapped (kit->session, "turn-ended", G_CALLBACK (session_kit_quit), kit);

  g_signal_connect (answer, "text-appended", G_CALLBACK (stop_cb), turn);
  session_kit_run (kit);
  g_signal_handler_disconnect (kit->session, id);
  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_STOPPED);
  g_assert_cmpuint (propus_message_get_text_length (answer), >, 0);
  g_assert_cmpuint (propus_message_get_text_length (answer), <, 64000);
}

static void
test_retry (SessionKit    *kit,
            gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (kit->session);
  PropusMessage *answer = send_and_wait (kit, conversation, "practice:fault 503");
  gulong id;

  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_FAILED);
  g_assert_cmpstr (propus_message_get_failure (answer), ==,
                   propus_failure_kind_to_nick (PROPUS_FAILURE_OVERLOADED));

  id = g_signal_connect_swapped (kit->session, "turn-ended", G_CALLBACK (session_kit_quit), kit);
  g_assert_nonnull (propus_session_retry (kit->session, conversation));
  session_kit_run (kit);
  g_signal_handler_disconnect (kit->session, id);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 2);
  g_assert_cmpint (propus_message_get_role (propus_conversation_get_message (conversation, 0)), ==, PROPUS_ROLE_USER);
}

/* The pid of the one child of this process that is called @name, or 0. */
static int
find_child (const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", (int) getpid ());
  g_autofree char *children = NULL;
  g_auto(GStrv) pids = NULL;

  g_assert_true (g_file_get_contents (path, &children, NULL, NULL));
  pids = g_strsplit (g_strstrip (children), " ", -1);
  for (guint i = 0; pids[i] != NULL; i++)
    {
      g_autofree char *comm_path = g_strdup_printf ("/proc/%s/comm", pids[i]);
      g_autofree char *comm = NULL;

      if (g_file_get_contents (comm_path, &comm, NULL, NULL) && g_str_has_prefix (comm, name))
        return atoi (pids[i]);
    }

  return 0;
}

static void
test_broker_killed (SessionKit    *kit,
                    gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (kit->session);
  PropusMessage *answer = send_and_wait (kit, conversation, "one");
  int first = find_child ("propus-broker");
  int second;

  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_COMPLETE);
  g_assert_cmpint (first, !=, 0);
  kill (first, SIGKILL);
  g_usleep (100000);
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);

  answer = send_and_wait (kit, conversation, "two");
  second = find_child ("propus-broker");
  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_COMPLETE);
  g_assert_cmpint (second, !=, 0);
  g_assert_cmpint (second, !=, first);
}

/* Keys of the environment and of this session are in the API's broker alone: trying practice must not end it. */
static void
test_practice_and_back (SessionKit    *kit,
                        gconstpointer  data)
{
  PropusBrokerProcess *broker;
  gulong id;
  int pid;

  propus_session_use_practice (kit->session, FALSE);
  broker = propus_session_get_broker (kit->session);
  id = g_signal_connect_swapped (propus_session_get_key_status (kit->session), "changed", G_CALLBACK (session_kit_quit), kit);
  session_kit_run (kit);
  g_signal_handler_disconnect (propus_session_get_key_status (kit->session), id);
  pid = find_child ("propus-broker");
  g_assert_cmpint (pid, !=, 0);

  propus_session_use_practice (kit->session, TRUE);
  g_assert_false (propus_session_get_broker (kit->session) == broker);
  propus_session_use_practice (kit->session, FALSE);
  g_assert_true (propus_session_get_broker (kit->session) == broker);
  g_assert_cmpint (kill (pid, 0), ==, 0);
  propus_session_use_practice (kit->session, TRUE);
}

static void
test_quit_in_mid_stream (SessionKit    *kit,
                         gconstpointer  data)
{
  g_autoptr(PropusConversation) again = NULL;
  PropusMessage *answer;

  {
    g_autoptr(PropusConversation) conversation = propus_session_new_conversation (kit->session);
    PropusTurn *turn = propus_session_send (kit->session, conversation, "practice:long 64");
    gulong id = g_signal_connect_swapped (propus_turn_get_message (turn), "text-appended", G_CALLBACK (session_kit_quit), kit);

    answer = propus_turn_get_message (turn);
    session_kit_run (kit);
    g_signal_handler_disconnect (answer, id);
    session_kit_close (kit);
  }
  session_kit_open (kit);

  again = wait_for_chat (kit, 0, 0);
  propus_session_load_async (kit->session, again, loaded_cb, kit);
  session_kit_run (kit);
  answer = propus_conversation_get_last (again);
  g_assert_cmpint (propus_message_get_role (answer), ==, PROPUS_ROLE_MODEL);
  g_assert_cmpuint (propus_message_get_text_length (answer), >, 0);
  g_assert_false (propus_message_is_running (answer));
}

static void
test_delete (SessionKit    *kit,
             gconstpointer  data)
{
  guint before = count_chats (kit);
  g_autoptr(PropusConversation) keep = propus_session_new_conversation (kit->session);
  g_autoptr(PropusConversation) drop = propus_session_new_conversation (kit->session);
  g_autoptr(PropusConversation) listed = NULL;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  PropusHistory *history = propus_session_get_history (kit->session);
  gint64 id;

  send_and_wait (kit, keep, "keep");
  send_and_wait (kit, drop, "drop");
  listed = wait_for_chat (kit, before + 2, 0);
  g_assert_true (listed == drop);   /* one object a chat */
  id = propus_conversation_get_id (drop);
  g_array_append_val (ids, id);

  propus_history_set_deleted (history, ids, TRUE);
  g_object_unref (wait_for_chat (kit, before + 1, 0));
  propus_history_set_deleted (history, ids, FALSE);
  g_object_unref (wait_for_chat (kit, before + 2, 0));
  propus_history_set_deleted (history, ids, TRUE);
  g_object_unref (wait_for_chat (kit, before + 1, 0));

  session_kit_close (kit);
  session_kit_open (kit);
  g_assert_cmpuint (count_chats (kit), ==, before + 1);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data_dir = g_dir_make_tmp ("propus-session-XXXXXX", NULL);

  /* One history for all tests, in a folder of its own. */
  g_setenv ("XDG_DATA_HOME", data_dir, TRUE);
  g_setenv ("XDG_CONFIG_HOME", data_dir, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/session/answer", SessionKit, NULL, session_kit_set_up, test_answer, session_kit_tear_down);
  g_test_add ("/session/restart", SessionKit, NULL, session_kit_set_up, test_restart, session_kit_tear_down);
  g_test_add ("/session/stop", SessionKit, NULL, session_kit_set_up, test_stop, session_kit_tear_down);
  g_test_add ("/session/retry", SessionKit, NULL, session_kit_set_up, test_retry, session_kit_tear_down);
  g_test_add ("/session/broker-killed", SessionKit, NULL, session_kit_set_up, test_broker_killed, session_kit_tear_down);
  g_test_add ("/session/practice-and-back", SessionKit, NULL, session_kit_set_up, test_practice_and_back, session_kit_tear_down);
  g_test_add ("/session/quit-in-mid-stream", SessionKit, NULL, session_kit_set_up, test_quit_in_mid_stream, session_kit_tear_down);
  g_test_add ("/session/delete", SessionKit, NULL, session_kit_set_up, test_delete, session_kit_tear_down);

  return g_test_run ();
}
