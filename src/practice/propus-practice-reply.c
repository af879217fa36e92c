/* propus-practice-reply.c - one generated answer, as the objects that the API would send
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-practice-reply.h"

#include <string.h>

#include "propus-practice-answer.h"
#include "propus-practice-extras.h"

/* Pieces of text are of uneven length, as a model's are: these many bytes more or fewer than the chunk size says. */
static const int unevenness[] = { 0, 9, -12, 5, 17, -7, -15, 11, 3, -4 };

#define DEFAULT_CHUNK_BYTES 32
#define SIGNATURE_BYTES     96

struct _PropusPracticeReply
{
  const PropusPracticeModel *model;
  char                      *thoughts;       /* NULL: none asked for */
  char                      *text;
  gsize                      thoughts_sent;
  gsize                      text_sent;
  guint                      thoughts_quarters;  /* quarters of tokens sent so far */
  guint                      text_quarters;
  gsize                      chunk_bytes;
  guint                      events;
  guint                      prompt_tokens;
  const char                *finish_reason;  /* NULL: the prompt is blocked */
  char                      *response_id;
  JsonArray                 *extras;         /* parts that follow the text, NULL: none, or the text was cut */
  guint                      extras_sent;
  JsonObject                *notes;          /* members of the last candidate, NULL: none */
  char                      *odd;            /* what makes no sense, NULL: all is as it should be */
  gboolean                   done;
};

static char *
make_random_base64 (gsize bytes)
{
  g_autofree guchar *random = g_malloc (bytes);

  for (gsize i = 0; i < bytes; i++)
    random[i] = (guchar) g_random_int ();

  return g_base64_encode (random, bytes);
}

/* A signature that a caller has to send back unread. */
static char *
make_signature (void)
{
  return make_random_base64 (SIGNATURE_BYTES);
}

/* Sixteen random bytes, without the characters that only plain base64 has. */
static char *
make_response_id (void)
{
  char *id = make_random_base64 (16);

  return g_strdelimit (g_strdelimit (id, "+/", '-'), "=", '\0');
}

static void
cut_at_character (char  *text,
                  gsize  bytes)
{
  const char *end;

  g_utf8_validate_len (text, MIN (bytes, strlen (text)), &end);
  text[end - text] = '\0';
}

