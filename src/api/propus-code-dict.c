/* propus-code-dict.c - Python and JavaScript, whose libraries take dictionaries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-private.h"

#include <string.h>

static const PropusCodeField any = { NULL, NULL, PROPUS_CODE_FREE, FALSE, NULL };
static const PropusCodeField an_object = { NULL, NULL, PROPUS_CODE_OBJECT, FALSE, NULL };

/* "maxOutputTokens" → "max_output_tokens" */
static char *
dup_snake (const char *member)
{
  g_autoptr(GString) out = g_string_new (NULL);

  for (const char *p = member; *p != '\0'; p++)
    {
      if (g_ascii_isupper (*p))
        g_string_append_c (out, '_');
      g_string_append_c (out, g_ascii_tolower (*p));
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
is_identifier (const char *member)
{
  return *member != '\0' && !g_ascii_isdigit (*member) &&
         strspn (member, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_$") == strlen (member);
}

static char *
dup_key (PropusCodeLanguage     language,
         const PropusCodeField *field,
         const char            *member)
{
  g_autofree char *name = language == PROPUS_CODE_PYTHON && field != NULL ? dup_snake (member) : g_strdup (member);
  g_autofree char *quoted = NULL;

  if (language == PROPUS_CODE_JAVASCRIPT && is_identifier (name) && !g_str_equal (name, "__proto__"))
    return g_steal_pointer (&name);

  /* A key is one literal: it has no lines of its own. */
  quoted = _propus_code_quote (language, name, 0);
  if (strchr (quoted, '\n') != NULL)
    return g_strdup_printf (language == PROPUS_CODE_JAVASCRIPT ? "[%s]" : "%s", quoted);
  if (language == PROPUS_CODE_JAVASCRIPT && g_str_equal (name, "__proto__"))
    return g_strdup_printf ("[%s]", quoted);   /* without brackets it would be the object's prototype */

  return g_steal_pointer (&quoted);
}

static char *
write_object (PropusCodeLanguage    language,
              const PropusCodeType *type,
              JsonObject           *object,
              guint                 depth)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      const PropusCodeField *field = type != NULL ? _propus_code_find_field (type, member) : NULL;
      g_autofree char *key = dup_key (language, field, member);
      g_autofree char *value = _propus_code_literal (language, field != NULL ? field : &any, node, depth + 1);

      g_ptr_array_add (items, g_strdup_printf ("%s: %s", key, value));
    }

  return _propus_code_join (language, "{", items, "}", depth);
}

static char *
write_array (PropusCodeLanguage    language,
             const PropusCodeType *type,
             JsonArray            *array,
             guint                 depth)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      g_ptr_array_add (items, type != NULL ? write_object (language, type, json_node_get_object (node), depth + 1)
                                           : _propus_code_literal (language, &any, node, depth + 1));
    }

  return _propus_code_join (language, "[", items, "]", depth);
}

static char *
write_scalar (PropusCodeLanguage     language,
              const PropusCodeField *field,
              JsonNode              *node,
              guint                  depth)
{
  gboolean python = language == PROPUS_CODE_PYTHON;

  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup (python ? "None" : "null");
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? (python ? "True" : "true") : (python ? "False" : "false"));
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return _propus_code_number (node);

  /* JavaScript's library has base64 in its types, Python's has bytes. */
  if (python && field->kind == PROPUS_CODE_BYTES)
    {
      g_autofree char *quoted = _propus_code_quote (language, json_node_get_string (node), depth);

      return g_strdup_printf ("base64.b64decode(%s)", quoted);
    }

  return _propus_code_quote (language, json_node_get_string (node), depth);
}

/* @node as it is written in Python or JavaScript. */
char *
_propus_code_literal (PropusCodeLanguage     language,
                      const PropusCodeField *field,
                      JsonNode              *node,
                      guint                  depth)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return write_object (language, field->type, json_node_get_object (node), depth);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return write_array (language, field->type, json_node_get_array (node), depth);

  return write_scalar (language, field, node, depth);
}

static char *
write_contents (const PropusCodePlan *plan)
{
  if (plan->contents == NULL)
    return g_strdup (plan->language == PROPUS_CODE_PYTHON ? "\"-\"  # not sent: extra_body has the contents"
                                                          : "\"-\"; // not sent: extraBody has the contents");

  return write_array (plan->language, &_propus_code_content, plan->contents, 0);
}

