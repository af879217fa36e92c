/* propus-chat-data.c - chats as the history has them, and as a file has them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-chat-data.h"

#include "propus-leak-report.h"
#include "propus-raw-part.h"
#include "propus-transfer-text.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* --- out of the history --- */

static void
attach (PropusTransferMessage *data,
        PropusAttachment      *attachment)
{
  const char *path = propus_attachment_get_path (attachment);
  const char *hash = propus_attachment_get_hash (attachment);

  propus_transfer_message_attach (data, propus_transfer_attachment_new_for_path (propus_attachment_get_name (attachment),
                                                                                 propus_attachment_get_mime (attachment), hash,
                                                                                 (goffset) propus_attachment_get_size (attachment),
                                                                                 path != NULL ? path : ""));
}

static void
add_message (PropusTransferChat *chat,
             PropusMessage      *message)
{
  PropusTransferMessage *data = propus_transfer_chat_add (chat, propus_message_get_role (message),
                                                          propus_message_get_parent_id (message));

  data->id = propus_message_get_id (message);
  data->state = propus_message_is_running (message) ? PROPUS_MESSAGE_INTERRUPTED : propus_message_get_state (message);
  data->created = propus_message_get_created (message);
  data->thinking_us = propus_message_get_thinking_us (message);
  data->model = g_strdup (propus_message_get_model (message));
  data->finish_reason = g_strdup (propus_message_get_finish_reason (message));
  data->failure = g_strdup (propus_message_get_failure (message));
  data->failure_detail = g_strdup (propus_message_get_failure_detail (message));
  data->failure_text = g_strdup (propus_message_get_failure_text (message));
  data->usage = g_strdup (propus_message_get_usage (message));
  data->facts = g_strdup (propus_message_get_facts (message));

  for (guint i = 0; i < propus_message_get_n_raw_parts (message); i++)
    propus_transfer_message_add_part (data, propus_message_get_raw_part (message, i));
  if (propus_message_get_n_raw_parts (message) == 0 && *propus_message_get_thoughts (message) != '\0')
    propus_transfer_message_add_thought (data, propus_message_get_thoughts (message));
  if (propus_message_get_n_raw_parts (message) == 0 && *propus_message_get_text (message) != '\0')
    propus_transfer_message_add_text (data, propus_message_get_text (message));
  for (guint i = 0; i < propus_message_get_n_attachments (message); i++)
    attach (data, propus_message_get_attachment (message, i));
}

/**
 * propus_chat_data_from_history:
 * @header: a chat; its messages are not looked at
 * @messages: (element-type PropusMessage): all versions of all of them, parents before children
 * @head: the number of the last that is displayed
 * @folder: (nullable): the name of its folder
 *
 * Main thread only.
 *
 * Returns: (transfer full): a copy that any thread may have
 */
PropusTransferChat *
propus_chat_data_from_history (PropusConversation *header,
                               GPtrArray          *messages,
                               gint64              head,
                               const char         *folder)
{
  PropusTransferChat *chat;

  g_return_val_if_fail (PROPUS_IS_CONVERSATION (header), NULL);
  g_return_val_if_fail (messages != NULL, NULL);

  chat = propus_transfer_chat_new (propus_conversation_get_title (header));
  chat->title_origin = propus_conversation_get_title_origin (header);
  chat->model = g_strdup (propus_conversation_get_model (header));
  chat->folder = g_strdup (folder);
  chat->draft = g_strdup (propus_conversation_get_draft (header));
  chat->settings = g_strdup (propus_conversation_get_settings (header));
  chat->created = propus_conversation_get_created (header);
  chat->updated = propus_conversation_get_updated (header);
  chat->pinned = propus_conversation_get_pinned (header);
  chat->archived = propus_conversation_get_archived (header);
  chat->head = head;
  for (guint i = 0; i < messages->len; i++)
    add_message (chat, g_ptr_array_index (messages, i));

  return chat;
}

/* --- into the history --- */

/* A prompt is its text; parts are kept of one that is more than that. */
static gboolean
is_plain (PropusTransferMessage *data,
          const char            *text)
{
  g_autofree char *part = propus_transfer_make_text_part (text, FALSE);

  return data->role == PROPUS_ROLE_USER && data->parts->len == 1 && strcmp (part, g_ptr_array_index (data->parts, 0)) == 0;
}

