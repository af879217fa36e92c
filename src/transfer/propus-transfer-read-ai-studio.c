/* propus-transfer-read-ai-studio.c - reads a prompt of Google AI Studio, as it lies in Google Drive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-limits.h"
#include "propus-transfer-read-private.h"
#include "propus-transfer-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Google documents no format. What is read here was seen in such files and written down by others:
 *
 * - One JSON object: runSettings (model "models/…", temperature, topP, topK, maxOutputTokens, safetySettings, …),
 *   systemInstruction {text} or {parts: [{text}]}, chunkedPrompt {chunks, pendingInputs}. The name of the file in Drive is
 *   the title (Sinity/polylogue, docs/providers/gemini.md; several converters on GitHub: chat2html.py).
 * - A chunk: role "user" or "model", text, isThought, tokenCount, finishReason, createTime (ISO 8601), parts [{text,
 *   thought, thoughtSignature}] that repeat the text, errorMessage, executableCode, codeExecutionResult (the same
 *   converters; loadChatJSON of another for errorMessage). One turn may be several chunks: thoughts, then the answer.
 * - Files: driveDocument, driveImage, driveVideo, driveAudio {id}, which are not in the file; youtubeVideo {id};
 *   inlineFile, inlineImage {mimeType, data}. branchParent names another file: each branch is a file of its own. */

#define MOST_INLINE (64u * 1024 * 1024)

typedef struct
{
  PropusReading *reading;
  PropusTransferChat *chat;
  PropusTransferMessage *turn;
  gboolean has_text;             /* the turn of a person said something already */
} Studio;

