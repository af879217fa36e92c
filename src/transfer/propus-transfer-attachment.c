/* propus-transfer-attachment.c - a file that belongs to a turn, wherever its bytes lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-transfer-attachment.h"
#include "propus-transfer-error.h"
#include "propus-transfer-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define PIECE_BYTES (64 * 1024)

/**
 * propus_transfer_attachment_new:
 * @name: (nullable): its name
 * @mime: (nullable): its type
 * @sha256: (nullable): its hash, if it is known
 * @size: its size in bytes, -1 when unknown
 *
 * Returns: (transfer full): an attachment whose bytes are nowhere
 */
PropusTransferAttachment *
propus_transfer_attachment_new (const char *name,
                                const char *mime,
                                const char *sha256,
                                goffset     size)
{
  PropusTransferAttachment *self = g_atomic_rc_box_new0 (PropusTransferAttachment);

  self->name = propus_transfer_dup_label (name);
  self->mime = propus_transfer_dup_label (mime);
  self->sha256 = sha256 != NULL ? g_ascii_strdown (sha256, -1) : NULL;
  self->size = size;
  return self;
}

/**
 * propus_transfer_attachment_new_for_bytes:
 * @name: (nullable): its name
 * @mime: (nullable): its type
 * @bytes: what it holds; a reference is taken
 *
 * Returns: (transfer full): an attachment that lies in memory
 */
PropusTransferAttachment *
propus_transfer_attachment_new_for_bytes (const char *name,
                                          const char *mime,
                                          GBytes     *bytes)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  PropusTransferAttachment *self = propus_transfer_attachment_new (name, mime, sha256, (goffset) g_bytes_get_size (bytes));

  self->bytes = g_bytes_ref (bytes);
  return self;
}

/**
 * propus_transfer_attachment_new_for_path:
 * @name: (nullable): its name
 * @mime: (nullable): its type
 * @sha256: (nullable): its hash, if it is known
 * @size: its size in bytes, -1 when unknown
 * @path: the file, which is opened when it is read and may be absent then
 *
 * Returns: (transfer full): an attachment that lies in a file
 */
PropusTransferAttachment *
propus_transfer_attachment_new_for_path (const char *name,
                                         const char *mime,
                                         const char *sha256,
                                         goffset     size,
                                         const char *path)
{
  PropusTransferAttachment *self = propus_transfer_attachment_new (name, mime, sha256, size);

  self->path = g_strdup (path);
  return self;
}

PropusTransferAttachment *
propus_transfer_attachment_ref (PropusTransferAttachment *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_attachment (gpointer data)
{
  PropusTransferAttachment *self = data;

  g_free (self->name);
  g_free (self->mime);
  g_free (self->sha256);
  g_free (self->path);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->source, propus_transfer_source_unref);
}

void
propus_transfer_attachment_unref (PropusTransferAttachment *self)
{
  g_atomic_rc_box_release_full (self, clear_attachment);
}

/**
 * propus_transfer_attachment_set_range:
 * @self: an attachment that only the caller knows yet
 * @source: where its bytes lie; a reference is taken
 * @range: in which part of it
 * @base64: whether that part is base64
 */
void
propus_transfer_attachment_set_range (PropusTransferAttachment *self,
                                      PropusTransferSource     *source,
                                      const PropusRange        *range,
                                      gboolean                  base64)
{
  g_return_if_fail (self != NULL && self->source == NULL);

  self->source = propus_transfer_source_ref (source);
  self->range = *range;
  self->base64 = base64;
}

gboolean
propus_transfer_attachment_has_data (PropusTransferAttachment *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->bytes != NULL || self->path != NULL || self->source != NULL;
}

