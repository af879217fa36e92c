/* propus-control-find.c - keys that lie in files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-control-call.h"

#include <glib/gi18n.h>
#include <string.h>

#include "propus-finder-change.h"
#include "propus-finder-search.h"
#include "propus-json.h"
#include "propus-key-collect.h"
#include "propus-limits.h"

#define MOST_FOLDERS 32

/* A search, until it is known which of its finds the keyring has. */
typedef struct
{
  PropusControlCall  *call;
  PropusFinderResult *result;    /* NULL once it was answered */
  guint               patience;  /* of a keyring that does not answer, 0: none is left */
} Find;

/* A move: the change to the file is known first, then the key is stored, then the file is written. */
typedef struct
{
  PropusControlCall  *call;
  PropusFinderChange *change;
  SecretValue        *key;
  char               *id;       /* once the keyring has it */
  char               *label;
} Move;

static void
find_free (Find *find)
{
  g_clear_handle_id (&find->patience, g_source_remove);
  propus_control_call_unref (find->call);
  g_clear_pointer (&find->result, propus_finder_result_free);
  g_free (find);
}

static void
move_free (Move *move)
{
  propus_control_call_unref (move->call);
  g_clear_object (&move->change);
  g_clear_pointer (&move->key, secret_value_unref);
  g_free (move->id);
  g_free (move->label);
  g_free (move);
}

/* Takes as long for a key that differs in its first character as for one that differs in its last. */
static gboolean
keys_equal (SecretValue *a,
            const char  *b,
            gsize        b_length)
{
  gsize a_length;
  const char *text = secret_value_get (a, &a_length);
  guchar difference = 0;

  if (a_length != b_length)
    return FALSE;
  for (gsize i = 0; i < a_length; i++)
    difference |= (guchar) (text[i] ^ b[i]);

  return difference == 0;
}

static PropusKeyHint
get_hint (PropusFinderKey *key)
{
  gsize length;
  const char *text = propus_finder_key_get (key, &length);
  PropusKeyHint hint;
  SecretValue *value = propus_api_key_new (text, length, NULL);

  if (value == NULL)
    return PROPUS_KEY_HINT_UNKNOWN;

  hint = propus_api_key_get_hint (value);
  secret_value_unref (value);

  return hint;
}

/* --- POST find --- */

static gboolean
is_stored (const PropusFinderFind    *find,
           const PropusKeyCollection *stored)
{
  gsize length;
  const char *key = propus_finder_key_get (find->key, &length);
  gboolean found = FALSE;

  for (guint i = 0; stored != NULL && i < stored->keys->len; i++)
    found = keys_equal (stored->keys->pdata[i], key, length) || found;

  return found;
}

static JsonObject *
describe_find (const PropusFinderFind    *find,
               const PropusKeyCollection *stored)
{
  JsonObject *object = json_object_new ();
  g_autofree char *file = g_utf8_make_valid (find->file, -1);
  const char *obstacle = propus_finder_obstacle_to_string (find->obstacle);
  char last_four[5];

  propus_finder_key_get_last_four (find->key, last_four);
  json_object_set_string_member (object, "file", file);
  json_object_set_int_member (object, "line", find->line);
  json_object_set_string_member (object, "program", find->program);
  json_object_set_string_member (object, "kind", propus_finder_kind_to_string (find->kind));
  if (find->name != NULL)
    json_object_set_string_member (object, "name", find->name);
  else
    json_object_set_null_member (object, "name");
  json_object_set_string_member (object, "lastFour", last_four);
  json_object_set_string_member (object, "hint", propus_control_hint_to_string (get_hint (find->key)));
  json_object_set_boolean_member (object, "movable", find->obstacle == PROPUS_FINDER_MOVABLE);
  if (obstacle != NULL)
    json_object_set_string_member (object, "obstacle", obstacle);
  json_object_set_boolean_member (object, "stored", is_stored (find, stored));

  return object;
}

static JsonObject *
describe_skip (const PropusFinderSkip *skip)
{
  JsonObject *object = json_object_new ();
  g_autofree char *file = g_utf8_make_valid (skip->file, -1);

  json_object_set_string_member (object, "file", file);
  json_object_set_string_member (object, "reason", skip->reason);
  json_object_set_string_member (object, "detail", skip->detail != NULL ? skip->detail : "");

  return object;
}

/* Answers, and wipes the keys. @stored is NULL when it is not known what the keyring has. */
static void
reply_find (Find                      *find,
            const PropusKeyCollection *stored)
{
  JsonObject *object = json_object_new ();
  JsonArray *finds = json_array_new ();
  JsonArray *skipped = json_array_new ();

  for (guint i = 0; i < find->result->finds->len; i++)
    json_array_add_object_element (finds, describe_find (find->result->finds->pdata[i], stored));
  for (guint i = 0; i < find->result->skips->len; i++)
    json_array_add_object_element (skipped, describe_skip (find->result->skips->pdata[i]));
  json_object_set_array_member (object, "finds", finds);
  json_object_set_array_member (object, "skipped", skipped);
  propus_control_call_reply (find->call, object);

  g_clear_pointer (&find->result, propus_finder_result_free);
}

