/* propus-client.h - the Gemini API over the broker's socket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-completion.h"
#include "propus-generate-request.h"
#include "propus-model-info.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_CLIENT (propus_client_get_type ())
G_DECLARE_FINAL_TYPE (PropusClient, propus_client, PROPUS, CLIENT, GObject)

/* Talks HTTP/1.1 to @address (the broker's Unix socket). Holds no credential and adds none.
 * The deadlines are those of propus-limits.h until somebody sets others; tests make them shorter. */
PropusClient     *propus_client_new              (GSocketAddress *address);
void              propus_client_set_deadlines    (PropusClient *self, guint headers_ms, guint first_event_ms, guint gap_ms);
PropusCompletion *propus_client_stream_generate  (PropusClient *self, PropusGenerateRequest *request);
/* models.list, all pages (bounded), duplicates and bad ids dropped. */
void              propus_client_list_models_async  (PropusClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray        *propus_client_list_models_finish (PropusClient *self, GAsyncResult *result, PropusFailure **failure); /* of PropusModelInfo; NULL with *failure set, or NULL with *failure NULL when cancelled */
/* One request to the broker's own paths (/propus/v1/…). @body NULL: no body. */
void              propus_client_control_async    (PropusClient *self, const char *method, const char *path, JsonNode *body, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void              propus_client_control_text_async (PropusClient *self, const char *path, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data); /* POST text/plain */
void              propus_client_control_bytes_async (PropusClient *self, const char *path, GBytes *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data); /* the same, may hold NUL */
JsonNode         *propus_client_control_finish   (PropusClient *self, GAsyncResult *result, PropusFailure **failure);

G_END_DECLS
