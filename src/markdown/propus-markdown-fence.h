/* propus-markdown-fence.h - reads a fenced code block as it streams
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-block.h"

#include <cmark-gfm.h>

G_BEGIN_DECLS

/* The content of a fence is never parsed again: only the closing fence is looked for. */
typedef struct
{
  PropusMarkdownBlock *block;     /* grows; NULL: no fence is open */
  char                 character;
  guint                length;
  guint                indent;
  gboolean             begun;     /* a line of content exists */
  gboolean             inside;    /* the unfinished line at the end is content, and shown so far */
} PropusMarkdownFence;

void                 propus_markdown_fence_open    (PropusMarkdownFence *self,
                                                    cmark_node          *node);
gsize                propus_markdown_fence_read    (PropusMarkdownFence *self,
                                                    const char          *text,
                                                    gsize                length,
                                                    gboolean             last,
                                                    gboolean            *closed);
void                 propus_markdown_fence_clear   (PropusMarkdownFence *self);
char                *propus_markdown_dup_language  (cmark_node          *node);

G_END_DECLS
