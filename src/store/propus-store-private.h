/* propus-store-private.h - what the parts of the store share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-database.h"

G_BEGIN_DECLS

struct _PropusStore
{
  GObject parent_instance;

  char *path;
  char *moved_aside;
  PropusDatabase *database;       /* NULL once closed */
  GHashTable *being_inserted;     /* PropusConversation → NewId, both owned */

  GArray *changed;                /* of gint64: to be told by "changed" */
  guint changed_source;
  GMainContext *context;          /* where it is told */
  GFileMonitor *monitor;          /* of the WAL: others write there, too */
  guint poll_source;
  gboolean looking;               /* for others' changes */
  gboolean look_again;
  GCancellable *search;           /* of the newest search, and of the newest find */
  GCancellable *find;
};

void     propus_store_submit       (PropusStore *self, const PropusJobType *type, gpointer data, GDestroyNotify data_free,
                                    gpointer source_tag, GAsyncReadyCallback callback, gpointer user_data);
gboolean propus_store_finish       (PropusStore *self, GAsyncResult *result, gpointer source_tag, GError **error);
void     propus_store_watch        (PropusStore *self);
void     propus_store_unwatch      (PropusStore *self);
void     propus_store_note_changes (gpointer source, GArray *touched);

G_END_DECLS
