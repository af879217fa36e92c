/* propus-session.c - what a window needs: broker, store, models, running turns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-session.h"

#include "propus-install.h"
#include "propus-model-catalog.h"
#include "propus-recorder.h"
#include "propus-text.h"

#define FINISH_MS 1500

/**
 * PropusSession:
 *
 * The application services behind the windows: which endpoint is asked, what is kept, what is running. Data flows one
 * way: a turn writes into its message, and from there a recorder and the widgets take it. Main thread only.
 */
struct _PropusSession
{
  GObject                 parent_instance;

  GSettings              *settings;        /* NULL: a broken installation */
  PropusBrokerProcess    *broker;          /* the one in use */
  PropusBrokerProcess    *api_broker;      /* kept while practice is tried: it holds what only it knows */
  PropusKeyStatus        *key_status;
  PropusModelCatalog     *catalog;
  PropusStore            *store;
  PropusConversationList *conversations;
  GHashTable             *loading;         /* PropusConversation, as a set: messages are on their way */
  GHashTable             *recorders;       /* PropusConversation → PropusRecorder */
  GPtrArray              *turns;           /* running PropusTurn */
  GError                 *store_error;     /* of opening */
  gboolean                loaded;
  GTask                  *finish;          /* while the session ends */
  guint                   finish_timer;
};

G_DEFINE_FINAL_TYPE (PropusSession, propus_session, G_TYPE_OBJECT)

enum { SIGNAL_MODELS_CHANGED, SIGNAL_STORE_CHANGED, SIGNAL_TURN_STARTED, SIGNAL_TURN_ENDED, SIGNAL_ENDPOINT_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
propus_session_dispose (GObject *object)
{
  PropusSession *self = PROPUS_SESSION (object);

  g_clear_handle_id (&self->finish_timer, g_source_remove);
  if (self->catalog != NULL)
    g_signal_handlers_disconnect_by_data (self->catalog, self);
  g_clear_pointer (&self->recorders, g_hash_table_unref);
  g_clear_pointer (&self->loading, g_hash_table_unref);
  g_clear_pointer (&self->turns, g_ptr_array_unref);
  g_clear_object (&self->catalog);
  g_clear_object (&self->key_status);
  g_clear_object (&self->broker);
  g_clear_object (&self->api_broker);
  g_clear_object (&self->store);
  g_clear_object (&self->conversations);
  g_clear_object (&self->settings);
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
  self->conversations = propus_conversation_list_new ();
  self->loading = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->recorders = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->turns = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
catalog_changed_cb (PropusModelCatalog *catalog,
                    PropusSession      *self)
{
  g_signal_emit (self, signals[SIGNAL_MODELS_CHANGED], 0);
}

/* The broker of the API stays while practice is tried: keys of the environment and of this session are in it alone. */
static PropusBrokerProcess *
get_broker (PropusSession *self,
            gboolean       practice)
{
  if (practice)
    return propus_broker_process_new_practice ();

  if (self->api_broker == NULL)
    self->api_broker = propus_broker_process_new (NULL);

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
  g_clear_object (&self->catalog);
  g_clear_object (&self->key_status);
  g_clear_object (&self->broker);

  self->broker = get_broker (self, practice);
  self->key_status = propus_key_status_new (self->broker);
  self->catalog = propus_model_catalog_new (self->broker);
  g_signal_connect (self->catalog, "changed", G_CALLBACK (catalog_changed_cb), self);
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
  set_endpoint (self, practice);

  return self;
}

static void
conversations_listed_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(PropusSession) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = propus_store_list_conversations_finish (PROPUS_STORE (object), result, &error);

  if (list != NULL)
    propus_conversation_list_fill (self->conversations, list);
  else if (self->store_error == NULL)
    self->store_error = g_steal_pointer (&error);

  self->loaded = TRUE;
  g_signal_emit (self, signals[SIGNAL_STORE_CHANGED], 0);
}

static void
purged_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!propus_store_purge_deleted_finish (PROPUS_STORE (object), result, &error))
    g_debug ("deleted chats were not purged: %s", error->message);
}

