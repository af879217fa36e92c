/* propus-setting-text.c - why a model does not take a setting, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-setting-text.h"

#include "propus-json.h"

#include <glib/gi18n.h>

/**
 * propus_setting_text_explain:
 *
 * Returns: (transfer none) (nullable): a sentence, translated; %NULL when there is nothing to explain
 */
const char *
propus_setting_text_explain (PropusUntaken untaken)
{
  switch (untaken)
    {
    case PROPUS_UNTAKEN_NEEDS_GEMINI_3:
      return _("This model takes a budget instead. Levels came with Gemini 3.");
    case PROPUS_UNTAKEN_ONLY_GEMINI_2_5:
      return _("This model takes a level instead. Budgets are for Gemini 2.5.");
    case PROPUS_UNTAKEN_DOES_NOT_THINK:
      return _("This model does not think before it answers.");
    case PROPUS_UNTAKEN_NO_TOOLS:
      return _("This model cannot use Google’s tools.");
    case PROPUS_UNTAKEN_NEEDS_GEMINI_2_5:
      return _("This model cannot. Gemini 2.5 and later can.");
    case PROPUS_UNTAKEN_NEEDS_GEMINI_2:
      return _("This model cannot. Gemini 2 and later can.");
    case PROPUS_UNTAKEN_NO_INSTRUCTION:
      return _("This model takes no system instruction. What is written here waits for another model.");
    case PROPUS_UNTAKEN_NO_MINIMAL:
      return _("This model does not think so little. It decides by itself.");
    case PROPUS_UNTAKEN_ALWAYS_THINKS:
      return _("This model always thinks. It decides by itself how much.");
    case PROPUS_UNTAKEN_JSON_OR_TOOLS:
      return _("This model cannot use tools and answer in JSON at the same time. Gemini 3 and later can.");
    case PROPUS_UNTAKEN_NOT:
    default:
      return NULL;
    }
}

/* What gemini-api.md lists: others make the API refuse the request. */
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
 * propus_setting_text_check_schema:
 * @text: a JSON Schema that somebody is writing
 *
 * Returns: (transfer full) (nullable): what is wrong with it, translated; %NULL: nothing, or there is nothing in it
 */
char *
propus_setting_text_check_schema (const char *text)
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
