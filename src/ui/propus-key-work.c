/* propus-key-work.c - what a person can do with keys, each with a sentence about how it went
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-work.h"

#include "propus-failure-text.h"
#include "propus-keys.h"
#include "propus-parent-handle.h"
#include "propus-plain-question.h"

#include <glib/gi18n.h>

/* Often enough to say in time that the keyring is slow. */
#define STATUS_MS 5000

typedef struct
{
  PropusKeyDeed deed;
  char *id;
  char *label;
  char *sentence;              /* NULL: nothing to say */
  PropusFailure *failure;      /* NULL: it was done, or nothing failed */
  GtkWindow *window;           /* owned; a parent for the question */
  PropusBrokerProcess *broker; /* owned; the one that was asked, even when another takes its place meanwhile */
  char *handle;                /* of the window, while it is exported */
  guint timer;                 /* asks for the status while the keyring is waited for */
} KeyWork;

static void ask_for_key (GTask    *task,
                         gboolean  store,
                         gboolean  plain);

static void
key_work_free (KeyWork *work)
{
  g_free (work->id);
  g_free (work->label);
  g_free (work->sentence);
  g_free (work->handle);
  g_clear_handle_id (&work->timer, g_source_remove);
  g_clear_pointer (&work->failure, propus_failure_unref);
  g_clear_object (&work->window);
  g_clear_object (&work->broker);
  g_free (work);
}

/* Whether the window asks for a key, or at least stores one. */
static gboolean
is_addition (PropusKeyDeed deed)
{
  return deed <= PROPUS_KEY_DEED_STORE_ENV;
}

/* The key may be another now: what is shown of it is asked for again. */
static void
return_done (GTask      *task,
             gboolean    done,
             const char *sentence)
{
  PropusSession *session = g_task_get_source_object (task);
  KeyWork *work = g_task_get_task_data (task);

  g_clear_handle_id (&work->timer, g_source_remove);
  g_free (work->sentence);
  work->sentence = g_strdup (sentence);
  propus_key_status_refresh (propus_session_get_key_status (session));
  if (done && (is_addition (work->deed) || work->deed == PROPUS_KEY_DEED_USE || work->deed == PROPUS_KEY_DEED_UNLOCK ||
               work->deed == PROPUS_KEY_DEED_REMOVE || work->deed == PROPUS_KEY_DEED_RESTORE))
    propus_session_refresh_models (session);

  g_task_return_boolean (task, done);
}

static void
return_failure (GTask         *task,
                PropusFailure *failure)
{
  g_autofree char *sentence = propus_failure_text_dup_control_sentence (failure);
  KeyWork *work = g_task_get_task_data (task);

  work->failure = propus_failure_ref (failure);
  return_done (task, FALSE, sentence);
}

static const char *
get_added_sentence (PropusKeyDeed deed,
                    gboolean      stored)
{
  if (!stored)
    return _("The key is in use for this session.");
  if (deed == PROPUS_KEY_DEED_REPLACE)
    return _("The key was replaced.");

  return _("The key is in your keyring and in use.");
}

/* The person has decided about a keyring that does not encrypt what is sent to it. */
static void
plain_answered_cb (PropusPlainAnswer answer,
                   gpointer          user_data)
{
  g_autoptr (GTask) task = user_data;

  switch (answer)
    {
    case PROPUS_PLAIN_STORE:
      ask_for_key (g_steal_pointer (&task), TRUE, TRUE);
      break;
    case PROPUS_PLAIN_SESSION:
      ask_for_key (g_steal_pointer (&task), FALSE, FALSE);
      break;
    case PROPUS_PLAIN_CANCEL:
    default:
      return_done (task, FALSE, NULL);
      break;
    }
}

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (PropusFailure) failure = NULL;
  g_autoptr (PropusKeyInfo) key = NULL;
  KeyWork *work = g_task_get_task_data (task);

  g_assert (PROPUS_IS_BROKER_PROCESS (object));

  if (work->handle != NULL)
    propus_parent_handle_unexport (work->window);
  g_clear_pointer (&work->handle, g_free);

  key = propus_keys_add_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  if (key != NULL)
    return_done (task, TRUE, get_added_sentence (work->deed, *propus_key_info_get_id (key) != '\0'));
  else if (propus_failure_get_kind (failure) == PROPUS_FAILURE_KEYRING_PLAIN && work->window != NULL)
    propus_plain_question_ask (work->window, TRUE, plain_answered_cb, g_steal_pointer (&task));
  else
    return_failure (task, failure);
}

