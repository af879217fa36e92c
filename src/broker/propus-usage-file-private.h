/* propus-usage-file-private.h - usage.db for those who keep rows in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "propus-usage-file.h"

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

sqlite3      *propus_usage_file_open    (PropusUsageFile  *self,
                                         guint             patience_ms,
                                         GError          **error);
gboolean      propus_usage_file_exec    (PropusUsageFile  *self,
                                         const char       *sql,
                                         GError          **error);
sqlite3_stmt *propus_usage_file_prepare (PropusUsageFile  *self,
                                         const char       *sql,
                                         GError          **error);
gboolean      propus_usage_file_step    (PropusUsageFile  *self,
                                         sqlite3_stmt     *stmt,
                                         gboolean         *row,
                                         GError          **error);
gboolean      propus_usage_file_begin   (PropusUsageFile  *self,
                                         GError          **error);
gboolean      propus_usage_file_end     (PropusUsageFile  *self,
                                         gboolean          keep,
                                         GError          **error);
gboolean      propus_usage_file_exists  (PropusUsageFile  *self);
gboolean      propus_usage_file_sweeps  (PropusUsageFile  *self);

G_END_DECLS
