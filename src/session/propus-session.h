/* propus-session.h - what a window needs: broker, store, models, running turns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-history.h"
#include "propus-key-status.h"
#include "propus-pass-list.h"
#include "propus-price-list.h"
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
PropusPassList         *propus_session_get_passes         (PropusSession *self);          /* of the API, also while practice is tried; NULL: not used yet */
PropusStore            *propus_session_get_store          (PropusSession *self);
const GError           *propus_session_get_store_error    (PropusSession *self);          /* NULL: all is being saved */
gboolean                propus_session_has_unsaved        (PropusSession *self);          /* something would be lost if the program ended now */
void                    propus_session_save_again         (PropusSession *self);          /* what could not be saved, at once; it is tried by itself, too */
PropusHistory          *propus_session_get_history        (PropusSession *self);          /* borrowed; read from the store from the first call on */
GListModel             *propus_session_get_models         (PropusSession *self);          /* of PropusModelInfo that can chat */
PropusFailure          *propus_session_get_models_failure (PropusSession *self);          /* why the list is empty, NULL */
void                    propus_session_refresh_models     (PropusSession *self);
void                    propus_session_update_models      (PropusSession *self);          /* when they are old; for when nothing will be asked */
gint64                  propus_session_get_models_time    (PropusSession *self);          /* Unix s of the list, 0 unknown */
PropusModelInfo        *propus_session_find_model         (PropusSession *self, const char *id); /* borrowed, NULL not listed */
gboolean                propus_session_is_model_gone      (PropusSession *self, const char *id);
PropusModelInfo        *propus_session_find_nearest_model (PropusSession *self, const char *id); /* borrowed, NULL none */
void                    propus_session_refresh_prices     (PropusSession *self);
const PropusPriceList  *propus_session_get_prices         (PropusSession *self);          /* borrowed, NULL unknown */
gboolean                propus_session_is_favorite_model  (PropusSession *self, const char *id);
void                    propus_session_set_favorite_model (PropusSession *self, const char *id, gboolean favorite);
char                   *propus_session_dup_default_model  (PropusSession *self);          /* setting, else gemini-flash-latest where listed, else the first; NULL none known */
void                    propus_session_set_default_model  (PropusSession *self, const char *model);

PropusConversation     *propus_session_new_conversation   (PropusSession *self);          /* (transfer full), not yet listed or stored */
PropusConversation     *propus_session_new_temporary      (PropusSession *self);          /* (transfer full), never listed or stored */
void                    propus_session_leave              (PropusSession *self, PropusConversation *conversation); /* shown no longer: a temporary one is over */
/* Fills an opened conversation with its last messages; a no-op when something is there. What is in memory is a window
 * of the displayed branch: has_earlier and has_later say what is not, load_more brings the next page, jump brings a
 * message (of any branch: that is displayed then) with what is around it, each as one "items-changed". All these end in
 * load_finish. Changes that other processes make to the chat come by themselves. */
void                    propus_session_load_async         (PropusSession *self, PropusConversation *conversation, GAsyncReadyCallback callback, gpointer user_data);
void                    propus_session_load_more_async    (PropusSession *self, PropusConversation *conversation, gboolean earlier, GAsyncReadyCallback callback, gpointer user_data);
void                    propus_session_jump_async         (PropusSession *self, PropusConversation *conversation, gint64 message_id, GAsyncReadyCallback callback, gpointer user_data);
gboolean                propus_session_load_finish        (PropusSession *self, GAsyncResult *result, GError **error);
gboolean                propus_session_is_loading         (PropusSession *self, PropusConversation *conversation);
gboolean                propus_session_has_earlier        (PropusSession *self, PropusConversation *conversation);
gboolean                propus_session_has_later          (PropusSession *self, PropusConversation *conversation);
void                    propus_session_go_to_end          (PropusSession *self, PropusConversation *conversation);

/* Turns. The person's words are in the model (and queued for the store) before the call returns. Old versions stay. */
PropusTurn             *propus_session_send               (PropusSession *self, PropusConversation *conversation, const char *text);
PropusTurn             *propus_session_send_with          (PropusSession *self, PropusConversation *conversation, const char *text, GPtrArray *attachments); /* of PropusAttachment; @text may be blank */
PropusTurn             *propus_session_edit               (PropusSession *self, PropusConversation *conversation, PropusMessage *old, const char *text);
PropusTurn             *propus_session_regenerate         (PropusSession *self, PropusConversation *conversation, PropusMessage *old);
PropusTurn             *propus_session_retry              (PropusSession *self, PropusConversation *conversation); /* the last answer again; replaces it when nothing of it came */
gboolean                propus_session_can_continue       (PropusMessage *message);
PropusTurn             *propus_session_continue           (PropusSession *self, PropusConversation *conversation); /* the last answer, which broke off; NULL it did not */
PropusTurn             *propus_session_get_turn           (PropusSession *self, PropusConversation *conversation); /* running one, borrowed, NULL */
guint                   propus_session_get_n_turns        (PropusSession *self);          /* that run in chats which are kept */
/* Another version of a message and what follows that; ends in load_finish. Not while a turn runs in the chat. */
void                    propus_session_step_async         (PropusSession *self, PropusConversation *conversation, PropusMessage *message, int step, GAsyncReadyCallback callback, gpointer user_data);
void                    propus_session_delete_turn_async  (PropusSession *self, PropusConversation *conversation, PropusMessage *message, GAsyncReadyCallback callback, gpointer user_data);
GArray                 *propus_session_delete_turn_finish (PropusSession *self, GAsyncResult *result, GError **error); /* for the undo, which ends in load_finish */
void                    propus_session_undelete_turn_async (PropusSession *self, PropusConversation *conversation, GArray *ids, GAsyncReadyCallback callback, gpointer user_data);
/* A new chat with everything up to a message. */
void                    propus_session_branch_async       (PropusSession *self, PropusConversation *conversation, PropusMessage *message, GAsyncReadyCallback callback, gpointer user_data);
PropusConversation     *propus_session_branch_finish      (PropusSession *self, GAsyncResult *result, GError **error); /* (transfer full) */

void                    propus_session_save               (PropusSession *self, PropusConversation *conversation); /* title, model, draft changed */

G_END_DECLS
