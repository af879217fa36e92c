/* propus-sidebar.h - the chats, and the truth about the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SIDEBAR (propus_sidebar_get_type ())
/* Signals: "open" (PropusConversation), "open-hit" (PropusSearchHit, const char *what was searched for). */
G_DECLARE_FINAL_TYPE (PropusSidebar, propus_sidebar, PROPUS, SIDEBAR, GtkWidget)

void propus_sidebar_set_session  (PropusSidebar      *self,
                                  PropusSession      *session,
                                  PropusHistory      *history);
void propus_sidebar_set_current  (PropusSidebar      *self,
                                  PropusConversation *conversation);
void propus_sidebar_rebind_key   (PropusSidebar      *self);
void propus_sidebar_rename       (PropusSidebar      *self,
                                  gint64              id);
void propus_sidebar_select       (PropusSidebar      *self,
                                  gint64              id);
void propus_sidebar_focus_search (PropusSidebar      *self);

G_END_DECLS
