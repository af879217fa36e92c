/* propus-session.h - what a window needs: broker, store, models, running turns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-conversation-list.h"
#include "propus-key-status.h"
#include "propus-store.h"
#include "propus-turn.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SESSION (propus_session_get_type ())
/* Signals: "models-changed", "store-changed" (opened, or a saving error came or went), "turn-started" (PropusTurn),
 * "turn-ended" (PropusTurn), "endpoint-changed" (broker, key status and model list are other objects now). Main thread
 * only. Sentences for failures: propus-failure-sentence.h. */
G_DECLARE_FINAL_TYPE (PropusSession, propus_session, PROPUS, SESSION, GObject)

PropusSession          *propus_session_new                (gboolean practice);
void                    propus_session_start              (PropusSession *self);          /* opens the store, asks for the key's status; the window calls refresh_models when the status says that nothing will be asked */
/* Quitting: stop turns, save, call back (1.5 s at most); then end the main loop; then shutdown(). */
void                    propus_session_finish_async       (PropusSession *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean                propus_session_finish_finish      (PropusSession *self, GAsyncResult *result);
void                    propus_session_shutdown           (PropusSession *self);          /* after the main loop: closes the store; blocks */
GSettings              *propus_session_get_settings       (PropusSession *self);          /* borrowed, NULL: schema not installed */
gboolean                propus_session_is_loading_models  (PropusSession *self);
gboolean                propus_session_is_practice        (PropusSession *self);
void                    propus_session_use_practice       (PropusSession *self, gboolean practice); /* other broker, other model list; history stays */
PropusBrokerProcess    *propus_session_get_broker         (PropusSession *self);
PropusKeyStatus        *propus_session_get_key_status     (PropusSession *self);
PropusStore            *propus_session_get_store          (PropusSession *self);
const GError           *propus_session_get_store_error    (PropusSession *self);          /* NULL: all is being saved */
PropusConversationList *propus_session_get_conversations  (PropusSession *self);
gboolean                propus_session_is_loaded          (PropusSession *self);          /* the list has been read */
GListModel             *propus_session_get_models         (PropusSession *self);          /* of PropusModelInfo that can chat */
PropusFailure          *propus_session_get_models_failure (PropusSession *self);          /* why the list is empty, NULL */
void                    propus_session_refresh_models     (PropusSession *self);
char                   *propus_session_dup_default_model  (PropusSession *self);          /* setting, else gemini-flash-latest where listed, else the first; NULL none known */
void                    propus_session_set_default_model  (PropusSession *self, const char *model);

PropusConversation     *propus_session_new_conversation   (PropusSession *self);          /* (transfer full), not yet listed or stored */
/* Fills an opened conversation with its messages; a no-op when they are there. */
void                    propus_session_load_async         (PropusSession *self, PropusConversation *conversation, GAsyncReadyCallback callback, gpointer user_data);
gboolean                propus_session_load_finish        (PropusSession *self, GAsyncResult *result, GError **error);
gboolean                propus_session_is_loading         (PropusSession *self, PropusConversation *conversation);
/* The person's words are in the model (and queued for the store) before the call returns. */
PropusTurn             *propus_session_send               (PropusSession *self, PropusConversation *conversation, const char *text);
PropusTurn             *propus_session_retry              (PropusSession *self, PropusConversation *conversation); /* the last answer again */
PropusTurn             *propus_session_get_turn           (PropusSession *self, PropusConversation *conversation); /* running one, borrowed, NULL */
void                    propus_session_save               (PropusSession *self, PropusConversation *conversation); /* title, model, draft changed */
void                    propus_session_delete             (PropusSession *self, PropusConversation *conversation);
void                    propus_session_undelete           (PropusSession *self, PropusConversation *conversation);

G_END_DECLS
