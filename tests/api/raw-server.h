/* raw-server.h - a server in the test's process that writes exactly the bytes it is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-client.h"

G_BEGIN_DECLS

typedef struct _RawServer RawServer;
typedef struct _RawConnection RawConnection;

/* Runs on a thread of its own for each connection, after the request has been read; the connection is closed after it. */
typedef void (*RawReplyFunc) (RawConnection *connection, const char *request, gpointer user_data);

RawServer    *raw_server_new           (RawReplyFunc func, gpointer user_data);
void          raw_server_free          (RawServer *self);
void          raw_server_leave_body    (RawServer *self);   /* unread: closing then resets the connection */
PropusClient *raw_server_new_client    (RawServer *self);
guint         raw_server_count         (RawServer *self);
char         *raw_server_dup_request   (RawServer *self, guint index);

/* FALSE once the client is gone. */
gboolean      raw_send                 (RawConnection *connection, const char *bytes, gssize length);
gboolean      raw_send_pieces          (RawConnection *connection, const char *bytes, gssize length, gsize piece);
gboolean      raw_send_chunk           (RawConnection *connection, const char *bytes, gssize length);  /* transfer coding */
GBytes       *raw_gzip                 (const char *bytes, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawServer, raw_server_free)

#define RAW_SSE     "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
#define RAW_CHUNKED "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

G_END_DECLS
