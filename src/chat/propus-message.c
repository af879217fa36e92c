/* propus-message.c - one turn of a conversation, of the person or of the model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-message.h"

#include <string.h>

/**
 * PropusMessage:
 *
 * What one side said. It only ever grows: text is appended and each append is announced with its place, so that a
 * view does the work of the new bytes and no more. The raw parts lie beside the text because they, not the text, go
 * back to the API. Main thread only; every string that a getter returns is borrowed.
 */
struct _PropusMessage
{
  GObject parent_instance;

  gint64 id;
  gint64 created;
  gint64 thinking_us;
  gint64 parent_id;
  guint version;
  guint n_versions;
  PropusRole role;
  PropusMessageState state;

  GString *text;
  GString *thoughts;
  GPtrArray *raw_parts;
  GPtrArray *attachments;   /* NULL: none */

  char *model;
  char *finish_reason;
  char *usage;
  char *facts;
  char *failure;
  char *failure_detail;
  char *failure_text;
};

G_DEFINE_FINAL_TYPE (PropusMessage, propus_message, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (PropusRole, propus_role,
                    G_DEFINE_ENUM_VALUE (PROPUS_ROLE_USER, "user"),
                    G_DEFINE_ENUM_VALUE (PROPUS_ROLE_MODEL, "model"))

G_DEFINE_ENUM_TYPE (PropusMessageState, propus_message_state,
                    G_DEFINE_ENUM_VALUE (PROPUS_MESSAGE_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (PROPUS_MESSAGE_STREAMING, "streaming"),
                    G_DEFINE_ENUM_VALUE (PROPUS_MESSAGE_COMPLETE, "complete"),
                    G_DEFINE_ENUM_VALUE (PROPUS_MESSAGE_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (PROPUS_MESSAGE_BLOCKED, "blocked"),
                    G_DEFINE_ENUM_VALUE (PROPUS_MESSAGE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (PROPUS_MESSAGE_INTERRUPTED, "interrupted"))

enum
{
  PROP_0,
  PROP_ROLE,
  PROP_STATE,
  N_PROPS,
};

enum
{
  SIGNAL_TEXT_APPENDED,
  SIGNAL_THOUGHTS_APPENDED,
  SIGNAL_PART_ADDED,
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
propus_message_finalize (GObject *object)
{
  PropusMessage *self = PROPUS_MESSAGE (object);

  g_string_free (self->text, TRUE);
  g_string_free (self->thoughts, TRUE);
  g_ptr_array_unref (self->raw_parts);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_free (self->model);
  g_free (self->finish_reason);
  g_free (self->usage);
  g_free (self->facts);
  g_free (self->failure);
  g_free (self->failure_detail);
  g_free (self->failure_text);

  G_OBJECT_CLASS (propus_message_parent_class)->finalize (object);
}

static void
propus_message_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  PropusMessage *self = PROPUS_MESSAGE (object);

  switch (prop_id)
    {
    case PROP_ROLE:
      g_value_set_enum (value, self->role);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static guint
add_signal (const char *name,
            gboolean    with_place)
{
  return g_signal_new (name, PROPUS_TYPE_MESSAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       with_place ? 2 : 0, G_TYPE_UINT64, G_TYPE_UINT64);
}

static void
propus_message_class_init (PropusMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = propus_message_finalize;
  object_class->get_property = propus_message_get_property;

  properties[PROP_ROLE] = g_param_spec_enum ("role", NULL, NULL, PROPUS_TYPE_ROLE, PROPUS_ROLE_USER,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, PROPUS_TYPE_MESSAGE_STATE, PROPUS_MESSAGE_PENDING,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_TEXT_APPENDED] = add_signal ("text-appended", TRUE);
  signals[SIGNAL_THOUGHTS_APPENDED] = add_signal ("thoughts-appended", TRUE);
  signals[SIGNAL_PART_ADDED] = g_signal_new ("part-added", PROPUS_TYPE_MESSAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                             G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_CHANGED] = add_signal ("changed", FALSE);
}

static void
propus_message_init (PropusMessage *self)
{
  self->text = g_string_new (NULL);
  self->thoughts = g_string_new (NULL);
  self->parent_id = PROPUS_MESSAGE_PARENT_LAST;
  self->n_versions = 1;
  self->raw_parts = g_ptr_array_new_null_terminated (0, g_free, TRUE);
}

/**
 * propus_message_new:
 * @role: who speaks
 * @id: the row in the history, 0 when it is not stored yet
 *
 * Makes a message of this moment. The person's is complete from the start, the model's is pending.
 *
 * Returns: (transfer full): the message
 */
PropusMessage *
propus_message_new (PropusRole role,
                    gint64     id)
{
  PropusMessage *self = g_object_new (PROPUS_TYPE_MESSAGE, NULL);

  self->role = role;
  self->id = id;
  self->state = role == PROPUS_ROLE_USER ? PROPUS_MESSAGE_COMPLETE : PROPUS_MESSAGE_PENDING;
  self->created = g_get_real_time ();
  return self;
}

static void
emit_changed (PropusMessage *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
set_string (PropusMessage  *self,
            char          **place,
            const char     *value)
{
  g_autofree char *old = NULL;

  if (g_strcmp0 (*place, value) == 0)
    return;

  old = *place;
  *place = g_strdup (value);
  emit_changed (self);
}

static void
append (PropusMessage *self,
        GString       *to,
        const char    *text,
        guint          signal)
{
  gsize offset = to->len;
  gsize length = strlen (text);

  if (length == 0)
    return;

  g_string_append_len (to, text, (gssize) length);
  g_signal_emit (self, signals[signal], 0, (guint64) offset, (guint64) length);
}

/**
 * propus_message_get_id:
 * @self: a message
 *
 * Returns: the row in the history, 0 when it is not stored yet
 */
gint64
propus_message_get_id (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), 0);

  return self->id;
}

/**
 * propus_message_set_id:
 * @self: a message
 * @id: the row that the store gave it
 */
void
propus_message_set_id (PropusMessage *self,
                       gint64         id)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));

  self->id = id;
}

/**
 * propus_message_get_role:
 * @self: a message
 *
 * Returns: who speaks
 */
PropusRole
propus_message_get_role (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), PROPUS_ROLE_USER);

  return self->role;
}

