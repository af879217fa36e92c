/* session-kit.c - a session on a history of its own, for the tests of the room
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "session-kit.h"

#define PATIENCE_S 30

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("waited for %d s", PATIENCE_S);
  return G_SOURCE_REMOVE;
}

void
session_kit_run (SessionKit *kit)
{
  guint patience = g_timeout_add_seconds (PATIENCE_S, give_up_cb, NULL);

  g_main_loop_run (kit->loop);
  g_source_remove (patience);
}

void
session_kit_quit (SessionKit *kit)
{
  g_main_loop_quit (kit->loop);
}

void
session_kit_open (SessionKit *kit)
{
  gulong id;

  kit->session = propus_session_new (TRUE);
  id = g_signal_connect_swapped (kit->session, "store-changed", G_CALLBACK (session_kit_quit), kit);
  propus_session_start (kit->session);
  session_kit_run (kit);
  g_signal_handler_disconnect (kit->session, id);
  g_assert_no_error (propus_session_get_store_error (kit->session));
}

static void
finished_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_assert_true (propus_session_finish_finish (PROPUS_SESSION (object), result));
  session_kit_quit (user_data);
}

void
session_kit_close (SessionKit *kit)
{
  propus_session_finish_async (kit->session, finished_cb, kit);
  session_kit_run (kit);
  propus_session_shutdown (kit->session);
  g_assert_finalize_object (g_steal_pointer (&kit->session));
}

void
session_kit_set_up (SessionKit    *kit,
                    gconstpointer  data)
{
  kit->loop = g_main_loop_new (NULL, FALSE);
  session_kit_open (kit);
}

void
session_kit_tear_down (SessionKit    *kit,
                       gconstpointer  data)
{
  if (kit->session != NULL)
    session_kit_close (kit);
  g_main_loop_unref (kit->loop);
}

PropusMessage *
session_kit_wait (SessionKit *kit,
                  PropusTurn *turn)
{
  g_autoptr(PropusTurn) keep = g_object_ref (turn);
  gulong id = g_signal_connect_swapped (kit->session, "turn-ended", G_CALLBACK (session_kit_quit), kit);

  while (propus_turn_is_running (turn))
    session_kit_run (kit);
  g_signal_handler_disconnect (kit->session, id);
  return propus_turn_get_message (turn);
}
