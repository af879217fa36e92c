/* propus-markdown-stream.c - incremental Markdown: source in, blocks out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-markdown-builder.h"
#include "propus-markdown-fence.h"
#include "propus-markdown-notes.h"
#include "propus-markdown-source.h"
#include "propus-markdown-stream.h"
#include "propus-text.h"

#include <string.h>

/* The source up to @offset is committed: its blocks are final. What follows, the tail, is parsed anew at each update.
 * Every parse of complete lines commits all top-level nodes but the last, and of a list all items but the last, because
 * only the last one can still change. An open fence and an open table are read line by line and never parsed again.
 *
 * cmark-gfm is quadratic on hostile text, so no parse sees more than a window. A tail that fills its window with one
 * node is cut at the window's end. Where a window ends depends on where its node begins and on nothing else, so that
 * the blocks do not depend on how the text arrived. */
struct _PropusMarkdownStream
{
  GObject              parent_instance;

  GString             *source;
  GString             *pending;      /* bytes of a character that is not complete */
  gboolean             after_cr;
  gboolean             marked;       /* what comes has numbers of sources in it */
  gboolean             finished;
  gboolean             settled;      /* finished, and the last update done */
  gboolean             changed;
  gboolean             passing;      /* what is built now is not final */

  GPtrArray           *blocks;
  guint                n_committed;
  gsize                offset;
  gsize                tried;        /* up to here the tail was parsed in vain */
  gboolean             plain;        /* the tail is too slow to parse: shown as it is */
  gsize                plain_until;  /* no try before the source is this long */
  guint                list_number;  /* of the item at @offset when its list began earlier, else 0 */
  PropusMarkdownNotes *notes;
  GString             *refs;         /* link definitions, read before each window; only in the last pass */

  PropusMarkdownFence  fence;

  GPtrArray           *rows;         /* of PropusTableRow; NULL: no table is open */
  GString             *head;         /* its first two lines */
  PropusAlign         *aligns;
  guint                n_columns;
  gboolean             cut;
};

G_DEFINE_FINAL_TYPE (PropusMarkdownStream, propus_markdown_stream, G_TYPE_OBJECT)

static void
close_table (PropusMarkdownStream *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->aligns, g_free);
  g_string_truncate (self->head, 0);
}

static void
propus_markdown_stream_finalize (GObject *object)
{
  PropusMarkdownStream *self = PROPUS_MARKDOWN_STREAM (object);

  close_table (self);
  propus_markdown_fence_clear (&self->fence);
  g_string_free (self->head, TRUE);
  g_string_free (self->refs, TRUE);
  propus_markdown_notes_free (self->notes);
  g_string_free (self->source, TRUE);
  g_string_free (self->pending, TRUE);
  g_ptr_array_unref (self->blocks);

  G_OBJECT_CLASS (propus_markdown_stream_parent_class)->finalize (object);
}

static void
propus_markdown_stream_class_init (PropusMarkdownStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_markdown_stream_finalize;
}

static void
propus_markdown_stream_init (PropusMarkdownStream *self)
{
  self->source = g_string_new (NULL);
  self->pending = g_string_new (NULL);
  self->head = g_string_new (NULL);
  self->refs = g_string_new (NULL);
  self->notes = propus_markdown_notes_new ();
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_markdown_block_unref);
}

/**
 * propus_markdown_stream_new:
 *
 * Returns: (transfer full): an empty stream
 */
PropusMarkdownStream *
propus_markdown_stream_new (void)
{
  return g_object_new (PROPUS_TYPE_MARKDOWN_STREAM, NULL);
}

/* --- source in --- */

/**
 * propus_markdown_stream_set_marked:
 * @self: a stream to which nothing was appended
 *
 * Lets numbers of sources pass. Only for text from propus_markdown_marks_insert(), never for an answer as it came.
 */
void
propus_markdown_stream_set_marked (PropusMarkdownStream *self)
{
  g_return_if_fail (PROPUS_IS_MARKDOWN_STREAM (self));
  g_return_if_fail (self->source->len == 0);

  self->marked = TRUE;
}

/**
 * propus_markdown_stream_append:
 * @self: a stream that has not finished
 * @text: Markdown; may end in the middle of a character; bytes that are not UTF-8 become U+FFFD
 * @length: its length in bytes
 *
 * Keeps @text for the next propus_markdown_stream_update(). Control characters are dropped, line ends become newlines.
 */