static void
omit_drive (Studio     *self,
            JsonObject *chunk)
{
  static const char * const names[] = { "driveDocument", "driveImage", "driveVideo", "driveAudio", "driveFile", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    {
      const char *id = propus_json_get_string (propus_json_get_object (chunk, names[i]), "id");

      if (id != NULL)
        propus_read_omit (self->reading, self->chat, id, _("This attachment lies in Google Drive and is not in the file."));
    }
}

static void
add_video (Studio     *self,
           JsonObject *chunk)
{
  const char *id = propus_json_get_string (propus_json_get_object (chunk, "youtubeVideo"), "id");
  g_autofree char *part = NULL;

  if (id == NULL)
    return;
  if (strlen (id) > 64 || strspn (id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != strlen (id))
    {
      propus_read_omit (self->reading, self->chat, _("A video"), _("Its address is not one of YouTube."));
      return;
    }

  part = g_strdup_printf ("{\"fileData\":{\"fileUri\":\"https://www.youtube.com/watch?v=%s\"}}", id);
  propus_transfer_message_add_part (self->turn, part);
}

/* A file within the file: of a person an attachment, of the model a part that can go back to it. */
static void
add_inline (Studio     *self,
            JsonObject *file)
{
  const char *data = propus_json_get_string (file, "data");
  const char *mime = propus_json_get_string (file, "mimeType");
  g_autofree guchar *plain = NULL;
  g_autoptr(GBytes) bytes = NULL;
  gsize length = 0;
  const char *name;

  if (data == NULL || strlen (data) > MOST_INLINE)
    {
      propus_read_omit (self->reading, self->chat, _("An attachment"), _("The file does not contain this attachment."));
      return;
    }

  if (self->turn->role == PROPUS_ROLE_MODEL)
    {
      g_autoptr(GString) part = g_string_new ("{\"inlineData\":{\"mimeType\":");

      propus_transfer_append_string (part, mime != NULL ? mime : "application/octet-stream");
      g_string_append (part, ",\"data\":");
      propus_transfer_append_string (part, data);
      g_string_append (part, "}}");
      propus_transfer_message_add_part (self->turn, part->str);
      return;
    }

  plain = g_base64_decode (data, &length);
  bytes = g_bytes_new_take (g_steal_pointer (&plain), length);
  name = propus_json_get_string (file, "displayName");
  propus_transfer_message_attach (self->turn, propus_transfer_attachment_new_for_bytes (name != NULL ? name : _("Attachment"),
                                                                                       mime, bytes));
}

static void
add_files (Studio     *self,
           JsonObject *chunk)
{
  static const char * const names[] = { "inlineFile", "inlineImage", "inlineAudio", "inlineVideo", "inlineData", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    if (propus_json_get_object (chunk, names[i]) != NULL)
      add_inline (self, propus_json_get_object (chunk, names[i]));

  omit_drive (self, chunk);
  add_video (self, chunk);
}

/* Code that ran is the API's own kind of part. */
static void
add_object_part (Studio     *self,
                 JsonObject *chunk,
                 const char *name)
{
  JsonObject *object = propus_json_get_object (chunk, name);
  g_autofree char *json = NULL;
  g_autofree char *part = NULL;

  if (object == NULL)
    return;

  json = propus_json_object_to_string (object, FALSE);
  part = g_strdup_printf ("{\"%s\":%s}", name, json);
  propus_transfer_message_add_part (self->turn, part);
}

/* The parts hold what the text says and the signatures as well: they are taken, when they say as much. */
static gboolean
add_parts (Studio     *self,
           JsonObject *chunk)
{
  JsonArray *parts = propus_json_get_array (chunk, "parts");
  gsize said = 0;

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      const char *text = propus_json_get_string (propus_json_array_object (parts, i), "text");

      said += text != NULL ? strlen (text) : 0;
    }
  if (said == 0 || self->turn->role != PROPUS_ROLE_MODEL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (parts) && i < PROPUS_LIMIT_IMPORT_PARTS; i++)
    if (propus_json_array_object (parts, i) != NULL)
      {
        g_autofree char *json = propus_json_object_to_string (propus_json_array_object (parts, i), FALSE);

        propus_transfer_message_add_part (self->turn, json);
      }

  return TRUE;
}

static void
read_words (Studio     *self,
            JsonObject *chunk)
{
  const char *text = propus_json_get_string (chunk, "text");

  if (add_parts (self, chunk) || text == NULL || *text == '\0')
    return;

  if (propus_json_get_boolean (chunk, "isThought", FALSE))
    {
      propus_transfer_message_add_thought (self->turn, text);
      return;
    }

  /* Parts are joined without anything between them; what a person sent one after the other are paragraphs. */
  if (self->has_text && self->turn->role == PROPUS_ROLE_USER)
    propus_transfer_message_add_text (self->turn, "\n\n");
  propus_transfer_message_add_text (self->turn, text);
  self->has_text = TRUE;
}

static void
read_end (Studio     *self,
          JsonObject *chunk)
{
  const char *failure = propus_json_get_string (chunk, "errorMessage");
  const char *finish = propus_json_get_string (chunk, "finishReason");

  if (self->turn->role != PROPUS_ROLE_MODEL)
    return;
  if (finish != NULL)
    {
      g_free (self->turn->finish_reason);
      self->turn->finish_reason = propus_transfer_dup_label (finish);
    }
  if (failure != NULL && *failure != '\0')
    {
      g_free (self->turn->failure_text);
      self->turn->failure_text = propus_transfer_dup_label (failure);
      self->turn->state = PROPUS_MESSAGE_FAILED;
    }
}

static gboolean
read_chunk (Studio      *self,
            JsonObject  *chunk,
            const char  *model,
            GError     **error)
{
  const char *role = propus_json_get_string (chunk, "role");
  gboolean is_user = g_strcmp0 (role, "user") == 0;
  PropusRole wanted = is_user ? PROPUS_ROLE_USER : PROPUS_ROLE_MODEL;

  if (!is_user && g_strcmp0 (role, "model") != 0)
    {
      propus_read_omit (self->reading, self->chat, role != NULL ? role : _("A turn"), _("It is neither the person’s nor a model’s."));
      return TRUE;
    }
  if (!propus_read_has_room (self->chat, error))
    return FALSE;

  if (self->turn == NULL || self->turn->role != wanted)
    {
      self->turn = propus_transfer_chat_add (self->chat, wanted, self->turn != NULL ? self->turn->id : 0);
      self->has_text = FALSE;
      if (!is_user && *model != '\0')
        self->turn->model = g_strdup (model);
    }
  if (self->turn->created == 0)
    self->turn->created = propus_read_iso (chunk, "createTime");

  if (self->turn->parts->len >= PROPUS_LIMIT_IMPORT_PARTS)
    return propus_read_fail (error, _("A message of the chat has too many parts."));
  add_files (self, chunk);
  read_words (self, chunk);
  add_object_part (self, chunk, "executableCode");
  add_object_part (self, chunk, "codeExecutionResult");
  read_end (self, chunk);
  return TRUE;
}

static char *
dup_instruction (JsonObject *instruction)
{
  JsonArray *parts = propus_json_get_array (instruction, "parts");
  const char *text = propus_json_get_string (instruction, "text");
  GString *all = g_string_new (text);

  for (guint i = 0; text == NULL && parts != NULL && i < json_array_get_length (parts) && i < PROPUS_LIMIT_IMPORT_PARTS; i++)
    {
      const char *part = propus_json_get_string (propus_json_array_object (parts, i), "text");

      g_string_append_printf (all, "%s%s", all->len > 0 && part != NULL ? "\n\n" : "", part != NULL ? part : "");
    }

  return g_string_free (all, FALSE);
}

static char *
make_settings (JsonObject *prompt)
{
  static const char * const names[] = { "temperature", "topP", "topK", "maxOutputTokens", NULL };
  JsonObject *run = propus_json_get_object (prompt, "runSettings");
  g_autofree char *instruction = dup_instruction (propus_json_get_object (prompt, "systemInstruction"));
  g_autoptr(JsonObject) settings = json_object_new ();

  if (*instruction != '\0')
    json_object_set_string_member (settings, "systemInstruction", instruction);
  for (guint i = 0; names[i] != NULL; i++)
    if (propus_read_is_number (run, names[i]))
      json_object_set_member (settings, names[i], json_node_copy (json_object_get_member (run, names[i])));

  return json_object_get_size (settings) > 0 ? propus_json_object_to_string (settings, FALSE) : NULL;
}

/* What was typed and not sent. */
static void
read_draft (Studio     *self,
            JsonObject *chunked)
{
  JsonArray *inputs = propus_json_get_array (chunked, "pendingInputs");
  g_autoptr(GString) draft = g_string_new (NULL);

  for (guint i = 0; inputs != NULL && i < json_array_get_length (inputs) && i < PROPUS_LIMIT_IMPORT_PARTS; i++)
    {
      const char *text = propus_json_get_string (propus_json_array_object (inputs, i), "text");

      omit_drive (self, propus_json_array_object (inputs, i));
      if (text != NULL)
        g_string_append (draft, text);
    }

  if (draft->len > 0)
    self->chat->draft = g_string_free (g_steal_pointer (&draft), FALSE);
}

/**
 * propus_read_ai_studio:
 * @reading: what is read
 * @prompt: the whole file, which has a "chunkedPrompt"
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the chat
 */
PropusTransferChat *
propus_read_ai_studio (PropusReading  *reading,
                       JsonObject     *prompt,
                       GError        **error)
{
  g_autofree char *title = propus_transfer_dup_label (reading->file_name);
  g_autoptr(PropusTransferChat) chat = propus_transfer_chat_new (title);
  JsonObject *chunked = propus_json_get_object (prompt, "chunkedPrompt");
  JsonArray *chunks = propus_json_get_array (chunked, "chunks");
  const char *name = propus_json_get_string (propus_json_get_object (prompt, "runSettings"), "model");
  g_autofree char *model = propus_transfer_dup_label (name != NULL && g_str_has_prefix (name, "models/") ? name + 7 : name);
  Studio self = { reading, chat, NULL, FALSE };

  for (guint i = 0; chunks != NULL && i < json_array_get_length (chunks); i++)
    if (propus_json_array_object (chunks, i) != NULL && !read_chunk (&self, propus_json_array_object (chunks, i), model, error))
      return NULL;

  if (*model != '\0')
    chat->model = g_strdup (model);
  chat->settings = make_settings (prompt);
  chat->head = self.turn != NULL ? self.turn->id : 0;
  read_draft (&self, chunked);
  propus_read_finish (reading, chat);
  return g_steal_pointer (&chat);
}
