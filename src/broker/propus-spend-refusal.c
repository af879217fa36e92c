/* propus-spend-refusal.c - why a request was not let up, in the API's error shape
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-spend-refusal.h"

#include <glib/gi18n.h>

#define MICRO 1000000.0

/* As a person reads it. */
static char *
dup_amount (gboolean by_money,
            gint64   amount)
{
  if (!by_money)
    return g_strdup_printf ("%'" G_GINT64_FORMAT, amount);

  /* Cents say nothing of a request that costs a part of one. */
  return g_strdup_printf (amount < MICRO / 10 && amount % 10000 != 0 ? "US$%.4f" : "US$%.2f", (double) amount / MICRO);
}

/* As a program reads it: dollars with all their places, whatever the locale. */
static char *
dup_number (gboolean by_money,
            gint64   amount)
{
  if (!by_money)
    return g_strdup_printf ("%" G_GINT64_FORMAT, amount);

  return g_strdup_printf ("%" G_GINT64_FORMAT ".%06d", amount / (gint64) MICRO, (int) (amount % (gint64) MICRO));
}

/* When the day or the month is over. */
static char *
dup_reset (gboolean by_month)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) start = NULL;
  g_autoptr(GDateTime) reset = NULL;

  start = g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                 by_month ? 1 : g_date_time_get_day_of_month (now), 0, 0, 0);
  reset = by_month ? g_date_time_add_months (start, 1) : g_date_time_add_days (start, 1);

  return g_date_time_format_iso8601 (reset);
}

static char *
dup_why (const PropusSpendVerdict *verdict,
         const char               *spent,
         const char               *limit,
         const char               *estimate)
{
  if (verdict->by_money && verdict->by_month)
    /* Translators: the first %s is an amount of money that was spent, the second the limit, the third what a request may
     * cost, all as in US$1.50. */
    return g_strdup_printf (_("%s of %s are spent this month, and this request may take %s more, so it was not sent."),
                            spent, limit, estimate);
  if (verdict->by_money)
    /* Translators: the first %s is an amount of money that was spent, the second the limit, the third what a request may
     * cost, all as in US$1.50. */
    return g_strdup_printf (_("%s of %s are spent today, and this request may take %s more, so it was not sent."),
                            spent, limit, estimate);
  if (verdict->by_month)
    /* Translators: %s are numbers of tokens: used, the limit, and what a request may take. */
    return g_strdup_printf (_("%s of %s tokens are used this month, and this request may take %s more, so it was not "
                              "sent."), spent, limit, estimate);

  /* Translators: %s are numbers of tokens: used, the limit, and what a request may take. */
  return g_strdup_printf (_("%s of %s tokens are used today, and this request may take %s more, so it was not sent."),
                          spent, limit, estimate);
}

static PropusRpcStatus *
new_limit (const PropusSpendVerdict *verdict,
           const char               *program)
{
  gboolean soft = verdict->kind == PROPUS_SPEND_SOFT;
  g_autoptr(JsonObject) metadata = json_object_new ();
  g_autofree char *spent = dup_amount (verdict->by_money, verdict->spent);
  g_autofree char *limit = dup_amount (verdict->by_money, verdict->limit);
  g_autofree char *estimate = dup_amount (verdict->by_money, verdict->estimate);
  g_autofree char *spent_number = dup_number (verdict->by_money, verdict->spent);
  g_autofree char *limit_number = dup_number (verdict->by_money, verdict->limit);
  g_autofree char *estimate_number = dup_number (verdict->by_money, verdict->estimate);
  g_autofree char *reset = dup_reset (verdict->by_month);
  g_autofree char *why = dup_why (verdict, spent, limit, estimate);
  g_autofree char *sentence = NULL;

  sentence = g_strjoin (" ", why, soft ? _("This is the limit at which you wanted to be asked.")
                                       : _("The limit can be raised in Preferences, under Usage."), NULL);

  json_object_set_string_member (metadata, "limit", limit_number);
  json_object_set_string_member (metadata, "spent", spent_number);
  json_object_set_string_member (metadata, "estimate", estimate_number);
  json_object_set_string_member (metadata, "unit", verdict->by_money ? "USD" : "tokens");
  json_object_set_string_member (metadata, "window", verdict->by_month ? "month" : "day");
  json_object_set_string_member (metadata, "resets", reset);
  json_object_set_string_member (metadata, "program", verdict->for_all ? "" : program);

  return propus_rpc_status_new_propus_metadata (429, "RESOURCE_EXHAUSTED",
                                                soft ? PROPUS_REASON_SPEND_LIMIT_SOFT : PROPUS_REASON_SPEND_LIMIT,
                                                sentence, metadata);
}

static PropusRpcStatus *
new_pace (const PropusSpendVerdict *verdict,
          const char               *program)
{
  gboolean runaway = verdict->kind == PROPUS_SPEND_RUNAWAY;
  g_autoptr(JsonObject) metadata = json_object_new ();
  g_autofree char *limit = dup_number (FALSE, verdict->limit);
  g_autofree char *sentence = NULL;

  if (runaway)
    /* Translators: %s is a number. */
    sentence = g_strdup_printf (_("More than %s requests came within a minute, as from a loop that has run away. They are "
                                  "stopped until there was none for a minute."), limit);
  else
    /* Translators: %s is a number. */
    sentence = g_strdup_printf (_("As many as %s requests of this program are under way, and no more are let through at "
                                  "once."), limit);

  json_object_set_string_member (metadata, "limit", limit);
  json_object_set_string_member (metadata, "program", program);

  return propus_rpc_status_new_propus_metadata (429, "RESOURCE_EXHAUSTED",
                                                runaway ? PROPUS_REASON_RUNAWAY : PROPUS_REASON_IN_FLIGHT, sentence,
                                                metadata);
}

