/* propus-store-list.h - the chats of the side bar as a window over the history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-store.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_STORE_LIST (propus_store_list_get_type ())
/* A GListModel of PropusConversation (headers only), pinned ones first, then newest first. It holds the ids of all and
 * the headers of what was looked at lately: an item that was not read yet has its id, an empty title and 0 for
 * "updated", and its properties change when the page has come. One id is one object as long as somebody holds it, also
 * when it moves.
 *
 * Follows the store's "changed" by itself: what moved comes as one small items-changed, what else changed as notify.
 * Signal "filled": the first page (or the whole list, if it is short) stands there after a start or a change of the
 * filter. Main thread only. */
G_DECLARE_FINAL_TYPE (PropusStoreList, propus_store_list, PROPUS, STORE_LIST, GObject)

#define PROPUS_FOLDER_ANY ((gint64) -1)

/* Shows what is not archived, of any folder. */
PropusStoreList    *propus_store_list_new          (PropusStore *store);
void                propus_store_list_set_filter   (PropusStoreList *self, gint64 folder_id, gboolean archived); /* 0: those in no folder */
gint64              propus_store_list_get_folder   (PropusStoreList *self);
gboolean            propus_store_list_get_archived (PropusStoreList *self);
gboolean            propus_store_list_is_filled    (PropusStoreList *self);
gboolean            propus_store_list_is_loaded    (PropusStoreList *self, guint position);   /* FALSE: a placeholder */
gboolean            propus_store_list_find         (PropusStoreList *self, gint64 id, guint *position);
/* An object with the same id that exists already (the open chat): from now on it is the item, and kept up to date. */
void                propus_store_list_adopt        (PropusStoreList *self, PropusConversation *conversation);

G_END_DECLS
