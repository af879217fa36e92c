/* propus-usage.c - what was used and how much may be, through the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage.h"

/**
 * propus_usage_report_async:
 * @broker: who counts
 * @by: "day", "model", "key" or "program"
 * @from: the first day, as 2026-11-28
 * @to: the last day
 */
void
propus_usage_report_async (PropusBrokerProcess *broker,
                           const char          *by,
                           const char          *from,
                           const char          *to,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autofree char *path = g_strdup_printf ("/propus/v1/usage?by=%s&from=%s&to=%s", by, from, to);

  propus_keys_act_async (broker, "GET", path, NULL, callback, user_data);
}

/**
 * propus_usage_report_finish:
 * @failure: (out) (optional) (transfer full): why there is no answer
 *
 * Returns: (transfer full) (nullable): the report
 */
PropusUsageReport *
propus_usage_report_finish (PropusBrokerProcess  *broker,
                            GAsyncResult         *result,
                            PropusFailure       **failure)
{
  g_autoptr(JsonNode) node = propus_keys_act_finish (broker, result, failure);
  PropusUsageReport *report = node != NULL ? propus_usage_report_parse (node) : NULL;

  if (node != NULL && report == NULL && failure != NULL)
    *failure = propus_failure_new (PROPUS_FAILURE_BROKER, NULL);

  return report;
}

/**
 * propus_usage_limits_async:
 * @broker: who counts
 */
void
propus_usage_limits_async (PropusBrokerProcess *broker,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  propus_keys_act_async (broker, "GET", "/propus/v1/usage/limits", NULL, callback, user_data);
}

/**
 * propus_usage_set_limits_async:
 * @broker: who counts
 * @limits: (transfer none): all of them
 */
void
propus_usage_set_limits_async (PropusBrokerProcess     *broker,
                               const PropusUsageLimits *limits,
                               GAsyncReadyCallback      callback,
                               gpointer                 user_data)
{
  g_autoptr(JsonNode) body = propus_usage_limits_to_node (limits);

  propus_keys_act_async (broker, "PUT", "/propus/v1/usage/limits", body, callback, user_data);
}

/**
 * propus_usage_limits_finish:
 * @limits: (out): those of all programs together, as they are now
 * @failure: (out) (optional) (transfer full): why there is no answer
 *
 * Returns: whether @limits was set
 */
gboolean
propus_usage_limits_finish (PropusBrokerProcess  *broker,
                            GAsyncResult         *result,
                            PropusUsageLimits    *limits,
                            PropusFailure       **failure)
{
  g_autoptr(JsonNode) node = propus_keys_act_finish (broker, result, failure);
  gboolean parsed = propus_usage_limits_parse (limits, node);

  if (node != NULL && !parsed && failure != NULL)
    *failure = propus_failure_new (PROPUS_FAILURE_BROKER, NULL);

  return parsed;
}

/**
 * propus_usage_acknowledge_async:
 * @broker: who counts
 */
void
propus_usage_acknowledge_async (PropusBrokerProcess *broker,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  propus_keys_act_async (broker, "POST", "/propus/v1/usage/acknowledge", NULL, callback, user_data);
}

/**
 * propus_usage_acknowledge_finish:
 * @failure: (out) (optional) (transfer full): why it was not noted
 *
 * Returns: whether it was
 */
gboolean
propus_usage_acknowledge_finish (PropusBrokerProcess  *broker,
                                 GAsyncResult         *result,
                                 PropusFailure       **failure)
{
  g_autoptr(JsonNode) node = propus_keys_act_finish (broker, result, failure);

  return node != NULL;
}

/**
 * propus_usage_estimate_async:
 * @broker: who knows prices
 * @model: the model that answered
 * @usage: its usageMetadata, as JSON
 * @at: when, Unix time in microseconds
 */
void
propus_usage_estimate_async (PropusBrokerProcess *broker,
                             const char          *model,
                             const char          *usage,
                             gint64               at,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(JsonNode) body = propus_usage_estimate_new_question (model, usage, at);

  propus_keys_act_async (broker, "POST", "/propus/v1/usage/estimate", body, callback, user_data);
}

/**
 * propus_usage_estimate_finish:
 *
 * Returns: millionths of a US dollar; -1 when they are not known
 */
gint64
propus_usage_estimate_finish (PropusBrokerProcess *broker,
                              GAsyncResult        *result)
{
  g_autoptr(JsonNode) node = propus_keys_act_finish (broker, result, NULL);

  return propus_usage_estimate_parse (node);
}
