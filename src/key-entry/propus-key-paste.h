/* propus-key-paste.h - the clipboard's text, past every widget
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gdk/gdk.h>

#include "propus-key-buffer.h"

G_BEGIN_DECLS

void             propus_key_paste_async  (GdkClipboard         *clipboard,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
PropusKeyBuffer *propus_key_paste_finish (GAsyncResult         *result,
                                          GError              **error);

G_END_DECLS