static void
store_opened_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PropusSession) self = user_data;
  PropusStore *store = PROPUS_STORE (object);

  propus_store_open_finish (store, result, &self->store_error);
  if (propus_store_is_writable (store))
    propus_store_purge_deleted_async (store, purged_cb, NULL);
  propus_store_list_conversations_async (store, conversations_listed_cb, g_steal_pointer (&self));
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

  propus_store_open_async (self->store, store_opened_cb, g_object_ref (self));
  propus_key_status_refresh (self->key_status);
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

  propus_broker_process_shutdown (self->broker);
  if (self->api_broker != NULL)
    propus_broker_process_shutdown (self->api_broker);
  propus_store_close (self->store);
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

static void
maybe_finish (PropusSession *self)
{
  if (self->finish != NULL && self->turns->len == 0 && is_saved (self))
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
  maybe_finish (self);
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

/**
 * propus_session_get_store_error:
 *
 * Returns: (transfer none) (nullable): why something is not being saved; %NULL: all is
 */
const GError *
propus_session_get_store_error (PropusSession *self)
{
  GHashTableIter iter;
  gpointer recorder;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  if (self->store_error != NULL)
    return self->store_error;

  g_hash_table_iter_init (&iter, self->recorders);
  while (g_hash_table_iter_next (&iter, NULL, &recorder))
    if (propus_recorder_get_error (recorder) != NULL)
      return propus_recorder_get_error (recorder);

  return NULL;
}

/**
 * propus_session_get_conversations:
 *
 * Returns: (transfer none): the chats, newest first
 */
PropusConversationList *
propus_session_get_conversations (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return self->conversations;
}

/**
 * propus_session_is_loaded:
 *
 * Returns: whether the list of chats has been read
 */
gboolean
propus_session_is_loaded (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), FALSE);

  return self->loaded;
}

/**
 * propus_session_get_models:
 *
 * Returns: (transfer none): #PropusModelInfo that can chat; another object after "endpoint-changed"
 */
GListModel *
propus_session_get_models (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return propus_model_catalog_get_models (self->catalog);
}

/**
 * propus_session_get_models_failure:
 *
 * Returns: (transfer none) (nullable): why the list could not be had
 */
PropusFailure *
propus_session_get_models_failure (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return propus_model_catalog_get_failure (self->catalog);
}

/**
 * propus_session_is_loading_models:
 *
 * Returns: whether the list is being asked for
 */
gboolean
propus_session_is_loading_models (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), FALSE);

  return propus_model_catalog_is_loading (self->catalog);
}

/**
 * propus_session_refresh_models:
 *
 * Asks for the list. It takes the key, so a locked keyring may ask: call it on something that the person does, or when
 * the key status says that nothing will be asked.
 */
void
propus_session_refresh_models (PropusSession *self)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));

  propus_model_catalog_refresh (self->catalog);
}

/**
 * propus_session_dup_default_model:
 *
 * Returns: (transfer full) (nullable): the model for new chats; %NULL: none is known yet
 */
char *
propus_session_dup_default_model (PropusSession *self)
{
  g_autofree char *preferred = NULL;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  if (self->settings != NULL)
    preferred = g_settings_get_string (self->settings, "default-model");

  return propus_model_catalog_dup_default (self->catalog, preferred);
}

/**
 * propus_session_set_default_model:
 * @model: (nullable): a model id; %NULL: the one that the API calls its newest
 */
void
propus_session_set_default_model (PropusSession *self,
                                  const char    *model)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));

  if (self->settings != NULL)
    g_settings_set_string (self->settings, "default-model", model != NULL ? model : "");
}

/**
 * propus_session_new_conversation:
 *
 * Returns: (transfer full): an empty chat; it is listed and kept from its first message or draft on
 */
PropusConversation *
propus_session_new_conversation (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return propus_conversation_new (0);
}

static void
messages_loaded_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusSession *self = g_task_get_source_object (task);
  PropusConversation *conversation = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) messages = propus_store_load_messages_finish (PROPUS_STORE (object), result, &error);

  g_hash_table_remove (self->loading, conversation);
  if (messages == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* Somebody else may have loaded it in the meantime. */
  if (propus_conversation_get_n_messages (conversation) == 0)
    for (guint i = 0; i < messages->len; i++)
      propus_conversation_append (conversation, g_ptr_array_index (messages, i));
  g_task_return_boolean (task, TRUE);
}

