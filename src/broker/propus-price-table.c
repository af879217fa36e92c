/* propus-price-table.c - what tokens cost, as far as it is known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-price-table.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "propus-json.h"
#include "propus-limits.h"
#include "propus-usage-day.h"

/* US dollars for a million tokens. */
typedef struct
{
  const char *model;
  double      input;
  double      output;
  double      cached;        /* 0: as input */
  double      input_long;    /* of prompts over LONG_PROMPT tokens; 0: no difference */
  double      output_long;
  int         from;          /* YYYYMMDD, 0: always */
  int         until;         /* the last day, 0: for ever */
} Price;

#define LONG_PROMPT 200000

/* Only what could be checked against Google's price page, https://ai.google.dev/gemini-api/docs/pricing, as it was
 * transcribed word for word on 2026-09-20 and 2026-10-07 (github.com/api-evangelist, gemini and deepmind) and in
 * github.com/simonw/llm-prices. A model that is not here has no known price, and no money is counted for it. Prices of
 * sound, pictures, search and stored caches are not here either: what comes out is an estimate, never a bill. */
#define TABLE_DATE   "2026-10-07"
#define TABLE_SOURCE "https://ai.google.dev/gemini-api/docs/pricing"

static const Price default_prices[] = {
  { "gemini-3.8-flash", 0.75, 3.75, 0.075, 0, 0, 0, 20261231 },
  { "gemini-3.8-flash", 1.50, 7.50, 0.15, 0, 0, 20270101, 0 },
  { "gemini-3.7-flash", 0.75, 3.75, 0.075, 0, 0, 0, 20261231 },
  { "gemini-3.5-flash", 1.50, 9.00, 0, 0, 0, 0, 0 },
  { "gemini-3.5-flash-lite", 0.30, 2.50, 0, 0, 0, 0, 0 },
  { "gemini-3.1-pro-preview", 2.00, 12.00, 0, 4.00, 18.00, 0, 0 },
  { "gemini-3.1-flash-lite", 0.25, 1.50, 0, 0, 0, 0, 0 },
  { "gemini-3-flash-preview", 0.50, 3.00, 0, 0, 0, 0, 0 },
  { "gemini-2.5-pro", 1.25, 10.00, 0, 2.50, 15.00, 0, 0 },
  { "gemini-2.5-flash", 0.30, 2.50, 0, 0, 0, 0, 0 },
  { "gemini-2.5-flash-lite", 0.10, 0.40, 0, 0, 0, 0, 0 },
  { "gemini-embedding-2", 0.20, 0, 0, 0, 0, 0, 0 },
};

struct _PropusPriceTable
{
  char    *path;       /* of the person's own; NULL: none */
  GArray  *own;        /* of Price, whose models are strings of their own */
  char    *date;       /* of the person's own table; NULL: it has none */
  char    *source;
  char    *error;      /* why the person's own is not used; NULL: it is, or there is none */
  gint64   mtime;      /* of what was read, in ns; -1: there is no file */
  goffset  size;
};

static void
clear_price (gpointer data)
{
  Price *price = data;

  g_free ((char *) price->model);
}

static GArray *
new_prices (void)
{
  GArray *prices = g_array_new (FALSE, TRUE, sizeof (Price));

  g_array_set_clear_func (prices, clear_price);

  return prices;
}

/**
 * propus_price_table_new:
 * @path: (nullable): where a person's own table may lie; it is not looked at yet
 *
 * Returns: (transfer full): the table that Propus came with
 */
PropusPriceTable *
propus_price_table_new (const char *path)
{
  PropusPriceTable *self = g_new0 (PropusPriceTable, 1);

  self->path = g_strdup (path);
  self->own = new_prices ();
  self->mtime = -1;

  return self;
}

/**
 * propus_price_table_free:
 * @self: (transfer full): a table
 */
void
propus_price_table_free (PropusPriceTable *self)
{
  g_array_unref (self->own);
  g_free (self->path);
  g_free (self->date);
  g_free (self->source);
  g_free (self->error);
  g_free (self);
}

/* "2026-12-31" → 20261231; 0 for NULL, -1 for no date. */
static int
read_day (const char *text)
{
  int day = 0;

  return text == NULL || propus_usage_day_parse (text, &day) ? day : -1;
}

static gboolean
read_amount (JsonObject *object,
             const char *name,
             gboolean    needed,
             double     *amount)
{
  JsonNode *node = json_object_get_member (object, name);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  *amount = 0;
  if (node == NULL)
    return !needed;
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;

  *amount = json_node_get_double (node);

  return isfinite (*amount) && *amount >= 0 && *amount <= 1e6;
}

