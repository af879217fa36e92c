/* propus-keyring-job.c - what Propus wants of the keyring, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-keyring-job.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "propus-keyring-lock.h"

/**
 * propus_keyring_job_new:
 * @kind: what is wanted
 * @origin: (nullable): the origin of the keys
 * @id: (nullable): the random id of one key
 *
 * Makes a job that was asked for just now and may prompt.
 *
 * Returns: (transfer full): the job
 */
PropusKeyringJob *
propus_keyring_job_new (PropusKeyringJobKind  kind,
                        const char           *origin,
                        const char           *id)
{
  PropusKeyringJob *job = g_new0 (PropusKeyringJob, 1);

  job->kind = kind;
  job->prompt = TRUE;
  job->origin = g_strdup (origin);
  job->id = g_strdup (id);
  job->asked_at = propus_keyring_lock_get_time ();
  job->lock_fd = -1;
  if (kind == PROPUS_KEYRING_JOB_STORE)
    job->new_id = g_uuid_string_random ();

  return job;
}

void
propus_keyring_job_free (PropusKeyringJob *job)
{
  g_free (job->origin);
  g_free (job->id);
  g_free (job->label);
  g_free (job->new_id);
  g_clear_pointer (&job->key, secret_value_unref);
  g_clear_pointer (&job->item, propus_keyring_item_free);
  g_clear_pointer (&job->items, g_ptr_array_unref);
  g_clear_pointer (&job->known, g_ptr_array_unref);
  g_free (job);
}

static void
set_error (GError             **error,
           PropusKeyringError   code)
{
  const char *sentence;

  switch (code)
    {
    case PROPUS_KEYRING_ERROR_NO_COLLECTION:
      sentence = _("There is no keyring yet.");
      break;

    case PROPUS_KEYRING_ERROR_MISSING:
      sentence = _("There is no such key in the keyring.");
      break;

    case PROPUS_KEYRING_ERROR_LOCKED:
      sentence = _("The keyring is locked, and there is nothing here that could ask for its password.");
      break;

    case PROPUS_KEYRING_ERROR_DISMISSED:
      sentence = _("The keyring stayed locked.");
      break;

    case PROPUS_KEYRING_ERROR_NOT_CREATED:
      sentence = _("The key was not saved, because no keyring was created.");
      break;

    case PROPUS_KEYRING_ERROR_READ_BACK:
      sentence = _("The key was not saved: the keyring gave back something else.");
      break;

    case PROPUS_KEYRING_ERROR_STILL_THERE:
      sentence = _("The key is still stored, because the keyring is locked.");
      break;

    case PROPUS_KEYRING_ERROR_READ_ONLY:
      sentence = _("The keyring can be read but not written.");
      break;

    case PROPUS_KEYRING_ERROR_FAILED:
      sentence = _("The keyring broke off in the middle of it.");
      break;

    case PROPUS_KEYRING_ERROR_UNUSABLE:
    case PROPUS_KEYRING_ERROR_UNAVAILABLE:
    case PROPUS_KEYRING_ERROR_STUCK:
    case PROPUS_KEYRING_ERROR_PLAIN:
    default:
      g_assert_not_reached ();
    }

  g_set_error_literal (error, PROPUS_KEYRING_ERROR, code, sentence);
}

static gboolean
look_at_collection (PropusKeyringJob        *job,
                    PropusSecretBus         *bus,
                    PropusSecretCollection  *collection,
                    GError                 **error)
{
  if (!propus_secret_bus_read_collection (bus, collection, error))
    return FALSE;

  if (job->seen != NULL)
    job->seen (job, bus, collection, job->seen_data);

  return TRUE;
}

/* A "no" of the person is written down for everybody who waits. */
static PropusKeyringError
note_outcome (PropusKeyringJob    *job,
              PropusPromptOutcome  outcome)
{
  if (outcome != PROPUS_PROMPT_DISMISSED)
    return PROPUS_KEYRING_ERROR_LOCKED;

  propus_keyring_lock_set_dismissed (job->lock_fd);

  return PROPUS_KEYRING_ERROR_DISMISSED;
}

