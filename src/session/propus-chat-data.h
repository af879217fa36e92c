/* propus-chat-data.h - chats as the history has them, and as a file has them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-conversation.h"
#include "propus-transfer-chat.h"

G_BEGIN_DECLS

/* @messages: all of its tree. @folder (nullable): its folder's name. The content of attachments stays where it is. */
PropusTransferChat *propus_chat_data_from_history (PropusConversation *header, GPtrArray *messages, gint64 head, const char *folder);
/* Messages keep the numbers that they have in @chat. @attachments: {PropusTransferAttachment: PropusAttachment}, those that
 * the store has; others are left out. In no folder. */
PropusConversation *propus_chat_data_to_history   (PropusTransferChat *chat, GHashTable *attachments);

/* Any thread; @chat is not shared with another yet. */
GBytes             *propus_chat_data_dup_words    (PropusTransferChat *chat);   /* every word that an export may say */
void                propus_chat_data_scrub        (PropusTransferChat *chat, GPtrArray *secrets, gboolean redact);

G_END_DECLS
