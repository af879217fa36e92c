/* propus-chat-import.h - chats of a file on their way into the history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-store.h"
#include "propus-transfer-import.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_CHAT_IMPORT (propus_chat_import_get_type ())
/* new → run, once. All chats of the file are there, at the end and at once, or none. Holds a few chats at a time. Signal:
 * "progress". Main thread only. */
G_DECLARE_FINAL_TYPE (PropusChatImport, propus_chat_import, PROPUS, CHAT_IMPORT, GObject)

PropusChatImport     *propus_chat_import_new         (PropusStore *store, GFile *file);
void                  propus_chat_import_run_async   (PropusChatImport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean              propus_chat_import_run_finish  (PropusChatImport *self, GAsyncResult *result, GError **error);

guint                 propus_chat_import_get_n_done  (PropusChatImport *self);
guint                 propus_chat_import_get_n_total (PropusChatImport *self);   /* 0: the file is still being looked through */
PropusTransferReport *propus_chat_import_get_report  (PropusChatImport *self);   /* borrowed; what was left out; NULL before run_finish */

G_END_DECLS
