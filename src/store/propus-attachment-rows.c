/* propus-attachment-rows.c - the table of attachments and the folder of their contents
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-attachment-rows.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define HASH_LENGTH 64u

/* Files of a copy that is under way end so, and are left alone for a day. */
#define PARTIAL_SUFFIX ".part"
#define PARTIAL_SECONDS (24 * 60 * 60)

/**
 * propus_attachment_row_new:
 * @attachment: what to copy
 *
 * Returns: (transfer full): its row
 */
PropusAttachmentRow *
propus_attachment_row_new (PropusAttachment *attachment)
{
  PropusAttachmentRow *self = g_new0 (PropusAttachmentRow, 1);

  self->id = propus_attachment_get_id (attachment);
  self->size = propus_attachment_get_size (attachment);
  self->hash = g_strdup (propus_attachment_get_hash (attachment));
  self->path = g_strdup (propus_attachment_get_path (attachment));
  self->mime = g_strdup (propus_attachment_get_mime (attachment));
  self->name = g_strdup (propus_attachment_get_name (attachment));
  self->extra = g_strdup (propus_attachment_get_extra (attachment));
  return self;
}

/**
 * propus_attachment_row_free:
 * @self: (transfer full): a row
 */
void
propus_attachment_row_free (PropusAttachmentRow *self)
{
  g_free (self->hash);
  g_free (self->path);
  g_free (self->mime);
  g_free (self->name);
  g_free (self->extra);
  g_free (self);
}

/**
 * propus_attachment_row_to_model:
 * @self: a row
 *
 * Returns: (transfer full): the attachment
 */
PropusAttachment *
propus_attachment_row_to_model (const PropusAttachmentRow *self)
{
  PropusAttachment *attachment = propus_attachment_new (self->hash, self->path, self->mime, self->name, self->size);

  propus_attachment_set_id (attachment, self->id);
  propus_attachment_set_extra (attachment, self->extra);
  return attachment;
}

static gboolean
is_hash (const char *hash)
{
  return strlen (hash) == HASH_LENGTH && strspn (hash, "0123456789abcdef") == HASH_LENGTH;
}

static char *
dup_folder (const char *database)
{
  g_autofree char *folder = g_path_get_dirname (database);

  return g_build_filename (folder, "attachments", NULL);
}

/**
 * propus_attachment_rows_dup_path:
 * @database: where the history lies
 * @hash: SHA-256 of a content
 *
 * What stands in the history as a hash and is none leads to a file that is never there.
 *
 * Returns: (transfer full): where the content lies or would lie
 */
char *
propus_attachment_rows_dup_path (const char *database,
                                 const char *hash)
{
  g_autofree char *folder = dup_folder (database);
  char first[3] = { 0 };

  if (!is_hash (hash))
    return g_build_filename (folder, "none", "none", NULL);

  memcpy (first, hash, 2);
  return g_build_filename (folder, first, hash + 2, NULL);
}

