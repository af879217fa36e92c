/* propus-store-versions.c - the calls of the store that concern versions, branches and turns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-message-tree.h"
#include "propus-store-private.h"

/* One kind of data for all: a message or several, and what comes of it. */
typedef struct
{
  gint64 id;
  gint64 new_id;
  GArray *ids;
} Versions;

static Versions *
versions_new (gint64 id)
{
  Versions *versions = g_new0 (Versions, 1);

  versions->id = id;
  versions->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  return versions;
}

static void
versions_free (gpointer data)
{
  Versions *versions = data;

  g_array_unref (versions->ids);
  g_free (versions);
}

static GArray *
finish_with_ids (PropusStore   *self,
                 GAsyncResult  *result,
                 gpointer       source_tag,
                 GError       **error)
{
  Versions *versions;

  if (!propus_store_finish (self, result, source_tag, error))
    return NULL;

  versions = g_task_get_task_data (G_TASK (result));
  return g_array_ref (versions->ids);
}

static gboolean
run_list_versions (PropusConnection  *connection,
                   gpointer           data,
                   GError           **error)
{
  Versions *versions = data;

  return propus_message_tree_list_versions (connection, versions->id, versions->ids, error);
}

static const PropusJobType list_versions_type = { .kind = PROPUS_JOB_READ, .run = run_list_versions };

/**
 * propus_store_list_versions_async:
 * @self: a store
 * @message_id: a stored message
 * @callback: called when they are read
 * @user_data: for @callback
 */
void
propus_store_list_versions_async (PropusStore         *self,
                                  gint64               message_id,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  propus_store_submit (self, &list_versions_type, versions_new (message_id), versions_free,
                       propus_store_list_versions_async, callback, user_data);
}

/**
 * propus_store_list_versions_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: (transfer full) (nullable) (element-type gint64): its versions, oldest first; empty when it is gone
 */
GArray *
propus_store_list_versions_finish (PropusStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return finish_with_ids (self, result, propus_store_list_versions_async, error);
}

static gboolean
run_show_version (PropusConnection  *connection,
                  gpointer           data,
                  GError           **error)
{
  Versions *versions = data;

  return propus_message_tree_show_version (connection, versions->id, error);
}

static const PropusJobType show_version_type = { .kind = PROPUS_JOB_WRITE, .run = run_show_version };

/**
 * propus_store_show_version_async:
 * @self: a store
 * @message_id: a stored message
 * @callback: called when the branch through it is the displayed one
 * @user_data: for @callback
 */
void
propus_store_show_version_async (PropusStore         *self,
                                 gint64               message_id,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  propus_store_submit (self, &show_version_type, versions_new (message_id), versions_free,
                       propus_store_show_version_async, callback, user_data);
}

/**
 * propus_store_show_version_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when it is displayed
 */
gboolean
propus_store_show_version_finish (PropusStore   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return propus_store_finish (self, result, propus_store_show_version_async, error);
}

static gboolean
run_branch (PropusConnection  *connection,
            gpointer           data,
            GError           **error)
{
  Versions *versions = data;

  return propus_message_tree_copy_path (connection, versions->id, &versions->new_id, error);
}

static const PropusJobType branch_type = { .kind = PROPUS_JOB_WRITE, .run = run_branch };

/**
 * propus_store_branch_async:
 * @self: a store
 * @message_id: the message that the new conversation ends with
 * @callback: called when it is stored
 * @user_data: for @callback
 */
void
propus_store_branch_async (PropusStore         *self,
                           gint64               message_id,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  propus_store_submit (self, &branch_type, versions_new (message_id), versions_free, propus_store_branch_async,
                       callback, user_data);
}

/**
 * propus_store_branch_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: the new conversation, 0 with @error set when it failed
 */
gint64
propus_store_branch_finish (PropusStore   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  Versions *versions;

  if (!propus_store_finish (self, result, propus_store_branch_async, error))
    return 0;

  versions = g_task_get_task_data (G_TASK (result));
  return versions->new_id;
}

static gboolean
run_delete_turn (PropusConnection  *connection,
                 gpointer           data,
                 GError           **error)
{
  Versions *versions = data;

  return propus_message_tree_delete_turn (connection, versions->id, versions->ids, error);
}

static const PropusJobType delete_turn_type = { .kind = PROPUS_JOB_WRITE, .run = run_delete_turn };

/**
 * propus_store_delete_turn_async:
 * @self: a store
 * @message_id: a prompt, which goes with its answer, or an answer
 * @callback: called when they are out of sight
 * @user_data: for @callback
 */
void
propus_store_delete_turn_async (PropusStore         *self,
                                gint64               message_id,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  propus_store_submit (self, &delete_turn_type, versions_new (message_id), versions_free,
                       propus_store_delete_turn_async, callback, user_data);
}

/**
 * propus_store_delete_turn_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: (transfer full) (nullable) (element-type gint64): what propus_store_undelete_messages_async() brings back
 */
GArray *
propus_store_delete_turn_finish (PropusStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return finish_with_ids (self, result, propus_store_delete_turn_async, error);
}

static gboolean
run_undelete (PropusConnection  *connection,
              gpointer           data,
              GError           **error)
{
  Versions *versions = data;

  return propus_message_tree_undelete (connection, versions->ids, error);
}

static const PropusJobType undelete_type = { .kind = PROPUS_JOB_WRITE, .run = run_undelete };

/**
 * propus_store_undelete_messages_async:
 * @self: a store
 * @ids: (array length=n_ids): what propus_store_delete_turn_finish() gave
 * @n_ids: how many
 * @callback: called when they are back
 * @user_data: for @callback
 */
void
propus_store_undelete_messages_async (PropusStore         *self,
                                      const gint64        *ids,
                                      guint                n_ids,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  Versions *versions;

  g_return_if_fail (PROPUS_IS_STORE (self));

  versions = versions_new (0);
  g_array_append_vals (versions->ids, ids, n_ids);
  propus_store_submit (self, &undelete_type, versions, versions_free, propus_store_undelete_messages_async,
                       callback, user_data);
}

/**
 * propus_store_undelete_messages_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when they are back
 */
gboolean
propus_store_undelete_messages_finish (PropusStore   *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  return propus_store_finish (self, result, propus_store_undelete_messages_async, error);
}
