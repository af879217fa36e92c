/* propus-chat-menu.h - what can be done with a chat, with several, and with what is listed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-history.h"

G_BEGIN_DECLS

GMenuModel *propus_chat_menu_new      (PropusHistory      *history,
                                       PropusConversation *conversation);
GMenuModel *propus_chat_menu_new_move (PropusHistory      *history,
                                       GArray             *ids,
                                       gint64              folder_id);
GMenuModel *propus_chat_menu_new_view (PropusHistory      *history);

G_END_DECLS