/**
 * propus_message_get_state:
 * @self: a message
 *
 * Returns: how far it has come
 */
PropusMessageState
propus_message_get_state (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), PROPUS_MESSAGE_FAILED);

  return self->state;
}

/**
 * propus_message_set_state:
 * @self: a message
 * @state: how far it has come
 *
 * Emits "notify::state" and "changed" when that is news.
 */
void
propus_message_set_state (PropusMessage      *self,
                          PropusMessageState  state)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));

  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  emit_changed (self);
}

/**
 * propus_message_is_running:
 * @self: a message
 *
 * Returns: %TRUE while more may come
 */
gboolean
propus_message_is_running (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), FALSE);

  return self->state == PROPUS_MESSAGE_PENDING || self->state == PROPUS_MESSAGE_STREAMING;
}

/**
 * propus_message_get_created:
 * @self: a message
 *
 * Returns: when it was made, Unix time in microseconds; to be shown, not to be sorted by
 */
gint64
propus_message_get_created (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), 0);

  return self->created;
}

/**
 * propus_message_set_created:
 * @self: a message
 * @created: when it was made, Unix time in microseconds
 */
void
propus_message_set_created (PropusMessage *self,
                            gint64         created)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));

  self->created = created;
}

/**
 * propus_message_get_text:
 * @self: a message
 *
 * Returns: (transfer none): the words, borrowed until the next append
 */
const char *
propus_message_get_text (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), "");

  return self->text->str;
}

/**
 * propus_message_get_text_length:
 * @self: a message
 *
 * Returns: the length of the words in bytes
 */
gsize
propus_message_get_text_length (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), 0);

  return self->text->len;
}

/**
 * propus_message_get_thoughts:
 * @self: a message
 *
 * Returns: (transfer none): the model's thoughts, borrowed until the next append
 */
const char *
propus_message_get_thoughts (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), "");

  return self->thoughts->str;
}

/**
 * propus_message_get_thoughts_length:
 * @self: a message
 *
 * Returns: the length of the thoughts in bytes
 */
gsize
propus_message_get_thoughts_length (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), 0);

  return self->thoughts->len;
}

/**
 * propus_message_append_text:
 * @self: a message
 * @text: valid UTF-8; nothing happens when it is empty
 *
 * Emits "text-appended" with the place of what was added, in bytes.
 */
void
propus_message_append_text (PropusMessage *self,
                            const char    *text)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));
  g_return_if_fail (text != NULL);

  append (self, self->text, text, SIGNAL_TEXT_APPENDED);
}