static void
add_member (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  if (value == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
send_addition (GTask    *task,
               gboolean  store,
               gboolean  plain)
{
  KeyWork *work = g_task_get_task_data (task);
  gboolean environment = work->deed == PROPUS_KEY_DEED_STORE_ENV;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) body = NULL;

  json_builder_begin_object (builder);
  add_member (builder, "from", environment ? work->id : "entry");
  add_member (builder, "replace", work->deed == PROPUS_KEY_DEED_REPLACE && store ? work->id : NULL);
  add_member (builder, "label", work->label);
  add_member (builder, "parent", work->handle);
  json_builder_set_member_name (builder, "store");
  json_builder_add_boolean_value (builder, store);
  json_builder_set_member_name (builder, "plain");
  json_builder_add_boolean_value (builder, plain);
  json_builder_end_object (builder);
  body = json_builder_get_root (builder);

  propus_keys_act_async (work->broker, "POST", "/propus/v1/keys", body, added_cb, task);
}

typedef struct
{
  GTask *task;
  gboolean store;
  gboolean plain;
} Addition;

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autofree Addition *addition = user_data;
  KeyWork *work = g_task_get_task_data (addition->task);

  work->handle = propus_parent_handle_export_finish (GTK_WINDOW (object), result);
  send_addition (addition->task, addition->store, addition->plain);
}

/* Takes the task. The key is asked for by another process, over our window where the platform allows that. */
static void
ask_for_key (GTask    *task,
             gboolean  store,
             gboolean  plain)
{
  KeyWork *work = g_task_get_task_data (task);
  Addition *addition;

  if (work->window == NULL || work->deed == PROPUS_KEY_DEED_STORE_ENV)
    {
      send_addition (task, store, plain);
      return;
    }

  addition = g_new0 (Addition, 1);
  addition->task = task;
  addition->store = store;
  addition->plain = plain;
  propus_parent_handle_export_async (work->window, exported_cb, addition);
}

/* "gemini-flash-latest answered", from the reply to a test. */
static char *
dup_test_sentence (JsonNode *reply)
{
  g_autofree char *model = propus_key_info_dup_tested_model (reply);

  if (model == NULL)
    return g_strdup (_("The key works."));

  /* Translators: the name of a model that answered a short question with the key that was tested */
  return g_strdup_printf (_("The key works: %s answered."), model);
}

/* What is asked of the broker, and what is said when it is done. */
static const struct { const char *method; const char *tail; const char *done; } deed_calls[] = {
  [PROPUS_KEY_DEED_REMOVE] = { "DELETE", "?undo=1", NULL },   /* a toast with an Undo button says it */
  [PROPUS_KEY_DEED_RESTORE] = { "POST", "/restore", N_("The key is in your keyring again.") },
  [PROPUS_KEY_DEED_FORGET] = { "POST", "/forget", NULL },
  [PROPUS_KEY_DEED_RENAME] = { "PATCH", "", NULL },
  [PROPUS_KEY_DEED_TIDY] = { "POST", "/tidy", N_("One copy of the key is left, the one in use.") },
  [PROPUS_KEY_DEED_USE] = { "POST", "/use", NULL },
  [PROPUS_KEY_DEED_TEST] = { "POST", "/test", NULL },
  [PROPUS_KEY_DEED_UNLOCK] = { "POST", "", N_("Your keyring is unlocked.") },
};

