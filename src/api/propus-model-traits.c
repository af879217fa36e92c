/* propus-model-traits.c - what a model takes of the settings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-traits.h"

#include <string.h>

/* models.list says whether a model thinks, and no more: the rest is known of its family and version. There is no list of
 * models here; an id that tells no version is an alias, and aliases lead to the newest. A family that is not known is
 * let have everything: the API says better than a guess what it does not take. */
typedef struct
{
  gboolean gemini;
  gboolean gemma;
  int      version;   /* see VERSION(); G_MAXINT of an alias */
  gboolean pro;
  gboolean lite;
} Family;

#define VERSION(major, minor) ((major) * 1000 + (minor))

static int
read_version (const char *text)
{
  char *end;
  guint64 major, minor = 0;

  if (!g_ascii_isdigit (*text))
    return G_MAXINT;

  major = g_ascii_strtoull (text, &end, 10);
  if (*end == '.' && g_ascii_isdigit (end[1]))
    minor = g_ascii_strtoull (end + 1, &end, 10);

  return VERSION ((int) MIN (major, 1000), (int) MIN (minor, 999));
}

static Family
read_family (const char *model)
{
  const char *id = g_str_has_prefix (model, "models/") ? model + strlen ("models/") : model;
  Family family = { .version = G_MAXINT };

  family.gemini = g_str_has_prefix (id, "gemini-");
  family.gemma = g_str_has_prefix (id, "gemma-");
  if (family.gemini || family.gemma)
    family.version = read_version (strchr (id, '-') + 1);
  family.pro = strstr (id, "-pro") != NULL;
  family.lite = strstr (id, "-lite") != NULL;

  return family;
}

static gboolean
is_tool (PropusSetting setting)
{
  return setting >= PROPUS_SETTING_GOOGLE_SEARCH && setting <= PROPUS_SETTING_GOOGLE_MAPS;
}

static PropusUntaken
explain_thinking (const Family    *family,
                  PropusModelInfo *info,
                  PropusSetting    setting)
{
  if ((info != NULL && !propus_model_info_get_thinks (info)) || (family->gemini && family->version < VERSION (2, 5)))
    return PROPUS_UNTAKEN_DOES_NOT_THINK;
  if (setting == PROPUS_SETTING_THINKING_LEVEL)
    return family->gemini && family->version < VERSION (3, 0) ? PROPUS_UNTAKEN_NEEDS_GEMINI_3 : PROPUS_UNTAKEN_NOT;

  return family->gemini && family->version < VERSION (3, 0) ? PROPUS_UNTAKEN_NOT : PROPUS_UNTAKEN_ONLY_GEMINI_2_5;
}

static PropusUntaken
explain_tool (const Family  *family,
              PropusSetting  setting)
{
  if (family->gemma)
    return PROPUS_UNTAKEN_NO_TOOLS;
  if (!family->gemini)
    return PROPUS_UNTAKEN_NOT;
  if (setting == PROPUS_SETTING_URL_CONTEXT && family->version < VERSION (2, 5))
    return PROPUS_UNTAKEN_NEEDS_GEMINI_2_5;

  return family->version < VERSION (2, 0) ? PROPUS_UNTAKEN_NEEDS_GEMINI_2 : PROPUS_UNTAKEN_NOT;
}

/**
 * propus_model_traits_explain:
 * @model: a model's id, with or without "models/"
 * @info: (nullable): what models.list says of it
 *
 * Returns: why @model does not take @setting at all, PROPUS_UNTAKEN_NOT when it does
 */
PropusUntaken
propus_model_traits_explain (const char      *model,
                             PropusModelInfo *info,
                             PropusSetting    setting)
{
  Family family;

  g_return_val_if_fail (model != NULL, PROPUS_UNTAKEN_NOT);
  g_return_val_if_fail (setting < PROPUS_N_SETTINGS, PROPUS_UNTAKEN_NOT);

  family = read_family (model);
  if (setting == PROPUS_SETTING_THINKING_LEVEL || setting == PROPUS_SETTING_THINKING_BUDGET)
    return explain_thinking (&family, info, setting);
  if (is_tool (setting))
    return explain_tool (&family, setting);
  if (setting == PROPUS_SETTING_SYSTEM_INSTRUCTION && family.gemma && family.version < VERSION (4, 0))
    return PROPUS_UNTAKEN_NO_INSTRUCTION;

  return PROPUS_UNTAKEN_NOT;
}