/**
 * propus_message_append_thoughts:
 * @self: a message
 * @text: valid UTF-8; nothing happens when it is empty
 *
 * Emits "thoughts-appended" with the place of what was added, in bytes.
 */
void
propus_message_append_thoughts (PropusMessage *self,
                                const char    *text)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));
  g_return_if_fail (text != NULL);

  append (self, self->thoughts, text, SIGNAL_THOUGHTS_APPENDED);
}

/**
 * propus_message_add_raw_part:
 * @self: a message
 * @json: one part as the API sent it
 *
 * Emits "part-added" with its index. The text of the part, if it has some, is to be appended after that.
 */
void
propus_message_add_raw_part (PropusMessage *self,
                             const char    *json)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));
  g_return_if_fail (json != NULL);

  g_ptr_array_add (self->raw_parts, g_strdup (json));
  g_signal_emit (self, signals[SIGNAL_PART_ADDED], 0, self->raw_parts->len - 1);
}

/**
 * propus_message_get_n_raw_parts:
 * @self: a message
 *
 * Returns: how many raw parts it has
 */
guint
propus_message_get_n_raw_parts (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), 0);

  return self->raw_parts->len;
}

/**
 * propus_message_get_raw_part:
 * @self: a message
 * @index: which one, less than propus_message_get_n_raw_parts()
 *
 * Returns: (transfer none): the part as JSON
 */
const char *
propus_message_get_raw_part (PropusMessage *self,
                             guint          index)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), NULL);
  g_return_val_if_fail (index < self->raw_parts->len, NULL);

  return g_ptr_array_index (self->raw_parts, index);
}

/**
 * propus_message_get_raw_parts:
 * @self: a message
 *
 * Returns: (transfer none): all raw parts, ended by %NULL, borrowed until the next propus_message_add_raw_part()
 */
const char * const *
propus_message_get_raw_parts (PropusMessage *self)
{
  static const char * const none[] = { NULL };

  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), none);

  return self->raw_parts->len > 0 ? (const char * const *) self->raw_parts->pdata : none;
}

/**
 * propus_message_get_model:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): the model that was asked
 */
const char *
propus_message_get_model (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), NULL);

  return self->model;
}

/**
 * propus_message_set_model:
 * @self: a message
 * @model: (nullable): the model that was asked
 */
void
propus_message_set_model (PropusMessage *self,
                          const char    *model)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));

  set_string (self, &self->model, model);
}

/**
 * propus_message_get_finish_reason:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): `finishReason` as the API sent it
 */
const char *
propus_message_get_finish_reason (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), NULL);

  return self->finish_reason;
}

/**
 * propus_message_set_finish_reason:
 * @self: a message
 * @reason: (nullable): `finishReason` as the API sent it
 */
void
propus_message_set_finish_reason (PropusMessage *self,
                                  const char    *reason)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));

  set_string (self, &self->finish_reason, reason);
}

/**
 * propus_message_get_usage:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): the last `usageMetadata` as JSON
 */
const char *
propus_message_get_usage (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), NULL);

  return self->usage;
}

/**
 * propus_message_set_usage:
 * @self: a message
 * @json: (nullable): the last `usageMetadata` as JSON
 */
void
propus_message_set_usage (PropusMessage *self,
                          const char    *json)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));

  set_string (self, &self->usage, json);
}

/**
 * propus_message_get_facts:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): what is known of the answer beside its parts, as one JSON object
 */
const char *
propus_message_get_facts (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), NULL);

  return self->facts;
}

/**
 * propus_message_set_facts:
 * @self: a message
 * @json: (nullable): what is known of the answer beside its parts, as one JSON object
 */
void
propus_message_set_facts (PropusMessage *self,
                          const char    *json)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));

  set_string (self, &self->facts, json);
}

/**
 * propus_message_get_thinking_us:
 * @self: a message
 *
 * Returns: microseconds from asking to the first word, 0 when unknown
 */
gint64
propus_message_get_thinking_us (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), 0);

  return self->thinking_us;
}

/**
 * propus_message_set_thinking_us:
 * @self: a message
 * @us: microseconds from asking to the first word, 0 when unknown
 */
void
propus_message_set_thinking_us (PropusMessage *self,
                                gint64         us)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));

  if (self->thinking_us == us)
    return;

  self->thinking_us = us;
  emit_changed (self);
}

