/* propus-answer.h - what an answer consists of and rests on, read from its message
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-answer-part.h"
#include "propus-answer-sources.h"
#include "propus-answer-usage.h"
#include "propus-message.h"
#include "propus-model-status.h"

G_BEGIN_DECLS

PropusAnswerPart    *propus_answer_dup_part    (PropusMessage *message, guint index);
gboolean             propus_answer_is_plain    (PropusMessage *message);
PropusAnswerSources *propus_answer_dup_sources (PropusMessage *message);
void                 propus_answer_read_usage  (PropusMessage *message, PropusAnswerUsage *usage);
char                *propus_answer_dup_model   (PropusMessage *message);
PropusModelStatus   *propus_answer_dup_model_status (PropusMessage *message);
char                *propus_answer_dup_harm    (PropusMessage *message);

G_END_DECLS