static gboolean
read_price (JsonObject *object,
            Price      *price)
{
  const char *model = propus_json_get_string (object, "model");

  *price = (Price) { 0, };
  if (model == NULL || *model == '\0' || strlen (model) > PROPUS_LIMIT_LABEL_BYTES)
    return FALSE;

  price->from = read_day (propus_json_get_string (object, "from"));
  price->until = read_day (propus_json_get_string (object, "until"));
  if (price->from < 0 || price->until < 0 ||
      !read_amount (object, "input", TRUE, &price->input) || !read_amount (object, "output", TRUE, &price->output) ||
      !read_amount (object, "cached", FALSE, &price->cached) ||
      !read_amount (object, "inputLong", FALSE, &price->input_long) ||
      !read_amount (object, "outputLong", FALSE, &price->output_long))
    return FALSE;

  price->model = g_strdup (model);

  return TRUE;
}

/* Returns a sentence, or NULL when all of it was understood. */
static char *
parse_own (PropusPriceTable *self,
           const char       *text,
           gsize             length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) prices = new_prices ();
  g_autoptr(JsonNode) node = propus_json_parse (text, (gssize) length, &error);
  JsonObject *root = propus_json_node_object (node);
  JsonArray *models = propus_json_get_array (root, "models");
  const char *date = propus_json_get_string (root, "date");

  if (node == NULL)
    return g_strdup (error->message);
  if (models == NULL || json_array_get_length (models) > PROPUS_LIMIT_PRICES)
    return g_strdup (_("It has no list named “models”."));
  if (read_day (date) <= 0)
    return g_strdup (_("It has no “date”, as in 2026-10-07."));

  for (guint i = 0; i < json_array_get_length (models); i++)
    {
      JsonObject *object = propus_json_array_object (models, i);
      Price price;

      /* Translators: %u counts from 1. "model", "input" and "output" are names in a file. */
      if (object == NULL || !read_price (object, &price))
        return g_strdup_printf (_("Entry %u has no “model”, “input” and “output” that can be understood."), i + 1);
      g_array_append_val (prices, price);
    }

  g_array_unref (self->own);
  self->own = g_steal_pointer (&prices);
  self->date = g_strdup (date);
  self->source = g_strdup (propus_json_get_string (root, "source"));

  return NULL;
}

static void
read_own (PropusPriceTable *self)
{
  g_autofree char *text = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  if (self->size > (goffset) PROPUS_LIMIT_PRICES_BYTES)
    sentence = g_strdup (_("It is too long."));
  else if (!g_file_get_contents (self->path, &text, &length, &error))
    sentence = g_strdup (error->message);
  else
    sentence = parse_own (self, text, length);

  if (sentence != NULL)
    /* Translators: the first %s is a path, the second a sentence that says what is wrong with the file. */
    self->error = g_strdup_printf (_("The prices in %s are not used. %s"), self->path, sentence);
}

/**
 * propus_price_table_refresh:
 * @self: a table
 *
 * Reads the person's own table if it has changed. Blocks. A table that cannot be understood is not used at all, and
 * propus_price_table_get_error() says why.
 */
void
propus_price_table_refresh (PropusPriceTable *self)
{
  GStatBuf info;
  gboolean there;
  gint64 mtime;

  if (self->path == NULL)
    return;

  there = g_stat (self->path, &info) == 0;
  mtime = there ? (gint64) info.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info.st_mtim.tv_nsec : -1;
  if (mtime == self->mtime && (!there || info.st_size == self->size))
    return;

  self->mtime = mtime;
  self->size = there ? info.st_size : 0;
  g_array_set_size (self->own, 0);
  g_clear_pointer (&self->date, g_free);
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->error, g_free);
  if (there)
    read_own (self);
}

static const Price *
find_in (const Price *prices,
         gsize        n_prices,
         const char  *model,
         gsize        length,
         int          day)
{
  for (gsize i = 0; i < n_prices; i++)
    if (strlen (prices[i].model) == length && strncmp (prices[i].model, model, length) == 0 && prices[i].from <= day &&
        (prices[i].until == 0 || day <= prices[i].until))
      return &prices[i];

  return NULL;
}

/* A version ends in three digits: "gemini-2.5-flash-001" costs what "gemini-2.5-flash" does. */
static gsize
length_without_version (const char *model)
{
  gsize length = strlen (model);

  if (length > 4 && model[length - 4] == '-' && g_ascii_isdigit (model[length - 3]) &&
      g_ascii_isdigit (model[length - 2]) && g_ascii_isdigit (model[length - 1]))
    return length - 4;

  return length;
}

