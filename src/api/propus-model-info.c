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

struct _PropusModelInfo
{
  GObject parent_instance;

  char     *id;
  char     *display_name;
  char     *description;
  gint64    input_limit;
  gint64    output_limit;
  gboolean  thinks;
  gboolean  can_chat;
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
  "-image", "-tts", "embedding", "-live", "omni", "lyria", "veo", "robotics", "imagen", "banana", "transcribe",
  "computer-use", "-audio",
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

static gboolean
is_for_chat (const char *id,
             JsonArray  *methods)
{
  gboolean generates = FALSE;

  for (guint i = 0; methods != NULL && i < json_array_get_length (methods); i++)
    if (g_strcmp0 (propus_json_array_string (methods, i), "generateContent") == 0)
      generates = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (not_for_chat); i++)
    if (strstr (id, not_for_chat[i]) != NULL)
      return FALSE;

  return generates;
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
  self->thinks = propus_json_get_boolean (object, "thinking", FALSE);
  self->can_chat = is_for_chat (self->id, propus_json_get_array (object, "supportedGenerationMethods"));

  return self;
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

  return self->thinks;
}

/**
 * propus_model_info_can_chat:
 * @self: a model
 *
 * Returns: whether it answers text with text, as far as its methods and its name tell
 */
gboolean
propus_model_info_can_chat (PropusModelInfo *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_INFO (self), FALSE);

  return self->can_chat;
}
