/* propus-chat-group.h - under which heading a chat is listed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *propus_chat_group_dup_heading (gboolean   pinned,
                                     gint64     updated,
                                     GDateTime *now);

G_END_DECLS
