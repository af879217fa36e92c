/* test-session.c - turns, the recorder and the broker as a child, against the practice endpoint
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-session.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_S 30

/* A session on a history of its own; waits are bounded and run the only main loop there is. */
typedef struct
{
  PropusSession *session;
  GMainLoop     *loop;
} Fixture;

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("waited for %d s", PATIENCE_S);
  return G_SOURCE_REMOVE;
}

static void
run_loop (Fixture *fixture)
{
  guint patience = g_timeout_add_seconds (PATIENCE_S, give_up_cb, NULL);

  g_main_loop_run (fixture->loop);
  g_source_remove (patience);
}

static void
quit_cb (Fixture *fixture)
{
  g_main_loop_quit (fixture->loop);
}

static void
open_session (Fixture *fixture)
{
  gulong id;

  fixture->session = propus_session_new (TRUE);
  id = g_signal_connect_swapped (fixture->session, "store-changed", G_CALLBACK (quit_cb), fixture);
  propus_session_start (fixture->session);
  run_loop (fixture);
  g_signal_handler_disconnect (fixture->session, id);
  g_assert_no_error (propus_session_get_store_error (fixture->session));
}

static void
finished_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (propus_session_finish_finish (PROPUS_SESSION (object), result));
  g_main_loop_quit (fixture->loop);
}

/* Quits as the application does. */
static void
close_session (Fixture *fixture)
{
  propus_session_finish_async (fixture->session, finished_cb, fixture);
  run_loop (fixture);
  propus_session_shutdown (fixture->session);
  g_assert_finalize_object (fixture->session);
  fixture->session = NULL;
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  fixture->loop = g_main_loop_new (NULL, FALSE);
  open_session (fixture);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  if (fixture->session != NULL)
    close_session (fixture);
  g_main_loop_unref (fixture->loop);
}

static PropusMessage *
send_and_wait (Fixture            *fixture,
               PropusConversation *conversation,
               const char         *text)
{
  PropusTurn *turn = propus_session_send (fixture->session, conversation, text);
  PropusMessage *answer = propus_turn_get_message (turn);
  gulong id = g_signal_connect_swapped (fixture->session, "turn-ended", G_CALLBACK (quit_cb), fixture);

  g_assert_true (propus_turn_is_running (turn));
  run_loop (fixture);
  g_signal_handler_disconnect (fixture->session, id);
  g_assert_null (propus_session_get_turn (fixture->session, conversation));
  if (propus_message_get_failure (answer) != NULL)
    g_test_message ("%s: %s: %s", propus_message_get_failure (answer), propus_message_get_failure_detail (answer),
                    propus_message_get_failure_text (answer));

  return answer;
}

/* The list is read on another thread. */
static PropusConversation *
wait_for_chat (Fixture *fixture,
               guint    n_chats,
               guint    position)
{
  GListModel *list = propus_history_get_chats (propus_session_get_history (fixture->session));
  PropusConversation *conversation;

  while (!propus_history_is_filled (propus_session_get_history (fixture->session)) ||
         (n_chats != 0 && g_list_model_get_n_items (list) != n_chats))
    g_main_context_iteration (NULL, TRUE);
  conversation = g_list_model_get_item (list, position);
  while (conversation != NULL && propus_conversation_get_updated (conversation) == 0)
    g_main_context_iteration (NULL, TRUE);

  return conversation;
}

static guint
count_chats (Fixture *fixture)
{
  g_autoptr(PropusConversation) first = wait_for_chat (fixture, 0, 0);

  return g_list_model_get_n_items (propus_history_get_chats (propus_session_get_history (fixture->session)));
}

