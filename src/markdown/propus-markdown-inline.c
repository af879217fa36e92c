/* propus-markdown-inline.c - from cmark-gfm's tree to blocks: what stands in a line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-link-policy.h"
#include "propus-markdown-builder-private.h"
#include "propus-markdown-filter.h"
#include "propus-markdown-marks.h"
#include "propus-markdown-syntax.h"
#include "propus-math-font.h"
#include "propus-math-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

/* Shows the number of a source as a span of its own; returns how much of @text that took. */
static gsize
add_mark (PropusMarkdownBuilder *self,
          const char            *text,
          PropusSpanFlags        flags)
{
  gsize start = self->text->len;
  g_autofree char *url = NULL;
  guint number;
  gsize length;

  if (!propus_markdown_marks_parse (text, &number, &length))
    return strlen (PROPUS_MARK_OPEN);

  url = g_strdup_printf (PROPUS_MARK_SCHEME "%u", number);
  g_string_append_printf (self->text, "[%u]", number);
  propus_span_array_add (&self->spans, (guint) start, (guint) self->text->len, flags | PROPUS_SPAN_SOURCE, url, NULL);
  return length;
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

  for (const char *mark; filter == PROPUS_FILTER_PROSE && (mark = strstr (text, PROPUS_MARK_OPEN)) != NULL;)
    {
      propus_markdown_filter_append (self->text, filter, text, (gsize) (mark - text));
      propus_span_array_add (&self->spans, (guint) start, (guint) self->text->len, flags, url, NULL);
      text = mark + add_mark (self, mark, flags & ~(PROPUS_SPAN_LINK | PROPUS_SPAN_IMAGE));
      start = self->text->len;
    }
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
  g_autofree char *shown = propus_markdown_filter_dup_url (url);

  return propus_link_policy_allows (shown) ? g_steal_pointer (&shown) : g_strdup ("");
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

/* --- formulas and footnotes in a line --- */

static char *
dup_latex (const char *text)
{
  g_autoptr(GString) latex = g_string_new (NULL);

  propus_markdown_filter_append (latex, PROPUS_FILTER_CODE, text, strlen (text));

  return g_strstrip (g_string_free (g_steal_pointer (&latex), FALSE));
}

static PropusSpanFlags
get_run_flags (const PropusMathRun *run)
{
  return PROPUS_SPAN_MATH | (run->flags & PROPUS_MATH_RUN_ITALIC ? PROPUS_SPAN_ITALIC : 0)
         | (run->flags & PROPUS_MATH_RUN_RAISED ? PROPUS_SPAN_RAISED : 0)
         | (run->flags & PROPUS_MATH_RUN_LOWERED ? PROPUS_SPAN_LOWERED : 0)
         | (run->flags & PROPUS_MATH_RUN_BOLD ? PROPUS_SPAN_STRONG : 0);
}

static void
add_formula (PropusMarkdownBuilder *self,
             const char            *text)
{
  g_autofree char *latex = dup_latex (text);
  g_autoptr(PropusMathNode) node = propus_math_parse (latex);
  g_autoptr(GArray) runs = NULL;
  g_autofree char *line = propus_math_to_text (node, &runs);
  const char *url = NULL;
  PropusSpanFlags flags = get_style (self, &url);

  for (guint i = 0; i < runs->len; i++)
    {
      const PropusMathRun *run = &g_array_index (runs, PropusMathRun, i);
      gsize start = self->text->len;

      propus_markdown_filter_append (self->text, PROPUS_FILTER_PROSE, line + run->start, run->end - run->start);
      propus_span_array_add (&self->spans, (guint) start, (guint) self->text->len, flags | get_run_flags (run), url, latex);
    }
}

static void
add_note (PropusMarkdownBuilder *self,
          const char            *label)
{
  guint number = self->notes != NULL ? propus_markdown_notes_refer (self->notes, label) : 0;
  g_autofree char *text = number > 0 ? g_strdup_printf ("%u", number) : g_strdup_printf ("[^%s]", label);

  if (number == 0)
    {
      add_text (self, PROPUS_FILTER_PROSE, text, 0);
      return;
    }
  for (const char *p = text; *p != '\0'; p++)
    {
      char utf8[7] = { 0 };

      g_unichar_to_utf8 (propus_math_font_superscript ((guchar) *p), utf8);
      add_text (self, PROPUS_FILTER_PROSE, utf8, 0);
    }
}

/* Adds a displayed formula, @text with hidden signs. */
void
propus_markdown_builder_add_math (PropusMarkdownBuilder *self,
                                  const char            *text,
                                  gboolean               open)
{
  g_autofree char *latex = dup_latex (text);
  PropusMarkdownBlock *block = propus_markdown_block_new_math (latex, propus_markdown_builder_clamp (self->lists->len),
                                                               propus_markdown_builder_clamp (self->quote));

  propus_markdown_block_set_open (block, open);
  propus_markdown_builder_flush_prose (self);
  g_ptr_array_add (self->blocks, block);
}

/* Spaces at the end of the line in the making do not show before a displayed formula. */
void
propus_markdown_builder_trim_line (PropusMarkdownBuilder *self)
{
  gsize length = self->text->len;

  while (length > 0 && self->text->str[length - 1] == ' ')
    length--;
  g_string_truncate (self->text, length);
  while (self->spans != NULL && self->spans->len > 0)
    {
      PropusSpan *last = &g_array_index (self->spans, PropusSpan, self->spans->len - 1);

      last->end = MIN (last->end, (guint) length);
      if (last->end > last->start)
        break;
      g_array_set_size (self->spans, self->spans->len - 1);
    }
}

/* A formula of its own line inside a paragraph parts it. Elsewhere, as in a table, it stays in its line. */
static void
add_display (PropusMarkdownBuilder *self,
             cmark_node            *node,
             const char            *text)
{
  cmark_node *paragraph = cmark_node_parent (node);
  cmark_node *next = cmark_node_next (node);
  const char *literal = next != NULL ? cmark_node_get_literal (next) : NULL;
  g_autofree char *with_mark = NULL;

  if (cmark_node_get_type (paragraph) != CMARK_NODE_PARAGRAPH)
    {
      add_formula (self, text);
      return;
    }

  /* A full stop alone behind it belongs to it. */
  if (literal != NULL && cmark_node_get_type (next) == CMARK_NODE_TEXT && strlen (literal) == 1 && strchr (".,;:", *literal) != NULL)
    {
      cmark_node *after = cmark_node_next (next);

      if (after == NULL || cmark_node_get_type (after) == CMARK_NODE_SOFTBREAK)
        {
          with_mark = g_strconcat (text, literal, NULL);
          cmark_node_set_literal (next, "");
        }
    }

  propus_markdown_builder_trim_line (self);
  if (self->text->len > 0)
    propus_markdown_builder_end_line (self, PROPUS_LINE_PARAGRAPH, 0, propus_markdown_builder_is_after_blank (self, paragraph));
  propus_markdown_builder_add_math (self, with_mark != NULL ? with_mark : text, FALSE);
  self->after_math = TRUE;
}

static gboolean
walk_special (PropusMarkdownBuilder *self,
              cmark_node            *node,
              gboolean               enter)
{
  const char *text = NULL;
  PropusMarkdownInline kind = propus_markdown_syntax_get_inline (node, &text);

  if (kind == PROPUS_MARKDOWN_INLINE_OTHER)
    return FALSE;
  if (!enter)
    return TRUE;

  if (kind == PROPUS_MARKDOWN_INLINE_MATH)
    add_formula (self, text);
  else if (kind == PROPUS_MARKDOWN_INLINE_DISPLAY)
    add_display (self, node, text);
  else
    add_note (self, text);

  return TRUE;
}

static gboolean
walk_leaf (PropusMarkdownBuilder *self,
           cmark_node            *node)
{
  cmark_node_type type = cmark_node_get_type (node);
  const char *literal = cmark_node_get_literal (node);

  /* What follows a displayed formula begins a line. */
  if (self->after_math && self->text->len == 0)
    {
      if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
        return TRUE;
      literal += type == CMARK_NODE_TEXT ? strspn (literal, " ") : 0;
    }

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

/* Text, styles, breaks, formulas and references; FALSE: the node is something else. */
gboolean
propus_markdown_builder_walk_inline (PropusMarkdownBuilder *self,
                                     cmark_node            *node,
                                     gboolean               enter)
{
  return walk_special (self, node, enter) || walk_styled (self, node, enter) || (enter && walk_leaf (self, node));
}
