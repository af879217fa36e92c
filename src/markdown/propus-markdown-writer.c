/* propus-markdown-writer.c - from blocks back to Markdown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-writer.h"

#include "propus-limits.h"

#include <string.h>

#define LINE_SEPARATOR "\342\200\250"

/* --- text --- */

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || (c & 0x80) != 0;
}

/* Whether the character at @p would be read as a sign of Markdown. */
static gboolean
needs_escape (const char *text,
              const char *p,
              const char *end,
              gboolean    cell)
{
  char before = p > text ? p[-1] : ' ';
  char after = p + 1 < end ? p[1] : ' ';

  switch (*p)
    {
    case '\\':
      return g_ascii_ispunct (after) || after == ' ';
    case '`':
    case '*':
    case '$':
    case ']':     /* a bracket that opens is nothing without it; a backslash before that would begin a formula */
      return TRUE;
    case '_':
      return !(is_word (before) && is_word (after));
    case '~':
      return before == '~' || after == '~';
    case '<':
      return g_ascii_isalpha (after) || after == '/' || after == '!' || after == '?';
    case '&':
      return g_ascii_isalpha (after) || after == '#';
    case '|':
      return cell;
    default:
      return FALSE;
    }
}

/* How many bytes of @text would begin a list, a quote, a heading, a rule, a table or a fence; the last of them is escaped. */
static gsize
count_opening (const char *text,
               const char *end)
{
  const char *p = text;

  if (p < end && strchr ("#>+-=~|:", *p) != NULL)
    return 1;
  while (p < end && g_ascii_isdigit (*p))
    p++;
  if (p > text && p < end && (*p == '.' || *p == ')') && (p + 1 == end || p[1] == ' '))
    return (gsize) (p - text) + 1;

  return 0;
}

static void
append_text (GString    *out,
             const char *text,
             gsize       length,
             gboolean    begins,
             gboolean    cell)
{
  const char *end = text + length;
  gsize opening = begins ? count_opening (text, end) : 0;

  for (const char *p = text; p < end; p++)
    {
      if (needs_escape (text, p, end, cell) || (opening > 0 && p == text + opening - 1))
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
}

static gsize
count_longest_run (const char *text,
                   gsize       length,
                   char        c)
{
  gsize longest = 0;
  gsize run = 0;

  for (gsize i = 0; i < length; i++)
    {
      run = text[i] == c ? run + 1 : 0;
      longest = MAX (longest, run);
    }

  return longest;
}

static void
append_code (GString    *out,
             const char *text,
             gsize       length,
             gboolean    cell)
{
  gsize run = count_longest_run (text, length, '`') + 1;
  gboolean padded = length > 0 && (text[0] == '`' || text[length - 1] == '`' || (text[0] == ' ' && text[length - 1] == ' '));

  for (gsize i = 0; i < run; i++)
    g_string_append_c (out, '`');
  g_string_append (out, padded ? " " : "");
  for (gsize i = 0; i < length; i++)
    {
      if (cell && text[i] == '|')
        g_string_append_c (out, '\\');
      g_string_append_c (out, text[i]);
    }
  g_string_append (out, padded ? " " : "");
  for (gsize i = 0; i < run; i++)
    g_string_append_c (out, '`');
}

/* --- spans: what is open, from the outside in --- */

static const struct
{
  PropusSpanFlags flag;
  const char     *sign;
  const char     *other;   /* where a sign of the same kind stands just before */
} styles[] = {
  { PROPUS_SPAN_STRONG, "**", "__" },
  { PROPUS_SPAN_EMPHASIS, "*", "_" },
  { PROPUS_SPAN_STRIKE, "~~", "~~" },
};

typedef struct
{
  GString    *out;
  const char *signs[G_N_ELEMENTS (styles)];   /* of what is open, in order of @open */
  guint       open[G_N_ELEMENTS (styles)];    /* indices of styles */
  guint       n_open;
  const char *url;                            /* of the link that is open, NULL: none */
  guint       outside;                        /* styles that are open around the link */
  const char *line_break;                     /* what a hard break is written as */
  gboolean    broken;                         /* one is to be written before what comes next */
  gboolean    cell;
  gboolean    begins;                         /* nothing stands in the line yet */
} Inline;

/* White space goes behind the sign: before it, it would not end anything. */
static void
close_to (Inline *in,
          guint   n_open)
{
  gsize length = in->out->len;
  g_autofree char *space = NULL;

  if (in->n_open <= n_open)
    return;

  while (length > 0 && in->out->str[length - 1] == ' ')
    length--;
  space = g_strdup (in->out->str + length);
  g_string_truncate (in->out, (gssize) length);
  while (in->n_open > n_open)
    g_string_append (in->out, in->signs[--in->n_open]);
  g_string_append (in->out, space);
}

static void
open_style (Inline *in,
            guint   style)
{
  char before = in->out->len > 0 ? in->out->str[in->out->len - 1] : ' ';
  const char *sign = before == '*' && in->n_open == 0 ? styles[style].other : styles[style].sign;

  g_string_append (in->out, sign);
  in->signs[in->n_open] = sign;
  in->open[in->n_open++] = style;
}

static gboolean
has_style (PropusSpanFlags flags,
           guint           style)
{
  return (flags & styles[style].flag) != 0;
}

/* Closes what the next stretch does not have. */
static void
close_styles (Inline          *in,
              PropusSpanFlags  flags)
{
  guint kept = 0;

  while (kept < in->n_open && has_style (flags, in->open[kept]))
    kept++;
  close_to (in, kept);
}

static void
open_styles (Inline          *in,
             PropusSpanFlags  flags)
{
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      gboolean is_open = FALSE;

      for (guint j = 0; j < in->n_open; j++)
        is_open |= in->open[j] == i;
      if (!is_open && has_style (flags, i))
        open_style (in, i);
    }
}