/* Why there must be no prompt, or -1. */
static int
find_obstacle (PropusKeyringJob *job)
{
  if (!job->prompt)
    return PROPUS_KEYRING_ERROR_LOCKED;
  if (propus_keyring_lock_is_dismissed (job->lock_fd, job->asked_at))
    return PROPUS_KEYRING_ERROR_DISMISSED;

  return -1;
}

static gboolean
create_collection (PropusKeyringJob        *job,
                   PropusSecretBus         *bus,
                   PropusSecretCollection  *collection,
                   GError                 **error)
{
  PropusPromptOutcome outcome = PROPUS_PROMPT_DISMISSED;

  if (find_obstacle (job) == -1)
    {
      if (!propus_secret_bus_create_collection (bus, &outcome, error))
        return FALSE;

      propus_secret_collection_clear (collection);
      if (!look_at_collection (job, bus, collection, error))
        return FALSE;

      if (collection->path != NULL)
        return TRUE;

      note_outcome (job, outcome);
    }

  set_error (error, PROPUS_KEYRING_ERROR_NOT_CREATED);

  return FALSE;
}

static gboolean
unlock_collection (PropusKeyringJob        *job,
                   PropusSecretBus         *bus,
                   PropusSecretCollection  *collection,
                   GError                 **error)
{
  g_autofree char *path = g_strdup (collection->path);
  PropusPromptOutcome outcome;
  int obstacle = find_obstacle (job);

  if (obstacle != -1)
    {
      set_error (error, (PropusKeyringError) obstacle);
      return FALSE;
    }

  if (!propus_secret_bus_unlock (bus, path, &outcome, error))
    return FALSE;

  /* What counts is the lock itself, not what the service says of its prompt. */
  propus_secret_collection_clear (collection);
  if (!look_at_collection (job, bus, collection, error))
    return FALSE;

  if (collection->path == NULL || collection->locked)
    {
      set_error (error, note_outcome (job, outcome));
      return FALSE;
    }

  return TRUE;
}

/* Sees to it that the default collection is there and open; the person may be asked. */
static gboolean
open_collection (PropusKeyringJob        *job,
                 PropusSecretBus         *bus,
                 PropusSecretCollection  *collection,
                 GError                 **error)
{
  if (!look_at_collection (job, bus, collection, error))
    return FALSE;

  if (collection->path == NULL && job->kind == PROPUS_KEYRING_JOB_STORE &&
      !create_collection (job, bus, collection, error))
    return FALSE;

  if (collection->path == NULL)
    {
      set_error (error, PROPUS_KEYRING_ERROR_NO_COLLECTION);
      return FALSE;
    }

  return !collection->locked || unlock_collection (job, bus, collection, error);
}

/* An item may be locked in an open collection: KeePassXC asks for each one, and a collection may be another's. */
static gboolean
unlock_item (PropusKeyringJob  *job,
             PropusSecretBus   *bus,
             PropusSecretItem  *item,
             GError           **error)
{
  PropusPromptOutcome outcome;
  int obstacle = find_obstacle (job);

  if (obstacle == -1)
    {
      if (!propus_secret_bus_unlock (bus, item->path, &outcome, error))
        return FALSE;
      if (outcome == PROPUS_PROMPT_DONE)
        return TRUE;

      obstacle = (int) note_outcome (job, outcome);
    }

  set_error (error, (PropusKeyringError) obstacle);

  return FALSE;
}

