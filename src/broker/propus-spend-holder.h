/* propus-spend-holder.h - how much a pass or a run may spend
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-spend-rows.h"

G_BEGIN_DECLS

gboolean propus_spend_holder_check (PropusUsageFile           *file,
                                    const PropusSpendRequest  *request,
                                    gint64                     tokens,
                                    gint64                     cost,
                                    PropusSpendVerdict        *verdict,
                                    GError                   **error);

G_END_DECLS