static gboolean
patience_cb (gpointer user_data)
{
  Find *find = user_data;

  find->patience = 0;
  reply_find (find, NULL);

  return G_SOURCE_REMOVE;
}

static void
collected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Find *find = user_data;
  g_autoptr(PropusKeyCollection) stored = propus_key_collect_finish (PROPUS_KEY_SOURCE (source), result, NULL);

  if (find->result != NULL)
    reply_find (find, stored);

  find_free (find);
}

static void
searched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Find *find = user_data;
  g_autoptr(GError) error = NULL;

  find->result = propus_finder_search_finish (result, &error);
  if (find->result == NULL)
    {
      propus_control_call_fail (find->call, error);
      find_free (find);
      return;
    }

  /* What only a prompt or a keyring that hangs could tell stays untold: nobody asked for a keyring here. */
  find->patience = g_timeout_add (PROPUS_FIND_STORED_MS, patience_cb, find);
  propus_key_collect_async (find->call->keys, FALSE, collected_cb, find);
}

/* The folders that a request names; NULL when it names what is none. */
static GStrv
read_folders (PropusControlCall *call)
{
  JsonArray *array = propus_json_get_array (call->object, "folders");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n > MOST_FOLDERS)
    return NULL;

  for (guint i = 0; i < n; i++)
    {
      const char *folder = propus_json_array_string (array, i);
      g_autofree char *canonical = NULL;

      if (folder == NULL || !g_path_is_absolute (folder))
        return NULL;
      canonical = g_canonicalize_filename (folder, NULL);
      g_strv_builder_add (builder, canonical);
    }

  return g_strv_builder_end (builder);
}

/* POST find */
void
propus_control_find (PropusControlCall *call)
{
  g_auto(GStrv) folders = read_folders (call);
  Find *find;

  if (folders == NULL)
    {
      propus_control_call_fail_literal (call, PROPUS_FAULT_INVALID, _("Folders are named by absolute paths."));
      return;
    }

  propus_key_source_mark_used (call->keys);   /* files and databases were read through ordinary memory */
  find = g_new0 (Find, 1);
  find->call = propus_control_call_ref (call);
  propus_finder_search_async ((const char * const *) folders, call->cancellable, searched_cb, find);
}

/* --- POST find/preview --- */

/* Begins with the find that a request means. Returns FALSE when the request does not say which. */
static gboolean
load_change (PropusControlCall   *call,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  const char *file = propus_json_get_string (call->object, "file");
  gint64 line = propus_json_get_int (call->object, "line", 0);
  const char *last_four = propus_json_get_string (call->object, "lastFour");

  if (file == NULL || line < 1 || line > G_MAXINT || last_four == NULL || strlen (last_four) != 4)
    {
      propus_control_call_fail_literal (call, PROPUS_FAULT_INVALID, _("The request does not say which key is meant."));
      return FALSE;
    }

  propus_key_source_mark_used (call->keys);
  propus_finder_change_load_async (file, (guint) line, last_four, NULL, callback, user_data);
  return TRUE;
}

static void
previewed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusFinderChange) change = propus_finder_change_load_finish (result, &error);
  JsonObject *object;

  if (change == NULL)
    {
      propus_control_call_fail (call, error);
      return;
    }

  object = json_object_new ();
  json_object_set_string_member (object, "file", propus_finder_change_get_file (change));
  if (propus_finder_change_get_target (change) != NULL)
    {
      g_autofree char *target = g_utf8_make_valid (propus_finder_change_get_target (change), -1);

      json_object_set_string_member (object, "target", target);
    }
  else
    {
      json_object_set_null_member (object, "target");
    }
  json_object_set_int_member (object, "line", propus_finder_change_get_line (change));
  json_object_set_string_member (object, "before", propus_finder_change_get_before (change));
  json_object_set_string_member (object, "after", propus_finder_change_get_after (change));
  propus_control_call_reply (call, object);
}

/* POST find/preview */
void
propus_control_find_preview (PropusControlCall *call)
{
  g_autoptr(PropusControlCall) held = propus_control_call_ref (call);

  if (load_change (call, previewed_cb, held))
    (void) g_steal_pointer (&held);
}

/* --- POST find/move --- */

static void
fail_move (Move         *move,
           const GError *error)
{
  propus_control_call_fail (move->call, error);
  move_free (move);
}