void
propus_markdown_stream_append (PropusMarkdownStream *self,
                               const char           *text,
                               gsize                 length)
{
  g_autofree char *valid = NULL;
  gsize unfinished;

  g_return_if_fail (PROPUS_IS_MARKDOWN_STREAM (self));
  g_return_if_fail (!self->finished);
  g_return_if_fail (text != NULL || length == 0);

  if (length == 0)
    return;

  if (self->pending->len > 0)
    {
      g_string_append_len (self->pending, text, (gssize) length);
      text = self->pending->str;
      length = self->pending->len;
    }

  unfinished = propus_markdown_source_count_unfinished (text, length);
  valid = propus_text_make_valid (text, (gssize) (length - unfinished));
  propus_markdown_source_add (self->source, &self->after_cr, self->marked, valid, strlen (valid));

  if (self->pending->len > 0)
    g_string_erase (self->pending, 0, (gssize) (length - unfinished));
  else
    g_string_append_len (self->pending, text + length - unfinished, (gssize) unfinished);
  self->changed = TRUE;
}

/**
 * propus_markdown_stream_finish:
 * @self: a stream
 *
 * Says that no more comes. The next propus_markdown_stream_update() makes the blocks what propus_markdown_parse() makes
 * of the whole.
 */
void
propus_markdown_stream_finish (PropusMarkdownStream *self)
{
  g_return_if_fail (PROPUS_IS_MARKDOWN_STREAM (self));

  if (self->finished)
    return;

  if (self->pending->len > 0)
    {
      propus_markdown_source_add (self->source, &self->after_cr, self->marked, "\357\277\275", 3);
      g_string_truncate (self->pending, 0);
    }
  self->finished = TRUE;
  self->changed = TRUE;
}

/* --- windows --- */

typedef struct
{
  gsize    end;     /* in the source */
  gboolean full;    /* this is all that will ever be parsed at once from here */
  gboolean last;    /* the window ends where the finished source ends */
} Window;

static Window
get_window (PropusMarkdownStream *self)
{
  const char *text = self->source->str;
  gsize length = self->source->len;
  gsize limit = self->offset + PROPUS_LIMIT_MARKDOWN_WINDOW;
  Window window = { self->offset, FALSE, FALSE };

  if (length >= limit)
    {
      gsize reach = MIN (length, limit + PROPUS_LIMIT_MARKDOWN_LINE);
      const char *newline = memchr (text + limit - 1, '\n', reach - limit + 1);

      window.full = newline != NULL || reach < length;
      if (newline != NULL)
        window.end = (gsize) (newline + 1 - text);
      else if (window.full)
        window.end = (gsize) (g_utf8_prev_char (text + reach + 1) - text);
    }

  if (self->finished && (!window.full || window.end == length))
    {
      window.end = length;
      window.full = FALSE;
      window.last = TRUE;
    }
  else if (!window.full)
    {
      const char *newline = memrchr (text + self->offset, '\n', length - self->offset);

      if (newline != NULL)
        window.end = (gsize) (newline + 1 - text);
    }

  return window;
}

static int
count_lines (GString *text)
{
  int lines = 0;

  for (const char *p = text->str; (p = strchr (p, '\n')) != NULL; p++)
    lines++;

  return lines;
}

static cmark_node *
parse_tail (PropusMarkdownStream *self,
            gsize                 end)
{
  g_autoptr(GString) prefix = NULL;

  if (self->head->len == 0)
    return propus_markdown_parse_tree (self->refs->str, self->refs->len,
                                       self->source->str + self->offset, end - self->offset);

  prefix = g_string_new_len (self->refs->str, (gssize) self->refs->len);
  g_string_append_len (prefix, self->head->str, (gssize) self->head->len);

  return propus_markdown_parse_tree (prefix->str, prefix->len, self->source->str + self->offset, end - self->offset);
}

static PropusMarkdownBuilder *
new_builder (PropusMarkdownStream *self,
             GPtrArray            *blocks)
{
  PropusMarkdownBuilder *builder = propus_markdown_builder_new (blocks);

  propus_markdown_builder_set_source (builder, self->source->str, self->offset,
                                      1 + count_lines (self->refs) + (self->head->len > 0 ? 2 : 0));
  propus_markdown_builder_set_notes (builder, self->notes, self->passing);

  return builder;
}

