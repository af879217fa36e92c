/* propus-conversation-view.h - the messages of a conversation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_CONVERSATION_VIEW (propus_conversation_view_get_type ())
G_DECLARE_FINAL_TYPE (PropusConversationView, propus_conversation_view, PROPUS, CONVERSATION_VIEW, GtkWidget)

/* Signal "deed" (PropusMessage, guint: a PropusDeed): what the person wants to do with a message. */
void propus_conversation_view_set_session      (PropusConversationView *self,
                                                PropusSession          *session);
void propus_conversation_view_set_conversation (PropusConversationView *self,
                                                PropusConversation     *conversation);
void propus_conversation_view_jump_to_latest   (PropusConversationView *self);
void propus_conversation_view_loaded           (PropusConversationView *self);
void propus_conversation_view_hold             (PropusConversationView *self,
                                                PropusMessage          *message);
void propus_conversation_view_set_find         (PropusConversationView *self,
                                                const char * const     *words);
void propus_conversation_view_show_place       (PropusConversationView *self,
                                                gint64                  message_id,
                                                guint                   index);

G_END_DECLS
