/* propus-session-saving.c - opening the history, and what could not be saved
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-session-private.h"

static void
purged_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!propus_store_purge_deleted_finish (PROPUS_STORE (object), result, &error))
    g_debug ("deleted chats were not purged: %s", error->message);
}

static gboolean
open_timer_cb (gpointer user_data)
{
  PropusSession *self = user_data;

  self->open_timer = 0;
  _propus_session_open_store (self);
  return G_SOURCE_REMOVE;
}

/* A newer or a damaged history stays what it is; a full disk, a lock, a folder that cannot be written may pass. */
static gboolean
may_pass (const GError *error)
{
  return error != NULL &&
         !g_error_matches (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_NEWER) &&
         !g_error_matches (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_CORRUPT);
}

static void
store_opened_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PropusSession) self = user_data;
  PropusStore *store = PROPUS_STORE (object);

  if (self->store == NULL)
    return;   /* the session has ended */

  g_clear_error (&self->store_error);
  propus_store_open_finish (store, result, &self->store_error);
  if (propus_store_is_writable (store))
    propus_store_purge_deleted_async (store, purged_cb, NULL);
  if (may_pass (self->store_error) && self->open_timer == 0)
    self->open_timer = g_timeout_add (PROPUS_STORE_RETRY_MS, open_timer_cb, self);
  _propus_session_emit_store_changed (self);
}

/* Until it can be written it is tried again and again; what there is to save waits in the recorders. */
void
_propus_session_open_store (PropusSession *self)
{
  propus_store_open_async (self->store, store_opened_cb, g_object_ref (self));
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
 * propus_session_has_unsaved:
 *
 * Returns: whether something could not be saved that would be lost if the program ended now
 */
gboolean
propus_session_has_unsaved (PropusSession *self)
{
  GHashTableIter iter;
  gpointer recorder;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), FALSE);

  g_hash_table_iter_init (&iter, self->recorders);
  while (g_hash_table_iter_next (&iter, NULL, &recorder))
    if (!propus_recorder_is_idle (recorder) &&
        (self->store_error != NULL || propus_recorder_get_error (recorder) != NULL))
      return TRUE;

  return FALSE;
}

/**
 * propus_session_save_again:
 *
 * Tries at once what could not be saved, and whether the history can be written by now: the person says that something
 * has changed. "store-changed" tells when it succeeded.
 */
void
propus_session_save_again (PropusSession *self)
{
  GHashTableIter iter;
  gpointer recorder;

  g_return_if_fail (PROPUS_IS_SESSION (self));

  if (may_pass (self->store_error))
    {
      g_clear_handle_id (&self->open_timer, g_source_remove);
      _propus_session_open_store (self);
    }
  g_hash_table_iter_init (&iter, self->recorders);
  while (g_hash_table_iter_next (&iter, NULL, &recorder))
    propus_recorder_flush (recorder);
}
