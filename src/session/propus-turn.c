/* propus-turn.c - one turn as a state machine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-turn.h"

#include "propus-answer-facts.h"
#include "propus-answer-part.h"
#include "propus-answer-usage.h"
#include "propus-key-status.h"
#include "propus-raw-part.h"
#include "propus-turn-request.h"

#include <glib/gi18n.h>

#define STATUS_INTERVAL_MS 1000

/**
 * PropusTurn:
 *
 * Asks for one answer: broker → completion → message. It ends in exactly one of complete, stopped, blocked and failed,
 * and each of them keeps what arrived. While nothing has come it asks the broker every second whether the keyring is
 * being waited for: a question may stay open for minutes, and the deadline for an answer does not run then.
 */
struct _PropusTurn
{
  GObject              parent_instance;

  PropusBrokerProcess *broker;
  PropusKeyStatus     *key_status;     /* NULL: nobody looks at the keyring */
  gulong               key_status_id;
  PropusConversation  *conversation;
  PropusMessage       *message;        /* the answer */
  char                *model;
  PropusGenerateSettings *settings;    /* NULL: none */
  gboolean             include_thoughts;
  gboolean             sent_again;     /* files that Google had no more */
  gboolean             continues;      /* the message has a beginning already */
  char                *old_usage;      /* of that beginning */
  PropusAnswerFacts   *facts;          /* NULL before the start */
  PropusStore         *store;          /* NULL: all that was said is in the conversation */
  GPtrArray           *branch;         /* of it: what the history has; NULL: all of it is in memory */
  PropusAttachmentSender *sender;      /* NULL before the broker is there */
  PropusClient        *client;         /* the same */
  PropusCompletion    *completion;     /* the same */
  PropusTurnState      state;
  PropusFailure       *failure;
  gint64               started;        /* monotonic, µs */
  gint64               first;          /* when the first piece came, 0: not yet */
  gint64               ended;          /* 0: runs */
  guint                status_timer;
};