/**
 * propus_attachment_rows_load:
 * @connection: the history
 * @stmt: (inout) (nullable): a statement kept from one call to the next
 * @message_id: a message
 * @rows: (element-type PropusAttachmentRow): gets what goes with it, in order
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_attachment_rows_load (PropusConnection  *connection,
                             sqlite3_stmt     **stmt,
                             gint64             message_id,
                             GPtrArray         *rows,
                             GError           **error)
{
  gboolean has_row = TRUE;

  if (*stmt == NULL)
    *stmt = propus_sqlite_prepare (connection->db,
                                   "SELECT id, hash, mime, name, size, extra FROM attachments "
                                   "WHERE message_id = ?1 ORDER BY position, id", error);
  if (*stmt == NULL)
    return FALSE;

  sqlite3_reset (*stmt);
  sqlite3_bind_int64 (*stmt, 1, message_id);
  while (has_row)
    {
      PropusAttachmentRow *row;

      if (!propus_sqlite_step (*stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        break;

      row = g_new0 (PropusAttachmentRow, 1);
      row->id = sqlite3_column_int64 (*stmt, 0);
      row->hash = propus_sqlite_dup_text (*stmt, 1);
      row->mime = propus_sqlite_dup_text (*stmt, 2);
      row->name = propus_sqlite_dup_text (*stmt, 3);
      row->size = (guint64) MAX (sqlite3_column_int64 (*stmt, 4), 0);
      row->extra = propus_sqlite_dup_text (*stmt, 5);
      row->path = propus_attachment_rows_dup_path (connection->path, row->hash);
      g_ptr_array_add (rows, row);
    }

  return TRUE;
}

static gboolean
insert (PropusConnection     *connection,
        PropusAttachmentRow  *row,
        gint64                message_id,
        guint                 position,
        GError              **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = propus_sqlite_prepare (connection->db,
                                "INSERT INTO attachments (hash, mime, name, size, extra, position, message_id, writer) "
                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", error);
  if (stmt == NULL)
    return FALSE;

  propus_sqlite_bind_text (stmt, 1, row->hash);
  propus_sqlite_bind_text (stmt, 2, row->mime);
  propus_sqlite_bind_text (stmt, 3, row->name);
  sqlite3_bind_int64 (stmt, 4, (gint64) row->size);
  propus_sqlite_bind_text (stmt, 5, row->extra);
  sqlite3_bind_int64 (stmt, 6, position);
  if (message_id != 0)
    sqlite3_bind_int64 (stmt, 7, message_id);
  else
    sqlite3_bind_int64 (stmt, 8, propus_writer_lock_get_id (connection->lock));
  if (!propus_sqlite_run (stmt, error))
    return FALSE;

  row->id = sqlite3_last_insert_rowid (connection->db);
  return TRUE;
}

/**
 * propus_attachment_rows_insert:
 * @connection: the history
 * @row: what to store; gets its id
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_attachment_rows_insert (PropusConnection     *connection,
                               PropusAttachmentRow  *row,
                               GError              **error)
{
  return insert (connection, row, 0, 0, error);
}

/**
 * propus_attachment_rows_attach:
 * @connection: the history
 * @message_id: a stored message
 * @rows: (element-type PropusAttachmentRow): what goes with it; those that are not in the store are left out
 * @error: return location for a #PropusStoreError
 *
 * A row of no message becomes this one's. One that belongs to another message is copied: both need the content.
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_attachment_rows_attach (PropusConnection  *connection,
                               gint64             message_id,
                               GPtrArray         *rows,
                               GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      PropusAttachmentRow *row = g_ptr_array_index (rows, i);

      if (row->hash == NULL)
        continue;

      g_clear_pointer (&stmt, sqlite3_finalize);
      stmt = propus_sqlite_prepare (connection->db,
                                    "UPDATE attachments SET message_id = ?1, writer = NULL, position = ?2, extra = ?3 "
                                    "WHERE id = ?4 AND message_id IS NULL", error);
      if (stmt == NULL)
        return FALSE;

      sqlite3_bind_int64 (stmt, 1, message_id);
      sqlite3_bind_int64 (stmt, 2, i);
      propus_sqlite_bind_text (stmt, 3, row->extra);
      sqlite3_bind_int64 (stmt, 4, row->id);
      if (!propus_sqlite_run (stmt, error))
        return FALSE;
      if (sqlite3_changes (connection->db) == 0 && !insert (connection, row, message_id, i, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * propus_attachment_rows_change:
 * @connection: the history
 * @id: an attachment
 * @extra: (nullable): what its sender noted
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_attachment_rows_change (PropusConnection  *connection,
                               gint64             id,
                               const char        *extra,
                               GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = propus_sqlite_prepare (connection->db, "UPDATE attachments SET extra = ?1 WHERE id = ?2", error);
  if (stmt == NULL)
    return FALSE;

  propus_sqlite_bind_text (stmt, 1, extra);
  sqlite3_bind_int64 (stmt, 2, id);
  return propus_sqlite_run (stmt, error);
}

static gboolean
delete_one (PropusConnection  *connection,
            gint64             id,
            GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = propus_sqlite_prepare (connection->db, "DELETE FROM attachments WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, id);
  return propus_sqlite_run (stmt, error);
}

/**
 * propus_attachment_rows_drop_loose:
 * @connection: the history
 * @error: return location for a #PropusStoreError
 *
 * Removes the rows that were never sent and whose store is gone.
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_attachment_rows_drop_loose (PropusConnection  *connection,
                                   GError           **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean row = TRUE;

  stmt = propus_sqlite_prepare (connection->db, "SELECT id, writer FROM attachments WHERE message_id IS NULL", error);
  while (stmt != NULL && row)
    {
      gint64 id;

      if (!propus_sqlite_step (stmt, &row, error))
        return FALSE;
      id = sqlite3_column_int64 (stmt, 0);
      if (row && !propus_writer_lock_is_alive (connection->lock, sqlite3_column_int64 (stmt, 1)))
        g_array_append_val (ids, id);
    }
  if (stmt == NULL)
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    if (!delete_one (connection, g_array_index (ids, gint64, i), error))
      return FALSE;

  return TRUE;
}

/**
 * propus_attachment_rows_list_hashes:
 * @connection: the history
 * @error: return location for a #PropusStoreError
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the contents that are needed, sorted
 */
GPtrArray *
propus_attachment_rows_list_hashes (PropusConnection  *connection,
                                    GError           **error)
{
  g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean row = TRUE;

  stmt = propus_sqlite_prepare (connection->db, "SELECT DISTINCT hash FROM attachments ORDER BY hash", error);
  while (stmt != NULL && row)
    {
      if (!propus_sqlite_step (stmt, &row, error))
        return NULL;
      if (row)
        g_ptr_array_add (hashes, propus_sqlite_dup_text (stmt, 0));
    }

  return stmt != NULL ? g_steal_pointer (&hashes) : NULL;
}

static int
compare_hashes (gconstpointer a,
                gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

static gboolean
is_recent (const char *path)
{
  GStatBuf st;

  return g_stat (path, &st) == 0 && st.st_mtime > g_get_real_time () / G_USEC_PER_SEC - PARTIAL_SECONDS;
}

static void
sweep_folder (const char *folder,
              const char *first,
              GPtrArray  *hashes)
{
  g_autofree char *path = g_build_filename (folder, first, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *hash = g_strconcat (first, name, NULL);

      /* Of an empty list there is no array. */
      if (is_hash (hash) &&
          (hashes->len == 0 ||
           bsearch (&hash, hashes->pdata, hashes->len, sizeof (gpointer), compare_hashes) == NULL) &&
          g_unlink (file) != 0)
        g_debug ("%s: %s", file, g_strerror (errno));
    }
}

/**
 * propus_attachment_rows_sweep:
 * @database: where the history lies
 * @hashes: (element-type utf8): what propus_attachment_rows_list_hashes() gave
 *
 * Removes the contents that are not among them. Both calls belong into one transaction that writes: then no other
 * process adds one in between.
 */
void
propus_attachment_rows_sweep (const char *database,
                              GPtrArray  *hashes)
{
  g_autofree char *folder = dup_folder (database);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (strlen (name) == 2)
        sweep_folder (folder, name, hashes);
      else if (g_str_has_suffix (name, PARTIAL_SUFFIX) && !is_recent (path))
        g_unlink (path);
    }
}
