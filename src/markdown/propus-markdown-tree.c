/* propus-markdown-tree.c - from Markdown to cmark-gfm's tree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-markdown-filter.h"
#include "propus-markdown-syntax.h"
#include "propus-markdown-tree.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <string.h>

/* cmark-gfm keeps which characters its extensions look for in a table that all parsers share; each parse sets it and
 * clears it again. An export parses beside the window, in a thread of its own. */
static GMutex parse_mutex;

static void
attach_extensions (cmark_parser *parser)
{
  static const char * const names[] = { "table", "strikethrough", "autolink", "tasklist" };
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      cmark_gfm_core_extensions_ensure_registered ();
      g_once_init_leave (&once, 1);
    }

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      cmark_syntax_extension *extension = cmark_find_syntax_extension (names[i]);

      if (extension != NULL)
        cmark_parser_attach_syntax_extension (parser, extension);
    }
}

static gsize
count_byte (const char *text,
            gsize       length,
            char        byte)
{
  gsize n = 0;

  for (const char *p = text; (p = memchr (p, byte, (gsize) (text + length - p))) != NULL; p++)
    n++;

  return n;
}

/* Is "[^" at @text the beginning of "[^label]"? */
static gboolean
begins_note (const char *text,
             gsize       length)
{
  gsize i = 2;

  if (length < 4 || text[0] != '[' || text[1] != '^')
    return FALSE;

  while (i < length && i < PROPUS_LIMIT_FOOTNOTE_LABEL && (guchar) text[i] > ' ' && strchr ("[]^\\`", text[i]) == NULL)
    i++;

  return i > 2 && i < length && text[i] == ']';
}

/* How many bytes at @text become the character @hidden? 0: none. */
static gsize
find_hidden (const char  *text,
             gsize        length,
             const char **hidden)
{
  static const char * const brackets = "()[]";
  const char *found;

  if (*text == '[' && begins_note (text, length))
    {
      *hidden = PROPUS_FILTER_HIDDEN_NOTE;
      return 2;
    }
  if (length < 2 || *text != '\\' || text[1] == '\0')
    return 0;

  found = strchr (brackets, text[1]);
  if (found == NULL)
    return 0;
  *hidden = found == brackets ? PROPUS_FILTER_HIDDEN_OPEN : found == brackets + 1 ? PROPUS_FILTER_HIDDEN_CLOSE
          : found == brackets + 2 ? PROPUS_FILTER_HIDDEN_OPEN_DISPLAY : PROPUS_FILTER_HIDDEN_CLOSE_DISPLAY;

  return 2;
}

/* cmark-gfm takes the backslash off "\(" before an extension sees it, and "[^1]: x" for a link definition. */
static void
feed_hidden (cmark_parser *parser,
             const char   *line,
             gsize         length,
             gboolean      hide_pipes)
{
  g_autoptr(GString) out = g_string_sized_new (length + length / 2 + 16);
  const char *hidden = NULL;
  gsize pipes = 0;

  for (gsize i = 0; i < length;)
    {
      gsize taken = find_hidden (line + i, length - i, &hidden);

      if (taken > 0)
        {
          g_string_append (out, hidden);
          i += taken;
        }
      else if (line[i] == '\\' && i + 1 < length && line[i + 1] == '\\')
        {
          g_string_append (out, "\\\\");
          i += 2;
        }
      else if (line[i] == '|' && hide_pipes && ++pipes > PROPUS_LIMIT_MARKDOWN_PIPES)
        {
          g_string_append (out, PROPUS_FILTER_HIDDEN_PIPE);
          i++;
        }
      else
        {
          g_string_append_c (out, line[i++]);
        }
    }
  cmark_parser_feed (parser, out->str, out->len);
}

/* A line of 40,000 pipes takes cmark-gfm 10 s: past a number per line they are hidden from it. */
static void
feed (cmark_parser *parser,
      const char   *text,
      gsize         length)
{
  for (gsize done = 0; done < length;)
    {
      const char *line = text + done;
      const char *newline = memchr (line, '\n', length - done);
      gsize line_length = newline != NULL ? (gsize) (newline + 1 - line) : length - done;
      gboolean pipes = count_byte (line, line_length, '|') > PROPUS_LIMIT_MARKDOWN_PIPES;

      if (pipes || memchr (line, '\\', line_length) != NULL || memmem (line, line_length, "[^", 2) != NULL)
        feed_hidden (parser, line, line_length, pipes);
      else
        cmark_parser_feed (parser, line, line_length);
      done += line_length;
    }
}

