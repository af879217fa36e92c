/* propus-markdown-block.c - one block of an answer, ready to be drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-block-private.h"

#include <string.h>

struct _PropusMarkdownBlock
{
  gatomicrefcount refs;
  PropusBlockKind kind;
  guint           hash;      /* 0: not computed yet */
  guint           depth;
  guint           quote;

  GArray         *lines;     /* PROSE: of PropusLine */

  GString        *code;      /* CODE */
  char           *language;
  gboolean        open;

  GPtrArray      *rows;      /* TABLE: of PropusTableRow */
  PropusAlign    *aligns;
  guint           n_columns;
  gboolean        cut;

  char           *latex;     /* MATH */
};

static void
propus_span_clear (PropusSpan *span)
{
  g_clear_pointer (&span->url, g_free);
  g_clear_pointer (&span->latex, g_free);
}

void
propus_line_clear (PropusLine *line)
{
  g_clear_pointer (&line->marker, g_free);
  g_clear_pointer (&line->text, g_free);
  g_clear_pointer (&line->spans, g_array_unref);
}

GArray *
propus_line_array_new (void)
{
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (PropusLine));

  g_array_set_clear_func (lines, (GDestroyNotify) propus_line_clear);

  return lines;
}

/* Adds a span, or lengthens the last one when that ends here with the same style. */
void
propus_span_array_add (GArray          **spans,
                       guint             start,
                       guint             end,
                       PropusSpanFlags   flags,
                       const char       *url,
                       const char       *latex)
{
  PropusSpan span = { start, end, flags, NULL, NULL };

  if (start == end || flags == 0)
    return;

  if (*spans == NULL)
    {
      *spans = g_array_new (FALSE, FALSE, sizeof (PropusSpan));
      g_array_set_clear_func (*spans, (GDestroyNotify) propus_span_clear);
    }
  else if ((*spans)->len > 0)
    {
      PropusSpan *last = &g_array_index (*spans, PropusSpan, (*spans)->len - 1);

      if (last->end == start && last->flags == flags && g_strcmp0 (last->url, url) == 0
          && g_strcmp0 (last->latex, latex) == 0)
        {
          last->end = end;
          return;
        }
    }

  span.url = g_strdup (url);
  span.latex = g_strdup (latex);
  g_array_append_val (*spans, span);
}

/* Takes the lines out of @lines as the cells of a row. */
PropusTableRow *
propus_table_row_new (GArray *lines)
{
  PropusTableRow *self = g_malloc0 (sizeof (PropusTableRow) + lines->len * sizeof (PropusLine));

  g_atomic_ref_count_init (&self->refs);
  self->n_cells = lines->len;
  if (lines->len > 0)
    memcpy (self->cells, lines->data, lines->len * sizeof (PropusLine));
  g_array_set_clear_func (lines, NULL);
  g_array_set_size (lines, 0);
  g_array_set_clear_func (lines, (GDestroyNotify) propus_line_clear);

  return self;
}

