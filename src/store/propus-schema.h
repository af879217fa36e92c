/* propus-schema.h - the tables of the history and how they grow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-sqlite.h"

G_BEGIN_DECLS

/* Migration N of a list leads from `user_version` N to N + 1. */
typedef struct
{
  const char *sql;
} PropusMigration;

const PropusMigration *propus_schema_get_migrations (guint *n_migrations);
gboolean               propus_schema_migrate        (sqlite3 *db, const PropusMigration *migrations, guint n_migrations,
                                                     const char *backup, GError **error);
gboolean               propus_schema_check_cheaply  (sqlite3 *db, GError **error);

G_END_DECLS
