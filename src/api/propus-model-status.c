/* propus-model-status.c - how long a model will be there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-status.h"

#include "propus-json.h"
#include "propus-text.h"

#include <string.h>

#define MAX_MESSAGE_CHARS 300
#define MAX_TIME_BYTES    64

static const char * const stage_names[] = {
  [PROPUS_MODEL_STAGE_UNKNOWN] = "MODEL_STAGE_UNSPECIFIED",
  [PROPUS_MODEL_STAGE_EXPERIMENTAL] = "EXPERIMENTAL",
  [PROPUS_MODEL_STAGE_PREVIEW] = "PREVIEW",
  [PROPUS_MODEL_STAGE_STABLE] = "STABLE",
  [PROPUS_MODEL_STAGE_LEGACY] = "LEGACY",
  [PROPUS_MODEL_STAGE_DEPRECATED] = "DEPRECATED",
  [PROPUS_MODEL_STAGE_RETIRED] = "RETIRED",
};

static PropusModelStage
parse_stage (const char *name)
{
  if (g_strcmp0 (name, "UNSTABLE_EXPERIMENTAL") == 0)
    return PROPUS_MODEL_STAGE_EXPERIMENTAL;

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (stage_names); i++)
    if (g_str_equal (stage_names[i], name))
      return (PropusModelStage) i;

  return PROPUS_MODEL_STAGE_UNKNOWN;
}

static gint64
parse_time (const char *text)
{
  g_autoptr(GDateTime) time = NULL;

  if (text == NULL || strlen (text) > MAX_TIME_BYTES)
    return 0;

  time = g_date_time_new_from_iso8601 (text, NULL);

  return time != NULL ? MAX (g_date_time_to_unix (time), 0) : 0;
}

/* One line, or NULL. */
static char *
make_message (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *cut = NULL;

  if (text == NULL)
    return NULL;

  valid = propus_text_make_valid (text, -1);
  for (char *at = valid; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  cut = g_utf8_strlen (valid, -1) > MAX_MESSAGE_CHARS ? g_utf8_substring (valid, 0, MAX_MESSAGE_CHARS) : g_strdup (valid);
  g_strstrip (cut);

  return *cut != '\0' ? g_steal_pointer (&cut) : NULL;
}

/**
 * propus_model_status_new:
 * @stage: a stage
 *
 * Returns: (transfer full): a status of which no more is known
 */
PropusModelStatus *
propus_model_status_new (PropusModelStage stage)
{
  PropusModelStatus *self = g_new0 (PropusModelStatus, 1);

  self->stage = stage;

  return self;
}

/**
 * propus_model_status_parse:
 * @object: (nullable): modelStatus as the API sends it
 *
 * Returns: (transfer full) (nullable): the status; %NULL when it says nothing that is understood
 */
PropusModelStatus *
propus_model_status_parse (JsonObject *object)
{
  g_autoptr(PropusModelStatus) self = NULL;

  if (object == NULL)
    return NULL;

  self = propus_model_status_new (parse_stage (propus_json_get_string (object, "modelStage")));
  self->retirement = parse_time (propus_json_get_string (object, "retirementTime"));
  self->message = make_message (propus_json_get_string (object, "message"));
  if (self->stage == PROPUS_MODEL_STAGE_UNKNOWN && self->retirement == 0 && self->message == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * propus_model_status_read_facts:
 * @facts: (nullable): what propus_answer_facts_dup_json() made
 *
 * Returns: (transfer full) (nullable): what the answer said about its model; %NULL when nothing
 */
PropusModelStatus *
propus_model_status_read_facts (const char *facts)
{
  g_autoptr(JsonNode) node = facts != NULL ? propus_json_parse (facts, -1, NULL) : NULL;

  return propus_model_status_parse (propus_json_get_object (propus_json_node_object (node), "modelStatus"));
}

/**
 * propus_model_status_copy:
 * @self: (nullable): a status
 *
 * Returns: (transfer full) (nullable): a copy
 */
PropusModelStatus *
propus_model_status_copy (const PropusModelStatus *self)
{
  PropusModelStatus *copy;

  if (self == NULL)
    return NULL;

  copy = propus_model_status_new (self->stage);
  copy->retirement = self->retirement;
  copy->message = g_strdup (self->message);

  return copy;
}

/**
 * propus_model_status_free:
 * @self: (transfer full): a status
 */
void
propus_model_status_free (PropusModelStatus *self)
{
  g_free (self->message);
  g_free (self);
}

/**
 * propus_model_status_to_json:
 * @self: a status
 *
 * Returns: (transfer full): the status as propus_model_status_parse() reads it
 */
JsonObject *
propus_model_status_to_json (const PropusModelStatus *self)
{
  JsonObject *object = json_object_new ();
  g_autoptr(GDateTime) time = self->retirement > 0 ? g_date_time_new_from_unix_utc (self->retirement) : NULL;
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  json_object_set_string_member (object, "modelStage", stage_names[self->stage]);
  if (text != NULL)
    json_object_set_string_member (object, "retirementTime", text);
  if (self->message != NULL)
    json_object_set_string_member (object, "message", self->message);

  return object;
}

/**
 * propus_model_status_is_ending:
 * @self: (nullable): a status
 *
 * Returns: whether a person should look for another model: it is deprecated or retired, or the day is known
 */
gboolean
propus_model_status_is_ending (const PropusModelStatus *self)
{
  return self != NULL && (self->stage >= PROPUS_MODEL_STAGE_DEPRECATED || self->retirement > 0);
}

/**
 * propus_model_status_equal:
 * @a: (nullable): a status
 * @b: (nullable): another
 *
 * Returns: whether they say the same
 */
gboolean
propus_model_status_equal (const PropusModelStatus *a,
                           const PropusModelStatus *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return a->stage == b->stage && a->retirement == b->retirement && g_strcmp0 (a->message, b->message) == 0;
}
