/* propus-scan-reply.c - where the broker found keys in a text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-scan-reply.h"

#include "propus-json.h"

/**
 * propus_scan_reply_parse:
 * @reply: (nullable): of POST /propus/v1/scan (src/broker/propus-control.h)
 * @length: of the text that was sent, in bytes
 * @skipped: (out): whether there are keys that the text was not compared with
 *
 * Returns: (transfer full) (nullable) (element-type PropusScanRange): the places, all within the text; %NULL: the reply is
 *   not what it must be
 */
GArray *
propus_scan_reply_parse (JsonNode *reply,
                         gsize     length,
                         gboolean *skipped)
{
  JsonObject *object = reply != NULL ? propus_json_node_object (reply) : NULL;
  JsonArray *array = object != NULL ? propus_json_get_array (object, "ranges") : NULL;
  g_autoptr(GArray) ranges = NULL;

  g_return_val_if_fail (skipped != NULL, NULL);

  if (array == NULL)
    return NULL;

  ranges = g_array_new (FALSE, FALSE, sizeof (PropusScanRange));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *one = propus_json_array_object (array, i);
      gint64 start = one != NULL ? propus_json_get_int (one, "start", -1) : -1;
      gint64 end = one != NULL ? propus_json_get_int (one, "end", -1) : -1;
      PropusScanRange range = { (gsize) start, (gsize) end };

      if (start < 0 || end <= start || (guint64) end > length)
        return NULL;
      g_array_append_val (ranges, range);
    }
  *skipped = propus_json_get_int (object, "skipped", 0) > 0;

  return g_steal_pointer (&ranges);
}
