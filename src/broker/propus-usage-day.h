/* propus-usage-day.h - a day as a number
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int      propus_usage_day_of    (GDateTime  *time);
gboolean propus_usage_day_parse (const char *text,
                                 int        *day);
char    *propus_usage_day_dup   (int         day);

G_END_DECLS