/**
 * propus_session_load_async:
 *
 * Fills a listed conversation with its messages. Does nothing when they are there.
 */
void
propus_session_load_async (PropusSession       *self,
                           PropusConversation  *conversation,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_session_load_async);
  g_task_set_task_data (task, g_object_ref (conversation), g_object_unref);

  if (propus_conversation_get_id (conversation) == 0 || propus_conversation_get_n_messages (conversation) > 0)
    g_task_return_boolean (task, TRUE);
  else
    {
      g_hash_table_add (self->loading, g_object_ref (conversation));
      propus_store_load_messages_async (self->store, propus_conversation_get_id (conversation),
                                        messages_loaded_cb, g_steal_pointer (&task));
    }
}

/**
 * propus_session_is_loading:
 *
 * Returns: whether the messages of @conversation are on their way; nothing should be sent in it until then
 */
gboolean
propus_session_is_loading (PropusSession      *self,
                           PropusConversation *conversation)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), FALSE);

  return g_hash_table_contains (self->loading, conversation);
}

/**
 * propus_session_load_finish:
 *
 * Returns: whether the messages are there
 */
gboolean
propus_session_load_finish (PropusSession  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
recorder_changed_cb (PropusRecorder *recorder,
                     PropusSession  *self)
{
  g_signal_emit (self, signals[SIGNAL_STORE_CHANGED], 0);
  maybe_finish (self);
}

static PropusRecorder *
get_recorder (PropusSession      *self,
              PropusConversation *conversation)
{
  PropusRecorder *recorder = g_hash_table_lookup (self->recorders, conversation);

  if (recorder == NULL)
    {
      recorder = propus_recorder_new (self->store, conversation);
      g_signal_connect_object (recorder, "changed", G_CALLBACK (recorder_changed_cb), self, 0);
      g_hash_table_insert (self->recorders, g_object_ref (conversation), recorder);
    }

  return recorder;
}

static void
turn_ended_cb (PropusTurn    *turn,
               PropusSession *self)
{
  g_autoptr(PropusTurn) keep = g_object_ref (turn);

  g_ptr_array_remove (self->turns, turn);
  propus_recorder_save (get_recorder (self, propus_turn_get_conversation (turn)));
  propus_key_status_refresh (self->key_status);
  g_signal_emit (self, signals[SIGNAL_TURN_ENDED], 0, turn);
  maybe_finish (self);
}

static PropusTurn *
start_turn (PropusSession      *self,
            PropusConversation *conversation)
{
  PropusRecorder *recorder = get_recorder (self, conversation);
  const char *chosen = propus_conversation_get_model (conversation);
  g_autofree char *model = chosen != NULL ? g_strdup (chosen) : propus_session_dup_default_model (self);
  PropusTurn *turn = propus_turn_new (self->broker, conversation, model != NULL ? model : PROPUS_DEFAULT_MODEL);

  if (self->settings != NULL)
    propus_turn_set_include_thoughts (turn, g_settings_get_boolean (self->settings, "show-thoughts"));
  propus_turn_set_key_status (turn, self->key_status);
  g_signal_connect_object (turn, "ended", G_CALLBACK (turn_ended_cb), self, 0);
  g_ptr_array_add (self->turns, turn);

  propus_turn_start (turn);
  propus_recorder_add (recorder, propus_turn_get_message (turn));
  g_signal_emit (self, signals[SIGNAL_TURN_STARTED], 0, turn);

  return turn;
}

/**
 * propus_session_send:
 * @conversation: a chat in which nothing is running
 * @text: what the person wrote; not blank
 *
 * Adds the prompt to the chat, asks for an answer to it and keeps both.
 *
 * Returns: (transfer none): the turn
 */
PropusTurn *
propus_session_send (PropusSession      *self,
                     PropusConversation *conversation,
                     const char         *text)
{
  g_autoptr(PropusMessage) prompt = NULL;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (propus_session_get_turn (self, conversation) == NULL, NULL);

  prompt = propus_message_new (PROPUS_ROLE_USER, 0);
  propus_message_append_text (prompt, text);
  propus_message_set_created (prompt, g_get_real_time ());
  propus_message_set_state (prompt, PROPUS_MESSAGE_COMPLETE);

  if (*propus_conversation_get_title (conversation) == '\0')
    {
      g_autofree char *title = propus_text_make_title (text);

      propus_conversation_set_title (conversation, title);
    }
  propus_conversation_set_draft (conversation, "");
  propus_conversation_set_updated (conversation, g_get_real_time ());
  propus_conversation_append (conversation, prompt);
  propus_session_save (self, conversation);
  propus_recorder_add (get_recorder (self, conversation), prompt);

  return start_turn (self, conversation);
}

/**
 * propus_session_retry:
 * @conversation: a chat in which nothing is running
 *
 * Asks again for an answer to the last prompt; the answer that stands there makes room for it.
 *
 * Returns: (transfer none) (nullable): the turn; %NULL when there is no prompt to answer
 */
PropusTurn *
propus_session_retry (PropusSession      *self,
                      PropusConversation *conversation)
{
  PropusMessage *last;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);
  g_return_val_if_fail (propus_session_get_turn (self, conversation) == NULL, NULL);

  while ((last = propus_conversation_get_last (conversation)) != NULL &&
         propus_message_get_role (last) == PROPUS_ROLE_MODEL)
    {
      g_autoptr(PropusMessage) answer = g_object_ref (last);

      propus_conversation_remove (conversation, answer);
      propus_recorder_remove (get_recorder (self, conversation), answer);
    }

  return last != NULL ? start_turn (self, conversation) : NULL;
}

