/* propus-usage-count.c - tokens of each kind
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-count.h"

#include "propus-json.h"
#include "propus-limits.h"

/* More than any answer can have, and far from where sums overflow. */
#define MAX_TOKENS G_GINT64_CONSTANT (1000000000)

/* Bytes of a request for a token of it. English text has four or five, Chinese three; a JSON request has more around. */
#define BYTES_PER_TOKEN 4

/* One count has a name each in generateContent, the Interactions API, and the OpenAI-compatible paths. */
static gint64
read_one (JsonObject         *object,
          const char * const *names)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (json_object_has_member (object, names[i]))
      return CLAMP (propus_json_get_int (object, names[i], 0), 0, MAX_TOKENS);

  return 0;
}

/**
 * propus_usage_count_read:
 * @self: (out): the counts
 * @object: (nullable): a usageMetadata, or a usage of the other APIs
 *
 * What is absent is 0; what is out of range is clamped.
 *
 * Returns: whether there was any count
 */
gboolean
propus_usage_count_read (PropusUsageCount *self,
                         JsonObject       *object)
{
  static const char * const prompt[] = { "promptTokenCount", "total_input_tokens", "prompt_tokens", NULL };
  static const char * const cached[] = { "cachedContentTokenCount", "total_cached_tokens", NULL };
  static const char * const candidates[] = { "candidatesTokenCount", "total_output_tokens", "completion_tokens", NULL };
  static const char * const thoughts[] = { "thoughtsTokenCount", "total_thought_tokens", NULL };
  static const char * const tool[] = { "toolUsePromptTokenCount", "total_tool_use_tokens", NULL };
  static const char * const total[] = { "totalTokenCount", "total_tokens", NULL };
  gint64 sum;

  *self = (PropusUsageCount) { 0, };
  if (object == NULL)
    return FALSE;

  self->prompt = read_one (object, prompt);
  self->cached = MIN (read_one (object, cached), self->prompt);
  self->candidates = read_one (object, candidates);
  self->thoughts = read_one (object, thoughts);
  self->tool = read_one (object, tool);
  sum = self->prompt + self->candidates + self->thoughts + self->tool;
  self->total = MAX (read_one (object, total), sum);

  return self->total > 0;
}

/**
 * propus_usage_count_input:
 * @body_bytes: the length of a request's body, -1 when it is not known
 *
 * Guesses before anything of the body has come. Pictures go in base64, in which a byte says nothing about tokens, so
 * beyond a bound more bytes count for nothing.
 *
 * Returns: tokens of the prompt
 */
gint64
propus_usage_count_input (gint64 body_bytes)
{
  if (body_bytes < 0)
    return PROPUS_SPEND_INPUT_MAX;

  return MIN ((body_bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN, PROPUS_SPEND_INPUT_MAX);
}

/**
 * propus_usage_count_estimate:
 * @self: (out): the counts
 * @body_bytes: the length of a request's body, -1 when it is not known
 * @typical_output: tokens of a long answer of that model, 0 when it does not generate
 *
 * What a request is taken to cost until its answer says more.
 */
void
propus_usage_count_estimate (PropusUsageCount *self,
                             gint64            body_bytes,
                             gint64            typical_output)
{
  *self = (PropusUsageCount) { 0, };
  self->prompt = propus_usage_count_input (body_bytes);
  self->candidates = MAX (typical_output, 0);
  self->total = self->prompt + self->candidates;
}
