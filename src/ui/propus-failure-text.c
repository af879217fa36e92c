/* propus-failure-text.c - the buttons that mend a failure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-failure-text.h"

#include <glib/gi18n.h>

#define KEY_PAGE     "https://aistudio.google.com/api-keys"
#define USAGE_PAGE   "https://aistudio.google.com/usage"
#define REGION_PAGE  "https://ai.google.dev/gemini-api/docs/available-regions"
#define BILLING_PAGE "https://ai.google.dev/gemini-api/docs/billing"
#define PROJECT_PAGE "https://console.cloud.google.com/home/dashboard"
#define LIMITS_PAGE  "https://console.cloud.google.com/apis/credentials"
#define ENABLE_PAGE  "https://console.cloud.google.com/apis/library/generativelanguage.googleapis.com"

typedef enum
{
  MEND_NONE,
  MEND_RETRY,
  MEND_ENTER_KEY,
  MEND_REPLACE_KEY,
  MEND_SESSION_KEY,
  MEND_UNLOCK,
  MEND_KEYS,
  MEND_MODEL,
  MEND_NEW_CHAT,
  MEND_EDIT_PROMPT,
  MEND_PRACTICE,
  MEND_KEY_PAGE,
  MEND_USAGE_PAGE,
  MEND_LIMIT,
  MEND_GO_ON,
  MEND_REGION_PAGE,
  MEND_BILLING_PAGE,
  MEND_PROJECT_PAGE,
  MEND_LIMITS_PAGE,
  MEND_ENABLE_PAGE,
  MEND_QUIT,
} Mend;

static const PropusMend mend_buttons[] = {
  [MEND_NONE] = { NULL, NULL },
  [MEND_RETRY] = { N_("Try Again"), "win.retry" },
  [MEND_ENTER_KEY] = { N_("Enter Key…"), "app.enter-key" },
  [MEND_REPLACE_KEY] = { N_("Replace Key…"), "app.replace-key" },
  [MEND_SESSION_KEY] = { N_("Use a Key for This Session…"), "app.enter-session-key" },
  [MEND_UNLOCK] = { N_("Unlock…"), "app.unlock" },
  [MEND_KEYS] = { N_("Manage Keys"), "app.keys" },
  [MEND_MODEL] = { N_("Choose Another Model"), "win.choose-model" },
  [MEND_NEW_CHAT] = { N_("New Chat"), "win.new-chat" },
  [MEND_EDIT_PROMPT] = { N_("Edit Message"), "win.edit-prompt" },
  [MEND_PRACTICE] = { N_("Practice Without a Key"), "app.use-practice" },
  [MEND_KEY_PAGE] = { N_("Open AI Studio"), "app.open-page::" KEY_PAGE },
  [MEND_USAGE_PAGE] = { N_("See Usage"), "app.open-page::" USAGE_PAGE },
  [MEND_LIMIT] = { N_("Change Limits"), "app.usage" },
  [MEND_GO_ON] = { N_("Go On for Today"), "win.go-on" },
  [MEND_REGION_PAGE] = { N_("See Regions"), "app.open-page::" REGION_PAGE },
  [MEND_BILLING_PAGE] = { N_("Set Up Billing"), "app.open-page::" BILLING_PAGE },
  [MEND_PROJECT_PAGE] = { N_("Open Cloud Console"), "app.open-page::" PROJECT_PAGE },
  [MEND_LIMITS_PAGE] = { N_("Change Restrictions"), "app.open-page::" LIMITS_PAGE },
  [MEND_ENABLE_PAGE] = { N_("Enable the API"), "app.open-page::" ENABLE_PAGE },
  [MEND_QUIT] = { N_("Quit"), "app.quit" },
};

/* The best first, by PropusFailureKind. The sentence over them is propus_failure_dup_sentence()'s. */
static const Mend mends_of[][PROPUS_FAILURE_TEXT_MAX_MENDS] = {
  [PROPUS_FAILURE_NONE] = { MEND_RETRY },
  [PROPUS_FAILURE_KEY_MISSING] = { MEND_ENTER_KEY, MEND_KEY_PAGE, MEND_PRACTICE },
  [PROPUS_FAILURE_KEY_LOST] = { MEND_ENTER_KEY, MEND_RETRY },
  [PROPUS_FAILURE_KEY_ORIGIN] = { MEND_ENTER_KEY, MEND_KEYS },
  [PROPUS_FAILURE_KEYRING_LOCKED] = { MEND_UNLOCK, MEND_RETRY, MEND_SESSION_KEY },
  [PROPUS_FAILURE_KEYRING_DISMISSED] = { MEND_UNLOCK, MEND_SESSION_KEY },
  [PROPUS_FAILURE_KEYRING_UNAVAILABLE] = { MEND_SESSION_KEY, MEND_RETRY, MEND_KEYS },
  [PROPUS_FAILURE_KEYRING_STUCK] = { MEND_RETRY, MEND_SESSION_KEY },
  [PROPUS_FAILURE_KEY_MALFORMED] = { MEND_REPLACE_KEY, MEND_KEY_PAGE },
  [PROPUS_FAILURE_KEYRING_FAILED] = { MEND_RETRY, MEND_KEYS, MEND_SESSION_KEY },
  [PROPUS_FAILURE_KEYRING_PLAIN] = { MEND_SESSION_KEY, MEND_KEYS },
  [PROPUS_FAILURE_KEYRING_READ_ONLY] = { MEND_SESSION_KEY, MEND_KEYS },
  [PROPUS_FAILURE_KEYRING_NONE] = { MEND_ENTER_KEY, MEND_SESSION_KEY },
  [PROPUS_FAILURE_ENTRY_CANCELLED] = { MEND_ENTER_KEY, MEND_RETRY },
  [PROPUS_FAILURE_KEY_INVALID] = { MEND_REPLACE_KEY, MEND_KEY_PAGE },
  [PROPUS_FAILURE_KEY_EXPIRED] = { MEND_KEY_PAGE, MEND_REPLACE_KEY },
  [PROPUS_FAILURE_KEY_TYPE] = { MEND_KEY_PAGE, MEND_REPLACE_KEY },
  [PROPUS_FAILURE_KEY_LEAKED] = { MEND_KEY_PAGE, MEND_REPLACE_KEY, MEND_USAGE_PAGE },
  [PROPUS_FAILURE_KEY_SUSPENDED] = { MEND_PROJECT_PAGE, MEND_REPLACE_KEY },
  [PROPUS_FAILURE_KEY_RESTRICTED] = { MEND_LIMITS_PAGE, MEND_REPLACE_KEY, MEND_RETRY },
  [PROPUS_FAILURE_API_DISABLED] = { MEND_ENABLE_PAGE, MEND_RETRY, MEND_REPLACE_KEY },
  [PROPUS_FAILURE_UNAUTHENTICATED] = { MEND_REPLACE_KEY, MEND_KEY_PAGE, MEND_RETRY },
  [PROPUS_FAILURE_PERMISSION] = { MEND_MODEL, MEND_REPLACE_KEY },
  [PROPUS_FAILURE_INVALID_REQUEST] = { MEND_MODEL, MEND_RETRY },
  [PROPUS_FAILURE_REGION] = { MEND_BILLING_PAGE, MEND_REGION_PAGE, MEND_REPLACE_KEY },
  [PROPUS_FAILURE_NOT_FOUND] = { MEND_MODEL },
  [PROPUS_FAILURE_TOO_LARGE] = { MEND_NEW_CHAT, MEND_MODEL },
  [PROPUS_FAILURE_RATE_LIMITED] = { MEND_RETRY, MEND_MODEL, MEND_USAGE_PAGE },
  [PROPUS_FAILURE_QUOTA_DAILY] = { MEND_MODEL, MEND_USAGE_PAGE },
  [PROPUS_FAILURE_QUOTA_ZERO] = { MEND_MODEL, MEND_BILLING_PAGE },
  [PROPUS_FAILURE_SPEND_LIMIT] = { MEND_USAGE_PAGE, MEND_RETRY },
  [PROPUS_FAILURE_OWN_LIMIT] = { MEND_LIMIT, MEND_RETRY },
  [PROPUS_FAILURE_OWN_LIMIT_SOFT] = { MEND_GO_ON, MEND_LIMIT },
  [PROPUS_FAILURE_RUNAWAY] = { MEND_GO_ON, MEND_LIMIT },
  [PROPUS_FAILURE_BODY_HOLDS_KEY] = { MEND_EDIT_PROMPT, MEND_NEW_CHAT },
  [PROPUS_FAILURE_CANCELLED] = { MEND_RETRY },
  [PROPUS_FAILURE_SERVER] = { MEND_RETRY, MEND_MODEL },
  [PROPUS_FAILURE_OVERLOADED] = { MEND_RETRY, MEND_MODEL },
  [PROPUS_FAILURE_SERVER_DEADLINE] = { MEND_RETRY, MEND_MODEL },
  [PROPUS_FAILURE_CAPTIVE_PORTAL] = { MEND_RETRY },
  [PROPUS_FAILURE_OFFLINE] = { MEND_RETRY },
  [PROPUS_FAILURE_DNS] = { MEND_RETRY },
  [PROPUS_FAILURE_TLS] = { MEND_RETRY },
  [PROPUS_FAILURE_REDIRECT] = { MEND_RETRY },
  [PROPUS_FAILURE_BASE_URL] = { MEND_QUIT },
  [PROPUS_FAILURE_TIMEOUT] = { MEND_RETRY, MEND_MODEL },
  [PROPUS_FAILURE_EMPTY_ANSWER] = { MEND_RETRY, MEND_MODEL },
  [PROPUS_FAILURE_NOT_AN_ANSWER] = { MEND_RETRY },
  [PROPUS_FAILURE_TRUNCATED] = { MEND_RETRY },
  [PROPUS_FAILURE_TOO_LONG] = { MEND_RETRY },
  [PROPUS_FAILURE_BLOCKED_PROMPT] = { MEND_MODEL, MEND_NEW_CHAT },
  [PROPUS_FAILURE_BLOCKED_ANSWER] = { MEND_RETRY, MEND_MODEL },
  [PROPUS_FAILURE_MODEL] = { MEND_RETRY, MEND_MODEL },
  [PROPUS_FAILURE_BROKER] = { MEND_RETRY, MEND_QUIT },
  [PROPUS_FAILURE_HISTORY] = { MEND_RETRY },
  [PROPUS_FAILURE_FIND_CHANGED] = { MEND_KEYS },
  [PROPUS_FAILURE_FIND_FILE] = { MEND_KEYS },
  [PROPUS_FAILURE_ATTACHMENT] = { MEND_EDIT_PROMPT, MEND_RETRY },
};

