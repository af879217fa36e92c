/* propus-prose-words.c - what a place in prose is, for those who hear it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prose-words.h"

#include "propus-link-policy.h"
#include "propus-markdown-marks.h"

#include <glib/gi18n.h>

/**
 * propus_prose_words_dup_line:
 * @line: a line
 *
 * Returns: (transfer full) (nullable): what kind of line it is; %NULL for a plain paragraph
 */
char *
propus_prose_words_dup_line (const PropusLine *line)
{
  if (line->kind == PROPUS_LINE_HEADING)
    /* Translators: Spoken when the caret comes to a heading; %u is its level, 1 to 6. */
    return g_strdup_printf (_("Heading level %u"), line->level);
  if (line->kind == PROPUS_LINE_RULE)
    return g_strdup (_("Separator"));
  if (line->kind == PROPUS_LINE_ITEM && line->depth > 1)
    /* Translators: Spoken when the caret comes to an item of a list in a list; %u is how deep it lies. */
    return g_strdup_printf (_("List item level %u"), line->depth);
  if (line->kind == PROPUS_LINE_ITEM)
    return g_strdup (_("List item"));
  if (line->quote > 0)
    return g_strdup (_("Quotation"));

  return NULL;
}

/**
 * propus_prose_words_dup_link:
 * @url: an allowed address
 *
 * Returns: (transfer full): that it is a link, and where to
 */
char *
propus_prose_words_dup_link (const char *url)
{
  g_autofree char *host = propus_link_policy_dup_host (url);
  guint number;

  if (propus_markdown_mark_parse_url (url, &number))
    /* Translators: tooltip of a number in an answer that leads to a source */
    return g_strdup_printf (_("Source %u"), number);
  if (host == NULL)
    return g_strdup (_("Text of a picture"));

  /* Translators: Spoken when the caret comes to a link; %s is a host name like example.org, or a mail address. */
  return g_strdup_printf (_("Link to %s"), host);
}
