/* propus-usage-words.c - what was used, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-words.h"

#include <glib/gi18n.h>

/* In millionths of a US dollar. */
#define CENT 10000

/**
 * propus_usage_words_dup_amounts:
 * @sum: what was used
 *
 * Main thread only.
 *
 * Returns: (transfer full): tokens and money, as in "1,500 tokens, about US$0.25"
 */
char *
propus_usage_words_dup_amounts (const PropusUsageSum *sum)
{
  g_autofree char *tokens = NULL;
  g_autofree char *known = NULL;
  g_autofree char *unpriced = NULL;
  gulong n = (gulong) CLAMP (sum->tokens, 0, G_MAXLONG);

  if (sum->requests == 0)
    return g_strdup (_("Nothing yet"));

  /* Translators: a number of tokens */
  tokens = g_strdup_printf (ngettext ("%'lu token", "%'lu tokens", n), n);
  if (sum->unpriced >= sum->requests && sum->requests > 0)
    /* Translators: %s is a number of tokens, as in "1,500 tokens" */
    return g_strdup_printf (_("%s; the price is not known"), tokens);

  if (sum->cost > 0 && sum->cost < CENT)
    /* Translators: %s is a number of tokens, as in "1,500 tokens" */
    known = g_strdup_printf (_("%s, less than US$0.01"), tokens);
  else
    /* Translators: %s is a number of tokens, as in "1,500 tokens"; %.2f is an amount, as in 0.25 */
    known = g_strdup_printf (_("%s, about US$%.2f"), tokens, (double) sum->cost / PROPUS_USAGE_MICRO);
  if (sum->unpriced == 0)
    return g_steal_pointer (&known);

  unpriced = g_strdup_printf (ngettext ("the price of %lu request is not known",
                                        "the price of %lu requests is not known", (gulong) sum->unpriced),
                              (gulong) sum->unpriced);

  /* Translators: the first %s is "1,500 tokens, about US$0.25", the second "the price of 3 requests is not known" */
  return g_strdup_printf (_("%s; %s"), known, unpriced);
}

/**
 * propus_usage_words_get_key:
 * @id: of a key, as the ledger has it
 * @known: (nullable) (element-type PropusKeyInfo): the keys that there are; %NULL: they cannot be listed
 *
 * Main thread only.
 *
 * Returns: (transfer none): how a person calls the key; valid as long as @id and @known are
 */
const char *
propus_usage_words_get_key (const char *id,
                            GPtrArray  *known)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      PropusKeyInfo *key = g_ptr_array_index (known, i);
      const char *label = propus_key_info_get_label (key);

      if (g_strcmp0 (propus_key_info_get_id (key), id) == 0 && label != NULL && *label != '\0')
        return label;
    }

  if (g_str_equal (id, PROPUS_KEY_ID_SESSION))
    return _("Key for one session");
  if (g_str_equal (id, PROPUS_KEY_ID_GOOGLE_ENV))
    return "GOOGLE_API_KEY";
  if (g_str_equal (id, PROPUS_KEY_ID_GEMINI_ENV))
    return "GEMINI_API_KEY";

  return known != NULL ? _("Key that was removed") : _("Key that cannot be looked up");
}
