/* test-turns.c - versions, going on, deleting, temporary chats and the recorder, against the practice endpoint
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-recorder.h"
#include "propus-session.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_S 30

typedef struct
{
  PropusSession *session;
  GMainLoop     *loop;
  gpointer       result;
  GError        *error;
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

static gboolean
quit_once_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
quit_cb (Fixture *fixture)
{
  g_main_loop_quit (fixture->loop);
}

/* What the store has to say comes after a moment. */
static void
settle (Fixture *fixture)
{
  g_timeout_add (700, quit_once_cb, fixture->loop);
  run_loop (fixture);
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
}

static void
finished_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_assert_true (propus_session_finish_finish (PROPUS_SESSION (object), result));
  quit_cb (user_data);
}

static void
close_session (Fixture *fixture)
{
  propus_session_finish_async (fixture->session, finished_cb, fixture);
  run_loop (fixture);
  propus_session_shutdown (fixture->session);
  g_clear_object (&fixture->session);
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

/* Waits for the end of a turn; returns its answer. */
static PropusMessage *
wait_for (Fixture    *fixture,
          PropusTurn *turn)
{
  g_autoptr(PropusTurn) keep = g_object_ref (turn);
  gulong id = g_signal_connect_swapped (fixture->session, "turn-ended", G_CALLBACK (quit_cb), fixture);

  while (propus_turn_is_running (turn))
    run_loop (fixture);
  g_signal_handler_disconnect (fixture->session, id);
  return propus_turn_get_message (turn);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  propus_session_load_finish (PROPUS_SESSION (object), result, &fixture->error);
  g_assert_no_error (fixture->error);
  g_main_loop_quit (fixture->loop);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->result = propus_session_delete_turn_finish (fixture->session, result, &fixture->error);
  g_assert_no_error (fixture->error);
  g_main_loop_quit (fixture->loop);
}

static void
branched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->result = propus_session_branch_finish (PROPUS_SESSION (object), result, &fixture->error);
  g_assert_no_error (fixture->error);
  g_main_loop_quit (fixture->loop);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->result = propus_history_look_up_finish (PROPUS_HISTORY (object), result);
  g_assert_nonnull (fixture->result);
  g_main_loop_quit (fixture->loop);
}

static PropusMessage *
get (PropusConversation *conversation,
     guint               index)
{
  return propus_conversation_get_message (conversation, index);
}

static const char *
text (PropusConversation *conversation,
      guint               index)
{
  return propus_message_get_text (get (conversation, index));
}

static void
step (Fixture            *fixture,
      PropusConversation *conversation,
      guint               index,
      int                 by)
{
  propus_session_step_async (fixture->session, conversation, get (conversation, index), by, loaded_cb, fixture);
  run_loop (fixture);
}

/* The same for a chat that is kept and for one that is not: @data says which. */
static void
test_versions (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = data != NULL ? propus_session_new_temporary (fixture->session)
                                                            : propus_session_new_conversation (fixture->session);
  PropusMessage *answer;

  wait_for (fixture, propus_session_send (fixture->session, conversation, "one"));
  wait_for (fixture, propus_session_send (fixture->session, conversation, "two"));
  settle (fixture);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 4);

  wait_for (fixture, propus_session_edit (fixture->session, conversation, get (conversation, 0), "other"));
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 2);
  g_assert_cmpuint (propus_message_get_version (get (conversation, 0)), ==, 1);
  g_assert_cmpuint (propus_message_get_n_versions (get (conversation, 0)), ==, 2);
  settle (fixture);
  g_assert_cmpuint (propus_message_get_n_versions (get (conversation, 0)), ==, 2);

  step (fixture, conversation, 0, -1);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 4);
  g_assert_cmpstr (text (conversation, 0), ==, "one");
  g_assert_cmpstr (text (conversation, 2), ==, "two");
  g_assert_cmpuint (propus_message_get_version (get (conversation, 0)), ==, 0);
  step (fixture, conversation, 0, -1);   /* there is none before the first */
  g_assert_cmpstr (text (conversation, 0), ==, "one");

  answer = wait_for (fixture, propus_session_regenerate (fixture->session, conversation, get (conversation, 1)));
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 2);
  g_assert_true (get (conversation, 1) == answer);
  g_assert_cmpuint (propus_message_get_n_versions (answer), ==, 2);
  settle (fixture);
  g_assert_true (get (conversation, 1) == answer);   /* what is on the screen stays the same object */
  step (fixture, conversation, 1, -1);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 4);
  step (fixture, conversation, 0, 1);
  g_assert_cmpstr (text (conversation, 0), ==, "other");
}

