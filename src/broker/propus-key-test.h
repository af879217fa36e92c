/* propus-key-test.h - whether a key works
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-exchange.h"
#include "propus-key-source.h"
#include "propus-upstream.h"

G_BEGIN_DECLS

void propus_key_test_start (PropusExchange  *exchange,
                            PropusUpstream  *upstream,
                            PropusKeySource *keys,
                            SecretValue     *key,
                            const char      *id,
                            const char      *model);

G_END_DECLS
