/* propus-practice-answer.h - what the practice endpoint answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-practice-request.h"

G_BEGIN_DECLS

char *propus_practice_answer_dup_text     (const PropusPracticeRequest *request, gboolean brief);
char *propus_practice_answer_dup_thoughts (const PropusPracticeRequest *request);
gboolean    propus_practice_answer_is_chinese (const PropusPracticeRequest *request);
const char *propus_practice_answer_get_ending (const PropusPracticeRequest *request);

G_END_DECLS
