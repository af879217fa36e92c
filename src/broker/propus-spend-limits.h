/* propus-spend-limits.h - how much may be spent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "propus-spend-rows.h"

G_BEGIN_DECLS

gboolean    propus_spend_limits_check_pace  (PropusUsageFile           *file,
                                             const PropusSpendRequest  *request,
                                             PropusSpendVerdict        *verdict,
                                             GError                   **error);
gboolean    propus_spend_limits_check       (PropusUsageFile           *file,
                                             const PropusSpendRequest  *request,
                                             gint64                     tokens,
                                             gint64                     cost,
                                             PropusSpendVerdict        *verdict,
                                             GError                   **error);
JsonObject *propus_spend_limits_read        (PropusUsageFile           *file,
                                             GError                   **error);
gboolean    propus_spend_limits_write       (PropusUsageFile           *file,
                                             JsonObject                *limits,
                                             GError                   **error);
gboolean    propus_spend_limits_acknowledge (PropusUsageFile           *file,
                                             const char                *program,
                                             int                        day,
                                             gint64                     now,
                                             GError                   **error);
gboolean    propus_spend_limits_are_valid   (JsonObject                *limits);

G_END_DECLS
