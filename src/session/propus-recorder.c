/* propus-recorder.c - brings a conversation into the store, and keeps trying
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-recorder.h"

#include "propus-limits.h"

/* What of a message has reached the store. */
typedef struct
{
  PropusMessage *message;
  PropusMessage *parent;      /* that has to be stored before it; NULL: its parent id says all */
  gulong         changed_id;
  gulong         text_id;
  gulong         thoughts_id;
  guint          parts;       /* saved, and the two offsets in bytes */
  gsize          text;
  gsize          thoughts;
  gboolean       dirty;       /* state, failure, usage… have changed */
  gboolean       removed;
  GError        *error;       /* of its last job, NULL: it succeeded */
  gint64         rest;        /* not tried before this time, monotonic µs */
} Track;

/**
 * PropusRecorder:
 *
 * Compares what a conversation holds with what the store has acknowledged and writes the difference, one job at a time:
 * the conversation, then whole messages, then what has streamed in since, then what changed about a message. A job that
 * fails loses nothing: it is tried again every two seconds, from the same offsets, until it succeeds. Meanwhile the
 * other messages go on, but none is stored before its parent. What streams in is written every %PROPUS_STORE_FLUSH_MS.
 * Main thread only.
 */
struct _PropusRecorder
{
  GObject             parent_instance;

  PropusStore        *store;
  PropusConversation *conversation;
  GPtrArray          *tracks;          /* of Track */
  gboolean            dirty;           /* title, model, draft… */
  gboolean            busy;            /* a job is on its way */
  guint               timer;           /* next pump */
  gint64              timer_due;       /* monotonic, µs */
  GError             *error;           /* of saving the conversation, NULL: it succeeded */
  gint64              rest;            /* the conversation is not tried before this time */
  gboolean            was_failing;
  gint64              last_segment;    /* monotonic, µs */

  Track              *job_track;       /* of the job on its way, and what it will have saved */
  guint               job_parts;
  gsize               job_text;
  gsize               job_thoughts;
};

G_DEFINE_FINAL_TYPE (PropusRecorder, propus_recorder, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void pump (PropusRecorder *self);

static void
track_free (Track *track)
{
  g_signal_handler_disconnect (track->message, track->changed_id);
  g_signal_handler_disconnect (track->message, track->text_id);
  g_signal_handler_disconnect (track->message, track->thoughts_id);
  g_object_unref (track->message);
  g_clear_object (&track->parent);
  g_clear_error (&track->error);
  g_free (track);
}

static void
propus_recorder_finalize (GObject *object)
{
  PropusRecorder *self = PROPUS_RECORDER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->tracks, g_ptr_array_unref);
  g_clear_object (&self->conversation);
  g_clear_object (&self->store);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (propus_recorder_parent_class)->finalize (object);
}

