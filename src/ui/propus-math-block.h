/* propus-math-block.h - displayed mathematics in an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-markdown-block.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_MATH_BLOCK (propus_math_block_get_type ())
G_DECLARE_FINAL_TYPE (PropusMathBlock, propus_math_block, PROPUS, MATH_BLOCK, GtkWidget)

/* Signal "copy-notice" (const char *sentence): the formula was copied. */
GtkWidget *propus_math_block_new       (void);
void       propus_math_block_set_block (PropusMathBlock     *self,
                                        PropusMarkdownBlock *block);

G_END_DECLS
