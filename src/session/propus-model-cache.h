/* propus-model-cache.h - the list of models on disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-model-info.h"

#include <gio/gio.h>

G_BEGIN_DECLS

char      *propus_model_cache_dup_path     (const char           *origin);
void       propus_model_cache_load_async   (const char           *origin,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GPtrArray *propus_model_cache_load_finish  (GAsyncResult         *result,
                                            gint64               *fetched,
                                            GError              **error);
void       propus_model_cache_store_async  (const char           *origin,
                                            GPtrArray            *models,
                                            gint64                fetched,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean   propus_model_cache_store_finish (GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
