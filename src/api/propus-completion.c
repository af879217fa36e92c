/* propus-completion.c - one generation in flight
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-completion.h"
#include "propus-completion-private.h"
#include "propus-event-stream-decoder.h"
#include "propus-exchange.h"
#include "propus-json.h"
#include "propus-limits.h"

#include <string.h>

/* One read is the most that is decoded in one turn of the main loop. Reads wait at a priority below drawing, so that a
 * fast stream cannot keep a window from being drawn; the clocks wait below that, so that a window which was busy for a
 * minute does not take its own pause for the server's. */
#define READ_BYTES     (64u * 1024)
#define READ_PRIORITY  G_PRIORITY_DEFAULT_IDLE
#define CLOCK_PRIORITY G_PRIORITY_LOW

typedef enum
{
  PHASE_HEADERS,
  PHASE_FIRST_EVENT,
  PHASE_EVENTS,
  PHASE_ERROR_BODY,
} Phase;

struct _PropusCompletion
{
  GObject parent_instance;

  SoupSession              *session;
  SoupMessage              *message;
  PropusDeadlines           deadlines;
  GMainContext             *context;
  GCancellable             *cancellable;
  GInputStream             *stream;
  PropusEventStreamDecoder *decoder;
  GSource                  *clock;
  GSource                  *ending;      /* will emit "ended" */

  Phase                     phase;
  PropusCompletionState     state;
  PropusFailure            *failure;

  GByteArray               *error_body;
  guint64                   n_bytes;       /* decoded */
  guint64                   n_text_bytes;
  gboolean                  has_visible;   /* something but white space arrived */
  gboolean                  has_chunk;
  gboolean                  has_garbage;   /* an event that is no reply */
  gboolean                  prompt_blocked;

  char                     *finish_reason;
  char                     *finish_message;
  char                     *block_reason;
  char                     *model_version;
  JsonObject               *usage;
};

enum
{
  SIGNAL_STARTED,
  SIGNAL_CHUNK,
  SIGNAL_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusCompletion, propus_completion, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
propus_completion_finalize (GObject *object)
{
  PropusCompletion *self = PROPUS_COMPLETION (object);

  clear_source (&self->clock);
  clear_source (&self->ending);
  g_clear_object (&self->session);
  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->stream);
  g_clear_object (&self->decoder);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->failure, propus_failure_unref);
  g_clear_pointer (&self->error_body, g_byte_array_unref);
  g_clear_pointer (&self->usage, json_object_unref);
  g_free (self->finish_reason);
  g_free (self->finish_message);
  g_free (self->block_reason);
  g_free (self->model_version);

  G_OBJECT_CLASS (propus_completion_parent_class)->finalize (object);
}

