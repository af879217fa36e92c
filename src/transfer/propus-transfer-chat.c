/* propus-transfer-chat.c - chats as plain data, between the history and a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-transfer-chat.h"
#include "propus-transfer-text.h"

static void
free_message (gpointer data)
{
  PropusTransferMessage *self = data;

  g_free (self->model);
  g_free (self->finish_reason);
  g_free (self->failure);
  g_free (self->failure_detail);
  g_free (self->failure_text);
  g_free (self->usage);
  g_free (self->facts);
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->attachments);
  g_free (self);
}

/**
 * propus_transfer_chat_new:
 * @title: (nullable): its title; %NULL for ""
 *
 * Returns: (transfer full): a chat without messages
 */
PropusTransferChat *
propus_transfer_chat_new (const char *title)
{
  PropusTransferChat *self = g_atomic_rc_box_new0 (PropusTransferChat);

  self->title = g_strdup (title != NULL ? title : "");
  self->messages = g_ptr_array_new_with_free_func (free_message);
  return self;
}

PropusTransferChat *
propus_transfer_chat_ref (PropusTransferChat *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_chat (gpointer data)
{
  PropusTransferChat *self = data;

  g_free (self->title);
  g_free (self->model);
  g_free (self->folder);
  g_free (self->draft);
  g_free (self->settings);
  g_ptr_array_unref (self->messages);
}

void
propus_transfer_chat_unref (PropusTransferChat *self)
{
  g_atomic_rc_box_release_full (self, clear_chat);
}

/**
 * propus_transfer_chat_add:
 * @self: a chat that only the caller knows yet
 * @role: whose turn it is
 * @parent: the id of the turn before it, 0 for a first one
 *
 * Adds a complete turn without parts, whose id is its place in the array, from 1.
 *
 * Returns: (transfer none): it
 */
PropusTransferMessage *
propus_transfer_chat_add (PropusTransferChat *self,
                          PropusRole          role,
                          gint64              parent)
{
  PropusTransferMessage *message;

  g_return_val_if_fail (self != NULL, NULL);

  message = g_new0 (PropusTransferMessage, 1);
  message->id = (gint64) self->messages->len + 1;
  message->parent = parent;
  message->role = role;
  message->state = PROPUS_MESSAGE_COMPLETE;
  message->parts = g_ptr_array_new_with_free_func (g_free);
  message->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_transfer_attachment_unref);
  g_ptr_array_add (self->messages, message);
  return message;
}

/* {&id: message} */
static GHashTable *
index_messages (PropusTransferChat *self)
{
  GHashTable *places = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < self->messages->len; i++)
    {
      PropusTransferMessage *message = g_ptr_array_index (self->messages, i);

      g_hash_table_insert (places, &message->id, message);
    }

  return places;
}

/**
 * propus_transfer_chat_find:
 * @self: a chat
 * @id: a message's id
 *
 * Returns: (transfer none) (nullable): the message; usually found at once, else by a search through all
 */
PropusTransferMessage *
propus_transfer_chat_find (PropusTransferChat *self,
                           gint64              id)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (id > 0 && id <= (gint64) self->messages->len)
    {
      PropusTransferMessage *message = g_ptr_array_index (self->messages, (guint) id - 1);

      if (message->id == id)
        return message;
    }

  for (guint i = 0; i < self->messages->len; i++)
    {
      PropusTransferMessage *message = g_ptr_array_index (self->messages, i);

      if (message->id == id)
        return message;
    }

  return NULL;
}

/**
 * propus_transfer_chat_dup_branch:
 * @self: a chat
 *
 * Returns: (transfer container) (element-type PropusTransferMessage): the turns that are shown, from the first to the
 *   head; the array does not own them
 */
