/* propus-model-text.c - what is said about models
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-text.h"

#include <glib/gi18n.h>
#include <math.h>

#define MINUTE 60
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/**
 * propus_model_text_get_stage:
 * @status: (nullable): of a model
 *
 * Returns: (transfer none) (nullable): a word for its sign, translated; %NULL where none is needed
 */
const char *
propus_model_text_get_stage (const PropusModelStatus *status)
{
  switch (status != NULL ? status->stage : PROPUS_MODEL_STAGE_UNKNOWN)
    {
    case PROPUS_MODEL_STAGE_EXPERIMENTAL:
      /* Translators: A model that may change or go at any time */
      return _("Experimental");
    case PROPUS_MODEL_STAGE_PREVIEW:
      /* Translators: A model that is not finished */
      return _("Preview");
    case PROPUS_MODEL_STAGE_LEGACY:
      /* Translators: A model that has a successor */
      return _("Legacy");
    case PROPUS_MODEL_STAGE_DEPRECATED:
      /* Translators: A model that should not be used any more */
      return _("Deprecated");
    case PROPUS_MODEL_STAGE_RETIRED:
      /* Translators: A model that does not answer any more */
      return _("Retired");
    case PROPUS_MODEL_STAGE_UNKNOWN:
    case PROPUS_MODEL_STAGE_STABLE:
    default:
      return status != NULL && status->retirement > 0 ? _("Deprecated") : NULL;
    }
}

/* 1,048,576 → "1M", 65,536 → "65K". */
static char *
dup_count (gint64 tokens)
{
  if (tokens >= 1000000)
    /* Translators: So many millions of tokens */
    return g_strdup_printf (_("%dM"), (int) MIN (tokens / 1000000, G_MAXINT));
  if (tokens >= 1000)
    /* Translators: So many thousands of tokens */
    return g_strdup_printf (_("%dK"), (int) (tokens / 1000));

  return g_strdup_printf ("%d", (int) tokens);
}

static char *
dup_amount (double amount)
{
  gboolean cents = fabs (amount * 100 - round (amount * 100)) < 1e-6;

  return g_strdup_printf ("$%.*f", cents ? 2 : 3, amount);
}

static char *
dup_limits (PropusModelInfo *model)
{
  gint64 input = propus_model_info_get_input_limit (model), output = propus_model_info_get_output_limit (model);
  g_autofree char *input_text = dup_count (input);
  g_autofree char *output_text = dup_count (output);

  if (input == 0 || output == 0)
    return NULL;

  /* Translators: How many tokens a model reads and writes at most, as in “1M tokens in, 65K out” */
  return g_strdup_printf (_("%s tokens in, %s out"), input_text, output_text);
}

static char *
dup_price (const PropusPrice *price)
{
  g_autofree char *input = NULL;
  g_autofree char *output = NULL;

  if (price == NULL)
    return NULL;

  input = dup_amount (price->input);
  output = dup_amount (price->output);

  /* Translators: An estimate of what a million tokens cost that a model reads and writes, as in “≈ $0.30 in, $2.50 out”.
   * The blanks before the words and the prices do not break. */
  return g_strdup_printf (_("≈ %s in, %s out"), input, output);
}

/* Takes @word. */
static void
add_word (GString *line,
          char    *word)
{
  if (word != NULL)
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", word);
  g_free (word);
}

/**
 * propus_model_text_dup_facts:
 * @model: a model
 * @price: (nullable): what it costs
 *
 * Returns: (transfer full): what it can do, how much it reads and writes, and its price, in a line
 */
char *
propus_model_text_dup_facts (PropusModelInfo   *model,
                             const PropusPrice *price)
{
  static const struct { PropusModelAbilities ability; const char *word; } words[] = {
    /* Translators: What a model can do, one word of a list */
    { PROPUS_MODEL_MAKES_PICTURES, N_("Makes pictures") },
    { PROPUS_MODEL_SPEAKS, N_("Speaks") },
    { PROPUS_MODEL_THINKS, N_("Thinks") },
    { PROPUS_MODEL_IS_LIVE, N_("Live") },
    { PROPUS_MODEL_EMBEDS, N_("Embeddings") },
  };
  GString *line = g_string_new (NULL);

  if (propus_model_info_answers_in_words (model))
    add_word (line, g_strdup (_("Text")));
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if ((propus_model_info_get_abilities (model) & words[i].ability) != 0)
      add_word (line, g_strdup (_(words[i].word)));
  add_word (line, dup_limits (model));
  add_word (line, dup_price (price));

  return g_string_free (line, FALSE);
}

/**
 * propus_model_text_dup_age:
 * @fetched: when the list came, Unix time in seconds; 0: not known
 *
 * Returns: (transfer full): a sentence that says how old it is
 */
char *
propus_model_text_dup_age (gint64 fetched)
{
  gint64 age = g_get_real_time () / G_USEC_PER_SEC - fetched;
  guint n;

  if (fetched == 0 || age < 0)
    return g_strdup (_("An old list"));
  if (age < 2 * MINUTE)
    return g_strdup (_("List from just now"));

  if (age < HOUR)
    {
      n = (guint) (age / MINUTE);
      /* Translators: How old the list of models is */
      return g_strdup_printf (ngettext ("List from %u minute ago", "List from %u minutes ago", n), n);
    }
  if (age < DAY)
    {
      n = (guint) (age / HOUR);
      /* Translators: How old the list of models is */
      return g_strdup_printf (ngettext ("List from %u hour ago", "List from %u hours ago", n), n);
    }

  n = (guint) MIN (age / DAY, G_MAXINT);
  /* Translators: How old the list of models is */
  return g_strdup_printf (ngettext ("List from %u day ago", "List from %u days ago", n), n);
}

static char *
dup_date (gint64 time)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc (time);

  /* Translators: A date, as strftime() takes it; %-d is the day, %B the month, %Y the year */
  return date != NULL ? g_date_time_format (date, _("%-d %B %Y")) : NULL;
}

/**
 * propus_model_text_dup_ending:
 * @name: of a model, for people
 * @status: (nullable): what is said about it
 *
 * Returns: (transfer full) (nullable): a sentence that it will be there no longer; %NULL when it stays
 */
char *
propus_model_text_dup_ending (const char              *name,
                              const PropusModelStatus *status)
{
  g_autofree char *date = NULL;
  gboolean over;

  if (!propus_model_status_is_ending (status))
    return NULL;

  date = status->retirement > 0 ? dup_date (status->retirement) : NULL;
  over = date != NULL && status->retirement < g_get_real_time () / G_USEC_PER_SEC;

  if (status->stage == PROPUS_MODEL_STAGE_RETIRED || over)
    /* Translators: %s is the name of a model */
    return date != NULL ? g_strdup_printf (_("%s was retired on %s."), name, date) : g_strdup_printf (_("%s was retired."), name);
  if (date != NULL)
    /* Translators: the first %s is the name of a model, the second a date */
    return g_strdup_printf (_("%s will be retired on %s."), name, date);

  /* Translators: %s is the name of a model */
  return g_strdup_printf (_("%s is deprecated and will be retired."), name);
}
