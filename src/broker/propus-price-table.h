/* propus-price-table.h - what tokens cost, as far as it is known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "propus-usage-count.h"

G_BEGIN_DECLS

/* One thread only. Money is in millionths of a US dollar. */
typedef struct _PropusPriceTable PropusPriceTable;

PropusPriceTable *propus_price_table_new        (const char             *path);
void              propus_price_table_free       (PropusPriceTable       *self);
void              propus_price_table_refresh    (PropusPriceTable       *self);
gint64            propus_price_table_cost       (PropusPriceTable       *self,
                                                 const char             *model,
                                                 int                     day,
                                                 const PropusUsageCount *count);
JsonArray        *propus_price_table_list       (PropusPriceTable       *self,
                                                 int                     day);
const char       *propus_price_table_get_date   (PropusPriceTable       *self);
const char       *propus_price_table_get_source (PropusPriceTable       *self);
const char       *propus_price_table_get_error  (PropusPriceTable       *self);
gboolean          propus_price_table_is_edited  (PropusPriceTable       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusPriceTable, propus_price_table_free)

G_END_DECLS
