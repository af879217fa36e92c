/* propus-transfer-render.c - Markdown of a model as HTML that can do no harm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-transfer-render.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <string.h>

/* What a model writes is hostile until proven otherwise: HTML in it becomes text, a picture becomes a link, and a link
 * that is neither https, http nor mailto becomes text. cmark-gfm is quadratic on texts made for it, so it gets a
 * window of the text at a time, as in the markdown room; a block that is cut there stays readable. */

static gboolean
is_allowed (const char *url)
{
  static const char * const schemes[] = { "https://", "http://", "mailto:" };

  if (strlen (url) > PROPUS_LIMIT_LINK_BYTES || !g_utf8_validate (url, -1, NULL))
    return FALSE;
  for (const char *p = url; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c <= 0x20 || c == '\\' || c == '<' || c == '>' || c == '"' || !g_unichar_isprint (c))
        return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (url, schemes[i], strlen (schemes[i])) == 0)
      return TRUE;

  return FALSE;
}

/* Where the new one may not stand, nothing does. */
static void
replace (cmark_node *node,
         cmark_node *by)
{
  if (!cmark_node_replace (node, by))
    {
      cmark_node_unlink (node);
      cmark_node_free (by);
    }
  cmark_node_free (node);
}

static void
replace_by_text (cmark_node *node,
                 const char *text)
{
  cmark_node *plain = cmark_node_new (CMARK_NODE_TEXT);

  cmark_node_set_literal (plain, text);
  replace (node, plain);
}

/* Its children take its place. */
static void
unwrap (cmark_node *node)
{
  cmark_node *child;

  while ((child = cmark_node_first_child (node)) != NULL && cmark_node_insert_before (node, child))
    ;
  cmark_node_unlink (node);
  cmark_node_free (node);
}

/* HTML within a line cannot become code, whose backticks nobody wrote. */
static void
defuse_block (cmark_node *node)
{
  cmark_node *code = cmark_node_new (CMARK_NODE_CODE_BLOCK);
  const char *text = cmark_node_get_literal (node);

  cmark_node_set_literal (code, text != NULL ? text : "");
  replace (node, code);
}

static gboolean
is_in_link (cmark_node *node)
{
  cmark_node *parent = cmark_node_parent (node);

  return parent != NULL && cmark_node_get_type (parent) == CMARK_NODE_LINK;
}

static void
defuse_image (cmark_node *node)
{
  g_autofree char *url = g_strdup (cmark_node_get_url (node));

  if (url == NULL || !is_allowed (url) || is_in_link (node))
    {
      unwrap (node);
    }
  else
    {
      cmark_node *link = cmark_node_new (CMARK_NODE_LINK);
      cmark_node *child;

      cmark_node_set_url (link, url);
      if (cmark_node_first_child (node) == NULL)
        {
          cmark_node *text = cmark_node_new (CMARK_NODE_TEXT);

          cmark_node_set_literal (text, url);
          cmark_node_append_child (link, text);
        }
      while ((child = cmark_node_first_child (node)) != NULL && cmark_node_append_child (link, child))
        ;
      replace (node, link);
    }
}

static void
defuse_node (cmark_node *node)
{
  cmark_node_type type = cmark_node_get_type (node);

  if (type == CMARK_NODE_HTML_BLOCK)
    {
      defuse_block (node);
    }
  else if (type == CMARK_NODE_HTML_INLINE)
    {
      g_autofree char *text = g_strdup (cmark_node_get_literal (node));

      replace_by_text (node, text != NULL ? text : "");
    }
  else if (type == CMARK_NODE_IMAGE)
    {
      defuse_image (node);
    }
  else if (type == CMARK_NODE_LINK)
    {
      const char *url = cmark_node_get_url (node);

      if (url == NULL || !is_allowed (url))
        unwrap (node);
      else
        cmark_node_set_title (node, "");
    }
}

/* Nodes are collected first: an iterator must not see its node replaced. */
static void
defuse (cmark_node *root)
{
  g_autoptr(GPtrArray) nodes = g_ptr_array_new ();
  cmark_iter *iter = cmark_iter_new (root);
  cmark_event_type event;

  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    {
      cmark_node *node = cmark_iter_get_node (iter);
      cmark_node_type type = cmark_node_get_type (node);

      /* Children before parents: what a parent hands on is harmless already. Leaves have no exit. */
      if ((event == CMARK_EVENT_EXIT && (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE))
          || (event == CMARK_EVENT_ENTER && (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)))
        g_ptr_array_add (nodes, node);
    }
  cmark_iter_free (iter);

  for (guint i = 0; i < nodes->len; i++)
    defuse_node (g_ptr_array_index (nodes, i));
}

static gboolean
has_crowded_line (const char *text,
                  gsize       length)
{
  guint pipes = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\n')
        pipes = 0;
      else if (text[i] == '|' && ++pipes > PROPUS_LIMIT_MARKDOWN_PIPES)
        return TRUE;
    }

  return FALSE;
}

/* Not "autolink" and "strikethrough": they change tables that all parsers of the process share while they parse, and the
 * window may be parsing at the same time. */
