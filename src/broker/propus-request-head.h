/* propus-request-head.h - what a request of a program has to look like
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is wrong with a request's head, the worst first. */
typedef enum
{
  PROPUS_HEAD_GOOD,
  PROPUS_HEAD_MALFORMED,      /* no HTTP/1.1 that all programs read alike */
  PROPUS_HEAD_TOO_LARGE,      /* too many headers, or too long */
  PROPUS_HEAD_HOST,           /* another Host: a name that was made to lead here */
  PROPUS_HEAD_BROWSER,        /* has an Origin: a page on the web */
  PROPUS_HEAD_QUERY,          /* a credential in the address, where logs keep it */
  PROPUS_HEAD_TOKEN,          /* none, or another one */
  PROPUS_HEAD_PATH,           /* not on the list */
  PROPUS_HEAD_BODY,           /* more than the API takes */
} PropusHeadVerdict;

typedef struct
{
  char *method;
  char *path;      /* encoded, without the query */
} PropusRequestLine;

void              propus_request_line_clear    (PropusRequestLine *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PropusRequestLine, propus_request_line_clear)

gssize            propus_request_head_find_end (const char *data,
                                                gsize       length);
PropusHeadVerdict propus_request_head_check    (const char *head,
                                                gsize       length,
                                                guint16     port,
                                                const char *digest,
                                                PropusRequestLine *line);
gboolean          propus_request_head_allows   (const char *path,
                                                gsize       length);

G_END_DECLS
