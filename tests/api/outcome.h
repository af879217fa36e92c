/* outcome.h - asks once and keeps all that was heard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "raw-server.h"

G_BEGIN_DECLS

typedef struct
{
  PropusCompletion *completion;
  GMainLoop        *loop;
  GString          *text;
  GString          *thoughts;
  guint             n_started;
  guint             n_chunks;
  guint             n_ended;
  guint             stop_at;         /* stop when so many chunks have come, 0 never */
  gint64            worst_stall_us;  /* that the main thread worked without coming round to its loop, at most */
} Outcome;

Outcome *outcome_begin     (PropusClient *client);
void     outcome_wait      (Outcome *self);
Outcome *outcome_of_client (PropusClient *client);
Outcome *outcome_of_func   (RawReplyFunc func, gpointer user_data);
Outcome *outcome_of_bytes  (const char *bytes);       /* a whole reply, then the connection is closed */
Outcome *outcome_of_events (const char *events);      /* the body of a good status line */
void     outcome_free      (Outcome *self);
void     outcome_assert    (Outcome *self, PropusCompletionState state, PropusFailureKind kind, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outcome, outcome_free)

G_END_DECLS
