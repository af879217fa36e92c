/* propus-answer-usage.c - what an answer cost, and how long it took
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-answer-usage.h"

#include "propus-json.h"

/* More tokens, or milliseconds, than this are nobody's. */
#define MOST 1000000000000

/* A shorter time says nothing about speed. */
#define LEAST_MS 200

static gint64
read_count (JsonObject *object,
            const char *member)
{
  gint64 value = propus_json_get_int (object, member, -1);

  return value >= 0 && value <= MOST ? value : -1;
}

/**
 * propus_answer_usage_read:
 * @self: (out caller-allocates): receives the numbers
 * @usage: (nullable): usageMetadata as the API sent it
 * @facts: (nullable): of propus_answer_facts_dup_json()
 *
 * What is absent, negative, no number or beyond all reason is unknown.
 */
void
propus_answer_usage_read (PropusAnswerUsage *self,
                          const char        *usage,
                          const char        *facts)
{
  g_autoptr(JsonNode) usage_node = usage != NULL ? propus_json_parse (usage, -1, NULL) : NULL;
  g_autoptr(JsonNode) facts_node = facts != NULL ? propus_json_parse (facts, -1, NULL) : NULL;
  JsonObject *counts = propus_json_node_object (usage_node);
  JsonObject *times = propus_json_node_object (facts_node);
  gint64 output;

  g_return_if_fail (self != NULL);

  self->prompt = read_count (counts, "promptTokenCount");
  self->cached = read_count (counts, "cachedContentTokenCount");
  self->answer = read_count (counts, "candidatesTokenCount");
  self->thoughts = read_count (counts, "thoughtsTokenCount");
  self->tools = read_count (counts, "toolUsePromptTokenCount");
  self->total = read_count (counts, "totalTokenCount");
  self->first_ms = read_count (times, "firstMs");
  self->total_ms = read_count (times, "totalMs");
  self->per_second = -1;

  output = MAX (self->answer, 0) + MAX (self->thoughts, 0);
  if (output > 0 && self->first_ms >= 0 && self->total_ms - self->first_ms >= LEAST_MS)
    self->per_second = (double) output * 1000 / (double) (self->total_ms - self->first_ms);
}