static void
test_answer (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (fixture->session);
  PropusMessage *answer = send_and_wait (fixture, conversation, "Hello there");

  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_COMPLETE);
  g_assert_cmpuint (propus_message_get_text_length (answer), >, 0);
  g_assert_cmpstr (propus_message_get_finish_reason (answer), ==, "STOP");
  g_assert_nonnull (propus_message_get_usage (answer));
  g_assert_cmpuint (propus_message_get_n_raw_parts (answer), >, 0);
  g_assert_cmpstr (propus_conversation_get_title (conversation), ==, "Hello there");
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 2);
  g_assert_cmpuint (count_chats (fixture), >, 0);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GError) error = NULL;

  propus_session_load_finish (PROPUS_SESSION (object), result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (fixture->loop);
}

static void
test_restart (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PropusConversation) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *last_part = NULL;
  PropusMessage *answer;

  {
    g_autoptr(PropusConversation) conversation = propus_session_new_conversation (fixture->session);

    answer = send_and_wait (fixture, conversation, "Remember me");
    text = g_strdup (propus_message_get_text (answer));
    last_part = g_strdup (propus_message_get_raw_part (answer, propus_message_get_n_raw_parts (answer) - 1));
    propus_conversation_set_draft (conversation, "half a thou");
    propus_session_save (fixture->session, conversation);
  }
  close_session (fixture);
  open_session (fixture);

  again = wait_for_chat (fixture, 0, 0);
  g_assert_nonnull (again);
  g_assert_cmpstr (propus_conversation_get_title (again), ==, "Remember me");
  g_assert_cmpstr (propus_conversation_get_draft (again), ==, "half a thou");
  propus_session_load_async (fixture->session, again, loaded_cb, fixture);
  run_loop (fixture);
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
test_stop (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (fixture->session);
  PropusTurn *turn = propus_session_send (fixture->session, conversation, "practice:long 64");
  g_autoptr(PropusMessage) answer = g_object_ref (propus_turn_get_message (turn));
  gulong id = g_signal_connect_swapped (fixture->session, "turn-ended", G_CALLBACK (quit_cb), fixture);

  g_signal_connect (answer, "text-appended", G_CALLBACK (stop_cb), turn);
  run_loop (fixture);
  g_signal_handler_disconnect (fixture->session, id);
  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_STOPPED);
  g_assert_cmpuint (propus_message_get_text_length (answer), >, 0);
  g_assert_cmpuint (propus_message_get_text_length (answer), <, 64000);
}

static void
test_retry (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (fixture->session);
  PropusMessage *answer = send_and_wait (fixture, conversation, "practice:fault 503");
  gulong id;

  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_FAILED);
  g_assert_cmpstr (propus_message_get_failure (answer), ==,
                   propus_failure_kind_to_nick (PROPUS_FAILURE_OVERLOADED));

  id = g_signal_connect_swapped (fixture->session, "turn-ended", G_CALLBACK (quit_cb), fixture);
  g_assert_nonnull (propus_session_retry (fixture->session, conversation));
  run_loop (fixture);
  g_signal_handler_disconnect (fixture->session, id);
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
test_broker_killed (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (fixture->session);
  PropusMessage *answer = send_and_wait (fixture, conversation, "one");
  int first = find_child ("propus-broker");
  int second;

  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_COMPLETE);
  g_assert_cmpint (first, !=, 0);
  kill (first, SIGKILL);
  g_usleep (100000);
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);

  answer = send_and_wait (fixture, conversation, "two");
  second = find_child ("propus-broker");
  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_COMPLETE);
  g_assert_cmpint (second, !=, 0);
  g_assert_cmpint (second, !=, first);
}

/* Keys of the environment and of this session are in the API's broker alone: trying practice must not end it. */
static void
test_practice_and_back (Fixture       *fixture,
                        gconstpointer  data)
{
  PropusBrokerProcess *broker;
  gulong id;
  int pid;

  propus_session_use_practice (fixture->session, FALSE);
  broker = propus_session_get_broker (fixture->session);
  id = g_signal_connect_swapped (propus_session_get_key_status (fixture->session), "changed", G_CALLBACK (quit_cb), fixture);
  run_loop (fixture);
  g_signal_handler_disconnect (propus_session_get_key_status (fixture->session), id);
  pid = find_child ("propus-broker");
  g_assert_cmpint (pid, !=, 0);

  propus_session_use_practice (fixture->session, TRUE);
  g_assert_false (propus_session_get_broker (fixture->session) == broker);
  propus_session_use_practice (fixture->session, FALSE);
  g_assert_true (propus_session_get_broker (fixture->session) == broker);
  g_assert_cmpint (kill (pid, 0), ==, 0);
  propus_session_use_practice (fixture->session, TRUE);
}

