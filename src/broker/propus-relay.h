/* propus-relay.h - requests of the client, passed on to the API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-exchange.h"
#include "propus-key-source.h"
#include "propus-upstream.h"

G_BEGIN_DECLS

void propus_relay_start (PropusExchange  *exchange,
                         PropusUpstream  *upstream,
                         PropusKeySource *keys);

G_END_DECLS
