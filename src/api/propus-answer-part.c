/* propus-answer-part.c - what one raw part of an answer is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-answer-part.h"

#include "propus-base64.h"
#include "propus-json.h"
#include "propus-limits.h"

#include <string.h>

/* A part with more bytes than this is not parsed on the thread of the window: it is data, and its head says of what. */
#define PARSED_AT_ONCE (64u * 1024)

/* As many bytes of base64 are looked at for the size of a picture. */
#define PEEKED (64u * 1024)

#define MAX_WORD_CHARS 200

static char *
dup_string (JsonObject *object,
            const char *member)
{
  const char *text = propus_json_get_string (object, member);

  return g_strdup (text != NULL ? text : "");
}

static char *
dup_word (JsonObject *object,
          const char *member)
{
  g_autofree char *word = dup_string (object, member);

  return g_utf8_strlen (word, -1) > MAX_WORD_CHARS ? g_utf8_substring (word, 0, MAX_WORD_CHARS) : g_steal_pointer (&word);
}

static PropusOutcome
read_outcome (JsonObject *result)
{
  const char *outcome = propus_json_get_string (result, "outcome");

  if (g_strcmp0 (outcome, "OUTCOME_OK") == 0)
    return PROPUS_OUTCOME_OK;
  if (g_strcmp0 (outcome, "OUTCOME_FAILED") == 0)
    return PROPUS_OUTCOME_FAILED;

  return g_strcmp0 (outcome, "OUTCOME_DEADLINE_EXCEEDED") == 0 ? PROPUS_OUTCOME_TIMEOUT : PROPUS_OUTCOME_UNKNOWN;
}

static PropusAnswerPart *
part_new (PropusPartKind  kind,
          char           *text,
          char           *name,
          char           *mime)
{
  PropusAnswerPart *self = g_new0 (PropusAnswerPart, 1);

  self->kind = kind;
  self->text = text != NULL ? text : g_strdup ("");
  self->name = name != NULL ? name : g_strdup ("");
  self->mime = mime != NULL ? mime : g_strdup ("");
  self->uri = g_strdup ("");
  return self;
}

/* The first member that is not one of those that only modify others. */
static const char *
find_member (JsonObject *part)
{
  static const char * const modifiers[] = {
    "thought", "thoughtSignature", "videoMetadata", "mediaResolution", "mediaProcessing", "speechMetadata", "partMetadata",
    "text", NULL,
  };
  g_autoptr(GList) members = json_object_get_members (part);

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (modifiers, l->data))
      return l->data;

  return NULL;
}

static PropusAnswerPart *
read_text (JsonObject *part)
{
  const char *text = propus_json_get_string (part, "text");

  if (text == NULL || *text == '\0')
    return part_new (PROPUS_PART_NOTHING, NULL, NULL, NULL);

  return part_new (propus_json_get_boolean (part, "thought", FALSE) ? PROPUS_PART_THOUGHT : PROPUS_PART_TEXT,
                   g_strdup (text), NULL, NULL);
}