static void
propus_recorder_class_init (PropusRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_recorder_finalize;

  /* Saving began to fail, succeeds again, or there is nothing left to save. */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_recorder_init (PropusRecorder *self)
{
  self->tracks = g_ptr_array_new_with_free_func ((GDestroyNotify) track_free);
}

/**
 * propus_recorder_new:
 *
 * Returns: (transfer full): a recorder that has nothing to do yet
 */
PropusRecorder *
propus_recorder_new (PropusStore        *store,
                     PropusConversation *conversation)
{
  PropusRecorder *self = g_object_new (PROPUS_TYPE_RECORDER, NULL);

  self->store = g_object_ref (store);
  self->conversation = g_object_ref (conversation);

  return self;
}

static gboolean
timer_cb (gpointer user_data)
{
  PropusRecorder *self = user_data;

  self->timer = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

/* The earliest of all wishes counts. */
static void
pump_later (PropusRecorder *self,
            guint           ms)
{
  gint64 due = g_get_monotonic_time () + (gint64) ms * 1000;

  if (self->busy || (self->timer != 0 && self->timer_due <= due))
    return;

  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer_due = due;
  self->timer = g_timeout_add (ms, timer_cb, self);
}

/* As soon as the caller has returned. */
static void
pump_soon (PropusRecorder *self)
{
  pump_later (self, 0);
}

/* How long, in milliseconds, until what has failed is tried again; 0: its time has come. */
static guint
get_rest (gint64 rest)
{
  gint64 left = rest - g_get_monotonic_time ();

  return left > 0 ? (guint) (left / 1000) + 1 : 0;
}

static const GError *
find_error (PropusRecorder *self)
{
  if (self->error != NULL)
    return self->error;

  for (guint i = 0; i < self->tracks->len; i++)
    {
      Track *track = g_ptr_array_index (self->tracks, i);

      if (track->error != NULL)
        return track->error;
    }

  return NULL;
}

/* Takes @error, of the job that was on its way. */
static void
job_done (PropusRecorder *self,
          GError         *error)
{
  Track *track = self->job_track;
  GError **place = track != NULL ? &track->error : &self->error;
  gboolean failing;

  self->busy = FALSE;
  self->job_track = NULL;
  g_clear_error (place);
  *place = error;
  if (error != NULL)
    {
      g_debug ("not saved: %s", error->message);
      *(track != NULL ? &track->rest : &self->rest) = g_get_monotonic_time () + (gint64) PROPUS_STORE_RETRY_MS * 1000;
    }
  pump (self);

  failing = find_error (self) != NULL;
  if (self->was_failing != failing || propus_recorder_is_idle (self))
    {
      self->was_failing = failing;
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
}

static void
conversation_saved_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(PropusRecorder) self = user_data;
  GError *error = NULL;

  if (!propus_store_save_conversation_finish (PROPUS_STORE (object), result, &error))
    self->dirty = TRUE;
  job_done (self, error);
}

/* The store has what the message held when the job began. */
static void
acknowledge (PropusRecorder *self)
{
  self->job_track->parts = self->job_parts;
  self->job_track->text = self->job_text;
  self->job_track->thoughts = self->job_thoughts;
}

static void
message_added_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(PropusRecorder) self = user_data;
  GError *error = NULL;

  if (propus_store_add_message_finish (PROPUS_STORE (object), result, &error))
    acknowledge (self);
  else
    self->job_track->dirty = TRUE;
  job_done (self, error);
}

static void
segment_appended_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(PropusRecorder) self = user_data;
  GError *error = NULL;

  if (propus_store_append_segment_finish (PROPUS_STORE (object), result, &error))
    acknowledge (self);
  self->last_segment = g_get_monotonic_time ();
  job_done (self, error);
}

static void
message_updated_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(PropusRecorder) self = user_data;
  GError *error = NULL;

  if (!propus_store_update_message_finish (PROPUS_STORE (object), result, &error))
    self->job_track->dirty = TRUE;
  job_done (self, error);
}

static void
message_deleted_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(PropusRecorder) self = user_data;
  Track *track = self->job_track;
  GError *error = NULL;

  if (propus_store_delete_message_finish (PROPUS_STORE (object), result, &error))
    {
      self->job_track = NULL;
      g_ptr_array_remove (self->tracks, track);
    }
  job_done (self, error);
}

static gboolean
has_news (Track *track)
{
  return propus_message_get_n_raw_parts (track->message) > track->parts ||
         propus_message_get_text_length (track->message) > track->text ||
         propus_message_get_thoughts_length (track->message) > track->thoughts;
}

/* How long, in milliseconds, what streams in has to wait for its turn; 0: its time has come. */
static guint
get_patience (PropusRecorder *self,
              Track          *track)
{
  gint64 since = (g_get_monotonic_time () - self->last_segment) / 1000;

  if (!propus_message_is_running (track->message) || track->dirty || since >= PROPUS_STORE_FLUSH_MS)
    return 0;

  return PROPUS_STORE_FLUSH_MS - (guint) since;
}

static gboolean
needs_job (Track *track)
{
  if (track->removed)
    return TRUE;

  return propus_message_get_id (track->message) == 0 || track->dirty || has_news (track);
}

static Track *
find_track (PropusRecorder *self,
            PropusMessage  *message)
{
  for (guint i = 0; i < self->tracks->len; i++)
    {
      Track *track = g_ptr_array_index (self->tracks, i);

      if (track->message == message)
        return track;
    }

  return NULL;
}

