/* propus-message.h - one turn of a conversation, of the person or of the model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-attachment.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_ROLE_USER,
  PROPUS_ROLE_MODEL,
} PropusRole;

typedef enum
{
  PROPUS_MESSAGE_PENDING,      /* asked, nothing has come */
  PROPUS_MESSAGE_STREAMING,
  PROPUS_MESSAGE_COMPLETE,
  PROPUS_MESSAGE_STOPPED,      /* by the person */
  PROPUS_MESSAGE_BLOCKED,
  PROPUS_MESSAGE_FAILED,
  PROPUS_MESSAGE_INTERRUPTED,  /* found PENDING or STREAMING in the history: the program had ended */
} PropusMessageState;

/* The parent of a message that has not said otherwise: whatever ends the displayed branch when it is stored. */
#define PROPUS_MESSAGE_PARENT_LAST ((gint64) -1)

/* Registered enumerations: their nicks ("user", "streaming", …) are what the history file holds. */
#define PROPUS_TYPE_ROLE (propus_role_get_type ())
GType propus_role_get_type (void);
#define PROPUS_TYPE_MESSAGE_STATE (propus_message_state_get_type ())
GType propus_message_state_get_type (void);

#define PROPUS_TYPE_MESSAGE (propus_message_get_type ())
G_DECLARE_FINAL_TYPE (PropusMessage, propus_message, PROPUS, MESSAGE, GObject)

/* The messages of a chat are a tree: each names its parent, the one it answers or follows. Those of one role with one
 * parent are versions of each other: an edited prompt, an answer made again. The path of chosen versions is the
 * displayed branch.
 *
 * Main thread only. Signals: "text-appended" (guint64 offset, guint64 length), "thoughts-appended" (same), "part-added"
 * (guint index, before the text of that part is appended), "changed" (state, finish reason, failure, usage, facts,
 * thinking time, version, attachments). Properties (read-only): role, state. Work per append is O(appended). */
PropusMessage     *propus_message_new            (PropusRole role, gint64 id);       /* id 0: not stored yet */
gint64             propus_message_get_id         (PropusMessage *self);
void               propus_message_set_id         (PropusMessage *self, gint64 id);
PropusRole         propus_message_get_role       (PropusMessage *self);
PropusMessageState propus_message_get_state      (PropusMessage *self);
void               propus_message_set_state      (PropusMessage *self, PropusMessageState state);
gboolean           propus_message_is_running     (PropusMessage *self);              /* PENDING or STREAMING */
gint64             propus_message_get_created    (PropusMessage *self);              /* Unix time, microseconds */
void               propus_message_set_created    (PropusMessage *self, gint64 created);
const char        *propus_message_get_text       (PropusMessage *self);              /* borrowed until the next append */
gsize              propus_message_get_text_length(PropusMessage *self);
const char        *propus_message_get_thoughts   (PropusMessage *self);
gsize              propus_message_get_thoughts_length (PropusMessage *self);
void               propus_message_append_text    (PropusMessage *self, const char *text);
void               propus_message_append_thoughts(PropusMessage *self, const char *text);
/* The model's parts as JSON, exactly as received; they, not the text, go back to the API. */
void               propus_message_add_raw_part   (PropusMessage *self, const char *json);
guint              propus_message_get_n_raw_parts(PropusMessage *self);
const char        *propus_message_get_raw_part   (PropusMessage *self, guint index);
const char * const*propus_message_get_raw_parts  (PropusMessage *self);              /* NULL-terminated, borrowed */
const char        *propus_message_get_model      (PropusMessage *self);              /* model id asked, NULL none */
void               propus_message_set_model      (PropusMessage *self, const char *model);
const char        *propus_message_get_finish_reason (PropusMessage *self);
void               propus_message_set_finish_reason (PropusMessage *self, const char *reason);
const char        *propus_message_get_usage      (PropusMessage *self);              /* usageMetadata as JSON, NULL none */
void               propus_message_set_usage      (PropusMessage *self, const char *json);
/* What is known of an answer beside its parts, as one JSON object (propus-answer-facts.h), NULL none. */
const char        *propus_message_get_facts      (PropusMessage *self);
void               propus_message_set_facts      (PropusMessage *self, const char *json);
gint64             propus_message_get_thinking_us(PropusMessage *self);              /* from asking to the first text, 0 unknown */
void               propus_message_set_thinking_us(PropusMessage *self, gint64 us);
/* Why it ended otherwise than complete: a nick of PropusFailureKind, a detail, the technical text. NULL: none. */
const char        *propus_message_get_failure    (PropusMessage *self);
const char        *propus_message_get_failure_detail (PropusMessage *self);
const char        *propus_message_get_failure_text   (PropusMessage *self);
void               propus_message_set_failure    (PropusMessage *self, const char *nick, const char *detail, const char *text);
/* The message before it. 0: it begins the chat; PROPUS_MESSAGE_PARENT_LAST (new messages): the end of the displayed
 * branch. To store another version of a message give it that one's parent. */
gint64             propus_message_get_parent_id  (PropusMessage *self);
void               propus_message_set_parent_id  (PropusMessage *self, gint64 parent_id);
/* Which of its versions it is, from 0, and how many there are, at least 1; as they were when it was loaded. */
guint              propus_message_get_version    (PropusMessage *self);
guint              propus_message_get_n_versions (PropusMessage *self);
void               propus_message_set_version    (PropusMessage *self, guint version, guint n_versions);
void               propus_message_add_attachment (PropusMessage *self, PropusAttachment *attachment);
guint              propus_message_get_n_attachments (PropusMessage *self);
PropusAttachment  *propus_message_get_attachment (PropusMessage *self, guint index); /* borrowed */

G_END_DECLS
