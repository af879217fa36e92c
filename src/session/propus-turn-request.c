/* propus-turn-request.c - what is asked in a turn, put together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-turn-request.h"

#include <glib/gi18n-lib.h>

/* What is done with each message of a request. */
typedef void (*MessageFunc) (const PropusTurnRequest *self,
                             PropusMessage           *message,
                             PropusGenerateRequest   *request);

static void
add_attachments (const PropusTurnRequest *self,
                 PropusMessage           *message,
                 PropusGenerateRequest   *request)
{
  for (guint i = 0; i < propus_message_get_n_attachments (message); i++)
    propus_attachment_sender_add (self->sender, propus_message_get_attachment (message, i));
}

static void
add_to_request (const PropusTurnRequest *self,
                PropusMessage           *message,
                PropusGenerateRequest   *request)
{
  guint n_attachments = propus_message_get_n_attachments (message);

  if (propus_message_get_role (message) != PROPUS_ROLE_USER)
    {
      if (propus_message_get_n_raw_parts (message) > 0)
        propus_generate_request_add_model_parts (request, propus_message_get_raw_parts (message));
    }
  else if (n_attachments == 0)
    propus_generate_request_add_user_text (request, propus_message_get_text (message));
  else
    {
      g_autofree const char **parts = g_new0 (const char *, n_attachments + 1);

      for (guint i = 0; i < n_attachments; i++)
        parts[i] = propus_attachment_sender_get_part (self->sender, propus_message_get_attachment (message, i));
      propus_generate_request_add_user_parts (request, parts, propus_message_get_text (message));
    }
}

/* For a preview: the files themselves are read only when they are sent. */
static void
add_words_to_request (const PropusTurnRequest *self,
                      PropusMessage           *message,
                      PropusGenerateRequest   *request)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint n_attachments = propus_message_get_n_attachments (message);

  if (n_attachments == 0)
    {
      add_to_request (self, message, request);
      return;
    }

  for (guint i = 0; i < n_attachments; i++)
    /* Translators: stands in a program for a file that went with a prompt; %s is its name */
    g_string_append_printf (text, _("[Attached file: %s]\n"),
                            propus_attachment_get_name (propus_message_get_attachment (message, i)));
  g_string_append (text, propus_message_get_text (message));
  propus_generate_request_add_user_text (request, text->str);
}

/* The history, oldest first: that which lies before the first message in memory goes into the request. The parent of
 * that message says where this ends; before it is stored, its being new. */
static void
for_each_earlier (const PropusTurnRequest *self,
                  MessageFunc              function,
                  PropusGenerateRequest   *request)
{
  PropusMessage *first = propus_conversation_get_message (self->conversation, 0);
  gint64 parent = propus_message_get_parent_id (first);
  gint64 id = propus_message_get_id (first);

  for (guint i = 0; parent != 0 && i < self->branch->len; i++)
    {
      PropusMessage *message = g_ptr_array_index (self->branch, i);
      gint64 its_id = propus_message_get_id (message);

      if ((id != 0 && its_id >= id) || (parent > 0 && its_id > parent))
        break;
      function (self, message, request);
    }
}

static void
for_each_message (const PropusTurnRequest *self,
                  MessageFunc              function,
                  PropusGenerateRequest   *request)
{
  guint n_messages = propus_conversation_get_n_messages (self->conversation);

  if (self->branch != NULL)
    for_each_earlier (self, function, request);
  for (guint i = 0; i < n_messages; i++)
    {
      PropusMessage *message = propus_conversation_get_message (self->conversation, i);

      if (message == self->end && !self->continues)
        break;
      function (self, message, request);
      if (message == self->end)
        break;
    }
}

/**
 * propus_turn_request_add_attachments:
 * @self: a request with a sender
 *
 * Tells the sender of every file that goes with it.
 */
void
propus_turn_request_add_attachments (const PropusTurnRequest *self)
{
  for_each_message (self, add_attachments, NULL);
}

/**
 * propus_turn_request_make:
 * @self: a request; the sender, if any, is ready
 *
 * Returns: (transfer full): what is sent
 */
PropusGenerateRequest *
propus_turn_request_make (const PropusTurnRequest *self)
{
  PropusGenerateRequest *request = propus_generate_request_new (self->model);

  if (self->settings != NULL)
    propus_generate_request_set_settings (request, self->settings);
  propus_generate_request_set_include_thoughts (request, self->include_thoughts);
  for_each_message (self, self->sender != NULL ? add_to_request : add_words_to_request, request);
  if (self->continues)
    propus_generate_request_add_user_text (request,
      /* Translators: sent to the model, not shown; it broke off in the middle of an answer */
      _("Your answer broke off. Go on exactly where it ended, in the middle of a word if need be. Do not repeat any of it and do not comment on this."));

  return request;
}
