/* propus-key-prompt.h - a key from the person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-api-key.h"

G_BEGIN_DECLS

void         propus_key_prompt_ask_async  (const char           *origin,
                                           const char           *parent,
                                           gboolean              replace,
                                           gboolean              store,
                                           const char           *provider,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
void         propus_key_prompt_read_async (int                   fd,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
SecretValue *propus_key_prompt_finish     (GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
