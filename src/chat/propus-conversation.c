/* propus-conversation.c - a list of messages with a title
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-conversation.h"

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
  gint64 updated;
  char *title;
  char *model;
  char *draft;
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
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

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
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
propus_conversation_init (PropusConversation *self)
{
  self->title = g_strdup ("");
  self->draft = g_strdup ("");
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->updated = g_get_real_time ();
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