PropusTableRow *
propus_table_row_ref (PropusTableRow *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
propus_table_row_unref (PropusTableRow *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  for (guint i = 0; i < self->n_cells; i++)
    propus_line_clear (&self->cells[i]);
  g_free (self);
}

static PropusMarkdownBlock *
propus_markdown_block_new (PropusBlockKind kind)
{
  PropusMarkdownBlock *self = g_new0 (PropusMarkdownBlock, 1);

  g_atomic_ref_count_init (&self->refs);
  self->kind = kind;

  return self;
}

/* @lines: (transfer full) */
PropusMarkdownBlock *
propus_markdown_block_new_prose (GArray *lines)
{
  PropusMarkdownBlock *self = propus_markdown_block_new (PROPUS_BLOCK_PROSE);

  self->lines = lines;

  return self;
}

PropusMarkdownBlock *
propus_markdown_block_new_code (const char *language,
                                const char *code,
                                gssize      length,
                                guint       depth,
                                guint       quote)
{
  PropusMarkdownBlock *self = propus_markdown_block_new (PROPUS_BLOCK_CODE);

  self->language = g_strdup (language != NULL ? language : "");
  self->code = g_string_new_len (code, length);
  self->depth = depth;
  self->quote = quote;

  return self;
}

/* @rows: of PropusTableRow, referenced; @aligns: of @n_columns, copied */
PropusMarkdownBlock *
propus_markdown_block_new_table (GPtrArray         *rows,
                                 const PropusAlign *aligns,
                                 guint              n_columns,
                                 gboolean           cut,
                                 guint              depth,
                                 guint              quote)
{
  PropusMarkdownBlock *self = propus_markdown_block_new (PROPUS_BLOCK_TABLE);

  self->rows = g_ptr_array_new_full (rows->len, (GDestroyNotify) propus_table_row_unref);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (self->rows, propus_table_row_ref (rows->pdata[i]));
  self->aligns = g_memdup2 (aligns, n_columns * sizeof (PropusAlign));
  self->n_columns = n_columns;
  self->cut = cut;
  self->depth = depth;
  self->quote = quote;

  return self;
}

/* @latex: what stands between the delimiters */
PropusMarkdownBlock *
propus_markdown_block_new_math (const char *latex,
                                guint       depth,
                                guint       quote)
{
  PropusMarkdownBlock *self = propus_markdown_block_new (PROPUS_BLOCK_MATH);

  self->latex = g_strdup (latex);
  self->depth = depth;
  self->quote = quote;

  return self;
}

/* Changes the marker of the first line of a PROSE block that nobody has seen yet. */
void
propus_markdown_block_set_marker (PropusMarkdownBlock *self,
                                  const char          *marker)
{
  PropusLine *line = &g_array_index (self->lines, PropusLine, 0);

  g_assert (self->kind == PROPUS_BLOCK_PROSE && self->hash == 0);

  g_free (line->marker);
  line->marker = g_strdup (marker);
}

void
propus_markdown_block_set_open (PropusMarkdownBlock *self,
                                gboolean             open)
{
  self->open = open;
  self->hash = 0;
}

void
propus_markdown_block_grow (PropusMarkdownBlock *self,
                            const char          *code,
                            gsize                length)
{
  g_string_append_len (self->code, code, (gssize) length);
  self->hash = 0;
}

/**
 * propus_markdown_block_ref:
 * @self: a block
 *
 * Returns: (transfer full): @self; references may be taken and dropped in any thread
 */
PropusMarkdownBlock *
propus_markdown_block_ref (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/**
 * propus_markdown_block_unref:
 * @self: (transfer full): a block
 */
void
propus_markdown_block_unref (PropusMarkdownBlock *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->lines, g_array_unref);
  g_clear_pointer (&self->language, g_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->aligns, g_free);
  g_clear_pointer (&self->latex, g_free);
  if (self->code != NULL)
    g_string_free (self->code, TRUE);
  g_free (self);
}

/**
 * propus_markdown_block_get_kind:
 * @self: a block
 *
 * Returns: what the block is
 */
PropusBlockKind
propus_markdown_block_get_kind (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL, PROPUS_BLOCK_PROSE);

  return self->kind;
}

static guint
hash_bytes (guint       hash,
            const void *bytes,
            gsize       length)
{
  const guchar *p = bytes;

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ p[i]) * 16777619u;

  return hash;
}

static guint
hash_number (guint hash,
             guint number)
{
  return hash_bytes (hash, &number, sizeof number);
}

static guint
hash_string (guint       hash,
             const char *string)
{
  return string != NULL ? hash_bytes (hash, string, strlen (string) + 1) : hash_number (hash, 0xffu);
}

static guint
hash_line (guint             hash,
           const PropusLine *line)
{
  hash = hash_number (hash, (guint) line->kind);
  hash = hash_number (hash, line->level | line->depth << 8 | line->quote << 16 | (line->loose ? 1u << 24 : 0));
  hash = hash_string (hash, line->marker);
  hash = hash_string (hash, line->text);
  for (guint i = 0; line->spans != NULL && i < line->spans->len; i++)
    {
      const PropusSpan *span = &g_array_index (line->spans, PropusSpan, i);

      hash = hash_number (hash, span->start);
      hash = hash_number (hash, span->end);
      hash = hash_number (hash, (guint) span->flags);
      hash = hash_string (hash, span->url);
      hash = hash_string (hash, span->latex);
    }

  return hash;
}

