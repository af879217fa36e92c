/* propus-spend-guard.h - lets a request up, or not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "propus-key-ledger.h"
#include "propus-rpc-status.h"
#include "propus-spend-rows.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SPEND_GUARD (propus_spend_guard_get_type ())
G_DECLARE_FINAL_TYPE (PropusSpendGuard, propus_spend_guard, PROPUS, SPEND_GUARD, GObject)

/* Runs in the ledger's thread; returns (transfer full) (nullable) what it found, or NULL with the error set. */
typedef JsonObject *(*PropusUsageQuery) (PropusUsageFile  *file,
                                         JsonObject       *question,
                                         GError          **error);

PropusSpendGuard *propus_spend_guard_new             (PropusKeyLedger        *ledger,
                                                      const char             *prices_path);
gboolean          propus_spend_guard_is_kept         (PropusSpendGuard       *self);
void              propus_spend_guard_reserve_async   (PropusSpendGuard       *self,
                                                      PropusSpendRequest     *request,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data);
gint64            propus_spend_guard_reserve_finish  (PropusSpendGuard       *self,
                                                      GAsyncResult           *result,
                                                      PropusRpcStatus       **refusal);
void              propus_spend_guard_settle          (PropusSpendGuard       *self,
                                                      PropusSpendSettlement  *settlement);
void              propus_spend_guard_query_async     (PropusSpendGuard       *self,
                                                      PropusUsageQuery        query,
                                                      JsonObject             *question,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data);
JsonObject       *propus_spend_guard_query_finish    (PropusSpendGuard       *self,
                                                      GAsyncResult           *result,
                                                      GError                **error);
void              propus_spend_guard_price_async     (PropusSpendGuard       *self,
                                                      const char             *model,
                                                      int                     day,
                                                      const PropusUsageCount *count,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data);
gint64            propus_spend_guard_price_finish    (PropusSpendGuard       *self,
                                                      GAsyncResult           *result);
void              propus_spend_guard_list_prices_async  (PropusSpendGuard    *self,
                                                         int                  day,
                                                         GAsyncReadyCallback  callback,
                                                         gpointer             user_data);
JsonArray        *propus_spend_guard_list_prices_finish (PropusSpendGuard    *self,
                                                         GAsyncResult        *result);
JsonObject       *propus_spend_guard_describe        (PropusSpendGuard       *self);

G_END_DECLS
