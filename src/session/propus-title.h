/* propus-title.h - a chat's title by the model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-session.h"

G_BEGIN_DECLS

/* Costs tokens, so only where the person allowed it ("model-titles"), once a chat, and never over a title that was typed. */
gboolean propus_title_is_wanted (PropusSession *session, PropusTurn *ended);
void     propus_title_ask       (PropusSession *session, PropusConversation *conversation);

G_END_DECLS