static PropusMessage *
new_message (PropusTransferMessage *data,
             gint64                 default_time,
             GHashTable            *attachments)
{
  PropusMessage *message = propus_message_new (data->role, data->id);
  g_autofree char *text = propus_transfer_message_dup_text (data);
  g_autofree char *thoughts = propus_transfer_message_dup_thoughts (data);

  propus_message_set_parent_id (message, data->parent);
  propus_message_set_created (message, data->created != 0 ? data->created : default_time);
  propus_message_set_thinking_us (message, data->thinking_us);
  propus_message_set_model (message, data->model);
  propus_message_set_finish_reason (message, data->finish_reason);
  propus_message_set_failure (message, data->failure, data->failure_detail, data->failure_text);
  propus_message_set_usage (message, data->usage);
  propus_message_set_facts (message, data->facts);
  if (!is_plain (data, text))
    for (guint i = 0; i < data->parts->len; i++)
      propus_message_add_raw_part (message, g_ptr_array_index (data->parts, i));
  propus_message_append_thoughts (message, thoughts);
  propus_message_append_text (message, text);
  for (guint i = 0; i < data->attachments->len; i++)
    {
      PropusAttachment *attachment = g_hash_table_lookup (attachments, g_ptr_array_index (data->attachments, i));

      if (attachment != NULL)
        propus_message_add_attachment (message, attachment);
    }
  propus_message_set_state (message, data->state);

  return message;
}

/**
 * propus_chat_data_to_history:
 * @chat: what a file holds
 * @attachments: (element-type PropusTransferAttachment PropusAttachment): of those whose content the store has
 *
 * Main thread only.
 *
 * Returns: (transfer full): a chat that is not stored, with all versions of all messages
 */
PropusConversation *
propus_chat_data_to_history (PropusTransferChat *chat,
                             GHashTable         *attachments)
{
  PropusConversation *conversation = propus_conversation_new (0);
  g_autoptr(GPtrArray) ordered = propus_transfer_chat_dup_ordered (chat);
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 updated = chat->updated != 0 ? chat->updated : chat->created;

  if (updated == 0)
    updated = g_get_real_time ();
  for (guint i = 0; i < ordered->len; i++)
    g_ptr_array_add (messages, new_message (g_ptr_array_index (ordered, i), updated, attachments));

  propus_conversation_set_title (conversation, chat->title);
  propus_conversation_set_title_origin (conversation, chat->title_origin);
  propus_conversation_set_model (conversation, chat->model);
  propus_conversation_set_draft (conversation, chat->draft != NULL ? chat->draft : "");
  propus_conversation_set_settings (conversation, chat->settings);
  propus_conversation_set_pinned (conversation, chat->pinned);
  propus_conversation_set_archived (conversation, chat->archived);
  propus_conversation_append_all (conversation, messages);
  propus_conversation_set_created (conversation, chat->created != 0 ? chat->created : updated);
  propus_conversation_set_updated (conversation, updated);

  return conversation;
}

/* --- secrets --- */

static void
append (GString    *words,
        const char *text)
{
  if (text != NULL)
    g_string_append (g_string_append (words, text), "\n");
}

/**
 * propus_chat_data_dup_words:
 * @chat: a chat
 *
 * A text that came in pieces is in it in pieces, and whole.
 *
 * Returns: (transfer full): all of its texts, one after the other
 */
GBytes *
propus_chat_data_dup_words (PropusTransferChat *chat)
{
  GString *words = g_string_new (NULL);

  append (words, chat->title);
  append (words, chat->model);
  append (words, chat->folder);
  append (words, chat->draft);
  append (words, chat->settings);
  for (guint i = 0; i < chat->messages->len; i++)
    {
      PropusTransferMessage *message = g_ptr_array_index (chat->messages, i);
      g_autofree char *text = propus_transfer_message_dup_text (message);
      g_autofree char *thoughts = propus_transfer_message_dup_thoughts (message);

      append (words, text);
      append (words, thoughts);
      append (words, message->failure_detail);
      append (words, message->failure_text);
      append (words, message->usage);
      for (guint j = 0; j < message->parts->len; j++)
        append (words, g_ptr_array_index (message->parts, j));
      for (guint j = 0; j < message->attachments->len; j++)
        append (words, ((PropusTransferAttachment *) g_ptr_array_index (message->attachments, j))->name);
    }

  return g_string_free_to_bytes (words);
}

typedef struct
{
  GPtrArray *secrets;   /* of char* */
  gboolean redact;
} Scrub;

static char *
dup_without_secrets (Scrub      *scrub,
                     const char *text)
{
  GString *clean = g_string_new (text);

  for (guint i = 0; i < scrub->secrets->len; i++)
    g_string_replace (clean, g_ptr_array_index (scrub->secrets, i), PROPUS_LEAK_REDACTED, 0);
  return g_string_free (clean, FALSE);
}

static void
scrub_string (Scrub  *scrub,
              char  **text)
{
  char *clean;

  if (*text == NULL || scrub->secrets->len == 0)
    return;

  clean = dup_without_secrets (scrub, *text);
  g_free (*text);
  *text = clean;
}

static char *
dup_clean (Scrub      *scrub,
           const char *text)
{
  g_autofree char *clean = dup_without_secrets (scrub, text);

  return scrub->redact ? propus_transfer_redact (clean) : g_steal_pointer (&clean);
}

