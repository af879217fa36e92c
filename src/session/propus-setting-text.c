/* propus-setting-text.c - why a model does not take a setting, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-setting-text.h"

#include <glib/gi18n.h>

/**
 * propus_setting_text_explain:
 *
 * Returns: (transfer none) (nullable): a sentence, translated; %NULL when there is nothing to explain
 */
const char *
propus_setting_text_explain (PropusUntaken untaken)
{
  switch (untaken)
    {
    case PROPUS_UNTAKEN_NEEDS_GEMINI_3:
      return _("This model takes a budget instead. Levels came with Gemini 3.");
    case PROPUS_UNTAKEN_ONLY_GEMINI_2_5:
      return _("This model takes a level instead. Budgets are for Gemini 2.5.");
    case PROPUS_UNTAKEN_DOES_NOT_THINK:
      return _("This model does not think before it answers.");
    case PROPUS_UNTAKEN_NO_TOOLS:
      return _("This model cannot use Google’s tools.");
    case PROPUS_UNTAKEN_NEEDS_GEMINI_2_5:
      return _("This model cannot. Gemini 2.5 and later can.");
    case PROPUS_UNTAKEN_NEEDS_GEMINI_2:
      return _("This model cannot. Gemini 2 and later can.");
    case PROPUS_UNTAKEN_NO_INSTRUCTION:
      return _("This model takes no system instruction. What is written here waits for another model.");
    case PROPUS_UNTAKEN_NO_MINIMAL:
      return _("This model does not think so little. It decides by itself.");
    case PROPUS_UNTAKEN_ALWAYS_THINKS:
      return _("This model always thinks. It decides by itself how much.");
    case PROPUS_UNTAKEN_JSON_OR_TOOLS:
      return _("This model cannot use tools and answer in JSON at the same time. Gemini 3 and later can.");
    case PROPUS_UNTAKEN_NOT:
    default:
      return NULL;
    }
}
