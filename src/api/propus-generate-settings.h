/* propus-generate-settings.h - what a chat asks of its model beside the words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Each may be unset: then nothing of it is sent, and the API does as it does by itself. */
typedef enum
{
  PROPUS_SETTING_SYSTEM_INSTRUCTION,    /* text */
  PROPUS_SETTING_THINKING_LEVEL,        /* a word */
  PROPUS_SETTING_THINKING_BUDGET,       /* tokens; 0 off, -1 as many as it wants */
  PROPUS_SETTING_GOOGLE_SEARCH,         /* a switch, as the next three */
  PROPUS_SETTING_URL_CONTEXT,
  PROPUS_SETTING_CODE_EXECUTION,
  PROPUS_SETTING_GOOGLE_MAPS,
  PROPUS_SETTING_TEMPERATURE,           /* a number, as the next two */
  PROPUS_SETTING_TOP_P,
  PROPUS_SETTING_TOP_K,
  PROPUS_SETTING_MAX_OUTPUT_TOKENS,
  PROPUS_SETTING_STOP_SEQUENCES,        /* up to PROPUS_LIMIT_STOP_SEQUENCES texts */
  PROPUS_SETTING_SEED,
  PROPUS_SETTING_HARASSMENT,            /* a word: what is blocked, as the next three */
  PROPUS_SETTING_HATE_SPEECH,
  PROPUS_SETTING_SEXUALLY_EXPLICIT,
  PROPUS_SETTING_DANGEROUS_CONTENT,
  PROPUS_SETTING_JSON,                  /* a switch: the answer is JSON */
  PROPUS_SETTING_JSON_SCHEMA,           /* text; sent only with the switch, and only if it is an object of JSON */
  PROPUS_SETTING_MEDIA_RESOLUTION,      /* a word */
  PROPUS_N_SETTINGS,
} PropusSetting;

typedef enum
{
  PROPUS_SETTING_TEXT,
  PROPUS_SETTING_WORD,
  PROPUS_SETTING_SWITCH,
  PROPUS_SETTING_NUMBER,
  PROPUS_SETTING_TEXTS,
} PropusSettingKind;

#define PROPUS_TYPE_GENERATE_SETTINGS (propus_generate_settings_get_type ())
/* Main thread only. Signal: "changed". */
G_DECLARE_FINAL_TYPE (PropusGenerateSettings, propus_generate_settings, PROPUS, GENERATE_SETTINGS, GObject)

PropusGenerateSettings *propus_generate_settings_new         (void);
PropusGenerateSettings *propus_generate_settings_new_parse   (const char *json);                 /* NULL and what is no object: empty */
char                   *propus_generate_settings_dup_json    (PropusGenerateSettings *self);     /* NULL: nothing is set */
PropusGenerateSettings *propus_generate_settings_copy        (PropusGenerateSettings *self);

gboolean                propus_generate_settings_is_set      (PropusGenerateSettings *self, PropusSetting setting);
void                    propus_generate_settings_unset       (PropusGenerateSettings *self, PropusSetting setting);
void                    propus_generate_settings_unset_all   (PropusGenerateSettings *self);
guint                   propus_generate_settings_count       (PropusGenerateSettings *self);
const char             *propus_generate_settings_get_text    (PropusGenerateSettings *self, PropusSetting setting); /* TEXT, WORD; NULL unset */
void                    propus_generate_settings_set_text    (PropusGenerateSettings *self, PropusSetting setting, const char *text);
gboolean                propus_generate_settings_get_switch  (PropusGenerateSettings *self, PropusSetting setting);
void                    propus_generate_settings_set_switch  (PropusGenerateSettings *self, PropusSetting setting, gboolean on);
double                  propus_generate_settings_get_number  (PropusGenerateSettings *self, PropusSetting setting); /* 0 unset */
void                    propus_generate_settings_set_number  (PropusGenerateSettings *self, PropusSetting setting, double number);
char                  **propus_generate_settings_dup_texts   (PropusGenerateSettings *self, PropusSetting setting); /* (transfer full), empty unset */
void                    propus_generate_settings_set_texts   (PropusGenerateSettings *self, PropusSetting setting, const char * const *texts);

PropusSettingKind       propus_setting_get_kind              (PropusSetting setting);
const char             *propus_setting_get_name              (PropusSetting setting);            /* as it is stored */
const char * const     *propus_setting_get_words             (PropusSetting setting);            /* of a WORD, as the API spells them */
void                    propus_setting_get_range             (PropusSetting setting, double *least, double *most);
gboolean                propus_setting_is_whole              (PropusSetting setting);            /* a NUMBER without a fraction */

/* Members of a request's body, each with a comma before it. */
void                    propus_generate_settings_append      (PropusGenerateSettings *self, gboolean include_thoughts, GString *body);

G_END_DECLS
