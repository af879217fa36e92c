/* propus-markdown-marks.h - numbers of sources in the text of an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A number stands in the source as characters of no meaning (U+FDE0 to U+FDEB, which Unicode keeps free for this), and
 * in a block as a span PROPUS_SPAN_SOURCE. They never come from an answer: all of these characters are taken out of one
 * before any is put in, and a link of an answer cannot have an address of this scheme. */
#define PROPUS_MARK_OPEN   "\357\267\252"   /* U+FDEA */
#define PROPUS_MARK_CLOSE  "\357\267\253"
#define PROPUS_MARK_SCHEME "propus-source:"

typedef struct
{
  gsize offset;     /* bytes; at the end of a character */
  guint number;     /* from 1 */
} PropusMarkdownMark;

char    *propus_markdown_marks_insert (const char *source, gsize length, const PropusMarkdownMark *marks, guint n_marks);
gboolean propus_markdown_marks_parse  (const char *text, guint *number, gsize *length);
gboolean propus_markdown_mark_parse_url (const char *url, guint *number);

G_END_DECLS
