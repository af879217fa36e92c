/* propus-loopback.h - the broker's door for programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-exchange.h"
#include "propus-pass.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_LOOPBACK (propus_loopback_get_type ())
G_DECLARE_FINAL_TYPE (PropusLoopback, propus_loopback, PROPUS, LOOPBACK, GObject)

PropusLoopback *propus_loopback_new       (int              socket_fd,
                                           const char      *token,
                                           const char      *program,
                                           GError         **error);
PropusLoopback *propus_loopback_new_for_pass (GSocket     *socket,
                                           PropusPass     *pass,
                                           GError        **error);
void            propus_loopback_set_pass  (PropusLoopback  *self,
                                           PropusPass      *pass);
void            propus_loopback_set_holder (PropusLoopback *self,
                                           PropusHolder    *holder);
guint           propus_loopback_get_underway (PropusLoopback *self);
int             propus_loopback_get_fd    (PropusLoopback  *self);
void            propus_loopback_cut       (PropusLoopback  *self);
void            propus_loopback_close     (PropusLoopback  *self);
guint           propus_loopback_get_count (PropusLoopback  *self);
const char     *propus_loopback_get_token (PropusLoopback  *self);

G_END_DECLS
