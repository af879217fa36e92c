/* propus-turn-request.h - what is asked in a turn, put together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-attachment-sender.h"
#include "propus-conversation.h"
#include "propus-generate-request.h"

G_BEGIN_DECLS

/* What a request is made of; everything is borrowed. */
typedef struct
{
  const char             *model;
  PropusGenerateSettings *settings;           /* NULL: none */
  gboolean                include_thoughts;
  PropusConversation     *conversation;
  GPtrArray              *branch;             /* of PropusMessage: what the history has; NULL: all of it is in memory */
  PropusMessage          *end;                /* the first message that is not in it */
  gboolean                continues;          /* @end is in it, as an answer that is to go on */
  PropusAttachmentSender *sender;             /* NULL: of the files only the names are told */
} PropusTurnRequest;

void                   propus_turn_request_add_attachments (const PropusTurnRequest *self);
PropusGenerateRequest *propus_turn_request_make            (const PropusTurnRequest *self);

G_END_DECLS
