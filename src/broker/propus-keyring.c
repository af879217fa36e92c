/* propus-keyring.c - the desktop's keyring, by the rules of acceptance.md 2.3
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-keyring.h"

#include <string.h>

#include "propus-keyring-job.h"
#include "propus-keyring-lock.h"
#include "propus-keyring-watch.h"
#include "propus-limits.h"
#include "propus-text.h"

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
  gboolean has_session = job->kind == PROPUS_KEYRING_JOB_LOOKUP || job->kind == PROPUS_KEYRING_JOB_STORE;

  send_report (PROPUS_KEYRING (user_data), propus_keyring_view_new (bus, has_session, collection));
}

static void
report_failure (PropusKeyring *self,
                const GError  *error)
{
  PropusKeyringView *view;

  if (error->code != PROPUS_KEYRING_ERROR_STUCK && error->code != PROPUS_KEYRING_ERROR_UNAVAILABLE)
    return;

  view = g_new0 (PropusKeyringView, 1);
  view->state = error->code == PROPUS_KEYRING_ERROR_STUCK ? PROPUS_KEYRING_STATE_STUCK
                                                          : PROPUS_KEYRING_STATE_UNAVAILABLE;
  send_report (self, view);
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
  self->probe_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->jobs = g_async_queue_new ();
  g_thread_unref (g_thread_new ("propus-keyring", worker_thread, g_async_queue_ref (self->jobs)));
}

/**
 * propus_keyring_new:
 *
 * Makes the object; nothing is asked of anybody until a look or an operation begins. One for a process.
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

/* --- operations ---------------------------------------------------------------------------------------------- */

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

static void
queue_job (PropusKeyring       *self,
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

/* The job of a finished task, or NULL with the error set. */
static PropusKeyringJob *
finish_job (PropusKeyring  *self,
            GAsyncResult   *result,
            gpointer        source_tag,
            GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == source_tag, NULL);

  return g_task_propagate_boolean (G_TASK (result), error) ? g_task_get_task_data (G_TASK (result)) : NULL;
}

static void
list_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr(PropusSecretBus) bus = propus_secret_bus_new ();
  GError *error = NULL;

  if (propus_keyring_job_run (task_data, bus, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * propus_keyring_list_async:
 * @self: a keyring
 * @origin: (nullable): the origin of the keys; %NULL for all
 * @prompt: whether the person may be asked to unlock the keyring
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Lists the stored keys, newest first. Without @prompt it waits for nobody's prompt either, and a locked keyring is
 * %PROPUS_KEYRING_ERROR_LOCKED.
 */
void
propus_keyring_list_async (PropusKeyring       *self,
                           const char          *origin,
                           gboolean             prompt,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  PropusKeyringJob *job;

  g_return_if_fail (PROPUS_IS_KEYRING (self));

  job = propus_keyring_job_new (PROPUS_KEYRING_JOB_LIST, origin, NULL);
  job->prompt = prompt;
  if (prompt)
    {
      queue_job (self, job, propus_keyring_list_async, callback, user_data);
      return;
    }

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_keyring_list_async);
  g_task_set_task_data (task, job, (GDestroyNotify) propus_keyring_job_free);
  g_task_run_in_thread (task, list_thread);
}

/**
 * propus_keyring_list_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: (transfer full) (element-type PropusKeyringItem): the keys, none when there is no keyring yet; %NULL with
 *   @error set
 */
GPtrArray *
propus_keyring_list_finish (PropusKeyring  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  PropusKeyringJob *job = finish_job (self, result, propus_keyring_list_async, error);

  return job != NULL ? g_steal_pointer (&job->items) : NULL;
}

/**
 * propus_keyring_lookup_async:
 * @self: a keyring
 * @origin: the origin that the key was stored for; it is given for no other
 * @id: (nullable): the chosen key
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Takes a key out of the keyring: the one with @id, else the newest of @origin. The person is asked to unlock the
 * keyring when it is locked.
 */
void
propus_keyring_lookup_async (PropusKeyring       *self,
                             const char          *origin,
                             const char          *id,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_KEYRING (self));
  g_return_if_fail (origin != NULL);

  queue_job (self, propus_keyring_job_new (PROPUS_KEYRING_JOB_LOOKUP, origin, id),
             propus_keyring_lookup_async, callback, user_data);
}

/**
 * propus_keyring_lookup_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @item: (out) (optional) (transfer full): what is known of the key
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: (transfer full): the key in non-pageable memory, to be dropped as soon as possible; %NULL with @error set
 */
SecretValue *
propus_keyring_lookup_finish (PropusKeyring      *self,
                              GAsyncResult       *result,
                              PropusKeyringItem **item,
                              GError            **error)
{
  PropusKeyringJob *job = finish_job (self, result, propus_keyring_lookup_async, error);

  if (job == NULL)
    return NULL;

  if (item != NULL)
    *item = g_steal_pointer (&job->item);

  return g_steal_pointer (&job->key);
}

