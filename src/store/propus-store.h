/* propus-store.h - the history in SQLite, on one worker thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-conversation.h"

G_BEGIN_DECLS

#define PROPUS_STORE_ERROR (propus_store_error_quark ())
GQuark propus_store_error_quark (void);

typedef enum
{
  PROPUS_STORE_ERROR_FAILED,
  PROPUS_STORE_ERROR_FULL,        /* no room on the disk */
  PROPUS_STORE_ERROR_READ_ONLY,
  PROPUS_STORE_ERROR_BUSY,        /* another process holds it */
  PROPUS_STORE_ERROR_CORRUPT,     /* damage found while in use: nothing more is written, the next start moves it aside */
  PROPUS_STORE_ERROR_NEWER,       /* written by a newer Propus: opened read-only */
} PropusStoreError;

#define PROPUS_TYPE_STORE (propus_store_get_type ())
G_DECLARE_FINAL_TYPE (PropusStore, propus_store, PROPUS, STORE, GObject)

/* Every job runs in order on one worker thread; callbacks come on the thread-default context of the caller. A job that
 * has begun is not cancelled. All arguments are copied before a call returns. */

/* @path: the database, made with its folder (0700/0600) when absent. A damaged file is moved aside, never deleted. */
PropusStore *propus_store_new          (const char *path);
char        *propus_store_dup_default_path (void);                     /* $XDG_DATA_HOME/propus/history.db */
void         propus_store_open_async   (PropusStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_open_finish  (PropusStore *self, GAsyncResult *result, GError **error);
/* open_finish TRUE: usable, also when a damaged file was moved aside (then get_moved_aside names it). FALSE with NEWER or
 * READ_ONLY: usable for reading. FALSE with FULL, BUSY or FAILED: each later call tries again to open it. */
gboolean     propus_store_is_writable  (PropusStore *self);
const char  *propus_store_get_moved_aside (PropusStore *self);        /* NULL: nothing was */
/* Runs what is queued, closes, joins the worker; blocks. For the end of the program only (after the main loop). */
void         propus_store_close        (PropusStore *self);

/* Conversations: headers of all that are not deleted, newest first (GPtrArray of PropusConversation without messages). */
void         propus_store_list_conversations_async  (PropusStore *self, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *propus_store_list_conversations_finish (PropusStore *self, GAsyncResult *result, GError **error);
/* GPtrArray of PropusMessage, oldest first; turns that were running are INTERRUPTED. */
void         propus_store_load_messages_async  (PropusStore *self, gint64 conversation_id, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *propus_store_load_messages_finish (PropusStore *self, GAsyncResult *result, GError **error);
/* Inserts (id 0) or updates title, model, draft, updated. The conversation's id is set when the call succeeds. */
void         propus_store_save_conversation_async  (PropusStore *self, PropusConversation *conversation, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_save_conversation_finish (PropusStore *self, GAsyncResult *result, GError **error);
/* Marks as deleted (undo: FALSE brings it back); purge removes for good, with secure_delete. */
void         propus_store_set_deleted_async  (PropusStore *self, gint64 conversation_id, gboolean deleted, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_set_deleted_finish (PropusStore *self, GAsyncResult *result, GError **error);
void         propus_store_purge_deleted_async  (PropusStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_purge_deleted_finish (PropusStore *self, GAsyncResult *result, GError **error);

/* Messages. add: inserts the whole message as it is now and sets its id. */
void         propus_store_add_message_async  (PropusStore *self, gint64 conversation_id, PropusMessage *message, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_add_message_finish (PropusStore *self, GAsyncResult *result, GError **error);
/* What streamed in since the last call, as one new segment row: raw parts from @first_part on, text and thoughts from
 * these byte offsets on. O(what is new). The message must have an id. */
void         propus_store_append_segment_async  (PropusStore *self, PropusMessage *message, guint first_part, gsize text_offset, gsize thoughts_offset, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_append_segment_finish (PropusStore *self, GAsyncResult *result, GError **error);
/* State, model, finish reason, failure, usage, thinking time. */
void         propus_store_update_message_async  (PropusStore *self, PropusMessage *message, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_update_message_finish (PropusStore *self, GAsyncResult *result, GError **error);
void         propus_store_delete_message_async  (PropusStore *self, gint64 message_id, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_delete_message_finish (PropusStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
