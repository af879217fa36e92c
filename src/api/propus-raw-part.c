/* propus-raw-part.c - parts as JSON texts, exactly as they were received
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-raw-part.h"

#include "propus-json.h"

/**
 * propus_raw_part_parse:
 * @json: a part, or another piece of a reply, that was kept as text
 *
 * Returns: (transfer full) (nullable): what it says; %NULL when it is not JSON (a damaged history)
 */
JsonNode *
propus_raw_part_parse (const char *json)
{
  g_return_val_if_fail (json != NULL, NULL);

  return propus_json_parse (json, -1, NULL);
}

/**
 * propus_raw_part_dup_object:
 * @object: a piece of a reply
 *
 * Returns: (transfer full): the text to keep of it, compact
 */
char *
propus_raw_part_dup_object (JsonObject *object)
{
  g_return_val_if_fail (object != NULL, NULL);

  return propus_json_object_to_string (object, FALSE);
}
