/* propus-transfer-import.h - reads chats from a file, one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-transfer-chat.h"
#include "propus-transfer-error.h"
#include "propus-transfer-report.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_TRANSFER_FROM_PROPUS,
  PROPUS_TRANSFER_FROM_CHATGPT,
  PROPUS_TRANSFER_FROM_CLAUDE,
  PROPUS_TRANSFER_FROM_AI_STUDIO,
} PropusTransferOrigin;

#define PROPUS_TYPE_TRANSFER_IMPORT (propus_transfer_import_get_type ())
/* open → next… until NULL without an error. Opening reads the whole file once and builds each chat once, to see that it
 * can be done and to write the report; then the chats are handed out one at a time. So nothing is imported of a file
 * that is broken somewhere, and yet no more than one chat is in memory. Calls do not overlap. */
G_DECLARE_FINAL_TYPE (PropusTransferImport, propus_transfer_import, PROPUS, TRANSFER_IMPORT, GObject)

/* For a worker thread. */
PropusTransferImport *propus_transfer_import_open         (GFile *file, GCancellable *cancellable, GError **error);
PropusTransferChat   *propus_transfer_import_next         (PropusTransferImport *self, GCancellable *cancellable, GError **error);   /* NULL without error: no more */

/* The same from the main thread. */
void                  propus_transfer_import_open_async   (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
PropusTransferImport *propus_transfer_import_open_finish  (GAsyncResult *result, GError **error);
void                  propus_transfer_import_next_async   (PropusTransferImport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
PropusTransferChat   *propus_transfer_import_next_finish  (PropusTransferImport *self, GAsyncResult *result, GError **error);

PropusTransferOrigin  propus_transfer_import_get_origin   (PropusTransferImport *self);
guint                 propus_transfer_import_get_n_chats  (PropusTransferImport *self);   /* that next() will give */
PropusTransferReport *propus_transfer_import_get_report   (PropusTransferImport *self);   /* borrowed, complete after opening */

G_END_DECLS
