/* propus-markdown-builder.c - from cmark-gfm's tree to blocks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-link-policy.h"
#include "propus-limits.h"
#include "propus-markdown-builder.h"
#include "propus-markdown-fence.h"
#include "propus-markdown-filter.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define LINE_SEPARATOR "\342\200\250"

/* A line with more white space than this does not count as blank: looking back has to be cheap. */
#define MAX_BLANK 64

typedef struct
{
  gboolean ordered;
  gboolean paren;
  guint    next;      /* number of the next item */
} List;

/* The tree is walked with cmark's iterator, not by recursion: its depth is the text's choice. */
struct _PropusMarkdownBuilder
{
  GPtrArray  *blocks;

  const char *source;     /* the whole source, for looking back from a node's line */
  gsize       cursor;     /* where line cursor_line of the parsed text begins */
  int         cursor_line;

  GArray     *lines;      /* of PropusLine: prose that is not a block yet */
  GArray     *lists;      /* of List */
  guint       quote;
  char       *marker;     /* of an item whose first line has not come yet */
  gboolean    marker_loose;

  GString    *text;       /* of the line in the making */
  GArray     *spans;
  guint       strong;
  guint       emphasis;
  guint       strike;
  GPtrArray  *links;      /* of char*: addresses of open links, "" one that is not allowed */
  char       *image;      /* address of the open image, "" not allowed */
  gsize       image_start;
  guint       image_depth;
};

/* --- the tree --- */

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
      gsize pipes = 0;

      if (count_byte (line, line_length, '|') <= PROPUS_LIMIT_MARKDOWN_PIPES)
        {
          cmark_parser_feed (parser, line, line_length);
        }
      else
        {
          g_autoptr(GString) hidden = g_string_sized_new (line_length * 3);

          for (gsize i = 0; i < line_length; i++)
            if (line[i] == '|' && ++pipes > PROPUS_LIMIT_MARKDOWN_PIPES)
              g_string_append (hidden, PROPUS_FILTER_HIDDEN_PIPE);
            else
              g_string_append_c (hidden, line[i]);
          cmark_parser_feed (parser, hidden->str, hidden->len);
        }
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
 * Returns: (transfer full): the document; free it with cmark_node_free()
 */
cmark_node *
propus_markdown_parse_tree (const char *prefix,
                            gsize       prefix_length,
                            const char *text,
                            gsize       length)
{
  cmark_parser *parser = cmark_parser_new (CMARK_OPT_DEFAULT);
  cmark_node *document;

  attach_extensions (parser);
  if (prefix_length > 0)
    feed (parser, prefix, prefix_length);
  feed (parser, text, length);
  document = cmark_parser_finish (parser);
  cmark_parser_free (parser);

  return document;
}

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

/* --- the builder --- */

/**
 * propus_markdown_builder_new:
 * @blocks: of PropusMarkdownBlock; what is built is added to it
 *
 * Returns: (transfer full): a builder
 */
PropusMarkdownBuilder *
propus_markdown_builder_new (GPtrArray *blocks)
{
  PropusMarkdownBuilder *self = g_new0 (PropusMarkdownBuilder, 1);

  self->blocks = g_ptr_array_ref (blocks);
  self->lines = propus_line_array_new ();
  self->lists = g_array_new (FALSE, FALSE, sizeof (List));
  self->text = g_string_new (NULL);
  self->links = g_ptr_array_new_with_free_func (g_free);
  self->source = "";
  self->cursor_line = 1;

  return self;
}

void
propus_markdown_builder_free (PropusMarkdownBuilder *self)
{
  g_ptr_array_unref (self->blocks);
  g_array_unref (self->lines);
  g_array_unref (self->lists);
  g_string_free (self->text, TRUE);
  g_clear_pointer (&self->spans, g_array_unref);
  g_ptr_array_unref (self->links);
  g_free (self->marker);
  g_free (self->image);
  g_free (self);
}

/**
 * propus_markdown_builder_set_source:
 * @self: a builder
 * @source: the whole source; must outlive the building
 * @offset: where the parsed text begins in it
 * @first_line: the number of that line in the tree (more than 1 after a prefix)
 */
