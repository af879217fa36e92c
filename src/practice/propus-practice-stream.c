/* propus-practice-stream.c - one answer on its way to a caller, at a human pace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-practice-stream.h"

#include <string.h>

#include "propus-json.h"

/* A model thinks before the first word: as long as these many events take. */
#define PACES_BEFORE_FIRST 8u

/* The faults that happen on the way happen after these many events. */
#define EVENTS_BEFORE_FAULT 6u

/* Without a pace these many events go out in each round of the main loop. */
#define EVENTS_AT_ONCE 16u

/* Lives from propus_practice_stream_start() as long as the message. */
typedef struct
{
  SoupServerMessage     *message;
  PropusPracticeReply   *reply;
  PropusPracticeFraming  framing;
  PropusPracticeFault    fault;
  guint                  pace_ms;
  guint                  events;
  guint                  source_id;
} Stream;

/* A GClosureNotify: a caller may still be waiting when the server goes, and then nothing is ever "finished". */
static void
stream_free (gpointer  data,
             GClosure *closure)
{
  Stream *self = data;

  g_clear_handle_id (&self->source_id, g_source_remove);
  propus_practice_reply_free (self->reply);
  g_free (self);
}

static void
finished_cb (SoupServerMessage *message,
             gpointer           data)
{
  Stream *self = data;

  g_clear_handle_id (&self->source_id, g_source_remove);
}

static void
append (Stream     *self,
        const char *text)
{
  soup_message_body_append (soup_server_message_get_response_body (self->message),
                            SOUP_MEMORY_COPY, text, strlen (text));
}

static void
append_object (Stream     *self,
               JsonObject *object)
{
  g_autofree char *json = propus_json_object_to_string (object, FALSE);
  g_autofree char *framed = NULL;

  /* The real service ends lines with CR LF and sends no [DONE] at the end. */
  if (self->framing == PROPUS_PRACTICE_FRAMING_EVENTS)
    framed = g_strconcat ("data: ", json, "\r\n\r\n", NULL);
  else
    framed = g_strconcat (self->events == 0 ? "[" : ",\r\n", json, NULL);

  append (self, framed);
  self->events++;
}

static void
complete (Stream *self)
{
  if (self->framing == PROPUS_PRACTICE_FRAMING_ARRAY)
    append (self, self->events == 0 ? "[]" : "]");
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
}

/* Sends half an event; the connection goes down once it is out. */
static void
cut_off (Stream *self)
{
  g_autoptr(JsonObject) next = propus_practice_reply_next (self->reply);
  g_autofree char *json = next != NULL ? propus_json_object_to_string (next, FALSE) : g_strdup ("{}");
  g_autofree char *half = g_strndup (json, strlen (json) / 2);

  append (self, self->framing == PROPUS_PRACTICE_FRAMING_EVENTS ? "data: " : ",\r\n");
  append (self, half);
}

static gboolean
shut_down_cb (gpointer data)
{
  Stream *self = data;

  self->source_id = 0;
  g_socket_shutdown (soup_server_message_get_socket (self->message), TRUE, TRUE, NULL);
  soup_server_message_unpause (self->message);

  return G_SOURCE_REMOVE;
}

static void
fail_on_the_way (Stream *self)
{
  g_autoptr(JsonObject) error = propus_practice_error_new (503, "UNAVAILABLE",
                                                           "The service is currently unavailable.");

  if (self->fault == PROPUS_PRACTICE_FAULT_ERROR_MID_EVENT)
    append_object (self, error);
  else
    {
      g_autofree char *pretty = propus_json_object_to_string (error, TRUE);

      append (self, self->framing == PROPUS_PRACTICE_FRAMING_ARRAY && self->events > 0 ? ",\r\n" : "");
      append (self, pretty);
      append (self, "\r\n");
    }
  complete (self);
}

/* Does what the fault says at this point of the stream; returns whether the stream is over by that. */
static gboolean
misbehave (Stream *self)
{
  if (self->events < EVENTS_BEFORE_FAULT)
    return FALSE;

  if (self->fault == PROPUS_PRACTICE_FAULT_CUT)
    {
      cut_off (self);
      /* Time for what was appended to leave; there is no signal for "the kernel has it". */
      self->source_id = g_timeout_add (100, shut_down_cb, self);
    }
  else if (self->fault == PROPUS_PRACTICE_FAULT_UNFINISHED)
    complete (self);
  else if (self->fault == PROPUS_PRACTICE_FAULT_ERROR_MID_STREAM || self->fault == PROPUS_PRACTICE_FAULT_ERROR_MID_EVENT)
    fail_on_the_way (self);
  else if (self->fault != PROPUS_PRACTICE_FAULT_STALL)
    return FALSE;

  soup_server_message_unpause (self->message);

  return TRUE;
}

/* Appends the next event; returns whether there may be more. */
static gboolean
send_next (Stream *self)
{
  g_autoptr(JsonObject) object = NULL;

  if (misbehave (self))
    return FALSE;

  object = propus_practice_reply_next (self->reply);
  if (object == NULL)
    {
      complete (self);
      soup_server_message_unpause (self->message);
      return FALSE;
    }

  append_object (self, object);
  soup_server_message_unpause (self->message);

  return TRUE;
}

static gboolean
pace_cb (gpointer data)
{
  Stream *self = data;
  gboolean more = TRUE;

  self->source_id = 0;
  for (guint i = 0; more && i < (self->pace_ms == 0 ? EVENTS_AT_ONCE : 1); i++)
    more = send_next (self);
  if (more)
    self->source_id = g_timeout_add (self->pace_ms, pace_cb, self);

  return G_SOURCE_REMOVE;
}

/**
 * propus_practice_stream_start:
 * @message: a message that nothing has been answered to
 * @reply: (transfer full): what to send
 * @framing: how the objects are framed
 * @fault: how to misbehave on the way
 * @pace_ms: milliseconds between two events; 0: as fast as it goes
 *
 * Answers @message with status 200 and the objects of @reply, one after the other.
 */
void
propus_practice_stream_start (SoupServerMessage     *message,
                              PropusPracticeReply   *reply,
                              PropusPracticeFraming  framing,
                              PropusPracticeFault    fault,
                              guint                  pace_ms)
{
  Stream *self = g_new0 (Stream, 1);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  self->message = message;
  self->reply = reply;
  self->framing = framing;
  self->fault = fault;
  self->pace_ms = pace_ms;

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_replace (headers, "Content-Type",
                                framing == PROPUS_PRACTICE_FRAMING_EVENTS ? "text/event-stream"
                                                                          : "application/json; charset=UTF-8");
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect_data (message, "finished", G_CALLBACK (finished_cb), self, stream_free, G_CONNECT_DEFAULT);

  if (fault == PROPUS_PRACTICE_FAULT_EMPTY)
    complete (self);
  else
    self->source_id = g_timeout_add (pace_ms * PACES_BEFORE_FIRST, pace_cb, self);
}
