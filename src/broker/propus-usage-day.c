/* propus-usage-day.c - a day as a number
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-day.h"

#include <stdio.h>
#include <string.h>

/**
 * propus_usage_day_of:
 * @time: a moment
 *
 * May be called in any thread.
 *
 * Returns: the day on which it is in its own time zone, as YYYYMMDD
 */
int
propus_usage_day_of (GDateTime *time)
{
  int year, month, day;

  g_return_val_if_fail (time != NULL, 0);

  g_date_time_get_ymd (time, &year, &month, &day);

  return year * 10000 + month * 100 + day;
}

/**
 * propus_usage_day_parse:
 * @text: (nullable): a day, as in 2026-11-28 or 2026-1-9
 * @day: (out): it, as YYYYMMDD; untouched when @text is no day
 *
 * May be called in any thread.
 *
 * Returns: whether @text is a day
 */
gboolean
propus_usage_day_parse (const char *text,
                        int        *day)
{
  int year, month, in_month, length = 0;

  g_return_val_if_fail (day != NULL, FALSE);

  /* scanf() takes blanks and signs for a part of a number. */
  if (text == NULL || *text == '-' || text[strspn (text, "0123456789-")] != '\0' ||
      sscanf (text, "%4d-%2d-%2d%n", &year, &month, &in_month, &length) != 3 || text[length] != '\0' ||
      !g_date_valid_dmy ((GDateDay) in_month, (GDateMonth) month, (GDateYear) year))
    return FALSE;

  *day = year * 10000 + month * 100 + in_month;

  return TRUE;
}

/**
 * propus_usage_day_dup:
 * @day: YYYYMMDD
 *
 * Returns: (transfer full): it as people write it in files, as in 2026-11-28
 */
char *
propus_usage_day_dup (int day)
{
  return g_strdup_printf ("%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
}
