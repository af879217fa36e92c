/* propus-generate-settings-body.c - settings as a request has them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-generate-settings-private.h"

#include "propus-json.h"

static const struct
{
  PropusSetting  setting;
  const char    *category;
} categories[] = {
  { PROPUS_SETTING_HARASSMENT, "HARM_CATEGORY_HARASSMENT" },
  { PROPUS_SETTING_HATE_SPEECH, "HARM_CATEGORY_HATE_SPEECH" },
  { PROPUS_SETTING_SEXUALLY_EXPLICIT, "HARM_CATEGORY_SEXUALLY_EXPLICIT" },
  { PROPUS_SETTING_DANGEROUS_CONTENT, "HARM_CATEGORY_DANGEROUS_CONTENT" },
};

static const PropusSetting tools[] = {
  PROPUS_SETTING_GOOGLE_SEARCH, PROPUS_SETTING_URL_CONTEXT, PROPUS_SETTING_CODE_EXECUTION, PROPUS_SETTING_GOOGLE_MAPS,
};

static const PropusSetting numbers[] = {
  PROPUS_SETTING_TEMPERATURE, PROPUS_SETTING_TOP_P, PROPUS_SETTING_TOP_K, PROPUS_SETTING_MAX_OUTPUT_TOKENS,
  PROPUS_SETTING_SEED,
};

static void
append_name (GString    *out,
             const char *name)
{
  g_string_append_printf (out, "%s\"%s\":", out->len > 0 ? "," : "", name);
}

static void
append_string (GString    *out,
               const char *text)
{
  g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), text);
  g_autofree char *json = propus_json_to_string (node, FALSE);

  g_string_append (out, json);
}

/* As a person writes it: 0.7 and not 0.69999999999999996. */
static void
append_number (PropusGenerateSettings *self,
               PropusSetting           setting,
               GString                *out)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  double value = propus_generate_settings_get_number (self, setting);

  if (!propus_generate_settings_is_set (self, setting))
    return;

  append_name (out, propus_setting_get_name (setting));
  g_string_append (out, g_ascii_formatd (number, sizeof number, propus_setting_is_whole (setting) ? "%.0f" : "%.6g", value));
}

static void
append_thinking (PropusGenerateSettings *self,
                 gboolean                include_thoughts,
                 GString                *out)
{
  g_autoptr(GString) thinking = g_string_new (NULL);
  const char *level = propus_generate_settings_get_text (self, PROPUS_SETTING_THINKING_LEVEL);

  if (include_thoughts)
    g_string_append (thinking, "\"includeThoughts\":true");

  /* Of both the API takes one. */
  if (level != NULL)
    {
      append_name (thinking, "thinkingLevel");
      append_string (thinking, level);
    }
  else
    append_number (self, PROPUS_SETTING_THINKING_BUDGET, thinking);

  if (thinking->len > 0)
    {
      append_name (out, "thinkingConfig");
      g_string_append_printf (out, "{%s}", thinking->str);
    }
}

static void
append_stop_sequences (PropusGenerateSettings *self,
                       GString                *out)
{
  g_auto(GStrv) texts = propus_generate_settings_dup_texts (self, PROPUS_SETTING_STOP_SEQUENCES);

  if (*texts == NULL)
    return;

  append_name (out, "stopSequences");
  for (gsize i = 0; texts[i] != NULL; i++)
    {
      g_string_append_c (out, i == 0 ? '[' : ',');
      append_string (out, texts[i]);
    }
  g_string_append_c (out, ']');
}

static void
append_format (PropusGenerateSettings *self,
               GString                *out)
{
  const char *text = propus_generate_settings_get_text (self, PROPUS_SETTING_JSON_SCHEMA);
  g_autoptr(JsonNode) schema = text != NULL ? propus_json_parse (text, -1, NULL) : NULL;
  JsonObject *object = propus_json_node_object (schema);

  if (!propus_generate_settings_get_switch (self, PROPUS_SETTING_JSON))
    return;

  g_string_append_printf (out, "%s\"responseMimeType\":\"application/json\"", out->len > 0 ? "," : "");
  if (object != NULL)
    {
      g_autofree char *json = propus_json_object_to_string (object, FALSE);

      append_name (out, "responseJsonSchema");
      g_string_append (out, json);
    }
}

static void
append_config (PropusGenerateSettings *self,
               gboolean                include_thoughts,
               GString                *body)
{
  g_autoptr(GString) config = g_string_new (NULL);
  const char *resolution = propus_generate_settings_get_text (self, PROPUS_SETTING_MEDIA_RESOLUTION);

  append_thinking (self, include_thoughts, config);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    append_number (self, numbers[i], config);
  append_stop_sequences (self, config);
  append_format (self, config);
  if (resolution != NULL)
    {
      append_name (config, "mediaResolution");
      append_string (config, resolution);
    }

  if (config->len > 0)
    g_string_append_printf (body, ",\"generationConfig\":{%s}", config->str);
}

static void
append_safety (PropusGenerateSettings *self,
               GString                *body)
{
  g_autoptr(GString) safety = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (categories); i++)
    {
      const char *threshold = propus_generate_settings_get_text (self, categories[i].setting);

      if (threshold != NULL)
        g_string_append_printf (safety, "%s{\"category\":\"%s\",\"threshold\":\"%s\"}",
                                safety->len > 0 ? "," : "", categories[i].category, threshold);
    }

  if (safety->len > 0)
    g_string_append_printf (body, ",\"safetySettings\":[%s]", safety->str);
}

static void
append_tools (PropusGenerateSettings *self,
              GString                *body)
{
  g_autoptr(GString) list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tools); i++)
    if (propus_generate_settings_get_switch (self, tools[i]))
      g_string_append_printf (list, "%s{\"%s\":{}}", list->len > 0 ? "," : "", propus_setting_get_name (tools[i]));

  if (list->len > 0)
    g_string_append_printf (body, ",\"tools\":[%s]", list->str);
}

/**
 * propus_generate_settings_append:
 * @self: settings that the model takes, see propus_model_traits_dup_taken()
 * @include_thoughts: whether the model shall send summaries of its thoughts
 * @body: gets systemInstruction, generationConfig, safetySettings and tools, as far as there is something in them, each
 *   with a comma before it
 */
void
propus_generate_settings_append (PropusGenerateSettings *self,
                                 gboolean                include_thoughts,
                                 GString                *body)
{
  const char *instruction;

  g_return_if_fail (PROPUS_IS_GENERATE_SETTINGS (self));
  g_return_if_fail (body != NULL);

  instruction = propus_generate_settings_get_text (self, PROPUS_SETTING_SYSTEM_INSTRUCTION);
  if (instruction != NULL)
    {
      g_string_append (body, ",\"systemInstruction\":{\"parts\":[{\"text\":");
      append_string (body, instruction);
      g_string_append (body, "}]}");
    }
  append_config (self, include_thoughts, body);
  append_safety (self, body);
  append_tools (self, body);
}
