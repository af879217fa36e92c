/* propus-keyring.c - the desktop's keyring, by the rules of acceptance.md 2.3
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-keyring.h"

#include "propus-keyring-lock.h"
#include "propus-keyring-private.h"
#include "propus-keyring-watch.h"

/* Two services that change often (a big password manager) do not make Propus look at them more often than this. */
#define PROBE_DELAY_MS 50

/* How long to wait before a service that did not answer is looked at again. */
#define STUCK_PROBE_DELAY_MS 5000

struct _PropusKeyring
{
  GObject             parent_instance;

  GAsyncQueue        *jobs;           /* of GTask, and the end mark; shared with the worker */
  PropusKeyringWatch *watch;

  PropusKeyringState  state;
  char               *collection;
  const char         *provider;       /* static */
  GDBusConnection    *connection;
  gboolean            has_session;    /* whether @encrypted was seen of the present service */
  gboolean            encrypted;
  int                 trouble;        /* PropusKeyringError of the last failure, -1: none */

  gboolean            probing;
  gboolean            probe_again;
  guint               probe_source;
  GPtrArray          *probe_tasks;    /* of GTask: who waits for the look that begins next */

  GMutex              mutex;
  GQueue              waiting;        /* of gint64 *: when each job was asked for; guarded by @mutex */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusKeyring, propus_keyring, G_TYPE_OBJECT)

static void propus_keyring_look (PropusKeyring *self);

/* The end mark of the queue. */
static char end_mark;

void
propus_keyring_item_free (PropusKeyringItem *item)
{
  g_free (item->id);
  g_free (item->origin);
  g_free (item->label);
  g_free (item);
}

/* --- what is known ------------------------------------------------------------------------------------------- */

static gboolean
look_again_cb (gpointer user_data)
{
  PropusKeyring *self = PROPUS_KEYRING (user_data);

  self->probe_source = 0;
  propus_keyring_look (self);

  return G_SOURCE_REMOVE;
}

static void
look_later (PropusKeyring *self,
            guint          delay_ms)
{
  if (self->probe_source == 0)
    self->probe_source = g_timeout_add (delay_ms, look_again_cb, self);
}

static void
touched_cb (PropusKeyring *self)
{
  g_assert (PROPUS_IS_KEYRING (self));

  look_later (self, PROBE_DELAY_MS);
}

