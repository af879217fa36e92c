/* propus-transfer-read-own.c - reads a chat of our own export
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-limits.h"
#include "propus-text.h"
#include "propus-transfer-error.h"
#include "propus-transfer-read-private.h"
#include "propus-transfer-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* The format is written down in propus-transfer-json.c. No tree is built of it: parts keep their bytes, and a chat of
 * 500 MB needs as much memory and not five times as much. Wrong types count as absent; what would make a wrong tree of
 * turns makes the chat unreadable. */

#define STRING_BYTES (16 * 1024 * 1024)   /* of a draft, a failure's text */

typedef struct
{
  PropusReading *reading;
  PropusTransferSource *source;
  PropusTransferLexer *lexer;
  PropusTransferChat *chat;
  GHashTable *places;        /* {id in the file: our id}; a turn that was left out stands for its parent */
  gint64 head;               /* as in the file */
  char *title_origin;
} Own;

static void
free_own (Own *self)
{
  propus_transfer_lexer_free (self->lexer);
  g_clear_pointer (&self->chat, propus_transfer_chat_unref);
  g_hash_table_unref (self->places);
  g_free (self->title_origin);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Own, free_own)

/* Whether @key is @name and its value a string, which is then read; any other value is passed over. */
static gboolean
read_string (Own                *self,
             const char         *key,
             const char         *name,
             const PropusToken  *value,
             char              **string,
             GError            **error)
{
  g_autofree char *text = NULL;

  if (strcmp (key, name) != 0 || value->kind != PROPUS_TOKEN_STRING)
    return TRUE;

  text = propus_transfer_lexer_dup_string (self->lexer, value, STRING_BYTES, error);
  if (text == NULL)
    return FALSE;

  g_free (*string);
  *string = *text != '\0' ? g_steal_pointer (&text) : NULL;
  return TRUE;
}

static gboolean
read_number (Own                *self,
             const char         *key,
             const char         *name,
             const PropusToken  *value,
             gint64             *number,
             GError            **error)
{
  g_autofree char *text = NULL;

  if (strcmp (key, name) != 0 || value->kind != PROPUS_TOKEN_NUMBER)
    return TRUE;

  text = propus_transfer_source_dup_range (self->source, value->range.offset, (gsize) value->range.length, error);
  if (text == NULL)
    return FALSE;

  *number = MAX (g_ascii_strtoll (text, NULL, 10), 0);
  return TRUE;
}

static gboolean
read_true (Own                *self,
           const char         *key,
           const char         *name,
           const PropusToken  *value,
           gboolean           *flag)
{
  if (strcmp (key, name) == 0 && value->kind == PROPUS_TOKEN_LITERAL)
    {
      char letter = 'f';

      *flag = propus_transfer_source_read (self->source, value->range.offset, &letter, 1, NULL) && letter == 't';
    }

  return TRUE;
}

/* An object as it stands, byte for byte; @value is its first token. */
static char *
dup_object (Own                *self,
            const PropusToken  *value,
            GError            **error)
{
  g_autofree char *raw = NULL;
  PropusRange range;

  if (!propus_transfer_lexer_skip (self->lexer, value, &range, error))
    return NULL;
  if (range.length > PROPUS_LIMIT_IMPORT_CHAT_BYTES)
    {
      propus_read_fail (error, _("A part of the chat is too large."));
      return NULL;
    }

  raw = propus_transfer_source_dup_range (self->source, range.offset, (gsize) range.length, error);
  return raw != NULL ? propus_text_make_valid (raw, (gssize) range.length) : NULL;
}

/* Reads the object, when the member is @name and is one; @done says whether its tokens were taken. */
static gboolean
read_object (Own                *self,
             const char         *key,
             const char         *name,
             const PropusToken  *value,
             char              **object,
             gboolean           *done,
             GError            **error)
{
  if (strcmp (key, name) != 0 || value->kind != PROPUS_TOKEN_OBJECT)
    return TRUE;

  g_free (*object);
  *object = dup_object (self, value, error);
  *done = TRUE;
  return *object != NULL;
}

