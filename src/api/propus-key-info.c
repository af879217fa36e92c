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
  char          *id;
  char          *label;
  char          *origin;
  char          *last_four;
  char          *variable;
  PropusKeyKind  kind;
  gint64         created;
  guint          copies;
  gint64         last_success;
  PropusFailure *last_refusal;      /* NULL: none is known */
  gint64         last_refusal_at;
  gboolean       in_use;
};

static char *
dup_string (JsonObject *object,
            const char *member)
{
  const char *value = propus_json_get_string (object, member);

  return g_strdup (value != NULL ? value : "");
}

static PropusKeyKind
parse_kind (const char *hint)
{
  if (g_strcmp0 (hint, "standard") == 0)
    return PROPUS_KEY_KIND_STANDARD;
  if (g_strcmp0 (hint, "auth") == 0)
    return PROPUS_KEY_KIND_AUTHORIZATION;

  return PROPUS_KEY_KIND_UNKNOWN;
}

/* What the broker remembers of the API's error, in the API's own shape again, so that it is sorted as it was then. */
static PropusFailure *
parse_refusal (JsonObject *refusal)
{
  guint code = (guint) CLAMP (propus_json_get_int (refusal, "code", 0), 0, 999);
  const char *reason = propus_json_get_string (refusal, "reason");
  g_autofree char *status_name = dup_string (refusal, "status");
  g_autofree char *message = dup_string (refusal, "message");
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(PropusRpcStatus) status = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "code");
  json_builder_add_int_value (builder, code);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, status_name);
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, message);
  if (reason != NULL)
    {
      json_builder_set_member_name (builder, "details");
      json_builder_begin_array (builder);
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "@type");
      json_builder_add_string_value (builder, "type.googleapis.com/google.rpc.ErrorInfo");
      json_builder_set_member_name (builder, "reason");
      json_builder_add_string_value (builder, reason);
      json_builder_end_object (builder);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);

  node = json_builder_get_root (builder);
  status = propus_rpc_status_parse (node);

  return status != NULL ? propus_failure_new_from_status (status) : NULL;
}

/**
 * propus_key_info_parse_object:
 * @object: one key, as propus-control.h describes it
 * @id: (nullable): the id of a key whose description has none
 *
 * Returns: (transfer full): the key; what @object does not say is empty or 0 in it
 */
PropusKeyInfo *
propus_key_info_parse_object (JsonObject *object,
                              const char *id)
{
  PropusKeyInfo *self;
  JsonObject *refusal;

  g_return_val_if_fail (object != NULL, NULL);

  self = g_atomic_rc_box_new0 (PropusKeyInfo);
  self->id = id != NULL ? g_strdup (id) : dup_string (object, "id");
  self->label = dup_string (object, "label");
  self->origin = dup_string (object, "origin");
  self->last_four = dup_string (object, "lastFour");
  self->variable = dup_string (object, "variable");
  self->kind = parse_kind (propus_json_get_string (object, "hint"));
  self->created = MAX (propus_json_get_int (object, "created", 0), 0);
  self->copies = (guint) CLAMP (propus_json_get_int (object, "copies", 1), 1, G_MAXINT);
  self->last_success = MAX (propus_json_get_int (object, "lastSuccess", 0), 0);
  self->in_use = propus_json_get_boolean (object, "inUse", FALSE);

  refusal = propus_json_get_object (object, "lastRefusal");
  if (refusal != NULL)
    {
      self->last_refusal = parse_refusal (refusal);
      self->last_refusal_at = MAX (propus_json_get_int (refusal, "at", 0), 0);
    }

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

  return object != NULL ? propus_key_info_parse_object (object, NULL) : NULL;
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
        g_ptr_array_add (list, propus_key_info_parse_object (object, NULL));
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
  g_free (self->variable);
  g_clear_pointer (&self->last_refusal, propus_failure_unref);
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
 * Returns: (transfer none): random id of the keyring item, or PROPUS_KEY_ID_SESSION and the like; may be empty in the
 *   reply to a call that added a key
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
 * propus_key_info_get_variable:
 *
 * Returns: (transfer none): name of the environment variable that it comes from; empty for all others
 */
const char *
propus_key_info_get_variable (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->variable;
}

/**
 * propus_key_info_get_kind:
 *
 * Returns: what kind of key it looks like
 */
PropusKeyKind
propus_key_info_get_kind (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, PROPUS_KEY_KIND_UNKNOWN);

  return self->kind;
}

/**
 * propus_key_info_get_created:
 *
 * Returns: when it was stored, in seconds since the Epoch; 0 when that is not known
 */
gint64
propus_key_info_get_created (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->created;
}

/**
 * propus_key_info_get_copies:
 *
 * Returns: how many items of the keyring carry its id; at least one
 */
guint
propus_key_info_get_copies (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, 1);

  return self->copies;
}

/**
 * propus_key_info_get_last_success:
 *
 * Returns: when a model answered to it last, in seconds since the Epoch; 0: never, as far as is known
 */
gint64
propus_key_info_get_last_success (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->last_success;
}

/**
 * propus_key_info_get_last_refusal:
 *
 * Returns: (transfer none) (nullable): how the API refused it last; %NULL: never, as far as is known
 */
PropusFailure *
propus_key_info_get_last_refusal (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->last_refusal;
}

/**
 * propus_key_info_get_last_refusal_at:
 *
 * Returns: when that was, in seconds since the Epoch; 0 when there was none
 */
gint64
propus_key_info_get_last_refusal_at (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->last_refusal_at;
}

/**
 * propus_key_info_is_refused:
 *
 * Returns: whether the API refused it after it had worked last
 */
gboolean
propus_key_info_is_refused (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->last_refusal != NULL && self->last_refusal_at >= self->last_success;
}

/**
 * propus_key_info_is_stored:
 *
 * Returns: whether the keyring keeps it
 */
gboolean
propus_key_info_is_stored (PropusKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return *self->id != '\0' && *self->variable == '\0' && !g_str_equal (self->id, PROPUS_KEY_ID_SESSION);
}

/**
 * propus_key_info_equal:
 * @a: (nullable): a key
 * @b: (nullable): a key
 *
 * Returns: whether the same is known of both
 */
gboolean
propus_key_info_equal (PropusKeyInfo *a,
                       PropusKeyInfo *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return g_str_equal (a->id, b->id) && g_str_equal (a->label, b->label) && g_str_equal (a->origin, b->origin) &&
         g_str_equal (a->last_four, b->last_four) && g_str_equal (a->variable, b->variable) && a->kind == b->kind &&
         a->created == b->created && a->copies == b->copies && a->last_success == b->last_success &&
         a->last_refusal_at == b->last_refusal_at && (a->last_refusal == NULL) == (b->last_refusal == NULL) &&
         (a->last_refusal == NULL ||
          propus_failure_get_kind (a->last_refusal) == propus_failure_get_kind (b->last_refusal)) &&
         a->in_use == b->in_use;
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
