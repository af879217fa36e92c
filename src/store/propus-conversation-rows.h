/* propus-conversation-rows.h - the table of conversations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-connection.h"

G_BEGIN_DECLS

/* A conversation as plain data, for the way between the threads. */
typedef struct
{
  gint64 id;
  gint64 created;
  gint64 updated;
  gint64 folder_id;     /* 0 none */
  PropusTitleOrigin title_origin;
  gboolean pinned;
  gboolean archived;
  char *title;
  char *model;          /* NULL none */
  char *draft;
  char *settings;       /* NULL none */
} PropusConversationRow;

PropusConversationRow *propus_conversation_row_new      (PropusConversation *conversation);
void                   propus_conversation_row_free     (PropusConversationRow *self);
PropusConversation    *propus_conversation_row_to_model (const PropusConversationRow *self);

/* What propus_conversation_row_read() reads, in its order. */
#define PROPUS_CONVERSATION_COLUMNS \
  "id, title, model, draft, updated, created, folder_id, pinned, archived, title_origin, settings"

PropusConversationRow *propus_conversation_row_read     (sqlite3_stmt *stmt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusConversationRow, propus_conversation_row_free)

/* Worker thread only, within a transaction. */
gboolean propus_conversation_rows_list        (PropusConnection *connection, GPtrArray *rows, GError **error);
gboolean propus_conversation_rows_insert      (PropusConnection *connection, const PropusConversationRow *row, gint64 *id, GError **error);
gboolean propus_conversation_rows_update      (PropusConnection *connection, const PropusConversationRow *row, GError **error);
gboolean propus_conversation_rows_find        (PropusConnection *connection, gint64 id, PropusConversationRow **row, GError **error); /* *row NULL: none */
gboolean propus_conversation_rows_set_deleted (PropusConnection *connection, gint64 id, gboolean deleted, GError **error);
gboolean propus_conversation_rows_hide        (PropusConnection *connection, gint64 id, GError **error);  /* while it is being imported */
gboolean propus_conversation_rows_remove      (PropusConnection *connection, gint64 id, GError **error);  /* for good; no error when it is gone */
gboolean propus_conversation_rows_change      (PropusConnection *connection, const char *sql, gint64 id, gint64 number, const char *text, GError **error);
gboolean propus_conversation_rows_purge       (PropusConnection *connection, guint *n_removed, GError **error);

G_END_DECLS
