/* propus-transfer-source.h - bytes that can be read at any place: a file, an unpacked archive, memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Refcounted; may be read from several threads at once. Never mapped into memory: a file that is cut short while it
 * is read must be an error, not a SIGBUS. */
typedef struct _PropusTransferSource PropusTransferSource;

PropusTransferSource *propus_transfer_source_open      (GFile *file, GCancellable *cancellable, GError **error);
PropusTransferSource *propus_transfer_source_new_bytes (GBytes *bytes);
PropusTransferSource *propus_transfer_source_new_spool (GError **error);
PropusTransferSource *propus_transfer_source_ref       (PropusTransferSource *self);
void                  propus_transfer_source_unref     (PropusTransferSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusTransferSource, propus_transfer_source_unref)

goffset               propus_transfer_source_get_size  (PropusTransferSource *self);
int                   propus_transfer_source_get_fd    (PropusTransferSource *self);   /* borrowed, -1: in memory */
const char           *propus_transfer_source_peek      (PropusTransferSource *self);   /* NULL: not in memory */
gboolean              propus_transfer_source_append    (PropusTransferSource *self, const void *data, gsize length, GError **error);
gboolean              propus_transfer_source_read      (PropusTransferSource *self, goffset offset, void *buffer, gsize length, GError **error);
char                 *propus_transfer_source_dup_range (PropusTransferSource *self, goffset offset, gsize length, GError **error);

G_END_DECLS
