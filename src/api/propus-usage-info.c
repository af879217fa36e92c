/* propus-usage-info.c - what was used and how much may be, as the broker tells it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-info.h"

#include "propus-json.h"

static const struct { const char *window; const char *unit; } limit_names[PROPUS_USAGE_N_LIMITS] = {
  [PROPUS_USAGE_DAY_TOKENS] = { "day", "tokens" },
  [PROPUS_USAGE_DAY_MONEY] = { "day", "money" },
  [PROPUS_USAGE_MONTH_TOKENS] = { "month", "tokens" },
  [PROPUS_USAGE_MONTH_MONEY] = { "month", "money" },
};

static void
sum_free (PropusUsageSum *sum)
{
  g_free (sum->name);
  g_free (sum);
}

/**
 * propus_usage_report_free:
 * @self: (transfer full): a report
 */
void
propus_usage_report_free (PropusUsageReport *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self->prices_date);
  g_free (self->trouble);
  g_free (self);
}

static void
read_sum (JsonObject     *object,
          PropusUsageSum *sum)
{
  sum->name = g_strdup (propus_json_get_string (object, "name"));
  sum->requests = propus_json_get_int (object, "requests", 0);
  sum->tokens = propus_json_get_int (object, "total", 0);
  sum->cost = propus_json_get_int (object, "cost", 0);
  sum->unpriced = propus_json_get_int (object, "unpriced", 0);
}

/**
 * propus_usage_report_parse:
 * @node: what GET usage answered
 *
 * Returns: (transfer full) (nullable): the report; %NULL when it is none
 */
PropusUsageReport *
propus_usage_report_parse (JsonNode *node)
{
  JsonObject *root = propus_json_node_object (node);
  JsonObject *state = propus_json_get_object (root, "state");
  JsonObject *prices = propus_json_get_object (state, "prices");
  JsonArray *rows = propus_json_get_array (root, "rows");
  PropusUsageReport *report;
  const char *trouble = propus_json_get_string (state, "trouble");

  if (rows == NULL)
    return NULL;

  report = g_new0 (PropusUsageReport, 1);
  report->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sum_free);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      PropusUsageSum *sum = g_new0 (PropusUsageSum, 1);

      read_sum (propus_json_array_object (rows, i), sum);
      if (sum->name == NULL)
        sum->name = g_strdup ("");
      g_ptr_array_add (report->rows, sum);
    }
  read_sum (propus_json_get_object (root, "total"), &report->total);
  g_clear_pointer (&report->total.name, g_free);
  report->prices_date = g_strdup (propus_json_get_string (prices, "date"));
  report->trouble = g_strdup (trouble != NULL ? trouble : propus_json_get_string (prices, "error"));

  return report;
}

static void
read_limit (PropusUsageLimits *limits,
            JsonObject        *one)
{
  const char *program = propus_json_get_string (one, "program");

  if (program == NULL || *program != '\0')
    return;

  for (guint i = 0; i < PROPUS_USAGE_N_LIMITS; i++)
    if (g_strcmp0 (propus_json_get_string (one, "window"), limit_names[i].window) == 0 &&
        g_strcmp0 (propus_json_get_string (one, "unit"), limit_names[i].unit) == 0)
      {
        limits->soft[i] = propus_json_get_int (one, "soft", -1);
        limits->hard[i] = propus_json_get_int (one, "hard", -1);
      }
}

/**
 * propus_usage_limits_parse:
 * @limits: (out): those of all programs together
 * @node: (nullable): what GET usage/limits answered
 *
 * Returns: whether it was limits; else there are none in @limits
 */
gboolean
propus_usage_limits_parse (PropusUsageLimits *limits,
                           JsonNode          *node)
{
  JsonArray *array = node != NULL ? propus_json_get_array (propus_json_node_object (node), "limits") : NULL;

  for (guint i = 0; i < PROPUS_USAGE_N_LIMITS; i++)
    limits->soft[i] = limits->hard[i] = -1;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    read_limit (limits, propus_json_array_object (array, i));

  return array != NULL;
}

static void
add_amount (JsonBuilder *builder,
            const char  *member,
            gint64       amount)
{
  json_builder_set_member_name (builder, member);
  if (amount >= 0)
    json_builder_add_int_value (builder, amount);
  else
    json_builder_add_null_value (builder);
}

/**
 * propus_usage_limits_to_node:
 * @limits: those of all programs together
 *
 * Returns: (transfer full): what PUT usage/limits takes
 */
JsonNode *
propus_usage_limits_to_node (const PropusUsageLimits *limits)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "limits");
  json_builder_begin_array (builder);
  for (guint i = 0; i < PROPUS_USAGE_N_LIMITS; i++)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "window");
      json_builder_add_string_value (builder, limit_names[i].window);
      json_builder_set_member_name (builder, "unit");
      json_builder_add_string_value (builder, limit_names[i].unit);
      add_amount (builder, "soft", limits->soft[i]);
      add_amount (builder, "hard", limits->hard[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/**
 * propus_usage_estimate_new_question:
 * @model: the model that answered
 * @usage: its usageMetadata, as JSON
 * @at: when, Unix time in microseconds
 *
 * Returns: (transfer full): what to ask the broker for the price of that answer
 */
JsonNode *
propus_usage_estimate_new_question (const char *model,
                                    const char *usage,
                                    gint64      at)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (at / G_USEC_PER_SEC);
  g_autofree char *day = time != NULL ? g_date_time_format (time, "%Y-%m-%d") : NULL;
  JsonNode *parsed = propus_json_parse (usage, -1, NULL);
  JsonObject *object = json_object_new ();
  JsonNode *question = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "model", model);
  if (day != NULL)
    json_object_set_string_member (object, "day", day);
  if (parsed != NULL)
    json_object_set_member (object, "usage", parsed);
  json_node_take_object (question, object);

  return question;
}

/**
 * propus_usage_estimate_parse:
 * @reply: (nullable): the broker's answer
 *
 * Returns: millionths of a US dollar; -1 when they are not known
 */
gint64
propus_usage_estimate_parse (JsonNode *reply)
{
  JsonObject *object = reply != NULL ? propus_json_node_object (reply) : NULL;

  return object != NULL ? propus_json_get_int (object, "cost", -1) : -1;
}
