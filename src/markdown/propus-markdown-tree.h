/* propus-markdown-tree.h - from Markdown to cmark-gfm's tree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-block.h"

#include <cmark-gfm.h>

G_BEGIN_DECLS

cmark_node  *propus_markdown_parse_tree      (const char *prefix,
                                              gsize       prefix_length,
                                              const char *text,
                                              gsize       length);
cmark_node  *propus_markdown_parse_piece     (const char *text,
                                              gsize       length);
gboolean     propus_markdown_node_is         (cmark_node *node,
                                              const char *type);
int          propus_markdown_node_get_line   (cmark_node *node);
PropusAlign *propus_markdown_node_dup_aligns (cmark_node *table,
                                              guint      *n_columns,
                                              gboolean   *cut);

G_END_DECLS
