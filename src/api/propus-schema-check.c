/* propus-schema-check.c - what is wrong with a JSON Schema
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-schema-check.h"

#include "propus-json.h"

#include <glib/gi18n.h>

/* What the API knows: others make the API refuse the request. */
static const char * const keywords[] = {
  "$id", "$defs", "$ref", "$anchor", "type", "format", "title", "description", "enum", "items", "prefixItems", "minItems",
  "maxItems", "minimum", "maximum", "anyOf", "oneOf", "properties", "additionalProperties", "required", "propertyOrdering",
  NULL,
};
static const char * const types[] = { "string", "number", "integer", "boolean", "array", "object", "null", NULL };

static char *check_schema (JsonNode *node);

static char *
check_type (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          char *wrong = check_type (json_array_get_element (array, i));

          if (wrong != NULL)
            return wrong;
        }
      return NULL;
    }
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
      g_strv_contains (types, json_node_get_string (node)))
    return NULL;

  return g_strdup (_("A “type” is “string”, “number”, “integer”, “boolean”, “array”, “object” or “null”."));
}

/* Schemas under names, or in a list. */
static char *
check_all (JsonNode *node)
{
  g_autoptr(GList) nodes = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    nodes = json_object_get_values (json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    nodes = json_array_get_elements (json_node_get_array (node));
  else
    return g_strdup (_("A schema is an object: it stands in braces."));

  for (GList *l = nodes; l != NULL; l = l->next)
    {
      char *wrong = check_schema (l->data);

      if (wrong != NULL)
        return wrong;
    }

  return NULL;
}

static char *
check_keyword (const char *keyword,
               JsonNode   *node)
{
  static const char * const with_many[] = { "properties", "$defs", "anyOf", "oneOf", "prefixItems", NULL };

  if (!g_strv_contains (keywords, keyword))
    /* Translators: %s is a word in a JSON Schema, such as “pattern”. */
    return g_strdup_printf (_("The API does not know “%s” in a schema."), keyword);
  if (g_str_equal (keyword, "type"))
    return check_type (node);
  if (g_strv_contains (with_many, keyword))
    return check_all (node);
  if (g_str_equal (keyword, "items") || (g_str_equal (keyword, "additionalProperties") && !JSON_NODE_HOLDS_VALUE (node)))
    return check_schema (node);

  return NULL;
}

static char *
check_schema (JsonNode *node)
{
  g_autoptr(GList) members = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup (_("A schema is an object: it stands in braces."));

  members = json_object_get_members (json_node_get_object (node));
  for (GList *l = members; l != NULL; l = l->next)
    {
      char *wrong = check_keyword (l->data, json_object_get_member (json_node_get_object (node), l->data));

      if (wrong != NULL)
        return wrong;
    }

  return NULL;
}

/**
 * propus_schema_check:
 * @text: a JSON Schema that somebody is writing
 *
 * Returns: (transfer full) (nullable): what is wrong with it, translated; %NULL: nothing, or there is nothing in it
 */
char *
propus_schema_check (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr(JsonNode) node = NULL;
  guint line;

  if (*stripped == '\0')
    return NULL;

  line = propus_json_find_error (text);
  if (line > 0)
    /* Translators: %u is the number of a line. */
    return g_strdup_printf (_("Line %u: this is not JSON yet."), line);

  node = propus_json_parse (text, -1, NULL);
  return check_schema (node);
}
