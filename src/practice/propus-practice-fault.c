/* propus-practice-fault.c - the ways in which the practice endpoint can misbehave, and the API's error bodies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-practice-fault.h"

#include "propus-json.h"

#define TYPE_PREFIX "type.googleapis.com/google.rpc."
#define SERVICE     "generativelanguage.googleapis.com"

static const struct
{
  const char          *name;
  PropusPracticeFault  fault;
} faults[] = {
  { "400", PROPUS_PRACTICE_FAULT_400 },
  { "401", PROPUS_PRACTICE_FAULT_401 },
  { "403", PROPUS_PRACTICE_FAULT_403 },
  { "404", PROPUS_PRACTICE_FAULT_404 },
  { "429-minute", PROPUS_PRACTICE_FAULT_429_MINUTE },
  { "429-day", PROPUS_PRACTICE_FAULT_429_DAY },
  { "500", PROPUS_PRACTICE_FAULT_500 },
  { "503", PROPUS_PRACTICE_FAULT_503 },
  { "echo-key", PROPUS_PRACTICE_FAULT_ECHO_KEY },
  { "html", PROPUS_PRACTICE_FAULT_HTML },
  { "empty", PROPUS_PRACTICE_FAULT_EMPTY },
  { "cut", PROPUS_PRACTICE_FAULT_CUT },
  { "unfinished", PROPUS_PRACTICE_FAULT_UNFINISHED },
  { "silent", PROPUS_PRACTICE_FAULT_SILENT },
  { "stall", PROPUS_PRACTICE_FAULT_STALL },
  { "error-mid-stream", PROPUS_PRACTICE_FAULT_ERROR_MID_STREAM },
  { "error-mid-event", PROPUS_PRACTICE_FAULT_ERROR_MID_EVENT },
  { "blocked-prompt", PROPUS_PRACTICE_FAULT_BLOCKED_PROMPT },
  { "safety", PROPUS_PRACTICE_FAULT_SAFETY },
  { "max-tokens", PROPUS_PRACTICE_FAULT_MAX_TOKENS },
  { "slow", PROPUS_PRACTICE_FAULT_SLOW },
};

/**
 * propus_practice_fault_parse:
 * @name: a name as `--fault` takes it
 * @fault: (out): the fault
 *
 * Returns: %FALSE when there is no such fault
 */
gboolean
propus_practice_fault_parse (const char          *name,
                             PropusPracticeFault *fault)
{
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (fault != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_str_equal (faults[i].name, name))
      {
        *fault = faults[i].fault;
        return TRUE;
      }

  return FALSE;
}

/**
 * propus_practice_fault_dup_names:
 *
 * Returns: (transfer full): every name that propus_practice_fault_parse() takes, for a person to read
 */
char *
propus_practice_fault_dup_names (void)
{
  GString *names = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", faults[i].name);

  return g_string_free (names, FALSE);
}

static JsonArray *
error_details (JsonObject *error)
{
  JsonObject *inner = json_object_get_object_member (error, "error");

  if (!json_object_has_member (inner, "details"))
    json_object_set_array_member (inner, "details", json_array_new ());

  return json_object_get_array_member (inner, "details");
}

/* Adds a detail and gives it back to be filled. */
static JsonObject *
add_detail (JsonObject *error,
            const char *type)
{
  JsonObject *detail = json_object_new ();
  g_autofree char *full = g_strconcat (TYPE_PREFIX, type, NULL);

  json_object_set_string_member (detail, "@type", full);
  json_array_add_object_element (error_details (error), detail);

  return detail;
}

/* Adds an empty object to a new list in @detail, as BadRequest, QuotaFailure and Help have one. */
static JsonObject *
add_to_list (JsonObject *detail,
             const char *list)
{
  JsonArray *array = json_array_new ();
  JsonObject *item = json_object_new ();

  json_array_add_object_element (array, item);
  json_object_set_array_member (detail, list, array);

  return item;
}

