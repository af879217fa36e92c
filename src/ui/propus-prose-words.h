/* propus-prose-words.h - what a place in prose is, for those who hear it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-block.h"

G_BEGIN_DECLS

char *propus_prose_words_dup_line (const PropusLine *line);   /* NULL: a plain paragraph */
char *propus_prose_words_dup_link (const char       *url);

G_END_DECLS
