/* propus-usage-words.h - what was used, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-usage.h"

G_BEGIN_DECLS

char       *propus_usage_words_dup_amounts (const PropusUsageSum *sum);
const char *propus_usage_words_get_key     (const char           *id,
                                            GPtrArray            *known);

G_END_DECLS
