/* session-kit.h - a session on a history of its own, for the tests of the room
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-session.h"

G_BEGIN_DECLS

/* Waits are bounded and run the only main loop there is. @result and @error are a test's own. */
typedef struct
{
  PropusSession *session;
  GMainLoop     *loop;
  gpointer       result;
  GError        *error;
} SessionKit;

void           session_kit_set_up    (SessionKit *kit, gconstpointer data);
void           session_kit_tear_down (SessionKit *kit, gconstpointer data);
void           session_kit_open      (SessionKit *kit);                      /* as a program that starts */
void           session_kit_close     (SessionKit *kit);                      /* as a program that quits */
void           session_kit_run       (SessionKit *kit);                      /* until session_kit_quit() */
void           session_kit_quit      (SessionKit *kit);
PropusMessage *session_kit_wait      (SessionKit *kit, PropusTurn *turn);    /* for its end; its answer, borrowed */

G_END_DECLS
