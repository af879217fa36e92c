/* propus-conversation.c - a list of messages with a title
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-conversation.h"

#include "propus-text.h"

/**
 * PropusConversation:
 *
 * A chat: its messages in the order in which they were added, oldest first, and what the side bar shows of it. The
 * messages of a listed conversation are absent until it is opened. Main thread only.
 */
struct _PropusConversation
{
  GObject parent_instance;

  gint64 id;
  gint64 created;
  gint64 updated;
  gint64 folder_id;
  char *title;
  char *model;
  char *draft;
  char *settings;
  PropusTitleOrigin title_origin;
  gboolean pinned;
  gboolean archived;
  gboolean temporary;
  GPtrArray *messages;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_TITLE,
  PROP_MODEL,
  PROP_DRAFT,
  PROP_UPDATED,
  PROP_TITLE_ORIGIN,
  PROP_SETTINGS,
  PROP_FOLDER_ID,
  PROP_PINNED,
  PROP_ARCHIVED,
  PROP_TEMPORARY,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (PropusTitleOrigin, propus_title_origin,
                    G_DEFINE_ENUM_VALUE (PROPUS_TITLE_LOCAL, "local"),
                    G_DEFINE_ENUM_VALUE (PROPUS_TITLE_MODEL, "model"),
                    G_DEFINE_ENUM_VALUE (PROPUS_TITLE_USER, "user"))

static GType
propus_conversation_get_item_type (GListModel *model)
{
  return PROPUS_TYPE_MESSAGE;
}

static guint
propus_conversation_get_n_items (GListModel *model)
{
  return PROPUS_CONVERSATION (model)->messages->len;
}

static gpointer
propus_conversation_get_item (GListModel *model,
                              guint       position)
{
  PropusConversation *self = PROPUS_CONVERSATION (model);

  return position < self->messages->len ? g_object_ref (g_ptr_array_index (self->messages, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = propus_conversation_get_item_type;
  iface->get_n_items = propus_conversation_get_n_items;
  iface->get_item = propus_conversation_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PropusConversation, propus_conversation, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
propus_conversation_finalize (GObject *object)
{
  PropusConversation *self = PROPUS_CONVERSATION (object);

  g_ptr_array_unref (self->messages);
  g_free (self->title);
  g_free (self->model);
  g_free (self->draft);
  g_free (self->settings);

  G_OBJECT_CLASS (propus_conversation_parent_class)->finalize (object);
}

static void
propus_conversation_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  PropusConversation *self = PROPUS_CONVERSATION (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_MODEL:
      g_value_set_string (value, self->model);
      break;
    case PROP_DRAFT:
      g_value_set_string (value, self->draft);
      break;
    case PROP_UPDATED:
      g_value_set_int64 (value, self->updated);
      break;
    case PROP_TITLE_ORIGIN:
      g_value_set_enum (value, (int) self->title_origin);
      break;
    case PROP_SETTINGS:
      g_value_set_string (value, self->settings);
      break;
    case PROP_FOLDER_ID:
      g_value_set_int64 (value, self->folder_id);
      break;
    case PROP_PINNED:
      g_value_set_boolean (value, self->pinned);
      break;
    case PROP_ARCHIVED:
      g_value_set_boolean (value, self->archived);
      break;
    case PROP_TEMPORARY:
      g_value_set_boolean (value, self->temporary);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
propus_conversation_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  PropusConversation *self = PROPUS_CONVERSATION (object);

  switch (prop_id)
    {
    case PROP_ID:
      propus_conversation_set_id (self, g_value_get_int64 (value));
      break;
    case PROP_TITLE:
      propus_conversation_set_title (self, g_value_get_string (value));
      break;
    case PROP_MODEL:
      propus_conversation_set_model (self, g_value_get_string (value));
      break;
    case PROP_DRAFT:
      propus_conversation_set_draft (self, g_value_get_string (value));
      break;
    case PROP_UPDATED:
      propus_conversation_set_updated (self, g_value_get_int64 (value));
      break;
    case PROP_TITLE_ORIGIN:
      propus_conversation_set_title_origin (self, (PropusTitleOrigin) g_value_get_enum (value));
      break;
    case PROP_SETTINGS:
      propus_conversation_set_settings (self, g_value_get_string (value));
      break;
    case PROP_FOLDER_ID:
      propus_conversation_set_folder_id (self, g_value_get_int64 (value));
      break;
    case PROP_PINNED:
      propus_conversation_set_pinned (self, g_value_get_boolean (value));
      break;
    case PROP_ARCHIVED:
      propus_conversation_set_archived (self, g_value_get_boolean (value));
      break;
    case PROP_TEMPORARY:
      propus_conversation_set_temporary (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
propus_conversation_class_init (PropusConversationClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = propus_conversation_finalize;
  object_class->get_property = propus_conversation_get_property;
  object_class->set_property = propus_conversation_set_property;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_MODEL] = g_param_spec_string ("model", NULL, NULL, NULL, flags);
  properties[PROP_DRAFT] = g_param_spec_string ("draft", NULL, NULL, "", flags);
  properties[PROP_UPDATED] = g_param_spec_int64 ("updated", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_TITLE_ORIGIN] = g_param_spec_enum ("title-origin", NULL, NULL, PROPUS_TYPE_TITLE_ORIGIN,
                                                     PROPUS_TITLE_LOCAL, flags);
  properties[PROP_SETTINGS] = g_param_spec_string ("settings", NULL, NULL, NULL, flags);
  properties[PROP_FOLDER_ID] = g_param_spec_int64 ("folder-id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_PINNED] = g_param_spec_boolean ("pinned", NULL, NULL, FALSE, flags);
  properties[PROP_ARCHIVED] = g_param_spec_boolean ("archived", NULL, NULL, FALSE, flags);
  properties[PROP_TEMPORARY] = g_param_spec_boolean ("temporary", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
propus_conversation_init (PropusConversation *self)
{
  self->title = g_strdup ("");
  self->draft = g_strdup ("");
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->created = g_get_real_time ();
  self->updated = self->created;
}

static void
set_string (PropusConversation  *self,
            char               **place,
            const char          *value,
            guint                prop)
{
  g_autofree char *old = NULL;

  if (g_strcmp0 (*place, value) == 0)
    return;

  old = *place;
  *place = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
set_int64 (PropusConversation *self,
           gint64             *place,
           gint64              value,
           guint               prop)
{
  if (*place == value)
    return;

  *place = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
set_boolean (PropusConversation *self,
             gboolean           *place,
             gboolean            value,
             guint               prop)
{
  if (*place == !!value)
    return;

  *place = !!value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

/**
 * propus_conversation_new:
 * @id: the row in the history, 0 when it is not stored yet
 *
 * Makes an empty chat, updated at this moment.
 *
 * Returns: (transfer full): the conversation
 */
PropusConversation *
propus_conversation_new (gint64 id)
{
  PropusConversation *self = g_object_new (PROPUS_TYPE_CONVERSATION, NULL);

  self->id = id;
  return self;
}

/**
 * propus_conversation_get_id:
 * @self: a conversation
 *
 * Returns: the row in the history, 0 when it is not stored yet
 */
gint64
propus_conversation_get_id (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), 0);

  return self->id;
}

/**
 * propus_conversation_set_id:
 * @self: a conversation
 * @id: the row that the store gave it
 */
void
propus_conversation_set_id (PropusConversation *self,
                            gint64              id)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));

  set_int64 (self, &self->id, id, PROP_ID);
}

/**
 * propus_conversation_get_title:
 * @self: a conversation
 *
 * Returns: (transfer none): the title, "" for none
 */
const char *
propus_conversation_get_title (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), "");

  return self->title;
}

/**
 * propus_conversation_dup_heading:
 * @self: a conversation
 *
 * Returns: (transfer full): what it is listed as: its title; of a chat that was never sent the first words of the draft;
 *   "" for neither
 */
char *
propus_conversation_dup_heading (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), g_strdup (""));

  return *self->title != '\0' ? g_strdup (self->title) : propus_text_make_title (self->draft);
}

/**
 * propus_conversation_set_title:
 * @self: a conversation
 * @title: (nullable): the title; %NULL is ""
 */
void
propus_conversation_set_title (PropusConversation *self,
                               const char         *title)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));

