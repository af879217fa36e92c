/* propus-generate-request.c - what is asked of a model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-generate-request.h"
#include "propus-json.h"
#include "propus-text.h"

#include <string.h>

#define MODEL_PREFIX      "models/"
#define MAX_MODEL_ID      100

/* The body is put together as text: a model's parts go back as the bytes that are in the history, which no round trip
 * through a tree of nodes would keep. */
struct _PropusGenerateRequest
{
  GObject parent_instance;

  char                   *model;
  PropusGenerateSettings *settings;
  gboolean                include_thoughts;
  GString                *contents;   /* the elements, with commas between */
};

G_DEFINE_FINAL_TYPE (PropusGenerateRequest, propus_generate_request, G_TYPE_OBJECT)

static void
propus_generate_request_finalize (GObject *object)
{
  PropusGenerateRequest *self = PROPUS_GENERATE_REQUEST (object);

  g_free (self->model);
  g_object_unref (self->settings);
  g_string_free (self->contents, TRUE);

  G_OBJECT_CLASS (propus_generate_request_parent_class)->finalize (object);
}

static void
propus_generate_request_class_init (PropusGenerateRequestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = propus_generate_request_finalize;
}

static void
propus_generate_request_init (PropusGenerateRequest *self)
{
  self->contents = g_string_new (NULL);
  self->settings = propus_generate_settings_new ();
}

static const char *
skip_prefix (const char *model)
{
  return g_str_has_prefix (model, MODEL_PREFIX) ? model + strlen (MODEL_PREFIX) : model;
}

/**
 * propus_generate_request_is_valid_model:
 * @model: (nullable): a model's id, with or without "models/"
 *
 * Returns: whether it may be put into a path: 1 to 100 letters, digits, dots, underscores or hyphens, and not dots only
 */
gboolean
propus_generate_request_is_valid_model (const char *model)
{
  const char *id;
  gsize length;

  if (model == NULL)
    return FALSE;

  id = skip_prefix (model);
  length = strspn (id, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-");

  return length > 0 && length <= MAX_MODEL_ID && id[length] == '\0' && strspn (id, ".") < length;
}

/**
 * propus_generate_request_new:
 * @model: a model's id, with or without "models/"
 *
 * Makes an empty request. An id that is not valid fails when the request is sent.
 *
 * Returns: (transfer full): the request
 */
PropusGenerateRequest *
propus_generate_request_new (const char *model)
{
  PropusGenerateRequest *self;

  g_return_val_if_fail (model != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_GENERATE_REQUEST, NULL);
  self->model = g_strdup (skip_prefix (model));

  return self;
}

/**
 * propus_generate_request_get_model:
 * @self: a request
 *
 * Returns: (transfer none): the model's id without "models/"
 */
const char *
propus_generate_request_get_model (PropusGenerateRequest *self)
{
  g_return_val_if_fail (PROPUS_IS_GENERATE_REQUEST (self), NULL);

  return self->model;
}

/**
 * propus_generate_request_set_system:
 * @self: a request
 * @text: (nullable): the instruction; none for %NULL and an empty text
 */
void
propus_generate_request_set_system (PropusGenerateRequest *self,
                                    const char            *text)
{
  g_return_if_fail (PROPUS_IS_GENERATE_REQUEST (self));

  propus_generate_settings_set_text (self->settings, PROPUS_SETTING_SYSTEM_INSTRUCTION, text);
}

/**
 * propus_generate_request_set_settings:
 * @self: a request
 * @settings: what its model takes, see propus_model_traits_dup_taken(); copied
 *
 * Takes the place of all settings that it had, of a system instruction, too.
 */
void
propus_generate_request_set_settings (PropusGenerateRequest  *self,
                                      PropusGenerateSettings *settings)
{
  g_return_if_fail (PROPUS_IS_GENERATE_REQUEST (self));
  g_return_if_fail (PROPUS_IS_GENERATE_SETTINGS (settings));

  g_object_unref (self->settings);
  self->settings = propus_generate_settings_copy (settings);
}

/**
 * propus_generate_request_set_include_thoughts:
 * @self: a request
 * @include: whether the model shall send summaries of its thoughts
 */
void
propus_generate_request_set_include_thoughts (PropusGenerateRequest *self,
                                              gboolean               include)
{
  g_return_if_fail (PROPUS_IS_GENERATE_REQUEST (self));

  self->include_thoughts = include;
}

static void
append_text_part (GString    *out,
                  const char *text)
{
  g_autofree char *valid = propus_text_make_valid (text, -1);
  g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), valid);
  g_autofree char *json = propus_json_to_string (node, FALSE);

  g_string_append_printf (out, "{\"text\":%s}", json);
}

static void
add_content (PropusGenerateRequest *self,
             const char            *role,
             const char            *parts)
{
  if (self->contents->len > 0)
    g_string_append_c (self->contents, ',');
  g_string_append (self->contents, "{\"role\":\"");
  g_string_append (self->contents, role);
  g_string_append (self->contents, "\",\"parts\":[");
  g_string_append (self->contents, parts);
  g_string_append (self->contents, "]}");
}

