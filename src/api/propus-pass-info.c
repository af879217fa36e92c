/* propus-pass-info.c - what is known of a pass, and what is asked of the broker for one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pass-info.h"

#include "propus-json.h"

#include <string.h>

static const char *state_names[] = {
  [PROPUS_PASS_OPEN] = "open",
  [PROPUS_PASS_PAUSED] = "paused",
  [PROPUS_PASS_EXPIRED] = "expired",
  [PROPUS_PASS_PORT_TAKEN] = "port-taken",
  [PROPUS_PASS_SPENT] = "spent",
};

static const char *path_names[PROPUS_PASS_N_PATHS] = { "generate", "embed", "files", "caches", "media", "openai" };

static const char *limit_names[PROPUS_PASS_N_LIMITS] = {
  [PROPUS_PASS_LIMIT_REQUESTS] = "requests",
  [PROPUS_PASS_LIMIT_TOKENS] = "tokens",
  [PROPUS_PASS_LIMIT_MONEY] = "money",
};

/* --- what a person says --- */

/**
 * propus_pass_terms_init:
 * @self: (out caller-allocates): terms
 *
 * Makes them those that hold when nothing is said: the key of the settings, everything, without limit and end.
 */
void
propus_pass_terms_init (PropusPassTerms *self)
{
  *self = (PropusPassTerms) { .paths = PROPUS_PASS_ALL_PATHS };
  self->name = g_strdup ("");
  self->models = g_new0 (char *, 1);
  for (guint i = 0; i < PROPUS_PASS_N_LIMITS; i++)
    self->limits[i] = -1;
}

/**
 * propus_pass_terms_copy:
 * @self: (out caller-allocates): terms
 * @other: what they are to be
 */
void
propus_pass_terms_copy (PropusPassTerms       *self,
                        const PropusPassTerms *other)
{
  *self = *other;
  self->name = g_strdup (other->name);
  self->key = g_strdup (other->key);
  self->models = g_strdupv (other->models);
}

/**
 * propus_pass_terms_clear:
 * @self: terms
 *
 * Frees what is in them. Safe to call again.
 */
void
propus_pass_terms_clear (PropusPassTerms *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->models, g_strfreev);
}

/**
 * propus_pass_terms_equal:
 * @a: terms
 * @b: terms
 *
 * Returns: whether they say the same
 */
gboolean
propus_pass_terms_equal (const PropusPassTerms *a,
                         const PropusPassTerms *b)
{
  for (guint i = 0; i < PROPUS_PASS_N_LIMITS; i++)
    if (a->limits[i] != b->limits[i])
      return FALSE;

  return g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->key, b->key) == 0 &&
         g_strv_equal ((const char * const *) a->models, (const char * const *) b->models) &&
         a->paths == b->paths && a->expires == b->expires && a->paused == b->paused;
}

static void
add_models (JsonBuilder           *builder,
            const PropusPassTerms *self)
{
  json_builder_set_member_name (builder, "models");
  json_builder_begin_array (builder);
  for (guint i = 0; self->models != NULL && self->models[i] != NULL; i++)
    json_builder_add_string_value (builder, self->models[i]);
  json_builder_end_array (builder);
}

/* All of them are none of them: kinds that come later are meant, too. */
static void
add_paths (JsonBuilder           *builder,
           const PropusPassTerms *self)
{
  json_builder_set_member_name (builder, "paths");
  json_builder_begin_array (builder);
  for (guint i = 0; i < PROPUS_PASS_N_PATHS && self->paths != PROPUS_PASS_ALL_PATHS; i++)
    if (self->paths & (1u << i))
      json_builder_add_string_value (builder, path_names[i]);
  json_builder_end_array (builder);
}

