/* propus-generate-chunk.h - one decoded piece of a streamed answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "propus-rpc-status.h"

G_BEGIN_DECLS

typedef struct _PropusGenerateChunk PropusGenerateChunk;   /* immutable, reference counted */

PropusGenerateChunk *propus_generate_chunk_parse (JsonNode *node);   /* NULL: no GenerateContentResponse at all */
PropusGenerateChunk *propus_generate_chunk_ref   (PropusGenerateChunk *self);
void                 propus_generate_chunk_unref (PropusGenerateChunk *self);

const char          *propus_generate_chunk_get_text          (PropusGenerateChunk *self);  /* this piece only, "" none */
const char          *propus_generate_chunk_get_thoughts      (PropusGenerateChunk *self);
const char * const  *propus_generate_chunk_get_raw_parts     (PropusGenerateChunk *self);  /* each part's JSON, compact */
const char          *propus_generate_chunk_get_finish_reason (PropusGenerateChunk *self);  /* NULL: still running */
const char          *propus_generate_chunk_get_finish_message(PropusGenerateChunk *self);
const char          *propus_generate_chunk_get_block_reason  (PropusGenerateChunk *self);  /* only without candidates */
gboolean             propus_generate_chunk_is_prompt_blocked (PropusGenerateChunk *self);  /* promptFeedback without candidates */
JsonObject          *propus_generate_chunk_get_usage         (PropusGenerateChunk *self);  /* borrowed, NULL absent */
const char          *propus_generate_chunk_get_model_version (PropusGenerateChunk *self);
/* What is said about the piece: groundingMetadata, citationMetadata, urlContextMetadata, safetyRatings,
 * modelStatus; NULL nothing. */
JsonObject          *propus_generate_chunk_get_notes         (PropusGenerateChunk *self);
PropusRpcStatus     *propus_generate_chunk_get_error         (PropusGenerateChunk *self);  /* {"error":…} mid-stream */

#define PROPUS_TYPE_GENERATE_CHUNK (propus_generate_chunk_get_type ())
GType propus_generate_chunk_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusGenerateChunk, propus_generate_chunk_unref)

G_END_DECLS