static void
propus_completion_class_init (PropusCompletionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = propus_completion_finalize;

  signals[SIGNAL_STARTED] =
    g_signal_new ("started", PROPUS_TYPE_COMPLETION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHUNK] =
    g_signal_new ("chunk", PROPUS_TYPE_COMPLETION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, PROPUS_TYPE_GENERATE_CHUNK);
  signals[SIGNAL_ENDED] =
    g_signal_new ("ended", PROPUS_TYPE_COMPLETION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_completion_init (PropusCompletion *self)
{
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
}

/* --- ending --- */

/* Closes the connection, which tells the broker to let go of the answer. While a read is pending its callback does. */
static void
close_stream (PropusCompletion *self)
{
  if (self->stream == NULL || g_input_stream_has_pending (self->stream))
    return;

  g_input_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_clear_object (&self->stream);
}

static gboolean
ending_cb (gpointer user_data)
{
  PropusCompletion *self = user_data;

  /* The source, which owns a reference, lives until this returns. */
  g_clear_pointer (&self->ending, g_source_unref);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);

  return G_SOURCE_REMOVE;
}

/* Settles the outcome; the first call counts. "ended" follows from the main loop, so it never comes from within a
 * caller's own call or handler. Takes @failure. */
static void
end (PropusCompletion      *self,
     PropusCompletionState  state,
     PropusFailure         *failure)
{
  if (self->state != PROPUS_COMPLETION_RUNNING)
    {
      g_clear_pointer (&failure, propus_failure_unref);
      return;
    }

  self->state = state;
  self->failure = failure;
  clear_source (&self->clock);
  g_cancellable_cancel (self->cancellable);
  close_stream (self);

  self->ending = g_idle_source_new ();
  g_source_set_priority (self->ending, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->ending, ending_cb, g_object_ref (self), g_object_unref);
  g_source_attach (self->ending, self->context);
}

static void
fail (PropusCompletion  *self,
      PropusFailureKind  kind,
      const char        *detail,
      const char        *message)
{
  end (self, PROPUS_COMPLETION_FAILED, propus_failure_new_with_message (kind, detail, message));
}

static gboolean
is_block (const char *reason)
{
  static const char * const blocks[] = {
    "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
    "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", NULL,
  };

  return g_strv_contains (blocks, reason);
}

/* The stream is over, cleanly or not. Only a reason in it proves that the answer is whole. */
static void
end_of_stream (PropusCompletion *self,
               const char       *message)
{
  const char *reason = self->finish_reason;

  if (self->finish_message != NULL)
    message = self->finish_message;

  if (reason != NULL && (g_str_equal (reason, "STOP") || g_str_equal (reason, "MAX_TOKENS")))
    end (self, PROPUS_COMPLETION_COMPLETE, NULL);
  else if (reason != NULL && is_block (reason))
    end (self, PROPUS_COMPLETION_BLOCKED,
         propus_failure_new_with_message (PROPUS_FAILURE_BLOCKED_ANSWER, reason, message));
  else if (reason != NULL)
    fail (self, PROPUS_FAILURE_MODEL, reason, message);
  else if (self->prompt_blocked)
    end (self, PROPUS_COMPLETION_BLOCKED,
         propus_failure_new_with_message (PROPUS_FAILURE_BLOCKED_PROMPT, self->block_reason, message));
  else if (self->has_garbage && !self->has_chunk)
    fail (self, PROPUS_FAILURE_NOT_AN_ANSWER, NULL, message);
  else if (self->has_visible || message != NULL)
    fail (self, PROPUS_FAILURE_TRUNCATED, NULL, message);
  else
    fail (self, PROPUS_FAILURE_EMPTY_ANSWER, NULL, NULL);
}

/* --- clocks --- */

static void
finish_error_body (PropusCompletion *self)
{
  end (self, PROPUS_COMPLETION_FAILED,
       propus_reply_new_failure (self->message, (const char *) self->error_body->data, self->error_body->len));
}

static gboolean
clock_cb (gpointer user_data)
{
  PropusCompletion *self = user_data;
  g_autoptr(PropusCompletion) keep = g_object_ref (self);

  switch (self->phase)
    {
    case PHASE_HEADERS:
      fail (self, PROPUS_FAILURE_TIMEOUT, "headers", NULL);
      break;
    case PHASE_FIRST_EVENT:
      fail (self, PROPUS_FAILURE_TIMEOUT, "first-event", NULL);
      break;
    case PHASE_EVENTS:
      fail (self, PROPUS_FAILURE_TIMEOUT, "gap", NULL);
      break;
    case PHASE_ERROR_BODY:
      finish_error_body (self);
      break;
    default:
      g_assert_not_reached ();
    }

  return G_SOURCE_REMOVE;
}

static void
start_clock (PropusCompletion *self,
             Phase             phase,
             guint             ms)
{
  self->phase = phase;
  if (self->clock != NULL)
    {
      g_source_set_ready_time (self->clock, g_get_monotonic_time () + (gint64) ms * 1000);
      return;
    }

  self->clock = g_timeout_source_new (ms);
  g_source_set_priority (self->clock, CLOCK_PRIORITY);
  g_source_set_callback (self->clock, clock_cb, self, NULL);
  g_source_attach (self->clock, self->context);
}

/* --- events --- */

static void
keep_facts (PropusCompletion    *self,
            PropusGenerateChunk *chunk)
{
  const char *reason = propus_generate_chunk_get_finish_reason (chunk);
  const char *version = propus_generate_chunk_get_model_version (chunk);
  JsonObject *usage = propus_generate_chunk_get_usage (chunk);

  self->has_chunk = TRUE;
  if (reason != NULL)
    {
      g_free (self->finish_reason);
      self->finish_reason = g_strdup (reason);
      g_free (self->finish_message);
      self->finish_message = g_strdup (propus_generate_chunk_get_finish_message (chunk));
    }
  if (version != NULL)
    {
      g_free (self->model_version);
      self->model_version = g_strdup (version);
    }
  if (usage != NULL)
    {
      g_clear_pointer (&self->usage, json_object_unref);
      self->usage = json_object_ref (usage);
    }
  if (propus_generate_chunk_is_prompt_blocked (chunk))
    {
      self->prompt_blocked = TRUE;
      g_free (self->block_reason);
      self->block_reason = g_strdup (propus_generate_chunk_get_block_reason (chunk));
    }
}

static void
handle_chunk (PropusCompletion *self,
              JsonNode         *node)
{
  g_autoptr(PropusGenerateChunk) chunk = propus_generate_chunk_parse (node);

  if (chunk == NULL)
    {
      self->has_garbage = TRUE;
      return;
    }
  if (propus_generate_chunk_get_error (chunk) != NULL)
    {
      end (self, PROPUS_COMPLETION_FAILED,
           propus_failure_new_from_status (propus_generate_chunk_get_error (chunk)));
      return;
    }

  self->n_text_bytes += strlen (propus_generate_chunk_get_text (chunk)) +
                        strlen (propus_generate_chunk_get_thoughts (chunk));
  if (self->n_text_bytes > PROPUS_LIMIT_ANSWER_BYTES)
    {
      fail (self, PROPUS_FAILURE_TOO_LONG, NULL, NULL);
      return;
    }

  keep_facts (self, chunk);
  g_signal_emit (self, signals[SIGNAL_CHUNK], 0, chunk);
}

static void
handle_event (PropusEventStreamKind  kind,
              const char            *text,
              gsize                  length,
              gpointer               user_data)
{
  PropusCompletion *self = user_data;
  g_autoptr(JsonNode) node = NULL;
  JsonArray *array;

  if (self->state != PROPUS_COMPLETION_RUNNING)
    return;

  start_clock (self, PHASE_EVENTS, self->deadlines.gap_ms);
  if (propus_reply_is_html (text, length) && !self->has_chunk)
    {
      fail (self, PROPUS_FAILURE_CAPTIVE_PORTAL, NULL, NULL);
      return;
    }

  node = propus_json_parse (text, (gssize) length, NULL);
  array = propus_json_node_array (node);
  if (array == NULL)
    {
      handle_chunk (self, node);
      return;
    }

  /* The form without alt=sse: one array of replies. */
  for (guint i = 0; i < json_array_get_length (array) && self->state == PROPUS_COMPLETION_RUNNING; i++)
    handle_chunk (self, json_array_get_element (array, i));
  if (json_array_get_length (array) == 0)
    self->has_garbage = TRUE;
}

/* --- reading --- */

static void read_more (PropusCompletion *self);

static void
note_visible (PropusCompletion *self,
              const char       *bytes,
              gsize             length)
{
  for (gsize i = 0; !self->has_visible && i < length; i++)
    self->has_visible = !g_ascii_isspace (bytes[i]);
}

/* What has come is an answer, or the beginning of one. */
static void
take_bytes (PropusCompletion *self,
            GBytes           *bytes)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autoptr(GError) error = NULL;

  note_visible (self, data, length);
  self->n_bytes += length;
  if (self->n_bytes > PROPUS_LIMIT_REPLY_BYTES)
    fail (self, PROPUS_FAILURE_TOO_LONG, NULL, NULL);
  else if (!propus_event_stream_decoder_push (self->decoder, data, length, &error))
    fail (self, PROPUS_FAILURE_TOO_LONG, NULL, error->message);
}

