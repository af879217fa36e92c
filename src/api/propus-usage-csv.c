/* propus-usage-csv.c - requests of the ledger as comma-separated values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-csv.h"

#include "propus-json.h"

#include <string.h>

#define MICRO 1000000

/* RFC 4180: lines end with CR LF, every text is quoted. Numbers have a point, whatever the locale, and the columns' names
 * are the same in every language: programs read them. */

/**
 * propus_usage_csv_get_header:
 *
 * Returns: the first line
 */
const char *
propus_usage_csv_get_header (void)
{
  return "time,program,key,key_id,model,model_version,kind,status,prompt_tokens,cached_tokens,candidates_tokens,"
         "thoughts_tokens,tool_tokens,total_tokens,cost_usd,prices_of,estimated\r\n";
}

/* A spreadsheet takes a text that begins like this for a formula; an apostrophe makes it a text. */
static gboolean
is_formula (const char *text)
{
  return *text != '\0' && strchr ("=+-@\t\r", *text) != NULL;
}

static void
append_text (GString    *out,
             const char *text)
{
  g_string_append_c (out, '"');
  if (text != NULL && is_formula (text))
    g_string_append_c (out, '\'');
  for (const char *at = text != NULL ? text : ""; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *at);
    }
  g_string_append (out, "\",");
}

static void
append_number (GString    *out,
               JsonObject *row,
               const char *member)
{
  g_string_append_printf (out, "%" G_GINT64_FORMAT ",", propus_json_get_int (row, member, 0));
}

static void
append_time (GString    *out,
             JsonObject *row)
{
  gint64 ms = propus_json_get_int (row, "at", 0);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (ms / 1000);
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S%:z") : NULL;

  g_string_append_printf (out, "%s,", text != NULL ? text : "");
}

/* Nothing for a model whose price is not known. */
static void
append_cost (GString    *out,
             JsonObject *row)
{
  gint64 cost = propus_json_get_int (row, "cost", -1);

  if (cost >= 0)
    g_string_append_printf (out, "%" G_GINT64_FORMAT ".%06d", cost / MICRO, (int) (cost % MICRO));
  g_string_append_c (out, ',');
}

static void
append_row (GString            *out,
            JsonObject         *row,
            PropusUsageCsvName  name,
            gpointer            user_data)
{
  static const char * const numbers[] = { "status", "prompt", "cached", "candidates", "thoughts", "tool", "total" };
  const char *key = propus_json_get_string (row, "key");

  append_time (out, row);
  append_text (out, propus_json_get_string (row, "program"));
  append_text (out, key != NULL ? name (key, user_data) : NULL);
  append_text (out, key);
  append_text (out, propus_json_get_string (row, "model"));
  append_text (out, propus_json_get_string (row, "version"));
  append_text (out, propus_json_get_string (row, "kind"));
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    append_number (out, row, numbers[i]);
  append_cost (out, row);
  append_text (out, propus_json_get_string (row, "prices"));
  g_string_append (out, propus_json_get_int (row, "estimated", 0) != 0 ? "1\r\n" : "0\r\n");
}

/**
 * propus_usage_csv_append:
 * @out: what is written
 * @page: (nullable): a page of `usage/rows`
 * @name: what a key is called
 * @user_data: for @name
 * @next: (out): the number after which the next page begins; 0: this was the last
 * @n_rows: (inout): gets the number of rows that were added
 *
 * Returns: %FALSE when @page is no such page
 */
gboolean
propus_usage_csv_append (GString            *out,
                         JsonNode           *page,
                         PropusUsageCsvName  name,
                         gpointer            user_data,
                         gint64             *next,
                         guint              *n_rows)
{
  JsonObject *object = propus_json_node_object (page);
  JsonArray *rows = object != NULL ? propus_json_get_array (object, "rows") : NULL;

  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = propus_json_array_object (rows, i);

      if (row != NULL)
        append_row (out, row, name, user_data);
    }

  *next = propus_json_get_int (object, "next", 0);
  *n_rows += json_array_get_length (rows);

  return TRUE;
}
