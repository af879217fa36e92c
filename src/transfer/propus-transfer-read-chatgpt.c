/* propus-transfer-read-chatgpt.c - reads a conversation of ChatGPT's data export
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-limits.h"
#include "propus-transfer-error.h"
#include "propus-transfer-read-private.h"
#include "propus-transfer-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* OpenAI documents no format. What is read here was seen in exports and written down by others:
 *
 * - The export is a ZIP archive with "conversations.json", a list of conversations; since early 2026 large ones have
 *   "conversations-000.json", "-001", … instead (convoviz, docs/dev/chatgpt-spec.md, "ChatGPT User Data Export
 *   Specification (Unofficial)" v3.0 of 2026-02-05; several readers on GitHub for the numbered names).
 * - A conversation has title, create_time and update_time (Unix seconds with a fraction), is_archived, current_node and
 *   "mapping": {node id: {id, message or null, parent, children}}. The root has no message; more than one child is an
 *   edited prompt or a regenerated answer; current_node is the leaf that is shown (chatgpt-export-parser by mitkury,
 *   docs/chatgpt-data-export-format.md; the specification, 2.1 and 3). pinned_time, is_starred: the same, 2.1.
 * - A message has author.role (system, user, assistant, tool) and author.name, create_time or null, status, recipient,
 *   metadata.model_slug, metadata.finish_details, metadata.attachments, metadata.is_visually_hidden_from_conversation
 *   (the specification, 4.1, 4.3, 7). Custom instructions are a system message with is_user_system_message and
 *   user_context_message_data, or content of the type "user_editable_context" (mitkury; the specification, 4.3).
 * - content.content_type: text and multimodal_text with parts (strings and objects such as image_asset_pointer, whose
 *   asset_pointer is "sediment://file_…" or, older, "file-service://file-…"; audio_transcription with text), code with
 *   language and text, execution_output with text, thoughts with [{summary, content}], reasoning_recap with content,
 *   tether_quote, tether_browsing_display, sonic_webpage, system_error (the specification, 4.2 and 11).
 * - The files that pointers name lie in the archive under names that begin with the id (the same, 1.2).
 *
 * Several nodes in a row (a call of Python, what it printed, the words after it) are one turn of the model here. */

#define MOST_FILES 1000   /* of one turn; each is looked for among the others */

typedef struct _Node Node;

struct _Node
{
  JsonObject *node;
  JsonObject *message;              /* NULL: the root and placeholders */
  GPtrArray *children;              /* of Node, in the order of the versions */
  Node *parent;
  gboolean placed;                  /* among its parent's children, or as a root */
  gboolean visited;
  PropusTransferMessage *turn;      /* what its children answer; NULL: nothing yet */
};

typedef struct
{
  PropusReading *reading;
  PropusTransferChat *chat;
  GHashTable *nodes;                /* {id: Node} */
  GPtrArray *order;                 /* of Node, as in the file */
  GString *instructions;
  guint n_read;
} Tree;

static void
free_node (gpointer data)
{
  Node *self = data;

  g_ptr_array_unref (self->children);
  g_free (self);
}