static void
gone_cb (PropusKeyring *self,
         gboolean       bus_is_gone)
{
  g_assert (PROPUS_IS_KEYRING (self));

  self->state = PROPUS_KEYRING_STATE_UNAVAILABLE;
  self->provider = NULL;
  self->has_session = FALSE;
  self->probe_again = self->probing;   /* it may have seen what is no more */
  g_clear_handle_id (&self->probe_source, g_source_remove);   /* else it would start the service again */
  g_clear_pointer (&self->collection, g_free);
  if (bus_is_gone)
    {
      /* The emission keeps the watch until its end. */
      g_clear_object (&self->watch);
      g_clear_object (&self->connection);
    }

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
follow (PropusKeyring   *self,
        GDBusConnection *connection)
{
  if (connection == NULL || g_dbus_connection_is_closed (connection) || !g_set_object (&self->connection, connection))
    return;

  g_clear_object (&self->watch);
  self->watch = propus_keyring_watch_new (connection);
  g_signal_connect_object (self->watch, "touched", G_CALLBACK (touched_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "gone", G_CALLBACK (gone_cb), self, G_CONNECT_SWAPPED);

  /* What changed between the first look and this moment was told to nobody. */
  if (self->state != PROPUS_KEYRING_STATE_UNAVAILABLE && self->state != PROPUS_KEYRING_STATE_STUCK)
    look_later (self, PROBE_DELAY_MS);
}

static gboolean
set_trouble (PropusKeyring *self,
             int            trouble)
{
  gboolean changed = self->trouble != trouble;

  self->trouble = trouble;

  return changed;
}

/* Reading on shows nothing of these. */
static gboolean
is_about_writing (int trouble)
{
  return trouble == PROPUS_KEYRING_ERROR_READ_ONLY || trouble == PROPUS_KEYRING_ERROR_READ_BACK;
}

/* An open keyring is the end of these, whoever opened it. */
static gboolean
looking_mends (int trouble)
{
  return trouble == PROPUS_KEYRING_ERROR_UNAVAILABLE || trouble == PROPUS_KEYRING_ERROR_STUCK ||
         trouble == PROPUS_KEYRING_ERROR_LOCKED || trouble == PROPUS_KEYRING_ERROR_DISMISSED ||
         trouble == PROPUS_KEYRING_ERROR_STILL_THERE || trouble == PROPUS_KEYRING_ERROR_NOT_CREATED;
}

static void
take_view (PropusKeyring           *self,
           const PropusKeyringView *view)
{
  gboolean changed = self->state != view->state || g_strcmp0 (self->collection, view->collection) != 0 ||
                     g_strcmp0 (self->provider, view->provider) != 0;

  if (view->has_session)
    {
      changed = changed || !self->has_session || self->encrypted != view->encrypted;
      self->has_session = TRUE;
      self->encrypted = view->encrypted;
    }
  if (view->trouble >= 0)
    changed = set_trouble (self, view->trouble) || changed;
  else if (view->state == PROPUS_KEYRING_STATE_UNLOCKED && looking_mends (self->trouble))
    changed = set_trouble (self, -1) || changed;
  self->state = view->state;
  self->provider = view->provider;
  g_free (self->collection);
  self->collection = g_strdup (view->collection);
  follow (self, view->connection);

  if (changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
look_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_task_return_pointer (task, propus_keyring_view_look (GPOINTER_TO_INT (task_data)),
                         (GDestroyNotify) propus_keyring_view_free);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PropusKeyring *self = PROPUS_KEYRING (object);
  g_autoptr(PropusKeyringView) view = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr(GPtrArray) tasks = user_data;

  g_assert (view != NULL);

  self->probing = FALSE;
  take_view (self, view);

  if (self->probe_again)
    propus_keyring_look (self);
  else if (view->state == PROPUS_KEYRING_STATE_STUCK)
    look_later (self, STUCK_PROBE_DELAY_MS);

  for (guint i = 0; i < tasks->len; i++)
    g_task_return_int (g_ptr_array_index (tasks, i), view->state);
}

/* Looks at the keyring off the main thread; whoever asks meanwhile waits for a look of their own, which they share. */
static void
propus_keyring_look (PropusKeyring *self)
{
  g_autoptr(GTask) task = NULL;

  self->probe_again = self->probing;
  if (self->probing)
    return;

  self->probing = TRUE;
  task = g_task_new (self, NULL, looked_cb, g_steal_pointer (&self->probe_tasks));
  self->probe_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_source_tag (task, propus_keyring_look);
  g_task_set_task_data (task, GINT_TO_POINTER (!self->has_session), NULL);
  g_task_run_in_thread (task, look_thread);
}

/* --- the worker ---------------------------------------------------------------------------------------------- */

typedef struct
{
  PropusKeyring     *self;
  PropusKeyringView *view;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  g_object_unref (report->self);
  propus_keyring_view_free (report->view);
  g_free (report);
}

static gboolean
report_cb (gpointer user_data)
{
  Report *report = user_data;

  take_view (report->self, report->view);

  return G_SOURCE_REMOVE;
}

/* Tells the main thread what a job saw. An idle source, because a context that nobody runs yet would be borrowed. */
static void
send_report (PropusKeyring     *self,
             PropusKeyringView *view)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  Report *report = g_new0 (Report, 1);

  report->self = g_object_ref (self);
  report->view = view;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, report_cb, report, report_free);
  g_source_attach (source, NULL);
}

static void
seen_cb (PropusKeyringJob             *job,
         PropusSecretBus              *bus,
         const PropusSecretCollection *collection,
         gpointer                      user_data)
{
  gboolean has_session = propus_keyring_job_needs_session (job);

  send_report (PROPUS_KEYRING (user_data), propus_keyring_view_new (bus, has_session, collection));
}

static void
report_failure (PropusKeyring *self,
                const GError  *error)
{
  if (error->code == PROPUS_KEYRING_ERROR_STUCK || error->code == PROPUS_KEYRING_ERROR_UNAVAILABLE)
    send_report (self, propus_keyring_view_new_failed (error));
}

static void
stop_waiting (PropusKeyring *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_free (g_queue_pop_head (&self->waiting));
}

/* Returns: whether the service did not answer. */
static gboolean
run_task (GTask           *task,
          PropusSecretBus *bus)
{
  PropusKeyring *self = g_task_get_source_object (task);
  PropusKeyringJob *job = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gboolean stuck;

  if (job->prompt)
    job->lock_fd = propus_keyring_lock_acquire ();
  if (!propus_keyring_job_run (job, bus, &error))
    report_failure (self, error);
  propus_keyring_lock_release (job->lock_fd);
  job->lock_fd = -1;

  stuck = g_error_matches (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_STUCK);
  stop_waiting (self);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);

  return stuck;
}

