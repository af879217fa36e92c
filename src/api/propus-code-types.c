/* propus-code-types.c - what the libraries' types have fields for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-private.h"

#include "propus-json.h"

#include <string.h>

/* The four libraries are made from one description, so their types have the same members: the names here are those of
 * genai.d.ts in @google/genai 2.32.0 (Part, GenerateContentConfig, ThinkingConfig, Tool …). Java has them as they are,
 * Python takes them, too, but says them with underscores, and Go's are those of types.go in google.golang.org/genai.
 * What is not here is not left out of a program: it is sent in the request's own form, by "extraBody" of HttpOptions,
 * which all four have. So this list may be short, and must not be wrong. */

#define END { NULL, NULL, PROPUS_CODE_FREE, FALSE, NULL }
#define FIELDS(...) (const PropusCodeField []) { __VA_ARGS__, END }
#define TEXT(member, go) { member, go, PROPUS_CODE_TEXT, FALSE, NULL }
#define NAME(member, go) { member, go, PROPUS_CODE_NAME, FALSE, NULL }
#define FLAG(member, go) { member, go, PROPUS_CODE_FLAG, FALSE, NULL }
#define COUNT(member, go) { member, go, PROPUS_CODE_INTEGER, FALSE, NULL }
#define COUNT_POINTER(member, go) { member, go, PROPUS_CODE_INTEGER, TRUE, NULL }
#define NUMBER(member, go) { member, go, PROPUS_CODE_NUMBER, TRUE, NULL }
#define BYTES(member, go) { member, go, PROPUS_CODE_BYTES, FALSE, NULL }
#define TEXTS(member, go) { member, go, PROPUS_CODE_TEXTS, FALSE, NULL }
#define OBJECT(member, go, type) { member, go, PROPUS_CODE_OBJECT, FALSE, type }
#define OBJECTS(member, go, type) { member, go, PROPUS_CODE_OBJECTS, FALSE, type }
#define FREE(member, go) { member, go, PROPUS_CODE_FREE, FALSE, NULL }

static const PropusCodeType blob = { "Blob", FIELDS (
  TEXT ("mimeType", "MIMEType"), BYTES ("data", "Data")) };

static const PropusCodeType file_data = { "FileData", FIELDS (
  TEXT ("mimeType", "MIMEType"), TEXT ("fileUri", "FileURI")) };

static const PropusCodeType function_call = { "FunctionCall", FIELDS (
  TEXT ("id", "ID"), TEXT ("name", "Name"), FREE ("args", "Args")) };

static const PropusCodeType function_response = { "FunctionResponse", FIELDS (
  TEXT ("id", "ID"), TEXT ("name", "Name"), FREE ("response", "Response")) };

static const PropusCodeType executable_code = { "ExecutableCode", FIELDS (
  NAME ("language", "Language"), TEXT ("code", "Code")) };

static const PropusCodeType code_execution_result = { "CodeExecutionResult", FIELDS (
  NAME ("outcome", "Outcome"), TEXT ("output", "Output")) };

static const PropusCodeType part = { "Part", FIELDS (
  TEXT ("text", "Text"), FLAG ("thought", "Thought"), BYTES ("thoughtSignature", "ThoughtSignature"),
  OBJECT ("inlineData", "InlineData", &blob), OBJECT ("fileData", "FileData", &file_data),
  OBJECT ("functionCall", "FunctionCall", &function_call),
  OBJECT ("functionResponse", "FunctionResponse", &function_response),
  OBJECT ("executableCode", "ExecutableCode", &executable_code),
  OBJECT ("codeExecutionResult", "CodeExecutionResult", &code_execution_result)) };

const PropusCodeType _propus_code_content = { "Content", FIELDS (
  TEXT ("role", "Role"), OBJECTS ("parts", "Parts", &part)) };

static const PropusCodeType thinking_config = { "ThinkingConfig", FIELDS (
  FLAG ("includeThoughts", "IncludeThoughts"), COUNT_POINTER ("thinkingBudget", "ThinkingBudget"),
  NAME ("thinkingLevel", "ThinkingLevel")) };

static const PropusCodeType image_config = { "ImageConfig", FIELDS (
  TEXT ("aspectRatio", "AspectRatio"), TEXT ("imageSize", "ImageSize")) };

static const PropusCodeType safety_setting = { "SafetySetting", FIELDS (
  NAME ("category", "Category"), NAME ("threshold", "Threshold")) };

static const PropusCodeType google_search = { "GoogleSearch", FIELDS (FREE ("timeRangeFilter", NULL)) };
static const PropusCodeType google_maps = { "GoogleMaps", FIELDS (FREE ("enableWidget", NULL)) };
static const PropusCodeType url_context = { "UrlContext", (const PropusCodeField []) { END } };
static const PropusCodeType code_execution = { "ToolCodeExecution", (const PropusCodeField []) { END } };

static const PropusCodeType tool = { "Tool", FIELDS (
  OBJECT ("googleSearch", "GoogleSearch", &google_search), OBJECT ("urlContext", "URLContext", &url_context),
  OBJECT ("codeExecution", "CodeExecution", &code_execution), OBJECT ("googleMaps", "GoogleMaps", &google_maps),
  FREE ("functionDeclarations", NULL)) };

