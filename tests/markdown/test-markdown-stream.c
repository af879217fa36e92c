/* test-markdown-stream.c - however the text arrives, the blocks are the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "block-text.h"
#include "propus-limits.h"
#include "propus-markdown-builder.h"
#include "propus-markdown-stream.h"

#include <string.h>

/* PROPUS_TEST_DOCUMENTS asks for more. */
#define N_DOCUMENTS 8000

/* Lines that begin, end, interrupt or resemble other things. */
static const char * const lines[] = {
  "", "", "", "  ", "\t", "plain words", "  two spaces before", "    code by indentation", "\tcode by a tab",
  "# heading", "####### no heading", "===", "---", "***", "- item", "* other item", "+ third kind", "  - nested",
  "    - deeper", "      text of it", "1. one", "2. two", "7) paren", "10. ten", "   continuation", "-", "- ", "1.",
  "- [ ] to do", "- [x] done", "> quote", ">", "> > twice", "> - item in it", "> ```", "lazy line",
  "```", "```c", "````", "~~~", "~~~ python title", "  ```", "   ~~~~", "``", "int main (void);", "  \tmixed", " ``` x",
  "| a | b |", "|---|:-:|", "|:--|--:|", "| 1 | 2 |", "| `x|y` | **z** |", "a | b", "--|--", "|", "| - |", "|x", "\\| no",
  "<div>", "</div>", "<!-- comment", "-->", "<script>alert(1)</script>", "<br>", "text <b>bold</b>",
  "[ref]: https://example.org/a", "[ref]", "[ref]: <", "[open", "](https://example.org)", "[x](javascript:alert)",
  "![alt](https://example.org/p.png)", "**strong", "*em*", "**both*", "`code", "``co`de``", "~~gone~~", "~one~",
  "hard  ", "break\\", "https://example.com/x", "www.example.org", "a@b.example", "&amp; &#x202e; &copy;",
  "中文段落", "接著的一行", "\xe2\x80\xaeturned", "\xf3\xa0\x81\x81tag", "- ```", "  code in an item", "1. ```sh", "   ls", "   ```",
  "- > quote in item", "- | a | b |", "  |---|---|", "  | 1 | 2 |", "- - - a", "* * *", "_ _ _", "- # heading in item",
  "\xef\xbb\xbf# mark", "word\rcarriage", "\\", "  ===", "   ---", "    ---", "2. late", "  1. sub", "     2. sub",
  "a note[^1] here", "[^1]: the note", "[^b]: other **note**", "[^b][^c]", "    more of the note", "[^1]:", "  [^c]: ```", "- [^1]: no",
  "> [^2]: no", "[^1]: again", "[^never] [^9]", "$$", "$$", "x = \\frac{1}{2} \\\\", "$$ y_1 $$", "$$ z", "z $$", "= b", "- c", "+ d",
  "\\[", "\\]", "\\[ a^2 \\]", "\\[ b", "b \\] tail *em*", "inline $x_1$ and \\(y\\)", "$5 and $10", "text $$d$$ more", "so $$",
  "\\begin{align}", "a &= b \\\\", "\\end{align}", "- $$", "  w", "  $$", "> $$", "> v", "> $$", "1. \\[ q", "   \\]", "`$a$` \\$b$",
  "| $a$ | \\(b\\) |", "\\(", "x\\)", "$$$", "   $$ indented $$.", "    $$", "\\[1\\] \\*", "$*a*$ *$b*$", "[$x$](https://a.example)",
  "# heading $h$ [^1]", "**$$e$$**", "$`g`$", "中$z$文[^1]", "\xef\xb7\x91\xef\xb7\x95hidden",
};

static char *
make_document (GRand *random)
{
  GString *text = g_string_new (NULL);
  int n = g_rand_int_range (random, 1, g_rand_boolean (random) ? 8 : 30);

  for (int i = 0; i < n; i++)
    {
      g_string_append (text, lines[g_rand_int_range (random, 0, G_N_ELEMENTS (lines))]);
      if (i < n - 1 || g_rand_boolean (random))
        g_string_append (text, g_rand_int_range (random, 0, 12) == 0 ? "\r\n" : "\n");
    }

  return g_string_free (text, FALSE);
}

