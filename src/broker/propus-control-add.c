/* propus-control-add.c - a new key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-control-call.h"

#include <glib/gi18n.h>
#include <string.h>

#include "propus-json.h"
#include "propus-key-prompt.h"
#include "propus-limits.h"

typedef struct
{
  PropusControlCall *call;
  SecretValue       *key;
  char              *label;
} Add;

static void
add_free (Add *add)
{
  propus_control_call_unref (add->call);
  g_clear_pointer (&add->key, secret_value_unref);
  g_free (add->label);
  g_free (add);
}

static void
reply (Add        *add,
       const char *id)
{
  JsonObject *object = json_object_new ();
  char last_four[5];

  propus_api_key_get_last_four (add->key, last_four);
  if (id != NULL)
    json_object_set_string_member (object, "id", id);
  else
    json_object_set_null_member (object, "id");
  json_object_set_string_member (object, "label", add->label);
  json_object_set_string_member (object, "lastFour", last_four);
  json_object_set_string_member (object, "hint", propus_control_hint_to_string (propus_api_key_get_hint (add->key)));
  propus_control_call_reply (add->call, object);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Add *add = user_data;
  PropusKeySource *keys = add->call->keys;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = propus_keyring_store_finish (PROPUS_KEYRING (source), result, &error);

  if (id == NULL)
    {
      propus_control_call_fail (add->call, error);
    }
  else
    {
      /* The new key is the one to use: neither an older choice nor a key for this session comes before it. */
      propus_key_source_choose (keys, id);
      propus_key_source_set_session_key (keys, NULL);
      /* A key that takes another's place without a name of its own takes the name, too. */
      g_free (add->label);
      add->label = g_strdup (propus_keyring_store_get_label (PROPUS_KEYRING (source), result));
      propus_key_source_note_stored (keys, id, add->label, add->key);
      reply (add, id);
    }

  add_free (add);
}

static void
got_key (Add *add)
{
  PropusKeySource *keys = add->call->keys;
  JsonObject *object = add->call->object;

  propus_key_source_mark_used (keys);
  if (propus_json_get_boolean (object, "store", TRUE))
    {
      propus_keyring_store_async (propus_key_source_get_keyring (keys), propus_key_source_get_origin (keys),
                                  propus_json_get_string (object, "label") != NULL ? add->label : NULL,
                                  propus_json_get_string (object, "replace"), add->key, stored_cb, add);
      return;
    }

  propus_key_source_set_session_key (keys, add->key);
  reply (add, NULL);
  add_free (add);
}

static void
got_key_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Add *add = user_data;
  g_autoptr(GError) error = NULL;

  add->key = propus_key_prompt_finish (result, &error);
  if (add->key == NULL)
    {
      propus_control_call_fail (add->call, error);
      add_free (add);
      return;
    }

  got_key (add);
}

static char *
make_label (const char *wanted)
{
  g_autofree char *clean = NULL;

  if (wanted == NULL)
    return g_strdup (_("Gemini API key (Propus)"));

  clean = g_strdelimit (g_strstrip (g_strdup (wanted)), "\r\n\t", ' ');
  if (*clean == '\0')
    return g_strdup (_("Gemini API key (Propus)"));
  if (strlen (clean) > PROPUS_LIMIT_LABEL_BYTES)
    {
      const char *end = g_utf8_find_prev_char (clean, clean + PROPUS_LIMIT_LABEL_BYTES + 1);

      return g_strndup (clean, end != NULL ? (gsize) (end - clean) : 0);
    }

  return g_steal_pointer (&clean);
}

/* The environment's key that a request names; NULL for any other request, and for a variable that holds none. */
static SecretValue *
find_environment_key (PropusControlCall *call,
                      const char        *from,
                      gboolean          *named)
{
  PropusEnvironmentKeys *environment = propus_key_source_get_environment (call->keys);

  *named = FALSE;
  for (guint i = 0; i < PROPUS_ENVIRONMENT_N_VARIABLES; i++)
    if (g_strcmp0 (from, propus_environment_keys_get_id (i)) == 0)
      {
        *named = TRUE;
        return propus_environment_keys_get (environment, i);
      }

  return NULL;
}

static void
add_from_environment (PropusControlCall *call,
                      SecretValue       *key)
{
  Add *add;

  if (key == NULL)
    {
      propus_control_call_fail_literal (call, PROPUS_FAULT_NOT_FOUND, _("The environment holds no such key."));
      return;
    }

  add = g_new0 (Add, 1);
  add->call = propus_control_call_ref (call);
  add->label = make_label (propus_json_get_string (call->object, "label"));
  add->key = secret_value_ref (key);
  got_key (add);
}

static void
take_key (PropusControlCall *call)
{
  const char *from = propus_json_get_string (call->object, "from");
  gboolean store = propus_json_get_boolean (call->object, "store", TRUE);
  gboolean from_environment;
  SecretValue *environment_key = find_environment_key (call, from, &from_environment);
  Add *add;
  int fd;

  if (from_environment)
    {
      add_from_environment (call, environment_key);
      return;
    }
  add = g_new0 (Add, 1);
  add->call = propus_control_call_ref (call);
  add->label = make_label (propus_json_get_string (call->object, "label"));

  if (g_str_equal (from, "entry"))
    {
      propus_key_prompt_ask_async (propus_key_source_get_origin (call->keys),
                                   propus_json_get_string (call->object, "parent"),
                                   propus_json_get_string (call->object, "replace") != NULL, store,
                                   store ? propus_keyring_get_provider (propus_key_source_get_keyring (call->keys)) : NULL,
                                   call->cancellable, got_key_cb, add);
      return;
    }

  fd = *call->input_fd;
  *call->input_fd = -1;
  propus_key_prompt_read_async (fd, call->cancellable, got_key_cb, add);
}

static gboolean
is_understood (PropusControlCall *call)
{
  const char *from = propus_json_get_string (call->object, "from");
  gboolean from_environment;

  find_environment_key (call, from, &from_environment);

  return from_environment || g_strcmp0 (from, "entry") == 0 ||
         (g_strcmp0 (from, "input") == 0 && *call->input_fd >= 0);
}

/* The input may have been read by another request while the keyring was looked at. */
static void
begin (PropusControlCall *call)
{
  if (is_understood (call))
    take_key (call);
  else
    propus_control_call_fail_literal (call, PROPUS_FAULT_INVALID, _("There is nothing to read a key from."));
}

/* POST keys */
void
propus_control_add (PropusControlCall *call)
{
  gboolean store = propus_json_get_boolean (call->object, "store", TRUE);

  if (*propus_key_source_get_origin (call->keys) == '\0' ||
      (store && propus_key_source_get_keyring (call->keys) == NULL))
    propus_control_call_fail_literal (call, PROPUS_FAULT_NOT_ALLOWED, _("Keys cannot be stored here."));
  else if (store && is_understood (call))
    propus_control_when_storable (call, begin);
  else
    begin (call);
}
