/* propus-access.h - who may talk to the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

gboolean propus_access_allows (GSocket *socket,
                               pid_t    parent);

G_END_DECLS