static GPtrArray *
copy_blocks (PropusMarkdownStream *stream)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_markdown_block_unref);

  for (guint i = 0; i < propus_markdown_stream_get_n_blocks (stream); i++)
    g_ptr_array_add (blocks, propus_markdown_block_ref (propus_markdown_stream_get_block (stream, i)));

  return blocks;
}

/* Updates, and checks the promise that blocks before the first changed one are the same objects. */
static void
update_checked (PropusMarkdownStream *stream)
{
  g_autoptr(GPtrArray) before = copy_blocks (stream);
  guint first = 0;

  propus_markdown_stream_update (stream, &first);
  g_assert_cmpuint (first, <=, propus_markdown_stream_get_n_blocks (stream));
  g_assert_cmpuint (first, <=, before->len);
  for (guint i = 0; i < first; i++)
    g_assert_true (before->pdata[i] == propus_markdown_stream_get_block (stream, i));
}

static GPtrArray *
parse_in_pieces (const char *text,
                 GRand      *random,
                 int         longest)
{
  g_autoptr(PropusMarkdownStream) stream = propus_markdown_stream_new ();
  gsize length = strlen (text);

  for (gsize done = 0; done < length;)
    {
      gsize piece = (gsize) g_rand_int_range (random, 1, longest);

      piece = MIN (piece, length - done);
      propus_markdown_stream_append (stream, text + done, piece);
      done += piece;
      if (g_rand_int_range (random, 0, 3) > 0)
        update_checked (stream);
    }
  propus_markdown_stream_finish (stream);
  update_checked (stream);

  return copy_blocks (stream);
}

static GPtrArray *
build (const char          *source,
       PropusMarkdownNotes *notes)
{
  g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_markdown_block_unref);
  g_autoptr(PropusMarkdownBuilder) builder = propus_markdown_builder_new (blocks);
  cmark_node *document = propus_markdown_parse_tree (NULL, 0, source, strlen (source));

  propus_markdown_builder_set_source (builder, source, 0, 1);
  propus_markdown_builder_set_notes (builder, notes, FALSE);
  for (cmark_node *node = cmark_node_first_child (document); node != NULL; node = cmark_node_next (node))
    propus_markdown_builder_add_node (builder, node, 0);
  cmark_node_free (document);

  return g_steal_pointer (&blocks);
}

/* The whole as cmark-gfm sees it, without any of the stream's shortcuts: once for the labels of the footnotes, and once
 * more when they are known. */
static GPtrArray *
parse_at_once (const char *text)
{
  g_autoptr(PropusMarkdownStream) stream = propus_markdown_stream_new ();
  g_autoptr(PropusMarkdownNotes) notes = propus_markdown_notes_new ();
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) blocks = NULL;
  const char *source;

  propus_markdown_stream_append (stream, text, strlen (text));
  propus_markdown_stream_finish (stream);
  source = propus_markdown_stream_get_source (stream);
  first = build (source, notes);
  propus_markdown_notes_resolve (notes);
  blocks = build (source, notes);
  propus_markdown_notes_append (notes, blocks);

  return g_steal_pointer (&blocks);
}

static gboolean
same_blocks (GPtrArray  *a,
             GPtrArray  *b,
             const char *text)
{
  gboolean same = a->len == b->len;

  for (guint i = 0; same && i < a->len; i++)
    same = propus_markdown_block_equal (a->pdata[i], b->pdata[i])
           && propus_markdown_block_get_hash (a->pdata[i]) == propus_markdown_block_get_hash (b->pdata[i]);
  if (!same)
    {
      g_autofree char *dump_a = block_text_dump (a);
      g_autofree char *dump_b = block_text_dump (b);
      g_autofree char *escaped = g_strescape (text, NULL);

      g_test_message ("source: %s\nexpected:\n%s\ngot:\n%s", escaped, dump_a, dump_b);
    }

  return same;
}

static void
test_pieces (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (20261122);
  const char *wanted = g_getenv ("PROPUS_TEST_DOCUMENTS");
  guint n_documents = wanted != NULL ? (guint) g_ascii_strtoull (wanted, NULL, 10) : N_DOCUMENTS;
  guint differ = 0;

  for (guint i = 0; i < n_documents; i++)
    {
      g_autofree char *text = make_document (random);
      g_autoptr(GPtrArray) whole = parse_at_once (text);
      g_autoptr(GPtrArray) once = propus_markdown_parse (text);
      g_autoptr(GPtrArray) pieces = parse_in_pieces (text, random, 1 + g_rand_int_range (random, 1, 40));

      if (!same_blocks (whole, pieces, text) || !same_blocks (whole, once, text))
        differ++;
    }
  g_test_message ("%u documents, %u differ", n_documents, differ);
  g_assert_cmpuint (differ, ==, 0);
}

