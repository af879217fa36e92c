/* propus-transfer-lexer.h - walks through JSON of any size without holding it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-transfer-source.h"

G_BEGIN_DECLS

/* src/wire reads JSON as a tree. A file of chats may have a gigabyte: it is walked through token by token, and only
 * one chat at a time is given to src/wire. Tokens are places in the file; nothing is unescaped or kept. */

typedef enum
{
  PROPUS_TOKEN_END,           /* after the value, nothing but white space */
  PROPUS_TOKEN_OBJECT,
  PROPUS_TOKEN_OBJECT_END,
  PROPUS_TOKEN_ARRAY,
  PROPUS_TOKEN_ARRAY_END,
  PROPUS_TOKEN_KEY,
  PROPUS_TOKEN_STRING,
  PROPUS_TOKEN_NUMBER,
  PROPUS_TOKEN_LITERAL,       /* true, false, null */
} PropusTokenKind;

/* A place in a source; of a string and a key with its quotation marks. */
typedef struct
{
  goffset offset;
  goffset length;
} PropusRange;

typedef struct
{
  PropusTokenKind kind;
  PropusRange     range;
} PropusToken;

typedef struct _PropusTransferLexer PropusTransferLexer;

PropusTransferLexer *propus_transfer_lexer_new         (PropusTransferSource *source, const PropusRange *range);
void                 propus_transfer_lexer_free        (PropusTransferLexer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusTransferLexer, propus_transfer_lexer_free)

void                 propus_transfer_lexer_set_cancellable (PropusTransferLexer *self, GCancellable *cancellable);
gboolean             propus_transfer_lexer_next        (PropusTransferLexer *self, PropusToken *token, GError **error);
gboolean             propus_transfer_lexer_skip        (PropusTransferLexer *self, const PropusToken *first, PropusRange *range, GError **error);
/* Within an object: its next member; the first token of the value is in @value. FALSE: the object has ended, or error. */
gboolean             propus_transfer_lexer_next_member (PropusTransferLexer *self, char **key, PropusToken *value, GError **error);
/* Within an array: its next element; FALSE: it has ended, or error. */
gboolean             propus_transfer_lexer_next_element (PropusTransferLexer *self, PropusToken *value, GError **error);
char                *propus_transfer_lexer_dup_string  (PropusTransferLexer *self, const PropusToken *token, gsize most, GError **error);

G_END_DECLS