void
propus_markdown_builder_set_source (PropusMarkdownBuilder *self,
                                    const char            *source,
                                    gsize                  offset,
                                    int                    first_line)
{
  self->source = source;
  self->cursor = offset;
  self->cursor_line = first_line;
}

/**
 * propus_markdown_builder_get_offset:
 * @self: a builder
 * @line: a line of the tree; lines must be asked for in order
 *
 * Returns: where the line begins in the source
 */
gsize
propus_markdown_builder_get_offset (PropusMarkdownBuilder *self,
                                    int                    line)
{
  while (self->cursor_line < line)
    {
      const char *newline = strchr (self->source + self->cursor, '\n');

      if (newline == NULL)
        break;
      self->cursor = (gsize) (newline + 1 - self->source);
      self->cursor_line++;
    }

  return self->cursor;
}

/* Is the line before this node blank (but for the signs of quotes)? Looked up in the source, so that it does not matter
 * in how many pieces the source is parsed. */
static gboolean
is_after_blank (PropusMarkdownBuilder *self,
                cmark_node            *node)
{
  gsize start = propus_markdown_builder_get_offset (self, propus_markdown_node_get_line (node));

  if (start == 0)
    return FALSE;

  for (const char *p = self->source + start - 1; p > self->source; p--)
    {
      if (p[-1] == '\n')
        return TRUE;
      if ((p[-1] != ' ' && p[-1] != '\t' && p[-1] != '>') || self->source + start - p > MAX_BLANK)
        return FALSE;
    }

  return TRUE;
}

static guint
clamp_nesting (guint depth)
{
  return MIN (depth, PROPUS_LIMIT_NESTING);
}

/* Closes the line in the making; takes over text and spans. */
static void
end_line (PropusMarkdownBuilder *self,
          PropusLineKind         kind,
          guint                  level,
          gboolean               loose)
{
  PropusLine line = { 0 };

  if (self->lists->len > 0 && kind != PROPUS_LINE_RULE)
    kind = self->marker != NULL ? PROPUS_LINE_ITEM : PROPUS_LINE_CONTINUATION;

  line.kind = kind;
  line.level = level;
  line.depth = clamp_nesting (self->lists->len);
  line.quote = clamp_nesting (self->quote);
  line.loose = self->marker != NULL ? self->marker_loose : loose;
  line.marker = g_steal_pointer (&self->marker);
  line.text = g_strndup (self->text->str, self->text->len);
  line.spans = g_steal_pointer (&self->spans);
  g_array_append_val (self->lines, line);
  g_string_truncate (self->text, 0);
}

/* An item that begins with something else than text still shows its marker. */
static void
flush_marker (PropusMarkdownBuilder *self)
{
  if (self->marker != NULL)
    end_line (self, PROPUS_LINE_ITEM, 0, FALSE);
}

static void
flush_prose (PropusMarkdownBuilder *self)
{
  flush_marker (self);
  if (self->lines->len == 0)
    return;

  g_ptr_array_add (self->blocks, propus_markdown_block_new_prose (g_steal_pointer (&self->lines)));
  self->lines = propus_line_array_new ();
}

/* --- inlines --- */

static PropusSpanFlags
get_style (PropusMarkdownBuilder  *self,
           const char            **url)
{
  const char *link = self->links->len > 0 ? self->links->pdata[self->links->len - 1] : "";
  PropusSpanFlags flags = 0;

  if (self->strong > 0)
    flags |= PROPUS_SPAN_STRONG;
  if (self->emphasis > 0)
    flags |= PROPUS_SPAN_EMPHASIS;
  if (self->strike > 0)
    flags |= PROPUS_SPAN_STRIKE;
  if (*link != '\0')
    flags |= PROPUS_SPAN_LINK;
  if (self->image != NULL)
    flags |= PROPUS_SPAN_IMAGE;

  *url = *link != '\0' ? link : self->image != NULL && *self->image != '\0' ? self->image : NULL;

  return flags;
}

