/* bench-relay.c - what the way through the broker costs, against the same client and server without it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-broker-socket.h"
#include "propus-door.h"
#include "propus-install.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <libsoup/soup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EVENT_BYTES 1000
#define TOTAL_BYTES (50 * 1024 * 1024)
#define READ_BYTES 32768
#define BOUND 0.5
#define ROUNDS 5

/* The server: a thread that answers every connection with server-sent events of a usual size, a chunk each. */
static gboolean
serve_cb (GThreadedSocketService *service,
          GSocketConnection      *connection,
          GObject                *source,
          gpointer                user_data)
{
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr(GString) batch = g_string_new (NULL);
  char request[8192];
  gsize sent = 0;

  g_input_stream_read (in, request, sizeof request, NULL, NULL);
  for (guint i = 0; i < 16; i++)
    {
      g_string_append_printf (batch, "%x\r\ndata: ", EVENT_BYTES);
      for (guint j = 0; j < EVENT_BYTES - 10; j++)
        g_string_append_c (batch, 'a' + (j * 7 + i) % 26);
      g_string_append (batch, "\r\n\r\n\r\n");
    }

  g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
  while (sent < TOTAL_BYTES && g_output_stream_write_all (out, batch->str, batch->len, NULL, NULL, NULL))
    sent += 16 * EVENT_BYTES;
  g_output_stream_write_all (out, "0\r\n\r\n", 5, NULL, NULL, NULL);

  return TRUE;
}

/* One whole reply: bytes a second. */
typedef struct
{
  GMainLoop *loop;
  gsize      got;
} Download;

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Download *download = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      if (error != NULL)
        printf ("read: %s\n", error->message);
      g_main_loop_quit (download->loop);
      return;
    }

  download->got += g_bytes_get_size (bytes);
  g_input_stream_read_bytes_async (G_INPUT_STREAM (object), READ_BYTES, G_PRIORITY_DEFAULT, NULL, read_cb, download);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Download *download = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) body = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (body == NULL)
    {
      printf ("send: %s\n", error->message);
      g_main_loop_quit (download->loop);
      return;
    }

  g_input_stream_read_bytes_async (body, READ_BYTES, G_PRIORITY_DEFAULT, NULL, read_cb, download);
}

/* @token: (nullable): for the door, which wants it, and its own name as the host. */
static double
measure (GSocketAddress *address,
         const char     *host,
         const char     *token)
{
  g_autoptr(SoupSession) session = soup_session_new_with_options ("remote-connectable", address, NULL);
  g_autofree char *url = g_strdup_printf ("http://%s/v1beta/models", host);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Download download = { .loop = loop };
  gint64 began = g_get_monotonic_time ();

  if (token != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "x-goog-api-key", token);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, NULL, sent_cb, &download);
  g_main_loop_run (loop);
  if (download.got < TOTAL_BYTES)
    {
      printf ("only %zu bytes came, status %u\n", download.got, soup_message_get_status (message));
      exit (1);
    }

  return (double) download.got * G_USEC_PER_SEC / (double) (g_get_monotonic_time () - began);
}

static GSubprocess *
start_broker (PropusBrokerSocket *socket,
              PropusDoor         *door,
              guint16             port,
              int                *lifeline)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *program = propus_install_find_program ("propus-broker");
  g_autofree char *url = g_strdup_printf ("--base-url=http://127.0.0.1:%u", port);
  g_autofree char *key = g_strconcat ("AQ.", "fake-", "bench-not-a-key-", "0123456789", NULL);
  int life[2];
  int keys[2];

  g_assert_true (g_unix_open_pipe (life, FD_CLOEXEC, NULL) && g_unix_open_pipe (keys, FD_CLOEXEC, NULL));
  g_assert_cmpint (write (keys[1], key, strlen (key)), ==, (ssize_t) strlen (key));
  close (keys[1]);
  g_subprocess_launcher_take_fd (launcher, propus_broker_socket_dup_fd (socket), 3);
  g_subprocess_launcher_take_fd (launcher, life[0], 4);
  g_subprocess_launcher_take_fd (launcher, keys[0], 5);
  g_subprocess_launcher_take_fd (launcher, propus_door_dup_fd (door), 6);
  g_subprocess_launcher_take_fd (launcher, propus_door_new_token_pipe (door), 7);
  *lifeline = life[1];

  return g_subprocess_launcher_spawn (launcher, NULL, program, "--socket-fd=3", "--lifeline-fd=4",
                                      "--session-key-fd=5", "--loopback-fd=6", "--token-fd=7", "--program=bench",
                                      "--no-lookup", url, NULL);
}

static gboolean
report (const char *way,
        double      best_direct,
        double      best_relay)
{
  printf ("relay: direct %.0f MB/s, through the broker's %s %.0f MB/s, ratio %.2f, bound %.2f\n",
          best_direct / 1e6, way, best_relay / 1e6, best_relay / best_direct, BOUND);

  return best_relay >= BOUND * best_direct;
}

int
main (void)
{
  g_autoptr(GSocketService) service = g_threaded_socket_service_new (4);
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autoptr(GSocketAddress) direct = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr(PropusBrokerSocket) socket = propus_broker_socket_new (NULL);
  g_autoptr(PropusDoor) door = propus_door_new ("bench", NULL);
  g_autoptr(GSocketAddress) door_address = NULL;
  g_autoptr(GSubprocess) broker = NULL;
  const char *door_host = propus_door_get_base_url (door) + strlen ("http://");
  double best_direct = 0, best_socket = 0, best_door = 0;
  gboolean good;
  int lifeline;

  g_assert_nonnull (socket);
  g_signal_connect (service, "run", G_CALLBACK (serve_cb), NULL);
  g_socket_service_start (service);
  door_address = g_inet_socket_address_new_from_string ("127.0.0.1", (guint) atoi (strchr (door_host, ':') + 1));
  broker = start_broker (socket, door, port, &lifeline);
  g_assert_nonnull (broker);

  for (guint i = 0; i < ROUNDS; i++)
    {
      best_direct = MAX (best_direct, measure (direct, "propus.localhost", NULL));
      best_socket = MAX (best_socket, measure (propus_broker_socket_get_address (socket), "propus.localhost", NULL));
      best_door = MAX (best_door, measure (door_address, door_host, propus_door_get_token (door)));
    }
  close (lifeline);

  good = report ("socket", best_direct, best_socket);
  return report ("door", best_direct, best_door) && good ? 0 : 1;
}