static void
test_delete (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = data != NULL ? propus_session_new_temporary (fixture->session)
                                                            : propus_session_new_conversation (fixture->session);
  g_autoptr(GArray) ids = NULL;

  wait_for (fixture, propus_session_send (fixture->session, conversation, "one"));
  wait_for (fixture, propus_session_send (fixture->session, conversation, "two"));
  wait_for (fixture, propus_session_send (fixture->session, conversation, "three"));
  settle (fixture);

  propus_session_delete_turn_async (fixture->session, conversation, get (conversation, 2), deleted_cb, fixture);
  run_loop (fixture);
  ids = fixture->result;
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 4);
  g_assert_cmpstr (text (conversation, 2), ==, "three");

  propus_session_undelete_turn_async (fixture->session, conversation, ids, loaded_cb, fixture);
  run_loop (fixture);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 6);
  g_assert_cmpstr (text (conversation, 2), ==, "two");
  g_assert_cmpstr (text (conversation, 4), ==, "three");
}

static void
test_branch (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = data != NULL ? propus_session_new_temporary (fixture->session)
                                                            : propus_session_new_conversation (fixture->session);
  g_autoptr(PropusConversation) other = NULL;

  wait_for (fixture, propus_session_send (fixture->session, conversation, "one"));
  wait_for (fixture, propus_session_send (fixture->session, conversation, "two"));
  settle (fixture);
  propus_session_branch_async (fixture->session, conversation, get (conversation, 1), branched_cb, fixture);
  run_loop (fixture);
  other = fixture->result;
  g_assert_true (other != conversation);
  propus_session_load_async (fixture->session, other, loaded_cb, fixture);
  run_loop (fixture);
  g_assert_cmpuint (propus_conversation_get_n_messages (other), ==, 2);
  g_assert_cmpstr (text (other, 1), ==, text (conversation, 1));
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 4);
}

static void
test_continue (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (fixture->session);
  PropusMessage *answer = wait_for (fixture, propus_session_send (fixture->session, conversation, "practice:fault max-tokens"));
  g_autofree char *beginning = g_strdup (propus_message_get_text (answer));
  guint parts = propus_message_get_n_raw_parts (answer);
  g_autofree char *first_part = g_strdup (propus_message_get_raw_part (answer, 0));
  gint64 id;
  g_autofree char *whole = NULL;

  g_assert_cmpstr (propus_message_get_finish_reason (answer), ==, "MAX_TOKENS");
  g_assert_true (propus_session_can_continue (answer));
  settle (fixture);

  wait_for (fixture, propus_session_continue (fixture->session, conversation));
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 2);
  g_assert_true (get (conversation, 1) == answer);
  g_assert_true (g_str_has_prefix (propus_message_get_text (answer), beginning));
  g_assert_cmpuint (strlen (propus_message_get_text (answer)), >, strlen (beginning));
  g_assert_cmpuint (propus_message_get_n_raw_parts (answer), >, parts);
  g_assert_cmpstr (propus_message_get_raw_part (answer, 0), ==, first_part);
  whole = g_strdup (propus_message_get_text (answer));
  settle (fixture);
  id = propus_conversation_get_id (conversation);

  close_session (fixture);
  g_clear_object (&conversation);
  open_session (fixture);
  propus_history_look_up_async (propus_session_get_history (fixture->session), id, looked_up_cb, fixture);
  run_loop (fixture);
  conversation = fixture->result;
  propus_session_load_async (fixture->session, conversation, loaded_cb, fixture);
  run_loop (fixture);
  g_assert_cmpstr (text (conversation, 1), ==, whole);
  g_assert_null (propus_session_continue (fixture->session, conversation));   /* it is complete now */
}

/* A try of which nothing came leaves nothing behind. */
static void
test_retry (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (fixture->session);
  PropusMessage *answer;

  answer = wait_for (fixture, propus_session_send (fixture->session, conversation, "practice:fault 503"));
  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_FAILED);
  settle (fixture);
  answer = wait_for (fixture, propus_session_retry (fixture->session, conversation));
  settle (fixture);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 2);
  g_assert_cmpuint (propus_message_get_n_versions (get (conversation, 1)), ==, 1);
}