static void
add_text (PropusMarkdownBuilder *self,
          PropusFilter           filter,
          const char            *text,
          PropusSpanFlags        extra)
{
  const char *url = NULL;
  PropusSpanFlags flags = get_style (self, &url) | extra;
  gsize start = self->text->len;

  if (text == NULL)
    return;

  propus_markdown_filter_append (self->text, filter, text, strlen (text));
  propus_span_array_add (&self->spans, (guint) start, (guint) self->text->len, flags, url, NULL);
}

static void
add_break (PropusMarkdownBuilder *self,
           const char            *text)
{
  const char *url = NULL;
  PropusSpanFlags flags = get_style (self, &url);
  gsize start = self->text->len;

  g_string_append (self->text, text);
  propus_span_array_add (&self->spans, (guint) start, (guint) self->text->len, flags, url, NULL);
}

/* Models write "<br>" in table cells, where Markdown has no other way to break a line. All other HTML is text. */
static gboolean
is_line_break (const char *html)
{
  return g_ascii_strcasecmp (html, "<br>") == 0 || g_ascii_strcasecmp (html, "<br/>") == 0
         || g_ascii_strcasecmp (html, "<br />") == 0;
}

static char *
dup_allowed (const char *url)
{
  return g_strdup (propus_link_policy_allows (url) ? url : "");
}

/* A picture of the net is never loaded: its address could carry out what the answer knows. */
static void
enter_image (PropusMarkdownBuilder *self,
             cmark_node            *node)
{
  if (self->image_depth++ > 0)
    return;

  self->image = dup_allowed (cmark_node_get_url (node));
  self->image_start = self->text->len;
}

static void
exit_image (PropusMarkdownBuilder *self)
{
  g_autofree char *host = NULL;
  g_autofree char *words = NULL;
  const char *alt;

  if (--self->image_depth > 0)
    return;

  alt = self->text->str + self->image_start;
  host = propus_link_policy_dup_host (self->image);
  if (host != NULL && *alt != '\0')
    /* Translators: stands for a picture that is not loaded; %1$s is its description, %2$s the host it lies on. */
    words = g_strdup_printf (_("[Picture: %1$s — %2$s]"), alt, host);
  else if (host != NULL || *alt != '\0')
    /* Translators: stands for a picture that is not loaded; %s is its description or the host it lies on. */
    words = g_strdup_printf (_("[Picture: %s]"), host != NULL ? host : alt);
  else
    words = g_strdup (_("[Picture]"));

  while (self->spans != NULL && self->spans->len > 0
         && g_array_index (self->spans, PropusSpan, self->spans->len - 1).start >= self->image_start)
    g_array_set_size (self->spans, self->spans->len - 1);
  if (self->spans != NULL && self->spans->len > 0)
    {
      PropusSpan *last = &g_array_index (self->spans, PropusSpan, self->spans->len - 1);

      last->end = MIN (last->end, (guint) self->image_start);
    }
  g_string_truncate (self->text, self->image_start);
  add_text (self, PROPUS_FILTER_PROSE, words, 0);
  g_clear_pointer (&self->image, g_free);
}

static void
exit_link (PropusMarkdownBuilder *self,
           cmark_node            *node)
{
  const char *url = self->links->pdata[self->links->len - 1];

  if (cmark_node_first_child (node) == NULL && *url != '\0')
    {
      g_autofree char *host = propus_link_policy_dup_host (url);

      add_text (self, PROPUS_FILTER_PROSE, host, 0);
    }
  g_ptr_array_set_size (self->links, (int) self->links->len - 1);
}

