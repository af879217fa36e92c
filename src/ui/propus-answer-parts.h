/* propus-answer-parts.h - an answer's parts in their order: text, pictures, sounds, files, code that ran
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-answer.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_ANSWER_PARTS (propus_answer_parts_get_type ())
G_DECLARE_FINAL_TYPE (PropusAnswerParts, propus_answer_parts, PROPUS, ANSWER_PARTS, GtkWidget)

/* Follows its message; work per chunk is O(chunk).
 * Signal "copy-notice" (const char *sentence): something was copied; show the sentence in a toast. */
void     propus_answer_parts_set_message (PropusAnswerParts *self, PropusMessage *message);   /* once */
void     propus_answer_parts_show_marks  (PropusAnswerParts *self, PropusAnswerSources *sources);
gboolean propus_answer_parts_is_empty    (PropusAnswerParts *self);
void     propus_answer_parts_finish      (PropusAnswerParts *self);
void     propus_answer_parts_reload      (PropusAnswerParts *self);

/* As propus_markdown_view_set_find() and propus_markdown_view_choose_find(), over all of the text. */
guint    propus_answer_parts_set_find    (PropusAnswerParts *self, const char * const *words);
gboolean propus_answer_parts_choose_find (PropusAnswerParts *self, guint index, GtkWidget *relative, graphene_rect_t *bounds);

G_END_DECLS
