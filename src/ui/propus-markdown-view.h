/* propus-markdown-view.h - an answer, drawn while it streams
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_MARKDOWN_VIEW (propus_markdown_view_get_type ())
G_DECLARE_FINAL_TYPE (PropusMarkdownView, propus_markdown_view, PROPUS, MARKDOWN_VIEW, GtkWidget)

/* Properties: "streaming" (boolean, read-only): TRUE from the first append() until finish().
 * Put it into a GtkViewport whose "scroll-to-focus" is FALSE: its text views are higher than the window, and a click into
 * one would scroll to its top.
 * Signals: "copy-notice" (const char *sentence): something was copied; show the sentence in a toast. */
GtkWidget  *propus_markdown_view_new           (void);
void        propus_markdown_view_append        (PropusMarkdownView *self, const char *text, gsize length);
void        propus_markdown_view_show_marked   (PropusMarkdownView *self, const char *text);   /* with numbers of sources */
void        propus_markdown_view_finish        (PropusMarkdownView *self);
void        propus_markdown_view_clear         (PropusMarkdownView *self);
gboolean    propus_markdown_view_get_streaming (PropusMarkdownView *self);
const char *propus_markdown_view_get_source    (PropusMarkdownView *self);   /* raw Markdown, for Copy Answer */

/* Marks the words of a find (propus_text_split_query(), NULL: none) and says in how many places. Tables are not marked.
 * choose: the place that the reader is led to, and where it is in an ancestor; beyond the last: none, FALSE. */
guint       propus_markdown_view_set_find    (PropusMarkdownView *self, const char * const *words);
guint       propus_markdown_view_count_finds (PropusMarkdownView *self);
gboolean    propus_markdown_view_choose_find (PropusMarkdownView *self, guint index, GtkWidget *relative, graphene_rect_t *bounds);

G_END_DECLS