/* A service that does not answer costs 25 s a call: who waited behind such a call has waited enough. */
static void
give_up_waiting (GAsyncQueue *jobs)
{
  for (int length = g_async_queue_length (jobs); length > 0; length--)
    {
      g_autoptr(GTask) task = g_async_queue_pop (jobs);
      g_autoptr(GError) error = NULL;

      propus_secret_bus_set_stuck_error (&error);
      stop_waiting (g_task_get_source_object (task));
      g_task_return_error (task, g_steal_pointer (&error));
    }
}

/* One job after the other. */
static gpointer
worker_thread (gpointer data)
{
  g_autoptr(GAsyncQueue) jobs = data;
  g_autoptr(PropusSecretBus) bus = propus_secret_bus_new ();
  gpointer next;

  while ((next = g_async_queue_pop (jobs)) != &end_mark)
    {
      g_autoptr(GTask) task = next;

      /* The end mark comes after the last task, which keeps the object: there is none behind this one. */
      if (run_task (task, bus))
        give_up_waiting (jobs);
    }

  return NULL;
}

/* --- the object ---------------------------------------------------------------------------------------------- */

static void
propus_keyring_dispose (GObject *object)
{
  PropusKeyring *self = PROPUS_KEYRING (object);

  g_clear_handle_id (&self->probe_source, g_source_remove);
  g_clear_object (&self->watch);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (propus_keyring_parent_class)->dispose (object);
}

static void
propus_keyring_finalize (GObject *object)
{
  PropusKeyring *self = PROPUS_KEYRING (object);

  /* The thread is not waited for: the last reference may be dropped there. */
  g_async_queue_push (self->jobs, &end_mark);
  g_async_queue_unref (self->jobs);
  g_ptr_array_unref (self->probe_tasks);
  g_free (self->collection);
  g_queue_clear_full (&self->waiting, g_free);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (propus_keyring_parent_class)->finalize (object);
}

