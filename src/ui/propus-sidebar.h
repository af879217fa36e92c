/* propus-sidebar.h - the chats, and the truth about the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SIDEBAR (propus_sidebar_get_type ())
/* Signal "open" (PropusConversation): the person wants to see this chat. */
G_DECLARE_FINAL_TYPE (PropusSidebar, propus_sidebar, PROPUS, SIDEBAR, GtkWidget)

void propus_sidebar_set_session (PropusSidebar      *self,
                                 PropusSession      *session);
void propus_sidebar_rebind_key  (PropusSidebar      *self);
void propus_sidebar_set_current (PropusSidebar      *self,
                                 PropusConversation *conversation);

G_END_DECLS
