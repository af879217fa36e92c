/* propus-markdown-builder.h - from cmark-gfm's tree to blocks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-block-private.h"

#include <cmark-gfm.h>

G_BEGIN_DECLS

typedef struct _PropusMarkdownBuilder PropusMarkdownBuilder;

cmark_node            *propus_markdown_parse_tree            (const char            *prefix,
                                                              gsize                  prefix_length,
                                                              const char            *text,
                                                              gsize                  length);

PropusMarkdownBuilder *propus_markdown_builder_new           (GPtrArray             *blocks);
void                   propus_markdown_builder_free          (PropusMarkdownBuilder *self);
void                   propus_markdown_builder_set_source    (PropusMarkdownBuilder *self,
                                                              const char            *source,
                                                              gsize                  offset,
                                                              int                    first_line);
gsize                  propus_markdown_builder_get_offset    (PropusMarkdownBuilder *self,
                                                              int                    line);
void                   propus_markdown_builder_add_node      (PropusMarkdownBuilder *self,
                                                              cmark_node            *node,
                                                              guint                  first_number);
void                   propus_markdown_builder_add_item      (PropusMarkdownBuilder *self,
                                                              cmark_node            *item,
                                                              guint                  number);
void                   propus_markdown_builder_add_plain     (PropusMarkdownBuilder *self,
                                                              const char            *text,
                                                              gsize                  length);
PropusTableRow        *propus_markdown_builder_new_row       (PropusMarkdownBuilder *self,
                                                              cmark_node            *row);

gboolean               propus_markdown_node_is               (cmark_node            *node,
                                                              const char            *type);
int                    propus_markdown_node_get_line         (cmark_node            *node);
PropusAlign           *propus_markdown_node_dup_aligns       (cmark_node            *table,
                                                              guint                 *n_columns,
                                                              gboolean              *cut);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusMarkdownBuilder, propus_markdown_builder_free)

G_END_DECLS