/* Whether it has to wait for its parent or its conversation to be stored. */
static gboolean
is_blocked (PropusRecorder *self,
            Track          *track)
{
  Track *parent;

  if (propus_message_get_id (track->message) != 0)
    return FALSE;
  if (propus_conversation_get_id (self->conversation) == 0)
    return TRUE;
  if (track->parent == NULL || propus_message_get_id (track->parent) != 0)
    return FALSE;

  parent = find_track (self, track->parent);
  return parent != NULL && !parent->removed;   /* else it never will be */
}

/* The job that brings @track one step nearer to what the message is now. */
static void
start_job (PropusRecorder *self,
           Track          *track)
{
  PropusMessage *message = track->message;
  gint64 id = propus_message_get_id (message);

  self->busy = TRUE;
  self->job_track = track;
  self->job_parts = propus_message_get_n_raw_parts (message);
  self->job_text = propus_message_get_text_length (message);
  self->job_thoughts = propus_message_get_thoughts_length (message);

  if (track->removed)
    {
      propus_store_delete_message_async (self->store, id, message_deleted_cb, g_object_ref (self));
    }
  else if (id == 0)
    {
      track->dirty = FALSE;
      if (track->parent != NULL && propus_message_get_id (track->parent) != 0)
        propus_message_set_parent_id (message, propus_message_get_id (track->parent));
      propus_store_add_message_async (self->store, propus_conversation_get_id (self->conversation), message,
                                      message_added_cb, g_object_ref (self));
    }
  else if (has_news (track))
    {
      propus_store_append_segment_async (self->store, message, track->parts, track->text, track->thoughts,
                                         segment_appended_cb, g_object_ref (self));
    }
  else
    {
      track->dirty = FALSE;
      propus_store_update_message_async (self->store, message, message_updated_cb, g_object_ref (self));
    }
}

/* Nothing is left to do for it, now or later. */
static gboolean
is_done (Track *track)
{
  if (track->removed)
    return propus_message_get_id (track->message) == 0;

  return !needs_job (track) && !propus_message_is_running (track->message);
}

/* Whether a job was begun for the conversation itself. A chat without a message has nothing to keep but its draft,
 * which may be empty, too. */
static gboolean
pump_conversation (PropusRecorder *self)
{
  guint rest = get_rest (self->rest);

  if (!self->dirty)
    return FALSE;
  if (rest > 0)
    {
      pump_later (self, rest);
      return FALSE;
    }

  self->dirty = FALSE;
  self->busy = TRUE;
  propus_store_save_conversation_async (self->store, self->conversation, conversation_saved_cb, g_object_ref (self));
  return TRUE;
}

static void
pump (PropusRecorder *self)
{
  if (self->busy)
    return;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (pump_conversation (self))
    return;

  for (guint i = 0; i < self->tracks->len; )
    {
      Track *track = g_ptr_array_index (self->tracks, i);
      gboolean at_once = track->removed || propus_message_get_id (track->message) == 0;

      if (is_done (track))
        {
          g_ptr_array_remove_index (self->tracks, i);
          continue;
        }
      if (needs_job (track) && !is_blocked (self, track))
        {
          guint wait = MAX (get_rest (track->rest), at_once ? 0 : get_patience (self, track));

          if (wait == 0)
            {
              start_job (self, track);
              return;
            }
          pump_later (self, wait);
        }
      i++;
    }
}

static void
message_changed_cb (PropusMessage  *message,
                    PropusRecorder *self)
{
  Track *track = find_track (self, message);

  g_assert (track != NULL);
  track->dirty = TRUE;
  pump_soon (self);
}

static void
message_appended_cb (PropusMessage  *message,
                     guint64         offset,
                     guint64         length,
                     PropusRecorder *self)
{
  pump_later (self, PROPUS_STORE_FLUSH_MS);
}

/**
 * propus_recorder_save:
 *
 * Says that title, model, draft or time of the conversation have changed.
 */
