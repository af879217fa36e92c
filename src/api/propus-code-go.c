/* propus-code-go.c - a request in Go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-private.h"

#include "propus-json.h"

#include <string.h>

#define GO PROPUS_CODE_GO

/* Names are those of types.go, models.go and common.go (Ptr) of google.golang.org/genai. A nil *ClientConfig reads the key
 * from GEMINI_API_KEY and the address from GOOGLE_GEMINI_BASE_URL: client.go and base_url.go. */

static char *write_value (const PropusCodeField *field, JsonNode *node, guint depth, gboolean element);

static char *
write_struct (const PropusCodeType *type,
              JsonObject           *object,
              guint                 depth,
              gboolean              element)
{
  /* The one type that is called otherwise in Go. */
  const char *name = g_str_equal (type->name, "UrlContext") ? "URLContext" : type->name;
  g_autofree char *open = element ? g_strdup ("{") : g_strdup_printf ("&genai.%s{", name);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      const PropusCodeField *field = _propus_code_find_field (type, member);
      g_autofree char *value = write_value (field, node, depth + 1, FALSE);

      g_ptr_array_add (items, g_strdup_printf ("%s: %s", field->go, value));
    }

  return _propus_code_join (GO, open, items, "}", depth);
}

static char *
write_list (const PropusCodeField *field,
            JsonArray             *array,
            guint                  depth)
{
  g_autofree char *open = field->kind == PROPUS_CODE_TEXTS ? g_strdup ("[]string{")
                                                           : g_strdup_printf ("[]*genai.%s{", field->type->name);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (items, field->kind == PROPUS_CODE_TEXTS
                            ? _propus_code_quote (GO, propus_json_array_string (array, i), depth + 1)
                            : write_struct (field->type, propus_json_array_object (array, i), depth + 1, TRUE));

  return _propus_code_join (GO, open, items, "}", depth);
}

static char *
write_number (const PropusCodeField *field,
              JsonNode              *node)
{
  g_autofree char *number = _propus_code_number (node);

  if (!field->go_pointer)
    return g_steal_pointer (&number);

  return g_strdup_printf (field->kind == PROPUS_CODE_INTEGER ? "genai.Ptr[int32](%s)" : "genai.Ptr[float32](%s)", number);
}

/* What may be anything is read from JSON when the program starts. */
static char *
write_free (JsonNode *node,
            guint     depth)
{
  g_autofree char *json = propus_json_to_string (node, FALSE);
  g_autofree char *quoted = _propus_code_quote (GO, json, depth);

  return g_strdup_printf ("object(%s)", quoted);
}

static char *
write_value (const PropusCodeField *field,
             JsonNode              *node,
             guint                  depth,
             gboolean               element)
{
  switch (field->kind)
    {
    case PROPUS_CODE_TEXT:
    case PROPUS_CODE_NAME:
      return _propus_code_quote (GO, json_node_get_string (node), depth);
    case PROPUS_CODE_FLAG:
      return g_strdup (json_node_get_boolean (node) ? "true" : "false");
    case PROPUS_CODE_INTEGER:
    case PROPUS_CODE_NUMBER:
      return write_number (field, node);
    case PROPUS_CODE_BYTES:
      {
        g_autofree char *quoted = _propus_code_quote (GO, json_node_get_string (node), depth);

        return g_strdup_printf ("decode(%s)", quoted);
      }
    case PROPUS_CODE_TEXTS:
    case PROPUS_CODE_OBJECTS:
      return write_list (field, json_node_get_array (node), depth);
    case PROPUS_CODE_OBJECT:
      return write_struct (field->type, json_node_get_object (node), depth, element);
    case PROPUS_CODE_FREE:
    default:
      return write_free (node, depth);
    }
}

static char *
write_contents (const PropusCodePlan *plan)
{
  static const PropusCodeField field = { NULL, NULL, PROPUS_CODE_OBJECTS, FALSE, &_propus_code_content };

  if (plan->contents == NULL)
    return g_strdup ("genai.Text(\"-\") // not sent: ExtraBody has the contents");

  return write_list (&field, plan->contents, 1);
}

static void
append_config (GString              *out,
               const PropusCodePlan *plan)
{
  g_autofree char *config = write_struct (&_propus_code_config, plan->config, 1, FALSE);

  g_string_append_printf (out, "\tconfig := %s\n", config);
  if (json_object_get_size (plan->extra) > 0)
    {
      g_autofree char *line = propus_json_object_to_string (plan->extra, FALSE);
      g_autofree char *json = _propus_code_layout_json (line);
      g_autofree char *quoted = _propus_code_quote (GO, json, 1);

      g_string_append_printf (out, "\t// What the library has no field for, as the API takes it.\n"
                                   "\tconfig.HTTPOptions = &genai.HTTPOptions{ExtraBody: object(%s)}\n", quoted);
    }
}

static void
append_imports (GString  *out,
                gboolean  decodes,
                gboolean  reads)
{
  g_string_append (out, "// The key is read from GEMINI_API_KEY.\npackage main\n\nimport (\n\t\"context\"\n");
  if (decodes)
    g_string_append (out, "\t\"encoding/base64\"\n");
  if (reads)
    g_string_append (out, "\t\"encoding/json\"\n");
  g_string_append (out, "\t\"fmt\"\n\t\"log\"\n\n\t\"google.golang.org/genai\"\n)\n\n");
}

static void
append_helpers (GString  *out,
                gboolean  decodes,
                gboolean  reads)
{
  if (decodes)
    g_string_append (out, "\nfunc decode(text string) []byte {\n"
                          "\tdata, err := base64.StdEncoding.DecodeString(text)\n"
                          "\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n"
                          "\treturn data\n}\n");
  if (reads)
    g_string_append (out, "\nfunc object(text string) map[string]any {\n"
                          "\tvar value map[string]any\n"
                          "\tif err := json.Unmarshal([]byte(text), &value); err != nil {\n\t\tlog.Fatal(err)\n\t}\n"
                          "\treturn value\n}\n");
}

char *
_propus_code_go (const PropusCodePlan *plan)
{
  g_autofree char *model = _propus_code_quote (GO, plan->model, 0);
  g_autofree char *contents = write_contents (plan);
  g_autoptr(GString) body = g_string_new (NULL);
  GString *out = g_string_new (NULL);
  gboolean decodes, reads;

  g_string_append_printf (body, "\tcontents := %s\n", contents);
  append_config (body, plan);
  /* No text of a person's has these: in a literal a quote has a backslash before it. */
  decodes = strstr (body->str, "Data: decode(\"") != NULL || strstr (body->str, "Signature: decode(\"") != NULL;
  reads = strstr (body->str, ": object(\"") != NULL;

  append_imports (out, decodes, reads);
  g_string_append_printf (out, "func main() {\n\tctx := context.Background()\n"
                               "\tclient, err := genai.NewClient(ctx, nil)\n"
                               "\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\n%s\n", body->str);
  if (plan->stream)
    g_string_append_printf (out, "\tfor chunk, err := range client.Models.GenerateContentStream(ctx, %s, contents, config) {\n"
                                 "\t\tif err != nil {\n\t\t\tlog.Fatal(err)\n\t\t}\n"
                                 "\t\tfmt.Print(chunk.Text())\n\t}\n\tfmt.Println()\n}\n", model);
  else
    g_string_append_printf (out, "\tresponse, err := client.Models.GenerateContent(ctx, %s, contents, config)\n"
                                 "\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n"
                                 "\tfmt.Println(response.Text())\n}\n", model);
  append_helpers (out, decodes, reads);

  return g_string_free (out, FALSE);
}