static void
close_link (Inline *in)
{
  if (in->url == NULL)
    return;

  close_to (in, in->outside);
  g_string_append (in->out, "](");
  if (strpbrk (in->url, "() ") != NULL)
    g_string_append_printf (in->out, "<%s>)", in->url);
  else
    g_string_append_printf (in->out, "%s)", in->url);
  in->url = NULL;
  in->outside = 0;
}

/* Whether the stretch belongs to the link that is open; its styles may not end outside of it. */
static gboolean
goes_on (Inline          *in,
         PropusSpanFlags  flags,
         const char      *url)
{
  if (url == NULL || strcmp (in->url, url) != 0)
    return FALSE;
  for (guint i = 0; i < in->outside; i++)
    if (!has_style (flags, in->open[i]))
      return FALSE;

  return TRUE;
}

static void
open_link (Inline          *in,
           PropusSpanFlags  flags,
           const char      *url)
{
  if (url == NULL || in->url != NULL || (flags & PROPUS_SPAN_IMAGE) != 0)
    return;

  g_string_append_c (in->out, '[');
  in->url = url;
  in->outside = in->n_open;
}

/* A picture stands in the text as words around its description; the builder made them. */
static void
append_image (Inline     *in,
              const char *text,
              gsize       length,
              const char *url)
{
  g_autofree char *words = g_strndup (text, length);
  const char *alt = words;

  /* "[Picture: description — host]" in any language: from the first ": " to the last dash. */
  char *start = strstr (words, ": ");
  char *dash = g_strrstr (words, " \342\200\224 ");

  if (start == NULL)
    start = strstr (words, "\357\274\232");   /* U+FF1A */
  if (start != NULL && dash != NULL && dash > start)
    {
      *dash = '\0';
      alt = start + (*start == ':' ? 2 : 3);
    }
  else
    {
      alt = "";
    }

  g_string_append (in->out, "![");
  append_text (in->out, alt, strlen (alt), FALSE, in->cell);
  g_string_append_printf (in->out, "](%s)", url);
}

