/* propus-price-list.c - what models cost, as the broker tells it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-price-list.h"

#include "propus-json.h"
#include "propus-limits.h"

#include <math.h>
#include <string.h>

struct _PropusPriceList
{
  GHashTable *prices;   /* char * → PropusPrice */
  char       *date;     /* NULL: there are none */
};

static gboolean
read_amount (JsonObject *object,
             const char *name,
             double     *amount)
{
  JsonNode *node = json_object_get_member (object, name);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;

  *amount = json_node_get_double (node);

  return isfinite (*amount) && *amount >= 0 && *amount <= 1e6;
}

/**
 * propus_price_list_parse:
 * @node: (nullable): what GET /propus/v1/prices answered
 *
 * Returns: (transfer full) (nullable): the prices; %NULL when that is no list of prices
 */
PropusPriceList *
propus_price_list_parse (JsonNode *node)
{
  JsonObject *root = propus_json_node_object (node);
  JsonArray *list = propus_json_get_array (root, "prices");
  JsonObject *state = propus_json_get_object (propus_json_get_object (root, "state"), "prices");
  guint n = list != NULL ? json_array_get_length (list) : 0;
  PropusPriceList *self;

  if (list == NULL)
    return NULL;

  self = g_new0 (PropusPriceList, 1);
  self->prices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->date = g_strdup (propus_json_get_string (state, "date"));
  for (guint i = 0; i < n && i < 2 * PROPUS_LIMIT_PRICES; i++)
    {
      JsonObject *object = propus_json_array_object (list, i);
      const char *model = propus_json_get_string (object, "model");
      PropusPrice price;

      if (model != NULL && read_amount (object, "input", &price.input) && read_amount (object, "output", &price.output))
        g_hash_table_replace (self->prices, g_strdup (model), g_memdup2 (&price, sizeof price));
    }

  return self;
}

/**
 * propus_price_list_free:
 * @self: (transfer full): a list
 */
void
propus_price_list_free (PropusPriceList *self)
{
  g_hash_table_unref (self->prices);
  g_free (self->date);
  g_free (self);
}

/* "gemini-2.5-flash-001" costs what "gemini-2.5-flash" does, as the broker counts it. */
static char *
dup_without_revision (const char *model)
{
  gsize length = strlen (model);

  if (length > 4 && model[length - 4] == '-' && strspn (model + length - 3, G_CSET_DIGITS) == 3)
    return g_strndup (model, length - 4);

  return NULL;
}

/**
 * propus_price_list_find:
 * @self: (nullable): a list
 * @model: a model's id without "models/"
 *
 * Returns: (transfer none) (nullable): its price; %NULL when that is not known
 */
const PropusPrice *
propus_price_list_find (const PropusPriceList *self,
                        const char            *model)
{
  g_autofree char *base = NULL;
  const PropusPrice *price;

  if (self == NULL)
    return NULL;

  price = g_hash_table_lookup (self->prices, model);
  if (price != NULL)
    return price;

  base = dup_without_revision (model);

  return base != NULL ? g_hash_table_lookup (self->prices, base) : NULL;
}

/**
 * propus_price_list_get_date:
 * @self: (nullable): a list
 *
 * Returns: (transfer none) (nullable): of which day they are, as in "2026-10-07"; %NULL: there are none
 */
const char *
propus_price_list_get_date (const PropusPriceList *self)
{
  return self != NULL ? self->date : NULL;
}
