/* propus-find-bar.h - finding words in the chat that is open
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-conversation-view.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_FIND_BAR (propus_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (PropusFindBar, propus_find_bar, PROPUS, FIND_BAR, GtkWidget)

GtkWidget *propus_find_bar_new              (PropusSession *session, PropusConversationView *view);
void       propus_find_bar_set_conversation (PropusFindBar *self, PropusConversation *conversation);  /* shuts it */
void       propus_find_bar_open             (PropusFindBar *self);
void       propus_find_bar_open_with        (PropusFindBar *self, const char *query);
void       propus_find_bar_close            (PropusFindBar *self);
gboolean   propus_find_bar_is_open          (PropusFindBar *self);
void       propus_find_bar_step             (PropusFindBar *self, int step);
/* Goes to a message, and marks the words of @query (NULL: none) there and elsewhere. */
void       propus_find_bar_show_place       (PropusFindBar *self, gint64 message_id, const char *query);

G_END_DECLS
