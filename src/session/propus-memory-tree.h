/* propus-memory-tree.h - all versions of all messages of a chat that is never stored
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-message.h"

G_BEGIN_DECLS

/* What the store is to other chats. Ids are this tree's own. Main thread only. */
typedef struct _PropusMemoryTree PropusMemoryTree;

PropusMemoryTree *propus_memory_tree_new         (void);
void              propus_memory_tree_free        (PropusMemoryTree *self);
void              propus_memory_tree_add         (PropusMemoryTree *self, PropusMessage *message);    /* sets its id */
void              propus_memory_tree_forget      (PropusMemoryTree *self, PropusMessage *message);    /* for good */
GPtrArray        *propus_memory_tree_get_versions (PropusMemoryTree *self, PropusMessage *message);   /* it included, oldest first */
/* From the beginning to @message and on to the newest end below it; their versions are set. */
GPtrArray        *propus_memory_tree_get_branch  (PropusMemoryTree *self, PropusMessage *message);
/* What follows a message that goes follows the one before it; undone by restore. */
void              propus_memory_tree_remove      (PropusMemoryTree *self, gint64 id);
void              propus_memory_tree_restore     (PropusMemoryTree *self, gint64 id);
PropusMessage    *propus_memory_tree_get_message (PropusMemoryTree *self, gint64 id);                 /* NULL none */
PropusMessage    *propus_memory_tree_get_newest  (PropusMemoryTree *self);                            /* that is not removed; NULL none */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusMemoryTree, propus_memory_tree_free)

G_END_DECLS
