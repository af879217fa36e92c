/* propus-conversation-list.h - the chats of the side bar, newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-conversation.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_CONVERSATION_LIST (propus_conversation_list_get_type ())
/* A GListModel of PropusConversation (headers only: messages are loaded when a chat is opened), sorted by "updated",
 * newest first, keyed by id. A conversation moves when its "updated" changes. Main thread only. */
G_DECLARE_FINAL_TYPE (PropusConversationList, propus_conversation_list, PROPUS, CONVERSATION_LIST, GObject)

PropusConversationList *propus_conversation_list_new    (void);
void                    propus_conversation_list_fill   (PropusConversationList *self, GPtrArray *conversations); /* replaces all, one items-changed */
void                    propus_conversation_list_insert (PropusConversationList *self, PropusConversation *conversation);
gboolean                propus_conversation_list_remove (PropusConversationList *self, PropusConversation *conversation);
PropusConversation     *propus_conversation_list_find   (PropusConversationList *self, gint64 id);   /* borrowed, NULL absent */
gboolean                propus_conversation_list_get_position (PropusConversationList *self, PropusConversation *conversation, guint *position);

G_END_DECLS
