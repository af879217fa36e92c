/* propus-pass-text.h - a pass in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-session.h"

G_BEGIN_DECLS

/* Where the lines to paste are for. */
typedef enum
{
  PROPUS_PASS_LINES_SHELL,
  PROPUS_PASS_LINES_PYTHON,
  PROPUS_PASS_LINES_JAVASCRIPT,
  PROPUS_PASS_N_LINES,
} PropusPassLines;

const char *propus_pass_text_get_state    (PropusPassState       state);
const char *propus_pass_text_get_icon     (PropusPassState       state);
const char *propus_pass_text_get_remedy   (PropusPassState       state);
char       *propus_pass_text_dup_amounts  (const PropusUsageSum *sum);
char       *propus_pass_text_dup_last_use (PropusPassInfo       *pass);
char       *propus_pass_text_dup_summary  (PropusPassInfo       *pass);
char       *propus_pass_text_dup_end      (gint64                expires);
char       *propus_pass_text_dup_failure  (PropusFailure        *failure,
                                           const char           *fallback);
char       *propus_pass_text_dup_lines    (PropusPassInfo       *pass,
                                           PropusPassLines       lines);

G_END_DECLS
