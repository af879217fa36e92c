/* propus-upload-address.c - where the pieces of an upload go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-upload-address.h"

#include "propus-base-url.h"
#include "propus-request-head.h"

/* The API names an address of its own for the rest of an upload. A program that went there would go past the broker, and
 * without a key that is good for anything. The id in the address is worth a key: it is in no log. */
static const char * const names[] = { "X-Goog-Upload-URL", "X-Goog-Upload-Control-URL" };

static char *
rewrite (const char     *text,
         PropusUpstream *upstream,
         const char     *base_url)
{
  g_autoptr(GUri) uri = g_uri_parse (text, PROPUS_BASE_URL_FLAGS, NULL);
  g_autofree char *origin = NULL;
  const char *path, *query;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_userinfo (uri) != NULL)
    return NULL;

  origin = propus_base_url_dup_origin (uri);
  path = propus_upstream_find_path (upstream, g_uri_get_path (uri));
  if (g_strcmp0 (origin, propus_upstream_get_origin (upstream)) != 0 || path == NULL ||
      !propus_request_head_allows (path, strlen (path)))
    return NULL;

  query = g_uri_get_query (uri);
  return g_strconcat (base_url, path, query != NULL ? "?" : NULL, query, NULL);
}

/**
 * propus_upload_address_rewrite:
 * @headers: a reply's headers, for a program
 * @upstream: the API
 * @base_url: where the program finds the broker
 *
 * Puts the broker's address in the place of the API's.
 *
 * Returns: %FALSE when an address leads elsewhere
 */
gboolean
propus_upload_address_rewrite (SoupMessageHeaders *headers,
                               PropusUpstream     *upstream,
                               const char         *base_url)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *address = soup_message_headers_get_list (headers, names[i]);
      g_autofree char *here = NULL;

      if (address == NULL)
        continue;

      here = rewrite (address, upstream, base_url);
      if (here == NULL)
        return FALSE;
      soup_message_headers_replace (headers, names[i], here);
    }

  return TRUE;
}
