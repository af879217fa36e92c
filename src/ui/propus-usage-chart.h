/* propus-usage-chart.h - what was used on the last days, as bars
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-usage.h"

G_BEGIN_DECLS

/* Today is the last of them. */
#define PROPUS_USAGE_CHART_DAYS 30

#define PROPUS_TYPE_USAGE_CHART (propus_usage_chart_get_type ())
G_DECLARE_FINAL_TYPE (PropusUsageChart, propus_usage_chart, PROPUS, USAGE_CHART, GtkWidget)

void propus_usage_chart_show (PropusUsageChart        *self,
                              const PropusUsageReport *report);

G_END_DECLS