/* Where the line of @node begins. */
static gsize
get_node_offset (PropusMarkdownStream *self,
                 cmark_node           *node)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autoptr(PropusMarkdownBuilder) builder = new_builder (self, none);

  return propus_markdown_builder_get_offset (builder, propus_markdown_node_get_line (node));
}

static gsize
skip_line (PropusMarkdownStream *self,
           gsize                 offset)
{
  const char *newline = strchr (self->source->str + offset, '\n');

  return newline != NULL ? (gsize) (newline + 1 - self->source->str) : self->source->len;
}

static void
move_to (PropusMarkdownStream *self,
         gsize                 offset)
{
  self->offset = offset;
  self->tried = offset;
  self->plain = FALSE;
}

static void
commit_blocks (PropusMarkdownStream *self)
{
  self->n_committed = self->blocks->len;
}

/* --- an open fence --- */

/* The fence begins at the offset. */
static void
open_fence (PropusMarkdownStream *self,
            cmark_node           *node)
{
  propus_markdown_fence_open (&self->fence, node);
  g_ptr_array_add (self->blocks, propus_markdown_block_ref (self->fence.block));
  move_to (self, skip_line (self, self->offset));
}

static gboolean
step_fence (PropusMarkdownStream *self)
{
  gboolean closed = FALSE;
  gsize done = propus_markdown_fence_read (&self->fence, self->source->str + self->offset,
                                           self->source->len - self->offset, self->finished, &closed);

  move_to (self, self->offset + done);
  if (!closed && !self->finished)
    return FALSE;

  propus_markdown_block_set_open (self->fence.block, FALSE);
  propus_markdown_fence_clear (&self->fence);
  commit_blocks (self);

  return TRUE;
}

/* --- an open table --- */

static void
add_rows (PropusMarkdownStream  *self,
          PropusMarkdownBuilder *builder,
          cmark_node            *table,
          GPtrArray             *rows)
{
  cmark_node *row = cmark_node_next (cmark_node_first_child (table));

  for (; row != NULL && rows->len < PROPUS_LIMIT_TABLE_ROWS; row = cmark_node_next (row))
    g_ptr_array_add (rows, propus_markdown_builder_new_row (builder, row));
  if (row != NULL)
    self->cut = TRUE;
}

/* The table begins at the offset. */
static void
open_table (PropusMarkdownStream *self,
            cmark_node           *table)
{
  g_autoptr(PropusMarkdownBuilder) builder = new_builder (self, self->blocks);
  gsize rows = skip_line (self, skip_line (self, self->offset));

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_table_row_unref);
  g_ptr_array_add (self->rows, propus_markdown_builder_new_row (builder, cmark_node_first_child (table)));
  self->aligns = propus_markdown_node_dup_aligns (table, &self->n_columns, &self->cut);
  g_string_append_len (self->head, self->source->str + self->offset, (gssize) (rows - self->offset));
  move_to (self, rows);
}

static PropusMarkdownBlock *
new_table_block (PropusMarkdownStream *self,
                 GPtrArray            *rows)
{
  return propus_markdown_block_new_table (rows, self->aligns, self->n_columns, self->cut, 0, 0);
}

static void
commit_table (PropusMarkdownStream *self)
{
  g_ptr_array_add (self->blocks, new_table_block (self, self->rows));
  close_table (self);
  commit_blocks (self);
}

static gboolean
ends_blank (PropusMarkdownStream *self,
            gsize                 end)
{
  const char *p = self->source->str + end;

  if (end > self->offset && p[-1] == '\n')
    p--;
  while (p > self->source->str + self->offset && (p[-1] == ' ' || p[-1] == '\t'))
    p--;

  return p == self->source->str + self->offset || p[-1] == '\n';
}

/* Reads the rows that have come. The header is put before them again, so each costs what it is. */
static gboolean
step_table (PropusMarkdownStream *self)
{
  Window window = get_window (self);
  cmark_node *document;
  cmark_node *after;

  if (window.end == self->offset || (window.full && self->source->str[window.end - 1] != '\n'))
    {
      if (window.end > self->offset || self->finished)
        {
          commit_table (self);
          return TRUE;
        }
      return FALSE;
    }

  document = parse_tail (self, window.end);
  after = cmark_node_next (cmark_node_first_child (document));
  {
    g_autoptr(PropusMarkdownBuilder) builder = new_builder (self, self->blocks);

    add_rows (self, builder, cmark_node_first_child (document), self->rows);
  }

  if (after != NULL || ends_blank (self, window.end))
    {
      gsize end = after != NULL ? get_node_offset (self, after) : window.end;

      commit_table (self);
      move_to (self, end);
      cmark_node_free (document);
      return TRUE;
    }

  move_to (self, window.end);
  cmark_node_free (document);

  return TRUE;
}

