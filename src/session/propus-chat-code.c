/* propus-chat-code.c - a chat as a program that asks the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-chat-code.h"

#include "propus-session-private.h"
#include "propus-session-settings.h"

struct _PropusChatCode
{
  GObject parent_instance;

  char   *model;
  GBytes *body;
};

G_DEFINE_FINAL_TYPE (PropusChatCode, propus_chat_code, G_TYPE_OBJECT)

static void
propus_chat_code_finalize (GObject *object)
{
  PropusChatCode *self = PROPUS_CHAT_CODE (object);

  g_free (self->model);
  g_bytes_unref (self->body);

  G_OBJECT_CLASS (propus_chat_code_parent_class)->finalize (object);
}

static void
propus_chat_code_class_init (PropusChatCodeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_chat_code_finalize;
}

static void
propus_chat_code_init (PropusChatCode *self)
{
}

static gboolean
is_blank (const char *text)
{
  for (; text != NULL && *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;

  return TRUE;
}

/* The answer to the last prompt, which is what the program would ask for; NULL when there is none yet. */
static PropusMessage *
find_last_answer (PropusConversation *conversation,
                  gboolean           *has_prompt)
{
  PropusMessage *answer = NULL;

  *has_prompt = FALSE;
  for (guint i = propus_conversation_get_n_messages (conversation); i > 0; i--)
    {
      PropusMessage *message = propus_conversation_get_message (conversation, i - 1);

      if (propus_message_get_role (message) == PROPUS_ROLE_USER)
        {
          *has_prompt = TRUE;
          break;
        }
      answer = message;
    }

  return answer;
}

/**
 * propus_chat_code_is_possible:
 * @conversation: a chat
 * @prompt: (nullable): what the person is writing
 *
 * Returns: whether there is anything to ask
 */
gboolean
propus_chat_code_is_possible (PropusConversation *conversation,
                              const char         *prompt)
{
  gboolean has_prompt;

  g_return_val_if_fail (PROPUS_IS_CONVERSATION (conversation), FALSE);

  find_last_answer (conversation, &has_prompt);
  return has_prompt || !is_blank (prompt);
}

static void
previewed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(PropusGenerateRequest) request = propus_turn_preview_finish (PROPUS_TURN (object), result, &error);
  PropusChatCode *self;

  if (request == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self = g_object_new (PROPUS_TYPE_CHAT_CODE, NULL);
  self->model = g_strdup (propus_generate_request_get_model (request));
  self->body = propus_generate_request_to_bytes (request);
  g_task_return_pointer (task, self, g_object_unref);
}

/**
 * propus_chat_code_new_async:
 * @session: a session
 * @conversation: a chat that is open
 * @edited: (nullable): a message that @prompt takes the place of
 * @prompt: (nullable): what the person is writing; blank: the chat is taken up to its last prompt
 * @callback: for the result
 * @user_data: for @callback
 *
 * Makes the request that would be sent now. Nothing is sent.
 */
void
propus_chat_code_new_async (PropusSession       *session,
                            PropusConversation  *conversation,
                            PropusMessage       *edited,
                            const char          *prompt,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autofree char *model = NULL;
  g_autoptr(PropusTurn) turn = NULL;
  PropusMessage *before = edited;
  gboolean has_prompt;
  GTask *task;

  g_return_if_fail (PROPUS_IS_SESSION (session));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  task = g_task_new (session, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_chat_code_new_async);
  model = propus_session_dup_chat_model (session, conversation);
  turn = propus_turn_new (session->broker, conversation, model);
  _propus_session_set_up_turn (session, turn);
  if (is_blank (prompt))
    {
      prompt = NULL;
      before = find_last_answer (conversation, &has_prompt);
    }

  propus_turn_preview_async (turn, before, prompt, previewed_cb, task);
}

/**
 * propus_chat_code_new_finish:
 * @session: the session
 * @result: what the callback was given
 * @error: (nullable): a place for an error of the store
 *
 * Returns: (transfer full) (nullable): the request
 */
PropusChatCode *
propus_chat_code_new_finish (PropusSession  *session,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  PropusCodeLanguage language;
  gboolean           stream;
} Wish;

static void
write_code (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  PropusChatCode *self = source_object;
  const Wish *wish = task_data;
  GError *error = NULL;
  char *code = propus_code_write (wish->language, self->model, self->body, wish->stream, &error);

  if (code != NULL)
    g_task_return_pointer (task, code, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * propus_chat_code_write_async:
 * @self: a request
 * @language: what to write in
 * @stream: whether the program prints the answer while it comes
 * @cancellable: (nullable): a cancellable
 * @callback: for the result
 * @user_data: for @callback
 *
 * Writes the program, in a thread: a chat may have many pictures.
 */
void
propus_chat_code_write_async (PropusChatCode      *self,
                              PropusCodeLanguage   language,
                              gboolean             stream,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Wish *wish;

  g_return_if_fail (PROPUS_IS_CHAT_CODE (self));

  wish = g_new (Wish, 1);
  *wish = (Wish) { language, stream };
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_chat_code_write_async);
  g_task_set_task_data (task, wish, g_free);
  g_task_run_in_thread (task, write_code);
}

/**
 * propus_chat_code_write_finish:
 * @self: the request
 * @result: what the callback was given
 * @error: (nullable): a place for an error of PROPUS_JSON_ERROR or of a cancellable
 *
 * Returns: (transfer full) (nullable): the program
 */
char *
propus_chat_code_write_finish (PropusChatCode  *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