static PropusAnswerPart *
read_part (JsonObject *part)
{
  static const char * const calls[] = { "functionCall", "functionResponse", "toolCall", "toolResponse" };
  const char *text = propus_json_get_string (part, "text");
  const char *member = text == NULL || *text == '\0' ? find_member (part) : NULL;
  JsonObject *value = member != NULL ? propus_json_get_object (part, member) : NULL;
  PropusAnswerPart *self;

  if (member == NULL)
    return read_text (part);

  if (g_str_equal (member, "inlineData") && value != NULL)
    return part_new (PROPUS_PART_DATA, NULL, dup_word (value, "displayName"), dup_word (value, "mimeType"));
  if (g_str_equal (member, "executableCode") && value != NULL)
    return part_new (PROPUS_PART_CODE, dup_string (value, "code"), dup_word (value, "language"), NULL);
  if (g_str_equal (member, "codeExecutionResult") && value != NULL)
    {
      self = part_new (PROPUS_PART_RESULT, dup_string (value, "output"), NULL, NULL);
      self->outcome = read_outcome (value);
      return self;
    }
  if (g_str_equal (member, "fileData") && value != NULL)
    {
      self = part_new (PROPUS_PART_FILE, NULL, dup_word (value, "displayName"), dup_word (value, "mimeType"));
      g_free (self->uri);
      self->uri = dup_string (value, "fileUri");
      return self;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    if (g_str_equal (member, calls[i]))
      return part_new (PROPUS_PART_CALL, NULL,
                       value != NULL ? dup_word (value, propus_json_get_string (value, "name") != NULL ? "name" : "toolType")
                                     : NULL, NULL);

  return part_new (PROPUS_PART_UNKNOWN, NULL, g_utf8_substring (member, 0, MIN (g_utf8_strlen (member, -1), MAX_WORD_CHARS)),
                   NULL);
}

/* The value of a string member in the head of a compact part, %NULL when it is not to be found so easily. */
static char *
dup_from_head (const char *json,
               const char *member)
{
  g_autofree char *head = g_strndup (json, 2048);
  g_autofree char *mark = g_strdup_printf ("\"%s\":\"", member);
  const char *value = strstr (head, mark);
  gsize length;

  if (value == NULL)
    return NULL;

  value += strlen (mark);
  length = strcspn (value, "\"\\");
  if (value[length] != '"' || length > MAX_WORD_CHARS)
    return NULL;

  return g_utf8_make_valid (value, (gssize) length);
}

/**
 * propus_answer_part_parse:
 * @json: a raw part
 *
 * Says what a part is. The cost is bounded: a large one that holds data is known by its head.
 *
 * Returns: (transfer full): the part; what is no part at all is %PROPUS_PART_UNKNOWN
 */
PropusAnswerPart *
propus_answer_part_parse (const char *json)
{
  g_autoptr(JsonNode) node = NULL;
  JsonObject *part;

  g_return_val_if_fail (json != NULL, NULL);

  if (strnlen (json, PARSED_AT_ONCE + 1) > PARSED_AT_ONCE && g_strstr_len (json, 64, "\"inlineData\":{") != NULL)
    return part_new (PROPUS_PART_DATA, NULL, dup_from_head (json, "displayName"), dup_from_head (json, "mimeType"));

  node = propus_json_parse (json, -1, NULL);
  part = propus_json_node_object (node);

  return part != NULL ? read_part (part) : part_new (PROPUS_PART_UNKNOWN, NULL, NULL, NULL);
}

/**
 * propus_answer_part_free:
 * @self: (transfer full): a part
 */
void
propus_answer_part_free (PropusAnswerPart *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->text);
  g_free (self->name);
  g_free (self->mime);
  g_free (self->uri);
  g_free (self);
}

/**
 * propus_answer_part_decode:
 * @json: a raw part
 * @mime: (out) (transfer full): the media type as it was sent, "" none
 *
 * Takes the bytes out of a %PROPUS_PART_DATA. Slow where they are many: for a thread other than the window's.
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL when there are none, too many, or not in base64
 */
GBytes *
propus_answer_part_decode (const char  *json,
                           char       **mime)
{
  g_autoptr(JsonNode) node = NULL;
  JsonObject *data;
  const char *base64;

  g_return_val_if_fail (json != NULL && mime != NULL, NULL);

  node = propus_json_parse (json, -1, NULL);
  data = propus_json_get_object (propus_json_node_object (node), "inlineData");
  *mime = dup_word (data, "mimeType");
  base64 = propus_json_get_string (data, "data");
  if (base64 == NULL || strnlen (base64, PROPUS_LIMIT_DATA_BYTES + 1) > PROPUS_LIMIT_DATA_BYTES)
    return NULL;

  return propus_base64_decode (base64, strlen (base64));
}

/**
 * propus_answer_part_peek:
 * @json: a raw part
 *
 * Returns: (transfer full) (nullable): the first bytes of a %PROPUS_PART_DATA, cheaply; %NULL when that cannot be done
 */
GBytes *
propus_answer_part_peek (const char *json)
{
  static const char mark[] = "\"data\":\"";
  const char *start;
  gsize length;

  g_return_val_if_fail (json != NULL, NULL);

  start = g_strstr_len (json, 2048, mark);
  if (start == NULL)
    return NULL;

  start += strlen (mark);
  length = strnlen (start, PEEKED);
  for (gsize i = 0; i < length; i++)
    if (start[i] == '"' || start[i] == '=')
      length = i;

  return propus_base64_decode (start, length - length % 4);
}
