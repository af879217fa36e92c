/* propus-code-java.c - a request in Java
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-private.h"

#include "propus-json.h"

#include <string.h>

#define JAVA PROPUS_CODE_JAVA

/* Names are those of the reference of com.google.genai (googleapis.github.io/java-genai/javadoc): each type has a builder
 * with a setter of each member's name, enumerations are also set by a String, and HttpOptions.Builder has extraBody().
 * Client() reads GEMINI_API_KEY and GOOGLE_GEMINI_BASE_URL. The types that are used are imported by name. */

typedef struct
{
  GHashTable *types;      /* names, borrowed */
  gboolean    decodes;
  gboolean    reads;
} Use;

static char *write_value (Use *use, const PropusCodeField *field, JsonNode *node, guint depth);

static char *
write_builder (Use                  *use,
               const PropusCodeType *type,
               JsonObject           *object,
               GPtrArray            *more,
               guint                 depth)
{
  g_autofree char *open = g_strdup_printf ("%s.builder()", type->name);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  g_hash_table_add (use->types, (gpointer) type->name);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      g_autofree char *value = write_value (use, _propus_code_find_field (type, member), node, depth + 1);

      g_ptr_array_add (items, g_strdup_printf (".%s(%s)", member, value));
    }
  for (guint i = 0; more != NULL && i < more->len; i++)
    g_ptr_array_add (items, g_strdup (g_ptr_array_index (more, i)));

  return _propus_code_join (JAVA, open, items, ".build()", depth);
}

static char *
write_list (Use                   *use,
            const PropusCodeField *field,
            JsonArray             *array,
            guint                  depth)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (items, field->kind == PROPUS_CODE_TEXTS
                            ? _propus_code_quote (JAVA, propus_json_array_string (array, i), depth + 1)
                            : write_builder (use, field->type, propus_json_array_object (array, i), NULL, depth + 1));

  return _propus_code_join (JAVA, "List.of(", items, ")", depth);
}

static char *
write_free (Use        *use,
            const char *json,
            guint       depth)
{
  g_autofree char *quoted = _propus_code_quote (JAVA, json, depth);

  use->reads = TRUE;
  return g_strdup_printf ("object(%s)", quoted);
}

static char *
write_wrapped (const char *format,
               char       *inner)
{
  g_autofree char *owned = inner;
  g_auto(GStrv) halves = g_strsplit (format, "%", 2);

  return g_strconcat (halves[0], owned, halves[1], NULL);
}

static char *
write_value (Use                   *use,
             const PropusCodeField *field,
             JsonNode              *node,
             guint                  depth)
{
  switch (field->kind)
    {
    case PROPUS_CODE_TEXT:
    case PROPUS_CODE_NAME:
      return _propus_code_quote (JAVA, json_node_get_string (node), depth);
    case PROPUS_CODE_FLAG:
      return g_strdup (json_node_get_boolean (node) ? "true" : "false");
    case PROPUS_CODE_INTEGER:
      return _propus_code_number (node);
    case PROPUS_CODE_NUMBER:
      return write_wrapped ("%f", _propus_code_number (node));
    case PROPUS_CODE_BYTES:
      use->decodes = TRUE;
      return write_wrapped ("Base64.getDecoder().decode(%)", _propus_code_quote (JAVA, json_node_get_string (node), depth));
    case PROPUS_CODE_TEXTS:
    case PROPUS_CODE_OBJECTS:
      return write_list (use, field, json_node_get_array (node), depth);
    case PROPUS_CODE_OBJECT:
      return write_builder (use, field->type, json_node_get_object (node), NULL, depth);
    case PROPUS_CODE_FREE:
    default:
      {
        g_autofree char *json = propus_json_to_string (node, FALSE);

        return write_free (use, json, depth);
      }
    }
}

static char *
write_contents (Use                  *use,
                const PropusCodePlan *plan)
{
  static const PropusCodeField field = { NULL, NULL, PROPUS_CODE_OBJECTS, FALSE, &_propus_code_content };

  g_hash_table_add (use->types, (gpointer) _propus_code_content.name);
  if (plan->contents == NULL)
    {
      g_hash_table_add (use->types, (gpointer) "Part");
      return g_strdup ("List.of(Content.fromParts(Part.fromText(\"-\"))); // not sent: extraBody has the contents");
    }

  return write_wrapped ("%;", write_list (use, &field, plan->contents, 2));
}

