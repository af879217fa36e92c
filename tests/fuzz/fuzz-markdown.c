/* fuzz-markdown.c - any text as Markdown, in one piece and in many
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "block-text.h"
#include "fuzz.h"
#include "propus-markdown-stream.h"

/* Every text of a line is valid, and its spans lie in it, in order. */
static void
check_line (const PropusLine *line)
{
  guint done = 0;

  g_assert_true (g_utf8_validate (line->text, -1, NULL));
  for (guint i = 0; line->spans != NULL && i < line->spans->len; i++)
    {
      const PropusSpan *span = &g_array_index (line->spans, PropusSpan, i);

      g_assert_cmpuint (span->start, >=, done);
      g_assert_cmpuint (span->end, >, span->start);
      g_assert_true (((span->flags & PROPUS_SPAN_MATH) != 0) == (span->latex != NULL));
      done = span->end;
    }
  g_assert_cmpuint (done, <=, strlen (line->text));
}

static void
check_block (PropusMarkdownBlock *block)
{
  if (propus_markdown_block_get_kind (block) == PROPUS_BLOCK_PROSE)
    for (guint i = 0; i < propus_markdown_block_get_n_lines (block); i++)
      check_line (propus_markdown_block_get_line (block, i));
  else if (propus_markdown_block_get_kind (block) == PROPUS_BLOCK_TABLE)
    g_free (propus_markdown_block_to_tsv (block));
}

/* However the text comes, the blocks are the same when it has come; and blocks that did not change are the same objects. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  gsize length = strlen (text);
  g_autoptr(GPtrArray) whole = propus_markdown_parse (text);
  g_autoptr(PropusMarkdownStream) stream = propus_markdown_stream_new ();
  g_autoptr(GPtrArray) pieces = g_ptr_array_new ();
  g_autoptr(GRand) random = g_rand_new_with_seed (length > 0 ? (guint32) (guchar) text[length / 2] + (guint32) length : 1);
  int longest = length > 0 ? 2 + (guchar) text[length - 1] % 64 : 2;
  guint first = 0;

  for (gsize done = 0; done < length;)
    {
      gsize piece = (gsize) g_rand_int_range (random, 1, longest);

      piece = MIN (piece, length - done);
      propus_markdown_stream_append (stream, text + done, piece);
      done += piece;
      if (g_rand_boolean (random))
        propus_markdown_stream_update (stream, &first);
      g_assert_cmpuint (first, <=, propus_markdown_stream_get_n_blocks (stream));
    }
  propus_markdown_stream_finish (stream);
  propus_markdown_stream_update (stream, &first);

  for (guint i = 0; i < propus_markdown_stream_get_n_blocks (stream); i++)
    g_ptr_array_add (pieces, propus_markdown_stream_get_block (stream, i));
  for (guint i = 0; i < MAX (whole->len, pieces->len); i++)
    if (i >= whole->len || i >= pieces->len || !propus_markdown_block_equal (whole->pdata[i], pieces->pdata[i]))
      {
        g_autofree char *expected = block_text_dump (whole);
        g_autofree char *got = block_text_dump (pieces);

        g_printerr ("expected:\n%sgot:\n%s", expected, got);
        g_assert_not_reached ();
      }
  for (guint i = 0; i < whole->len; i++)
    check_block (whole->pdata[i]);

  return 0;
}