static void
clear_tree (Tree *self)
{
  g_clear_pointer (&self->chat, propus_transfer_chat_unref);
  g_hash_table_unref (self->nodes);
  g_ptr_array_unref (self->order);
  g_string_free (self->instructions, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tree, clear_tree)

static void
add_node (JsonObject *mapping,
          const char *id,
          JsonNode   *value,
          gpointer    user_data)
{
  Tree *self = user_data;
  Node *node;

  if (propus_json_node_object (value) == NULL)
    return;

  node = g_new0 (Node, 1);
  node->node = propus_json_node_object (value);
  node->message = propus_json_get_object (node->node, "message");
  node->children = g_ptr_array_new ();
  g_hash_table_insert (self->nodes, (gpointer) id, node);
  g_ptr_array_add (self->order, node);
}

static void
adopt (Node *parent,
       Node *child)
{
  if (child == NULL || child == parent || child->placed)
    return;

  child->placed = TRUE;
  child->parent = parent;
  g_ptr_array_add (parent->children, child);
}

/* The lists of children give the order of versions; where they lack a node, its "parent" counts. */
static void
connect_nodes (Tree *self)
{
  for (guint i = 0; i < self->order->len; i++)
    {
      Node *node = g_ptr_array_index (self->order, i);
      JsonArray *children = propus_json_get_array (node->node, "children");

      for (guint k = 0; children != NULL && k < json_array_get_length (children); k++)
        {
          const char *id = propus_json_array_string (children, k);

          if (id != NULL)
            adopt (node, g_hash_table_lookup (self->nodes, id));
        }
    }

  for (guint i = 0; i < self->order->len; i++)
    {
      Node *node = g_ptr_array_index (self->order, i);
      const char *id = propus_json_get_string (node->node, "parent");
      Node *parent = id != NULL ? g_hash_table_lookup (self->nodes, id) : NULL;

      if (parent != NULL)
        adopt (parent, node);
    }
}

/* --- content --- */

typedef struct
{
  Tree *tree;
  JsonObject *message;
  JsonObject *metadata;
  PropusTransferMessage *turn;      /* collects what the message says */
} Content;

static const char *
skip_scheme (const char *pointer)
{
  const char *rest = strstr (pointer, "://");

  return rest != NULL ? rest + 3 : pointer;
}

/* What metadata.attachments says of the file with this id. */
static JsonObject *
find_attachment (JsonObject *metadata,
                 const char *id)
{
  JsonArray *list = propus_json_get_array (metadata, "attachments");

  for (guint i = 0; list != NULL && i < json_array_get_length (list) && i < MOST_FILES; i++)
    {
      JsonObject *object = propus_json_array_object (list, i);

      if (g_strcmp0 (propus_json_get_string (object, "id"), id) == 0)
        return object;
    }

  return NULL;
}

static const char *
get_mime (JsonObject *attachment)
{
  const char *mime = propus_json_get_string (attachment, "mime_type");

  return mime != NULL ? mime : propus_json_get_string (attachment, "mimeType");
}

static void
attach_file (Content    *content,
             const char *id,
             JsonObject *described,
             const char *what)
{
  const char *name = propus_json_get_string (described, "name");
  PropusTransferAttachment *attachment = propus_read_archived (content->tree->reading, id, name, get_mime (described));

  if (attachment != NULL)
    propus_transfer_message_attach (content->turn, attachment);
  else
    propus_read_omit (content->tree->reading, content->tree->chat, name != NULL ? name : what,
                      _("The file does not contain this attachment."));
}

static void
add_pointer (Content    *content,
             JsonObject *part,
             const char *what)
{
  const char *pointer = propus_json_get_string (part, "asset_pointer");
  const char *id = pointer != NULL ? skip_scheme (pointer) : "";
  JsonObject *described = find_attachment (content->metadata, id);

  attach_file (content, id, described, what);
}

static void
add_text (Content    *content,
          const char *text)
{
  if (text != NULL && *text != '\0')
    propus_transfer_message_add_text (content->turn, text);
}

static void
add_part_object (Content    *content,
                 JsonObject *part)
{
  const char *type = propus_json_get_string (part, "content_type");

  if (g_strcmp0 (type, "image_asset_pointer") == 0)
    add_pointer (content, part, _("A picture"));
  else if (g_strcmp0 (type, "audio_asset_pointer") == 0 || g_strcmp0 (type, "real_time_user_audio_video_asset_pointer") == 0)
    add_pointer (content, part, _("A recording"));
  else if (propus_json_get_string (part, "text") != NULL)
    add_text (content, propus_json_get_string (part, "text"));
  else
    propus_read_omit (content->tree->reading, content->tree->chat, type != NULL ? type : _("A part of a turn"),
                      _("Propus does not know this kind of content."));
}

static void
add_parts (Content    *content,
           JsonObject *body)
{
  JsonArray *parts = propus_json_get_array (body, "parts");

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts) && i < PROPUS_LIMIT_IMPORT_PARTS; i++)
    {
      if (propus_json_array_string (parts, i) != NULL)
        add_text (content, propus_json_array_string (parts, i));
      else if (propus_json_array_object (parts, i) != NULL)
        add_part_object (content, propus_json_array_object (parts, i));
    }
}

