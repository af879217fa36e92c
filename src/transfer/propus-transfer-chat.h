/* propus-transfer-chat.h - chats as plain data, between the history and a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-conversation.h"
#include "propus-transfer-attachment.h"

G_BEGIN_DECLS

/* One version of one turn. All strings are valid UTF-8 and owned; NULL: none. */
typedef struct
{
  gint64 id;                 /* unique in its chat, > 0 */
  gint64 parent;             /* the id of what it answers or follows; 0: a first turn */
  PropusRole role;
  PropusMessageState state;  /* never PENDING or STREAMING in what was imported */
  gint64 created;            /* Unix time, microseconds; 0 unknown */
  gint64 thinking_us;
  char *model;               /* as the service names it; of other services, too */
  char *finish_reason;
  char *failure;             /* a nick of PropusFailureKind */
  char *failure_detail;
  char *failure_text;
  char *usage;               /* one JSON object */
  char *facts;               /* one JSON object: propus_message_get_facts() */
  GPtrArray *parts;          /* of char*: each one JSON object, exactly as the API sent it or wants it */
  GPtrArray *attachments;    /* of PropusTransferAttachment */
} PropusTransferMessage;

/* A chat with all versions of all its turns. Refcounted; built by one thread, then not changed any more. */
typedef struct
{
  char *title;               /* never NULL */
  PropusTitleOrigin title_origin;
  char *model;               /* that the chat goes on with; NULL: the default */
  char *folder;              /* its folder's name; NULL: none */
  char *draft;               /* what stands in the composer */
  char *settings;            /* one JSON object; of imported chats: "systemInstruction" (a string) and members of generationConfig */
  gint64 created;            /* Unix time, microseconds; 0 unknown */
  gint64 updated;
  gboolean pinned;
  gboolean archived;
  gint64 head;               /* the id of the last turn that is shown; 0: the last of the array */
  GPtrArray *messages;       /* of PropusTransferMessage */
} PropusTransferChat;

PropusTransferChat    *propus_transfer_chat_new         (const char *title);
PropusTransferChat    *propus_transfer_chat_ref         (PropusTransferChat *self);
void                   propus_transfer_chat_unref       (PropusTransferChat *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusTransferChat, propus_transfer_chat_unref)

PropusTransferMessage *propus_transfer_chat_add         (PropusTransferChat *self, PropusRole role, gint64 parent);   /* borrowed */
PropusTransferMessage *propus_transfer_chat_find        (PropusTransferChat *self, gint64 id);                        /* borrowed, NULL absent */
GPtrArray             *propus_transfer_chat_dup_branch  (PropusTransferChat *self);
GPtrArray             *propus_transfer_chat_dup_ordered (PropusTransferChat *self);

void                   propus_transfer_message_add_part     (PropusTransferMessage *self, const char *json);
void                   propus_transfer_message_add_text     (PropusTransferMessage *self, const char *text);
void                   propus_transfer_message_add_thought  (PropusTransferMessage *self, const char *text);
void                   propus_transfer_message_attach       (PropusTransferMessage *self, PropusTransferAttachment *attachment); /* takes it */
char                  *propus_transfer_message_dup_text     (PropusTransferMessage *self);   /* what the text parts say */
char                  *propus_transfer_message_dup_thoughts (PropusTransferMessage *self);

G_END_DECLS
