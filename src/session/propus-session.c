/* propus-session.c - what a window needs: broker, store, models, running turns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-session-private.h"

#include "propus-install.h"
#include "propus-prompt-library.h"

#define FINISH_MS 1500

/**
 * PropusSession:
 *
 * The application services behind the windows: which endpoint is asked, what is kept, what is running. Data flows one
 * way: a turn writes into its message, and from there a recorder and the widgets take it. Main thread only. Chats and
 * what is loaded of them are in propus-session-chats.c, turns in propus-session-turns.c, trouble with saving in
 * propus-session-saving.c, models in propus-session-models.c.
 */
G_DEFINE_FINAL_TYPE (PropusSession, propus_session, G_TYPE_OBJECT)

enum { SIGNAL_MODELS_CHANGED, SIGNAL_STORE_CHANGED, SIGNAL_TURN_STARTED, SIGNAL_TURN_ENDED, SIGNAL_ENDPOINT_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
propus_session_dispose (GObject *object)
{
  PropusSession *self = PROPUS_SESSION (object);

  g_clear_handle_id (&self->finish_timer, g_source_remove);
  g_clear_handle_id (&self->open_timer, g_source_remove);
  if (self->catalog != NULL)
    g_signal_handlers_disconnect_by_data (self->catalog, self);
  if (self->key_status != NULL)
    g_signal_handlers_disconnect_by_data (self->key_status, self);
  g_clear_pointer (&self->recorders, g_hash_table_unref);
  g_clear_pointer (&self->branches, g_hash_table_unref);
  g_clear_pointer (&self->stale, g_hash_table_unref);
  g_clear_pointer (&self->turns, g_ptr_array_unref);
  g_clear_object (&self->catalog);
  g_clear_object (&self->key_status);
  g_clear_object (&self->passes);
  g_clear_object (&self->broker);
  g_clear_object (&self->api_broker);
  g_clear_object (&self->store);
  g_clear_object (&self->history);
  g_clear_object (&self->settings);
  g_clear_object (&self->presets);
  g_clear_pointer (&self->unset, g_ptr_array_unref);
  g_clear_error (&self->store_error);

  G_OBJECT_CLASS (propus_session_parent_class)->dispose (object);
}

static guint
new_signal (const char *name,
            GType       argument)
{
  return g_signal_new (name, PROPUS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, argument != G_TYPE_NONE ? 1 : 0, argument);
}

static void
propus_session_class_init (PropusSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = propus_session_dispose;

  signals[SIGNAL_MODELS_CHANGED] = new_signal ("models-changed", G_TYPE_NONE);
  signals[SIGNAL_STORE_CHANGED] = new_signal ("store-changed", G_TYPE_NONE);
  signals[SIGNAL_TURN_STARTED] = new_signal ("turn-started", PROPUS_TYPE_TURN);
  signals[SIGNAL_TURN_ENDED] = new_signal ("turn-ended", PROPUS_TYPE_TURN);
  signals[SIGNAL_ENDPOINT_CHANGED] = new_signal ("endpoint-changed", G_TYPE_NONE);
}

static void
propus_session_init (PropusSession *self)
{
  self->settings = propus_install_new_settings ();
  self->branches = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->stale = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->recorders = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->turns = g_ptr_array_new_with_free_func (g_object_unref);
  _propus_session_make_presets (self);
}

void
_propus_session_emit_store_changed (PropusSession *self)
{
  g_signal_emit (self, signals[SIGNAL_STORE_CHANGED], 0);
}

void
_propus_session_emit_turn_started (PropusSession *self,
                                   PropusTurn    *turn)
{
  g_signal_emit (self, signals[SIGNAL_TURN_STARTED], 0, turn);
}

void
_propus_session_emit_turn_ended (PropusSession *self,
                                 PropusTurn    *turn)
{
  g_signal_emit (self, signals[SIGNAL_TURN_ENDED], 0, turn);
}

static void
catalog_changed_cb (PropusModelCatalog *catalog,
                    PropusSession      *self)
{
  g_signal_emit (self, signals[SIGNAL_MODELS_CHANGED], 0);
}

/* Of which API it is comes with the first truth about the key, and that is asked for behind the first frame. */
static void
status_changed_cb (PropusKeyStatus *status,
                   PropusSession   *self)
{
  const char *origin = propus_key_status_get_origin (status);

  if (origin != NULL)
    propus_model_catalog_open (self->catalog, origin);
}

/* The broker of the API stays while practice is tried: keys of the environment and of this session are in it alone. */
static PropusBrokerProcess *
get_broker (PropusSession *self,
            gboolean       practice)
{
  if (practice)
    return propus_broker_process_new_practice ();

  if (self->api_broker == NULL)
    {
      self->api_broker = propus_broker_process_new (NULL);
      propus_broker_process_set_passes (self->api_broker, TRUE);
      self->passes = propus_pass_list_new (self->api_broker);
    }

  return g_object_ref (self->api_broker);
}

static void
set_endpoint (PropusSession *self,
              gboolean       practice)
{
  if (self->catalog != NULL)
    g_signal_handlers_disconnect_by_data (self->catalog, self);
  if (self->broker != NULL && propus_broker_process_is_practice (self->broker))
    propus_broker_process_shutdown (self->broker);
  if (self->key_status != NULL)
    g_signal_handlers_disconnect_by_data (self->key_status, self);
  g_clear_object (&self->catalog);
  g_clear_object (&self->key_status);
  g_clear_object (&self->broker);

  self->broker = get_broker (self, practice);
  self->key_status = propus_key_status_new (self->broker);
  self->catalog = propus_model_catalog_new (self->broker);
  g_signal_connect (self->catalog, "changed", G_CALLBACK (catalog_changed_cb), self);
  g_signal_connect (self->key_status, "changed", G_CALLBACK (status_changed_cb), self);
}

/**
 * propus_session_new:
 * @practice: whether the practice endpoint answers
 *
 * Returns: (transfer full): a session that has not begun
 */
PropusSession *
propus_session_new (gboolean practice)
{
  PropusSession *self = g_object_new (PROPUS_TYPE_SESSION, NULL);
  g_autofree char *path = propus_store_dup_default_path ();

  self->store = propus_store_new (path);
  _propus_session_watch_store (self);
  set_endpoint (self, practice);

  return self;
}

/**
 * propus_session_start:
 *
 * Opens the history and asks for the key's status. The list of models needs a key, and a key may need a question, so it
 * is asked for at once only where nothing can be asked; else the window asks for it when the status is known.
 */
void
propus_session_start (PropusSession *self)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));

  _propus_session_open_store (self);
  propus_presets_load (self->presets);
  propus_key_status_refresh (self->key_status);
  if (self->passes != NULL)
    propus_pass_list_refresh (self->passes);
}

