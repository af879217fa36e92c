/* propus-transfer-export.h - writes chats into one file, one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-transfer-chat.h"
#include "propus-transfer-report.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_TRANSFER_JSON,       /* lossless, can be imported again; the format is written down in propus-transfer-json.c */
  PROPUS_TRANSFER_MARKDOWN,   /* the turns that are shown */
  PROPUS_TRANSFER_HTML,       /* the same, in one file that needs no other and runs nothing */
} PropusTransferFormat;

typedef enum
{
  PROPUS_TRANSFER_DEFAULT         = 0,
  PROPUS_TRANSFER_WITH_SIGNATURES = 1 << 0,   /* JSON: keep thought signatures; they may hold private context */
  PROPUS_TRANSFER_WITH_THOUGHTS   = 1 << 1,   /* Markdown and HTML: show thoughts; JSON always holds them */
  PROPUS_TRANSFER_REDACT          = 1 << 2,   /* what looks like a key becomes a placeholder */
} PropusTransferFlags;

#define PROPUS_TYPE_TRANSFER_EXPORT (propus_transfer_export_get_type ())
G_DECLARE_FINAL_TYPE (PropusTransferExport, propus_transfer_export, PROPUS, TRANSFER_EXPORT, GObject)

/* new → add… → close. Calls do not overlap. Without a successful close the file is as it was before, or absent. */
PropusTransferExport *propus_transfer_export_new            (GFile *file, PropusTransferFormat format, PropusTransferFlags flags);
PropusTransferExport *propus_transfer_export_new_for_stream (GOutputStream *stream, PropusTransferFormat format, PropusTransferFlags flags);
PropusTransferReport *propus_transfer_export_get_report     (PropusTransferExport *self);   /* borrowed; attachments that were not there */

/* For a worker thread. */
gboolean              propus_transfer_export_add            (PropusTransferExport *self, PropusTransferChat *chat, GCancellable *cancellable, GError **error);
gboolean              propus_transfer_export_close          (PropusTransferExport *self, GCancellable *cancellable, GError **error);

/* The same from the main thread. The chat is not to be changed any more. */
void                  propus_transfer_export_add_async      (PropusTransferExport *self, PropusTransferChat *chat, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean              propus_transfer_export_add_finish     (PropusTransferExport *self, GAsyncResult *result, GError **error);
void                  propus_transfer_export_close_async    (PropusTransferExport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean              propus_transfer_export_close_finish   (PropusTransferExport *self, GAsyncResult *result, GError **error);

const char           *propus_transfer_format_get_extension  (PropusTransferFormat format);   /* "json", "md", "html" */

G_END_DECLS
