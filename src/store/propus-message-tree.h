/* propus-message-tree.h - versions, and which of them are displayed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-connection.h"

G_BEGIN_DECLS

/* Worker thread only, within a transaction. Ids of messages are GArrays of gint64. */

/* @parent_id: (inout): PROPUS_MESSAGE_PARENT_LAST, and one that is gone, become the end of the displayed branch.
 * @at_end: (out): it is that end, so a child needs no propus_message_tree_show(). */
gboolean propus_message_tree_find_parent   (PropusConnection *connection, gint64 conversation_id, gint64 *parent_id, gboolean *at_end, GError **error);
/* Makes the path from the beginning to this message the displayed branch. */
gboolean propus_message_tree_show          (PropusConnection *connection, gint64 conversation_id, gint64 leaf, GError **error);
gboolean propus_message_tree_show_version  (PropusConnection *connection, gint64 id, GError **error);  /* on to the newest end */
gboolean propus_message_tree_list_versions (PropusConnection *connection, gint64 id, GArray *ids, GError **error);
gboolean propus_message_tree_find_head     (PropusConnection *connection, gint64 conversation_id, gint64 *id, GError **error); /* 0: empty */
gboolean propus_message_tree_copy_path     (PropusConnection *connection, gint64 id, gint64 *new_conversation, GError **error);
gboolean propus_message_tree_delete_turn   (PropusConnection *connection, gint64 id, GArray *ids, GError **error);
gboolean propus_message_tree_undelete      (PropusConnection *connection, GArray *ids, GError **error);
gboolean propus_message_tree_purge         (PropusConnection *connection, guint *n_removed, GError **error);

G_END_DECLS