static char *
write_config (const PropusCodePlan *plan)
{
  gboolean python = plan->language == PROPUS_CODE_PYTHON;
  g_autoptr(JsonNode) config = json_node_init_object (json_node_alloc (), plan->config);
  PropusCodeField field = an_object;
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  field.type = &_propus_code_config;
  if (json_object_get_size (plan->extra) == 0)
    {
      g_ptr_array_unref (items);
      return _propus_code_literal (plan->language, &field, config, 0);
    }

  json_object_iter_init_ordered (&iter, plan->config);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      const PropusCodeField *inner = _propus_code_find_field (&_propus_code_config, member);
      g_autofree char *key = dup_key (plan->language, inner, member);
      g_autofree char *value = _propus_code_literal (plan->language, inner, node, 1);

      g_ptr_array_add (items, g_strdup_printf ("%s: %s", key, value));
    }
  {
    g_autofree char *extra = write_object (plan->language, NULL, plan->extra, 2);
    g_autofree char *comment = g_strdup_printf ("%s What the library has no field for, as the API takes it.\n",
                                                python ? "#" : "//");

    g_ptr_array_add (items, g_strdup_printf (python ? "%s    \"http_options\": {\n        \"extra_body\": %s,\n    }"
                                                    : "%s  httpOptions: {\n    extraBody: %s,\n  }", comment, extra));
  }

  return _propus_code_join (plan->language, "{", items, "}", 0);
}

/* Client() reads GEMINI_API_KEY and GOOGLE_GEMINI_BASE_URL by itself: _api_client.py and _base_url.py of google-genai. */
char *
_propus_code_python (const PropusCodePlan *plan)
{
  g_autofree char *model = _propus_code_quote (plan->language, plan->model, 0);
  g_autofree char *contents = write_contents (plan);
  g_autofree char *config = write_config (plan);
  gboolean has_bytes = strstr (contents, "base64.b64decode(") != NULL || strstr (config, "base64.b64decode(") != NULL;
  GString *out = g_string_new ("# The key is read from GEMINI_API_KEY.\n");

  g_string_append_printf (out, "%sfrom google import genai\n\nclient = genai.Client()\n\ncontents = %s\n\nconfig = %s\n\n",
                          has_bytes ? "import base64\n\n" : "", contents, config);
  if (plan->stream)
    g_string_append_printf (out, "for chunk in client.models.generate_content_stream(\n"
                                 "    model=%s, contents=contents, config=config\n"
                                 "):\n"
                                 "    print(chunk.text or \"\", end=\"\", flush=True)\n"
                                 "print()\n", model);
  else
    g_string_append_printf (out, "response = client.models.generate_content(\n"
                                 "    model=%s, contents=contents, config=config\n"
                                 ")\n"
                                 "print(response.text)\n", model);

  return g_string_free (out, FALSE);
}

/* GoogleGenAI reads the same two variables in Node.js: getApiKeyFromEnv() and getBaseUrl() of @google/genai 2.32.0. */
char *
_propus_code_javascript (const PropusCodePlan *plan)
{
  g_autofree char *model = _propus_code_quote (plan->language, plan->model, 0);
  g_autofree char *contents = write_contents (plan);
  g_autofree char *config = write_config (plan);
  GString *out = g_string_new ("// The key is read from GEMINI_API_KEY.\n"
                               "import { GoogleGenAI } from \"@google/genai\";\n\nconst ai = new GoogleGenAI({});\n\n");

  g_string_append_printf (out, "const contents = %s%s\n\nconst config = %s;\n\n", contents,
                          plan->contents != NULL ? ";" : "", config);
  if (plan->stream)
    g_string_append_printf (out, "const stream = await ai.models.generateContentStream({\n"
                                 "  model: %s,\n"
                                 "  contents,\n"
                                 "  config,\n"
                                 "});\n"
                                 "for await (const chunk of stream) {\n"
                                 "  process.stdout.write(chunk.text ?? \"\");\n"
                                 "}\n"
                                 "process.stdout.write(\"\\n\");\n", model);
  else
    g_string_append_printf (out, "const response = await ai.models.generateContent({\n"
                                 "  model: %s,\n"
                                 "  contents,\n"
                                 "  config,\n"
                                 "});\n"
                                 "console.log(response.text);\n", model);

  return g_string_free (out, FALSE);
}
