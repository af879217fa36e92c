/* propus-base-url.c - which addresses the API may be called at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-base-url.h"

#include <glib/gi18n.h>
#include <string.h>

/* A key goes wherever the base URL points, so the base URL is checked before anything is sent: encrypted, or to this
 * computer. A user name, a query or a fragment has no meaning here and would only end up in logs. */

static gboolean
host_is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;

  /* A name such as 127.0.0.1.example.com is no address, and 0x7f.1 is none that inet_pton() takes. */
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* Host names of the wire are ASCII letters, digits, dots and hyphens (or an IPv6 address); all else is a mistake or
 * an attempt to look like another host. */
static gboolean
host_is_clean (const char *host)
{
  if (host == NULL || *host == '\0')
    return FALSE;

  for (const char *p = host; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr (".-_:", *p) == NULL)
      return FALSE;

  return TRUE;
}

static PropusBaseUrlProblem
find_problem (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);
  gboolean https = g_str_equal (scheme, "https");

  if (!https && !g_str_equal (scheme, "http"))
    return PROPUS_BASE_URL_PROBLEM_SCHEME;
  if (g_uri_get_userinfo (uri) != NULL)
    return PROPUS_BASE_URL_PROBLEM_CREDENTIALS;
  if (!host_is_clean (g_uri_get_host (uri)))
    return PROPUS_BASE_URL_PROBLEM_SYNTAX;
  if (g_uri_get_port (uri) == 0)
    return PROPUS_BASE_URL_PROBLEM_SYNTAX;
  if (!https && !host_is_loopback (g_uri_get_host (uri)))
    return PROPUS_BASE_URL_PROBLEM_PLAIN;
  if (g_uri_get_query (uri) != NULL)
    return PROPUS_BASE_URL_PROBLEM_QUERY;
  if (g_uri_get_fragment (uri) != NULL)
    return PROPUS_BASE_URL_PROBLEM_FRAGMENT;

  return PROPUS_BASE_URL_PROBLEM_NONE;
}

static gboolean
text_is_clean (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (*p <= ' ' || *p == '\\' || (guchar) *p >= 0x7f)
      return FALSE;

  return TRUE;
}

/**
 * propus_base_url_parse:
 * @text: the base URL as it was set
 * @problem: (out) (optional): why it was refused
 *
 * Reads a base URL and refuses what a key must not be sent to: plain http to any host but this computer, other
 * schemes, user names, queries and fragments. Pure; may be called from any thread.
 *
 * Returns: (transfer full) (nullable): the address, without a slash at the end of its path, or %NULL with @problem set
 */
GUri *
propus_base_url_parse (const char           *text,
                       PropusBaseUrlProblem *problem)
{
  PropusBaseUrlProblem found = PROPUS_BASE_URL_PROBLEM_SYNTAX;
  g_autoptr(GUri) uri = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (text_is_clean (text))
    uri = g_uri_parse (text, PROPUS_BASE_URL_FLAGS, NULL);
  if (uri != NULL)
    found = find_problem (uri);
  if (problem != NULL)
    *problem = found;
  if (found != PROPUS_BASE_URL_PROBLEM_NONE)
    return NULL;

  path = g_strdup (g_uri_get_path (uri));
  for (gsize length = strlen (path); length > 0 && path[length - 1] == '/'; length--)
    path[length - 1] = '\0';

  return g_uri_build (PROPUS_BASE_URL_FLAGS, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                      g_uri_get_port (uri), path, NULL, NULL);
}

/**
 * propus_base_url_is_loopback:
 * @base_url: an address of propus_base_url_parse()
 *
 * Returns: whether it leads to this computer
 */
gboolean
propus_base_url_is_loopback (GUri *base_url)
{
  g_return_val_if_fail (base_url != NULL, FALSE);

  return host_is_loopback (g_uri_get_host (base_url));
}

/**
 * propus_base_url_dup_origin:
 * @base_url: an address of propus_base_url_parse()
 *
 * Gives scheme, host and port in one spelling, in small letters and without the scheme's own port: what a stored key
 * is bound to.
 *
 * Returns: (transfer full): for example "https://generativelanguage.googleapis.com" or "http://127.0.0.1:8080"
 */
char *
propus_base_url_dup_origin (GUri *base_url)
{
  g_autofree char *host = NULL;
  gboolean ipv6;
  int port;

  g_return_val_if_fail (base_url != NULL, NULL);

  host = g_ascii_strdown (g_uri_get_host (base_url), -1);
  ipv6 = strchr (host, ':') != NULL;
  port = g_uri_get_port (base_url);
  if (port == (g_str_equal (g_uri_get_scheme (base_url), "https") ? 443 : 80))
    port = -1;

  if (port < 0)
    return g_strdup_printf ("%s://%s%s%s", g_uri_get_scheme (base_url), ipv6 ? "[" : "", host, ipv6 ? "]" : "");

  return g_strdup_printf ("%s://%s%s%s:%d", g_uri_get_scheme (base_url), ipv6 ? "[" : "", host, ipv6 ? "]" : "", port);
}

/**
 * propus_base_url_problem_to_sentence:
 * @problem: what propus_base_url_parse() found
 *
 * Returns: a sentence for the person, translated; empty for no problem
 */
const char *
propus_base_url_problem_to_sentence (PropusBaseUrlProblem problem)
{
  switch (problem)
    {
    case PROPUS_BASE_URL_PROBLEM_SYNTAX:
      return _("The address of the API is not a web address.");
    case PROPUS_BASE_URL_PROBLEM_SCHEME:
      return _("The address of the API must begin with “https://”.");
    case PROPUS_BASE_URL_PROBLEM_PLAIN:
      return _("The address of the API is not encrypted: plain “http://” is allowed to this computer only.");
    case PROPUS_BASE_URL_PROBLEM_CREDENTIALS:
      return _("The address of the API must not hold a user name or a password.");
    case PROPUS_BASE_URL_PROBLEM_QUERY:
      return _("The address of the API must not hold a question mark and what follows it.");
    case PROPUS_BASE_URL_PROBLEM_FRAGMENT:
      return _("The address of the API must not hold a number sign and what follows it.");
    case PROPUS_BASE_URL_PROBLEM_NONE:
    default:
      return "";
    }
}