/**
 * propus_markdown_block_get_hash:
 * @self: a block
 *
 * Returns: a number that is equal for blocks of equal content; that of an open code block changes as it grows
 */
guint
propus_markdown_block_get_hash (PropusMarkdownBlock *self)
{
  guint hash = 2166136261u;

  g_return_val_if_fail (self != NULL, 0);

  if (self->hash != 0)
    return self->hash;

  hash = hash_number (hash, (guint) self->kind | self->depth << 8 | self->quote << 16);
  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    hash = hash_line (hash, &g_array_index (self->lines, PropusLine, i));
  if (self->code != NULL)
    {
      hash = hash_string (hash, self->language);
      hash = hash_bytes (hash, self->code->str, self->code->len);
    }
  for (guint i = 0; self->rows != NULL && i < self->rows->len; i++)
    {
      PropusTableRow *row = self->rows->pdata[i];

      for (guint j = 0; j < row->n_cells; j++)
        hash = hash_line (hash, &row->cells[j]);
    }
  if (self->latex != NULL)
    hash = hash_string (hash, self->latex);
  for (guint i = 0; i < self->n_columns; i++)
    hash = hash_number (hash, (guint) self->aligns[i]);

  self->hash = hash != 0 ? hash : 1;

  return self->hash;
}

/**
 * propus_line_equal:
 * @a: a line
 * @b: another
 *
 * Returns: whether both look the same in every respect
 */
gboolean
propus_line_equal (const PropusLine *a,
                   const PropusLine *b)
{
  guint n_a;
  guint n_b;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a == b)
    return TRUE;
  if (a->kind != b->kind || a->level != b->level || a->depth != b->depth || a->quote != b->quote
      || a->loose != b->loose || g_strcmp0 (a->marker, b->marker) != 0 || strcmp (a->text, b->text) != 0)
    return FALSE;

  n_a = a->spans != NULL ? a->spans->len : 0;
  n_b = b->spans != NULL ? b->spans->len : 0;
  if (n_a != n_b)
    return FALSE;

  for (guint i = 0; i < n_a; i++)
    {
      const PropusSpan *s = &g_array_index (a->spans, PropusSpan, i);
      const PropusSpan *t = &g_array_index (b->spans, PropusSpan, i);

      if (s->start != t->start || s->end != t->end || s->flags != t->flags || g_strcmp0 (s->url, t->url) != 0
          || g_strcmp0 (s->latex, t->latex) != 0)
        return FALSE;
    }

  return TRUE;
}

static gsize
count_common_spans (const PropusLine *before,
                    const PropusLine *after)
{
  guint n_before = before->spans != NULL ? before->spans->len : 0;
  guint n_after = after->spans != NULL ? after->spans->len : 0;

  for (guint i = 0; i < MAX (n_before, n_after); i++)
    {
      const PropusSpan *s = i < n_before ? &g_array_index (before->spans, PropusSpan, i) : NULL;
      const PropusSpan *t = i < n_after ? &g_array_index (after->spans, PropusSpan, i) : NULL;

      if (s == NULL || t == NULL)
        return s != NULL ? s->start : t->start;
      if (s->start != t->start || s->flags != t->flags || g_strcmp0 (s->url, t->url) != 0
          || g_strcmp0 (s->latex, t->latex) != 0)
        return MIN (s->start, t->start);
      if (s->end != t->end)
        return MIN (s->end, t->end);
    }

  return G_MAXSIZE;
}

/**
 * propus_line_is_continued:
 * @before: a line as it was
 * @after: the line as it is
 * @common: (out): how many bytes of both texts are equal in letters and style
 *
 * Returns: whether @before becomes @after by changing its text from @common on, and nothing else
 */
gboolean
propus_line_is_continued (const PropusLine *before,
                          const PropusLine *after,
                          gsize            *common)
{
  gsize n = 0;

  g_return_val_if_fail (before != NULL && after != NULL && common != NULL, FALSE);

  *common = 0;
  if (before->kind != after->kind || before->level != after->level || before->depth != after->depth
      || before->quote != after->quote || before->loose != after->loose
      || g_strcmp0 (before->marker, after->marker) != 0 || (*before->text == '\0') != (*after->text == '\0'))
    return FALSE;

  while (before->text[n] != '\0' && before->text[n] == after->text[n])
    n++;
  while (n > 0 && ((guchar) before->text[n] & 0xc0) == 0x80)
    n--;
  *common = MIN (n, count_common_spans (before, after));

  return TRUE;
}

