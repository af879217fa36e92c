/* propus-prose-tags.h - how prose is set
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-markdown-block.h"

G_BEGIN_DECLS

GtkTextTagTable *propus_prose_tags_get_default (void);
void             propus_prose_tags_update      (GtkWidget        *widget);
int              propus_prose_tags_get_step    (void);
GtkTextTag      *propus_prose_tags_get_indent  (const PropusLine *line,
                                                gboolean          hanging);
GtkTextTag      *propus_prose_tags_get_gap     (const PropusLine *line,
                                                const PropusLine *previous,
                                                gboolean          below_block);
GtkTextTag      *propus_prose_tags_get         (const char       *name);
void             propus_prose_tags_apply_spans (GtkTextBuffer    *buffer,
                                                guint             start,
                                                guint             end,
                                                PropusSpanFlags   flags);

G_END_DECLS