void
propus_recorder_save (PropusRecorder *self)
{
  g_return_if_fail (PROPUS_IS_RECORDER (self));

  self->dirty = TRUE;
  pump_soon (self);
}

static Track *
follow (PropusRecorder *self,
        PropusMessage  *message)
{
  Track *track = g_new0 (Track, 1);

  track->message = g_object_ref (message);
  track->changed_id = g_signal_connect (message, "changed", G_CALLBACK (message_changed_cb), self);
  track->text_id = g_signal_connect (message, "text-appended", G_CALLBACK (message_appended_cb), self);
  track->thoughts_id = g_signal_connect (message, "thoughts-appended", G_CALLBACK (message_appended_cb), self);
  g_ptr_array_add (self->tracks, track);

  return track;
}

/**
 * propus_recorder_add:
 * @message: (transfer none): a message of the conversation, not stored; followed from now on
 * @parent: (transfer none) (nullable): the message before it, where that may not be stored yet; %NULL: the parent id
 *   of @message says all
 *
 * Writes the message, and whatever comes to it later.
 */
void
propus_recorder_add (PropusRecorder *self,
                     PropusMessage  *message,
                     PropusMessage  *parent)
{
  Track *track;

  g_return_if_fail (PROPUS_IS_RECORDER (self));
  g_return_if_fail (PROPUS_IS_MESSAGE (message));
  g_return_if_fail (find_track (self, message) == NULL);

  track = follow (self, message);
  g_set_object (&track->parent, parent);
  if (propus_conversation_get_id (self->conversation) == 0)
    self->dirty = TRUE;
  pump_soon (self);
}

/**
 * propus_recorder_follow:
 * @message: (transfer none): a stored message of the conversation, as it is in the store
 *
 * Writes whatever comes to it from now on. Nothing happens when it is followed already.
 */
void
propus_recorder_follow (PropusRecorder *self,
                        PropusMessage  *message)
{
  Track *track;

  g_return_if_fail (PROPUS_IS_RECORDER (self));
  g_return_if_fail (PROPUS_IS_MESSAGE (message));

  if (find_track (self, message) != NULL)
    return;

  track = follow (self, message);
  track->parts = propus_message_get_n_raw_parts (message);
  track->text = propus_message_get_text_length (message);
  track->thoughts = propus_message_get_thoughts_length (message);
}

/**
 * propus_recorder_remove:
 * @message: a message that was taken out of the conversation
 *
 * Takes it out of the store, too.
 */
void
propus_recorder_remove (PropusRecorder *self,
                        PropusMessage  *message)
{
  Track *track;

  g_return_if_fail (PROPUS_IS_RECORDER (self));

  track = find_track (self, message);
  if (track == NULL)
    track = follow (self, message);
  track->removed = TRUE;
  pump_soon (self);
}

/**
 * propus_recorder_flush:
 *
 * Writes what is left without waiting for its time, a failed job too: the program is about to end.
 */
void
propus_recorder_flush (PropusRecorder *self)
{
  g_return_if_fail (PROPUS_IS_RECORDER (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  self->rest = 0;
  for (guint i = 0; i < self->tracks->len; i++)
    ((Track *) g_ptr_array_index (self->tracks, i))->rest = 0;
  pump (self);
}

/**
 * propus_recorder_is_idle:
 *
 * Returns: whether the store has acknowledged everything
 */
gboolean
propus_recorder_is_idle (PropusRecorder *self)
{
  g_return_val_if_fail (PROPUS_IS_RECORDER (self), TRUE);

  if (self->busy || self->dirty)
    return FALSE;
  for (guint i = 0; i < self->tracks->len; i++)
    if (needs_job (g_ptr_array_index (self->tracks, i)))
      return FALSE;

  return TRUE;
}

/**
 * propus_recorder_get_error:
 *
 * Returns: (transfer none) (nullable): why something could not be saved so far; %NULL: all could
 */
const GError *
propus_recorder_get_error (PropusRecorder *self)
{
  g_return_val_if_fail (PROPUS_IS_RECORDER (self), NULL);

  return find_error (self);
}
