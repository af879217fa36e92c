/* propus-database-file.h - the files of a database: modes, and damaged ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean propus_database_file_prepare    (const char *path, GError **error);  /* folder 0700, file 0600 */
void     propus_database_file_restrict   (const char *path);                  /* nobody else may read them */
char    *propus_database_file_move_aside (const char *path, GError **error);  /* the new name */
char    *propus_database_file_dup_backup_path (const char *path, gint64 version);
void     propus_database_file_remove_backups  (const char *path);

G_END_DECLS