static void
add_limits (JsonBuilder           *builder,
            const PropusPassTerms *self)
{
  json_builder_set_member_name (builder, "limits");
  json_builder_begin_object (builder);
  for (guint i = 0; i < PROPUS_PASS_N_LIMITS; i++)
    {
      json_builder_set_member_name (builder, limit_names[i]);
      if (self->limits[i] >= 0)
        json_builder_add_int_value (builder, self->limits[i]);
      else
        json_builder_add_null_value (builder);
    }
  json_builder_end_object (builder);
}

/**
 * propus_pass_terms_to_node:
 * @self: terms
 * @fields: which of them are said, of #PropusPassField
 *
 * Returns: (transfer full): what POST passes and PATCH passes/ID take
 */
JsonNode *
propus_pass_terms_to_node (const PropusPassTerms *self,
                           guint                  fields)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  if (fields & PROPUS_PASS_FIELD_NAME)
    {
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, self->name);
    }
  if (fields & PROPUS_PASS_FIELD_KEY)
    {
      json_builder_set_member_name (builder, "key");
      if (self->key != NULL)
        json_builder_add_string_value (builder, self->key);
      else
        json_builder_add_null_value (builder);
    }
  if (fields & PROPUS_PASS_FIELD_MODELS)
    add_models (builder, self);
  if (fields & PROPUS_PASS_FIELD_PATHS)
    add_paths (builder, self);
  if (fields & PROPUS_PASS_FIELD_LIMITS)
    add_limits (builder, self);
  if (fields & PROPUS_PASS_FIELD_EXPIRES)
    {
      json_builder_set_member_name (builder, "expires");
      if (self->expires > 0)
        json_builder_add_int_value (builder, self->expires);
      else
        json_builder_add_null_value (builder);
    }
  if (fields & PROPUS_PASS_FIELD_PAUSED)
    {
      json_builder_set_member_name (builder, "paused");
      json_builder_add_boolean_value (builder, self->paused);
    }
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/**
 * propus_pass_models_parse:
 * @text: names of models, as a person writes a list: with commas, spaces or line ends between them
 *
 * Returns: (transfer full): the names, each once, without "models/"
 */
char **
propus_pass_models_parse (const char *text)
{
  g_auto(GStrv) words = g_strsplit_set (text, ", \t\r\n;", -1);
  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = g_str_has_prefix (words[i], "models/") ? words[i] + strlen ("models/") : words[i];

      if (*word != '\0' && !g_ptr_array_find_with_equal_func (models, word, g_str_equal, NULL))
        g_ptr_array_add (models, g_strdup (word));
    }
  g_ptr_array_add (models, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&models), FALSE);
}

/* --- what the broker says --- */

static void
read_models (PropusPassTerms *terms,
             JsonArray       *models)
{
  guint n = models != NULL ? json_array_get_length (models) : 0;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      const char *name = propus_json_array_string (models, i);

      if (name != NULL)
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_add (names, NULL);
  g_strfreev (terms->models);
  terms->models = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static void
read_paths (PropusPassTerms *terms,
            JsonArray       *paths)
{
  guint n = paths != NULL ? json_array_get_length (paths) : 0;

  if (n == 0)
    return;

  terms->paths = 0;
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < PROPUS_PASS_N_PATHS; k++)
      if (g_strcmp0 (propus_json_array_string (paths, i), path_names[k]) == 0)
        terms->paths |= 1u << k;
}

static void
read_terms (PropusPassTerms *terms,
            JsonObject      *object)
{
  JsonObject *limits = propus_json_get_object (object, "limits");
  const char *name = propus_json_get_string (object, "name");

  propus_pass_terms_init (terms);
  g_free (terms->name);
  terms->name = g_strdup (name != NULL ? name : "");
  terms->key = g_strdup (propus_json_get_string (object, "key"));
  read_models (terms, propus_json_get_array (object, "models"));
  read_paths (terms, propus_json_get_array (object, "paths"));
  for (guint i = 0; limits != NULL && i < PROPUS_PASS_N_LIMITS; i++)
    terms->limits[i] = propus_json_get_int (limits, limit_names[i], -1);
  terms->expires = MAX (propus_json_get_int (object, "expires", 0), 0);
  terms->paused = propus_json_get_boolean (object, "paused", FALSE);
}