/* Of two that do not go together the tools stay, and the format waits: so at most one of them is greyed. */
static gboolean
clashes (const Family           *family,
         PropusSetting           setting,
         PropusGenerateSettings *settings)
{
  if (!family->gemini || family->version >= VERSION (3, 0))
    return FALSE;
  if (is_tool (setting))
    return !propus_generate_settings_get_switch (settings, setting) &&
           propus_generate_settings_get_switch (settings, PROPUS_SETTING_JSON);
  if (setting != PROPUS_SETTING_JSON && setting != PROPUS_SETTING_JSON_SCHEMA)
    return FALSE;

  for (guint i = PROPUS_SETTING_GOOGLE_SEARCH; i <= PROPUS_SETTING_GOOGLE_MAPS; i++)
    if (propus_generate_settings_get_switch (settings, (PropusSetting) i))
      return TRUE;
  return FALSE;
}

/**
 * propus_model_traits_explain_in:
 * @model: a model's id
 * @info: (nullable): what models.list says of it
 * @settings: what else is set
 *
 * Returns: why @model does not take @setting beside the others, or with the value that it has; PROPUS_UNTAKEN_NOT when
 *   it does
 */
PropusUntaken
propus_model_traits_explain_in (const char             *model,
                                PropusModelInfo        *info,
                                PropusSetting           setting,
                                PropusGenerateSettings *settings)
{
  PropusUntaken untaken = propus_model_traits_explain (model, info, setting);
  Family family;

  g_return_val_if_fail (PROPUS_IS_GENERATE_SETTINGS (settings), untaken);

  if (untaken != PROPUS_UNTAKEN_NOT)
    return untaken;

  family = read_family (model);
  if (clashes (&family, setting, settings))
    return PROPUS_UNTAKEN_JSON_OR_TOOLS;
  if (setting == PROPUS_SETTING_THINKING_LEVEL &&
      !propus_model_traits_takes_word (model, setting, propus_generate_settings_get_text (settings, setting)))
    return PROPUS_UNTAKEN_NO_MINIMAL;
  if (setting == PROPUS_SETTING_THINKING_BUDGET && family.pro && propus_generate_settings_is_set (settings, setting) &&
      propus_generate_settings_get_number (settings, setting) == 0)
    return PROPUS_UNTAKEN_ALWAYS_THINKS;

  return PROPUS_UNTAKEN_NOT;
}

/**
 * propus_model_traits_takes_word:
 * @word: (nullable): one of propus_setting_get_words()
 *
 * Returns: whether @model takes this value; minimal thinking is for light models and for Flash before 3.7
 */
gboolean
propus_model_traits_takes_word (const char    *model,
                                PropusSetting  setting,
                                const char    *word)
{
  Family family = read_family (model);

  if (setting != PROPUS_SETTING_THINKING_LEVEL || g_strcmp0 (word, "MINIMAL") != 0 || !family.gemini)
    return TRUE;

  return family.lite || (!family.pro && family.version < VERSION (3, 7));
}

/**
 * propus_model_traits_is_advised:
 *
 * Returns: whether Google advises to set it; sampling is best left alone from Gemini 3 on
 */
gboolean
propus_model_traits_is_advised (const char    *model,
                                PropusSetting  setting)
{
  Family family = read_family (model);

  return !(setting >= PROPUS_SETTING_TEMPERATURE && setting <= PROPUS_SETTING_TOP_K &&
           family.gemini && family.version >= VERSION (3, 0));
}

/**
 * propus_model_traits_dup_taken:
 * @model: a model's id
 * @info: (nullable): what models.list says of it
 * @settings: what a chat wants
 *
 * Returns: (transfer full): those of @settings that @model takes
 */
PropusGenerateSettings *
propus_model_traits_dup_taken (const char             *model,
                               PropusModelInfo        *info,
                               PropusGenerateSettings *settings)
{
  PropusGenerateSettings *taken = propus_generate_settings_copy (settings);

  for (guint i = 0; i < PROPUS_N_SETTINGS; i++)
    if (propus_model_traits_explain_in (model, info, (PropusSetting) i, settings) != PROPUS_UNTAKEN_NOT)
      propus_generate_settings_unset (taken, (PropusSetting) i);

  return taken;
}
