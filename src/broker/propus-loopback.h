/* propus-loopback.h - the broker's door for programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-exchange.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_LOOPBACK (propus_loopback_get_type ())
G_DECLARE_FINAL_TYPE (PropusLoopback, propus_loopback, PROPUS, LOOPBACK, GObject)

PropusLoopback *propus_loopback_new       (int              socket_fd,
                                           const char      *token,
                                           const char      *program,
                                           GError         **error);
guint           propus_loopback_get_count (PropusLoopback  *self);
const char     *propus_loopback_get_token (PropusLoopback  *self);

G_END_DECLS
