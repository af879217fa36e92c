/* propus-code-block.h - code in an answer, to be read and copied
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-markdown-block.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_CODE_BLOCK (propus_code_block_get_type ())
G_DECLARE_FINAL_TYPE (PropusCodeBlock, propus_code_block, PROPUS, CODE_BLOCK, GtkWidget)

/* Signal "copy-notice" (const char *sentence): the code was copied. */
GtkWidget *propus_code_block_new       (void);
GtkTextView *propus_code_block_get_text_view (PropusCodeBlock *self);
void       propus_code_block_set_block (PropusCodeBlock *self, PropusMarkdownBlock *block);

G_END_DECLS
