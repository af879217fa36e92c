/* propus-table-block.h - a table in an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-markdown-block.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_TABLE_BLOCK (propus_table_block_get_type ())
G_DECLARE_FINAL_TYPE (PropusTableBlock, propus_table_block, PROPUS, TABLE_BLOCK, GtkWidget)

/* Signal "copy-notice" (const char *sentence): the table was copied. */
GtkWidget *propus_table_block_new       (void);
void       propus_table_block_set_block (PropusTableBlock *self, PropusMarkdownBlock *block);

G_END_DECLS