static char *
write_config (Use                  *use,
              const PropusCodePlan *plan)
{
  g_autoptr(GPtrArray) more = g_ptr_array_new_with_free_func (g_free);

  if (json_object_get_size (plan->extra) > 0)
    {
      g_autofree char *line = propus_json_object_to_string (plan->extra, FALSE);
      g_autofree char *json = _propus_code_layout_json (line);
      g_autofree char *value = write_free (use, json, 4);

      g_hash_table_add (use->types, (gpointer) "HttpOptions");
      g_ptr_array_add (more, g_strdup_printf ("// What the library has no field for, as the API takes it.\n"
                                              "      .httpOptions(HttpOptions.builder().extraBody(%s).build())", value));
    }

  return write_builder (use, &_propus_code_config, plan->config, more, 2);
}

static void
append_imports (GString *out,
                Use     *use,
                gboolean stream)
{
  g_autoptr(GList) names = g_hash_table_get_keys (use->types);

  g_string_append (out, "// The key is read from GEMINI_API_KEY.\n");
  if (use->reads)
    g_string_append (out, "import com.fasterxml.jackson.core.JsonProcessingException;\n"
                          "import com.fasterxml.jackson.core.type.TypeReference;\n"
                          "import com.fasterxml.jackson.databind.ObjectMapper;\n");
  g_string_append (out, "import com.google.genai.Client;\n");
  if (stream)
    g_string_append (out, "import com.google.genai.ResponseStream;\n");
  names = g_list_sort (g_steal_pointer (&names), (GCompareFunc) strcmp);
  for (GList *l = names; l != NULL; l = l->next)
    g_string_append_printf (out, "import com.google.genai.types.%s;\n", (const char *) l->data);
  if (use->decodes)
    g_string_append (out, "import java.util.Base64;\n");
  g_string_append (out, "import java.util.List;\n");
  if (use->reads)
    g_string_append (out, "import java.util.Map;\n");
}

static void
append_call (GString              *out,
             const PropusCodePlan *plan)
{
  g_autofree char *model = _propus_code_quote (JAVA, plan->model, 0);

  if (plan->stream)
    g_string_append_printf (out, "    try (ResponseStream<GenerateContentResponse> stream =\n"
                                 "        client.models.generateContentStream(%s, contents, config)) {\n"
                                 "      for (GenerateContentResponse chunk : stream) {\n"
                                 "        if (chunk.text() != null) {\n"
                                 "          System.out.print(chunk.text());\n"
                                 "        }\n"
                                 "      }\n"
                                 "    }\n"
                                 "    System.out.println();\n", model);
  else
    g_string_append_printf (out, "    GenerateContentResponse response =\n"
                                 "        client.models.generateContent(%s, contents, config);\n"
                                 "    System.out.println(response.text());\n", model);
}

char *
_propus_code_java (const PropusCodePlan *plan)
{
  g_autoptr(GHashTable) types = g_hash_table_new (g_str_hash, g_str_equal);
  Use use = { types, FALSE, FALSE };
  g_autofree char *contents = write_contents (&use, plan);
  g_autofree char *config = write_config (&use, plan);
  GString *out = g_string_new (NULL);

  g_hash_table_add (types, (gpointer) "GenerateContentResponse");
  append_imports (out, &use, plan->stream);
  g_string_append_printf (out, "\npublic class Chat {\n"
                               "  public static void main(String[] args) throws Exception {\n"
                               "    Client client = new Client();\n\n"
                               "    List<Content> contents = %s\n\n"
                               "    GenerateContentConfig config = %s;\n\n", contents, config);
  append_call (out, plan);
  g_string_append (out, "  }\n");
  if (use.reads)
    g_string_append (out, "\n  private static Map<String, Object> object(String json) throws JsonProcessingException {\n"
                          "    return new ObjectMapper().readValue(json, new TypeReference<Map<String, Object>>() {});\n"
                          "  }\n");
  g_string_append (out, "}\n");

  return g_string_free (out, FALSE);
}
