/* propus-chat-code.h - a chat as a program that asks the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-code.h"
#include "propus-session.h"

G_BEGIN_DECLS

/* What would be sent, kept as it was when it was asked for. Immutable; shared between threads. */
#define PROPUS_TYPE_CHAT_CODE (propus_chat_code_get_type ())
G_DECLARE_FINAL_TYPE (PropusChatCode, propus_chat_code, PROPUS, CHAT_CODE, GObject)

gboolean        propus_chat_code_is_possible  (PropusConversation *conversation, const char *prompt);
void            propus_chat_code_new_async    (PropusSession *session, PropusConversation *conversation, PropusMessage *edited, const char *prompt, GAsyncReadyCallback callback, gpointer user_data);
PropusChatCode *propus_chat_code_new_finish   (PropusSession *session, GAsyncResult *result, GError **error);
void            propus_chat_code_write_async  (PropusChatCode *self, PropusCodeLanguage language, gboolean stream, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char           *propus_chat_code_write_finish (PropusChatCode *self, GAsyncResult *result, GError **error);

G_END_DECLS