static void
applied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Move *move = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *object;

  if (!propus_finder_change_apply_finish (PROPUS_FINDER_CHANGE (source), result, &error))
    {
      gboolean changed = g_error_matches (error, PROPUS_FINDER_ERROR, PROPUS_FINDER_ERROR_CHANGED);
      g_autoptr(GError) told = NULL;

      told = g_error_new_literal (PROPUS_FINDER_ERROR, error->code,
                                  changed ? _("The key is in the keyring now, but the file has changed in the meantime and was "
                                              "left alone. Search again.")
                                          : _("The key is in the keyring now, but the file could not be written and still holds "
                                              "it. Take it out in a text editor."));
      fail_move (move, told);
      return;
    }

  object = json_object_new ();
  json_object_set_string_member (object, "id", move->id);
  json_object_set_string_member (object, "label", move->label != NULL ? move->label : "");
  propus_control_call_reply (move->call, object);
  move_free (move);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Move *move = user_data;
  PropusKeySource *keys = move->call->keys;
  g_autoptr(GError) error = NULL;

  move->id = propus_keyring_store_finish (PROPUS_KEYRING (source), result, &error);
  if (move->id == NULL)
    {
      fail_move (move, error);
      return;
    }

  move->label = g_strdup (propus_keyring_store_get_label (PROPUS_KEYRING (source), result));
  /* A key that was chosen stays so: this one came from a file, not from a wish to use it. */
  if (propus_key_source_guess (keys) != PROPUS_SOURCE_KEYRING)
    propus_key_source_choose (keys, move->id);
  propus_finder_change_apply_async (move->change, applied_cb, move);
}

static char *
make_label (const char *wanted)
{
  g_autofree char *clean = wanted != NULL ? g_strdelimit (g_strstrip (g_strdup (wanted)), "\r\n\t", ' ') : NULL;
  const char *end;

  if (clean == NULL || *clean == '\0')
    return NULL;
  if (strlen (clean) <= PROPUS_LIMIT_LABEL_BYTES)
    return g_steal_pointer (&clean);

  end = g_utf8_find_prev_char (clean, clean + PROPUS_LIMIT_LABEL_BYTES + 1);
  return g_strndup (clean, end != NULL ? (gsize) (end - clean) : 0);
}

/* The item that has this key for this server already, so that it is not stored twice. */
static const PropusKeyringItem *
find_item (const Move                *move,
           const PropusKeyCollection *stored)
{
  gsize length;
  const char *key = secret_value_get (move->key, &length);

  for (guint i = 0; i < stored->keys->len; i++)
    {
      const PropusKeyringItem *item = stored->key_items->pdata[i];

      if (keys_equal (stored->keys->pdata[i], key, length) &&
          g_strcmp0 (item->origin, propus_key_source_get_origin (move->call->keys)) == 0)
        return item;
    }

  return NULL;
}

static void
compared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Move *move = user_data;
  PropusKeySource *keys = PROPUS_KEY_SOURCE (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusKeyCollection) stored = propus_key_collect_finish (keys, result, &error);
  const PropusKeyringItem *item = stored != NULL ? find_item (move, stored) : NULL;
  g_autofree char *label = NULL;

  if (stored == NULL)
    {
      fail_move (move, error);
      return;
    }

  propus_key_source_mark_used (keys);
  if (item != NULL)
    {
      move->id = g_strdup (item->id);
      move->label = g_strdup (item->label);
      propus_finder_change_apply_async (move->change, applied_cb, move);
      return;
    }

  label = make_label (propus_json_get_string (move->call->object, "label"));
  propus_keyring_store_async (propus_key_source_get_keyring (keys), propus_key_source_get_origin (keys), label, NULL,
                              move->key, stored_cb, move);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Move *move = user_data;
  g_autoptr(GError) error = NULL;
  const char *key;
  gsize length;

  move->change = propus_finder_change_load_finish (result, &error);
  if (move->change == NULL)
    {
      fail_move (move, error);
      return;
    }

  key = propus_finder_key_get (propus_finder_change_get_key (move->change), &length);
  move->key = propus_api_key_new (key, length, NULL);
  g_assert (move->key != NULL);

  propus_key_collect_async (move->call->keys, TRUE, compared_cb, move);
}

static void
begin_move (PropusControlCall *call)
{
  Move *move = g_new0 (Move, 1);

  move->call = propus_control_call_ref (call);
  if (!load_change (call, loaded_cb, move))
    move_free (move);
}

/* POST find/move */
void
propus_control_find_move (PropusControlCall *call)
{
  if (*propus_key_source_get_origin (call->keys) == '\0')
    propus_control_call_fail_literal (call, PROPUS_FAULT_NOT_ALLOWED, _("Keys cannot be stored here."));
  else
    propus_control_when_storable (call, begin_move);
}
