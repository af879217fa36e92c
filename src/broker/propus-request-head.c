/* propus-request-head.c - what a request of a program has to look like
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-request-head.h"

#include <string.h>

#include "propus-limits.h"
#include "propus-pass-token.h"

/* Pure functions. They are stricter than HTTP asks for, and look at the bytes themselves before any library does: where
 * two readers could disagree on what a request says, there is none. */

#define TOKEN_CHARS "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define PATH_CHARS  "/:-._~@=+,0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* What the API offers to a holder of a key and what its libraries call. Not auth_tokens: it makes credentials that outlive
 * the run. Not ws: nothing is relayed that the broker cannot look into. */
static const char * const resources[] = {
  "models", "tunedModels", "files", "generatedFiles", "cachedContents", "batches", "operations", "interactions",
  "fileSearchStores", "openai", NULL
};

static const char * const versions[] = { "v1", "v1beta", "v1alpha", NULL };

/* Google's servers take a key in any of these. */
static const char * const credentials[] = {
  "key", "$key", "access_token", "$access_token", "oauth_token", "bearer_token", NULL
};

typedef struct
{
  const char *target;
  gsize       target_length;
  const char *host;           /* values are not terminated; NULL: no such header */
  gsize       host_length;
  guint       n_hosts;
  guint       n_lengths;
  guint       n_encodings;
  guint       n_tokens;
  guint64     body_length;
  gboolean    origin;
  gboolean    wrong_token;
} Head;

static gboolean
is_word (const char *data,
         gsize       length,
         const char *word)
{
  return strlen (word) == length && g_ascii_strncasecmp (data, word, length) == 0;
}

/**
 * propus_request_head_find_end:
 * @data: what came so far
 * @length: how much that is
 *
 * Returns: the length of the request's head with its empty line, or -1 while that has not come
 */
gssize
propus_request_head_find_end (const char *data,
                              gsize       length)
{
  const char *end = memmem (data, length, "\r\n\r\n", 4);

  return end != NULL ? end - data + 4 : -1;
}

static gboolean
read_request_line (Head       *head,
                   const char *line,
                   gsize       length)
{
  const char *first = memchr (line, ' ', length);
  const char *last;

  if (first == NULL || first == line || strspn (line, TOKEN_CHARS) != (gsize) (first - line))
    return FALSE;

  head->target = first + 1;
  last = memchr (head->target, ' ', length - (gsize) (head->target - line));
  if (last == NULL || last == head->target || *head->target != '/' ||
      !is_word (last + 1, length - (gsize) (last + 1 - line), "HTTP/1.1"))
    return FALSE;

  head->target_length = (gsize) (last - head->target);
  for (gsize i = 0; i < head->target_length; i++)
    if (head->target[i] <= 0x20 || head->target[i] >= 0x7f || head->target[i] == '#')
      return FALSE;

  return TRUE;
}

static gboolean
read_length (Head       *head,
             const char *value,
             gsize       length)
{
  g_autofree char *text = g_strndup (value, length);

  head->n_lengths++;
  return length < 19 && g_ascii_isdigit (*text) &&
         g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &head->body_length, NULL);
}

static void
read_token (Head       *head,
            const char *value,
            gsize       length,
            const char *digest)
{
  head->n_tokens++;
  head->wrong_token = head->wrong_token || !propus_pass_token_shows (value, length, digest);
}

static gboolean
read_field (Head       *head,
            const char *name,
            gsize       name_length,
            const char *value,
            gsize       length,
            const char *digest)
{
  if (is_word (name, name_length, "Content-Length"))
    return read_length (head, value, length);
  if (is_word (name, name_length, "Transfer-Encoding"))
    return ++head->n_encodings == 1 && is_word (value, length, "chunked");

  if (is_word (name, name_length, "Host"))
    {
      head->n_hosts++;
      head->host = value;
      head->host_length = length;
    }
  else if (is_word (name, name_length, "Origin"))
    head->origin = TRUE;
  else if (is_word (name, name_length, "x-goog-api-key"))
    read_token (head, value, length, digest);
  else if (is_word (name, name_length, "Authorization"))
    {
      if (length > 7 && is_word (value, 7, "Bearer "))
        read_token (head, value + 7, length - 7, digest);
      else
        read_token (head, "", 0, digest);
    }

  return TRUE;
}

static gboolean
read_header (Head       *head,
             const char *line,
             gsize       length,
             const char *digest)
{
  const char *colon = memchr (line, ':', length);
  const char *value, *end = line + length;

  /* Neither folded lines nor a space before the colon: readers disagree on both. */
  if (colon == NULL || colon == line || strspn (line, TOKEN_CHARS) != (gsize) (colon - line))
    return FALSE;

  for (const char *p = colon + 1; p < end; p++)
    if (((guchar) *p < 0x20 && *p != '\t') || *p == 0x7f)
      return FALSE;

  for (value = colon + 1; value < end && (*value == ' ' || *value == '\t'); value++)
    ;
  while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
    end--;

  return read_field (head, line, (gsize) (colon - line), value, (gsize) (end - value), digest);
}

