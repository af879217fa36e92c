/* propus-practice-request.c - what a caller asked the practice endpoint for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-practice-request.h"

#include <string.h>

#include "propus-json.h"

#define LONGEST_ANSWER_KB 8192

/**
 * propus_practice_text_count_quarters:
 * @text: valid UTF-8
 *
 * Counts about as a tokenizer would: a token for four letters, one for each Chinese character.
 *
 * Returns: quarters of a token
 */
guint
propus_practice_text_count_quarters (const char *text)
{
  guint quarters = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    quarters += propus_practice_char_count_quarters (g_utf8_get_char (at));

  return quarters;
}

/**
 * propus_practice_char_count_quarters:
 * @character: a character
 *
 * Returns: what it adds to propus_practice_text_count_quarters()
 */
guint
propus_practice_char_count_quarters (gunichar character)
{
  return character >= 0x2e80 ? 4 : 1;
}

static guint
count_content_tokens (JsonObject *content)
{
  JsonArray *parts = content != NULL ? propus_json_get_array (content, "parts") : NULL;
  guint tokens = 0;

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = propus_json_array_object (parts, i);
      const char *text = part != NULL ? propus_json_get_string (part, "text") : "";

      /* A picture costs 258 tokens, whatever its size. */
      tokens += text != NULL ? (propus_practice_text_count_quarters (text) + 3) / 4 : 258;
    }

  return tokens;
}

/**
 * propus_practice_request_count_tokens:
 * @body: a body of generateContent
 *
 * Returns: a rough count of the tokens of its contents and system instruction
 */
guint
propus_practice_request_count_tokens (JsonObject *body)
{
  JsonArray *contents = propus_json_get_array (body, "contents");
  JsonObject *instruction = propus_json_get_object (body, "systemInstruction");
  guint tokens = instruction != NULL ? count_content_tokens (instruction) : 0;

  for (guint i = 0; contents != NULL && i < json_array_get_length (contents); i++)
    tokens += count_content_tokens (propus_json_array_object (contents, i));

  return tokens;
}

static void
append_text (GString    *prompt,
             JsonObject *content)
{
  JsonArray *parts = propus_json_get_array (content, "parts");

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = propus_json_array_object (parts, i);
      const char *text = part != NULL ? propus_json_get_string (part, "text") : NULL;

      if (text != NULL)
        g_string_append (prompt, text);
    }
}

static gboolean
is_model_turn (JsonObject *content)
{
  return g_strcmp0 (propus_json_get_string (content, "role"), "model") == 0;
}

/* Cuts "practice:NAME VALUE" out of @prompt; returns the value or NULL. */
static char *
take_word (GString    *prompt,
           const char *name)
{
  g_autofree char *mark = g_strdup_printf ("practice:%s ", name);
  char *start = strstr (prompt->str, mark);
  const char *value;
  gsize length;
  char *taken;

  if (start == NULL)
    return NULL;

  value = start + strlen (mark);
  length = strcspn (value, " \t\r\n");
  taken = g_strndup (value, length);
  g_string_erase (prompt, start - prompt->str, strlen (mark) + length);

  return taken;
}

static int
take_number (GString    *prompt,
             const char *name,
             int         most,
             int         fallback)
{
  g_autofree char *word = take_word (prompt, name);
  gint64 number;

  if (word == NULL || !g_ascii_string_to_signed (word, 10, 0, most, &number, NULL))
    return fallback;

  return (int) number;
}

static gboolean
has_tool (JsonObject *body,
          const char *name)
{
  JsonArray *tools = propus_json_get_array (body, "tools");

  for (guint i = 0; tools != NULL && i < json_array_get_length (tools); i++)
    if (propus_json_get_object (propus_json_array_object (tools, i), name) != NULL)
      return TRUE;

  return FALSE;
}

/**
 * propus_practice_request_new:
 * @body: a body of generateContent
 *
 * Returns: (transfer full): what it asks for
 */
PropusPracticeRequest *
propus_practice_request_new (JsonObject *body)
{
  PropusPracticeRequest *self = g_new0 (PropusPracticeRequest, 1);
  JsonArray *contents = propus_json_get_array (body, "contents");
  JsonObject *config = propus_json_get_object (body, "generationConfig");
  JsonObject *thinking = config != NULL ? propus_json_get_object (config, "thinkingConfig") : NULL;
  g_autoptr(GString) prompt = g_string_new (NULL);
  g_autofree char *fault = NULL;

  for (guint i = 0; contents != NULL && i < json_array_get_length (contents); i++)
    {
      JsonObject *content = propus_json_array_object (contents, i);

      if (content == NULL || is_model_turn (content))
        continue;

      self->turns++;
      g_string_truncate (prompt, 0);
      append_text (prompt, content);
    }

  fault = take_word (prompt, "fault");
  if (fault != NULL && !propus_practice_fault_parse (fault, &self->fault))
    self->fault = PROPUS_PRACTICE_FAULT_NONE;
  self->pace_ms = take_number (prompt, "pace", 60000, -1);
  self->chunk_bytes = take_number (prompt, "chunk", 1000000, 0);
  self->odd = take_word (prompt, "odd");
  self->long_bytes = (gsize) take_number (prompt, "long", LONGEST_ANSWER_KB, 0) * 1000;

  self->prompt = g_strstrip (g_strdup (prompt->str));
  self->prompt_tokens = propus_practice_request_count_tokens (body);
  self->include_thoughts = thinking != NULL && propus_json_get_boolean (thinking, "includeThoughts", FALSE);
  self->searches = has_tool (body, "googleSearch");
  self->reads = has_tool (body, "urlContext") && strstr (self->prompt, "://") != NULL;
  self->runs = has_tool (body, "codeExecution");
  self->max_output_tokens = config != NULL ? CLAMP (propus_json_get_int (config, "maxOutputTokens", 0), 0, G_MAXINT) : 0;

  return self;
}

void
propus_practice_request_free (PropusPracticeRequest *self)
{
  g_free (self->prompt);
  g_free (self->odd);
  g_free (self);
}