static gboolean
read_parts (Own                    *self,
            PropusTransferMessage  *message,
            GError                **error)
{
  g_autoptr(GError) local_error = NULL;
  PropusToken value;

  while (propus_transfer_lexer_next_element (self->lexer, &value, &local_error))
    {
      char *part = NULL;

      if (message->parts->len >= PROPUS_LIMIT_IMPORT_PARTS)
        return propus_read_fail (error, _("A message of the chat has too many parts."));
      if (value.kind == PROPUS_TOKEN_OBJECT)
        part = dup_object (self, &value, error);
      else if (value.kind == PROPUS_TOKEN_STRING)
        part = propus_transfer_lexer_dup_string (self->lexer, &value, STRING_BYTES, error);
      else if (!propus_transfer_lexer_skip (self->lexer, &value, NULL, error))
        return FALSE;
      else
        continue;

      if (part == NULL)
        return FALSE;
      g_ptr_array_add (message->parts, part);
    }

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
is_hash (const char *text)
{
  return text != NULL && strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static void
add_attachment (Own                   *self,
                PropusTransferMessage *message,
                JsonObject            *object)
{
  const char *hash = propus_json_get_string (object, "sha256");
  PropusTransferAttachment *known = is_hash (hash) ? g_hash_table_lookup (self->reading->attachments, hash) : NULL;
  gint64 size = propus_json_get_int (object, "size", -1);
  PropusTransferAttachment *attachment;

  attachment = propus_transfer_attachment_new (propus_json_get_string (object, "name"), propus_json_get_string (object, "mime"),
                                               is_hash (hash) ? hash : NULL, size);
  if (known != NULL)
    {
      propus_transfer_attachment_set_range (attachment, known->source, &known->range, TRUE);
      attachment->size = known->size;
    }
  propus_transfer_message_attach (message, attachment);
}

static gboolean
read_attachments (Own                    *self,
                  PropusTransferMessage  *message,
                  GError                **error)
{
  g_autoptr(GError) local_error = NULL;
  PropusToken value;

  while (propus_transfer_lexer_next_element (self->lexer, &value, &local_error))
    {
      g_autofree char *text = NULL;
      g_autoptr(JsonNode) node = NULL;
      PropusRange range;

      if (!propus_transfer_lexer_skip (self->lexer, &value, &range, error))
        return FALSE;
      if (value.kind != PROPUS_TOKEN_OBJECT || range.length > STRING_BYTES || message->attachments->len >= PROPUS_LIMIT_IMPORT_PARTS)
        continue;

      text = propus_transfer_source_dup_range (self->source, range.offset, (gsize) range.length, error);
      if (text == NULL)
        return FALSE;
      node = propus_json_parse (text, (gssize) range.length, NULL);
      if (propus_json_node_object (node) != NULL)
        add_attachment (self, message, propus_json_node_object (node));
    }

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

typedef struct
{
  gint64 id;
  gint64 parent;
  char *role;
  char *state;
} Header;

static void
clear_header (Header *self)
{
  g_free (self->role);
  g_free (self->state);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Header, clear_header)

static gboolean
read_message_member (Own                    *self,
                     const char             *key,
                     const PropusToken      *value,
                     Header                 *header,
                     PropusTransferMessage  *message,
                     GError                **error)
{
  gboolean done = FALSE;

  if (strcmp (key, "parts") == 0 && value->kind == PROPUS_TOKEN_ARRAY)
    return read_parts (self, message, error);
  if (strcmp (key, "attachments") == 0 && value->kind == PROPUS_TOKEN_ARRAY)
    return read_attachments (self, message, error);

  return read_number (self, key, "id", value, &header->id, error)
         && read_number (self, key, "parent", value, &header->parent, error)
         && read_string (self, key, "role", value, &header->role, error)
         && read_string (self, key, "state", value, &header->state, error)
         && read_number (self, key, "created", value, &message->created, error)
         && read_number (self, key, "thinking_us", value, &message->thinking_us, error)
         && read_string (self, key, "model", value, &message->model, error)
         && read_string (self, key, "finish_reason", value, &message->finish_reason, error)
         && read_string (self, key, "failure", value, &message->failure, error)
         && read_string (self, key, "failure_detail", value, &message->failure_detail, error)
         && read_string (self, key, "failure_text", value, &message->failure_text, error)
         && read_object (self, key, "usage", value, &message->usage, &done, error)
         && (done || read_object (self, key, "facts", value, &message->facts, &done, error))
         && (done || propus_transfer_lexer_skip (self->lexer, value, NULL, error));
}

static PropusTitleOrigin
parse_title_origin (const char *nick)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (PROPUS_TYPE_TITLE_ORIGIN);
  GEnumValue *found = nick != NULL ? g_enum_get_value_by_nick (klass, nick) : NULL;

  return found != NULL ? (PropusTitleOrigin) found->value : PROPUS_TITLE_LOCAL;
}

static PropusMessageState
parse_state (const char *nick)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (PROPUS_TYPE_MESSAGE_STATE);
  GEnumValue *found = nick != NULL ? g_enum_get_value_by_nick (klass, nick) : NULL;
  PropusMessageState state = found != NULL ? (PropusMessageState) found->value : PROPUS_MESSAGE_COMPLETE;

  return state == PROPUS_MESSAGE_PENDING || state == PROPUS_MESSAGE_STREAMING ? PROPUS_MESSAGE_INTERRUPTED : state;
}

/* Gives the message that was just read its place in the tree, or takes it out again. */
static gboolean
place_message (Own                    *self,
               const Header           *header,
               PropusTransferMessage  *message,
               GError                **error)
{
  gpointer parent = NULL;

  if (header->id <= 0 || g_hash_table_contains (self->places, &header->id)
      || (header->parent != 0 && !g_hash_table_lookup_extended (self->places, &header->parent, NULL, &parent)))
    return propus_read_fail (error, _("The turns of the chat do not fit together."));

  message->parent = GPOINTER_TO_INT (parent);
  message->state = parse_state (header->state);
  message->role = g_strcmp0 (header->role, "user") == 0 ? PROPUS_ROLE_USER : PROPUS_ROLE_MODEL;

  if (g_strcmp0 (header->role, "user") != 0 && g_strcmp0 (header->role, "model") != 0)
    {
      propus_read_omit (self->reading, self->chat, _("A turn"), _("It is neither the person’s nor a model’s."));
      g_ptr_array_remove_index (self->chat->messages, self->chat->messages->len - 1);
      g_hash_table_insert (self->places, g_memdup2 (&header->id, sizeof header->id), parent);
      return TRUE;
    }

  for (guint i = 0; i < message->attachments->len; i++)
    {
      PropusTransferAttachment *attachment = g_ptr_array_index (message->attachments, i);

      if (!propus_transfer_attachment_has_data (attachment))
        propus_read_omit (self->reading, self->chat, attachment->name, _("The file does not contain this attachment."));
    }

  g_hash_table_insert (self->places, g_memdup2 (&header->id, sizeof header->id), GINT_TO_POINTER ((int) message->id));
  return TRUE;
}

static gboolean
read_message (Own     *self,
              GError **error)
{
  PropusTransferMessage *message = propus_transfer_chat_add (self->chat, PROPUS_ROLE_USER, 0);
  g_autoptr(GError) local_error = NULL;
  g_autofree char *key = NULL;
  g_auto(Header) header = { 0, 0, NULL, NULL };
  PropusToken value;

  while (propus_transfer_lexer_next_member (self->lexer, &key, &value, &local_error))
    if (!read_message_member (self, key, &value, &header, message, error))
      return FALSE;

  if (local_error == NULL)
    return place_message (self, &header, message, error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
read_messages (Own     *self,
               GError **error)
{
  g_autoptr(GError) local_error = NULL;
  PropusToken value;

  while (propus_transfer_lexer_next_element (self->lexer, &value, &local_error))
    {
      if (value.kind != PROPUS_TOKEN_OBJECT)
        return propus_read_fail (error, _("The turns of the chat do not fit together."));
      if (!propus_read_has_room (self->chat, error) || !read_message (self, error))
        return FALSE;
    }

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
read_member (Own                *self,
             const char         *key,
             const PropusToken  *value,
             GError            **error)
{
  PropusTransferChat *chat = self->chat;
  gboolean done = FALSE;

  if (strcmp (key, "messages") == 0 && value->kind == PROPUS_TOKEN_ARRAY)
    return read_messages (self, error);

  return read_string (self, key, "title", value, &chat->title, error)
         && read_string (self, key, "title_origin", value, &self->title_origin, error)
         && read_string (self, key, "model", value, &chat->model, error)
         && read_string (self, key, "folder", value, &chat->folder, error)
         && read_string (self, key, "draft", value, &chat->draft, error)
         && read_number (self, key, "created", value, &chat->created, error)
         && read_number (self, key, "updated", value, &chat->updated, error)
         && read_number (self, key, "head", value, &self->head, error)
         && read_true (self, key, "pinned", value, &chat->pinned)
         && read_true (self, key, "archived", value, &chat->archived)
         && read_object (self, key, "settings", value, &chat->settings, &done, error)
         && (done || propus_transfer_lexer_skip (self->lexer, value, NULL, error));
}

/**
 * propus_read_own:
 * @reading: what is read
 * @source: the file
 * @range: where in it the chat lies
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the chat
 */
PropusTransferChat *
propus_read_own (PropusReading         *reading,
                 PropusTransferSource  *source,
                 const PropusRange     *range,
                 GError               **error)
{
  g_auto(Own) self = { reading, source, propus_transfer_lexer_new (source, range), propus_transfer_chat_new (NULL),
                       g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL), 0, NULL };
  g_autoptr(GError) local_error = NULL;
  g_autofree char *key = NULL;
  PropusToken value;

  if (range->length > PROPUS_LIMIT_IMPORT_OWN_BYTES)
    {
      propus_read_fail (error, _("The chat is too large to be imported."));
      return NULL;
    }
  if (!propus_transfer_lexer_next (self.lexer, &value, error))
    return NULL;
  if (value.kind != PROPUS_TOKEN_OBJECT)
    {
      propus_read_fail (error, _("It is not a chat."));
      return NULL;
    }

  while (propus_transfer_lexer_next_member (self.lexer, &key, &value, &local_error))
    if (!read_member (&self, key, &value, error))
      return NULL;
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  if (self.chat->title == NULL)
    self.chat->title = g_strdup ("");
  self.chat->title_origin = parse_title_origin (self.title_origin);
  self.chat->head = GPOINTER_TO_INT (g_hash_table_lookup (self.places, &self.head));
  return g_steal_pointer (&self.chat);
}

/* One entry of the list of attachments; its data stays where it is. */
static gboolean
read_entry (PropusReading         *reading,
            PropusTransferLexer   *lexer,
            PropusTransferSource  *source,
            GError               **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *key = NULL;
  g_autofree char *hash = NULL;
  PropusRange data = { 0, 0 };
  PropusToken value;

  while (propus_transfer_lexer_next_member (lexer, &key, &value, &local_error))
    {
      if (strcmp (key, "sha256") == 0 && value.kind == PROPUS_TOKEN_STRING && value.range.length < 100)
        {
          g_free (hash);
          hash = propus_transfer_lexer_dup_string (lexer, &value, 100, error);
          if (hash == NULL)
            return FALSE;
        }
      else if (strcmp (key, "data") == 0 && value.kind == PROPUS_TOKEN_STRING)
        {
          data = (PropusRange) { value.range.offset + 1, value.range.length - 2 };
        }
      else if (!propus_transfer_lexer_skip (lexer, &value, NULL, error))
        {
          return FALSE;
        }
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (is_hash (hash) && data.offset > 0)
    {
      PropusTransferAttachment *attachment = propus_transfer_attachment_new (NULL, NULL, hash, -1);

      propus_transfer_attachment_set_range (attachment, source, &data, TRUE);
      g_hash_table_replace (reading->attachments, attachment->sha256, attachment);
    }
  return TRUE;
}

/**
 * propus_read_own_attachments:
 * @reading: what is read
 * @lexer: within the list of attachments
 * @source: the file
 * @error: return location
 *
 * Notes where the attachments lie.
 *
 * Returns: %FALSE with @error set when the file is broken
 */
gboolean
propus_read_own_attachments (PropusReading         *reading,
                             PropusTransferLexer   *lexer,
                             PropusTransferSource  *source,
                             GError               **error)
{
  g_autoptr(GError) local_error = NULL;
  PropusToken value;

  while (propus_transfer_lexer_next_element (lexer, &value, &local_error))
    {
      if (g_hash_table_size (reading->attachments) >= PROPUS_LIMIT_IMPORT_MEMBERS)
        {
          g_set_error_literal (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_TOO_LARGE, _("The file holds too many attachments."));
          return FALSE;
        }
      if (value.kind == PROPUS_TOKEN_OBJECT ? !read_entry (reading, lexer, source, error)
                                            : !propus_transfer_lexer_skip (lexer, &value, NULL, error))
        return FALSE;
    }

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * propus_read_check_attachments:
 * @reading: what is read
 * @cancellable: (nullable): a #GCancellable
 *
 * Forgets the attachments whose bytes are not those of their hash; the chats that name them say so.
 */
void
propus_read_check_attachments (PropusReading *reading,
                               GCancellable  *cancellable)
{
  GHashTableIter iter;
  gpointer attachment;

  g_hash_table_iter_init (&iter, reading->attachments);
  while (g_hash_table_iter_next (&iter, NULL, &attachment))
    if (!propus_transfer_attachment_check (attachment, cancellable, NULL))
      g_hash_table_iter_remove (&iter);
}
