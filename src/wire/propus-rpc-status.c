/* propus-rpc-status.c - google.rpc.Status, the one error shape of the API and of the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-redactor.h"
#include "propus-rpc-status.h"

#include <string.h>

#define TYPE_PREFIX "type.googleapis.com/google.rpc."

/* Longer than any wait that anybody would honour, and far from an overflow. */
#define MAX_RETRY_DELAY_MS (G_GINT64_CONSTANT (1000000000) * 1000)

struct _PropusRpcStatus
{
  guint       code;
  char       *status;
  char       *message;
  JsonArray  *details;        /* nullable */
  JsonObject *error_info;     /* borrowed from details, nullable */
  char       *help_url;
  gint64      retry_delay_ms;
  gboolean    daily_quota;
  gboolean    zero_quota;
};

static JsonNode *redact_node (JsonNode *node);

static JsonNode *
redact_object (JsonObject *object)
{
  JsonNode *copy = json_node_new (JSON_NODE_OBJECT);
  JsonObject *members = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_autofree char *clean = propus_redact (name);

      json_object_set_member (members, clean, redact_node (value));
    }

  json_node_take_object (copy, members);
  return copy;
}

static JsonNode *
redact_array (JsonArray *array)
{
  JsonNode *copy = json_node_new (JSON_NODE_ARRAY);
  JsonArray *elements = json_array_sized_new (json_array_get_length (array));

  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (elements, redact_node (json_array_get_element (array, i)));

  json_node_take_array (copy, elements);
  return copy;
}

/* A copy of @node without anything that looks like a credential. Its depth was bounded when it was parsed. */
static JsonNode *
redact_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return redact_object (json_node_get_object (node));
  if (JSON_NODE_HOLDS_ARRAY (node))
    return redact_array (json_node_get_array (node));
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *clean = propus_redact (json_node_get_string (node));

      return json_node_init_string (json_node_alloc (), clean);
    }

  return json_node_copy (node);
}

/* "58s", "58.9s": milliseconds, rounded up; -1 for anything else. */
static gint64
parse_duration (const char *text)
{
  const char *p = text;
  double seconds;

  if (text == NULL || !g_ascii_isdigit (*text))
    return -1;
  while (g_ascii_isdigit (*p))
    p++;
  if (*p == '.')
    p++;
  while (g_ascii_isdigit (*p))
    p++;
  if (!g_str_equal (p, "s"))
    return -1;

  seconds = g_ascii_strtod (text, NULL);
  if (seconds >= MAX_RETRY_DELAY_MS / 1000)
    return MAX_RETRY_DELAY_MS;

  return (gint64) (seconds * 1000 + 0.999);
}

static void
read_quota_failure (PropusRpcStatus *self,
                    JsonObject      *detail)
{
  JsonArray *violations = propus_json_get_array (detail, "violations");

  for (guint i = 0; violations != NULL && i < json_array_get_length (violations); i++)
    {
      JsonObject *violation = propus_json_array_object (violations, i);
      const char *id = propus_json_get_string (violation, "quotaId");

      if (id != NULL && strstr (id, "PerDay") != NULL)
        self->daily_quota = TRUE;
      if (propus_json_get_int (violation, "quotaValue", -1) == 0)
        self->zero_quota = TRUE;
    }
}