/* Documents of several windows: cut at the same places whatever the pieces. */
static void
test_long_documents (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GPtrArray) once = NULL;
      g_autoptr(GPtrArray) pieces = NULL;
      guint kind = i % 8;

      while (text->len < 100000)
        {
          const char *line = lines[g_rand_int_range (random, 0, G_N_ELEMENTS (lines))];

          g_string_append (text, kind == 0 ? "- item of a long list\n" : kind == 1 ? "| row | of | table |\n"
                                 : kind == 2 ? "word " : kind == 3 ? "<a@b" : line);
          if (kind == 1 && text->len < 30)
            g_string_append (text, "|---|---|---|\n");
          if (kind > 3)
            g_string_append_c (text, kind == 4 && strcmp (line, "") != 0 ? ' ' : '\n');
        }
      once = propus_markdown_parse (text->str);
      pieces = parse_in_pieces (text->str, random, 9000);
      g_assert_true (same_blocks (once, pieces, ""));
    }
}

/* The comparison can fail: an unfinished stream is another thing than the whole. */
static void
test_comparison (void)
{
  g_autoptr(PropusMarkdownStream) stream = propus_markdown_stream_new ();
  g_autoptr(GPtrArray) whole = propus_markdown_parse ("**a**");
  g_autoptr(GPtrArray) part = NULL;
  guint first;

  propus_markdown_stream_append (stream, "**a*", 4);
  propus_markdown_stream_update (stream, &first);
  part = copy_blocks (stream);
  g_assert_false (same_blocks (whole, part, "**a**"));
}

static void
test_open_fence (void)
{
  g_autoptr(PropusMarkdownStream) stream = propus_markdown_stream_new ();
  PropusMarkdownBlock *block;
  guint first;

  propus_markdown_stream_append (stream, "text\n\n```c\nint", 14);
  propus_markdown_stream_update (stream, &first);
  g_assert_cmpuint (propus_markdown_stream_get_n_blocks (stream), ==, 2);
  block = propus_markdown_stream_get_block (stream, 1);
  g_assert_true (propus_markdown_block_is_open (block));
  g_assert_cmpstr (propus_markdown_block_get_code (block), ==, "int");

  propus_markdown_stream_append (stream, " i;\n``", 6);
  propus_markdown_stream_update (stream, &first);
  g_assert_cmpuint (first, ==, 1);
  g_assert_true (propus_markdown_stream_get_block (stream, 1) == block);
  g_assert_cmpstr (propus_markdown_block_get_code (block), ==, "int i;");

  propus_markdown_stream_append (stream, "`\nafter", 7);
  propus_markdown_stream_update (stream, &first);
  g_assert_true (propus_markdown_stream_get_block (stream, 1) == block);
  g_assert_false (propus_markdown_block_is_open (block));
  g_assert_cmpuint (propus_markdown_stream_get_n_blocks (stream), ==, 3);
}

/* A list of a megabyte stays a list, numbered through, and each update costs what came. */
static void
test_long_list (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) blocks = NULL;
  const PropusLine *line;

  for (guint i = 1; i <= 20000; i++)
    g_string_append (text, "1. an item of some length, to fill more than one window\n");
  blocks = propus_markdown_parse (text->str);
  g_assert_cmpuint (blocks->len, ==, 20000);
  line = propus_markdown_block_get_line (blocks->pdata[19999], 0);
  g_assert_cmpstr (line->marker, ==, "20000.");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown/stream/comparison-can-fail", test_comparison);
  g_test_add_func ("/markdown/stream/open-fence", test_open_fence);
  g_test_add_func ("/markdown/stream/long-list", test_long_list);
  g_test_add_func ("/markdown/stream/random-pieces", test_pieces);
  g_test_add_func ("/markdown/stream/long-documents", test_long_documents);

  return g_test_run ();
}
