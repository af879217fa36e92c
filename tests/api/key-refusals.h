/* key-refusals.h - how the API refuses a key, in its own bytes (gemini-api.md 2.4)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-failure.h"

G_BEGIN_DECLS

/* %s is the key, where the API repeats it. */
typedef struct
{
  const char        *name;
  guint              http_code;
  PropusFailureKind  kind;
  const char        *detail;     /* NULL: not the matter here */
  const char        *body;
} KeyRefusal;

#define ERROR_INFO(reason, more) \
  "\"details\": [{\"@type\": \"type.googleapis.com/google.rpc.ErrorInfo\", \"reason\": \"" reason "\"," \
  " \"domain\": \"googleapis.com\", \"metadata\": {\"service\": \"generativelanguage.googleapis.com\"}}" more "]"

#define CONSOLE_PAGE \
  "https://console.developers.google.com/apis/api/generativelanguage.googleapis.com/overview?project=123456789"

static const KeyRefusal key_refusals[] = {
  { "malformed, unknown or deleted", 400, PROPUS_FAILURE_KEY_INVALID, NULL,
    "{\"error\": {\"code\": 400, \"message\": \"API key not valid. Please pass a valid API key.\", \"status\": \"INVALID_ARGUMENT\", "
    ERROR_INFO ("API_KEY_INVALID", ", {\"@type\": \"type.googleapis.com/google.rpc.LocalizedMessage\", \"locale\": \"en-US\","
                " \"message\": \"API key not valid. Please pass a valid API key.\"}, {\"@type\": \"type.googleapis.com/google.rpc.DebugInfo\","
                " \"detail\": \"Invalid API key: %s\"}") "}}" },
  { "expired", 400, PROPUS_FAILURE_KEY_EXPIRED, NULL,
    "{\"error\": {\"code\": 400, \"message\": \"API key expired. Please renew the API key.\", \"status\": \"INVALID_ARGUMENT\", "
    ERROR_INFO ("API_KEY_INVALID", "") "}}" },
  { "none", 403, PROPUS_FAILURE_KEY_MISSING, NULL,
    "{\"error\": {\"code\": 403, \"message\": \"Method doesn't allow unregistered callers (callers without established identity)."
    " Please use API Key or other form of API consumer identity to call this API.\", \"status\": \"PERMISSION_DENIED\"}}" },
  { "standard key no longer accepted", 401, PROPUS_FAILURE_KEY_TYPE, NULL,
    "[{\"error\": {\"code\": 401, \"message\": \"Request had invalid authentication credentials. Expected OAuth 2 access token, login"
    " cookie or other valid authentication credential.\", \"status\": \"UNAUTHENTICATED\", "
    ERROR_INFO ("ACCESS_TOKEN_TYPE_UNSUPPORTED", "") "}}]" },
  { "leaked", 403, PROPUS_FAILURE_KEY_LEAKED, NULL,
    "{\"error\": {\"code\": 403, \"message\": \"Your API key was reported as leaked. Please use another API key.\","
    " \"status\": \"PERMISSION_DENIED\"}}" },
  { "suspended", 403, PROPUS_FAILURE_KEY_SUSPENDED, NULL,
    "{\"error\": {\"code\": 403, \"message\": \"Permission denied: Consumer 'api_key:%s' has been suspended.\","
    " \"status\": \"PERMISSION_DENIED\", " ERROR_INFO ("CONSUMER_SUSPENDED", "") "}}" },
  { "API not enabled", 403, PROPUS_FAILURE_API_DISABLED, NULL,
    "{\"error\": {\"code\": 403, \"message\": \"Generative Language API has not been used in project 123456789 before or it is disabled."
    " Enable it by visiting " CONSOLE_PAGE " then retry.\", \"status\": \"PERMISSION_DENIED\", "
    ERROR_INFO ("SERVICE_DISABLED", ", {\"@type\": \"type.googleapis.com/google.rpc.Help\", \"links\": [{\"description\":"
                " \"Google developers console API activation\", \"url\": \"" CONSOLE_PAGE "\"}]}") "}}" },
  { "restricted to other APIs", 403, PROPUS_FAILURE_KEY_RESTRICTED, "API_KEY_SERVICE_BLOCKED",
    "{\"error\": {\"code\": 403, \"message\": \"Requests to this API generativelanguage.googleapis.com method"
    " google.ai.generativelanguage.v1beta.GenerativeService.StreamGenerateContent are blocked.\", \"status\": \"PERMISSION_DENIED\", "
    ERROR_INFO ("API_KEY_SERVICE_BLOCKED", "") "}}" },
  { "restricted to other addresses", 403, PROPUS_FAILURE_KEY_RESTRICTED, "API_KEY_IP_ADDRESS_BLOCKED",
    "{\"error\": {\"code\": 403, \"message\": \"The provided API key has an IP address restriction. The originating IP address of the call"
    " (192.0.2.7) violates this restriction.\", \"status\": \"PERMISSION_DENIED\", " ERROR_INFO ("API_KEY_IP_ADDRESS_BLOCKED", "") "}}" },
  { "restricted to web sites", 403, PROPUS_FAILURE_KEY_RESTRICTED, "API_KEY_HTTP_REFERRER_BLOCKED",
    "{\"error\": {\"code\": 403, \"message\": \"Requests from referer <empty> are blocked.\", \"status\": \"PERMISSION_DENIED\", "
    ERROR_INFO ("API_KEY_HTTP_REFERRER_BLOCKED", "") "}}" },
  { "restricted to web sites, without a reason", 403, PROPUS_FAILURE_KEY_RESTRICTED, "API_KEY_HTTP_REFERRER_BLOCKED",
    "{\"error\": {\"code\": 403, \"message\": \"Requests from referer <empty> are blocked.\", \"status\": \"PERMISSION_DENIED\"}}" },
  { "the Interactions API's shape", 401, PROPUS_FAILURE_UNAUTHENTICATED, NULL,
    "{\"error\": {\"code\": \"authentication\", \"message\": \"The credentials are not good.\"}}" },
};

G_END_DECLS
