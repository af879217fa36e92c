/* propus-knock.h - a connection of a program, before it is let in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_KNOCK (propus_knock_get_type ())
G_DECLARE_FINAL_TYPE (PropusKnock, propus_knock, PROPUS, KNOCK, GObject)

PropusKnock       *propus_knock_new            (GSocketConnection *connection,
                                                guint16            port,
                                                const char        *token);
GSocketConnection *propus_knock_get_connection (PropusKnock       *self);

G_END_DECLS
