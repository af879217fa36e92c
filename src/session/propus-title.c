/* propus-title.c - a chat's title by the model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-title.h"

#include "propus-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* So much of the prompt and of the answer is sent along, in characters. */
#define MAX_CHARS 1500

typedef struct
{
  PropusSession *session;
  PropusConversation *conversation;
  PropusCompletion *completion;
  GString *title;
} Asking;

static void
asking_free (Asking *asking)
{
  if (asking->completion != NULL)
    g_signal_handlers_disconnect_by_data (asking->completion, asking);
  g_clear_object (&asking->completion);
  g_object_unref (asking->conversation);
  g_object_unref (asking->session);
  g_string_free (asking->title, TRUE);
  g_free (asking);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asking, asking_free)

/**
 * propus_title_is_wanted:
 * @session: a session
 * @ended: a turn of it that has ended
 *
 * Returns: whether it gave the first answer of a chat that the model may name
 */
gboolean
propus_title_is_wanted (PropusSession *session,
                        PropusTurn    *ended)
{
  PropusConversation *conversation = propus_turn_get_conversation (ended);
  GSettings *settings = propus_session_get_settings (session);

  return propus_turn_get_state (ended) == PROPUS_TURN_COMPLETE &&
         settings != NULL && g_settings_get_boolean (settings, "model-titles") &&
         !propus_conversation_get_temporary (conversation) &&
         propus_conversation_get_title_origin (conversation) == PROPUS_TITLE_LOCAL &&
         !propus_session_has_earlier (session, conversation) &&
         propus_conversation_get_n_messages (conversation) == 2;
}

static char *
dup_beginning (PropusMessage *message)
{
  const char *text = propus_message_get_text (message);

  return g_utf8_strlen (text, -1) > MAX_CHARS ? g_utf8_substring (text, 0, MAX_CHARS) : g_strdup (text);
}

static PropusGenerateRequest *
make_request (Asking     *asking,
              const char *model)
{
  PropusGenerateRequest *request = propus_generate_request_new (model);
  g_autofree char *prompt = dup_beginning (propus_conversation_get_message (asking->conversation, 0));
  g_autofree char *answer = dup_beginning (propus_conversation_get_message (asking->conversation, 1));
  g_autofree char *text = NULL;

  /* Translators: sent to the model. First what the person wrote, then what the model answered. */
  text = g_strdup_printf (_("Give this conversation a title of two to six words, in its own language. Answer with the title alone: no quotation marks, no full stop.\n\nQuestion:\n%s\n\nAnswer:\n%s"),
                          prompt, answer);
  propus_generate_request_set_include_thoughts (request, FALSE);
  propus_generate_request_add_user_text (request, text);
  return request;
}

static void
chunk_cb (PropusCompletion    *completion,
          PropusGenerateChunk *chunk,
          Asking              *asking)
{
  if (asking->title->len < MAX_CHARS)
    g_string_append (asking->title, propus_generate_chunk_get_text (chunk));
}

/* Some models quote a title or make it a heading in spite of the request. */
static char *
dup_clean (const char *text)
{
  g_autofree char *copy = g_strdup (text);
  char *p = g_strstrip (copy);
  char *end;

  while (*p != '\0' && strchr ("#*\"'` ", *p) != NULL)
    p++;
  end = p + strlen (p);
  while (end > p && strchr ("*\"'`. \n", end[-1]) != NULL)
    *--end = '\0';

  return propus_text_make_title (p);
}

static void
ended_cb (PropusCompletion *completion,
          Asking           *ended)
{
  g_autoptr(Asking) asking = ended;
  g_autofree char *title = NULL;

  g_assert (completion == asking->completion);

  if (propus_completion_get_state (completion) != PROPUS_COMPLETION_COMPLETE ||
      propus_conversation_get_title_origin (asking->conversation) != PROPUS_TITLE_LOCAL)
    return;

  title = dup_clean (asking->title->str);
  if (*title == '\0')
    return;

  propus_conversation_set_title (asking->conversation, title);
  propus_conversation_set_title_origin (asking->conversation, PROPUS_TITLE_MODEL);
  propus_session_save (asking->session, asking->conversation);
}

static void
broker_ready_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Asking) asking = user_data;
  g_autoptr(PropusFailure) failure = NULL;
  g_autoptr(PropusClient) client = NULL;
  g_autoptr(PropusGenerateRequest) request = NULL;
  PropusMessage *answer = propus_conversation_get_message (asking->conversation, 1);
  PropusCompletion *completion;

  client = propus_broker_process_ensure_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  if (client == NULL || answer == NULL || propus_message_get_model (answer) == NULL)
    return;

  request = make_request (asking, propus_message_get_model (answer));
  completion = propus_client_stream_generate (client, request);
  asking->completion = completion;
  g_signal_connect (completion, "chunk", G_CALLBACK (chunk_cb), asking);
  g_signal_connect (completion, "ended", G_CALLBACK (ended_cb), g_steal_pointer (&asking));
}

/**
 * propus_title_ask:
 * @session: a session
 * @conversation: with a prompt and its answer
 *
 * Asks the model that answered for a title. When nothing comes of it the chat keeps the title that it has.
 */
void
propus_title_ask (PropusSession      *session,
                  PropusConversation *conversation)
{
  Asking *asking = g_new0 (Asking, 1);

  asking->session = g_object_ref (session);
  asking->conversation = g_object_ref (conversation);
  asking->title = g_string_new (NULL);
  propus_broker_process_ensure_async (propus_session_get_broker (session), broker_ready_cb, asking);
}
