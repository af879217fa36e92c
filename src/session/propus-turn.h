/* propus-turn.h - one turn as a state machine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-broker-process.h"
#include "propus-conversation.h"
#include "propus-generate-settings.h"
#include "propus-key-status.h"
#include "propus-store.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_TURN_WAITING_FOR_BROKER,
  PROPUS_TURN_PREPARING,           /* attachments are read and uploaded: propus_turn_get_uploading() says how far */
  PROPUS_TURN_WAITING_FOR_ANSWER,  /* the key may be waited for, too: PropusKeyStatus says */
  PROPUS_TURN_THINKING,            /* status line or thoughts there, no text */
  PROPUS_TURN_STREAMING,
  PROPUS_TURN_COMPLETE,
  PROPUS_TURN_STOPPED,
  PROPUS_TURN_BLOCKED,
  PROPUS_TURN_FAILED,
} PropusTurnState;

#define PROPUS_TYPE_TURN (propus_turn_get_type ())
/* Signals: "changed" (state), "ended" (exactly once). Main thread only. */
G_DECLARE_FINAL_TYPE (PropusTurn, propus_turn, PROPUS, TURN, GObject)

/* Asks for an answer to the conversation as it stands (its last message is the person's) and appends the answer to it. */
PropusTurn      *propus_turn_new          (PropusBrokerProcess *broker, PropusConversation *conversation, const char *model);
PropusTurn      *propus_turn_new_continue (PropusBrokerProcess *broker, PropusConversation *conversation, PropusMessage *message, const char *model);
void             propus_turn_set_store    (PropusTurn *self, PropusStore *store);   /* where the beginning is, when only the end is in memory */
void             propus_turn_set_key_status (PropusTurn *self, PropusKeyStatus *key_status);
void             propus_turn_set_include_thoughts (PropusTurn *self, gboolean include);
/* What it would ask, for a turn that is not started; ends in a PropusGenerateRequest. */
void             propus_turn_preview_async (PropusTurn *self, PropusMessage *before, const char *prompt, GAsyncReadyCallback callback, gpointer user_data);
PropusGenerateRequest *propus_turn_preview_finish (PropusTurn *self, GAsyncResult *result, GError **error);
void             propus_turn_set_settings (PropusTurn *self, PropusGenerateSettings *settings);   /* those that its model takes; copied */
void             propus_turn_start        (PropusTurn *self);
void             propus_turn_stop         (PropusTurn *self);
PropusTurnState  propus_turn_get_state    (PropusTurn *self);
gboolean         propus_turn_is_running   (PropusTurn *self);
PropusMessage   *propus_turn_get_message  (PropusTurn *self);       /* the answer */
PropusFailure   *propus_turn_get_failure  (PropusTurn *self);       /* NULL none */
PropusCompletion *propus_turn_get_completion (PropusTurn *self);    /* NULL before the broker was there */
gint64           propus_turn_get_elapsed_us (PropusTurn *self);     /* monotonic, since start */
gint64           propus_turn_get_keyring_wait_ms (PropusTurn *self); /* 0: it does not wait for the keyring */
GPtrArray       *propus_turn_get_uploaded (PropusTurn *self);       /* of PropusAttachment, borrowed, NULL none */
PropusAttachment *propus_turn_get_uploading (PropusTurn *self, guint64 *sent, gboolean *waits); /* NULL none */
const char      *propus_turn_get_model    (PropusTurn *self);
PropusConversation *propus_turn_get_conversation (PropusTurn *self);

G_END_DECLS
