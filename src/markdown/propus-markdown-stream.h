/* propus-markdown-stream.h - incremental Markdown: source in, blocks out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-block.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_MARKDOWN_STREAM (propus_markdown_stream_get_type ())
G_DECLARE_FINAL_TYPE (PropusMarkdownStream, propus_markdown_stream, PROPUS, MARKDOWN_STREAM, GObject)

/* Committed blocks never change again (until finish() has to resolve link definitions and footnotes); the tail is parsed anew at each
 * update. It is never longer than a window of PROPUS_LIMIT_MARKDOWN_WINDOW: a paragraph, or an item of a list, that is
 * longer is cut there. Code and tables at the top level, and lists, may have any length; they are read as they come.
 * append() only keeps text; update() parses. Any thread, one at a time. */
PropusMarkdownStream *propus_markdown_stream_new      (void);
void                  propus_markdown_stream_append   (PropusMarkdownStream *self, const char *text, gsize length);
/* Before the first append(): what comes has numbers of sources in it, from propus_markdown_marks_insert(). */
void                  propus_markdown_stream_set_marked (PropusMarkdownStream *self);
void                  propus_markdown_stream_finish   (PropusMarkdownStream *self);   /* no more comes */
/* Brings the blocks up to date. Blocks before *first_changed are the same objects as before the call. */
void                  propus_markdown_stream_update   (PropusMarkdownStream *self, guint *first_changed);
guint                 propus_markdown_stream_get_n_blocks (PropusMarkdownStream *self);
PropusMarkdownBlock  *propus_markdown_stream_get_block(PropusMarkdownStream *self, guint index);  /* borrowed */
const char           *propus_markdown_stream_get_source (PropusMarkdownStream *self);

/* The same in one go; what the incremental parse must equal after finish(). (transfer full) GPtrArray of blocks. */
GPtrArray            *propus_markdown_parse           (const char *source);

G_END_DECLS
