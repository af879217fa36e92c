/* propus-transfer-export-private.h - what the three formats share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-transfer-export.h"
#include "propus-transfer-out.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  PropusTransferOut out;
  PropusTransferFlags flags;
  PropusTransferReport *report;
  guint n_chats;              /* written so far */
  GHashTable *seen;           /* JSON: {hash: PropusTransferAttachment} of those that are there; borrows from the next */
  GPtrArray *attachments;     /* JSON: each of them once, in the order of their first use */
} PropusTransferPen;

/* A format writes a head, then each chat, then an end. Errors stay in the pen's output. */
void propus_transfer_json_begin     (PropusTransferPen *pen);
void propus_transfer_json_chat      (PropusTransferPen *pen, PropusTransferChat *chat);
void propus_transfer_json_end       (PropusTransferPen *pen);
void propus_transfer_markdown_chat  (PropusTransferPen *pen, PropusTransferChat *chat);
void propus_transfer_html_begin     (PropusTransferPen *pen);
void propus_transfer_html_chat      (PropusTransferPen *pen, PropusTransferChat *chat);
void propus_transfer_html_end       (PropusTransferPen *pen);

/* What a raw part is for a reader. */
typedef enum
{
  PROPUS_PIECE_NOTHING,    /* an empty text, a signature alone */
  PROPUS_PIECE_TEXT,
  PROPUS_PIECE_THOUGHT,
  PROPUS_PIECE_CODE,       /* code that ran, what it printed, a call, an answer, an unknown part */
  PROPUS_PIECE_MEDIA,      /* bytes within the part */
  PROPUS_PIECE_LINK,       /* a file elsewhere */
} PropusPieceKind;

typedef struct
{
  PropusPieceKind kind;
  char *text;              /* what to show; of media its base64, of a link its address */
  const char *heading;     /* translated, NULL: none */
  char *language;          /* of code; of media and links the MIME type */
} PropusPiece;

void  propus_piece_read    (PropusPiece *self, const char *part, PropusTransferFlags flags);
void  propus_piece_clear   (PropusPiece *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PropusPiece, propus_piece_clear)

char *propus_transfer_pen_dup_text (PropusTransferPen *pen, const char *text);   /* redacted when that is wanted; "" for NULL */
char *propus_transfer_format_time  (gint64 time);                                /* local time; "" for 0 */
const char *propus_transfer_speaker (PropusTransferMessage *message);            /* "You", or the model's name */

G_END_DECLS