static gboolean
walk_styled (PropusMarkdownBuilder *self,
             cmark_node            *node,
             gboolean               enter)
{
  cmark_node_type type = cmark_node_get_type (node);
  guint *counter = NULL;

  if (type == CMARK_NODE_LINK)
    {
      if (enter)
        g_ptr_array_add (self->links, dup_allowed (cmark_node_get_url (node)));
      else
        exit_link (self, node);
      return TRUE;
    }
  if (type == CMARK_NODE_IMAGE)
    {
      if (enter)
        enter_image (self, node);
      else
        exit_image (self);
      return TRUE;
    }

  if (type == CMARK_NODE_STRONG)
    counter = &self->strong;
  else if (type == CMARK_NODE_EMPH)
    counter = &self->emphasis;
  else if (propus_markdown_node_is (node, "strikethrough"))
    counter = &self->strike;
  if (counter == NULL)
    return FALSE;

  *counter += enter ? 1u : -1u;

  return TRUE;
}

/* Between two characters that are as wide as they are high no space stands for a line end of the source. */
static gboolean
wants_space (PropusMarkdownBuilder *self,
             cmark_node            *node)
{
  cmark_node *next = cmark_node_next (node);
  const char *after = next != NULL ? cmark_node_get_literal (next) : NULL;
  const char *before;

  if (self->text->len == 0 || after == NULL || *after == '\0')
    return TRUE;

  before = g_utf8_prev_char (self->text->str + self->text->len);

  return !(g_unichar_iswide (g_utf8_get_char (before)) && g_unichar_iswide (g_utf8_get_char (after)));
}

static gboolean
walk_leaf (PropusMarkdownBuilder *self,
           cmark_node            *node)
{
  cmark_node_type type = cmark_node_get_type (node);
  const char *literal = cmark_node_get_literal (node);

  if (type == CMARK_NODE_TEXT)
    add_text (self, PROPUS_FILTER_PROSE, literal, 0);
  else if (type == CMARK_NODE_CODE)
    add_text (self, PROPUS_FILTER_CODE, literal, PROPUS_SPAN_CODE);
  else if (type == CMARK_NODE_HTML_INLINE && !is_line_break (literal))
    add_text (self, PROPUS_FILTER_CODE, literal, 0);
  else if (type == CMARK_NODE_LINEBREAK || type == CMARK_NODE_HTML_INLINE)
    add_break (self, LINE_SEPARATOR);
  else if (type == CMARK_NODE_SOFTBREAK)
    add_break (self, wants_space (self, node) ? " " : "");
  else
    return FALSE;

  return TRUE;
}

/* --- blocks --- */

static void
add_code (PropusMarkdownBuilder *self,
          cmark_node            *node)
{
  g_autofree char *language = propus_markdown_dup_language (node);
  g_autoptr(GString) code = g_string_new (NULL);
  const char *literal = cmark_node_get_literal (node);
  gsize length = literal != NULL ? strlen (literal) : 0;

  if (length > 0 && literal[length - 1] == '\n')
    length--;
  propus_markdown_filter_append (code, PROPUS_FILTER_CODE, literal, length);

  flush_prose (self);
  g_ptr_array_add (self->blocks, propus_markdown_block_new_code (language, code->str, (gssize) code->len,
                                                                 clamp_nesting (self->lists->len),
                                                                 clamp_nesting (self->quote)));
}

static void
add_html (PropusMarkdownBuilder *self,
          cmark_node            *node)
{
  g_autofree char *literal = g_strchomp (g_strdup (cmark_node_get_literal (node)));
  g_auto(GStrv) parts = g_strsplit (literal, "\n", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (self->text, LINE_SEPARATOR);
      propus_markdown_filter_append (self->text, PROPUS_FILTER_CODE, parts[i], strlen (parts[i]));
    }
  end_line (self, PROPUS_LINE_PARAGRAPH, 0, is_after_blank (self, node));
}

static char *
make_marker (PropusMarkdownBuilder *self,
             cmark_node            *item)
{
  List *list = &g_array_index (self->lists, List, self->lists->len - 1);

  if (propus_markdown_node_is (item, "tasklist"))
    {
      list->next++;
      return g_strdup (cmark_gfm_extensions_get_tasklist_item_checked (item) ? "☑" : "☐");
    }
  if (list->ordered)
    return g_strdup_printf ("%u%c", list->next++, list->paren ? ')' : '.');

  return g_strdup (self->lists->len % 2 == 1 ? "•" : "◦");
}

