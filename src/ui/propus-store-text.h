/* propus-store-text.h - why chats are not being saved, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-session.h"

G_BEGIN_DECLS

char     *propus_store_text_dup_sentence (PropusSession *session);
gboolean  propus_store_text_may_pass     (PropusSession *session);
gboolean  propus_store_text_is_moved     (PropusSession *session);

G_END_DECLS
