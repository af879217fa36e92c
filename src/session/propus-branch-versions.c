/* propus-branch-versions.c - other versions of messages, and turns that are taken out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-branch-private.h"

#include "propus-limits.h"

/* --- versions --- */

static void
show_in_memory (PropusBranch  *self,
                PropusMessage *message)
{
  g_autoptr(GPtrArray) branch = message != NULL ? propus_memory_tree_get_branch (self->tree, message) : NULL;
  guint n = propus_conversation_get_n_messages (self->conversation);
  guint same = 0;

  while (branch != NULL && same < MIN (n, branch->len) &&
         propus_conversation_get_message (self->conversation, same) == g_ptr_array_index (branch, same))
    same++;
  if (branch != NULL && same > 0)
    g_ptr_array_remove_range (branch, 0, same);
  propus_conversation_splice (self->conversation, same, n - same, branch);
}

static void
step_in_memory (PropusBranch  *self,
                PropusMessage *message,
                int            step)
{
  g_autoptr(GPtrArray) versions = propus_memory_tree_get_versions (self->tree, message);
  guint index;

  if (g_ptr_array_find (versions, message, &index) && (int) index + step >= 0 && index + step < versions->len)
    show_in_memory (self, g_ptr_array_index (versions, index + step));
}

static void
version_shown_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusBranchStep *step = g_task_get_task_data (task);
  GError *error = NULL;

  if (propus_store_show_version_finish (PROPUS_STORE (object), result, &error))
    _propus_branch_load_page (g_steal_pointer (&task), PROPUS_PAGE_AROUND, step->anchor, 2 * PROPUS_LIMIT_LIVE_ROWS);
  else
    g_task_return_error (task, error);
}

static void
versions_listed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusBranch *self = g_task_get_source_object (task);
  PropusBranchStep *step = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GArray) ids = propus_store_list_versions_finish (PROPUS_STORE (object), result, &error);

  if (ids == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (int i = 0; i < (int) ids->len; i++)
    if (g_array_index (ids, gint64, i) == step->old && i + step->step >= 0 && i + step->step < (int) ids->len)
      {
        step->anchor = g_array_index (ids, gint64, i + step->step);
        self->serial++;
        propus_store_show_version_async (self->store, step->anchor, version_shown_cb, g_steal_pointer (&task));
        return;
      }
  g_task_return_boolean (task, TRUE);
}

static gboolean
check_stored (PropusBranch  *self,
              PropusMessage *message,
              GTask         *task)
{
  if (propus_message_get_id (message) != 0)
    return TRUE;

  g_task_return_new_error (task, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED, "the message is not stored");
  return FALSE;
}

/**
 * propus_branch_step_async:
 * @message: in the window
 * @step: 1 for the next version, -1 for the one before
 *
 * Shows another version of it, and what follows that.
 */
void
propus_branch_step_async (PropusBranch        *self,
                          PropusMessage       *message,
                          int                  step,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  PropusBranchStep *data;

  g_return_if_fail (PROPUS_IS_BRANCH (self));

  task = _propus_branch_new_task (self, propus_branch_step_async, PROPUS_BRANCH_READ_TAIL, callback, user_data);
  data = g_task_get_task_data (task);
  data->old = propus_message_get_id (message);
  data->step = step;
  if (self->tree != NULL)
    {
      step_in_memory (self, message, step);
      g_task_return_boolean (task, TRUE);
    }
  else if (check_stored (self, message, task))
    propus_store_list_versions_async (self->store, data->old, versions_listed_cb, g_steal_pointer (&task));
}

/* --- deleting --- */

/* The turn: a prompt goes with the answer after it. */
static GArray *
delete_in_memory (PropusBranch  *self,
                  PropusMessage *message)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 id = propus_message_get_id (message);
  g_autoptr(GPtrArray) versions = NULL;
  PropusMessage *next = NULL;
  guint position = 0;

  if (propus_conversation_find_message (self->conversation, id, &position))
    next = propus_conversation_get_message (self->conversation, position + 1);
  g_array_append_val (ids, id);
  propus_memory_tree_remove (self->tree, id);
  if (propus_message_get_role (message) == PROPUS_ROLE_USER && next != NULL &&
      propus_message_get_role (next) == PROPUS_ROLE_MODEL)
    {
      id = propus_message_get_id (next);
      g_array_append_val (ids, id);
      propus_memory_tree_remove (self->tree, id);
    }

  versions = propus_memory_tree_get_versions (self->tree, message);
  if (propus_conversation_get_n_messages (self->conversation) > position + ids->len)
    show_in_memory (self, propus_conversation_get_last (self->conversation));
  else if (versions->len > 0)
    show_in_memory (self, g_ptr_array_index (versions, versions->len - 1));
  else
    show_in_memory (self, position > 0 ? propus_conversation_get_message (self->conversation, position - 1)
                                       : propus_memory_tree_get_newest (self->tree));

  return ids;
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusBranch *self = g_task_get_source_object (task);
  PropusBranchStep *step = g_task_get_task_data (task);
  GError *error = NULL;

  step->ids = propus_store_delete_turn_finish (PROPUS_STORE (object), result, &error);
  step->serial = ++self->serial;
  if (step->ids != NULL)
    _propus_branch_read_again (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * propus_branch_delete_async:
 * @message: in the window
 *
 * Takes out the turn that it begins, or it alone when it is an answer.
 */
void
propus_branch_delete_async (PropusBranch        *self,
                            PropusMessage       *message,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_BRANCH (self));

  task = _propus_branch_new_task (self, propus_branch_delete_async, PROPUS_BRANCH_READ_AGAIN, callback, user_data);
  if (self->tree != NULL)
    g_task_return_pointer (task, delete_in_memory (self, message), (GDestroyNotify) g_array_unref);
  else if (check_stored (self, message, task))
    propus_store_delete_turn_async (self->store, propus_message_get_id (message), deleted_cb, g_steal_pointer (&task));
}

/**
 * propus_branch_delete_finish:
 *
 * Returns: (transfer full) (nullable): the ids of what went, for propus_branch_undelete_async()
 */
GArray *
propus_branch_delete_finish (PropusBranch  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
undeleted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusBranch *self = g_task_get_source_object (task);
  PropusBranchStep *step = g_task_get_task_data (task);
  GError *error = NULL;

  step->serial = ++self->serial;
  if (propus_store_undelete_messages_finish (PROPUS_STORE (object), result, &error))
    _propus_branch_read_again (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * propus_branch_undelete_async:
 * @ids: (element-type gint64): of propus_branch_delete_finish()
 */
void
propus_branch_undelete_async (PropusBranch        *self,
                              GArray              *ids,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_BRANCH (self));
  g_return_if_fail (ids != NULL && ids->len > 0);

  task = _propus_branch_new_task (self, propus_branch_undelete_async, PROPUS_BRANCH_READ_AGAIN, callback, user_data);
  if (self->tree == NULL)
    {
      propus_store_undelete_messages_async (self->store, (const gint64 *) (void *) ids->data, ids->len,
                                            undeleted_cb, g_steal_pointer (&task));
      return;
    }

  for (guint i = 0; i < ids->len; i++)
    propus_memory_tree_restore (self->tree, g_array_index (ids, gint64, i));
  show_in_memory (self, propus_memory_tree_get_message (self->tree, g_array_index (ids, gint64, ids->len - 1)));
  g_task_return_boolean (task, TRUE);
}
