/* propus-key-ledger.c - what became of each key's last requests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-ledger.h"

#include <string.h>

#include "propus-limits.h"
#include "propus-redactor.h"

/**
 * PropusKeyLedger:
 *
 * Notes answers to keys at once in memory, and writes them to usage.db in a thread of its own: a file that cannot be
 * written, or only slowly, fails nothing and makes nobody wait. Other processes of this user write to the same file, so
 * it is read again before it is shown. Without a path there is memory only. Main thread only.
 */
typedef struct _Pending Pending;

struct _PropusKeyLedger
{
  GObject      parent_instance;

  GHashTable  *outcomes;   /* id → PropusKeyOutcome */
  char        *path;       /* NULL: nothing is written */
  GAsyncQueue *jobs;       /* NULL: no thread yet */
  Pending     *pending;
};

/* Shared with the thread, which may outlive the object. */
struct _Pending
{
  gatomicrefcount  users;
  GMutex           mutex;
  GCond            done;
  guint            count;   /* jobs that are not done; guarded by @mutex */
};

typedef enum
{
  JOB_WRITE,
  JOB_REMOVE,
  JOB_READ,
  JOB_WORK,
  JOB_END,
} JobKind;

typedef struct
{
  JobKind           kind;
  PropusKeyOutcome *outcome;   /* write */
  char             *id;        /* remove */
  GTask            *task;      /* read, work */
  PropusLedgerWork  work;
} Job;

typedef struct
{
  char        *path;
  GAsyncQueue *jobs;
  Pending     *pending;
} Worker;

G_DEFINE_FINAL_TYPE (PropusKeyLedger, propus_key_ledger, G_TYPE_OBJECT)

/* --- the thread --- */

static void
pending_unref (Pending *pending)
{
  if (!g_atomic_ref_count_dec (&pending->users))
    return;

  g_mutex_clear (&pending->mutex);
  g_cond_clear (&pending->done);
  g_free (pending);
}

static void
pending_add (Pending *pending,
             gboolean begins)
{
  g_mutex_lock (&pending->mutex);
  if (begins)
    pending->count++;
  else if (--pending->count == 0)
    g_cond_broadcast (&pending->done);
  g_mutex_unlock (&pending->mutex);
}

static void
run_job (PropusUsageFile *file,
         Job             *job)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *outcomes;

  switch (job->kind)
    {
    case JOB_WRITE:
      propus_usage_file_write (file, job->outcome, &error);
      break;

    case JOB_REMOVE:
      propus_usage_file_remove (file, job->id, &error);
      break;

    case JOB_READ:
      outcomes = propus_usage_file_read (file, &error);
      g_task_return_pointer (job->task, outcomes, (GDestroyNotify) g_ptr_array_unref);
      break;

    case JOB_WORK:
      job->work (file, job->task);
      break;

    case JOB_END:
    default:
      g_assert_not_reached ();
    }

  if (error != NULL)
    g_info ("the usage of keys could not be looked up or written: %s", error->message);
}

static void
job_free (Job *job)
{
  g_clear_pointer (&job->outcome, propus_key_outcome_free);
  g_clear_object (&job->task);
  g_free (job->id);
  g_free (job);
}

static gpointer
worker_thread (gpointer data)
{
  Worker *worker = data;
  PropusUsageFile *file = propus_usage_file_new (worker->path);
  Job *job;

  while ((job = g_async_queue_pop (worker->jobs))->kind != JOB_END)
    {
      run_job (file, job);
      job_free (job);
      pending_add (worker->pending, FALSE);
    }

  job_free (job);
  propus_usage_file_free (file);
  pending_add (worker->pending, FALSE);
  pending_unref (worker->pending);
  g_async_queue_unref (worker->jobs);
  g_free (worker->path);
  g_free (worker);

  return NULL;
}

