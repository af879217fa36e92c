/* propus-link-policy.c - which links may be opened, and what is said of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-link-policy.h"

#include <gio/gio.h>
#include <string.h>

/* Ends of names that people take for addresses without "www." before them. "main.py" and "Node.js" are not among them. */
static const char * const top_level[] = {
  "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "ai", "app", "dev", "me", "tv", "xyz", "online",
  "site", "shop", "store", "bank", "cloud", "page", "link", "wiki", "news", "co", "eu", "us", "uk", "de", "fr", "it",
  "es", "nl", "be", "at", "ch", "se", "no", "dk", "fi", "pl", "cz", "ru", "ua", "cn", "tw", "hk", "jp", "kr", "in",
  "au", "nz", "ca", "br", "mx", "ar", "za", "il", "tr", "ir", "sg", NULL
};

static gboolean
has_bad_character (const char *url)
{
  if (!g_utf8_validate (url, -1, NULL))
    return TRUE;

  for (const char *p = url; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* A browser reads a backslash as a slash, GUri does not: they would disagree on the host. */
      if (c <= 0x20 || c == '\\' || c == '<' || c == '>' || c == '"' || g_unichar_isspace (c)
          || (!g_unichar_isprint (c) && c != 0x200c && c != 0x200d))
        return TRUE;
    }

  return FALSE;
}

static char *
dup_web_host (const char  *url,
              gboolean    *has_user)
{
  const char *rest;
  const char *percent;
  g_autofree char *user = NULL;
  g_autofree char *host = NULL;
  g_autofree char *ascii = NULL;

  /* GUri would decode what a browser may read otherwise. */
  rest = strstr (url, "://") + 3;
  percent = strpbrk (rest, "%/?#");
  if (percent != NULL && *percent == '%')
    return NULL;
  if (!g_uri_split (url, G_URI_FLAGS_PARSE_RELAXED, NULL, &user, &host, NULL, NULL, NULL, NULL, NULL))
    return NULL;
  if (host == NULL || *host == '\0')
    return NULL;

  if (has_user != NULL)
    *has_user = user != NULL;
  ascii = g_hostname_to_ascii (host);
  if (ascii == NULL)
    return NULL;

  return g_ascii_strdown (ascii, -1);
}

/* A mail program may attach files that the address names: such an address is no link. */
static char *
dup_mail_address (const char *rest)
{
  const char *query = strchr (rest, '?');
  gsize length = query != NULL ? (gsize) (query - rest) : strlen (rest);
  g_autofree char *address = NULL;

  if (query != NULL)
    {
      g_autofree char *plain = g_uri_unescape_string (query, NULL);
      g_autofree char *lower = plain != NULL ? g_ascii_strdown (plain, -1) : NULL;

      if (lower == NULL || strstr (lower, "attach") != NULL)
        return NULL;
    }

  address = g_strndup (rest, length);
  if (strchr (address, '@') == NULL || strchr (address, '%') != NULL)
    return NULL;

  return g_steal_pointer (&address);
}

static char *
dup_host (const char *url,
          gboolean   *has_user)
{
  if (url == NULL || strlen (url) > PROPUS_LIMIT_LINK_BYTES || has_bad_character (url))
    return NULL;
  if (g_ascii_strncasecmp (url, "https://", 8) == 0 || g_ascii_strncasecmp (url, "http://", 7) == 0)
    return dup_web_host (url, has_user);
  if (g_ascii_strncasecmp (url, "mailto:", 7) == 0)
    return dup_mail_address (url + 7);

  return NULL;
}

/**
 * propus_link_policy_allows:
 * @url: (nullable): an address from an answer
 *
 * Returns: whether it may become a link: https, http or mailto, with a host or mail address, without characters that
 *   hide where it goes, and not longer than %PROPUS_LIMIT_LINK_BYTES
 */
gboolean
propus_link_policy_allows (const char *url)
{
  g_autofree char *host = dup_host (url, NULL);

  return host != NULL;
}

/**
 * propus_link_policy_dup_host:
 * @url: (nullable): an address from an answer
 *
 * Returns: (transfer full) (nullable): the host in ASCII (punycode), or the mail address; %NULL when
 *   propus_link_policy_allows() says no
 */
char *
propus_link_policy_dup_host (const char *url)
{
  return dup_host (url, NULL);
}

static const char *
skip_www (const char *host)
{
  return g_ascii_strncasecmp (host, "www.", 4) == 0 ? host + 4 : host;
}

static gboolean
ends_like_a_host (const char *host)
{
  const char *dot = strrchr (host, '.');

  return dot != NULL && g_strv_contains (top_level, dot + 1);
}

/* The host or mail address that a reader believes to see in @text; NULL when it looks like words. */
static char *
dup_claimed_host (const char *text)
{
  g_autofree char *word = g_strstrip (g_strdup (text));
  const char *scheme = strstr (word, "://");
  const char *start = scheme != NULL ? scheme + 3 : word;
  g_autofree char *host = NULL;
  g_autofree char *ascii = NULL;
  g_autofree char *lower = NULL;

  if (scheme == NULL && strpbrk (word, " \t\n") != NULL)
    return NULL;
  if (scheme == NULL && strchr (word, '@') != NULL && strchr (word, '/') == NULL)
    {
      g_autofree char *address = g_ascii_strdown (word, -1);

      return g_str_has_prefix (address, "mailto:") ? g_strdup (address + 7) : g_steal_pointer (&address);
    }

  host = g_strndup (start, strcspn (start, "/?#: \t\n"));
  ascii = g_hostname_to_ascii (host);
  if (ascii == NULL || *ascii == '\0')
    return NULL;

  lower = g_ascii_strdown (ascii, -1);
  if (scheme != NULL || skip_www (lower) != lower || ends_like_a_host (lower))
    return g_steal_pointer (&lower);

  return NULL;
}

/**
 * propus_link_policy_is_misleading:
 * @text: (nullable): what the reader sees
 * @url: (nullable): where it leads
 *
 * Returns: whether @text looks like an address of another place than @url, or @url itself carries a name before its
 *   host ("https://bank.example@elsewhere.example/")
 */
gboolean
propus_link_policy_is_misleading (const char *text,
                                  const char *url)
{
  gboolean has_user = FALSE;
  g_autofree char *host = dup_host (url, &has_user);
  g_autofree char *lower = NULL;
  g_autofree char *claimed = NULL;

  if (host == NULL || has_user)
    return host != NULL;
  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return FALSE;

  claimed = dup_claimed_host (text);
  lower = g_ascii_strdown (host, -1);

  return claimed != NULL && strcmp (skip_www (claimed), skip_www (lower)) != 0;
}
