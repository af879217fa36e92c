/* propus-key-work.c - what a person can do with keys, each with a sentence about how it went
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-work.h"

#include "propus-failure-text.h"
#include "propus-keys.h"
#include "propus-parent-handle.h"

#include <glib/gi18n.h>

typedef struct
{
  PropusKeyDeed deed;
  char *id;
  char *sentence;              /* NULL: nothing to say */
  GtkWindow *window;           /* owned; a parent for the question */
  PropusBrokerProcess *broker; /* owned; the one that was asked, even when another takes its place meanwhile */
} KeyWork;

static void
key_work_free (KeyWork *work)
{
  g_free (work->id);
  g_free (work->sentence);
  g_clear_object (&work->window);
  g_clear_object (&work->broker);
  g_free (work);
}

/* The key may be another now: what is shown of it is asked for again. */
static void
return_done (GTask      *task,
             gboolean    done,
             const char *sentence)
{
  PropusSession *session = g_task_get_source_object (task);
  KeyWork *work = g_task_get_task_data (task);

  g_free (work->sentence);
  work->sentence = g_strdup (sentence);
  propus_key_status_refresh (propus_session_get_key_status (session));
  if (done && work->deed != PROPUS_KEY_DEED_TEST)
    propus_session_refresh_models (session);

  g_task_return_boolean (task, done);
}

static void
return_failure (GTask         *task,
                PropusFailure *failure)
{
  g_autofree char *sentence = propus_failure_text_dup_control_sentence (failure);

  return_done (task, FALSE, sentence);
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

  if (work->window != NULL)
    propus_parent_handle_unexport (work->window);

  key = propus_keys_add_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  if (key == NULL)
    return_failure (task, failure);
  else if (work->deed == PROPUS_KEY_DEED_ADD_SESSION)
    return_done (task, TRUE, _("The key is in use for this session."));
  else if (work->deed == PROPUS_KEY_DEED_REPLACE)
    return_done (task, TRUE, _("The key was replaced."));
  else
    return_done (task, TRUE, _("The key is in your keyring and in use."));
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  GTask *task = user_data;
  KeyWork *work = g_task_get_task_data (task);
  g_autofree char *handle = propus_parent_handle_export_finish (GTK_WINDOW (object), result);

  propus_keys_add_async (work->broker, "entry", work->deed != PROPUS_KEY_DEED_ADD_SESSION,
                         work->id, NULL, handle, added_cb, task);
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

  switch ((int) work->deed)
    {
    case PROPUS_KEY_DEED_REMOVE:
      sentence = g_strdup (_("The key was removed."));
      break;
    case PROPUS_KEY_DEED_TEST:
      sentence = dup_test_sentence (reply);
      break;
    case PROPUS_KEY_DEED_UNLOCK:
      sentence = g_strdup (_("Your keyring is unlocked."));
      break;
    default:
      break;
    }
  return_done (task, TRUE, sentence);
}

static void
act (GTask *task)
{
  KeyWork *work = g_task_get_task_data (task);
  g_autofree char *escaped = work->id != NULL ? g_uri_escape_string (work->id, NULL, FALSE) : NULL;
  g_autofree char *path = NULL;
  const char *method = "POST";

  switch ((int) work->deed)
    {
    case PROPUS_KEY_DEED_REMOVE:
      method = "DELETE";
      path = g_strconcat ("/propus/v1/keys/", escaped, NULL);
      break;
    case PROPUS_KEY_DEED_USE:
      path = g_strconcat ("/propus/v1/keys/", escaped, "/use", NULL);
      break;
    case PROPUS_KEY_DEED_TEST:
      path = g_strconcat ("/propus/v1/keys/", escaped, "/test", NULL);
      break;
    default:
      path = g_strdup ("/propus/v1/unlock");
      break;
    }

  propus_keys_act_async (work->broker, method, path, NULL, acted_cb, task);
}

/**
 * propus_key_work_async:
 * @session: whose broker holds the key
 * @deed: what to do
 * @id: (nullable): of the key to replace, remove, use or test; "session" is the one of this session
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
  g_set_object (&work->window, window);
  work->broker = g_object_ref (propus_session_get_broker (session));

  task = g_task_new (session, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_key_work_async);
  g_task_set_task_data (task, work, (GDestroyNotify) key_work_free);

  if (deed > PROPUS_KEY_DEED_REPLACE)
    act (g_steal_pointer (&task));
  else if (window != NULL)
    propus_parent_handle_export_async (window, exported_cb, g_steal_pointer (&task));
  else
    propus_keys_add_async (work->broker, "entry", deed != PROPUS_KEY_DEED_ADD_SESSION,
                           id, NULL, NULL, added_cb, g_steal_pointer (&task));
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