/* An event that is whole counts even when the connection broke after it. */
static void
take_end (PropusCompletion *self,
          const char       *message)
{
  g_autoptr(GError) error = NULL;

  if (!propus_event_stream_decoder_finish (self->decoder, &error))
    fail (self, PROPUS_FAILURE_TOO_LONG, NULL, error->message);
  end_of_stream (self, message);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(PropusCompletion) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (self->state != PROPUS_COMPLETION_RUNNING)
    {
      close_stream (self);
      return;
    }

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      take_end (self, error != NULL ? error->message : NULL);
      return;
    }

  take_bytes (self, bytes);
  if (self->state == PROPUS_COMPLETION_RUNNING)
    read_more (self);
}

static void
read_error_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PropusCompletion) self = user_data;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  gsize length = bytes != NULL ? g_bytes_get_size (bytes) : 0;

  if (self->state != PROPUS_COMPLETION_RUNNING)
    {
      close_stream (self);
      return;
    }

  if (length > 0)
    g_byte_array_append (self->error_body, g_bytes_get_data (bytes, NULL), length);

  if (length == 0 || self->error_body->len >= PROPUS_LIMIT_ERROR_BYTES)
    finish_error_body (self);
  else
    read_more (self);
}

static void
read_more (PropusCompletion *self)
{
  GAsyncReadyCallback callback = self->phase == PHASE_ERROR_BODY ? read_error_cb : read_cb;

  g_input_stream_read_bytes_async (self->stream, READ_BYTES, READ_PRIORITY, self->cancellable, callback,
                                   g_object_ref (self));
}

