/* propus-answer-usage.c - what an answer cost, and how long it took
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-answer-usage.h"

#include "propus-raw-part.h"

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

/* Counts come from outside. */
static gint64
add_counts (gint64 a,
            gint64 b)
{
  return CLAMP (a, 0, G_MAXINT64 / 4) + CLAMP (b, 0, G_MAXINT64 / 4);
}

/**
 * propus_answer_usage_add:
 * @usage: (inout): the usageMetadata of an answer
 * @old_usage: (nullable): that of its beginning, as JSON
 *
 * An answer in two pieces cost what both did.
 */
void
propus_answer_usage_add (JsonObject *usage,
                         const char *old_usage)
{
  g_autoptr(JsonNode) node = old_usage != NULL ? propus_raw_part_parse (old_usage) : NULL;
  g_autoptr(GList) names = json_object_get_members (usage);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *member = json_object_get_member (usage, l->data);
      JsonNode *old = json_object_get_member (json_node_get_object (node), l->data);

      if (old != NULL && json_node_get_value_type (member) == G_TYPE_INT64 && json_node_get_value_type (old) == G_TYPE_INT64)
        json_object_set_int_member (usage, l->data, add_counts (json_node_get_int (member), json_node_get_int (old)));
    }
}
