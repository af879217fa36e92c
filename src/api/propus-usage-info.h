/* propus-usage-info.h - what was used and how much may be, as the broker tells it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Money is in millionths of a US dollar. */
#define PROPUS_USAGE_MICRO 1e6

typedef struct
{
  char  *name;       /* of a model, a key's id, a program, a day as 2026-11-28; NULL: of the total */
  gint64 requests;
  gint64 tokens;
  gint64 cost;
  gint64 unpriced;   /* requests of which only the tokens are known */
} PropusUsageSum;

typedef struct
{
  GPtrArray      *rows;          /* of PropusUsageSum */
  PropusUsageSum  total;
  char           *prices_date;   /* NULL: none */
  char           *trouble;       /* a sentence or a technical text; NULL: all is well */
} PropusUsageReport;

/* In the order of the rows in which a person sets them. */
typedef enum
{
  PROPUS_USAGE_DAY_TOKENS,
  PROPUS_USAGE_DAY_MONEY,
  PROPUS_USAGE_MONTH_TOKENS,
  PROPUS_USAGE_MONTH_MONEY,
  PROPUS_USAGE_N_LIMITS,
} PropusUsageLimit;

/* Of all programs together; -1: none. */
typedef struct
{
  gint64 soft[PROPUS_USAGE_N_LIMITS];
  gint64 hard[PROPUS_USAGE_N_LIMITS];
} PropusUsageLimits;

void               propus_usage_report_free  (PropusUsageReport       *self);
PropusUsageReport *propus_usage_report_parse (JsonNode                *node);
gboolean           propus_usage_limits_parse (PropusUsageLimits       *limits,
                                              JsonNode                *node);
JsonNode          *propus_usage_limits_to_node (const PropusUsageLimits *limits);

JsonNode *propus_usage_estimate_new_question (const char *model, const char *usage, gint64 at);
gint64    propus_usage_estimate_parse        (JsonNode *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusUsageReport, propus_usage_report_free)

G_END_DECLS