static void
acted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (PropusFailure) failure = NULL;
  g_autoptr (JsonNode) reply = NULL;
  g_autofree char *sentence = NULL;
  KeyWork *work = g_task_get_task_data (task);

  g_assert (PROPUS_IS_BROKER_PROCESS (object));

  reply = propus_keys_act_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  if (failure != NULL)
    {
      return_failure (task, failure);
      return;
    }

  if (work->deed == PROPUS_KEY_DEED_TEST)
    sentence = dup_test_sentence (reply);
  else if (work->deed == PROPUS_KEY_DEED_RESTORE && g_strcmp0 (work->id, PROPUS_KEY_ID_SESSION) == 0)
    sentence = g_strdup (_("The key is in use for this session."));
  else if (deed_calls[work->deed].done != NULL)
    sentence = g_strdup (_(deed_calls[work->deed].done));
  return_done (task, TRUE, sentence);
}

static JsonNode *
new_label_body (const char *label)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_member (builder, "label", label);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static void
act (GTask *task)
{
  KeyWork *work = g_task_get_task_data (task);
  g_autofree char *escaped = work->id != NULL ? g_uri_escape_string (work->id, NULL, FALSE) : NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) body = work->label != NULL ? new_label_body (work->label) : NULL;
  const char *tail = deed_calls[work->deed].tail;

  path = work->deed == PROPUS_KEY_DEED_UNLOCK ? g_strdup ("/propus/v1/unlock")
                                              : g_strconcat ("/propus/v1/keys/", escaped, tail, NULL);
  propus_keys_act_async (work->broker, deed_calls[work->deed].method, path, body, acted_cb, task);
}

/* How long the keyring has been waited for is known to the broker alone. */
static gboolean
waiting_cb (gpointer user_data)
{
  PropusSession *session = g_task_get_source_object (G_TASK (user_data));

  propus_key_status_refresh (propus_session_get_key_status (session));

  return G_SOURCE_CONTINUE;
}

/**
 * propus_key_work_async:
 * @session: whose broker holds the key
 * @deed: what to do
 * @id: (nullable): of the key to replace, store, remove, rename, use or test; PROPUS_KEY_ID_SESSION and the like for those
 *   that are in no keyring
 * @label: (nullable): what to call the key
 * @window: (nullable): over which the question for a key opens
 * @callback: called when it is done, or the person gave up
 * @user_data: for @callback
 *
 * Does something with keys through the broker; no key passes this process. There is no cancelling: a question of the
 * keyring that is open is answered by the person.
 */
void
propus_key_work_async (PropusSession       *session,
                       PropusKeyDeed        deed,
                       const char          *id,
                       const char          *label,
                       GtkWindow           *window,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  KeyWork *work;

  g_return_if_fail (PROPUS_IS_SESSION (session));
  g_return_if_fail (window == NULL || GTK_IS_WINDOW (window));

  work = g_new0 (KeyWork, 1);
  work->deed = deed;
  work->id = g_strdup (id);
  work->label = g_strdup (label);
  g_set_object (&work->window, window);
  work->broker = g_object_ref (propus_session_get_broker (session));

  task = g_task_new (session, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_key_work_async);
  g_task_set_task_data (task, work, (GDestroyNotify) key_work_free);

  work->timer = g_timeout_add (STATUS_MS, waiting_cb, task);   /* ends before the task does */

  if (is_addition (deed))
    ask_for_key (g_steal_pointer (&task), deed != PROPUS_KEY_DEED_ADD_SESSION, FALSE);
  else
    act (g_steal_pointer (&task));
}

/**
 * propus_key_work_finish:
 * @session: as given
 * @result: of the call
 * @sentence: (out) (nullable) (transfer full): how it went, translated; %NULL when there is nothing to say
 *
 * Returns: whether it was done
 */
gboolean
propus_key_work_finish (PropusSession  *session,
                        GAsyncResult   *result,
                        char          **sentence)
{
  KeyWork *work;

  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);
  g_return_val_if_fail (sentence != NULL, FALSE);

  work = g_task_get_task_data (G_TASK (result));
  *sentence = g_steal_pointer (&work->sentence);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/**
 * propus_key_work_get_failure:
 * @result: of the call
 *
 * Returns: (transfer none) (nullable): why it was not done; %NULL when it was, or when the person gave up
 */
PropusFailure *
propus_key_work_get_failure (GAsyncResult *result)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return ((KeyWork *) g_task_get_task_data (G_TASK (result)))->failure;
}
