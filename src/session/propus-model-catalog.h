/* propus-model-catalog.h - the models that can be chatted with, as the API lists them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-broker-process.h"

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

G_END_DECLS