static void
test_quit_in_mid_stream (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(PropusConversation) again = NULL;
  PropusMessage *answer;

  {
    g_autoptr(PropusConversation) conversation = propus_session_new_conversation (fixture->session);
    PropusTurn *turn = propus_session_send (fixture->session, conversation, "practice:long 64");
    gulong id = g_signal_connect_swapped (propus_turn_get_message (turn), "text-appended", G_CALLBACK (quit_cb), fixture);

    answer = propus_turn_get_message (turn);
    run_loop (fixture);
    g_signal_handler_disconnect (answer, id);
    close_session (fixture);
  }
  open_session (fixture);

  again = wait_for_chat (fixture, 0, 0);
  propus_session_load_async (fixture->session, again, loaded_cb, fixture);
  run_loop (fixture);
  answer = propus_conversation_get_last (again);
  g_assert_cmpint (propus_message_get_role (answer), ==, PROPUS_ROLE_MODEL);
  g_assert_cmpuint (propus_message_get_text_length (answer), >, 0);
  g_assert_false (propus_message_is_running (answer));
}

static void
test_delete (Fixture       *fixture,
             gconstpointer  data)
{
  guint before = count_chats (fixture);
  g_autoptr(PropusConversation) keep = propus_session_new_conversation (fixture->session);
  g_autoptr(PropusConversation) drop = propus_session_new_conversation (fixture->session);
  g_autoptr(PropusConversation) listed = NULL;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  PropusHistory *history = propus_session_get_history (fixture->session);
  gint64 id;

  send_and_wait (fixture, keep, "keep");
  send_and_wait (fixture, drop, "drop");
  listed = wait_for_chat (fixture, before + 2, 0);
  g_assert_true (listed == drop);   /* one object a chat */
  id = propus_conversation_get_id (drop);
  g_array_append_val (ids, id);

  propus_history_set_deleted (history, ids, TRUE);
  g_object_unref (wait_for_chat (fixture, before + 1, 0));
  propus_history_set_deleted (history, ids, FALSE);
  g_object_unref (wait_for_chat (fixture, before + 2, 0));
  propus_history_set_deleted (history, ids, TRUE);
  g_object_unref (wait_for_chat (fixture, before + 1, 0));

  close_session (fixture);
  open_session (fixture);
  g_assert_cmpuint (count_chats (fixture), ==, before + 1);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data_dir = g_dir_make_tmp ("propus-session-XXXXXX", NULL);

  /* One history for all tests, in a folder of its own. */
  g_setenv ("XDG_DATA_HOME", data_dir, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/session/answer", Fixture, NULL, setup, test_answer, teardown);
  g_test_add ("/session/restart", Fixture, NULL, setup, test_restart, teardown);
  g_test_add ("/session/stop", Fixture, NULL, setup, test_stop, teardown);
  g_test_add ("/session/retry", Fixture, NULL, setup, test_retry, teardown);
  g_test_add ("/session/broker-killed", Fixture, NULL, setup, test_broker_killed, teardown);
  g_test_add ("/session/practice-and-back", Fixture, NULL, setup, test_practice_and_back, teardown);
  g_test_add ("/session/quit-in-mid-stream", Fixture, NULL, setup, test_quit_in_mid_stream, teardown);
  g_test_add ("/session/delete", Fixture, NULL, setup, test_delete, teardown);

  return g_test_run ();
}
