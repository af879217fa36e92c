/* propus-control-remove.c - removing keys, putting them back, and clearing up copies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-control-call.h"

#include <glib/gi18n.h>

static gboolean
wants_undo (PropusControlCall *call)
{
  GUri *uri = soup_server_message_get_uri (propus_exchange_get_message (call->exchange));

  return g_strcmp0 (g_uri_get_query (uri), "undo=1") == 0;
}

static PropusRemovedKey *
new_removed (SecretValue       *key,
             PropusKeyringItem *item,
             gboolean           was_chosen)
{
  PropusRemovedKey *removed = g_new0 (PropusRemovedKey, 1);

  removed->key = secret_value_ref (key);
  removed->item = item;
  removed->was_chosen = was_chosen;

  return removed;
}

/* --- DELETE keys/ID --- */

static void
remove_session_key (PropusControlCall *call)
{
  SecretValue *key = propus_key_source_get_session_key (call->keys);

  propus_key_undo_forget (propus_key_source_get_undo (call->keys), PROPUS_KEY_ID_SESSION);
  if (key != NULL && wants_undo (call))
    propus_key_undo_keep (propus_key_source_get_undo (call->keys), PROPUS_KEY_ID_SESSION,
                          new_removed (key, NULL, FALSE));

  propus_key_source_set_session_key (call->keys, NULL);
  propus_control_call_reply (call, json_object_new ());
}

static void
taken_out_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusKeyringItem) item = NULL;
  g_autofree char *chosen = propus_key_source_dup_chosen (call->keys);
  gboolean was_chosen = g_strcmp0 (chosen, call->id) == 0;
  SecretValue *key = NULL;

  if (!propus_keyring_take_out_finish (PROPUS_KEYRING (source), result, &key, &item, &error))
    {
      propus_control_call_fail (call, error);
      return;
    }

  propus_key_source_mark_used (call->keys);
  propus_key_source_choose (call->keys, was_chosen ? NULL : chosen);
  if (key != NULL)
    propus_key_undo_keep (propus_key_source_get_undo (call->keys), call->id,
                          new_removed (key, g_steal_pointer (&item), was_chosen));
  else
    propus_key_ledger_forget (propus_key_source_get_ledger (call->keys), call->id);
  g_clear_pointer (&key, secret_value_unref);
  propus_control_call_reply (call, json_object_new ());
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *chosen = propus_key_source_dup_chosen (call->keys);

  if (!propus_keyring_remove_finish (PROPUS_KEYRING (source), result, &error))
    {
      propus_control_call_fail (call, error);
      return;
    }

  propus_key_source_choose (call->keys, g_strcmp0 (chosen, call->id) == 0 ? NULL : chosen);
  propus_key_ledger_forget (propus_key_source_get_ledger (call->keys), call->id);
  propus_control_call_reply (call, json_object_new ());
}

void
propus_control_remove (PropusControlCall *call)
{
  PropusKeyring *keyring;

  if (g_str_equal (call->id, PROPUS_KEY_ID_SESSION))
    {
      remove_session_key (call);
      return;
    }

  keyring = propus_control_require_keyring (call);
  if (keyring == NULL)
    return;

  if (wants_undo (call))
    propus_keyring_take_out_async (keyring, call->id, taken_out_cb, propus_control_call_ref (call));
  else
    propus_keyring_remove_async (keyring, call->id, removed_cb, propus_control_call_ref (call));
}

/* --- POST keys/ID/restore --- */

typedef struct
{
  PropusControlCall *call;
  PropusRemovedKey  *removed;
} Restore;

static void
restored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Restore *restore = user_data;
  g_autoptr(PropusControlCall) call = restore->call;
  g_autoptr(PropusRemovedKey) removed = restore->removed;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = propus_keyring_store_finish (PROPUS_KEYRING (source), result, &error);

  g_free (restore);
  if (id == NULL)
    {
      /* It can be tried again. */
      propus_key_undo_keep (propus_key_source_get_undo (call->keys), call->id, g_steal_pointer (&removed));
      propus_control_call_fail (call, error);
      return;
    }

  propus_key_source_note_key (call->keys, removed->item, removed->key);
  if (removed->was_chosen)
    {
      propus_key_source_choose (call->keys, id);
      propus_key_source_note_stored (call->keys, id, removed->item->label, removed->key);
    }
  propus_control_call_reply (call, json_object_new ());
}

void
propus_control_restore (PropusControlCall *call)
{
  g_autoptr(PropusRemovedKey) removed = propus_key_undo_take (propus_key_source_get_undo (call->keys), call->id);
  PropusKeyring *keyring = propus_key_source_get_keyring (call->keys);
  Restore *restore;

  if (removed == NULL)
    {
      propus_control_call_fail_literal (call, PROPUS_FAULT_NOT_FOUND,
                                        _("The key cannot be put back any more. Enter it again."));
      return;
    }

  if (removed->item == NULL)
    {
      propus_key_source_set_session_key (call->keys, removed->key);
      propus_control_call_reply (call, json_object_new ());
      return;
    }

  g_assert (keyring != NULL);
  restore = g_new0 (Restore, 1);
  restore->call = propus_control_call_ref (call);
  restore->removed = g_steal_pointer (&removed);
  propus_keyring_restore_async (keyring, restore->removed->item, restore->removed->key, restored_cb, restore);
}

/* --- POST keys/ID/forget --- */

void
propus_control_forget (PropusControlCall *call)
{
  propus_key_undo_forget (propus_key_source_get_undo (call->keys), call->id);
  propus_control_call_reply (call, json_object_new ());
}

/* --- POST keys/ID/tidy --- */

static void
tidied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  g_autoptr(GError) error = NULL;
  int removed = propus_keyring_tidy_finish (PROPUS_KEYRING (source), result, &error);
  JsonObject *object;

  if (removed < 0)
    {
      propus_control_call_fail (call, error);
      return;
    }

  object = json_object_new ();
  json_object_set_int_member (object, "removed", removed);
  propus_control_call_reply (call, object);
}

void
propus_control_tidy (PropusControlCall *call)
{
  PropusKeyring *keyring = propus_control_require_keyring (call);

  if (keyring != NULL)
    propus_keyring_tidy_async (keyring, call->id, tidied_cb, propus_control_call_ref (call));
}
