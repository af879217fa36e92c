/* propus-reply.c - what a reply that is no answer means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-exchange.h"
#include "propus-json.h"
#include "propus-text.h"

#include <string.h>

/* A date further away than this is no wait but a mistake. */
#define MAX_RETRY_AFTER_S G_GINT64_CONSTANT (1000000000)

/**
 * propus_reply_is_html:
 * @text: the beginning of a body
 * @length: its length in bytes
 *
 * Returns: whether it begins as HTML or XML does
 */
gboolean
propus_reply_is_html (const char *text,
                      gsize       length)
{
  gsize i = 0;

  while (i < length && g_ascii_isspace (text[i]))
    i++;

  return i < length && text[i] == '<';
}

/**
 * propus_reply_is_success:
 * @message: a message whose status line has come
 *
 * Returns: whether its body can be what was asked for
 */
gboolean
propus_reply_is_success (SoupMessage *message)
{
  guint status = soup_message_get_status (message);

  return status >= 200 && status <= 299;
}

/* Seconds or a date (in the past: 0); anything else is as good as absent. */
static gint64
read_retry_after (SoupMessage *message)
{
  const char *text = soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  g_autoptr(GDateTime) date = NULL;
  g_autoptr(GDateTime) now = NULL;
  gint64 seconds;

  if (text == NULL || *text == '\0')
    return -1;
  if (strspn (text, G_CSET_DIGITS) == strlen (text))
    return MIN ((gint64) MIN (g_ascii_strtoull (text, NULL, 10), G_MAXINT64), MAX_RETRY_AFTER_S) * 1000;

  date = g_ascii_isalpha (*text) ? soup_date_time_new_from_http_string (text) : NULL;
  if (date == NULL)
    return -1;

  now = g_date_time_new_now_utc ();
  seconds = g_date_time_difference (date, now) / G_TIME_SPAN_SECOND;
  return CLAMP (seconds, 0, MAX_RETRY_AFTER_S) * 1000;
}

static PropusFailure *
new_redirect_failure (SoupMessage *message)
{
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  g_autoptr(GUri) uri = location != NULL ? g_uri_parse (location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  return propus_failure_new (PROPUS_FAILURE_REDIRECT, uri != NULL ? g_uri_get_host (uri) : NULL);
}

/* The error within @body, which may be JSON, the same as an event, a page, a line of text, or nothing. */
static PropusRpcStatus *
parse_error_body (guint       code,
                  const char *body,
                  gsize       length)
{
  g_autoptr(JsonNode) node = NULL;
  PropusRpcStatus *status;
  g_autofree char *excerpt = NULL;

  if (length > 5 && memcmp (body, "data:", 5) == 0)
    {
      body += 5;
      length -= 5;
    }

  node = length > 0 ? propus_json_parse (body, (gssize) length, NULL) : NULL;
  status = propus_rpc_status_parse (node);
  if (status != NULL)
    return status;

  if (!propus_reply_is_html (body, length))
    {
      g_autofree char *valid = propus_text_make_valid (body, (gssize) length);

      excerpt = propus_text_make_title (valid);
    }

  return propus_rpc_status_new (code, NULL, excerpt);
}

/**
 * propus_reply_new_failure:
 * @message: a message whose status is no success
 * @body: what could be read of its body
 * @length: its length in bytes
 *
 * Decides by the status line, whatever the content type says.
 *
 * Returns: (transfer full): the failure
 */
PropusFailure *
propus_reply_new_failure (SoupMessage *message,
                          const char  *body,
                          gsize        length)
{
  guint code = soup_message_get_status (message);
  g_autoptr(PropusRpcStatus) status = NULL;

  if (code >= 300 && code <= 399)
    return new_redirect_failure (message);

  status = parse_error_body (code, body, length);
  return propus_failure_new_from_reply (status, code, read_retry_after (message));
}

/**
 * propus_reply_failure_from_transport:
 * @error: why no status line came from the broker
 *
 * What happens beyond the broker it reports in a reply. Without a reply it is the broker that is gone.
 *
 * Returns: (transfer full): the failure
 */
PropusFailure *
propus_reply_failure_from_transport (const GError *error)
{
  if (error->domain == G_IO_ERROR)
    return propus_failure_new_with_message (PROPUS_FAILURE_BROKER, NULL, error->message);

  return propus_failure_new_from_error (error);
}
