/* propus-model-list.c - a list of models as it is kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-list.h"

#include "propus-json.h"
#include "propus-limits.h"

#include <gio/gio.h>

#define LIST_VERSION 1

/* A time that has not come yet is no time: the list counts as very old. */
static gint64
read_fetched (JsonObject *root)
{
  gint64 fetched = propus_json_get_int (root, "fetched", 0);

  return fetched > 0 && fetched <= g_get_real_time () / G_USEC_PER_SEC ? fetched : 0;
}

/**
 * propus_model_list_parse:
 * @text: what propus_model_list_to_text() made, or anything else
 * @length: of @text, in bytes
 * @origin: whose models it has to have
 * @fetched: (out): when the API sent them, Unix time in seconds; 0 when that is not known
 * @error: why it is no such list
 *
 * Reads it as carefully as a reply. From any thread.
 *
 * Returns: (transfer full) (nullable) (element-type PropusModelInfo): the models, no id twice
 */
GPtrArray *
propus_model_list_parse (const char  *text,
                         gsize        length,
                         const char  *origin,
                         gint64      *fetched,
                         GError     **error)
{
  g_autoptr(JsonNode) node = propus_json_parse (text, (gssize) length, error);
  JsonObject *root = propus_json_node_object (node);
  JsonArray *list = propus_json_get_array (root, "models");
  g_autoptr(GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *models;

  if (node == NULL)
    return NULL;
  if (list == NULL || propus_json_get_int (root, "version", 0) != LIST_VERSION ||
      g_strcmp0 (propus_json_get_string (root, "origin"), origin) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "No list of models of this origin");
      return NULL;
    }

  *fetched = read_fetched (root);
  models = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < json_array_get_length (list) && models->len < PROPUS_LIMIT_MODELS; i++)
    {
      g_autoptr(PropusModelInfo) model = propus_model_info_parse (propus_json_array_object (list, i));

      if (model != NULL && g_hash_table_add (ids, (gpointer) propus_model_info_get_id (model)))
        g_ptr_array_add (models, g_steal_pointer (&model));
    }

  return models;
}

/**
 * propus_model_list_to_text:
 * @models: (element-type PropusModelInfo): models
 * @origin: whose they are
 * @fetched: when the API sent them, Unix time in seconds
 *
 * Returns: (transfer full): them as JSON
 */
char *
propus_model_list_to_text (GPtrArray  *models,
                           const char *origin,
                           gint64      fetched)
{
  g_autoptr(JsonObject) root = json_object_new ();
  JsonArray *list = json_array_new ();

  json_object_set_int_member (root, "version", LIST_VERSION);
  json_object_set_string_member (root, "origin", origin);
  json_object_set_int_member (root, "fetched", fetched);
  json_object_set_array_member (root, "models", list);
  for (guint i = 0; i < models->len; i++)
    json_array_add_object_element (list, propus_model_info_to_json (g_ptr_array_index (models, i)));

  return propus_json_object_to_string (root, FALSE);
}
