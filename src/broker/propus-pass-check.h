/* propus-pass-check.h - whether a pass is good for a request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-pass.h"
#include "propus-rpc-status.h"

G_BEGIN_DECLS

PropusRpcStatus *propus_pass_check (PropusPass *pass,
                                    const char *method,
                                    const char *path,
                                    gint64      now);

G_END_DECLS
