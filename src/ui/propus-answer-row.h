/* propus-answer-row.h - what the model said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-answer-parts.h"
#include "propus-session.h"
#include "propus-turn-bar.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_ANSWER_ROW (propus_answer_row_get_type ())
G_DECLARE_FINAL_TYPE (PropusAnswerRow, propus_answer_row, PROPUS, ANSWER_ROW, GtkWidget)

/* Signal "deed" (guint, a PropusDeed): what the person wants to do with the message. */
GtkWidget     *propus_answer_row_new         (PropusMessage   *message);
PropusMessage *propus_answer_row_get_message (PropusAnswerRow *self);
void           propus_answer_row_set_turn    (PropusAnswerRow *self,
                                              PropusTurn      *turn);
void           propus_answer_row_set_last    (PropusAnswerRow *self,
                                              gboolean         last);
PropusTurnBar *propus_answer_row_get_bar     (PropusAnswerRow *self);
PropusAnswerParts *propus_answer_row_get_parts (PropusAnswerRow *self);

G_END_DECLS
