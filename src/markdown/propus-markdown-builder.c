/* propus-markdown-builder.c - from cmark-gfm's tree to blocks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-markdown-builder-private.h"
#include "propus-markdown-fence.h"
#include "propus-markdown-filter.h"
#include "propus-markdown-syntax.h"

#include <cmark-gfm-core-extensions.h>
#include <string.h>

/* A line with more white space than this does not count as blank: looking back has to be cheap. */
#define MAX_BLANK 64

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
  self->lists = g_array_new (FALSE, FALSE, sizeof (PropusMarkdownList));
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

/**
 * propus_markdown_builder_set_notes:
 * @self: a builder
 * @notes: (nullable): the footnotes of the document; must outlive the building
 * @passing: whether what is built is not final: a formula without an end may be shown then, for the end may come
 */
void
propus_markdown_builder_set_notes (PropusMarkdownBuilder *self,
                                   PropusMarkdownNotes   *notes,
                                   gboolean               passing)
{
  self->notes = notes;
  self->passing = passing;
}

/* Is the line before this node blank (but for the signs of quotes)? Looked up in the source, so that it does not matter
 * in how many pieces the source is parsed. */
gboolean
propus_markdown_builder_is_after_blank (PropusMarkdownBuilder *self,
                                        cmark_node            *node)
{
  gsize start;

  if (self->piece > 0 || self->after_math)
    return FALSE;

  start = propus_markdown_builder_get_offset (self, propus_markdown_node_get_line (node));
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

/* How deep a line is said to stand: no deeper than is drawn. */
guint
propus_markdown_builder_clamp (guint depth)
{
  return MIN (depth, PROPUS_LIMIT_NESTING);
}

/* Closes the line in the making; takes over text and spans. */
void
propus_markdown_builder_end_line (PropusMarkdownBuilder *self,
                                  PropusLineKind         kind,
                                  guint                  level,
                                  gboolean               loose)
{
  PropusLine line = { 0 };

  if (self->lists->len > 0 && kind != PROPUS_LINE_RULE)
    kind = self->marker != NULL ? PROPUS_LINE_ITEM : PROPUS_LINE_CONTINUATION;

  line.kind = kind;
  line.level = level;
  line.depth = propus_markdown_builder_clamp (self->lists->len);
  line.quote = propus_markdown_builder_clamp (self->quote);
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
    propus_markdown_builder_end_line (self, PROPUS_LINE_ITEM, 0, FALSE);
}

void
propus_markdown_builder_flush_prose (PropusMarkdownBuilder *self)
{
  flush_marker (self);
  if (self->lines->len == 0)
    return;

  g_ptr_array_add (self->blocks, propus_markdown_block_new_prose (g_steal_pointer (&self->lines)));
  self->lines = propus_line_array_new ();
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

  propus_markdown_builder_flush_prose (self);
  g_ptr_array_add (self->blocks, propus_markdown_block_new_code (language, code->str, (gssize) code->len,
                                                                 propus_markdown_builder_clamp (self->lists->len),
                                                                 propus_markdown_builder_clamp (self->quote)));
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
  propus_markdown_builder_end_line (self, PROPUS_LINE_PARAGRAPH, 0, propus_markdown_builder_is_after_blank (self, node));
}

static char *
make_marker (PropusMarkdownBuilder *self,
             cmark_node            *item)
{
  PropusMarkdownList *list = &g_array_index (self->lists, PropusMarkdownList, self->lists->len - 1);

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
  PropusMarkdownList list = { 0 };

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
  self->marker_loose = propus_markdown_builder_is_after_blank (self, item);
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
  self->lists = g_array_new (FALSE, FALSE, sizeof (PropusMarkdownList));
  for (guint i = 0; cell != NULL && i < PROPUS_LIMIT_TABLE_COLUMNS; i++, cell = cmark_node_next (cell))
    {
      cmark_iter *iter = cmark_iter_new (cell);
      cmark_event_type event;

      while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
        {
          cmark_node *node = cmark_iter_get_node (iter);

          propus_markdown_builder_walk_inline (self, node, event == CMARK_EVENT_ENTER);
        }
      cmark_iter_free (iter);
      propus_markdown_builder_end_line (self, PROPUS_LINE_PARAGRAPH, 0, FALSE);
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

  propus_markdown_builder_flush_prose (self);
  for (row = cmark_node_first_child (node); row != NULL && rows->len < PROPUS_LIMIT_TABLE_ROWS; row = cmark_node_next (row))
    g_ptr_array_add (rows, propus_markdown_builder_new_row (self, row));

  g_ptr_array_add (self->blocks, propus_markdown_block_new_table (rows, aligns, n_columns, cut || row != NULL,
                                                                  propus_markdown_builder_clamp (self->lists->len),
                                                                  propus_markdown_builder_clamp (self->quote)));
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

  if (self->after_math)
    {
      propus_markdown_builder_trim_line (self);
      if (self->text->len > 0)
        propus_markdown_builder_end_line (self, PROPUS_LINE_PARAGRAPH, 0, FALSE);
      self->after_math = FALSE;
      return;
    }

  propus_markdown_builder_end_line (self, heading ? PROPUS_LINE_HEADING : PROPUS_LINE_PARAGRAPH,
            heading && !in_list ? (guint) cmark_node_get_heading_level (node) : 0, propus_markdown_builder_is_after_blank (self, node));
}

static void walk (PropusMarkdownBuilder *self, cmark_node *root);

/* Markdown that is parsed by itself, in the lists and quotes that are open. */
static void
add_piece (PropusMarkdownBuilder *self,
           const char            *text)
{
  cmark_node *document = propus_markdown_parse_piece (text, strlen (text));

  self->piece++;
  walk (self, document);
  self->piece--;
  cmark_node_free (document);
}

static gboolean
is_last (cmark_node *node)
{
  for (; node != NULL; node = cmark_node_parent (node))
    if (cmark_node_next (node) != NULL)
      return FALSE;

  return TRUE;
}

static gboolean
is_mark (const char *tail)
{
  return strlen (tail) == 1 && strchr (".,;:!", *tail) != NULL;
}

/* A displayed formula. One that has no end is text after all, unless the end may still come. */
static gboolean
add_display_block (PropusMarkdownBuilder *self,
                   cmark_node            *node)
{
  g_auto(PropusMarkdownMath) math = { 0 };
  gboolean open;

  if (!propus_markdown_syntax_get_math (node, &math))
    return FALSE;

  g_strstrip (math.tail);
  open = self->passing && !math.closed && !math.ended && is_last (node);
  if (math.closed && is_mark (math.tail))
    {
      g_autofree char *latex = g_strconcat (g_strchomp (math.latex), math.tail, NULL);

      propus_markdown_builder_add_math (self, latex, FALSE);
    }
  else if (math.closed || open)
    {
      if (open && g_str_has_suffix (math.latex, "$"))
        math.latex[strlen (math.latex) - 1] = '\0';
      propus_markdown_builder_add_math (self, math.latex, open);
      if (*math.tail != '\0')
        add_piece (self, math.tail);
    }
  else
    {
      add_piece (self, cmark_node_get_literal (node));
    }

  return TRUE;
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
      propus_markdown_builder_end_line (self, PROPUS_LINE_RULE, 0, propus_markdown_builder_is_after_blank (self, node));
    }
  else if (enter && type == CMARK_NODE_CODE_BLOCK)
    {
      if (!add_display_block (self, node))
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
               && !propus_markdown_builder_walk_inline (self, node, enter))
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
  propus_markdown_builder_flush_prose (self);
}

/* While text comes a note stands where it is written; at last all stand at the end. */
static void
add_definition (PropusMarkdownBuilder *self,
                cmark_node            *node)
{
  const char *label = propus_markdown_syntax_get_label (node);
  gboolean resolving = self->notes != NULL && propus_markdown_notes_is_resolving (self->notes);
  g_autoptr(GPtrArray) blocks = NULL;
  PropusMarkdownList list = { TRUE, FALSE, 1 };

  if (self->notes != NULL && !resolving && !self->passing)
    propus_markdown_notes_define (self->notes, label);
  if (self->notes != NULL && !resolving)
    list.next = MAX (propus_markdown_notes_refer (self->notes, label), 1);
  if (resolving)
    {
      blocks = self->blocks;
      self->blocks = g_ptr_array_ref (propus_markdown_notes_begin (self->notes, label));
    }

  g_array_append_val (self->lists, list);
  self->marker = g_strdup_printf ("%u.", list.next);
  self->marker_loose = FALSE;
  for (cmark_node *child = cmark_node_first_child (node); child != NULL; child = cmark_node_next (child))
    walk (self, child);
  propus_markdown_builder_flush_prose (self);
  g_array_set_size (self->lists, 0);

  if (resolving)
    {
      g_ptr_array_unref (self->blocks);
      self->blocks = g_steal_pointer (&blocks);
    }
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

  if (propus_markdown_syntax_get_label (node) != NULL)
    {
      add_definition (self, node);
      return;
    }
  if (cmark_node_get_type (node) != CMARK_NODE_LIST)
    {
      walk (self, node);
      propus_markdown_builder_flush_prose (self);
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
  propus_markdown_builder_end_line (self, PROPUS_LINE_PARAGRAPH, 0, FALSE);
  propus_markdown_builder_flush_prose (self);
}
