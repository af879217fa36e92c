/* propus-store-search.h - finding words in the history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-search-hit.h"
#include "propus-store.h"

G_BEGIN_DECLS

/* Zeros: no limit. */
typedef struct
{
  const char *text;           /* every word must occur in one message (or title), anywhere in it; all of it is literal text */
  gint64 after;               /* Unix time in microseconds of the message: not before this */
  gint64 before;              /* before this */
  const char *model;          /* the answer's; of a prompt the chat's */
  gboolean with_attachment;   /* only chats that have one */
  gint64 folder_id;
  gboolean without_archived;
} PropusSearchQuery;

/* Newest first, grouped by conversation: those whose title has the words come first. GPtrArray of PropusSearchHit; of
 * each conversation the newest few. Bounded by PROPUS_LIMIT_SEARCH_*. An empty text with a filter lists chats.
 * A search that is begun ends any earlier one of this store with G_IO_ERROR_CANCELLED, as does @cancellable. */
void       propus_store_search_async  (PropusStore *self, const PropusSearchQuery *query, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *propus_store_search_finish (PropusStore *self, GAsyncResult *result, GError **error);

/* What a find in one chat met: the message and where in its text (bytes). */
typedef struct
{
  gint64 message_id;
  GArray *ranges;             /* of PropusTextRange */
} PropusFind;

/* Along the displayed branch, oldest first: GPtrArray of PropusFind. Ended by a newer find of this store, as above.
 * An answer that is still running is not looked at. */
void       propus_store_find_async    (PropusStore *self, gint64 conversation_id, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *propus_store_find_finish   (PropusStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
