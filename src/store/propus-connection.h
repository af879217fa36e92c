/* propus-connection.h - opening the history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-sqlite.h"
#include "propus-writer-lock.h"

G_BEGIN_DECLS

/* An open history. @limit says why it may only be read (NEWER, READ_ONLY, FULL), NULL when it may be written. @moved_aside is
 * the new name of a damaged file. Worker thread only. */
typedef struct
{
  sqlite3 *db;
  PropusWriterLock *lock;
  GError *limit;
  char *moved_aside;

  char *path;
  gboolean merge_due;   /* propus_index_rows_merge() has work */
  gint64 seen;          /* the revision up to which changes were told */
  gint64 seen_before;   /* while a transaction runs: what it was before */
  GArray *touched;      /* of gint64: conversations that changed, see propus-changes.h */
} PropusConnection;

PropusConnection *propus_connection_open (const char *path, GError **error);
void              propus_connection_free (PropusConnection *self);     /* the last one out moves the WAL into the file */
void              propus_connection_forget_words (PropusConnection *self); /* after a deletion, not in a transaction */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusConnection, propus_connection_free)

G_END_DECLS
