/* propus-session-settings.h - what chats ask of their models beside the words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-model-traits.h"
#include "propus-presets.h"
#include "propus-session.h"

G_BEGIN_DECLS

PropusPresets          *propus_session_get_presets        (PropusSession *self);   /* borrowed */
char                   *propus_session_dup_chat_model     (PropusSession *self, PropusConversation *conversation);
PropusGenerateSettings *propus_session_dup_settings       (PropusSession *self, PropusConversation *conversation);
PropusGenerateSettings *propus_session_dup_taken_settings (PropusSession *self, PropusConversation *conversation, const char *model);
void                    propus_session_set_settings       (PropusSession *self, PropusConversation *conversation, PropusGenerateSettings *settings);

G_END_DECLS