  set_string (self, &self->title, title != NULL ? title : "", PROP_TITLE);
}

/**
 * propus_conversation_get_model:
 * @self: a conversation
 *
 * Returns: (transfer none) (nullable): the model chosen for it, %NULL for the default one
 */
const char *
propus_conversation_get_model (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), NULL);

  return self->model;
}

/**
 * propus_conversation_set_model:
 * @self: a conversation
 * @model: (nullable): the model chosen for it, %NULL for the default one
 */
void
propus_conversation_set_model (PropusConversation *self,
                               const char         *model)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));

  set_string (self, &self->model, model, PROP_MODEL);
}

/**
 * propus_conversation_get_draft:
 * @self: a conversation
 *
 * Returns: (transfer none): what was typed and not sent, "" for nothing
 */
const char *
propus_conversation_get_draft (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), "");

  return self->draft;
}

/**
 * propus_conversation_set_draft:
 * @self: a conversation
 * @draft: (nullable): what was typed and not sent; %NULL is ""
 */
void
propus_conversation_set_draft (PropusConversation *self,
                               const char         *draft)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));

  set_string (self, &self->draft, draft != NULL ? draft : "", PROP_DRAFT);
}

/**
 * propus_conversation_get_updated:
 * @self: a conversation
 *
 * Returns: when it was last written in, Unix time in microseconds
 */
