/* propus-usage-report.h - what was spent, added up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "propus-usage-file.h"

G_BEGIN_DECLS

/* Days are YYYYMMDD, the first and the last of them included. */
JsonObject *propus_usage_report_sum  (PropusUsageFile  *file,
                                      const char       *by,
                                      int               from,
                                      int               to,
                                      GError          **error);
JsonObject *propus_usage_report_rows (PropusUsageFile  *file,
                                      int               from,
                                      int               to,
                                      gint64            after,
                                      int               limit,
                                      GError          **error);
gboolean    propus_usage_report_knows (const char      *by);

G_END_DECLS
