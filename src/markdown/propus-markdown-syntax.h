/* propus-markdown-syntax.h - formulas and footnotes as an extension of cmark-gfm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <cmark-gfm.h>
#include <cmark-gfm-extension_api.h>
#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PROPUS_MARKDOWN_INLINE_OTHER,     /* no node of this extension */
  PROPUS_MARKDOWN_INLINE_MATH,      /* $…$, \(…\) */
  PROPUS_MARKDOWN_INLINE_DISPLAY,   /* $$…$$, \[…\] inside a paragraph */
  PROPUS_MARKDOWN_INLINE_NOTE,      /* [^label] */
} PropusMarkdownInline;

/* A displayed formula that begins a line. */
typedef struct
{
  char     *latex;     /* without its delimiters */
  char     *tail;      /* Markdown that stands behind it in its last line; "" none */
  gboolean  closed;
  gboolean  ended;     /* what ended it was not its delimiter: no formula */
} PropusMarkdownMath;

void                  propus_markdown_syntax_attach      (cmark_parser        *parser,
                                                          gboolean             blocks);
PropusMarkdownInline  propus_markdown_syntax_get_inline  (cmark_node          *node,
                                                          const char         **text);
gboolean              propus_markdown_syntax_get_math    (cmark_node          *node,
                                                          PropusMarkdownMath  *math);
void                  propus_markdown_math_clear         (PropusMarkdownMath  *math);
const char           *propus_markdown_syntax_get_label   (cmark_node          *node);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PropusMarkdownMath, propus_markdown_math_clear)

G_END_DECLS
