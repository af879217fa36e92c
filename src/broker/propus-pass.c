/* propus-pass.c - what a program that outlives one run may do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-pass.h"

#include <glib/gi18n.h>
#include <string.h>

#include "propus-fault.h"
#include "propus-limits.h"
#include "propus-spend-rows.h"

#define MODEL_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
#define KEY_CHARS   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

/* The end of the year 9999: what is later cannot be shown. */
#define EXPIRES_MAX G_GINT64_CONSTANT (253402300799)

/* In the order of the bits. */
static const char * const path_names[] = { "generate", "embed", "files", "caches", "media", "openai" };

/* In the order of PropusCap. */
static const char * const cap_names[PROPUS_CAP_N] = { "requests", "tokens", "money" };

/**
 * propus_pass_new:
 *
 * Returns: (transfer full): a pass for everything, without a name yet
 */
PropusPass *
propus_pass_new (void)
{
  PropusPass *self = g_atomic_rc_box_new0 (PropusPass);

  self->models = g_new0 (char *, 1);
  for (guint i = 0; i < PROPUS_CAP_N; i++)
    self->caps[i] = -1;

  return self;
}

/**
 * propus_pass_ref:
 * @self: a pass
 *
 * Returns: (transfer full): @self
 */
PropusPass *
propus_pass_ref (PropusPass *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
pass_clear (PropusPass *self)
{
  g_free (self->id);
  g_free (self->origin);
  g_free (self->name);
  g_free (self->digest);
  g_free (self->key);
  g_strfreev (self->models);
}

/**
 * propus_pass_unref:
 * @self: (transfer full): a pass
 */
void
propus_pass_unref (PropusPass *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) pass_clear);
}

/* --- from JSON --- */

static gboolean
fail (GError     **error,
      const char  *sentence)
{
  g_set_error_literal (error, PROPUS_FAULT, PROPUS_FAULT_INVALID, sentence);

  return FALSE;
}

static const char *
get_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                                          : NULL;
}

static gboolean
get_int (JsonNode *node,
         gint64    min,
         gint64    max,
         gint64   *value)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;

  *value = json_node_get_int (node);

  return *value >= min && *value <= max;
}

static gboolean
has_control (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)) || g_unichar_type (g_utf8_get_char (at)) == G_UNICODE_LINE_SEPARATOR ||
        g_unichar_type (g_utf8_get_char (at)) == G_UNICODE_PARAGRAPH_SEPARATOR)
      return TRUE;

  return FALSE;
}

static gboolean
apply_name (PropusPass  *self,
            JsonNode    *node,
            GError     **error)
{
  g_autofree char *name = g_strdup (get_string (node));

  if (name != NULL)
    g_strstrip (name);
  if (name == NULL || *name == '\0' || has_control (name))
    return fail (error, _("Give the pass a name."));
  if (g_utf8_strlen (name, -1) > (glong) PROPUS_LIMIT_PASS_NAME_CHARS)
    return fail (error, _("The name of the pass is too long."));
  if (g_str_equal (name, PROPUS_PROGRAM_PARENT))
    return fail (error, _("Propus itself has this name. Give the pass another one."));

  g_free (self->name);
  self->name = g_steal_pointer (&name);

  return TRUE;
}

static gboolean
apply_key (PropusPass  *self,
           JsonNode    *node,
           GError     **error)
{
  const char *id = get_string (node);

  if (!JSON_NODE_HOLDS_NULL (node) && (id == NULL || *id == '\0' || strlen (id) > 64 || id[strspn (id, KEY_CHARS)] != '\0'))
    return fail (error, _("This is no stored key."));

  g_free (self->key);
  self->key = g_strdup (id);

  return TRUE;
}

/* A name as the API has it, with or without "models/", and perhaps "*" for its end. */
static char *
dup_model (JsonNode *node)
{
  const char *text = get_string (node);
  gsize length;

  if (text == NULL)
    return NULL;
  if (g_str_has_prefix (text, "models/"))
    text += strlen ("models/");

  length = strspn (text, MODEL_CHARS);
  if (length > PROPUS_LIMIT_PASS_MODEL_BYTES || (text[length] == '*' ? text[length + 1] != '\0'
                                                                     : length == 0 || text[length] != '\0'))
    return NULL;

  return g_strdup (text);
}

static gboolean
apply_models (PropusPass  *self,
              JsonNode    *node,
              GError     **error)
{
  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) > PROPUS_LIMIT_PASS_MODELS)
    return fail (error, _("This is no list of models."));

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *model = dup_model (json_array_get_element (array, i));

      if (model == NULL)
        return fail (error, _("A model’s name has letters, digits, dots and hyphens, and may end with an asterisk."));
      if (!g_ptr_array_find_with_equal_func (models, model, g_str_equal, NULL))
        g_ptr_array_add (models, g_steal_pointer (&model));
    }

  g_ptr_array_add (models, NULL);
  g_strfreev (self->models);
  self->models = (GStrv) g_ptr_array_free (g_steal_pointer (&models), FALSE);

  return TRUE;
}

