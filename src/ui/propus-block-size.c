/* propus-block-size.c - about how high is what has not been laid out?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-block-size.h"

#include "propus-limits.h"

#include <string.h>

/* Pixels, at the usual size of the letters. A scroll bar is all that a wrong guess moves. */
#define LETTER_WIDTH 7
#define LINE_HEIGHT 23
#define PARAGRAPH_GAP 12
#define CODE_LINE_HEIGHT 19
#define CODE_FRAME 56
#define ROW_HEIGHT 30
#define TABLE_FRAME 40

static int
guess_line (const PropusLine *line,
            int               width)
{
  gsize letters = (gsize) MAX (width / LETTER_WIDTH, 1);

  return (int) (strlen (line->text) / letters + 1) * LINE_HEIGHT + PARAGRAPH_GAP;
}

static guint
count_lines (const char *code)
{
  guint n = 1;

  for (const char *p = strchr (code, '\n'); p != NULL && n < PROPUS_LIMIT_CODE_LINES; p = strchr (p + 1, '\n'))
    n++;

  return n;
}

static int
guess_block (PropusMarkdownBlock *block,
             int                  width)
{
  int height = CODE_FRAME;

  switch (propus_markdown_block_get_kind (block))
    {
    case PROPUS_BLOCK_PROSE:
      height = 0;
      for (guint i = 0; i < propus_markdown_block_get_n_lines (block); i++)
        height += guess_line (propus_markdown_block_get_line (block, i), width);
      return height;

    case PROPUS_BLOCK_CODE:
      return height + (int) count_lines (propus_markdown_block_get_code (block)) * CODE_LINE_HEIGHT;

    case PROPUS_BLOCK_TABLE:
      return TABLE_FRAME + (int) propus_markdown_block_get_n_rows (block) * ROW_HEIGHT;

    case PROPUS_BLOCK_MATH:
    default:
      return height;
    }
}

/**
 * propus_block_size_guess:
 * @stream: an answer
 * @first: the first of some of its blocks
 * @end: past the last of them
 * @width: pixels
 *
 * Returns: about how many pixels high these blocks will be
 */
int
propus_block_size_guess (PropusMarkdownStream *stream,
                         guint                 first,
                         guint                 end,
                         int                   width)
{
  int height = 0;

  for (guint i = first; i < end; i++)
    height += guess_block (propus_markdown_stream_get_block (stream, i), width);

  return height;
}
