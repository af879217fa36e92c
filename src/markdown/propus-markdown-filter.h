/* propus-markdown-filter.h - characters that must not reach the screen as they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Stands for a '|' that cmark-gfm must not see; no character of its own, never in a source, shown as '|'. */
#define PROPUS_FILTER_HIDDEN_PIPE "\357\267\220"   /* U+FDD0 */

/* Stand for "\(", "\)", "\[", "\]" and "[^" in the same way: cmark-gfm would read them before anybody else. */
#define PROPUS_FILTER_HIDDEN_OPEN          "\357\267\221"   /* U+FDD1 */
#define PROPUS_FILTER_HIDDEN_CLOSE         "\357\267\222"
#define PROPUS_FILTER_HIDDEN_OPEN_DISPLAY  "\357\267\223"
#define PROPUS_FILTER_HIDDEN_CLOSE_DISPLAY "\357\267\224"
#define PROPUS_FILTER_HIDDEN_NOTE          "\357\267\225"   /* U+FDD5 */

typedef enum
{
  PROPUS_FILTER_SOURCE,   /* Markdown as it arrives: one kind of line end, no control characters */
  PROPUS_FILTER_MARKED,   /* the same with numbers of sources in it (propus-markdown-marks.h) */
  PROPUS_FILTER_PROSE,    /* text of a paragraph: no hidden text, no overrides of the writing direction */
  PROPUS_FILTER_CODE,     /* code: what hides or turns text is shown as a mark */
} PropusFilter;

void     propus_markdown_filter_append  (GString      *out,
                                         PropusFilter  filter,
                                         const char   *text,
                                         gsize         length);
char    *propus_markdown_filter_dup_url (const char   *url);
gboolean propus_markdown_filter_is_mark (const char   *text);

G_END_DECLS
