/* propus-spend-refusal.h - why a request was not let up, in the API's error shape
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-rpc-status.h"
#include "propus-spend-rows.h"

G_BEGIN_DECLS

PropusRpcStatus *propus_spend_refusal_new            (const PropusSpendVerdict *verdict,
                                                      const char               *program,
                                                      const PropusHolder       *holder);
PropusRpcStatus *propus_spend_refusal_new_unrecorded (void);

G_END_DECLS