static gboolean
tables_equal (PropusMarkdownBlock *a,
              PropusMarkdownBlock *b)
{
  if (a->rows->len != b->rows->len || a->n_columns != b->n_columns || a->cut != b->cut
      || memcmp (a->aligns, b->aligns, a->n_columns * sizeof (PropusAlign)) != 0)
    return FALSE;

  for (guint i = 0; i < a->rows->len; i++)
    {
      PropusTableRow *r = a->rows->pdata[i];
      PropusTableRow *s = b->rows->pdata[i];

      if (r->n_cells != s->n_cells)
        return FALSE;
      for (guint j = 0; r != s && j < r->n_cells; j++)
        if (!propus_line_equal (&r->cells[j], &s->cells[j]))
          return FALSE;
    }

  return TRUE;
}

/**
 * propus_markdown_block_equal:
 * @a: a block
 * @b: another
 *
 * Returns: whether both show the same
 */
gboolean
propus_markdown_block_equal (PropusMarkdownBlock *a,
                             PropusMarkdownBlock *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a == b)
    return TRUE;
  if (a->kind != b->kind || a->depth != b->depth || a->quote != b->quote)
    return FALSE;

  switch (a->kind)
    {
    case PROPUS_BLOCK_PROSE:
      if (a->lines->len != b->lines->len)
        return FALSE;
      for (guint i = 0; i < a->lines->len; i++)
        if (!propus_line_equal (&g_array_index (a->lines, PropusLine, i), &g_array_index (b->lines, PropusLine, i)))
          return FALSE;
      return TRUE;

    case PROPUS_BLOCK_CODE:
      return a->open == b->open && strcmp (a->language, b->language) == 0 && g_string_equal (a->code, b->code);

    case PROPUS_BLOCK_TABLE:
      return tables_equal (a, b);

    case PROPUS_BLOCK_MATH:
      return a->open == b->open && strcmp (a->latex, b->latex) == 0;

    default:
      g_assert_not_reached ();
    }
}

/**
 * propus_markdown_block_get_depth:
 * @self: a block
 *
 * Returns: for code, tables and mathematics, in how many lists the block stands; 0 for prose, whose lines say it
 */
guint
propus_markdown_block_get_depth (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->depth;
}

/**
 * propus_markdown_block_get_quote:
 * @self: a block
 *
 * Returns: for code, tables and mathematics, in how many quotes the block stands; 0 for prose, whose lines say it
 */
guint
propus_markdown_block_get_quote (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->quote;
}

/**
 * propus_markdown_block_get_n_lines:
 * @self: a PROSE block
 *
 * Returns: how many lines it has
 */
guint
propus_markdown_block_get_n_lines (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == PROPUS_BLOCK_PROSE, 0);

  return self->lines->len;
}

/**
 * propus_markdown_block_get_line:
 * @self: a PROSE block
 * @index: which line
 *
 * Returns: (transfer none): the line; lives as long as @self
 */
const PropusLine *
propus_markdown_block_get_line (PropusMarkdownBlock *self,
                                guint                index)
{
  g_return_val_if_fail (self != NULL && self->kind == PROPUS_BLOCK_PROSE && index < self->lines->len, NULL);

  return &g_array_index (self->lines, PropusLine, index);
}

/**
 * propus_markdown_block_get_code:
 * @self: a CODE block
 *
 * Returns: (transfer none): the code without its last newline; until the block grows
 */
const char *
propus_markdown_block_get_code (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == PROPUS_BLOCK_CODE, NULL);

  return self->code->str;
}

/**
 * propus_markdown_block_get_code_length:
 * @self: a CODE block
 *
 * Returns: the length of the code in bytes
 */
gsize
propus_markdown_block_get_code_length (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == PROPUS_BLOCK_CODE, 0);

  return self->code->len;
}