/**
 * propus_session_get_turn:
 *
 * Returns: (transfer none) (nullable): the turn that runs in @conversation
 */
PropusTurn *
propus_session_get_turn (PropusSession      *self,
                         PropusConversation *conversation)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  for (guint i = 0; i < self->turns->len; i++)
    {
      PropusTurn *turn = g_ptr_array_index (self->turns, i);

      if (propus_turn_get_conversation (turn) == conversation)
        return turn;
    }

  return NULL;
}

/**
 * propus_session_save:
 *
 * Says that title, model or draft have changed. A chat is listed from the first time on that it is saved.
 */
void
propus_session_save (PropusSession      *self,
                     PropusConversation *conversation)
{
  guint position;

  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  if (!propus_conversation_list_get_position (self->conversations, conversation, &position))
    {
      if (propus_conversation_get_updated (conversation) == 0)
        propus_conversation_set_updated (conversation, g_get_real_time ());
      propus_conversation_list_insert (self->conversations, conversation);
    }
  propus_recorder_save (get_recorder (self, conversation));
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PropusSession) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!propus_store_set_deleted_finish (PROPUS_STORE (object), result, &error))
    g_warning ("a chat’s deletion was not saved: %s", error->message);
}

/**
 * propus_session_delete:
 *
 * Takes the chat off the list; a turn that runs in it is stopped. It can be brought back until the program ends.
 */
void
propus_session_delete (PropusSession      *self,
                       PropusConversation *conversation)
{
  PropusTurn *turn;

  g_return_if_fail (PROPUS_IS_SESSION (self));

  turn = propus_session_get_turn (self, conversation);
  if (turn != NULL)
    propus_turn_stop (turn);
  propus_conversation_list_remove (self->conversations, conversation);
  if (propus_conversation_get_id (conversation) != 0)
    propus_store_set_deleted_async (self->store, propus_conversation_get_id (conversation), TRUE,
                                    deleted_cb, g_object_ref (self));
}

/**
 * propus_session_undelete:
 *
 * Brings a deleted chat back.
 */
void
propus_session_undelete (PropusSession      *self,
                         PropusConversation *conversation)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));

  propus_conversation_list_insert (self->conversations, conversation);
  if (propus_conversation_get_id (conversation) != 0)
    propus_store_set_deleted_async (self->store, propus_conversation_get_id (conversation), FALSE,
                                    deleted_cb, g_object_ref (self));
}
