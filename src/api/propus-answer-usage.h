/* propus-answer-usage.h - what an answer cost, and how long it took
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Everything may be unknown: -1. Thoughts count as output where tokens a second are concerned. */
typedef struct
{
  gint64 prompt;       /* tokens, the cached ones included */
  gint64 cached;
  gint64 answer;
  gint64 thoughts;
  gint64 tools;        /* of what tools brought in */
  gint64 total;
  gint64 first_ms;     /* from asking to the first piece */
  gint64 total_ms;     /* to the end */
  double per_second;   /* tokens of output from the first piece to the end */
} PropusAnswerUsage;

void propus_answer_usage_add  (JsonObject *usage, const char *old_usage);
void propus_answer_usage_read (PropusAnswerUsage *self, const char *usage, const char *facts);

G_END_DECLS
