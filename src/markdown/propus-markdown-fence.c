/* propus-markdown-fence.c - reads a fenced code block as it streams
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-block-private.h"
#include "propus-markdown-fence.h"
#include "propus-markdown-filter.h"

#include <string.h>

/**
 * propus_markdown_dup_language:
 * @node: a code block
 *
 * Returns: (transfer full): the first word of its info string, "" for none
 */
char *
propus_markdown_dup_language (cmark_node *node)
{
  const char *info = cmark_node_get_fence_info (node);
  g_autoptr(GString) language = g_string_new (NULL);

  if (info != NULL)
    propus_markdown_filter_append (language, PROPUS_FILTER_PROSE, info, strcspn (info, " \t\n"));

  return g_string_free (g_steal_pointer (&language), FALSE);
}

/**
 * propus_markdown_fence_open:
 * @self: a closed fence
 * @node: a fenced code block at the top level
 *
 * Begins a growing block; reading starts at the line after the opening fence.
 */
void
propus_markdown_fence_open (PropusMarkdownFence *self,
                            cmark_node          *node)
{
  g_autofree char *language = propus_markdown_dup_language (node);
  int length = 0;
  int indent = 0;
  char character = 0;

  g_assert (self->block == NULL);

  cmark_node_get_fenced (node, &length, &indent, &character);
  self->block = propus_markdown_block_new_code (language, "", 0, 0, 0);
  propus_markdown_block_set_open (self->block, TRUE);
  self->character = character;
  self->length = (guint) length;
  self->indent = (guint) indent;
  self->begun = FALSE;
  self->inside = FALSE;
}

void
propus_markdown_fence_clear (PropusMarkdownFence *self)
{
  g_clear_pointer (&self->block, propus_markdown_block_unref);
}

/* Does the line close the fence? An unfinished line of which more may come is undecided: @maybe. */
static gboolean
is_closing (PropusMarkdownFence *self,
            const char          *line,
            gsize                length,
            gboolean            *maybe)
{
  gsize i = 0;
  gsize column = 0;
  guint run = 0;

  for (; i < length && (line[i] == ' ' || line[i] == '\t'); i++)
    column += line[i] == '\t' ? 4 - column % 4 : 1;
  if (i == length)
    {
      *maybe = TRUE;
      return FALSE;
    }

  for (; i < length && line[i] == self->character; i++)
    run++;
  while (i < length && (line[i] == ' ' || line[i] == '\t'))
    i++;
  *maybe = column <= 3 && run > 0 && i == length;

  return *maybe && run >= self->length;
}

/* The indentation of the opening fence is taken off each line; a tab may be taken off in part. */
static void
add_line (PropusMarkdownFence *self,
          const char          *line,
          gsize                length)
{
  g_autoptr(GString) out = g_string_sized_new (length + 8);
  gsize column = 0;
  gsize i = 0;

  if (self->begun)
    g_string_append_c (out, '\n');
  self->begun = TRUE;

  while (column < self->indent && i < length && (line[i] == ' ' || line[i] == '\t'))
    {
      gsize width = line[i] == '\t' ? 4 - column % 4 : 1;

      for (gsize rest = self->indent - column; rest < width; rest++)
        g_string_append_c (out, ' ');
      column += width;
      i++;
    }

  propus_markdown_filter_append (out, PROPUS_FILTER_CODE, line + i, length - i);
  propus_markdown_block_grow (self->block, out->str, out->len);
}

static void
add_rest (PropusMarkdownFence *self,
          const char          *text,
          gsize                length)
{
  g_autoptr(GString) out = g_string_sized_new (length + 8);

  propus_markdown_filter_append (out, PROPUS_FILTER_CODE, text, length);
  propus_markdown_block_grow (self->block, out->str, out->len);
}

/**
 * propus_markdown_fence_read:
 * @self: an open fence
 * @text: what follows what has been read
 * @length: its length in bytes
 * @last: whether no more comes
 * @closed: (out): whether the fence ended
 *
 * Appends to the block what is certainly code. An unfinished line is taken too as soon as it cannot be the closing
 * fence any more.
 *
 * Returns: how many bytes were read; the rest has to be offered again with what follows
 */
gsize
propus_markdown_fence_read (PropusMarkdownFence *self,
                            const char          *text,
                            gsize                length,
                            gboolean             last,
                            gboolean            *closed)
{
  gsize done = 0;

  *closed = FALSE;
  while (done < length)
    {
      const char *line = text + done;
      const char *newline = memchr (line, '\n', length - done);
      gsize line_length = newline != NULL ? (gsize) (newline - line) : length - done;
      gboolean whole = newline != NULL || last;
      gboolean maybe = FALSE;

      if (self->inside)
        {
          add_rest (self, line, line_length);
        }
      else if (is_closing (self, line, line_length, &maybe) && whole)
        {
          *closed = TRUE;
          return done + line_length + (newline != NULL ? 1 : 0);
        }
      else if (maybe && !whole)
        {
          return done;
        }
      else
        {
          add_line (self, line, line_length);
        }

      self->inside = newline == NULL;
      done += line_length + (newline != NULL ? 1 : 0);
    }

  return done;
}
