/* propus-markdown-writer.h - from blocks back to Markdown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-block.h"

G_BEGIN_DECLS

/* A stretch of a line: bytes @from to @to of its text. One that begins at 0 has its marker or its signs of a heading. */
typedef struct
{
  const PropusLine *line;
  gsize             from;
  gsize             to;
} PropusMarkdownPiece;

/* What they return reads as what it was made of; it need not be the source to the letter. Any thread. */
char *propus_markdown_write_prose (const PropusMarkdownPiece *pieces,
                                   guint                      n_pieces);
char *propus_markdown_write_code  (const char                *language,
                                   const char                *code);
char *propus_markdown_write_table (PropusMarkdownBlock       *table);

G_END_DECLS