static SecretValue *
read_key (PropusKeyringJob  *job,
          PropusSecretBus   *bus,
          PropusSecretItem  *item,
          GError           **error)
{
  g_autoptr(GError) failure = NULL;
  SecretValue *key;

  if (item->item->locked && !unlock_item (job, bus, item, error))
    return NULL;

  key = propus_secret_bus_get_secret (bus, item->path, &failure);
  if (key == NULL && !item->item->locked && propus_secret_bus_error_is_locked (failure))
    {
      if (!unlock_item (job, bus, item, error))
        return NULL;

      g_clear_error (&failure);
      key = propus_secret_bus_get_secret (bus, item->path, &failure);
    }

  if (key == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return key;
}

static gboolean
run_list (PropusKeyringJob  *job,
          PropusSecretBus   *bus,
          GError           **error)
{
  g_autoptr(GPtrArray) found = propus_secret_bus_search (bus, job->origin, NULL, error);

  if (found == NULL)
    return FALSE;

  g_clear_pointer (&job->items, g_ptr_array_unref);
  job->items = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_keyring_item_free);
  for (guint i = 0; i < found->len; i++)
    {
      PropusSecretItem *item = g_ptr_array_index (found, i);

      g_ptr_array_add (job->items, g_steal_pointer (&item->item));
    }

  return TRUE;
}

/* The newest with @id, else the newest. */
static PropusSecretItem *
choose_item (GPtrArray  *found,
             const char *id)
{
  for (guint i = 0; i < found->len; i++)
    {
      PropusSecretItem *item = g_ptr_array_index (found, i);

      if (g_strcmp0 (item->item->id, id) == 0)
        return item;
    }

  return g_ptr_array_index (found, 0);
}

static gboolean
run_lookup (PropusKeyringJob  *job,
            PropusSecretBus   *bus,
            GError           **error)
{
  g_autoptr(GPtrArray) found = propus_secret_bus_search (bus, job->origin, NULL, error);
  PropusSecretItem *chosen;

  if (found == NULL)
    return FALSE;

  if (found->len == 0)
    {
      set_error (error, PROPUS_KEYRING_ERROR_MISSING);
      return FALSE;
    }

  chosen = choose_item (found, job->id);
  job->key = read_key (job, bus, chosen, error);
  if (job->key == NULL)
    return FALSE;

  /* The others are looked for in what is sent, and that is not worth failing for. */
  if (job->with_known)
    job->known = propus_secret_bus_read_known (bus, NULL);

  job->item = g_steal_pointer (&chosen->item);

  return TRUE;
}

/* Takes the same time wherever the difference is. */
static gboolean
is_same_key (SecretValue *a,
             SecretValue *b)
{
  gsize a_length;
  gsize b_length;
  const char *a_bytes = secret_value_get (a, &a_length);
  const char *b_bytes = secret_value_get (b, &b_length);
  guchar difference = 0;

  if (a_length != b_length)
    return FALSE;

  for (gsize i = 0; i < a_length; i++)
    difference |= (guchar) (a_bytes[i] ^ b_bytes[i]);

  return difference == 0;
}

/* gnome-keyring says in a sentence of its own language why it could not write: its folder is asked instead. */
static gboolean
is_read_only (PropusSecretBus *bus,
              const GError    *error)
{
  g_autofree char *folder = NULL;

  if (propus_secret_bus_error_is_read_only (error))
    return TRUE;
  if (!g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_FAILED) ||
      g_strcmp0 (propus_secret_bus_get_provider (bus), "GNOME Keyring") != 0)
    return FALSE;

  folder = g_build_filename (g_get_user_data_dir (), "keyrings", NULL);

  return g_file_test (folder, G_FILE_TEST_IS_DIR) && g_access (folder, W_OK) != 0;
}

/* Why something could not be written. */
static void
explain_refusal (PropusSecretBus  *bus,
                 GError          **error,
                 GError           *refusal)
{
  if (is_read_only (bus, refusal))
    {
      g_debug ("The keyring cannot be written: %s", refusal->message);
      set_error (error, PROPUS_KEYRING_ERROR_READ_ONLY);
      g_error_free (refusal);
    }
  else
    {
      g_propagate_error (error, refusal);
    }
}

static gboolean
delete_items (PropusSecretBus  *bus,
              GPtrArray        *items,
              GError          **error)
{
  g_autoptr(GError) refusal = NULL;
  PropusPromptOutcome outcome;

  for (guint i = 0; i < items->len; i++)
    {
      PropusSecretItem *item = g_ptr_array_index (items, i);

      if (!propus_secret_bus_delete_item (bus, item->path, &outcome, &refusal))
        {
          explain_refusal (bus, error, g_steal_pointer (&refusal));
          return FALSE;
        }
    }

  return TRUE;
}