/* A break is written when it is known what is still open behind it. */
static void
write_break (Inline *in)
{
  if (!in->broken)
    return;

  g_string_append (in->out, in->line_break);
  in->broken = FALSE;
  in->begins = *in->line_break == '\\';
}

static void
add_text (Inline          *in,
          const char      *text,
          gsize            length,
          PropusSpanFlags  flags,
          const char      *url)
{
  gsize spaces = 0;

  if (length == 0)
    return;

  if (in->url != NULL && !goes_on (in, flags, url))
    close_link (in);
  close_styles (in, flags);
  write_break (in);
  open_link (in, flags, url);

  /* A sign before white space would not open anything. */
  while ((flags & PROPUS_SPAN_CODE) == 0 && spaces < length && text[spaces] == ' ')
    spaces++;
  g_string_append_len (in->out, text, (gssize) spaces);
  if (spaces == length)
    return;
  open_styles (in, flags);

  if (flags & PROPUS_SPAN_IMAGE)
    append_image (in, text, length, url != NULL ? url : "");
  else if (flags & PROPUS_SPAN_CODE)
    append_code (in->out, text, length, in->cell);
  else
    append_text (in->out, text + spaces, length - spaces, in->begins, in->cell);
  in->begins = FALSE;
}

static void
add_stretch (Inline          *in,
             const char      *text,
             gsize            length,
             PropusSpanFlags  flags,
             const char      *url)
{
  const char *end = text + length;

  while (TRUE)
    {
      const char *stop = g_strstr_len (text, end - text, LINE_SEPARATOR);

      add_text (in, text, (gsize) ((stop != NULL ? stop : end) - text), flags, url);
      if (stop == NULL)
        break;
      in->broken = TRUE;
      text = stop + strlen (LINE_SEPARATOR);
    }
}

/* An address that stands for itself. */
static gboolean
is_plain_link (const PropusSpan *span,
               const char       *text)
{
  return (span->flags & (PROPUS_SPAN_LINK | PROPUS_SPAN_CODE | PROPUS_SPAN_IMAGE)) == PROPUS_SPAN_LINK && span->url != NULL && strlen (span->url) == span->end - span->start
         && strncmp (span->url, text + span->start, span->end - span->start) == 0;
}

/* A formula is written whole, also where a part of it was asked for; returns its last span. */
static guint
write_formula (Inline       *in,
               const GArray *spans,
               guint         index)
{
  const PropusSpan *span = &g_array_index (spans, PropusSpan, index);

  while (index + 1 < spans->len)
    {
      const PropusSpan *next = &g_array_index (spans, PropusSpan, index + 1);

      if (next->latex == NULL || next->start != g_array_index (spans, PropusSpan, index).end || strcmp (next->latex, span->latex) != 0)
        break;
      index++;
    }

  if (in->url != NULL && !goes_on (in, span->flags, span->url))
    close_link (in);
  close_styles (in, span->flags);
  write_break (in);
  open_link (in, span->flags, span->url);
  open_styles (in, span->flags);
  g_string_append_printf (in->out, "$%s$", span->latex);
  in->begins = FALSE;

  return index;
}

/* Bytes @from to @to of a line. */
static void
write_inline (Inline           *in,
              const PropusLine *line,
              gsize             from,
              gsize             to)
{
  gsize done = from;

  in->begins = TRUE;
  for (guint i = 0; line->spans != NULL && i < line->spans->len; i++)
    {
      const PropusSpan *span = &g_array_index (line->spans, PropusSpan, i);
      gsize start = MAX (span->start, done);
      gsize end = MIN (span->end, to);

      if (start >= end)
        continue;

      add_stretch (in, line->text + done, start - done, 0, NULL);
      /* The number of a source is no word of the answer. */
      if (span->flags & PROPUS_SPAN_SOURCE)
        ;
      else if (span->latex != NULL)
        {
          i = write_formula (in, line->spans, i);
          end = MIN (g_array_index (line->spans, PropusSpan, i).end, to);
        }
      else if (is_plain_link (span, line->text) && start == span->start && end == span->end)
        {
          close_link (in);
          close_styles (in, span->flags);
          write_break (in);
          open_styles (in, span->flags);
          g_string_append_printf (in->out, "<%s>", span->url);
          in->begins = FALSE;
        }
      else
        {
          add_stretch (in, line->text + start, end - start, span->flags, span->url);
        }
      done = end;
    }
  add_stretch (in, line->text + done, to - done, 0, NULL);
  close_link (in);
  close_to (in, 0);
}