/* --- everything else --- */

/* Adds the items of @list but the last; returns the number that comes next. */
static guint
add_items (PropusMarkdownBuilder *builder,
           cmark_node            *list,
           guint                  number)
{
  cmark_node *last = cmark_node_last_child (list);

  if (number == 0)
    number = (guint) MAX (cmark_node_get_list_start (list), 0);
  for (cmark_node *item = cmark_node_first_child (list); item != last; item = cmark_node_next (item))
    propus_markdown_builder_add_item (builder, item, number++);

  return number;
}

/* Commits what comes before @last and cannot change any more, and moves the offset there. */
static void
commit_nodes (PropusMarkdownStream *self,
              cmark_node           *document,
              cmark_node           *last,
              Window                window)
{
  g_autoptr(PropusMarkdownBuilder) builder = new_builder (self, self->blocks);
  guint number = self->list_number;
  gsize end = get_node_offset (self, last);

  for (cmark_node *node = cmark_node_first_child (document); node != last; node = cmark_node_next (node))
    {
      propus_markdown_builder_add_node (builder, node, number);
      number = 0;
    }

  if (cmark_node_get_type (last) == CMARK_NODE_LIST && cmark_node_first_child (last) != cmark_node_last_child (last))
    {
      end = get_node_offset (self, cmark_node_last_child (last));
      number = add_items (builder, last, number);
    }

  if (window.full && end == self->offset)
    {
      for (; last != NULL; last = cmark_node_next (last), number = 0)
        propus_markdown_builder_add_node (builder, last, number);
      number = 0;
      end = window.end;
    }

  self->list_number = number;
  commit_blocks (self);
  if (end > self->offset)
    move_to (self, end);
}

static void
commit_all (PropusMarkdownStream *self,
            cmark_node           *document,
            Window                window)
{
  g_autoptr(PropusMarkdownBuilder) builder = new_builder (self, self->blocks);

  for (cmark_node *node = cmark_node_first_child (document); node != NULL; node = cmark_node_next (node))
    {
      propus_markdown_builder_add_node (builder, node, self->list_number);
      self->list_number = 0;
    }
  commit_blocks (self);
  move_to (self, window.end);
}

static gboolean
is_fenced (cmark_node *node)
{
  int length = 0;
  int indent = 0;
  char character = 0;

  return cmark_node_get_type (node) == CMARK_NODE_CODE_BLOCK
         && cmark_node_get_fenced (node, &length, &indent, &character);
}

/* A table whose header was the last line of a paragraph: would it be a table without that paragraph? "<br>" and a line
 * that begins with "2." would not. */
static gboolean
can_stand_alone (PropusMarkdownStream *self,
                 cmark_node           *table)
{
  cmark_node *previous = cmark_node_previous (table);
  gsize start;
  gsize end;
  cmark_node *document;
  gboolean can;

  if (previous == NULL || cmark_node_get_start_line (previous) != 0)
    return TRUE;

  start = get_node_offset (self, table);
  end = skip_line (self, skip_line (self, start));
  document = propus_markdown_parse_tree (NULL, 0, self->source->str + start, end - start);
  can = cmark_node_first_child (document) != NULL
        && propus_markdown_node_is (cmark_node_first_child (document), "table");
  cmark_node_free (document);

  return can;
}

static gboolean
step_nodes (PropusMarkdownStream *self)
{
  Window window = get_window (self);
  gsize before = self->offset;
  cmark_node *document;
  cmark_node *last;
  gboolean is_table;

  if (window.end == self->offset || (window.end == self->tried && !window.full && !window.last))
    return FALSE;
  if (self->plain && self->source->len < self->plain_until && !window.full && !window.last)
    return FALSE;

  self->tried = window.end;
  document = parse_tail (self, window.end);
  last = cmark_node_last_child (document);
  is_table = last != NULL && propus_markdown_node_is (last, "table");
  if (window.last || last == NULL)
    {
      if (window.last || window.full)
        commit_all (self, document, window);
    }
  else if (is_fenced (last) || (is_table && can_stand_alone (self, last)))
    {
      window.full = FALSE;
      commit_nodes (self, document, last, window);
      if (is_fenced (last))
        open_fence (self, last);
      else
        open_table (self, last);
    }
  else
    {
      commit_nodes (self, document, is_table ? cmark_node_previous (last) : last, window);
    }
  cmark_node_free (document);

  return self->offset > before;
}