/**
 * propus_session_shutdown:
 *
 * For the end of the program, after the main loop: writes what is queued and closes the history. Blocks for as long as
 * that takes.
 */
void
propus_session_shutdown (PropusSession *self)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));

  if (self->passes != NULL)
    propus_pass_list_shutdown (self->passes);
  propus_broker_process_shutdown (self->broker);
  if (self->api_broker != NULL)
    propus_broker_process_shutdown (self->api_broker);
  propus_store_close (self->store);
  propus_prompt_library_flush ();
}

static gboolean
is_saved (PropusSession *self)
{
  GHashTableIter iter;
  gpointer recorder;

  g_hash_table_iter_init (&iter, self->recorders);
  while (g_hash_table_iter_next (&iter, NULL, &recorder))
    if (!propus_recorder_is_idle (recorder))
      return FALSE;

  return TRUE;
}

static void
return_finish (PropusSession *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->finish);

  g_clear_handle_id (&self->finish_timer, g_source_remove);
  g_task_return_boolean (task, is_saved (self));
}

void
_propus_session_maybe_finish (PropusSession *self)
{
  if (self->finish != NULL && self->turns->len == 0 && is_saved (self) && !propus_presets_is_busy (self->presets))
    return_finish (self);
}

static gboolean
finish_timer_cb (gpointer user_data)
{
  PropusSession *self = user_data;

  self->finish_timer = 0;
  return_finish (self);
  return G_SOURCE_REMOVE;
}

