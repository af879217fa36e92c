/* propus-chat-export.h - chats of the history on their way into a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-broker-process.h"
#include "propus-leak-report.h"
#include "propus-store.h"
#include "propus-transfer-export.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_CHAT_EXPORT (propus_chat_export_get_type ())
/* new → choose (else: all, archived ones too) → run, once. Holds one chat at a time. Signal: "progress". Main thread only. */
G_DECLARE_FINAL_TYPE (PropusChatExport, propus_chat_export, PROPUS, CHAT_EXPORT, GObject)

/* @broker (nullable): that knows the person's keys; each that stands in a chat is taken out, whatever @flags say. */
PropusChatExport     *propus_chat_export_new           (PropusStore *store, PropusBrokerProcess *broker, GFile *file, PropusTransferFormat format, PropusTransferFlags flags);
void                  propus_chat_export_choose_chats  (PropusChatExport *self, GArray *ids);          /* of gint64, in this order */
void                  propus_chat_export_choose_folder (PropusChatExport *self, gint64 folder_id);     /* what is not archived */
void                  propus_chat_export_run_async     (PropusChatExport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean              propus_chat_export_run_finish    (PropusChatExport *self, GAsyncResult *result, GError **error);

guint                 propus_chat_export_get_n_done    (PropusChatExport *self);
guint                 propus_chat_export_get_n_total   (PropusChatExport *self);   /* 0: not known yet */
guint                 propus_chat_export_get_n_chats   (PropusChatExport *self);   /* written: some may have been deleted meanwhile */
guint                 propus_chat_export_get_n_leaks   (PropusChatExport *self);   /* chats in which one of the person's keys stood */
PropusLeakComparison  propus_chat_export_get_comparison (PropusChatExport *self);
PropusTransferReport *propus_chat_export_get_report    (PropusChatExport *self);   /* borrowed; attachments that were not there */

G_END_DECLS
