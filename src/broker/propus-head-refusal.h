/* propus-head-refusal.h - what is wrong with a program's request, in the API's error shape
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-request-head.h"
#include "propus-rpc-status.h"

G_BEGIN_DECLS

PropusRpcStatus *propus_head_refusal_new (PropusHeadVerdict verdict);

G_END_DECLS