static const Price *
find_price (PropusPriceTable *self,
            const char       *model,
            int               day)
{
  const gsize lengths[] = { strlen (model), length_without_version (model) };
  const Price *price = NULL;

  for (gsize i = 0; price == NULL && i < G_N_ELEMENTS (lengths); i++)
    {
      price = find_in ((const Price *) self->own->data, self->own->len, model, lengths[i], day);
      if (price == NULL)
        price = find_in (default_prices, G_N_ELEMENTS (default_prices), model, lengths[i], day);
    }

  return price;
}

/**
 * propus_price_table_cost:
 * @self: a table
 * @model: a model, with or without "models/" before it
 * @day: YYYYMMDD
 * @count: its tokens
 *
 * Returns: millionths of a US dollar, rounded up; -1 when the model's price is not known
 */
gint64
propus_price_table_cost (PropusPriceTable       *self,
                         const char             *model,
                         int                     day,
                         const PropusUsageCount *count)
{
  const Price *price = find_price (self, g_str_has_prefix (model, "models/") ? model + strlen ("models/") : model, day);
  gboolean is_long = count->prompt > LONG_PROMPT;
  gint64 known = count->prompt + count->candidates + count->thoughts + count->tool;
  double input, output, cached, sum;
  gint64 cost;

  if (price == NULL)
    return -1;

  input = is_long && price->input_long > 0 ? price->input_long : price->input;
  output = is_long && price->output_long > 0 ? price->output_long : price->output;
  cached = price->cached > 0 ? price->cached : input;

  /* What the total has and no kind names is taken for the dearer one. */
  sum = (double) (count->prompt - count->cached + count->tool) * input + (double) count->cached * cached +
        (double) (count->candidates + count->thoughts + MAX (count->total - known, 0)) * output;
  cost = (gint64) sum;

  return sum - (double) cost > 1e-6 ? cost + 1 : cost;
}

static void
add_amount (JsonObject *object,
            const char *name,
            double      amount)
{
  if (amount > 0)
    json_object_set_double_member (object, name, amount);
}

static JsonObject *
describe_price (const Price *price)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "model", price->model);
  json_object_set_double_member (object, "input", price->input);
  json_object_set_double_member (object, "output", price->output);
  add_amount (object, "cached", price->cached);
  add_amount (object, "inputLong", price->input_long);
  add_amount (object, "outputLong", price->output_long);

  return object;
}

/* What comes first holds, as it does in find_price(). */
static void
add_prices (JsonArray   *list,
            GHashTable  *seen,
            const Price *prices,
            gsize        n_prices,
            int          day)
{
  for (gsize i = 0; i < n_prices; i++)
    {
      if (prices[i].from > day || (prices[i].until != 0 && day > prices[i].until))
        continue;
      if (g_hash_table_add (seen, (gpointer) prices[i].model))
        json_array_add_object_element (list, describe_price (&prices[i]));
    }
}

/**
 * propus_price_table_list:
 * @self: a table
 * @day: YYYYMMDD
 *
 * Returns: (transfer full): the prices of that day, `[{"model", "input", "output", "cached"?, "inputLong"?,
 *   "outputLong"?}…]` in US dollars for a million tokens; the person's own in the place of those that Propus came with
 */
JsonArray *
propus_price_table_list (PropusPriceTable *self,
                         int               day)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *list = json_array_new ();

  add_prices (list, seen, (const Price *) self->own->data, self->own->len, day);
  add_prices (list, seen, default_prices, G_N_ELEMENTS (default_prices), day);

  return list;
}

/**
 * propus_price_table_get_date:
 * @self: a table
 *
 * Returns: (transfer none): of which day the prices are, as in "2026-10-07"
 */
const char *
propus_price_table_get_date (PropusPriceTable *self)
{
  return self->date != NULL ? self->date : TABLE_DATE;
}

/**
 * propus_price_table_get_source:
 * @self: a table
 *
 * Returns: (transfer none): where they are from
 */
const char *
propus_price_table_get_source (PropusPriceTable *self)
{
  if (self->date == NULL)
    return TABLE_SOURCE;

  return self->source != NULL ? self->source : self->path;
}

/**
 * propus_price_table_get_error:
 * @self: a table
 *
 * Returns: (transfer none) (nullable): a sentence that says why the person's own prices are not used
 */
const char *
propus_price_table_get_error (PropusPriceTable *self)
{
  return self->error;
}

/**
 * propus_price_table_is_edited:
 * @self: a table
 *
 * Returns: whether the person's own prices are used
 */
gboolean
propus_price_table_is_edited (PropusPriceTable *self)
{
  return self->date != NULL;
}
