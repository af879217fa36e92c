/* propus-markdown-block-private.h - how blocks are made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-block.h"

G_BEGIN_DECLS

/* One row of a table; shared by the blocks that show the table at different times. */
typedef struct
{
  gatomicrefcount refs;
  guint           n_cells;
  PropusLine      cells[];
} PropusTableRow;

void                 propus_line_clear                (PropusLine          *line);
GArray              *propus_line_array_new            (void);
void                 propus_span_array_add            (GArray             **spans,
                                                       guint                start,
                                                       guint                end,
                                                       PropusSpanFlags      flags,
                                                       const char          *url,
                                                       const char          *latex);

PropusTableRow      *propus_table_row_new             (GArray              *lines);
PropusTableRow      *propus_table_row_ref             (PropusTableRow      *self);
void                 propus_table_row_unref           (PropusTableRow      *self);

PropusMarkdownBlock *propus_markdown_block_new_prose  (GArray              *lines);
PropusMarkdownBlock *propus_markdown_block_new_code   (const char          *language,
                                                       const char          *code,
                                                       gssize               length,
                                                       guint                depth,
                                                       guint                quote);
PropusMarkdownBlock *propus_markdown_block_new_table  (GPtrArray           *rows,
                                                       const PropusAlign   *aligns,
                                                       guint                n_columns,
                                                       gboolean             cut,
                                                       guint                depth,
                                                       guint                quote);
PropusMarkdownBlock *propus_markdown_block_new_math   (const char          *latex,
                                                       guint                depth,
                                                       guint                quote);
void                 propus_markdown_block_set_marker (PropusMarkdownBlock *self,
                                                       const char          *marker);
void                 propus_markdown_block_set_open   (PropusMarkdownBlock *self,
                                                       gboolean             open);
void                 propus_markdown_block_grow       (PropusMarkdownBlock *self,
                                                       const char          *code,
                                                       gsize                length);

G_END_DECLS
