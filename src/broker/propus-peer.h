/* propus-peer.h - whose connection over loopback it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean propus_peer_is_other_user (GSocket *socket);

G_END_DECLS
