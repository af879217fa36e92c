/* outcome.c - asks once and keeps all that was heard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "outcome.h"
#include "../lib/cpu-clock.h"

static void
started_cb (PropusCompletion *completion,
            Outcome          *self)
{
  g_assert_cmpuint (self->n_chunks, ==, 0);
  self->n_started++;
}

static void
chunk_cb (PropusCompletion    *completion,
          PropusGenerateChunk *chunk,
          Outcome             *self)
{
  g_assert_cmpuint (self->n_started, ==, 1);
  g_assert_cmpuint (self->n_ended, ==, 0);
  g_assert_cmpint (propus_completion_get_state (completion), ==, PROPUS_COMPLETION_RUNNING);

  self->n_chunks++;
  g_string_append (self->text, propus_generate_chunk_get_text (chunk));
  g_string_append (self->thoughts, propus_generate_chunk_get_thoughts (chunk));
  if (self->n_chunks == self->stop_at)
    {
      propus_completion_stop (completion);
      g_assert_cmpuint (self->n_ended, ==, 0);
    }
}

static void
ended_cb (PropusCompletion *completion,
          Outcome          *self)
{
  self->n_ended++;
  g_assert_cmpint (propus_completion_get_state (completion), !=, PROPUS_COMPLETION_RUNNING);
  g_main_loop_quit (self->loop);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

Outcome *
outcome_begin (PropusClient *client)
{
  g_autoptr(PropusGenerateRequest) request = propus_generate_request_new ("gemini-test");
  Outcome *self = g_new0 (Outcome, 1);

  propus_generate_request_add_user_text (request, "Hi");
  self->loop = g_main_loop_new (NULL, FALSE);
  self->text = g_string_new (NULL);
  self->thoughts = g_string_new (NULL);
  self->completion = propus_client_stream_generate (client, request);
  g_assert_cmpint (propus_completion_get_state (self->completion), ==, PROPUS_COMPLETION_RUNNING);
  g_signal_connect (self->completion, "started", G_CALLBACK (started_cb), self);
  g_signal_connect (self->completion, "chunk", G_CALLBACK (chunk_cb), self);
  g_signal_connect (self->completion, "ended", G_CALLBACK (ended_cb), self);

  return self;
}

typedef struct
{
  Outcome *outcome;
  gint64   last;
} Watch;

static gboolean
watch_cb (gpointer user_data)
{
  Watch *watch = user_data;
  gint64 now = cpu_clock_get_us ();

  watch->outcome->worst_stall_us = MAX (watch->outcome->worst_stall_us, now - watch->last);
  watch->last = now;

  return G_SOURCE_CONTINUE;
}

/* Runs until it has ended, and a little longer: nothing may come after that. */
void
outcome_wait (Outcome *self)
{
  Watch watch = { self, cpu_clock_get_us () };
  guint watch_id = g_timeout_add (5, watch_cb, &watch);
  guint chunks;

  if (self->n_ended == 0)
    g_main_loop_run (self->loop);
  g_source_remove (watch_id);

  chunks = self->n_chunks;
  g_timeout_add (20, quit_cb, self->loop);
  g_main_loop_run (self->loop);
  g_assert_cmpuint (self->n_ended, ==, 1);
  g_assert_cmpuint (self->n_chunks, ==, chunks);
}

Outcome *
outcome_of_client (PropusClient *client)
{
  Outcome *self = outcome_begin (client);

  outcome_wait (self);
  return self;
}

Outcome *
outcome_of_func (RawReplyFunc func,
                 gpointer     user_data)
{
  g_autoptr(RawServer) server = raw_server_new (func, user_data);
  g_autoptr(PropusClient) client = raw_server_new_client (server);

  propus_client_set_deadlines (client, 20000, 20000, 20000);
  return outcome_of_client (client);
}

static void
send_cb (RawConnection *connection,
         const char    *request,
         gpointer       user_data)
{
  raw_send (connection, user_data, -1);
}

Outcome *
outcome_of_bytes (const char *bytes)
{
  return outcome_of_func (send_cb, (gpointer) bytes);
}

Outcome *
outcome_of_events (const char *events)
{
  g_autofree char *bytes = g_strconcat (RAW_SSE, events, NULL);

  return outcome_of_bytes (bytes);
}

void
outcome_free (Outcome *self)
{
  g_signal_handlers_disconnect_by_data (self->completion, self);
  g_object_unref (self->completion);
  g_main_loop_unref (self->loop);
  g_string_free (self->text, TRUE);
  g_string_free (self->thoughts, TRUE);
  g_free (self);
}

void
outcome_assert (Outcome               *self,
                PropusCompletionState  state,
                PropusFailureKind      kind,
                const char            *text)
{
  PropusFailure *failure = propus_completion_get_failure (self->completion);
  PropusFailureKind got = failure != NULL ? propus_failure_get_kind (failure) : PROPUS_FAILURE_NONE;

  g_assert_cmpstr (propus_failure_kind_to_nick (got), ==, propus_failure_kind_to_nick (kind));
  g_assert_cmpint (propus_completion_get_state (self->completion), ==, state);
  g_assert_cmpstr (self->text->str, ==, text);
}