static void
add_thoughts (Content    *content,
              JsonObject *body)
{
  JsonArray *thoughts = propus_json_get_array (body, "thoughts");

  for (guint i = 0; thoughts != NULL && i < json_array_get_length (thoughts) && i < PROPUS_LIMIT_IMPORT_PARTS; i++)
    {
      JsonObject *thought = propus_json_array_object (thoughts, i);
      const char *summary = propus_json_get_string (thought, "summary");
      const char *text = propus_json_get_string (thought, "content");
      g_autofree char *joined = g_strdup_printf ("%s%s%s\n\n", summary != NULL ? summary : "",
                                                 summary != NULL && text != NULL ? "\n" : "", text != NULL ? text : "");

      if (summary != NULL || text != NULL)
        propus_transfer_message_add_thought (content->turn, joined);
    }

  if (propus_json_get_string (body, "content") != NULL)
    propus_transfer_message_add_thought (content->turn, propus_json_get_string (body, "content"));
}

static void
add_code (Content    *content,
          JsonObject *body)
{
  const char *text = propus_json_get_string (body, "text");
  const char *language = propus_json_get_string (body, "language");

  if (text == NULL || *text == '\0')
    return;
  if (language == NULL || strcmp (language, "unknown") == 0)
    language = g_strcmp0 (propus_json_get_string (content->message, "recipient"), "python") == 0 ? "python"
               : *text == '{' ? "json" : NULL;

  propus_read_add_fence (content->turn, text, language);
}

static void
omit_tool (Content *content)
{
  JsonObject *author = propus_json_get_object (content->message, "author");
  const char *name = propus_json_get_string (author, "name");

  propus_read_omit (content->tree->reading, content->tree->chat, name != NULL ? name : _("A tool"),
                    _("What a tool gave to the model is not taken over."));
}

static gboolean
is_one_of (const char         *word,
           const char * const *words)
{
  return word != NULL && g_strv_contains (words, word);
}

static void
read_content (Content    *content,
              const char *role)
{
  static const char * const thoughts[] = { "thoughts", "reasoning_recap", NULL };
  static const char * const of_tools[] = { "tether_quote", "tether_browsing_display", "sonic_webpage", "system_error", NULL };
  JsonObject *body = propus_json_get_object (content->message, "content");
  const char *type = propus_json_get_string (body, "content_type");
  gboolean is_tool = strcmp (role, "tool") == 0;

  if (g_strcmp0 (type, "model_editable_context") == 0)
    return;
  if (g_strcmp0 (type, "code") == 0)
    add_code (content, body);
  else if (is_one_of (type, thoughts))
    add_thoughts (content, body);
  else if (g_strcmp0 (type, "execution_output") == 0 && propus_json_get_string (body, "text") != NULL)
    propus_read_add_fence (content->turn, propus_json_get_string (body, "text"), NULL);
  else if (is_one_of (type, of_tools) || (is_tool && g_strcmp0 (type, "text") == 0))
    omit_tool (content);
  else if (propus_json_get_array (body, "parts") != NULL)
    add_parts (content, body);
  else if (propus_json_get_string (body, "text") != NULL)
    add_text (content, propus_json_get_string (body, "text"));
  else if (body != NULL)
    propus_read_omit (content->tree->reading, content->tree->chat, type != NULL ? type : _("A turn"),
                      _("Propus does not know this kind of content."));
}

/* Files that no part points at: those that were attached to a prompt. */
static void
add_attachments (Content *content)
{
  JsonArray *list = propus_json_get_array (content->metadata, "attachments");
  JsonArray *parts = propus_json_get_array (propus_json_get_object (content->message, "content"), "parts");

  for (guint i = 0; list != NULL && i < json_array_get_length (list) && i < MOST_FILES; i++)
    {
      JsonObject *object = propus_json_array_object (list, i);
      const char *id = propus_json_get_string (object, "id");
      gboolean pointed_at = FALSE;

      for (guint k = 0; id != NULL && parts != NULL && k < json_array_get_length (parts) && k < MOST_FILES; k++)
        {
          const char *pointer = propus_json_get_string (propus_json_array_object (parts, k), "asset_pointer");

          pointed_at = pointed_at || (pointer != NULL && strcmp (skip_scheme (pointer), id) == 0);
        }
      if (object != NULL && !pointed_at)
        attach_file (content, id, object, _("An attachment"));
    }
}

