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
  gint64 updated;
  char *title;
  char *model;      /* NULL none */
  char *draft;
} PropusConversationRow;

PropusConversationRow *propus_conversation_row_new      (PropusConversation *conversation);
void                   propus_conversation_row_free     (PropusConversationRow *self);
PropusConversation    *propus_conversation_row_to_model (const PropusConversationRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusConversationRow, propus_conversation_row_free)

/* Worker thread only, within a transaction. */
gboolean propus_conversation_rows_list        (PropusConnection *connection, GPtrArray *rows, GError **error);
gboolean propus_conversation_rows_insert      (PropusConnection *connection, const PropusConversationRow *row, gint64 *id, GError **error);
gboolean propus_conversation_rows_update      (PropusConnection *connection, const PropusConversationRow *row, GError **error);
gboolean propus_conversation_rows_set_deleted (PropusConnection *connection, gint64 id, gboolean deleted, GError **error);
gboolean propus_conversation_rows_purge       (PropusConnection *connection, guint *n_removed, GError **error);

G_END_DECLS
