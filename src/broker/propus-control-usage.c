/* propus-control-usage.c - what was spent, and how much may be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-control-call.h"

#include <glib/gi18n.h>
#include <string.h>

#include "propus-json.h"
#include "propus-limits.h"
#include "propus-spend-limits.h"
#include "propus-usage-day.h"
#include "propus-usage-report.h"

static PropusSpendGuard *
get_guard (PropusControlCall *call)
{
  return propus_key_source_get_guard (call->keys);
}

static int
get_today (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  return propus_usage_day_of (now);
}

static gboolean
read_day (GHashTable *form,
          const char *name,
          int        *day)
{
  const char *text = form != NULL ? g_hash_table_lookup (form, name) : NULL;

  return text == NULL || propus_usage_day_parse (text, day);
}

static gboolean
read_number (GHashTable *form,
             const char *name,
             guint64     max,
             gint64     *number)
{
  const char *text = form != NULL ? g_hash_table_lookup (form, name) : NULL;
  guint64 value;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, max, &value, NULL))
    return FALSE;

  *number = (gint64) value;

  return TRUE;
}

static GHashTable *
read_form (PropusControlCall *call)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (propus_exchange_get_message (call->exchange)));

  return query != NULL ? soup_form_decode (query) : NULL;
}

static void
fail_question (PropusControlCall *call)
{
  propus_control_call_fail_literal (call, PROPUS_FAULT_INVALID, _("The request cannot be understood."));
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *answer = propus_spend_guard_query_finish (PROPUS_SPEND_GUARD (source), result, &error);

  if (answer == NULL)
    {
      g_autofree char *sentence = NULL;

      /* Translators: %s is a technical text. */
      sentence = g_strdup_printf (_("What was spent cannot be read or written: %s"), error->message);
      propus_control_call_fail_literal (call, PROPUS_FAULT_USAGE, sentence);
      return;
    }

  json_object_set_object_member (answer, "state", propus_spend_guard_describe (PROPUS_SPEND_GUARD (source)));
  propus_control_call_reply (call, answer);
}

static void
fail_practice (PropusControlCall *call)
{
  propus_control_call_fail_literal (call, PROPUS_FAULT_USAGE,
                                    _("Nothing is counted here: practice answers cost nothing."));
}

static void
ask (PropusControlCall *call,
     PropusUsageQuery   query,
     JsonObject        *question)
{
  if (propus_spend_guard_is_kept (get_guard (call)))
    {
      propus_spend_guard_query_async (get_guard (call), query, question, answered_cb, propus_control_call_ref (call));
      return;
    }

  json_object_unref (question);
  fail_practice (call);
}

/* --- GET usage --- */

static JsonObject *
sum_query (PropusUsageFile  *file,
           JsonObject       *question,
           GError          **error)
{
  return propus_usage_report_sum (file, propus_json_get_string (question, "by"),
                                  (int) propus_json_get_int (question, "from", 0),
                                  (int) propus_json_get_int (question, "to", 0), error);
}

void
propus_control_usage (PropusControlCall *call)
{
  g_autoptr(GHashTable) form = read_form (call);
  const char *by = form != NULL ? g_hash_table_lookup (form, "by") : NULL;
  int to = get_today (), from = to / 100 * 100 + 1;
  JsonObject *question;

  if (!read_day (form, "from", &from) || !read_day (form, "to", &to) ||
      (by != NULL && !propus_usage_report_knows (by)))
    {
      fail_question (call);
      return;
    }

  question = json_object_new ();
  json_object_set_string_member (question, "by", by != NULL ? by : "day");
  json_object_set_int_member (question, "from", from);
  json_object_set_int_member (question, "to", to);
  ask (call, sum_query, question);
}

/* --- GET usage/rows --- */

static JsonObject *
rows_query (PropusUsageFile  *file,
            JsonObject       *question,
            GError          **error)
{
  return propus_usage_report_rows (file, (int) propus_json_get_int (question, "from", 0),
                                   (int) propus_json_get_int (question, "to", 0),
                                   propus_json_get_int (question, "after", 0),
                                   (int) propus_json_get_int (question, "limit", 0), error);
}

