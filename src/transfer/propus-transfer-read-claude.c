/* propus-transfer-read-claude.c - reads a conversation of Claude's data export
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-limits.h"
#include "propus-transfer-read-private.h"
#include "propus-transfer-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Anthropic documents no format. What is read here was seen in exports and written down by others:
 *
 * - The export is a ZIP archive with "conversations.json", a list of conversations: uuid, name, created_at and updated_at
 *   (ISO 8601), chat_messages in the order of time; each message has uuid, sender ("human", "assistant", in some "tool"),
 *   text, content, attachments, files, created_at ("Claude Conversation Export Format", notes on a sample of November
 *   2025; Sinity/polylogue, docs/providers/claude-ai.md).
 * - text repeats the words of content, which is a list of blocks: text, thinking (with "thinking"), tool_use (name, input),
 *   tool_result (name, content), token_budget, voice_note (the same notes). Old exports have text alone.
 * - attachments: file_name, file_type, file_size and extracted_content, the words of the file; a long pasted text is one
 *   without a name. files: file_name of a file whose bytes may lie in the archive under "attachments/" (the same notes).
 * - Newer ones have parent_message_uuid in each message (the first ones: 00000000-0000-4000-8000-000000000000) and
 *   current_leaf_message_uuid; then edited prompts and regenerated answers are among the messages, too. is_starred. */

#define MOST_FILES 1000   /* of one turn */

typedef struct
{
  PropusReading *reading;
  PropusTransferChat *chat;
  PropusTransferMessage *turn;
} Claude;

static void
add_input (Claude     *self,
           JsonObject *block)
{
  static const char * const code_names[] = { "content", "code", "command", "new_str", NULL };
  JsonObject *input = propus_json_get_object (block, "input");
  g_autofree char *json = NULL;

  /* An artifact or a program is worth reading as what it is. */
  for (guint i = 0; code_names[i] != NULL; i++)
    {
      const char *code = propus_json_get_string (input, code_names[i]);

      if (code != NULL && (strchr (code, '\n') != NULL || strcmp (code_names[i], "code") == 0))
        {
          propus_read_add_fence (self->turn, code, propus_json_get_string (input, "language"));
          return;
        }
    }

  json = input != NULL ? propus_json_object_to_string (input, TRUE) : NULL;
  if (json != NULL && json_object_get_size (input) > 0)
    propus_read_add_fence (self->turn, json, "json");
}

static void
add_result (Claude     *self,
            JsonObject *block)
{
  static const char * const programs[] = { "repl", "analysis_tool", "bash_tool", "code_execution", NULL };
  const char *name = propus_json_get_string (block, "name");
  JsonArray *content = propus_json_get_array (block, "content");

  if (name == NULL || !g_strv_contains (programs, name))
    {
      propus_read_omit (self->reading, self->chat, name != NULL ? name : _("A tool"), _("What a tool gave to the model is not taken over."));
      return;
    }

  for (guint i = 0; content != NULL && i < json_array_get_length (content) && i < MOST_FILES; i++)
    {
      const char *text = propus_json_get_string (propus_json_array_object (content, i), "text");

      if (text != NULL && *text != '\0')
        propus_read_add_fence (self->turn, text, NULL);
    }
}

static gboolean
read_block (Claude     *self,
            JsonObject *block)
{
  const char *type = propus_json_get_string (block, "type");
  const char *text = propus_json_get_string (block, "text");

  if (g_strcmp0 (type, "thinking") == 0)
    {
      text = propus_json_get_string (block, "thinking");
      if (text != NULL && *text != '\0')
        propus_transfer_message_add_thought (self->turn, text);
      return FALSE;
    }
  if (g_strcmp0 (type, "tool_use") == 0)
    {
      add_input (self, block);
      return FALSE;
    }
  if (g_strcmp0 (type, "tool_result") == 0)
    {
      add_result (self, block);
      return FALSE;
    }
  if (text != NULL)
    {
      if (*text != '\0')
        propus_transfer_message_add_text (self->turn, text);
      return *text != '\0';
    }

  if (g_strcmp0 (type, "token_budget") != 0 && g_strcmp0 (type, "flag") != 0)
    propus_read_omit (self->reading, self->chat, type != NULL ? type : _("A part of a turn"), _("Propus does not know this kind of content."));
  return FALSE;
}

static void
read_words (Claude     *self,
            JsonObject *message)
{
  JsonArray *content = propus_json_get_array (message, "content");
  const char *text = propus_json_get_string (message, "text");
  gboolean has_text = FALSE;

  for (guint i = 0; content != NULL && i < json_array_get_length (content) && i < PROPUS_LIMIT_IMPORT_PARTS; i++)
    if (propus_json_array_object (content, i) != NULL)
      has_text = read_block (self, propus_json_array_object (content, i)) || has_text;

  if (!has_text && self->turn->parts->len == 0 && text != NULL && *text != '\0')
    propus_transfer_message_add_text (self->turn, text);
}

