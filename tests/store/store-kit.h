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

/* For any other call: KIT_WAIT (propus_store_x_async (store, …, kit_cb, &wait)) is its result. */
typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} KitWait;

void          kit_begin (KitWait *wait);
void          kit_cb    (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *kit_end   (KitWait *wait);

#define KIT_WAIT(result, call) \
  g_autoptr(GAsyncResult) result = NULL; \
  { \
    KitWait wait; \
    kit_begin (&wait); \
    call; \
    result = kit_end (&wait); \
  }

/* Runs the main loop until @flag is set (FALSE: it was not within some seconds), or for @ms. */
gboolean      kit_run_until (const gboolean *flag);
void          kit_run_for   (guint ms);

/* A folder of its own with a store in it; freeing removes all of it. */
typedef struct
{
  char *folder;
  char *path;
  PropusStore *store;
} Kit;

void                kit_set_up    (Kit *kit, gconstpointer data);
void                kit_tear_down (Kit *kit, gconstpointer data);
void                kit_reopen    (Kit *kit);
PropusConversation *kit_add_conversation (Kit *kit, const char *title);
/* @parent_id as in propus_message_set_parent_id(). The answers have one raw part. */
PropusMessage      *kit_add_message (Kit *kit, PropusConversation *conversation, PropusRole role, gint64 parent_id, const char *text);
/* The texts of the displayed branch, with blanks between them. */
char               *kit_dup_shown   (Kit *kit, gint64 conversation_id);

/* How often these bytes stand in the files beside the database, it included. */
guint               kit_count_in_files (Kit *kit, const char *bytes);

/* A chunk as the API sends it: a raw part of its own and the same words as text. */
void       kit_stream_chunk (PropusMessage *message, const char *text);

G_END_DECLS
