/* propus-generate-chunk.c - one decoded piece of a streamed answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-generate-chunk.h"
#include "propus-json.h"
#include "propus-model-status.h"
#include "propus-redactor.h"

/* A reason is a word. A longer one is somebody's joke and is cut before anybody shows it. */
#define MAX_WORD_CHARS 100

struct _PropusGenerateChunk
{
  char            *text;
  char            *thoughts;
  GStrv            raw_parts;
  char            *finish_reason;
  char            *finish_message;
  char            *block_reason;
  gboolean         prompt_blocked;
  JsonObject      *usage;
  JsonObject      *notes;
  char            *model_version;
  PropusRpcStatus *error;
};

G_DEFINE_BOXED_TYPE (PropusGenerateChunk, propus_generate_chunk, propus_generate_chunk_ref, propus_generate_chunk_unref)

static char *
dup_word (JsonObject *object,
          const char *member)
{
  const char *word = propus_json_get_string (object, member);
  g_autofree char *cut = NULL;

  if (word == NULL || *word == '\0')
    return NULL;

  cut = g_utf8_strlen (word, -1) > MAX_WORD_CHARS ? g_utf8_substring (word, 0, MAX_WORD_CHARS) : g_strdup (word);
  return propus_redact (cut);
}

/* The first candidate that is one: others are asked for by nobody. */
static JsonObject *
find_candidate (JsonObject *root)
{
  JsonArray *candidates = propus_json_get_array (root, "candidates");
  JsonObject *candidate = NULL;

  for (guint i = 0; candidate == NULL && candidates != NULL && i < json_array_get_length (candidates); i++)
    candidate = propus_json_array_object (candidates, i);

  return candidate;
}

static void
read_parts (PropusGenerateChunk *self,
            JsonArray           *parts)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) thoughts = g_string_new (NULL);
  g_autoptr(GStrvBuilder) raw = g_strv_builder_new ();

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = propus_json_array_object (parts, i);
      const char *piece = propus_json_get_string (part, "text");
      g_autofree char *json = NULL;

      if (part == NULL)
        continue;
      if (piece != NULL)
        g_string_append (propus_json_get_boolean (part, "thought", FALSE) ? thoughts : text, piece);
      json = propus_json_object_to_string (part, FALSE);
      g_strv_builder_add (raw, json);
    }

  self->text = g_string_free (g_steal_pointer (&text), FALSE);
  self->thoughts = g_string_free (g_steal_pointer (&thoughts), FALSE);
  self->raw_parts = g_strv_builder_end (raw);
}

static void
read_candidate (PropusGenerateChunk *self,
                JsonObject          *candidate)
{
  g_autofree char *reason = dup_word (candidate, "finishReason");
  const char *message = propus_json_get_string (candidate, "finishMessage");

  read_parts (self, propus_json_get_array (propus_json_get_object (candidate, "content"), "parts"));
  if (g_strcmp0 (reason, "FINISH_REASON_UNSPECIFIED") != 0)
    self->finish_reason = g_steal_pointer (&reason);
  self->finish_message = message != NULL ? propus_redact (message) : NULL;
}

/* Of a blocked prompt the feedback is rated, otherwise the candidate. */
static JsonObject *
dup_notes (JsonObject *from)
{
  static const char * const members[] = { "groundingMetadata", "citationMetadata", "urlContextMetadata", "safetyRatings" };
  JsonObject *notes = NULL;

  for (gsize i = 0; from != NULL && i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (from, members[i]))
      {
        if (notes == NULL)
          notes = json_object_new ();
        json_object_set_member (notes, members[i], json_object_dup_member (from, members[i]));
      }

  return notes;
}

/* It stands beside the candidates, and is about the model that answers. */
static void
note_status (PropusGenerateChunk *self,
             JsonObject          *object)
{
  g_autoptr(PropusModelStatus) status = propus_model_status_parse (object);

  if (status == NULL)
    return;

  if (self->notes == NULL)
    self->notes = json_object_new ();
  json_object_set_object_member (self->notes, "modelStatus", propus_model_status_to_json (status));
}

static gboolean
is_reply (JsonObject *root)
{
  static const char * const members[] = {
    "candidates", "promptFeedback", "usageMetadata", "modelVersion", "responseId", "modelStatus", "error",
  };

  for (gsize i = 0; root != NULL && i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (root, members[i]))
      return TRUE;

  return FALSE;
}

/**
 * propus_generate_chunk_parse:
 * @node: (nullable): what propus_json_parse() made of one event; an array stands for its first element
 *
 * Reads a GenerateContentResponse, whole or partial, or an error in the place of one. Members of a wrong type count as
 * absent.
 *
 * Returns: (transfer full) (nullable): the chunk, %NULL when @node is no such thing
 */