static void
read_help (PropusRpcStatus *self,
           JsonObject      *detail)
{
  JsonArray *links = propus_json_get_array (detail, "links");

  for (guint i = 0; self->help_url == NULL && links != NULL && i < json_array_get_length (links); i++)
    {
      const char *url = propus_json_get_string (propus_json_array_object (links, i), "url");
      g_autoptr(GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

      if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
        continue;
      if (g_str_equal (g_uri_get_scheme (uri), "https") || g_str_equal (g_uri_get_scheme (uri), "http"))
        self->help_url = g_strdup (url);
    }
}

/* Keeps @detail (transfer none), which is free of credentials, and reads from it what has a getter. */
static void
add_detail (PropusRpcStatus *self,
            JsonObject      *detail)
{
  const char *type = propus_json_get_string (detail, "@type");

  if (type == NULL)
    type = "";
  if (g_str_has_suffix (type, ".DebugInfo"))
    return;

  if (self->details == NULL)
    self->details = json_array_new ();
  json_array_add_object_element (self->details, json_object_ref (detail));

  if (g_str_equal (type, TYPE_PREFIX "ErrorInfo") && self->error_info == NULL)
    self->error_info = detail;
  else if (g_str_equal (type, TYPE_PREFIX "RetryInfo") && self->retry_delay_ms < 0)
    self->retry_delay_ms = parse_duration (propus_json_get_string (detail, "retryDelay"));
  else if (g_str_equal (type, TYPE_PREFIX "QuotaFailure"))
    read_quota_failure (self, detail);
  else if (g_str_equal (type, TYPE_PREFIX "Help"))
    read_help (self, detail);
}

/* Some 429s say "limit: 0" in their text only. */
static gboolean
names_zero_limit (const char *message)
{
  const char *p = strstr (message, "limit: 0");

  return p != NULL && !g_ascii_isalnum (p[8]) && !(p[8] == '.' && g_ascii_isdigit (p[9]));
}

/**
 * propus_rpc_status_new:
 * @code: the HTTP code, 0 when unknown
 * @status: (nullable): the canonical name, as "INVALID_ARGUMENT"
 * @message: (nullable): a technical text; what looks like a credential is taken out
 *
 * Returns: (transfer full): a status without details
 */
PropusRpcStatus *
propus_rpc_status_new (guint       code,
                       const char *status,
                       const char *message)
{
  PropusRpcStatus *self = g_atomic_rc_box_new0 (PropusRpcStatus);

  self->code = code;
  self->status = propus_redact (status);
  self->message = propus_redact (message);
  self->retry_delay_ms = -1;
  self->zero_quota = code == 429 && names_zero_limit (self->message);

  return self;
}

/**
 * propus_rpc_status_new_propus:
 * @code: the HTTP code
 * @status: (nullable): the canonical name
 * @reason: one of the `PROPUS_REASON_` strings
 * @message: (nullable): a technical text
 *
 * Makes one of the broker's own failures.
 *
 * Returns: (transfer full): a status with an ErrorInfo of the domain "propus"
 */
PropusRpcStatus *
propus_rpc_status_new_propus (guint       code,
                              const char *status,
                              const char *reason,
                              const char *message)
{
  return propus_rpc_status_new_propus_full (code, status, reason, message, NULL, NULL);
}

/**
 * propus_rpc_status_new_propus_full:
 * @code: the HTTP code
 * @status: (nullable): the canonical name
 * @reason: one of the `PROPUS_REASON_` strings
 * @message: (nullable): a technical text
 * @name: (nullable): a metadata name, as "host"
 * @value: (nullable): its value
 *
 * Like propus_rpc_status_new_propus(), with one metadata entry; credentials are taken out of @value.
 *
 * Returns: (transfer full): a status with an ErrorInfo of the domain "propus"
 */
PropusRpcStatus *
propus_rpc_status_new_propus_full (guint       code,
                                   const char *status,
                                   const char *reason,
                                   const char *message,
                                   const char *name,
                                   const char *value)
{
  g_autoptr(JsonObject) metadata = NULL;

  if (name != NULL && value != NULL)
    {
      metadata = json_object_new ();
      json_object_set_string_member (metadata, name, value);
    }

  return propus_rpc_status_new_propus_metadata (code, status, reason, message, metadata);
}

/**
 * propus_rpc_status_new_propus_metadata:
 * @code: the HTTP code
 * @status: (nullable): the canonical name
 * @reason: one of the `PROPUS_REASON_` strings
 * @message: (nullable): a technical text
 * @metadata: (nullable): the metadata's entries; credentials are taken out of them
 *
 * Like propus_rpc_status_new_propus(), with metadata.
 *
 * Returns: (transfer full): a status with an ErrorInfo of the domain "propus"
 */
PropusRpcStatus *
propus_rpc_status_new_propus_metadata (guint       code,
                                       const char *status,
                                       const char *reason,
                                       const char *message,
                                       JsonObject *metadata)
{
  PropusRpcStatus *self;
  g_autoptr(JsonObject) info = NULL;

  g_return_val_if_fail (reason != NULL, NULL);

  self = propus_rpc_status_new (code, status, message);
  info = json_object_new ();
  json_object_set_string_member (info, "@type", TYPE_PREFIX "ErrorInfo");
  json_object_set_string_member (info, "reason", reason);
  json_object_set_string_member (info, "domain", PROPUS_RPC_DOMAIN);
  if (metadata != NULL)
    json_object_set_member (info, "metadata", redact_object (metadata));
  add_detail (self, info);

  return self;
}

static PropusRpcStatus *
parse_error_object (JsonObject *error)
{
  gint64 code = propus_json_get_int (error, "code", 0);
  const char *status = propus_json_get_string (error, "status");
  JsonArray *details = propus_json_get_array (error, "details");
  PropusRpcStatus *self;

  /* The Interactions API writes a word where the others write a number. */
  if (status == NULL && code == 0)
    status = propus_json_get_string (error, "code");

  self = propus_rpc_status_new (code >= 0 && code <= 999 ? (guint) code : 0, status,
                                propus_json_get_string (error, "message"));
  for (guint i = 0; details != NULL && i < json_array_get_length (details); i++)
    {
      JsonObject *detail = propus_json_array_object (details, i);
      g_autoptr(JsonNode) clean = detail != NULL ? redact_object (detail) : NULL;

      if (clean != NULL)
        add_detail (self, json_node_get_object (clean));
    }

  return self;
}

/**
 * propus_rpc_status_parse:
 * @node: (nullable): what propus_json_parse() returned
 *
 * Reads `{"error":{…}}`, the same wrapped in an array, and `{"error":"text"}`. DebugInfo, which is known to quote the
 * key, is dropped; everything else is redacted.
 *
 * Returns: (transfer full) (nullable): the status, %NULL when @node is no error
 */
PropusRpcStatus *
propus_rpc_status_parse (JsonNode *node)
{
  JsonArray *array = propus_json_node_array (node);
  JsonObject *root = array != NULL ? propus_json_array_object (array, 0) : propus_json_node_object (node);
  JsonObject *error = propus_json_get_object (root, "error");
  const char *text = propus_json_get_string (root, "error");

  if (error != NULL)
    return parse_error_object (error);
  if (text != NULL)
    return propus_rpc_status_new (0, NULL, text);

  return NULL;
}

/**
 * propus_rpc_status_ref:
 * @self: a status
 *
 * Returns: (transfer full): @self
 */
PropusRpcStatus *
propus_rpc_status_ref (PropusRpcStatus *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
propus_rpc_status_clear (gpointer data)
{
  PropusRpcStatus *self = data;

  g_free (self->status);
  g_free (self->message);
  g_free (self->help_url);
  g_clear_pointer (&self->details, json_array_unref);
}

/**
 * propus_rpc_status_unref:
 * @self: (transfer full): a status
 */
void
propus_rpc_status_unref (PropusRpcStatus *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, propus_rpc_status_clear);
}

/**
 * propus_rpc_status_to_node:
 * @self: a status
 *
 * Returns: (transfer full): `{"error":{"code":…,"message":…,"status":…,"details":[…]}}`
 */
JsonNode *
propus_rpc_status_to_node (PropusRpcStatus *self)
{
  JsonNode *node;
  JsonObject *root;
  JsonObject *error;

  g_return_val_if_fail (self != NULL, NULL);

  node = json_node_new (JSON_NODE_OBJECT);
  root = json_object_new ();
  error = json_object_new ();
  json_object_set_int_member (error, "code", self->code);
  json_object_set_string_member (error, "message", self->message);
  json_object_set_string_member (error, "status", self->status);
  if (self->details != NULL)
    json_object_set_array_member (error, "details", json_array_ref (self->details));
  json_object_set_object_member (root, "error", error);
  json_node_take_object (node, root);

  return node;
}

/**
 * propus_rpc_status_get_code:
 * @self: a status
 *
 * Returns: the HTTP code, 0 when unknown
 */
guint
propus_rpc_status_get_code (PropusRpcStatus *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->code;
}

/**
 * propus_rpc_status_get_status:
 * @self: a status
 *
 * Returns: (transfer none): "INVALID_ARGUMENT" and the like, "" when unknown
 */
const char *
propus_rpc_status_get_status (PropusRpcStatus *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->status;
}

/**
 * propus_rpc_status_get_message:
 * @self: a status
 *
 * Returns: (transfer none): the technical text, redacted and valid UTF-8, "" when absent
 */
const char *
propus_rpc_status_get_message (PropusRpcStatus *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->message;
}

/**
 * propus_rpc_status_get_reason:
 * @self: a status
 *
 * Returns: (transfer none) (nullable): the first ErrorInfo's reason
 */
const char *
propus_rpc_status_get_reason (PropusRpcStatus *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return propus_json_get_string (self->error_info, "reason");
}

/**
 * propus_rpc_status_get_domain:
 * @self: a status
 *
 * Returns: (transfer none) (nullable): the first ErrorInfo's domain
 */
const char *
propus_rpc_status_get_domain (PropusRpcStatus *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return propus_json_get_string (self->error_info, "domain");
}

/**
 * propus_rpc_status_get_metadata:
 * @self: a status
 * @name: an entry's name
 *
 * Returns: (transfer none) (nullable): that entry of the first ErrorInfo's metadata
 */
const char *
propus_rpc_status_get_metadata (PropusRpcStatus *self,
                                const char      *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return propus_json_get_string (propus_json_get_object (self->error_info, "metadata"), name);
}

/**
 * propus_rpc_status_get_help_url:
 * @self: a status
 *
 * Returns: (transfer none) (nullable): the first link of a Help detail that is http or https
 */
const char *
propus_rpc_status_get_help_url (PropusRpcStatus *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->help_url;
}

/**
 * propus_rpc_status_get_retry_delay_ms:
 * @self: a status
 *
 * Returns: RetryInfo's delay in milliseconds, -1 when it is absent or unreadable
 */
gint64
propus_rpc_status_get_retry_delay_ms (PropusRpcStatus *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->retry_delay_ms;
}

/**
 * propus_rpc_status_is_daily_quota:
 * @self: a status
 *
 * Returns: whether a quota of a day is used up; then a short RetryInfo means nothing
 */
gboolean
propus_rpc_status_is_daily_quota (PropusRpcStatus *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->daily_quota;
}

/**
 * propus_rpc_status_is_zero_quota:
 * @self: a status
 *
 * Returns: whether the quota is 0: the model is not in this project's tier
 */
gboolean
propus_rpc_status_is_zero_quota (PropusRpcStatus *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->zero_quota;
}

/**
 * propus_rpc_status_get_details:
 * @self: a status
 *
 * Returns: (transfer none) (nullable): the details, redacted, without DebugInfo; %NULL when there are none
 */
JsonArray *
propus_rpc_status_get_details (PropusRpcStatus *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->details;
}
