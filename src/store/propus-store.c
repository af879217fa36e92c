/* propus-store.c - the history in SQLite, on one worker thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-store-private.h"

/**
 * PropusStore:
 *
 * The public side of the history: it copies what a call needs, puts it as a job before the worker (PropusDatabase) and
 * makes objects of what comes back. It lives on one thread, mostly the main one; no call but propus_store_close()
 * waits for the disk.
 *
 * A write that failed changed nothing. It may be repeated as it is: an append that had been stored after all is
 * recognised by its offsets.
 */
G_DEFINE_FINAL_TYPE (PropusStore, propus_store, G_TYPE_OBJECT)

static void
propus_store_dispose (GObject *object)
{
  propus_store_close (PROPUS_STORE (object));

  G_OBJECT_CLASS (propus_store_parent_class)->dispose (object);
}

static void
propus_store_finalize (GObject *object)
{
  PropusStore *self = PROPUS_STORE (object);

  g_hash_table_unref (self->being_inserted);
  g_main_context_unref (self->context);
  g_clear_object (&self->search);
  g_clear_object (&self->find);
  g_free (self->moved_aside);
  g_free (self->path);

  G_OBJECT_CLASS (propus_store_parent_class)->finalize (object);
}

static void
propus_store_class_init (PropusStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_store_dispose;
  object_class->finalize = propus_store_finalize;

  g_signal_new ("changed", PROPUS_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
propus_store_init (PropusStore *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->being_inserted = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_atomic_rc_box_release);
}

/**
 * propus_store_new:
 * @path: the database; nothing is opened before the first call that needs it
 *
 * Returns: (transfer full): the store
 */
PropusStore *
propus_store_new (const char *path)
{
  PropusStore *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_STORE, NULL);
  self->path = g_canonicalize_filename (path, NULL);
  self->database = propus_database_new (self->path, propus_store_note_changes);
  return self;
}

/**
 * propus_store_dup_default_path:
 *
 * Returns: (transfer full): `$XDG_DATA_HOME/propus/history.db`
 */
char *
propus_store_dup_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "propus", "history.db", NULL);
}

/**
 * propus_store_is_writable:
 * @self: a store
 *
 * Returns: %FALSE before it is open, while it cannot be opened, and when it may only be read
 */
gboolean
propus_store_is_writable (PropusStore *self)
{
  g_return_val_if_fail (PROPUS_IS_STORE (self), FALSE);

  return self->database != NULL && propus_database_is_writable (self->database);
}

/**
 * propus_store_get_moved_aside:
 * @self: a store
 *
 * Returns: (transfer none) (nullable): the new name of a damaged history, %NULL when there was none
 */
const char *
propus_store_get_moved_aside (PropusStore *self)
{
  g_return_val_if_fail (PROPUS_IS_STORE (self), NULL);

  if (self->moved_aside == NULL && self->database != NULL)
    self->moved_aside = g_strdup (propus_database_get_moved_aside (self->database));
  return self->moved_aside;
}

/**
 * propus_store_close:
 * @self: a store
 *
 * Runs what is queued, closes and joins the worker. Blocks. Calls that are made later fail.
 */
void
propus_store_close (PropusStore *self)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  propus_store_get_moved_aside (self);
  propus_store_unwatch (self);
  g_clear_pointer (&self->database, propus_database_free);
}

/*< private >
 * propus_store_submit:
 * @self: a store
 * @type: what is to be done
 * @data: (transfer full) (nullable): what it is done with
 * @data_free: (nullable): frees @data
 * @source_tag: the function that was called
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
propus_store_submit (PropusStore         *self,
                     const PropusJobType *type,
                     gpointer             data,
                     GDestroyNotify       data_free,
                     gpointer             source_tag,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, data, data_free);
  if (self->database != NULL)
    propus_database_push (self->database, type, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED, "the store is closed");
}

/*< private >
 * propus_store_finish:
 * @self: a store
 * @result: what the callback got
 * @source_tag: the function that was called
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when it was done; the data of the job is the task's
 */
gboolean
propus_store_finish (PropusStore   *self,
                     GAsyncResult  *result,
                     gpointer       source_tag,
                     GError       **error)
{
  g_return_val_if_fail (PROPUS_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
finished_open (gpointer source,
               gpointer data,
               gboolean success)
{
  if (success)
    propus_store_watch (source);
}

static const PropusJobType open_type = { .kind = PROPUS_JOB_OPEN, .finished = finished_open };

/**
 * propus_store_open_async:
 * @self: a store
 * @callback: called when it is open, or cannot be opened
 * @user_data: for @callback
 */
void
propus_store_open_async (PropusStore         *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  propus_store_submit (self, &open_type, NULL, NULL, propus_store_open_async, callback, user_data);
}

/**
 * propus_store_open_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when the history may be written; with %PROPUS_STORE_ERROR_NEWER and %PROPUS_STORE_ERROR_READ_ONLY it
 *   may be read all the same
 */
gboolean
propus_store_open_finish (PropusStore   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return propus_store_finish (self, result, propus_store_open_async, error);
}