static gboolean
step (PropusMarkdownStream *self)
{
  if (self->fence.block != NULL)
    return step_fence (self);
  if (self->rows != NULL)
    return step_table (self);

  return step_nodes (self);
}

/* --- what is not complete yet --- */

static void
show_rows (PropusMarkdownStream *self)
{
  g_autoptr(PropusMarkdownBuilder) builder = new_builder (self, self->blocks);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_table_row_unref);
  cmark_node *document = parse_tail (self, self->source->len);
  cmark_node *table = cmark_node_first_child (document);
  gboolean cut = self->cut;

  for (guint i = 0; i < self->rows->len; i++)
    g_ptr_array_add (rows, propus_table_row_ref (self->rows->pdata[i]));
  add_rows (self, builder, table, rows);
  g_ptr_array_add (self->blocks, new_table_block (self, rows));
  self->cut = cut;

  for (cmark_node *node = cmark_node_next (table); node != NULL; node = cmark_node_next (node))
    propus_markdown_builder_add_node (builder, node, 0);
  cmark_node_free (document);
}

static void
show_nodes (PropusMarkdownStream *self)
{
  g_autoptr(PropusMarkdownBuilder) builder = new_builder (self, self->blocks);
  gsize length = self->source->len - self->offset;
  guint number = self->list_number;
  cmark_node *document;
  gint64 begun;

  if (self->plain)
    {
      propus_markdown_builder_add_plain (builder, self->source->str + self->offset, length);
      return;
    }

  begun = g_get_monotonic_time ();
  document = parse_tail (self, self->source->len);
  for (cmark_node *node = cmark_node_first_child (document); node != NULL; node = cmark_node_next (node))
    {
      propus_markdown_builder_add_node (builder, node, number);
      number = 0;
    }
  cmark_node_free (document);

  if (g_get_monotonic_time () - begun > PROPUS_LIMIT_MARKDOWN_PARSE_US)
    {
      self->plain = TRUE;
      self->plain_until = self->source->len + length / 2;
    }
}

/* Blocks of what has come since the last commit; they are replaced at the next update. */
static void
show_tail (PropusMarkdownStream *self)
{
  if (self->fence.block != NULL)
    return;

  self->passing = TRUE;
  if (self->rows != NULL)
    show_rows (self);
  else if (self->offset < self->source->len)
    show_nodes (self);
  self->passing = FALSE;
}

/* --- definitions of links and footnotes --- */

static gboolean
is_definition (const char *line,
               gsize       length)
{
  cmark_node *document;
  gboolean empty;

  if (length > 1024 || memmem (line, length, "]:", 2) == NULL)
    return FALSE;

  document = propus_markdown_parse_tree (NULL, 0, line, length);
  empty = cmark_node_first_child (document) == NULL;
  cmark_node_free (document);

  return empty;
}

/* A definition may stand behind its use, in another window: all that fit one line are put before each. */
static void
collect_definitions (PropusMarkdownStream *self)
{
  for (gsize start = 0; start < self->source->len; start = skip_line (self, start))
    {
      const char *line = self->source->str + start;
      gsize indent = strspn (line, " ");

      if (indent < 4 && line[indent] == '[')
        {
          gsize length = skip_line (self, start) - start;

          if (self->refs->len + length < PROPUS_LIMIT_MARKDOWN_REFS && is_definition (line, length))
            {
              g_string_append_len (self->refs, line, (gssize) length);
              if (line[length - 1] != '\n')
                g_string_append_c (self->refs, '\n');
            }
        }
    }
  if (self->refs->len > 0)
    g_string_append_c (self->refs, '\n');
}

/* Do definitions that stand anywhere change what stands elsewhere? */
static gboolean
has_definitions (PropusMarkdownStream *self)
{
  return strstr (self->source->str, "]:") != NULL || strstr (self->source->str, "[^") != NULL;
}

