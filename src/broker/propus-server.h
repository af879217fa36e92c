/* propus-server.h - the private socket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

#include "propus-exchange.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SERVER (propus_server_get_type ())
G_DECLARE_FINAL_TYPE (PropusServer, propus_server, PROPUS, SERVER, GObject)

PropusServer *propus_server_new       (int            socket_fd,
                                       pid_t          parent,
                                       GError       **error);
guint         propus_server_get_count (PropusServer  *self);

G_END_DECLS