/* Splits at CR LF; a CR or an LF alone is not taken by read_request_line() and read_header(). */
static PropusHeadVerdict
read_head (Head       *head,
           const char *data,
           gsize       length,
           const char *digest)
{
  const char *line = data;
  guint n_lines = 0;

  while (line < data + length)
    {
      const char *end = memmem (line, length - (gsize) (line - data), "\r\n", 2);

      if (end == NULL)
        return PROPUS_HEAD_MALFORMED;
      if (end == line)
        break;
      if (n_lines++ > PROPUS_LIMIT_REQUEST_HEADERS)
        return PROPUS_HEAD_TOO_LARGE;
      if (n_lines == 1 ? !read_request_line (head, line, (gsize) (end - line))
                       : !read_header (head, line, (gsize) (end - line), digest))
        return PROPUS_HEAD_MALFORMED;
      line = end + 2;
    }

  if (n_lines == 0 || head->n_lengths + head->n_encodings > 1 || head->n_hosts > 1)
    return PROPUS_HEAD_MALFORMED;

  return PROPUS_HEAD_GOOD;
}

static gboolean
host_is_here (const Head *head,
              guint16     port)
{
  g_autofree char *number = g_strdup_printf ("127.0.0.1:%u", port);
  g_autofree char *name = g_strdup_printf ("localhost:%u", port);

  return head->host != NULL && (is_word (head->host, head->host_length, number) ||
                                is_word (head->host, head->host_length, name));
}

static gboolean
query_has_credential (const char *query,
                      gsize       length)
{
  g_autofree char *text = g_strndup (query, length);
  g_auto(GStrv) pairs = g_strsplit_set (text, "&;", -1);

  for (gsize i = 0; pairs[i] != NULL; i++)
    {
      g_autofree char *encoded = g_strndup (pairs[i], strcspn (pairs[i], "="));
      g_autofree char *name = g_uri_unescape_string (encoded, NULL);

      if (name == NULL)
        return TRUE;   /* what cannot be read may be one */
      for (gsize j = 0; credentials[j] != NULL; j++)
        if (g_ascii_strcasecmp (name, credentials[j]) == 0)
          return TRUE;
    }

  return FALSE;
}

/**
 * propus_request_head_allows:
 * @path: an encoded path, without a query; need not be terminated
 * @length: its length
 *
 * No percent sign is taken: no path of the API needs one, and what is encoded may mean something else further on.
 *
 * Returns: whether a program may ask for it
 */
gboolean
propus_request_head_allows (const char *path,
                            gsize       length)
{
  g_autofree char *text = g_strndup (path, length);
  g_auto(GStrv) segments = NULL;
  gsize at = 1;
  g_autofree char *resource = NULL;

  if (*text != '/' || strspn (text, PATH_CHARS) != length)
    return FALSE;

  segments = g_strsplit (text, "/", -1);
  for (gsize i = 1; segments[i] != NULL; i++)
    if (*segments[i] == '\0' || g_str_equal (segments[i], ".") || g_str_equal (segments[i], ".."))
      return FALSE;

  if (g_strcmp0 (segments[at], "upload") == 0 || g_strcmp0 (segments[at], "download") == 0)
    at++;
  if (segments[at] == NULL || !g_strv_contains (versions, segments[at]) || segments[at + 1] == NULL)
    return FALSE;

  resource = g_strndup (segments[at + 1], strcspn (segments[at + 1], ":"));
  return g_strv_contains (resources, resource);
}

/**
 * propus_request_head_check:
 * @head: the head, up to and with its empty line
 * @length: its length
 * @port: where the broker listens
 * @digest: of the token that the program has to have, propus_pass_token_digest()
 * @line: (out) (optional): what is asked for; to be cleared with propus_request_line_clear() in any case
 *
 * Returns: what is wrong with the request, or %PROPUS_HEAD_GOOD
 */
PropusHeadVerdict
propus_request_head_check (const char *head,
                           gsize       length,
                           guint16     port,
                           const char *digest,
                           PropusRequestLine *line)
{
  Head found = { NULL, };
  PropusHeadVerdict verdict;
  const char *query;
  gsize path_length;

  if (line != NULL)
    *line = (PropusRequestLine) { NULL, NULL };
  g_return_val_if_fail (head != NULL && digest != NULL && *digest != '\0', PROPUS_HEAD_MALFORMED);

  verdict = read_head (&found, head, length, digest);
  if (verdict != PROPUS_HEAD_GOOD)
    return verdict;
  if (!host_is_here (&found, port))
    return PROPUS_HEAD_HOST;
  if (found.origin)
    return PROPUS_HEAD_BROWSER;

  query = memchr (found.target, '?', found.target_length);
  path_length = query != NULL ? (gsize) (query - found.target) : found.target_length;
  if (query != NULL && query_has_credential (query + 1, found.target_length - path_length - 1))
    return PROPUS_HEAD_QUERY;
  if (found.n_tokens == 0 || found.wrong_token)
    return PROPUS_HEAD_TOKEN;
  if (!propus_request_head_allows (found.target, path_length))
    return PROPUS_HEAD_PATH;

  if (line != NULL)
    {
      line->method = g_strndup (head, (gsize) (found.target - 1 - head));
      line->path = g_strndup (found.target, path_length);
    }

  return found.body_length > PROPUS_LIMIT_REQUEST_BYTES ? PROPUS_HEAD_BODY : PROPUS_HEAD_GOOD;
}

/**
 * propus_request_line_clear:
 * @self: what propus_request_head_check() filled in
 */
void
propus_request_line_clear (PropusRequestLine *self)
{
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->path, g_free);
}