static void
add_error_info (JsonObject *error,
                const char *reason)
{
  JsonObject *info = add_detail (error, "ErrorInfo");
  JsonObject *metadata = json_object_new ();

  json_object_set_string_member (metadata, "service", SERVICE);
  json_object_set_string_member (info, "reason", reason);
  json_object_set_string_member (info, "domain", "googleapis.com");
  json_object_set_object_member (info, "metadata", metadata);
}

static void
add_quota (JsonObject *error,
           const char *model,
           const char *quota_id,
           const char *value,
           const char *delay)
{
  JsonObject *link = add_to_list (add_detail (error, "Help"), "links");
  JsonObject *violation = add_to_list (add_detail (error, "QuotaFailure"), "violations");
  JsonObject *dimensions = json_object_new ();

  json_object_set_string_member (link, "description", "Learn more about Gemini API quotas");
  json_object_set_string_member (link, "url", "https://ai.google.dev/gemini-api/docs/rate-limits");
  json_object_set_string_member (dimensions, "location", "global");
  json_object_set_string_member (dimensions, "model", model);
  json_object_set_string_member (violation, "quotaMetric", SERVICE "/generate_content_free_tier_requests");
  json_object_set_string_member (violation, "quotaId", quota_id);
  json_object_set_object_member (violation, "quotaDimensions", dimensions);
  json_object_set_string_member (violation, "quotaValue", value);
  json_object_set_string_member (add_detail (error, "RetryInfo"), "retryDelay", delay);
}

/**
 * propus_practice_error_new:
 * @code: HTTP status
 * @status: name of the google.rpc code
 * @message: the sentence
 *
 * Returns: (transfer full): `{"error":{code,message,status}}`, without details
 */
JsonObject *
propus_practice_error_new (guint       code,
                           const char *status,
                           const char *message)
{
  JsonObject *error = json_object_new ();
  JsonObject *inner = json_object_new ();

  json_object_set_int_member (inner, "code", code);
  json_object_set_string_member (inner, "message", message);
  json_object_set_string_member (inner, "status", status);
  json_object_set_object_member (error, "error", inner);

  return error;
}

/**
 * propus_practice_error_new_argument:
 * @message: the sentence
 * @field: (nullable): the path of the field that is refused
 * @description: (nullable): what is wrong with it
 *
 * Returns: (transfer full): a 400 INVALID_ARGUMENT
 */
JsonObject *
propus_practice_error_new_argument (const char *message,
                                    const char *field,
                                    const char *description)
{
  JsonObject *error = propus_practice_error_new (400, "INVALID_ARGUMENT", message);
  JsonObject *violation = add_to_list (add_detail (error, "BadRequest"), "fieldViolations");

  if (field != NULL)
    json_object_set_string_member (violation, "field", field);
  json_object_set_string_member (violation, "description", description != NULL ? description : message);

  return error;
}

/**
 * propus_practice_error_new_key:
 * @echoed_key: (nullable): a key to repeat in a DebugInfo
 *
 * Returns: (transfer full): what the API says of a key that it does not know
 */
JsonObject *
propus_practice_error_new_key (const char *echoed_key)
{
  static const char message[] = "API key not valid. Please pass a valid API key.";
  JsonObject *error = propus_practice_error_new (400, "INVALID_ARGUMENT", message);
  JsonObject *localized;

  add_error_info (error, "API_KEY_INVALID");
  localized = add_detail (error, "LocalizedMessage");
  json_object_set_string_member (localized, "locale", "en-US");
  json_object_set_string_member (localized, "message", message);

  if (echoed_key != NULL)
    {
      g_autofree char *detail = g_strdup_printf ("Invalid API key: %s", echoed_key);

      json_object_set_string_member (add_detail (error, "DebugInfo"), "detail", detail);
    }

  return error;
}

/**
 * propus_practice_error_new_no_key:
 *
 * Returns: (transfer full): what the API says to a caller without a key
 */
