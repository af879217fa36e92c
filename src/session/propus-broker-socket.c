/* propus-broker-socket.c - the private place where a broker listens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-broker-socket.h"

#include "propus-install.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/un.h>
#include <unistd.h>

#define DIR_PREFIX "broker-"

/**
 * PropusBrokerSocket:
 *
 * A listening Unix socket in a 0700 folder of its own. The parent binds it before there is a broker, so that nothing
 * has to be discovered and a request may be made before the broker is up. It outlives the brokers that die, and takes
 * its folder away when it goes.
 */
struct _PropusBrokerSocket
{
  GObject         parent_instance;

  char           *dir;
  char           *path;
  GSocket        *socket;
  GSocketAddress *address;
};

G_DEFINE_FINAL_TYPE (PropusBrokerSocket, propus_broker_socket, G_TYPE_OBJECT)

static void
propus_broker_socket_finalize (GObject *object)
{
  PropusBrokerSocket *self = PROPUS_BROKER_SOCKET (object);

  if (self->path != NULL)
    g_unlink (self->path);
  if (self->dir != NULL)
    g_rmdir (self->dir);

  g_clear_object (&self->socket);
  g_clear_object (&self->address);
  g_free (self->path);
  g_free (self->dir);

  G_OBJECT_CLASS (propus_broker_socket_parent_class)->finalize (object);
}

static void
propus_broker_socket_class_init (PropusBrokerSocketClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_broker_socket_finalize;
}

static void
propus_broker_socket_init (PropusBrokerSocket *self)
{
}

/* Folders are named after the process that made them; those of a process that was killed are swept up here. */
static void
remove_stale_dirs (const char *runtime_dir)
{
  g_autoptr(GDir) dir = g_dir_open (runtime_dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = NULL;
      g_autofree char *socket_path = NULL;
      gint64 pid;

      if (!g_str_has_prefix (name, DIR_PREFIX))
        continue;
      pid = g_ascii_strtoll (name + strlen (DIR_PREFIX), NULL, 10);
      if (pid <= 0 || pid > G_MAXINT || kill ((pid_t) pid, 0) == 0 || errno != ESRCH)
        continue;

      path = g_build_filename (runtime_dir, name, NULL);
      socket_path = g_build_filename (path, "s", NULL);
      g_unlink (socket_path);
      g_rmdir (path);
    }
}

/* Makes the folder below @runtime_dir, or below the temporary folder when the path would not fit into an address. */
static gboolean
make_dir (PropusBrokerSocket  *self,
          const char          *runtime_dir,
          GError             **error)
{
  struct sockaddr_un address;
  g_autofree char *name = g_strdup_printf (DIR_PREFIX "%d-XXXXXX", (int) getpid ());
  g_autofree char *template = g_build_filename (runtime_dir, name, NULL);

  if (strlen (template) + strlen ("/s") >= sizeof address.sun_path)
    {
      g_free (template);
      template = g_build_filename (g_get_tmp_dir (), "propus-XXXXXX", NULL);
    }

  if (g_mkdtemp_full (template, 0700) == NULL)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", template, g_strerror (saved));
      return FALSE;
    }

  self->dir = g_steal_pointer (&template);
  self->path = g_build_filename (self->dir, "s", NULL);
  return TRUE;
}

/**
 * propus_broker_socket_new:
 * @error: return location for a #GIOErrorEnum error
 *
 * Binds and listens. Local file system work only; does not block on anybody.
 *
 * Returns: (transfer full) (nullable): the socket, or %NULL with @error set
 */
PropusBrokerSocket *
propus_broker_socket_new (GError **error)
{
  g_autoptr(PropusBrokerSocket) self = g_object_new (PROPUS_TYPE_BROKER_SOCKET, NULL);
  g_autofree char *runtime_dir = propus_install_dup_runtime_dir (error);

  if (runtime_dir == NULL)
    return NULL;

  remove_stale_dirs (runtime_dir);
  if (!make_dir (self, runtime_dir, error))
    return NULL;

  self->address = g_unix_socket_address_new (self->path);
  self->socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  if (self->socket == NULL ||
      !g_socket_bind (self->socket, self->address, FALSE, error) ||
      !g_socket_listen (self->socket, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * propus_broker_socket_dup_fd:
 *
 * Returns: a new descriptor of the listening socket, for a child to inherit; -1 when there are no more
 */
int
propus_broker_socket_dup_fd (PropusBrokerSocket *self)
{
  g_return_val_if_fail (PROPUS_IS_BROKER_SOCKET (self), -1);

  return fcntl (g_socket_get_fd (self->socket), F_DUPFD_CLOEXEC, 3);
}

/**
 * propus_broker_socket_get_address:
 *
 * Returns: (transfer none): where a client connects
 */
GSocketAddress *
propus_broker_socket_get_address (PropusBrokerSocket *self)
{
  g_return_val_if_fail (PROPUS_IS_BROKER_SOCKET (self), NULL);

  return self->address;
}
