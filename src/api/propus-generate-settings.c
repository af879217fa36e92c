/* propus-generate-settings.c - what a chat asks of its model beside the words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-generate-settings.h"

#include "propus-generate-settings-private.h"
#include "propus-json.h"
#include "propus-limits.h"
#include "propus-text.h"

#include <math.h>

static const char * const levels[] = { "MINIMAL", "LOW", "MEDIUM", "HIGH", NULL };
static const char * const thresholds[] = {
  "OFF", "BLOCK_NONE", "BLOCK_ONLY_HIGH", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_LOW_AND_ABOVE", NULL,
};
static const char * const resolutions[] = {
  "MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH", NULL,
};

/* Names that the API has are the API's; an import from AI Studio relies on that. */
static const struct
{
  const char         *name;
  PropusSettingKind   kind;
  const char * const *words;
  double              least, most;
  gboolean            whole;
} infos[PROPUS_N_SETTINGS] = {
  [PROPUS_SETTING_SYSTEM_INSTRUCTION] = { "systemInstruction", PROPUS_SETTING_TEXT },
  [PROPUS_SETTING_THINKING_LEVEL] = { "thinkingLevel", PROPUS_SETTING_WORD, levels },
  [PROPUS_SETTING_THINKING_BUDGET] = { "thinkingBudget", PROPUS_SETTING_NUMBER, NULL, -1, 32768, TRUE },
  [PROPUS_SETTING_GOOGLE_SEARCH] = { "googleSearch", PROPUS_SETTING_SWITCH },
  [PROPUS_SETTING_URL_CONTEXT] = { "urlContext", PROPUS_SETTING_SWITCH },
  [PROPUS_SETTING_CODE_EXECUTION] = { "codeExecution", PROPUS_SETTING_SWITCH },
  [PROPUS_SETTING_GOOGLE_MAPS] = { "googleMaps", PROPUS_SETTING_SWITCH },
  [PROPUS_SETTING_TEMPERATURE] = { "temperature", PROPUS_SETTING_NUMBER, NULL, 0, 2 },
  [PROPUS_SETTING_TOP_P] = { "topP", PROPUS_SETTING_NUMBER, NULL, 0, 1 },
  [PROPUS_SETTING_TOP_K] = { "topK", PROPUS_SETTING_NUMBER, NULL, 1, 1000, TRUE },
  [PROPUS_SETTING_MAX_OUTPUT_TOKENS] = { "maxOutputTokens", PROPUS_SETTING_NUMBER, NULL, 1, G_MAXINT32, TRUE },
  [PROPUS_SETTING_STOP_SEQUENCES] = { "stopSequences", PROPUS_SETTING_TEXTS },
  [PROPUS_SETTING_SEED] = { "seed", PROPUS_SETTING_NUMBER, NULL, G_MININT32, G_MAXINT32, TRUE },
  [PROPUS_SETTING_HARASSMENT] = { "harassment", PROPUS_SETTING_WORD, thresholds },
  [PROPUS_SETTING_HATE_SPEECH] = { "hateSpeech", PROPUS_SETTING_WORD, thresholds },
  [PROPUS_SETTING_SEXUALLY_EXPLICIT] = { "sexuallyExplicit", PROPUS_SETTING_WORD, thresholds },
  [PROPUS_SETTING_DANGEROUS_CONTENT] = { "dangerousContent", PROPUS_SETTING_WORD, thresholds },
  [PROPUS_SETTING_JSON] = { "json", PROPUS_SETTING_SWITCH },
  [PROPUS_SETTING_JSON_SCHEMA] = { "jsonSchema", PROPUS_SETTING_TEXT },
  [PROPUS_SETTING_MEDIA_RESOLUTION] = { "mediaResolution", PROPUS_SETTING_WORD, resolutions },
};

G_DEFINE_FINAL_TYPE (PropusGenerateSettings, propus_generate_settings, G_TYPE_OBJECT)

static guint changed_signal;

static void
propus_generate_settings_finalize (GObject *object)
{
  json_object_unref (PROPUS_GENERATE_SETTINGS (object)->members);

  G_OBJECT_CLASS (propus_generate_settings_parent_class)->finalize (object);
}