static char *
make_label (const char *label)
{
  g_autofree char *valid = NULL;
  const char *end;

  if (label == NULL || label[0] == '\0')
    return NULL;

  valid = propus_text_make_valid (label, -1);
  g_strstrip (valid);
  if (strlen (valid) <= PROPUS_LIMIT_LABEL_BYTES)
    return g_steal_pointer (&valid);

  end = g_utf8_find_prev_char (valid, valid + PROPUS_LIMIT_LABEL_BYTES + 1);

  return g_strndup (valid, (gsize) (end - valid));
}

/**
 * propus_keyring_store_async:
 * @self: a keyring
 * @origin: the origin that the key is for
 * @label: (nullable): a name for the person; %NULL for that of the replaced key, or a plain one
 * @replace: (nullable): the id of the key whose place this one takes
 * @key: the key
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Stores a key under a new random id, reads it back and compares before it says so. The replaced key is removed only
 * then. The person is asked to unlock the keyring when it is locked, and to make one when there is none.
 */
void
propus_keyring_store_async (PropusKeyring       *self,
                            const char          *origin,
                            const char          *label,
                            const char          *replace,
                            SecretValue         *key,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  PropusKeyringJob *job;

  g_return_if_fail (PROPUS_IS_KEYRING (self));
  g_return_if_fail (origin != NULL && key != NULL);

  job = propus_keyring_job_new (PROPUS_KEYRING_JOB_STORE, origin, replace);
  job->label = make_label (label);
  job->key = secret_value_ref (key);
  queue_job (self, job, propus_keyring_store_async, callback, user_data);
}

/**
 * propus_keyring_store_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: (transfer full): the new id, or %NULL with @error set: nothing was stored and what was there is unchanged
 */
char *
propus_keyring_store_finish (PropusKeyring  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  PropusKeyringJob *job = finish_job (self, result, propus_keyring_store_async, error);

  return job != NULL ? g_steal_pointer (&job->new_id) : NULL;
}

/**
 * propus_keyring_remove_async:
 * @self: a keyring
 * @id: the key
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Removes a key, and looks whether it is gone. The person is asked to unlock the keyring when it is locked.
 */
void
propus_keyring_remove_async (PropusKeyring       *self,
                             const char          *id,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_KEYRING (self));
  g_return_if_fail (id != NULL);

  queue_job (self, propus_keyring_job_new (PROPUS_KEYRING_JOB_REMOVE, NULL, id),
             propus_keyring_remove_async, callback, user_data);
}

/**
 * propus_keyring_remove_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: %TRUE when no such key is stored any more, also when there was none; %FALSE with @error set, which is
 *   %PROPUS_KEYRING_ERROR_STILL_THERE when the keyring stayed locked
 */
gboolean
propus_keyring_remove_finish (PropusKeyring  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  return finish_job (self, result, propus_keyring_remove_async, error) != NULL;
}

/**
 * propus_keyring_unlock_async:
 * @self: a keyring
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Has the person unlock the default collection, when it is locked.
 */
void
propus_keyring_unlock_async (PropusKeyring       *self,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_KEYRING (self));

  queue_job (self, propus_keyring_job_new (PROPUS_KEYRING_JOB_UNLOCK, NULL, NULL),
             propus_keyring_unlock_async, callback, user_data);
}

/**
 * propus_keyring_unlock_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: %TRUE when the collection is open, else %FALSE with @error set
 */
gboolean
propus_keyring_unlock_finish (PropusKeyring  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  return finish_job (self, result, propus_keyring_unlock_async, error) != NULL;
}

/**
 * propus_keyring_rename_async:
 * @self: a keyring
 * @id: the key
 * @label: its new label
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Gives a stored key another label. The person is asked to unlock the keyring when it is locked.
 */
void
propus_keyring_rename_async (PropusKeyring       *self,
                             const char          *id,
                             const char          *label,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  PropusKeyringJob *job;

  g_return_if_fail (PROPUS_IS_KEYRING (self));
  g_return_if_fail (id != NULL && label != NULL);

  job = propus_keyring_job_new (PROPUS_KEYRING_JOB_RENAME, NULL, id);
  job->label = make_label (label);
  if (job->label == NULL)
    job->label = g_strdup ("");
  queue_job (self, job, propus_keyring_rename_async, callback, user_data);
}

/**
 * propus_keyring_rename_finish:
 * @self: a keyring
 * @result: what the callback was given
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Returns: %TRUE when the key has the new label, else %FALSE with @error set
 */
gboolean
propus_keyring_rename_finish (PropusKeyring  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  return finish_job (self, result, propus_keyring_rename_async, error) != NULL;
}
