/* propus-transfer-archive.h - what lies in a ZIP archive, unpacked once and read at any place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-transfer-attachment.h"
#include "propus-transfer-report.h"

G_BEGIN_DECLS

/* Names in an archive are only compared, never used as paths: nothing is unpacked to a place that they name. */
typedef struct _PropusTransferArchive PropusTransferArchive;

typedef struct
{
  char *name;              /* its last component, as the archive says it */
  PropusRange range;       /* in the archive's source */
  gboolean is_document;    /* may hold chats */
  gboolean is_main;        /* is named as the services name their file of chats */
  gboolean is_there;       /* FALSE: too large to be taken over */
} PropusArchiveMember;

gboolean                  propus_transfer_archive_matches (PropusTransferSource *file);
PropusTransferArchive    *propus_transfer_archive_open    (PropusTransferSource *file, GCancellable *cancellable, GError **error);
void                      propus_transfer_archive_free    (PropusTransferArchive *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusTransferArchive, propus_transfer_archive_free)

PropusTransferSource     *propus_transfer_archive_get_source  (PropusTransferArchive *self);   /* borrowed */
GPtrArray                *propus_transfer_archive_get_members (PropusTransferArchive *self);   /* borrowed; of PropusArchiveMember, by name */
const PropusArchiveMember *propus_transfer_archive_find       (PropusTransferArchive *self, const char *id);

G_END_DECLS
