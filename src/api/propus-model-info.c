/* propus-model-info.c - one model as models.list describes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-generate-request.h"
#include "propus-json.h"
#include "propus-model-info.h"
#include "propus-text.h"

#include <string.h>

#define MODEL_PREFIX          "models/"
#define MAX_DESCRIPTION_CHARS 1000

/* Of our own cache: the API has no such member. */
#define LEARNED_MEMBER "learnedStatus"

struct _PropusModelInfo
{
  GObject parent_instance;

  char                 *id;
  char                 *display_name;
  char                 *description;
  gint64                input_limit;
  gint64                output_limit;
  PropusModelAbilities  abilities;
  PropusModelStatus    *status;      /* of the list; NULL: nothing is said */
  PropusModelStatus    *learned;     /* what an answer said; NULL: nothing */
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_DISPLAY_NAME,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PropusModelInfo, propus_model_info, G_TYPE_OBJECT)

/* The list says nothing about what a model takes and gives, so names must tell (gemini-api.md 3). */
static const char * const not_for_chat[] = {
  "embedding", "-live", "omni", "lyria", "veo", "robotics", "imagen", "transcribe", "computer-use", "-audio",
};

static const struct { const char *mark; PropusModelAbilities ability; } marks[] = {
  { "-image", PROPUS_MODEL_MAKES_PICTURES }, { "banana", PROPUS_MODEL_MAKES_PICTURES },
  { "imagen", PROPUS_MODEL_MAKES_PICTURES }, { "-tts", PROPUS_MODEL_SPEAKS }, { "-audio", PROPUS_MODEL_SPEAKS },
  { "-live", PROPUS_MODEL_IS_LIVE }, { "embedding", PROPUS_MODEL_EMBEDS },
};

static const struct { const char *method; PropusModelAbilities ability; } methods_of[] = {
  { "generateContent", PROPUS_MODEL_CHATS }, { "embedContent", PROPUS_MODEL_EMBEDS },
  { "bidiGenerateContent", PROPUS_MODEL_IS_LIVE },
};

static void
propus_model_info_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  PropusModelInfo *self = PROPUS_MODEL_INFO (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_DISPLAY_NAME:
      g_value_set_string (value, self->display_name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
propus_model_info_finalize (GObject *object)
{
  PropusModelInfo *self = PROPUS_MODEL_INFO (object);

  g_free (self->id);
  g_free (self->display_name);
  g_free (self->description);
  g_clear_pointer (&self->status, propus_model_status_free);
  g_clear_pointer (&self->learned, propus_model_status_free);

  G_OBJECT_CLASS (propus_model_info_parent_class)->finalize (object);
}

static void
propus_model_info_class_init (PropusModelInfoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = propus_model_info_get_property;
  object_class->finalize = propus_model_info_finalize;

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DISPLAY_NAME] =
    g_param_spec_string ("display-name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
propus_model_info_init (PropusModelInfo *self)
{
}

static PropusModelAbilities
read_abilities (const char *id,
                JsonObject *object)
{
  JsonArray *methods = propus_json_get_array (object, "supportedGenerationMethods");
  PropusModelAbilities abilities = 0;

  for (guint i = 0; methods != NULL && i < json_array_get_length (methods); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (methods_of); j++)
      if (g_strcmp0 (propus_json_array_string (methods, i), methods_of[j].method) == 0)
        abilities |= methods_of[j].ability;

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (strstr (id, marks[i].mark) != NULL)
      abilities |= marks[i].ability;

  for (gsize i = 0; i < G_N_ELEMENTS (not_for_chat); i++)
    if (strstr (id, not_for_chat[i]) != NULL)
      abilities &= ~PROPUS_MODEL_CHATS;

  if (propus_json_get_boolean (object, "thinking", FALSE))
    abilities |= PROPUS_MODEL_THINKS;

  return abilities;
}

/* "deprecated" in a text, as a word. */
static gboolean
says_deprecated (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  const char *at = strstr (folded, "deprecated");

  return at != NULL && (at == folded || !g_ascii_isalpha (at[-1])) && !g_ascii_isalpha (at[strlen ("deprecated")]);
}

/* The list has no field for it so far; a description or an id may say it all the same. */
static PropusModelStatus *
read_status (PropusModelInfo *self,
             JsonObject      *object)
{
  PropusModelStatus *status = propus_model_status_parse (propus_json_get_object (object, "modelStatus"));

  if (status != NULL)
    return status;
  if (says_deprecated (self->description))
    return propus_model_status_new (PROPUS_MODEL_STAGE_DEPRECATED);
  if (strstr (self->id, "-exp") != NULL)
    return propus_model_status_new (PROPUS_MODEL_STAGE_EXPERIMENTAL);

  return strstr (self->id, "-preview") != NULL ? propus_model_status_new (PROPUS_MODEL_STAGE_PREVIEW) : NULL;
}

/**
 * propus_model_info_parse:
 * @object: (nullable): an element of "models"
 *
 * Returns: (transfer full) (nullable): the model; %NULL when its name is not "models/ID" with an ID that may go into a
 *   path
 */
PropusModelInfo *
propus_model_info_parse (JsonObject *object)
{
  const char *name = propus_json_get_string (object, "name");
  const char *description = propus_json_get_string (object, "description");
  PropusModelInfo *self;

  if (name == NULL || !g_str_has_prefix (name, MODEL_PREFIX) || !propus_generate_request_is_valid_model (name))
    return NULL;
  if (description == NULL)
    description = "";

  self = g_object_new (PROPUS_TYPE_MODEL_INFO, NULL);
  self->id = g_strdup (name + strlen (MODEL_PREFIX));
  self->display_name = propus_text_make_title (propus_json_get_string (object, "displayName"));
  if (*self->display_name == '\0')
    {
      g_free (self->display_name);
      self->display_name = g_strdup (self->id);
    }
  self->description = g_utf8_strlen (description, -1) > MAX_DESCRIPTION_CHARS
                      ? g_utf8_substring (description, 0, MAX_DESCRIPTION_CHARS) : g_strdup (description);
  self->input_limit = MAX (propus_json_get_int (object, "inputTokenLimit", 0), 0);
  self->output_limit = MAX (propus_json_get_int (object, "outputTokenLimit", 0), 0);
  self->abilities = read_abilities (self->id, object);
  self->status = read_status (self, object);
  self->learned = propus_model_status_parse (propus_json_get_object (object, LEARNED_MEMBER));

  return self;
}

/**
 * propus_model_info_to_json:
 * @self: a model
 *
 * Returns: (transfer full): what is known of it, as propus_model_info_parse() reads it
 */
JsonObject *
propus_model_info_to_json (PropusModelInfo *self)
{
  JsonObject *object;
  JsonArray *methods;
  g_autofree char *name = NULL;

  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), NULL);

  object = json_object_new ();
  methods = json_array_new ();
  name = g_strconcat (MODEL_PREFIX, self->id, NULL);
  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "displayName", self->display_name);
  json_object_set_string_member (object, "description", self->description);
  json_object_set_int_member (object, "inputTokenLimit", self->input_limit);
  json_object_set_int_member (object, "outputTokenLimit", self->output_limit);
  json_object_set_boolean_member (object, "thinking", (self->abilities & PROPUS_MODEL_THINKS) != 0);
  for (gsize i = 0; i < G_N_ELEMENTS (methods_of); i++)
    if ((self->abilities & methods_of[i].ability) != 0)
      json_array_add_string_element (methods, methods_of[i].method);
  json_object_set_array_member (object, "supportedGenerationMethods", methods);
  if (self->status != NULL)
    json_object_set_object_member (object, "modelStatus", propus_model_status_to_json (self->status));
  if (self->learned != NULL)
    json_object_set_object_member (object, LEARNED_MEMBER, propus_model_status_to_json (self->learned));

  return object;
}

