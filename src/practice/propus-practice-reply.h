/* propus-practice-reply.h - one generated answer, as the objects that the API would send
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-practice-models.h"
#include "propus-practice-request.h"

G_BEGIN_DECLS

typedef struct _PropusPracticeReply PropusPracticeReply;   /* owned by one stream */

PropusPracticeReply *propus_practice_reply_new       (const PropusPracticeRequest *request,
                                                      const PropusPracticeModel   *model,
                                                      PropusPracticeFault          fault);
void                 propus_practice_reply_free      (PropusPracticeReply         *self);
JsonObject          *propus_practice_reply_next      (PropusPracticeReply         *self);
JsonObject          *propus_practice_reply_dup_whole (PropusPracticeReply         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusPracticeReply, propus_practice_reply_free)

G_END_DECLS
