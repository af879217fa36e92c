/* propus-relay-filter.c - what of a request goes up and what of a reply comes down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-relay-filter.h"

#include <string.h>

#include "propus-limits.h"

/* Pure functions: the client's credentials stay here, and so do headers that are about one connection only. */

static const char * const hop_by_hop[] = {
  "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", NULL
};

static const char * const request_drops[] = {
  "x-goog-api-key", "Authorization", "Proxy-Authorization", "X-Goog-Iam-Authorization-Token", "Cookie", "Cookie2",
  "Host", "Accept-Encoding", "Content-Length", "Expect",
  /* Google's servers take these for the method: what is counted and allowed must be what is done. */
  "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", NULL
};

static const char * const reply_drops[] = {
  "Set-Cookie", "Set-Cookie2", "Content-Length", "Alt-Svc", "Strict-Transport-Security", "Proxy-Authenticate", NULL
};

/* Google's servers take a key in any of these. */
static const char * const credential_parameters[] = {
  "key", "$key", "access_token", "$access_token", "oauth_token", "bearer_token",
  "$httpMethod", "$httpHeaders",   /* no credentials, but they would make another request of this one */
  NULL
};

static gboolean
list_has (const char * const *list,
          const char         *name)
{
  for (gsize i = 0; list[i] != NULL; i++)
    if (g_ascii_strcasecmp (list[i], name) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
has_dot_segment (const char *path)
{
  g_auto(GStrv) segments = g_strsplit (path, "/", -1);

  for (gsize i = 0; segments[i] != NULL; i++)
    if (g_str_equal (segments[i], ".") || g_str_equal (segments[i], ".."))
      return TRUE;

  return FALSE;
}

/**
 * propus_relay_filter_allows:
 * @method: the HTTP method
 * @path: the encoded path
 *
 * Returns: whether the broker passes such a request on
 */
gboolean
propus_relay_filter_allows (const char *method,
                            const char *path)
{
  static const char * const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", NULL };
  static const char * const roots[] = { "/v1beta/", "/v1/", "/v1alpha/", "/upload/", "/download/", NULL };
  g_autofree char *decoded = g_uri_unescape_string (path, NULL);

  if (decoded == NULL || has_dot_segment (decoded) || !g_strv_contains (methods, method))
    return FALSE;

  for (gsize i = 0; roots[i] != NULL; i++)
    if (g_str_has_prefix (path, roots[i]))
      return TRUE;

  return FALSE;
}

/**
 * propus_relay_filter_query:
 * @query: (nullable): an encoded query
 *
 * Drops every parameter that can hold a credential, however its name is spelt.
 *
 * Returns: (transfer full) (nullable): the rest, or %NULL when nothing is left
 */
char *
propus_relay_filter_query (const char *query)
{
  g_auto(GStrv) pairs = NULL;
  GString *kept = g_string_new (NULL);

  if (query != NULL)
    pairs = g_strsplit (query, "&", -1);

  for (gsize i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      g_autofree char *encoded = g_strndup (pairs[i], strcspn (pairs[i], "="));
      g_autofree char *name = g_uri_unescape_string (encoded, NULL);

      if (*pairs[i] == '\0' || name == NULL || list_has (credential_parameters, name))
        continue;

      if (kept->len > 0)
        g_string_append_c (kept, '&');
      g_string_append (kept, pairs[i]);
    }

  return g_string_free (kept, kept->len == 0);
}

/**
 * propus_relay_filter_request:
 * @from: the client's headers
 * @to: the headers for the API
 *
 * Copies what goes up: no credential, nothing about the connection or the body's framing.
 */
void
propus_relay_filter_request (SoupMessageHeaders *from,
                             SoupMessageHeaders *to)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;

  soup_message_headers_iter_init (&iter, from);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (!list_has (hop_by_hop, name) && !list_has (request_drops, name) &&
        !soup_message_headers_header_contains (from, "Connection", name))
      soup_message_headers_append (to, name, value);
}

/**
 * propus_relay_filter_reply:
 * @from: the API's headers
 * @to: the headers for the client
 * @decoded: whether the body's compression was taken off
 * @mask: what takes keys out of the values
 *
 * Copies what comes down.
 *
 * Returns: %FALSE when it is more than anybody needs
 */
gboolean
propus_relay_filter_reply (SoupMessageHeaders *from,
                           SoupMessageHeaders *to,
                           gboolean            decoded,
                           PropusKeyMask      *mask)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;
  gsize total = 0;

  soup_message_headers_iter_init (&iter, from);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      g_autofree char *clean_name = propus_key_mask_text (mask, name);
      g_autofree char *clean_value = propus_key_mask_text (mask, value);

      total += strlen (name) + strlen (value) + 4;
      if (total > PROPUS_LIMIT_HEADER_BYTES)
        return FALSE;

      if (list_has (hop_by_hop, name) || list_has (reply_drops, name) || !g_str_equal (name, clean_name) ||
          soup_message_headers_header_contains (from, "Connection", name) ||
          (decoded && g_ascii_strcasecmp (name, "Content-Encoding") == 0))
        continue;

      /* libsoup has put its own date there. */
      if (g_ascii_strcasecmp (name, "Date") == 0)
        soup_message_headers_replace (to, name, clean_value);
      else
        soup_message_headers_append (to, name, clean_value);
    }

  return TRUE;
}

/**
 * propus_relay_filter_finds_key:
 * @mask: a fresh mask with the known keys
 * @path: the path for the API
 * @query: (nullable): the query for the API
 * @headers: the headers for the API, before the key is added
 *
 * Returns: whether a known key is somewhere in the request besides its body
 */
gboolean
propus_relay_filter_finds_key (PropusKeyMask      *mask,
                               const char         *path,
                               const char         *query,
                               SoupMessageHeaders *headers)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;

  g_free (propus_key_mask_text (mask, path));
  if (query != NULL)
    g_free (propus_key_mask_text (mask, query));

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      g_free (propus_key_mask_text (mask, name));
      g_free (propus_key_mask_text (mask, value));
    }

  return propus_key_mask_has_found (mask);
}