static Job *
queue_job (PropusKeyLedger *self,
           JobKind          kind)
{
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  if (self->jobs == NULL)
    {
      Worker *worker = g_new0 (Worker, 1);

      self->jobs = g_async_queue_new ();
      worker->path = g_strdup (self->path);
      worker->jobs = g_async_queue_ref (self->jobs);
      worker->pending = self->pending;
      g_atomic_ref_count_inc (&self->pending->users);
      g_thread_unref (g_thread_new ("propus-ledger", worker_thread, worker));
    }

  pending_add (self->pending, TRUE);

  return job;
}

/* --- the object --- */

static void
propus_key_ledger_finalize (GObject *object)
{
  PropusKeyLedger *self = PROPUS_KEY_LEDGER (object);

  if (self->jobs != NULL)
    {
      g_async_queue_push (self->jobs, queue_job (self, JOB_END));
      g_async_queue_unref (self->jobs);
    }
  pending_unref (self->pending);
  g_hash_table_unref (self->outcomes);
  g_free (self->path);

  G_OBJECT_CLASS (propus_key_ledger_parent_class)->finalize (object);
}

static void
propus_key_ledger_class_init (PropusKeyLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_key_ledger_finalize;
}

static void
propus_key_ledger_init (PropusKeyLedger *self)
{
  self->outcomes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) propus_key_outcome_free);
  self->pending = g_new0 (Pending, 1);
  g_atomic_ref_count_init (&self->pending->users);
  g_mutex_init (&self->pending->mutex);
  g_cond_init (&self->pending->done);
}

/**
 * propus_key_ledger_new:
 * @path: (nullable): the database, made when something is written; %NULL: nothing is written (practice)
 *
 * Returns: (transfer full): the ledger
 */
PropusKeyLedger *
propus_key_ledger_new (const char *path)
{
  PropusKeyLedger *self = g_object_new (PROPUS_TYPE_KEY_LEDGER, NULL);

  self->path = g_strdup (path);

  return self;
}

static PropusKeyOutcome *
ensure_outcome (PropusKeyLedger *self,
                const char      *id)
{
  PropusKeyOutcome *outcome = g_hash_table_lookup (self->outcomes, id);

  if (outcome == NULL)
    {
      outcome = g_new0 (PropusKeyOutcome, 1);
      outcome->id = g_strdup (id);
      g_hash_table_insert (self->outcomes, outcome->id, outcome);
    }

  return outcome;
}

static gboolean
is_written (PropusKeyLedger *self,
            const char      *id)
{
  return self->path != NULL && !g_str_equal (id, PROPUS_KEY_ID_SESSION);
}

static void
write_outcome (PropusKeyLedger        *self,
               const PropusKeyOutcome *outcome)
{
  Job *job;

  if (!is_written (self, outcome->id))
    return;

  job = queue_job (self, JOB_WRITE);
  job->outcome = propus_key_outcome_copy (outcome);
  g_async_queue_push (self->jobs, job);
}

/**
 * propus_key_ledger_note_success:
 * @self: the ledger
 * @id: whose key it was
 *
 * Notes that a generation was answered just now.
 */
void
propus_key_ledger_note_success (PropusKeyLedger *self,
                                const char      *id)
{
  PropusKeyOutcome *outcome;

  g_return_if_fail (PROPUS_IS_KEY_LEDGER (self) && id != NULL);

  outcome = ensure_outcome (self, id);
  /* Later than a refusal of the same second, which it came after. */
  outcome->last_success = MAX (g_get_real_time () / G_USEC_PER_SEC, outcome->refused_at + 1);
  write_outcome (self, outcome);
}

/* At most so long, cut between two characters. */
static char *
shorten (const char *message)
{
  g_autofree char *clean = propus_redact (message);
  const char *end;

  if (strlen (clean) <= PROPUS_LIMIT_REFUSAL_BYTES)
    return g_steal_pointer (&clean);

  end = g_utf8_find_prev_char (clean, clean + PROPUS_LIMIT_REFUSAL_BYTES + 1);

  return g_strndup (clean, (gsize) (end - clean));
}

