/* propus-control-call.c - one request under /propus/v1/
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-control-call.h"

static void
closed_cb (PropusExchange *exchange,
           GCancellable   *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/**
 * propus_control_call_new:
 * @exchange: an exchange whose headers are in
 * @keys: the source of keys
 * @upstream: the API
 *
 * Returns: (transfer full): a call without a body
 */
PropusControlCall *
propus_control_call_new (PropusExchange  *exchange,
                         PropusKeySource *keys,
                         PropusUpstream  *upstream)
{
  PropusControlCall *self = g_rc_box_new0 (PropusControlCall);

  self->exchange = g_object_ref (exchange);
  self->keys = g_object_ref (keys);
  self->upstream = g_object_ref (upstream);
  self->cancellable = g_cancellable_new ();
  self->body = g_byte_array_new ();
  g_signal_connect_object (exchange, "closed", G_CALLBACK (closed_cb), self->cancellable, 0);

  return self;
}

/**
 * propus_control_call_ref:
 * @self: a call
 *
 * Returns: (transfer full): @self
 */
PropusControlCall *
propus_control_call_ref (PropusControlCall *self)
{
  return g_rc_box_acquire (self);
}

static void
call_clear (PropusControlCall *self)
{
  g_clear_object (&self->exchange);
  g_clear_object (&self->keys);
  g_clear_object (&self->upstream);
  g_clear_object (&self->passes);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->object, json_object_unref);
  g_clear_pointer (&self->id, g_free);
}

/**
 * propus_control_call_unref:
 * @self: (transfer full): a call
 */
void
propus_control_call_unref (PropusControlCall *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) call_clear);
}

/**
 * propus_control_call_reply:
 * @self: a call
 * @object: (transfer full): the answer
 *
 * Answers 200.
 */
void
propus_control_call_reply (PropusControlCall *self,
                           JsonObject        *object)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  if (!propus_exchange_is_closed (self->exchange) && !propus_exchange_has_begun (self->exchange))
    propus_exchange_reply (self->exchange, SOUP_STATUS_OK, node);
}

/**
 * propus_control_call_fail:
 * @self: a call
 * @error: what went wrong
 *
 * Answers with a failure in the API's shape.
 */
void
propus_control_call_fail (PropusControlCall *self,
                          const GError      *error)
{
  if (!propus_exchange_is_closed (self->exchange) && !propus_exchange_has_begun (self->exchange))
    propus_exchange_fail (self->exchange, error);
}

/**
 * propus_control_call_fail_literal:
 * @self: a call
 * @fault: what went wrong
 * @sentence: a sentence for the person
 *
 * Like propus_control_call_fail().
 */
void
propus_control_call_fail_literal (PropusControlCall *self,
                                  PropusFault        fault,
                                  const char        *sentence)
{
  g_autoptr(GError) error = g_error_new_literal (PROPUS_FAULT, (int) fault, sentence);

  propus_control_call_fail (self, error);
}

/**
 * propus_control_hint_to_string:
 * @hint: the kind of a key
 *
 * Returns: its name in control replies
 */
const char *
propus_control_hint_to_string (PropusKeyHint hint)
{
  switch (hint)
    {
    case PROPUS_KEY_HINT_STANDARD:
      return "standard";
    case PROPUS_KEY_HINT_AUTH:
      return "auth";
    case PROPUS_KEY_HINT_UNKNOWN:
    default:
      return "unknown";
    }
}

static JsonNode *
describe_refusal (const PropusKeyOutcome *outcome)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_int_member (object, "at", outcome->refused_at);
  json_object_set_int_member (object, "code", outcome->code);
  json_object_set_string_member (object, "status", outcome->status != NULL ? outcome->status : "");
  if (outcome->reason != NULL)
    json_object_set_string_member (object, "reason", outcome->reason);
  else
    json_object_set_null_member (object, "reason");
  json_object_set_string_member (object, "message", outcome->message != NULL ? outcome->message : "");
  json_node_take_object (node, object);

  return node;
}

/**
 * propus_control_set_outcome:
 * @object: what describes a key
 * @keys: the source of keys
 * @id: the key's id
 *
 * Adds what became of the key's last requests, as far as it is known.
 */
void
propus_control_set_outcome (JsonObject      *object,
                            PropusKeySource *keys,
                            const char      *id)
{
  const PropusKeyOutcome *outcome = propus_key_ledger_get (propus_key_source_get_ledger (keys), id);

  json_object_set_int_member (object, "lastSuccess", outcome != NULL ? outcome->last_success : 0);
  if (outcome != NULL && outcome->refused_at > 0)
    json_object_set_member (object, "lastRefusal", describe_refusal (outcome));
  else
    json_object_set_null_member (object, "lastRefusal");
}