/**
 * propus_markdown_parse_tree:
 * @prefix: (nullable): whole lines to be read before @text
 * @prefix_length: their length in bytes
 * @text: Markdown
 * @length: its length in bytes
 *
 * Beside what cmark-gfm knows the tree has formulas and footnotes: propus-markdown-syntax.h tells them.
 *
 * Returns: (transfer full): the document; free it with cmark_node_free()
 */
cmark_node *
propus_markdown_parse_tree (const char *prefix,
                            gsize       prefix_length,
                            const char *text,
                            gsize       length)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&parse_mutex);
  cmark_parser *parser = cmark_parser_new (CMARK_OPT_DEFAULT);
  cmark_node *document;

  propus_markdown_syntax_attach (parser, TRUE);
  attach_extensions (parser);
  if (prefix_length > 0)
    feed (parser, prefix, prefix_length);
  feed (parser, text, length);
  document = cmark_parser_finish (parser);
  cmark_parser_free (parser);

  return document;
}

/**
 * propus_markdown_parse_piece:
 * @text: Markdown that has been read in vain as a displayed formula, or stands behind one; as the parser saw it
 * @length: its length in bytes
 *
 * Returns: (transfer full): the document, without displayed formulas and definitions of footnotes
 */
cmark_node *
propus_markdown_parse_piece (const char *text,
                             gsize       length)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&parse_mutex);
  cmark_parser *parser = cmark_parser_new (CMARK_OPT_DEFAULT);
  cmark_node *document;

  propus_markdown_syntax_attach (parser, FALSE);
  attach_extensions (parser);
  cmark_parser_feed (parser, text, length);
  document = cmark_parser_finish (parser);
  cmark_parser_free (parser);

  return document;
}

/**
 * propus_markdown_node_is:
 * @node: a node
 * @type: the name of a type
 *
 * Returns: whether @node is of that type
 */
gboolean
propus_markdown_node_is (cmark_node *node,
                         const char *type)
{
  return strcmp (cmark_node_get_type_string (node), type) == 0;
}

/**
 * propus_markdown_node_get_line:
 * @node: a block
 *
 * cmark-gfm is wrong about one case: where the last line of a paragraph turns out to be the header of a table, the
 * paragraph has no line, and the table says the paragraph's.
 *
 * Returns: the line that @node begins in
 */
int
propus_markdown_node_get_line (cmark_node *node)
{
  int line = cmark_node_get_start_line (node);
  cmark_node *next = cmark_node_next (node);
  cmark_node *header;

  if (line == 0 && next != NULL)
    return cmark_node_get_start_line (next);
  if (!propus_markdown_node_is (node, "table"))
    return line;

  header = cmark_node_first_child (node);
  if (header != NULL && cmark_node_next (header) != NULL)
    return cmark_node_get_start_line (cmark_node_next (header)) - 2;

  return MAX (line, cmark_node_get_end_line (node) - 1);
}

/**
 * propus_markdown_node_dup_aligns:
 * @table: a table
 * @n_columns: (out): its number of columns, at most %PROPUS_LIMIT_TABLE_COLUMNS
 * @cut: (out): whether it has more
 *
 * Returns: (transfer full) (nullable): the alignment of each column
 */
PropusAlign *
propus_markdown_node_dup_aligns (cmark_node *table,
                                 guint      *n_columns,
                                 gboolean   *cut)
{
  guint n = cmark_gfm_extensions_get_table_columns (table);
  const guint8 *letters = cmark_gfm_extensions_get_table_alignments (table);
  PropusAlign *aligns;

  *cut = n > PROPUS_LIMIT_TABLE_COLUMNS;
  *n_columns = MIN (n, PROPUS_LIMIT_TABLE_COLUMNS);
  aligns = g_new0 (PropusAlign, *n_columns + 1);
  for (guint i = 0; i < *n_columns && letters != NULL; i++)
    aligns[i] = letters[i] == 'l' ? PROPUS_ALIGN_LEFT
              : letters[i] == 'c' ? PROPUS_ALIGN_CENTER
              : letters[i] == 'r' ? PROPUS_ALIGN_RIGHT
              : PROPUS_ALIGN_NONE;

  return aligns;
}
