/* propus-find-marks.h - what a find has met, marked on the screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @words are those of propus_text_split_query(), NULL: none. What is marked is counted from 0 in reading order. */
guint    propus_find_marks_set          (GtkTextView *view, const char * const *words);
gboolean propus_find_marks_choose       (GtkTextView *view, const char * const *words, guint index,
                                         GtkWidget *relative, graphene_rect_t *bounds);
guint    propus_find_marks_count        (const char *text, const char * const *words);
guint    propus_find_marks_set_label    (GtkLabel *label, const char * const *words, guint chosen);
gboolean propus_find_marks_locate_label (GtkLabel *label, const char * const *words, guint index,
                                         GtkWidget *relative, graphene_rect_t *bounds);

#define PROPUS_FIND_NONE G_MAXUINT

G_END_DECLS
