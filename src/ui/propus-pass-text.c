/* propus-pass-text.c - a pass in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pass-text.h"

#include "propus-failure-sentence.h"
#include "propus-key-facts.h"

#include <glib/gi18n.h>

#define CENT 10000

/* --- states --- */

static const struct { const char *icon; const char *title; const char *remedy; } states[] = {
  [PROPUS_PASS_OPEN] = { "object-select-symbolic", N_("Ready"), NULL },
  [PROPUS_PASS_PAUSED] = { "media-playback-pause-symbolic", N_("Paused"),
                           N_("This pass is paused, so its program is refused. Turn off Pause to let the program in again.") },
  [PROPUS_PASS_EXPIRED] = { "appointment-missed-symbolic", N_("Expired"),
                            N_("This pass has expired, so its program is refused. Choose a later end to let the program in again.") },
  [PROPUS_PASS_PORT_TAKEN] = { "dialog-warning-symbolic", N_("Port taken"),
                               N_("Another program has taken the port of this pass. Close that program and start Propus again, or "
                                  "revoke this pass and create a new one.") },
  [PROPUS_PASS_SPENT] = { "dialog-warning-symbolic", N_("Limit reached"),
                          N_("A limit for today is reached, so the program is refused until tomorrow. Raise the limit to let it go on.") },
};

/**
 * propus_pass_text_get_state:
 * @state: of a pass
 *
 * Returns: (transfer none): a word or two for it
 */
const char *
propus_pass_text_get_state (PropusPassState state)
{
  return _(states[state].title);
}

/**
 * propus_pass_text_get_icon:
 * @state: of a pass
 *
 * Returns: (transfer none): the name of an icon for it
 */
const char *
propus_pass_text_get_icon (PropusPassState state)
{
  return states[state].icon;
}

/**
 * propus_pass_text_get_remedy:
 * @state: of a pass
 *
 * Returns: (transfer none) (nullable): what to do about it; %NULL when all is well
 */
const char *
propus_pass_text_get_remedy (PropusPassState state)
{
  return states[state].remedy != NULL ? _(states[state].remedy) : NULL;
}

/* --- use --- */

static char *
dup_requests (gint64 requests)
{
  gulong n = (gulong) CLAMP (requests, 0, G_MAXLONG);

  /* Translators: how often a program has asked a model */
  return g_strdup_printf (ngettext ("%'lu request", "%'lu requests", n), n);
}

/**
 * propus_pass_text_dup_amounts:
 * @sum: what was used
 *
 * Returns: (transfer full): "12 requests, 1,500 tokens, about US$0.25"
 */
char *
propus_pass_text_dup_amounts (const PropusUsageSum *sum)
{
  g_autofree char *requests = dup_requests (sum->requests);
  g_autofree char *tokens = NULL;
  gulong n = (gulong) CLAMP (sum->tokens, 0, G_MAXLONG);

  if (sum->requests == 0)
    return g_strdup (_("Nothing yet"));

  /* Translators: a number of tokens */
  tokens = g_strdup_printf (ngettext ("%'lu token", "%'lu tokens", n), n);
  if (sum->cost <= 0)
    /* Translators: "12 requests, 1,500 tokens" */
    return g_strdup_printf (_("%s, %s"), requests, tokens);
  if (sum->cost < CENT)
    /* Translators: "12 requests, 1,500 tokens, less than US$0.01" */
    return g_strdup_printf (_("%s, %s, less than US$0.01"), requests, tokens);

  /* Translators: "12 requests, 1,500 tokens, about US$0.25" */
  return g_strdup_printf (_("%s, %s, about US$%.2f"), requests, tokens, (double) sum->cost / PROPUS_USAGE_MICRO);
}

/**
 * propus_pass_text_dup_last_use:
 * @pass: a pass
 *
 * Returns: (transfer full): when a program came with it last, or that one is there now
 */
char *
propus_pass_text_dup_last_use (PropusPassInfo *pass)
{
  if (pass->underway > 0)
    return g_strdup (_("In use now"));

  return propus_key_facts_dup_time (pass->last_used / 1000);
}

/**
 * propus_pass_text_dup_summary:
 * @pass: a pass
 *
 * Returns: (transfer full): its state where that matters, its address, and what was done with it, in a line
 */
