/* propus-markdown-block.h - one block of an answer, ready to be drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What a block holds is fixed by the text alone, however it arrived: a PROSE block is one top-level paragraph, heading,
 * quote, rule or footnote, or one item of a top-level list (an item is the unit, so that a list of any length streams in
 * linear time). Code and tables inside an item or a quote, and displayed mathematics anywhere, split it: prose, code,
 * prose. Views join neighbouring PROSE blocks. */
typedef enum
{
  PROPUS_BLOCK_PROSE,
  PROPUS_BLOCK_CODE,
  PROPUS_BLOCK_TABLE,
  PROPUS_BLOCK_MATH,    /* displayed mathematics */
} PropusBlockKind;

typedef enum
{
  PROPUS_SPAN_STRONG   = 1 << 0,
  PROPUS_SPAN_EMPHASIS = 1 << 1,
  PROPUS_SPAN_CODE     = 1 << 2,
  PROPUS_SPAN_STRIKE   = 1 << 3,
  PROPUS_SPAN_LINK     = 1 << 4,   /* url of the span */
  PROPUS_SPAN_IMAGE    = 1 << 5,   /* never loaded: shown as a link with its host */
  PROPUS_SPAN_MATH     = 1 << 6,   /* latex of the span; its text is what that looks like in Unicode */
  PROPUS_SPAN_ITALIC   = 1 << 7,   /* in MATH: a variable */
  PROPUS_SPAN_RAISED   = 1 << 8,   /* in MATH: a superscript that Unicode has no characters for */
  PROPUS_SPAN_LOWERED  = 1 << 9,   /* in MATH: the same of a subscript */
  PROPUS_SPAN_SOURCE   = 1 << 12,  /* the number of a source; url as propus_markdown_mark_parse_url() reads it */
} PropusSpanFlags;

typedef enum
{
  PROPUS_LINE_PARAGRAPH,
  PROPUS_LINE_HEADING,      /* level 1-6 */
  PROPUS_LINE_ITEM,         /* first line of a list item: marker, depth */
  PROPUS_LINE_CONTINUATION, /* a further paragraph inside an item */
  PROPUS_LINE_RULE,
} PropusLineKind;

/* A styled stretch of a line's text: byte offsets into it, end exclusive. */
typedef struct
{
  guint           start;
  guint           end;
  PropusSpanFlags flags;
  char           *url;      /* NULL unless LINK or IMAGE */
  char           *latex;    /* NULL unless MATH: of the whole formula; the formula's spans follow each other and share it */
} PropusSpan;

/* One paragraph of prose: what GtkTextView shows as a paragraph. */
typedef struct
{
  PropusLineKind  kind;
  guint           level;       /* heading level */
  guint           depth;       /* list nesting, 0 none */
  guint           quote;       /* quote nesting, 0 none */
  char           *marker;      /* "•", "3.", "☐", "☑"; NULL none */
  char           *text;        /* plain text, valid UTF-8; a hard break is a line separator, U+2028 */
  GArray         *spans;       /* of PropusSpan, in order, not overlapping */
  gboolean        loose;       /* a blank line stands before it in the source: more room before it */
} PropusLine;

typedef enum { PROPUS_ALIGN_NONE, PROPUS_ALIGN_LEFT, PROPUS_ALIGN_CENTER, PROPUS_ALIGN_RIGHT } PropusAlign;

/* Immutable and reference counted, but for one kind: a CODE block that is open grows at its end in place, so that a
 * view appends what is past the length that it has shown. All blocks belong to the stream's thread. */
typedef struct _PropusMarkdownBlock PropusMarkdownBlock;

PropusMarkdownBlock *propus_markdown_block_ref       (PropusMarkdownBlock *self);
void                 propus_markdown_block_unref     (PropusMarkdownBlock *self);
PropusBlockKind      propus_markdown_block_get_kind  (PropusMarkdownBlock *self);
guint                propus_markdown_block_get_hash  (PropusMarkdownBlock *self);     /* equal content, equal hash */
gboolean             propus_markdown_block_equal     (PropusMarkdownBlock *a, PropusMarkdownBlock *b);
guint                propus_markdown_block_get_depth (PropusMarkdownBlock *self);     /* code, table, math: list nesting */
guint                propus_markdown_block_get_quote (PropusMarkdownBlock *self);     /* code, table, math: quote nesting */
gboolean             propus_line_equal               (const PropusLine *a, const PropusLine *b);
gboolean             propus_line_is_continued        (const PropusLine *before, const PropusLine *after, gsize *common);
/* prose */
guint                propus_markdown_block_get_n_lines (PropusMarkdownBlock *self);
const PropusLine    *propus_markdown_block_get_line  (PropusMarkdownBlock *self, guint index);
/* code */
const char          *propus_markdown_block_get_code     (PropusMarkdownBlock *self);  /* without the last newline */
gsize                propus_markdown_block_get_code_length (PropusMarkdownBlock *self);
const char          *propus_markdown_block_get_language (PropusMarkdownBlock *self);  /* first word of the info string, "" none */
gboolean             propus_markdown_block_is_open      (PropusMarkdownBlock *self);  /* the end of the code or formula has not come yet */
/* table: row 0 is the header */
guint                propus_markdown_block_get_n_rows   (PropusMarkdownBlock *self);
guint                propus_markdown_block_get_n_columns(PropusMarkdownBlock *self);
PropusAlign          propus_markdown_block_get_align    (PropusMarkdownBlock *self, guint column);
const PropusLine    *propus_markdown_block_get_cell     (PropusMarkdownBlock *self, guint row, guint column);
gboolean             propus_markdown_block_is_cut       (PropusMarkdownBlock *self);  /* past a cap of propus-limits.h */
char                *propus_markdown_block_to_tsv       (PropusMarkdownBlock *self);
/* math */
const char          *propus_markdown_block_get_latex    (PropusMarkdownBlock *self);  /* without the delimiters */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusMarkdownBlock, propus_markdown_block_unref)

G_END_DECLS