/**
 * propus_key_ledger_note_refusal:
 * @self: the ledger
 * @id: whose key it was
 * @status: the API's refusal
 * @message: its message, in which no part of the key is left
 *
 * Notes that the key was refused just now.
 */
void
propus_key_ledger_note_refusal (PropusKeyLedger *self,
                                const char      *id,
                                PropusRpcStatus *status,
                                const char      *message)
{
  PropusKeyOutcome *outcome;

  g_return_if_fail (PROPUS_IS_KEY_LEDGER (self) && id != NULL && status != NULL && message != NULL);

  outcome = ensure_outcome (self, id);
  outcome->refused_at = MAX (g_get_real_time () / G_USEC_PER_SEC, outcome->last_success);
  outcome->code = (int) propus_rpc_status_get_code (status);
  g_free (outcome->status);
  outcome->status = propus_redact (propus_rpc_status_get_status (status));
  g_free (outcome->reason);
  outcome->reason = propus_rpc_status_get_reason (status) != NULL
                      ? propus_redact (propus_rpc_status_get_reason (status)) : NULL;
  g_free (outcome->message);
  outcome->message = shorten (message);
  write_outcome (self, outcome);
}

/**
 * propus_key_ledger_forget:
 * @self: the ledger
 * @id: whose key is no more
 */
void
propus_key_ledger_forget (PropusKeyLedger *self,
                          const char      *id)
{
  Job *job;

  g_return_if_fail (PROPUS_IS_KEY_LEDGER (self) && id != NULL);

  if (is_written (self, id))
    {
      job = queue_job (self, JOB_REMOVE);
      job->id = g_strdup (id);
      g_async_queue_push (self->jobs, job);
    }
  g_hash_table_remove (self->outcomes, id);
}

/**
 * propus_key_ledger_get:
 * @self: the ledger
 * @id: a key's id
 *
 * Returns: (transfer none) (nullable): what is known of it since the last refresh and from this process
 */
const PropusKeyOutcome *
propus_key_ledger_get (PropusKeyLedger *self,
                       const char      *id)
{
  g_return_val_if_fail (PROPUS_IS_KEY_LEDGER (self) && id != NULL, NULL);

  return g_hash_table_lookup (self->outcomes, id);
}

/**
 * propus_key_ledger_refresh_async:
 * @self: the ledger
 * @callback: called when what other processes noted is known, too
 * @user_data: for @callback
 */
void
propus_key_ledger_refresh_async (PropusKeyLedger     *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Job *job;

  g_return_if_fail (PROPUS_IS_KEY_LEDGER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_key_ledger_refresh_async);
  if (self->path == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  job = queue_job (self, JOB_READ);
  job->task = g_steal_pointer (&task);
  g_async_queue_push (self->jobs, job);
}

/**
 * propus_key_ledger_refresh_finish:
 * @self: the ledger
 * @result: what the callback was given
 *
 * A file that cannot be read is no failure: what this process knows is still known.
 */
void
propus_key_ledger_refresh_finish (PropusKeyLedger *self,
                                  GAsyncResult    *result)
{
  g_autoptr(GPtrArray) outcomes = NULL;

  g_return_if_fail (g_task_is_valid (result, self));

  outcomes = g_task_propagate_pointer (G_TASK (result), NULL);
  for (guint i = 0; outcomes != NULL && i < outcomes->len; i++)
    {
      PropusKeyOutcome *read = outcomes->pdata[i];
      const PropusKeyOutcome *known = g_hash_table_lookup (self->outcomes, read->id);

      /* What was noted while the file was read is newer. */
      if (known == NULL || (read->last_success >= known->last_success && read->refused_at >= known->refused_at))
        {
          PropusKeyOutcome *copy = propus_key_outcome_copy (read);

          g_hash_table_replace (self->outcomes, copy->id, copy);
        }
    }
}

/**
 * propus_key_ledger_flush:
 * @self: the ledger
 *
 * Waits until everything is written, but not for a file that takes its time. For the end of the process.
 */
void
propus_key_ledger_flush (PropusKeyLedger *self)
{
  gint64 until = g_get_monotonic_time () + (gint64) PROPUS_LEDGER_FLUSH_MS * 1000;

  g_return_if_fail (PROPUS_IS_KEY_LEDGER (self));

  g_mutex_lock (&self->pending->mutex);
  while (self->pending->count > 0 && g_cond_wait_until (&self->pending->done, &self->pending->mutex, until))
    ;
  g_mutex_unlock (&self->pending->mutex);
}

/**
 * propus_key_ledger_is_kept:
 * @self: the ledger
 *
 * Returns: whether there is a file; %FALSE for the practice endpoint, of which nothing is written down
 */
gboolean
propus_key_ledger_is_kept (PropusKeyLedger *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_LEDGER (self), FALSE);

  return self->path != NULL;
}

