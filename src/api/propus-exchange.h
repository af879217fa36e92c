/* propus-exchange.h - one request whose reply is read whole; for the files of this room
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "propus-failure.h"

G_BEGIN_DECLS

void           propus_exchange_async     (SoupSession *session, SoupMessage *message, gsize max_bytes, guint deadline_ms, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
JsonNode      *propus_exchange_finish    (GAsyncResult *result, PropusFailure **failure);

gboolean       propus_reply_is_html      (const char *text, gsize length);
gboolean       propus_reply_is_success   (SoupMessage *message);
PropusFailure *propus_reply_new_failure  (SoupMessage *message, const char *body, gsize length);
PropusFailure *propus_reply_failure_from_transport (const GError *error);

G_END_DECLS