/* Whether the key that was just stored is found again, and is the same. */
static gboolean
check_stored (PropusKeyringJob  *job,
              PropusSecretBus   *bus,
              GError           **error)
{
  g_autoptr(GPtrArray) found = propus_secret_bus_search (bus, job->origin, job->new_id, error);
  g_autoptr(GError) failure = NULL;
  SecretValue *back = NULL;
  gboolean same;

  if (found == NULL)
    return FALSE;

  if (found->len == 1)
    back = read_key (job, bus, g_ptr_array_index (found, 0), &failure);
  same = back != NULL && is_same_key (back, job->key);
  g_clear_pointer (&back, secret_value_unref);
  if (same)
    return TRUE;

  if (failure != NULL && propus_secret_bus_error_is_stale (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  delete_items (bus, found, NULL);
  set_error (error, PROPUS_KEYRING_ERROR_READ_BACK);

  return FALSE;
}

/* Stores the key beside the one that it replaces, and removes that one only when the new one was read back: there is
 * a usable key at every moment. */
static gboolean
run_store (PropusKeyringJob              *job,
           PropusSecretBus               *bus,
           const PropusSecretCollection  *collection,
           GError                       **error)
{
  g_autoptr(GPtrArray) old = NULL;
  g_autoptr(GError) leftover = NULL;
  g_autoptr(GError) refusal = NULL;
  PropusKeyringItem item = { .id = job->new_id, .origin = job->origin, .label = job->label };
  g_autofree char *label = NULL;
  PropusPromptOutcome outcome;

  if (job->id != NULL)
    {
      old = propus_secret_bus_search (bus, job->origin, job->id, error);
      if (old == NULL)
        return FALSE;
    }

  if (item.label == NULL && old != NULL && old->len > 0)
    item.label = ((PropusSecretItem *) g_ptr_array_index (old, 0))->item->label;
  if (item.label == NULL || item.label[0] == '\0')
    item.label = (char *) _("Gemini API key (Propus)");

  label = g_strdup (item.label);
  g_free (job->label);
  job->label = g_steal_pointer (&label);
  item.label = job->label;

  if (!propus_secret_bus_create_item (bus, collection->path, &item, job->key, &outcome, &refusal))
    {
      explain_refusal (bus, error, g_steal_pointer (&refusal));
      return FALSE;
    }

  if (outcome != PROPUS_PROMPT_DONE)
    {
      set_error (error, note_outcome (job, outcome));
      return FALSE;
    }

  if (!check_stored (job, bus, error))
    return FALSE;

  if (old != NULL && !delete_items (bus, old, &leftover))
    g_warning ("The replaced key could not be removed: %s", leftover->message);

  return TRUE;
}

/* A key that cannot be read can be removed all the same: it cannot be put back then. */
static void
keep_key (PropusKeyringJob *job,
          PropusSecretBus  *bus,
          PropusSecretItem *item)
{
  const PropusKeyringItem *from = item->item;

  g_clear_pointer (&job->key, secret_value_unref);
  g_clear_pointer (&job->item, propus_keyring_item_free);
  job->key = read_key (job, bus, item, NULL);
  if (job->key == NULL)
    return;

  job->item = g_new0 (PropusKeyringItem, 1);
  *job->item = *from;
  job->item->id = g_strdup (from->id);
  job->item->origin = g_strdup (from->origin);
  job->item->label = g_strdup (from->label);
}

static gboolean
run_remove (PropusKeyringJob  *job,
            PropusSecretBus   *bus,
            GError           **error)
{
  g_autoptr(GPtrArray) found = propus_secret_bus_search (bus, NULL, job->id, error);
  g_autoptr(GPtrArray) left = NULL;

  if (found == NULL)
    return FALSE;

  for (guint i = 0; i < found->len; i++)
    {
      PropusSecretItem *item = g_ptr_array_index (found, i);

      if (item->item->locked && !unlock_item (job, bus, item, error))
        return FALSE;
      item->item->locked = FALSE;
    }

  if (job->keep && found->len > 0)
    keep_key (job, bus, g_ptr_array_index (found, 0));
  if (!delete_items (bus, found, error))
    return FALSE;

  /* The service says the same whether it removed something or not. */
  left = propus_secret_bus_search (bus, NULL, job->id, error);
  if (left == NULL)
    return FALSE;

  if (left->len > 0)
    {
      set_error (error, PROPUS_KEYRING_ERROR_STILL_THERE);
      return FALSE;
    }

  return TRUE;
}

static gboolean
run_rename (PropusKeyringJob  *job,
            PropusSecretBus   *bus,
            GError           **error)
{
  g_autoptr(GPtrArray) found = propus_secret_bus_search (bus, NULL, job->id, error);
  g_autoptr(GError) refusal = NULL;
  PropusSecretItem *item;

  if (found == NULL)
    return FALSE;

  if (found->len == 0)
    {
      set_error (error, PROPUS_KEYRING_ERROR_MISSING);
      return FALSE;
    }

  item = g_ptr_array_index (found, 0);
  if (item->item->locked && !unlock_item (job, bus, item, error))
    return FALSE;

  if (!propus_secret_bus_set_label (bus, item->path, job->label, &refusal))
    {
      explain_refusal (bus, error, g_steal_pointer (&refusal));
      return FALSE;
    }

  return TRUE;
}

/* What a restored backup or another computer's copy left: items that claim to be the same key. */
static gboolean
run_tidy (PropusKeyringJob  *job,
          PropusSecretBus   *bus,
          GError           **error)
{
  g_autoptr(GPtrArray) found = propus_secret_bus_search (bus, NULL, job->id, error);
  g_autoptr(GPtrArray) surplus = g_ptr_array_new ();
  g_autoptr(GHashTable) origins = g_hash_table_new (g_str_hash, g_str_equal);

  if (found == NULL)
    return FALSE;

  for (guint i = 0; i < found->len; i++)
    {
      PropusSecretItem *item = g_ptr_array_index (found, i);

      if (g_hash_table_add (origins, item->item->origin))
        continue;
      if (item->item->locked && !unlock_item (job, bus, item, error))
        return FALSE;
      g_ptr_array_add (surplus, item);
    }

  if (!delete_items (bus, surplus, error))
    return FALSE;

  job->removed = (int) surplus->len;

  return TRUE;
}

static gboolean
run_read_known (PropusKeyringJob  *job,
                PropusSecretBus   *bus,
                GError           **error)
{
  g_clear_pointer (&job->known, g_ptr_array_unref);
  job->known = propus_secret_bus_read_known (bus, error);

  return job->known != NULL;
}

static gboolean
run_in_collection (PropusKeyringJob              *job,
                   PropusSecretBus               *bus,
                   const PropusSecretCollection  *collection,
                   GError                       **error)
{
  switch (job->kind)
    {
    case PROPUS_KEYRING_JOB_LIST:
      return run_list (job, bus, error);

    case PROPUS_KEYRING_JOB_LOOKUP:
      return run_lookup (job, bus, error);

    case PROPUS_KEYRING_JOB_STORE:
      return run_store (job, bus, collection, error);

    case PROPUS_KEYRING_JOB_REMOVE:
      return run_remove (job, bus, error);

    case PROPUS_KEYRING_JOB_RENAME:
      return run_rename (job, bus, error);

    case PROPUS_KEYRING_JOB_TIDY:
      return run_tidy (job, bus, error);

    case PROPUS_KEYRING_JOB_READ_KNOWN:
      return run_read_known (job, bus, error);

    case PROPUS_KEYRING_JOB_UNLOCK:
    default:
      return TRUE;
    }
}

/* For whom nothing to look into is an answer, and what a locked keyring means to one who removes. */
static gboolean
forgive (PropusKeyringJob  *job,
         GError           **error)
{
  gboolean removes = job->kind == PROPUS_KEYRING_JOB_REMOVE;

  if (g_error_matches (*error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_NO_COLLECTION) &&
      (removes || job->kind == PROPUS_KEYRING_JOB_LIST || job->kind == PROPUS_KEYRING_JOB_READ_KNOWN))
    {
      g_clear_error (error);
      if (job->kind == PROPUS_KEYRING_JOB_READ_KNOWN)
        job->known = g_ptr_array_new ();
      else if (!removes)
        job->items = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_keyring_item_free);
      return TRUE;
    }

  if (removes && (g_error_matches (*error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_DISMISSED) ||
                  g_error_matches (*error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_LOCKED)))
    {
      g_clear_error (error);
      set_error (error, PROPUS_KEYRING_ERROR_STILL_THERE);
    }

  return FALSE;
}

/**
 * propus_keyring_job_needs_session:
 * @job: a job
 *
 * Returns: whether a secret travels in it
 */
gboolean
propus_keyring_job_needs_session (PropusKeyringJob *job)
{
  return job->kind == PROPUS_KEYRING_JOB_LOOKUP || job->kind == PROPUS_KEYRING_JOB_STORE ||
         job->kind == PROPUS_KEYRING_JOB_READ_KNOWN || job->keep;
}

/**
 * propus_keyring_job_writes:
 * @job: a job
 *
 * Returns: whether it changes what is stored
 */
gboolean
propus_keyring_job_writes (PropusKeyringJob *job)
{
  return job->kind == PROPUS_KEYRING_JOB_STORE || job->kind == PROPUS_KEYRING_JOB_REMOVE ||
         job->kind == PROPUS_KEYRING_JOB_RENAME || job->kind == PROPUS_KEYRING_JOB_TIDY;
}

static gboolean
try_once (PropusKeyringJob  *job,
          PropusSecretBus   *bus,
          gboolean          *opening,
          GError           **error)
{
  g_auto(PropusSecretCollection) collection = { NULL };

  *opening = TRUE;
  if (!propus_secret_bus_open (bus, error) ||
      (propus_keyring_job_needs_session (job) && !propus_secret_bus_open_session (bus, error)))
    return FALSE;

  *opening = FALSE;

  return open_collection (job, bus, &collection, error) && run_in_collection (job, bus, &collection, error);
}

/**
 * propus_keyring_job_run:
 * @job: a job
 * @bus: the bus of this thread
 * @error: return location for a %PROPUS_KEYRING_ERROR
 *
 * Does the job; blocks for as long as a prompt is open. A service that restarted, or that does not know the session, is
 * tried once more with a new one. What fails in the middle has failed, even when the service is gone afterwards.
 * The caller holds the lock whenever the job may prompt, and has put it into the job.
 *
 * Returns: %FALSE with @error set when it could not be done
 */
gboolean
propus_keyring_job_run (PropusKeyringJob  *job,
                        PropusSecretBus   *bus,
                        GError           **error)
{
  g_autoptr(GError) failure = NULL;
  gboolean opening;
  gboolean broke = FALSE;

  if (try_once (job, bus, &opening, &failure))
    return TRUE;

  if (propus_secret_bus_error_is_stale (failure))
    {
      broke = !opening;
      propus_secret_bus_close (bus);
      g_clear_error (&failure);
      if (try_once (job, bus, &opening, &failure))
        return TRUE;
    }

  propus_secret_bus_translate_error (opening, &failure);
  if (broke && failure->code == PROPUS_KEYRING_ERROR_UNAVAILABLE)
    {
      g_clear_error (&failure);
      set_error (&failure, PROPUS_KEYRING_ERROR_FAILED);
    }
  if (failure->code == PROPUS_KEYRING_ERROR_STUCK || failure->code == PROPUS_KEYRING_ERROR_UNAVAILABLE ||
      failure->code == PROPUS_KEYRING_ERROR_FAILED)
    propus_secret_bus_close (bus);
  if (forgive (job, &failure))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}
