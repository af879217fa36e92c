/* propus-attachment-rows.h - the table of attachments and the folder of their contents
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-connection.h"

G_BEGIN_DECLS

/* An attachment as plain data, for the way between the threads. */
typedef struct
{
  gint64 id;
  guint64 size;
  char *hash;       /* NULL: not in the store */
  char *path;
  char *mime;
  char *name;
  char *extra;      /* NULL none */
} PropusAttachmentRow;

PropusAttachmentRow *propus_attachment_row_new      (PropusAttachment *attachment);
void                 propus_attachment_row_free     (PropusAttachmentRow *self);
PropusAttachment    *propus_attachment_row_to_model (const PropusAttachmentRow *self);
char                *propus_attachment_rows_dup_path (const char *database, const char *hash); /* any thread */

/* Worker thread only, within a transaction. */
gboolean propus_attachment_rows_load   (PropusConnection *connection, sqlite3_stmt **stmt, gint64 message_id, GPtrArray *rows, GError **error);
gboolean propus_attachment_rows_insert (PropusConnection *connection, PropusAttachmentRow *row, GError **error);  /* of no message yet; sets the id */
gboolean propus_attachment_rows_attach (PropusConnection *connection, gint64 message_id, GPtrArray *rows, GError **error); /* sets the ids */
gboolean propus_attachment_rows_change (PropusConnection *connection, gint64 id, const char *extra, GError **error);
/* The contents that no row needs any more: rows of no message whose store is gone go, too. */
gboolean propus_attachment_rows_drop_loose (PropusConnection *connection, GError **error);
GPtrArray *propus_attachment_rows_list_hashes (PropusConnection *connection, GError **error); /* of char*, sorted, none twice */
void     propus_attachment_rows_sweep  (const char *database, GPtrArray *hashes);

G_END_DECLS