gint64
propus_conversation_get_updated (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), 0);

  return self->updated;
}

/**
 * propus_conversation_set_updated:
 * @self: a conversation
 * @updated: when it was last written in, Unix time in microseconds
 *
 * The lists that hold the conversation move it.
 */
void
propus_conversation_set_updated (PropusConversation *self,
                                 gint64              updated)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));

  set_int64 (self, &self->updated, updated, PROP_UPDATED);
}

/**
 * propus_conversation_get_title_origin:
 * @self: a conversation
 *
 * Returns: who made the title
 */
PropusTitleOrigin
propus_conversation_get_title_origin (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), PROPUS_TITLE_LOCAL);

  return self->title_origin;
}

/**
 * propus_conversation_set_title_origin:
 * @self: a conversation
 * @origin: who made the title
 */
void
propus_conversation_set_title_origin (PropusConversation *self,
                                      PropusTitleOrigin   origin)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));

  if (self->title_origin == origin)
    return;

  self->title_origin = origin;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE_ORIGIN]);
}

/**
 * propus_conversation_get_settings:
 * @self: a conversation
 *
 * Returns: (transfer none) (nullable): what this chat is asked with, JSON of the session's own
 */
const char *
propus_conversation_get_settings (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), NULL);

  return self->settings;
}

/**
 * propus_conversation_set_settings:
 * @self: a conversation
 * @json: (nullable): what this chat is asked with
 */
void
propus_conversation_set_settings (PropusConversation *self,
                                  const char         *json)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));

  set_string (self, &self->settings, json, PROP_SETTINGS);
}

/**
 * propus_conversation_get_folder_id:
 * @self: a conversation
 *
 * Returns: the folder that it lies in, 0 for none
 */
gint64
propus_conversation_get_folder_id (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), 0);

  return self->folder_id;
}

/**
 * propus_conversation_set_folder_id:
 * @self: a conversation
 * @folder_id: the folder that it lies in, 0 for none
 */
void
propus_conversation_set_folder_id (PropusConversation *self,
                                   gint64              folder_id)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));

  set_int64 (self, &self->folder_id, folder_id, PROP_FOLDER_ID);
}

/**
 * propus_conversation_get_pinned:
 * @self: a conversation
 *
 * Returns: whether it stands above all that are not pinned
 */
gboolean
propus_conversation_get_pinned (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), FALSE);

  return self->pinned;
}

/**
 * propus_conversation_set_pinned:
 * @self: a conversation
 * @pinned: whether it stands above all that are not pinned
 */
void
propus_conversation_set_pinned (PropusConversation *self,
                                gboolean            pinned)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));

  set_boolean (self, &self->pinned, pinned, PROP_PINNED);
}

/**
 * propus_conversation_get_archived:
 * @self: a conversation
 *
 * Returns: whether it was put away
 */
gboolean
propus_conversation_get_archived (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), FALSE);

  return self->archived;
}

/**
 * propus_conversation_set_archived:
 * @self: a conversation
 * @archived: whether it was put away
 */
void
propus_conversation_set_archived (PropusConversation *self,
                                  gboolean            archived)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));

  set_boolean (self, &self->archived, archived, PROP_ARCHIVED);
}

/**
 * propus_conversation_get_created:
 * @self: a conversation
 *
 * Returns: when it was begun, Unix time in microseconds
 */
gint64
propus_conversation_get_created (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), 0);

  return self->created;
}

/**
 * propus_conversation_set_created:
 * @self: a conversation
 * @created: when it was begun, Unix time in microseconds
 */
void
propus_conversation_set_created (PropusConversation *self,
                                 gint64              created)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));

  self->created = created;
}

/**
 * propus_conversation_get_temporary:
 * @self: a conversation
 *
 * Returns: whether nothing of it may be written
 */
gboolean
propus_conversation_get_temporary (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), FALSE);

  return self->temporary;
}

/**
 * propus_conversation_set_temporary:
 * @self: a conversation that is not stored
 * @temporary: whether nothing of it may be written
 */
void
propus_conversation_set_temporary (PropusConversation *self,
                                   gboolean            temporary)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));
  g_return_if_fail (self->id == 0);

  set_boolean (self, &self->temporary, temporary, PROP_TEMPORARY);
}

/**
 * propus_conversation_copy_header:
 * @self: a conversation
 * @from: what was read later
 *
 * Takes over all but the id and the messages; only what differs is notified.
 */
