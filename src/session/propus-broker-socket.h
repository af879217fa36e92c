/* propus-broker-socket.h - the private place where a broker listens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_BROKER_SOCKET (propus_broker_socket_get_type ())
G_DECLARE_FINAL_TYPE (PropusBrokerSocket, propus_broker_socket, PROPUS, BROKER_SOCKET, GObject)

PropusBrokerSocket *propus_broker_socket_new         (GError            **error);
int                 propus_broker_socket_dup_fd      (PropusBrokerSocket *self);
GSocketAddress     *propus_broker_socket_get_address (PropusBrokerSocket *self);

G_END_DECLS