static void
read_sum (PropusUsageSum *sum,
          JsonObject     *object)
{
  if (object == NULL)
    return;

  sum->requests = MAX (propus_json_get_int (object, "requests", 0), 0);
  sum->tokens = MAX (propus_json_get_int (object, "tokens", 0), 0);
  sum->cost = MAX (propus_json_get_int (object, "cost", 0), 0);
}

/* One that is not known is of a newer broker: what can be said is that requests may go. */
static PropusPassState
read_state (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_strcmp0 (name, state_names[i]) == 0)
      return (PropusPassState) i;

  return PROPUS_PASS_OPEN;
}

static PropusPassInfo *
parse_object (JsonObject *object)
{
  const char *id = object != NULL ? propus_json_get_string (object, "id") : NULL;
  const char *base_url = object != NULL ? propus_json_get_string (object, "baseUrl") : NULL;
  PropusPassInfo *self;

  if (id == NULL || base_url == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (PropusPassInfo);
  self->id = g_strdup (id);
  self->base_url = g_strdup (base_url);
  self->token = g_strdup (propus_json_get_string (object, "token"));
  read_terms (&self->terms, object);
  self->created = MAX (propus_json_get_int (object, "created", 0), 0);
  self->last_used = MAX (propus_json_get_int (object, "lastUsed", 0), 0);
  read_sum (&self->today, propus_json_get_object (object, "today"));
  read_sum (&self->month, propus_json_get_object (object, "month"));
  self->underway = (guint) CLAMP (propus_json_get_int (object, "underway", 0), 0, G_MAXINT);
  self->state = read_state (propus_json_get_string (object, "state"));

  return self;
}

/**
 * propus_pass_info_parse:
 * @reply: what the broker answered to something that concerns one pass
 *
 * Returns: (transfer full) (nullable): the pass; %NULL when it is none
 */
PropusPassInfo *
propus_pass_info_parse (JsonNode *reply)
{
  return parse_object (propus_json_node_object (reply));
}

/**
 * propus_pass_info_parse_list:
 * @reply: what GET passes answered
 *
 * Returns: (transfer full) (nullable) (element-type PropusPassInfo): the passes; %NULL when it is no list
 */
GPtrArray *
propus_pass_info_parse_list (JsonNode *reply)
{
  JsonObject *root = propus_json_node_object (reply);
  JsonArray *array = root != NULL ? propus_json_get_array (root, "passes") : NULL;
  GPtrArray *passes;

  if (array == NULL)
    return NULL;

  passes = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_pass_info_unref);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      PropusPassInfo *pass = parse_object (propus_json_array_object (array, i));

      if (pass != NULL)
        g_ptr_array_add (passes, pass);
    }

  return passes;
}

/**
 * propus_pass_info_ref:
 * @self: a pass
 *
 * Returns: (transfer full): @self
 */
PropusPassInfo *
propus_pass_info_ref (PropusPassInfo *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
pass_info_clear (gpointer data)
{
  PropusPassInfo *self = data;

  g_free (self->id);
  g_free (self->base_url);
  g_free (self->token);
  propus_pass_terms_clear (&self->terms);
}

/**
 * propus_pass_info_unref:
 * @self: (transfer full): a pass
 */
void
propus_pass_info_unref (PropusPassInfo *self)
{
  g_atomic_rc_box_release_full (self, pass_info_clear);
}

/**
 * propus_pass_info_is_active:
 * @self: a pass
 *
 * Returns: whether a program may come with it, now or, when a limit of today is reached, tomorrow
 */
gboolean
propus_pass_info_is_active (PropusPassInfo *self)
{
  return self->state == PROPUS_PASS_OPEN || self->state == PROPUS_PASS_SPENT;
}
