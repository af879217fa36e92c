/* propus-key-facts.c - what is known of one key, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-facts.h"

#include "propus-failure-card.h"

#include <glib/gi18n.h>

static gboolean
is_session (PropusKeyInfo *key)
{
  return g_str_equal (propus_key_info_get_id (key), PROPUS_KEY_ID_SESSION);
}

/**
 * propus_key_facts_dup_title:
 * @key: a key
 *
 * Returns: (transfer full): what the person calls it, or the variable that it stands in
 */
char *
propus_key_facts_dup_title (PropusKeyInfo *key)
{
  const char *label;

  g_return_val_if_fail (key != NULL, NULL);

  label = propus_key_info_get_label (key);
  if (*propus_key_info_get_variable (key) != '\0')
    return g_strdup (propus_key_info_get_variable (key));
  if (is_session (key))
    return g_strdup (_("For this session"));

  return g_strdup (*label != '\0' ? label : _("Unnamed key"));
}

/**
 * propus_key_facts_dup_four:
 * @key: a key
 *
 * Returns: (transfer full) (nullable): its end, "…x7Qa"; %NULL while it is not known
 */
char *
propus_key_facts_dup_four (PropusKeyInfo *key)
{
  g_return_val_if_fail (key != NULL, NULL);

  if (*propus_key_info_get_last_four (key) == '\0')
    return NULL;

  return g_strconcat ("…", propus_key_info_get_last_four (key), NULL);
}

/**
 * propus_key_facts_get_kind:
 * @key: a key
 *
 * Returns: (transfer none): what kind of key it looks like, translated
 */
const char *
propus_key_facts_get_kind (PropusKeyInfo *key)
{
  g_return_val_if_fail (key != NULL, NULL);

  switch (propus_key_info_get_kind (key))
    {
    case PROPUS_KEY_KIND_STANDARD:
      return _("Standard key");
    case PROPUS_KEY_KIND_AUTHORIZATION:
      return _("Authorization key");
    case PROPUS_KEY_KIND_UNKNOWN:
    default:
      return _("Unknown kind");
    }
}

/**
 * propus_key_facts_dup_time:
 * @seconds: since the Epoch; 0: never
 *
 * Returns: (transfer full): a time in the past as people say it
 */
char *
propus_key_facts_dup_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  GTimeSpan age;

  if (seconds <= 0 || time == NULL)
    return g_strdup (_("Never"));

  age = g_date_time_difference (now, time);
  if (age >= 0 && age < G_TIME_SPAN_MINUTE)
    return g_strdup (_("Just now"));
  if (age >= 0 && age < G_TIME_SPAN_DAY && g_date_time_get_day_of_month (now) == g_date_time_get_day_of_month (time))
    /* Translators: a time of today, as g_date_time_format() writes it; %R is 14:05 */
    return g_date_time_format (time, _("Today at %R"));

  /* Translators: a date, as g_date_time_format() writes it: November 3, 2026 */
  return g_date_time_format (time, _("%B %-e, %Y"));
}

/* Where the key is when it is in no keyring; NULL for one that is. */
static const char *
get_place (PropusKeyInfo *key)
{
  if (is_session (key))
    return _("Kept in memory until Propus ends");
  if (*propus_key_info_get_variable (key) != '\0')
    return *propus_key_info_get_last_four (key) != '\0' ? _("From the environment")
                                                        : _("What this variable holds cannot be a key");

  return NULL;
}

/**
 * propus_key_facts_dup_subtitle:
 * @key: a key
 * @in_use: whether requests go out with it
 *
 * Returns: (transfer full): what tells it from others, in a line
 */
char *
propus_key_facts_dup_subtitle (PropusKeyInfo *key,
                               gboolean       in_use)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  char *four;

  g_return_val_if_fail (key != NULL, NULL);

  four = propus_key_facts_dup_four (key);
  if (in_use)
    g_ptr_array_add (facts, g_strdup (_("In use")));
  if (four != NULL)
    {
      g_ptr_array_add (facts, four);
      g_ptr_array_add (facts, g_strdup (propus_key_facts_get_kind (key)));
    }
  if (get_place (key) != NULL)
    g_ptr_array_add (facts, g_strdup (get_place (key)));
  if (propus_key_info_get_last_success (key) > 0 && !propus_key_info_is_refused (key))
    {
      g_autofree char *time = propus_key_facts_dup_time (propus_key_info_get_last_success (key));

      /* Translators: when a model last answered to a key; %s is "Today at 14:05" or a date */
      g_ptr_array_add (facts, g_strdup_printf (_("Last worked: %s"), time));
    }
  g_ptr_array_add (facts, NULL);

  return g_strjoinv (" · ", (char **) facts->pdata);
}

/* What mends it for this key; NULL: nothing that this button does. */
static char *
dup_key_action (const char    *action,
                PropusKeyInfo *key)
{
  if (g_str_has_prefix (action, "app.open-page"))
    return g_strdup (action);
  if (!g_str_equal (action, "app.replace-key"))
    return NULL;
  if (propus_key_info_is_stored (key))
    return g_strconcat ("app.replace-stored-key::", propus_key_info_get_id (key), NULL);

  return g_strdup (is_session (key) ? "app.enter-session-key" : "app.enter-key");
}

/**
 * propus_key_facts_new_refusal:
 * @failure: how the API refused a key
 * @key: the key
 * @with_details: whether what the API said can be unfolded
 *
 * Returns: (transfer floating): a card that says it, with the buttons that mend it
 */
GtkWidget *
propus_key_facts_new_refusal (PropusFailure *failure,
                              PropusKeyInfo *key,
                              gboolean       with_details)
{
  PropusFailureKind kind = propus_failure_get_kind (failure);
  const char *message = propus_failure_get_message (failure);
  GtkWidget *card = propus_failure_card_new ();
  g_autofree char *sentence = propus_failure_dup_sentence_for (failure);
  g_autofree char *page = propus_failure_text_dup_page_action (kind, message);
  g_autoptr (GPtrArray) actions = g_ptr_array_new_with_free_func (g_free);
  PropusMend mends[PROPUS_FAILURE_TEXT_MAX_MENDS];
  guint n_mends = propus_failure_text_get_mends (kind, mends);
  guint n = 0;

  for (guint i = 0; i < n_mends; i++)
    {
      char *action = dup_key_action (i == 0 && page != NULL ? page : mends[i].action, key);

      if (action == NULL)
        continue;
      g_ptr_array_add (actions, action);
      mends[n].label = mends[i].label;
      mends[n].action = action;
      n++;
    }
  propus_failure_card_show (PROPUS_FAILURE_CARD (card), sentence, mends, n, with_details ? message : NULL);

  return card;
}
