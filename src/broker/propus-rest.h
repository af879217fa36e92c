/* propus-rest.h - a new life with clean memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-broker-options.h"
#include "propus-key-source.h"

G_BEGIN_DECLS

void propus_rest_now (const PropusBrokerOptions *options,
                      PropusKeySource           *keys,
                      const char                *token);

G_END_DECLS