/* Keeps @tokens of the answer, as they are counted here. */
static gboolean
cut_at_tokens (char  *text,
               guint  tokens)
{
  guint quarters = 0;

  for (char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      quarters += propus_practice_char_count_quarters (g_utf8_get_char (at));
      if (quarters > tokens * 4)
        {
          *at = '\0';
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * propus_practice_reply_new:
 * @request: what was asked; not kept
 * @model: the model that was asked
 * @fault: how to misbehave
 *
 * Returns: (transfer full): an answer, ready to be taken piece by piece or as a whole
 */
PropusPracticeReply *
propus_practice_reply_new (const PropusPracticeRequest *request,
                           const PropusPracticeModel   *model,
                           PropusPracticeFault          fault)
{
  PropusPracticeReply *self = g_new0 (PropusPracticeReply, 1);

  self->model = model;
  self->text = propus_practice_answer_dup_text (request, model->brief);
  if (request->include_thoughts && model->thinks)
    self->thoughts = propus_practice_answer_dup_thoughts (request);
  self->chunk_bytes = request->chunk_bytes > 0 ? request->chunk_bytes : DEFAULT_CHUNK_BYTES;
  self->prompt_tokens = request->prompt_tokens;
  self->response_id = make_response_id ();
  self->finish_reason = "STOP";

  if (request->max_output_tokens > 0 && cut_at_tokens (self->text, request->max_output_tokens))
    self->finish_reason = "MAX_TOKENS";

  if (fault == PROPUS_PRACTICE_FAULT_BLOCKED_PROMPT)
    self->finish_reason = NULL;
  else if (fault == PROPUS_PRACTICE_FAULT_SAFETY)
    self->finish_reason = "SAFETY";
  else if (fault == PROPUS_PRACTICE_FAULT_MAX_TOKENS)
    self->finish_reason = "MAX_TOKENS";
  if (fault == PROPUS_PRACTICE_FAULT_SAFETY || fault == PROPUS_PRACTICE_FAULT_MAX_TOKENS)
    cut_at_character (self->text, strlen (self->text) / 2);

  if (g_strcmp0 (self->finish_reason, "STOP") == 0)
    {
      self->extras = propus_practice_extras_make_parts (request);
      self->notes = propus_practice_extras_make_notes (request, self->text);
    }
  self->odd = g_strdup (request->odd);

  return self;
}

void
propus_practice_reply_free (PropusPracticeReply *self)
{
  g_free (self->thoughts);
  g_free (self->text);
  g_free (self->response_id);
  g_free (self->odd);
  g_clear_pointer (&self->extras, json_array_unref);
  g_clear_pointer (&self->notes, json_object_unref);
  g_free (self);
}

/* --- the objects, in the field order of the API --- */

static void
add_text_part (JsonArray  *parts,
               const char *text,
               gboolean    thought)
{
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, "text", text);
  if (thought)
    json_object_set_boolean_member (part, "thought", TRUE);
  json_array_add_object_element (parts, part);
}

/* An empty text that only carries the signature ends every answer of a thinking model. */
static void
add_signature_part (JsonArray *parts)
{
  g_autofree char *signature = make_signature ();
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, "text", "");
  json_object_set_string_member (part, "thoughtSignature", signature);
  json_array_add_object_element (parts, part);
}

static JsonArray *
make_ratings (gboolean blocked)
{
  JsonArray *ratings = json_array_new ();
  JsonObject *rating = json_object_new ();

  json_object_set_string_member (rating, "category", "HARM_CATEGORY_DANGEROUS_CONTENT");
  json_object_set_string_member (rating, "probability", blocked ? "HIGH" : "NEGLIGIBLE");
  if (blocked)
    json_object_set_boolean_member (rating, "blocked", TRUE);
  json_array_add_object_element (ratings, rating);

  return ratings;
}

static void
add_notes (JsonObject *candidate,
           JsonObject *notes)
{
  g_autoptr(GList) names = json_object_get_members (notes);

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (candidate, l->data, json_object_dup_member (notes, l->data));
}

static gboolean
has_extras (PropusPracticeReply *self)
{
  return self->extras != NULL && self->extras_sent < json_array_get_length (self->extras);
}

static void
add_extra (PropusPracticeReply *self,
           JsonArray           *parts)
{
  JsonNode *part = json_array_get_element (self->extras, self->extras_sent++);
  JsonObject *object = json_node_get_object (part);

  if (json_object_has_member (object, "text"))
    self->text_quarters += propus_practice_text_count_quarters (json_object_get_string_member (object, "text"));
  json_array_add_element (parts, json_node_copy (part));
}

static JsonObject *
make_candidate (PropusPracticeReply *self,
                JsonArray           *parts,
                gboolean             last)
{
  JsonObject *candidate = json_object_new ();
  JsonObject *content = json_object_new ();

  json_object_set_string_member (content, "role", "model");
  json_object_set_array_member (content, "parts", parts);
  json_object_set_object_member (candidate, "content", content);
  if (last)
    json_object_set_string_member (candidate, "finishReason", self->finish_reason);
  json_object_set_int_member (candidate, "index", 0);
  if (last && self->notes != NULL)
    add_notes (candidate, self->notes);
  if (last && g_str_equal (self->finish_reason, "SAFETY"))
    json_object_set_array_member (candidate, "safetyRatings", make_ratings (TRUE));

  return candidate;
}

/* What this answer has cost so far: cumulative, the last one counts. */
static JsonObject *
make_usage (PropusPracticeReply *self)
{
  JsonObject *usage = json_object_new ();
  JsonArray *details = json_array_new ();
  JsonObject *text = json_object_new ();
  guint thoughts = (self->thoughts_quarters + 3) / 4;
  guint answer = (self->text_quarters + 3) / 4;

  json_object_set_int_member (usage, "promptTokenCount", self->prompt_tokens);
  if (answer > 0)
    json_object_set_int_member (usage, "candidatesTokenCount", answer);
  json_object_set_int_member (usage, "totalTokenCount", (gint64) self->prompt_tokens + answer + thoughts);
  json_object_set_string_member (text, "modality", "TEXT");
  json_object_set_int_member (text, "tokenCount", self->prompt_tokens);
  json_array_add_object_element (details, text);
  json_object_set_array_member (usage, "promptTokensDetails", details);
  if (thoughts > 0)
    json_object_set_int_member (usage, "thoughtsTokenCount", thoughts);

  return usage;
}

static JsonObject *
make_response (PropusPracticeReply *self,
               JsonObject          *candidate)
{
  JsonObject *response = json_object_new ();
  JsonObject *status;

  if (candidate != NULL)
    {
      JsonArray *candidates = json_array_new ();

      json_array_add_object_element (candidates, candidate);
      json_object_set_array_member (response, "candidates", candidates);
    }
  else
    {
      JsonObject *feedback = json_object_new ();

      json_object_set_string_member (feedback, "blockReason", "PROHIBITED_CONTENT");
      json_object_set_array_member (feedback, "safetyRatings", make_ratings (TRUE));
      json_object_set_object_member (response, "promptFeedback", feedback);
    }
  json_object_set_object_member (response, "usageMetadata", make_usage (self));
  status = propus_practice_model_get_status (self->model);
  if (status != NULL)
    json_object_set_object_member (response, "modelStatus", status);
  json_object_set_string_member (response, "modelVersion", self->model->id);
  json_object_set_string_member (response, "responseId", self->response_id);
  if (self->odd != NULL)
    propus_practice_extras_make_odd (self->odd, response);

  return response;
}

/* The next piece of @text after *sent, about as long as a chunk, cut at a character. */
static char *
take_piece (PropusPracticeReply *self,
            const char          *text,
            gsize               *sent)
{
  gsize left = strlen (text + *sent);
  int more = unevenness[self->events % G_N_ELEMENTS (unevenness)];
  gsize size = (gsize) ((gssize) self->chunk_bytes + more * (gssize) self->chunk_bytes / DEFAULT_CHUNK_BYTES);
  const char *start = text + *sent;
  const char *end = start + MIN (MAX (size, 1), left);

  /* Forward to the next character: a chunk of one byte still moves on. */
  while ((*end & 0xc0) == 0x80)
    end++;
  *sent += end - start;

  return g_strndup (start, end - start);
}

/**
 * propus_practice_reply_next:
 * @self: an answer
 *
 * Returns: (transfer full) (nullable): the next event's object, %NULL after the last one
 */
JsonObject *
propus_practice_reply_next (PropusPracticeReply *self)
{
  JsonArray *parts;
  gboolean thought;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->done)
    return NULL;

  if (self->finish_reason == NULL)
    {
      self->done = TRUE;
      return make_response (self, NULL);
    }

  parts = json_array_new ();
  thought = self->thoughts != NULL && self->thoughts[self->thoughts_sent] != '\0';
  if (thought || self->text[self->text_sent] != '\0')
    {
      g_autofree char *piece = thought ? take_piece (self, self->thoughts, &self->thoughts_sent)
                                       : take_piece (self, self->text, &self->text_sent);

      *(thought ? &self->thoughts_quarters : &self->text_quarters) += propus_practice_text_count_quarters (piece);
      add_text_part (parts, piece, thought);
    }
  else if (has_extras (self))
    add_extra (self, parts);
  else
    {
      self->done = TRUE;
      if (self->model->thinks)
        add_signature_part (parts);
    }
  self->events++;

  return make_response (self, make_candidate (self, parts, self->done));
}

/**
 * propus_practice_reply_dup_whole:
 * @self: an answer of which nothing has been taken
 *
 * Returns: (transfer full): the answer in one object, as generateContent sends it
 */
JsonObject *
propus_practice_reply_dup_whole (PropusPracticeReply *self)
{
  JsonArray *parts;

  g_return_val_if_fail (self != NULL, NULL);

  self->done = TRUE;
  if (self->finish_reason == NULL)
    return make_response (self, NULL);

  parts = json_array_new ();
  if (self->thoughts != NULL)
    {
      add_text_part (parts, self->thoughts, TRUE);
      self->thoughts_quarters = propus_practice_text_count_quarters (self->thoughts);
    }
  add_text_part (parts, self->text, FALSE);
  self->text_quarters = propus_practice_text_count_quarters (self->text);
  while (has_extras (self))
    add_extra (self, parts);
  if (self->model->thinks)
    {
      g_autofree char *signature = make_signature ();
      JsonObject *last = json_array_get_object_element (parts, json_array_get_length (parts) - 1);

      json_object_set_string_member (last, "thoughtSignature", signature);
    }

  return make_response (self, make_candidate (self, parts, TRUE));
}