/**
 * propus_failure_text_get_mends:
 * @kind: why the answer did not come
 * @mends: (out caller-allocates): room for %PROPUS_FAILURE_TEXT_MAX_MENDS buttons, the best first
 *
 * Returns: how many there are; at least one
 */
guint
propus_failure_text_get_mends (PropusFailureKind  kind,
                               PropusMend        *mends)
{
  guint n = 0;

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (mends_of), 0);
  g_return_val_if_fail (mends != NULL, 0);

  for (; n < PROPUS_FAILURE_TEXT_MAX_MENDS && mends_of[kind][n] != MEND_NONE; n++)
    {
      mends[n] = mend_buttons[mends_of[kind][n]];
      mends[n].label = _(mends[n].label);
    }

  return n;
}

/**
 * propus_failure_text_dup_page_action:
 * @kind: why the answer did not come
 * @technical: (nullable): what the server said
 *
 * Returns: (transfer full) (nullable): the action to take instead of the first button's: where the server named the
 *   very page of the project at which to mend it
 */
char *
propus_failure_text_dup_page_action (PropusFailureKind  kind,
                                     const char        *technical)
{
  g_autofree char *page = kind == PROPUS_FAILURE_API_DISABLED ? propus_failure_dup_console_url (technical) : NULL;

  return page != NULL ? g_strconcat ("app.open-page::", page, NULL) : NULL;
}

/**
 * propus_failure_text_dup_control_sentence:
 * @failure: of a call that adds, removes, tests or unlocks a key
 *
 * Returns: (transfer full) (nullable): a sentence for a person, translated; %NULL when the person gave up and knows it
 */
char *
propus_failure_text_dup_control_sentence (PropusFailure *failure)
{
  PropusFailureKind kind;

  g_return_val_if_fail (failure != NULL, NULL);

  kind = propus_failure_get_kind (failure);
  if (kind == PROPUS_FAILURE_ENTRY_CANCELLED)
    return NULL;
  if (kind == PROPUS_FAILURE_KEYRING_DISMISSED)
    return g_strdup (_("Your keyring stayed locked, so nothing was changed."));

  return propus_failure_dup_sentence_for (failure);
}

/**
 * propus_failure_text_is_about_key:
 * @kind: why the answer did not come
 *
 * Returns: whether another or an unlocked key may mend it
 */
gboolean
propus_failure_text_is_about_key (PropusFailureKind kind)
{
  return kind >= PROPUS_FAILURE_KEY_MISSING && kind <= PROPUS_FAILURE_UNAUTHENTICATED;
}