/* --- lines --- */

typedef struct
{
  GString *out;
  guint    base;                                /* least depth of what is written */
  guint    widths[PROPUS_LIMIT_NESTING + 2];    /* of the markers, by depth */
  gboolean joined;                              /* an item goes on in the line of the marker before it: "- - x" */
} Prose;

static guint
get_depth (Prose            *self,
           const PropusLine *line)
{
  return MIN (line->depth, PROPUS_LIMIT_NESTING + 1) - (line->depth > 0 ? MIN (self->base, line->depth) - 1 : 0);
}

static void
append_prefix (Prose            *self,
               GString          *out,
               const PropusLine *line,
               guint             depth)
{
  for (guint i = 0; i < line->quote; i++)
    g_string_append (out, "> ");
  for (guint i = 1; i <= depth; i++)
    g_string_append_printf (out, "%*s", (int) self->widths[i], "");
}

static char *
dup_marker (const PropusLine *line,
            guint            *width)
{
  if (line->marker == NULL || g_str_has_prefix (line->marker, "•") || g_str_has_prefix (line->marker, "◦"))
    {
      *width = 2;
      return g_strdup ("- ");
    }
  if (g_str_has_prefix (line->marker, "☐") || g_str_has_prefix (line->marker, "☑"))
    {
      *width = 2;
      return g_strdup (g_str_has_prefix (line->marker, "☑") ? "- [x] " : "- [ ] ");
    }

  *width = (guint) strlen (line->marker) + 1;
  return g_strdup_printf ("%s ", line->marker);
}

/* What stands between two lines: nothing, or a blank line, which in a quote has the signs of the quote. */
static void
append_between (Prose            *self,
                const PropusLine *before,
                const PropusLine *line)
{
  gboolean tight = line->kind == PROPUS_LINE_ITEM && before->depth > 0 && !line->loose && line->quote == before->quote;

  /* Below an empty item a blank line would end it. */
  self->joined = before->kind == PROPUS_LINE_ITEM && *before->text == '\0' && line->kind == PROPUS_LINE_ITEM
                 && line->depth == before->depth + 1 && line->quote == before->quote;
  if (self->joined)
    return;

  g_string_append_c (self->out, '\n');
  if (tight)
    return;

  for (guint i = 0; i < MIN (line->quote, before->quote); i++)
    g_string_append (self->out, i > 0 ? " >" : ">");
  g_string_append_c (self->out, '\n');
}

static void
write_begin (Prose            *self,
             const PropusLine *line,
             guint             depth)
{
  if (line->kind == PROPUS_LINE_ITEM)
    {
      guint width;
      g_autofree char *marker = dup_marker (line, &width);

      /* "- - -" would be a rule. */
      if (self->joined && depth % 2 == 0 && *marker == '-')
        *marker = '+';
      if (!self->joined)
        append_prefix (self, self->out, line, depth - 1);
      g_string_append (self->out, marker);
      self->widths[depth] = width;
      return;
    }

  append_prefix (self, self->out, line, depth);
  for (guint i = 0; line->kind == PROPUS_LINE_HEADING && i < line->level; i++)
    g_string_append (self->out, i + 1 < line->level ? "#" : "# ");
}