static gboolean
apply_paths (PropusPass  *self,
             JsonNode    *node,
             GError     **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint paths = 0;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *name = get_string (json_array_get_element (array, i));
      guint bit = 0;

      while (bit < G_N_ELEMENTS (path_names) && g_strcmp0 (path_names[bit], name) != 0)
        bit++;
      if (bit == G_N_ELEMENTS (path_names))
        return fail (error, _("The request cannot be understood."));
      paths |= 1u << bit;
    }

  if (array == NULL)
    return fail (error, _("The request cannot be understood."));
  self->paths = paths;

  return TRUE;
}

static gboolean
apply_limits (PropusPass  *self,
              JsonNode    *node,
              GError     **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  for (guint i = 0; object != NULL && i < PROPUS_CAP_N; i++)
    {
      JsonNode *cap = json_object_get_member (object, cap_names[i]);

      if (cap != NULL && JSON_NODE_HOLDS_NULL (cap))
        self->caps[i] = -1;
      else if (cap != NULL && !get_int (cap, 0, (gint64) PROPUS_LIMIT_SPEND, &self->caps[i]))
        return fail (error, _("A limit is a whole number that is not too large."));
    }

  return object != NULL || fail (error, _("The request cannot be understood."));
}

static gboolean
apply_expires (PropusPass  *self,
               JsonNode    *node,
               GError     **error)
{
  if (JSON_NODE_HOLDS_NULL (node))
    self->expires = 0;
  else if (!get_int (node, 1, EXPIRES_MAX, &self->expires))
    return fail (error, _("This is no time at which a pass can expire."));

  return TRUE;
}

static gboolean
apply_paused (PropusPass  *self,
              JsonNode    *node,
              GError     **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fail (error, _("The request cannot be understood."));

  self->paused = json_node_get_boolean (node);

  return TRUE;
}

/**
 * propus_pass_apply:
 * @self: a pass that nobody else has yet
 * @changes: members of a pass that a person may set; others are passed over
 * @error: return location for a #PropusFault error, whose message is a sentence for the person
 *
 * Returns: %FALSE with @error set, and @self good for nothing, when one of them cannot be
 */
gboolean
propus_pass_apply (PropusPass  *self,
                   JsonObject  *changes,
                   GError     **error)
{
  static const struct
  {
    const char *name;
    gboolean  (*apply) (PropusPass *, JsonNode *, GError **);
  } members[] = {
    { "name", apply_name },
    { "key", apply_key },
    { "models", apply_models },
    { "paths", apply_paths },
    { "limits", apply_limits },
    { "expires", apply_expires },
    { "paused", apply_paused },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *node = json_object_get_member (changes, members[i].name);

      if (node != NULL && !members[i].apply (self, node, error))
        return FALSE;
    }

  return self->name != NULL || fail (error, _("Give the pass a name."));
}

/* --- to JSON --- */

static void
set_int_or_null (JsonObject *object,
                 const char *name,
                 gboolean    is_set,
                 gint64      value)
{
  if (is_set)
    json_object_set_int_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static void
set_lists (PropusPass *self,
           JsonObject *object)
{
  JsonArray *models = json_array_new ();
  JsonArray *paths = json_array_new ();

  for (gsize i = 0; self->models[i] != NULL; i++)
    json_array_add_string_element (models, self->models[i]);
  for (guint i = 0; i < G_N_ELEMENTS (path_names); i++)
    if ((self->paths & (1u << i)) != 0)
      json_array_add_string_element (paths, path_names[i]);
  json_object_set_array_member (object, "models", models);
  json_object_set_array_member (object, "paths", paths);
}

/**
 * propus_pass_to_json:
 * @self: a pass
 *
 * Returns: (transfer full): what propus-control.h says of it, without what it spent and what state it is in
 */
JsonObject *
propus_pass_to_json (PropusPass *self)
{
  JsonObject *object = json_object_new ();
  JsonObject *limits = json_object_new ();
  g_autofree char *base_url = g_strdup_printf ("http://127.0.0.1:%u", self->port);

  json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "name", self->name);
  json_object_set_string_member (object, "baseUrl", base_url);
  if (self->key != NULL)
    json_object_set_string_member (object, "key", self->key);
  else
    json_object_set_null_member (object, "key");
  set_lists (self, object);
  for (guint i = 0; i < PROPUS_CAP_N; i++)
    set_int_or_null (limits, cap_names[i], self->caps[i] >= 0, self->caps[i]);
  json_object_set_object_member (object, "limits", limits);
  set_int_or_null (object, "expires", self->expires != 0, self->expires);
  json_object_set_boolean_member (object, "paused", self->paused);
  json_object_set_int_member (object, "created", self->created);
  set_int_or_null (object, "lastUsed", self->last_used != 0, self->last_used);

  return object;
}

/**
 * propus_pass_new_holder:
 * @self: a pass
 *
 * Returns: (transfer full): what counts what it spends
 */
PropusHolder *
propus_pass_new_holder (PropusPass *self)
{
  PropusHolder *holder = propus_holder_new (self->id);

  holder->key_id = g_strdup (self->key);
  memcpy (holder->caps, self->caps, sizeof holder->caps);

  return holder;
}

/**
 * propus_pass_has_expired:
 * @self: a pass
 * @now: Unix seconds
 *
 * Returns: whether its time is over
 */
gboolean
propus_pass_has_expired (PropusPass *self,
                         gint64      now)
{
  return self->expires != 0 && now >= self->expires;
}