static void
push_list (PropusMarkdownBuilder *self,
           cmark_node            *node,
           guint                  number)
{
  List list = { 0 };

  list.ordered = cmark_node_get_list_type (node) == CMARK_ORDERED_LIST;
  list.paren = cmark_node_get_list_delim (node) == CMARK_PAREN_DELIM;
  list.next = number;
  g_array_append_val (self->lists, list);
}

static void
enter_item (PropusMarkdownBuilder *self,
            cmark_node            *item)
{
  flush_marker (self);
  self->marker_loose = is_after_blank (self, item);
  self->marker = make_marker (self, item);
}

/**
 * propus_markdown_builder_new_row:
 * @self: a builder
 * @row: a row or header of a table
 *
 * Returns: (transfer full): its cells, at most %PROPUS_LIMIT_TABLE_COLUMNS
 */
PropusTableRow *
propus_markdown_builder_new_row (PropusMarkdownBuilder *self,
                                 cmark_node            *row)
{
  g_autoptr(GArray) outer = g_steal_pointer (&self->lines);
  g_autoptr(GArray) lists = g_steal_pointer (&self->lists);
  cmark_node *cell = cmark_node_first_child (row);
  PropusTableRow *made;

  self->lines = propus_line_array_new ();
  self->lists = g_array_new (FALSE, FALSE, sizeof (List));
  for (guint i = 0; cell != NULL && i < PROPUS_LIMIT_TABLE_COLUMNS; i++, cell = cmark_node_next (cell))
    {
      cmark_iter *iter = cmark_iter_new (cell);
      cmark_event_type event;

      while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
        {
          cmark_node *node = cmark_iter_get_node (iter);

          if (!walk_styled (self, node, event == CMARK_EVENT_ENTER) && event == CMARK_EVENT_ENTER)
            walk_leaf (self, node);
        }
      cmark_iter_free (iter);
      end_line (self, PROPUS_LINE_PARAGRAPH, 0, FALSE);
    }

  made = propus_table_row_new (self->lines);
  g_array_unref (self->lines);
  g_array_unref (self->lists);
  self->lines = g_steal_pointer (&outer);
  self->lists = g_steal_pointer (&lists);

  return made;
}

static void
add_table (PropusMarkdownBuilder *self,
           cmark_node            *node)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_table_row_unref);
  gboolean cut = FALSE;
  guint n_columns = 0;
  g_autofree PropusAlign *aligns = propus_markdown_node_dup_aligns (node, &n_columns, &cut);
  cmark_node *row;

  flush_prose (self);
  for (row = cmark_node_first_child (node); row != NULL && rows->len < PROPUS_LIMIT_TABLE_ROWS; row = cmark_node_next (row))
    g_ptr_array_add (rows, propus_markdown_builder_new_row (self, row));

  g_ptr_array_add (self->blocks, propus_markdown_block_new_table (rows, aligns, n_columns, cut || row != NULL,
                                                                  clamp_nesting (self->lists->len),
                                                                  clamp_nesting (self->quote)));
}

static gboolean
walk_container (PropusMarkdownBuilder *self,
                cmark_node            *node,
                gboolean               enter)
{
  cmark_node_type type = cmark_node_get_type (node);

  if (type == CMARK_NODE_BLOCK_QUOTE)
    self->quote += enter ? 1u : -1u;
  else if (type == CMARK_NODE_LIST && enter)
    {
      flush_marker (self);
      push_list (self, node, (guint) MAX (cmark_node_get_list_start (node), 0));
    }
  else if (type == CMARK_NODE_LIST)
    g_array_set_size (self->lists, self->lists->len - 1);
  else if (type == CMARK_NODE_ITEM && enter)
    enter_item (self, node);
  else if (type == CMARK_NODE_ITEM)
    flush_marker (self);
  else
    return FALSE;

  return TRUE;
}

