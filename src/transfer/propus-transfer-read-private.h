/* propus-transfer-read-private.h - what the readers of the formats share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-transfer-archive.h"
#include "propus-transfer-chat.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  PropusTransferReport *report;     /* NULL: it is written already */
  PropusTransferArchive *archive;   /* NULL: a bare file */
  GHashTable *attachments;          /* our format: {hash: PropusTransferAttachment} */
  const char *file_name;            /* of the file, for a chat without a title */
} PropusReading;

/* Each makes one chat. An error of PROPUS_TRANSFER_ERROR says why this one cannot be read; any other is the whole file's. */
PropusTransferChat *propus_read_own       (PropusReading *reading, PropusTransferSource *source, const PropusRange *range, GError **error);
PropusTransferChat *propus_read_chatgpt   (PropusReading *reading, JsonObject *conversation, GError **error);
PropusTransferChat *propus_read_claude    (PropusReading *reading, JsonObject *conversation, GError **error);
PropusTransferChat *propus_read_ai_studio (PropusReading *reading, JsonObject *prompt, GError **error);

gboolean            propus_read_own_attachments (PropusReading *reading, PropusTransferLexer *lexer, PropusTransferSource *source, GError **error);
void                propus_read_check_attachments (PropusReading *reading, GCancellable *cancellable);

/* Services for them. */
void    propus_read_omit      (PropusReading *reading, PropusTransferChat *chat, const char *item, const char *reason);
gint64  propus_read_seconds   (JsonObject *object, const char *member);   /* Unix seconds with a fraction, as microseconds; 0 */
gint64  propus_read_iso       (JsonObject *object, const char *member);   /* "2026-11-22T10:00:00.5Z", as microseconds; 0 */
gboolean propus_read_is_number (JsonObject *object, const char *member);
void    propus_read_finish    (PropusReading *reading, PropusTransferChat *chat);
gboolean propus_read_fail     (GError **error, const char *sentence);     /* FALSE */
gboolean propus_read_has_room (PropusTransferChat *chat, GError **error);
PropusTransferAttachment *propus_read_archived (PropusReading *reading, const char *id, const char *name, const char *mime);
void    propus_read_add_fence (PropusTransferMessage *message, const char *text, const char *language);

G_END_DECLS