char *
propus_pass_text_dup_summary (PropusPassInfo *pass)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *last = propus_pass_text_dup_last_use (pass);
  g_autofree char *requests = dup_requests (pass->today.requests);
  const char *host = g_str_has_prefix (pass->base_url, "http://") ? pass->base_url + strlen ("http://") : pass->base_url;

  if (pass->state != PROPUS_PASS_OPEN)
    g_ptr_array_add (facts, g_strdup (propus_pass_text_get_state (pass->state)));
  g_ptr_array_add (facts, g_strdup (host));
  if (pass->today.requests > 0)
    /* Translators: %s is a number of requests, as in "12 requests" */
    g_ptr_array_add (facts, g_strdup_printf (_("%s today"), requests));
  if (pass->underway > 0)
    g_ptr_array_add (facts, g_steal_pointer (&last));
  else if (pass->last_used == 0)
    g_ptr_array_add (facts, g_strdup (_("Not used yet")));
  else
    /* Translators: of a pass; %s is "Just now", "Today at 14:05" or a date */
    g_ptr_array_add (facts, g_strdup_printf (_("Last used: %s"), last));
  g_ptr_array_add (facts, NULL);

  return g_strjoinv (" · ", (char **) facts->pdata);
}

/**
 * propus_pass_text_dup_end:
 * @expires: Unix seconds; 0: never
 *
 * Returns: (transfer full) (nullable): when that is, exactly; %NULL: never
 */
char *
propus_pass_text_dup_end (gint64 expires)
{
  g_autoptr (GDateTime) time = expires > 0 ? g_date_time_new_from_unix_local (expires) : NULL;

  /* Translators: a date and a time, as g_date_time_format() writes them: November 3, 2026, 14:05 */
  return time != NULL ? g_date_time_format (time, _("%B %-e, %Y, %R")) : NULL;
}

/**
 * propus_pass_text_dup_failure:
 * @failure: (nullable): why something was not done with a pass
 * @fallback: translated: what to say when that is not known
 *
 * Returns: (transfer full): a sentence for it
 */
char *
propus_pass_text_dup_failure (PropusFailure *failure,
                              const char    *fallback)
{
  const char *message = failure != NULL ? propus_failure_get_message (failure) : "";
  g_autofree char *sentence = NULL;

  if (failure == NULL)
    return g_strdup (fallback);

  /* Here the broker alone answers: what else would be said is about requests to Gemini. */
  switch ((int) propus_failure_get_kind (failure))
    {
    case PROPUS_FAILURE_INVALID_REQUEST:
    case PROPUS_FAILURE_NOT_FOUND:
    case PROPUS_FAILURE_PERMISSION:
    case PROPUS_FAILURE_OVERLOADED:
    case PROPUS_FAILURE_SERVER:
      return g_strdup (*message != '\0' ? message : fallback);
    default:
      sentence = propus_failure_dup_sentence_for (failure);
      return sentence != NULL ? g_steal_pointer (&sentence) : g_strdup (fallback);
    }
}

/* --- lines to paste --- */

/* Google's libraries take both variables, and GOOGLE_API_KEY before the second. */
static const char *formats[PROPUS_PASS_N_LINES] = {
  [PROPUS_PASS_LINES_SHELL] =
    "export GOOGLE_GEMINI_BASE_URL='%s'\n"
    "export GEMINI_API_KEY='%s'\n"
    "unset GOOGLE_API_KEY",
  [PROPUS_PASS_LINES_PYTHON] =
    "import os\n"
    "from google import genai\n"
    "\n"
    "os.environ[\"GOOGLE_GEMINI_BASE_URL\"] = \"%s\"\n"
    "os.environ[\"GEMINI_API_KEY\"] = \"%s\"\n"
    "os.environ.pop(\"GOOGLE_API_KEY\", None)\n"
    "client = genai.Client()",
  [PROPUS_PASS_LINES_JAVASCRIPT] =
    "import { GoogleGenAI } from \"@google/genai\";\n"
    "\n"
    "process.env.GOOGLE_GEMINI_BASE_URL = \"%s\";\n"
    "process.env.GEMINI_API_KEY = \"%s\";\n"
    "delete process.env.GOOGLE_API_KEY;\n"
    "const ai = new GoogleGenAI({});",
};

/**
 * propus_pass_text_dup_lines:
 * @pass: a pass with its token
 * @lines: for which program
 *
 * Returns: (transfer full): what to paste there
 */
char *
propus_pass_text_dup_lines (PropusPassInfo  *pass,
                            PropusPassLines  lines)
{
  g_return_val_if_fail (pass->token != NULL, NULL);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (formats[lines], pass->base_url, pass->token);
#pragma GCC diagnostic pop
}
