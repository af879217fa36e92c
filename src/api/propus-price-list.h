/* propus-price-list.h - what models cost, as the broker tells it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* US dollars for a million tokens. */
typedef struct
{
  double input;
  double output;
} PropusPrice;

typedef struct _PropusPriceList PropusPriceList;

PropusPriceList   *propus_price_list_parse    (JsonNode              *node);
void               propus_price_list_free     (PropusPriceList       *self);
const PropusPrice *propus_price_list_find     (const PropusPriceList *self,
                                               const char            *model);
const char        *propus_price_list_get_date (const PropusPriceList *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusPriceList, propus_price_list_free)

G_END_DECLS
