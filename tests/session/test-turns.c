/* test-turns.c - versions, going on, deleting, temporary chats and the recorder, against the practice endpoint
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-recorder.h"
#include "session-kit.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

static gboolean
quit_once_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* What the store has to say comes after a moment. */
static void
settle (SessionKit *kit)
{
  g_timeout_add (700, quit_once_cb, kit->loop);
  session_kit_run (kit);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  SessionKit *kit = user_data;

  propus_session_load_finish (PROPUS_SESSION (object), result, &kit->error);
  g_assert_no_error (kit->error);
  g_main_loop_quit (kit->loop);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  SessionKit *kit = user_data;

  kit->result = propus_session_delete_turn_finish (kit->session, result, &kit->error);
  g_assert_no_error (kit->error);
  g_main_loop_quit (kit->loop);
}

static void
branched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  SessionKit *kit = user_data;

  kit->result = propus_session_branch_finish (PROPUS_SESSION (object), result, &kit->error);
  g_assert_no_error (kit->error);
  g_main_loop_quit (kit->loop);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  SessionKit *kit = user_data;

  kit->result = propus_history_look_up_finish (PROPUS_HISTORY (object), result);
  g_assert_nonnull (kit->result);
  g_main_loop_quit (kit->loop);
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
step (SessionKit         *kit,
      PropusConversation *conversation,
      guint               index,
      int                 by)
{
  propus_session_step_async (kit->session, conversation, get (conversation, index), by, loaded_cb, kit);
  session_kit_run (kit);
}

/* The same for a chat that is kept and for one that is not: @data says which. */
static void
test_versions (SessionKit    *kit,
               gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = data != NULL ? propus_session_new_temporary (kit->session)
                                                            : propus_session_new_conversation (kit->session);
  PropusMessage *answer;

  session_kit_wait (kit, propus_session_send (kit->session, conversation, "one"));
  session_kit_wait (kit, propus_session_send (kit->session, conversation, "two"));
  settle (kit);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 4);

  session_kit_wait (kit, propus_session_edit (kit->session, conversation, get (conversation, 0), "other"));
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 2);
  g_assert_cmpuint (propus_message_get_version (get (conversation, 0)), ==, 1);
  g_assert_cmpuint (propus_message_get_n_versions (get (conversation, 0)), ==, 2);
  settle (kit);
  g_assert_cmpuint (propus_message_get_n_versions (get (conversation, 0)), ==, 2);

  step (kit, conversation, 0, -1);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 4);
  g_assert_cmpstr (text (conversation, 0), ==, "one");
  g_assert_cmpstr (text (conversation, 2), ==, "two");
  g_assert_cmpuint (propus_message_get_version (get (conversation, 0)), ==, 0);
  step (kit, conversation, 0, -1);   /* there is none before the first */
  g_assert_cmpstr (text (conversation, 0), ==, "one");

  answer = session_kit_wait (kit, propus_session_regenerate (kit->session, conversation, get (conversation, 1)));
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 2);
  g_assert_true (get (conversation, 1) == answer);
  g_assert_cmpuint (propus_message_get_n_versions (answer), ==, 2);
  settle (kit);
  g_assert_true (get (conversation, 1) == answer);   /* what is on the screen stays the same object */
  step (kit, conversation, 1, -1);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 4);
  step (kit, conversation, 0, 1);
  g_assert_cmpstr (text (conversation, 0), ==, "other");
}

static void
test_delete (SessionKit    *kit,
             gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = data != NULL ? propus_session_new_temporary (kit->session)
                                                            : propus_session_new_conversation (kit->session);
  g_autoptr(GArray) ids = NULL;

  session_kit_wait (kit, propus_session_send (kit->session, conversation, "one"));
  session_kit_wait (kit, propus_session_send (kit->session, conversation, "two"));
  session_kit_wait (kit, propus_session_send (kit->session, conversation, "three"));
  settle (kit);

  propus_session_delete_turn_async (kit->session, conversation, get (conversation, 2), deleted_cb, kit);
  session_kit_run (kit);
  ids = kit->result;
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 4);
  g_assert_cmpstr (text (conversation, 2), ==, "three");

  propus_session_undelete_turn_async (kit->session, conversation, ids, loaded_cb, kit);
  session_kit_run (kit);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 6);
  g_assert_cmpstr (text (conversation, 2), ==, "two");
  g_assert_cmpstr (text (conversation, 4), ==, "three");
}

static void
test_branch (SessionKit    *kit,
             gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = data != NULL ? propus_session_new_temporary (kit->session)
                                                            : propus_session_new_conversation (kit->session);
  g_autoptr(PropusConversation) other = NULL;

  session_kit_wait (kit, propus_session_send (kit->session, conversation, "one"));
  session_kit_wait (kit, propus_session_send (kit->session, conversation, "two"));
  settle (kit);
  propus_session_branch_async (kit->session, conversation, get (conversation, 1), branched_cb, kit);
  session_kit_run (kit);
  other = kit->result;
  g_assert_true (other != conversation);
  propus_session_load_async (kit->session, other, loaded_cb, kit);
  session_kit_run (kit);
  g_assert_cmpuint (propus_conversation_get_n_messages (other), ==, 2);
  g_assert_cmpstr (text (other, 1), ==, text (conversation, 1));
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 4);
}

