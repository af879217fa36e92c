/* fuzz-json.c - any bytes as JSON from outside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"
#include "propus-json.h"
#include "propus-rpc-status.h"

/* What parses can be written, and what was written says the same; an error of the API can be made of anything. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = propus_json_parse ((const char *) data, (gssize) size, &error);
  g_autoptr(JsonNode) again = NULL;
  g_autoptr(PropusRpcStatus) status = NULL;
  g_autofree char *text = NULL;
  g_autofree char *second = NULL;

  g_assert_true ((node == NULL) == (error != NULL));
  if (node == NULL)
    return 0;

  text = propus_json_to_string (node, FALSE);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  again = propus_json_parse (text, -1, NULL);
  g_assert_nonnull (again);
  second = propus_json_to_string (again, FALSE);
  g_assert_cmpstr (text, ==, second);

  status = propus_rpc_status_parse (node);
  if (status != NULL)
    {
      g_assert_true (g_utf8_validate (propus_rpc_status_get_message (status), -1, NULL));
      propus_rpc_status_get_retry_delay_ms (status);
      propus_rpc_status_is_daily_quota (status);
      propus_rpc_status_get_help_url (status);
    }

  return 0;
}