/* Parses the whole again, now that all definitions are known. Returns the first block that is another than before. */
static guint
resolve_definitions (PropusMarkdownStream *self,
                     GPtrArray            *before)
{
  guint first = 0;

  if (self->source->len > PROPUS_LIMIT_MARKDOWN_WINDOW)
    collect_definitions (self);

  g_ptr_array_set_size (self->blocks, 0);
  self->n_committed = 0;
  self->list_number = 0;
  move_to (self, 0);
  propus_markdown_notes_resolve (self->notes);
  while (step (self))
    ;
  propus_markdown_notes_append (self->notes, self->blocks);

  for (guint i = 0; i < MIN (before->len, self->blocks->len); i++)
    {
      if (!propus_markdown_block_equal (before->pdata[i], self->blocks->pdata[i]))
        continue;
      propus_markdown_block_unref (self->blocks->pdata[i]);
      self->blocks->pdata[i] = propus_markdown_block_ref (before->pdata[i]);
      if (first == i)
        first++;
    }

  return first;
}

static GPtrArray *
copy_blocks (GPtrArray *blocks)
{
  return g_ptr_array_copy (blocks, (GCopyFunc) (void (*) (void)) propus_markdown_block_ref, NULL);
}

/**
 * propus_markdown_stream_update:
 * @self: a stream
 * @first_changed: (out): the first block that is not the same object as before, or that has grown (an open code block
 *   grows in place); the number of blocks when none is
 *
 * Brings the blocks up to date. Costs what has arrived since the last time, and at most two windows
 * (%PROPUS_LIMIT_MARKDOWN_WINDOW) of parsing.
 */
void
propus_markdown_stream_update (PropusMarkdownStream *self,
                               guint                *first_changed)
{
  g_autoptr(GPtrArray) before = NULL;
  guint first;

  g_return_if_fail (PROPUS_IS_MARKDOWN_STREAM (self));
  g_return_if_fail (first_changed != NULL);

  *first_changed = self->blocks->len;
  if (!self->changed || self->settled)
    return;

  self->changed = FALSE;
  first = self->n_committed;
  if (self->finished && has_definitions (self))
    before = copy_blocks (self->blocks);
  if (self->fence.block == NULL)
    g_ptr_array_set_size (self->blocks, (int) self->n_committed);

  while (step (self))
    ;

  if (self->finished)
    {
      if (before != NULL)
        {
          guint resolved = resolve_definitions (self, before);

          first = MIN (first, resolved);
        }
      self->settled = TRUE;
    }
  else
    {
      show_tail (self);
    }

  *first_changed = MIN (first, self->blocks->len);
}

/**
 * propus_markdown_stream_get_n_blocks:
 * @self: a stream
 *
 * Returns: the number of blocks as of the last update
 */
guint
propus_markdown_stream_get_n_blocks (PropusMarkdownStream *self)
{
  g_return_val_if_fail (PROPUS_IS_MARKDOWN_STREAM (self), 0);

  return self->blocks->len;
}

/**
 * propus_markdown_stream_get_block:
 * @self: a stream
 * @index: which block
 *
 * Returns: (transfer none): the block; until the next update
 */
PropusMarkdownBlock *
propus_markdown_stream_get_block (PropusMarkdownStream *self,
                                  guint                 index)
{
  g_return_val_if_fail (PROPUS_IS_MARKDOWN_STREAM (self), NULL);
  g_return_val_if_fail (index < self->blocks->len, NULL);

  return self->blocks->pdata[index];
}

/**
 * propus_markdown_stream_get_source:
 * @self: a stream
 *
 * Returns: (transfer none): the Markdown so far, without control characters; until the next append
 */
const char *
propus_markdown_stream_get_source (PropusMarkdownStream *self)
{
  g_return_val_if_fail (PROPUS_IS_MARKDOWN_STREAM (self), NULL);

  return self->source->str;
}

/**
 * propus_markdown_parse:
 * @source: Markdown; bytes that are not UTF-8 become U+FFFD
 *
 * Returns: (transfer full) (element-type PropusMarkdownBlock): the blocks of the whole
 */
GPtrArray *
propus_markdown_parse (const char *source)
{
  g_autoptr(PropusMarkdownStream) stream = propus_markdown_stream_new ();
  guint first_changed;

  g_return_val_if_fail (source != NULL, NULL);

  propus_markdown_stream_append (stream, source, strlen (source));
  propus_markdown_stream_finish (stream);
  propus_markdown_stream_update (stream, &first_changed);

  return g_ptr_array_ref (stream->blocks);
}
