/* propus-access.c - who may talk to the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-access.h"

#include <sys/socket.h>
#include <unistd.h>

/**
 * propus_access_allows:
 * @socket: an accepted connection on the private socket
 * @parent: the process that started the broker
 *
 * Asks the kernel who connected. The socket lies in a folder that only this user can enter; this check keeps this
 * user's other programs out too, which could otherwise spend the key's money.
 *
 * Returns: whether it was the parent, as this user
 */
gboolean
propus_access_allows (GSocket *socket,
                      pid_t    parent)
{
  struct ucred peer = { 0, };
  socklen_t length = sizeof (peer);

  g_return_val_if_fail (G_IS_SOCKET (socket), FALSE);

  if (getsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 || length != sizeof (peer))
    return FALSE;

  /* A parent that ended leaves pid 1 in its place, which is not who started us. */
  return parent > 1 && peer.pid == parent && peer.uid == getuid ();
}
