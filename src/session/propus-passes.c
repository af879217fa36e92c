/* propus-passes.c - passes of programs: made, changed and revoked through the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-passes.h"

#define PASSES_PATH "/propus/v1/passes"

/**
 * propus_passes_list_async:
 * @broker: who keeps them
 */
void
propus_passes_list_async (PropusBrokerProcess *broker,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  propus_keys_act_async (broker, "GET", PASSES_PATH, NULL, callback, user_data);
}

/**
 * propus_passes_list_finish:
 * @failure: (out) (optional) (transfer full): why there is no answer
 *
 * Returns: (transfer full) (nullable) (element-type PropusPassInfo): the passes
 */
GPtrArray *
propus_passes_list_finish (PropusBrokerProcess  *broker,
                           GAsyncResult         *result,
                           PropusFailure       **failure)
{
  g_autoptr(JsonNode) node = propus_keys_act_finish (broker, result, failure);
  GPtrArray *passes = node != NULL ? propus_pass_info_parse_list (node) : NULL;

  if (node != NULL && passes == NULL && failure != NULL)
    *failure = propus_failure_new (PROPUS_FAILURE_BROKER, NULL);

  return passes;
}

/**
 * propus_passes_make_async:
 * @broker: who keeps them
 * @terms: (transfer none): what the new one is for; whether it is paused does not count
 */
void
propus_passes_make_async (PropusBrokerProcess   *broker,
                          const PropusPassTerms *terms,
                          GAsyncReadyCallback    callback,
                          gpointer               user_data)
{
  g_autoptr(JsonNode) body = propus_pass_terms_to_node (terms, PROPUS_PASS_FIELDS_OF_NEW);

  propus_keys_act_async (broker, "POST", PASSES_PATH, body, callback, user_data);
}

/**
 * propus_passes_change_async:
 * @broker: who keeps them
 * @id: of a pass
 * @terms: (transfer none): what is to hold
 * @fields: which of @terms are said, of #PropusPassField
 */
void
propus_passes_change_async (PropusBrokerProcess   *broker,
                            const char            *id,
                            const PropusPassTerms *terms,
                            guint                  fields,
                            GAsyncReadyCallback    callback,
                            gpointer               user_data)
{
  g_autoptr(JsonNode) body = propus_pass_terms_to_node (terms, fields);
  g_autofree char *path = g_strconcat (PASSES_PATH "/", id, NULL);

  propus_keys_act_async (broker, "PATCH", path, body, callback, user_data);
}

/**
 * propus_passes_renew_async:
 * @broker: who keeps them
 * @id: of a pass that is to have another token
 */
void
propus_passes_renew_async (PropusBrokerProcess *broker,
                           const char          *id,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autofree char *path = g_strconcat (PASSES_PATH "/", id, "/token", NULL);

  propus_keys_act_async (broker, "POST", path, NULL, callback, user_data);
}

/**
 * propus_passes_one_finish:
 * @failure: (out) (optional) (transfer full): why it was not done
 *
 * Returns: (transfer full) (nullable): the pass as it is now, with its token if that is new
 */
PropusPassInfo *
propus_passes_one_finish (PropusBrokerProcess  *broker,
                          GAsyncResult         *result,
                          PropusFailure       **failure)
{
  g_autoptr(JsonNode) node = propus_keys_act_finish (broker, result, failure);
  PropusPassInfo *pass = node != NULL ? propus_pass_info_parse (node) : NULL;

  if (node != NULL && pass == NULL && failure != NULL)
    *failure = propus_failure_new (PROPUS_FAILURE_BROKER, NULL);

  return pass;
}

/**
 * propus_passes_revoke_async:
 * @broker: who keeps them
 * @id: of a pass that is to be worth nothing at once
 */
void
propus_passes_revoke_async (PropusBrokerProcess *broker,
                            const char          *id,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autofree char *path = g_strconcat (PASSES_PATH "/", id, NULL);

  propus_keys_act_async (broker, "DELETE", path, NULL, callback, user_data);
}

/**
 * propus_passes_revoke_finish:
 * @failure: (out) (optional) (transfer full): why it was not done
 *
 * Returns: whether it is revoked
 */
gboolean
propus_passes_revoke_finish (PropusBrokerProcess  *broker,
                             GAsyncResult         *result,
                             PropusFailure       **failure)
{
  g_autoptr(JsonNode) node = propus_keys_act_finish (broker, result, failure);

  return node != NULL;
}