/**
 * propus_key_ledger_run:
 * @self: a ledger that is kept
 * @task: (transfer full): what @work returns on
 * @work: called in the ledger's thread, after all that was asked for before
 *
 * Does something else with the file, which belongs to that thread. The end of the process waits for it, as for
 * everything that is written.
 */
void
propus_key_ledger_run (PropusKeyLedger  *self,
                       GTask            *task,
                       PropusLedgerWork  work)
{
  Job *job;

  g_return_if_fail (PROPUS_IS_KEY_LEDGER (self) && self->path != NULL && G_IS_TASK (task) && work != NULL);

  job = queue_job (self, JOB_WORK);
  job->task = task;
  job->work = work;
  g_async_queue_push (self->jobs, job);
}

/* last success, refusal: at, code, status, reason, message */
#define SESSION_TYPE "(xximsmsms)"

/**
 * propus_key_ledger_dup_session:
 * @self: the ledger
 *
 * Puts what became of the session's key into words for the process's next life, for which nothing else has them.
 *
 * Returns: (transfer full) (nullable): what propus_key_ledger_take_session() understands; %NULL when there is nothing
 */
char *
propus_key_ledger_dup_session (PropusKeyLedger *self)
{
  g_autoptr(GVariant) variant = NULL;
  const PropusKeyOutcome *outcome;

  g_return_val_if_fail (PROPUS_IS_KEY_LEDGER (self), NULL);

  outcome = g_hash_table_lookup (self->outcomes, PROPUS_KEY_ID_SESSION);
  if (outcome == NULL)
    return NULL;

  variant = g_variant_ref_sink (g_variant_new (SESSION_TYPE, outcome->last_success, outcome->refused_at, outcome->code,
                                               outcome->status, outcome->reason, outcome->message));

  return g_variant_print (variant, FALSE);
}

/**
 * propus_key_ledger_take_session:
 * @self: the ledger
 * @text: what propus_key_ledger_dup_session() said in an earlier life
 */
void
propus_key_ledger_take_session (PropusKeyLedger *self,
                                const char      *text)
{
  g_autoptr(GVariant) variant = NULL;
  PropusKeyOutcome *outcome;

  g_return_if_fail (PROPUS_IS_KEY_LEDGER (self) && text != NULL);

  variant = g_variant_parse (G_VARIANT_TYPE (SESSION_TYPE), text, NULL, NULL, NULL);
  if (variant == NULL)
    return;

  g_hash_table_remove (self->outcomes, PROPUS_KEY_ID_SESSION);
  outcome = ensure_outcome (self, PROPUS_KEY_ID_SESSION);
  g_variant_get (variant, SESSION_TYPE, &outcome->last_success, &outcome->refused_at, &outcome->code,
                 &outcome->status, &outcome->reason, &outcome->message);
}