/* What a part says: NULL, no text. */
static char *
dup_part_text (const char *part,
               gboolean   *thought)
{
  g_autoptr(JsonNode) node = propus_raw_part_parse (part);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *text = object != NULL ? json_object_get_member (object, "text") : NULL;
  JsonNode *flag = object != NULL ? json_object_get_member (object, "thought") : NULL;

  if (text == NULL || json_node_get_value_type (text) != G_TYPE_STRING)
    return NULL;

  *thought = flag != NULL && json_node_get_value_type (flag) == G_TYPE_BOOLEAN && json_node_get_boolean (flag);
  return json_node_dup_string (text);
}

/* What is left of a text when each of its pieces is cleaned as it stands, without looking at its neighbours. */
static char *
dup_cleaned_apart (Scrub                 *scrub,
                   PropusTransferMessage *message,
                   guint                  first,
                   guint                  end,
                   gboolean               redact)
{
  Scrub apart = { scrub->secrets, redact };
  GString *pieces = g_string_new (NULL);

  for (guint i = first; i < end; i++)
    {
      g_autofree char *part = dup_without_secrets (scrub, g_ptr_array_index (message->parts, i));
      gboolean ignored;
      g_autofree char *text = dup_part_text (part, &ignored);
      g_autofree char *piece = dup_clean (&apart, text != NULL ? text : "");

      g_string_append (pieces, piece);
    }

  return g_string_free (pieces, FALSE);
}

/* Parts [@first, @end) are one text that came in pieces. What shows only when they are joined, or stands behind an escape,
 * is in none of the pieces: then they become one. What has the looks of a key within one part is taken out of it later,
 * where the rest of the part is kept. */
static void
scrub_run (Scrub                 *scrub,
           PropusTransferMessage *message,
           guint                  first,
           guint                  end,
           gboolean               thought)
{
  Scrub whole = { scrub->secrets, scrub->redact && end - first > 1 };
  g_autofree char *apart = dup_cleaned_apart (scrub, message, first, end, whole.redact);
  g_autoptr(GString) joined = g_string_new (NULL);
  g_autofree char *clean = NULL;

  for (guint i = first; i < end; i++)
    {
      gboolean ignored;
      g_autofree char *text = dup_part_text (g_ptr_array_index (message->parts, i), &ignored);

      g_string_append (joined, text != NULL ? text : "");
    }

  clean = dup_clean (&whole, joined->str);
  if (strcmp (clean, apart) == 0)
    return;

  g_ptr_array_remove_range (message->parts, first, end - first);
  g_ptr_array_insert (message->parts, (int) first, propus_transfer_make_text_part (clean, thought));
}

static void
scrub_parts (Scrub                 *scrub,
             PropusTransferMessage *message)
{
  guint end = message->parts->len;

  /* From the end: what is put together changes only places behind. */
  while (end > 0)
    {
      gboolean thought = FALSE, other = FALSE;
      g_autofree char *text = dup_part_text (g_ptr_array_index (message->parts, end - 1), &thought);
      guint first = end - 1;

      while (text != NULL && first > 0)
        {
          g_autofree char *before = dup_part_text (g_ptr_array_index (message->parts, first - 1), &other);

          if (before == NULL || other != thought)
            break;
          first--;
        }
      if (text != NULL)
        scrub_run (scrub, message, first, end, thought);
      end = first;
    }

  for (guint i = 0; i < message->parts->len; i++)
    scrub_string (scrub, (char **) &g_ptr_array_index (message->parts, i));
}

/* The longest first: one may be a piece of another. */
static int
compare_lengths (gconstpointer a,
                 gconstpointer b)
{
  gsize length_a = strlen (*(char **) a);
  gsize length_b = strlen (*(char **) b);

  return (length_a < length_b) - (length_a > length_b);
}

/**
 * propus_chat_data_scrub:
 * @chat: a chat that nobody else has yet
 * @secrets: (element-type utf8): what must not be in it, literally; they are sorted
 * @redact: whether what has the looks of a key will be replaced: then it is made sure that it is seen as a whole
 *
 * Takes the secrets out.
 */
void
propus_chat_data_scrub (PropusTransferChat *chat,
                        GPtrArray          *secrets,
                        gboolean            redact)
{
  Scrub scrub = { secrets, redact };

  g_ptr_array_sort (secrets, compare_lengths);
  scrub_string (&scrub, &chat->title);
  scrub_string (&scrub, &chat->model);
  scrub_string (&scrub, &chat->folder);
  scrub_string (&scrub, &chat->draft);
  scrub_string (&scrub, &chat->settings);
  for (guint i = 0; i < chat->messages->len; i++)
    {
      PropusTransferMessage *message = g_ptr_array_index (chat->messages, i);

      scrub_string (&scrub, &message->failure_detail);
      scrub_string (&scrub, &message->failure_text);
      scrub_string (&scrub, &message->usage);
      scrub_parts (&scrub, message);
      for (guint j = 0; j < message->attachments->len; j++)
        scrub_string (&scrub, &((PropusTransferAttachment *) g_ptr_array_index (message->attachments, j))->name);
    }
}
