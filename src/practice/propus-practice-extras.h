/* propus-practice-extras.h - what a practice answer has beside its text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-practice-request.h"

G_BEGIN_DECLS

/* Parts that follow the text, in the order in which they are sent. */
JsonArray  *propus_practice_extras_make_parts      (const PropusPracticeRequest *request);
gboolean    propus_practice_extras_has_parts       (const PropusPracticeRequest *request);
/* What is said about the candidate: grounding and pages, with offsets into @text; NULL nothing. */
JsonObject *propus_practice_extras_make_notes      (const PropusPracticeRequest *request, const char *text);
/* Appends what the prompt asks for of this kind, if it does. */
gboolean    propus_practice_extras_append_sections (GString *answer, const PropusPracticeRequest *request, gboolean chinese);
/* Changes a whole response as "practice:odd NAME" says. */
void        propus_practice_extras_make_odd        (const char *odd, JsonObject *response);

G_END_DECLS