/**
 * propus_markdown_block_get_language:
 * @self: a CODE block
 *
 * Returns: (transfer none): the first word of the info string as it was written, "" when there is none
 */
const char *
propus_markdown_block_get_language (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == PROPUS_BLOCK_CODE, NULL);

  return self->language;
}

/**
 * propus_markdown_block_is_open:
 * @self: a block
 *
 * Returns: whether this is code or a formula whose end has not come yet; never after the stream has finished
 */
gboolean
propus_markdown_block_is_open (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->open;
}

/**
 * propus_markdown_block_get_n_rows:
 * @self: a TABLE block
 *
 * Returns: the number of rows, the header included; at most %PROPUS_LIMIT_TABLE_ROWS
 */
guint
propus_markdown_block_get_n_rows (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == PROPUS_BLOCK_TABLE, 0);

  return self->rows->len;
}

/**
 * propus_markdown_block_get_n_columns:
 * @self: a TABLE block
 *
 * Returns: the number of columns; at most %PROPUS_LIMIT_TABLE_COLUMNS
 */
guint
propus_markdown_block_get_n_columns (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == PROPUS_BLOCK_TABLE, 0);

  return self->n_columns;
}

/**
 * propus_markdown_block_get_align:
 * @self: a TABLE block
 * @column: which column
 *
 * Returns: how its cells are aligned
 */
PropusAlign
propus_markdown_block_get_align (PropusMarkdownBlock *self,
                                 guint                column)
{
  g_return_val_if_fail (self != NULL && self->kind == PROPUS_BLOCK_TABLE, PROPUS_ALIGN_NONE);
  g_return_val_if_fail (column < self->n_columns, PROPUS_ALIGN_NONE);

  return self->aligns[column];
}

/**
 * propus_markdown_block_get_cell:
 * @self: a TABLE block
 * @row: which row
 * @column: which column
 *
 * Rows are shared between the blocks that show one table as it grows: an equal pointer means an equal row.
 *
 * Returns: (transfer none) (nullable): the cell, %NULL when the row is shorter
 */
const PropusLine *
propus_markdown_block_get_cell (PropusMarkdownBlock *self,
                                guint                row,
                                guint                column)
{
  PropusTableRow *cells;

  g_return_val_if_fail (self != NULL && self->kind == PROPUS_BLOCK_TABLE && row < self->rows->len, NULL);

  cells = self->rows->pdata[row];

  return column < cells->n_cells ? &cells->cells[column] : NULL;
}

/**
 * propus_markdown_block_is_cut:
 * @self: a block
 *
 * Returns: whether this is a table with rows or columns past a cap, which were left out
 */
gboolean
propus_markdown_block_is_cut (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->cut;
}

/**
 * propus_markdown_block_get_latex:
 * @self: a MATH block
 *
 * Returns: (transfer none): the formula as it was written, without its delimiters; lives as long as @self
 */
const char *
propus_markdown_block_get_latex (PropusMarkdownBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == PROPUS_BLOCK_MATH, NULL);

  return self->latex;
}

/**
 * propus_markdown_block_to_tsv:
 * @self: a TABLE block
 *
 * Returns: (transfer full): the table as tab-separated values, a newline after each row but the last; white space
 *   inside a cell is one space
 */
char *
propus_markdown_block_to_tsv (PropusMarkdownBlock *self)
{
  g_autoptr(GString) tsv = g_string_new (NULL);

  g_return_val_if_fail (self != NULL && self->kind == PROPUS_BLOCK_TABLE, NULL);

  for (guint i = 0; i < self->rows->len; i++)
    for (guint j = 0; j < self->n_columns; j++)
      {
        const PropusLine *cell = propus_markdown_block_get_cell (self, i, j);

        if (j > 0)
          g_string_append_c (tsv, '\t');
        else if (i > 0)
          g_string_append_c (tsv, '\n');
        for (const char *p = cell != NULL ? cell->text : ""; *p != '\0'; p = g_utf8_next_char (p))
          {
            gunichar c = g_utf8_get_char (p);

            g_string_append_unichar (tsv, c == '\t' || c == '\n' || c == 0x2028 ? ' ' : c);
          }
      }

  return g_string_free (g_steal_pointer (&tsv), FALSE);
}