/* What a pass, by its name, has used of its limit. */
static char *
dup_why_pass (PropusCap   cap,
              const char *name,
              const char *spent,
              const char *limit,
              const char *estimate)
{
  switch (cap)
    {
    case PROPUS_CAP_REQUESTS:
      /* Translators: the first %s is the name of a pass; the others are numbers of requests: made, and the limit. */
      return g_strdup_printf (_("The pass “%s” has made %s of %s requests today, so this one was not sent."), name, spent,
                              limit);
    case PROPUS_CAP_MONEY:
      /* Translators: the first %s is the name of a pass; the others are amounts of money as in US$1.50: spent, the limit,
       * and what a request may cost. */
      return g_strdup_printf (_("The pass “%s” has spent %s of %s today, and this request may take %s more, so it was not "
                                "sent."), name, spent, limit, estimate);
    case PROPUS_CAP_TOKENS:
    case PROPUS_CAP_N:
    default:
      /* Translators: the first %s is the name of a pass; the others are numbers of tokens: used, the limit, and what a
       * request may take. */
      return g_strdup_printf (_("The pass “%s” has used %s of %s tokens today, and this request may take %s more, so it "
                                "was not sent."), name, spent, limit, estimate);
    }
}

/* What one run of `propus exec --limit` has used. */
static char *
dup_why_run (PropusCap   cap,
             const char *spent,
             const char *limit,
             const char *estimate)
{
  switch (cap)
    {
    case PROPUS_CAP_REQUESTS:
      /* Translators: %s are numbers of requests: made, and the limit. */
      return g_strdup_printf (_("This run has made %s of %s requests, so this one was not sent."), spent, limit);
    case PROPUS_CAP_MONEY:
      /* Translators: %s are amounts of money as in US$1.50: spent, the limit, and what a request may cost. */
      return g_strdup_printf (_("This run has spent %s of %s, and this request may take %s more, so it was not sent."),
                              spent, limit, estimate);
    case PROPUS_CAP_TOKENS:
    case PROPUS_CAP_N:
    default:
      /* Translators: %s are numbers of tokens: used, the limit, and what a request may take. */
      return g_strdup_printf (_("This run has used %s of %s tokens, and this request may take %s more, so it was not "
                                "sent."), spent, limit, estimate);
    }
}

static PropusRpcStatus *
new_holder (const PropusSpendVerdict *verdict,
            const char               *program,
            const PropusHolder       *holder)
{
  static const char * const units[PROPUS_CAP_N] = { "requests", "tokens", "USD" };
  g_autoptr(JsonObject) metadata = json_object_new ();
  g_autofree char *spent = dup_amount (verdict->by_money, verdict->spent);
  g_autofree char *limit = dup_amount (verdict->by_money, verdict->limit);
  g_autofree char *estimate = dup_amount (verdict->by_money, verdict->estimate);
  g_autofree char *spent_number = dup_number (verdict->by_money, verdict->spent);
  g_autofree char *limit_number = dup_number (verdict->by_money, verdict->limit);
  g_autofree char *estimate_number = dup_number (verdict->by_money, verdict->estimate);
  g_autofree char *reset = dup_reset (FALSE);
  g_autofree char *why = NULL;
  g_autofree char *sentence = NULL;

  why = holder->is_run ? dup_why_run (verdict->cap, spent, limit, estimate)
                       : dup_why_pass (verdict->cap, program, spent, limit, estimate);
  sentence = g_strjoin (" ", why, holder->is_run ? _("Start it with a higher --limit.")
                                                 : _("The limit can be raised in Preferences, under Programs."), NULL);
  json_object_set_string_member (metadata, "limit", limit_number);
  json_object_set_string_member (metadata, "spent", spent_number);
  json_object_set_string_member (metadata, "estimate", estimate_number);
  json_object_set_string_member (metadata, "unit", units[verdict->cap]);
  json_object_set_string_member (metadata, "window", holder->is_run ? "run" : "day");
  if (!holder->is_run)
    {
      json_object_set_string_member (metadata, "resets", reset);
      json_object_set_string_member (metadata, "pass", holder->id);
    }
  json_object_set_string_member (metadata, "program", program);

  return propus_rpc_status_new_propus_metadata (429, "RESOURCE_EXHAUSTED", PROPUS_REASON_SPEND_LIMIT, sentence, metadata);
}

/**
 * propus_spend_refusal_new:
 * @verdict: a verdict other than %PROPUS_SPEND_ALLOWED
 * @program: whose request it was
 * @holder: (nullable): the pass or the run that it belongs to
 *
 * Returns: (transfer full): a status that says why, how much and how to raise it
 */
PropusRpcStatus *
propus_spend_refusal_new (const PropusSpendVerdict *verdict,
                          const char               *program,
                          const PropusHolder       *holder)
{
  g_return_val_if_fail (verdict->kind != PROPUS_SPEND_ALLOWED, NULL);

  if (verdict->kind == PROPUS_SPEND_HOLDER)
    return new_holder (verdict, program, holder);

  if (verdict->kind == PROPUS_SPEND_SOFT || verdict->kind == PROPUS_SPEND_HARD)
    return new_limit (verdict, program);

  return new_pace (verdict, program);
}

/**
 * propus_spend_refusal_new_unrecorded:
 *
 * Returns: (transfer full): the status for a program whose request could not be counted
 */
PropusRpcStatus *
propus_spend_refusal_new_unrecorded (void)
{
  return propus_rpc_status_new_propus (503, "UNAVAILABLE", PROPUS_REASON_USAGE_UNRECORDED,
                                       _("What requests cost cannot be written down at the moment, so programs have to "
                                         "wait."));
}
