/* propus-control-keys.c - listing, choosing, trying and removing keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-control-call.h"

#include <glib/gi18n.h>
#include <string.h>

#include "propus-json.h"
#include "propus-key-collect.h"
#include "propus-key-scan.h"
#include "propus-key-test.h"
#include "propus-limits.h"

static void
fail_no_such_key (PropusControlCall *call)
{
  propus_control_call_fail_literal (call, PROPUS_FAULT_NOT_FOUND, _("There is no such key in the keyring."));
}

/* --- GET keys --- */

/* Items with one id and origin are the same key to Propus; the newest comes first and is the one that is used. */
static gboolean
is_same_key (const PropusKeyringItem *a,
             const PropusKeyringItem *b)
{
  return g_strcmp0 (a->id, b->id) == 0 && g_strcmp0 (a->origin, b->origin) == 0;
}

/* How many items from @from to before @to are the key of @item. */
static guint
count_copies (GPtrArray               *items,
              const PropusKeyringItem *item,
              guint                    from,
              guint                    to)
{
  guint copies = 0;

  for (guint i = from; i < to; i++)
    copies += is_same_key (item, items->pdata[i]) ? 1 : 0;

  return copies;
}

static JsonObject *
describe_item (PropusKeySource         *keys,
               const PropusKeyringItem *item,
               gboolean                 in_use,
               guint                    copies)
{
  JsonObject *object = json_object_new ();
  PropusKeyHint hint = PROPUS_KEY_HINT_UNKNOWN;
  char last_four[5] = "";

  json_object_set_string_member (object, "id", item->id);
  json_object_set_string_member (object, "label", item->label != NULL ? item->label : "");
  json_object_set_string_member (object, "origin", item->origin != NULL ? item->origin : "");
  if (propus_key_source_describe (keys, item->id, last_four, &hint))
    json_object_set_string_member (object, "lastFour", last_four);
  else
    json_object_set_null_member (object, "lastFour");
  json_object_set_string_member (object, "hint", propus_control_hint_to_string (hint));
  json_object_set_int_member (object, "created", item->created);
  json_object_set_int_member (object, "modified", item->modified);
  json_object_set_boolean_member (object, "inUse", in_use);
  json_object_set_int_member (object, "copies", copies);
  propus_control_set_outcome (object, keys, item->id);

  return object;
}

static void
reply_list (PropusControlCall *call,
            GPtrArray         *items)
{
  const PropusKeyringItem *used;
  JsonArray *array = json_array_new ();
  JsonObject *object = json_object_new ();

  used = propus_key_source_guess (call->keys) == PROPUS_SOURCE_KEYRING ? propus_key_source_get_item (call->keys) : NULL;
  for (guint i = 0; i < items->len; i++)
    {
      const PropusKeyringItem *item = items->pdata[i];

      if (item->id != NULL && count_copies (items, item, 0, i) == 0)
        json_array_add_object_element (array, describe_item (call->keys, item, used != NULL && is_same_key (used, item),
                                                             count_copies (items, item, i, items->len)));
    }

  json_object_set_array_member (object, "keys", array);
  propus_control_call_reply (call, object);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  PropusKeySource *keys = PROPUS_KEY_SOURCE (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusKeyCollection) collection = propus_key_collect_finish (keys, result, &error);

  if (collection == NULL)
    {
      propus_control_call_fail (call, error);
      return;
    }

  propus_key_source_note_items (keys, collection->items);
  reply_list (call, collection->items);
}

static void
list_refreshed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;

  propus_key_ledger_refresh_finish (PROPUS_KEY_LEDGER (source), result);
  propus_key_collect_async (call->keys, TRUE, listed_cb, propus_control_call_ref (call));
}

void
propus_control_list (PropusControlCall *call)
{
  propus_key_ledger_refresh_async (propus_key_source_get_ledger (call->keys), list_refreshed_cb,
                                   propus_control_call_ref (call));
}

/* --- POST keys/ID/use --- */

static void
use_listed_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = propus_keyring_list_finish (PROPUS_KEYRING (source), result, &error);

  if (items == NULL)
    {
      propus_control_call_fail (call, error);
      return;
    }

  for (guint i = 0; i < items->len; i++)
    {
      const PropusKeyringItem *item = items->pdata[i];

      if (g_strcmp0 (item->id, call->id) != 0)
        continue;

      propus_key_source_choose (call->keys, call->id);
      propus_key_source_set_session_key (call->keys, NULL);
      propus_key_source_note_items (call->keys, items);
      propus_control_call_reply (call, json_object_new ());
      return;
    }

  fail_no_such_key (call);
}

void
propus_control_use (PropusControlCall *call)
{
  PropusKeyring *keyring = propus_control_require_keyring (call);

  if (keyring != NULL)
    propus_keyring_list_async (keyring, propus_key_source_get_origin (call->keys), TRUE, use_listed_cb,
                               propus_control_call_ref (call));
}

/* --- PATCH keys/ID --- */

static void
renamed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  g_autoptr(GError) error = NULL;

  if (propus_keyring_rename_finish (PROPUS_KEYRING (source), result, &error))
    propus_control_call_reply (call, json_object_new ());
  else
    propus_control_call_fail (call, error);
}