G_DEFINE_FINAL_TYPE (PropusTurn, propus_turn, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, SIGNAL_ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
propus_turn_dispose (GObject *object)
{
  PropusTurn *self = PROPUS_TURN (object);

  g_clear_handle_id (&self->status_timer, g_source_remove);
  if (self->completion != NULL)
    g_signal_handlers_disconnect_by_data (self->completion, self);
  g_clear_signal_handler (&self->key_status_id, self->key_status);
  g_clear_object (&self->completion);
  if (self->sender != NULL)
    propus_attachment_sender_stop (self->sender);
  g_clear_object (&self->sender);
  g_clear_pointer (&self->branch, g_ptr_array_unref);
  g_clear_object (&self->client);
  g_clear_object (&self->store);
  g_clear_object (&self->key_status);
  g_clear_object (&self->broker);
  g_clear_object (&self->conversation);
  g_clear_object (&self->message);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (propus_turn_parent_class)->dispose (object);
}

static void
propus_turn_finalize (GObject *object)
{
  PropusTurn *self = PROPUS_TURN (object);

  g_free (self->model);
  g_free (self->old_usage);
  g_clear_pointer (&self->facts, propus_answer_facts_free);
  g_clear_pointer (&self->failure, propus_failure_unref);

  G_OBJECT_CLASS (propus_turn_parent_class)->finalize (object);
}

static void
propus_turn_class_init (PropusTurnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_turn_dispose;
  object_class->finalize = propus_turn_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_turn_init (PropusTurn *self)
{
  self->include_thoughts = TRUE;
}

static PropusTurn *
new_turn (PropusBrokerProcess *broker,
          PropusConversation  *conversation,
          PropusMessage       *message,
          const char          *model)
{
  PropusTurn *self = g_object_new (PROPUS_TYPE_TURN, NULL);

  self->broker = g_object_ref (broker);
  self->conversation = g_object_ref (conversation);
  self->message = g_object_ref (message);
  self->model = g_strdup (model);
  return self;
}

/**
 * propus_turn_new:
 * @broker: the way to the API
 * @conversation: what was said so far; its last message is the person's
 * @model: model id
 *
 * Returns: (transfer full): a turn whose answer is not yet part of @conversation
 */
PropusTurn *
propus_turn_new (PropusBrokerProcess *broker,
                 PropusConversation  *conversation,
                 const char          *model)
{
  g_autoptr(PropusMessage) message = NULL;

  g_return_val_if_fail (PROPUS_IS_BROKER_PROCESS (broker), NULL);
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (model != NULL, NULL);

  message = propus_message_new (PROPUS_ROLE_MODEL, 0);
  propus_message_set_model (message, model);
  propus_message_set_created (message, g_get_real_time ());

  return new_turn (broker, conversation, message, model);
}

/**
 * propus_turn_new_continue:
 * @broker: the way to the API
 * @conversation: what was said so far
 * @message: an answer in it that broke off, with raw parts
 * @model: model id
 *
 * What comes is added to the same answer. Its parts stay as they came, each by itself with its own signature, and the
 * new ones follow: that is how the API wants a turn of several parts back (gemini-api.md 7: nothing merged, nothing
 * moved), and how a reader takes it. The request that asks to go on is a turn of the person's which nobody sees and
 * which no later request holds; a version of its own would have to repeat the beginning, signatures included, or would
 * make no sense without it.
 *
 * Returns: (transfer full): a turn that adds to @message
 */
PropusTurn *
propus_turn_new_continue (PropusBrokerProcess *broker,
                          PropusConversation  *conversation,
                          PropusMessage       *message,
                          const char          *model)
{
  PropusTurn *self;

  g_return_val_if_fail (PROPUS_IS_BROKER_PROCESS (broker), NULL);
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (PROPUS_IS_MESSAGE (message) && propus_message_get_n_raw_parts (message) > 0, NULL);
  g_return_val_if_fail (model != NULL, NULL);

  self = new_turn (broker, conversation, message, model);
  self->continues = TRUE;
  self->old_usage = g_strdup (propus_message_get_usage (message));
  return self;
}

static void
set_state (PropusTurn      *self,
           PropusTurnState  state)
{
  if (self->state == state)
    return;

  self->state = state;
  if (state == PROPUS_TURN_STREAMING || state == PROPUS_TURN_THINKING)
    propus_message_set_state (self->message, PROPUS_MESSAGE_STREAMING);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Takes @failure. */
static void
end (PropusTurn         *self,
     PropusTurnState     state,
     PropusMessageState  message_state,
     PropusFailure      *failure)
{
  if (!propus_turn_is_running (self))
    return;

  g_clear_handle_id (&self->status_timer, g_source_remove);
  self->ended = g_get_monotonic_time ();
  self->failure = failure;
  if (failure != NULL)
    propus_message_set_failure (self->message,
                                propus_failure_kind_to_nick (propus_failure_get_kind (failure)),
                                propus_failure_get_detail (failure),
                                propus_failure_get_message (failure));
  propus_message_set_state (self->message, message_state);
  propus_conversation_set_updated (self->conversation, g_get_real_time ());

  set_state (self, state);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static void
completion_started_cb (PropusCompletion *completion,
                       PropusTurn       *self)
{
  g_clear_handle_id (&self->status_timer, g_source_remove);
  set_state (self, PROPUS_TURN_THINKING);
}

/* Something of the answer itself is there: the thinking is over. */
static void
begin_answer (PropusTurn *self)
{
  if (propus_message_get_thinking_us (self->message) == 0)
    propus_message_set_thinking_us (self->message, propus_turn_get_elapsed_us (self));
  set_state (self, PROPUS_TURN_STREAMING);
}

static void
add_part (PropusTurn             *self,
          const char             *json,
          const PropusAnswerPart *part)
{
  if (part->kind != PROPUS_PART_THOUGHT && part->kind != PROPUS_PART_NOTHING)
    begin_answer (self);

  propus_message_add_raw_part (self->message, json);
  if (part->kind == PROPUS_PART_THOUGHT)
    propus_message_append_thoughts (self->message, part->text);
  else if (part->kind == PROPUS_PART_TEXT)
    propus_message_append_text (self->message, part->text);
}

/* Part by part: their order is the order of the answer. */
static void
completion_chunk_cb (PropusCompletion    *completion,
                     PropusGenerateChunk *chunk,
                     PropusTurn          *self)
{
  const char * const *parts = propus_generate_chunk_get_raw_parts (chunk);

  propus_answer_facts_add_chunk (self->facts, chunk);
  for (gsize i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      g_autoptr(PropusAnswerPart) part = propus_answer_part_parse (parts[i]);

      if (self->first == 0 && part->kind != PROPUS_PART_NOTHING)
        self->first = g_get_monotonic_time ();
      add_part (self, parts[i], part);
    }
}

static void
keep_facts (PropusTurn *self)
{
  g_autofree char *json = NULL;

  propus_answer_facts_set_times (self->facts, self->first != 0 ? self->first - self->started : 0,
                                 propus_turn_get_elapsed_us (self));
  json = propus_answer_facts_dup_json (self->facts);
  propus_message_set_facts (self->message, json);
}

static void
keep_completion_facts (PropusTurn *self)
{
  JsonObject *usage = propus_completion_get_usage (self->completion);

  propus_message_set_finish_reason (self->message, propus_completion_get_finish_reason (self->completion));
  keep_facts (self);
  if (usage != NULL)
    {
      g_autofree char *json = propus_raw_part_dup_object (usage);
      g_autoptr(JsonNode) node = propus_raw_part_parse (json);
      g_autofree char *sum = NULL;

      if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
        return;
      propus_answer_usage_add (json_node_get_object (node), self->old_usage);
      sum = propus_raw_part_dup_object (json_node_get_object (node));
      propus_message_set_usage (self->message, sum);
    }
}

static void prepare (PropusTurn *self);

/* A file that Google had is not there, or not for this key: it is uploaded again, and the prompt is asked again. */
static gboolean
send_files_again (PropusTurn    *self,
                  PropusFailure *failure)
{
  PropusFailureKind kind = failure != NULL ? propus_failure_get_kind (failure) : PROPUS_FAILURE_NONE;

  if (self->first != 0 || self->sent_again || (kind != PROPUS_FAILURE_PERMISSION && kind != PROPUS_FAILURE_NOT_FOUND) ||
      !propus_attachment_sender_forget (self->sender))
    return FALSE;

  self->sent_again = TRUE;
  g_clear_handle_id (&self->status_timer, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->completion, self);
  g_clear_object (&self->completion);
  prepare (self);

  return TRUE;
}

static void
completion_ended_cb (PropusCompletion *completion,
                     PropusTurn       *self)
{
  g_autoptr(PropusTurn) keep = g_object_ref (self);
  g_autoptr(PropusCompletion) keep_completion = g_object_ref (completion);
  PropusFailure *failure = propus_completion_get_failure (completion);

  if (send_files_again (self, failure))
    return;

  if (failure != NULL)
    propus_failure_ref (failure);
  keep_completion_facts (self);

  switch (propus_completion_get_state (completion))
    {
    case PROPUS_COMPLETION_COMPLETE:
      end (self, PROPUS_TURN_COMPLETE, PROPUS_MESSAGE_COMPLETE, NULL);
      break;
    case PROPUS_COMPLETION_STOPPED:
      end (self, PROPUS_TURN_STOPPED, PROPUS_MESSAGE_STOPPED, NULL);
      break;
    case PROPUS_COMPLETION_BLOCKED:
      end (self, PROPUS_TURN_BLOCKED, PROPUS_MESSAGE_BLOCKED, failure);
      break;
    case PROPUS_COMPLETION_RUNNING:
    case PROPUS_COMPLETION_FAILED:
    default:
      end (self, PROPUS_TURN_FAILED, PROPUS_MESSAGE_FAILED, failure);
      break;
    }
}

static void
key_status_changed_cb (PropusKeyStatus *key_status,
                       PropusTurn      *self)
{
  if (self->state != PROPUS_TURN_WAITING_FOR_ANSWER || self->completion == NULL)
    return;

  if (propus_key_status_get_waiting_ms (key_status) > 0)
    propus_completion_extend (self->completion);
}

static gboolean
status_timer_cb (gpointer user_data)
{
  PropusTurn *self = user_data;

  propus_key_status_refresh (self->key_status);
  return G_SOURCE_CONTINUE;
}

static PropusTurnRequest
describe_request (PropusTurn *self)
{
  return (PropusTurnRequest) {
    .model = self->model, .settings = self->settings, .include_thoughts = self->include_thoughts,
    .conversation = self->conversation, .branch = self->branch, .end = self->message, .continues = self->continues,
    .sender = self->sender,
  };
}

static PropusGenerateRequest *
make_request (PropusTurn *self)
{
  PropusTurnRequest request = describe_request (self);

  return propus_turn_request_make (&request);
}

static void
ask (PropusTurn *self)
{
  g_autoptr(PropusGenerateRequest) request = make_request (self);

  self->completion = propus_client_stream_generate (self->client, request);
  g_signal_connect (self->completion, "started", G_CALLBACK (completion_started_cb), self);
  g_signal_connect (self->completion, "chunk", G_CALLBACK (completion_chunk_cb), self);
  g_signal_connect (self->completion, "ended", G_CALLBACK (completion_ended_cb), self);
  if (self->key_status != NULL)
    self->status_timer = g_timeout_add (STATUS_INTERVAL_MS, status_timer_cb, self);
  set_state (self, PROPUS_TURN_WAITING_FOR_ANSWER);
}

static void
prepared_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(PropusTurn) self = user_data;
  g_autoptr(PropusFailure) failure = NULL;
  gboolean prepared = propus_attachment_sender_prepare_finish (PROPUS_ATTACHMENT_SENDER (object), result, &failure);

  if (!propus_turn_is_running (self))
    return;

  if (prepared)
    ask (self);
  else if (failure == NULL)
    end (self, PROPUS_TURN_STOPPED, PROPUS_MESSAGE_STOPPED, NULL);
  else
    end (self, PROPUS_TURN_FAILED, PROPUS_MESSAGE_FAILED, g_steal_pointer (&failure));
}

static void
sender_changed_cb (PropusAttachmentSender *sender,
                   PropusTurn             *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* What goes with the prompts has to be there before they go. */
static void
prepare (PropusTurn *self)
{
  g_autoptr(PropusAttachmentSender) before = g_steal_pointer (&self->sender);
  PropusTurnRequest request;

  self->sender = propus_attachment_sender_new (before);
  request = describe_request (self);
  propus_turn_request_add_attachments (&request);
  if (propus_attachment_sender_is_empty (self->sender))
    {
      ask (self);
      return;
    }

  set_state (self, PROPUS_TURN_PREPARING);
  g_signal_connect_object (self->sender, "changed", G_CALLBACK (sender_changed_cb), self, 0);
  propus_attachment_sender_prepare_async (self->sender, self->client, prepared_cb, g_object_ref (self));
}

static void
branch_loaded_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(PropusTurn) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) branch = propus_store_load_messages_finish (PROPUS_STORE (object), result, &error);

  if (!propus_turn_is_running (self))
    return;

  self->branch = g_steal_pointer (&branch);
  if (self->branch != NULL)
    prepare (self);
  else
    end (self, PROPUS_TURN_FAILED, PROPUS_MESSAGE_FAILED,
         propus_failure_new_with_message (PROPUS_FAILURE_HISTORY, NULL, error->message));
}

static void
broker_ready_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PropusTurn) self = user_data;
  g_autoptr(PropusFailure) failure = NULL;
  g_autoptr(PropusClient) client = NULL;

  client = propus_broker_process_ensure_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  if (!propus_turn_is_running (self))
    return;

  if (client == NULL)
    {
      end (self, PROPUS_TURN_FAILED, PROPUS_MESSAGE_FAILED, g_steal_pointer (&failure));
      return;
    }

  g_set_object (&self->client, client);
  if (self->store != NULL)
    propus_store_load_messages_async (self->store, propus_conversation_get_id (self->conversation),
                                      branch_loaded_cb, g_object_ref (self));
  else
    prepare (self);
}