static void
test_title (Fixture       *fixture,
            gconstpointer  data)
{
  GSettings *settings = propus_session_get_settings (fixture->session);
  g_autoptr(PropusConversation) plain = propus_session_new_conversation (fixture->session);
  g_autoptr(PropusConversation) named = propus_session_new_conversation (fixture->session);
  g_autoptr(PropusConversation) typed = propus_session_new_conversation (fixture->session);

  wait_for (fixture, propus_session_send (fixture->session, plain, "first words"));
  g_assert_cmpstr (propus_conversation_get_title (plain), ==, "first words");
  g_assert_cmpint (propus_conversation_get_title_origin (plain), ==, PROPUS_TITLE_LOCAL);

  g_settings_set_boolean (settings, "model-titles", TRUE);
  propus_conversation_set_title (typed, "mine");
  propus_conversation_set_title_origin (typed, PROPUS_TITLE_USER);
  wait_for (fixture, propus_session_send (fixture->session, named, "other words"));
  wait_for (fixture, propus_session_send (fixture->session, typed, "some words"));
  for (guint i = 0; i < 20 && propus_conversation_get_title_origin (named) != PROPUS_TITLE_MODEL; i++)
    settle (fixture);
  g_assert_cmpint (propus_conversation_get_title_origin (named), ==, PROPUS_TITLE_MODEL);
  g_assert_cmpstr (propus_conversation_get_title (named), !=, "");
  g_assert_cmpstr (propus_conversation_get_title (typed), ==, "mine");
  g_assert_cmpint (propus_conversation_get_title_origin (plain), ==, PROPUS_TITLE_LOCAL);
  g_settings_reset (settings, "model-titles");
}

/* A job that always fails holds up nothing else. */
static void
test_recorder (Fixture       *fixture,
               gconstpointer  data)
{
  PropusStore *store = propus_session_get_store (fixture->session);
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(PropusRecorder) recorder = propus_recorder_new (store, conversation);
  g_autoptr(PropusMessage) bad = propus_message_new (PROPUS_ROLE_USER, 0);
  g_autoptr(PropusMessage) prompt = propus_message_new (PROPUS_ROLE_USER, 0);
  g_autoptr(PropusMessage) answer = propus_message_new (PROPUS_ROLE_MODEL, 0);

  propus_message_set_state (prompt, PROPUS_MESSAGE_COMPLETE);
  propus_message_set_state (answer, PROPUS_MESSAGE_COMPLETE);
  propus_message_set_id (bad, 987654321);   /* the store has no such message */
  propus_recorder_follow (recorder, bad);
  propus_message_set_state (bad, PROPUS_MESSAGE_STOPPED);
  propus_recorder_save (recorder);
  settle (fixture);
  g_assert_nonnull (propus_recorder_get_error (recorder));

  propus_recorder_add (recorder, answer, prompt);   /* waits for its parent, which comes later */
  propus_recorder_add (recorder, prompt, NULL);
  settle (fixture);
  g_assert_cmpint (propus_message_get_id (prompt), >, 0);
  g_assert_cmpint (propus_message_get_id (answer), >, 0);
  g_assert_cmpint (propus_message_get_parent_id (answer), ==, propus_message_get_id (prompt));
  g_assert_nonnull (propus_recorder_get_error (recorder));   /* it is still told */
  g_assert_false (propus_recorder_is_idle (recorder));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data_dir = g_dir_make_tmp ("propus-turns-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", data_dir, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/session/turns/versions", Fixture, NULL, setup, test_versions, teardown);
  g_test_add ("/session/turns/versions-temporary", Fixture, "temporary", setup, test_versions, teardown);
  g_test_add ("/session/turns/delete", Fixture, NULL, setup, test_delete, teardown);
  g_test_add ("/session/turns/delete-temporary", Fixture, "temporary", setup, test_delete, teardown);
  g_test_add ("/session/turns/branch", Fixture, NULL, setup, test_branch, teardown);
  g_test_add ("/session/turns/branch-temporary", Fixture, "temporary", setup, test_branch, teardown);
  g_test_add ("/session/turns/continue", Fixture, NULL, setup, test_continue, teardown);
  g_test_add ("/session/turns/retry", Fixture, NULL, setup, test_retry, teardown);
  g_test_add ("/session/turns/title", Fixture, NULL, setup, test_title, teardown);
  g_test_add ("/session/turns/recorder", Fixture, NULL, setup, test_recorder, teardown);

  return g_test_run ();
}