GPtrArray *
propus_transfer_chat_dup_branch (PropusTransferChat *self)
{
  g_autoptr(GHashTable) places = index_messages (self);
  GPtrArray *branch = g_ptr_array_new ();
  PropusTransferMessage *message = g_hash_table_lookup (places, &self->head);

  if (message == NULL && self->messages->len > 0)
    message = g_ptr_array_index (self->messages, self->messages->len - 1);
  while (message != NULL && branch->len < self->messages->len)
    {
      g_ptr_array_add (branch, message);
      message = g_hash_table_lookup (places, &message->parent);
    }

  for (guint i = 0; i < branch->len / 2; i++)
    {
      gpointer *other = &branch->pdata[branch->len - 1 - i];
      gpointer swap = branch->pdata[i];

      branch->pdata[i] = *other;
      *other = swap;
    }

  return branch;
}

/**
 * propus_transfer_chat_dup_ordered:
 * @self: a chat
 *
 * Returns: (transfer container) (element-type PropusTransferMessage): all its messages, each after its parent, else in
 *   the order of the array; a message whose parents go in a circle is not among them. The array does not own them.
 */
GPtrArray *
propus_transfer_chat_dup_ordered (PropusTransferChat *self)
{
  g_autoptr(GHashTable) places = index_messages (self);
  g_autoptr(GHashTable) done = g_hash_table_new (NULL, NULL);
  GPtrArray *ordered = g_ptr_array_new ();
  g_autoptr(GPtrArray) waiting = g_ptr_array_new ();

  for (guint i = 0; i < self->messages->len; i++)
    {
      PropusTransferMessage *message = g_ptr_array_index (self->messages, i);

      g_ptr_array_set_size (waiting, 0);
      while (message != NULL && g_hash_table_add (done, message))
        {
          g_ptr_array_add (waiting, message);
          message = g_hash_table_lookup (places, &message->parent);
        }
      /* It led back to one of these: none of them has a beginning. */
      if (message != NULL && g_ptr_array_find (waiting, message, NULL))
        continue;
      while (waiting->len > 0)
        g_ptr_array_add (ordered, g_ptr_array_steal_index (waiting, waiting->len - 1));
    }

  return ordered;
}

/**
 * propus_transfer_message_add_part:
 * @self: a message that only the caller knows yet
 * @json: one JSON object
 */
void
propus_transfer_message_add_part (PropusTransferMessage *self,
                                  const char            *json)
{
  g_return_if_fail (self != NULL && json != NULL);

  g_ptr_array_add (self->parts, g_strdup (json));
}

void
propus_transfer_message_add_text (PropusTransferMessage *self,
                                  const char            *text)
{
  g_return_if_fail (self != NULL && text != NULL);

  g_ptr_array_add (self->parts, propus_transfer_make_text_part (text, FALSE));
}

void
propus_transfer_message_add_thought (PropusTransferMessage *self,
                                     const char            *text)
{
  g_return_if_fail (self != NULL && text != NULL);

  g_ptr_array_add (self->parts, propus_transfer_make_text_part (text, TRUE));
}

/**
 * propus_transfer_message_attach:
 * @self: a message that only the caller knows yet
 * @attachment: (transfer full): an attachment
 */
void
propus_transfer_message_attach (PropusTransferMessage    *self,
                                PropusTransferAttachment *attachment)
{
  g_return_if_fail (self != NULL && attachment != NULL);

  g_ptr_array_add (self->attachments, attachment);
}

static char *
dup_texts (PropusTransferMessage *self,
           gboolean               thoughts)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < self->parts->len; i++)
    {
      g_autoptr(JsonNode) node = propus_json_parse (g_ptr_array_index (self->parts, i), -1, NULL);
      JsonObject *part = propus_json_node_object (node);
      const char *text = propus_json_get_string (part, "text");

      if (text != NULL && propus_json_get_boolean (part, "thought", FALSE) == thoughts)
        g_string_append (all, text);
    }

  return g_string_free (all, FALSE);
}

/**
 * propus_transfer_message_dup_text:
 * @self: a message
 *
 * Returns: (transfer full): what its text parts say, one after the other, as the API means them
 */
char *
propus_transfer_message_dup_text (PropusTransferMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return dup_texts (self, FALSE);
}

char *
propus_transfer_message_dup_thoughts (PropusTransferMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return dup_texts (self, TRUE);
}
