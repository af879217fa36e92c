/* store-kit.h - the store's calls, each waited for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-store.h"

G_BEGIN_DECLS

/* For tests only. Each starts the call, runs a main loop until its callback and finishes it. */
gboolean   kit_open        (PropusStore *store, GError **error);
GPtrArray *kit_list        (PropusStore *store, GError **error);
GPtrArray *kit_load        (PropusStore *store, gint64 conversation_id, GError **error);
gboolean   kit_save        (PropusStore *store, PropusConversation *conversation, GError **error);
gboolean   kit_set_deleted (PropusStore *store, gint64 conversation_id, gboolean deleted, GError **error);
gboolean   kit_purge       (PropusStore *store, GError **error);
gboolean   kit_add         (PropusStore *store, gint64 conversation_id, PropusMessage *message, GError **error);
gboolean   kit_append      (PropusStore *store, PropusMessage *message, guint first_part, gsize text, gsize thoughts, GError **error);
gboolean   kit_update      (PropusStore *store, PropusMessage *message, GError **error);
gboolean   kit_delete      (PropusStore *store, gint64 message_id, GError **error);

/* A chunk as the API sends it: a raw part of its own and the same words as text. */
void       kit_stream_chunk (PropusMessage *message, const char *text);

G_END_DECLS