static gboolean
read_source (PropusTransferSource     *source,
             PropusRange               range,
             gboolean                  base64,
             PropusTransferPieceFunc   func,
             gpointer                  user_data,
             GCancellable             *cancellable,
             GError                  **error)
{
  g_autofree char *piece = g_malloc (PIECE_BYTES);
  g_autofree guchar *plain = base64 ? g_malloc (PIECE_BYTES) : NULL;
  int state = 0;
  guint save = 0;

  while (range.length > 0)
    {
      gsize length = (gsize) MIN (range.length, PIECE_BYTES);

      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !propus_transfer_source_read (source, range.offset, piece, length, error))
        return FALSE;

      range.offset += (goffset) length;
      range.length -= (goffset) length;
      if (base64)
        length = g_base64_decode_step (piece, length, plain, &state, &save);
      if (!func (base64 ? plain : (const guchar *) piece, length, user_data, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * propus_transfer_attachment_read:
 * @self: an attachment
 * @func: (scope call): gets its bytes, piece by piece
 * @user_data: data for @func
 * @cancellable: (nullable): a #GCancellable
 * @error: return location: #PropusTransferError, %G_IO_ERROR, or what @func says
 *
 * Worker threads only. One that has no data gives %G_IO_ERROR_NOT_FOUND.
 *
 * Returns: whether all of it was read
 */
gboolean
propus_transfer_attachment_read (PropusTransferAttachment  *self,
                                 PropusTransferPieceFunc    func,
                                 gpointer                   user_data,
                                 GCancellable              *cancellable,
                                 GError                   **error)
{
  g_autoptr(PropusTransferSource) source = NULL;
  g_autoptr(GFile) file = NULL;
  PropusRange all = { 0, 0 };

  g_return_val_if_fail (self != NULL && func != NULL, FALSE);

  if (self->bytes != NULL)
    return func (g_bytes_get_data (self->bytes, NULL), g_bytes_get_size (self->bytes), user_data, error);
  if (self->source != NULL)
    return read_source (self->source, self->range, self->base64, func, user_data, cancellable, error);
  if (self->path == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("The attachment is not there any more."));
      return FALSE;
    }

  file = g_file_new_for_path (self->path);
  source = propus_transfer_source_open (file, cancellable, error);
  if (source == NULL)
    return FALSE;

  all.length = propus_transfer_source_get_size (source);
  return read_source (source, all, FALSE, func, user_data, cancellable, error);
}

typedef struct
{
  GChecksum *checksum;
  goffset    size;
} Check;

static gboolean
check_piece (const guchar  *data,
             gsize          length,
             gpointer       user_data,
             GError       **error)
{
  Check *check = user_data;

  g_checksum_update (check->checksum, data, (gssize) length);
  check->size += (goffset) length;
  if ((guint64) check->size <= PROPUS_LIMIT_ATTACHMENT_BYTES)
    return TRUE;

  g_set_error_literal (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_TOO_LARGE, _("The attachment is too large."));
  return FALSE;
}

/**
 * propus_transfer_attachment_check:
 * @self: an attachment that only the caller's thread uses now
 * @cancellable: (nullable): a #GCancellable
 * @error: return location; %PROPUS_TRANSFER_ERROR_CHANGED when the bytes are not those of its hash
 *
 * Reads it once and compares it with its hash, or sets its hash when it has none; sets its size. Worker threads only.
 *
 * Returns: whether its bytes are there and right
 */
gboolean
propus_transfer_attachment_check (PropusTransferAttachment  *self,
                                  GCancellable              *cancellable,
                                  GError                   **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  Check check = { checksum, 0 };

  if (!propus_transfer_attachment_read (self, check_piece, &check, cancellable, error))
    return FALSE;

  if (self->sha256 != NULL && strcmp (self->sha256, g_checksum_get_string (checksum)) != 0)
    {
      g_set_error_literal (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_CHANGED, _("The attachment is damaged."));
      return FALSE;
    }

  if (self->sha256 == NULL)
    self->sha256 = g_strdup (g_checksum_get_string (checksum));
  self->size = check.size;
  return TRUE;
}

static gboolean
collect_piece (const guchar  *data,
               gsize          length,
               gpointer       user_data,
               GError       **error)
{
  GByteArray *all = user_data;

  if (length > PROPUS_LIMIT_IMPORT_MEMBER_BYTES - all->len)
    {
      g_set_error_literal (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_TOO_LARGE, _("The attachment is too large."));
      return FALSE;
    }

  g_byte_array_append (all, data, (guint) length);
  return TRUE;
}

/**
 * propus_transfer_attachment_dup_bytes:
 * @self: an attachment
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Worker threads only.
 *
 * Returns: (transfer full) (nullable): all its bytes, at most %PROPUS_LIMIT_IMPORT_MEMBER_BYTES
 */
GBytes *
propus_transfer_attachment_dup_bytes (PropusTransferAttachment  *self,
                                      GCancellable              *cancellable,
                                      GError                   **error)
{
  g_autoptr(GByteArray) all = g_byte_array_new ();

  if (self->bytes != NULL)
    return g_bytes_ref (self->bytes);
  if (!propus_transfer_attachment_read (self, collect_piece, all, cancellable, error))
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}
