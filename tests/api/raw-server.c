/* raw-server.c - a server in the test's process that writes exactly the bytes it is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "raw-server.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

struct _RawServer
{
  GSocketService *service;
  char           *dir;
  char           *path;
  RawReplyFunc    func;
  gpointer        user_data;
  gboolean        leave_body;

  GMutex          mutex;
  GCond           cond;
  guint           running;
  GPtrArray      *requests;
};

struct _RawConnection
{
  GSocket *socket;
};

static gsize
find_body_length (const char *head)
{
  const char *p = strstr (head, "Content-Length: ");

  return p != NULL ? g_ascii_strtoull (p + strlen ("Content-Length: "), NULL, 10) : 0;
}

static char *
read_request (RawServer *self,
              GSocket   *socket)
{
  g_autoptr(GString) request = g_string_new (NULL);
  gsize want = G_MAXSIZE;
  char c;

  while (request->len < want && g_socket_receive (socket, &c, 1, NULL, NULL) == 1)
    {
      g_string_append_c (request, c);
      if (want == G_MAXSIZE && g_str_has_suffix (request->str, "\r\n\r\n"))
        want = request->len + (self->leave_body ? 0 : find_body_length (request->str));
    }

  return g_string_free (g_steal_pointer (&request), FALSE);
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection      *stream,
        GObject                *source,
        gpointer                user_data)
{
  RawServer *self = user_data;
  RawConnection connection = { g_socket_connection_get_socket (stream) };
  g_autofree char *request = NULL;

  g_mutex_lock (&self->mutex);
  self->running++;
  g_mutex_unlock (&self->mutex);

  request = read_request (self, connection.socket);
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->requests, g_strdup (request));
  g_mutex_unlock (&self->mutex);

  self->func (&connection, request, self->user_data);
  g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);

  g_mutex_lock (&self->mutex);
  self->running--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

RawServer *
raw_server_new (RawReplyFunc func,
                gpointer     user_data)
{
  RawServer *self = g_new0 (RawServer, 1);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GError) error = NULL;

  self->func = func;
  self->user_data = user_data;
  self->dir = g_dir_make_tmp ("propus-raw-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->dir, "socket", NULL);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);

  self->service = g_threaded_socket_service_new (64);
  address = g_unix_socket_address_new (self->path);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);

  return self;
}

void
raw_server_free (RawServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));

  g_mutex_lock (&self->mutex);
  while (self->running > 0)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);

  g_signal_handlers_disconnect_by_data (self->service, self);
  g_object_unref (self->service);
  g_unlink (self->path);
  g_rmdir (self->dir);
  g_free (self->path);
  g_free (self->dir);
  g_ptr_array_unref (self->requests);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
raw_server_leave_body (RawServer *self)
{
  self->leave_body = TRUE;
}

PropusClient *
raw_server_new_client (RawServer *self)
{
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (self->path);

  return propus_client_new (address);
}

guint
raw_server_count (RawServer *self)
{
  guint count;

  g_mutex_lock (&self->mutex);
  count = self->requests->len;
  g_mutex_unlock (&self->mutex);

  return count;
}

char *
raw_server_dup_request (RawServer *self,
                        guint      index)
{
  char *request;

  g_mutex_lock (&self->mutex);
  g_assert_cmpuint (index, <, self->requests->len);
  request = g_strdup (g_ptr_array_index (self->requests, index));
  g_mutex_unlock (&self->mutex);

  return request;
}

gboolean
raw_send (RawConnection *connection,
          const char    *bytes,
          gssize         length)
{
  gsize left = length < 0 ? strlen (bytes) : (gsize) length;

  while (left > 0)
    {
      gssize sent = g_socket_send (connection->socket, bytes, left, NULL, NULL);

      if (sent <= 0)
        return FALSE;
      bytes += sent;
      left -= (gsize) sent;
    }

  return TRUE;
}

/* With a pause now and then, so that pieces do arrive as pieces. */
gboolean
raw_send_pieces (RawConnection *connection,
                 const char    *bytes,
                 gssize         length,
                 gsize          piece)
{
  gsize total = length < 0 ? strlen (bytes) : (gsize) length;

  for (gsize at = 0; at < total; at += piece)
    {
      if (!raw_send (connection, bytes + at, (gssize) MIN (piece, total - at)))
        return FALSE;
      g_usleep (200);
    }

  return TRUE;
}

gboolean
raw_send_chunk (RawConnection *connection,
                const char    *bytes,
                gssize         length)
{
  gsize size = length < 0 ? strlen (bytes) : (gsize) length;
  g_autofree char *head = g_strdup_printf ("%" G_GSIZE_MODIFIER "x\r\n", size);

  return raw_send (connection, head, -1) && raw_send (connection, bytes, (gssize) size) &&
         raw_send (connection, "\r\n", 2);
}

GBytes *
raw_gzip (const char *bytes,
          gsize       length)
{
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1);
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) out = g_converter_output_stream_new (memory, G_CONVERTER (compressor));

  g_assert_true (g_output_stream_write_all (out, bytes, length, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (out, NULL, NULL));

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}
