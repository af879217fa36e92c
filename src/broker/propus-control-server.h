/* propus-control-server.h - serves the paths of propus-control.h
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-exchange.h"
#include "propus-key-source.h"
#include "propus-pass-doors.h"
#include "propus-upstream.h"

G_BEGIN_DECLS

#define PROPUS_CONTROL_ROOT "/propus/v1/"

#define PROPUS_TYPE_CONTROL_SERVER (propus_control_server_get_type ())
G_DECLARE_FINAL_TYPE (PropusControlServer, propus_control_server, PROPUS, CONTROL_SERVER, GObject)

PropusControlServer *propus_control_server_new    (PropusKeySource     *keys,
                                                   PropusUpstream      *upstream,
                                                   int                  input_fd);
void                 propus_control_server_set_passes (PropusControlServer *self,
                                                   PropusPassDoors     *passes);
void                 propus_control_server_handle (PropusControlServer *self,
                                                   PropusExchange      *exchange);
gboolean             propus_control_server_is_quiet (PropusExchange    *exchange);
int                  propus_control_server_get_input_fd (PropusControlServer *self);

G_END_DECLS