/**
 * propus_model_info_get_id:
 * @self: a model
 *
 * Returns: (transfer none): its id without "models/"
 */
const char *
propus_model_info_get_id (PropusModelInfo *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), NULL);

  return self->id;
}

/**
 * propus_model_info_get_display_name:
 * @self: a model
 *
 * Returns: (transfer none): its name for people, one line of 80 characters at most; the id when it has none
 */
const char *
propus_model_info_get_display_name (PropusModelInfo *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), NULL);

  return self->display_name;
}

/**
 * propus_model_info_get_description:
 * @self: a model
 *
 * Returns: (transfer none): what its maker says of it, "" when nothing
 */
const char *
propus_model_info_get_description (PropusModelInfo *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), NULL);

  return self->description;
}

/**
 * propus_model_info_get_input_limit:
 * @self: a model
 *
 * Returns: how many tokens it reads, 0 when unknown
 */
gint64
propus_model_info_get_input_limit (PropusModelInfo *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), 0);

  return self->input_limit;
}

/**
 * propus_model_info_get_output_limit:
 * @self: a model
 *
 * Returns: how many tokens it writes, 0 when unknown
 */
gint64
propus_model_info_get_output_limit (PropusModelInfo *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), 0);

  return self->output_limit;
}

/**
 * propus_model_info_get_thinks:
 * @self: a model
 *
 * Returns: whether it may be asked for its thoughts
 */
gboolean
propus_model_info_get_thinks (PropusModelInfo *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), FALSE);

  return (self->abilities & PROPUS_MODEL_THINKS) != 0;
}

/**
 * propus_model_info_get_abilities:
 * @self: a model
 *
 * Returns: what it can do, as far as its methods and its name tell
 */
PropusModelAbilities
propus_model_info_get_abilities (PropusModelInfo *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), 0);

  return self->abilities;
}

/**
 * propus_model_info_can_chat:
 * @self: a model
 *
 * Returns: whether a chat can be had with it, in words, pictures or speech
 */
gboolean
propus_model_info_can_chat (PropusModelInfo *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), FALSE);

  return (self->abilities & PROPUS_MODEL_CHATS) != 0;
}

/**
 * propus_model_info_answers_in_words:
 * @self: a model
 *
 * Returns: whether it answers text with text: what a chat begins with when nobody has chosen
 */
gboolean
propus_model_info_answers_in_words (PropusModelInfo *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), FALSE);

  return (self->abilities & (PROPUS_MODEL_CHATS | PROPUS_MODEL_MAKES_PICTURES | PROPUS_MODEL_SPEAKS)) == PROPUS_MODEL_CHATS;
}

/**
 * propus_model_info_get_status:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): how long it will be there: what an answer said of it, else what the list does;
 *   %NULL when nothing is said
 */
const PropusModelStatus *
propus_model_info_get_status (PropusModelInfo *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), NULL);

  return self->learned != NULL ? self->learned : self->status;
}

/**
 * propus_model_info_get_learned:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): what propus_model_info_set_learned() was given last
 */
const PropusModelStatus *
propus_model_info_get_learned (PropusModelInfo *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), NULL);

  return self->learned;
}

/**
 * propus_model_info_set_learned:
 * @self: a model
 * @status: (nullable): what an answer of it said; copied
 */
void
propus_model_info_set_learned (PropusModelInfo         *self,
                               const PropusModelStatus *status)
{
  PropusModelStatus *copy = propus_model_status_copy (status);

  g_return_if_fail (PROPUS_IS_MODEL_INFO (self));

  g_clear_pointer (&self->learned, propus_model_status_free);
  self->learned = copy;
}
