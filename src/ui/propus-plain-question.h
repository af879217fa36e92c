/* propus-plain-question.h - may a key go to a keyring that does not encrypt what is sent to it?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  PROPUS_PLAIN_CANCEL,
  PROPUS_PLAIN_SESSION,   /* keep it for this session only */
  PROPUS_PLAIN_STORE,
} PropusPlainAnswer;

typedef void (*PropusPlainAnswerFunc) (PropusPlainAnswer answer,
                                       gpointer          user_data);

void propus_plain_question_ask (GtkWindow             *parent,
                                gboolean               may_keep_for_session,
                                PropusPlainAnswerFunc  func,
                                gpointer               user_data);

G_END_DECLS