static void
attach_extensions (cmark_parser *parser,
                   gboolean      tables)
{
  cmark_syntax_extension *tasks = cmark_find_syntax_extension ("tasklist");
  cmark_syntax_extension *table = cmark_find_syntax_extension ("table");

  if (tasks != NULL)
    cmark_parser_attach_syntax_extension (parser, tasks);
  if (table != NULL && tables)
    cmark_parser_attach_syntax_extension (parser, table);
}

static void
render_window (PropusTransferOut *out,
               const char        *text,
               gsize              length)
{
  cmark_parser *parser = cmark_parser_new (CMARK_OPT_DEFAULT);
  cmark_node *root;
  char *html;

  attach_extensions (parser, !has_crowded_line (text, length));
  cmark_parser_feed (parser, text, length);
  root = cmark_parser_finish (parser);
  defuse (root);
  html = cmark_render_html (root, CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions (parser));
  propus_transfer_out_text (out, html);

  free (html);
  cmark_node_free (root);
  cmark_parser_free (parser);
}

static void
render_plain (PropusTransferOut *out,
              const char        *text,
              gsize              length)
{
  g_autofree char *copy = g_strndup (text, length);

  propus_transfer_out_text (out, "<pre class=\"plain\">");
  propus_transfer_out_html (out, copy);
  propus_transfer_out_text (out, "</pre>\n");
}

/* Where a window that begins at @text ends: all of it, else after a blank line, else after a line, else @text. */
static const char *
find_window_end (const char *text,
                 const char *end)
{
  const char *most = text + PROPUS_LIMIT_EXPORT_WINDOW;
  const char *least = text + PROPUS_LIMIT_EXPORT_WINDOW / 2;
  const char *line = NULL;

  if (most >= end)
    return end;

  for (const char *p = most; p > least; p--)
    {
      if (p[-1] == '\n' && p - text >= 2 && p[-2] == '\n')
        return p;
      if (p[-1] == '\n' && line == NULL)
        line = p;
    }

  return line != NULL ? line : text;
}

static gsize
fence_length (const char *line,
              const char *end,
              char       *character)
{
  const char *p = line;

  while (p < end && *p == ' ' && p - line < 3)
    p++;
  *character = p < end ? *p : '\0';
  if (*character != '`' && *character != '~')
    return 0;

  line = p;
  while (p < end && *p == *character)
    p++;
  return p - line >= 3 ? (gsize) (p - line) : 0;
}

/* When the window ends within a fence, its opening line; NULL: it does not. */
static const char *
find_open_fence (const char *text,
                 const char *end)
{
  const char *open = NULL;
  char opener = '\0';
  gsize length = 0;

  for (const char *line = text; line < end;)
    {
      const char *next = memchr (line, '\n', (gsize) (end - line));
      const char *stop = next != NULL ? next : end;
      char character;
      gsize found = fence_length (line, stop, &character);

      if (open == NULL && found > 0)
        {
          open = line;
          opener = character;
          length = found;
        }
      else if (open != NULL && found >= length && character == opener)
        {
          open = NULL;
        }
      line = next != NULL ? next + 1 : end;
    }

  return open;
}

/* At a fence that is too long for a window: shows what is in it, and returns where it ends. */
static const char *
render_fence (PropusTransferOut *out,
              const char        *text,
              const char        *end)
{
  const char *line = memchr (text, '\n', (gsize) (end - text));
  const char *content = line != NULL ? line + 1 : end;
  g_autofree char *code = NULL;
  char opener;
  gsize length = fence_length (text, content, &opener);

  for (line = content; line < end;)
    {
      const char *next = memchr (line, '\n', (gsize) (end - line));
      char character;

      if (fence_length (line, next != NULL ? next : end, &character) >= length && character == opener)
        break;
      line = next != NULL ? next + 1 : end;
    }

  code = g_strndup (content, (gsize) (line - content));
  propus_transfer_out_text (out, "<pre><code>");
  propus_transfer_out_html (out, code);
  propus_transfer_out_text (out, "</code></pre>\n");

  line = line < end ? memchr (line, '\n', (gsize) (end - line)) : NULL;
  return line != NULL ? line + 1 : end;
}

/**
 * propus_transfer_render_prepare:
 *
 * To be called once by the thread that parses Markdown for the window, before another thread renders.
 */
void
propus_transfer_render_prepare (void)
{
  cmark_gfm_core_extensions_ensure_registered ();
}

/**
 * propus_transfer_render_markdown:
 * @out: receives HTML
 * @text: Markdown, valid UTF-8, in any state and of any length
 *
 * The HTML has no element that loads or runs anything, whatever @text says; its links lead to https, http or mailto.
 */
void
propus_transfer_render_markdown (PropusTransferOut *out,
                                 const char        *text)
{
  const char *end = text + strlen (text);

  while (text < end)
    {
      const char *stop = find_window_end (text, end);
      const char *open = stop < end ? find_open_fence (text, stop) : NULL;

      if (open == text)
        {
          text = render_fence (out, text, end);
        }
      else if (stop == text)
        {
          /* One line that is longer than a window. */
          stop = strchrnul (text, '\n');
          stop += *stop == '\n' ? 1 : 0;
          render_plain (out, text, (gsize) (stop - text));
          text = stop;
        }
      else
        {
          stop = open != NULL ? open : stop;
          render_window (out, text, (gsize) (stop - text));
          text = stop;
        }
    }
}