static void
test_continue (SessionKit    *kit,
               gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (kit->session);
  PropusMessage *answer = session_kit_wait (kit, propus_session_send (kit->session, conversation, "practice:fault max-tokens"));
  g_autofree char *beginning = g_strdup (propus_message_get_text (answer));
  guint parts = propus_message_get_n_raw_parts (answer);
  g_autofree char *first_part = g_strdup (propus_message_get_raw_part (answer, 0));
  gint64 id;
  g_autofree char *whole = NULL;

  g_assert_cmpstr (propus_message_get_finish_reason (answer), ==, "MAX_TOKENS");
  g_assert_true (propus_session_can_continue (answer));
  settle (kit);

  session_kit_wait (kit, propus_session_continue (kit->session, conversation));
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 2);
  g_assert_true (get (conversation, 1) == answer);
  g_assert_true (g_str_has_prefix (propus_message_get_text (answer), beginning));
  g_assert_cmpuint (strlen (propus_message_get_text (answer)), >, strlen (beginning));
  g_assert_cmpuint (propus_message_get_n_raw_parts (answer), >, parts);
  g_assert_cmpstr (propus_message_get_raw_part (answer, 0), ==, first_part);
  whole = g_strdup (propus_message_get_text (answer));
  settle (kit);
  id = propus_conversation_get_id (conversation);

  session_kit_close (kit);
  g_clear_object (&conversation);
  session_kit_open (kit);
  propus_history_look_up_async (propus_session_get_history (kit->session), id, looked_up_cb, kit);
  session_kit_run (kit);
  conversation = kit->result;
  propus_session_load_async (kit->session, conversation, loaded_cb, kit);
  session_kit_run (kit);
  g_assert_cmpstr (text (conversation, 1), ==, whole);
  g_assert_null (propus_session_continue (kit->session, conversation));   /* it is complete now */
}

/* A try of which nothing came leaves nothing behind. */
static void
test_retry (SessionKit    *kit,
            gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (kit->session);
  PropusMessage *answer;

  answer = session_kit_wait (kit, propus_session_send (kit->session, conversation, "practice:fault 503"));
  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_FAILED);
  settle (kit);
  answer = session_kit_wait (kit, propus_session_retry (kit->session, conversation));
  settle (kit);
  g_assert_cmpuint (propus_conversation_get_n_messages (conversation), ==, 2);
  g_assert_cmpuint (propus_message_get_n_versions (get (conversation, 1)), ==, 1);
}

static void
test_title (SessionKit    *kit,
            gconstpointer  data)
{
  GSettings *settings = propus_session_get_settings (kit->session);
  g_autoptr(PropusConversation) plain = propus_session_new_conversation (kit->session);
  g_autoptr(PropusConversation) named = propus_session_new_conversation (kit->session);
  g_autoptr(PropusConversation) typed = propus_session_new_conversation (kit->session);

  session_kit_wait (kit, propus_session_send (kit->session, plain, "first words"));
  g_assert_cmpstr (propus_conversation_get_title (plain), ==, "first words");
  g_assert_cmpint (propus_conversation_get_title_origin (plain), ==, PROPUS_TITLE_LOCAL);

  g_settings_set_boolean (settings, "model-titles", TRUE);
  propus_conversation_set_title (typed, "mine");
  propus_conversation_set_title_origin (typed, PROPUS_TITLE_USER);
  session_kit_wait (kit, propus_session_send (kit->session, named, "other words"));
  session_kit_wait (kit, propus_session_send (kit->session, typed, "some words"));
  for (guint i = 0; i < 20 && propus_conversation_get_title_origin (named) != PROPUS_TITLE_MODEL; i++)
    settle (kit);
  g_assert_cmpint (propus_conversation_get_title_origin (named), ==, PROPUS_TITLE_MODEL);
  g_assert_cmpstr (propus_conversation_get_title (named), !=, "");
  g_assert_cmpstr (propus_conversation_get_title (typed), ==, "mine");
  g_assert_cmpint (propus_conversation_get_title_origin (plain), ==, PROPUS_TITLE_LOCAL);
  g_settings_reset (settings, "model-titles");
}

/* A job that always fails holds up nothing else. */
static void
test_recorder (SessionKit    *kit,
               gconstpointer  data)
{
  PropusStore *store = propus_session_get_store (kit->session);
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
  settle (kit);
  g_assert_nonnull (propus_recorder_get_error (recorder));

  propus_recorder_add (recorder, answer, prompt);   /* waits for its parent, which comes later */
  propus_recorder_add (recorder, prompt, NULL);
  settle (kit);
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
  g_setenv ("XDG_CONFIG_HOME", data_dir, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/session/turns/versions", SessionKit, NULL, session_kit_set_up, test_versions, session_kit_tear_down);
  g_test_add ("/session/turns/versions-temporary", SessionKit, "temporary", session_kit_set_up, test_versions, session_kit_tear_down);
  g_test_add ("/session/turns/delete", SessionKit, NULL, session_kit_set_up, test_delete, session_kit_tear_down);
  g_test_add ("/session/turns/delete-temporary", SessionKit, "temporary", session_kit_set_up, test_delete, session_kit_tear_down);
  g_test_add ("/session/turns/branch", SessionKit, NULL, session_kit_set_up, test_branch, session_kit_tear_down);
  g_test_add ("/session/turns/branch-temporary", SessionKit, "temporary", session_kit_set_up, test_branch, session_kit_tear_down);
  g_test_add ("/session/turns/continue", SessionKit, NULL, session_kit_set_up, test_continue, session_kit_tear_down);
  g_test_add ("/session/turns/retry", SessionKit, NULL, session_kit_set_up, test_retry, session_kit_tear_down);
  g_test_add ("/session/turns/title", SessionKit, NULL, session_kit_set_up, test_title, session_kit_tear_down);
  g_test_add ("/session/turns/recorder", SessionKit, NULL, session_kit_set_up, test_recorder, session_kit_tear_down);

  return g_test_run ();
}