static void
write_piece (Prose                     *self,
             const PropusMarkdownPiece *piece)
{
  const PropusLine *line = piece->line;
  guint depth = get_depth (self, line);
  g_autoptr(GString) line_break = g_string_new (line->kind == PROPUS_LINE_HEADING ? " " : "\\\n");
  Inline in = { self->out };

  if (line->kind == PROPUS_LINE_RULE)
    {
      append_prefix (self, self->out, line, depth);
      g_string_append (self->out, "---");
      return;
    }

  if (piece->from == 0)
    write_begin (self, line, depth);
  if (line->kind != PROPUS_LINE_HEADING)
    append_prefix (self, line_break, line, depth);
  in.line_break = line_break->str;
  write_inline (&in, line, piece->from, piece->to);

  /* Signs at the end of a heading are not read as a part of it. */
  if (line->kind == PROPUS_LINE_HEADING && self->out->len > 0 && self->out->str[self->out->len - 1] == '#')
    g_string_insert_c (self->out, (gssize) self->out->len - 1, '\\');
}

/**
 * propus_markdown_write_prose:
 * @pieces: (array length=n_pieces): lines in the order in which they are read
 * @n_pieces: how many
 *
 * Returns: (transfer full): Markdown that reads as the pieces do, without a line end at its end
 */
char *
propus_markdown_write_prose (const PropusMarkdownPiece *pieces,
                             guint                      n_pieces)
{
  Prose self = { g_string_new (NULL), PROPUS_LIMIT_NESTING + 1 };

  g_return_val_if_fail (pieces != NULL || n_pieces == 0, g_string_free (self.out, FALSE));

  for (guint i = 0; i < G_N_ELEMENTS (self.widths); i++)
    self.widths[i] = 2;
  for (guint i = 0; i < n_pieces; i++)
    if (pieces[i].line->depth > 0)
      self.base = MIN (self.base, pieces[i].line->depth);

  for (guint i = 0; i < n_pieces; i++)
    {
      if (i > 0)
        append_between (&self, pieces[i - 1].line, pieces[i].line);
      write_piece (&self, &pieces[i]);
    }

  return g_string_free (self.out, FALSE);
}

/**
 * propus_markdown_write_code:
 * @language: (nullable): what stands behind the fence
 * @code: the code, without the last newline
 *
 * Returns: (transfer full): a fenced block that @code cannot end, without a line end at its end
 */
char *
propus_markdown_write_code (const char *language,
                            const char *code)
{
  gsize run;
  g_autofree char *fence = NULL;

  g_return_val_if_fail (code != NULL, NULL);

  run = MAX (count_longest_run (code, strlen (code), '`') + 1, 3);
  fence = g_strnfill (run, '`');

  return g_strdup_printf ("%s%s\n%s\n%s", fence, language != NULL ? language : "", code, fence);
}

static void
write_cell (GString          *out,
            const PropusLine *cell)
{
  Inline in = { out, .line_break = "<br>", .cell = TRUE };

  g_string_append (out, " ");
  if (cell != NULL)
    write_inline (&in, cell, 0, strlen (cell->text));
  g_string_append (out, " |");
}

/**
 * propus_markdown_write_table:
 * @table: a TABLE block
 *
 * Returns: (transfer full): a table as GitHub writes it, without a line end at its end
 */
char *
propus_markdown_write_table (PropusMarkdownBlock *table)
{
  static const char * const rules[] = { " --- |", " :-- |", " :-: |", " --: |" };
  GString *out = g_string_new (NULL);
  guint n_columns;

  g_return_val_if_fail (propus_markdown_block_get_kind (table) == PROPUS_BLOCK_TABLE, g_string_free (out, FALSE));

  n_columns = propus_markdown_block_get_n_columns (table);
  for (guint i = 0; i < propus_markdown_block_get_n_rows (table); i++)
    {
      g_string_append (out, i > 0 ? "\n|" : "|");
      for (guint j = 0; j < n_columns; j++)
        write_cell (out, propus_markdown_block_get_cell (table, i, j));
      if (i > 0)
        continue;
      g_string_append (out, "\n|");
      for (guint j = 0; j < n_columns; j++)
        g_string_append (out, rules[propus_markdown_block_get_align (table, j)]);
    }

  return g_string_free (out, FALSE);
}
