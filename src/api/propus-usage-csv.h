/* propus-usage-csv.h - requests of the ledger as comma-separated values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Names a key; returns a borrowed text. */
typedef const char *(*PropusUsageCsvName) (const char *key_id,
                                           gpointer    user_data);

const char *propus_usage_csv_get_header (void);
gboolean    propus_usage_csv_append     (GString            *out,
                                         JsonNode           *page,
                                         PropusUsageCsvName  name,
                                         gpointer            user_data,
                                         gint64             *next,
                                         guint              *n_rows);

G_END_DECLS
