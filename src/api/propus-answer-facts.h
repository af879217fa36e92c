/* propus-answer-facts.h - what is known of an answer beside its parts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-generate-chunk.h"

G_BEGIN_DECLS

/* Gathers, while an answer comes, what it rests on and how long it took. The result is one JSON object, bounded, with
 * these members where there is something to say:
 *
 *   "sources":   [{"kind": "web", "map", "image" or "document", "uri": string, "title": string}], by the API's indexes
 *   "supports":  [{"part": index or -1, "start": bytes, "end": bytes, "text": string, "sources": [indexes]}]
 *   "citations": [{"start": bytes, "end": bytes, "uri": string, "title": string, "license": string}]
 *   "queries":   [string]                              searches that were made
 *   "pages":     [{"uri": string, "status": string}]   pages that were to be read
 *   "blocked":   [{"category": string, "probability": string}]
 *   "modelStatus": {"modelStage": string, "retirementTime": string, "message": string}
 *   "modelVersion": string, "firstMs": number, "totalMs": number
 *
 * The offsets are those of the API, in bytes of UTF-8. With "part" -1 they count in the whole text of the answer. */
typedef struct _PropusAnswerFacts PropusAnswerFacts;

/* @json: what an answer that goes on had before; @text_length: of its text then. */
PropusAnswerFacts *propus_answer_facts_new       (const char *json, gsize text_length);
void               propus_answer_facts_free      (PropusAnswerFacts *self);
void               propus_answer_facts_add_chunk (PropusAnswerFacts *self, PropusGenerateChunk *chunk);
void               propus_answer_facts_set_times (PropusAnswerFacts *self, gint64 first_us, gint64 total_us);
char              *propus_answer_facts_dup_json  (PropusAnswerFacts *self);   /* NULL: nothing to say */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusAnswerFacts, propus_answer_facts_free)

G_END_DECLS
