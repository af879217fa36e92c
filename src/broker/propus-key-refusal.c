/* propus-key-refusal.c - which answers of the API are about the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-refusal.h"

#include <string.h>

#include "propus-json.h"
#include "propus-key-scan.h"

/* gemini-api.md 2.4: the reason says it, else the text does. An answer about the model, the quota, the region or the
 * request says nothing of the key. */
static const char * const reasons[] = {
  "ACCESS_TOKEN_TYPE_UNSUPPORTED", "CONSUMER_SUSPENDED", "CONSUMER_INVALID", "SERVICE_DISABLED", NULL
};

static const struct { guint code; const char *text; } texts[] = {
  { 400, "api key not valid" },
  { 400, "api key expired" },
  { 400, "api key not found" },
  { 403, "reported as leaked" },
  { 403, "has been suspended" },
  { 403, "unregistered callers" },
  { 403, "has not been used in project" },
  { 403, "ip address restriction" },
  { 403, "requests from referer" },
  { 403, "requests to this api" },
  { 403, "api key" },
};

/**
 * propus_key_refusal_is_possible:
 * @code: the HTTP status of an answer
 *
 * Returns: whether such an answer can be about the key, so that its body is worth a look
 */
gboolean
propus_key_refusal_is_possible (guint code)
{
  return code == 400 || code == 401 || code == 403;
}

/**
 * propus_key_refusal_is_about_key:
 * @code: the HTTP status of an answer
 * @status: what it says
 *
 * Returns: whether the API refused the key, rather than this one request
 */
gboolean
propus_key_refusal_is_about_key (guint            code,
                                 PropusRpcStatus *status)
{
  const char *reason;
  g_autofree char *message = NULL;

  g_return_val_if_fail (status != NULL, FALSE);

  if (!propus_key_refusal_is_possible (code))
    return FALSE;
  if (code == 401)
    return TRUE;

  reason = propus_rpc_status_get_reason (status);
  if (reason != NULL && (g_str_has_prefix (reason, "API_KEY_") || g_strv_contains (reasons, reason)))
    return TRUE;

  message = g_ascii_strdown (propus_rpc_status_get_message (status), -1);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i].code == code && strstr (message, texts[i].text) != NULL)
      return TRUE;

  return FALSE;
}

/**
 * propus_key_refusal_parse:
 * @code: the HTTP status of an answer
 * @body: (array length=length): its body, masked
 * @length: how long it is
 *
 * Returns: (transfer full) (nullable): what the API said when it refused the key; %NULL when the answer is about
 *   something else. A 401 without a body that could be read is about the key, too.
 */
PropusRpcStatus *
propus_key_refusal_parse (guint       code,
                          const char *body,
                          gsize       length)
{
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(PropusRpcStatus) status = NULL;

  if (!propus_key_refusal_is_possible (code))
    return NULL;

  node = length > 0 ? propus_json_parse (body, (gssize) length, NULL) : NULL;
  status = node != NULL ? propus_rpc_status_parse (node) : NULL;
  if (status == NULL && code == 401)
    status = propus_rpc_status_new (401, "UNAUTHENTICATED", "");
  if (status != NULL && propus_rpc_status_get_code (status) == 0)
    {
      g_autoptr(PropusRpcStatus) bare = g_steal_pointer (&status);

      status = propus_rpc_status_new (code, propus_rpc_status_get_status (bare), propus_rpc_status_get_message (bare));
    }

  return status != NULL && propus_key_refusal_is_about_key (code, status) ? g_steal_pointer (&status) : NULL;
}

/**
 * propus_key_refusal_dup_message:
 * @status: what the API said
 * @keys: (element-type SecretValue): the known keys
 *
 * Returns: (transfer full): its message, with asterisks for every piece of a known key that is in it
 */
char *
propus_key_refusal_dup_message (PropusRpcStatus *status,
                                GPtrArray       *keys)
{
  char *message;
  g_autoptr(GArray) ranges = NULL;

  g_return_val_if_fail (status != NULL && keys != NULL, NULL);

  message = g_strdup (propus_rpc_status_get_message (status));
  ranges = propus_key_scan (keys, message, strlen (message));
  for (guint i = 0; i < ranges->len; i++)
    {
      PropusKeyRange range = g_array_index (ranges, PropusKeyRange, i);

      memset (message + range.start, '*', range.end - range.start);
    }

  return message;
}
