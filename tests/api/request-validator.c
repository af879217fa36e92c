/* request-validator.c - whether a request has only what the API knows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "request-validator.h"

#include "propus-json.h"

#include <string.h>

#define FIRST "GenerateContentRequest"

typedef struct
{
  GHashTable *types;      /* "Object field" → its types, with spaces between */
  GHashTable *objects;    /* as a set */
  GHashTable *required;   /* "Object" → GPtrArray of fields */
} Facts;

static Facts *
read_facts (void)
{
  static Facts facts;
  g_autofree char *path = g_build_filename (g_getenv ("PROPUS_SRCDIR"), "tests", "api", "data", "request-fields.txt", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;

  if (facts.types != NULL)
    return &facts;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  facts.types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  facts.objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  facts.required = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (lines[i], " ", 3);
      guint n = g_strv_length (words);

      if (*lines[i] == '#' || *lines[i] == '\0')
        continue;
      if (g_str_equal (words[0], "required"))
        {
          GPtrArray *fields = g_hash_table_lookup (facts.required, words[1]);

          if (fields == NULL)
            {
              fields = g_ptr_array_new_with_free_func (g_free);
              g_hash_table_insert (facts.required, g_strdup (words[1]), fields);
            }
          g_ptr_array_add (fields, g_strdup (words[2]));
        }
      else if (n == 1)
        g_hash_table_add (facts.objects, g_strdup (words[0]));
      else
        g_hash_table_insert (facts.types, g_strdup_printf ("%s %s", words[0], words[1]), g_strdup (words[2]));
    }
  g_assert_true (g_hash_table_contains (facts.objects, FIRST));

  return &facts;
}

static char *check_object (Facts *facts, JsonNode *node, const char *object, const char *where);

/* NULL: it is a @type. */
static char *
check_type (Facts      *facts,
            JsonNode   *node,
            const char *type,
            const char *where)
{
  GType value = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;
  gboolean right = FALSE;

  if (g_str_has_prefix (type, "list:"))
    {
      if (!JSON_NODE_HOLDS_ARRAY (node))
        return g_strdup_printf ("%s: no list", where);
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        {
          g_autofree char *its = g_strdup_printf ("%s[%u]", where, i);
          char *wrong = check_type (facts, json_array_get_element (json_node_get_array (node), i), type + strlen ("list:"), its);

          if (wrong != NULL)
            return wrong;
        }
      return NULL;
    }

  if (g_str_has_prefix (type, "words:"))
    {
      g_auto(GStrv) words = g_strsplit (type + strlen ("words:"), ",", -1);

      right = value == G_TYPE_STRING && g_strv_contains ((const char * const *) words, json_node_get_string (node));
    }
  else if (g_str_equal (type, "string"))
    right = value == G_TYPE_STRING;
  else if (g_str_equal (type, "boolean"))
    right = value == G_TYPE_BOOLEAN;
  else if (g_str_equal (type, "integer"))
    right = value == G_TYPE_INT64;
  else if (g_str_equal (type, "number"))
    right = value == G_TYPE_INT64 || value == G_TYPE_DOUBLE;
  else if (g_str_equal (type, "object"))
    right = JSON_NODE_HOLDS_OBJECT (node);
  else if (g_str_equal (type, "any"))
    right = TRUE;
  else
    return check_object (facts, node, type, where);

  return right ? NULL : g_strdup_printf ("%s: not %s", where, type);
}

static char *
check_member (Facts      *facts,
              JsonNode   *node,
              const char *object,
              const char *field,
              const char *where)
{
  g_autofree char *key = g_strdup_printf ("%s %s", object, field);
  const char *types = g_hash_table_lookup (facts->types, key);
  g_autofree char *its = g_strdup_printf ("%s.%s", where, field);
  g_auto(GStrv) each = NULL;
  char *wrong = NULL;

  if (types == NULL)
    return g_strdup_printf ("%s: no such field", its);

  each = g_strsplit (types, " ", -1);
  for (gsize i = 0; each[i] != NULL; i++)
    {
      g_clear_pointer (&wrong, g_free);
      wrong = check_type (facts, node, each[i], its);
      if (wrong == NULL)
        return NULL;
    }

  return wrong;
}

static char *
check_object (Facts      *facts,
              JsonNode   *node,
              const char *object,
              const char *where)
{
  GPtrArray *required = g_hash_table_lookup (facts->required, object);
  g_autoptr(GList) fields = NULL;

  if (!g_hash_table_contains (facts->objects, object))
    return g_strdup_printf ("%s: nothing is known of %s", where, object);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup_printf ("%s: no object", where);

  for (guint i = 0; required != NULL && i < required->len; i++)
    if (!json_object_has_member (json_node_get_object (node), required->pdata[i]))
      return g_strdup_printf ("%s: no %s", where, (char *) required->pdata[i]);

  fields = json_object_get_members (json_node_get_object (node));
  for (GList *l = fields; l != NULL; l = l->next)
    {
      char *wrong = check_member (facts, json_object_get_member (json_node_get_object (node), l->data), object, l->data, where);

      if (wrong != NULL)
        return wrong;
    }

  return NULL;
}

char *
request_validator_check (const char *body,
                         gssize      length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = propus_json_parse (body, length, &error);

  if (node == NULL)
    return g_strdup (error->message);
  return check_object (read_facts (), node, FIRST, "request");
}
