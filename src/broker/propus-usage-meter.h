/* propus-usage-meter.h - what one request costs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-spend-guard.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_USAGE_METER (propus_usage_meter_get_type ())
G_DECLARE_FINAL_TYPE (PropusUsageMeter, propus_usage_meter, PROPUS, USAGE_METER, GObject)

PropusUsageMeter *propus_usage_meter_new          (PropusSpendGuard     *guard,
                                                   const char           *method,
                                                   const char           *path,
                                                   gint64                body_bytes);
void              propus_usage_meter_set_holder   (PropusUsageMeter     *self,
                                                   PropusHolder         *holder);
void              propus_usage_meter_start_async  (PropusUsageMeter     *self,
                                                   const char           *program,
                                                   const char           *key_id,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
PropusRpcStatus  *propus_usage_meter_start_finish (PropusUsageMeter     *self,
                                                   GAsyncResult         *result);
void              propus_usage_meter_sent         (PropusUsageMeter     *self);
void              propus_usage_meter_begin        (PropusUsageMeter     *self,
                                                   guint                 status,
                                                   gint64                length);
void              propus_usage_meter_push         (PropusUsageMeter     *self,
                                                   GBytes               *bytes);
void              propus_usage_meter_finish       (PropusUsageMeter     *self,
                                                   gboolean              whole);
void              propus_usage_meter_fail         (PropusUsageMeter     *self,
                                                   const GError         *error);

G_END_DECLS
