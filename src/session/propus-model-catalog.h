/* propus-model-catalog.h - the models that can be chatted with, as the API lists them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-broker-process.h"
#include "propus-price-list.h"

G_BEGIN_DECLS

#define PROPUS_DEFAULT_MODEL "gemini-flash-latest"

#define PROPUS_TYPE_MODEL_CATALOG (propus_model_catalog_get_type ())
G_DECLARE_FINAL_TYPE (PropusModelCatalog, propus_model_catalog, PROPUS, MODEL_CATALOG, GObject)

PropusModelCatalog *propus_model_catalog_new         (PropusBrokerProcess *broker);
GListModel         *propus_model_catalog_get_models  (PropusModelCatalog  *self);
PropusFailure      *propus_model_catalog_get_failure (PropusModelCatalog  *self);
gboolean            propus_model_catalog_is_loading  (PropusModelCatalog  *self);
void                propus_model_catalog_refresh     (PropusModelCatalog  *self);
PropusModelInfo    *propus_model_catalog_find        (PropusModelCatalog  *self,
                                                      const char          *id);
char               *propus_model_catalog_dup_default (PropusModelCatalog  *self,
                                                      const char          *preferred);
void                propus_model_catalog_open           (PropusModelCatalog  *self,
                                                         const char          *origin);
void                propus_model_catalog_update         (PropusModelCatalog  *self);
gboolean            propus_model_catalog_is_fresh       (PropusModelCatalog  *self);
gint64              propus_model_catalog_get_fetched    (PropusModelCatalog  *self);
void                propus_model_catalog_note_status    (PropusModelCatalog  *self,
                                                         const char          *id,
                                                         const PropusModelStatus *status);
gboolean            propus_model_catalog_is_gone        (PropusModelCatalog  *self,
                                                         const char          *id);
PropusModelInfo    *propus_model_catalog_find_nearest   (PropusModelCatalog  *self,
                                                         const char          *id);
void                propus_model_catalog_refresh_prices (PropusModelCatalog  *self);
const PropusPriceList *propus_model_catalog_get_prices  (PropusModelCatalog  *self);

G_END_DECLS
