/* propus-database.c - the worker thread and the jobs that it runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-database.h"
#include "propus-changes.h"
#include "propus-index-rows.h"

/**
 * PropusDatabase:
 *
 * One worker thread with one connection. Jobs come over a queue and run in order; the connection is touched nowhere
 * else. A job's task is returned, and let go of, on the main context that it came from: so no object of the caller
 * ends on the worker.
 *
 * A connection that could not be opened is tried again at each job: a disk gets room again, a lock is released. One that
 * can only read because the disk is full is tried again at each job that writes.
 */
struct _PropusDatabase
{
  char *path;
  PropusChangedFunc changed;
  GAsyncQueue *queue;             /* of Job */
  GThread *thread;

  PropusConnection *connection;   /* worker only */

  gint writable;                  /* atomic */
  char *moved_aside;              /* atomic, set at most once */
};

/* A job without a task ends the worker. */
typedef struct
{
  const PropusJobType *type;
  GTask *task;
  GError *error;
  GArray *touched;
  PropusChangedFunc changed;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_clear_pointer (&job->touched, g_array_unref);
  g_free (job);
}

static gboolean
propus_database_finish_cb (gpointer user_data)
{
  Job *job = user_data;
  g_autoptr(GObject) source = g_object_ref (g_task_get_source_object (job->task));

  if (job->type->finished != NULL)
    job->type->finished (source, g_task_get_task_data (job->task), job->error == NULL);

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (job->task, TRUE);

  if (job->touched != NULL)
    job->changed (source, job->touched);
  return G_SOURCE_REMOVE;
}

static void
hand_back (Job *job)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, propus_database_finish_cb, job, job_free);
  g_source_set_static_name (source, "[propus] job of the store");
  g_source_attach (source, g_task_get_context (job->task));
  g_source_unref (source);
}

static void
assert_worker (PropusDatabase *self)
{
  g_assert (g_thread_self () == self->thread);
}

static gboolean
ensure_open (PropusDatabase  *self,
             GError         **error)
{
  assert_worker (self);

  if (self->connection != NULL)
    return TRUE;

  self->connection = propus_connection_open (self->path, error);
  if (self->connection == NULL)
    return FALSE;

  if (self->connection->moved_aside != NULL && self->moved_aside == NULL)
    g_atomic_pointer_set (&self->moved_aside, g_strdup (self->connection->moved_aside));
  g_atomic_int_set (&self->writable, self->connection->limit == NULL);
  return TRUE;
}

/* Whether @kind is worth looking whether the history may be written by now. A folder that cannot be written stays so for
 * long: that is only looked at when it is asked for. */
static gboolean
is_worth_trying (PropusDatabase *self,
                 PropusJobKind   kind)
{
  const GError *limit = self->connection->limit;

  if (limit == NULL || kind == PROPUS_JOB_READ)
    return FALSE;

  return (kind == PROPUS_JOB_OPEN && g_error_matches (limit, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_READ_ONLY)) ||
         g_error_matches (limit, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FULL);
}

/* What could be read so far may be less than what is there. */
static gboolean
open_again (PropusDatabase  *self,
            GArray         **touched,
            GError         **error)
{
  const gint64 all = 0;

  g_clear_pointer (&self->connection, propus_connection_free);
  if (!ensure_open (self, error))
    return FALSE;

  if (self->connection->limit == NULL)
    {
      *touched = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_array_append_val (*touched, all);
    }
  return TRUE;
}

/* Adds what a job has changed to what is told already. */
static void
add_touched (GArray **touched,
             GArray  *more)
{
  if (*touched == NULL || more == NULL)
    {
      if (more != NULL)
        *touched = more;
      return;
    }

  g_array_append_vals (*touched, more->data, more->len);
  g_array_unref (more);
}

/* Damage was met: what is there may still be read, but writing would make it worse. */
static void
stop_writing (PropusDatabase *self,
              const GError   *error)
{
  PropusConnection *connection = self->connection;

  if (connection->limit != NULL || connection->lock == NULL)
    return;

  propus_writer_lock_set_suspect (connection->lock, TRUE);
  connection->limit = g_error_copy (error);
  g_atomic_int_set (&self->writable, FALSE);
}

