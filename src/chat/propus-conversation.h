/* propus-conversation.h - a list of messages with a title
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-message.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_CONVERSATION (propus_conversation_get_type ())
/* A GListModel of PropusMessage, oldest first. Main thread only. Properties: id (int64), title, model, draft, updated (int64). */
G_DECLARE_FINAL_TYPE (PropusConversation, propus_conversation, PROPUS, CONVERSATION, GObject)

PropusConversation *propus_conversation_new        (gint64 id);                      /* id 0: not stored yet */
gint64              propus_conversation_get_id     (PropusConversation *self);
void                propus_conversation_set_id     (PropusConversation *self, gint64 id);
const char         *propus_conversation_get_title  (PropusConversation *self);       /* "" untitled */
void                propus_conversation_set_title  (PropusConversation *self, const char *title);
const char         *propus_conversation_get_model  (PropusConversation *self);       /* NULL: the default */
void                propus_conversation_set_model  (PropusConversation *self, const char *model);
const char         *propus_conversation_get_draft  (PropusConversation *self);       /* "" none */
void                propus_conversation_set_draft  (PropusConversation *self, const char *draft);
gint64              propus_conversation_get_updated(PropusConversation *self);       /* Unix time, microseconds */
void                propus_conversation_set_updated(PropusConversation *self, gint64 updated);
void                propus_conversation_append     (PropusConversation *self, PropusMessage *message);
void                propus_conversation_append_all (PropusConversation *self, GPtrArray *messages);      /* one items-changed */
void                propus_conversation_remove     (PropusConversation *self, PropusMessage *message);
PropusMessage      *propus_conversation_get_last   (PropusConversation *self);       /* borrowed, NULL empty */
guint               propus_conversation_get_n_messages (PropusConversation *self);
PropusMessage      *propus_conversation_get_message(PropusConversation *self, guint index); /* borrowed */

G_END_DECLS