static void
read_attachment (Claude     *self,
                 JsonObject *object)
{
  const char *name = propus_json_get_string (object, "file_name");
  const char *text = propus_json_get_string (object, "extracted_content");
  PropusTransferAttachment *attachment = NULL;

  if (text != NULL && *text != '\0')
    {
      g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

      attachment = propus_transfer_attachment_new_for_bytes (name != NULL && *name != '\0' ? name : _("Pasted text.txt"),
                                                             "text/plain", bytes);
    }
  else
    {
      attachment = propus_read_archived (self->reading, propus_json_get_string (object, "id"), name, NULL);
    }

  if (attachment != NULL)
    propus_transfer_message_attach (self->turn, attachment);
  else
    propus_read_omit (self->reading, self->chat, name != NULL && *name != '\0' ? name : _("An attachment"),
                      _("The file does not contain this attachment."));
}

static void
read_file (Claude     *self,
           JsonObject *object)
{
  const char *name = propus_json_get_string (object, "file_name");
  PropusTransferAttachment *attachment;

  attachment = propus_read_archived (self->reading, propus_json_get_string (object, "file_uuid"), name, NULL);
  if (attachment != NULL)
    propus_transfer_message_attach (self->turn, attachment);
  else
    propus_read_omit (self->reading, self->chat, name != NULL && *name != '\0' ? name : _("An attachment"),
                      _("The file does not contain this attachment."));
}

static void
read_files (Claude     *self,
            JsonObject *message)
{
  JsonArray *attachments = propus_json_get_array (message, "attachments");
  JsonArray *files = propus_json_get_array (message, "files");

  for (guint i = 0; attachments != NULL && i < json_array_get_length (attachments) && i < MOST_FILES; i++)
    if (propus_json_array_object (attachments, i) != NULL)
      read_attachment (self, propus_json_array_object (attachments, i));
  for (guint i = 0; files != NULL && i < json_array_get_length (files) && i < MOST_FILES; i++)
    if (propus_json_array_object (files, i) != NULL)
      read_file (self, propus_json_array_object (files, i));
}

/* The turn that a message follows; @ids: {uuid: its turn's id, or of a message left out its parent's}. */
static gint64
find_parent (PropusTransferChat *chat,
             JsonObject         *message,
             GHashTable         *ids,
             gint64              last)
{
  const char *uuid = propus_json_get_string (message, "parent_message_uuid");
  gpointer parent;

  /* The messages stand in the order of time, so a parent that is not there yet never comes. */
  if (uuid == NULL)
    return last;

  return g_hash_table_lookup_extended (ids, uuid, NULL, &parent) ? GPOINTER_TO_INT (parent) : 0;
}

static gboolean
read_message (Claude      *self,
              JsonObject  *message,
              GHashTable  *ids,
              gint64      *last,
              GError     **error)
{
  const char *sender = propus_json_get_string (message, "sender");
  const char *uuid = propus_json_get_string (message, "uuid");
  gint64 parent = find_parent (self->chat, message, ids, *last);
  gboolean is_user = g_strcmp0 (sender, "human") == 0 || g_strcmp0 (sender, "user") == 0;

  if (!propus_read_has_room (self->chat, error))
    return FALSE;

  if (!is_user && g_strcmp0 (sender, "assistant") != 0)
    {
      propus_read_omit (self->reading, self->chat, sender != NULL ? sender : _("A turn"), _("It is neither the person’s nor a model’s."));
    }
  else
    {
      self->turn = propus_transfer_chat_add (self->chat, is_user ? PROPUS_ROLE_USER : PROPUS_ROLE_MODEL, parent);
      self->turn->created = propus_read_iso (message, "created_at");
      if (!is_user && propus_json_get_string (message, "model") != NULL)
        self->turn->model = propus_transfer_dup_label (propus_json_get_string (message, "model"));
      if (propus_json_get_boolean (message, "truncated", FALSE))
        self->turn->state = PROPUS_MESSAGE_INTERRUPTED;
      read_words (self, message);
      read_files (self, message);
      parent = self->turn->id;
    }

  if (uuid != NULL)
    g_hash_table_insert (ids, (gpointer) uuid, GINT_TO_POINTER ((int) parent));
  *last = parent;
  return TRUE;
}

/**
 * propus_read_claude:
 * @reading: what is read
 * @conversation: one element of the list, which has "chat_messages"
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the chat
 */
PropusTransferChat *
propus_read_claude (PropusReading  *reading,
                    JsonObject     *conversation,
                    GError        **error)
{
  g_autofree char *title = propus_transfer_dup_label (propus_json_get_string (conversation, "name"));
  g_autoptr(PropusTransferChat) chat = propus_transfer_chat_new (title);
  g_autoptr(GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *messages = propus_json_get_array (conversation, "chat_messages");
  const char *leaf = propus_json_get_string (conversation, "current_leaf_message_uuid");
  Claude self = { reading, chat, NULL };
  gint64 last = 0;

  chat->created = propus_read_iso (conversation, "created_at");
  chat->updated = propus_read_iso (conversation, "updated_at");
  chat->pinned = propus_json_get_boolean (conversation, "is_starred", FALSE);

  for (guint i = 0; i < json_array_get_length (messages); i++)
    if (propus_json_array_object (messages, i) != NULL
        && !read_message (&self, propus_json_array_object (messages, i), ids, &last, error))
      return NULL;

  chat->head = leaf != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (ids, leaf)) : 0;
  if (chat->head == 0)
    chat->head = last;
  propus_read_finish (reading, chat);
  return g_steal_pointer (&chat);
}