void
propus_conversation_copy_header (PropusConversation *self,
                                 PropusConversation *from)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (from));

  g_object_freeze_notify (G_OBJECT (self));
  propus_conversation_set_title (self, from->title);
  propus_conversation_set_title_origin (self, from->title_origin);
  propus_conversation_set_model (self, from->model);
  propus_conversation_set_draft (self, from->draft);
  propus_conversation_set_settings (self, from->settings);
  propus_conversation_set_folder_id (self, from->folder_id);
  propus_conversation_set_pinned (self, from->pinned);
  propus_conversation_set_archived (self, from->archived);
  propus_conversation_set_created (self, from->created);
  propus_conversation_set_updated (self, from->updated);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * propus_conversation_splice:
 * @self: a conversation
 * @position: the first message that goes, or the one before which the new ones are put
 * @n_removed: how many go
 * @messages: (nullable) (element-type PropusMessage): what comes in their place, oldest first
 *
 * Emits "items-changed" once.
 */
void
propus_conversation_splice (PropusConversation *self,
                            guint               position,
                            guint               n_removed,
                            GPtrArray          *messages)
{
  guint n_added = messages != NULL ? messages->len : 0;

  g_return_if_fail (PROPUS_IS_CONVERSATION (self));
  g_return_if_fail (position <= self->messages->len && n_removed <= self->messages->len - position);

  if (n_removed == 0 && n_added == 0)
    return;

  if (n_removed > 0)
    g_ptr_array_remove_range (self->messages, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (self->messages, (int) (position + i), g_object_ref (g_ptr_array_index (messages, i)));
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

/**
 * propus_conversation_find_message:
 * @self: a conversation
 * @message_id: the row of a message
 * @position: (out) (optional): where it stands among those that are loaded
 *
 * Returns: whether it is among them
 */
gboolean
propus_conversation_find_message (PropusConversation *self,
                                  gint64              message_id,
                                  guint              *position)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), FALSE);

  for (guint i = self->messages->len; i > 0; i--)
    if (propus_message_get_id (g_ptr_array_index (self->messages, i - 1)) == message_id)
      {
        if (position != NULL)
          *position = i - 1;
        return TRUE;
      }

  return FALSE;
}

/**
 * propus_conversation_append:
 * @self: a conversation
 * @message: (transfer none): what comes after all that is there
 */
void
propus_conversation_append (PropusConversation *self,
                            PropusMessage      *message)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION (self));
  g_return_if_fail (PROPUS_IS_MESSAGE (message));

  g_ptr_array_add (self->messages, g_object_ref (message));
  g_list_model_items_changed (G_LIST_MODEL (self), self->messages->len - 1, 0, 1);
}

/**
 * propus_conversation_append_all:
 * @self: a conversation
 * @messages: (element-type PropusMessage): oldest first, such as propus_store_load_messages_finish() gives
 *
 * Appends all of them and emits "items-changed" once.
 */
void
propus_conversation_append_all (PropusConversation *self,
                                GPtrArray          *messages)
{
  guint position;

  g_return_if_fail (PROPUS_IS_CONVERSATION (self));
  g_return_if_fail (messages != NULL);

  if (messages->len == 0)
    return;

  position = self->messages->len;
  for (guint i = 0; i < messages->len; i++)
    g_ptr_array_add (self->messages, g_object_ref (g_ptr_array_index (messages, i)));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, messages->len);
}

/**
 * propus_conversation_remove:
 * @self: a conversation
 * @message: the message that goes; nothing happens when it is not there
 */
void
propus_conversation_remove (PropusConversation *self,
                            PropusMessage      *message)
{
  guint position;

  g_return_if_fail (PROPUS_IS_CONVERSATION (self));
  g_return_if_fail (PROPUS_IS_MESSAGE (message));

  /* From the end: what is taken back is nearly always the last answer. */
  for (position = self->messages->len; position > 0; position--)
    if (g_ptr_array_index (self->messages, position - 1) == message)
      break;
  if (position == 0)
    return;

  g_ptr_array_remove_index (self->messages, position - 1);
  g_list_model_items_changed (G_LIST_MODEL (self), position - 1, 1, 0);
}

/**
 * propus_conversation_get_last:
 * @self: a conversation
 *
 * Returns: (transfer none) (nullable): the newest message
 */
PropusMessage *
propus_conversation_get_last (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), NULL);

  return self->messages->len > 0 ? g_ptr_array_index (self->messages, self->messages->len - 1) : NULL;
}

/**
 * propus_conversation_get_n_messages:
 * @self: a conversation
 *
 * Returns: how many messages are loaded
 */
guint
propus_conversation_get_n_messages (PropusConversation *self)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), 0);

  return self->messages->len;
}

/**
 * propus_conversation_get_message:
 * @self: a conversation
 * @index: which one
 *
 * Returns: (transfer none) (nullable): the message, %NULL beyond the end
 */
PropusMessage *
propus_conversation_get_message (PropusConversation *self,
                                 guint               index)
{
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (self), NULL);

  return index < self->messages->len ? g_ptr_array_index (self->messages, index) : NULL;
}