/* --- what would be asked --- */

static void
return_preview (GTask *task)
{
  PropusGenerateRequest *request = make_request (g_task_get_source_object (task));
  const char *prompt = g_task_get_task_data (task);

  if (prompt != NULL)
    propus_generate_request_add_user_text (request, prompt);
  g_task_return_pointer (task, request, g_object_unref);
}

static void
preview_loaded_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) branch = propus_store_load_messages_finish (PROPUS_STORE (object), result, &error);
  PropusTurn *self;

  if (branch == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self = g_task_get_source_object (task);
  g_clear_pointer (&self->branch, g_ptr_array_unref);
  self->branch = g_steal_pointer (&branch);
  return_preview (task);
}

/**
 * propus_turn_preview_async:
 * @self: a turn that is not, and will not be, started
 * @before: (nullable): a message of the conversation: it and what follows is left out
 * @prompt: (nullable): what the person would say next
 * @callback: for the result
 * @user_data: for @callback
 *
 * Makes the request that would be sent.
 */
void
propus_turn_preview_async (PropusTurn          *self,
                           PropusMessage       *before,
                           const char          *prompt,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PROPUS_IS_TURN (self) && self->started == 0);
  g_return_if_fail (before == NULL || PROPUS_IS_MESSAGE (before));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_turn_preview_async);
  g_task_set_task_data (task, g_strdup (prompt), g_free);
  if (before != NULL)
    g_set_object (&self->message, before);

  if (self->store != NULL)
    {
      propus_store_load_messages_async (self->store, propus_conversation_get_id (self->conversation), preview_loaded_cb, task);
      return;
    }

  return_preview (task);
  g_object_unref (task);
}

