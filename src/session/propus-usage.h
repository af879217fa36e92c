/* propus-usage.h - what was used and how much may be, through the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-keys.h"
#include "propus-usage-info.h"

G_BEGIN_DECLS

/* Asynchronous calls on /propus/v1/usage…; GTask with source object @broker. All finish functions: NULL or FALSE with
 * *failure set. */

void               propus_usage_report_async        (PropusBrokerProcess *broker, const char *by, const char *from, const char *to, GAsyncReadyCallback callback, gpointer user_data);
PropusUsageReport *propus_usage_report_finish       (PropusBrokerProcess *broker, GAsyncResult *result, PropusFailure **failure);
void               propus_usage_limits_async        (PropusBrokerProcess *broker, GAsyncReadyCallback callback, gpointer user_data);
void               propus_usage_set_limits_async    (PropusBrokerProcess *broker, const PropusUsageLimits *limits, GAsyncReadyCallback callback, gpointer user_data);
gboolean           propus_usage_limits_finish       (PropusBrokerProcess *broker, GAsyncResult *result, PropusUsageLimits *limits, PropusFailure **failure);
/* Soft limits are passed for today, and what ran away may go on. */
void               propus_usage_acknowledge_async   (PropusBrokerProcess *broker, GAsyncReadyCallback callback, gpointer user_data);
gboolean           propus_usage_acknowledge_finish  (PropusBrokerProcess *broker, GAsyncResult *result, PropusFailure **failure);
/* What an answer cost, by the prices of its day. */
void               propus_usage_estimate_async      (PropusBrokerProcess *broker, const char *model, const char *usage, gint64 at, GAsyncReadyCallback callback, gpointer user_data);
gint64             propus_usage_estimate_finish     (PropusBrokerProcess *broker, GAsyncResult *result);

G_END_DECLS