PropusGenerateChunk *
propus_generate_chunk_parse (JsonNode *node)
{
  JsonArray *array = propus_json_node_array (node);
  JsonObject *root = array != NULL ? propus_json_array_object (array, 0) : propus_json_node_object (node);
  PropusGenerateChunk *self;
  JsonObject *candidate;
  JsonObject *feedback;
  JsonObject *usage;

  if (!is_reply (root))
    return NULL;

  self = g_atomic_rc_box_new0 (PropusGenerateChunk);
  candidate = find_candidate (root);
  feedback = propus_json_get_object (root, "promptFeedback");
  usage = propus_json_get_object (root, "usageMetadata");

  read_candidate (self, candidate);
  self->notes = dup_notes (candidate != NULL ? candidate : feedback);
  note_status (self, propus_json_get_object (root, "modelStatus"));
  if (candidate == NULL && feedback != NULL && json_object_get_size (feedback) > 0)
    {
      self->prompt_blocked = TRUE;
      self->block_reason = dup_word (feedback, "blockReason");
    }
  if (usage != NULL && json_object_get_size (usage) > 0)
    self->usage = json_object_ref (usage);
  self->model_version = dup_word (root, "modelVersion");
  self->error = propus_rpc_status_parse (node);

  return self;
}

/**
 * propus_generate_chunk_ref:
 * @self: a chunk
 *
 * Returns: (transfer full): @self
 */
PropusGenerateChunk *
propus_generate_chunk_ref (PropusGenerateChunk *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
propus_generate_chunk_clear (gpointer data)
{
  PropusGenerateChunk *self = data;

  g_free (self->text);
  g_free (self->thoughts);
  g_strfreev (self->raw_parts);
  g_free (self->finish_reason);
  g_free (self->finish_message);
  g_free (self->block_reason);
  g_free (self->model_version);
  g_clear_pointer (&self->usage, json_object_unref);
  g_clear_pointer (&self->notes, json_object_unref);
  g_clear_pointer (&self->error, propus_rpc_status_unref);
}

/**
 * propus_generate_chunk_unref:
 * @self: (transfer full): a chunk
 */
void
propus_generate_chunk_unref (PropusGenerateChunk *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, propus_generate_chunk_clear);
}

/**
 * propus_generate_chunk_get_text:
 * @self: a chunk
 *
 * Returns: (transfer none): what this piece adds to the answer, "" when nothing
 */
const char *
propus_generate_chunk_get_text (PropusGenerateChunk *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->text;
}

/**
 * propus_generate_chunk_get_thoughts:
 * @self: a chunk
 *
 * Returns: (transfer none): what this piece adds to the summary of thoughts, "" when nothing
 */
const char *
propus_generate_chunk_get_thoughts (PropusGenerateChunk *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->thoughts;
}

/**
 * propus_generate_chunk_get_raw_parts:
 * @self: a chunk
 *
 * Returns: (transfer none): the JSON text of each part, of known kind or not, for propus_generate_request_add_model_parts()
 */
const char * const *
propus_generate_chunk_get_raw_parts (PropusGenerateChunk *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char * const *) self->raw_parts;
}

/**
 * propus_generate_chunk_get_finish_reason:
 * @self: a chunk
 *
 * Returns: (transfer none) (nullable): why the model stopped, %NULL while it goes on
 */
const char *
propus_generate_chunk_get_finish_reason (PropusGenerateChunk *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->finish_reason;
}

/**
 * propus_generate_chunk_get_finish_message:
 * @self: a chunk
 *
 * Returns: (transfer none) (nullable): the server's words on the finish reason, redacted
 */
const char *
propus_generate_chunk_get_finish_message (PropusGenerateChunk *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->finish_message;
}

/**
 * propus_generate_chunk_get_block_reason:
 * @self: a chunk
 *
 * Returns: (transfer none) (nullable): why the prompt was blocked; only when there is no candidate
 */
const char *
propus_generate_chunk_get_block_reason (PropusGenerateChunk *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->block_reason;
}

/**
 * propus_generate_chunk_is_prompt_blocked:
 * @self: a chunk
 *
 * Returns: whether there is feedback on the prompt and no candidate
 */
gboolean
propus_generate_chunk_is_prompt_blocked (PropusGenerateChunk *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->prompt_blocked;
}

/**
 * propus_generate_chunk_get_usage:
 * @self: a chunk
 *
 * Returns: (transfer none) (nullable): usageMetadata as it came; the last one of a stream holds
 */
JsonObject *
propus_generate_chunk_get_usage (PropusGenerateChunk *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->usage;
}

/**
 * propus_generate_chunk_get_notes:
 * @self: a chunk
 *
 * Returns: (transfer none) (nullable): what is said about the answer, for propus_answer_facts_add_chunk()
 */
JsonObject *
propus_generate_chunk_get_notes (PropusGenerateChunk *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->notes;
}

/**
 * propus_generate_chunk_get_model_version:
 * @self: a chunk
 *
 * Returns: (transfer none) (nullable): which model answers
 */
const char *
propus_generate_chunk_get_model_version (PropusGenerateChunk *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->model_version;
}

/**
 * propus_generate_chunk_get_error:
 * @self: a chunk
 *
 * Returns: (transfer none) (nullable): an error that came within the stream
 */
PropusRpcStatus *
propus_generate_chunk_get_error (PropusGenerateChunk *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->error;
}
