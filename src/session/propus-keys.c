/* propus-keys.c - adding, removing, testing and choosing keys, through the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-keys.h"

/* One request to the broker's own paths, from the moment that a broker is wanted. */
typedef struct
{
  char          *method;
  char          *path;
  JsonNode      *body;       /* NULL: none */
  PropusFailure *failure;    /* of the outcome */
} KeysOp;

static void
keys_op_free (KeysOp *op)
{
  g_free (op->method);
  g_free (op->path);
  g_clear_pointer (&op->body, json_node_unref);
  g_clear_pointer (&op->failure, propus_failure_unref);
  g_free (op);
}

static void
controlled_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  KeysOp *op = g_task_get_task_data (task);
  JsonNode *node = propus_client_control_finish (PROPUS_CLIENT (object), result, &op->failure);

  g_task_return_pointer (task, node, (GDestroyNotify) json_node_unref);
}

static void
ensured_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  KeysOp *op = g_task_get_task_data (task);
  g_autoptr(PropusClient) client = NULL;

  client = propus_broker_process_ensure_finish (PROPUS_BROKER_PROCESS (object), result, &op->failure);
  if (client == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    propus_client_control_async (client, op->method, op->path, op->body, NULL, controlled_cb, g_steal_pointer (&task));
}

/**
 * propus_keys_act_async:
 * @broker: where the keys are
 * @method: "GET", "POST", "DELETE" or "PATCH"
 * @path: below `/propus/v1/`, as propus-control.h lists them
 * @body: (nullable) (transfer none): the request's JSON
 *
 * Any request to the broker's own paths. There is no cancellable: what the keyring has begun is not cancelled.
 */
void
propus_keys_act_async (PropusBrokerProcess *broker,
                       const char          *method,
                       const char          *path,
                       JsonNode            *body,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  KeysOp *op;

  g_return_if_fail (PROPUS_IS_BROKER_PROCESS (broker));
  g_return_if_fail (method != NULL && path != NULL);

  op = g_new0 (KeysOp, 1);
  op->method = g_strdup (method);
  op->path = g_strdup (path);
  op->body = body != NULL ? json_node_ref (body) : NULL;

  task = g_task_new (broker, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_keys_act_async);
  g_task_set_task_data (task, op, (GDestroyNotify) keys_op_free);
  propus_broker_process_ensure_async (broker, ensured_cb, g_steal_pointer (&task));
}

/**
 * propus_keys_act_finish:
 * @failure: (out) (optional) (transfer full): why not
 *
 * Returns: (transfer full) (nullable): the reply
 */
JsonNode *
propus_keys_act_finish (PropusBrokerProcess  *broker,
                        GAsyncResult         *result,
                        PropusFailure       **failure)
{
  KeysOp *op;
  JsonNode *node;

  g_return_val_if_fail (g_task_is_valid (result, broker), NULL);

  op = g_task_get_task_data (G_TASK (result));
  node = g_task_propagate_pointer (G_TASK (result), NULL);
  if (node == NULL && failure != NULL)
    *failure = g_steal_pointer (&op->failure);

  return node;
}

/**
 * propus_keys_list_async:
 *
 * Asks for the stored keys; the keyring may ask to be unlocked.
 */
void
propus_keys_list_async (PropusBrokerProcess *broker,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  propus_keys_act_async (broker, "GET", "/propus/v1/keys", NULL, callback, user_data);
}

/**
 * propus_keys_list_finish:
 *
 * Returns: (transfer full) (nullable) (element-type PropusKeyInfo): the stored keys
 */
GPtrArray *
propus_keys_list_finish (PropusBrokerProcess  *broker,
                         GAsyncResult         *result,
                         PropusFailure       **failure)
{
  g_autoptr(JsonNode) node = propus_keys_act_finish (broker, result, failure);

  return node != NULL ? propus_key_info_parse_list (node) : NULL;
}

/**
 * propus_keys_add_finish:
 *
 * Of propus_keys_act_async() with a key to add.
 *
 * Returns: (transfer full) (nullable): the new key
 */
PropusKeyInfo *
propus_keys_add_finish (PropusBrokerProcess  *broker,
                        GAsyncResult         *result,
                        PropusFailure       **failure)
{
  g_autoptr(JsonNode) node = propus_keys_act_finish (broker, result, failure);
  PropusKeyInfo *key = node != NULL ? propus_key_info_parse (node) : NULL;

  if (node != NULL && key == NULL && failure != NULL)
    *failure = propus_failure_new (PROPUS_FAILURE_BROKER, NULL);

  return key;
}