static gboolean
run_in_transaction (PropusConnection     *connection,
                    const PropusJobType  *type,
                    gpointer              data,
                    GArray              **touched,
                    GError              **error)
{
  const char *begin = type->kind == PROPUS_JOB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN";

  if (!propus_sqlite_exec (connection->db, begin, error))
    return FALSE;
  if (type->run (connection, data, error) && propus_sqlite_exec (connection->db, "COMMIT", error))
    {
      add_touched (touched, propus_changes_commit (connection));
      return TRUE;
    }

  propus_changes_rollback (connection);

  /* Some errors have rolled back already. */
  if (!sqlite3_get_autocommit (connection->db))
    sqlite3_exec (connection->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
run_job (PropusDatabase       *self,
         const PropusJobType  *type,
         gpointer              data,
         GArray              **touched,
         GError              **error)
{
  g_autoptr(GError) local_error = NULL;

  if (!ensure_open (self, error))
    return FALSE;
  if (is_worth_trying (self, type->kind) && !open_again (self, touched, error))
    return FALSE;

  if (type->kind != PROPUS_JOB_READ && self->connection->limit != NULL)
    {
      g_propagate_error (error, g_error_copy (self->connection->limit));
      return FALSE;
    }
  if (type->kind == PROPUS_JOB_OPEN)
    return TRUE;

  if (run_in_transaction (self->connection, type, data, touched, &local_error))
    {
      if (type->committed != NULL)
        type->committed (self->connection, self->path, data);
      return TRUE;
    }

  if (g_error_matches (local_error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_CORRUPT))
    stop_writing (self, local_error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
run_merge (PropusConnection  *connection,
           gpointer           data,
           GError           **error)
{
  return propus_index_rows_merge (connection, data, error);
}

/* While nothing else is to be done: takes removed words out of the index, piece by piece. */
static void
tidy_up (PropusDatabase *self)
{
  static const PropusJobType type = { .kind = PROPUS_JOB_WRITE, .run = run_merge };
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) touched = NULL;
  gboolean more;

  if (run_in_transaction (self->connection, &type, &more, &touched, &error))
    {
      if (!more)
        propus_connection_forget_words (self->connection);
      return;
    }

  /* The counter in the history still says so: the next start, or the next deletion, tries again. */
  g_debug ("Deleted words stay in the index for now: %s", error->message);
  self->connection->merge_due = FALSE;
}

static Job *
wait_for_job (PropusDatabase *self)
{
  Job *job;

  while ((job = g_async_queue_try_pop (self->queue)) == NULL &&
         self->connection != NULL && self->connection->limit == NULL && self->connection->merge_due)
    tidy_up (self);

  return job != NULL ? job : g_async_queue_pop (self->queue);
}

static gpointer
propus_database_worker (gpointer user_data)
{
  PropusDatabase *self = user_data;

  for (;;)
    {
      Job *job = wait_for_job (self);

      if (job->task == NULL)
        {
          job_free (job);
          break;
        }

      run_job (self, job->type, g_task_get_task_data (job->task), &job->touched, &job->error);
      hand_back (job);
    }

  g_clear_pointer (&self->connection, propus_connection_free);
  return NULL;
}

/**
 * propus_database_new:
 * @path: the database; opened by the first job
 * @changed: told what jobs have changed
 *
 * Returns: (transfer full): the database, with its worker running
 */
PropusDatabase *
propus_database_new (const char        *path,
                     PropusChangedFunc  changed)
{
  PropusDatabase *self = g_new0 (PropusDatabase, 1);

  self->changed = changed;
  self->path = g_strdup (path);
  self->queue = g_async_queue_new ();
  /* The worker compares itself with "thread"; the queue orders that after the assignment. */
  self->thread = g_thread_new ("propus-store", propus_database_worker, self);
  return self;
}

/**
 * propus_database_free:
 * @self: (transfer full): a database
 *
 * Runs what is queued, closes and waits for the worker.
 */
void
propus_database_free (PropusDatabase *self)
{
  g_async_queue_push (self->queue, g_new0 (Job, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->queue);
  g_free (self->moved_aside);
  g_free (self->path);
  g_free (self);
}

/**
 * propus_database_push:
 * @self: a database
 * @type: what is to be done; lives as long as the program
 * @task: (transfer full): its task data is the job's; returns a boolean or a #PropusStoreError
 */
void
propus_database_push (PropusDatabase      *self,
                      const PropusJobType *type,
                      GTask               *task)
{
  Job *job = g_new0 (Job, 1);

  job->type = type;
  job->changed = self->changed;
  job->task = task;
  g_async_queue_push (self->queue, job);
}

/**
 * propus_database_is_writable:
 * @self: a database
 *
 * Returns: %TRUE while jobs that write may succeed
 */
gboolean
propus_database_is_writable (PropusDatabase *self)
{
  return g_atomic_int_get (&self->writable);
}

/**
 * propus_database_get_moved_aside:
 * @self: a database
 *
 * Returns: (transfer none) (nullable): the new name of a damaged file
 */
const char *
propus_database_get_moved_aside (PropusDatabase *self)
{
  return g_atomic_pointer_get (&self->moved_aside);
}
