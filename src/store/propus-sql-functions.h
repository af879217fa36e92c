/* propus-sql-functions.h - what the queries of the history call
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-sqlite.h"

G_BEGIN_DECLS

/* propus_fold (text): as propus_text_fold(). propus_has (folded, word): whether the bytes of the second stand in the
 * first; unlike LIKE it knows no wildcards. */
gboolean propus_sql_functions_add (sqlite3 *db, GError **error);

G_END_DECLS
