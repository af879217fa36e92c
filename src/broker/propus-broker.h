/* propus-broker.h - the parts of the broker, together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

#include "propus-broker-options.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_BROKER (propus_broker_get_type ())
G_DECLARE_FINAL_TYPE (PropusBroker, propus_broker, PROPUS, BROKER, GObject)

PropusBroker *propus_broker_new (const PropusBrokerOptions  *options,
                                 pid_t                       parent,
                                 GError                    **error);

G_END_DECLS
