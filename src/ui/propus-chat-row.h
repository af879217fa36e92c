/* propus-chat-row.h - a chat in the side bar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-history.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_CHAT_ROW (propus_chat_row_get_type ())
/* Signal "toggled": the row was clicked while chats are being selected. */
G_DECLARE_FINAL_TYPE (PropusChatRow, propus_chat_row, PROPUS, CHAT_ROW, GtkWidget)

GtkWidget          *propus_chat_row_new              (PropusHistory      *history);
void                propus_chat_row_set_conversation (PropusChatRow      *self,
                                                      PropusConversation *conversation);
PropusConversation *propus_chat_row_get_conversation (PropusChatRow      *self);
void                propus_chat_row_set_heading      (PropusChatRow      *self,
                                                      const char         *heading);
void                propus_chat_row_set_running      (PropusChatRow      *self,
                                                      gboolean            running);
void                propus_chat_row_set_selecting    (PropusChatRow      *self,
                                                      gboolean            selecting,
                                                      gboolean            selected);
void                propus_chat_row_rename           (PropusChatRow      *self);
void                propus_chat_row_popup            (PropusChatRow      *self);

G_END_DECLS