/**
 * propus_message_get_failure:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): the nick of the failure's kind, %NULL when there is none
 */
const char *
propus_message_get_failure (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), NULL);

  return self->failure;
}

/**
 * propus_message_get_failure_detail:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): what belongs to the kind, such as a block reason
 */
const char *
propus_message_get_failure_detail (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), NULL);

  return self->failure_detail;
}

/**
 * propus_message_get_failure_text:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): the technical text
 */
const char *
propus_message_get_failure_text (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), NULL);

  return self->failure_text;
}

/**
 * propus_message_set_failure:
 * @self: a message
 * @nick: (nullable): the nick of a PropusFailureKind, %NULL for none
 * @detail: (nullable): what belongs to the kind
 * @text: (nullable): the technical text; holds no key
 *
 * Says why it ended otherwise than complete. Emits "changed" once.
 */
void
propus_message_set_failure (PropusMessage *self,
                            const char    *nick,
                            const char    *detail,
                            const char    *text)
{
  g_autofree char *new_failure = g_strdup (nick);
  g_autofree char *new_detail = g_strdup (detail);
  g_autofree char *new_text = g_strdup (text);

  g_return_if_fail (PROPUS_IS_MESSAGE (self));

  if (g_strcmp0 (self->failure, nick) == 0 && g_strcmp0 (self->failure_detail, detail) == 0 &&
      g_strcmp0 (self->failure_text, text) == 0)
    return;

  g_free (self->failure);
  g_free (self->failure_detail);
  g_free (self->failure_text);
  self->failure = g_steal_pointer (&new_failure);
  self->failure_detail = g_steal_pointer (&new_detail);
  self->failure_text = g_steal_pointer (&new_text);
  emit_changed (self);
}

/**
 * propus_message_get_parent_id:
 * @self: a message
 *
 * Returns: the message that it follows, 0 when it begins the chat, %PROPUS_MESSAGE_PARENT_LAST when that is not known yet
 */
gint64
propus_message_get_parent_id (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), 0);

  return self->parent_id;
}

/**
 * propus_message_set_parent_id:
 * @self: a message
 * @parent_id: the message that it follows, 0 when it begins the chat
 */
void
propus_message_set_parent_id (PropusMessage *self,
                              gint64         parent_id)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));

  self->parent_id = parent_id;
}

/**
 * propus_message_get_version:
 * @self: a message
 *
 * Returns: which of its versions it is, from 0
 */
guint
propus_message_get_version (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), 0);

  return self->version;
}

/**
 * propus_message_get_n_versions:
 * @self: a message
 *
 * Returns: how many versions there were when it was read, at least 1
 */
guint
propus_message_get_n_versions (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), 1);

  return self->n_versions;
}

/**
 * propus_message_set_version:
 * @self: a message
 * @version: which of its versions it is, from 0
 * @n_versions: how many there are
 */
void
propus_message_set_version (PropusMessage *self,
                            guint          version,
                            guint          n_versions)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));
  g_return_if_fail (version < n_versions);

  if (self->version == version && self->n_versions == n_versions)
    return;

  self->version = version;
  self->n_versions = n_versions;
  emit_changed (self);
}

/**
 * propus_message_add_attachment:
 * @self: a message
 * @attachment: (transfer none): a file that goes with it, after those that it has
 */
void
propus_message_add_attachment (PropusMessage    *self,
                               PropusAttachment *attachment)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (self));
  g_return_if_fail (PROPUS_IS_ATTACHMENT (attachment));

  if (self->attachments == NULL)
    self->attachments = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->attachments, g_object_ref (attachment));
  emit_changed (self);
}

/**
 * propus_message_get_n_attachments:
 * @self: a message
 *
 * Returns: how many files go with it
 */
guint
propus_message_get_n_attachments (PropusMessage *self)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), 0);

  return self->attachments != NULL ? self->attachments->len : 0;
}

/**
 * propus_message_get_attachment:
 * @self: a message
 * @index: which one, less than propus_message_get_n_attachments()
 *
 * Returns: (transfer none): the file
 */
PropusAttachment *
propus_message_get_attachment (PropusMessage *self,
                               guint          index)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (self), NULL);
  g_return_val_if_fail (index < propus_message_get_n_attachments (self), NULL);

  return g_ptr_array_index (self->attachments, index);
}
