/* propus-control-prices.c - what the models cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-control-call.h"
#include "propus-usage-day.h"

static void
reply_prices (PropusControlCall *call,
              PropusSpendGuard  *guard,
              JsonArray         *prices)
{
  JsonObject *answer = json_object_new ();

  json_object_set_array_member (answer, "prices", prices);
  json_object_set_object_member (answer, "state", propus_spend_guard_describe (guard));
  propus_control_call_reply (call, answer);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  PropusSpendGuard *guard = PROPUS_SPEND_GUARD (source);

  reply_prices (call, guard, propus_spend_guard_list_prices_finish (guard, result));
}

/* Practice costs nothing, so it has no prices. */
void
propus_control_prices (PropusControlCall *call)
{
  PropusSpendGuard *guard = propus_key_source_get_guard (call->keys);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  int day = propus_usage_day_of (now);

  if (propus_spend_guard_is_kept (guard))
    propus_spend_guard_list_prices_async (guard, day, listed_cb, propus_control_call_ref (call));
  else
    reply_prices (call, guard, json_array_new ());
}
