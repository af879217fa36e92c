/* propus-knock.h - a connection of a program, before it is let in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-rpc-status.h"

G_BEGIN_DECLS

/* Returns: (transfer full) (nullable): why the request with this head is refused; %NULL: it is let in. */
typedef PropusRpcStatus *(*PropusKnockJudge) (const char *head,
                                              gsize       length,
                                              gpointer    user_data);

#define PROPUS_TYPE_KNOCK (propus_knock_get_type ())
G_DECLARE_FINAL_TYPE (PropusKnock, propus_knock, PROPUS, KNOCK, GObject)

PropusKnock       *propus_knock_new            (GSocketConnection *connection,
                                                PropusKnockJudge   judge,
                                                gpointer           user_data);
GSocketConnection *propus_knock_get_connection (PropusKnock       *self);

G_END_DECLS