static gboolean
says_html (SoupMessage *message)
{
  const char *type = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  return type != NULL && (g_str_has_prefix (type, "text/html") || g_str_has_prefix (type, "application/xhtml"));
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(PropusCompletion) self = user_data;
  g_autoptr(GError) error = NULL;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->state != PROPUS_COMPLETION_RUNNING)
    {
      close_stream (self);
      return;
    }
  if (self->stream == NULL)
    {
      end (self, PROPUS_COMPLETION_FAILED, propus_reply_failure_from_transport (error));
      return;
    }

  if (!propus_reply_is_success (self->message))
    {
      self->error_body = g_byte_array_new ();
      start_clock (self, PHASE_ERROR_BODY, self->deadlines.gap_ms);
      read_more (self);
      return;
    }

  start_clock (self, PHASE_FIRST_EVENT, self->deadlines.first_event_ms);
  g_signal_emit (self, signals[SIGNAL_STARTED], 0);
  if (says_html (self->message))
    fail (self, PROPUS_FAILURE_CAPTIVE_PORTAL, NULL, NULL);
  if (self->state == PROPUS_COMPLETION_RUNNING)
    read_more (self);
}

/*
 * propus_completion_new:
 * @session: the client's session
 * @message: (nullable): a message that the client's factory made
 * @deadlines: the clocks
 * @failure: (nullable) (transfer full): why there is no message
 *
 * Returns: (transfer full): a completion that has begun
 */
PropusCompletion *
propus_completion_new (SoupSession           *session,
                       SoupMessage           *message,
                       const PropusDeadlines *deadlines,
                       PropusFailure         *failure)
{
  PropusCompletion *self = g_object_new (PROPUS_TYPE_COMPLETION, NULL);

  self->session = g_object_ref (session);
  self->deadlines = *deadlines;
  if (message == NULL)
    {
      end (self, PROPUS_COMPLETION_FAILED, failure);
      return self;
    }

  self->message = g_object_ref (message);
  self->decoder = propus_event_stream_decoder_new (PROPUS_LIMIT_EVENT_BYTES, handle_event, self);
  start_clock (self, PHASE_HEADERS, self->deadlines.headers_ms);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, self->cancellable, sent_cb, g_object_ref (self));

  return self;
}

/**
 * propus_completion_stop:
 * @self: a completion
 *
 * Ends it at once: no "chunk" comes after this, "ended" follows from the main loop. Does nothing when it has ended.
 */
void
propus_completion_stop (PropusCompletion *self)
{
  g_return_if_fail (PROPUS_IS_COMPLETION (self));

  end (self, PROPUS_COMPLETION_STOPPED, NULL);
}

/**
 * propus_completion_extend:
 * @self: a completion
 *
 * Starts the clock for the status line anew. For as long as the broker waits for a keyring's dialog, which a person may
 * leave open for minutes, this is called now and then; it does nothing once a status line is there.
 */
void
propus_completion_extend (PropusCompletion *self)
{
  g_return_if_fail (PROPUS_IS_COMPLETION (self));

  if (self->state == PROPUS_COMPLETION_RUNNING && self->phase == PHASE_HEADERS)
    start_clock (self, PHASE_HEADERS, self->deadlines.headers_ms);
}

/**
 * propus_completion_get_state:
 * @self: a completion
 *
 * Returns: how it stands
 */
PropusCompletionState
propus_completion_get_state (PropusCompletion *self)
{
  g_return_val_if_fail (PROPUS_IS_COMPLETION (self), PROPUS_COMPLETION_FAILED);

  return self->state;
}

/**
 * propus_completion_get_failure:
 * @self: a completion
 *
 * Returns: (transfer none) (nullable): why it is not whole; %NULL while it runs, when it is complete and when stopped
 */
PropusFailure *
propus_completion_get_failure (PropusCompletion *self)
{
  g_return_val_if_fail (PROPUS_IS_COMPLETION (self), NULL);

  return self->failure;
}

/**
 * propus_completion_get_finish_reason:
 * @self: a completion
 *
 * Returns: (transfer none) (nullable): the last finish reason that came
 */
const char *
propus_completion_get_finish_reason (PropusCompletion *self)
{
  g_return_val_if_fail (PROPUS_IS_COMPLETION (self), NULL);

  return self->finish_reason;
}

/**
 * propus_completion_get_block_reason:
 * @self: a completion
 *
 * Returns: (transfer none) (nullable): why the prompt was blocked
 */
const char *
propus_completion_get_block_reason (PropusCompletion *self)
{
  g_return_val_if_fail (PROPUS_IS_COMPLETION (self), NULL);

  return self->block_reason;
}

/**
 * propus_completion_get_usage:
 * @self: a completion
 *
 * Returns: (transfer none) (nullable): the last usageMetadata that came
 */
JsonObject *
propus_completion_get_usage (PropusCompletion *self)
{
  g_return_val_if_fail (PROPUS_IS_COMPLETION (self), NULL);

  return self->usage;
}

/**
 * propus_completion_get_model_version:
 * @self: a completion
 *
 * Returns: (transfer none) (nullable): which model answered
 */
const char *
propus_completion_get_model_version (PropusCompletion *self)
{
  g_return_val_if_fail (PROPUS_IS_COMPLETION (self), NULL);

  return self->model_version;
}