/**
 * propus_generate_request_add_user_text:
 * @self: a request
 * @text: what the person wrote
 */
void
propus_generate_request_add_user_text (PropusGenerateRequest *self,
                                       const char            *text)
{
  g_autoptr(GString) part = g_string_new (NULL);

  g_return_if_fail (PROPUS_IS_GENERATE_REQUEST (self));
  g_return_if_fail (text != NULL);

  append_text_part (part, text);
  add_content (self, "user", part->str);
}

/**
 * propus_generate_request_add_user_parts:
 * @self: a request
 * @raw_parts: (array zero-terminated=1): what goes with the text, each as JSON of propus-part-maker.h
 * @text: (nullable): what the person wrote; it comes last, as the API advises
 */
void
propus_generate_request_add_user_parts (PropusGenerateRequest *self,
                                        const char * const    *raw_parts,
                                        const char            *text)
{
  g_autoptr(GString) parts = g_string_new (NULL);

  g_return_if_fail (PROPUS_IS_GENERATE_REQUEST (self));
  g_return_if_fail (raw_parts != NULL);

  for (gsize i = 0; raw_parts[i] != NULL; i++)
    {
      if (parts->len > 0)
        g_string_append_c (parts, ',');
      g_string_append (parts, raw_parts[i]);
    }
  if (text != NULL && *text != '\0')
    {
      if (parts->len > 0)
        g_string_append_c (parts, ',');
      append_text_part (parts, text);
    }
  if (parts->len > 0)
    add_content (self, "user", parts->str);
}

typedef struct
{
  GString    *parts;   /* what is sent, with commas between */
  GString    *text;    /* of the plain parts that follow one another */
  const char *only;    /* the JSON of the plain part, when it is the only one so far */
  guint       count;   /* plain parts waiting */
} PartMerger;

static void
append_part (GString    *parts,
             const char *json)
{
  if (parts->len > 0)
    g_string_append_c (parts, ',');
  g_string_append (parts, json);
}

/* One plain part stays as it came; of several one is made, because a stream cuts an answer into hundreds. */
static void
flush_plain (PartMerger *merger)
{
  if (merger->text->len > 0 && merger->count == 1)
    {
      append_part (merger->parts, merger->only);
    }
  else if (merger->text->len > 0)
    {
      append_part (merger->parts, "");
      append_text_part (merger->parts, merger->text->str);
    }

  g_string_truncate (merger->text, 0);
  merger->only = NULL;
  merger->count = 0;
}

static void
merge_part (PartMerger *merger,
            const char *json)
{
  g_autoptr(JsonNode) node = g_utf8_validate (json, -1, NULL) ? propus_json_parse (json, -1, NULL) : NULL;
  JsonObject *part = propus_json_node_object (node);
  const char *text = propus_json_get_string (part, "text");

  /* The API refuses a part with nothing in it, though it sends such parts. */
  if (part == NULL || json_object_get_size (part) == 0)
    return;
  if (propus_json_get_boolean (part, "thought", FALSE) && !json_object_has_member (part, "thoughtSignature"))
    return;

  if (text != NULL && json_object_get_size (part) == 1)
    {
      g_string_append (merger->text, text);
      merger->only = json;
      merger->count++;
      return;
    }

  flush_plain (merger);
  append_part (merger->parts, json);
}

/**
 * propus_generate_request_add_model_parts:
 * @self: a request
 * @raw_parts: (array zero-terminated=1): the parts of a model's turn, each as JSON text
 *
 * Adds a turn of the model. Each part is sent as the bytes that are given, so a signature stays on its part; only
 * plain text parts that follow one another become one. Summaries of thoughts without a signature, and what is no JSON
 * object, are left out. Nothing is added when nothing is left.
 */
void
propus_generate_request_add_model_parts (PropusGenerateRequest *self,
                                         const char * const    *raw_parts)
{
  g_autoptr(GString) parts = g_string_new (NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  PartMerger merger = { parts, text, NULL, 0 };

  g_return_if_fail (PROPUS_IS_GENERATE_REQUEST (self));
  g_return_if_fail (raw_parts != NULL);

  for (gsize i = 0; raw_parts[i] != NULL; i++)
    merge_part (&merger, raw_parts[i]);
  flush_plain (&merger);

  if (parts->len > 0)
    add_content (self, "model", parts->str);
}

/**
 * propus_generate_request_to_bytes:
 * @self: a request
 *
 * Returns: (transfer full): the body for streamGenerateContent, JSON in UTF-8
 */
GBytes *
propus_generate_request_to_bytes (PropusGenerateRequest *self)
{
  g_autoptr(GString) body = NULL;

  g_return_val_if_fail (PROPUS_IS_GENERATE_REQUEST (self), NULL);

  body = g_string_sized_new (self->contents->len + 256);
  g_string_append (body, "{\"contents\":[");
  g_string_append_len (body, self->contents->str, self->contents->len);
  g_string_append_c (body, ']');
  propus_generate_settings_append (self->settings, self->include_thoughts, body);
  g_string_append_c (body, '}');

  return g_string_free_to_bytes (g_steal_pointer (&body));
}