void
propus_control_rename (PropusControlCall *call)
{
  const char *label = propus_json_get_string (call->object, "label");
  PropusKeyring *keyring = propus_control_require_keyring (call);

  if (keyring == NULL)
    return;

  if (label == NULL || *label == '\0' || strlen (label) > PROPUS_LIMIT_LABEL_BYTES || strpbrk (label, "\r\n") != NULL)
    {
      propus_control_call_fail_literal (call, PROPUS_FAULT_INVALID, _("This cannot be the name of a key."));
      return;
    }

  propus_keyring_rename_async (keyring, call->id, label, renamed_cb, propus_control_call_ref (call));
}

/* --- POST keys/ID/test --- */

static void
test_key (PropusControlCall *call,
          SecretValue       *key)
{
  propus_key_source_mark_used (call->keys);
  if (!propus_exchange_is_closed (call->exchange))
    propus_key_test_start (call->exchange, call->upstream, call->keys, key, call->id,
                           propus_json_get_string (call->object, "model"));
}

static void
test_looked_up_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusKeyringItem) item = NULL;
  SecretValue *key = propus_keyring_lookup_finish (PROPUS_KEYRING (source), result, &item, &error);

  /* Without an item of this id the keyring gives the newest one, which nobody asked for. */
  if (key != NULL && (item == NULL || g_strcmp0 (item->id, call->id) != 0))
    {
      fail_no_such_key (call);
    }
  else if (key != NULL)
    {
      propus_key_source_note_key (call->keys, item, key);
      test_key (call, key);
    }
  else
    {
      propus_control_call_fail (call, error);
    }

  g_clear_pointer (&key, secret_value_unref);
}

void
propus_control_test (PropusControlCall *call)
{
  PropusEnvironmentKeys *environment = propus_key_source_get_environment (call->keys);
  PropusKeyring *keyring;
  SecretValue *key = NULL;

  if (g_str_equal (call->id, PROPUS_KEY_ID_SESSION))
    key = propus_key_source_get_session_key (call->keys);
  else if (g_str_equal (call->id, "google-env"))
    key = propus_environment_keys_get (environment, PROPUS_ENVIRONMENT_GOOGLE);
  else if (g_str_equal (call->id, "gemini-env"))
    key = propus_environment_keys_get (environment, PROPUS_ENVIRONMENT_GEMINI);

  if (key != NULL)
    {
      test_key (call, key);
      return;
    }

  keyring = propus_control_require_keyring (call);
  if (keyring != NULL)
    propus_keyring_lookup_async (keyring, propus_key_source_get_origin (call->keys), call->id, test_looked_up_cb,
                                 propus_control_call_ref (call));
}

/* --- POST unlock --- */

static void
unlocked_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  g_autoptr(GError) error = NULL;

  if (propus_keyring_unlock_finish (PROPUS_KEYRING (source), result, &error))
    propus_control_call_reply (call, json_object_new ());
  else
    propus_control_call_fail (call, error);
}

void
propus_control_unlock (PropusControlCall *call)
{
  PropusKeyring *keyring = propus_control_require_keyring (call);

  if (keyring != NULL)
    propus_keyring_unlock_async (keyring, unlocked_cb, propus_control_call_ref (call));
}

/* --- POST scan --- */

static void
reply_ranges (PropusControlCall *call,
              GPtrArray         *known,
              guint              skipped)
{
  g_autoptr(GArray) ranges = propus_key_scan (known, (const char *) call->body->data, call->body->len);
  JsonArray *array = json_array_new ();
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < ranges->len; i++)
    {
      PropusKeyRange range = g_array_index (ranges, PropusKeyRange, i);
      JsonObject *one = json_object_new ();

      json_object_set_int_member (one, "start", (gint64) range.start);
      json_object_set_int_member (one, "end", (gint64) range.end);
      json_array_add_object_element (array, one);
    }

  json_object_set_array_member (object, "ranges", array);
  json_object_set_int_member (object, "skipped", skipped);
  propus_control_call_reply (call, object);
}

static void
scan_collected_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  PropusKeySource *keys = PROPUS_KEY_SOURCE (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusKeyCollection) collection = propus_key_collect_finish (keys, result, &error);
  g_autoptr(GPtrArray) known = propus_key_source_dup_known (keys);
  guint skipped = 0;

  if (collection != NULL)
    {
      for (guint i = 0; i < collection->keys->len; i++)
        g_ptr_array_add (known, secret_value_ref (collection->keys->pdata[i]));
      skipped = collection->items->len - MIN (collection->items->len, collection->keys->len);
    }
  else if (!g_error_matches (error, PROPUS_KEYRING_ERROR, PROPUS_KEYRING_ERROR_UNAVAILABLE))
    {
      skipped = 1;   /* at least: how many it has is behind the lock */
    }

  reply_ranges (call, known, skipped);
}

void
propus_control_scan (PropusControlCall *call)
{
  PropusKeyring *keyring = propus_key_source_get_keyring (call->keys);

  propus_key_source_mark_used (call->keys);   /* the text may hold a key, and came through ordinary memory */
  /* A keyring that is busy with a question would make the scan wait for the person. */
  if (keyring == NULL || propus_keyring_is_busy (keyring))
    {
      g_autoptr(GPtrArray) known = propus_key_source_dup_known (call->keys);

      reply_ranges (call, known, keyring != NULL ? 1 : 0);
      return;
    }

  propus_key_collect_async (call->keys, FALSE, scan_collected_cb, propus_control_call_ref (call));
}
