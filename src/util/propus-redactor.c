/* propus-redactor.c - takes what looks like a credential out of a text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-redactor.h"

#include <string.h>

/* The broker masks the exact key in everything that comes back, so the window never sees it. This is the second
 * line, by shape alone, for every string that is logged, shown as an error or exported (gemini-api.md 2.1). */

#define REDACTED "[redacted]"

static const struct {
  const char *prefix;
  gsize       min_tail;   /* so many key characters must follow, else the text is left alone */
  gboolean    keep_prefix;
} shapes[] = {
  { "AIza", 20, FALSE },
  { "AQ.", 20, FALSE },
  { "auth_tokens/", 8, FALSE },
  { "?key=", 1, TRUE },
  { "&key=", 1, TRUE },
  { "access_token=", 1, TRUE },
  { "upload_id=", 1, TRUE },
  { "Bearer ", 8, TRUE },
};

static gboolean
is_key_char (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_' || c == '.' || c == '~' || c == '+' || c == '%';
}

static gsize
count_key_chars (const char *text)
{
  gsize n = 0;

  while (is_key_char (text[n]))
    n++;

  return n;
}

/* The length of the credential that begins at @text (0: none). @keep is how much of it may stay. */
static gsize
match_credential (const char *text,
                  gsize      *keep)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      gsize prefix = strlen (shapes[i].prefix);
      gsize tail;

      if (strncmp (text, shapes[i].prefix, prefix) != 0)
        continue;

      tail = count_key_chars (text + prefix);
      if (tail < shapes[i].min_tail)
        continue;

      *keep = shapes[i].keep_prefix ? prefix : 0;
      return prefix + tail;
    }

  return 0;
}

/**
 * propus_redact:
 * @text: (nullable): any UTF-8 text
 *
 * Replaces everything that has the shape of a Gemini key, an ephemeral token, a bearer token or a key in a URL.
 * Linear in the length of @text; may be called from any thread.
 *
 * Returns: (transfer full): the text without them; an empty string for %NULL
 */
char *
propus_redact (const char *text)
{
  GString *out = g_string_new (NULL);
  const char *p = text != NULL ? text : "";

  while (*p != '\0')
    {
      gsize keep = 0;
      gsize length = match_credential (p, &keep);

      if (length == 0)
        {
          g_string_append_c (out, *p++);
          continue;
        }

      g_string_append_len (out, p, keep);
      g_string_append (out, REDACTED);
      p += length;
    }

  return g_string_free (out, FALSE);
}