static void
propus_keyring_class_init (PropusKeyringClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_keyring_dispose;
  object_class->finalize = propus_keyring_finalize;

  /* libsecret takes the service's name from here, even when it is given another: no other program is to be asked for
   * the key. */
  g_unsetenv ("SECRET_SERVICE_BUS_NAME");

  /**
   * PropusKeyring::changed:
   *
   * Something that the getters tell changed.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_keyring_init (PropusKeyring *self)
{
  g_mutex_init (&self->mutex);
  g_queue_init (&self->waiting);
  self->trouble = -1;
  self->probe_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->jobs = g_async_queue_new ();
  g_thread_unref (g_thread_new ("propus-keyring", worker_thread, g_async_queue_ref (self->jobs)));
}

/**
 * propus_keyring_new:
 *
 * Makes the object; nothing is asked of anybody until a look or an operation begins. One for a process, to be made before
 * its first thread: the environment is changed.
 *
 * Returns: (transfer full): the keyring
 */
PropusKeyring *
propus_keyring_new (void)
{
  return g_object_new (PROPUS_TYPE_KEYRING, NULL);
}

/**
 * propus_keyring_get_state:
 * @self: a keyring
 *
 * Returns: what is known now, without asking
 */
PropusKeyringState
propus_keyring_get_state (PropusKeyring *self)
{
  g_return_val_if_fail (PROPUS_IS_KEYRING (self), PROPUS_KEYRING_STATE_UNKNOWN);

  return self->state;
}

/**
 * propus_keyring_get_collection:
 * @self: a keyring
 *
 * Returns: (nullable): the label of the default collection, where it is known
 */
const char *
propus_keyring_get_collection (PropusKeyring *self)
{
  g_return_val_if_fail (PROPUS_IS_KEYRING (self), NULL);

  return self->collection;
}

/**
 * propus_keyring_get_provider:
 * @self: a keyring
 *
 * Returns: (nullable): the program behind the service, where it is known
 */
const char *
propus_keyring_get_provider (PropusKeyring *self)
{
  g_return_val_if_fail (PROPUS_IS_KEYRING (self), NULL);

  return self->provider;
}

/**
 * propus_keyring_is_encrypted:
 * @self: a keyring
 *
 * Tells whether secrets travel encrypted on the session bus. A service that knows no encryption gets a session without
 * it silently, so the person is to be asked before a key is stored there.
 *
 * Returns: %FALSE also when it is not known yet
 */
gboolean
propus_keyring_is_encrypted (PropusKeyring *self)
{
  g_return_val_if_fail (PROPUS_IS_KEYRING (self), FALSE);

  return self->has_session && self->encrypted;
}

/**
 * propus_keyring_get_trouble:
 * @self: a keyring
 *
 * Returns: the #PropusKeyringError of the last failure; -1 when there was none, or something worked since that shows it
 *   to be over
 */
int
propus_keyring_get_trouble (PropusKeyring *self)
{
  g_return_val_if_fail (PROPUS_IS_KEYRING (self), -1);

  return self->trouble;
}

/**
 * propus_keyring_note_result:
 * @self: a keyring
 * @job: a job that was done
 * @error: (nullable): how it failed
 *
 * Remembers what is wrong with the keyring.
 */
void
propus_keyring_note_result (PropusKeyring    *self,
                            PropusKeyringJob *job,
                            const GError     *error)
{
  gboolean changed = FALSE;

  if (error == NULL)
    changed = (propus_keyring_job_writes (job) || !is_about_writing (self->trouble)) && set_trouble (self, -1);
  else if (error->code == PROPUS_KEYRING_ERROR_LOCKED && !job->prompt)
    changed = FALSE;   /* nobody was asked */
  else if (error->code == PROPUS_KEYRING_ERROR_MISSING || error->code == PROPUS_KEYRING_ERROR_UNUSABLE)
    changed = !is_about_writing (self->trouble) && set_trouble (self, -1);   /* the keyring did what it was asked */
  else if (error->code != PROPUS_KEYRING_ERROR_NO_COLLECTION)
    changed = set_trouble (self, error->code);

  if (changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * propus_keyring_get_waiting_since:
 * @self: a keyring
 *
 * Returns: when the oldest operation that is not done yet was asked for, in microseconds of the monotonic clock; 0 when
 *   there is none
 */
gint64
propus_keyring_get_waiting_since (PropusKeyring *self)
{
  g_autoptr(GMutexLocker) locker = NULL;
  gint64 *oldest;

  g_return_val_if_fail (PROPUS_IS_KEYRING (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  oldest = g_queue_peek_head (&self->waiting);

  return oldest != NULL ? *oldest : 0;
}

/**
 * propus_keyring_is_busy:
 * @self: a keyring
 *
 * Returns: %TRUE while an operation, and with it perhaps a prompt, is not done yet
 */
gboolean
propus_keyring_is_busy (PropusKeyring *self)
{
  g_return_val_if_fail (PROPUS_IS_KEYRING (self), FALSE);

  return propus_keyring_get_waiting_since (self) != 0;
}

/**
 * propus_keyring_probe_async:
 * @self: a keyring
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Looks at the keyring. Never prompts and waits for no prompt; takes up to 25 s when the service does not answer. From
 * the first look on the keyring is followed, and "changed" tells what happens to it.
 */
void
propus_keyring_probe_async (PropusKeyring       *self,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PROPUS_IS_KEYRING (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_keyring_probe_async);
  g_ptr_array_add (self->probe_tasks, task);
  propus_keyring_look (self);
}

/**
 * propus_keyring_probe_finish:
 * @self: a keyring
 * @result: what the callback was given
 *
 * Returns: what was seen
 */
PropusKeyringState
propus_keyring_probe_finish (PropusKeyring *self,
                             GAsyncResult  *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), PROPUS_KEYRING_STATE_UNKNOWN);

  return (PropusKeyringState) g_task_propagate_int (G_TASK (result), NULL);
}

/**
 * propus_keyring_queue_job:
 * @self: a keyring
 * @job: (transfer full): what is wanted
 * @source_tag: the function that was called
 * @callback: called with a #GTask that returns a boolean and has @job as its data
 * @user_data: for @callback
 *
 * Has the worker do a job when those before it are done and no other process of this user has one.
 */
void
propus_keyring_queue_job (PropusKeyring       *self,
                          PropusKeyringJob    *job,
                          gpointer             source_tag,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GTask *task = g_task_new (self, NULL, callback, user_data);
  gint64 now = g_get_monotonic_time ();

  job->seen = seen_cb;
  job->seen_data = self;
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, job, (GDestroyNotify) propus_keyring_job_free);
  g_queue_push_tail (&self->waiting, g_memdup2 (&now, sizeof now));
  g_async_queue_push (self->jobs, task);
}
