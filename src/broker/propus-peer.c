/* propus-peer.c - whose connection over loopback it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-peer.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  struct nlmsghdr         header;
  struct inet_diag_req_v2 body;
} Question;

/* One question about one connection, seen from its other end. The kernel answers before send() returns. */
static gboolean
ask (const struct sockaddr_in *theirs,
     const struct sockaddr_in *ours,
     uid_t                    *uid)
{
  union { struct nlmsghdr header; char bytes[1024]; } answer;
  Question question = {
    .header = { .nlmsg_len = sizeof question, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST },
    .body = { .sdiag_family = AF_INET, .sdiag_protocol = IPPROTO_TCP, .idiag_states = ~0u },
  };
  gssize n = -1;
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_SOCK_DIAG);

  if (fd < 0)
    return FALSE;

  question.body.id.idiag_sport = theirs->sin_port;
  question.body.id.idiag_dport = ours->sin_port;
  question.body.id.idiag_src[0] = theirs->sin_addr.s_addr;
  question.body.id.idiag_dst[0] = ours->sin_addr.s_addr;
  question.body.id.idiag_cookie[0] = question.body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  if (send (fd, &question, sizeof question, 0) == (gssize) sizeof question)
    n = recv (fd, &answer, sizeof answer, 0);
  close (fd);

  if (n < (gssize) NLMSG_LENGTH (sizeof (struct inet_diag_msg)) || answer.header.nlmsg_type != SOCK_DIAG_BY_FAMILY)
    return FALSE;

  *uid = ((const struct inet_diag_msg *) NLMSG_DATA (&answer.header))->idiag_uid;
  return TRUE;
}

/**
 * propus_peer_is_other_user:
 * @socket: an accepted connection over 127.0.0.1
 *
 * Every user of a computer can connect to 127.0.0.1. Where the kernel does not say who did (some sandboxes), this says
 * no: then the token alone keeps others out, and nobody guesses 256 bits.
 *
 * Returns: whether the connection is known to be another user's
 */
gboolean
propus_peer_is_other_user (GSocket *socket)
{
  struct sockaddr_in theirs = { 0, }, ours = { 0, };
  socklen_t their_length = sizeof theirs, our_length = sizeof ours;
  uid_t uid;

  g_return_val_if_fail (G_IS_SOCKET (socket), TRUE);

  if (getpeername (g_socket_get_fd (socket), (struct sockaddr *) &theirs, &their_length) != 0 ||
      getsockname (g_socket_get_fd (socket), (struct sockaddr *) &ours, &our_length) != 0 ||
      theirs.sin_family != AF_INET)
    return TRUE;

  return ask (&theirs, &ours, &uid) && uid != getuid ();
}
