/* propus-answer.c - what an answer consists of and rests on, read from its message
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * propus_answer_dup_part:
 * @message: an answer
 * @index: of a raw part
 *
 * Returns: (transfer full): what that part is
 */
PropusAnswerPart *
propus_answer_dup_part (PropusMessage *message,
                        guint          index)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (message), NULL);
  g_return_val_if_fail (index < propus_message_get_n_raw_parts (message), NULL);

  return propus_answer_part_parse (propus_message_get_raw_part (message, index));
}

/**
 * propus_answer_is_plain:
 * @message: an answer
 *
 * Most answers are nothing but text, in thousands of parts that need not be read one by one to be shown.
 *
 * Returns: whether no part can be anything but text or thoughts; a cheap look, which may say no of one that is
 */
gboolean
propus_answer_is_plain (PropusMessage *message)
{
  static const char * const members[] = {
    "\"inlineData\":", "\"fileData\":", "\"executableCode\":", "\"codeExecutionResult\":", "\"functionCall\":", NULL,
  };

  g_return_val_if_fail (PROPUS_IS_MESSAGE (message), TRUE);

  for (guint i = 0; i < propus_message_get_n_raw_parts (message); i++)
    {
      const char *json = propus_message_get_raw_part (message, i);

      if (g_str_has_prefix (json, "{\"text\":"))
        continue;
      for (guint j = 0; members[j] != NULL; j++)
        if (strstr (json, members[j]) != NULL)
          return FALSE;
      if (strstr (json, "\"text\":") == NULL)
        return FALSE;
    }

  return TRUE;
}

/**
 * propus_answer_dup_sources:
 * @message: an answer that has ended
 *
 * Returns: (transfer full): what it rests on
 */
PropusAnswerSources *
propus_answer_dup_sources (PropusMessage *message)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (message), NULL);

  return propus_answer_sources_read (propus_message_get_facts (message), propus_message_get_text (message),
                                     propus_message_get_text_length (message), propus_message_get_raw_parts (message));
}

/**
 * propus_answer_read_usage:
 * @message: an answer
 * @usage: (out caller-allocates): what it cost, and how long it took
 */
void
propus_answer_read_usage (PropusMessage     *message,
                          PropusAnswerUsage *usage)
{
  g_return_if_fail (PROPUS_IS_MESSAGE (message));

  propus_answer_usage_read (usage, propus_message_get_usage (message), propus_message_get_facts (message));
}

/**
 * propus_answer_dup_model:
 * @message: an answer
 *
 * Returns: (transfer full) (nullable): the version of the model that answered, else the one that was asked
 */
char *
propus_answer_dup_model (PropusMessage *message)
{
  char *model;

  g_return_val_if_fail (PROPUS_IS_MESSAGE (message), NULL);

  model = propus_answer_facts_dup_model (propus_message_get_facts (message));
  return model != NULL ? model : g_strdup (propus_message_get_model (message));
}

/**
 * propus_answer_dup_model_status:
 * @message: an answer
 *
 * Returns: (transfer full) (nullable): what it said about its model; %NULL nothing
 */
PropusModelStatus *
propus_answer_dup_model_status (PropusMessage *message)
{
  g_return_val_if_fail (PROPUS_IS_MESSAGE (message), NULL);

  return propus_model_status_read_facts (propus_message_get_facts (message));
}

static const char *
get_category (const char *category)
{
  static const struct { const char *category; const char *name; } known[] = {
    { "HARM_CATEGORY_HARASSMENT", N_("harassment") },
    { "HARM_CATEGORY_HATE_SPEECH", N_("hate speech") },
    { "HARM_CATEGORY_SEXUALLY_EXPLICIT", N_("sexually explicit content") },
    { "HARM_CATEGORY_DANGEROUS_CONTENT", N_("dangerous content") },
    { "HARM_CATEGORY_CIVIC_INTEGRITY", N_("elections and politics") },
    { "HARM_CATEGORY_JAILBREAK", N_("getting around the rules") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (category, known[i].category))
      return _(known[i].name);

  return category;
}

/**
 * propus_answer_dup_harm:
 * @message: an answer that was blocked
 *
 * Returns: (transfer full) (nullable): a sentence that names what it was blocked for; %NULL when that is not known
 */
char *
propus_answer_dup_harm (PropusMessage *message)
{
  g_auto(GStrv) blocked = NULL;
  g_autoptr(GString) names = g_string_new (NULL);

  g_return_val_if_fail (PROPUS_IS_MESSAGE (message), NULL);

  blocked = propus_answer_facts_dup_blocked (propus_message_get_facts (message));
  for (guint i = 0; blocked != NULL && blocked[i] != NULL; i++)
    {
      if (i > 0)
        /* Translators: between two items of an enumeration */
        g_string_append (names, _(", "));
      g_string_append (names, get_category (blocked[i]));
    }

  if (names->len == 0)
    return NULL;

  /* Translators: %s is an enumeration such as “harassment, dangerous content” */
  return g_strdup_printf (_("The safety filter named: %s."), names->str);
}