void
propus_control_usage_rows (PropusControlCall *call)
{
  g_autoptr(GHashTable) form = read_form (call);
  gint64 after = 0, limit = PROPUS_LIMIT_USAGE_ROWS;
  int from = 0, to = 99991231;
  JsonObject *question;

  if (!read_day (form, "from", &from) || !read_day (form, "to", &to) ||
      !read_number (form, "after", G_MAXINT64, &after) ||
      !read_number (form, "limit", PROPUS_LIMIT_USAGE_ROWS, &limit) || limit == 0)
    {
      fail_question (call);
      return;
    }

  question = json_object_new ();
  json_object_set_int_member (question, "from", from);
  json_object_set_int_member (question, "to", to);
  json_object_set_int_member (question, "after", after);
  json_object_set_int_member (question, "limit", limit);
  ask (call, rows_query, question);
}

/* --- GET usage/limits, PUT usage/limits --- */

static JsonObject *
limits_query (PropusUsageFile  *file,
              JsonObject       *question,
              GError          **error)
{
  return propus_spend_limits_read (file, error);
}

static JsonObject *
set_limits_query (PropusUsageFile  *file,
                  JsonObject       *question,
                  GError          **error)
{
  return propus_spend_limits_write (file, question, error) ? propus_spend_limits_read (file, error) : NULL;
}

void
propus_control_usage_limits (PropusControlCall *call)
{
  ask (call, limits_query, json_object_new ());
}

void
propus_control_usage_set_limits (PropusControlCall *call)
{
  if (propus_spend_limits_are_valid (call->object))
    ask (call, set_limits_query, json_object_ref (call->object));
  else
    fail_question (call);
}

/* --- POST usage/acknowledge --- */

static JsonObject *
acknowledge_query (PropusUsageFile  *file,
                   JsonObject       *question,
                   GError          **error)
{
  gint64 now = g_get_real_time () / 1000;

  return propus_spend_limits_acknowledge (file, propus_json_get_string (question, "program"),
                                          (int) propus_json_get_int (question, "day", 0), now, error)
           ? json_object_new () : NULL;
}

void
propus_control_usage_acknowledge (PropusControlCall *call)
{
  const char *program = propus_json_get_string (call->object, "program");
  JsonObject *question;

  if (program != NULL && strlen (program) > PROPUS_LIMIT_LABEL_BYTES)
    {
      fail_question (call);
      return;
    }

  question = json_object_new ();
  json_object_set_string_member (question, "program", program != NULL ? program : "");
  json_object_set_int_member (question, "day", get_today ());
  ask (call, acknowledge_query, question);
}

/* --- POST usage/estimate --- */

static void
priced_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusControlCall) call = user_data;
  gint64 cost = propus_spend_guard_price_finish (PROPUS_SPEND_GUARD (source), result);
  JsonObject *answer = json_object_new ();

  if (cost >= 0)
    json_object_set_int_member (answer, "cost", cost);
  else
    json_object_set_null_member (answer, "cost");
  json_object_set_object_member (answer, "state", propus_spend_guard_describe (PROPUS_SPEND_GUARD (source)));
  propus_control_call_reply (call, answer);
}

void
propus_control_usage_estimate (PropusControlCall *call)
{
  const char *model = propus_json_get_string (call->object, "model");
  const char *text = propus_json_get_string (call->object, "day");
  JsonObject *usage = propus_json_get_object (call->object, "usage");
  int day = get_today ();
  PropusUsageCount count;

  if (!propus_spend_guard_is_kept (get_guard (call)))
    fail_practice (call);
  else if (model == NULL || usage == NULL || !propus_usage_count_read (&count, usage) ||
           (text != NULL && !propus_usage_day_parse (text, &day)))
    fail_question (call);
  else
    propus_spend_guard_price_async (get_guard (call), model, day, &count, priced_cb, propus_control_call_ref (call));
}