/* --- turns --- */

static void
add_instruction (Tree       *self,
                 const char *text)
{
  if (text == NULL || *text == '\0')
    return;

  g_string_append_printf (self->instructions, "%s%s", self->instructions->len > 0 ? "\n\n" : "", text);
}

static void
read_instructions (Tree       *self,
                   JsonObject *message)
{
  JsonObject *metadata = propus_json_get_object (message, "metadata");
  JsonObject *custom = propus_json_get_object (metadata, "user_context_message_data");
  JsonObject *content = propus_json_get_object (message, "content");
  JsonArray *parts = propus_json_get_array (content, "parts");

  add_instruction (self, propus_json_get_string (custom, "about_user_message"));
  add_instruction (self, propus_json_get_string (custom, "about_model_message"));
  add_instruction (self, propus_json_get_string (content, "user_profile"));
  add_instruction (self, propus_json_get_string (content, "user_instructions"));
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts) && i < PROPUS_LIMIT_IMPORT_PARTS; i++)
    add_instruction (self, propus_json_array_string (parts, i));
}

static void
read_state (PropusTransferMessage *turn,
            JsonObject            *message,
            JsonObject            *metadata)
{
  const char *status = propus_json_get_string (message, "status");
  const char *finish = propus_json_get_string (propus_json_get_object (metadata, "finish_details"), "type");
  const char *model = propus_json_get_string (metadata, "model_slug");

  if (model != NULL && turn->model == NULL && turn->role == PROPUS_ROLE_MODEL)
    turn->model = propus_transfer_dup_label (model);
  if (g_strcmp0 (finish, "max_tokens") == 0)
    {
      g_free (turn->finish_reason);
      turn->finish_reason = g_strdup ("MAX_TOKENS");
    }
  if (g_strcmp0 (status, "in_progress") == 0)
    turn->state = PROPUS_MESSAGE_INTERRUPTED;
  else if (g_strcmp0 (status, "finished_partial_completion") == 0 || g_strcmp0 (finish, "interrupted") == 0)
    turn->state = PROPUS_MESSAGE_STOPPED;
}

static void
move_all (GPtrArray *to,
          GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, g_ptr_array_index (from, i));
  g_free (g_ptr_array_steal (from, NULL));
}

static gboolean
read_turn (Tree        *self,
           Node        *node,
           const char  *role,
           GError     **error)
{
  JsonObject *metadata = propus_json_get_object (node->message, "metadata");
  PropusTransferMessage *parent = node->turn;
  gboolean is_user = strcmp (role, "user") == 0;
  gboolean goes_on = !is_user && parent != NULL && parent->role == PROPUS_ROLE_MODEL && node->parent->children->len == 1;
  PropusTransferMessage *turn;
  Content content;

  if (!propus_read_has_room (self->chat, error))
    return FALSE;

  turn = propus_transfer_chat_add (self->chat, is_user ? PROPUS_ROLE_USER : PROPUS_ROLE_MODEL, parent != NULL ? parent->id : 0);
  content = (Content) { self, node->message, metadata, turn };
  read_content (&content, role);
  add_attachments (&content);

  if (goes_on)
    {
      read_state (parent, node->message, metadata);
      move_all (parent->parts, turn->parts);
      move_all (parent->attachments, turn->attachments);
    }
  if (goes_on || (turn->parts->len == 0 && turn->attachments->len == 0))
    {
      g_ptr_array_remove_index (self->chat->messages, self->chat->messages->len - 1);
      return TRUE;
    }

  turn->created = propus_read_seconds (node->message, "create_time");
  read_state (turn, node->message, metadata);
  node->turn = turn;
  return TRUE;
}