/* What is beside "contents" in the body, and what is in its "generationConfig", are one object here. */
const PropusCodeType _propus_code_config = { "GenerateContentConfig", FIELDS (
  OBJECT ("systemInstruction", "SystemInstruction", &_propus_code_content),
  NUMBER ("temperature", "Temperature"), NUMBER ("topP", "TopP"), NUMBER ("topK", "TopK"),
  COUNT ("candidateCount", "CandidateCount"), COUNT ("maxOutputTokens", "MaxOutputTokens"),
  TEXTS ("stopSequences", "StopSequences"),
  NUMBER ("presencePenalty", "PresencePenalty"), NUMBER ("frequencyPenalty", "FrequencyPenalty"),
  COUNT_POINTER ("seed", "Seed"), TEXT ("responseMimeType", "ResponseMIMEType"),
  FREE ("responseSchema", NULL), FREE ("responseJsonSchema", "ResponseJsonSchema"),
  TEXTS ("responseModalities", "ResponseModalities"), NAME ("mediaResolution", "MediaResolution"),
  FREE ("speechConfig", NULL), OBJECT ("thinkingConfig", "ThinkingConfig", &thinking_config),
  OBJECT ("imageConfig", "ImageConfig", &image_config),
  OBJECTS ("safetySettings", "SafetySettings", &safety_setting), OBJECTS ("tools", "Tools", &tool),
  FREE ("toolConfig", NULL), TEXT ("cachedContent", "CachedContent")) };

const PropusCodeField *
_propus_code_find_field (const PropusCodeType *type,
                         const char           *member)
{
  for (const PropusCodeField *field = type->fields; field->member != NULL; field++)
    if (g_str_equal (field->member, member))
      return field;

  return NULL;
}

static gboolean
is_typed (PropusCodeLanguage language)
{
  return language == PROPUS_CODE_GO || language == PROPUS_CODE_JAVA;
}

static gboolean
object_fits (PropusCodeLanguage    language,
             const PropusCodeType *type,
             JsonNode             *node)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &member, &value))
    {
      const PropusCodeField *field = _propus_code_find_field (type, member);

      if (field == NULL || !_propus_code_fits (language, field, value))
        return FALSE;
    }

  return TRUE;
}

static gboolean
array_fits (PropusCodeLanguage     language,
            const PropusCodeField *field,
            JsonNode              *node)
{
  JsonArray *array = propus_json_node_array (node);

  if (array == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (field->kind == PROPUS_CODE_TEXTS ? propus_json_array_string (array, i) == NULL
                                         : !object_fits (language, field->type, json_array_get_element (array, i)))
      return FALSE;

  return TRUE;
}

/* Go leaves a field out of the request when it has the value that it would have anyway. */
static gboolean
is_nothing (const PropusCodeField *field,
            JsonNode              *node)
{
  switch (field->kind)
    {
    case PROPUS_CODE_TEXT:
    case PROPUS_CODE_NAME:
    case PROPUS_CODE_BYTES:
      return *json_node_get_string (node) == '\0';
    case PROPUS_CODE_FLAG:
      return !json_node_get_boolean (node);
    case PROPUS_CODE_INTEGER:
      return !field->go_pointer && json_node_get_int (node) == 0;
    case PROPUS_CODE_TEXTS:
    case PROPUS_CODE_OBJECTS:
      return json_array_get_length (json_node_get_array (node)) == 0;
    case PROPUS_CODE_FREE:
      return (JSON_NODE_HOLDS_OBJECT (node) && json_object_get_size (json_node_get_object (node)) == 0) ||
             JSON_NODE_HOLDS_NULL (node);
    case PROPUS_CODE_NUMBER:
    case PROPUS_CODE_OBJECT:
    default:
      return FALSE;
    }
}

/* Only what every decoder takes: the alphabet with + and /, and filled up with =. */
static gboolean
is_base64 (const char *text)
{
  gsize length = strlen (text);
  gsize body = strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "+/");

  return length % 4 == 0 && length - body <= 2 && strspn (text + body, "=") == length - body;
}

static gboolean
is_scalar (JsonNode *node,
           GType     type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
kind_fits (PropusCodeLanguage     language,
           const PropusCodeField *field,
           JsonNode              *node)
{
  switch (field->kind)
    {
    case PROPUS_CODE_TEXT:
    case PROPUS_CODE_NAME:
      return is_scalar (node, G_TYPE_STRING);
    case PROPUS_CODE_BYTES:
      return is_scalar (node, G_TYPE_STRING) &&
             (language == PROPUS_CODE_JAVASCRIPT || is_base64 (json_node_get_string (node)));
    case PROPUS_CODE_FLAG:
      return is_scalar (node, G_TYPE_BOOLEAN);
    case PROPUS_CODE_INTEGER:
      return is_scalar (node, G_TYPE_INT64) && json_node_get_int (node) >= G_MININT32 && json_node_get_int (node) <= G_MAXINT32;
    case PROPUS_CODE_NUMBER:
      return is_scalar (node, G_TYPE_INT64) || is_scalar (node, G_TYPE_DOUBLE);
    case PROPUS_CODE_TEXTS:
    case PROPUS_CODE_OBJECTS:
      return array_fits (language, field, node);
    case PROPUS_CODE_OBJECT:
      return object_fits (language, field->type, node);
    case PROPUS_CODE_FREE:
    default:
      return !is_typed (language) || JSON_NODE_HOLDS_OBJECT (node);
    }
}

/* Whether @node can be said with the library's types, with nothing of it lost. */
gboolean
_propus_code_fits (PropusCodeLanguage     language,
                   const PropusCodeField *field,
                   JsonNode              *node)
{
  if (is_typed (language) && field->go == NULL)
    return FALSE;

  return kind_fits (language, field, node) && (language != PROPUS_CODE_GO || !is_nothing (field, node));
}
