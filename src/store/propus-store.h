/* propus-store.h - the history in SQLite, on one worker thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-conversation.h"
#include "propus-folder.h"
#include "propus-search-hit.h"

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

/* Signal "changed" (gint64 conversation_id): something that others show has changed, here or in another process: a
 * conversation's header, or which messages it has and in what state (not: what streams in); 0: folders, or many at once. Bursts come as
 * one. Emitted after the callback of the call that did it, on the thread that made the store. Other processes are
 * watched once propus_store_open_async() has succeeded. */

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
/* The displayed branch, all of it. GPtrArray of PropusMessage, oldest first; turns that were running are INTERRUPTED. */
void         propus_store_load_messages_async  (PropusStore *self, gint64 conversation_id, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *propus_store_load_messages_finish (PropusStore *self, GAsyncResult *result, GError **error);
/* Inserts (id 0; then all of the header) or updates title, its origin, model, draft, settings, updated. The conversation's id is set when the call succeeds. */
void         propus_store_save_conversation_async  (PropusStore *self, PropusConversation *conversation, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_save_conversation_finish (PropusStore *self, GAsyncResult *result, GError **error);
/* Removes for good, with secure_delete, what is marked as deleted. */
void         propus_store_purge_deleted_async  (PropusStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_purge_deleted_finish (PropusStore *self, GAsyncResult *result, GError **error);

/* Messages. add: inserts the whole message as it is now, as a child of its parent, and sets its id and parent id. The
 * branch that ends in it becomes the displayed one: a second child of one parent is a new version, the first is kept. */
void         propus_store_add_message_async  (PropusStore *self, gint64 conversation_id, PropusMessage *message, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_add_message_finish (PropusStore *self, GAsyncResult *result, GError **error);
/* What streamed in since the last call, as one new segment row: raw parts from @first_part on, text and thoughts from
 * these byte offsets on. O(what is new). The message must have an id. */
void         propus_store_append_segment_async  (PropusStore *self, PropusMessage *message, guint first_part, gsize text_offset, gsize thoughts_offset, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_append_segment_finish (PropusStore *self, GAsyncResult *result, GError **error);
/* State, model, finish reason, failure, usage, thinking time. */
void         propus_store_update_message_async  (PropusStore *self, PropusMessage *message, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_update_message_finish (PropusStore *self, GAsyncResult *result, GError **error);
/* For good, at once and without undo: for a message that should not have been stored. What followed it follows its
 * parent. */
void         propus_store_delete_message_async  (PropusStore *self, gint64 message_id, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_delete_message_finish (PropusStore *self, GAsyncResult *result, GError **error);

/* --- parts of a long chat --- */

typedef enum
{
  PROPUS_PAGE_END,        /* the last @limit of the displayed branch; message_id is not looked at */
  PROPUS_PAGE_BEFORE,     /* up to @limit before message_id */
  PROPUS_PAGE_AFTER,      /* up to @limit after it */
  PROPUS_PAGE_AROUND,     /* it, @limit / 2 before and as many after */
} PropusPageKind;

typedef struct
{
  GPtrArray *messages;    /* of PropusMessage, oldest first */
  gboolean has_earlier;
  gboolean has_later;
} PropusPage;

/* Costs what the page has, not what the chat has. AROUND a message that is not on the displayed branch (see
 * propus_store_show_version_async()) or is deleted fails with FAILED. */
void         propus_store_load_page_async  (PropusStore *self, gint64 conversation_id, PropusPageKind kind, gint64 message_id, guint limit, GAsyncReadyCallback callback, gpointer user_data);
PropusPage  *propus_store_load_page_finish (PropusStore *self, GAsyncResult *result, GError **error);
void         propus_page_free              (PropusPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusPage, propus_page_free)
/* All versions of everything, parents before children, for an export. Each names its parent. @head: (out) (nullable):
 * the id of the last message of the displayed branch, 0 none. */
void         propus_store_load_tree_async  (PropusStore *self, gint64 conversation_id, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *propus_store_load_tree_finish (PropusStore *self, GAsyncResult *result, gint64 *head, GError **error);

/* --- versions --- */

/* GArray of gint64: the ids of all versions of a message, in the order in which they were made, it included. */
void         propus_store_list_versions_async  (PropusStore *self, gint64 message_id, GAsyncReadyCallback callback, gpointer user_data);
GArray      *propus_store_list_versions_finish (PropusStore *self, GAsyncResult *result, GError **error);
/* Makes the branch through this message the displayed one, on to the newest end below it. Then load again. */
void         propus_store_show_version_async   (PropusStore *self, gint64 message_id, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_show_version_finish  (PropusStore *self, GAsyncResult *result, GError **error);
/* A new conversation that holds copies of the path from the beginning to this message; its title is the same. Returns
 * its id, 0 on failure. */
void         propus_store_branch_async         (PropusStore *self, gint64 message_id, GAsyncReadyCallback callback, gpointer user_data);
gint64       propus_store_branch_finish        (PropusStore *self, GAsyncResult *result, GError **error);
/* Takes out a turn: this message and, if it is a prompt, the answer shown after it. What follows stays. Returns the ids
 * (GArray of gint64), for the undo. At the end of a branch that has other versions another one is displayed. A turn that
 * runs in another process: BUSY. Kept until propus_store_purge_deleted_async() or, with the program gone, its next start. */
void         propus_store_delete_turn_async    (PropusStore *self, gint64 message_id, GAsyncReadyCallback callback, gpointer user_data);
GArray      *propus_store_delete_turn_finish   (PropusStore *self, GAsyncResult *result, GError **error);
/* Brings them back, and the branch that they were on. */
void         propus_store_undelete_messages_async  (PropusStore *self, const gint64 *ids, guint n_ids, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_undelete_messages_finish (PropusStore *self, GAsyncResult *result, GError **error);

/* --- changing conversations, one column of several rows at once; all end in propus_store_change_finish() --- */

/* Unlike propus_store_save_conversation_async() these write nothing else, so two windows do not undo each other's
 * changes. Ids that are gone are no error. The PropusConversation objects are not touched: PropusStoreList does that. */
void         propus_store_rename_async       (PropusStore *self, gint64 id, const char *title, PropusTitleOrigin origin, GAsyncReadyCallback callback, gpointer user_data);
/* A title that the person typed is not replaced by one of another origin: nothing happens then. */
void         propus_store_save_settings_async(PropusStore *self, gint64 id, const char *model, const char *settings, GAsyncReadyCallback callback, gpointer user_data);
void         propus_store_set_pinned_async   (PropusStore *self, const gint64 *ids, guint n_ids, gboolean pinned, GAsyncReadyCallback callback, gpointer user_data);
void         propus_store_set_archived_async (PropusStore *self, const gint64 *ids, guint n_ids, gboolean archived, GAsyncReadyCallback callback, gpointer user_data);
void         propus_store_move_async         (PropusStore *self, const gint64 *ids, guint n_ids, gint64 folder_id, GAsyncReadyCallback callback, gpointer user_data); /* 0: out of all */
/* Marks as deleted; undo: FALSE brings it back. */
void         propus_store_set_all_deleted_async (PropusStore *self, const gint64 *ids, guint n_ids, gboolean deleted, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_change_finish      (PropusStore *self, GAsyncResult *result, GError **error);
/* One header; NULL with no error: there is none (any more). */
void         propus_store_load_conversation_async  (PropusStore *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data);
PropusConversation *propus_store_load_conversation_finish (PropusStore *self, GAsyncResult *result, GError **error);

/* --- folders --- */

/* GPtrArray of PropusFolder, sorted. */
void         propus_store_list_folders_async   (PropusStore *self, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *propus_store_list_folders_finish  (PropusStore *self, GAsyncResult *result, GError **error);
/* Inserts (id 0; the id is set, position 0 becomes the last) or updates name and position. */
void         propus_store_save_folder_async    (PropusStore *self, PropusFolder *folder, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_save_folder_finish   (PropusStore *self, GAsyncResult *result, GError **error);
/* Its chats stay, in no folder; returns their ids (GArray of gint64), for an undo by save_folder and move. */
void         propus_store_delete_folder_async  (PropusStore *self, gint64 folder_id, GAsyncReadyCallback callback, gpointer user_data);
GArray      *propus_store_delete_folder_finish (PropusStore *self, GAsyncResult *result, GError **error);

/* --- finding words --- */

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

/* Where a text stands in one chat, as one piece, along the displayed branch, oldest first: GPtrArray of
 * PropusMessageFind. Ended by a newer find of this store, as above. An answer that is still running is not looked at. */
void       propus_store_find_async    (PropusStore *self, gint64 conversation_id, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *propus_store_find_finish   (PropusStore *self, GAsyncResult *result, GError **error);

/* --- attachments: content under its SHA-256 in $XDG_DATA_HOME/propus/attachments/, beside the database --- */

/* Copies (on a thread of its own, in pieces) and returns what to give to propus_message_add_attachment(). It is kept
 * from now on as long as this store lives, and for good once a message with it is stored. @mime NULL: guessed. Refuses
 * what is larger than PROPUS_LIMIT_ATTACHMENT_BYTES (FAILED), and fails with a GIOError where the source does. */
void              propus_store_add_file_async   (PropusStore *self, GFile *file, const char *mime, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void              propus_store_add_bytes_async  (PropusStore *self, GBytes *bytes, const char *mime, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
PropusAttachment *propus_store_add_finish       (PropusStore *self, GAsyncResult *result, GError **error); /* of both */
/* Writes "extra" of a stored attachment; ends in propus_store_change_finish(). */
void              propus_store_save_attachment_async (PropusStore *self, PropusAttachment *attachment, GAsyncReadyCallback callback, gpointer user_data);
char             *propus_store_dup_attachment_path (PropusStore *self, const char *hash);

/* --- import: all or nothing --- */

/* Conversations with their messages (all appended to the object; ids of messages are numbers of the importer's own, or
 * 0 for all, parents refer to them; PROPUS_MESSAGE_PARENT_LAST: the one appended before). The displayed branch ends in
 * the message appended last. Nothing is seen before all is stored; a process that dies in between leaves nothing.
 * The objects are not changed. Returns the new ids in the same order (GArray of gint64). */
void         propus_store_import_async  (PropusStore *self, GPtrArray *conversations, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GArray      *propus_store_import_finish (PropusStore *self, GAsyncResult *result, GError **error);
/* The same piece by piece, for more than fits in memory: each piece stays hidden until propus_store_set_all_deleted_async()
 * brings all of them to light (FALSE), or take_back removes them; when the program ends before, its next start does. A piece
 * that fails or is cancelled leaves nothing of itself. @heads (nullable): of each conversation the number of the message in
 * which the displayed branch ends, 0: the one appended last. Ends in propus_store_import_finish(). */
void         propus_store_import_piece_async      (PropusStore *self, GPtrArray *conversations, GArray *heads, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void         propus_store_import_take_back_async  (PropusStore *self, GArray *ids, GAsyncReadyCallback callback, gpointer user_data);
gboolean     propus_store_import_take_back_finish (PropusStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