static gboolean
read_node (Tree    *self,
           Node    *node,
           GError **error)
{
  JsonObject *message = node->message;
  JsonObject *metadata = propus_json_get_object (message, "metadata");
  const char *role = propus_json_get_string (propus_json_get_object (message, "author"), "role");
  const char *type = propus_json_get_string (propus_json_get_object (message, "content"), "content_type");

  self->n_read++;
  node->visited = TRUE;
  node->turn = node->parent != NULL ? node->parent->turn : NULL;
  if (message == NULL)
    return TRUE;

  if (g_strcmp0 (role, "system") == 0 || g_strcmp0 (type, "user_editable_context") == 0)
    read_instructions (self, message);
  else if (g_strcmp0 (role, "user") != 0 && g_strcmp0 (role, "assistant") != 0 && g_strcmp0 (role, "tool") != 0)
    propus_read_omit (self->reading, self->chat, _("A turn"), _("It is neither the person’s nor a model’s."));
  else if (propus_json_get_boolean (metadata, "is_visually_hidden_from_conversation", FALSE))
    propus_read_omit (self->reading, self->chat, _("A hidden turn"), _("It was not shown in the conversation."));
  else
    return read_turn (self, node, role, error);

  return TRUE;
}

/* From the roots on, each version with all that follows it before the next; no recursion: a chat is as deep as it is long. */
static gboolean
read_nodes (Tree    *self,
            GError **error)
{
  g_autoptr(GPtrArray) waiting = g_ptr_array_new ();

  for (guint i = self->order->len; i > 0; i--)
    {
      Node *node = g_ptr_array_index (self->order, i - 1);

      if (!node->placed)
        g_ptr_array_add (waiting, node);
    }

  while (waiting->len > 0)
    {
      Node *node = g_ptr_array_steal_index (waiting, waiting->len - 1);

      if (!read_node (self, node, error))
        return FALSE;
      for (guint i = node->children->len; i > 0; i--)
        g_ptr_array_add (waiting, g_ptr_array_index (node->children, i - 1));
    }

  if (self->n_read < self->order->len)
    propus_read_omit (self->reading, self->chat, _("Some turns"), _("They hang together with no beginning of the chat."));
  return TRUE;
}

static void
write_settings (Tree *self)
{
  g_autoptr(GString) settings = g_string_new ("{\"systemInstruction\":");

  if (self->instructions->len == 0)
    return;

  propus_transfer_append_string (settings, self->instructions->str);
  g_string_append_c (settings, '}');
  self->chat->settings = g_string_free (g_steal_pointer (&settings), FALSE);
}

/**
 * propus_read_chatgpt:
 * @reading: what is read
 * @conversation: one element of the list, which has a "mapping"
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the chat
 */
PropusTransferChat *
propus_read_chatgpt (PropusReading  *reading,
                     JsonObject     *conversation,
                     GError        **error)
{
  g_autofree char *title = propus_transfer_dup_label (propus_json_get_string (conversation, "title"));
  g_auto(Tree) self = { reading, propus_transfer_chat_new (title), g_hash_table_new (g_str_hash, g_str_equal),
                        g_ptr_array_new_with_free_func (free_node), g_string_new (NULL), 0 };
  const char *head = propus_json_get_string (conversation, "current_node");
  Node *leaf;

  self.chat->created = propus_read_seconds (conversation, "create_time");
  self.chat->updated = propus_read_seconds (conversation, "update_time");
  self.chat->archived = propus_json_get_boolean (conversation, "is_archived", FALSE);
  self.chat->pinned = propus_json_get_boolean (conversation, "is_starred", FALSE) || propus_read_is_number (conversation, "pinned_time");

  json_object_foreach_member (propus_json_get_object (conversation, "mapping"), add_node, &self);
  connect_nodes (&self);
  if (!read_nodes (&self, error))
    return NULL;

  leaf = head != NULL ? g_hash_table_lookup (self.nodes, head) : NULL;
  if (leaf != NULL && leaf->visited && leaf->turn != NULL)
    self.chat->head = leaf->turn->id;
  write_settings (&self);
  propus_read_finish (reading, self.chat);
  return g_steal_pointer (&self.chat);
}