/**
 * propus_session_finish_async:
 *
 * Stops what runs, keeps what arrived, and waits until all of it is saved, but no longer than a second and a half. For
 * quitting: the main loop goes on until the callback.
 */
void
propus_session_finish_async (PropusSession       *self,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GHashTableIter iter;
  gpointer recorder;

  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (self->finish == NULL);

  self->finish = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->finish, propus_session_finish_async);

  for (guint i = self->turns->len; i > 0; i--)
    propus_turn_stop (g_ptr_array_index (self->turns, i - 1));
  g_hash_table_iter_init (&iter, self->recorders);
  while (g_hash_table_iter_next (&iter, NULL, &recorder))
    propus_recorder_flush (recorder);

  self->finish_timer = g_timeout_add (FINISH_MS, finish_timer_cb, self);
  _propus_session_maybe_finish (self);
}

/**
 * propus_session_finish_finish:
 *
 * Returns: whether everything was saved
 */
gboolean
propus_session_finish_finish (PropusSession *self,
                              GAsyncResult  *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/**
 * propus_session_is_practice:
 *
 * Returns: whether the answers come from the practice endpoint
 */
gboolean
propus_session_is_practice (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), FALSE);

  return propus_broker_process_is_practice (self->broker);
}

/**
 * propus_session_use_practice:
 *
 * Changes to the practice endpoint or back to the API. Running turns are stopped; the history stays. Signal
 * "endpoint-changed": broker, key status and models are other objects then.
 */
void
propus_session_use_practice (PropusSession *self,
                             gboolean       practice)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));

  if (practice == propus_session_is_practice (self))
    return;

  for (guint i = self->turns->len; i > 0; i--)
    propus_turn_stop (g_ptr_array_index (self->turns, i - 1));
  if (self->settings != NULL)
    g_settings_set_boolean (self->settings, "practice", practice);

  set_endpoint (self, practice);
  g_signal_emit (self, signals[SIGNAL_ENDPOINT_CHANGED], 0);
  g_signal_emit (self, signals[SIGNAL_MODELS_CHANGED], 0);
  propus_key_status_refresh (self->key_status);
}

/**
 * propus_session_get_settings:
 *
 * Returns: (transfer none) (nullable): the settings of the person; %NULL when the schema is not installed
 */
GSettings *
propus_session_get_settings (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return self->settings;
}

/**
 * propus_session_get_broker:
 *
 * Returns: (transfer none): the broker in use
 */
PropusBrokerProcess *
propus_session_get_broker (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return self->broker;
}

/**
 * propus_session_get_key_status:
 *
 * Returns: (transfer none): what is true about the key
 */
PropusKeyStatus *
propus_session_get_key_status (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return self->key_status;
}

/**
 * propus_session_get_passes:
 *
 * Returns: (transfer none) (nullable): the passes of programs, also while practice is tried; %NULL while the API has not
 * been used in this run
 */
PropusPassList *
propus_session_get_passes (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return self->passes;
}

/**
 * propus_session_get_store:
 *
 * Returns: (transfer none): the history
 */
PropusStore *
propus_session_get_store (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return self->store;
}

static void
deleting_cb (PropusSession *self,
             gint64         id)
{
  g_assert (PROPUS_IS_SESSION (self));

  for (guint i = 0; i < self->turns->len; i++)
    {
      PropusTurn *turn = g_ptr_array_index (self->turns, i);

      if (propus_conversation_get_id (propus_turn_get_conversation (turn)) == id)
        propus_turn_stop (turn);
    }
}

/**
 * propus_session_get_history:
 *
 * Returns: (transfer none): the chats
 */
PropusHistory *
propus_session_get_history (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  if (self->history == NULL)
    {
      self->history = propus_history_new (self->store);
      g_signal_connect_object (self->history, "deleting", G_CALLBACK (deleting_cb), self, G_CONNECT_SWAPPED);
    }

  return self->history;
}
