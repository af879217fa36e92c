/* propus-key-info.c - what is known of a key without the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-info.h"

#include "propus-json.h"

/**
 * PropusKeyInfo:
 *
 * A key as the broker lists it (src/broker/propus-control.h). It has no secret and no part of one but the last four
 * characters. May be used from any thread.
 */
struct _PropusKeyInfo
{
  char     *id;
  char     *label;
  char     *origin;
  char     *last_four;
  gboolean  in_use;
};

static char *
dup_string (JsonObject *object,
            const char *member)
{
  const char *value = propus_json_get_string (object, member);

  return g_strdup (value != NULL ? value : "");
}

static PropusKeyInfo *
parse_object (JsonObject *object)
{
  PropusKeyInfo *self = g_atomic_rc_box_new0 (PropusKeyInfo);

  self->id = dup_string (object, "id");
  self->label = dup_string (object, "label");
  self->origin = dup_string (object, "origin");
  self->last_four = dup_string (object, "lastFour");
  self->in_use = propus_json_get_boolean (object, "inUse", FALSE);

  return self;
}

/**
 * propus_key_info_parse:
 * @reply: (nullable): the broker's reply to `POST /propus/v1/keys`
 *
 * Returns: (transfer full) (nullable): the key; %NULL when @reply is none
 */
PropusKeyInfo *
propus_key_info_parse (JsonNode *reply)
{
  JsonObject *object = reply != NULL ? propus_json_node_object (reply) : NULL;

  return object != NULL ? parse_object (object) : NULL;
}

/**
 * propus_key_info_parse_list:
 * @reply: (nullable): the broker's reply to `GET /propus/v1/keys`
 *
 * Returns: (transfer full) (element-type PropusKeyInfo): the keys; empty when there are none
 */
GPtrArray *
propus_key_info_parse_list (JsonNode *reply)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_key_info_unref);
  JsonObject *root = reply != NULL ? propus_json_node_object (reply) : NULL;
  JsonArray *keys = root != NULL ? propus_json_get_array (root, "keys") : NULL;

  for (guint i = 0; keys != NULL && i < json_array_get_length (keys); i++)
    {
      JsonObject *object = propus_json_array_object (keys, i);

      if (object != NULL)
        g_ptr_array_add (list, parse_object (object));
    }

  return list;
}

/**
 * propus_key_info_ref:
 *
 * Returns: (transfer full): @self
 */
PropusKeyInfo *
propus_key_info_ref (PropusKeyInfo *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PropusKeyInfo *self = data;

  g_free (self->id);
  g_free (self->label);
  g_free (self->origin);
  g_free (self->last_four);
}

/**
 * propus_key_info_unref:
 */
void
propus_key_info_unref (PropusKeyInfo *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * propus_key_info_get_id:
 *
 * Returns: (transfer none): random id of the keyring item; empty for a key of this session
 */
const char *
propus_key_info_get_id (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->id;
}

/**
 * propus_key_info_get_label:
 *
 * Returns: (transfer none): what the person calls it
 */
const char *
propus_key_info_get_label (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->label;
}

/**
 * propus_key_info_get_origin:
 *
 * Returns: (transfer none): the only server that it goes to, as scheme, host and port
 */
const char *
propus_key_info_get_origin (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->origin;
}

/**
 * propus_key_info_get_last_four:
 *
 * Returns: (transfer none): its last four characters; empty when they are not known
 */
const char *
propus_key_info_get_last_four (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->last_four;
}

/**
 * propus_key_info_is_in_use:
 *
 * Returns: whether requests go out with it
 */
gboolean
propus_key_info_is_in_use (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->in_use;
}

/**
 * propus_key_info_dup_tested_model:
 * @reply: (nullable): the broker's reply to `POST /propus/v1/keys/ID/test`
 *
 * Returns: (transfer full) (nullable): the model that answered
 */
char *
propus_key_info_dup_tested_model (JsonNode *reply)
{
  JsonObject *object = reply != NULL ? propus_json_node_object (reply) : NULL;

  return object != NULL ? g_strdup (propus_json_get_string (object, "model")) : NULL;
}
