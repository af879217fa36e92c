/* propus-transfer-attachment.h - a file that belongs to a turn, wherever its bytes lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-transfer-lexer.h"

G_BEGIN_DECLS

/* Refcounted. Its bytes are read when they are wanted, piece by piece; nobody need hold them. */
typedef struct
{
  char *name;       /* as the person knows it; safe as a name in a folder only after propus_file_name_make_safe() */
  char *mime;
  char *sha256;     /* 64 hexadecimal digits; NULL until propus_transfer_attachment_check() */
  goffset size;     /* bytes; -1 unknown */

  /*< private >*/
  GBytes *bytes;
  char *path;
  PropusTransferSource *source;
  PropusRange range;
  gboolean base64;  /* the range is base64 within a JSON string */
} PropusTransferAttachment;

/* Called with each piece, in order. FALSE with @error set ends the reading. */
typedef gboolean (*PropusTransferPieceFunc) (const guchar *data, gsize length, gpointer user_data, GError **error);

PropusTransferAttachment *propus_transfer_attachment_new           (const char *name, const char *mime, const char *sha256, goffset size);
PropusTransferAttachment *propus_transfer_attachment_new_for_bytes (const char *name, const char *mime, GBytes *bytes);
PropusTransferAttachment *propus_transfer_attachment_new_for_path  (const char *name, const char *mime, const char *sha256, goffset size, const char *path);
PropusTransferAttachment *propus_transfer_attachment_ref           (PropusTransferAttachment *self);
void                      propus_transfer_attachment_unref         (PropusTransferAttachment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusTransferAttachment, propus_transfer_attachment_unref)

void                      propus_transfer_attachment_set_range     (PropusTransferAttachment *self, PropusTransferSource *source, const PropusRange *range, gboolean base64);
gboolean                  propus_transfer_attachment_has_data      (PropusTransferAttachment *self);
gboolean                  propus_transfer_attachment_read          (PropusTransferAttachment *self, PropusTransferPieceFunc func, gpointer user_data, GCancellable *cancellable, GError **error);
gboolean                  propus_transfer_attachment_check         (PropusTransferAttachment *self, GCancellable *cancellable, GError **error);
GBytes                   *propus_transfer_attachment_dup_bytes     (PropusTransferAttachment *self, GCancellable *cancellable, GError **error);

G_END_DECLS
