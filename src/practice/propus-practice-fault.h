/* propus-practice-fault.h - the ways in which the practice endpoint can misbehave, and the API's error bodies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PropusPracticeFault:
 * @PROPUS_PRACTICE_FAULT_NONE: answers as it should
 * @PROPUS_PRACTICE_FAULT_400: an argument is refused, naming the field
 * @PROPUS_PRACTICE_FAULT_401: a kind of key that is not accepted
 * @PROPUS_PRACTICE_FAULT_403: a leaked key
 * @PROPUS_PRACTICE_FAULT_404: the model is gone
 * @PROPUS_PRACTICE_FAULT_429_MINUTE: too many requests in this minute, with a RetryInfo
 * @PROPUS_PRACTICE_FAULT_429_DAY: the quota of the day is used up, with a RetryInfo that misleads
 * @PROPUS_PRACTICE_FAULT_500: a failure inside the service
 * @PROPUS_PRACTICE_FAULT_503: overloaded
 * @PROPUS_PRACTICE_FAULT_ECHO_KEY: the key refused and repeated in the error, as the API has been seen to do
 * @PROPUS_PRACTICE_FAULT_HTML: a page of HTML with status 200, as a hotel's network would send
 * @PROPUS_PRACTICE_FAULT_EMPTY: status 200 and no event
 * @PROPUS_PRACTICE_FAULT_CUT: the connection ends in the middle of an event
 * @PROPUS_PRACTICE_FAULT_UNFINISHED: the stream ends well-formed, but without a finishReason
 * @PROPUS_PRACTICE_FAULT_SILENT: nothing at all is answered
 * @PROPUS_PRACTICE_FAULT_STALL: a few events, then nothing more
 * @PROPUS_PRACTICE_FAULT_ERROR_MID_STREAM: a few events, then a bare pretty-printed error without "data:"
 * @PROPUS_PRACTICE_FAULT_ERROR_MID_EVENT: a few events, then an error in an event
 * @PROPUS_PRACTICE_FAULT_BLOCKED_PROMPT: no candidate, a blockReason
 * @PROPUS_PRACTICE_FAULT_SAFETY: half an answer, then finishReason SAFETY
 * @PROPUS_PRACTICE_FAULT_MAX_TOKENS: half an answer, then finishReason MAX_TOKENS
 * @PROPUS_PRACTICE_FAULT_SLOW: half a second between two events
 */
typedef enum
{
  PROPUS_PRACTICE_FAULT_NONE,
  PROPUS_PRACTICE_FAULT_400,
  PROPUS_PRACTICE_FAULT_401,
  PROPUS_PRACTICE_FAULT_403,
  PROPUS_PRACTICE_FAULT_404,
  PROPUS_PRACTICE_FAULT_429_MINUTE,
  PROPUS_PRACTICE_FAULT_429_DAY,
  PROPUS_PRACTICE_FAULT_500,
  PROPUS_PRACTICE_FAULT_503,
  PROPUS_PRACTICE_FAULT_ECHO_KEY,
  PROPUS_PRACTICE_FAULT_HTML,
  PROPUS_PRACTICE_FAULT_EMPTY,
  PROPUS_PRACTICE_FAULT_CUT,
  PROPUS_PRACTICE_FAULT_UNFINISHED,
  PROPUS_PRACTICE_FAULT_SILENT,
  PROPUS_PRACTICE_FAULT_STALL,
  PROPUS_PRACTICE_FAULT_ERROR_MID_STREAM,
  PROPUS_PRACTICE_FAULT_ERROR_MID_EVENT,
  PROPUS_PRACTICE_FAULT_BLOCKED_PROMPT,
  PROPUS_PRACTICE_FAULT_SAFETY,
  PROPUS_PRACTICE_FAULT_MAX_TOKENS,
  PROPUS_PRACTICE_FAULT_SLOW,
} PropusPracticeFault;

gboolean    propus_practice_fault_parse      (const char *name, PropusPracticeFault *fault);
char       *propus_practice_fault_dup_names  (void);
JsonObject *propus_practice_fault_to_error   (PropusPracticeFault fault, const char *model, const char *key);

JsonObject *propus_practice_error_new          (guint code, const char *status, const char *message);
JsonObject *propus_practice_error_new_argument (const char *message, const char *field, const char *description);
JsonObject *propus_practice_error_new_key      (const char *echoed_key);
JsonObject *propus_practice_error_new_no_key   (void);
JsonObject *propus_practice_error_new_model    (const char *model, const char *version, const char *method);
guint       propus_practice_error_get_code     (JsonObject *error);

G_END_DECLS
