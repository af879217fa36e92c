/* propus-history.h - the chats as a side bar shows them: lists, folders, search, changes to several at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-store-list.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_HISTORY (propus_history_get_type ())
/* Signals: "changed" (another view, other folders, or the list is filled now), "failed" (const char *sentence: a change
 * that was not saved, translated), "deleting" (gint64 id: what runs in that chat should end). One id is one object as
 * long as somebody holds it. Main thread only. */
G_DECLARE_FINAL_TYPE (PropusHistory, propus_history, PROPUS, HISTORY, GObject)

PropusHistory      *propus_history_new           (PropusStore   *store);
/* Both are the same objects as long as @self lives. */
GListModel         *propus_history_get_chats     (PropusHistory *self);   /* of PropusConversation, what the view shows */
GListModel         *propus_history_get_folders   (PropusHistory *self);   /* of PropusFolder, sorted */
gboolean            propus_history_is_filled     (PropusHistory *self);

/* Which chats are listed: a folder's, PROPUS_FOLDER_ANY for all, or those that were archived. */
void                propus_history_show          (PropusHistory *self, gint64 folder_id, gboolean archived);
gint64              propus_history_get_folder    (PropusHistory *self);
gboolean            propus_history_get_archived  (PropusHistory *self);
const char         *propus_history_get_folder_name (PropusHistory *self, gint64 folder_id);   /* NULL unknown */

gboolean            propus_history_find          (PropusHistory *self, gint64 id, guint *position);
/* The one object of this chat: @conversation itself unless another is about already. (transfer none) */
PropusConversation *propus_history_adopt         (PropusHistory *self, PropusConversation *conversation);
/* As soon as this chat is stored, it is the one object of its id: for a chat that was just begun. */
void                propus_history_follow        (PropusHistory *self, PropusConversation *conversation);
/* NULL without a failure: there is no such chat any more. (transfer full) */
void                propus_history_look_up_async  (PropusHistory *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data);
PropusConversation *propus_history_look_up_finish (PropusHistory *self, GAsyncResult *result);

/* Changes. Each is on its way to the store when the call returns; "failed" tells when it did not arrive. */
void                propus_history_rename        (PropusHistory *self, PropusConversation *conversation, const char *title);
void                propus_history_set_pinned    (PropusHistory *self, GArray *ids, gboolean pinned);
void                propus_history_set_archived  (PropusHistory *self, GArray *ids, gboolean archived);
void                propus_history_move          (PropusHistory *self, GArray *ids, gint64 folder_id);
void                propus_history_set_deleted   (PropusHistory *self, GArray *ids, gboolean deleted);
/* @ids (nullable): chats that are moved into it once it is stored. */
void                propus_history_add_folder    (PropusHistory *self, const char *name, GArray *ids);
void                propus_history_rename_folder (PropusHistory *self, gint64 folder_id, const char *name);
/* Its chats stay. NULL: "failed" told why; else the chats that were in it (gint64), for propus_history_add_folder(). */
void                propus_history_delete_folder_async  (PropusHistory *self, gint64 folder_id, GAsyncReadyCallback callback, gpointer user_data);
GArray             *propus_history_delete_folder_finish (PropusHistory *self, GAsyncResult *result);

/* A new search ends the one before with G_IO_ERROR_CANCELLED. GPtrArray of PropusSearchHit. */
void                propus_history_search_async  (PropusHistory *self, const PropusSearchQuery *query, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray          *propus_history_search_finish (PropusHistory *self, GAsyncResult *result, GError **error);

G_END_DECLS