/**
 * propus_turn_preview_finish:
 * @self: the turn
 * @result: what the callback was given
 * @error: (nullable): a place for an error of the store
 *
 * Returns: (transfer full) (nullable): the request
 */
PropusGenerateRequest *
propus_turn_preview_finish (PropusTurn    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * propus_turn_set_settings:
 * @settings: those that its model takes; copied
 *
 * Before propus_turn_start().
 */
void
propus_turn_set_settings (PropusTurn             *self,
                          PropusGenerateSettings *settings)
{
  g_return_if_fail (PROPUS_IS_TURN (self));
  g_return_if_fail (self->started == 0);

  g_clear_object (&self->settings);
  self->settings = propus_generate_settings_copy (settings);
}

/**
 * propus_turn_get_model:
 *
 * Returns: (transfer none): the id of the model that is asked
 */
const char *
propus_turn_get_model (PropusTurn *self)
{
  g_return_val_if_fail (PROPUS_IS_TURN (self), NULL);

  return self->model;
}

/**
 * propus_turn_set_key_status:
 * @key_status: asked every second while nothing has come
 *
 * Before propus_turn_start().
 */
void
propus_turn_set_key_status (PropusTurn      *self,
                            PropusKeyStatus *key_status)
{
  g_return_if_fail (PROPUS_IS_TURN (self));
  g_return_if_fail (self->key_status == NULL && self->started == 0);

  self->key_status = g_object_ref (key_status);
  self->key_status_id = g_signal_connect (key_status, "changed", G_CALLBACK (key_status_changed_cb), self);
}

/**
 * propus_turn_set_include_thoughts:
 * @include: whether the model is asked for summaries of its thoughts
 *
 * Before propus_turn_start().
 */
void
propus_turn_set_include_thoughts (PropusTurn *self,
                                  gboolean    include)
{
  g_return_if_fail (PROPUS_IS_TURN (self));

  self->include_thoughts = include;
}

/**
 * propus_turn_set_store:
 * @store: where the beginning of the conversation is
 *
 * For a conversation of which only the end is in memory. Before propus_turn_start().
 */
void
propus_turn_set_store (PropusTurn  *self,
                       PropusStore *store)
{
  g_return_if_fail (PROPUS_IS_TURN (self));
  g_return_if_fail (self->store == NULL && self->started == 0);

  self->store = g_object_ref (store);
}

/**
 * propus_turn_start:
 *
 * Appends the (still empty) answer to the conversation, unless it is there, and asks for it. Once.
 */
void
propus_turn_start (PropusTurn *self)
{
  g_return_if_fail (PROPUS_IS_TURN (self));
  g_return_if_fail (self->started == 0);

  self->started = g_get_monotonic_time ();
  self->facts = propus_answer_facts_new (self->continues ? propus_message_get_facts (self->message) : NULL,
                                         propus_message_get_text_length (self->message));
  if (self->continues)
    {
      propus_message_set_failure (self->message, NULL, NULL, NULL);
      propus_message_set_finish_reason (self->message, NULL);
      propus_message_set_state (self->message, PROPUS_MESSAGE_STREAMING);
    }
  if (propus_conversation_get_last (self->conversation) != self->message)
    propus_conversation_append (self->conversation, self->message);
  propus_broker_process_ensure_async (self->broker, broker_ready_cb, g_object_ref (self));
}

/**
 * propus_turn_stop:
 *
 * Stops at once, in every state; what arrived is kept. Harmless when the turn has ended.
 */
void
propus_turn_stop (PropusTurn *self)
{
  g_autoptr(PropusTurn) keep = NULL;

  g_return_if_fail (PROPUS_IS_TURN (self));

  if (!propus_turn_is_running (self))
    return;

  keep = g_object_ref (self);
  if (self->completion != NULL)
    propus_completion_stop (self->completion);
  else
    end (self, PROPUS_TURN_STOPPED, PROPUS_MESSAGE_STOPPED, NULL);
  if (self->sender != NULL)
    propus_attachment_sender_stop (self->sender);
}

/**
 * propus_turn_get_state:
 *
 * Returns: where the turn stands
 */
PropusTurnState
propus_turn_get_state (PropusTurn *self)
{
  g_return_val_if_fail (PROPUS_IS_TURN (self), PROPUS_TURN_FAILED);

  return self->state;
}

/**
 * propus_turn_is_running:
 *
 * Returns: whether more may come
 */
gboolean
propus_turn_is_running (PropusTurn *self)
{
  g_return_val_if_fail (PROPUS_IS_TURN (self), FALSE);

  return self->state < PROPUS_TURN_COMPLETE;
}

/**
 * propus_turn_get_message:
 *
 * Returns: (transfer none): the answer
 */
PropusMessage *
propus_turn_get_message (PropusTurn *self)
{
  g_return_val_if_fail (PROPUS_IS_TURN (self), NULL);

  return self->message;
}

/**
 * propus_turn_get_failure:
 *
 * Returns: (transfer none) (nullable): why it was blocked or failed
 */
PropusFailure *
propus_turn_get_failure (PropusTurn *self)
{
  g_return_val_if_fail (PROPUS_IS_TURN (self), NULL);

  return self->failure;
}

/**
 * propus_turn_get_completion:
 *
 * Returns: (transfer none) (nullable): the generation, for what only the API knows; %NULL before the broker was there
 */
PropusCompletion *
propus_turn_get_completion (PropusTurn *self)
{
  g_return_val_if_fail (PROPUS_IS_TURN (self), NULL);

  return self->completion;
}

/**
 * propus_turn_get_elapsed_us:
 *
 * Returns: microseconds from the start to the end, or until now
 */
gint64
propus_turn_get_elapsed_us (PropusTurn *self)
{
  g_return_val_if_fail (PROPUS_IS_TURN (self), 0);

  if (self->started == 0)
    return 0;

  return (self->ended != 0 ? self->ended : g_get_monotonic_time ()) - self->started;
}

/**
 * propus_turn_get_keyring_wait_ms:
 *
 * Returns: for how long the turn has been waiting for the keyring, in milliseconds; 0: it is not
 */
gint64
propus_turn_get_keyring_wait_ms (PropusTurn *self)
{
  g_return_val_if_fail (PROPUS_IS_TURN (self), 0);

  if (self->state != PROPUS_TURN_WAITING_FOR_ANSWER || self->key_status == NULL)
    return 0;

  return propus_key_status_get_waiting_ms (self->key_status);
}

/**
 * propus_turn_get_uploaded:
 *
 * Returns: (transfer none) (nullable) (element-type PropusAttachment): what was uploaded for it, and says so from now on
 */
GPtrArray *
propus_turn_get_uploaded (PropusTurn *self)
{
  g_return_val_if_fail (PROPUS_IS_TURN (self), NULL);

  return self->sender != NULL ? propus_attachment_sender_get_uploaded (self->sender) : NULL;
}

/**
 * propus_turn_get_uploading:
 * @sent: (out): bytes of it that have gone out
 * @waits: (out): whether the connection is lost at this moment
 *
 * Returns: (transfer none) (nullable): the attachment that is on its way before the prompt
 */
PropusAttachment *
propus_turn_get_uploading (PropusTurn *self,
                           guint64    *sent,
                           gboolean   *waits)
{
  g_return_val_if_fail (PROPUS_IS_TURN (self), NULL);

  return self->sender != NULL ? propus_attachment_sender_get_uploading (self->sender, sent, waits) : NULL;
}

/**
 * propus_turn_get_conversation:
 *
 * Returns: (transfer none): what the answer belongs to
 */
PropusConversation *
propus_turn_get_conversation (PropusTurn *self)
{
  g_return_val_if_fail (PROPUS_IS_TURN (self), NULL);

  return self->conversation;
}