static void
propus_generate_settings_class_init (PropusGenerateSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = propus_generate_settings_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_generate_settings_init (PropusGenerateSettings *self)
{
  self->members = json_object_new ();
}

/**
 * propus_generate_settings_new:
 *
 * Returns: (transfer full): settings of which none is set
 */
PropusGenerateSettings *
propus_generate_settings_new (void)
{
  return g_object_new (PROPUS_TYPE_GENERATE_SETTINGS, NULL);
}

/**
 * propus_generate_settings_new_parse:
 * @json: (nullable): what propus_generate_settings_dup_json() gave, now or in a version that knows more
 *
 * Members that are not known, and values that cannot be, are kept as they are and count as unset.
 *
 * Returns: (transfer full): the settings; empty for %NULL and for what is no JSON object
 */
PropusGenerateSettings *
propus_generate_settings_new_parse (const char *json)
{
  PropusGenerateSettings *self = propus_generate_settings_new ();
  g_autoptr(JsonNode) node = json != NULL ? propus_json_parse (json, -1, NULL) : NULL;
  JsonObject *object = propus_json_node_object (node);

  if (object != NULL)
    {
      json_object_unref (self->members);
      self->members = json_object_ref (object);
    }

  return self;
}

/**
 * propus_generate_settings_dup_json:
 * @self: settings
 *
 * Returns: (transfer full) (nullable): a JSON object with what is set and what is not known; %NULL when it is empty
 */
char *
propus_generate_settings_dup_json (PropusGenerateSettings *self)
{
  g_return_val_if_fail (PROPUS_IS_GENERATE_SETTINGS (self), NULL);

  return json_object_get_size (self->members) > 0 ? propus_json_object_to_string (self->members, FALSE) : NULL;
}

/**
 * propus_generate_settings_copy:
 * @self: settings
 *
 * Returns: (transfer full): others that are alike
 */
PropusGenerateSettings *
propus_generate_settings_copy (PropusGenerateSettings *self)
{
  g_autofree char *json = propus_generate_settings_dup_json (self);

  return propus_generate_settings_new_parse (json);
}

/**
 * propus_setting_get_kind:
 *
 * Returns: what its value is
 */
PropusSettingKind
propus_setting_get_kind (PropusSetting setting)
{
  g_return_val_if_fail (setting < PROPUS_N_SETTINGS, PROPUS_SETTING_TEXT);

  return infos[setting].kind;
}

/**
 * propus_setting_get_name:
 *
 * Returns: (transfer none): the member in which it is stored
 */
const char *
propus_setting_get_name (PropusSetting setting)
{
  g_return_val_if_fail (setting < PROPUS_N_SETTINGS, NULL);

  return infos[setting].name;
}

/**
 * propus_setting_get_words:
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the words from which one is chosen; %NULL for another kind
 */
const char * const *
propus_setting_get_words (PropusSetting setting)
{
  g_return_val_if_fail (setting < PROPUS_N_SETTINGS, NULL);

  return infos[setting].words;
}

/**
 * propus_setting_get_range:
 * @least: (out): the smallest number
 * @most: (out): the largest
 */
void
propus_setting_get_range (PropusSetting  setting,
                          double        *least,
                          double        *most)
{
  g_return_if_fail (setting < PROPUS_N_SETTINGS && infos[setting].kind == PROPUS_SETTING_NUMBER);

  *least = infos[setting].least;
  *most = infos[setting].most;
}

/**
 * propus_setting_is_whole:
 *
 * Returns: whether it is a number without a fraction
 */
gboolean
propus_setting_is_whole (PropusSetting setting)
{
  g_return_val_if_fail (setting < PROPUS_N_SETTINGS, FALSE);

  return infos[setting].whole;
}

static gboolean
get_number (PropusGenerateSettings *self,
            PropusSetting           setting,
            double                 *number)
{
  JsonNode *node = json_object_get_member (self->members, infos[setting].name);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;

  *number = type == G_TYPE_INT64 ? (double) json_node_get_int (node) : json_node_get_double (node);
  return isfinite (*number) && *number >= infos[setting].least && *number <= infos[setting].most &&
         (!infos[setting].whole || *number == floor (*number));
}

static const char *
get_text (PropusGenerateSettings *self,
          PropusSetting           setting)
{
  const char *text = propus_json_get_string (self->members, infos[setting].name);

  if (text == NULL || *text == '\0')
    return NULL;
  if (infos[setting].words != NULL && !g_strv_contains (infos[setting].words, text))
    return NULL;
  return text;
}

/**
 * propus_generate_settings_is_set:
 * @self: settings
 *
 * Returns: whether it has a value that can be sent
 */
gboolean
propus_generate_settings_is_set (PropusGenerateSettings *self,
                                 PropusSetting           setting)
{
  double number;
  g_auto(GStrv) texts = NULL;

  g_return_val_if_fail (PROPUS_IS_GENERATE_SETTINGS (self), FALSE);
  g_return_val_if_fail (setting < PROPUS_N_SETTINGS, FALSE);

  switch (infos[setting].kind)
    {
    case PROPUS_SETTING_SWITCH:
      return propus_json_get_boolean (self->members, infos[setting].name, FALSE);
    case PROPUS_SETTING_NUMBER:
      return get_number (self, setting, &number);
    case PROPUS_SETTING_TEXTS:
      texts = propus_generate_settings_dup_texts (self, setting);
      return *texts != NULL;
    case PROPUS_SETTING_TEXT:
    case PROPUS_SETTING_WORD:
    default:
      return get_text (self, setting) != NULL;
    }
}

/* Takes @node, NULL: takes the value away. A member that is alike is left alone, so that nobody saves for nothing. */
static void
set_node (PropusGenerateSettings *self,
          PropusSetting           setting,
          JsonNode               *node)
{
  g_autoptr(JsonNode) taken = node;
  JsonNode *old = json_object_get_member (self->members, infos[setting].name);

  if (old == node || (old != NULL && node != NULL && json_node_equal (old, node)))
    return;

  if (taken != NULL)
    json_object_set_member (self->members, infos[setting].name, g_steal_pointer (&taken));
  else
    json_object_remove_member (self->members, infos[setting].name);
  g_signal_emit (self, changed_signal, 0);
}

/**
 * propus_generate_settings_unset:
 * @self: settings
 *
 * Takes a value away, also one that could not be sent.
 */
void
propus_generate_settings_unset (PropusGenerateSettings *self,
                                PropusSetting           setting)
{
  g_return_if_fail (PROPUS_IS_GENERATE_SETTINGS (self));
  g_return_if_fail (setting < PROPUS_N_SETTINGS);

  set_node (self, setting, NULL);
}

/**
 * propus_generate_settings_unset_all:
 * @self: settings
 *
 * Takes all values away. What this version does not know stays.
 */
void
propus_generate_settings_unset_all (PropusGenerateSettings *self)
{
  for (guint i = 0; i < PROPUS_N_SETTINGS; i++)
    propus_generate_settings_unset (self, (PropusSetting) i);
}

/**
 * propus_generate_settings_count:
 * @self: settings
 *
 * Returns: how many are set
 */
guint
propus_generate_settings_count (PropusGenerateSettings *self)
{
  guint n = 0;

  for (guint i = 0; i < PROPUS_N_SETTINGS; i++)
    n += propus_generate_settings_is_set (self, (PropusSetting) i) ? 1 : 0;

  return n;
}

/**
 * propus_generate_settings_get_text:
 * @self: settings
 * @setting: a text or a word
 *
 * Returns: (transfer none) (nullable): its value; %NULL unset
 */
const char *
propus_generate_settings_get_text (PropusGenerateSettings *self,
                                   PropusSetting           setting)
{
  g_return_val_if_fail (PROPUS_IS_GENERATE_SETTINGS (self), NULL);
  g_return_val_if_fail (setting < PROPUS_N_SETTINGS, NULL);

  return get_text (self, setting);
}

/**
 * propus_generate_settings_set_text:
 * @self: settings
 * @setting: a text or a word
 * @text: (nullable): its value; %NULL and "" unset it
 */
void
propus_generate_settings_set_text (PropusGenerateSettings *self,
                                   PropusSetting           setting,
                                   const char             *text)
{
  g_autofree char *valid = text != NULL && *text != '\0' ? propus_text_make_valid (text, -1) : NULL;

  g_return_if_fail (PROPUS_IS_GENERATE_SETTINGS (self));
  g_return_if_fail (setting < PROPUS_N_SETTINGS);
  g_return_if_fail (infos[setting].kind == PROPUS_SETTING_TEXT || infos[setting].kind == PROPUS_SETTING_WORD);

  set_node (self, setting, valid != NULL ? json_node_init_string (json_node_alloc (), valid) : NULL);
}

/**
 * propus_generate_settings_get_switch:
 * @self: settings
 *
 * Returns: whether it is on
 */
gboolean
propus_generate_settings_get_switch (PropusGenerateSettings *self,
                                     PropusSetting           setting)
{
  return propus_generate_settings_is_set (self, setting);
}

/**
 * propus_generate_settings_set_switch:
 * @self: settings
 * @setting: a switch
 * @on: whether it is on
 */
void
propus_generate_settings_set_switch (PropusGenerateSettings *self,
                                     PropusSetting           setting,
                                     gboolean                on)
{
  g_return_if_fail (PROPUS_IS_GENERATE_SETTINGS (self));
  g_return_if_fail (setting < PROPUS_N_SETTINGS && infos[setting].kind == PROPUS_SETTING_SWITCH);

  set_node (self, setting, on ? json_node_init_boolean (json_node_alloc (), TRUE) : NULL);
}

/**
 * propus_generate_settings_get_number:
 * @self: settings
 * @setting: a number
 *
 * Returns: its value, 0 unset
 */
double
propus_generate_settings_get_number (PropusGenerateSettings *self,
                                     PropusSetting           setting)
{
  double number = 0;

  g_return_val_if_fail (PROPUS_IS_GENERATE_SETTINGS (self), 0);
  g_return_val_if_fail (setting < PROPUS_N_SETTINGS && infos[setting].kind == PROPUS_SETTING_NUMBER, 0);

  return get_number (self, setting, &number) ? number : 0;
}

/**
 * propus_generate_settings_set_number:
 * @self: settings
 * @setting: a number
 * @number: its value; brought into its range
 */
void
propus_generate_settings_set_number (PropusGenerateSettings *self,
                                     PropusSetting           setting,
                                     double                  number)
{
  double value;

  g_return_if_fail (PROPUS_IS_GENERATE_SETTINGS (self));
  g_return_if_fail (setting < PROPUS_N_SETTINGS && infos[setting].kind == PROPUS_SETTING_NUMBER);

  value = CLAMP (number, infos[setting].least, infos[setting].most);
  set_node (self, setting,
            infos[setting].whole ? json_node_init_int (json_node_alloc (), (gint64) value)
                                 : json_node_init_double (json_node_alloc (), value));
}

/**
 * propus_generate_settings_dup_texts:
 * @self: settings
 *
 * Returns: (transfer full) (array zero-terminated=1): its texts, none of them empty; an empty list when it is unset
 */
char **
propus_generate_settings_dup_texts (PropusGenerateSettings *self,
                                    PropusSetting           setting)
{
  g_autoptr(GStrvBuilder) texts = g_strv_builder_new ();
  JsonArray *array;

  g_return_val_if_fail (PROPUS_IS_GENERATE_SETTINGS (self), NULL);
  g_return_val_if_fail (setting < PROPUS_N_SETTINGS && infos[setting].kind == PROPUS_SETTING_TEXTS, NULL);

  array = propus_json_get_array (self->members, infos[setting].name);
  for (guint i = 0, n = 0; array != NULL && i < json_array_get_length (array) && n < PROPUS_LIMIT_STOP_SEQUENCES; i++)
    {
      const char *text = propus_json_array_string (array, i);

      if (text == NULL || *text == '\0')
        continue;
      g_strv_builder_add (texts, text);
      n++;
    }

  return g_strv_builder_end (texts);
}

/**
 * propus_generate_settings_set_texts:
 * @self: settings
 * @texts: (array zero-terminated=1): its texts; empty ones and those after PROPUS_LIMIT_STOP_SEQUENCES are left out
 */
void
propus_generate_settings_set_texts (PropusGenerateSettings *self,
                                    PropusSetting           setting,
                                    const char * const     *texts)
{
  g_autoptr(JsonArray) array = json_array_new ();
  JsonNode *node = NULL;

  g_return_if_fail (PROPUS_IS_GENERATE_SETTINGS (self));
  g_return_if_fail (setting < PROPUS_N_SETTINGS && infos[setting].kind == PROPUS_SETTING_TEXTS);

  for (gsize i = 0; texts[i] != NULL && json_array_get_length (array) < PROPUS_LIMIT_STOP_SEQUENCES; i++)
    if (*texts[i] != '\0')
      json_array_add_string_element (array, texts[i]);
  if (json_array_get_length (array) > 0)
    node = json_node_init_array (json_node_alloc (), array);

  set_node (self, setting, node);
}