/* Paragraphs and headings: their text comes between enter and exit. */
static void
walk_text_block (PropusMarkdownBuilder *self,
                 cmark_node            *node,
                 gboolean               enter)
{
  gboolean heading = cmark_node_get_type (node) == CMARK_NODE_HEADING;
  gboolean in_list = self->lists->len > 0;

  if (heading && in_list)
    self->strong += enter ? 1u : -1u;
  if (enter)
    return;

  end_line (self, heading ? PROPUS_LINE_HEADING : PROPUS_LINE_PARAGRAPH,
            heading && !in_list ? (guint) cmark_node_get_heading_level (node) : 0, is_after_blank (self, node));
}

static void
walk_block (PropusMarkdownBuilder *self,
            cmark_node            *node,
            gboolean               enter)
{
  cmark_node_type type = cmark_node_get_type (node);

  if (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING)
    {
      walk_text_block (self, node, enter);
    }
  else if (enter && type == CMARK_NODE_THEMATIC_BREAK)
    {
      flush_marker (self);
      end_line (self, PROPUS_LINE_RULE, 0, is_after_blank (self, node));
    }
  else if (enter && type == CMARK_NODE_CODE_BLOCK)
    {
      add_code (self, node);
    }
  else if (enter && type == CMARK_NODE_HTML_BLOCK)
    {
      add_html (self, node);
    }
}

static void
walk (PropusMarkdownBuilder *self,
      cmark_node            *root)
{
  cmark_iter *iter = cmark_iter_new (root);
  cmark_event_type event;

  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    {
      cmark_node *node = cmark_iter_get_node (iter);
      gboolean enter = event == CMARK_EVENT_ENTER;

      if (enter && propus_markdown_node_is (node, "table"))
        {
          add_table (self, node);
          cmark_iter_reset (iter, node, CMARK_EVENT_EXIT);
        }
      else if (!walk_container (self, node, enter)
               && !walk_styled (self, node, enter)
               && !(enter && walk_leaf (self, node)))
        {
          walk_block (self, node, enter);
        }
    }
  cmark_iter_free (iter);
}

/**
 * propus_markdown_builder_add_item:
 * @self: a builder
 * @item: an item of a list at the top level
 * @number: its number when the list is ordered
 *
 * Adds the blocks of one item; a list may so be built in pieces.
 */
void
propus_markdown_builder_add_item (PropusMarkdownBuilder *self,
                                  cmark_node            *item,
                                  guint                  number)
{
  push_list (self, cmark_node_parent (item), number);
  walk (self, item);
  g_array_set_size (self->lists, 0);
  flush_prose (self);
}

/**
 * propus_markdown_builder_add_node:
 * @self: a builder
 * @node: a child of the document
 * @first_number: the number of the first item when @node is an ordered list that was begun earlier, else 0
 *
 * Adds the blocks of @node.
 */
void
propus_markdown_builder_add_node (PropusMarkdownBuilder *self,
                                  cmark_node            *node,
                                  guint                  first_number)
{
  guint number = first_number;

  if (cmark_node_get_type (node) != CMARK_NODE_LIST)
    {
      walk (self, node);
      flush_prose (self);
      return;
    }

  if (number == 0)
    number = (guint) MAX (cmark_node_get_list_start (node), 0);
  for (cmark_node *item = cmark_node_first_child (node); item != NULL; item = cmark_node_next (item))
    propus_markdown_builder_add_item (self, item, number++);
}

/**
 * propus_markdown_builder_add_plain:
 * @self: a builder
 * @text: source that is too costly to parse just now
 * @length: its length in bytes
 *
 * Adds @text as one paragraph without any markup.
 */
void
propus_markdown_builder_add_plain (PropusMarkdownBuilder *self,
                                   const char            *text,
                                   gsize                  length)
{
  for (gsize done = 0; done < length; done++)
    {
      const char *newline = memchr (text + done, '\n', length - done);
      gsize end = newline != NULL ? (gsize) (newline - text) : length;

      if (done > 0)
        g_string_append (self->text, LINE_SEPARATOR);
      propus_markdown_filter_append (self->text, PROPUS_FILTER_PROSE, text + done, end - done);
      done = end;
    }
  end_line (self, PROPUS_LINE_PARAGRAPH, 0, FALSE);
  flush_prose (self);
}
