/* propus-markdown-notes.h - the footnotes of a document
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-block-private.h"

G_BEGIN_DECLS

typedef struct _PropusMarkdownNotes PropusMarkdownNotes;

PropusMarkdownNotes *propus_markdown_notes_new           (void);
void                 propus_markdown_notes_free          (PropusMarkdownNotes *self);
void                 propus_markdown_notes_resolve       (PropusMarkdownNotes *self);
gboolean             propus_markdown_notes_is_resolving  (PropusMarkdownNotes *self);
void                 propus_markdown_notes_define        (PropusMarkdownNotes *self,
                                                          const char          *label);
guint                propus_markdown_notes_refer         (PropusMarkdownNotes *self,
                                                          const char          *label);
GPtrArray           *propus_markdown_notes_begin         (PropusMarkdownNotes *self,
                                                          const char          *label);
void                 propus_markdown_notes_append        (PropusMarkdownNotes *self,
                                                          GPtrArray           *blocks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusMarkdownNotes, propus_markdown_notes_free)

G_END_DECLS
