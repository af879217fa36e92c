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
