/* propus-usage-count.h - tokens of each kind
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Tokens. Those of the prompt include the cached ones; the total is what the API says, or the sum. */
typedef struct
{
  gint64 prompt;
  gint64 cached;
  gint64 candidates;
  gint64 thoughts;
  gint64 tool;
  gint64 total;
} PropusUsageCount;

gboolean propus_usage_count_read     (PropusUsageCount *self,
                                      JsonObject       *object);
gint64   propus_usage_count_input    (gint64            body_bytes);
void     propus_usage_count_estimate (PropusUsageCount *self,
                                      gint64            body_bytes,
                                      gint64            typical_output);

G_END_DECLS
