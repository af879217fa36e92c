/* propus-usage-export.h - the ledger into a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-broker-process.h"
#include "propus-usage-csv.h"

G_BEGIN_DECLS

/* How many requests are in the file already. */
typedef void (*PropusUsageExportProgress) (guint    n_rows,
                                           gpointer user_data);

void     propus_usage_export_async  (PropusBrokerProcess        *broker,
                                     GFile                      *file,
                                     PropusUsageCsvName          name,
                                     PropusUsageExportProgress   progress,
                                     gpointer                    progress_data,
                                     GCancellable               *cancellable,
                                     GAsyncReadyCallback         callback,
                                     gpointer                    user_data);
gboolean propus_usage_export_finish (GAsyncResult               *result,
                                     guint                      *n_rows,
                                     GError                    **error);

G_END_DECLS
