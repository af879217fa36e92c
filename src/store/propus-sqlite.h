/* propus-sqlite.h - SQLite in GLib's manners
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-store.h"

#include <sqlite3.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close_v2)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/* Private to the room. Every function that can fail returns FALSE (or NULL) with a PROPUS_STORE_ERROR. Its message is
 * SQLite's own, for a log or a details field; it never holds a bound value. */

gboolean      propus_sqlite_fail      (sqlite3 *db, int code, GError **error);   /* always FALSE */
gboolean      propus_sqlite_exec      (sqlite3 *db, const char *sql, GError **error);
sqlite3_stmt *propus_sqlite_prepare   (sqlite3 *db, const char *sql, GError **error);
gboolean      propus_sqlite_step      (sqlite3_stmt *stmt, gboolean *row, GError **error); /* @row FALSE: no more */
gboolean      propus_sqlite_run       (sqlite3_stmt *stmt, GError **error);      /* to the end, rows dropped */
gboolean      propus_sqlite_query_int (sqlite3 *db, const char *sql, gint64 *value, GError **error);
void          propus_sqlite_bind_text (sqlite3_stmt *stmt, int index, const char *text); /* borrowed until the step; NULL is NULL */
char         *propus_sqlite_dup_text  (sqlite3_stmt *stmt, int column);          /* valid UTF-8, NULL for NULL */

G_END_DECLS
