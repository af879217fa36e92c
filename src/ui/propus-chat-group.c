/* propus-chat-group.c - under which heading a chat is listed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-chat-group.h"

#include <glib/gi18n.h>

static GDateTime *
new_midnight (GDateTime *time)
{
  return g_date_time_new (g_date_time_get_timezone (time), g_date_time_get_year (time), g_date_time_get_month (time),
                          g_date_time_get_day_of_month (time), 0, 0, 0);
}

/* Nights between the two, not hours: an hour ago may be yesterday. The half day takes care of days of 23 and 25 hours. */
static gint64
count_days (GDateTime *then,
            GDateTime *now)
{
  g_autoptr (GDateTime) first = new_midnight (then);
  g_autoptr (GDateTime) last = new_midnight (now);

  return (g_date_time_difference (last, first) + G_TIME_SPAN_DAY / 2) / G_TIME_SPAN_DAY;
}

/**
 * propus_chat_group_dup_heading:
 * @pinned: whether the chat is pinned
 * @updated: Unix time, microseconds; 0: not known yet
 * @now: in the person's time zone
 *
 * Returns: (transfer full) (nullable): translated; chats that follow each other under one heading get the same; %NULL:
 *   nothing is known of the chat yet
 */
char *
propus_chat_group_dup_heading (gboolean   pinned,
                               gint64     updated,
                               GDateTime *now)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) then = NULL;
  gint64 days;

  g_return_val_if_fail (now != NULL, NULL);

  if (pinned)
    return g_strdup (_("Pinned"));
  if (updated == 0)
    return NULL;

  utc = g_date_time_new_from_unix_utc (updated / G_USEC_PER_SEC);
  if (utc == NULL)
    return NULL;   /* no date can be so far away */

  then = g_date_time_to_timezone (utc, g_date_time_get_timezone (now));
  days = count_days (then, now);
  if (days <= 0)
    return g_strdup (_("Today"));
  if (days == 1)
    return g_strdup (_("Yesterday"));
  if (days < 8)
    return g_strdup (_("Previous 7 Days"));
  if (days < 31)
    return g_strdup (_("Previous 30 Days"));

  /* Translators: heading of the chats of one month, as g_date_time_format() takes it: month and year */
  return g_date_time_format (then, _("%OB %Y"));
}
