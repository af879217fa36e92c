/* propus-branch.h - the part of a chat's displayed branch that is in memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-store.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_BRANCH (propus_branch_get_type ())
G_DECLARE_FINAL_TYPE (PropusBranch, propus_branch, PROPUS, BRANCH, GObject)

PropusBranch *propus_branch_new              (PropusStore *store, PropusConversation *conversation); /* a temporary one has no store */
gboolean      propus_branch_has_earlier      (PropusBranch *self);
gboolean      propus_branch_has_later        (PropusBranch *self);
gboolean      propus_branch_is_loading       (PropusBranch *self);
guint         propus_branch_get_serial       (PropusBranch *self);
/* Our own hand is at work: what was read before is out of date. */
void          propus_branch_touch            (PropusBranch *self);
/* The object of an answer that runs: never replaced by one that was read. NULL: none runs. */
void          propus_branch_set_running      (PropusBranch *self, PropusMessage *message);
/* What comes next follows the end of the branch: when the end is not in memory, all that is goes. */
void          propus_branch_go_to_end        (PropusBranch *self);
void          propus_branch_cut              (PropusBranch *self);   /* what was after the window is of another branch now */
void          propus_branch_add              (PropusBranch *self, PropusMessage *message); /* a new one; a temporary chat keeps it, and all versions of it */
void          propus_branch_forget           (PropusBranch *self, PropusMessage *message);

/* All end in propus_branch_finish(). */
void          propus_branch_load_async       (PropusBranch *self, GAsyncReadyCallback callback, gpointer user_data);    /* the end; nothing when something is there */
void          propus_branch_load_more_async  (PropusBranch *self, gboolean earlier, GAsyncReadyCallback callback, gpointer user_data);
void          propus_branch_jump_async       (PropusBranch *self, gint64 message_id, GAsyncReadyCallback callback, gpointer user_data);
void          propus_branch_refresh_async    (PropusBranch *self, GAsyncReadyCallback callback, gpointer user_data);
void          propus_branch_step_async       (PropusBranch *self, PropusMessage *message, int step, GAsyncReadyCallback callback, gpointer user_data);
void          propus_branch_undelete_async   (PropusBranch *self, GArray *ids, GAsyncReadyCallback callback, gpointer user_data);
gboolean      propus_branch_finish           (PropusBranch *self, GAsyncResult *result, GError **error);
void          propus_branch_delete_async     (PropusBranch *self, PropusMessage *message, GAsyncReadyCallback callback, gpointer user_data);
GArray       *propus_branch_delete_finish    (PropusBranch *self, GAsyncResult *result, GError **error); /* ids, for the undo */

G_END_DECLS
