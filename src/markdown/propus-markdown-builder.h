/* propus-markdown-builder.h - from cmark-gfm's tree to blocks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-block-private.h"
#include "propus-markdown-notes.h"
#include "propus-markdown-tree.h"

G_BEGIN_DECLS

typedef struct _PropusMarkdownBuilder PropusMarkdownBuilder;

PropusMarkdownBuilder *propus_markdown_builder_new           (GPtrArray             *blocks);
void                   propus_markdown_builder_free          (PropusMarkdownBuilder *self);
void                   propus_markdown_builder_set_source    (PropusMarkdownBuilder *self,
                                                              const char            *source,
                                                              gsize                  offset,
                                                              int                    first_line);
void                   propus_markdown_builder_set_notes     (PropusMarkdownBuilder *self,
                                                              PropusMarkdownNotes   *notes,
                                                              gboolean               passing);
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusMarkdownBuilder, propus_markdown_builder_free)

G_END_DECLS