JsonObject *
propus_practice_error_new_no_key (void)
{
  return propus_practice_error_new (403, "PERMISSION_DENIED",
                                    "Method doesn't allow unregistered callers (callers without established identity). "
                                    "Please use API Key or other form of API consumer identity to call this API.");
}

/**
 * propus_practice_error_new_model:
 * @model: the id that was asked for
 * @version: the API version of the path
 * @method: (nullable): the method that was called, %NULL for models.get
 *
 * Returns: (transfer full): a 404 NOT_FOUND
 */
JsonObject *
propus_practice_error_new_model (const char *model,
                                 const char *version,
                                 const char *method)
{
  g_autofree char *message = NULL;

  if (method != NULL)
    message = g_strdup_printf ("models/%s is not found for API version %s, or is not supported for %s. "
                               "Call ListModels to see the list of available models and their supported methods.",
                               model, version, method);
  else
    message = g_strdup_printf ("Model is not found: models/%s for api version %s", model, version);

  return propus_practice_error_new (404, "NOT_FOUND", message);
}

/**
 * propus_practice_error_get_code:
 * @error: an error of this file
 *
 * Returns: its HTTP status
 */
guint
propus_practice_error_get_code (JsonObject *error)
{
  return propus_json_get_int (propus_json_get_object (error, "error"), "code", 500);
}

/**
 * propus_practice_fault_to_error:
 * @fault: a fault
 * @model: the model's id, for the sentence
 * @key: the key that came in, for the fault that repeats it
 *
 * Returns: (transfer full) (nullable): the error body to answer with, %NULL when this fault is not an error status
 */
JsonObject *
propus_practice_fault_to_error (PropusPracticeFault  fault,
                                const char          *model,
                                const char          *key)
{
  JsonObject *error = NULL;

  if (fault == PROPUS_PRACTICE_FAULT_400)
    error = propus_practice_error_new_argument ("Unable to process input: the practice endpoint was told to refuse it.",
                                                "contents[0].parts[0]", "Refused on request.");
  else if (fault == PROPUS_PRACTICE_FAULT_401)
    {
      error = propus_practice_error_new (401, "UNAUTHENTICATED",
                                         "Request had invalid authentication credentials. Expected OAuth 2 access token, "
                                         "login cookie or other valid authentication credential.");
      add_error_info (error, "ACCESS_TOKEN_TYPE_UNSUPPORTED");
    }
  else if (fault == PROPUS_PRACTICE_FAULT_403)
    error = propus_practice_error_new (403, "PERMISSION_DENIED",
                                       "Your API key was reported as leaked. Please use another API key.");
  else if (fault == PROPUS_PRACTICE_FAULT_404)
    error = propus_practice_error_new_model (model, "v1beta", "generateContent");
  else if (fault == PROPUS_PRACTICE_FAULT_429_MINUTE)
    {
      error = propus_practice_error_new (429, "RESOURCE_EXHAUSTED",
                                         "You exceeded your current quota. Please retry in 3.5s.");
      add_quota (error, model, "GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "10", "3.5s");
    }
  else if (fault == PROPUS_PRACTICE_FAULT_429_DAY)
    {
      error = propus_practice_error_new (429, "RESOURCE_EXHAUSTED",
                                         "You exceeded your current quota, please check your plan and billing details. "
                                         "Please retry in 5s.");
      add_quota (error, model, "GenerateRequestsPerDayPerProjectPerModel-FreeTier", "20", "5s");
    }
  else if (fault == PROPUS_PRACTICE_FAULT_500)
    error = propus_practice_error_new (500, "INTERNAL", "An internal error has occurred. Please retry or report it.");
  else if (fault == PROPUS_PRACTICE_FAULT_503)
    error = propus_practice_error_new (503, "UNAVAILABLE", "The model is overloaded. Please try again later.");
  else if (fault == PROPUS_PRACTICE_FAULT_ECHO_KEY)
    error = propus_practice_error_new_key (key);

  return error;
}
