/* propus-prose-view.h - a run of prose: paragraphs, headings, lists and quotes in one text view
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-markdown-block.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PROSE_VIEW (propus_prose_view_get_type ())
G_DECLARE_FINAL_TYPE (PropusProseView, propus_prose_view, PROPUS, PROSE_VIEW, GtkTextView)

GtkWidget *propus_prose_view_new        (gboolean below_block);
void       propus_prose_view_set_blocks (PropusProseView *self, guint from, PropusMarkdownBlock **blocks, guint n_blocks);
/* The LaTeX of the formula at a character of the buffer, until the blocks change; NULL: there is none. */
const char *propus_prose_view_get_formula (PropusProseView *self, guint offset);
char      *propus_prose_view_dup_markdown (PropusProseView *self);   /* of the selection; NULL: none */

G_END_DECLS
