/* propus-practice-request.h - what a caller asked the practice endpoint for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "propus-practice-fault.h"

G_BEGIN_DECLS

/**
 * PropusPracticeRequest:
 * @prompt: text of the last content whose role is not "model", without the practice: words, valid UTF-8
 * @turns: contents whose role is not "model"
 * @prompt_tokens: a rough count over everything that was sent
 * @include_thoughts: whether generationConfig.thinkingConfig asks for summaries of thoughts
 * @max_output_tokens: generationConfig.maxOutputTokens, 0 when absent
 * @searches: whether the model may search with Google
 * @reads: whether it may read pages, and there is an address in the prompt
 * @runs: whether it may run code
 * @fault: how to misbehave, from the words "practice:fault NAME" in the prompt
 * @pace_ms: milliseconds between two events, from "practice:pace N", -1 when absent
 * @chunk_bytes: about as many bytes of text an event, from "practice:chunk N", 0 when absent
 * @long_bytes: length of the answer, from "practice:long N" (in kB of 1000 bytes), 0 when absent
 * @odd: what is sent that makes no sense, from "practice:odd NAME", %NULL when absent
 *
 * A body of generateContent, read.
 */
typedef struct
{
  char                *prompt;
  guint                turns;
  guint                prompt_tokens;
  gboolean             include_thoughts;
  guint                max_output_tokens;
  gboolean             searches;
  gboolean             reads;
  gboolean             runs;
  PropusPracticeFault  fault;
  int                  pace_ms;
  gsize                chunk_bytes;
  gsize                long_bytes;
  char                *odd;
} PropusPracticeRequest;

PropusPracticeRequest *propus_practice_request_new          (JsonObject            *body);
void                   propus_practice_request_free         (PropusPracticeRequest *self);
guint                  propus_practice_request_count_tokens (JsonObject            *body);
guint                  propus_practice_text_count_quarters  (const char            *text);
guint                  propus_practice_char_count_quarters  (gunichar               character);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusPracticeRequest, propus_practice_request_free)

G_END_DECLS
