/* propus-markdown-builder-private.h - what the files of the builder share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-builder.h"

G_BEGIN_DECLS

#define LINE_SEPARATOR "\342\200\250"

typedef struct
{
  gboolean ordered;
  gboolean paren;
  guint    next;      /* number of the next item */
} PropusMarkdownList;

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
  guint       piece;      /* more than 0: what is walked was parsed by itself, its lines are not the source's */
  gboolean    after_math; /* the paragraph goes on behind a displayed formula */
  PropusMarkdownNotes *notes;   /* borrowed; NULL: footnotes are text */
  gboolean    passing;    /* what is built is replaced at the next update */
  char       *image;      /* address of the open image, "" not allowed */
  gsize       image_start;
  guint       image_depth;
};

guint    propus_markdown_builder_clamp          (guint                  depth);
gboolean propus_markdown_builder_is_after_blank (PropusMarkdownBuilder *self,
                                                 cmark_node            *node);
void     propus_markdown_builder_end_line       (PropusMarkdownBuilder *self,
                                                 PropusLineKind         kind,
                                                 guint                  level,
                                                 gboolean               loose);
void     propus_markdown_builder_trim_line      (PropusMarkdownBuilder *self);
void     propus_markdown_builder_flush_prose    (PropusMarkdownBuilder *self);
void     propus_markdown_builder_add_math       (PropusMarkdownBuilder *self,
                                                 const char            *text,
                                                 gboolean               open);
gboolean propus_markdown_builder_walk_inline    (PropusMarkdownBuilder *self,
                                                 cmark_node            *node,
                                                 gboolean               enter);

G_END_DECLS
